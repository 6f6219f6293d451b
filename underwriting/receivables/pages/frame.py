"""One template per side for each page."""

from __future__ import annotations

from flask import render_template


def render_side(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/receivables/{side}/{page}.html", layout=layout, side=side, **values)
