"""Procedures: chains of steps, each of which asks, puts a question, waits or takes effect.

>>> from comity.charter.nodes import parse
>>> notes = Notes("charter.yaml")
>>> text = "[{procedure: note, opened by: any member, steps: [{step: note, asks for: text, from: any member}]}]"
>>> procedure = PROCEDURES.read(parse(text, "", []), notes)["note"].versions[0][1]
>>> procedure.at("note").asks.thing
'text'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.charter.clashes import check_asked
from comity.charter.effects import EFFECTS, SET, declare_measures, print_effect
from comity.charter.items import items
from comity.charter.kinds import (
    TEXT,
    Key,
    Kind,
    Table,
    defined,
    listing,
    read_table,
    table_schema,
)
from comity.charter.model import (
    Asks,
    Procedure,
    Step,
    Waits,
)
from comity.charter.nodes import Listing, Node, Pair, Pairs, Scalar
from comity.charter.notes import Notes, nearest
from comity.charter.questions import (
    NEXT_KEYS,
    QUESTION_KEYS,
    THOSE_PRESENT,
    print_question,
    question,
)
from comity.charter.roles import ROLE, print_role
from comity.charter.things import ASKED, THING, without_article
from comity.charter.values import (
    CITING,
    LABELS,
    LENGTH,
    NAME,
    NAMES,
    PERIOD,
    given,
    print_cites,
    print_period,
)

END = "end"
# --- the other steps --------------------------------------------------------------------------------------------------

ASKING_KEYS: Table = {
    "asks for": Key(THING, into="thing"),
    "from": Key(ROLE, into="of"),
    "within": Key(LENGTH),
}
WAIT_KEYS: Table = {"date": Key(ASKED), "period": Key(LENGTH), "event": Key(THING)}


def _read_waits(node: Node, notes: Notes) -> Waits | None:
    if isinstance(node, Scalar):
        if PERIOD.fullmatch(node.value):
            expected = f"a period in braces, {{period: {node.value}}}"
            notes.wrong("value.wrong", node, expected)
            return None
        day = ASKED.read(node, notes)
        return None if day is None else Waits(date=day)
    values = read_table(node, WAIT_KEYS, notes, "wait")
    if values is not None and len(values) != 1:
        notes.wrong("value.wrong", node, "one of date, period and event")
        return None
    return None if values is None else Waits(**values)


WAITS: Kind[Waits] = Kind(
    "a date, a period or an event",
    _read_waits,
    {
        "anyOf": [
            THING.schema,
            {**table_schema(WAIT_KEYS), "minProperties": 1, "maxProperties": 1},
        ]
    },
)
COMMON_KEYS: Table = {
    "step": Key(LABELS, required=True),
    "title": Key(NAMES),
    **CITING,
    "takes effect": Key(EFFECTS, into="effects"),
}
STEP_KEYS: Table = {
    **COMMON_KEYS,
    **ASKING_KEYS,
    **QUESTION_KEYS,
    **NEXT_KEYS,
    "waits for": Key(WAITS, into="waits"),
    "then": Key(LABELS),
}
# The key that makes a step what it is; what it must have beside it; what it may have.
FORMS: Mapping[str, tuple[tuple[str, ...], Table]] = {
    "asks for": (("from",), {**ASKING_KEYS, "then": STEP_KEYS["then"]}),
    "question": (("put to", "rule"), {**QUESTION_KEYS, **NEXT_KEYS}),
    "waits for": ((), {"waits for": STEP_KEYS["waits for"], "then": STEP_KEYS["then"]}),
    "takes effect": ((), {"then": STEP_KEYS["then"]}),
}


def _step(step: str, **values: Any) -> Step:
    common: dict[str, Any] = {
        word: values.pop(word) for word in ("cites", "effects", "waits") if word in values
    }
    title = values.pop("title", {})
    then = {word[3:]: values.pop(word) for word in list(values) if word.startswith("if ")}
    if "then" in values:
        # A step without a question has one outcome: that it is done.
        then = {"adopted": values.pop("then")}
    if "thing" in values:
        common["asks"] = Asks(**values)
    elif "question" in values:
        common["puts"] = question(**values)
    return Step(step, title, then=then, **common)


def _check_step(step: Pairs, notes: Notes) -> None:
    """A step is of one form, has what that form needs and nothing of another."""
    form = next((word for word in FORMS if word in step.pairs), None)
    if form is None:
        sentence = "This step does nothing."
        notes.fault("step.empty", step, sentence, f"one of {', '.join(FORMS)}")
        return
    needs, allowed = FORMS[form]
    for word in needs:
        if word not in step.pairs and not (word == "rule" and _is_put_to_an_organ(step, notes)):
            sentence = f'A step with "{form}" lacks the key "{word}".'
            notes.fault("key.missing", step, sentence, f"{word}: {STEP_KEYS[word].kind.expected}")
    for word, pair in step.pairs.items():
        if word in STEP_KEYS and word not in allowed and word not in COMMON_KEYS:
            sentence = f'"{word}" does not belong to a step with "{form}".'
            expected = "then: STEP" if word.startswith("if ") else f"a step of its own for {word}"
            notes.fault("key.misplaced", pair.key, sentence, expected)
    _check_room(step, notes)
    _check_silence(step, notes)
    _check_without_a_vote(step, notes)
    _check_values(step, notes)


def _is_put_to_an_organ(step: Pairs, notes: Notes) -> bool:
    """Whether the step asks an organ, which may decide by a rule of its own (``checks`` sees whether it does)."""
    asked = step.pairs.get("put to")
    name = without_article(asked.value.value) if asked and isinstance(asked.value, Scalar) else ""
    return notes.knows("organ", name)


def _check_values(step: Pairs, notes: Notes) -> None:
    """The day of the weights and groups is that of the opening or the close, or one that a step asks for."""
    said = step.pairs.get("values as at")
    if said is None or not isinstance(said.value, Scalar):
        return
    name = without_article(said.value.value)
    if name not in ("opening", "close") and not notes.knows("thing", name):
        expected = "opening, close, or a day that a step asks for"
        notes.fault("thing.unknown", said.value, f'No step provides "{name}".', expected)


def _check_room(step: Pairs, notes: Notes) -> None:
    """Those present are known in the room of a session, where somebody puts the question."""
    voting = step.pairs.get("who votes")
    if (
        voting is None
        or not isinstance(voting.value, Scalar)
        or voting.value.value != THOSE_PRESENT
    ):
        return
    if not {"at", "put by"} <= step.pairs.keys():
        sentence = (
            f'"{THOSE_PRESENT}" are known only where somebody puts the question at a session.'
        )
        notes.fault("step.session", voting.value, sentence, "at: session, and put by: ROLE")


def _check_silence(step: Pairs, notes: Notes) -> None:
    """Whoever puts the question names the session at which a silence is opened, and its purpose."""
    silence, closes = (step.pairs.get(word) for word in ("silence", "closes"))
    by_opener = closes is not None and "set by" in getattr(closes.value, "pairs", ())
    if "put by" in step.pairs or by_opener or silence is None:
        return
    particulars = getattr(silence.value, "pairs", {})
    expected = "put by: ROLE"
    if "opened at" in particulars:
        sentence = "Nobody puts this question and names the session at which its silence is opened."
        notes.fault("step.session", particulars["opened at"].key, sentence, expected)
    if "only for" in particulars:
        sentence = "Nobody puts this question and says for which purpose its silence is opened."
        notes.fault("step.purpose", particulars["only for"].key, sentence, expected)


def _check_without_a_vote(step: Pairs, notes: Notes) -> None:
    """Whether anybody asks for a vote is seen in the room, and nobody signs without answering."""
    said = step.pairs.get("without a vote")
    if said is None or not isinstance(said.value, Scalar) or said.value.value != "yes":
        return
    if "at" not in step.pairs:
        sentence = "Only at a session is it seen whether anybody asks for a vote."
        notes.fault("step.session", said.value, sentence, "the key at: session")
    for key in ("silence means", "form", "silence"):
        other = step.pairs.get(key)
        if other is not None and getattr(other.value, "value", "") not in ("no answer", "position"):
            sentence = f'"without a vote" and "{key}" both say what it means that nobody answers.'
            notes.fault("step.contradicts", other.key, sentence, "one of them")


def _read_step(node: Node, notes: Notes) -> Step | None:
    before, procedure = len(notes.faults), notes.subject
    if isinstance(node, Pairs):
        _check_step(node, notes)
        name = node.pairs.get("step")
        if name is not None and isinstance(name.value, Scalar):
            notes.subject = f"{procedure}, step {name.value.value}"
    values = read_table(node, STEP_KEYS, notes, "step")
    notes.subject = procedure
    return None if values is None or len(notes.faults) > before else _step(**values)


STEP: Kind[Step] = defined("step", Kind("the keys of a step", _read_step, table_schema(STEP_KEYS)))
STEPS = listing(STEP)


# --- procedures -------------------------------------------------------------------------------------------------------

PROCEDURE_KEYS: Table = {
    "procedure": Key(NAME, required=True),
    "title": Key(NAMES),
    "about": Key(TEXT),
    "opened by": Key(ROLE, required=True),
    **CITING,
    "steps": Key(STEPS, required=True),
}


def _procedure(procedure: str, **values: Any) -> Procedure:
    return Procedure(procedure, **{"title": {}, "about": "", **values})


def _check_procedure(item: Pairs, notes: Notes) -> None:
    """Step names once each, every target there, every step reached. Declares the things that the steps ask for and the
    measures that they set."""
    steps = _steps_of(item)
    notes.names["thing"], notes.names[SET] = {}, {}
    for step in steps:
        asked = step.pairs.get("asks for")
        if asked is not None and isinstance(asked.value, Scalar):
            notes.declare("thing", without_article(asked.value.value), asked.value)
        if "takes effect" in step.pairs:
            declare_measures(step.pairs["takes effect"].value, notes)
    check_asked(notes)
    names = _step_names(steps, notes)
    if isinstance(item.pairs.get("steps"), Pair) and not steps:
        notes.wrong("value.wrong", item.pairs["steps"].value, "a list of steps")
    if names is not None and len(names) == len(steps) and _check_targets(steps, names, notes):
        _check_reach(steps, names, notes)


def _steps_of(item: Pairs) -> list[Pairs]:
    pair = item.pairs.get("steps")
    nodes = pair.value.items if pair is not None and isinstance(pair.value, Listing) else []
    return [node for node in nodes if isinstance(node, Pairs)]


def _step_names(steps: list[Pairs], notes: Notes) -> dict[str, int] | None:
    """Where each step stands, by name; None where one has no name, which reading it says."""
    names: dict[str, int] = {}
    for at, step in enumerate(steps):
        name = step.pairs["step"].value if "step" in step.pairs else None
        if not isinstance(name, Scalar):
            return None
        if name.value in names:
            sentence = f'There are two steps named "{name.value}".'
            notes.fault("name.twice", name, sentence, "one of each name")
        if name.value == END:
            notes.fault("name.reserved", name, '"end" ends a matter.', "another name")
        names.setdefault(name.value, at)
    return names


def _check_targets(steps: list[Pairs], names: dict[str, int], notes: Notes) -> bool:
    right = True
    for step in steps:
        for target in _targets(step).values():
            if target.value not in names and target.value != END:
                right = False
                expected = nearest(target.value, [*names, END])
                notes.fault("step.unknown", target, f'There is no step "{target.value}".', expected)
    return right


def _targets(step: Pairs) -> dict[str, Scalar]:
    words = [*NEXT_KEYS, "then"]
    pairs = {word: step.pairs[word].value for word in words if word in step.pairs}
    return {word: value for word, value in pairs.items() if isinstance(value, Scalar)}


def _check_reach(steps: list[Pairs], names: dict[str, int], notes: Notes) -> None:
    order = list(names)
    reached: set[str] = set()
    waiting = order[:1]
    while waiting:
        name = waiting.pop()
        if name in reached or name == END:
            continue
        reached.add(name)
        at = names[name]
        waiting += _next(steps[at], order[at + 1] if at + 1 < len(order) else END)
    for name, at in names.items():
        if name not in reached:
            sentence = f'Nothing leads to the step "{name}".'
            expected = "a step before it that goes on, or an if ...: that names it"
            notes.fault("step.unreachable", steps[at].pairs["step"].value, sentence, expected)


def _next(step: Pairs, below: str) -> list[str]:
    targets = _targets(step)
    named = [target.value for target in targets.values()]
    goes_on = "if adopted" not in targets and "then" not in targets
    return [*named, below] if goes_on else named


PROCEDURES = items("procedure", PROCEDURE_KEYS, _procedure, _check_procedure)


# --- printing ---------------------------------------------------------------------------------------------------------


def print_procedure(procedure: Procedure) -> dict[str, Any]:
    """A procedure without its name."""
    return {
        "title": dict(procedure.title),
        "about": procedure.about,
        "opened by": print_role(procedure.opened_by),
        **print_cites(procedure.cites),
        "steps": [_printed_step(step) for step in procedure.steps],
    }


def _printed_step(step: Step) -> dict[str, Any]:
    asks, puts = step.asks, step.puts
    then = {f"if {outcome}" if puts else "then": target for outcome, target in step.then.items()}
    asking = (
        {"asks for": asks.thing, "from": print_role(asks.of), "within": print_period(asks.within)}
        if asks is not None
        else {}
    )
    effects = [print_effect(effect) for effect in step.effects]
    return given(
        {
            "step": step.step,
            "title": dict(step.title),
            **asking,
            **(print_question(puts) if puts is not None else {}),
            "waits for": _printed_waits(step.waits),
            "takes effect": effects[0] if len(effects) == 1 else effects,
            **print_cites(step.cites),
            **then,
        }
    )


def _printed_waits(waits: Waits | None) -> dict[str, Any]:
    if waits is None:
        return {}
    return given({"date": waits.date, "period": print_period(waits.period), "event": waits.event})
