"""The one blueprint of limits at the desk."""

from __future__ import annotations

from flask import Blueprint

desk = Blueprint("limits_desk", __name__, url_prefix="/desk/limits")
