"""Progress of long work: a bar on a terminal's error stream, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import click

T = TypeVar("T")


class Bar(Protocol):
    """What moves: told how many steps have been made since it was last told."""

    def update(self, n_steps: int) -> None: ...


@contextmanager
def bar(label: str, length: int) -> Iterator[Bar]:
    """A bar of that many steps."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as moving:
        yield moving


def watched(items: Iterable[T], moving: Bar, often: int = 1000) -> Iterator[T]:
    """The items as they come; the bar moves with every ``often``-th."""
    number = 0
    for number, item in enumerate(items, 1):
        yield item
        if number % often == 0:
            moving.update(often)
    moving.update(number % often)
