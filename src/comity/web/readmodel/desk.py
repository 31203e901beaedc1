"""The desk: what waits for the reader, until when, and what happens if nothing is done; and the public face of a body.

What waits comes from an index (``waiting``), so that a desk costs the same however many matters run: the first ``SHOWN``
are told in full, the rest are counted. What happens if nothing is done is ruled by the question's own rule, with the
reader's member taken as the charter takes silence (``consequences``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.acts import StatePosition
from comity.body.state import Decision, Matter, Session
from comity.body.turns import holder_of_turn, holders
from comity.charter.model import Step
from comity.errors import ComityError
from comity.web.acting import SIGNING, made, refusal
from comity.web.readmodel.answering import USUAL
from comity.web.readmodel.asking import Asking, asking, procedure_of, version_asked, why_stopped
from comity.web.readmodel.consequences import if_nothing
from comity.web.readmodel.waiting import LAST, Clock, Index, Waiting, first, index_of
from comity.web.told import called, names, words
from comity.web.told.names import Names, Worded
from comity.web.visibility import may_see, visible_matter
from comity.web.visits import Visit

SHOWN = 12
"""So many things are told in full."""
RUNNING = 5
"""So many clocks."""

WORDS = {
    "answer": _("answer"),
    "sign": _("signature"),
    "silence": _("silence runs"),
    "close": _("to be closed"),
    "put": _("to be put"),
    "provide": _("to be provided"),
    "occur": _("to be recorded"),
    "resume": _("hindered"),
    "report": _("report"),
    "reply": _("question on progress"),
    "meet": _("meeting proposed"),
    "contested": _("contested"),
    "reversed": _("ruling reversed"),
}
"""What is asked of whom something waits for, in a word or two."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. ``until`` is an instant, or empty; ``day`` a day instead of it; ``nothing`` what happens if the
    reader does nothing; ``why`` the refusal that the reader would meet; ``through`` whose it is where not the reader's."""

    kind: str
    word: str
    about: str
    question: str
    title: Worded
    asked: str
    until: str
    day: str
    nothing: str
    why: ComityError | None = None
    through: str = ""

    @property
    def task(self) -> bool:
        """Whether it is no matter, and has no page of its own."""
        return self.kind in ("report", "reply", "meet")

    @property
    def tone(self) -> str:
        """The colour that goes with the word."""
        return {
            "sign": "accent",
            "answer": "accent",
            "silence": "care",
            "resume": "bad",
            "contested": "care",
            "reversed": "bad",
        }.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, for everybody: ``asked`` is the question, empty where the matter only waits for its day."""

    matter: str
    title: Worded
    asked: str
    until: str


@dataclass(frozen=True, slots=True)
class Desk:
    """``mine`` waits for the reader; ``others`` for somebody else of the same member or organ. ``more``: how many of each
    are not shown."""

    mine: tuple[Item, ...]
    more: int
    others: tuple[Item, ...]
    more_others: int
    clocks: tuple[Running, ...]
    more_clocks: int
    sessions: tuple[Session, ...] = ()

    @property
    def total(self) -> int:
        """How many things wait for the reader."""
        return len(self.mine) + self.more


@dataclass(frozen=True, slots=True)
class Held:
    """An office or rota with whoever holds it now, or nobody; ``acting`` in a vacant office."""

    name: str
    holder: str
    until: str = ""
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """What a body shows to whoever comes: its last decisions, its coming sessions, its officers, clocks that run."""

    decisions: tuple[tuple[Decision, str], ...]
    sessions: tuple[Session, ...]
    officers: tuple[Held, ...]
    clocks: tuple[Running, ...] = field(default=())


def desk(visit: Visit, at: Names) -> Desk:
    """The desk of a reader who acts in some capacity."""
    index = index_of(visit)
    mine, others = _lists(visit, index)
    shown_mine, more = _shown(visit, index, mine, at)
    shown_others, more_others = _shown(visit, index, others, at, most=SHOWN // 2)
    clocks, more_clocks = _clocks(visit, index, at)
    return Desk(
        mine=shown_mine,
        more=more,
        others=shown_others,
        more_others=more_others,
        clocks=clocks,
        more_clocks=more_clocks,
        sessions=coming(visit, index),
    )


def face(visit: Visit, at: Names) -> Face:
    """The public face of the body."""
    index = index_of(visit)
    return Face(
        decisions=tuple(_last_decisions(visit)),
        sessions=coming(visit, index),
        officers=tuple(_officers(visit)),
        clocks=_clocks(visit, index, at)[0],
    )


# --- what waits -------------------------------------------------------------------------------------------------------


def _lists(visit: Visit, index: Index) -> tuple[list[list[Waiting]], list[list[Waiting]]]:
    """What waits for the reader in this capacity, and what waits for others of the same member or organ."""
    reader = visit.reader
    assert reader.capacity is not None, "who has a desk acts in some capacity"
    mine: list[list[Waiting]] = []
    others: list[list[Waiting]] = []
    for through, waiting in index.of(reader.acts_for).items():
        (mine if through in ("", reader.capacity.as_) else others).append(waiting)
    mine += index.of(reader.person).values()
    return mine, others


def _shown(
    visit: Visit, index: Index, lists: list[list[Waiting]], at: Names, most: int = SHOWN
) -> tuple[tuple[Item, ...], int]:
    """The first things that the reader may know of, told; and how many more there are."""
    hidden = _hidden(visit, index)
    seen = (w for w in first(lists, most + len(hidden)) if w.about not in hidden)
    told = [item for one in seen if (item := item_of(visit, one, at)) is not None][:most]
    count = sum(map(len, lists))
    if hidden:
        count -= sum(1 for some in lists for w in some if w.about in hidden)
    return tuple(told), max(0, count - len(told))


def _hidden(visit: Visit, index: Index) -> set[str]:
    """The matters in confidence that the reader may not know of."""
    running = visit.state.matters
    return {
        name
        for name in index.confidential
        if name in running and not may_see(visit.state, visit.reader, running[name], visit.day)
    }


def item_of(visit: Visit, one: Waiting, at: Names) -> Item | None:
    """What waits, told to the reader; None where it waits no more."""
    if one.kind == "reversed":
        return _reversed(one, at)
    matter = visit.state.matters.get(one.about)
    if matter is None:
        return _task(visit, one, at)
    current = matter.question()
    asked = asking(visit, matter, current) if current is not None and one.question else None
    return Item(
        kind=one.kind,
        word=str(WORDS[one.kind]),
        about=one.about,
        question=one.question,
        title=names.matter(at, one.about),
        asked=_asked(visit, matter, one, asked, at),
        until="" if one.until == LAST else one.until,
        day="",
        nothing=_nothing(visit, matter, one, asked, at),
        why=_why(visit, asked) if asked is not None and one.kind in ("answer", "sign") else None,
        through=called.quality(at.law, asked.through) if asked else "",
    )


def _reversed(one: Waiting, at: Names) -> Item:
    """A ruling that was reversed with something standing on it; the matter may have ended."""
    asked = gettext("A ruling was reversed, and what followed from it stands. Somebody must act.")
    nothing = gettext("Everything stays as it is: nothing is undone by itself.")
    title = names.matter(at, one.about)
    return Item(
        one.kind, str(WORDS[one.kind]), one.about, one.question, title, asked, "", "", nothing
    )


def _asked(visit: Visit, matter: Matter, one: Waiting, asked: Asking | None, at: Names) -> str:
    if one.kind == "contested":
        return gettext("An answer that was recorded on a member’s behalf is contested.")
    if asked is not None:
        return question_title(asked, at)
    step = _step(visit, matter)
    if step is None:
        return ""
    match one.kind:
        case "resume":
            return why_stopped(visit, matter, at)
        case "provide" if step.asks is not None:
            thing = called.thing(at.law, step.asks.thing)
            who = names.role(at, step.asks.of)
            return gettext("Asked for: {thing}, from {who}.").format(thing=thing, who=who)
        case "put" if step.puts is not None:
            asked_for = names.text(at, step.puts.question)
            return gettext("The question to put: {question}.").format(question=asked_for)
        case "occur" if step.waits is not None:
            event = called.thing(at.law, step.waits.event)
            return gettext("Waits for: {event}.").format(event=event)
    return str(names.text(at, step.title))


def question_title(asked: Asking, at: Names) -> str:
    """What the question asks, as a heading; the title of its step where the charter has that alone in the reader's
    language."""
    said = str(names.asked(at, asked.step, asked.question.asks) or names.text(at, asked.step.title))
    return f"{said[:1].upper()}{said[1:]}"


def _nothing(visit: Visit, matter: Matter, one: Waiting, asked: Asking | None, at: Names) -> str:
    match one.kind:
        case "close":
            return gettext("The question stays open until it is closed at the session.")
        case "contested":
            return gettext("The answer counts as it was recorded until it is corrected.")
        case "put":
            return gettext("The matter stays where it is until the question is put.")
        case "provide":
            return gettext("The matter stays where it is: no clock runs.")
        case "occur":
            return gettext("The matter waits until it is recorded that this has happened.")
        case "resume":
            return gettext("The matter stays where it is until somebody lets it go on.")
        case _:
            pass
    return if_nothing(visit, asked, at) if asked is not None else ""


def _why(visit: Visit, asked: Asking) -> ComityError | None:
    """Why the reader could not answer at all; None where some answer is permitted."""
    refused = None
    for choice in asked.puts.allowed or USUAL:
        act = answer_act(visit, asked, choice)
        refused = refusal(visit, act)
        if refused is None or refused.code in SIGNING:
            return None
        if refused.code != "position.not_allowed":
            return refused
    return refused


def answer_act(visit: Visit, asked: Asking, choice: str) -> StatePosition:
    """The position of the reader's member on the question, without more words, as it would be stated."""
    return made(
        visit,
        StatePosition,
        question=asked.question.question,
        choice=choice,
        version=version_asked(asked),
    )


