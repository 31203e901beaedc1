"""Long lists a part at a time: so many rows, which of how many they are, and what leads on.

>>> part(range(1, 251), 2).told
(101, 200, 250)
>>> part(range(1, 251), 99).page, part([], 1).told
(3, (0, 0, 0))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ROWS = 100
"""Rows of a list on one page."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """The ``rows`` of page number ``page``, from 1, of a list with ``number`` rows. ``told``: which of how many."""

    rows: Sequence[T]
    page: int
    number: int

    @property
    def told(self) -> tuple[int, int, int]:
        first = (self.page - 1) * ROWS
        return min(first + 1, self.number), min(first + len(self.rows), self.number), self.number

    @property
    def before(self) -> int | None:
        """The page before this one; None where this is the first."""
        pages = max(1, (self.number + ROWS - 1) // ROWS)
        return min(self.page - 1, pages) if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """The page after this one; None where this is the last."""
        return self.page + 1 if self.page * ROWS < self.number else None


def part(rows: Sequence[T], page: int) -> Part[T]:
    """That page of the rows; the last one where there are fewer."""
    number = len(rows)
    page = max(1, min(page, (number + ROWS - 1) // ROWS))
    return Part(rows[(page - 1) * ROWS : page * ROWS], page, number)


def asked_page(text: str) -> int:
    """The page that an address asks for; the first where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
