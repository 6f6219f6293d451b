"""The doctor: says of this installation what is well, what is doubtful and what must be mended, and how.

`python -m insurer.infra.doctor` needs no application, so it also speaks where the application refuses to start.
It ends with 1 if anything fails.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import smtplib
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import Redis, RedisError
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT, Environment, Settings, UnsafeSettings
from insurer.infra.clock import Clock
from insurer.infra.documents.native import preload_native
from insurer.infra.row_security import ROLE, UNWALLED, role_of

MIGRATIONS = ROOT / "insurer" / "infra" / "migrations"
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
LARGEST_DRIFT = timedelta(seconds=5)
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
DISK_WARN, DISK_FAIL = 2 * 2**30, 200 * 2**20


class Grade(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and in one line what to do about it."""

    grade: Grade
    about: str
    found: str
    remedy: str = ""


def examine(clock: Clock) -> list[Check]:
    """Every check, in the order in which they are printed; without usable settings only those without need of them."""
    try:
        settings = Settings.load()
    except UnsafeSettings as error:
        refused = [Check(Grade.FAIL, "settings", problem, "see the table in README.md") for problem in error.problems]
        return [*refused, _libraries(), _fonts(), _front_end(), _words()]
    looks: tuple[Callable[[Settings], Check], ...] = (_queue, _mail, _audit_heads, _files, _disk)
    return [
        Check(Grade.OK, "settings", f"{settings.environment} on {settings.base_url}"),
        *_database(settings, clock),
        *(look(settings) for look in looks),
        _libraries(),
        _fonts(),
        _front_end(),
        _words(),
    ]


# --- the database ----------------------------------------------------------------------------------------------


def _database(settings: Settings, clock: Clock) -> Iterator[Check]:
    if settings.on_sqlite and not _sqlite_file(settings.database_url).exists():
        yield Check(Grade.FAIL, "database", "there is none yet", "type: ./run migrate")
        yield _clock(clock.now(), None)
        return
    engine = create_engine(settings.sqlalchemy_url)
    try:
        yield from _server(engine, settings)
        migrated = _migrated(engine)
        yield migrated
        if migrated.grade is Grade.OK:
            yield _daily_work(engine, clock)
            yield from _kept_apart(engine)
        server = _moment_of(engine)
        yield _clock(clock.now(), server)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        yield Check(Grade.FAIL, "database", reason, "check TRADECOVER_DATABASE_URL and that the server runs")
        yield _clock(clock.now(), None)
    finally:
        engine.dispose()


def _server(engine: Engine, settings: Settings) -> Iterator[Check]:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found = f"SQLite {sqlite3.sqlite_version}"
            if settings.environment is Environment.PRODUCTION:
                yield Check(
                    Grade.WARN,
                    "database",
                    f"{found}: one machine, one writer at a time, no rights of its own",
                    "for more than a few people at once set TRADECOVER_DATABASE_URL to PostgreSQL",
                )
                return
            yield Check(Grade.OK, "database", found)
            return
        version, superuser = connection.execute(
            text("SELECT current_setting('server_version'), rolsuper FROM pg_roles WHERE rolname = current_user")
        ).one()
    yield Check(Grade.OK, "database", f"PostgreSQL {version}")
    if superuser and settings.environment is Environment.PRODUCTION:
        yield Check(
            Grade.WARN,
            "rights",
            "the application is a superuser: the database cannot refuse it anything",
            "give it a role of its own, see docs/operations.md",
        )


def _kept_apart(engine: Engine) -> Iterator[Check]:
    """Whether PostgreSQL keeps policyholders apart, and whether the application acts as a role that owns nothing."""
    if engine.dialect.name == "sqlite":
        return
    with engine.connect() as connection:
        open_tables = connection.scalars(text(UNWALLED)).all()
        has_role = role_of(connection) == ROLE
    if open_tables:
        yield Check(Grade.FAIL, "row security", f"off for {', '.join(open_tables)}", "type: ./run migrate")
    elif has_role:
        yield Check(Grade.OK, "row security", f"on, acting as {ROLE}")
    else:
        yield Check(
            Grade.WARN,
            "row security",
            f"on, but the application acts as the tables' owner: the role {ROLE} is missing",
            f"as a superuser: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO the application's account; "
            "then type: ./run migrate",
        )


