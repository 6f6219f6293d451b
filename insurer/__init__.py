"""Tradecover: the system with which a trade credit insurer runs its business."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app() -> Flask:
    """The whole application, for `flask --app insurer`; importing the kernel does not pay for it."""
    from insurer.app import create_app as compose

    return compose()
