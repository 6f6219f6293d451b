"""The register of companies on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.facts import MatchBasis, May, NationalId, PartyEntry, PartyKind
from insurer.parties.models import Party
from insurer.parties.public import (
    answering_party,
    correct_party,
    entry_as_known,
    group_of,
    ids_named,
    match_party,
    parties,
    parties_named,
    party,
    party_of,
    register_parties,
    register_party,
)

pytestmark = pytest.mark.usefixtures("in_app")

MORNING = datetime(2025, 6, 30, 9, 0, tzinfo=UTC)
USCC = NationalId("CN.USCC", "91350100M000100Y43")


def act(at: datetime = MORNING, permissions: tuple[str, ...] = (May.REGISTER, May.CORRECT)) -> Act:
    return Act(Actor("ann", "Ann", None, frozenset(permissions), scope=ALL), at)


def test_a_company_is_recorded_once_and_found_by_name_reading_and_number():
    company = register_party(act(), PartyEntry("华强贸易有限公司", country="CN", national_id=USCC, sector="46"))

    for text_ in ("华强", "Hua Qiang", "hua qiang mao yi co., ltd", "9135 0100 M000100Y43"):
        assert [found.id for found in parties_named(text_)] == [company]
    assert parties_named("华强", country="DE") == []
    assert parties_named("100%") == []
    assert parties_named(" ") == []
    assert party_of(party(company).public_id).id == company
    assert len(party(company).public_id) == 32


def test_many_companies_are_recorded_at_once_and_a_number_is_never_borne_twice():
    register_party(act(), PartyEntry("华强贸易有限公司", country="CN", national_id=USCC))

    many = register_parties(act(), [PartyEntry(f"Acme {number} Ltd", country="GB") for number in range(3)])

    assert [party(one).name for one in many] == ["Acme 0 Ltd", "Acme 1 Ltd", "Acme 2 Ltd"]
    with pytest.raises(Conflict, match="number_taken"):
        register_parties(act(), [PartyEntry("Another", country="CN", national_id=USCC)])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("acme", "AB"), ("ACME tr", "A"), ("gmbh", "A"), ("ac", "AB"), ("mé", "ABC"), ("metz", "C"),
        ("华强", "D"), ("强", "D"), ("hua qiang", "D"), ("华强贸易有限", "D"),
        ("91350100m000100y43", "D"), ("91350100", ""), ("100%", "B"), ("%", "B"), ("a_", "ABCD"), ("a\\", "ABCD"),
        ("no such", ""), ("", ""),
    ],
)  # fmt: skip
def test_parts_of_names_find_the_same_companies_on_both_databases_for_a_page_and_within_a_question(
    typed: str, found: str
) -> None:
    entries = {
        "A": PartyEntry("Acme Trading GmbH", country="DE"),
        "B": PartyEntry("Café 100% Acme SARL", country="FR"),
        "C": PartyEntry("Métzger SAS", country="FR"),
        "D": PartyEntry("华强贸易有限公司", country="CN", national_id=USCC),
    }
    ids = {register_party(act(), entry): letter for letter, entry in entries.items()}

    named = {ids[one.id] for one in parties_named(typed)}
    within = {ids[one] for one in db.session.scalars(select(Party.id).where(Party.id.in_(ids_named(typed))))}

    assert (named, within) == (set(found), set(found))


def test_the_same_number_is_not_recorded_twice():
    register_party(act(), PartyEntry("华强贸易有限公司", country="CN", national_id=USCC))

    with pytest.raises(Conflict) as refused:
        register_party(act(), PartyEntry("Somebody Else", country="CN", national_id=USCC), namesake=True)
    assert refused.value.code == "parties.number_taken"


def test_a_namesake_is_recorded_only_on_purpose():
    first = register_party(act(), PartyEntry("Acme GmbH", country="DE"))

    with pytest.raises(Conflict) as refused:
        register_party(act(), PartyEntry("ACME AG", country="DE"))
    assert refused.value.facts["party"] == party(first).public_id
    assert register_party(act(), PartyEntry("ACME AG", country="DE"), namesake=True) != first
    assert register_party(act(), PartyEntry("Acme", country="FR")) != first


def test_a_near_name_is_shown_and_never_merged():
    company = register_party(act(), PartyEntry("Schumm Maschinenbau GmbH", country="DE"))

    near = match_party("Schum Maschinenbau", "DE")
    assert near.found is None
    assert [(found.party.id, found.basis) for found in near.candidates] == [(company, MatchBasis.LIKE_NAME)]
    assert match_party("SCHUMM-Maschinenbau", "DE").found.party.id == company
    assert match_party("Volkswagen", "DE").candidates == ()


def test_a_branch_resolves_to_its_head_office():
    head = register_party(act(), PartyEntry("Acme AG", country="DE"))
    branch = register_party(
        act(), PartyEntry("Acme AG Branch Paris", kind=PartyKind.BRANCH, country="FR", head_office=head)
    )

    assert answering_party(branch).id == head
    assert answering_party(head).id == head
    with pytest.raises(InvalidInput, match=r"parties\.head_office_is_a_branch"):
        register_party(act(), PartyEntry("Acme Lyon", kind=PartyKind.BRANCH, country="FR", head_office=branch))


def test_a_group_is_the_head_and_everything_below_and_never_a_circle():
    top = register_party(act(), PartyEntry("Holding SE", country="DE"))
    middle = register_party(act(), PartyEntry("Middle GmbH", country="DE", group_parent=top))
    leaf = register_party(act(), PartyEntry("Leaf SARL", country="FR", group_parent=middle))
    branch = register_party(act(), PartyEntry("Leaf Madrid", kind=PartyKind.BRANCH, country="ES", head_office=leaf))

    assert [member.id for member in group_of(branch)] == [top, middle, leaf, branch]
    entry = party(top).entry
    with pytest.raises(InvalidInput, match=r"parties\.group_in_a_circle"):
        correct_party(act(), top, replace(entry, group_parent=leaf), 1, "a mistake")
    with pytest.raises(InvalidInput, match=r"parties\.group_in_a_circle"):
        correct_party(act(), top, replace(entry, group_parent=top), 1, "a mistake")


def test_a_correction_keeps_what_was_said_before():
    company = register_party(act(), PartyEntry("Acme GmbH", country="DE", registered_on=date(1990, 5, 1)))
    later = MORNING + timedelta(days=1)

    version = correct_party(
        act(later), company, replace(party(company).entry, name="Acme Holding GmbH", latin_name=""), 1, "renamed"
    )

    assert (version, party(company).name) == (2, "Acme Holding GmbH")
    assert entry_as_known(company, MORNING).name == "Acme GmbH"
    assert entry_as_known(company, MORNING).registered_on == date(1990, 5, 1)
    assert entry_as_known(company, later).name == "Acme Holding GmbH"
    with pytest.raises(NotFound):
        entry_as_known(company, MORNING - timedelta(seconds=1))


def test_a_correction_of_what_somebody_else_has_changed_is_refused():
    company = register_party(act(), PartyEntry("Acme GmbH", country="DE"))
    entry = party(company).entry
    correct_party(act(), company, replace(entry, sector="25"), 1, "sector found")

    with pytest.raises(Conflict, match=r"parties\.changed_meanwhile"):
        correct_party(act(), company, replace(entry, sector="46"), 1, "sector found")
    with pytest.raises(InvalidInput, match=r"parties\.nothing_changed"):
        correct_party(act(), company, replace(entry, sector="25"), 2, "again")
    with pytest.raises(InvalidInput, match=r"parties\.reason_missing"):
        correct_party(act(), company, replace(entry, sector="46"), 2, " ")


def test_a_number_cannot_be_corrected_onto_another_company():
    register_party(act(), PartyEntry("华强贸易有限公司", country="CN", national_id=USCC))
    other = register_party(act(), PartyEntry("Other Co", country="CN"))

    with pytest.raises(Conflict, match=r"parties\.number_taken"):
        correct_party(act(), other, replace(party(other).entry, national_id=USCC), 1, "number found")


def test_earlier_versions_cannot_be_changed_in_the_database():
    register_party(act(), PartyEntry("Acme GmbH", country="DE"))

    for statement in ("UPDATE party_record SET reason = 'x'", "DELETE FROM party_record"):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_registering_needs_the_permission_and_absent_parties_are_not_found():
    with pytest.raises(NotAllowed):
        register_party(act(permissions=()), PartyEntry("Acme", country="DE"))
    with pytest.raises(NotFound):
        party(PartyId(999))
    with pytest.raises(NotFound):
        party_of("0" * 32)
    assert parties([PartyId(999)]) == {}


def test_a_corrected_name_is_found_by_its_new_words_and_no_longer_by_the_old():
    company = register_party(act(), PartyEntry("Alpenmotor GmbH", country="AT"))
    entry = party(company).entry
    correct_party(act(), company, replace(entry, name="Seehafen Logistik GmbH", latin_name=""), 1, "Renamed")

    assert parties_named("penmot") == []
    assert [one.id for one in parties_named("HAFEN LOG")] == [company]


def test_capitals_beyond_the_latin_alphabet_are_found_alike_on_both_databases():
    company = register_party(act(), PartyEntry("ЗАВОД Éclair", country="FR"))

    for typed in ("завод", "ЗАВОД", "éclair", "ÉCLAIR", "eclair"):
        assert [one.id for one in parties_named(typed)] == [company]
