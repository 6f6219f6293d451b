"""What a policy's terms say in words, article by article: for the policy page and the schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from insurer.infra.formats import share_text
from insurer.infra.languages import _, label, reader_locale, shown
from insurer.kernel.money import Money
from insurer.reference.facts import country_name
from policies.contracts.rules.catalogue import TermSpec, by_chapter
from policies.contracts.rules.reading import Whole
from policies.contracts.terms import CountryScope, LiabilityCap, PolicyTerms, Section, TermRow
from policies.premiums.terms import BonusMalusStep, PremiumPart, PremiumRate


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term in words: its article, name and value, from when it holds, and the values before it."""

    key: str
    article: str
    label: str
    value: str
    since: date
    reason: str
    earlier: tuple[tuple[date, str], ...] = ()
    later: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TermChapter:
    """A chapter of the conditions with its terms."""

    number: int
    title: str
    lines: tuple[TermLine, ...]


def term_chapters(terms: PolicyTerms, day: date, known_by: datetime | None = None) -> tuple[TermChapter, ...]:
    """Every term as it stands on `day` and as known at `known_by`, in the reader's language."""
    return tuple(
        TermChapter(chapter.number, label(chapter), tuple(_line(terms, spec, day, known_by) for spec in specs))
        for chapter, specs in by_chapter().items()
    )


@dataclass(frozen=True, slots=True)
class TermChange:
    """One term that an endorsement changed, in words."""

    article: str
    label: str
    before: str
    after: str


def changes(terms: PolicyTerms, changed: Sequence[TermRow]) -> list[TermChange]:
    """What rows recorded together changed, in the order of the conditions and the reader's language."""
    just_before = min(row.recorded_at for row in changed) - timedelta(microseconds=1)
    by_key = {row.key: row for row in changed}
    return [
        TermChange(
            spec.article,
            _(spec.clause),
            value_text(spec, terms.on(spec.key, by_key[spec.key].valid_from, just_before)),
            value_text(spec, by_key[spec.key].value),
        )
        for specs in by_chapter().values()
        for spec in specs
        if spec.key in by_key
    ]


def _line(terms: PolicyTerms, spec: TermSpec, day: date, known_by: datetime | None) -> TermLine:
    standing = terms.row_on(spec.key, day, known_by)
    history = terms.history(spec.key, known_by)
    at = history.index(standing)
    return TermLine(
        key=spec.key,
        article=spec.article,
        label=_(spec.clause),
        value=value_text(spec, standing.value),
        since=standing.valid_from,
        reason=standing.reason,
        earlier=tuple(_dated(spec, row) for row in history[:at]),
        later=tuple(_dated(spec, row) for row in history[at + 1 :]),
    )


def _dated(spec: TermSpec, row: TermRow) -> tuple[date, str]:
    return row.valid_from, value_text(spec, row.value)


def value_text(spec: TermSpec, value: object) -> str:
    """A term's value in the reader's words."""
    match value:
        case None:
            return _("none agreed")
        case bool():
            return _("yes") if value else _("no")
        case Money():
            return shown(value) if value else _("none agreed")
        case Decimal():
            return share_text(value)
        case int():
            return _counted(spec, value)
        case str():
            return _(f"policy.{spec.key}.{value}")
        case CountryScope():
            return _countries(value)
        case LiabilityCap():
            return _liability(value)
        case PremiumPart():
            return _part(value)
        case dict():
            return _shares(value)
        case tuple():
            return _rows(value)
    raise TypeError(f"no words for a {type(value).__name__}")


def _counted(spec: TermSpec, number: int) -> str:
    if spec.key.endswith("_days"):
        return _("%(number)s days", number=number)
    if spec.key.endswith("_months"):
        return _("%(number)s months", number=number)
    assert isinstance(spec.reader, Whole)
    return shown(number)


def _countries(scope: CountryScope) -> str:
    locale = reader_locale()
    insured = _("all countries") if scope.insured is None else _names(scope.insured, locale)
    if not scope.excluded:
        return insured
    return _("%(insured)s, except %(excluded)s", insured=insured, excluded=_names(scope.excluded, locale))


def _names(codes: frozenset[str], locale: str) -> str:
    return shown([country_name(code, locale) for code in sorted(codes)])


def _liability(cap: LiabilityCap) -> str:
    if cap.amount is not None:
        return shown(cap.amount)
    return _("%(multiple)s × %(base)s", multiple=cap.multiple, base=label(cap.base))


def _part(part: PremiumPart) -> str:
    if part.amount is not None:
        return shown(part.amount)
    share = share_text(part.percentage_of_estimate or Decimal(0))
    return _("%(share)s of the estimated premium", share=share)


def _shares(shares: Mapping[str, Decimal]) -> str:
    if not shares:
        return _("none agreed")
    return shown([f"{_(f'cause.{cause}')} {share_text(share)}" for cause, share in shares.items()])


def _rows(rows: tuple[object, ...]) -> str:
    if not rows:
        return _("none agreed")
    words = [_row(row) for row in rows]
    return shown(words) if isinstance(rows[0], str) else "; ".join(words)


def _rate_for(rate: PremiumRate) -> list[str]:
    said = []
    if rate.country_class is not None:
        said.append(_("country class %(value)s", value=rate.country_class))
    if rate.payment_method is not None:
        said.append(_("payment method %(value)s", value=rate.payment_method))
    if rate.term_to_days is not None:
        said.append(_("term up to %(number)s days", number=rate.term_to_days))
    return said


def _row(row: object) -> str:
    match row:
        case PremiumRate():
            return shown([share_text(row.rate), *_rate_for(row)])
        case BonusMalusStep():
            if row.loss_ratio_to is None:
                return _("above: × %(factor)s", factor=row.factor)
            return _("loss ratio to %(ratio)s: × %(factor)s", ratio=share_text(row.loss_ratio_to), factor=row.factor)
        case str():
            return label(Section(row))
    raise TypeError(f"no words for a {type(row).__name__}")
