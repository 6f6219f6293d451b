"""Acts on contracts: drafting and endorsing. Binding, which charges premium, is an act of issuance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from insurer.accounts.facts import May
from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import currency_decimals
from insurer.kernel.period import Period
from policies.contracts import queries
from policies.contracts.models import Policy, PolicyTerm
from policies.contracts.rules.catalogue import CATALOGUE, complete, read_term
from policies.contracts.rules.contradictions import refuse_contradictions
from policies.contracts.states import POLICY_LIFE, PolicyState
from policies.contracts.terms import PolicyTerms, TermRow

LONGEST_PERIOD_DAYS = 5 * 366


@command(needs=May.POLICY_DRAFT)
def draft_policy(
    act: Act,
    *,
    policyholder: PartyId,
    currency: str,
    first: date,
    last: date,
    terms: Mapping[str, object],
    language: str = "en",
) -> PolicyId:
    """Draft a policy from `first` to `last`, both days included; terms not named get their usual value.

    `terms` are plain values as the calculation contract writes them, or typed ones. Refuses unknown terms,
    values their readers do not take, and terms that contradict each other.
    """
    currency_decimals(currency)
    if language not in ("en", "zh"):
        raise InvalidInput("input.not_a_choice", "language", value=language)
    period = Period.including(first, last)
    if period.days > LONGEST_PERIOD_DAYS:
        raise InvalidInput("input.out_of_range", "last", value=last)
    values = complete(terms, currency)
    policy = Policy(
        number=next_number("PO", act.today.year),
        policyholder_id=policyholder,
        currency=currency,
        language=language,
        first_day=period.first,
        end_day=period.end,
        state=POLICY_LIFE.initial,
        drafted_at=act.at,
        changed_at=act.at,
    )
    refuse_contradictions(_typed(act, policy.number, currency, period, values), period.first)
    db.session.add(policy)
    db.session.flush()
    _add_rows(act, policy, values, period.first, "")
    act.record(
        f"policy:{policy.number}",
        "policy.drafted",
        policyholder=policyholder,
        currency=currency,
        first=period.first,
        last=period.last,
        terms={key: values[key] for key in sorted(terms)},
    )
    return policy.id


@command(needs=May.POLICY_DRAFT)
def endorse_policy(
    act: Act,
    policy_id: PolicyId,
    *,
    terms: Mapping[str, object],
    valid_from: date,
    reason: str,
    version: int | None = None,
) -> None:
    """Change terms from a day on. A bound policy is never changed for days that have passed.

    Refuses a day outside the period, an empty or unchanged endorsement, and contradicting terms; with `version`,
    the one the person saw, also a policy that was changed meanwhile.
    """
    policy = lock(Policy, policy_id)
    state = POLICY_LIFE.after(PolicyState(policy.state), "endorse")
    if version is not None and version != policy.version:
        raise Conflict("policy.changed_meanwhile", number=policy.number)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if valid_from not in policy.period:
        raise InvalidInput("policy.day_outside_period", "valid_from", day=valid_from, period=policy.period)
    if state is PolicyState.BOUND and valid_from < act.today:
        raise InvalidInput("policy.endorsement_in_the_past", "valid_from", day=valid_from, today=act.today)
    standing = queries.terms_of(policy_id)
    changed = _changed(standing, terms, valid_from)
    if not changed:
        raise InvalidInput("policy.nothing_changed", "terms")
    after = tuple(_row(act, key, value, policy.currency, valid_from, reason) for key, value in changed.items())
    refuse_contradictions(PolicyTerms(policy.number, policy.currency, policy.period, standing.rows + after), valid_from)
    _add_rows(act, policy, changed, valid_from, reason.strip())
    policy.changed_at = act.at
    # the head's version moves with its terms, even within one moment, so that a form made before is refused
    flag_modified(policy, "changed_at")
    act.record(
        f"policy:{policy.number}",
        "policy.endorsed",
        policyholder=policy.policyholder_id,
        valid_from=valid_from,
        reason=reason.strip(),
        terms={key: changed[key] for key in sorted(changed)},
    )


def _changed(standing: PolicyTerms, terms: Mapping[str, object], valid_from: date) -> dict[str, object]:
    """The plain values that differ from what stands on the day, in the order of the conditions."""
    values = {key: read_term(key, value, standing.currency) for key, value in terms.items()}
    return {
        key: values[key][0] for key in CATALOGUE if key in values and values[key][1] != standing.on(key, valid_from)
    }


def _typed(act: Act, number: str, currency: str, period: Period, values: Mapping[str, object]) -> PolicyTerms:
    rows = tuple(_row(act, key, value, currency, period.first, "") for key, value in values.items())
    return PolicyTerms(number, currency, period, rows)


def _row(act: Act, key: str, value: object, currency: str, valid_from: date, reason: str) -> TermRow:
    return TermRow(key, read_term(key, value, currency)[1], valid_from, act.at, act.actor.name, reason)


def _add_rows(act: Act, policy: Policy, values: Mapping[str, object], valid_from: date, reason: str) -> None:
    for key, value in values.items():
        db.session.add(
            PolicyTerm(
                policy_id=policy.id,
                policyholder_id=policy.policyholder_id,
                key=key,
                value=canonical(json.loads(json.dumps(value))),
                valid_from=valid_from,
                recorded_at=act.at,
                recorded_by=act.actor.name,
                reason=reason,
            )
        )
    db.session.flush()
