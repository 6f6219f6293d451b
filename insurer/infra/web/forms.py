"""Forms: strict reading, the entered text kept, every complaint beside its field and in the reader's language.

What people type is read in their own style of days and figures and in no other: nothing ambiguous is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from flask import g, request
from flask_babel import LazyString
from flask_wtf import CSRFProtect, FlaskForm
from markupsafe import Markup
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, TextInput

from insurer.infra import languages
from insurer.infra.formats import grouped
from insurer.kernel.errors import InvalidInput
from insurer.kernel.parsing import parse_amount, parse_day, parse_decimal

csrf = CSRFProtect()
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
_SPACED = re.compile(r"-?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+(,[0-9]+)?", re.ASCII)
_SPACES = re.compile("[ \u00a0\u202f]")
_POINT_FOR_COMMA = str.maketrans(",.", ".,")
_SHORT_DAYS = (
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})", re.ASCII),
    re.compile(r"(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})", re.ASCII),
)
"""Days in the short style: English, Chinese."""
_CHINESE_DAY = re.compile(r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９．，－％／", "0123456789.,-%/")
LONGEST_LINE, LONGEST_TEXT = 200, 4000


class SafeForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form with a token against forgery. Unknown fields are ignored, every known one is validated."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is good. While the language is being switched none is judged and nothing is done:
        the page is shown again with what was entered."""
        return not languages.switching() and bool(super().validate(extra_validators))

    def refuse(self, refusal: InvalidInput) -> None:
        """Show a refusal of the business beside its field, or at the head of the form when it has none."""
        said = languages.here(refusal.code, **refusal.facts)
        field = self._fields.get(refusal.field.replace(".", "-"))
        if field is None:
            self.form_errors.append(said)
        else:
            field.errors = [*field.errors, said]

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """Every complaint with the id of its field, in the order of the form, for the summary at its head."""
        found = [("", str(error)) for error in self.form_errors]
        for field in self:
            found += [(str(field.id), str(error)) for error in field.errors]
        return found

    def label_of(self, field_id: str) -> str:
        """What stands over the field of this id; the id itself where no field has it."""
        return next((str(field.label.text) for field in self if field.id == field_id), field_id)

    def hidden_tag(self) -> Markup:
        """The fields that nobody sees, without ids: a page may hold several forms."""
        return Markup("\n").join(field(id=False) for field in self if isinstance(field.widget, HiddenInput))


def form_id(form: SafeForm | None = None, *, asks: bool = False) -> str:
    """The id of a form on this page. The one that was sent, else the first, is the one being filled in.

    A form that `asks` is sent by GET: it only asks for a page. A field whose id an earlier form of the page has taken
    gets one of its own.
    """
    number = g.get("forms_begun", 0) + 1
    g.forms_begun = number
    taken: set[str] = g.setdefault("field_ids", set())
    for field in form or ():
        if field.id in taken:
            field.id = f"{field.name}-{number}"
        taken.add(field.id)
    sent = request.method == "POST" and any(field.raw_data for field in form or () if field.name != "csrf_token")
    if number == 1 or sent:
        g.entry_form = (f"form-{number}", "lang" if asks else languages.SWITCH_FIELD)
    return f"form-{number}"


def entry_form() -> tuple[str, str] | None:
    """The id of the form that is being filled in on this page and the name under which it is sent a language."""
    found: tuple[str, str] | None = g.get("entry_form")
    return found


def required() -> InputRequired:
    """The field must be filled in."""
    return InputRequired(languages.lazy("input.required"))


def optional() -> Optional:
    """The field may stay empty."""
    return Optional(strip_whitespace=True)


def at_most(characters: int) -> Length:
    return Length(max=characters, message=languages.lazy("input.too_long", most=characters))


