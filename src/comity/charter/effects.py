"""What follows when a step is done: one verb with its object, and the things that it needs.

============================  =====================================================
``fills: OFFICE``             ``with`` a person, ``from``, ``until``
``grants: STATUS``            ``to`` a party, ``from``, ``until``
``ends status: STATUS``       ``of`` a party, ``from``
``suspends: RIGHT``           ``of`` a party, ``from``, ``until``
``restores: RIGHT``           ``of`` a party
``amends charter: yes``       ``with`` a text, ``from``
``issues: THING``             ``number``, ``date``, ``from``
``approves: THING``
``sets measures: THING``      ``until``
``ends measures: THING``
``passes: ROTA``              ``to`` a party
============================  =====================================================

>>> from comity.charter.nodes import parse
>>> notes = Notes("charter.yaml")
>>> notes.declare("office", "registrar"); notes.declare("thing", "candidate")
>>> EFFECTS.read(parse("{fills: registrar, with: the candidate}", "", []), notes)
(TakesEffect(verb='fills', object='registrar', things={'with': 'candidate'}),)
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.charter.kinds import (
    DEFINITIONS,
    Key,
    Kind,
    Schema,
    Table,
    one_of,
    read_table,
    table_schema,
)
from comity.charter.model import RIGHTS, EffectVerb, TakesEffect
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest
from comity.charter.things import GIVEN, THING
from comity.charter.values import YES, reference

RIGHT = one_of(RIGHTS, "a right")


def _read_yes_or_thing(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Scalar) and node.value == "yes":
        return ""
    return THING.read(node, notes)


YES_OR_THING: Kind[str] = Kind("yes, or the name of a thing", _read_yes_or_thing, THING.schema)


def _verb(
    verb: str, kind: Kind[str], *, needs: tuple[str, ...] = (), takes: tuple[str, ...] = ()
) -> Table:
    needed = {word: Key(GIVEN, required=True) for word in needs}
    taken = {word: Key(GIVEN if word in ("with", "to") else THING) for word in takes}
    return {verb: Key(kind, required=True), **needed, **taken}


VERBS: Mapping[EffectVerb, Table] = {
    "fills": _verb("fills", reference("office"), needs=("with",), takes=("from", "until")),
    "grants": _verb("grants", reference("status"), needs=("to",), takes=("from", "until")),
    "ends status": _verb("ends status", reference("status"), needs=("of",), takes=("from",)),
    "suspends": _verb("suspends", RIGHT, needs=("of",), takes=("from", "until")),
    "restores": _verb("restores", RIGHT, needs=("of",)),
    "amends charter": _verb("amends charter", YES, takes=("with", "from")),
    "issues": _verb("issues", THING, takes=("number", "date", "from")),
    "approves": _verb("approves", THING),
    "sets measures": _verb("sets measures", YES_OR_THING, takes=("until",)),
    "ends measures": _verb("ends measures", YES_OR_THING),
    "passes": _verb("passes", reference("rota"), takes=("to",)),
}


def _read_effect(node: Node, notes: Notes) -> TakesEffect | None:
    if not isinstance(node, Pairs):
        notes.wrong("value.wrong", node, "what takes effect, such as fills: OFFICE")
        return None
    for verb, table in VERBS.items():
        if verb in node.pairs:
            values = read_table(node, table, notes, f"effect {verb}")
            if values is None:
                return None
            done = values.pop(verb.replace(" ", "_"))
            return TakesEffect(verb, done, values)
    first = next(iter(node.pairs), "")
    expected = nearest(first, VERBS) or f"one of {', '.join(VERBS)}"
    notes.fault("effect.unknown", node, f'"{first}" is no effect.', expected)
    return None


def _read_effects(node: Node, notes: Notes) -> tuple[TakesEffect, ...] | None:
    nodes = node.items if isinstance(node, Listing) else [node]
    effects = [_read_effect(each, notes) for each in nodes]
    return tuple(effect for effect in effects if effect is not None)


def print_effect(effect: TakesEffect) -> dict[str, str]:
    """The effect as the notation writes it."""
    return {effect.verb: effect.object or "yes", **effect.things}


DEFINITIONS["effect"] = {"anyOf": [table_schema(table) for table in VERBS.values()]}
_ONE: Schema = {"$ref": "#/$defs/effect"}
EFFECTS: Kind[tuple[TakesEffect, ...]] = Kind(
    "what takes effect",
    _read_effects,
    {"anyOf": [_ONE, {"type": "array", "minItems": 1, "items": _ONE}]},
)
