"""Roll calls as two tables: ``events.csv`` with one row a draft, ``votes.csv`` with one row a member and draft.

The columns are those of the "UNSC votes since 1946 Database" (Benoit Martin, Sciences Po, doi 10.21410/7E4/Z0KECE); any
folder with the same columns is read, of whatever body and years:

==========  ============================================================================================================
events      ``id`` (the key), ``symbol``, ``resolution`` (its number; ``-`` for none), ``date``, ``outcome``, ``yes``,
            ``no``, ``abstain``, ``non_voting`` (totals; ``?`` where not reported), ``seats``, ``title``
votes       ``id`` of the event, ``member`` (its name), ``vote``, ``permanent`` (0 or 1)
==========  ============================================================================================================

What the words mean in the notation is in ``OUTCOMES`` and ``VOTES``. ``NV`` is a member that took no part, which is not
to abstain; the tables do not say whether it was in the room, so a rule that asks who is present cannot be ruled from them.
A member that a table leaves out is not thereby absent: nothing is known of it.

Every row is checked. At the first that is wrong, everything before it has been given.

>>> event = event_of(2, ("7", "S/RES/7", "7", "1946-06-26", "adopted", "9", "1", "1", "0", "11", "Spain"), "events.csv")
>>> event.reported, event.totals
('adopted', (9, 1, 1, 0))
>>> event_of(3, ("8", "S/RES/8", "8", "1946-06-31", "adopted", "9", "1", "1", "0", "11", "Spain"), "events.csv")
Traceback (most recent call last):
comity.errors.BadInput: events.csv:3: date: '1946-06-31' is no day of the calendar. Write it as 1946-06-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from comity.errors import BadInput, Message
from comity.exchange.tables import Fields, rows_of, table_in
from comity.grammar import Unfit, known_unfit_id, unfit_line, unfit_year
from comity.rules.terms import Outcome, Position

OUTCOMES: Mapping[str, Outcome] = {
    "adopted": "adopted",
    "vetoed": "blocked",
    "lack of maj.": "rejected",
}
VOTES: Mapping[str, Position] = {
    "Y": "in favour",
    "N": "against",
    "A": "abstaining",
    "NV": "present not voting",
    "?": "unknown",
}
EVENT_COLUMNS = (
    *("id", "symbol", "resolution", "date", "outcome"),
    *("yes", "no", "abstain", "non_voting", "seats", "title"),
)
VOTE_COLUMNS = ("id", "member", "vote", "permanent")
NOT_REPORTED = "?"
MOST_SEATS = 10_000
LONGEST_NAME = 200

Totals = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """A draft that was put to the vote. ``reported`` is the outcome that the source gives, ``totals`` how many were in
    favour, against, abstaining and not taking part; None where it does not report them. ``line``: its place."""

    id: str
    symbol: str
    resolution: str
    date: str
    reported: Outcome
    totals: Totals | None
    seats: int | None
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Vote:
    """How one member stood, by the member's name. ``permanent`` is None where the source does not say it."""

    member: str
    position: Position
    permanent: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class RollCall:
    """An event with the votes that the source has of it."""

    event: Event
    votes: tuple[Vote, ...]


@dataclass(slots=True)
class _Read:
    """Votes by event as far as they could be read, what ended the reading, and the event of that row, if it has one."""

    votes: dict[str, list[Vote]] = field(default_factory=dict)
    fault: BadInput | None = None
    faulty: str = ""


def single_table(folder: Path) -> Path | None:
    """The one table of a folder that has neither of the two: a wide one (``wide``). None for any other folder."""
    found = [path for path in sorted(folder.iterdir()) if path.name.endswith((".csv", ".csv.gz"))]
    two = any(path.name.split(".")[0] in ("events", "votes") for path in found)
    return found[0] if len(found) == 1 and not two else None


def read_votes(folder: Path) -> Iterator[RollCall]:
    """The roll calls in the folder, in the order of its events.

    ``BadInput`` at the first row that is wrong, in either table, once every roll call that is complete before it has been
    given: an unknown word for an outcome or a vote, a vote on no event of the table, a member twice in one event, more
    votes than seats, a bad date or number, whatever ``tables`` refuses."""
    events_file, votes_file = table_in(folder, "events"), table_in(folder, "votes")
    read = _votes(votes_file, _ids(events_file))
    for event in _events(events_file):
        votes = tuple(read.votes.pop(event.id, ()))
        if read.fault is not None and (event.id == read.faulty or _may_lack(event, votes)):
            raise read.fault
        if event.seats is not None and len(votes) > event.seats:
            raise BadInput(
                "votes.seats",
                f"Event {event.id} has {len(votes)} votes for {event.seats} seats.",
                where=f"{votes_file}:{votes[event.seats].line}: member",
                remedy="Give one row for each member that sat.",
            )
        yield RollCall(event, votes)
    if read.fault is not None:
        raise read.fault


