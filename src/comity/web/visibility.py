"""Who may see what. An address of something that a reader may not see answers like one of something that is not there.

Open to every reader of the body is what its record says openly. In confidence are matters of a procedure that puts a
confidential question (a sounding of capitals about a candidate), from their opening until that question is adopted; what
was open once stays so, though a ruling should be reversed later. They are seen by those who are asked, by the organ, office
or member that brought the matter, provides what it needs or puts its questions, and by who keeps the record; nobody else
meets them in a list, a search, a feed, a calendar or by a gap in numbering. Where the charter asks each member through
somebody (``through: head of state``), the others of the delegation are not asked, and know as little as outsiders do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from comity.body.confidence import in_confidence
from comity.body.course import openers
from comity.body.occasion import Occasion, charter_on, law_from, law_on
from comity.body.roles import named
from comity.body.state import Matter, State, find_matter
from comity.charter.model import Procedure, RolePhrase
from comity.errors import Refused
from comity.web.readers import Capacity, Reader


def may_see(state: State, reader: Reader, matter: Matter, day: str) -> bool:
    """Whether the reader may know of the matter at all."""
    if not in_confidence(state, matter, day):
        return True
    if reader.capacity is None:
        return False
    if reader.keeps_record or reader.acts_for in (matter.by, *_who_puts(state, matter, day)):
        return True
    if not reader.party:
        return False
    return reader.party in (matter.by, *_providing(state, matter, day)) or _is_asked(
        state, reader.capacity, matter, day
    )


def visible_matters(state: State, reader: Reader, day: str) -> Iterator[Matter]:
    """The running matters that the reader may know of, the newest first."""
    for matter in reversed(state.matters.values()):
        if may_see(state, reader, matter, day):
            yield matter


def visible_matter(state: State, reader: Reader, matter: str, day: str) -> Matter | None:
    """The matter of that id, running or ended; None where there is none that the reader may know of."""
    found = find_matter(state, matter)
    return found if found is not None and may_see(state, reader, found, day) else None


def _procedure(state: State, matter: Matter, day: str) -> Procedure | None:
    return law_from(state, matter.charter, day).procedure(matter.procedure)


def _who_puts(state: State, matter: Matter, day: str) -> Iterator[str]:
    procedure = _procedure(state, matter, day)
    for step in procedure.steps if procedure is not None else ():
        if step.puts is not None and step.puts.put_by is not None:
            yield from _named(step.puts.put_by)


def _named(phrase: RolePhrase) -> Iterator[str]:
    if phrase.kind == "any":
        for one in phrase.of:
            yield from _named(one)
    elif phrase.kind in ("organ", "office", "chair"):
        yield phrase.name


def _is_asked(state: State, capacity: Capacity, matter: Matter, day: str) -> bool:
    """Whether a question in confidence is put to the member, and to whoever acts for it in that capacity."""
    procedure = _procedure(state, matter, day)
    puts = {s.step: s.puts for s in procedure.steps} if procedure is not None else {}
    for question in matter.questions:
        asked = puts.get(question.step)
        if asked is None or not asked.confidential or capacity.party not in question.population:
            continue
        if _reaches(asked.to, capacity):
            return True
    return False


def _reaches(phrase: RolePhrase, capacity: Capacity) -> bool:
    """Whether the phrase asks a member through those of that title, or through anybody."""
    if phrase.kind == "any" and not phrase.through:
        return any(_reaches(one, capacity) for one in phrase.of)
    return phrase.through in ("", capacity.as_)


def _providing(state: State, matter: Matter, day: str) -> Iterator[str]:
    """Who is named by a step to provide something: the member that nominates knows whom."""
    procedure = _procedure(state, matter, day)
    if procedure is None:
        return
    law, charter = law_on(state, day), charter_on(state, day).entry
    on = Occasion(state, law, charter, state.at, day, state.size)
    for step in procedure.steps:
        if step.asks is None or step.asks.of.kind in ("member", "several"):
            continue
        with suppress(Refused):  # nobody is, on this day
            yield from named(on, step.asks.of, openers(matter.things, matter.by), procedure)
