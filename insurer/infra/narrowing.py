"""Which rows of a policyholder's table belong to single policies, or to single buyers under them.

A table says it by its own columns (`policy_id`, `party_id`), by the row that it is part of (a claim's item by its
claim), or by its subject ("claim:CL-2026-000001"). What cannot say it belongs to no single policy and is not shown.
"""

from __future__ import annotations

from sqlalchemy import (
    Alias,
    ColumnElement,
    FromClause,
    MetaData,
    Select,
    Table,
    and_,
    false,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect

from insurer.kernel.acting import Scope
from insurer.kernel.ids import PolicyId

NAMED = {
    "policy": "policy",
    "claim": "claim",
    "notice": "overdue_notice",
    "limit": "limit_request",
    "alert": "warning_alert",
}
"""Kinds of subjects that are shown with their policy, and the table in which the number behind the colon stands."""


def within(table: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Whether a row of an owned table is inside a scope that names policies."""
    return and_(table.c.policyholder_id.in_(sorted(scope.policyholders)), _of_policies(table, scope))


def subjects(metadata: MetaData, scope: Scope) -> CompoundSelect[tuple[str]]:
    """The subjects ("claim:CL-2026-000001") inside a scope that names policies; a policy counts when it is whole."""
    found = []
    for kind, name in NAMED.items():
        named = metadata.tables[name].alias()
        inside = within(named, scope)
        if kind == "policy":
            inside = and_(inside, named.c.id.in_(_whole(scope)))
        found.append(select(literal(f"{kind}:") + named.c.number).where(inside))
    return union_all(*found)


def _of_policies(table: FromClause, scope: Scope) -> ColumnElement[bool]:
    if _table(table).name == "policy":
        return table.c.id.in_(sorted(scope.policies or ()))
    if "policy_id" in table.c:
        return _by_columns(table, scope)
    for column in table.c:
        for key in column.foreign_keys:
            whole = key.column.table
            if "policyholder_id" in whole.c and whole is not _table(table):
                return column.in_(_inside(whole, scope))
    if "subject" in table.c:
        return _by_subject(table, scope)
    return false()


def _by_columns(table: FromClause, scope: Scope) -> ColumnElement[bool]:
    whole = table.c.policy_id.in_(_whole(scope))
    if "party_id" not in table.c:
        return whole
    pairs = [and_(table.c.policy_id == policy, table.c.party_id == buyer) for policy, buyer in sorted(scope.buyers)]
    return or_(whole, *pairs)


def _by_subject(table: FromClause, scope: Scope) -> ColumnElement[bool]:
    metadata = _table(table).metadata
    about = table.c.subject.in_(subjects(metadata, scope))
    if "policy" not in table.c:
        return about
    named = metadata.tables["policy"].alias()
    return or_(about, table.c.policy.in_(select(named.c.number).where(named.c.id.in_(_whole(scope)))))


def _inside(table: FromClause, scope: Scope) -> Select[tuple[int]]:
    """The rows that others are part of; under another name, so that a query's own join of the table is not meant."""
    other = table.alias()
    return select(other.c.id).where(within(other, scope))


def _whole(scope: Scope) -> list[PolicyId]:
    """The policies that are seen with all their buyers."""
    return sorted((scope.policies or frozenset()) - {policy for policy, _ in scope.buyers})


def _table(table: FromClause) -> Table:
    """The table itself behind the name that a query gives it."""
    found = table.element if isinstance(table, Alias) else table
    if not isinstance(found, Table):
        raise TypeError(f"{type(found).__name__} is no table")
    return found
