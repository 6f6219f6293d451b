"""Forms of second factors."""

from __future__ import annotations

from wtforms import HiddenField

from insurer.infra.languages import lazy
from insurer.infra.web.forms import LineField, SafeForm, at_most, required

LONGEST_CREDENTIAL = 20_000
LONGEST_NAME = 60


class AuthenticatorForm(SafeForm):
    """The first code of a new authenticator app, and the secret it was shown, sealed."""

    sealed = HiddenField("", [required(), at_most(2000)])
    code = LineField(
        lazy("Code of six digits"),
        most=10,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True},
    )


class NewPasskeyForm(SafeForm):
    """What a new passkey is called, and what the browser answers for it."""

    name = LineField(lazy("Name of the passkey"), most=LONGEST_NAME, render_kw={"autocomplete": "off"})
    credential = HiddenField("", [required(), at_most(LONGEST_CREDENTIAL)])
