"""Settings are read from the environment, and an unsafe production does not start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import DEMO_SECRET, PREFIX, ROOT, Environment, Settings, UnsafeSettings

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "q7Lr2-vZp0_xTn8WsK4dJ6mYb1HcG9fA",
    "BASE_URL": "https://credit.example",
    "INSURER_NAME": "Nordic Trade Cover AS",
    "INSURER_ADDRESS": "Havnegata 1, 0150 Oslo",
    "INSURER_CITY": "Oslo",
}


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)


def _problems() -> list[str]:
    with pytest.raises(UnsafeSettings) as refused:
        Settings.load()
    return refused.value.problems


def test_an_empty_environment_is_the_demo_in_the_instance_folder() -> None:
    settings = Settings.load()

    assert settings.environment is Environment.DEMO
    assert settings.database_url == f"sqlite:///{ROOT}/instance/tradecover.sqlite"
    assert settings.allowed_hosts == ("127.0.0.1", "localhost", "::1")


def test_everything_left_empty_follows_the_instance_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _set(monkeypatch, INSTANCE_DIR=str(tmp_path), DATABASE_URL="")

    settings = Settings.load()

    assert settings.database_url == f"sqlite:///{tmp_path}/tradecover.sqlite"
    assert settings.audit_heads_file == tmp_path / "audit-heads.log"
    assert settings.files_dir == tmp_path / "files"


def test_a_safe_production_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, **SAFE)

    settings = Settings.load()

    assert settings.allowed_hosts == ("credit.example",)
    assert settings.as_flask()["SESSION_COOKIE_SECURE"] is True
    assert settings.as_flask()["SESSION_COOKIE_NAME"].startswith("__Host-")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": ""}, "TRADECOVER_SECRET_KEY is not set"),
        ({"SECRET_KEY": DEMO_SECRET}, "TRADECOVER_SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "too short or too plain"),
        ({"SECRET_KEY": "a" * 64}, "too short or too plain"),
        ({"DEBUG": "1"}, "TRADECOVER_DEBUG is on"),
        ({"BASE_URL": "http://credit.example"}, "TRADECOVER_BASE_URL is not https"),
        ({"ALLOWED_HOSTS": "*.credit.example"}, "names no single host"),
        ({"INSURER_NAME": ""}, "TRADECOVER_INSURER_NAME is not set"),
        ({"INSURER_ADDRESS": ""}, "TRADECOVER_INSURER_ADDRESS is not set"),
        ({"INSURER_CITY": ""}, "TRADECOVER_INSURER_CITY is not set"),
    ],
)
def test_production_refuses(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], said: str) -> None:
    _set(monkeypatch, **{**SAFE, **changed})

    problems = _problems()

    assert len(problems) == 1
    assert said in problems[0]


def test_every_problem_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, ENVIRONMENT="production")

    assert len(_problems()) == 5


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRT_KEY", "x", "TRADECOVER_SECRT_KEY is no setting"),
        ("ENVIRONMENT", "live", "TRADECOVER_ENVIRONMENT"),
        ("TIME_ZONE", "Mars/Olympus", "TRADECOVER_TIME_ZONE"),
        ("DATABASE_URL", "mysql://a/b", "TRADECOVER_DATABASE_URL begins with one of sqlite:, postgresql:"),
        ("MAIL_URL", "http://a", "TRADECOVER_MAIL_URL begins with"),
        ("SESSION_ABSOLUTE_MINUTES", "5", "TRADECOVER_SESSION_ABSOLUTE_MINUTES"),
        ("MAX_UPLOAD_BYTES", "many", "TRADECOVER_MAX_UPLOAD_BYTES"),
    ],
)
def test_what_cannot_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    _set(monkeypatch, **{name: value})

    assert said in " ".join(_problems())


def test_settings_are_never_changed_and_never_shown() -> None:
    settings = Settings.load()

    with pytest.raises(ValidationError):
        settings.debug = True  # type: ignore[misc]
    assert DEMO_SECRET not in repr(settings)


def _rows() -> list[list[str]]:
    """The table of settings in README.md."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith(f"| `{PREFIX}")]


def test_the_readme_has_a_row_for_every_setting_and_says_the_truth() -> None:
    expected = [
        [f"`{PREFIX}{name.upper()}`", _default(field.default), str(field.description)]
        for name, field in Settings.model_fields.items()
    ]

    assert _rows() == expected


def _default(value: object) -> str:
    """A default as the table shows it; a secret and what lies in the instance folder are not shown."""
    shown = {"**********": "for the demo", str(ROOT / "instance"): "`instance`", ".": "", "()": "", "": ""}
    return shown.get(str(value), f"`{value}`")


def test_every_mention_of_a_setting_in_the_documents_is_a_setting() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    texts = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]

    named = {name for file in texts for name in re.findall(rf"{PREFIX}[A-Z_]+", file.read_text(encoding="utf-8"))}

    assert named - known == {"TRADECOVER_REQUIRE_EVERYTHING"} & named
