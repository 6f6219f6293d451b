"""A plain text table crosses in blocks exactly as record by record; anything doubtful is left to the latter."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from underwriting.receivables.reading import plain_text
from underwriting.receivables.reading.child import _in_blocks
from underwriting.receivables.reading.crossed import write_records
from underwriting.receivables.reading.crossing import crossed_record, crossing_line
from underwriting.receivables.reading.delimited import Delimited
from underwriting.receivables.reading.limits import Limits
from underwriting.receivables.reading.plain_text import Crossed, NotPlain, bring_over
from underwriting.receivables.reading.records import Record

SHAPES = ["a,b,c", "1,2,3", '"x, y",2,3', '"he said ""no""",,', '"two\nlines",2', '"two\r\nlines",2', "", ",,", '"",""',
          " , ,\u00a0", "合计,,", "a", "a,b,c,d,e", '""""', '"",x', "\u00a0"]  # fmt: skip
DOUBTFUL = ['a"b,c', '"a" ,b', '"open,1', "a\rb", "a\x1cb", '"a"b,c']


def _read(content: str, codec: str = "utf-8-sig") -> tuple[Crossed, bytes, Crossed, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content.encode(codec))
        table = Delimited(path, codec, ",", skip_first=False, understood={})
        blocks, single = io.BytesIO(), io.BytesIO()
        return (
            _in_blocks(table, Limits(), blocks),
            blocks.getvalue(),
            write_records(table.records(Limits()), Limits(), single),
            single.getvalue(),
        )


@settings(max_examples=200, deadline=None)
@given(
    rows=some.lists(some.sampled_from(SHAPES), min_size=1, max_size=12),
    doubt=some.lists(some.sampled_from(DOUBTFUL), max_size=1),
    end=some.sampled_from(["\n", "\r\n"]),
    closed=some.booleans(),
    codec=some.sampled_from(["utf-8-sig", "utf-16", "gb18030"]),
)
def test_blocks_and_single_records_cross_alike(rows, doubt, end, closed, codec):
    plain_text._BLOCK = 40  # several blocks even of a small file
    try:
        fast, fast_text, slow, slow_text = _read(end.join(rows + doubt) + (end if closed else ""), codec)
    finally:
        plain_text._BLOCK = 8 << 20

    assert fast_text == slow_text
    assert (fast.count, fast.width, fast.jumps) == (slow.count, slow.width, slow.jumps)


@pytest.mark.parametrize("doubtful", [*DOUBTFUL, "x" * 40_000, "a\x00b"])
def test_what_readers_could_take_differently_is_not_plain(tmp_path, doubtful):
    path = tmp_path / "table.csv"
    path.write_text(f"a,b\n{doubtful}\n", newline="")

    with pytest.raises(NotPlain):
        bring_over(path, "utf-8-sig", ",", Limits(), io.BytesIO())


@given(
    cells=some.lists(
        some.text(some.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
        | some.tuples(some.sampled_from("ndb"), some.text("0123.-", min_size=1, max_size=5)).map(list),
        min_size=1,
        max_size=5,
    )
)
def test_every_record_comes_over_as_it_was(cells):
    line = crossing_line(Record(7, cells))

    assert "\n" not in line
    assert crossed_record(7, line) == Record(7, cells)
    assert (
        crossed_record(7, crossing_line(Record(7, [], "ledger.row.quotes_broken"))).fault == "ledger.row.quotes_broken"
    )
