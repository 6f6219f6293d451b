"""What the pages of exposure share: the side they are shown on, the day asked for."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from insurer.infra.clock import today
from insurer.kernel.parsing import parse_day


def asked_day() -> date:
    """The day at whose end the page is asked for: today unless `?as_of=` names another."""
    asked = request.args.get("as_of", "")
    return parse_day(asked, "as_of") if asked else today()


def shown_page(side: str, page: str, **values: object) -> str:
    """The page of a side."""
    return render_template(
        f"underwriting/exposure/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, **values
    )
