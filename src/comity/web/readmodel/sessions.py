"""Sessions as a page shows them: coming and past, by organ and month; the agenda of one; who is admitted to it.

An item about a matter that the reader may not know of is not on the reader's agenda, and leaves no gap in its numbers. The
papers of an item are the versions of its matter's text; to whom they go the format of the session says. An item is late
when it was first asked for on the day of the session or after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from comity.body.acts import Act
from comity.body.entry import Entry
from comity.body.occasion import Occasion, day_at, occasion, organ_of
from comity.body.room import admitted, day_of, format_of, sees_papers, steer
from comity.body.state import AgendaItem, Matter, Session, State, find_matter
from comity.charter.model import RolePhrase
from comity.errors import Refused
from comity.web import acting
from comity.web.told import names, words
from comity.web.told.names import Names, Worded
from comity.web.told.versions import revision
from comity.web.visibility import visible_matter
from comity.web.visits import Visit

Stage = Literal["coming", "overdue", "sitting", "closed"]
MONTH = len("2026-11")


class Meanwhile(Exception):
    """What a form was about has been changed by somebody else since the page was shown. ``sentence`` says what happened,
    ``remedy`` what to do; both are for the reader, in the reader's language."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


# --- the list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A session on one line. ``day`` is its day in ISO, by which it is sorted; ``on`` as it is known."""

    session: str
    title: Worded
    organ: str
    on: str
    day: str
    stage: Stage
    format: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A row of the calendar: the month (``2026-11``), and the sessions in it by organ, in the order of the columns."""

    month: str
    cells: tuple[tuple[Listed, ...], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """``coming`` from the next on, ``past`` from the last back; ``organs`` are the columns of ``months``."""

    sitting: tuple[Listed, ...]
    coming: tuple[Listed, ...]
    past: tuple[Listed, ...]
    organs: tuple[str, ...]
    months: tuple[Month, ...]


def calendar(at: Names, day: str, organ: str = "") -> Calendar:
    """The sessions of the body, or of that organ alone, as on ``day``."""
    listed = [listing(at, one, day) for one in at.state.sessions.values()]
    shown = sorted((one for one in listed if organ in ("", one.organ)), key=lambda one: one.day)
    sitting = tuple(one for one in shown if one.stage == "sitting")
    coming = tuple(one for one in shown if one.stage in ("coming", "overdue"))
    past = tuple(one for one in reversed(shown) if one.stage == "closed")
    met = {one.organ for one in listed}
    organs = tuple(one for one in at.law.organs if one in met and organ in ("", one))
    return Calendar(sitting, coming, past, organs, months((*sitting, *coming), organs))


def listing(at: Names, session: Session, day: str) -> Listed:
    """The session on one line."""
    return Listed(
        session=session.session,
        title=names.session(at, session.session),
        organ=session.organ,
        on=session.on,
        day=day_of(session),
        stage=stage(session, day),
        format=str(names.session_format(at, session.organ, session.format))
        if session.format
        else "",
        host=session.host,
    )


def stage(session: Session, day: str) -> Stage:
    """How far the session has come. One that sources report without its end is closed once its day is past."""
    if session.closed or (session.attested and day_of(session) < day):
        return "closed"
    if session.opened:
        return "sitting"
    return "coming" if day_of(session) >= day else "overdue"


def months(listed: Iterable[Listed], organs: Sequence[str]) -> tuple[Month, ...]:
    """The months in which there are sessions, in order, each with a cell for every organ."""
    by_month: dict[str, list[Listed]] = {}
    for one in listed:
        by_month.setdefault(one.day[:MONTH], []).append(one)
    return tuple(
        Month(month, tuple(tuple(one for one in ones if one.organ == organ) for organ in organs))
        for month, ones in sorted(by_month.items())
    )


# --- who is admitted --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Admission:
    """``admits`` and ``papers`` in words, empty where the charter gives the session no format: then whoever may attend is
    admitted. ``welcome``: whether the reader is, in the capacity chosen; ``reads``: whether the papers go to the reader."""

    format: str
    admits: tuple[str, ...]
    papers: tuple[str, ...]
    article: str
    welcome: bool
    reads: bool


def admission(visit: Visit, session: Session) -> Admission:
    """Who is admitted to the session, and whether the reader is."""
    at = visit.names()
    one = format_of(visit.state, visit.law, session)
    organ = organ_of(visit.state, visit.law, session.organ)
    return Admission(
        format=str(names.session_format(at, session.organ, session.format)) if one else "",
        admits=_roles(at, one.admits if one else ()),
        papers=_roles(at, one.papers_to if one else ()),
        article=(one.cites.article if one else "") or organ.cites.article,
        welcome=is_admitted(visit, session),
        reads=reads_papers(visit, session),
    )


def is_admitted(visit: Visit, session: Session) -> bool:
    """Whether the reader may be in the room, in person, in the capacity chosen."""
    on, who = occasion_of(visit), _who(visit)
    person = visit.reader.person if visit.reader.party else ""
    return bool(who) and admitted(on, session.session, who, person)


def reads_papers(visit: Visit, session: Session) -> bool:
    """Whether the papers of the session go to whom the reader acts for. Where the charter keeps them from nobody by a
    format, whoever may read the body's pages reads them."""
    one = format_of(visit.state, visit.law, session)
    if one is None or not one.papers_to or visit.reader.keeps_record:
        return True
    return bool(_who(visit)) and sees_papers(occasion_of(visit), session.session, _who(visit))


