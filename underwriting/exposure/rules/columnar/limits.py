"""Limits as columns: which one governed a shipment, the highest since, the percentage of each invoice."""

from __future__ import annotations

import numpy as np

from underwriting.exposure.rules.columnar.book import FAR, MILLION, NONE, Clauses, Ints, Invoices, Stretches
from underwriting.exposure.rules.columnar.exact import Runs, last_at


def governing(stretches: Stretches, invoices: Invoices) -> Ints:
    """The place of the stretch of each shipment; `NONE` where nothing was decided for that day."""
    found = last_at(stretches.account, stretches.first, invoices.account, invoices.shipped)
    undecided = (found >= 0) & (stretches.amount[found] == NONE) if len(stretches.amount) else found >= 0
    found[undecided] = NONE
    return found


def highest(stretches: Stretches, place: Ints, day: int) -> Ints:
    """The highest amount from each stretch at `place` to `day`: an increase covers the balance already open.

    A stretch that begins after the day counts by itself.
    """
    best = np.where(stretches.first <= day, stretches.amount, NONE)
    runs = Runs.of(stretches.account)
    level = 1
    longest = int(runs.counts.max()) if len(runs.counts) else 0
    while level < longest:  # doubling: after each round the best of the next 2, 4, 8 … stretches of the account
        ahead = np.full_like(best, NONE)
        ahead[:-level] = np.where(runs.of_row[level:] == runs.of_row[:-level], best[level:], NONE)
        best = np.maximum(best, ahead)
        level *= 2
    best = np.maximum(best, stretches.amount)
    found: Ints = np.where(place == NONE, NONE, best[place] if len(best) else NONE)
    return found


def shares(clauses: Clauses, policy: Ints, stretches: Stretches, place: Ints, shipped: Ints) -> Ints:
    """The lowest percentage of policy, limit and cause in millionths; `NONE` where the policy names none that day."""
    step = last_at(clauses.steps_policy, clauses.steps_first, policy, shipped)
    if not len(clauses.steps_share):
        return np.full(len(policy), NONE, dtype=np.int64)
    of_policy = clauses.steps_share[step]
    of_limit = np.full(len(policy), FAR, dtype=np.int64)
    held = np.flatnonzero(place != NONE)
    named = stretches.share[place[held]]
    of_limit[held] = np.where(named == NONE, FAR, named)
    lowest = np.minimum(np.minimum(of_policy, of_limit), clauses.of_cause[policy])
    found: Ints = np.where(step == NONE, NONE, lowest)
    return found


def brought_up(amount: Ints, share: Ints) -> Ints:
    """A limit stated net of the uninsured share, brought up to the debt, half-up; a share of nothing leaves it."""
    wanted = np.flatnonzero((share > 0) & (amount > 0))
    found = amount.copy()
    large = amount[wanted].astype(object) * MILLION
    part = share[wanted].astype(object)
    found[wanted] = ((2 * large + part) // (2 * part)).astype(np.int64)
    return found
