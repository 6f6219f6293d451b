"""Which papers are wanted for a loss. Each has its reason and what happens without it, in the catalogue.

Source: domain rules, section 5; china-practice, sections 2 and 16.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from claims.papers.terms import Asked, CheckedPaper, Circumstances, PaperKind, Received, Wanted

K = PaperKind
_POLITICAL = frozenset({"transfer", "contract_frustration", "public_buyer_default"})
_BY_CAUSE: dict[str, tuple[PaperKind, ...]] = {
    "insolvency": (K.INSOLVENCY_PROOF, K.CLAIM_LODGED),
    "protracted_default": (),
    "repudiation": (K.REPUDIATION_PROOF, K.GOODS_SECURED),
    "transfer": (K.POLITICAL_PROOF, K.LOCAL_PAYMENT),
    "contract_frustration": (K.POLITICAL_PROOF,),
    "public_buyer_default": (K.POLITICAL_PROOF,),
}


def wanted_papers(about: Circumstances) -> tuple[Wanted, ...]:
    """The papers for one claim: trade, transport by where the goods went, payment method, cause, then the rest."""
    return tuple(dict.fromkeys(_wanted(about)))


def _wanted(about: Circumstances) -> Iterator[Wanted]:
    yield Wanted(K.INVOICE)
    yield Wanted(K.CONTRACT)
    if about.in_china:
        yield Wanted(K.VAT_INVOICE)
        yield Wanted(K.RECONCILIATION)
    yield Wanted(K.DELIVERY if about.domestic else K.TRANSPORT)
    if not about.domestic:
        yield Wanted(K.CUSTOMS, needed=about.seller_country == "CN")
    yield from _by_method(about.methods)
    yield from (Wanted(kind) for kind in _BY_CAUSE.get(about.cause, ()))
    yield Wanted(K.STATEMENT)
    yield Wanted(K.CORRESPONDENCE)
    yield Wanted(K.DEBT_PROOF, needed=False)
    yield Wanted(K.SECURITIES, needed=False)
    if about.seller_country == "CN":
        yield Wanted(K.IDENTITY)


def _by_method(methods: Collection[str]) -> Iterator[Wanted]:
    if {"DP", "DA"} & set(methods):
        yield Wanted(K.BANK_COLLECTION)
    if "LC" in methods:
        yield Wanted(K.CREDIT_LETTER)


def checked(wanted: Sequence[Wanted], received: Iterable[Received], asked: Sequence[Asked]) -> tuple[CheckedPaper, ...]:
    """The checklist with what came for each line; papers of another kind stand at its end as they came."""
    by_kind: dict[PaperKind, list[Received]] = {}
    for paper in received:
        by_kind.setdefault(paper.kind, []).append(paper)
    first: dict[PaperKind, date] = {}
    for one in asked:
        for kind in one.kinds:
            first.setdefault(kind, one.asked_at.date())
    kinds = {one.kind for one in wanted}
    extra = [Wanted(kind, needed=kind in first) for kind in (*first, *by_kind) if kind not in kinds]
    return tuple(
        CheckedPaper(one, tuple(by_kind.get(one.kind, ())), first.get(one.kind))
        for one in (*wanted, *dict.fromkeys(extra))
    )


def asked_late(kinds: Iterable[PaperKind], asked: Sequence[Asked]) -> frozenset[PaperKind]:
    """What a further request asks for that the first could have asked for: all of it goes into one letter.

    Without a reason of a supervisor it may not be asked for. To ask again for what was asked for is a reminder.
    """
    before = {kind for one in asked for kind in one.kinds}
    return frozenset(kind for kind in kinds if asked and kind not in before)


def complete(checklist: Iterable[CheckedPaper]) -> bool:
    """Whether every needed paper came."""
    return not any(one.missing and one.wanted.needed for one in checklist)
