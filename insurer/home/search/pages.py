"""The page of results and, while one types, the list below the box."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from insurer.home.search.queries import found, wanted
from insurer.home.search.terms import FEW, MANY
from insurer.infra.languages import _
from insurer.infra.web.layout import Crumb

BOX = "found"
"""The place below the box that asks for suggestions by its id."""


def search_page(side: str) -> ResponseReturnValue:
    """What was found; a part of a page for the box, a whole one for everybody else."""
    typed = request.args.get("q", "")
    if request.headers.get("HX-Target") == BOX:
        page = render_template("home/search/_found.html", found=found(side, typed, FEW), typed=wanted(typed), box=True)
    else:
        page = render_template(
            f"home/search/{side}/search.html",
            found=found(side, typed, MANY),
            typed=wanted(typed),
            side=side,
            crumbs=[Crumb(_("Search"))],
        )
    return page, {"Vary": "HX-Target"}
