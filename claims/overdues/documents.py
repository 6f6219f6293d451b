"""The confirmation of an overdue notice: what was notified, when, whether in time, what it means for cover."""

from __future__ import annotations

from claims.indemnity.documents import issuer
from claims.overdues.queries import notice_facts, overdues_of
from insurer.infra.documents.paper import Paper, compose, fingerprint
from insurer.infra.documents.press import render_pdf
from insurer.infra.languages import text
from insurer.kernel.ids import NoticeId
from insurer.parties.public import party
from policies.public import policy_facts


def notice_confirmation(notice_id: NoticeId, locale: str, document: str = "", *, translation: bool = False) -> bytes:
    """The confirmation as PDF in the addressee's language.

    `document` is the number it is issued under, or that of the issued one of which it is a `translation`.
    """
    return render_pdf(notice_html(notice_id, locale, document, translation=translation))


def notice_html(notice_id: NoticeId, locale: str, document: str = "", *, translation: bool = False) -> str:
    """The confirmation before it is laid out."""
    notice = notice_facts(notice_id)
    policy = policy_facts(notice.policy)
    said = {"notice": notice.number, "notified_on": notice.notified_on, "items": [str(item) for item in notice.items]}
    paper = Paper(
        reference=notice.number,
        title=text("claims.notice.title", locale),
        day=notice.notified_on,
        issuer=issuer(),
        addressee=(party(notice.policyholder).shown_name(locale),),
        fingerprint=fingerprint(said),
        document=document,
        translation=translation,
    )
    return compose(
        "claims/overdues/documents/notice_confirmation.html",
        locale,
        paper,
        notice=notice,
        policy=policy.number,
        buyer=party(notice.party).shown_name(locale),
        stopped_on=overdues_of(notice.policy, notice.party, notice.notified_on).cover_stopped_on,
    )
