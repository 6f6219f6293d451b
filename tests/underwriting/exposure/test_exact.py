"""Whole-number arithmetic over columns."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from underwriting.exposure.rules.columnar.exact import in_order

SMALL = st.integers(-3, 3)
ANY = st.integers(-(2**62), 2**62)


@given(st.lists(st.tuples(SMALL, SMALL, st.one_of(SMALL, ANY))))
def test_rows_stand_in_the_order_of_their_keys_and_equal_ones_as_they_came(rows: list[tuple[int, int, int]]) -> None:
    keys = np.array(rows, dtype=np.int64).reshape(len(rows), 3).T

    assert in_order(*keys).tolist() == sorted(range(len(rows)), key=rows.__getitem__)
