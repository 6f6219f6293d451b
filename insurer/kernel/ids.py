"""Typed ids of everything that crosses a package's door."""

from __future__ import annotations

from typing import NewType

PartyId = NewType("PartyId", int)
PersonId = NewType("PersonId", int)
PolicyId = NewType("PolicyId", int)
LimitRequestId = NewType("LimitRequestId", int)
LimitDecisionId = NewType("LimitDecisionId", int)
ReceivableId = NewType("ReceivableId", int)
ImportId = NewType("ImportId", int)
DeclarationId = NewType("DeclarationId", int)
NoticeId = NewType("NoticeId", int)
ClaimId = NewType("ClaimId", int)
AssessmentId = NewType("AssessmentId", int)
RecoveryId = NewType("RecoveryId", int)
DebitNoteId = NewType("DebitNoteId", int)
DocumentId = NewType("DocumentId", int)
JobId = NewType("JobId", int)
Minor = NewType("Minor", int)
