"""The story as plain JSON values and as text: the same figures in every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from insurer.infra.languages import text
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.workflows.calculations.explained import table
from insurer.workflows.calculations.statement import step
from insurer.workflows.story.rules import LedgerFigures
from insurer.workflows.story.terms import Chapter, ClaimTold, Ending, Tale
from underwriting.facts import RefusedRow


def as_json(
    tale: Tale, end: Ending, ledger: LedgerFigures, refused: Sequence[RefusedRow], locale: str
) -> dict[str, Any]:
    """Every figure of the story under a stable name; amounts as text in the policy's currency."""
    claims, recoveries = end.claims, end.recoveries
    currency = ledger.total.currency
    return {
        "as_of": end.chapter.as_of.isoformat(),
        "currency": currency,
        "policy": tale.number,
        "invoices": ledger.invoices,
        "buyers": ledger.buyers,
        "total": ledger.total.plain(),
        "late_share": f"{ledger.late_share}",
        "late_share_percent": f"{to_places(ledger.late_share * 100, 2)}",
        "mean_days_late": f"{ledger.mean_days_late}",
        "mean_days_late_of_late": f"{ledger.mean_days_late_of_late}",
        "refused": [
            {
                "line": row.line,
                "errors": [
                    {
                        "column": error.column,
                        "value": error.value,
                        "code": error.code,
                        "message": text(error.code, locale, **error.facts),
                    }
                    for error in row.errors
                ],
            }
            for row in refused
        ],
        "imports": {
            "files": end.uploads.files,
            "accepted": end.uploads.accepted,
            "refused": end.uploads.refused,
            "unchanged": end.uploads.unchanged,
        },
        "limits": {"buyers": end.limits, "granted": end.granted.plain()},
        **_chapter(end.chapter),
        "months": [_chapter(chapter) | {"declared": chapter.declared.plain()} for chapter in tale.chapters],
        "premium": {
            "written": end.premium.written.plain(),
            "earned": end.premium.earned.plain(),
            "unearned": end.premium.unearned.plain(),
            "billed": end.premium.billed.plain(),
            "received": end.premium.received.plain(),
            "receivable": end.premium.receivable.plain(),
        },
        "overdues": {"notified": tale.notified, "amount": tale.notified_amount.plain()},
        "claims": [_claim(claim, locale) for claim in claims],
        "indemnity": Money.total((claim.indemnity for claim in claims), currency).plain(),
        "recoveries": [
            {
                "number": row.number,
                "claim": row.claim,
                "received_on": row.received_on.isoformat(),
                "net": row.net.plain(),
                "insurer": row.insurer.plain(),
                "policyholder": row.policyholder.plain(),
            }
            for row in recoveries
        ],
        "recovered": Money.total((row.net for row in recoveries), currency).plain(),
        "recovered_for_insurer": Money.total((row.insurer for row in recoveries), currency).plain(),
        "trial_balance": {
            "accounts": [
                {
                    "account": account,
                    "debits": debits.plain(),
                    "credits": credits.plain(),
                    "balance": (debits - credits).plain(),
                }
                for account, debits, credits in end.balances
            ],
            "difference": end.difference.plain(),
        },
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "as_of": chapter.as_of.isoformat(),
        "open": chapter.open.plain(),
        "insured": chapter.insured.plain(),
        "uninsured": chapter.uninsured.plain(),
        "ageing": [{"label": label, "amount": amount.plain()} for label, amount in chapter.buckets],
    }


def _claim(claim: ClaimTold, locale: str) -> dict[str, Any]:
    return {
        "number": claim.number,
        "buyer": claim.buyer,
        "loss_date": claim.loss_date.isoformat(),
        "filed_on": claim.filed_on.isoformat(),
        "state": claim.state,
        "net_debt": claim.net_debt.plain(),
        "insured_loss": claim.insured_loss.plain(),
        "indemnity": claim.indemnity.plain(),
        "payable": claim.payable.plain(),
        "rerun_same": claim.rerun_same,
        "steps": [step(line, locale) for line in claim.working.lines],
    }