def _migrated(engine: Engine) -> Check:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = set(ScriptDirectory.from_config(config).get_heads())
    with engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    if present == newest:
        return Check(Grade.OK, "migrations", ", ".join(sorted(present)) or "none")
    found = f"the database is at {', '.join(sorted(present)) or 'nothing'}, this version at {', '.join(sorted(newest))}"
    return Check(Grade.FAIL, "migrations", found, "type: ./run migrate")


def _daily_work(engine: Engine, clock: Clock) -> Check:
    """The last day whose work was done; one before yesterday means that no worker runs."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT MAX(day) FROM daily_run")).scalar()
    if found is None:
        return Check(Grade.OK, "daily work", "none done yet; the worker does it once a day")
    last = date.fromisoformat(str(found))
    if last >= clock.day_of(clock.now()) - timedelta(days=1):
        return Check(Grade.OK, "daily work", f"last done on {last}")
    return Check(Grade.WARN, "daily work", f"last done on {last}", "see that ./run worker runs")


def _moment_of(engine: Engine) -> datetime | None:
    """What the database server's clock says; SQLite has the machine's."""
    if engine.dialect.name == "sqlite":
        return None
    with engine.connect() as connection:
        moment = connection.execute(text("SELECT clock_timestamp()")).scalar_one()  # the server's clock is the question
    return moment if isinstance(moment, datetime) else None


def _clock(here: datetime, there: datetime | None) -> Check:
    remedy = "set the machine's clock, and keep it set by NTP"
    if here < RELEASED:
        return Check(Grade.FAIL, "clock", f"{here:%Y-%m-%d %H:%M} UTC is before this version was made", remedy)
    if there is not None and abs(here - there) > LARGEST_DRIFT:
        return Check(Grade.FAIL, "clock", f"the database server is {abs(here - there).seconds} s away", remedy)
    return Check(Grade.OK, "clock", f"{here:%Y-%m-%d %H:%M} UTC")


# --- what stands around it -------------------------------------------------------------------------------------


def _queue(settings: Settings) -> Check:
    url = urlsplit(settings.queue_url)
    remedy = "check TRADECOVER_QUEUE_URL"
    try:
        if url.scheme == "sqlite":
            file = _sqlite_file(settings.queue_url)
            if not file.exists():
                return _writable("queue", file.parent)
            with closing(sqlite3.connect(file, timeout=5)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.rollback()
            return Check(Grade.OK, "queue", str(file))
        if url.scheme == "postgresql":
            engine = create_engine(settings.queue_url.replace("postgresql://", "postgresql+psycopg://", 1))
            with closing(engine.connect()) as connected:
                connected.execute(text("SELECT 1"))
            engine.dispose()
        else:
            Redis.from_url(settings.queue_url, socket_timeout=5).ping()
    except (OSError, sqlite3.Error, SQLAlchemyError, RedisError) as error:
        return Check(Grade.FAIL, "queue", str(error).splitlines()[0], remedy)
    return Check(Grade.OK, "queue", f"{url.scheme} on {url.hostname}")


def _mail(settings: Settings) -> Check:
    url = urlsplit(settings.mail_url)
    if url.scheme == "file":
        if settings.environment is Environment.PRODUCTION:
            return Check(
                Grade.WARN, "mail", f"written to {url.path}, sent to nobody", "set TRADECOVER_MAIL_URL to a server"
            )
        return _writable("mail", Path(unquote(url.path)))
    try:
        connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
        with connect(url.hostname or "", url.port or 0, timeout=5) as server:
            server.noop()
    except OSError as error:
        return Check(Grade.FAIL, "mail", f"{url.hostname}: {error}", "check TRADECOVER_MAIL_URL")
    return Check(Grade.OK, "mail", f"{url.scheme} on {url.hostname}")


def _audit_heads(settings: Settings) -> Check:
    """The kept heads prove the trail only where whoever can change the database cannot change them too."""
    file = settings.audit_heads_file
    check = _writable("audit heads", file.parent)
    if file.exists() and not os.access(file, os.W_OK):
        check = Check(Grade.FAIL, "audit heads", f"{file} cannot be written", "give it to the system's user")
    if check.grade is Grade.FAIL:
        return check
    beside = settings.on_sqlite and file.parent == _sqlite_file(settings.database_url).parent
    if beside and settings.environment is Environment.PRODUCTION:
        found = f"{file} lies beside the database"
        return Check(Grade.WARN, "audit heads", found, "set TRADECOVER_AUDIT_HEADS_FILE to another disk or machine")
    return Check(Grade.OK, "audit heads", str(file))


def _sqlite_file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _files(settings: Settings) -> Check:
    return _writable("files", settings.files_dir)


def _writable(about: str, folder: Path) -> Check:
    """A folder, or the nearest one above it that is there, takes a file."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return Check(Grade.OK, about, str(folder))
    except OSError as error:
        return Check(Grade.FAIL, about, f"{there}: {error.strerror}", "give the folder to the system's user")


