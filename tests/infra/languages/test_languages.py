"""What is said in which language, with and without a request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from markupsafe import Markup

from insurer.infra import languages
from insurer.infra.languages import WordsMissing, demand_every_word, here, html_lang, shown, speaking, text
from insurer.kernel.findings import Weight
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.working import Working


@pytest.fixture(autouse=True)
def _every_word() -> Iterator[None]:
    demand_every_word()
    yield
    demand_every_word(False)


def test_codes_and_english_sentences_are_both_said_in_both_languages():
    assert text("permission.missing", "en") == "You do not have permission to do this."
    assert text("permission.missing", "zh") == "您没有执行此操作的权限。"
    assert text("Save", "en") == "Save"
    assert text("Save", "zh") == text("Save", "zh_Hans") == text("Save", "zh-CN") == "保存"


@pytest.mark.parametrize(
    ("value", "name", "english", "chinese"),
    [
        (Money.of("1200000", "EUR"), "", "EUR 1,200,000.00", "1,200,000.00 欧元"),
        (Money.of("5", "CNY"), "", "CNY 5.00", "人民币 5.00 元"),
        (Money.of("1200000", "JPY"), "", "JPY 1,200,000", "1,200,000 日元"),
        (date(2026, 3, 5), "", "5 Mar 2026", "2026年3月5日"),
        (datetime(2026, 3, 5, 14, 5, tzinfo=UTC), "", "5 Mar 2026, 14:05 UTC", "2026年3月5日 14:05 UTC"),
        (Decimal("0.90"), "insured_share", "90%", "90%"),
        (Decimal("0.0035"), "premium_rate", "0.35%", "0.35%"),
        (Fraction(1, 3), "loss_ratio", "33.33%", "33.33%"),
        (Decimal("1.0834"), "exchange_rate", "1.0834", "1.0834"),
        (2026, "year", "2026", "2026"),
        (12345, "", "12,345", "12,345"),
        (True, "", "yes", "是"),
        (None, "", "–", "–"),
        (Weight.WARNING, "", "Warning", "警告"),
        ("permission.missing", "", "You do not have permission to do this.", "您没有执行此操作的权限。"),
        ("L-2025-0042", "", "L-2025-0042", "L-2025-0042"),
        (["a", date(2026, 3, 5)], "", "a, 5 Mar 2026", "a、2026年3月5日"),
        (Period(date(2026, 1, 1), date(2027, 1, 1)), "", "1 Jan 2026 – 31 Dec 2026", "2026年1月1日 – 2026年12月31日"),
    ],
)
def test_a_fact_reads_as_its_reader_is_used_to(value: object, name: str, english: str, chinese: str):
    assert shown(value, "en", name) == english
    assert shown(value, "zh", name) == chinese


def test_a_naive_moment_is_not_shown():
    with pytest.raises(ValueError, match="time zone"):
        shown(datetime(2026, 3, 5, 14, 5), "en")


def test_facts_stand_in_the_sentence_in_the_readers_language():
    assert text("period.open_ended", "zh", first=date(2026, 3, 5)).startswith("自2026年3月5日起")


def test_a_missing_word_or_fact_is_found_by_the_tests_and_never_breaks_a_page(caplog: pytest.LogCaptureFixture):
    with pytest.raises(WordsMissing):
        text("no.such_code", "en")
    with pytest.raises(WordsMissing):
        text("An English sentence nobody translated", "zh")
    with pytest.raises(WordsMissing):
        text("input.negative_of", "en", value=1)
    with pytest.raises(WordsMissing):
        text("%(count)s days left", "en")

    demand_every_word(False)
    assert text("no.such_code", "zh") == "no.such_code"
    assert text("%(count)s days left", "zh") == "剩余?天"
    assert "no.such_code" in caplog.text


def test_a_language_that_is_not_ours_is_a_fault():
    with pytest.raises(ValueError, match="not one of our languages"):
        text("Save", "fr")


def test_whoever_is_spoken_to_hears_their_language_and_the_next_one_theirs():
    with speaking("zh_Hans"):
        assert here("Save") == "保存"
        with speaking("en"):
            assert here("Save") == "Save"
        assert here("Save") == "保存"
    assert here("Save") == "Save"


def test_a_link_in_a_sentence_makes_it_markup_and_everything_else_is_escaped():
    said = here("by %(name)s", name=Markup("<a>{}</a>").format("<b>"))

    assert isinstance(said, Markup)
    assert said == "by <a>&lt;b&gt;</a>"


def test_one_day_and_many_days_differ_in_english_only():
    words = ("%(count)s day left", "%(count)s days left")

    assert languages.counted(*words, 1) == "1 day left"
    assert languages.counted(*words, 2) == "2 days left"
    with speaking("zh"):
        assert languages.counted(*words, 1) == "剩余1天"


def test_html_is_told_the_language_in_its_own_way():
    assert (html_lang("en"), html_lang("zh"), html_lang("zh_Hans")) == ("en", "zh-Hans", "zh-Hans")


def test_a_working_is_a_table_in_the_readers_language():
    working = (
        Working().then("permission.missing", Money.of("5", "EUR"), "§ 5.2").then("weight.note", None, "weight.error")
    )

    first, second = languages.working_table(working, "zh")

    assert (first.label, first.value, first.clause) == ("您没有执行此操作的权限。", "EUR 5.00", "§ 5.2")
    assert (second.label, second.value, second.clause) == ("提示", "–", "错误")


def test_a_chinese_sentence_parts_latin_names_from_its_words_and_not_chinese_ones():
    said = "Limit on %(buyer)s"

    assert text(said, "zh", buyer="宁波瑞丰纺织有限公司") == "宁波瑞丰纺织有限公司的信用限额"
    assert text(said, "zh", buyer="Acme GmbH") == "Acme GmbH 的信用限额"
    assert text(said, "en", buyer="宁波瑞丰纺织有限公司") == "Limit on 宁波瑞丰纺织有限公司"
