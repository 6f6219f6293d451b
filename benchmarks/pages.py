"""A list page of 100 000 policies beside Django's admin with the same list on the same rows, in one run.

Ours is the whole application: session, guard, scope, saved views, count, frame, both languages. Theirs is the admin as
it comes, with the same columns, filter, search and page size. Both are called in this process through WSGI, in turn,
so that a slow moment of the machine strikes both; every page is first checked to show the same policies. Per page the
ratio of our median time to theirs, as minimum, median and maximum over the rounds.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.peers import django_admin
from config import Environment, Settings
from insurer.accounts.facts import Role
from insurer.app import create_app
from insurer.infra.db import db
from insurer.infra.web.paging import encode_cursor
from insurer.parties.models import Party
from insurer.parties.rules.names import latin_key, lookalike_key, name_key, search_key
from insurer.parties.terms import PartyKind
from policies.contracts.models import Policy
from tests.builders.browser import signed_in
from tests.databases import SqliteSupply, Supply, Unavailable, migrate, postgresql

POLICIES, COMPANIES = 100_000, 100_000
"""Policies, and companies in the register: policyholders and buyers."""
ROUNDS, REQUESTS = 7, 12
DEEP = 50_000
"""How many policies lie before the deep page."""
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = ("Nord", "Sued", "Alpen", "Delta", "Iris", "Orion", "Cedar", "Umbra", "Solva", "Corvo", "Dorado", "Haichen")
SECOND = ("haus", "metall", "chem", "tex", "foods", "trade", "paper", "tools", "glass", "pharma", "motor", "solar")
FORMS = ("GmbH", "SAS", "Ltd", "S.r.l.", "B.V.", "Inc.")
LANGUAGES = ("en", "zh")
Wsgi = Callable[..., Any]


@dataclass(frozen=True)
class Visit:
    """One page: its name, our address, theirs."""

    name: str
    ours: str
    theirs: str


def run(policies: int = POLICIES) -> None:
    """Each database in a process of its own: the peer's settings are made once per process."""
    print(f"{policies:,} policies, {COMPANIES:,} companies, pages of 50; {ROUNDS} rounds of {REQUESTS} requests")
    print(f"Django {version('django')}, Flask {version('flask')}; milliseconds are medians")
    for kind in ("sqlite", "postgresql"):
        process = multiprocessing.get_context("spawn").Process(target=_on, args=(kind, policies))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"{kind}: the comparison is void")


