"""Names, numbers and likeness of companies."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId
from insurer.parties.facts import (
    SCHEMES,
    MatchBasis,
    NationalId,
    PartyEntry,
    PartyFacts,
    PartyKind,
    fit_entry,
    fit_name,
    guessed_id,
    latin_name,
    likeness,
    lookalike_key,
    match,
    name_key,
    national_id,
)
from insurer.parties.rules.matching import LIKE_ENOUGH

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def party(number: int, name: str, country: str | None = "DE", registered: NationalId | None = None) -> PartyFacts:
    entry = fit_entry(PartyEntry(name, country=country, national_id=registered))
    return PartyFacts(PartyId(number), f"{number:032x}", entry, name_key(name), 1)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Acme Trading GmbH & Co. KG", "acme trading"),
        ("ACME  Trading", "acme trading"),
        ("acme-trading ag", "acme trading"),
        ("Société Générale S.A.", "societe generale"),
        ("Müller & Söhne KG", "muller sohne"),
        ("Ørsted A/S", "orsted"),
        ("PT Astra International Tbk", "astra international"),
        ("OOO Romashka", "romashka"),
        ("ООО Ромашка", "ромашка"),
        ("Public Joint Stock Company Gazprom", "gazprom"),
        ("Gazprom PJSC", "gazprom"),
        ("O'Reilly Media, Inc.", "oreilly media"),
        ("Cemex S.A.B. de C.V.", "cemex"),
        ("Petrobras S.A.", "petrobras"),
        ("Sime Darby Sdn. Bhd.", "sime darby"),
        ("Spółka Łódź Sp. z o.o.", "spolka lodz"),
        ("Tata Steel Pvt. Ltd.", "tata steel"),
        ("华强贸易有限公司", "华强贸易"),
        ("华强贸易股份有限公司", "华强贸易"),
        ("深圳创新投资合伙企业（有限合伙）", "深圳创新投资"),
        ("株式会社ガトヨタ", "ガトヨタ"),
        ("トヨタ自動車株式会社", "トヨタ自動車"),
        ("삼성전자 주식회사", "삼성전자"),
        ("(주)삼성", "삼성"),
        ("有限公司", "有限公司"),
        ("LLC", "llc"),
    ],
)
def test_a_name_key_drops_case_accents_punctuation_and_legal_form(written, key):
    assert name_key(written) == key


def test_different_companies_keep_different_keys():
    names = ["Acme Trading", "Acme Holding", "Acme Trading East", "华强贸易", "华强实业"]

    assert len({name_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "parties.name.empty"),
        (" . ", "parties.name.empty"),
        ("x" * 301, "parties.name.too_long"),
        ("Ac\u200bme", "parties.name.invisible_character"),
        ("Acme \u202eemcA", "parties.name.invisible_character"),
        ("Acme\u00adTrading", "parties.name.invisible_character"),
        ("Ac\x00me", "parties.name.invisible_character"),
        ("\u0410cme Ltd", "parties.name.mixed_scripts"),
        ("Gοοgle", "parties.name.mixed_scripts"),
    ],
)
def test_a_name_that_disguises_itself_is_refused(name, code):
    with pytest.raises(InvalidInput) as refused:
        fit_name(name)

    assert refused.value.code == code


@pytest.mark.parametrize("name", ["华强贸易 (HQ) 有限公司", "ООО Romashka", "株式会社 NTT", "O’Neill & Söhne", "3M"])
def test_honest_names_of_several_scripts_are_taken(name):
    assert fit_name(f"  {name} ") == name


def test_letters_that_look_alike_meet_in_the_lookalike_key():
    cyrillic = "\u0410\u0441\u043c\u0435 Ltd"

    assert name_key(cyrillic) != name_key("Acme Ltd")
    assert lookalike_key(cyrillic) == lookalike_key("Acme Ltd")
    assert lookalike_key("Modern Steel") == lookalike_key("Modem Steel")
    assert lookalike_key("Tr1nity Oil") == lookalike_key("Trinity 0il")


@pytest.mark.parametrize(
    ("name", "latin"),
    [("华强贸易", "Hua Qiang Mao Yi"), ("Ромашка", "Romashka"), ("Société", "Société"), ("Acme", "Acme")],
)
def test_a_name_without_latin_form_gets_one(name, latin):
    assert latin_name(name) == latin


def test_the_uscc_of_the_client_is_taken_and_its_forged_twin_refused():
    assert national_id("cn.uscc", "91350100m000100y43") == NationalId("CN.USCC", "91350100M000100Y43")
    with pytest.raises(InvalidInput) as refused:
        national_id("CN.USCC", "91350100M000100Y44")

    assert (refused.value.code, refused.value.facts["fault"]) == ("parties.id.invalid", "InvalidChecksum")


@pytest.mark.parametrize(
    ("scheme", "good", "bad"),
    [
        ("LEI", "5299 00T8BM49AURSDO55", "529900T8BM49AURSDO56"),
        ("EU.VAT", "DE 136 695 976", "DE136695977"),
        ("FR.SIREN", "552 008 443", "552008444"),
        ("GB.VAT", "GB 980 7806 84", "GB980780685"),
        ("DE.HRB", "Aachen HRA 11223", "Aachen HRC 44123"),
        ("US.EIN", "91-1144442", "07-1144442"),
        ("BR.CNPJ", "16.727.230/0001-97", "16.727.230.0001-98"),
        ("IN.GSTIN", "27AAPFU0939F1ZV", "27AAPFU0939F1Z1"),
    ],
)
def test_check_digits_are_checked_where_the_scheme_has_them(scheme, good, bad):
    assert national_id(scheme, good).scheme == scheme
    with pytest.raises(InvalidInput):
        national_id(scheme, bad)


def test_schemes_without_check_digits_keep_the_number_and_unknown_schemes_are_refused():
    assert national_id("NL.KVK", "12 34 56.78").value == "12345678"
    assert national_id("LOCAL.KE", "p-051").value == "P051"
    for scheme, value in [("XX.NO", "1"), ("LOCAL", "1"), ("NL.KVK", "--")]:
        with pytest.raises(InvalidInput):
            national_id(scheme, value)


def test_every_scheme_has_a_working_checker():
    for code in SCHEMES:
        if SCHEMES[code].module is None:
            assert national_id(code, "12345678").scheme == code
        else:
            with pytest.raises(InvalidInput, match=r"parties\.id\.invalid"):
                national_id(code, "no number")


def test_a_number_without_scheme_is_recognised_when_only_one_register_could_have_given_it():
    assert guessed_id("91350100M000100Y43", "CN") == NationalId("CN.USCC", "91350100M000100Y43")
    assert guessed_id("529900T8BM49AURSDO55", None).scheme == "LEI"
    assert guessed_id("12345", "NL") is None


def test_a_branch_names_its_head_office_and_nobody_else_does():
    with pytest.raises(InvalidInput):
        fit_entry(PartyEntry("Acme Branch", kind=PartyKind.BRANCH))
    with pytest.raises(InvalidInput):
        fit_entry(PartyEntry("Acme", head_office=PartyId(1)))
    with pytest.raises(InvalidInput):
        fit_entry(PartyEntry("Acme", country="XX"))
    with pytest.raises(InvalidInput):
        fit_entry(PartyEntry("Acme", sector="metal"))


def test_the_same_number_is_the_same_party_whatever_the_name():
    number = national_id("CN.USCC", "91350100M000100Y43")
    known = party(1, "福建某某有限公司", "CN", number)

    found = match("Fujian Somebody", "CN", number, [party(2, "Fujian Somebody", "CN"), known]).found

    assert (found.party.id, found.basis) == (PartyId(1), MatchBasis.SAME_ID)


def test_the_same_name_in_the_same_country_is_the_same_party():
    found = match("ACME Trading Aktiengesellschaft", "DE", None, [party(1, "Acme Trading GmbH")]).found

    assert found.basis is MatchBasis.SAME_NAME_AND_COUNTRY


@pytest.mark.parametrize(
    ("name", "country"),
    [("Acme Trading", "AT"), ("Acme Trading", None), ("Acme Tradings", "DE"), ("Асme Trading", "DE")],
    ids=["other country", "no country", "near name", "look-alike letters"],
)
def test_what_is_not_certain_is_a_candidate_and_never_merged(name, country):
    result = match(name, country, None, [party(1, "Acme Trading GmbH")])

    assert result.found is None
    assert [candidate.basis for candidate in result.candidates] == [MatchBasis.LIKE_NAME]


def test_namesakes_and_differing_numbers_are_left_to_a_person():
    two = [party(1, "Acme AG"), party(2, "Acme GmbH")]
    numbered = party(3, "Beta GmbH", registered=national_id("EU.VAT", "DE136695976"))

    assert match("Acme", "DE", None, two).found is None
    assert len(match("Acme", "DE", None, two).candidates) == 2
    assert match("Beta", "DE", national_id("EU.VAT", "DE129274202"), [numbered]).found is None


def test_a_chinese_name_meets_its_latin_reading():
    assert likeness("华强贸易有限公司", "Hua Qiang Mao Yi Co., Ltd.") == 100
    assert likeness("华强贸易有限公司", "Volkswagen AG") < 50


def test_likeness_finds_misspelt_companies_among_the_central_banks_test_names():
    file = SHARED / "company_name_pairs" / "dnb_adjusted_names.csv"
    if not file.exists():
        pytest.skip("the shared test names are not here")
    with file.open(encoding="utf-8") as lines:
        pairs = [(row["company_name"], row["company_name_adjusted"]) for row in csv.DictReader(lines)]

    alike = sum(likeness(name, slipped) >= LIKE_ENOUGH for name, slipped in pairs)
    shifted = sum(likeness(name, pairs[place - 1][1]) >= LIKE_ENOUGH for place, (name, _) in enumerate(pairs))

    assert alike / len(pairs) > 0.85
    assert shifted / len(pairs) < 0.01