def as_text(told: dict[str, Any], locale: str) -> str:
    """The story for people: one table per chapter of it, and every claim with its working."""
    return "\n".join(_text(told, locale))


def _text(told: dict[str, Any], locale: str) -> Iterator[str]:
    def say(key: str, **facts: object) -> str:
        return text(f"story.{key}", locale, **facts)

    def head(*keys: str) -> tuple[str, ...]:
        return tuple(say(key) for key in keys)

    def rows(title: str, lines: Sequence[tuple[str, ...]], words: int = 1) -> Iterator[str]:
        """A titled table; after the first `words` columns come figures."""
        figures = range(words, len(lines[0]))
        yield from ("", say(title), *(f"  {line}" for line in table(lines, right=figures)))

    yield say("title", policy=told["policy"], day=told["as_of"], currency=told["currency"])
    yield from rows(
        "ledger",
        [
            head("what", "figure"),
            (say("invoices"), str(told["invoices"])),
            (say("buyers"), str(told["buyers"])),
            (say("total"), told["total"]),
            (say("late_share"), f"{told['late_share_percent']} %"),
            (say("mean_days_late"), told["mean_days_late"]),
            (say("mean_days_late_of_late"), told["mean_days_late_of_late"]),
            (say("rows_refused"), str(len(told["refused"]))),
        ],
    )
    for row in told["refused"]:
        for error in row["errors"]:
            yield f"  {say('line', line=row['line'])}: {error['column']} “{error['value']}”: {error['message']}"
    yield from rows(
        "exposure",
        [
            head("what", "figure"),
            (say("limits", buyers=told["limits"]["buyers"]), told["limits"]["granted"]),
            (say("open"), told["open"]),
            (say("insured"), told["insured"]),
            (say("uninsured"), told["uninsured"]),
            *((_bucket(bucket["label"], locale), bucket["amount"]) for bucket in told["ageing"]),
        ],
    )
    yield from rows(
        "months",
        [
            head("day", "declared", "open", "insured", "uninsured"),
            *(
                (month["as_of"], month["declared"], month["open"], month["insured"], month["uninsured"])
                for month in told["months"]
            ),
        ],
    )
    yield from rows(
        "premium",
        [head("what", "figure"), *((say(f"premium.{name}"), told["premium"][name]) for name in told["premium"])],
    )
    yield from rows(
        "overdues",
        [
            head("what", "figure"),
            (say("notified"), str(told["overdues"]["notified"])),
            (say("notified_amount"), told["overdues"]["amount"]),
        ],
    )
    yield from ("", say("claims", count=len(told["claims"]), indemnity=told["indemnity"]))
    for claim in told["claims"]:
        yield ""
        yield "  " + say("claim", **{name: claim[name] for name in ("number", "buyer", "loss_date", "indemnity")})
        lines = [
            (one["label"], one["source"], one["amount"] if "amount" in one else one["value"]) for one in claim["steps"]
        ]
        yield from (f"    {line}" for line in table([head("step", "clause", "figure"), *lines], right=(2,)))
        yield "    " + say("rerun_same" if claim["rerun_same"] else "rerun_differs")
    if told["recoveries"]:
        yield from rows(
            "recoveries",
            [
                head("recovery", "claim_number", "received_on", "policyholder_share", "insurer_share"),
                *(
                    (row["number"], row["claim"], row["received_on"], row["policyholder"], row["insurer"])
                    for row in told["recoveries"]
                ),
            ],
            words=3,
        )
    yield from rows(
        "trial_balance",
        [
            head("account", "debits", "credits", "balance"),
            *(
                (text(f"account.{row['account']}", locale), row["debits"], row["credits"], row["balance"])
                for row in told["trial_balance"]["accounts"]
            ),
            (say("difference"), "", "", told["trial_balance"]["difference"]),
        ],
    )


def _bucket(label: str, locale: str) -> str:
    if label == "not_due":
        return text("story.not_due", locale)
    return text("story.days_late", locale, days=label)
