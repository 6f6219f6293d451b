"""Findings: several things noticed at once, as data. Unlike a refusal a finding stops nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """How heavy a finding is."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its code, weight, the clause it tests and the facts."""

    code: str
    weight: Weight
    clause: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