class _StrictField(Field):  # type: ignore[misc]  # the library has no types
    """Text that one strict reader turns into a value; what was typed is shown again when it cannot."""

    widget = TextInput()
    data: Any = None

    def __init__(self, label: str | LazyString = "", *, need: bool = True, **rest: Any) -> None:
        self.raw_text = ""
        super().__init__(label, [required() if need else optional()], **rest)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def written(self, value: Any) -> str:
        """How a value stands in the field before anybody typed."""
        return str(value)

    @abstractmethod
    def read(self, typed: str) -> Any:
        """The value of what was typed; raises InvalidInput."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = self.read(typed)
        except InvalidInput as refusal:
            raise ValueError(languages.here(refusal.code, **refusal.facts)) from refusal


class AmountField(_StrictField):
    """An amount of `currency` (a code, or a function called when the form is read). `1,200,000.50` is understood."""

    def __init__(
        self,
        label: str | LazyString = "",
        *,
        currency: str | Callable[[], str] = "EUR",
        negative: bool = False,
        need: bool = True,
        **rest: Any,
    ) -> None:
        self._currency, self._negative = currency, negative
        super().__init__(label, need=need, **rest)

    @property
    def currency(self) -> str:
        return self._currency if isinstance(self._currency, str) else self._currency()

    def written(self, value: Any) -> str:
        return languages.figure(value)

    def read(self, typed: str) -> Any:
        return parse_amount(own_figures(typed), self.currency, self.name, negative=self._negative)


class NumberField(_StrictField):
    """A decimal number from `least` to `most`."""

    def __init__(
        self,
        label: str | LazyString = "",
        *,
        least: Decimal | None = None,
        most: Decimal | None = None,
        whole: bool = False,
        need: bool = True,
        **rest: Any,
    ) -> None:
        self.least, self.most, self.whole = least, most, whole
        super().__init__(label, need=need, **rest)

    def written(self, value: Any) -> str:
        return grouped(str(value), languages.reader_style().numbers)

    def read(self, typed: str) -> Any:
        number = parse_decimal(own_figures(typed), self.name)
        outside = (self.least is not None and number < self.least) or (self.most is not None and number > self.most)
        if outside or (self.whole and number != number.to_integral_value()):
            raise InvalidInput("input.out_of_range", self.name, value=typed[:40])
        return int(number) if self.whole else number


class ShareField(_StrictField):
    """A percentage, read as a share: `90`, `90%` and `0.35%` become 0.90, 0.90 and 0.0035."""

    def __init__(
        self,
        label: str | LazyString = "",
        *,
        least: Decimal = Decimal(0),
        most: Decimal = Decimal(1),
        need: bool = True,
        **rest: Any,
    ) -> None:
        self.least, self.most = least, most
        super().__init__(label, need=need, **rest)

    def written(self, value: Any) -> str:
        return languages.share_shown(value).removesuffix("%")

    def read(self, typed: str) -> Any:
        share = parse_decimal(own_figures(typed).removesuffix("%").strip(), self.name) / 100
        if not self.least <= share <= self.most:
            facts = {"least": languages.share_shown(self.least), "most": languages.share_shown(self.most)}
            raise InvalidInput("input.not_a_share", self.name, value=typed[:40], **facts)
        return share


class DayField(_StrictField):
    """A day, written `2026-03-31` or as its reader writes days; browsers show their calendar."""

    widget = TextInput("date")

    def written(self, value: date) -> str:
        return value.isoformat()

    def read(self, typed: str) -> Any:
        return parse_day(own_day(typed), self.name)


class ChoiceField(SelectField):  # type: ignore[misc]  # the library has no types
    """One of the members of an enumeration, or of (value, words) pairs; nothing chosen is an empty value."""

    def __init__(
        self,
        label: str | LazyString = "",
        *,
        of: type[StrEnum] | Iterable[StrEnum] | Callable[[], Sequence[tuple[str, str]]],
        need: bool = True,
        **rest: Any,
    ) -> None:
        self._of = of
        super().__init__(label, [required() if need else optional()], choices=self._offered, **rest)

    def _offered(self) -> list[tuple[str, str]]:
        first = [("", languages.here("Choose …"))]
        if isinstance(self._of, Iterable):
            return first + [(member.value, languages.label(member)) for member in self._of]
        return first + list(self._of())

    def pre_validate(self, form: Any) -> None:
        if self.data not in (None, "") and self.data not in {value for value, _words in self._offered()}:
            raise ValidationError(languages.here("input.not_a_choice"))


class LineField(StringField):  # type: ignore[misc]  # the library has no types
    """One line of text: trimmed, composed (NFC), bounded, without control or invisible characters."""

    longest: ClassVar[int] = LONGEST_LINE

    def __init__(
        self, label: str | LazyString = "", *, need: bool = True, most: int | None = None, **rest: Any
    ) -> None:
        bounds = [at_most(most or self.longest), no_hidden_characters]
        super().__init__(label, [required() if need else optional(), *bounds], filters=[tidy], **rest)


class NoteField(TextAreaField):  # type: ignore[misc]  # the library has no types
    """Several lines of text under the same rules; line breaks are kept."""

    def __init__(
        self, label: str | LazyString = "", *, need: bool = True, most: int = LONGEST_TEXT, **rest: Any
    ) -> None:
        bounds = [at_most(most), no_hidden_characters]
        super().__init__(label, [required() if need else optional(), *bounds], filters=[tidy], **rest)


def own_figures(typed: str) -> str:
    """`ungrouped` in the figures of whoever types."""
    return ungrouped(typed, languages.reader_style().numbers)


def ungrouped(typed: str, numbers: str = "") -> str:
    """A number as people write it, in the form the strict reader takes: no thousands marks, no wide digits.

    In the style `numbers` marks stand where that style has them; a mark in another place is left for refusal.
    """
    plain = typed.translate(_WIDE).strip()
    if numbers == "space":
        plain = _SPACES.sub("", plain) if _SPACED.fullmatch(plain.removesuffix("%").strip()) else plain
    if numbers in ("point", "space"):
        plain = plain.translate(_POINT_FOR_COMMA)
    return plain.replace(",", "") if _GROUPED.fullmatch(plain.removesuffix("%").strip()) else plain


def own_day(typed: str) -> str:
    """A day as its reader writes days, in the form the strict reader takes; anything else is left for refusal."""
    plain = typed.translate(_WIDE).strip()
    chinese, style = languages.reader_locale() == "zh", languages.reader_style().dates
    form = _SHORT_DAYS[chinese] if style == "short" else _CHINESE_DAY if chinese and style != "iso" else None
    found = form.fullmatch(plain) if form else None
    return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}" if found else plain


def tidy(value: str | None) -> str | None:
    """Text without spaces at its ends, composed, with plain line breaks."""
    return None if value is None else unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())


def no_hidden_characters(_form: Any, field: Field) -> None:
    """Refuses control, direction-changing and invisible characters: two names that look alike are alike."""
    hidden = any(
        unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn") and letter != "\n" for letter in field.data or ""
    )
    if hidden:
        raise StopValidation(languages.here("input.hidden_characters"))