def _step(visit: Visit, matter: Matter) -> Step | None:
    steps = procedure_of(visit, matter).steps
    return next((one for one in steps if one.step == matter.step), None)


def _task(visit: Visit, one: Waiting, at: Names) -> Item | None:
    state = visit.state
    match one.kind:
        case "report":
            given = state.instructions[one.about]
            asked = gettext("{who} gave this instruction.").format(who=names.who(at, given.by))
            said, day = names.text(at, given.what), given.due
            nothing = gettext(
                "The instruction stays open, and is told as late once its day is past."
            )
            if not day:
                nothing = gettext("The instruction stays open.")
        case "reply":
            inquiry = state.inquiries[one.about]
            asked = gettext("{who} asks how it stands.").format(who=names.who(at, inquiry.by))
            said, day = names.anything(at, inquiry.about), ""
            nothing = gettext("The question stays open.")
        case "meet":
            meeting = state.meetings[one.about]
            asked = gettext("{who} proposes to meet.").format(who=names.who(at, meeting.by))
            said, day = (
                names.text(at, meeting.purpose)
                or Worded(words.any_word(meeting.nature) or meeting.nature),
                meeting.on,
            )
            nothing = gettext("The proposal stays without an answer.")
        case _:
            return None
    return Item(one.kind, str(WORDS[one.kind]), one.about, "", said, asked, "", day, nothing)


