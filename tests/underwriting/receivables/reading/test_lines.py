"""Lines of a text file: counted as people see them, a broken one costs only itself."""

from __future__ import annotations

from underwriting.receivables.reading.ledger import read_ledger
from underwriting.receivables.terms import ReadingPlan


def test_a_broken_quote_costs_its_own_line_only(tmp_path):
    path = tmp_path / "ledger.csv"
    head = "customer,name,invoice,invoice date,due date,amount\n"
    good = "C{0},Name,{0},2024-01-01,2024-01-31,5.00\n"
    path.write_text(
        head + good.format(1) + 'C2,"Broken,2,2024-01-01,2024-01-31,5.00\n' + good.format(3) + good.format(4)
    )

    read = read_ledger(path, ReadingPlan(currency="EUR"))

    assert [row.invoice_number for row in read.rows] == ["1", "3", "4"]
    assert [(row.line, row.errors[0].code) for row in read.refused] == [(3, "ledger.row.quotes_broken")]


def test_a_name_over_two_lines_is_one_row_and_lines_are_counted_as_in_the_file(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(
        'customer,name,invoice,invoice date,due date,amount\nC1,"Acme\nTrading",1,2024-01-01,2024-01-31,5.00\n'
        "\nC2,Beta,2,2024-01-01,2023-01-31,5.00\n"
    )

    read = read_ledger(path, ReadingPlan(currency="EUR"))

    assert read.rows[0].buyer_name == "Acme\nTrading"
    assert read.refused[0].line == 5
