"""The confirmation of an overdue notice: what was notified, when, whether in time, what it means for cover."""

from __future__ import annotations

from claims.overdues.queries import notice_facts, overdues_of
from insurer.infra.documents.issuing import issuer
from insurer.infra.documents.paper import Paper, Seal, compose
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import text
from insurer.kernel.ids import NoticeId
from insurer.parties.public import party
from policies.facts import article_of
from policies.public import addressee, policy_facts


def notice_confirmation(notice_id: NoticeId, locale: str, seal: Seal | None = None) -> bytes:
    """The confirmation as PDF in the addressee's language; without a seal a preview."""
    return render_pdf(notice_html(notice_id, locale, seal))


def notice_html(notice_id: NoticeId, locale: str, seal: Seal | None = None) -> str:
    """The confirmation before it is laid out."""
    notice = notice_facts(notice_id)
    paper = Paper(
        reference=notice.number,
        title=text("claims.notice.title", locale),
        day=notice.notified_on,
        issuer=issuer(),
        addressee=addressee(notice.policyholder, locale),
        seal=seal,
        preview=seal is None,
    )
    return compose(
        "claims/overdues/documents/notice_confirmation.html",
        locale,
        paper,
        notice=notice,
        policy=policy_facts(notice.policy).number,
        buyer=party(notice.party).shown_name(locale),
        article=article_of("notice_days"),
        stopped_on=overdues_of(notice.policy, notice.party, notice.notified_on).cover_stopped_on,
    )
