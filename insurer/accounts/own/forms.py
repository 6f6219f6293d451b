"""Forms of one's own account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import available_timezones

from flask_babel import LazyString
from wtforms import PasswordField

from insurer.accounts.own.terms import DayStyle, FigureStyle, Preferences
from insurer.accounts.passwords.rules import LONGEST_PASSWORD
from insurer.accounts.sign_in.forms import NewPasswordForm
from insurer.infra.languages import LANGUAGE_NAMES, lazy
from insurer.infra.web.forms import ChoiceField, SafeForm, at_most, required

_DAYS = {DayStyle.LONG: "31 March 2026", DayStyle.ISO: "2026-03-31", DayStyle.SHORT: "31/03/2026"}
_FIGURES = {FigureStyle.COMMA: "1,234.56", FigureStyle.POINT: "1.234,56", FigureStyle.SPACE: "1 234,56"}


class _StyleField(ChoiceField):
    """A choice that may be left to what its first line says."""

    def __init__(
        self, label: LazyString, first: LazyString, of: Callable[[], Sequence[tuple[str, str]]], **rest: Any
    ) -> None:
        self._first = first
        super().__init__(label, of=of, need=False, **rest)
        self.type = ChoiceField.__name__  # looks like every other choice

    def _offered(self) -> list[tuple[str, str]]:
        return [("", str(self._first)), *super()._offered()[1:]]


class PreferencesForm(SafeForm):
    """Language, time zone, style of days and figures."""

    locale = ChoiceField(lazy("Language"), of=lambda: list(LANGUAGE_NAMES.items()))
    time_zone = _StyleField(
        lazy("Time zone"),
        lazy("The insurer’s"),
        lambda: [(zone, zone.replace("_", " ")) for zone in _zones()],
        render_kw={"translate": "no"},
    )
    dates = _StyleField(
        lazy("Dates"),
        lazy("As the language has them"),
        lambda: [(style.value, _DAYS[style]) for style in DayStyle],
        render_kw={"translate": "no"},
    )
    numbers = _StyleField(
        lazy("Numbers"),
        lazy("As the language has them"),
        lambda: [(style.value, _FIGURES[style]) for style in FigureStyle],
    )

    @property
    def chosen(self) -> Preferences:
        return Preferences(self.locale.data, self.time_zone.data or "", self.dates.data or "", self.numbers.data or "")


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one, typed twice."""

    current = PasswordField(
        lazy("Present password"),
        [required(), at_most(LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


def _zones() -> list[str]:
    """Zones people live in: a continent and a city."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
