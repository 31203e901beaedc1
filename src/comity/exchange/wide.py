"""Roll calls as one wide table: a row a draft, and a column for each member with how it voted.

Nothing has to be renamed. A column in which every field is a vote, or empty, is a member's, under its name; the others are
known by their names, in any order and in any of the usual words; what is neither is left out. A column that is not known by
its name, and of which half the fields or more are votes, is a member's too (but remarks are not), and a field in it that is
none is a fault.
``WideTable.columns`` says of each column what it was taken for. An empty field is no seat on that day.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     path = Path(folder, "votes.csv")
...     rows = ("Resolution,Date,Result,Remarks,FRANCE,NORWAY", "1,1946-01-25,Adopted,a,Yes,", "-,1946-01-30,Veto,b,No,Yes")
...     _ = path.write_text("\\n".join(rows))
...     table = read_wide(path)
...     roll, _ = table.rolls
>>> roll.event.reported, [(vote.member, vote.position) for vote in roll.votes]
('adopted', [('FRANCE', 'in favour')])
>>> print(*table.columns, sep="\\n")
"Resolution" was taken for the number of the resolution.
"Date" was taken for the date.
"Result" was taken for the outcome.
"Remarks" was left out: it is no member's column and no name that is known.
2 columns were taken for how a member voted: FRANCE, NORWAY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.errors import BadInput
from comity.exchange.tables import Fields, columns_of, rows_of
from comity.exchange.votes import EVENT_COLUMNS, LONGEST_NAME, Event, RollCall, Vote, event_of
from comity.grammar import unfit_line
from comity.rules.terms import Position

VOTED: Mapping[str, Position] = {
    **dict.fromkeys(("y", "yes", "for", "in favour", "in favor"), "in favour"),
    **dict.fromkeys(("n", "no", "against"), "against"),
    **dict.fromkeys(("a", "abstain", "abstained", "abstention", "abstaining"), "abstaining"),
    **dict.fromkeys(("nv", "non-voting", "not voting", "did not vote"), "present not voting"),
    **dict.fromkeys(("x", "absent"), "absent"),
    "?": "unknown",
}
NO_SEAT = ("", ".", "-")
# What a column is for, by the names that it goes by: lower case, one space for any sign between words.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "event id", "draft id", "vote id", "rcid", "number", "record id"),
    "symbol": ("symbol", "document", "document symbol", "draft", "draft symbol", "meeting record"),
    "resolution": ("resolution", "resolution number", "resolution no", "res"),
    "date": ("date", "vote date", "date of vote", "day"),
    "outcome": ("outcome", "result", "decision", "status"),
    "yes": ("yes", "total yes", "in favour", "in favor", "for", "yes votes"),
    "no": ("no", "total no", "against", "no votes"),
    "abstain": ("abstain", "total abstain", "abstentions", "abstaining", "total abstentions"),
    "non_voting": ("non voting", "total non voting", "not voting", "absent"),
    "seats": ("seats", "members", "total members"),
    "title": ("title", "subject", "description", "topic", "agenda", "agenda item"),
}
NO_MEMBER = ("remark", "remarks", "note", "notes", "comment", "comments", "source", "link", "url")
MEANS = {
    "id": "the key of the draft",
    "symbol": "the symbol",
    "resolution": "the number of the resolution",
    "yes": "how many were in favour",
    "no": "how many were against",
    "abstain": "how many abstained",
    "non_voting": "how many did not vote",
    "seats": "the number of seats",
}
OUTCOMES = (
    ("veto", "vetoed"),
    (r"not adopted|lack|reject|fail|defeat", "lack of maj."),
    (r"adopt|pass|carried", "adopted"),
)


@dataclass(frozen=True, slots=True)
class WideTable:
    """The roll calls of a wide table, in its order, and what each of its columns was taken for, in sentences."""

    rolls: Iterator[RollCall]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a table: where each known one is, and the members with their places."""

    names: tuple[str, ...]
    known: Mapping[str, int]
    members: Mapping[str, int]

    @property
    def written(self) -> dict[str, str]:
        """What the table calls the columns that are known."""
        return {word: self.names[place] for word, place in self.known.items()}


