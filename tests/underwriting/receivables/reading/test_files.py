"""Opening files: every encoding, separator and style of the table, and everything made to hurt."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from underwriting.receivables.reading.ledger import read_ledger
from underwriting.receivables.reading.limits import Limits
from underwriting.receivables.reading.sheet import open_sheet
from underwriting.receivables.terms import LedgerRow, ReadingPlan

WESTERN = [("C1", "Müller & Söhne"), ("C2", "Société Générale"), ("C3", "Łódź"), ("C4", "Ørsted, Århus")]
CHINESE = [
    ("C1", "华强贸易有限公司"),
    ("C2", "上海机电（集团）股份有限公司"),
    ("C3", "北京科技"),
    ("C4", "广州市天河区制造厂"),
]
DAYS = [dt.date(2024, 3, 5), dt.date(2024, 1, 31), dt.date(2024, 12, 1), dt.date(2023, 6, 17)]
AMOUNTS = [123456, 99, 100000000, 4250]

DAY_STYLES = {
    "iso": lambda d: d.isoformat(),
    "d/m/y": lambda d: d.strftime("%d/%m/%Y"),
    "m/d/y": lambda d: f"{d.month}/{d.day}/{d.year}",
    "d.m.y": lambda d: f"{d.day}.{d.month}.{d.year}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "named": lambda d: d.strftime("%d-%b-%Y"),
    "compact": lambda d: d.strftime("%Y%m%d"),
    "serial": lambda d: str((d - dt.date(1899, 12, 30)).days),
}


def _point(minor: int) -> str:
    return f"{minor / 100:,.2f}"


NUMBER_STYLES = {
    "plain": lambda minor: f"{minor / 100:.2f}",
    "1,234.56": _point,
    "1.234,56": lambda minor: _point(minor).translate(str.maketrans(",.", ".,")),
    "1 234,56": lambda minor: _point(minor).translate(str.maketrans(",.", "\u00a0,")),
    "1'234.56": lambda minor: _point(minor).replace(",", "'"),
    "€ 1.234,56": lambda minor: "€ " + _point(minor).translate(str.maketrans(",.", ".,")),
}


def text_ledger(buyers, separator: str, day_style: str, number_style: str) -> str:
    day, number = DAY_STYLES[day_style], NUMBER_STYLES[number_style]
    lines = [["Customer No", "Customer Name", "Invoice No", "Invoice Date", "Due Date", "Amount", "Currency"]]
    for place, (code, name) in enumerate(buyers):
        due = DAYS[place] + dt.timedelta(days=30)
        lines.append([code, name, f"00{place}7", day(DAYS[place]), day(due), number(AMOUNTS[place]), "EUR"])
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in line] for line in lines]
    return "\r\n".join(separator.join(line) for line in quoted) + "\r\n"


def check(rows: tuple[LedgerRow, ...], buyers) -> None:
    assert [(row.buyer_reference, row.buyer_name) for row in rows] == buyers
    assert [row.invoiced for row in rows] == DAYS
    assert [row.due for row in rows] == [day + dt.timedelta(days=30) for day in DAYS]
    assert [row.amount for row in rows] == [Money(minor, "EUR") for minor in AMOUNTS]
    assert [row.invoice_number for row in rows] == ["0007", "0017", "0027", "0037"]


@pytest.mark.parametrize("number_style", NUMBER_STYLES)
@pytest.mark.parametrize("day_style", DAY_STYLES)
def test_every_way_of_writing_days_and_amounts_reads_the_same(tmp_path, day_style, number_style):
    path = tmp_path / "ledger.csv"
    path.write_text(text_ledger(WESTERN, ";", day_style, number_style), encoding="utf-8")

    read = read_ledger(path)

    assert read.refused == ()
    check(read.rows, WESTERN)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "name", "buyers"),
    [
        ("utf-8", "utf-8", WESTERN),
        ("utf-8", "utf-8", CHINESE),
        ("utf-8-sig", "utf-8", CHINESE),
        ("utf-16", "utf-16", CHINESE),
        ("gbk", "gb18030", CHINESE),
        ("gb18030", "gb18030", CHINESE),
        ("cp1252", "windows-1252", [WESTERN[0], WESTERN[1], ("C3", "Crédit Agricole"), WESTERN[3]]),
    ],
)
def test_every_encoding_and_separator_is_told_from_the_file(tmp_path, encoding, name, buyers, separator):
    path = tmp_path / "ledger.csv"
    path.write_bytes(text_ledger(buyers, separator, "iso", "plain").encode(encoding))

    read = read_ledger(path)

    assert read.ledger.sheet.understood["encoding"] == name
    assert read.ledger.sheet.understood["separator"] == separator
    check(read.rows, buyers)


def refusal(path: Path, **options) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read_ledger(path, **options)
    return refused.value


def test_an_encoding_that_cannot_be_told_is_asked_for_and_can_be_stated(tmp_path):
    path = tmp_path / "ledger.csv"
    buyers = [("C1", "Łódź Żabka ŚĄĘ"), *WESTERN[1:3], ("C4", "Świat")]
    path.write_bytes(text_ledger(buyers, ";", "iso", "plain").encode("cp1250", "replace"))

    assert refusal(path).code == "ledger.file.encoding_unclear"
    check(read_ledger(path, encoding="windows-1250").rows, buyers)
    assert refusal(path, encoding="utf-8").code == "ledger.file.encoding_broken"
    assert refusal(path, encoding="utf-8").facts["line"] == 2
    assert refusal(path, encoding="rot13").code == "ledger.file.encoding_not_offered"


def test_the_separator_written_into_the_file_counts(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("sep=|\r\n" + text_ledger(WESTERN, "|", "iso", "plain"), encoding="utf-8")

    read = read_ledger(path)

    assert read.ledger.sheet.understood["separator_decided_by"] == "told_in_file"
    assert read.rows[0].line == 3


def workbook(rows, **options) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Ledger")
    for line, cells in enumerate(rows, start=options.get("first", 0)):
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, column, dt.datetime(cell.year, cell.month, cell.day), days)
            elif isinstance(cell, str):
                sheet.write_string(line, column, cell)
            else:
                sheet.write(line, column, cell)
    book.close()
    return target.getvalue()


def ledger_workbook(**options) -> bytes:
    rows = [["客户编号", "客户名称", "发票号", "开票日期", "到期日", "金额", "币种"]]
    for place, (code, name) in enumerate(CHINESE):
        due = DAYS[place] + dt.timedelta(days=30)
        rows.append([code, name, f"00{place}7", DAYS[place], due, AMOUNTS[place] / 100, "EUR"])
    return workbook(rows, **options)


def test_a_workbook_keeps_text_as_text_and_days_as_days(tmp_path):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(ledger_workbook(first=4))

    read = read_ledger(path)

    check(read.rows, CHINESE)
    assert read.rows[0].line == 6
    assert read.ledger.sheet.understood["sheet"] == "Ledger"
    assert refusal(path, sheet="Other").code == "ledger.file.no_such_sheet"


def test_a_workbook_is_known_by_its_bytes_not_by_its_name(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_bytes(ledger_workbook())

    check(read_ledger(path).rows, CHINESE)


def test_a_workbooks_sum_reads_as_the_spreadsheet_shows_it(tmp_path):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(workbook([["customer", "invoice", "invoice date", "due date", "amount"],
                               ["C1", "1", DAYS[0], DAYS[0], 0.1 + 0.2]]))  # fmt: skip

    assert read_ledger(path, ReadingPlan(currency="EUR")).rows[0].amount == Money(30, "EUR")


def test_what_looks_like_a_formula_is_a_name(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(
        "customer,name,invoice,invoice date,due date,amount\nC1,\"=cmd|' /C calc'!A0\",@1,2024-01-01,2024-01-31,5.00\n"
    )

    row = read_ledger(path, ReadingPlan(currency="EUR")).rows[0]

    assert (row.buyer_name, row.invoice_number) == ("=cmd|' /C calc'!A0", "@1")


REASONABLE = ("read", "refused")


def outcome(path: Path, seen: list | None = None) -> str:
    """How a file ends: read (its rows put into `seen`) or refused with a word of ours; a fault is neither."""
    try:
        read = read_ledger(path, ReadingPlan(currency="EUR"))
    except InvalidInput as refused:
        return "refused" if refused.code.startswith("ledger.") else refused.code
    if seen is not None:
        seen.extend((*read.rows, *read.refused))
    return "read"


def test_two_hundred_flipped_bytes_and_fifty_cuts_never_end_in_a_fault(tmp_path):
    whole = bytearray(ledger_workbook())
    chance, path = random.Random(7), tmp_path / "ledger.xlsx"
    damaged = []
    for _ in range(200):
        copy = bytearray(whole)
        copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(copy))
    damaged += [bytes(whole[: chance.randrange(1, len(whole))]) for _ in range(50)]
    # each is a process of its own: a sample through the whole way, all through the parser
    for content in damaged[::8]:
        path.write_bytes(content)
        assert outcome(path) in REASONABLE


def test_every_flipped_byte_is_read_or_refused_by_the_parser(tmp_path):
    import json

    from underwriting.receivables.reading import child

    whole, path = ledger_workbook(), tmp_path / "ledger.xlsx"
    chance = random.Random(11)
    real, child.confine = child.confine, lambda limits: None
    try:
        for _ in range(200):
            copy = bytearray(whole)
            copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
            path.write_bytes(copy)
            order = {
                "path": str(path),
                "encoding": None,
                "separator": None,
                "sheet": None,
                "limits": Limits().as_plain(),
            }
            out = io.BytesIO()
            child.main(io.StringIO(json.dumps(order)), out)
            last = json.loads(out.getvalue().splitlines()[-1])
            assert "end" in last or last["refused"].startswith("ledger.file.")
    finally:
        child.confine = real


def bomb(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        if name == "parts":
            for number in range(12_000):
                archive.writestr(f"xl/{number}", b"")
        else:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 << 20))
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "code"), [("parts", "ledger.file.too_many_parts"), ("zeros", "ledger.file.unpacks_too_large")]
)
def test_a_bomb_is_refused_by_its_table_of_contents(tmp_path, name, code):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(bomb(name))

    assert refusal(path).code == code


def rewritten(part: str, change) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ledger_workbook())) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == part else content)
    return target.getvalue()


def test_a_cell_in_the_last_corner_ends_at_the_memory_limit(tmp_path):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(
        rewritten(
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ),
        )
    )

    assert refusal(path).code in ("ledger.file.needs_too_much", "ledger.file.too_many_columns", "ledger.file.damaged")


def test_an_entity_of_the_outside_is_never_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    path = tmp_path / "ledger.xlsx"

    def poison(xml: bytes) -> bytes:
        doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY l "lol">]>'.encode()
        head, _, rest = xml.partition(b"?>")
        return head + b"?>" + doctype + rest.replace("华强贸易有限公司".encode(), b"&e;&l;")

    path.write_bytes(rewritten("xl/sharedStrings.xml", poison))

    assert outcome(path, seen := []) in REASONABLE
    assert all("TOP-SECRET" not in str(row) for row in seen)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ledger.file.empty"),
        (b"\n\n  \n", "ledger.file.no_header"),
        (b"\x00\x01\x02\x03" * 99, "ledger.file.not_text"),
        (b"1,2,3\n4,5,6\n", "ledger.file.no_header"),
        (b"PK\x03\x04" + b"rubbish" * 99, "ledger.file.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"rubbish" * 99, "ledger.file.damaged"),
        (b"a," * 600 + b"\n", "ledger.file.too_many_columns"),
        (b"x" * 1_200_000, "ledger.file.line_too_long"),
    ],
)
def test_what_is_no_ledger_is_refused_with_a_word(tmp_path, content, code):
    path = tmp_path / "ledger.csv"
    path.write_bytes(content)

    assert refusal(path, plan=ReadingPlan(currency="EUR")).code == code


def test_sizes_and_times_are_bounded(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(text_ledger(WESTERN, ";", "iso", "plain"))

    assert refusal(path, limits=Limits(text_bytes=10)).code == "ledger.file.too_large"
    assert refusal(path, limits=Limits(rows=2)).code == "ledger.file.too_many_rows"
    assert refusal(path, limits=Limits(memory_bytes=1 << 20)).code == "ledger.file.needs_too_much"
    assert refusal(tmp_path / "absent.csv").code == "ledger.file.absent"


def test_the_confined_process_has_no_network_no_program_and_writes_no_file(tmp_path):
    import subprocess
    import sys

    tries = {
        "socket": "import socket; socket.socket()",
        "program": "import os; os.system('true')",
        "file": f"open({str(tmp_path / 'written')!r}, 'w')",
    }
    for what in tries.values():
        script = (
            "from underwriting.receivables.reading.confinement import confine\n"
            "from underwriting.receivables.reading.limits import Limits\n"
            f"confine(Limits())\n{what}\n"
        )
        ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert "PermissionError" in ended.stderr
    assert not (tmp_path / "written").exists()


def test_a_sheet_can_be_walked_again(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(text_ledger(WESTERN, ";", "iso", "plain"))

    with open_sheet(path) as sheet:
        assert list(sheet.records()) == list(sheet.records())
        assert sheet.count == 5
