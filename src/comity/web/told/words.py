"""The words of the notation, as a reader knows them: positions, outcomes, powers, rights, and what becomes of things.

A word is what charters and acts write (``in favour``, ``break silence``); here it has its name in the reader's language.
A word that is not of the notation, such as a kind of meeting that a charter or an officer made up, stays as it is.

>>> choice("in favour"), outcome("no quorum"), power("all")
('in favour', 'no quorum', 'all powers')
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from comity.body.effects import QuestionClosed
from comity.body.state import Question

Words = Mapping[str, Promise]

CHOICES: Words = {
    "in favour": pgettext_lazy("position", "in favour"),
    "against": pgettext_lazy("position", "against"),
    "against without reasons": pgettext_lazy("position", "against without reasons"),
    "abstaining": pgettext_lazy("position", "abstaining"),
    "invalid": pgettext_lazy("position", "invalid"),
    "present not voting": pgettext_lazy("position", "present, not voting"),
    "does not object": pgettext_lazy("position", "does not object"),
    "absent": pgettext_lazy("position", "absent"),
    "unknown": pgettext_lazy("position", "not known"),
    "pending": pgettext_lazy("position", "not yet answered"),
}
SIDES: Words = {
    "in favour": pgettext_lazy("side", "in favour"),
    "against": pgettext_lazy("side", "against"),
    "objections": pgettext_lazy("side", "objections"),
    "abstaining": pgettext_lazy("side", "abstaining"),
    "absent": pgettext_lazy("side", "absent"),
    "not in favour": pgettext_lazy("side", "not in favour"),
    "voting": pgettext_lazy("side", "voting"),
    "ballots": pgettext_lazy("side", "ballots"),
    "present": pgettext_lazy("side", "present"),
}
BASES: Words = {
    "members": pgettext_lazy("base", "members"),
    "members less those abstaining": pgettext_lazy("base", "members less those abstaining"),
    "entitled": pgettext_lazy("base", "entitled"),
    "present": pgettext_lazy("base", "present"),
    "voting": pgettext_lazy("base", "voting"),
    "ballots": pgettext_lazy("base", "ballots"),
    "attending": pgettext_lazy("base", "attending"),
    "world": pgettext_lazy("base", "world"),
}
OUTCOMES: Words = {
    "adopted": pgettext_lazy("outcome", "adopted"),
    "adopted without a vote": pgettext_lazy("outcome", "adopted without a vote"),
    "rejected": pgettext_lazy("outcome", "not adopted"),
    "not adopted": pgettext_lazy("outcome", "not adopted"),
    "blocked": pgettext_lazy("outcome", "blocked"),
    "tied": pgettext_lazy("outcome", "tied"),
    "no quorum": pgettext_lazy("outcome", "no quorum"),
    "void": pgettext_lazy("outcome", "void"),
    "deferred": pgettext_lazy("outcome", "deferred"),
    "open": pgettext_lazy("outcome", "open"),
    "undetermined": pgettext_lazy("outcome", "undetermined"),
    "completed": pgettext_lazy("outcome", "completed"),
    "withdrawn": pgettext_lazy("outcome", "withdrawn"),
    "appointed": pgettext_lazy("outcome", "appointed"),
    "stalled": pgettext_lazy("outcome", "not counted"),
    "superseded": pgettext_lazy("outcome", "superseded, as the text has changed"),
}
TIES: Words = {
    "rejected": pgettext_lazy("tie", "not adopted"),
    "revote": pgettext_lazy("tie", "a second vote"),
    "chair decides": pgettext_lazy("tie", "the chair decides"),
    "lot": pgettext_lazy("tie", "the drawing of lots"),
    "further discussion": pgettext_lazy("tie", "further discussion"),
}
POWERS: Words = {
    "speak": pgettext_lazy("power", "speak"),
    "propose": pgettext_lazy("power", "propose"),
    "decide": pgettext_lazy("power", "decide"),
    "sign": pgettext_lazy("power", "sign"),
    "record": pgettext_lazy("power", "record"),
    "convene": pgettext_lazy("power", "convene"),
    "chair": pgettext_lazy("power", "chair"),
    "all": pgettext_lazy("power", "all powers"),
}
WHAT_POWERS_ALLOW: Words = {
    "speak": pgettext_lazy("power", "take the floor, make remarks and statements"),
    "propose": pgettext_lazy("power", "open matters, submit texts, put questions"),
    "decide": pgettext_lazy("power", "answer questions and break silences"),
    "sign": pgettext_lazy("power", "sign what was adopted"),
    "record": pgettext_lazy("power", "keep the record: people, sources, corrections"),
    "convene": pgettext_lazy("power", "call, move and cancel sessions"),
    "chair": pgettext_lazy("power", "lead sessions"),
}
RIGHTS: Words = {
    "attend": pgettext_lazy("right", "attend"),
    "speak": pgettext_lazy("right", "speak"),
    "propose": pgettext_lazy("right", "propose"),
    "circulate": pgettext_lazy("right", "circulate"),
    "vote": pgettext_lazy("right", "vote"),
    "break silence": pgettext_lazy("right", "break silence"),
    "be elected": pgettext_lazy("right", "be elected"),
    "chair": pgettext_lazy("right", "chair"),
    "see restricted texts": pgettext_lazy("right", "see restricted texts"),
    "ask": pgettext_lazy("right", "ask"),
}
NATURES: Words = {
    "comment": pgettext_lazy("remark", "comment"),
    "proposal": pgettext_lazy("remark", "proposed wording"),
    "bracket": pgettext_lazy("remark", "bracket"),
    "reservation": pgettext_lazy("remark", "reservation"),
    "statement": pgettext_lazy("remark", "statement"),
}
DISPOSITIONS: Words = {
    "taken": pgettext_lazy("disposition", "taken"),
    "partly taken": pgettext_lazy("disposition", "partly taken"),
    "not taken": pgettext_lazy("disposition", "not taken"),
    "lifted": pgettext_lazy("disposition", "lifted"),
    "becomes an objection": pgettext_lazy("disposition", "becomes an objection"),
}
AT_DEADLINE: Words = {
    "stands": pgettext_lazy("at the deadline", "it stands"),
    "lifts": pgettext_lazy("at the deadline", "it is lifted"),
    "becomes an objection": pgettext_lazy("at the deadline", "it becomes an objection"),
    "counts as silence": pgettext_lazy("at the deadline", "it counts as silence"),
    "travels": pgettext_lazy("at the deadline", "it goes to the next level with the text"),
}
ENDINGS: Words = {
    "expiry": pgettext_lazy("end of tenure", "the term has run out"),
    "resignation": pgettext_lazy("end of tenure", "resignation"),
    "recall": pgettext_lazy("end of tenure", "recall"),
    "removal": pgettext_lazy("end of tenure", "removal"),
    "death": pgettext_lazy("end of tenure", "death"),
    "succession": pgettext_lazy("end of tenure", "a successor has taken office"),
    "unknown": pgettext_lazy("end of tenure", "the reason is not reported"),
}
STANCES: Words = {
    "supports": pgettext_lazy("stance", "supports"),
    "opposes": pgettext_lazy("stance", "opposes"),
    "thanks": pgettext_lazy("stance", "thanks"),
    "asks": pgettext_lazy("stance", "asks"),
    "explains": pgettext_lazy("stance", "explains"),
}
VERDICTS: Words = {
    "achieved": pgettext_lazy("verdict", "achieved"),
    "continuing": pgettext_lazy("verdict", "continuing"),
    "dropped": pgettext_lazy("verdict", "dropped"),
}
FORMS: Words = {
    "objection": pgettext_lazy("break", "objection"),
    "amendment": pgettext_lazy("break", "amendment"),
}
VIAS: Words = {
    "note": pgettext_lazy("came by", "note"),
    "telephone": pgettext_lazy("came by", "telephone"),
    "room": pgettext_lazy("came by", "in the room"),
    "in person": pgettext_lazy("came by", "in person"),
}
CONTOURS: Words = {
    "internal": pgettext_lazy("contour", "internal"),
    "external": pgettext_lazy("contour", "external"),
    "not stated": pgettext_lazy("contour", "not stated"),
}
MEETINGS: Words = {
    "visit": pgettext_lazy("meeting", "visit"),
    "working meeting": pgettext_lazy("meeting", "working meeting"),
    "introduction": pgettext_lazy("meeting", "introduction"),
    "consultation": pgettext_lazy("meeting", "consultation"),
    "meeting": pgettext_lazy("meeting", "meeting"),
    "talk": pgettext_lazy("meeting", "talk"),
    "exercise": pgettext_lazy("joint event", "exercise"),
    "headquarters exercise": pgettext_lazy("joint event", "headquarters exercise"),
    "special exercise": pgettext_lazy("joint event", "special exercise"),
    "special tactical training exercise": pgettext_lazy(
        "joint event", "special tactical training exercise"
    ),
    "series of exercises": pgettext_lazy("joint event", "series of exercises"),
    "series of events": pgettext_lazy("joint event", "series of events"),
    "operation": pgettext_lazy("joint event", "operation"),
    "open day": pgettext_lazy("joint event", "open day"),
    "regatta": pgettext_lazy("joint event", "regatta"),
}
EVENT_STATES: Words = {
    "planned": pgettext_lazy("joint event", "planned"),
    "moved": pgettext_lazy("joint event", "moved"),
    "held": pgettext_lazy("joint event", "held"),
    "cancelled": pgettext_lazy("joint event", "cancelled"),
}
THINGS: Words = {
    "candidate": pgettext_lazy("thing", "candidate"),
    "applicant": pgettext_lazy("thing", "applicant"),
    "appellant": pgettext_lazy("thing", "appellant"),
    "proposer": pgettext_lazy("thing", "proposer"),
    "text": pgettext_lazy("thing", "text"),
    "plan": pgettext_lazy("thing", "plan"),
    "decision": pgettext_lazy("thing", "decision"),
    "date": pgettext_lazy("thing", "date"),
    "number": pgettext_lazy("thing", "number"),
    "effective": pgettext_lazy("thing", "day of effect"),
    "measures": pgettext_lazy("thing", "measures"),
    "office": pgettext_lazy("thing", "office"),
    "report": pgettext_lazy("thing", "report"),
}
TITLES: Words = {
    "head of state": pgettext_lazy("quality", "head of state"),
    "head of government": pgettext_lazy("quality", "head of government"),
    "head of delegation": pgettext_lazy("quality", "head of delegation"),
    "minister of foreign affairs": pgettext_lazy("quality", "minister of foreign affairs"),
    "permanent representative": pgettext_lazy("quality", "permanent representative"),
    "plenipotentiary representative": pgettext_lazy("quality", "plenipotentiary representative"),
    "expert": pgettext_lazy("quality", "expert"),
    "delegate of the chair": pgettext_lazy("quality", "delegate of the chair"),
    "secretariat officer": pgettext_lazy("quality", "secretariat officer"),
    "documents officer": pgettext_lazy("quality", "documents officer"),
    "legal adviser": pgettext_lazy("quality", "legal adviser"),
    "Secretary General": pgettext_lazy("quality", "Secretary General"),
    "Deputy Secretary General": pgettext_lazy("quality", "Deputy Secretary General"),
    "candidate": pgettext_lazy("quality", "candidate"),
    "observer delegate": pgettext_lazy("quality", "observer delegate"),
    "envoy": pgettext_lazy("quality", "envoy"),
    "state secretary of the security council": pgettext_lazy(
        "quality", "state secretary of the security council"
    ),
    "interpreter": pgettext_lazy("quality", "interpreter"),
}
"""In which quality a person acts; a charter may name others."""
NOUNS: Words = {
    "matter": pgettext_lazy("noun", "matter"),
    "question": pgettext_lazy("noun", "question"),
    "session": pgettext_lazy("noun", "session"),
    "meeting": pgettext_lazy("noun", "meeting"),
    "item": pgettext_lazy("noun", "item"),
    "person": pgettext_lazy("noun", "person"),
    "party": pgettext_lazy("noun", "party"),
    "credential": pgettext_lazy("noun", "credential"),
    "tenure": pgettext_lazy("noun", "tenure"),
    "event": pgettext_lazy("noun", "event"),
    "source": pgettext_lazy("noun", "source"),
    "priority": pgettext_lazy("noun", "priority"),
    "key": pgettext_lazy("noun", "key"),
    "organ": pgettext_lazy("noun", "organ"),
    "office": pgettext_lazy("noun", "office"),
    "rota": pgettext_lazy("noun", "rota"),
    "rule": pgettext_lazy("noun", "rule"),
    "step": pgettext_lazy("noun", "step"),
    "group": pgettext_lazy("noun", "group"),
    "parameter": pgettext_lazy("noun", "parameter"),
    "weight": pgettext_lazy("noun", "weight"),
    "procedure": pgettext_lazy("noun", "procedure"),
    "status": pgettext_lazy("noun", "status"),
    "member": pgettext_lazy("noun", "member"),
    "format": pgettext_lazy("noun", "format"),
    "reservation": pgettext_lazy("noun", "type of reservation"),
    "instrument": pgettext_lazy("noun", "instrument"),
    "seat": pgettext_lazy("noun", "seat"),
    "credentials": pgettext_lazy("noun", "provision on credentials"),
    "conflict": pgettext_lazy("noun", "conflict of texts"),
    "what a step asks for": pgettext_lazy("noun", "what a step asks for"),
    "a party that the opening names": pgettext_lazy("noun", "a party that the opening names"),
    "who chairs an organ": pgettext_lazy("noun", "who chairs an organ"),
    "the text of the matter": pgettext_lazy("noun", "the text of the matter"),
    "a person": pgettext_lazy("noun", "a person"),
    "a day": pgettext_lazy("noun", "a day"),
    "a party": pgettext_lazy("noun", "a party"),
    "a charter": pgettext_lazy("noun", "a charter"),
    "a number": pgettext_lazy("noun", "a number"),
    "measures": pgettext_lazy("noun", "measures"),
}
NOBODY: Words = {
    "none": pgettext_lazy("instead of a list", "none"),
    "none; give it to one": pgettext_lazy("instead of a list", "none; give it to one"),
    "nobody": pgettext_lazy("instead of a name", "nobody"),
    "Nobody": pgettext_lazy("instead of a name", "Nobody"),
    "An empty value": pgettext_lazy("instead of a value", "An empty value"),
    "A list": pgettext_lazy("instead of a value", "A list"),
    "A mapping": pgettext_lazy("instead of a value", "A mapping"),
}
EVERY: tuple[Words, ...] = (
    *(NOBODY, CHOICES, OUTCOMES, DISPOSITIONS, NATURES, POWERS, RIGHTS, SIDES, BASES, TIES),
    *(EVENT_STATES, VERDICTS, FORMS, VIAS, MEETINGS, CONTOURS, STANCES, THINGS, TITLES, NOUNS),
)
"""In this order where one word is in several lists and nothing says which is meant."""


def said(words: Words, word: str) -> str:
    """The word in the reader's language; as it is where the notation does not have it."""
    return str(words.get(word, word))


