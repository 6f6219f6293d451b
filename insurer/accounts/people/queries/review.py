"""The review of access: every login with every right, by whose hand, when last used, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from insurer.accounts.approvals.services import digest_of
from insurer.accounts.models import Login
from insurer.accounts.people.models import AccessReview
from insurer.accounts.people.queries.rights import Entrant, entrants, roles_of
from insurer.accounts.people.rules import Access, findings
from insurer.accounts.people.terms import AccessFinding, HeldRole
from insurer.infra.clock import clock
from insurer.infra.db import db


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One role of one login; a login without any role has a line of its own."""

    entrant: Entrant
    held: HeldRole | None
    findings: tuple[AccessFinding, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The whole report of a day and its fingerprint: exactly what is signed off."""

    day: date
    lines: tuple[ReviewLine, ...]
    digest: str

    @property
    def people(self) -> int:
        return len({line.entrant.person_id for line in self.lines})

    @property
    def grants(self) -> int:
        return sum(line.held is not None for line in self.lines)

    @property
    def found(self) -> int:
        return sum(bool(line.findings) for line in self.lines)


def access_review(day: date) -> Review:
    """Who can do what on `day`, by name, with the findings on each right."""
    ids = {login.name: login.id for login in db.session.scalars(select(Login))}
    lines: list[ReviewLine] = []
    for one in entrants(day):
        held = [role for role in roles_of(ids[one.login], day) if role.standing]
        lines += [_line(one, role, day) for role in held] or [_line(one, None, day)]
    return Review(day, tuple(lines), digest_of({"day": day, "lines": [_content(line) for line in lines]}))


def last_review() -> AccessReview | None:
    """The review that was signed off last."""
    return db.session.scalar(select(AccessReview).order_by(AccessReview.id.desc()).limit(1))


def _line(one: Entrant, held: HeldRole | None, day: date) -> ReviewLine:
    access = Access(
        role=held.role if held else None,
        others=tuple(role for role in one.roles if held is None or role is not held.role),
        by_two=held is None or bool(held.agreed_by),
        active=one.active,
        second_factor=one.second_factor,
        seen_on=_day(one.seen_at),
        since=held.first if held else None,
    )
    return ReviewLine(one, held, findings(access, day))


def _content(line: ReviewLine) -> dict[str, object]:
    return {
        "login": line.entrant.login,
        "active": line.entrant.active,
        "second_factor": line.entrant.second_factor,
        "grant": line.held.grant if line.held else None,
        "role": line.held.role if line.held else None,
        "last": line.held.last if line.held else None,
        "findings": list(line.findings),
    }


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else clock().day_of(moment)
