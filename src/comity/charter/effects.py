"""What follows when a step is done: one verb with its object, and the things that it needs.

============================  =====================================================
``fills: OFFICE``             ``with`` a person, ``from``, ``until``
``grants: STATUS``            ``to`` parties, ``from``, ``until``
``ends status: STATUS``       ``of`` parties, ``from``
``suspends: RIGHT``           ``of`` parties, ``from``, ``until``
``restores: RIGHT``           ``of`` parties
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
from comity.charter.things import ASKED, PARTIES, PARTY, THING, without_article
from comity.charter.values import YES, reference

RIGHT = one_of(RIGHTS, "a right")
NOTHING: Mapping[str, Kind[str]] = {}


def _or_yes(thing: Kind[str]) -> Kind[str]:
    """Such a thing, or ``yes``, which names none."""

    def read(node: Node, notes: Notes) -> str | None:
        if isinstance(node, Scalar) and node.value == "yes":
            return ""
        return thing.read(node, notes)

    return Kind(f"yes, or {thing.expected}", read, thing.schema)


def _read_set(node: Node, notes: Notes) -> str | None:
    name = THING.read(node, notes)
    if name is None or notes.knows(SET, name):
        return name
    expected = nearest(name, notes.declared(SET)) or "measures that a step sets"
    notes.fault("thing.unknown", node, f'No step sets the measures "{name}".', expected)
    return None


SET = "measures"
MEASURES: Kind[str] = Kind("measures that a step sets", _read_set, THING.schema)


def declare_measures(node: Node, notes: Notes) -> None:
    """Notes the measures that these effects set, so that another step may end them."""
    for each in node.items if isinstance(node, Listing) else [node]:
        pair = each.pairs.get("sets measures") if isinstance(each, Pairs) else None
        if pair is not None and isinstance(pair.value, Scalar):
            notes.declare(SET, without_article(pair.value.value), pair.value)


def _verb(
    verb: str, kind: Kind[str], *takes: str, needs: Mapping[str, Kind[str]] = NOTHING
) -> Table:
    needed = {word: Key(thing, required=True) for word, thing in needs.items()}
    taken = {word: Key(PARTY if word == "to" else ASKED) for word in takes}
    return {verb: Key(kind, required=True), **needed, **taken}


VERBS: Mapping[EffectVerb, Table] = {
    "fills": _verb("fills", reference("office"), "from", "until", needs={"with": ASKED}),
    "grants": _verb("grants", reference("status"), "from", "until", needs={"to": PARTIES}),
    "ends status": _verb("ends status", reference("status"), "from", needs={"of": PARTIES}),
    "suspends": _verb("suspends", RIGHT, "from", "until", needs={"of": PARTIES}),
    "restores": _verb("restores", RIGHT, needs={"of": PARTIES}),
    "amends charter": _verb("amends charter", YES, "from", needs={"with": ASKED}),
    "issues": _verb("issues", THING, "number", "date", "from"),
    "approves": _verb("approves", THING),
    "sets measures": _verb("sets measures", _or_yes(ASKED), "until"),
    "ends measures": _verb("ends measures", _or_yes(MEASURES)),
    "passes": _verb("passes", reference("rota"), "to"),
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
