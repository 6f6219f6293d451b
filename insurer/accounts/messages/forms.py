"""The form of how a person wants mails about messages."""

from __future__ import annotations

from collections.abc import Sequence

from insurer.accounts.messages.rules import MailMode
from insurer.infra.languages import lazy
from insurer.infra.web.forms import ChoiceField, SafeForm


def _hours() -> Sequence[tuple[str, str]]:
    return [(str(hour), f"{hour:02}:00") for hour in range(24)]


class PreferenceForm(SafeForm):
    """Mode, hour of the digest, quiet hours; equal hours are no quiet hours."""

    mode = ChoiceField(lazy("Mails about messages"), of=MailMode)
    digest_hour = ChoiceField(lazy("Hour of the digest"), of=_hours, render_kw={"translate": "no"})
    quiet_from = ChoiceField(lazy("Quiet from"), of=_hours, render_kw={"translate": "no"})
    quiet_to = ChoiceField(lazy("Quiet until"), of=_hours, render_kw={"translate": "no"})
