"""How long the next try waits, and what a browser's long name says in a few words."""

from __future__ import annotations

from datetime import timedelta

LONGEST_WAIT = timedelta(minutes=5)
_DOUBLINGS = 9
"""Two to this power of seconds is already longer than the longest wait."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger/", "WeChat"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def wait_after(failures: int, patience: int = 0) -> timedelta:
    """How long to wait after `failures` in a row: none up to `patience`, then doubling from one second to minutes."""
    beyond = failures - patience
    if beyond <= 0:
        return timedelta()
    return min(timedelta(seconds=2 ** min(beyond - 1, _DOUBLINGS)), LONGEST_WAIT)


def device_in_words(agent: str) -> str:
    """`Firefox · Windows` for what a browser sends as its name; its first word when it is none of these."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or agent.split("/")[0][:40]
