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
        return min(self.page - 1, self.pages) if self.page > 1 else None

    @property
    def pages(self) -> int:
        """How many pages the list has; an empty one has one."""
        return pages_of(self.number)

    @property
    def after(self) -> int | None:
        """The page after this one; None where this is the last."""
        return self.page + 1 if self.page * ROWS < self.number else None


def pages_of(number: int) -> int:
    """How many pages so many rows take, one at least."""
    return max(1, (number + ROWS - 1) // ROWS)


def part(rows: Sequence[T], page: int) -> Part[T]:
    """That page of the rows; the last one where there are fewer."""
    number = len(rows)
    page = max(1, min(page, (number + ROWS - 1) // ROWS))
    return Part(rows[(page - 1) * ROWS : page * ROWS], page, number)


def asked_page(text: str) -> int:
    """The page that an address asks for, where the list has to be made before it is known how many pages there are; the
    first where no number can be read. ``asked.page_of`` says afterwards whether there is such a page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
