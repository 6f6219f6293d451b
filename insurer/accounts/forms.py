"""Forms of accounts."""

from __future__ import annotations

from wtforms import PasswordField

from insurer.infra.languages import lazy
from insurer.infra.web.forms import LineField, SafeForm, at_most, required

LONGEST_PASSWORD = 256


class SignInForm(SafeForm):
    """A name and a password; nothing tells which of the two was wrong."""

    name = LineField(lazy("Sign-in name"), render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField(
        lazy("Password"), [required(), at_most(LONGEST_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
