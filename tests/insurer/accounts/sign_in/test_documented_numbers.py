"""What the operations guide says of waits and ends is what the house does."""

from __future__ import annotations

from pathlib import Path

import pytest

from insurer.accounts.passwords.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from insurer.accounts.sign_in.rules import LONGEST_WAIT, wait_after
from insurer.accounts.sign_in.terms import (
    ADDRESS_FORGETS,
    ADDRESS_PATIENCE,
    ATTEMPT_LASTS,
    FRESH_FOR,
    LINK_LASTS,
    MOST_WRONG_CODES,
    LinkPurpose,
)

GUIDE = " ".join((Path(__file__).resolve().parents[4] / "docs" / "operations.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    "sentence",
    [
        f"the next try waits {wait_after(1).seconds} second, then twice as long each time, "
        f"at most {LONGEST_WAIT.seconds // 60} minutes",
        f"after {ADDRESS_PATIENCE} failures and begins anew after {ADDRESS_FORGETS.seconds // 60} minutes without one",
        f"{MOST_WRONG_CODES} wrong codes or {ATTEMPT_LASTS.seconds // 60} minutes end the attempt",
        f"last typed more than {FRESH_FOR.seconds // 60} minutes ago",
        f"have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters of any kind, never expire",
        f"once, within {LINK_LASTS[LinkPurpose.RESET].seconds // 60} minutes; every session ends",
        f"once, within {LINK_LASTS[LinkPurpose.INVITATION].total_seconds() / 3600:.0f} hours",
    ],
)
def test_the_guide_says_it(sentence: str) -> None:
    assert sentence in GUIDE
