"""Tables that we write, as CSV in which no spreadsheet finds a formula.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, and splits a file at the separator of its own
country, or at one that somebody chose at the import: what follows a comma, a semicolon, a colon, a bar, a tab, a space, a
mark such as ``^`` or ``~``, or any line end inside a cell may come to begin one. Programs that trim cells take away blanks
before the sign as well, the no-break space among them. An apostrophe before the sign makes it a text (OWASP, CSV
Injection). After a space a sign that stands alone, as a dash does, begins none. ``as_written`` takes the apostrophes away
again.

Nothing else runs: ``/`` opens a menu and ``^`` aligns (Lotus 1-2-3) only where somebody types them, and ``~``, ``!`` and
``#`` are text. They are left as they are, and a sign behind them is not.

>>> row(["7", "x;=1+1", "thirty days"])
"7,x;'=1+1,thirty days\\r\\n"
>>> as_written(harmless("'=a\\n@b")), harmless("-1 is cold"), harmless("more - or =2"), harmless("^ ~ # ! /")
("'=a\\n@b", "'-1 is cold", "more - or '=2", '^ ~ # ! /')
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What begins a formula, in ASCII and in the full width of East Asian keyboards."""
SEPARATORS = ",;:|\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"
BLANKS = " \xa0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
"""What is trimmed or not seen."""
MARKS = "\\^~!#"
"""What some choose as a separator and most write in texts; ``/`` is one at the beginning of a cell alone, for it is in
addresses and dates everywhere else."""
BEGINS = (
    rf"(?P<before>(?:(?P<loose>[{BLANKS}{MARKS}])\"*|(?:^[{MARKS}/]*|[{SEPARATORS}])[{BLANKS}\"]*))'(?P<own>'*)"
    rf"(?=[{SIGNS}](?(loose)(?:\S|\Z)))"
)
"""Where a cell may begin, with an apostrophe and those that stood there before; ``harmless`` looks for the same without."""
FORMULA = re.compile(BEGINS.replace("'(?P", "(?P", 1))
MADE_HARMLESS = re.compile(BEGINS)


def row(cells: Iterable[str]) -> str:
    """The cells as one row of CSV (RFC 4180), each made harmless."""
    return joined(map(harmless, cells))


def joined(cells: Iterable[str]) -> str:
    """Cells that are harmless already, numbers among them, as one row of CSV (RFC 4180)."""
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe wherever a spreadsheet would begin a formula, and before a leading tab or line end."""
    text = FORMULA.sub(r"\g<before>'\g<own>", cell)
    return f"'{text}" if text.lstrip("'")[:1] in ("\t", "\r") else text


def as_written(cell: str) -> str:
    """What ``harmless`` was given."""
    bare = cell.lstrip("'")
    text = cell[1:] if bare[:1] in ("\t", "\r") and bare != cell else cell
    return MADE_HARMLESS.sub(r"\g<before>\g<own>", text)
