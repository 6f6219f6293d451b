"""What the contract promises of every calculation, whatever its figure."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insurer.infra.languages import demand_every_word, known
from insurer.workflows.calculations.answers import calculation_answer
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.explained import explained

NAMED_BY_THE_CONTRACT = {
    "indemnity", "recovery", "allocation", "deadlines", "premium", "unearned-premium", "cancellation", "ageing", "dso",
    "late-interest", "credit-limit", "z-score", "statement-ratios", "provision", "expected-loss", "concentration",
    "reinsurance", "triangle", "health-check", "portfolio-ratio",
}  # fmt: skip
QUICK = [name for name in CALCULATIONS.names if name != "triangle"]
PATH_TO_CURRENCY = {"indemnity": ("policy", "currency")}


@pytest.fixture(autouse=True)
def _every_word() -> Iterator[None]:
    demand_every_word()
    yield
    demand_every_word(False)


def body(value: object) -> bytes:
    return json.dumps(value).encode()


def refused(name: str, value: object, locale: str = "en") -> dict[str, str]:
    status, answer = calculation_answer(name, value if isinstance(value, bytes) else body(value), locale)
    assert status == 422
    assert list(answer) == ["error"]
    assert list(answer["error"]) == ["code", "field", "message"]
    assert answer["error"]["message"]
    return answer["error"]


def example(name: str) -> Any:
    return copy.deepcopy(dict(CALCULATIONS.named(name).example))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every field that holds no other, with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at))
    else:
        yield path, value


def set_at(value: Any, path: tuple[Any, ...], new: object) -> Any:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new
    return value


def written(path: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in path)


def test_every_calculation_of_the_contract_is_there():
    assert set(CALCULATIONS.names) == NAMED_BY_THE_CONTRACT


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("name", CALCULATIONS.names)
def test_every_example_runs_and_answers_in_the_form_of_the_contract(name, locale):
    status, answer = calculation_answer(name, body(example(name)), locale)

    assert status == 200
    assert [key for key in answer if key != "currency"] == ["name", "version", "result", "steps"]
    assert answer["name"] == name
    assert answer["steps"]
    for step in answer["steps"]:
        assert list(step) in (
            ["rule", "label", "amount", "detail", "source"],
            ["rule", "label", "value", "detail", "source"],
        )
        assert all(isinstance(value, str) for value in step.values())
        assert step["label"]
        assert step["detail"]
        assert known(f"{step['rule']}.detail", locale)
    assert explained(answer, locale)


@pytest.mark.parametrize("name", CALCULATIONS.names)
def test_the_same_input_gives_the_same_bytes(name):
    first, second = (json.dumps(calculation_answer(name, body(example(name)), "en")) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("name", QUICK)
def test_the_language_changes_words_and_no_figure(name):
    english, chinese = (calculation_answer(name, body(example(name)), locale)[1] for locale in ("en", "zh"))
    if name == "health-check":
        for answer in (english, chinese):
            for worst in answer["result"]["worst"]:
                worst.pop("action")

    assert english["result"] == chinese["result"]
    assert [step["rule"] for step in english["steps"]] == [step["rule"] for step in chinese["steps"]]
    assert [step["label"] for step in english["steps"]] != [step["label"] for step in chinese["steps"]]


@pytest.mark.parametrize("name", CALCULATIONS.names)
def test_an_unknown_field_is_refused_and_named(name):
    value = {**example(name), "colour": "red"}

    error = refused(name, value)

    assert error["code"] == "input.unknown_field"
    assert error["field"] == "colour"


@pytest.mark.parametrize("name", CALCULATIONS.names)
def test_an_empty_object_misses_a_required_field(name):
    assert refused(name, {})["code"] in {"input.missing", "input.unknown_choice"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"{", "input.not_json"),
        (b"[]", "input.not_an_object"),
        (b"3", "input.not_an_object"),
        (b"\xff\xfe", "input.not_utf8"),
        (b'{"a": "\\ud800"}', "input.not_utf8"),
        (b'{"currency": "EUR", "currency": "USD"}', "input.named_twice"),
        (b"[" * 100_000, "input.not_json"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "input.not_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "input.not_json"),
        (b"", "input.not_json"),
    ],
)
def test_what_is_not_one_json_object_is_refused(text, code):
    assert refused("dso", text)["code"] == code


def test_a_calculation_nobody_knows_is_not_found():
    status, answer = calculation_answer("astrology", b"{}", "en")

    assert status == 404
    assert answer["error"]["code"] == "input.unknown_calculation"


@pytest.mark.parametrize(
    "name", [name for name in QUICK if name not in {"dso", "z-score", "deadlines", "health-check"}]
)
@pytest.mark.parametrize("currency", ["EURO", "eur", "XXX", "XAU", "ＥＵＲ", "", 5, None, []])
def test_an_unknown_currency_is_refused(name, currency):
    value = example(name)
    path = PATH_TO_CURRENCY.get(name, ("currency",))
    set_at(value, path, currency)

    error = refused(name, value)

    assert error["code"] in {"input.unknown_currency", "input.missing"}
    assert error["field"] == written(path)


@pytest.mark.parametrize("name", QUICK)
def test_a_float_a_truth_or_a_foreign_digit_is_never_read_as_a_figure(name):
    for path, held in leaves(example(name)):
        figures = isinstance(held, str) and held.lstrip("-").replace(".", "").isdigit()
        if not figures and not (isinstance(held, int) and not isinstance(held, bool)):
            continue
        for bad in (1.5, True, "１２", "NaN", "Infinity", "1e3", "+1", " 1", "", [], {}):
            value = example(name)
            set_at(value, path, bad)
            if bad == [] and name == "premium" and path == ("estimated",):
                continue  # no rows at all is an estimate of nothing
            error = refused(name, value)
            assert error["field"].startswith(written(path)), (path, bad, error)


@pytest.mark.parametrize("name", QUICK)
def test_a_day_that_is_none_is_refused_and_named(name):
    for path, held in leaves(example(name)):
        if isinstance(held, str) and len(held) == 10 and held[4] == "-":
            for bad in ("2026-02-30", "2026-2-3", "20260203", "1899-12-31", "02/03/2026", 20260203, ""):
                value = example(name)
                set_at(value, path, bad)
                assert refused(name, value)["field"] == written(path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ageing", ("items", 0, "amount")),
        ("cancellation", ("premium",)),
        ("concentration", ("exposures", 0, "amount")),
        ("credit-limit", ("need", "monthly_sales")),
        ("dso", ("receivables",)),
        ("expected-loss", ("exposures", 0, "amount")),
        ("health-check", ("answers", "average_days_late")),
        ("late-interest", ("principal",)),
        ("portfolio-ratio", ("sales",)),
        ("premium", ("declared", 0, "amount")),
        ("premium", ("rates", 0, "rate")),
        ("provision", ("buckets", 0, "amount")),
        ("reinsurance", ("items", 0, "claim")),
        ("statement-ratios", ("current", "sales")),
        ("triangle", ("values", 0, 0)),
        ("unearned-premium", ("segments", 0, "premium")),
        ("z-score", ("statement", "total_assets")),
    ],
)
def test_a_negative_amount_is_refused_where_none_makes_sense(name, path):
    value = example(name)
    set_at(value, path, "-1.00")

    error = refused(name, value)

    assert (error["code"], error["field"]) == ("input.negative", written(path))


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("cancellation", {"to": "2025-12-31"}, "to"),
        ("cancellation", {"cancelled_on": "2027-01-02"}, "cancelled_on"),
        ("cancellation", {"cancelled_on": "2025-12-31"}, "cancelled_on"),
        ("late-interest", {"to": "2024-05-31"}, "to"),
        ("late-interest", {"from": "2023-12-31", "to": "2024-05-31"}, "segments"),
    ],
)
def test_days_in_the_wrong_order_are_refused(name, changes, field):
    assert refused(name, {**example(name), **changes})["field"] == field


def test_the_items_of_a_list_are_counted_from_nought():
    value = example("premium")
    value["declared"][1]["to"] = "2026-06-30"

    error = refused("premium", value)

    assert (error["code"], error["field"]) == ("input.from_after_to", "declared.1.to")


def test_an_amount_has_no_more_decimals_than_its_currency():
    value = {"currency": "JPY", "as_of": "2026-01-31", "items": [{"due": "2026-01-01", "amount": "1.50"}]}

    assert refused("ageing", value)["code"] == "input.too_many_decimals"
    value["items"] = [{"due": "2026-01-01", "amount": "150"}]
    assert calculation_answer("ageing", body(value), "en")[1]["result"]["total"] == "150"
    value["currency"] = "KWD"
    assert calculation_answer("ageing", body(value), "en")[1]["result"]["total"] == "150.000"


def test_a_whole_json_number_is_read_and_a_message_is_in_the_language_asked():
    value = {"currency": "EUR", "as_of": "2026-01-31", "items": [{"due": "2026-01-01", "amount": 150}]}

    assert calculation_answer("ageing", body(value), "en")[1]["result"]["total"] == "150.00"
    assert refused("dso", {}, "zh")["message"] == "此项必填。"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_put_in_comes_an_answer_or_an_error_that_says_where(name, data):
    value = example(name)
    for _ in range(data.draw(st.integers(1, 3))):
        fields = list(leaves(value))
        if not fields:
            break
        path, _ = data.draw(st.sampled_from(fields))
        kept = data.draw(st.integers(1, len(path)))
        set_at(value, path[:kept], data.draw(anything))

    status, answer = calculation_answer(name, body(value), "en")

    assert status in (200, 422)
    assert ("error" in answer) == (status == 422)
    json.dumps(answer, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_field_left_out_is_either_optional_or_missed_by_name(name, data):
    value = example(name)
    path, _ = data.draw(st.sampled_from(list(leaves(value))))
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    if isinstance(holder, dict):
        del holder[path[-1]]

    status, answer = calculation_answer(name, body(value), "en")

    assert status == 200 or answer["error"]["code"] not in {"input.unknown_field", "input.not_readable"}
