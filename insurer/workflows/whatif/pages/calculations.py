"""A calculation by itself: the contract's example or the reader's own input, with any field put otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.infra.languages import DEFAULT, _, here, known
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.contract import json_object, read_input
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.whatif.pages.shown import ShownComparison, shown_comparison
from insurer.workflows.whatif.pages.subjects import Side
from insurer.workflows.whatif.rules.comparison import comparison, flat_figures
from insurer.workflows.whatif.rules.leaves import leaves, with_leaves, written_leaf
from insurer.workflows.whatif.terms import Worked

LONGEST_INPUT = 4_000
"""Characters of an input of one's own: the whole of it stands in the page's address."""
MOST_FIELDS = 120
PREFIX = "f."


@dataclass(frozen=True, slots=True)
class InputField:
    """One field of the input: its path, what stands there, what was typed in its place, what is wrong with that."""

    path: str
    words: str
    present: str
    typed: str
    error: str = ""


def field_words(path: str) -> str:
    """A field of the contract as people say it: `invoices.0.amount` is "Invoices 1 · Amount".

    A name that only the reader's own input has stays as it is.
    """
    said: list[str] = []
    for step in path.split("."):
        if step.isdecimal() and said:
            said[-1] += f" {int(step) + 1}"
        else:
            code = f"calculation_field.{step}"
            said.append(here(code) if known(code, DEFAULT) else step)
    return " · ".join(said)


def calculation_page(side: Side, name: str) -> ResponseReturnValue:
    """Before: the example or the input given. After: the same with the fields that were filled in."""
    if name not in CALCULATIONS.names:
        raise NotFound("input.unknown_calculation", value=name[:40])
    calculation = CALCULATIONS.named(name)
    own = request.args.get("input", "").strip()
    typed = {
        key.removeprefix(PREFIX): value.strip()[:200]
        for key, value in request.args.items()
        if key.startswith(PREFIX) and value.strip()
    }
    whole, wrong, compared, refusal = calculation.example, "", None, None
    try:
        whole = _own_input(own) if own else whole
        before = _worked(calculation, whole)
    except InvalidInput as refused:
        wrong = _said(refused)
    else:
        compared, refusal = _after(calculation, whole, typed, before)
    return _page(side, calculation, own, typed, whole, wrong, compared, refusal)


def _own_input(own: str) -> Mapping[str, Any]:
    if len(own) > LONGEST_INPUT:
        raise InvalidInput("input.text_too_long", "input", number=LONGEST_INPUT)
    return json_object(own.encode("utf-8", "replace"))


def _after(
    calculation: Calculation[Any], whole: Mapping[str, Any], typed: Mapping[str, str], before: Worked
) -> tuple[ShownComparison | None, InvalidInput | None]:
    try:
        after = _worked(calculation, with_leaves(whole, typed))
    except InvalidInput as refused:
        return None, refused
    return shown_comparison(comparison(before, after), label=field_words, clause=field_words), None


def _worked(calculation: Calculation[Any], given: Mapping[str, Any]) -> Worked:
    outcome = calculation.works(read_input(calculation.reads, dict(given)))
    return Worked(tuple(flat_figures("", outcome.result)), outcome.working)


def _page(
    side: Side,
    calculation: Calculation[Any],
    own: str,
    typed: Mapping[str, str],
    whole: Mapping[str, Any],
    wrong: str,
    compared: ShownComparison | None,
    refusal: InvalidInput | None,
) -> ResponseReturnValue:
    fields = [
        InputField(
            path,
            field_words(path),
            written_leaf(value),
            typed.get(path, ""),
            _said(refusal) if _at(refusal, path) else "",
        )
        for path, value in list(leaves(whole))[:MOST_FIELDS]
    ]
    placed = any(field.error for field in fields)
    address = {"name": calculation.name, **({"input": own} if own else {})}
    page = render_template(
        "whatif/calculation.html",
        side=side.name,
        name=calculation.name,
        own=own,
        example=json.dumps(calculation.example, ensure_ascii=False, indent=2),
        longest=LONGEST_INPUT,
        fields=fields,
        prefix=PREFIX,
        wrong=wrong,
        trouble="" if refusal is None or placed else _said(refusal, with_field=True),
        compared=compared,
        anything=bool(typed),
        here=url_for(".calculation", name=calculation.name),
        link=url_for(".calculation", **address, **{f"{PREFIX}{path}": value for path, value in typed.items()}),  # type: ignore[arg-type]
        crumbs=side.crumbs(Crumb(_("Calculations")), Crumb(_about(calculation.name))),
    )
    return page, 422 if wrong or refusal is not None else 200


def _about(name: str) -> str:
    return here(f"what_if.about.{name.replace('-', '_')}")


def _at(refusal: InvalidInput | None, path: str) -> bool:
    return refusal is not None and refusal.field == path


def _said(refusal: InvalidInput | None, *, with_field: bool = False) -> str:
    if refusal is None:
        return ""
    words = here(refusal.code, **refusal.facts)
    return f"{refusal.field}: {words}" if with_field and refusal.field else words
