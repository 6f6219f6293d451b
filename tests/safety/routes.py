"""Every route of the portal with an example for each of its parameters; a route without one fails the walk."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import inspect, text
from werkzeug.routing import Rule

from insurer.infra.db import db
from tests.builders.town import Tenant

PORTAL = ("/portal/", "/api/")
"""Where a policyholder's data is served."""

THINGS: Mapping[tuple[str, str], str | None] = {
    ("alerts", "number"): "alert",
    ("bank-details", "public_id"): "company",
    ("behaviour", "policy"): "policy",
    ("behaviour", "public_id"): "buyer",
    ("colleagues", "login"): "colleague",
    ("buyers", "public_id"): "buyer",
    ("calculations", "name"): None,
    ("calendar", "token"): None,
    ("claims", "number"): "open claim",
    ("decisions", "number"): "limit decision",
    ("declarations", "number"): "declaration",
    ("drafts", "number"): "draft",
    ("documents", "document"): "issued document",
    ("entries", "entry"): "cash entry",
    ("evidence", "number"): "evidence",
    ("exposure", "policy"): "policy",
    ("exposure", "public_id"): "buyer",
    ("factoring", "number"): "assigned receivables",
    ("file", "policy"): "policy",
    ("file", "buyer"): "buyer",
    ("invoices", "receivable"): "invoice",
    ("limits", "buyer"): "buyer",
    ("limits", "number"): "limit request",
    ("messages", "message"): "message",
    ("notes", "note"): "note",
    ("notices", "number"): "notice",
    ("orders", "number"): "order",
    ("overdues", "policy"): "policy",
    ("overdues", "buyer"): "buyer",
    ("collections", "number"): "collection case",
    ("debts", "buyer"): "buyer",
    ("payment-terms", "buyer"): "buyer",
    ("disputes", "policy"): "policy",
    ("policies", "number"): "policy",
    ("receivables", "number"): "import",
    ("recoveries", "recovery"): "recovery",
    ("requests", "request"): "paper request",
    ("of", "policy"): "policy",
    ("of", "public_id"): "buyer",
    ("statements", "number"): "statement",
    ("answers", "answer"): "statement answer",
    ("thresholds", "name"): None,
    ("timeline", "subject"): "timeline",
}
"""By the fixed part of the address before a parameter, and its name: which thing stands there; None: nobody's."""
BY_RULE: Mapping[tuple[str, str], str] = {
    ("/portal/claims/<number>/papers/<key>", "key"): "claim paper",
    ("/portal/claims/file/<policy>/<buyer>/papers/<key>", "key"): "draft paper",
    ("/portal/claims/file/<policy>/<buyer>/papers/<key>/back", "key"): "draft paper",
    ("/portal/policies/<number>/papers/<int:document>.pdf", "document"): "policy paper",
    ("/portal/claims/<number>/letter.pdf", "number"): "claim",
    ("/portal/claims/<number>/recoveries/<recovery>.pdf", "number"): "claim",
}
"""Where the address alone does not say which of several things is meant."""
NOBODYS = {"name": "indemnity", "token": "no-token-of-anybody"}
"""Examples of what belongs to no policyholder."""
_PARAMETER = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one route, and the things of a policyholder that its address names, by parameter."""

    method: str
    rule: str
    things: Mapping[str, str | None]

    @property
    def owned(self) -> list[str]:
        """The parameters that name something of a policyholder's."""
        return [parameter for parameter, thing in self.things.items() if thing is not None]

    def of(self, examples: Mapping[str, str]) -> str:
        """The address with these values of its parameters."""
        return _PARAMETER.sub(lambda found: examples[found[1]], self.rule)


def portal_addresses(app: Flask) -> Iterator[Address]:
    """Every route of the portal and of the interface, with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(PORTAL):
            things = {parameter: thing_at(rule, parameter) for parameter in _PARAMETER.findall(rule.rule)}
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Address(method, rule.rule, things)


def thing_at(rule: Rule, parameter: str) -> str | None:
    """Which thing a parameter of a route names; a KeyError tells whoever made the route to add an example."""
    if (rule.rule, parameter) in BY_RULE:
        return BY_RULE[rule.rule, parameter]
    before = rule.rule[: rule.rule.index(f"{parameter}>")]
    fixed = [part for part in before.split("/") if part and "<" not in part][-1]
    if (fixed, parameter) not in THINGS:
        raise KeyError(f"{rule.rule}: say in tests/safety/routes.py what <{parameter}> after /{fixed}/ names")
    return THINGS[fixed, parameter]


def values(address: Address, own: Tenant, *, foreign: Tenant | None = None, where: str = "") -> dict[str, str]:
    """Values of an address's parameters: the tenant's own, but another's at `where` (everywhere if empty)."""
    found = {}
    for parameter, thing in address.things.items():
        whose = foreign if foreign is not None and where in ("", parameter) else own
        found[parameter] = NOBODYS[parameter] if thing is None else example(whose, thing)
    return found


def example(tenant: Tenant, thing: str) -> str:
    """An example of one of a tenant's things."""
    if thing == "timeline":
        return f"policy:{tenant.examples['policy']}"
    return tenant.examples[thing]


def absent(value: str) -> str:
    """A value of the same shape and length that names nothing."""
    if value.isdigit():
        return "9" * max(6, len(value))
    nines = re.sub(r"\d(?=\D*$)", "", re.sub(r"[0-9a-z](?=[0-9a-z]{0,5}$)", "9", value))
    named = nines[: len(value)].ljust(len(value), "9")
    return re.sub(r"(?<=-)9$", "0", named)  # people are numbered from one: the ninth may well be there


def fingerprints() -> dict[str, str]:
    """A hash of every row of every table; two equal answers mean that nothing was written between them."""
    found = {}
    for table in sorted(inspect(db.engine).get_table_names()):
        with db.engine.connect() as connection:
            rows = sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
