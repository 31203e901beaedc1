"""No spreadsheet finds a formula in a table that we write, whichever separator it splits at."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.exchange.spreadsheets import as_written, harmless, row

SEPARATORS = ",;:|\t\n\r\v\f\x85\u2028\u2029"
CELLS = st.text(alphabet=SEPARATORS + "=+-@\"' x\uff1d1\xa0\u3000^~!#/", max_size=12)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("\n=1+1", "\n'=1+1"),
        ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
        ("x,-1", "x,'-1"),
        ('x;"=1+1"', 'x;"\'=1+1"'),
        ("\uff1d1", "'\uff1d1"),
        ("\tx", "'\tx"),
        ("x:=1+1", "x:'=1+1"),
        ("x =1+1", "x '=1+1"),
        ("x\u2028=1+1", "x\u2028'=1+1"),
        ("x\x85@SUM(A1)", "x\x85'@SUM(A1)"),
        ("ends with =", "ends with '="),
        ("a well-known e-mail", "a well-known e-mail"),
        ("a - b = c", "a - b = c"),
        ("\xa0=1+1", "\xa0'=1+1"),
        ("x\xa0=1+1", "x\xa0'=1+1"),
        ("x;\u202f=1+1", "x;\u202f'=1+1"),
        (" = 1+1", " '= 1+1"),
        ("x, = 1+1", "x, '= 1+1"),
        ("\ufeff=1+1", "\ufeff'=1+1"),
        ("^=1+1", "^'=1+1"),
        ("/=1+1", "/'=1+1"),
        ("x~=1+1", "x~'=1+1"),
        ("x!=1+1", "x!'=1+1"),
        ("#-1", "#'-1"),
        ("^center", "^center"),
        ("/menu", "/menu"),
        ("~ about", "~ about"),
        ("! now", "! now"),
        ("#7", "#7"),
        ("https://forum.example/@ada/-/notes", "https://forum.example/@ada/-/notes"),
        ("sixth of May, at noon", "sixth of May, at noon"),
    ],
)
def test_what_would_begin_a_formula_is_text(cell: str, expected: str) -> None:
    assert harmless(cell) == expected


@given(st.lists(CELLS, min_size=2, max_size=3))
def test_no_program_finds_a_formula_at_any_separator(cells: list[str]) -> None:
    written = row(cells)
    for part in re.split(f"[{SEPARATORS}]", written):
        assert part.strip().lstrip('"\xa0\u3000 ')[:1] not in ("=", "+", "-", "@", "\uff1d")
    for part in re.split("[ \xa0\u3000^~!#]", written):
        assert not re.match('"*[=+\\-@\uff1d]\\S', part), part
    (read,) = csv.reader(io.StringIO(written, newline=""))
    assert [as_written(cell) for cell in read] == cells


@given(CELLS)
def test_every_cell_comes_back_as_it_was_written(cell: str) -> None:
    assert as_written(harmless(cell)) == cell