def _on(kind: str, policies: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tradecover-bench-") as folder:
        try:
            supply: Supply = SqliteSupply(Path(folder)) if kind == "sqlite" else postgresql(Path(folder))
        except Unavailable as reason:
            print(f"\n{kind}: {reason}")
            return
        try:
            _measure(supply, Path(folder), policies)
        finally:
            if kind == "postgresql":
                supply.close()


def _measure(supply: Supply, folder: Path, policies: int) -> None:
    ours, cookie, trigrams = _our_application(supply, folder, policies)
    theirs, their_cookie = django_admin.application(supply.url)
    print(f"\n{supply.name}{', trigram index' if trigrams else ''}")
    print(f"{'':<14} {'ours':>9} {'Django':>9}   ratio: minimum / median / maximum")
    for visit in _visits(policies):
        _same_rows(ours, cookie, theirs, their_cookie, visit)
        ratios, our_times, their_times = [], [], []
        for _round in range(ROUNDS):
            mine, other = _round_of(ours, cookie, theirs, their_cookie, visit)
            our_times += mine
            their_times += other
            ratios.append(statistics.median(mine) / statistics.median(other))
        low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
        print(
            f"{visit.name:<14} {statistics.median(our_times):9.1f} {statistics.median(their_times):9.1f}"
            f"   {low:5.2f} / {middle:5.2f} / {high:5.2f}"
        )
        sys.stdout.flush()


def _visits(policies: int) -> Iterator[Visit]:
    deep = min(DEEP, policies // 2)
    place = encode_cursor(_number(policies - deep + 1), policies - deep + 1)
    yield Visit("list", "/desk/policies/", "/admin/django_admin/policy/")
    yield Visit("filter", "/desk/policies/?state=cancelled", "/admin/django_admin/policy/?state__exact=cancelled")
    yield Visit("search", "/desk/policies/?policyholder=alpenmotor", "/admin/django_admin/policy/?q=alpenmotor")
    yield Visit("deep page", f"/desk/policies/?after={place}", f"/admin/django_admin/policy/?p={deep // 50 + 1}")


def _round_of(
    ours: Wsgi, cookie: str, theirs: Wsgi, their_cookie: str, visit: Visit
) -> tuple[list[float], list[float]]:
    mine, other = [], []
    for turn in range(REQUESTS):
        language = LANGUAGES[turn % 2]
        began = time.perf_counter()
        _page(ours, visit.ours, f"{cookie}; lang={language}", language)
        between = time.perf_counter()
        _page(theirs, visit.theirs, their_cookie, language)
        other.append((time.perf_counter() - between) * 1e3)
        mine.append((between - began) * 1e3)
    return mine, other


def _same_rows(ours: Wsgi, cookie: str, theirs: Wsgi, their_cookie: str, visit: Visit) -> None:
    found = [
        list(dict.fromkeys(re.findall(r"PO-\d{6}", _page(*page).partition("<tbody")[2])))
        for page in ((ours, visit.ours, cookie, "en"), (theirs, visit.theirs, their_cookie, "en"))
    ]
    if found[0] != found[1] or not found[0]:
        raise SystemExit(f"{visit.name}: not the same policies: {found[0][:3]} and {found[1][:3]}")


def _page(application: Wsgi, address: str, cookie: str, language: str) -> str:
    """One page by WSGI; anything but 200 ends the comparison."""
    path, _, query = address.partition("?")
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_LANGUAGE": {"en": "en", "zh": "zh-hans"}[language],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    parts = application(environ, lambda status, _headers, _error=None: answered.append(status))
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    if not answered[0].startswith("200"):
        raise SystemExit(f"{address}: {answered[0]}")
    return body.decode()


def _our_application(supply: Supply, folder: Path, policies: int) -> tuple[Wsgi, str, bool]:
    """The application on a migrated and filled database, the cookie of a policy underwriter, whether trigrams help."""
    app = create_app(
        Settings(
            environment=Environment.DEMO,
            log_level="ERROR",
            instance_dir=folder / "instance",
            database_url=supply.url,
            queue_url=f"sqlite:///{folder / 'queue.sqlite'}",
            base_url="http://localhost",
        )
    )
    migrate(app)
    with app.app_context():
        _fill(policies)
        trigrams = db.engine.dialect.name == "postgresql" and bool(
            db.session.scalar(text("SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_party_search_key_trgm'"))
        )
        db.session.remove()
    client = signed_in(app, Role.POLICY_UNDERWRITER)
    kept = client.get_cookie("tradecover_session")
    assert kept is not None
    return app, f"tradecover_session={kept.value}", trigrams


def _number(place: int) -> str:
    return f"PO-{place:06}"


def _fill(policies: int) -> None:
    """Made-up companies and policies, the same in every run."""
    chance = random.Random(20260101)
    names = [
        f"{chance.choice(FIRST)}{chance.choice(SECOND)} {number} {chance.choice(FORMS)}" for number in range(COMPANIES)
    ]
    with db.engine.begin() as connection:
        connection.execute(insert(Party), [_party(place, name) for place, name in enumerate(names, start=1)])
        for start in range(1, policies + 1, 10_000):
            some = range(start, min(start + 10_000, policies + 1))
            connection.execute(insert(Policy), [_policy(place, chance) for place in some])
        connection.execute(text("ANALYZE"))


def _party(place: int, name: str) -> dict[str, object]:
    return {
        "id": place,
        "public_id": f"P{place}",
        "kind": PartyKind.COMPANY.value,
        "name": name,
        "latin_name": name,
        "name_key": name_key(name),
        "lookalike_key": lookalike_key(name),
        "latin_key": latin_key(name),
        "search_key": search_key(name, name_key(name), latin_key(name)),
        "country": "DE",
        "country_written": "DE",
        "recorded_at": MOMENT,
        "version": 1,
    }


def _policy(place: int, chance: random.Random) -> dict[str, object]:
    first = date(2020, 1, 1) + timedelta(days=chance.randrange(2500))
    return {
        "id": place,
        "number": _number(place),
        "policyholder_id": chance.randint(1, COMPANIES),
        "currency": chance.choice(("EUR", "USD", "GBP", "CNY")),
        "language": "en",
        "first_day": first,
        "end_day": first + timedelta(days=365),
        "state": chance.choices(("draft", "bound", "cancelled", "expired"), (5, 45, 10, 40))[0],
        "drafted_at": MOMENT,
        "changed_at": MOMENT,
        "bound_at": MOMENT,
        "bound_by": "bench",
        "version": 1,
    }
