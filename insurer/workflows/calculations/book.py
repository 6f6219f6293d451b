"""The book of calculations: every figure the contract names, whatever domain it comes from."""

from __future__ import annotations

from insurer.workflows.calculations.registry import Registry

CALCULATIONS = Registry()
