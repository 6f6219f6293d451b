"""Tenant scope, set once below the views: every query for a policyholder's rows is narrowed to the reader's.

A table with a policyholder's data derives from `Owned`. Whoever reads does so within `reading_as(scope)`;
a query for an owned table outside of it is a fault of ours and stops. PostgreSQL is told the same scope at the
beginning of every transaction, and again when it changes within one: its row security is the second wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, Select, event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption

from insurer.infra.db import db
from insurer.infra.narrowing import within
from insurer.infra.row_security import EVERYTHING, SETTING, role_of
from insurer.kernel.acting import ALL, Scope
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


@contextmanager
def house_writing() -> Iterator[None]:
    """Within, the house writes what is its own (trail, books, jobs, mails), whoever acts.

    What the actor wrote before is sent to the database first, in the actor's own scope.
    """
    db.session.flush()
    with reading_as(ALL):
        yield
        db.session.flush()


def present_scope() -> Scope | None:
    return _scope.get()


def narrowed(statement: Select[*tuple[Any, ...]]) -> tuple[Connection, Select[*tuple[Any, ...]]]:
    """A statement for the driver itself, narrowed to the present scope, and the connection that was told of it.

    Reading so without a scope is a fault of ours, whatever the table.
    """
    scope = _scope.get()
    if scope is None:
        raise RuntimeError("rows were asked for as columns without a scope")
    _tell_again(db.session())
    return db.session.connection(), statement.options(*_options(scope))


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_relationship_load:
        return
    scope = _scope.get()
    if scope is None:
        if any(issubclass(mapper.class_, Owned) for mapper in state.all_mappers):
            raise RuntimeError("a policyholder's rows were asked for without a scope")
        return
    if not scope.everything:
        state.statement = state.statement.options(*_options(scope))


def _options(scope: Scope) -> tuple[ORMOption, ...]:
    """What narrows a statement to a scope."""
    if scope.everything:
        return ()
    if scope.policies is not None:
        return _narrowed(scope)
    mine = sorted(scope.policyholders)
    return (with_loader_criteria(Owned, lambda table: table.policyholder_id.in_(mine), include_aliases=True),)


@lru_cache(maxsize=256)
def _narrowed(scope: Scope) -> tuple[ORMOption, ...]:
    """What narrows each owned table to single policies, for readers whose scope names them."""
    return tuple(
        with_loader_criteria(owned, within(inspect(owned).local_table, scope), include_aliases=True)
        for owned in Owned.__subclasses__()
    )


# --- the second wall is told ------------------------------------------------------------------------------------

_TOLD = "told"
"""In a session's notes: the policyholders that PostgreSQL was last told of in the running transaction."""
_TELL_ALL = text(f"SELECT set_config('role', :role, true), set_config('{SETTING}', :whose, true)")
_TELL = text(f"SELECT set_config('{SETTING}', :whose, true)")


def _whose() -> str:
    """The present scope as PostgreSQL is told it."""
    scope = _scope.get()
    if scope is None:
        return ""
    return EVERYTHING if scope.everything else ",".join(map(str, sorted(scope.policyholders)))


@event.listens_for(Session, "after_begin")
def _tell_first(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and _TOLD not in session.info:
        whose = _whose()
        connection.execute(_TELL_ALL, {"role": role_of(connection), "whose": whose})
        session.info[_TOLD] = whose


@event.listens_for(Session, "do_orm_execute")
def _tell_before_asking(state: ORMExecuteState) -> None:
    _tell_again(state.session)


@event.listens_for(Session, "before_flush")
def _tell_before_writing(session: Session, _context: object, _instances: object) -> None:
    _tell_again(session)


def _tell_again(session: Session) -> None:
    """The scope changed within a transaction: so does what PostgreSQL shows."""
    told, whose = session.info.get(_TOLD), _whose()
    if told is not None and told != whose:
        session.connection().execute(_TELL, {"whose": whose})
        session.info[_TOLD] = whose


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was told within a savepoint may be gone with it; with the transaction it is gone for certain."""
    if transaction.parent is None:
        session.info.pop(_TOLD, None)
    elif transaction.nested and _TOLD in session.info:
        session.info[_TOLD] = "?"
