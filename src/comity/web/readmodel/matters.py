"""The matter page: its head, the bar of its procedure, its questions, how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from django.utils.translation import gettext

from comity.body.confidence import in_confidence
from comity.body.effects import Text, TextVersioned, ThingProvided
from comity.body.occasion import law_from
from comity.body.state import Matter, Question
from comity.charter.model import Cited
from comity.web.readmodel.asking import Asking, asking, procedure_of, supposed, why_stopped
from comity.web.readmodel.entries import entry_of
from comity.web.readmodel.questions import Card, Clock, Line, card_of, clock_of, line
from comity.web.readmodel.statebar import Bar, bar
from comity.web.readmodel.supposing import Supposed, suppose
from comity.web.told import called, lists, names, words
from comity.web.told.dates import edtf
from comity.web.told.names import Names
from comity.web.told.versions import revision
from comity.web.visits import Visit

DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
SHOWN = 300  # characters of a thing provided, before it is cut short


@dataclass(frozen=True, slots=True)
class Head:
    """The line over the title: the symbol, the revision (empty for the first version), the language of the original, to
    whom it goes, and under which procedure."""

    symbol: str
    revision: str
    original: str
    distribution: str
    confidential: bool
    attested: bool
    title: Text
    procedure: str
    cites: Cited


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody provided for the matter: its name and value in words, the note that came with it."""

    name: str
    value: str
    note: Text = ""


@dataclass(frozen=True)
class MatterPage:
    """What a matter's page shows, each part worked out when it is looked at: most stand in pieces that are kept. ``wanted``
    is the question to show, by default the newest."""

    visit: Visit
    matter: Matter
    at: Names
    wanted: Question | None

    @cached_property
    def asking(self) -> Asking | None:
        """The question to show; None where the charter knows its step no more."""
        return asking(self.visit, self.matter, self.wanted) if self.wanted is not None else None

    @cached_property
    def card(self) -> Card | None:
        """Its card."""
        return card_of(self.visit, self.asking, self.at) if self.asking is not None else None

    @property
    def clock(self) -> Clock | None:
        """Its clock, by this moment."""
        return clock_of(self.visit, self.asking) if self.asking is not None else None

    @cached_property
    def head(self) -> Head:
        return head(self.visit, self.matter, self.at)

    @cached_property
    def bar(self) -> Bar:
        """The procedure, by this moment."""
        return bar(self.visit, self.matter, self._current, self.at)

    @cached_property
    def _current(self) -> Asking | None:
        current = self.matter.question()
        return asking(self.visit, self.matter, current) if current is not None else None

    @cached_property
    def _following(self) -> Asking | None:
        return None if self._current is not None else _next(self.visit, self.matter)

    @cached_property
    def next(self) -> Card | None:
        """The card of the question that the present step, or a later one, is to put."""
        following = self._following
        return card_of(self.visit, following, self.at) if following is not None else None

    @cached_property
    def would(self) -> Supposed | None:
        """What that one would give, if the members stood as on the one before it."""
        return _would(self.visit, self._following, self.at)

    @property
    def earlier(self) -> list[Line]:
        """The other questions, the newest first."""
        others = (q for q in reversed(self.matter.questions) if q is not self.wanted)
        lines = (line(self.visit, self.matter, q, self.at) for q in others)
        return [one for one in lines if one is not None]

    @property
    def things(self) -> list[Thing]:
        return list(things_of(self.visit, self.matter, self.at))

    @property
    def outcome(self) -> str:
        return words.outcome(self.matter.outcome) if self.matter.ended else ""

    @property
    def hindered(self) -> str:
        """Why the matter could not go on; empty where it can."""
        return why_stopped(self.visit, self.matter, self.at)

    @cached_property
    def lasting(self) -> bool:
        """Whether pieces of the page may be kept: nothing of the matter is in confidence, so that none can be erased."""
        asked = (asking(self.visit, self.matter, one) for one in self.matter.questions)
        sealed = any(one is not None and one.puts.confidential for one in asked)
        return not sealed and not in_confidence(self.visit.state, self.matter, self.visit.day)


def matter_page(visit: Visit, matter: Matter, question: str = "") -> MatterPage:
    """The page of the matter; ``question`` is the one to show, by default the newest."""
    newest = matter.questions[-1] if matter.questions else None
    wanted = next((q for q in matter.questions if q.question == question), newest)
    return MatterPage(visit, matter, names_for(visit, matter), wanted)


def things_of(visit: Visit, matter: Matter, at: Names) -> Iterator[Thing]:
    """What was provided for the matter, in words: the candidate, a day, a number ..."""
    notes: dict[str, Text] = {}
    for passage in matter.path:
        entry = entry_of(visit, passage.entry)
        for effect in entry.effects if entry is not None else ():
            if isinstance(effect, ThingProvided) and effect.matter == matter.matter:
                notes[effect.thing] = effect.note
    for thing, value in matter.things.items():
        if thing != "text" or not matter.versions:
            yield Thing(called.thing(at.law, thing), _value(at, value), notes.get(thing, ""))


def _value(at: Names, value: str) -> str:
    if DATE.fullmatch(value):
        return edtf(value)
    said = str(names.anything(at, value))
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}…"


def names_for(visit: Visit, matter: Matter) -> Names:
    """Names under the charter that the matter is under."""
    return visit.names(law_from(visit.state, matter.charter, visit.day))


def _next(visit: Visit, matter: Matter) -> Asking | None:
    """The question that the present step is to put, or the next step that puts one."""
    if matter.ended or matter.hindered:
        return None
    steps = procedure_of(visit, matter).steps
    order = [one.step for one in steps]
    here = order.index(matter.step) if matter.step in order else 0
    ahead = next((one for one in steps[here:] if one.puts is not None), None)
    return supposed(visit, matter, ahead) if ahead is not None else None


def _would(visit: Visit, following: Asking | None, at: Names) -> Supposed | None:
    """What the rule would give for a question not put yet, if the members stood as on the one before it."""
    if following is None or not following.seen:
        return None
    found = suppose(visit, following, at, {})
    return found if found.from_before else None


def head(visit: Visit, matter: Matter, at: Names) -> Head:
    """The head of the matter."""
    procedure = procedure_of(visit, matter)
    version = matter.versions[-1].version if matter.versions else 0
    return Head(
        symbol=f"{visit.name}/{matter.matter}",
        revision=revision(version) if version > 1 else "",
        original=_original(visit, matter),
        distribution=_distribution(visit, matter),
        confidential=in_confidence(visit.state, matter, visit.day),
        attested=matter.attested,
        title=matter.title,
        procedure=str(names.text(at, procedure.title) or procedure.procedure),
        cites=procedure.cites,
    )


def _distribution(visit: Visit, matter: Matter) -> str:
    if in_confidence(visit.state, matter, visit.day):
        return gettext("In confidence")
    if visit.hosted.open_to_public:
        return gettext("Distribution: general")
    return gettext("Distribution: members")


def _original(visit: Visit, matter: Matter) -> str:
    """The first of the body's languages that every paragraph of the first version is in; empty where that is not said."""
    if not matter.versions:
        return ""
    entry = entry_of(visit, matter.versions[0].entry)
    texts = [
        paragraph.text
        for effect in (entry.effects if entry is not None else ())
        if isinstance(effect, TextVersioned) and effect.matter == matter.matter
        for paragraph in effect.paragraphs
    ]
    for code in visit.law.charter.languages:
        if texts and all(isinstance(text, dict) and text.get(code) for text in texts):
            return Locale.parse(code).get_language_name(lists.locale()) or code
    return ""
