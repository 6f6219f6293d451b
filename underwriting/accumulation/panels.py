"""How other ceilings read on the approvals desk."""

from __future__ import annotations

from decimal import Decimal

from flask import url_for

from insurer.accounts.facts import Matter, May, Row, Wording
from insurer.accounts.public import ApprovalKind, each
from insurer.infra.commands import Act
from insurer.infra.formats import share_text
from insurer.infra.languages import _
from insurer.kernel.parsing import parse_day
from underwriting.accumulation.services import CEILING_CHANGE, agree_to_ceilings

NAMES = (
    ("net_assets", "Net assets"),
    ("per_group", "One obligor with its group, of net assets"),
    ("in_all", "In all, times net assets"),
    ("ceded", "Borne by reinsurers"),
    ("per_country", "One country, of the whole"),
    ("per_sector", "One sector, of the whole"),
)


def _say(matter: Matter) -> Wording:
    return Wording(
        heading=_("Ceilings of accumulation"),
        href=url_for("accumulation_desk.ceilings"),
        amount=None,
        rows=(
            *(Row(words, _value(matter, name), _value(matter, f"before_{name}")) for name, words in NAMES),
            Row("In force from", parse_day(matter.text("valid_from"), "valid_from")),
        ),
        consequence=_("It takes effect from its day. What was decided before stays as it is."),
    )


def _value(matter: Matter, name: str) -> object:
    if name.endswith("net_assets"):
        return matter.amount(name)
    text = matter.text(name)
    if not text or name.endswith("in_all"):
        return text or None
    return share_text(Decimal(text), 2)


def _agree(act: Act, matter: Matter) -> None:
    agree_to_ceilings(act, matter.subject)


CEILING_KIND = ApprovalKind(CEILING_CHANGE, May.RULE_AGREE, each(_say), _agree)
