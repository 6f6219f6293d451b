"""Reading a calculation's input: JSON text in, a frozen typed input out, or one refusal that names its field."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError, ValidationInfo
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.money import currency_decimals
from insurer.workflows.calculations.fields import refused

T = TypeVar("T")

LARGEST_BODY = 8 * 1024 * 1024
DEEPEST = 40

_CODES = {
    "missing": "input.missing",
    "extra_forbidden": "input.unknown_field",
    "literal_error": "input.unknown_choice",
    "enum": "input.unknown_choice",
    "model_type": "input.not_an_object",
    "model_attributes_type": "input.not_an_object",
    "dict_type": "input.not_an_object",
    "tuple_type": "input.not_a_list",
    "list_type": "input.not_a_list",
    "string_type": "input.not_text",
    "string_too_short": "input.empty",
    "string_too_long": "input.text_too_long",
    "bool_type": "input.not_true_or_false",
    "too_short": "input.too_few_rows",
    "too_long": "input.too_many_rows",
}


class Input(BaseModel):
    """What a calculation is given: nothing unknown, nothing missing, nothing changed afterwards.

    Amounts inside are read in the currency found at `currency_at`; a nested input with a currency of its own
    (an invoice in dollars under a policy in euro) reads its amounts in that one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    currency_at: ClassVar[tuple[str, ...]] = ("currency",)

    def check(self) -> None:
        """Rules between fields; raises InvalidInput naming the field below this input."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(cls._in_its_currency, handler(source))

    @classmethod
    def _in_its_currency(
        cls, value: object, handler: core_schema.ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Self:
        context: dict[str, object] = info.context if info.context is not None else {}
        outer = context.get("currency")
        try:
            context["currency"] = cls._own_currency(value) or outer
            read: Self = handler(value)
            read.check()
        except Refusal as refusal:
            raise refused(refusal) from None
        finally:
            context["currency"] = outer
        return read

    @classmethod
    def _own_currency(cls, value: object) -> str | None:
        for key in cls.currency_at:
            value = value.get(key) if isinstance(value, dict) else None
        if value is None:
            return None
        field = ".".join(cls.currency_at)
        if not isinstance(value, str):
            raise InvalidInput("input.unknown_currency", field, value=str(value)[:40])
        try:
            currency_decimals(value)
        except InvalidInput:
            raise InvalidInput("input.unknown_currency", field, value=value[:40]) from None
        return value


def from_not_after_to(first: object, last: object, field: str = "to", *, equal: bool = True) -> None:
    """Refuses a span that ends before it begins; `equal` says whether one day is enough."""
    if first is None or last is None:
        return
    if last < first or (not equal and last == first):  # type: ignore[operator]
        raise InvalidInput("input.from_after_to", field, first=first, last=last)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; refuses what is not UTF-8, not JSON, not an object, or names a field twice."""
    if len(body) > LARGEST_BODY:
        raise InvalidInput("input.too_large", "", size=len(body), largest=LARGEST_BODY)
    try:
        read = json.loads(body.decode("utf-8"), object_pairs_hook=_once_each)
        json.dumps(read, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise InvalidInput("input.not_utf8", "") from None
    except (ValueError, RecursionError):
        raise InvalidInput("input.not_json", "") from None
    if not isinstance(read, dict):
        raise InvalidInput("input.not_an_object", "")
    if _depth(read) > DEEPEST:
        raise InvalidInput("input.not_json", "")
    return read


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in pairs:
        if key in read:
            raise InvalidInput("input.named_twice", key[:100])
        read[key] = value
    return read


def _depth(value: object) -> int:
    depth, layer = 0, [value]
    while layer and depth <= DEEPEST:
        depth += 1
        inside: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                inside.extend(item.values())
            elif isinstance(item, list):
                inside.extend(item)
        layer = inside
    return depth


def read_input(reader: TypeAdapter[T], given: dict[str, Any]) -> T:
    """`given` as the typed input; raises one InvalidInput with its code, field path and facts."""
    try:
        return reader.validate_python(given, context={"currency": None})
    except ValidationError as problem:
        raise first_refusal(problem) from None


def first_refusal(problem: ValidationError) -> InvalidInput:
    """The first thing wrong, in the order of the fields; a currency that is absent goes before its amounts."""
    errors = problem.errors(include_url=False, include_input=True)
    first = next((error for error in errors if error["type"] != "input.no_currency"), errors[0])
    return _refusal(first)


def _refusal(error: ErrorDetails) -> InvalidInput:
    """One of pydantic's errors in the house's words. Tags of shapes (`#quota_share`) are no part of a path."""
    known = error.get("ctx", {})
    path = [str(step)[:100] for step in error["loc"] if not str(step).startswith("#") and step != "[key]"]
    if "below" in known:
        path += [known["below"]] if known["below"] else []
        stated = known["facts"] if "facts" in known else {"choices": known["choices"]}
        return InvalidInput(error["type"], ".".join(path), **stated)
    code = _CODES.get(error["type"], "input.not_readable")
    facts: dict[str, object] = {} if error["type"] == "missing" else {"value": str(error.get("input"))[:40]}
    if "expected" in known:
        facts["choices"] = known["expected"]
    for name in ("min_length", "max_length"):
        if name in known:
            facts["number"] = known[name]
    return InvalidInput(code, ".".join(path), **facts)
