"""The room of a session while it lasts: what is before it, who speaks and who waits, and the question with everybody's
position. Who is there, and whether they are enough, is in ``attendance``.

Who waits for the floor is kept by the pages alone (``models.rooms``); everything else is read from the register. A matter
that is kept in confidence shows neither positions nor who has answered: these stand on its own page, for whom it concerns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from comity.body.asked import room_of
from comity.body.ballots import is_unvoted, positions, ruling_on_record, step_of
from comity.body.confidence import in_confidence
from comity.body.positions import CASTABLE
from comity.body.state import Matter, Question, Session
from comity.body.stopped import undecided_at
from comity.charter.model import Step
from comity.rules.terms import Position
from comity.web.models import RoomNow, SpeakerWaiting
from comity.web.readmodel.consequences import unvoted
from comity.web.readmodel.entries import numbering
from comity.web.readmodel.grid import LETTERS, TONES
from comity.web.readmodel.known_things import MOST
from comity.web.readmodel.sessions import Item, occasion_of
from comity.web.told import names, rulings, words
from comity.web.told.names import Named, Names, Worded
from comity.web.told.rulings import Row
from comity.web.visibility import may_see, visible_matter
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that was put at the session and is open: what it asks, and its matter."""

    question: str
    asked: str
    matter: str
    title: Worded


def undecided(visit: Visit, session: Session) -> tuple[Undecided, ...]:
    """The questions that the close of the session would leave without a ruling, as far as the reader may know of them."""
    at = visit.names()
    return tuple(
        Undecided(
            question.question,
            str(names.asked(at, step_of(visit.state, matter, question), question.asks)),
            matter.matter,
            names.matter(at, matter.matter),
        )
        for matter, question in undecided_at(visit.state, session.session)
        if may_see(visit.state, visit.reader, matter, visit.day)
    )


TILES = 100
"""How many are named where there are more than a page shows: of those asked, of those in the room, of those who are not."""
ON_SCREEN = 4  # of the list that waits for the floor


# --- the list of speakers ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the list. ``place`` is 1 for the next; ``began`` and ``seconds`` are for the timer of who speaks."""

    id: int
    party: str
    called: Worded
    person: Worded
    kind: str
    place: int = 0
    began: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Speakers:
    """``order``: points of order, which go before everybody; ``floor``: all others, replies among them, in their turn."""

    speaking: Waiting | None
    order: tuple[Waiting, ...]
    floor: tuple[Waiting, ...]
    closed: bool
    seconds: int
    mine: tuple[Waiting, ...]

    @property
    def minutes(self) -> float | int:
        """How long each may speak; a half where it is not whole minutes."""
        return self.seconds // 60 if self.seconds % 60 == 0 else round(self.seconds / 60, 1)

    @property
    def beyond(self) -> int:
        """How many wait after those whom the screen names."""
        return max(0, len(self.floor) - ON_SCREEN)


def speakers(at: Names, kept: Iterable[SpeakerWaiting], now: RoomNow, who: str) -> Speakers:
    """The list as it stands; ``mine``: the places of ``who`` on it, which can be given up."""
    live = [one for one in kept if one.withdrawn is None and one.ended is None]
    speaking = next((one for one in live if one.began is not None), None)
    waiting = [one for one in live if one.began is None]
    in_turn = sorted(waiting, key=lambda one: (one.place, one.asked, one.pk))
    order = [one for one in in_turn if one.kind == "order"]
    floor = [one for one in in_turn if one.kind != "order"]
    told = [_waiting(at, one, now, place) for place, one in enumerate((*order, *floor), 1)]
    return Speakers(
        speaking=_waiting(at, speaking, now) if speaking is not None else None,
        order=tuple(told[: len(order)]),
        floor=tuple(told[len(order) :]),
        closed=now.list_closed,
        seconds=now.seconds_each,
        mine=tuple(one for one in told if one.party == who),
    )


def _waiting(at: Names, one: SpeakerWaiting, now: RoomNow, place: int = 0) -> Waiting:
    began = one.began.isoformat() if one.began is not None else ""
    person = names.person(at, one.person) if one.person else Worded("")
    called = names.who(at, one.party)
    return Waiting(one.pk, one.party, called, person, one.kind, place, began, now.seconds_each)