def steering(visit: Visit, session: Session) -> Refused | None:
    """Why the reader does not steer the session; None where he or she does. A session that has closed has its officers
    still: they keep its minutes."""
    act = acting.made(visit, Act)
    if visit.hosted.as_reported or visit.reader.capacity is None:
        return Refused("session.not_yours", "", article="", remedy="")
    try:
        steer(occasion_of(visit), act, organ_of(visit.state, visit.law, session.organ))
    except Refused as refused:
        return refused
    return None


def occasion_of(visit: Visit) -> Occasion:
    """The occasion of an act now."""
    return occasion(visit.state, visit.now, visit.state.size)


def _who(visit: Visit) -> str:
    return visit.reader.party or visit.reader.acts_for


def _roles(at: Names, phrases: Iterable[RolePhrase]) -> tuple[str, ...]:
    return tuple(names.role(at, phrase) for phrase in phrases)


# --- the agenda -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """A version of a text by its ``name`` (the original, Rev.1), the version's number, and its record number."""

    name: str
    version: int
    entry: int


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the agenda. ``number`` is what the reader sees, ``position`` the place in the register; 0 where the item
    was asked for alone. ``up`` and ``down`` are the places next to it, 0 where there is none."""

    item: str
    number: int
    position: int
    title: Worded
    by: str
    matter: str
    pill: str
    tone: str
    documents: tuple[Document, ...]
    late: bool
    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Agenda:
    """``placed`` are all items with a number, those that are ``late`` among them; ``asked`` wait to be placed. ``order`` is
    the digest of the order in which the register has them: a form that moves an item says which order it has seen."""

    placed: tuple[Item, ...]
    asked: tuple[Item, ...]
    order: str
    places: int

    @property
    def in_time(self) -> tuple[Item, ...]:
        return tuple(one for one in self.placed if not one.late)

    @property
    def late(self) -> tuple[Item, ...]:
        return tuple(one for one in self.placed if one.late)


Reading = Callable[[int], Entry | None]


def agenda(visit: Visit, session: Session, entry: Reading) -> Agenda:
    """The agenda as the reader may see it. ``entry`` reads the register, which knows when an item was asked for."""
    at = visit.names()
    shown = list(visible_items(visit, session))
    placed = [one for one in shown if one.position]
    items = []
    for place, one in enumerate(placed):
        up = placed[place - 1].position if place else 0
        down = placed[place + 1].position if place + 1 < len(placed) else 0
        items.append(_item(at, visit, session, one, entry, place + 1, up, down))
    asked = [_item(at, visit, session, one, entry) for one in shown if not one.position]
    places = sum(1 for one in session.items if one.position)
    return Agenda(tuple(items), tuple(asked), order_of(session), places)


def visible_items(visit: Visit, session: Session) -> Iterator[AgendaItem]:
    """The items, placed or asked for, of matters that the reader may know of."""
    for one in session.items:
        if not one.matter or visible_matter(visit.state, visit.reader, one.matter, visit.day):
            yield one


def order_of(session: Session) -> str:
    """The digest of the order of the agenda, and of what waits to be placed."""
    order = " ".join(f"{one.item}:{one.position}" for one in session.items)
    return sha256(order.encode()).hexdigest()[:16]


def is_late(state: State, session: Session, item: AgendaItem, entry: Reading) -> bool:
    """Whether the item was first asked for on the day of the session or after. For a session convened on its own day, every
    item of that day is in time."""
    asked, convened = entry(item.entry), entry(session.entry)
    if item.attested or asked is None or convened is None:
        return False
    day = day_at(state, asked.at)
    return day >= day_of(session) and day > day_at(state, convened.at)


def documents(matter: Matter) -> tuple[Document, ...]:
    """The versions of the matter's text, the last first."""
    found = [Document(revision(one.version), one.version, one.entry) for one in matter.versions]
    return tuple(reversed(found))


def pill(at: Names, matter: Matter) -> tuple[str, str]:
    """How the matter stands, in a word or two, and the tone of the tag: good, bad, care or none."""
    if matter.ended:
        tones = {"completed": "good", "adopted": "good", "rejected": "bad", "blocked": "bad"}
        return words.outcome(matter.outcome), tones.get(matter.outcome, "")
    asked = matter.question()
    return str(names.step(at, matter.procedure, matter.step)), "accent" if asked is not None else ""


def _item(
    at: Names,
    visit: Visit,
    session: Session,
    one: AgendaItem,
    entry: Reading,
    number: int = 0,
    up: int = 0,
    down: int = 0,
) -> Item:
    matter = find_matter(visit.state, one.matter) if one.matter else None
    told, tone = pill(at, matter) if matter is not None else ("", "")
    title = names.text(at, one.title) if one.title else names.matter(at, one.matter)
    papers = documents(matter) if matter is not None else ()
    late = is_late(visit.state, session, one, entry)
    return Item(
        one.item,
        number,
        one.position,
        title,
        one.by,
        one.matter,
        told,
        tone,
        papers,
        late,
        up,
        down,
    )