def event_of(
    line: int, fields: Fields, file: str, columns: Mapping[str, str] | None = None
) -> Event:
    """The event in a row of ``EVENT_COLUMNS``. ``BadInput`` names the file, the line and the column; ``columns`` are what
    the table calls those that it calls otherwise."""
    key, symbol, resolution, day, outcome, *numbers, seats, title = fields
    place = _Place(file, line, columns or {})
    place.name("id", key)
    place.fit("id", known_unfit_id(key))
    for column, text in (("symbol", symbol), ("resolution", resolution), ("title", title)):
        place.fit(column, unfit_line(text) if text else None)
    if outcome not in OUTCOMES:
        raise place.word("outcome", outcome, OUTCOMES)
    totals = tuple(
        place.number(name, text) for name, text in zip(EVENT_COLUMNS[5:9], numbers, strict=True)
    )
    known = [number for number in totals if number is not None]
    return Event(
        id=key,
        symbol=symbol,
        resolution="" if resolution == "-" else resolution,
        date=place.day("date", day),
        reported=OUTCOMES[outcome],
        totals=(known[0], known[1], known[2], known[3]) if len(known) == 4 else None,
        seats=place.number("seats", seats),
        title=title,
        line=line,
    )


def vote_of(line: int, fields: Fields, file: str) -> Vote:
    """The vote in a row of ``VOTE_COLUMNS``. ``BadInput`` names the file, the line and the column."""
    _, member, letter, permanent = fields
    place = _Place(file, line)
    place.name("member", member)
    if letter not in VOTES:
        raise place.word("vote", letter, VOTES)
    if permanent not in ("0", "1"):
        raise place.word("permanent", permanent, {"0": "no", "1": "yes"})
    return Vote(member, VOTES[letter], permanent == "1", line)


# --- the two tables -----------------------------------------------------------------------------------------------------


def _ids(file: Path) -> set[str] | None:
    """The ids of all events; None where the table breaks off, so that nobody can say which events there are not."""
    ids: set[str] = set()
    try:
        ids.update(key for _, (key, _) in rows_of(file, ("id", "date")))
    except BadInput:
        return None
    return ids


def _events(file: Path) -> Iterator[Event]:
    lines: dict[str, int] = {}
    for line, fields in rows_of(file, EVENT_COLUMNS):
        event = event_of(line, fields, str(file))
        if event.id in lines:
            raise _Place(str(file), line).fault(
                "id",
                f"The event {event.id!r} is in line {lines[event.id]} already.",
                "Give each event once.",
            )
        lines[event.id] = line
        yield event


def _votes(file: Path, ids: set[str] | None) -> _Read:
    """The votes by event, up to the first row that is wrong. ``ids`` are the events there are, where that is known."""
    read = _Read()
    key = ""
    try:
        for line, fields in rows_of(file, VOTE_COLUMNS):
            key = fields[0]
            vote = vote_of(line, fields, str(file))
            given = read.votes.setdefault(key, [])
            _check_vote(vote, key, ids, given, _Place(str(file), line))
            given.append(vote)
            key = ""
    except BadInput as fault:
        read.fault, read.faulty = fault, key
    return read


def _check_vote(
    vote: Vote, key: str, ids: set[str] | None, given: list[Vote], place: _Place
) -> None:
    if ids is not None and key not in ids:
        raise place.fault("id", f"There is no event {key!r}.", "Vote on events of the table.")
    before = next((other.line for other in given if other.member == vote.member), 0)
    if before:
        raise place.fault(
            "member",
            f"{vote.member} is in event {key} twice, first in line {before}.",
            "Give each member once.",
        )


def _may_lack(event: Event, votes: tuple[Vote, ...]) -> bool:
    """Whether the event may have more votes than these, in the part of the table that was not read."""
    return event.seats is None or len(votes) < event.seats


# --- single fields ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    line: int
    columns: Mapping[str, str] = field(default_factory=dict)

    def fault(
        self, column: str, sentence: str | Message, remedy: str | Message, code: str = "votes.row"
    ) -> BadInput:
        where = f"{self.file}:{self.line}: {self.columns.get(column, column)}"
        return BadInput(code, sentence, where=where, remedy=remedy)

    def fit(self, column: str, unfit: Unfit | None) -> None:
        """Raises what is wrong with the field by the grammar of ids and texts, if anything is."""
        if unfit is not None:
            raise self.fault(column, unfit.message, unfit.advice, unfit.code)

    def word(self, column: str, text: str, known: Mapping[str, str]) -> BadInput:
        near = get_close_matches(text, known, n=1)
        meant = f" Perhaps {near[0]!r} is meant." if near else ""
        words = ", ".join(repr(word) for word in known)
        return self.fault(
            column, f"{text[:80]!r} is none of {words}.{meant}", "Write one of these.", "votes.word"
        )

    def name(self, column: str, text: str) -> None:
        if not text or len(text) > LONGEST_NAME or not text.isprintable():
            said = f"{text[:80]!r} is no name." if text else "There is none."
            raise self.fault(column, said, f"Give one line of at most {LONGEST_NAME} letters.")
        self.fit(column, unfit_line(text))

    def number(self, column: str, text: str) -> int | None:
        """The number, at most ``MOST_SEATS``; None where it is not reported."""
        if text == NOT_REPORTED:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= MOST_SEATS):
            raise self.fault(
                column,
                f"{text[:80]!r} is no number of members.",
                f"Write digits, or {NOT_REPORTED}.",
            )
        return int(text)

    def day(self, column: str, text: str) -> str:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            said, code = f"{text[:80]!r} is no day of the calendar.", "votes.date"
            raise self.fault(column, said, "Write it as 1946-06-30.", code)
        unfit = unfit_year(day.year)
        if unfit is not None:
            raise self.fault(column, unfit.message, unfit.advice, unfit.code)
        return text
