"""Stretches of days of a charter on which something is lacking that is there on others.

>>> from comity.charter.reading import read_charter_text
>>> from comity.charter.law import first_days, law
>>> ended = "status: [{from: 2020-01-01, is: member, until: 2021-12-31}]"
>>> charter = read_charter_text(f"comity: 1\\nbody: x\\ntitle: X\\nmembers: [{{member: A, {ended}}}]\\n")
>>> laws = [law(charter, first) for first in first_days(charter)]
>>> [(str(since), until and str(until)) for (since, until), _ in runs(laws, lambda on: not on.members)]
[('0001-01-01', '2020-01-01'), ('2022-01-01', None)]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from comity.charter.findings import Finding
from comity.charter.law import Law

Run = tuple[date, date | None]
"""From a day on, until another (None: without end); ``date.min`` from the beginning."""
PLACED = ("group", "status", "organ", "office")
"""Of what kind what the finding names may be, for the line that has it."""


def runs(laws: Sequence[Law], lacks: Callable[[Law], bool]) -> list[tuple[Run, Law]]:
    """Each stretch of days on which it is lacking, with the law of its first day; none where it is lacking on all."""
    found: list[tuple[Run, Law]] = []
    lacking = [lacks(on) for on in laws]
    if all(lacking):
        return found
    for at, on in enumerate(laws):
        if lacking[at] and (at == 0 or not lacking[at - 1]):
            after = next((laws[to].since for to in range(at, len(laws)) if not lacking[to]), None)
            found.append(((on.since if at else date.min, after), on))
    return found


def in_time(run: Run, found: Finding) -> tuple[Run, Finding]:
    """The finding with the days of which it is true, and the way to what it names."""
    since, until = run
    if since == date.min:
        when, days = f"Before {until}", {"until": str(until)}
    elif until is None:
        when, days = f"From {since} on", {"since": str(since)}
    else:
        when, days = f"From {since} until {until}", {"since": str(since), "until": str(until)}
    values = {**found.values, **days}
    where = next(((one, str(values[one])) for one in PLACED if one in values), found.where)
    return run, replace(found, sentence=f"{when}: {found.sentence}", values=values, where=where)


def once_there(laws: Sequence[Law], lacks: Callable[[Law], bool]) -> list[tuple[Run, Law]]:
    """The same, of what was there before: from the first law on under which it is not lacking."""
    first = next((at for at, on in enumerate(laws) if not lacks(on)), len(laws))
    return runs(laws[first:], lacks)
