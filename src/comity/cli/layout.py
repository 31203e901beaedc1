"""How the command line sets its pages: eighty columns, names in the reader's language, colour on a terminal alone.

Colour is put on with ``click.style``; ``click.echo`` takes it off again where nobody could see it.

>>> wrapped("Every state has answered, and nobody objects.", indent=2, width=30)
['  Every state has answered,', '  and nobody objects.']
>>> text_of({"en": "Council", "ru": "Совет"}), text_of("sealed:ab12"), text_of({"ru": "Совет"})
('Council', '(confidential)', 'Совет')
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import starmap
from typing import Any

import click

WIDTH = 80
SEALED = "sealed:"
CONFIDENTIAL = "(confidential)"

SIGNS: Mapping[str, tuple[str, str]] = {
    "in favour": ("+", "green"),
    "does not object": ("~", "green"),
    "against": ("−", "red"),
    "against without reasons": ("−", "red"),
    "abstaining": ("○", "yellow"),
    "invalid": ("×", "yellow"),
    "present not voting": ("•", "yellow"),
    "absent": ("·", "bright_black"),
    "no answer": ("·", "bright_black"),
    "pending": ("…", "cyan"),
    "unknown": ("?", "cyan"),
}
"""Each position by a sign as well as a word and a colour. ``no answer``: none was given, and it was taken for nothing."""

OUTCOMES: Mapping[str, str] = {
    "adopted": "green",
    "blocked": "red",
    "rejected": "red",
    "no quorum": "red",
    "void": "red",
}


def wrapped(
    text: str, *, indent: int = 0, hang: int = 0, lead: int = 0, width: int = WIDTH
) -> list[str]:
    """The text in lines of at most ``width`` columns, every one indented, the later ones by ``hang`` more. ``lead`` columns
    of the first line are taken already. A word that is longer than a line (a digest, a path) stays whole."""
    lines = textwrap.wrap(
        f"{'x' * lead}{text}",
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [lines[0][lead:], *lines[1:]] if lines else []


def heading(text: str) -> list[str]:
    """A line of its own that names what follows, after an empty one."""
    return ["", *(click.style(line, bold=True) for line in wrapped(text))]


def columns(rows: Iterable[Sequence[str]], *, indent: int = 2, gap: int = 2) -> list[str]:
    """The rows in columns, each as wide as its widest cell; the last one wraps under itself."""
    table = [tuple(row) for row in rows]
    if not table:
        return []
    widths = [max(map(shown_width, column)) for column in zip(*table, strict=True)][:-1]
    at = indent + sum(widths) + gap * len(widths)
    return [
        line for row in table for line in _row(row, widths, " " * indent, " " * gap, min(at, 40))
    ]


def _row(row: Sequence[str], widths: Sequence[int], start: str, gap: str, at: int) -> list[str]:
    head = start + "".join(starmap(lambda c, w: padded(c, w) + gap, zip(row, widths, strict=False)))
    if shown_width(head) + shown_width(row[-1]) <= WIDTH:
        return [(head + row[-1]).rstrip()]
    lead = shown_width(head)
    first, *rest = wrapped(row[-1], lead=lead) or [""]
    if shown_width(head) > at:
        return [(head + first).rstrip(), *wrapped(" ".join(rest), indent=at)]
    rest = wrapped(row[-1], width=WIDTH - at)
    return [(head + rest[0]).rstrip(), *(" " * at + line for line in rest[1:])]


def padded(text: str, width: int) -> str:
    """The text with as many spaces behind it as it lacks of ``width`` columns, colour aside."""
    return text + " " * (width - shown_width(text))


def shown_width(text: str) -> int:
    """How many columns the text takes, colour aside."""
    return len(click.unstyle(text))


def text_of(value: str | Mapping[str, str]) -> str:
    """A text or name in the reader's language: English where there is any, otherwise the body's first."""
    if isinstance(value, str):
        return CONFIDENTIAL if value.startswith(SEALED) else value
    return text_of(value.get("en") or next(iter(value.values()), ""))


def names(listed: Sequence[str], most: int = 12) -> str:
    """The names in a row, so many at the most, and how many others there are."""
    if len(listed) <= most:
        return ", ".join(listed)
    return f"{', '.join(listed[: most - 1])} and {len(listed) - most + 1} others"


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun.

    >>> counted(1, "entry", "entries"), counted(12, "case")
    ('1 entry', '12 cases')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size_of(octets: int) -> str:
    """How large a file is, in the unit that fits.

    >>> size_of(812), size_of(43_120), size_of(7_400_000), size_of(21_000_000_000)
    ('812 bytes', '43 kB', '7.4 MB', '21.0 GB')
    """
    if octets < 1_000:
        return counted(octets, "byte")
    if octets < 1_000_000:
        return f"{octets / 1e3:,.0f} kB"
    return f"{octets / 1e6:,.1f} MB" if octets < 1_000_000_000 else f"{octets / 1e9:,.1f} GB"


def signed(position: str, *, word: bool = True) -> str:
    """A position by its sign, and its word unless not wanted, in its colour."""
    sign, colour = SIGNS.get(position, ("", ""))
    said = {"pending": "to answer", "unknown": "not reported"}.get(position, position)
    return click.style(f"{sign} {said}" if word else sign, fg=colour or None)


def emit(lines: Iterable[str], value: Any, as_json: bool) -> None:
    """Prints the page, or the value as JSON."""
    if as_json:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)