# --- the question -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tile:
    """A member's position: a letter, a tone and a word, so that none of them stands alone; ``before`` what it was."""

    party: Named
    choice: str
    word: str
    letter: str
    tone: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before the room. ``head`` is the ruling, or how it stands; ``needed`` what it waits for. ``secret``: the
    matter is kept in confidence, and nothing of it is shown here. ``choices``: the positions that may be taken. ``beyond``:
    how many are asked who have no tile, where they are very many."""

    question: str
    matter: str
    title: Worded
    asks: str
    article: str
    tiles: tuple[Tile, ...]
    closed: bool
    outcome: str
    head: str
    rows: tuple[Row, ...]
    needed: str
    choices: tuple[str, ...]
    secret: bool = False
    beyond: int = 0


BLOCKING_FIRST = ("against", "care", "waiting", "", "for")


def asked(visit: Visit, session: Session, item: Item | None) -> Asked | None:
    """The question of the item that is before the room, else the last that was decided on it in this session."""
    matter = visible_matter(visit.state, visit.reader, item.matter, visit.day) if item else None
    if matter is None:
        return None
    here = [one for one in matter.questions if _in_room(visit, matter, one, session)]
    at = numbering(visit, visit.names())
    return question_told(at, matter, here[-1], visit.day) if here else None


def question_told(at: Names, matter: Matter, question: Question, day: str) -> Asked:
    """The question with everybody's position, and what it gives or waits for."""
    state, step = at.state, step_of(at.state, matter, question)
    secret = in_confidence(state, matter, day)
    given = ruling_on_record(state, matter, question)
    told = rulings.ruling(given, at) if given is not None else None
    open_one = given if not question.closed else None
    needs = rulings.still_needed(open_one, question, matter, at) if open_one is not None else []
    counted, needed = positions(state, matter, question), rulings.needed_sentence(needs)
    shown = () if secret else tiles(at, question, counted)
    if is_unvoted(state, matter, question, step):
        needed = unvoted(step)
    return Asked(
        question=question.question,
        matter=matter.matter,
        title=names.text(at, matter.title),
        asks=names.asked(at, step, question.asks).text,
        article=step.article or (told.article if told is not None else question.article),
        tiles=shown,
        closed=bool(question.closed),
        outcome=question.outcome,
        head="" if secret else _head(question, told.head if told is not None else ""),
        rows=() if secret or told is None else told.rows,
        needed="" if secret or question.closed else needed,
        choices=_choices(step),
        secret=secret,
        beyond=0 if secret else len(counted) - len(shown),
    )


def _choices(step: Step) -> tuple[str, ...]:
    """The positions that may be taken, for a roll call: those that the step allows, else all."""
    allowed = step.puts.allowed if step.puts is not None else ()
    return tuple(allowed) or tuple(CASTABLE)


def tiles(at: Names, question: Question, counted: dict[str, Position]) -> tuple[Tile, ...]:
    """A tile for everybody asked: who blocks first, then the others, each in the alphabetical order of the language. Where
    very many are asked, tiles for the first of them alone."""
    some: Collection[str] = counted
    if len(counted) > MOST:
        some = sorted(counted, key=lambda one: _rank(question, one, counted))[:TILES]
    made = [_tile(one, question, counted[one.id]) for one in names.parties(at, some)]
    return tuple(sorted(made, key=lambda one: BLOCKING_FIRST.index(one.tone)))


def _rank(question: Question, member: str, counted: Mapping[str, Position]) -> tuple[int, bool]:
    """Who blocks comes first, and who has answered before who has not."""
    said = question.choices.get(member, "pending")
    return BLOCKING_FIRST.index(_tone(said, counted[member])), said == "pending"


def _tone(said: str, counts_as: Position) -> str:
    return "against" if counts_as.startswith("against") else TONES.get(said, "")


def _tile(party: Named, question: Question, counts_as: Position) -> Tile:
    said = question.choices.get(party.id, "pending")
    earlier = [one.choice for one in question.stated.get(party.id, ())[:-1] if one.choice != said]
    tone = _tone(said, counts_as)
    letter = str(LETTERS.get(said, "?"))
    unanswered = said == "pending" and question.closed
    word = gettext("did not answer") if unanswered else words.choice(said)
    return Tile(party, said, word, letter, tone, tuple(words.choice(c) for c in earlier))


def _head(question: Question, said: str) -> str:
    """What was ruled when it closed: a quorum that was lost is not in the positions."""
    if question.closed and question.outcome:
        one = words.came_of(question)
        return f"{one[0].upper()}{one[1:]}."
    return said


def _in_room(visit: Visit, matter: Matter, question: Question, session: Session) -> bool:
    if question.session:
        return question.session == session.session
    if question.closed:
        return False
    on, step = occasion_of(visit), step_of(visit.state, matter, question)
    return room_of(on, question, step) == session.session
