"""What messages are not told by themselves: the names of companies and the pages of things, told by those who know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from insurer.kernel.ids import PartyId


@dataclass(frozen=True, slots=True)
class Directory:
    """Buyers' names by their public ids, policyholders' names by their ids, and the portal's page of a subject.

    `page` gets the subject (`claim:CL-2026-000001`) and the policy's number, and answers "" where there is none.
    """

    buyers: Callable[[Collection[str]], Mapping[str, str]]
    companies: Callable[[Collection[PartyId]], Mapping[PartyId, str]]
    page: Callable[[str, str], str]


_directories: list[Directory] = []


def look_up_in(directory: Directory) -> None:
    """Say where names and pages are found; the last word counts."""
    _directories[:] = [directory]


def directory() -> Directory:
    """Where names and pages are found."""
    return _directories[0]