def choice(word: str) -> str:
    """A position: ``in favour``."""
    return said(CHOICES, word)


def outcome(word: str) -> str:
    """What came of a question, or of a matter."""
    return said(OUTCOMES, word)


def came_of(closed: Question | QuestionClosed) -> str:
    """What came of a closed question, and how where that was without a vote."""
    return outcome("adopted without a vote" if closed.without_a_vote else closed.outcome)


def power(word: str) -> str:
    """A power of a person."""
    return said(POWERS, word)


def power_explained(word: str) -> str:
    """A power, and what whoever has it may do; of all powers there is nothing to explain."""
    allows = WHAT_POWERS_ALLOW.get(word)
    return f"{power(word)}: {allows}" if allows is not None else power(word)


def right(word: str) -> str:
    """A right of a party."""
    return said(RIGHTS, word)


def nature(word: str) -> str:
    """The nature of a remark."""
    return said(NATURES, word)


def disposition(word: str) -> str:
    """What became of a remark."""
    return said(DISPOSITIONS, word)


def thing(word: str) -> str:
    """What a step asks for: ``candidate``; a word of the charter's own with spaces for underscores."""
    return said(THINGS, word) if word in THINGS else word.replace("_", " ")


def any_word(word: str) -> str | None:
    """The word from whichever list has it; None where none has."""
    return next((str(words[word]) for words in EVERY if word in words), None)
