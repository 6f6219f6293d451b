"""Messages on a claim: each side's own, kept as they were written."""

from __future__ import annotations

import pytest

from claims.correspondence.queries import messages_of
from claims.correspondence.services import write_to_insurer, write_to_policyholder
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId
from tests.builders.claims import Department


def test_both_sides_write_and_each_message_says_whose_it_is(department: Department):
    claim = department.claimed()
    write_to_insurer(department.act("policyholder"), claim, words=" When do you decide? ")
    write_to_policyholder(department.act("adjuster"), claim, words="By 4 June.")

    assert [(one.words, one.from_insurer) for one in messages_of(claim)] == [
        ("When do you decide?", False),
        ("By 4 June.", True),
    ]
    with reading_as(Scope(policyholders=frozenset({PartyId(99)}))):
        assert messages_of(claim) == []


def test_an_empty_message_and_a_reader_are_refused(department: Department):
    claim = department.claimed()
    with pytest.raises(InvalidInput):
        write_to_insurer(department.act("policyholder"), claim, words="  ")
    with pytest.raises(NotAllowed):
        write_to_policyholder(department.act("payer"), claim, words="Hello")
