"""When a mail may reach a person: at once or with the day's digest, never within the person's quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

QUIET_OFF = (0, 0)


class MailMode(StrEnum):
    """How a person wants mails about messages."""

    AT_ONCE = "at_once"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Preference:
    """A person's wish: mode, the hour of the digest, and quiet hours from one hour to another (equal: none), all in
    the person's own zone."""

    mode: MailMode = MailMode.AT_ONCE
    digest_hour: int = 8
    quiet_from: int = 0
    quiet_to: int = 0
    zone: str = "UTC"

    def is_quiet(self, hour: int) -> bool:
        """Whether an hour of the day is quiet; quiet hours may pass midnight."""
        if self.quiet_from == self.quiet_to:
            return False
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to


def after_quiet(moment: datetime, wish: Preference) -> datetime:
    """The first moment from `moment` on that is not within the person's quiet hours."""
    local = moment.astimezone(ZoneInfo(wish.zone))
    if not wish.is_quiet(local.hour):
        return moment
    ends = datetime.combine(local.date(), time(wish.quiet_to), local.tzinfo)
    if ends <= local:
        ends = datetime.combine(local.date() + timedelta(days=1), time(wish.quiet_to), local.tzinfo)
    return ends.astimezone(moment.tzinfo)


def digest_moment(moment: datetime, wish: Preference) -> datetime:
    """When the digest written at `moment` goes out: at the person's hour of that day, or at once when it has passed,
    in both cases after quiet hours."""
    local = moment.astimezone(ZoneInfo(wish.zone))
    hour = datetime.combine(local.date(), time(wish.digest_hour), local.tzinfo)
    return after_quiet(max(hour, local).astimezone(moment.tzinfo), wish)
