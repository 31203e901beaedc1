"""Questions: what a step puts to whom, under which rule, until when, and what silence means.

>>> from comity.charter.nodes import parse
>>> from comity.charter.notes import Notes
>>> closing = record(CLOSES_KEYS, _closing, "closing")
>>> closing.read(parse("{set by: opener, at least: 72 hours}", "", []), Notes("charter.yaml")).at_least
Period(hours=72, days=0, working_days=0, weeks=0, months=0, years=0)
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, get_args

from comity.charter.kinds import (
    Key,
    Kind,
    Table,
    distinct,
    either,
    listing,
    one_of,
    record,
    scalar,
)
from comity.charter.model import Closing, Extending, Period, Puts, Silence, SilenceMeans
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes
from comity.charter.roles import ROLE, print_role
from comity.charter.things import THING
from comity.charter.values import (
    CITING,
    LABELS,
    LENGTH,
    LINE,
    YES_NO,
    given,
    print_cites,
    print_period,
    print_yes,
    reference,
)
from comity.charter.wordings import WORDING
from comity.rules.terms import Position

OUTCOMES = (
    "adopted",
    "not adopted",
    "rejected",
    "blocked",
    "tied",
    "no quorum",
    "void",
    "deferred",
)
CASTABLE: tuple[Position, ...] = (
    "in favour",
    "against",
    "against without reasons",
    "abstaining",
    "present not voting",
    "does not object",
)
ALL_ASKED, THOSE_PRESENT = "all who are asked", "those present"


def _some(kind: Kind[tuple[str, ...]]) -> Kind[tuple[str, ...]]:
    """The same list, which is not empty: an empty one would mean the same as none."""

    def read(node: Node, notes: Notes) -> tuple[str, ...] | None:
        if isinstance(node, Listing) and not node.items:
            notes.fault(
                "list.empty", node, "The list is empty.", "one item at least, or no such key"
            )
        return kind.read(node, notes)

    return replace(kind, read=read)


COUNTED_FROM_ONE: Kind[int] = scalar(
    "a whole number from 1 on",
    lambda text: int(text) if re.fullmatch(r"[1-9]\d{0,5}", text) else None,
    {
        "type": ["integer", "string"],
        "pattern": "^[1-9][0-9]{0,5}$",
        "minimum": 1,
        "maximum": 999999,
    },
)
EXTENDED_KEYS: Table = {"times": Key(COUNTED_FROM_ONE), "by at most": Key(LENGTH), **CITING}
NOT_EXTENDED: Kind[str] = one_of(("no",), "no")
LIMITS: Kind[Extending] = record(EXTENDED_KEYS, Extending, "extension")
HOW_EXTENDED = "no, or a limit: {times: 1, by at most: 10 days}"


def _read_extended(node: Node, notes: Notes) -> Extending | None:
    if not isinstance(node, Pairs):
        no = isinstance(node, Scalar) and node.value == "no"
        if not no:
            notes.wrong("word.unknown", node, HOW_EXTENDED)
        return Extending(times=0) if no else None
    limits = LIMITS.read(node, notes)
    if limits is not None and limits.times is None and limits.by_at_most is None:
        sentence = "It says neither how often the deadline may be extended nor by how much."
        notes.fault("closing.unlimited", node, sentence, HOW_EXTENDED)
        return None
    return limits


EXTENDED: Kind[Extending] = Kind(HOW_EXTENDED, _read_extended, either(NOT_EXTENDED, LIMITS))
CLOSES_KEYS: Table = {
    "after": Key(LENGTH),
    "when": Key(one_of(("all have answered",), "all have answered")),
    "set by": Key(one_of(("opener",), "opener")),
    "at least": Key(LENGTH),
    "extended": Key(EXTENDED),
    **CITING,
}
SILENCE_KEYS: Table = {
    "counts when": Key(one_of(("received", "sent"), "received or sent")),
    "amendment breaks": Key(YES_NO),
    "withdrawn break": Key(one_of(("stays broken", "resumes"), "stays broken or resumes")),
    "new member": Key(one_of(("not counted", "counted"), "not counted or counted")),
    "only for": Key(_some(listing(LINE))),
    "opened at": Key(one_of(("session",), "session")),
}


def _closing(**values: Any) -> Closing:
    values |= {"all_answered": "when" in values, "set_by_opener": "set_by" in values}
    return Closing(
        **{word: value for word, value in values.items() if word not in ("when", "set_by")}
    )


def _consistent(kind: Kind[Closing]) -> Kind[Closing]:
    """The same, with a fault where a clause of the closing binds nothing beside the others."""

    def read(node: Node, notes: Notes) -> Closing | None:
        closing = kind.read(node, notes)
        if closing is not None and isinstance(node, Pairs):
            _check_at_least(closing, node, notes)
            if closing.extended is not None and not closing.has_deadline:
                sentence = '"extended" is about the deadline, and this question has none.'
                expected = "after: PERIOD or set by: opener beside it"
                notes.fault("closing.no-deadline", node.pairs["extended"].key, sentence, expected)
        return closing

    return replace(kind, read=read)


def _check_at_least(closing: Closing, node: Pairs, notes: Notes) -> None:
    if closing.at_least is None:
        return
    place = node.pairs["at least"].key
    if not closing.set_by_opener:
        sentence = '"at least" binds whoever sets the deadline, and here nobody sets one.'
        notes.fault("closing.unset", place, sentence, "set by: opener beside it")
    elif closing.after is not None and _shorter(closing.after, closing.at_least):
        sentence = '"after" ends the question sooner than the deadline may be set.'
        notes.fault("closing.short", place, sentence, "a period up to that of after")


def _shorter(one: Period, other: Period) -> bool:
    """Whether the first period is certainly the shorter one; no, where that depends on the calendar."""
    units = ("working_days", "months", "years")
    if any(getattr(one, unit) or getattr(other, unit) for unit in units):
        return any(0 < getattr(one, unit) < getattr(other, unit) for unit in units)
    return _hours(one) < _hours(other)


def _hours(one: Period) -> int:
    return one.hours + 24 * (one.days + 7 * one.weeks)


def _silence(opened_at: str = "", **values: Any) -> Silence:
    return Silence(opened_at_session=bool(opened_at), **values)


QUESTION_KEYS: Table = {
    "question": Key(WORDING),
    "put to": Key(ROLE, into="to"),
    "rule": Key(reference("rule")),
    "put by": Key(ROLE),
    "at": Key(one_of(("session",), "session")),
    "who votes": Key(one_of((ALL_ASKED, THOSE_PRESENT), f"{ALL_ASKED} or {THOSE_PRESENT}")),
    "without a vote": Key(YES_NO),
    "values as at": Key(THING),
    "closes": Key(_consistent(record(CLOSES_KEYS, _closing, "closing"))),
    "silence means": Key(one_of(get_args(SilenceMeans), "what silence means")),
    "positions": Key(_some(distinct(one_of(CASTABLE, "a position"))), into="allowed"),
    "form": Key(one_of(("position", "signature"), "position or signature")),
    "confidential": Key(YES_NO),
    "on text": Key(YES_NO),
    "silence": Key(record(SILENCE_KEYS, _silence, "silence")),
}
NEXT_KEYS: Table = {f"if {outcome}": Key(LABELS, into=f"if {outcome}") for outcome in OUTCOMES}


def question(
    at: str = "", closes: Closing | None = None, who_votes: str = ALL_ASKED, **values: Any
) -> Puts:
    """The question that the values read for a step make; ``at`` is ``session`` where it closes in one."""
    closing = replace(closes or Closing(), at_session=bool(at))
    return Puts(closes=closing, present_only=who_votes == THOSE_PRESENT, **values)


# --- printing ---------------------------------------------------------------------------------------------------------


def print_question(puts: Puts) -> dict[str, Any]:
    """The keys of a step that puts the question."""
    return {
        "question": dict(puts.question),
        "put to": print_role(puts.to),
        "rule": puts.rule,
        "put by": print_role(puts.put_by) if puts.put_by is not None else None,
        "at": "session" if puts.closes.at_session else "",
        "who votes": THOSE_PRESENT if puts.present_only else "",
        "without a vote": print_yes(puts.without_a_vote),
        "values as at": puts.values_as_at,
        "closes": _printed_closes(puts.closes),
        "silence means": "" if puts.silence_means == "no answer" else puts.silence_means,
        "positions": list(puts.allowed),
        "form": "" if puts.form == "position" else puts.form,
        "confidential": print_yes(puts.confidential),
        "on text": print_yes(puts.on_text),
        "silence": _printed_silence(puts.silence),
    }


def _printed_closes(closing: Closing) -> dict[str, Any]:
    return given(
        {
            "after": print_period(closing.after),
            "when": "all have answered" if closing.all_answered else "",
            "set by": "opener" if closing.set_by_opener else "",
            "at least": print_period(closing.at_least),
            "extended": _printed_extended(closing.extended),
            **print_cites(closing.cites),
        }
    )


def _printed_extended(extended: Extending | None) -> str | dict[str, Any]:
    if extended is None:
        return ""
    if extended.times == 0:
        return "no"
    return given(
        {
            "times": str(extended.times) if extended.times is not None else "",
            "by at most": print_period(extended.by_at_most),
            **print_cites(extended.cites),
        }
    )


def _printed_silence(silence: Silence | None) -> dict[str, Any]:
    if silence is None:
        return {}
    values = {
        "counts when": silence.counts_when,
        "amendment breaks": "yes" if silence.amendment_breaks else "no",
        "withdrawn break": silence.withdrawn_break,
        "new member": silence.new_member,
        "only for": list(silence.only_for),
        "opened at": "session" if silence.opened_at_session else "",
    }
    return given(values)