def _disk(settings: Settings) -> Check:
    folder = settings.instance_dir
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    found = f"{free // 2**20:,} MiB free under {there}"
    if free >= DISK_WARN:
        return Check(Grade.OK, "disk", found)
    return Check(
        Grade.WARN if free >= DISK_FAIL else Grade.FAIL, "disk", found, "make room or move the instance folder"
    )


def _libraries() -> Check:
    preload_native()
    missing = [name for name in PDF_LIBRARIES if not _opens(name)]
    if missing:
        remedy = "type: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        return Check(Grade.WARN, "PDF", f"off: {', '.join(missing)} missing", remedy)
    return Check(Grade.OK, "PDF", "its libraries load")


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _fonts() -> Check:
    package = find_spec("pylopdf_fonts_zh_cn")
    folders = package.submodule_search_locations if package else None
    fonts = sorted(file.stem for folder in folders or () for file in Path(folder).glob("*.otf"))
    if not fonts:
        return Check(Grade.FAIL, "fonts", "the Chinese fonts of the letters are missing", "type: ./run setup")
    return Check(Grade.OK, "fonts", ", ".join(fonts))


def _front_end() -> Check:
    missing = [name for name in ("bootstrap", "htmx.org") if not (ROOT / "node_modules" / name).is_dir()]
    if missing:
        return Check(Grade.FAIL, "front end", f"{', '.join(missing)} missing", "type: ./run setup")
    return Check(Grade.OK, "front end", "installed")


def _words() -> Check:
    sources = list((ROOT / "insurer" / "infra" / "translations").glob("*/*/LC_MESSAGES/*.po"))
    stale = [
        s for s in sources if not (made := s.with_suffix(".mo")).exists() or made.stat().st_mtime < s.stat().st_mtime
    ]
    if stale or not sources:
        return Check(Grade.FAIL, "catalogues", f"{len(stale)} of {len(sources)} are not compiled", "type: ./run setup")
    return Check(Grade.OK, "catalogues", f"{len(sources)} compiled")


# --- what is printed -------------------------------------------------------------------------------------------


def table(checks: list[Check]) -> Iterator[str]:
    """One line a check, and beneath it what to do."""
    width = max(len(check.about) for check in checks)
    for check in checks:
        yield f"{check.grade:<5} {check.about:<{width}}  {check.found}"
        if check.remedy:
            yield f"{'':<5} {'':<{width}}  → {check.remedy}"


def main() -> int:
    checks = examine(Clock())
    for line in table(checks):
        click.echo(line)
    return 1 if any(check.grade is Grade.FAIL for check in checks) else 0


if __name__ == "__main__":
    sys.exit(main())
