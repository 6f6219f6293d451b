"""How long the next try waits, and what a browser's name says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from insurer.accounts.sign_in.rules import device_in_words, wait_after


@pytest.mark.parametrize(
    ("failures", "patience", "seconds"),
    [(0, 0, 0), (1, 0, 1), (2, 0, 2), (5, 0, 16), (9, 0, 256), (10, 0, 300), (5000, 0, 300), (20, 20, 0), (21, 20, 1)],
)
def test_the_wait_doubles_from_a_second_to_five_minutes(failures: int, patience: int, seconds: int) -> None:
    assert wait_after(failures, patience) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.5.0", "curl"),
        ("", ""),
    ],
)
def test_a_browser_s_long_name_in_a_few_words(agent: str, words: str) -> None:
    assert device_in_words(agent) == words
