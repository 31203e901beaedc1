"""Progress of long work: a bar on a terminal's error stream, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Protocol, TypeVar

import click

T = TypeVar("T")


class Bar(Protocol):
    """What moves: told how many steps have been made since it was last told."""

    def update(self, n_steps: int) -> None: ...


@contextmanager
def bar(label: str, length: int | None) -> Iterator[Bar]:
    """A bar of that many steps; None where nobody knows how many there will be."""
    hidden = not sys.stderr.isatty()
    steps = count() if length is None else None
    with click.progressbar(
        steps, length, label, file=sys.stderr, hidden=hidden, show_pos=True
    ) as moving:
        yield moving


def moved(moving: Bar) -> Callable[[int], None]:
    """Moves the bar to however many steps have been made in all."""
    made = 0

    def to(number: int) -> None:
        nonlocal made
        moving.update(number - made)
        made = number

    return to


def watched(items: Iterable[T], moving: Bar, often: int = 1000) -> Iterator[T]:
    """The items as they come; the bar moves with every ``often``-th."""
    number = 0
    for number, item in enumerate(items, 1):
        yield item
        if number % often == 0:
            moving.update(often)
    moving.update(number % often)
