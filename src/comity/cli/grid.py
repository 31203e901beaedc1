"""Who stands where: the position grid, by position or by member. Each position is a sign, a word and a colour.

>>> for line in by_position({"AM": "in favour", "BY": "in favour", "RU": "against"}):
...     print(click.unstyle(line))
  + in favour  2  ████████████████          AM  BY
  − against    1  ████████                  RU
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil

import click

from comity.cli.layout import SIGNS, WIDTH, padded, shown_width, signed, wrapped

BAR = 24  # columns for all the members
LINES = 2  # of names
EIGHTHS = " ▏▎▍▌▋▊▉█"


def by_position(stood: Mapping[str, str]) -> Iterator[str]:
    """A line or two a position that anybody takes: how many, a bar that shows the share, who."""
    sides = {position: [m for m, p in stood.items() if p == position] for position in SIGNS}
    taken = {position: members for position, members in sides.items() if members}
    word = max((shown_width(signed(position)) for position in taken), default=0)
    most = max((len(str(len(members))) for members in taken.values()), default=0)
    for position, members in taken.items():
        bar = click.style(_bar(Fraction(len(members), len(stood))), fg=SIGNS[position][1])
        head = f"  {padded(signed(position), word)}  {len(members):>{most}}  {padded(bar, BAR)}  "
        first, *rest = _fitting(members, WIDTH - shown_width(head))
        yield head + first
        yield from (" " * shown_width(head) + line for line in rest)


def _bar(share: Fraction) -> str:
    whole, eighths = divmod(ceil(share * BAR * 8), 8)
    return "█" * whole + EIGHTHS[eighths].strip()


def _fitting(members: Sequence[str], room: int) -> list[str]:
    """As many of the names as there is room for on two lines, and how many more there are."""
    kept = min(len(members), WIDTH)
    while True:
        more = [f"and {len(members) - kept} more"] if kept < len(members) else []
        # Names stay whole, whatever they hold.
        words = [name.replace(" ", "\u00a0") for name in (*members[:kept], *more)]
        lines = wrapped("  ".join(words), width=room)
        if len(lines) <= LINES or kept == 0:
            return [line.replace("\u00a0", " ") for line in lines]
        kept -= 1


def by_member(stood: Mapping[str, str], notes: Mapping[str, str]) -> Iterator[str]:
    """A cell for each member, several in a row, with its note (a reservation, say) where it has one."""
    cells = [
        f"{click.style(padded(member, 4), bold=True)}{signed(position)}"
        + (f" ({notes[member]})" if member in notes else "")
        for member, position in stood.items()
    ]
    wide = max(map(shown_width, cells), default=0) + 3
    in_row = max(1, (WIDTH - 2) // wide)
    for at in range(0, len(cells), in_row):
        yield "  " + "".join(padded(cell, wide) for cell in cells[at : at + in_row]).rstrip()