# --- clocks, sessions, officers ---------------------------------------------------------------------------------------


def _clocks(visit: Visit, index: Index, at: Names) -> tuple[tuple[Running, ...], int]:
    hidden = _hidden(visit, index)
    seen = [c for c in index.clocks[: RUNNING + len(hidden)] if c.matter not in hidden][:RUNNING]
    count = len(index.clocks) - sum(map(index.runs, hidden))
    return tuple(_running(visit, one, at) for one in seen), max(0, count - len(seen))


def _running(visit: Visit, clock: Clock, at: Names) -> Running:
    asked = ""
    matter = visit.state.matters[clock.matter]
    current = matter.question()
    if clock.question and current is not None:
        one = asking(visit, matter, current)
        asked = question_title(one, at) if one is not None else ""
    else:
        step = _step(visit, matter)
        asked = str(names.text(at, step.title)) if step is not None else ""
    return Running(clock.matter, names.matter(at, clock.matter), asked, clock.until)


def coming(visit: Visit, index: Index, most: int = 3) -> tuple[Session, ...]:
    """The sessions that sit or are to sit, the next first."""
    found = (visit.state.sessions[name] for name in index.sessions)
    ahead = [one for one in found if (one.opened and not one.attested) or one.on >= visit.day]
    return tuple(sorted(ahead, key=lambda one: one.on)[:most])


def _last_decisions(visit: Visit, most: int = 8) -> Iterator[tuple[Decision, str]]:
    """The decisions issued last, each with its matter's id."""
    state = visit.state
    left = most
    for name, about in reversed(state.decisions.items()):
        matter = visible_matter(state, visit.reader, about, visit.day)
        for one in matter.decisions if matter is not None else ():
            if one.decision == name:
                yield one, about
                left -= 1
        if not left:
            return


def _officers(visit: Visit) -> Iterator[Held]:
    for rota in visit.law.rotas:
        yield Held(rota, holder_of_turn(visit.state, visit.law, rota, visit.day))
    for office in visit.law.offices:
        found = holders(visit.state, office, visit.day)
        yield from (Held(office, one.person, one.until, one.acting) for one in found)
        if not found:
            yield Held(office, "")
