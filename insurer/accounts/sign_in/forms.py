"""Forms of the ways in."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField
from wtforms.validators import ValidationError

from insurer.accounts.passwords.rules import LONGEST_PASSWORD
from insurer.infra.languages import here, lazy
from insurer.infra.web.forms import LineField, SafeForm, at_most, required

LONGEST_CREDENTIAL = 20_000


class SignInForm(SafeForm):
    """A name or mail address and a password; nothing tells which of the two was wrong."""

    name = LineField(
        lazy("Sign-in name or mail address"), render_kw={"autocomplete": "username webauthn", "autofocus": True}
    )
    password = PasswordField(
        lazy("Password"), [required(), at_most(LONGEST_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )


class CodeForm(SafeForm):
    """A code of the authenticator app or a recovery code: one field takes both."""

    code = LineField(
        lazy("Code"), most=40, render_kw={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
    )


class PasskeyForm(SafeForm):
    """What the browser answers for a passkey."""

    credential = HiddenField("", [required(), at_most(LONGEST_CREDENTIAL)])


class ForgottenForm(SafeForm):
    """Whose password was forgotten."""

    name = LineField(
        lazy("Sign-in name or mail address"), most=254, render_kw={"autocomplete": "username", "autofocus": True}
    )


class NewPasswordForm(SafeForm):
    """A new password, typed twice."""

    password = PasswordField(
        lazy("New password"),
        [required(), at_most(LONGEST_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy("New password again"),
        [required(), at_most(LONGEST_PASSWORD)],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(here("accounts.passwords_differ"))


class ConfirmForm(SafeForm):
    """The password once more, before a sensitive change."""

    password = PasswordField(
        lazy("Password"),
        [required(), at_most(LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password", "autofocus": True},
    )
