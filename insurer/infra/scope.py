"""Tenant scope, set once below the views: every query for a policyholder's rows is narrowed to the reader's.

A table with a policyholder's data derives from `Owned`. Whoever reads does so within `reading_as(scope)`;
a query for an owned table outside of it is a fault of ours and stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from sqlalchemy import ForeignKey, event, inspect
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption

from insurer.infra.narrowing import within
from insurer.kernel.acting import Scope
from insurer.kernel.ids import PartyId

_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


class Owned:
    """A row that belongs to one policyholder."""

    policyholder_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"), index=True)


@contextmanager
def reading_as(scope: Scope) -> Iterator[None]:
    """Within, owned rows outside `scope` do not exist."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def present_scope() -> Scope | None:
    return _scope.get()


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_relationship_load:
        return
    scope = _scope.get()
    if scope is None:
        if any(issubclass(mapper.class_, Owned) for mapper in state.all_mappers):
            raise RuntimeError("a policyholder's rows were asked for without a scope")
        return
    if scope.everything:
        return
    if scope.policies is not None:
        state.statement = state.statement.options(*_narrowed(scope))
        return
    mine = sorted(scope.policyholders)
    state.statement = state.statement.options(
        with_loader_criteria(Owned, lambda table: table.policyholder_id.in_(mine), include_aliases=True)
    )


@lru_cache(maxsize=256)
def _narrowed(scope: Scope) -> tuple[ORMOption, ...]:
    """What narrows each owned table to single policies, for readers whose scope names them."""
    return tuple(
        with_loader_criteria(owned, within(inspect(owned).local_table, scope), include_aliases=True)
        for owned in Owned.__subclasses__()
    )
