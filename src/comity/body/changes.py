"""What facts changed in a thing since it came, so that any of them can be taken back: a session that was moved twice.

From the first change on, the state keeps the thing as it was before (packed) and the facts that changed it, in order. To
take one back, the other facts are applied again to the thing as it was: what is left is as if it had never been recorded.
A fact that a correction gives has the place of the one that was taken back, not the last. Facts about a thing that is gone
wait, in case a correction gives the thing again. A thing that was never changed costs nothing.

>>> moved = {"a": e.EventMoved(event="drill", period="2026-04"), "b": e.EventMoved(event="drill", period="2026-05")}
>>> state = State()
>>> planned = e.EventPlanned(event="drill", title="Drill", nature="drill", period="2026-03")
>>> for entry, fact in enumerate([planned, *moved.values()], 1):
...     record(state, fact, Mark(entry, ""))
>>> take_back(state, moved["a"], 2)
>>> state.events["drill"].period, state.events["drill"].moved_from
('2026-05', ['2026-03'])
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
from msgspec.structs import replace

from comity.body import (
    crisis,
    meetings,
    membership,
    offices,
    passkeys,
    people,
    programme,
    sessions,
    tasks,
)
from comity.body import effects as e
from comity.body.state import (
    Changes,
    ChangingFact,
    Credential,
    Evolvers,
    Inquiry,
    Instruction,
    Kept,
    Key,
    Mark,
    Measures,
    Meeting,
    ProgrammeEvent,
    Session,
    State,
    Tenure,
    hand_over,
)

THINGS: Mapping[type[e.Effect], tuple[str, str]] = {
    **dict.fromkeys((e.PartyNamed, e.WithdrawalNotified), ("parties", "party")),
    **dict.fromkeys((e.StatusGranted, e.StatusEnded, e.StatusApplied), ("parties", "party")),
    **dict.fromkeys((e.RightSuspended, e.RightRestored), ("parties", "party")),
    **dict.fromkeys((e.CredentialIssued, e.CredentialRevoked), ("credentials", "credential")),
    **dict.fromkeys((e.KeyBound, e.KeyRevoked), ("keys", "key")),
    **dict.fromkeys((e.TenureBegan, e.TenureEnded), ("tenures", "tenure")),
    **dict.fromkeys((e.TurnPassed, e.TurnSkipped), ("turns", "rota")),
    **dict.fromkeys((e.SessionConvened, e.SessionMoved), ("sessions", "session")),
    **dict.fromkeys((e.SessionOpened, e.SessionClosed), ("sessions", "session")),
    **dict.fromkeys((e.ItemRequested, e.ItemPlaced), ("sessions", "session")),
    e.AttendanceRecorded: ("sessions", "session"),
    **dict.fromkeys((e.MeetingProposed, e.MeetingAccepted), ("meetings", "meeting")),
    e.MeetingHeld: ("meetings", "meeting"),
    **dict.fromkeys((e.InstructionGiven, e.InstructionReported), ("instructions", "instruction")),
    **dict.fromkeys((e.ProgressAsked, e.ProgressAnswered), ("inquiries", "inquiry")),
    **dict.fromkeys((e.EventPlanned, e.EventMoved), ("events", "event")),
    **dict.fromkeys((e.EventHeld, e.EventCancelled), ("events", "event")),
    **dict.fromkeys((e.MeasuresSet, e.MeasuresEnded), ("measures", "measures")),
    e.ForcesContributed: ("events", "to"),
}
"""The facts that are taken back so: where in the state the thing is that each is about, and the field that names it."""
BRINGING: Mapping[type[e.Effect], type[Kept]] = {
    e.CredentialIssued: Credential,
    e.KeyBound: Key,
    e.TenureBegan: Tenure,
    e.SessionConvened: Session,
    e.MeetingProposed: Meeting,
    e.InstructionGiven: Instruction,
    e.ProgressAsked: Inquiry,
    e.EventPlanned: ProgrammeEvent,
    e.MeasuresSet: Measures,
}
"""The facts that bring the thing itself. A party or a rota has none: it is what the facts about it make it."""
UNKEPT: Mapping[type[e.Effect], str] = {
    e.InstructionReported: "report",
    e.ProgressAnswered: "answer",
    e.EventMoved: "reason",
    e.EventHeld: "report",
    e.EventCancelled: "reason",
    e.MeasuresEnded: "reason",
}
"""The words that change nothing: they stay in the register."""
HOLDERS: Mapping[type[e.Effect], str] = {
    e.CredentialIssued: "credentials_of",
    e.KeyBound: "keys_of",
}
"""Where the state keeps what each person has, of the things that persons have."""
EVOLVE: Evolvers = {
    **crisis.EVOLVE,
    **meetings.EVOLVE,
    **membership.EVOLVE,
    **offices.EVOLVE,
    **passkeys.EVOLVE,
    **people.EVOLVE,
    **programme.EVOLVE,
    **sessions.EVOLVE,
    **tasks.EVOLVE,
}
_pack = msgspec.msgpack.encode
_unpack = {THINGS[fact][0]: msgspec.msgpack.Decoder(kind) for fact, kind in BRINGING.items()}


def record(state: State, fact: Any, mark: Mark) -> None:
    """The fact changes what it is about, and is kept where it may have to be taken back."""
    if type(fact) in BRINGING:
        _bring(state, fact, mark)
    elif not _given_again(state, fact, mark):
        where, name = _things(state, fact)[0]
        changes = state.changes.get(f"{where}/{name}")
        before = getattr(state, where).get(name) if changes is None and where in _unpack else None
        packed = b"" if before is None else _pack(before)
        EVOLVE[type(fact)](state, fact, mark)
        kept = ChangingFact(mark.entry, _lean(fact), mark.attested)
        if changes is not None:
            changes.facts.append(kept)
        elif any(name in getattr(state, one) for one in _fields(where)):
            state.changes[f"{where}/{name}"] = Changes(before=packed, facts=[kept])


def take_back(state: State, fact: Any, entry: int) -> None:
    """The fact that the entry recorded is as if it had never been. One that is not there is passed over."""
    for where, name in _things(state, fact):
        changes = state.changes.get(f"{where}/{name}")
        if type(fact) in BRINGING:
            getattr(state, where).pop(name, None)
            if type(fact) in HOLDERS:
                hand_over(getattr(state, HOLDERS[type(fact)]), name, fact.person, "")
            if changes is not None:
                changes.before, changes.gone = b"", entry
        elif changes is None or not _strike(changes, fact, entry):
            continue
        if changes is not None:
            _apply_again(state, changes, where, name)
        return


def event_with(
    state: State, name: str, come: Callable[[ChangingFact], bool]
) -> ProgrammeEvent | None:
    """The event with those of its changes alone that had come; None where there is none of that id."""
    changes = state.changes.get(f"events/{name}")
    if changes is None or not changes.before:
        return state.events.get(name)
    less = State()
    facts = [one if come(one) else replace(one, void=True) for one in changes.facts]
    _apply_again(less, replace(changes, facts=facts), "events", name)
    return less.events.get(name)


def _bring(state: State, fact: Any, mark: Mark) -> None:
    """The thing comes: in its place if a correction gives it again, and after what was said of its namesake if not."""
    [(where, name)] = _things(state, fact)
    EVOLVE[type(fact)](state, fact, mark)
    changes = state.changes.get(f"{where}/{name}")
    if changes is not None:
        if not changes.before and not _gives_again(state, changes.gone, mark.entry):
            changes.begins = len(changes.facts)
        changes.before = _pack(getattr(state, where)[name])
        _apply_again(state, changes, where, name)


def _given_again(state: State, fact: Any, mark: Mark) -> bool:
    """Whether a correction gives the fact in the place of one that was taken back. If so, it is there now."""
    for where, name in _things(state, fact):
        changes = state.changes.get(f"{where}/{name}")
        for at, one in enumerate(changes.facts if changes is not None else ()):
            alike = one.void and type(one.fact) is type(fact)
            if changes is not None and alike and _gives_again(state, one.entry, mark.entry):
                changes.facts[at] = ChangingFact(mark.entry, _lean(fact), mark.attested)
                _apply_again(state, changes, where, name)
                return True
    return False


def _strike(changes: Changes, fact: Any, entry: int) -> bool:
    """The first equal fact of the entry is void; where none is equal (its words may be sealed), the first of its kind.
    False where there is none of its kind."""
    lean = _lean(fact)
    own = [
        (at, one.fact)
        for at, one in enumerate(changes.facts)
        if one.entry == entry and not one.void and type(one.fact) is type(fact)
    ]
    equal = [at for at, one in own if one == lean] or [at for at, _ in own]
    for at in equal[:1]:
        changes.facts[at] = replace(changes.facts[at], void=True)
    return bool(equal)


def _gives_again(state: State, recorded: int, entry: int) -> bool:
    """Whether ``entry`` corrects the entry that recorded something, or corrects that correction."""
    by = state.corrected.get(recorded)
    return by is not None and entry in (by, state.corrected.get(by))


def _apply_again(state: State, changes: Changes, where: str, name: str) -> None:
    """The thing as it was, with the facts that are not void. One about what is not there is passed over."""
    with _aside(state, where, name):
        for at in range(len(changes.facts) + 1):
            if at == changes.begins and changes.before:
                getattr(state, where)[name] = _unpack[where].decode(changes.before)
            for one in changes.facts[at : at + 1]:
                if not one.void:
                    with suppress(Exception):  # as when a register is folded
                        mark = Mark(one.entry, "", one.attested)
                        EVOLVE[type(one.fact)](state, one.fact, mark)
    if where == "parties":
        state.memo.clear()


@contextmanager
def _aside(state: State, where: str, name: str) -> Iterator[None]:
    """The thing is made in an empty place, and then takes that of the old one. An event may have the id of measures."""
    fields = _fields(where)
    kept = {field: getattr(state, field) for field in {*fields, "events", "measures"}}
    for field in kept:
        setattr(state, field, {})
    try:
        yield
        made = {field: getattr(state, field).get(name) for field in fields}
    finally:
        for field, things in kept.items():
            setattr(state, field, things)
    for field, thing in made.items():
        if thing is None:
            kept[field].pop(name, None)
        else:
            kept[field][name] = thing


def _things(state: State, fact: Any) -> list[tuple[str, str]]:
    """Where in the state the thing is that the fact is about, and its id. Forces may be for measures or for an event: the
    one that there is comes first."""
    where, field = THINGS[type(fact)]
    name = getattr(fact, field)
    if type(fact) is not e.ForcesContributed:
        return [(where, name)]
    return sorted(
        [("measures", name), ("events", name)], key=lambda one: name not in getattr(state, one[0])
    )


def _fields(where: str) -> tuple[str, ...]:
    """The fields of the state in which the thing is: a rota has turns that were passed and turns that were skipped."""
    return ("turns", "skipped") if where == "turns" else (where,)


def _lean(fact: Any) -> Any:
    words = UNKEPT.get(type(fact))
    return replace(fact, **{words: ""}) if words is not None else fact
