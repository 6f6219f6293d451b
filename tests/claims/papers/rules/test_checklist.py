"""Which papers are wanted, and when something may still be asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

from claims.papers.rules.checklist import asked_late, checked, complete, wanted_papers
from claims.papers.terms import Asked, Circumstances, PaperKind, Received

K = PaperKind
AT = datetime(2025, 5, 6, 9, tzinfo=UTC)


def _kinds(cause: str = "protracted_default", seller: str = "DE", buyer: str = "GB", *methods: str) -> set[PaperKind]:
    about = Circumstances(cause, seller, buyer, frozenset(methods or ("OA",)))
    return {one.kind for one in wanted_papers(about) if one.needed}


def _asked(*kinds: PaperKind) -> Asked:
    return Asked("RQ-2025-000001", kinds, "", "", date(2025, 5, 20), AT, "adjuster")


def _received(kind: PaperKind) -> Received:
    return Received("k", kind, "a.pdf", "pdf", 10, "0" * 64, AT, "policyholder")


def test_every_claim_wants_invoices_contract_account_and_correspondence():
    always = {K.INVOICE, K.CONTRACT, K.STATEMENT, K.CORRESPONDENCE}
    for cause in ("insolvency", "protracted_default", "repudiation", "transfer"):
        assert always <= _kinds(cause)


def test_cause_country_and_payment_method_add_their_own_papers():
    assert {K.INSOLVENCY_PROOF, K.CLAIM_LODGED} <= _kinds("insolvency")
    assert {K.REPUDIATION_PROOF, K.GOODS_SECURED} <= _kinds("repudiation")
    assert {K.POLITICAL_PROOF, K.LOCAL_PAYMENT} <= _kinds("transfer")
    assert K.TRANSPORT in _kinds()
    assert {K.DELIVERY, K.VAT_INVOICE, K.RECONCILIATION, K.IDENTITY} <= _kinds("protracted_default", "CN", "CN")
    assert {K.CUSTOMS, K.TRANSPORT} <= _kinds("protracted_default", "CN", "US")
    assert {K.BANK_COLLECTION, K.CREDIT_LETTER} <= _kinds("protracted_default", "DE", "GB", "DP", "LC")
    assert not {K.BANK_COLLECTION, K.CREDIT_LETTER} & _kinds()


def test_a_line_is_missing_until_a_paper_of_its_kind_came():
    wanted = wanted_papers(Circumstances("protracted_default", "DE", "GB", frozenset({"OA"})))
    lines = checked(wanted, [_received(K.INVOICE), _received(K.OTHER)], [_asked(K.CONTRACT)])
    by_kind = {line.wanted.kind: line for line in lines}

    assert not by_kind[K.INVOICE].missing
    assert (by_kind[K.CONTRACT].missing, by_kind[K.CONTRACT].asked_on) == (True, AT.date())
    assert not by_kind[K.OTHER].wanted.needed
    assert not complete(lines)
    assert complete(checked(wanted, [_received(one.kind) for one in wanted], []))


def test_what_the_first_letter_could_have_asked_for_comes_late_in_a_second():
    first = [_asked(K.CONTRACT, K.TRANSPORT)]

    assert asked_late([K.CONTRACT, K.STATEMENT], []) == frozenset()
    assert asked_late([K.CONTRACT], first) == frozenset()
    assert asked_late([K.CONTRACT, K.STATEMENT], first) == {K.STATEMENT}
