"""Every setting of the system, typed, read from the environment and checked before anything starts.

A setting `base_url` is the environment variable TRADECOVER_BASE_URL. What is not set has the default
written here; production accepts no default where a default would be unsafe or untrue.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
PREFIX = "TRADECOVER_"
DEMO_SECRET = "known to everybody: for the demo and the tests only"  # noqa: S105 - refused in production
DEMO_NAME = "Tradecover Credit Insurance"
SHORTEST_SECRET = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class UnsafeSettings(Exception):
    """The settings cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Environment(StrEnum):
    """What this installation is for."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The settings of one installation; never changed after the start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    environment: Environment = Field(
        Environment.DEMO, description="`demo`, `test` or `production`; production refuses unsafe settings"
    )
    secret_key: SecretStr = Field(
        SecretStr(DEMO_SECRET),
        description=f"Signs forms and links; production wants its own, {SHORTEST_SECRET} characters or more",
    )
    former_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Secrets that stood before, newest first, separated by commas: they open, they seal nothing"
    )
    debug: bool = Field(False, description="Error pages with source code; refused in production")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="The least grave log line kept")

    instance_dir: Path = Field(ROOT / "instance", description="Folder of everything this installation keeps in files")
    database_url: str = Field(
        "", description="`sqlite:///file` or `postgresql://…`; empty: SQLite in the instance folder"
    )
    queue_url: str = Field(
        "",
        description="Carries jobs: `sqlite:///file`, `redis://…`, `postgresql://…`; empty: in the instance folder",
    )
    mail_url: str = Field(
        "",
        description="`smtp://user:password@host:port`, `smtps://…`, `file:///folder`; empty: in the instance folder",
    )
    files_dir: Path = Field(Path(), description="Folder of uploads and issued documents; empty: in the instance folder")
    audit_heads_file: Path = Field(
        Path(),
        description="Keeps the audit chain's heads outside the database; empty: in the instance folder",
    )

    base_url: str = Field(
        "http://127.0.0.1:8000", description="Address in links of mails and letters; https in production"
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Host names answered to, separated by commas; empty: the host of the base address"
    )
    trusted_proxies: int = Field(0, ge=0, le=5, description="Reverse proxies in front whose forwarding headers count")

    insurer_name: str = Field(
        DEMO_NAME, min_length=1, description="The insurer's name on letters; production wants its own"
    )
    insurer_address: str = Field(
        "1 Harbour Square, 1000 Capital City", min_length=1, description="The insurer's address on letters"
    )
    insurer_city: str = Field("Capital City", min_length=1, description="Place of issue printed on letters")
    time_zone: str = Field("UTC", description="Zone in which a business day begins and ends, such as `Europe/Paris`")
    default_language: Literal["en", "zh_Hans"] = Field("en", description="Language of whoever has chosen none")

    max_upload_bytes: int = Field(160 * 2**20, ge=2**20, description="Largest request accepted, uploads included")
    max_form_bytes: int = Field(2 * 2**20, ge=2**16, description="Largest form kept in memory, uploads excluded")
    session_idle_minutes: int = Field(
        30, ge=1, le=720, description="Minutes without a request after which a session ends"
    )
    session_absolute_minutes: int = Field(
        600, ge=1, le=1440, description="Minutes after which a session ends in any case"
    )

    bank_detail_cooling_hours: int = Field(
        72, ge=24, description="Hours after its verification in which nothing is paid to a policyholder's account"
    )

    costly_per_minute: int = Field(
        120, ge=1, description="Searches, and documents or exports, that one person may ask for in a minute"
    )
    stranger_posts_per_minute: int = Field(
        120, ge=1, description="Posts from one address in a minute by people who have not signed in"
    )
    limits_url: str = Field(
        "",
        description="Counts them: `memory://` (each process by itself) or `redis://…`; empty: the queue's Redis",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Whoever bears it may read `/metrics`; empty: only this machine, in production nobody",
    )

    stolen_passwords_file: Path = Field(
        Path(), description="SHA-1 hashes of stolen passwords, one a line, sorted; empty: not compared"
    )
    second_factor: Literal["", "staff", "optional"] = Field(
        "",
        description="Who needs a second factor: `staff` (all of the insurer's people) or nobody (`optional`); "
        "empty: `staff` in production; production refuses `optional`",
    )

    @field_validator("allowed_hosts", "former_secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone")
        return value

    @field_validator("instance_dir", "files_dir", "audit_heads_file", "stolen_passwords_file")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value if value == Path() else (ROOT / value).resolve()

    @model_validator(mode="before")
    @classmethod
    def _in_the_instance_folder(cls, given: dict[str, Any]) -> dict[str, Any]:
        """What is left empty lies in the instance folder, or follows from the base address."""
        folder = (ROOT / Path(given.get("instance_dir") or cls.model_fields["instance_dir"].default)).resolve()
        host = urlsplit(str(given.get("base_url") or cls.model_fields["base_url"].default)).hostname or ""
        derived = {
            "database_url": f"sqlite:///{folder}/tradecover.sqlite",
            "queue_url": f"sqlite:///{folder}/queue.sqlite",
            "mail_url": f"file://{folder}/mail",
            "files_dir": folder / "files",
            "audit_heads_file": folder / "audit-heads.log",
            "limits_url": queue if (queue := str(given.get("queue_url") or "")).startswith("redis") else "memory://",
            "allowed_hosts": LOOPBACK if host in LOOPBACK else (host,),
        }
        return {**given, **{name: value for name, value in derived.items() if not given.get(name)}}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*self._unreadable(), *(self._unsafe() if self.environment is Environment.PRODUCTION else ())]
        if problems:
            raise UnsafeSettings(problems)
        return self

    def _unreadable(self) -> Iterator[str]:
        accepted = {
            "database_url": ("sqlite", "postgresql"),
            "queue_url": ("sqlite", "redis", "rediss", "postgresql"),
            "mail_url": ("file", "smtp", "smtps"),
            "base_url": ("http", "https"),
            "limits_url": ("memory", "redis", "rediss"),
        }
        for name, schemes in accepted.items():
            if urlsplit(getattr(self, name)).scheme not in schemes:
                yield f"{PREFIX}{name.upper()} begins with one of {', '.join(f'{scheme}:' for scheme in schemes)}"
        if self.session_absolute_minutes < self.session_idle_minutes:
            yield f"{PREFIX}SESSION_ABSOLUTE_MINUTES is not below {PREFIX}SESSION_IDLE_MINUTES"

    def _unsafe(self) -> Iterator[str]:
        """What production refuses."""
        secret = self.secret_key.get_secret_value()
        if secret == DEMO_SECRET:
            yield f"{PREFIX}SECRET_KEY is not set"
        elif len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
            yield f"{PREFIX}SECRET_KEY is too short or too plain: {SHORTEST_SECRET} random characters or more"
        if any(former.get_secret_value() == DEMO_SECRET for former in self.former_secret_keys):
            yield f"{PREFIX}FORMER_SECRET_KEYS has the secret that everybody knows"
        if self.debug:
            yield f"{PREFIX}DEBUG is on"
        if urlsplit(self.base_url).scheme != "https":
            yield f"{PREFIX}BASE_URL is not https"
        if any("*" in host or host.startswith(".") for host in self.allowed_hosts):
            yield f"{PREFIX}ALLOWED_HOSTS names no single host"
        if self.second_factor == "optional":
            yield f"{PREFIX}SECOND_FACTOR is optional"
        if self.insurer_name == DEMO_NAME:
            yield f"{PREFIX}INSURER_NAME is not set"
        for name in ("insurer_address", "insurer_city"):
            if name not in self.model_fields_set:
                yield f"{PREFIX}{name.upper()} is not set"

    @classmethod
    def load(cls) -> Settings:
        """The settings in the environment; raises UnsafeSettings with every problem found."""
        named = {name.removeprefix(PREFIX).lower() for name in os.environ if name.startswith(PREFIX)}
        unknown = [f"{PREFIX}{name.upper()} is no setting" for name in sorted(named - cls.model_fields.keys())]
        try:
            settings = cls()
        except ValidationError as error:
            raise UnsafeSettings([*unknown, *(_sentence(dict(problem)) for problem in error.errors())]) from None
        except UnsafeSettings as error:
            raise UnsafeSettings([*unknown, *error.problems]) from None
        if unknown:
            raise UnsafeSettings(unknown)
        return settings

    @property
    def staff_need_second_factor(self) -> bool:
        """Whether the insurer's people reach no page before they have a second factor."""
        return (self.second_factor or ("staff" if self.environment is Environment.PRODUCTION else "")) == "staff"

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address with the driver named."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    def as_flask(self) -> dict[str, Any]:
        """Every setting under its own name in capitals, and under the names Flask and its extensions read."""
        secure = urlsplit(self.base_url).scheme == "https"
        own = {name.upper(): getattr(self, name) for name in type(self).model_fields}
        return {
            **own,
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key.get_secret_value(),
            "SECRET_KEY_FALLBACKS": [former.get_secret_value() for former in self.former_secret_keys],
            "TESTING": self.environment is Environment.TEST,
            "SQLALCHEMY_DATABASE_URI": self.sqlalchemy_url,
            "TRUSTED_HOSTS": list(self.allowed_hosts),
            "MAX_CONTENT_LENGTH": self.max_upload_bytes,
            "MAX_FORM_MEMORY_SIZE": self.max_form_bytes,
            "PREFERRED_URL_SCHEME": "https" if secure else "http",
            "PERMANENT_SESSION_LIFETIME": timedelta(minutes=self.session_absolute_minutes),
            "SESSION_COOKIE_NAME": "__Host-tradecover" if secure else "tradecover",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "BABEL_DEFAULT_LOCALE": self.default_language,
            "BABEL_DEFAULT_TIMEZONE": self.time_zone,
        }


def _sentence(problem: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in problem["loc"]).upper()
    return f"{PREFIX}{where}: {problem['msg']}"