def read_wide(path: Path) -> WideTable:
    """The table in the file. ``BadInput`` where it has no column of dates, none of outcomes or resolutions, or none of a
    member, or a field that is no vote in a column of votes; and, when its turn comes, at a row that is wrong."""
    names = columns_of(path)
    rows = list(rows_of(path, names))
    layout = _layout(names, [fields for _, fields in rows])
    _check_votes(path, layout, rows)
    for needed in (("date",), ("outcome", "resolution")):
        if layout.known.keys().isdisjoint(needed):
            words = " or ".join(needed)
            raise _no_column(path, names, f"No column is the {words}.", f"Name it {words}.")
    for member in layout.members:
        unfit = unfit_line(member, LONGEST_NAME)
        if unfit is not None:
            where = f"{path}:1: column {layout.members[member] + 1}"
            raise BadInput(unfit.code, unfit.message, where=where, remedy=unfit.advice)
    if not layout.members:
        raise _no_column(path, names, "No column holds votes alone.", "Give a column a member.")
    return WideTable(_rolls(path, layout), tuple(_told(layout)))


def _no_column(path: Path, names: Sequence[str], sentence: str, remedy: str) -> BadInput:
    remedy = f"{remedy} These are there: {', '.join(names)[:200]}."
    return BadInput("table.column", sentence, where=f"{path}:1", remedy=remedy)


def _layout(names: tuple[str, ...], rows: Sequence[Fields]) -> _Layout:
    members, known = dict[str, int](), dict[str, int]()
    for place, name in enumerate(names):
        fields = [row[place].strip().casefold() for row in rows]
        given = [field for field in fields if field not in NO_SEAT]
        votes = sum(field in VOTED for field in given)
        if given and votes == len(given):
            members[name] = place
            continue
        plain = " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())
        word = next((word for word, usual in NAMES.items() if plain in usual), "")
        if word:
            known.setdefault(word, place)
        elif votes and 2 * votes >= len(given) and plain not in NO_MEMBER:
            members[name] = place
    return _Layout(names, known, members)


def _check_votes(path: Path, layout: _Layout, rows: Sequence[tuple[int, Fields]]) -> None:
    """``BadInput`` (``votes.row``) at the first field that is no vote in a member's column."""
    for line, fields in rows:
        for member, place in layout.members.items():
            if fields[place].strip().casefold() not in {*VOTED, *NO_SEAT}:
                raise BadInput(
                    "votes.row",
                    f"{fields[place][:60]!r} is no vote, and the column of {member} holds votes.",
                    where=f"{path}:{line}: {member}",
                    remedy="Write Y, N, A, NV, X or ?, or leave it empty where the member had no seat.",
                )


def _told(layout: _Layout) -> Iterator[str]:
    taken = {place: word for word, place in layout.known.items()}
    for place, name in enumerate(layout.names):
        if place in taken:
            means = MEANS.get(taken[place], f"the {taken[place]}")
            yield f'"{name}" was taken for {means}.'
        elif name not in layout.members:
            yield f'"{name}" was left out: it is no member\'s column and no name that is known.'
    number, members = len(layout.members), ", ".join(layout.members)
    columns = "1 column was" if number == 1 else f"{number} columns were"
    yield f"{columns} taken for how a member voted: {members}."


def _rolls(path: Path, layout: _Layout) -> Iterator[RollCall]:
    seen: set[str] = set()
    for line, fields in rows_of(path, layout.names):
        event = _event(path, layout, line, fields)
        if event.id in seen:
            raise BadInput(
                "votes.row",
                f"The draft {event.id!r} is there twice.",
                where=f"{path}:{line}: {layout.written.get('id', 'id')}",
                remedy="Give each draft once.",
            )
        seen.add(event.id)
        yield RollCall(event, tuple(_votes(layout, line, fields)))


def _event(path: Path, layout: _Layout, line: int, fields: Fields) -> Event:
    given = {word: fields[place].strip() for word, place in layout.known.items()}
    row = {word: given.get(word) or "?" for word in EVENT_COLUMNS}
    row["id"] = given.get("id") or str(line - 1)
    row["symbol"] = given.get("symbol", "")
    row["resolution"] = given.get("resolution") or "-"
    row["date"] = given["date"][:10]
    row["outcome"] = _outcome(given)
    row["title"] = given.get("title", "")
    fields_of_event = tuple(row[word] for word in EVENT_COLUMNS)
    return event_of(line, fields_of_event, str(path), layout.written)


def _outcome(given: Mapping[str, str]) -> str:
    """The outcome in the words of the two tables; as it is written, to be refused, where none of them is meant."""
    if "outcome" not in given:
        return "adopted" if given["resolution"] not in ("", "-") else ""
    written = given["outcome"].casefold()
    return next(
        (word for pattern, word in OUTCOMES if re.search(pattern, written)), given["outcome"]
    )


def _votes(layout: _Layout, line: int, fields: Fields) -> Iterator[Vote]:
    for member, place in layout.members.items():
        written = fields[place].strip().casefold()
        if written not in NO_SEAT:
            yield Vote(member, VOTED[written], None, line)
