"""Tables as others publish them: CSV in UTF-8, plain or compressed with gzip, read row by row.

The first line names the columns, in any order; more of them than are asked for is no fault. Nothing is guessed: a
column that is missing, a row with more or fewer fields than the first line, bytes that are no UTF-8 and a compressed
file that breaks off are refused with the file and the line. A file is at most ``LARGEST`` bytes when unpacked and a line
``LONGEST``, so that a small file cannot unpack into a large one.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     path = Path(folder, "votes.csv")
...     _ = path.write_text("id,vote,member\\n1,Y,FRANCE\\n1,N\\n")
...     rows = rows_of(path, ("member", "vote"))
...     print(next(rows))
...     try:
...         next(rows)
...     except BadInput as error:
...         print(str(error).removeprefix(folder + "/"))
(2, ('FRANCE', 'Y'))
votes.csv:3: The row has 2 fields and the first line names 3. Give each column its field, empty if need be.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, cast

from comity.errors import BadInput, Message
from comity.grammar import unfit_line

LARGEST = 256 * 1024 * 1024
LONGEST = 64 * 1024
GZIP = b"\x1f\x8b"
Fields = tuple[str, ...]


def table_in(folder: Path, name: str) -> Path:
    """The file of that table in the folder: ``name.csv`` or ``name.csv.gz``. ``BadInput`` for none, or for both."""
    found = [path for end in ("csv", "csv.gz") if (path := folder / f"{name}.{end}").is_file()]
    if len(found) == 1:
        return found[0]
    have = "both of these" if found else "neither of these"
    raise BadInput(
        "table.missing",
        f"The folder has {have}: {name}.csv and {name}.csv.gz.",
        where=str(folder),
        remedy="Give one of the two.",
    )


def digest_of(path: Path) -> str:
    """The SHA-256 of the file as it lies, in hexadecimal."""
    summed = sha256()
    try:
        with path.open("rb") as stream:
            while part := stream.read(1 << 20):
                summed.update(part)
    except OSError as error:
        raise _unreadable(path, error) from error
    return summed.hexdigest()


def columns_of(path: Path) -> Fields:
    """The names in the first line, each once. ``BadInput`` as ``rows_of``."""
    with _opened(path) as stream:
        lines = _Lines(path, stream)
        header = _next(csv.reader(lines, strict=True), lines)
        if header is None:
            raise lines.fault("table.empty", "The file is empty.", "Name the columns.")
        _check_names(header, lines)
        for name in header:
            _column(header, name, lines)
        return tuple(header)


def rows_of(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Fields]]:
    """Each row below the first line: its line in the file, and its fields under ``columns`` (two at least), in that order.

    ``BadInput``, when its turn comes, at the first line that cannot be read: every row before it has been given."""
    with _opened(path) as stream:
        yield from _rows(path, stream, columns)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as packed:
            magic = packed.read(2)
            packed.seek(0)
            yield cast(BinaryIO, gzip.GzipFile(fileobj=packed) if magic == GZIP else packed)
    except OSError as error:
        raise _unreadable(path, error) from error


def _rows(path: Path, stream: BinaryIO, columns: Sequence[str]) -> Iterator[tuple[int, Fields]]:
    lines = _Lines(path, stream)
    reader = csv.reader(lines, strict=True)
    header = _next(reader, lines)
    if header is None:
        raise lines.fault(
            "table.empty", "The file is empty.", f"Name the columns: {', '.join(columns)}."
        )
    _check_names(header, lines)
    pick = itemgetter(*(_column(header, name, lines) for name in columns))
    while (row := _next(reader, lines)) is not None:
        if len(row) != len(header):
            raise lines.fault(
                "table.fields",
                f"The row has {len(row)} fields and the first line names {len(header)}.",
                "Give each column its field, empty if need be.",
            )
        yield lines.number, pick(row)


def _next(reader: Iterator[list[str]], lines: _Lines) -> list[str] | None:
    """The next row; None after the last. An empty line is no row and no fault."""
    try:
        while (row := next(reader, None)) is not None and not row:
            pass
    except csv.Error as error:
        raise lines.fault(
            "table.csv", f"This is not CSV: {error}.", "Quote fields that hold commas or quotes."
        ) from error
    return row


def _check_names(header: Sequence[str], lines: _Lines) -> None:
    """A column may have no name; a name is a text of one line, as what is below it is."""
    for place, name in enumerate(header, 1):
        unfit = unfit_line(name) if name else None
        if unfit is not None:
            raise lines.fault(
                unfit.code,
                Message("The name of column {place}: {unfit}", place=place, unfit=unfit.message),
                unfit.advice,
            )


def _column(header: Sequence[str], name: str, lines: _Lines) -> int:
    if header.count(name) == 1:
        return header.index(name)
    near = get_close_matches(name, header, n=1)
    hint = f" Perhaps {near[0]!r} is meant." if near and near[0] != name else ""
    times = "twice or more" if name in header else "not"
    raise lines.fault(
        "table.column",
        f"The column {name!r} is {times} in the first line.{hint}",
        f"Name each column once; these are there: {', '.join(header)[:200]}.",
    )


class _Lines:
    """The lines of a file as text, counted and measured; ``number`` is the one given last."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.path = path
        self.stream = stream
        self.number = 0
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._packed(lambda: self.stream.readline(LONGEST + 1)):
            self.number += 1
            self.size += len(line)
            self._measure(line)
            yield self._text(line)

    def fault(self, code: str, sentence: str | Message, remedy: str | Message) -> BadInput:
        return BadInput(code, sentence, where=f"{self.path}:{max(self.number, 1)}", remedy=remedy)

    def _packed(self, read: Callable[[], bytes]) -> bytes:
        try:
            return read()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.number += 1
            raise self.fault(
                "table.broken",
                f"The compressed file is damaged or breaks off here: {error}.",
                "Fetch it again, and compare its SHA-256 with the publisher's.",
            ) from error

    def _measure(self, line: bytes) -> None:
        if len(line) > LONGEST:
            raise self.fault(
                "table.too_large",
                f"The line is longer than {LONGEST} bytes.",
                "End lines where rows end.",
            )
        if self.size > LARGEST:
            raise self.fault(
                "table.too_large",
                f"The table is larger than {LARGEST} bytes.",
                "Split it by years.",
            )

    def _text(self, line: bytes) -> str:
        try:
            return line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise self.fault(
                "table.not_utf8",
                f"Byte {error.start + 1} of the line is not UTF-8.",
                "Save it as UTF-8.",
            ) from error


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        "table.unreadable",
        f"The file cannot be read: {error.strerror or error}.",
        where=str(path),
        remedy="Give a file that can be read.",
    )
