"""The list of matters, the newest first, a window at a time: the step of each, whom it waits for, until when, my answer.

A window is found by walking back from where the one before it ended, ``LOOKED_AT`` matters at the most; where the filter
found too few among these, the list says how far it has looked and offers to look further.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Literal

from django.utils.translation import gettext, ngettext

from comity.body.confidence import in_confidence
from comity.body.course import course_of
from comity.body.occasion import Occasion, law_from, occasion
from comity.body.rights import Capacity as Acting
from comity.body.roles import admits
from comity.body.state import Matter, Question, find_matter
from comity.body.stopped import stops
from comity.charter.model import RolePhrase, Step
from comity.web.readmodel.asking import procedure_of, stopped
from comity.web.readmodel.steps import until, waits_for
from comity.web.told import names, words
from comity.web.told.names import Worded
from comity.web.told.refusals import hindered
from comity.web.visibility import may_see, visible_matters
from comity.web.visits import Visit

WINDOW = 40
LOOKED_AT = 3000
Which = Literal["running", "ended"]
Mine = Literal["", "waiting", "ours"]


@dataclass(frozen=True, slots=True)
class Row:
    """A matter in the list. ``detail``: of a running one what it waits for, of an ended one what came of it. ``own``: the
    answer of the reader's member, empty where it is not asked. ``until`` is an instant, ``ended`` a day."""

    matter: str
    title: Worded
    procedure: Worded
    step: Worded
    detail: str
    until: str
    ended: str
    own: str
    own_waits: bool
    tone: str
    number: str
    attested: bool
    confidential: bool
    hindered: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: running or ended, of one procedure, those that wait for the reader or that he or she brought."""

    which: Which = "running"
    procedure: str = ""
    mine: Mine = ""


@dataclass(frozen=True, slots=True)
class Window:
    """``after``: from where the next window goes on, empty at the end. ``looked_at``: how many were looked at, where fewer
    than a window were found before the walk ended."""

    rows: tuple[Row, ...]
    after: str
    looked_at: int


def window(visit: Visit, asked: Filter, after: str = "") -> Window:
    """The matters that the reader may know of and that fit, from after that matter on."""
    found: list[Matter] = []
    looked, last = 0, ""
    on = occasion(visit.state, visit.now, visit.state.size)
    for matter in islice(_from(visit, asked.which, after), LOOKED_AT):
        looked, last = looked + 1, matter.matter
        if _fits(visit, on, matter, asked):
            found.append(matter)
            if len(found) == WINDOW:
                break
    more = next(islice(_from(visit, asked.which, last), 1), None) if last else None
    rows = tuple(row(visit, matter) for matter in found)
    return Window(rows, last if more is not None else "", 0 if len(found) == WINDOW else looked)


def _from(visit: Visit, which: Which, after: str) -> Iterator[Matter]:
    """The visible matters after that one; from the newest where it is not among them."""
    if which == "running":
        known = visit.state.matters
        visible = visible_matters(visit.state, visit.reader, visit.day)
        if after not in known:
            return visible
        before = known[after].entry
        return (one for one in dropwhile(lambda m: m.entry >= before, visible))
    return _ended(visit, after if after in visit.state.cards else "")


def _ended(visit: Visit, after: str) -> Iterator[Matter]:
    newest = iter(reversed(visit.state.cards))
    if after:
        newest = iter(list(dropwhile(lambda one: one != after, newest))[1:])
    for name in newest:
        matter = find_matter(visit.state, name)
        if matter is not None and may_see(visit.state, visit.reader, matter, visit.day):
            yield matter


def _fits(visit: Visit, on: Occasion, matter: Matter, asked: Filter) -> bool:
    if asked.procedure and matter.procedure != asked.procedure:
        return False
    if asked.mine == "ours":
        return bool(visit.reader.acts_for) and matter.by == visit.reader.acts_for
    return asked.mine != "waiting" or waits_for_reader(visit, on, matter)


def waits_for_reader(visit: Visit, on: Occasion, matter: Matter) -> bool:
    """Whether the matter waits for the member, organ, office or chair in whose name the reader acts."""
    capacity = visit.reader.capacity
    if capacity is None or matter.ended or not matter.step:
        return False
    if stops(on, matter) is not None:
        return visit.reader.keeps_record
    question = matter.question()
    if question is not None:
        return capacity.kind == "party" and _unanswered(question, capacity.party)
    phrase = _whom(course_of(on, matter).procedure.at(matter.step))
    if phrase is None:
        return False
    course = course_of(on, matter)
    who = Acting(capacity.kind, capacity.name, capacity.party, capacity.credential, capacity.as_)  # type: ignore[arg-type]
    return admits(on, phrase, who, course.things, course.procedure)


def _whom(step: Step) -> RolePhrase | None:
    if step.asks is not None:
        return step.asks.of
    return step.puts.put_by if step.puts is not None else None


def _unanswered(question: Question, party: str) -> bool:
    return party in question.population and party not in question.choices


# --- a row ------------------------------------------------------------------------------------------------------------


def row(visit: Visit, matter: Matter) -> Row:
    """The matter as a line of the list."""
    law = law_from(visit.state, matter.charter, visit.day)
    at = visit.names(law)
    procedure, stop = procedure_of(visit, matter), stopped(visit, matter)
    own, waits = _own(visit, matter)
    if matter.ended:
        number = next((d.number for d in reversed(matter.decisions) if d.number), "")
        detail, step, due = words.outcome(matter.outcome), Worded(""), ""
    else:
        here = procedure.at(matter.step) if matter.step else procedure.steps[0]
        step = names.text(at, here.title) or Worded(here.step)
        number, due = "", until(visit, matter, here)
        detail = _answered(visit, matter, here) or waits_for(visit, matter, here, at)
        detail = hindered(stop, at) if stop is not None else detail
    return Row(
        matter=matter.matter,
        title=names.text(at, matter.title) or Worded(matter.matter),
        procedure=capital(names.procedure(at, matter.procedure)),
        step=capital(step),
        detail=detail,
        until=due,
        ended=matter.ended,
        own=own,
        own_waits=waits,
        tone=_tone(matter, stop is not None),
        number=number,
        attested=matter.attested,
        confidential=in_confidence(visit.state, matter, visit.day),
        hindered=stop is not None,
    )


def capital(said: Worded) -> Worded:
    """The words beginning with a capital, for a heading."""
    return Worded(f"{said.text[:1].upper()}{said.text[1:]}", said.lang)


def _answered(visit: Visit, matter: Matter, step: Step) -> str:
    """How many have answered the running question; nothing where that is kept in confidence."""
    question = matter.question()
    if question is None or step.puts is None or step.puts.confidential:
        return ""
    given = sum(1 for one in question.population if one in question.choices)
    if step.puts.silence is not None:
        breaks = [one for one in question.breaks if not one.withdrawn]
        return gettext("The silence is broken.") if breaks else gettext("The silence runs.")
    said = ngettext(
        "{given} of {number} has answered.",
        "{given} of {number} have answered.",
        len(question.population),
    )
    return said.format(given=given, number=len(question.population))


def _own(visit: Visit, matter: Matter) -> tuple[str, bool]:
    """The answer of the reader's member to the last question, and whether it still waits for one."""
    question = matter.questions[-1] if matter.questions else None
    party = visit.reader.party
    if question is None or not party or party not in question.population:
        return "", False
    if not matter.ended and question.step != matter.step:
        return "", False  # of a step that lies behind
    choice = question.choices.get(party, "")
    if choice:
        return words.choice(choice), False
    running = matter.question() is not None
    return (gettext("not yet answered") if running else gettext("did not answer")), running


def _tone(matter: Matter, stop: bool) -> str:
    if not matter.ended:
        return "care" if stop else "accent"
    return {"completed": "good", "blocked": "bad", "rejected": "bad"}.get(matter.outcome, "")
