"""A whole import of a million invoices beside the bare read and bulk load of the same file, on both databases.

Ours is `import_ledger`: the file kept, read in the confined process, every row checked, its buyer matched or entered,
held against what is recorded, written with receipts under row security, keys and append-only triggers, audited and
committed. The bare way does what nobody can do without: the file read by the fastest reader there is (Polars), typed
(days, whole minor units, numbers for buyers), and loaded by COPY or `executemany` into tables of the same columns and
indexes, without keys to other tables, checks, triggers or row security. Both begin with an empty database, take turns,
and each runs in a process of its own, whose peak memory is told over what it held before. The same again for a workbook
of 100 000 rows, the bare way reading it by Calamine alone. Environment: LEDGER_ROWS, LEDGER_WORKBOOK_ROWS,
LEDGER_ROUNDS, LEDGER_DATABASES.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import resource
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineWorkbook
from sqlalchemy import Column, Engine, Index, MetaData, Table, UniqueConstraint, create_engine

from insurer.app import create_app
from insurer.infra.clock import SetClock
from insurer.kernel.ids import PolicyId
from tests.builders.policies import Office, actor
from tests.databases import SqliteSupply, Supply, Unavailable, disconnect, migrate, postgresql, settings_for
from underwriting.receivables.models import Receivable, ReceivableReceipt

ROWS, WORKBOOK_ROWS, ROUNDS, BUYERS = 1_000_000, 100_000, 3, 2_000
PAID_SHARE = 0.25
MOMENT = datetime(2026, 9, 30, 9, tzinfo=UTC)
HEAD = (
    "Customer No,Customer Name,Country,Invoice No,Invoice Date,Shipment Date,Due Date,Amount,Currency,Paid on,"
    "Paid amount,Payment method\n"
)
COUNTRIES = ("GB", "FR", "NL", "IT", "PL", "CN", "BR", "US", "KR", "VN")
_PORTION = 50_000


def write_ledger(path: Path, rows: int) -> None:
    """A ledger with a seed: 12 columns, one row in four paid, everything as an accounting system exports it."""
    chance = random.Random(20260930)
    days = [date(2025, 7, 1) + timedelta(days=number) for number in range(420)]
    buyers = [(f"{100_000 + number}", f"Customer {number} Trading Company", number % 10) for number in range(BUYERS)]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(rows):
            code, name, country = buyers[chance.randrange(BUYERS)]
            place = chance.randrange(320)
            amount = f"{chance.randrange(1_000, 9_000_000) / 100:.2f}"
            paid = f"{days[place + chance.randrange(1, 100)]},{amount}" if chance.random() < PAID_SHARE else ","
            file.write(
                f"{code},{name},{COUNTRIES[country]},{number:010d},{days[place]},{days[place]},{days[place + 60]},"
                f"{amount},EUR,{paid},O/A\n"
            )


def write_workbook(path: Path, rows: int) -> None:
    """The same ledger as a workbook: days and amounts as such, everything else as text."""
    text = path.with_suffix(".csv")
    write_ledger(text, rows)
    kinds: dict[str, Any] = dict.fromkeys(("Invoice Date", "Shipment Date", "Due Date", "Paid on"), pl.Date)
    kinds |= {"Customer No": pl.String, "Invoice No": pl.String, "Amount": pl.Float64, "Paid amount": pl.Float64}
    pl.read_csv(text, schema_overrides=kinds).write_excel(path, "Ledger", autofit=False)
    text.unlink()


def run() -> None:
    """Each way in a process of its own, in turn, round by round."""
    rounds = int(os.environ.get("LEDGER_ROUNDS", ROUNDS))
    kinds = os.environ.get("LEDGER_DATABASES", "postgresql,sqlite").split(",")
    with tempfile.TemporaryDirectory(prefix="tradecover-bench-") as name:
        folder = Path(name)
        print("wall seconds; ratio = import / bare: minimum / median / maximum; MiB over the base")
        for name, write, variable, usual in (
            ("ledger.csv", write_ledger, "LEDGER_ROWS", ROWS),
            ("ledger.xlsx", write_workbook, "LEDGER_WORKBOOK_ROWS", WORKBOOK_ROWS),
        ):
            file, rows = folder / name, int(os.environ.get(variable, usual))
            if not rows:
                continue
            _written(write, file, rows)
            size = f"{file.stat().st_size / 1e6:.0f} MB, {BUYERS:,} buyers"
            print(f"\n{name}: {rows:,} rows, 12 columns, {size}; Polars {pl.__version__}; {rounds} rounds")
            for kind in kinds:
                _on(kind, folder, file, rows, rounds)


def _written(write: Any, file: Path, rows: int) -> None:
    """Write the file in a process of its own: what that holds must not count as what the others began with."""
    process = multiprocessing.get_context("spawn").Process(target=write, args=(file, rows))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("the file was not written")


def _on(kind: str, folder: Path, file: Path, rows: int, rounds: int) -> None:
    place = folder / f"{kind}-{file.suffix[1:]}"
    place.mkdir()
    try:
        supply: Supply = SqliteSupply(place) if kind == "sqlite" else postgresql(place)
    except Unavailable as reason:
        print(f"\n{kind}: {reason}")
        return
    try:
        policy = _prepare(supply)
        print(f"\n{supply.name}")
        ratios, told = [], []
        for _round in range(rounds):
            bare, ours = (_apart(work, supply, file, rows, policy) for work in (_bare, _ours))
            ratios.append(ours["seconds"] / bare["seconds"])
            told.append((ours, bare))
            print(
                f"  bare {bare['seconds']:7.1f} s (read and typed {bare['read']:.1f})  {bare['mib']:5.0f} MiB    "
                f"import {ours['seconds']:7.1f} s (reading process {ours['child']:.0f} MiB)  {ours['mib']:5.0f} MiB    "
                f"ratio {ratios[-1]:.2f}",
                flush=True,
            )
        spread = f"{min(ratios):.2f} / {statistics.median(ratios):.2f} / {max(ratios):.2f}"
        print(f"  ratio {spread}; peak {max(one['mib'] for one, _ in told):.0f} MiB over the base")
    finally:
        if kind == "postgresql":
            supply.close()


def _prepare(supply: Supply) -> PolicyId:
    """A migrated installation with one policy in force; every round begins with a copy of it."""
    app = create_app(settings_for(supply), SetClock(MOMENT))
    migrate(app)
    with app.app_context():
        office = Office(SetClock(MOMENT)).on(date(2025, 1, 2))
        policy = office.bound(office.company(), countries={"insured": "*", "excluded": []})
    disconnect(app)
    supply.keep_as_template()
    return policy


def _apart(work: Any, supply: Supply, file: Path, rows: int, policy: PolicyId) -> dict[str, float]:
    supply.renew()
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    arguments = (theirs, supply.url, supply.folder, file, rows, policy)
    process = context.Process(target=work, args=arguments)
    process.start()
    theirs.close()
    found: dict[str, float] = mine.recv()
    process.join()
    if process.exitcode:
        raise SystemExit("the comparison is void")
    return found


def _mib(whose: int = resource.RUSAGE_SELF) -> float:
    return resource.getrusage(whose).ru_maxrss / 1024


def _ours(out: Any, url: str, folder: Path, file: Path, rows: int, policy: PolicyId) -> None:
    from insurer.accounts.facts import Role
    from insurer.infra.commands import Act
    from underwriting.public import import_ledger, import_outcome

    settings = settings_for(SqliteSupply(folder), url)
    with create_app(settings, SetClock(MOMENT)).app_context():
        act = Act(actor(Role.POLICYHOLDER_USER), MOMENT)
        content = file.read_bytes()
        base, began = _mib(), time.perf_counter()
        import_id = import_ledger(act, policy, content=content, filename=file.name)
        seconds = time.perf_counter() - began
        from insurer.infra.scope import reading_as
        from insurer.kernel.acting import ALL

        with reading_as(ALL):
            done = import_outcome(import_id)
        if (done.accepted, done.refused) != (rows, 0):
            raise SystemExit(f"{done.accepted} accepted, {done.refused} refused, {done.error_code}")
        out.send({"seconds": seconds, "mib": _mib() - base, "child": _mib(resource.RUSAGE_CHILDREN)})


def _bare(out: Any, url: str, _folder: Path, file: Path, rows: int, _policy: PolicyId) -> None:
    engine = create_engine(url)
    receivable, receipt = (_same_shape(model.__table__) for model in (Receivable, ReceivableReceipt))
    receivable.metadata.create_all(engine)
    receipt.metadata.create_all(engine)
    base, began = _mib(), time.perf_counter()
    invoices, receipts = _typed(file)
    read = time.perf_counter() - began
    for table, frame in ((receivable, invoices), (receipt, receipts)):
        if engine.dialect.name == "postgresql":
            _copy(engine, table, frame)
        else:
            _executemany(engine, table, frame)
    out.send({"seconds": time.perf_counter() - began, "read": read, "mib": _mib() - base})
    if invoices.height != rows:
        raise SystemExit("rows are missing")


def _same_shape(table: Table) -> Table:
    """A table of the same columns and indexes, with nothing that looks at other tables."""
    columns = [Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable) for c in table.columns]
    bare = Table(f"bare_{table.name}", MetaData(), *columns)
    for index in table.indexes:
        Index(f"bare_{index.name}", *(bare.c[column.name] for column in index.columns))
    for number, constraint in enumerate(c for c in table.constraints if isinstance(c, UniqueConstraint)):
        names = [column.name for column in constraint.columns]
        bare.append_constraint(UniqueConstraint(*names, name=f"bare_{table.name}_{number}"))
    return bare


def _typed(file: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    money, day = pl.Decimal(18, 2), pl.Date
    kinds = {"Customer No": pl.String, "Invoice No": pl.String, "Amount": money, "Paid amount": money}
    kinds |= dict.fromkeys(("Invoice Date", "Shipment Date", "Due Date", "Paid on"), day)
    if file.suffix == ".xlsx":
        cells = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        read = _typed_cells(cells, kinds)
    else:
        read = pl.read_csv(file, schema_overrides=kinds)
    minor = {name: (pl.col(name) * 100).cast(pl.Int64) for name in ("Amount", "Paid amount")}
    one, moment = pl.lit(1, pl.Int64), pl.lit(MOMENT)
    party = pl.col("Customer No").rank("dense").cast(pl.Int64)
    owned = {"policy_id": one, "import_id": one, "recorded_at": moment, "policyholder_id": one, "party_id": party}
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    invoices = read.select(
        id=number, number=pl.col("Invoice No"), number_key=pl.col("Invoice No").str.to_lowercase(),
        shipped=pl.col("Shipment Date"), invoiced=pl.col("Invoice Date"), due=pl.col("Due Date"),
        currency=pl.col("Currency"), amount_minor=minor["Amount"], tax_minor=pl.lit(0), deposit_minor=pl.lit(0),
        method=pl.lit("OA"), destination=pl.lit(None, pl.String), **owned,
    )  # fmt: skip
    receipts = read.select(
        receivable_id=number, day=pl.col("Paid on"), currency=pl.col("Currency"), amount_minor=minor["Paid amount"],
        kind=pl.lit("payment"), number_key=pl.lit(None, pl.String), **owned,
    ).drop_nulls("day").with_row_index("id", offset=1)  # fmt: skip
    return invoices, receipts


def _typed_cells(cells: list[list[Any]], kinds: dict[str, Any]) -> pl.DataFrame:
    """A workbook's cells as typed columns; a blank one is nothing."""
    head, body = [str(name) for name in cells[0]], cells[1:]
    columns = {name: [row[place] if row[place] != "" else None for row in body] for place, name in enumerate(head)}
    plain = {name: pl.Float64 if kind == pl.Decimal(18, 2) else kind for name, kind in kinds.items()}
    frame = pl.DataFrame([pl.Series(name, values, dtype=plain.get(name)) for name, values in columns.items()])
    money = [name for name, kind in kinds.items() if kind == pl.Decimal(18, 2)]
    return frame.with_columns(pl.col(money).round(2).cast(pl.Decimal(18, 2)))


def _copy(engine: Engine, table: Table, frame: pl.DataFrame) -> None:
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        columns = ", ".join(frame.columns)
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            for portion in frame.iter_slices(_PORTION):
                written = io.BytesIO()
                portion.write_csv(written, include_header=False)
                copy.write(written.getbuffer())


def _executemany(engine: Engine, table: Table, frame: pl.DataFrame) -> None:
    order = f"INSERT INTO {table.name} ({', '.join(frame.columns)}) VALUES ({', '.join('?' * frame.width)})"
    text = frame.with_columns(pl.col(pl.Date, pl.Datetime).cast(pl.String))
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for portion in text.iter_slices(_PORTION):
            driver.executemany(order, portion.iter_rows())
