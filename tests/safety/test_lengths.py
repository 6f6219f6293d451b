"""Every field has its length and its signs: a megabyte, or an invisible sign, is refused beside the field."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from config import ROOT
from insurer.accounts.facts import Role
from insurer.infra.web.forms import (
    AmountField,
    ChoiceField,
    DayField,
    LineField,
    NoteField,
    NumberField,
    SafeForm,
    ShareField,
)
from insurer.kernel.errors import InvalidInput
from insurer.parties.facts import PartyEntry
from insurer.parties.rules.entry import fit_entry
from tests.builders.browser import signed_in
from tests.builders.people import form_token
from tests.safety.test_source import FILES

MEGABYTE = "x" * 1_000_000
BARE = {"StringField", "TextAreaField", "PasswordField", "HiddenField", "EmailField", "URLField", "SearchField"}
LOOKED_UP = {
    ("underwriting/receivables/forms.py", "kept"): "signed; a changed one names no file",
    ("underwriting/limits/forms.py", "seen"): "compared with the decision that stands",
    ("policies/issuance/forms.py", "version"): "compared with the version that stands",
}
"""Hidden fields without a length, and why none is needed."""


class _OneOfEach(SafeForm):
    line = LineField("line")
    note = NoteField("note")
    amount = AmountField("amount")
    number = NumberField("number", least=Decimal(0))
    share = ShareField("share")
    day = DayField("day")
    choice = ChoiceField("choice", of=Role)


@pytest.mark.parametrize("text", [MEGABYTE, "9" * 1_000_000, "Acme\u202e", "Acme\u200b"], ids=["x", "9", "rtl", "zero"])
def test_asvs_1_3_3_every_kind_of_field_refuses_what_is_too_long_or_hidden(app: Flask, text: str) -> None:
    typed = MultiDict(dict.fromkeys(("line", "note", "amount", "number", "share", "day", "choice"), text))
    with app.test_request_context("/", method="POST", data={}):
        form = _OneOfEach(typed, meta={"csrf": False})

        assert not form.validate()

    assert {name for name, errors in form.errors.items() if errors} == set(typed)


def _fields() -> Iterator[tuple[str, str, ast.Call]]:
    """Every field of a bare kind: where, its name, how it is made."""
    for file in FILES:
        if file.name not in ("forms.py",) and "forms" not in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                name, made = ast.unparse(node.targets[0]), node.value
                if ast.unparse(made.func).split(".")[-1] in BARE:
                    yield str(file.relative_to(ROOT)), name, made
            elif isinstance(node, ast.Dict):
                for key, made in zip(node.keys, node.values, strict=True):
                    if isinstance(made, ast.Call) and ast.unparse(made.func).split(".")[-1] in BARE:
                        yield str(file.relative_to(ROOT)), ast.unparse(key or made).strip("'"), made


def test_asvs_1_3_3_no_form_has_a_field_without_a_length() -> None:
    """Fields of the house have one; a field of the library's names one, or is only compared or opened."""
    fields = list(_fields())
    endless = [
        (place, name)
        for place, name, made in fields
        if not re.search(r"\bat_most\(|\bLength\(", ast.unparse(made)) and (place, name) not in LOOKED_UP
    ]

    assert fields
    assert endless == []


def test_asvs_1_3_3_a_name_of_a_megabyte_is_refused_where_companies_are_recorded() -> None:
    with pytest.raises(InvalidInput) as refused:
        fit_entry(PartyEntry(MEGABYTE, country="GB"))

    assert refused.value.field == "name"


def test_asvs_1_3_3_a_megabyte_sent_to_a_page_comes_back_with_the_field_named(app: Flask) -> None:
    admin = signed_in(app, Role.ADMINISTRATOR)
    token = form_token(admin, "/desk/people/new")

    answer = admin.post("/desk/people/new", data={"csrf_token": token, "name": MEGABYTE, "email": "a@b.example"})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_the_list_of_fields_without_a_length_is_true() -> None:
    """A field that is gone, or has a length by now, is no exception any more."""
    bare = {(place, name) for place, name, made in _fields() if "at_most" not in ast.unparse(made)}

    assert set(LOOKED_UP) - bare == set()
