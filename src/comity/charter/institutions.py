"""Organs, rotas, offices and types of reservation.

>>> from comity.charter.nodes import parse
>>> from comity.charter.notes import Notes
>>> notes = Notes("charter.yaml")
>>> text = "[{office: registrar, term: 3 years, when vacant: {acting: a deputy, limit: none}}]"
>>> OFFICES.read(parse(text, "", []), notes)["registrar"].versions[0][1].acting
Acting(who={'en': 'a deputy'}, limit_months=None)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from comity.charter.conditions import QUORUM, print_condition
from comity.charter.items import items
from comity.charter.kinds import (
    Key,
    Kind,
    Table,
    distinct,
    listing,
    one_of,
    read_table,
    record,
    scalar,
    table_schema,
)
from comity.charter.model import (
    POWERS,
    Acting,
    Format,
    Office,
    Order,
    Organ,
    Reservation,
    Rota,
    Skip,
    Slots,
)
from comity.charter.nodes import Listing, Node, Pairs
from comity.charter.notes import Notes
from comity.charter.order import ALPHABET
from comity.charter.roles import ROLE, print_role
from comity.charter.values import (
    ACTOR,
    CITING,
    DATE,
    LABELS,
    LIMIT,
    LINE,
    MONTHS,
    NAMES,
    SPAN,
    YES_NO,
    given,
    months_in,
    print_cites,
    print_months,
    print_yes,
    reference,
)
from comity.charter.wordings import WORDING

AT_DEADLINE = ("stands", "lifts", "becomes an objection", "counts as silence", "travels")
SKIPS: tuple[Skip, ...] = get_args(Skip)
CLOSE_OF_SESSION = "close of the regular session"
CALENDAR_YEAR = "calendar year"
POPULATION = reference("group", "status", also=("members",))


# --- organs -----------------------------------------------------------------------------------------------------------

SEATS_KEYS: Table = {
    "one for each": Key(reference("status", "group", also=("member",))),
    "held by": Key(LINE),
}
FORMAT_KEYS: Table = {
    "format": Key(LABELS, required=True),
    "title": Key(NAMES),
    "admits": Key(listing(ROLE)),
    "papers to": Key(listing(ROLE)),
    **CITING,
}


def _format(format: str, **values: Any) -> Format:
    return Format(format, **{"title": {}, "admits": (), "papers_to": (), **values})


def _read_formats(node: Node, notes: Notes) -> tuple[Format, ...] | None:
    formats = _FORMATS.read(node, notes)
    names = [each.format for each in formats or ()]
    for at, name in enumerate(names):
        if name in names[:at]:
            notes.fault("name.twice", node, f'Two formats are named "{name}".', "one of each name")
    return formats


_FORMATS = listing(record(FORMAT_KEYS, _format, "format"))
ORGAN_KEYS: Table = {
    "organ": Key(ACTOR, required=True),
    "title": Key(NAMES),
    "seats": Key(record(SEATS_KEYS, dict, "seats")),
    "decides by": Key(reference("rule")),
    "chaired by": Key(reference("rota", "office")),
    "headed by": Key(reference("office")),
    "powers": Key(listing(one_of(POWERS, "a power"))),
    "quorum": Key(QUORUM),
    "formats": Key(Kind(_FORMATS.expected, _read_formats, _FORMATS.schema)),
    **CITING,
}


def _organ(organ: str, seats: Mapping[str, str] | None = None, **values: Any) -> Organ:
    return Organ(organ, **{"title": {}, **(seats or {}), **values})


ORGANS = items("organ", ORGAN_KEYS, _organ)


# --- rotas ------------------------------------------------------------------------------------------------------------

ALPHABET_KEYS: Table = {
    "alphabet": Key(ALPHABET, required=True),
    "by": Key(one_of(("sort name",), "sort name")),
}
LISTED = distinct(reference("member"))


def _read_order(node: Node, notes: Notes) -> Order | None:
    if isinstance(node, Listing):
        listed = LISTED.read(node, notes)
        return None if listed is None else Order(listed=listed)
    values = read_table(node, ALPHABET_KEYS, notes, "order")
    return None if values is None else Order(alphabet=values["alphabet"])


ORDER: Kind[Order] = Kind(
    "alphabet: LANGUAGE, or a list of members",
    _read_order,
    {"anyOf": [LISTED.schema, table_schema(ALPHABET_KEYS)]},
)
PASSES_KEYS: Table = {
    "at": Key(one_of((CLOSE_OF_SESSION,), CLOSE_OF_SESSION)),
    "of": Key(reference("organ")),
    "every": Key(
        scalar(
            "calendar year, or a number of months",
            lambda text: 0 if text == CALENDAR_YEAR else months_in(text),
            {"type": "string", "pattern": f"^({CALENDAR_YEAR}|{MONTHS.pattern})$"},
        )
    ),
    "by": Key(one_of(("decision",), "decision")),
}


def _read_passes(node: Node, notes: Notes) -> dict[str, Any] | None:
    values = read_table(node, PASSES_KEYS, notes, "passing")
    if values is None:
        return None
    match values:
        case {"at": _, "of": organ, **rest} if not rest:
            return {"passes": "close of session", "organ": organ}
        case {"at": _, **rest} if not rest:
            return {"passes": "close of session"}
        case {"every": 0, **rest} if not rest:
            return {"passes": "calendar year"}
        case {"every": months, **rest} if not rest:
            return {"passes": "months", "months": months}
        case {"by": _, **rest} if not rest:
            return {"passes": "decision"}
    notes.wrong("value.wrong", node, f"at: {CLOSE_OF_SESSION}, every: ..., or by: decision")
    return None


PASSES: Kind[dict[str, Any]] = Kind("when the turn passes", _read_passes, table_schema(PASSES_KEYS))
ROTA_KEYS: Table = {
    "rota": Key(ACTOR, required=True),
    "title": Key(NAMES),
    "of": Key(POPULATION, required=True),
    "order": Key(ORDER, required=True),
    "starting with": Key(reference("member"), into="first"),
    "from": Key(DATE, into="since"),
    "passes": Key(PASSES, required=True),
    "when a turn is skipped": Key(one_of(SKIPS, "a policy"), into="when_skipped"),
    **CITING,
}


def _rota(rota: str, passes: Mapping[str, Any], **values: Any) -> Rota:
    return Rota(rota, **{"title": {}, "first": "", "since": None, **passes, **values})


ROTAS = items("rota", ROTA_KEYS, _rota)


# --- offices ----------------------------------------------------------------------------------------------------------

SLOT_ROTA_KEYS: Table = {
    "of": Key(POPULATION, required=True),
    "order": Key(ORDER, required=True),
    "starting with": Key(reference("member"), required=True, into="first"),
}
SLOTS_KEYS: Table = {
    "length": Key(SPAN, required=True, into="months"),
    "from": Key(DATE, required=True, into="since"),
    "rota": Key(record(SLOT_ROTA_KEYS, dict, "rota of slots"), required=True),
}
VACANT_KEYS: Table = {
    "acting": Key(WORDING, required=True, into="who"),
    "limit": Key(LIMIT, required=True, into="limit"),
}


def _slots(months: int, since: date, rota: Mapping[str, Any]) -> Slots:
    return Slots(months, since, **rota)


def _acting(who: Mapping[str, str], limit: int) -> Acting:
    return Acting(who, limit or None)


def _office(office: str, **values: Any) -> Office:
    return Office(office, **{"title": {}, **values})


OFFICE_KEYS: Table = {
    "office": Key(ACTOR, required=True),
    "title": Key(NAMES),
    "slots": Key(record(SLOTS_KEYS, _slots, "slots")),
    "term": Key(SPAN, into="term_months"),
    "filled by": Key(reference("procedure")),
    "when vacant": Key(record(VACANT_KEYS, _acting, "vacancy"), into="acting"),
    "holds over": Key(YES_NO),
    "powers": Key(listing(one_of(POWERS, "a power"))),
    **CITING,
}


def _check_office(item: Pairs, notes: Notes) -> None:
    """An office with slots is held for its slot, so that a term beside them would bind nothing."""
    if {"slots", "term"} <= item.pairs.keys():
        sentence = 'Beside "slots" a "term" says nothing: the office is held until the slot ends.'
        notes.fault(
            "office.term", item.pairs["term"].key, sentence, "slots or term, one of the two"
        )


OFFICES = items("office", OFFICE_KEYS, _office, _check_office)


# --- reservations -----------------------------------------------------------------------------------------------------

RESERVATION_KEYS: Table = {
    "type": Key(LABELS, required=True),
    "title": Key(NAMES),
    "blocks": Key(YES_NO, required=True),
    "at deadline": Key(one_of(AT_DEADLINE, "what becomes of it"), required=True),
    **CITING,
}


def _reservation(**values: Any) -> Reservation:
    return Reservation(**{"title": {}, **values})


RESERVATIONS = items("type", RESERVATION_KEYS, _reservation, called="reservation")


# --- printing ---------------------------------------------------------------------------------------------------------


def print_reservation(each: Reservation) -> dict[str, Any]:
    """A type of reservation without its name."""
    blocks = "yes" if each.blocks else "no"
    return {
        "title": dict(each.title),
        "blocks": blocks,
        "at deadline": each.at_deadline,
        **print_cites(each.cites),
    }


def print_organ(organ: Organ) -> dict[str, Any]:
    """An organ without its name."""
    return {
        "title": dict(organ.title),
        "seats": given({"one for each": organ.one_for_each, "held by": organ.held_by}),
        "decides by": organ.decides_by,
        "chaired by": organ.chaired_by,
        "headed by": organ.headed_by,
        "powers": list(organ.powers),
        "quorum": print_condition(organ.quorum) if organ.quorum is not None else None,
        "formats": [_printed_format(each) for each in organ.formats],
        **print_cites(organ.cites),
    }


def _printed_format(each: Format) -> dict[str, Any]:
    return given(
        {
            "format": each.format,
            "title": dict(each.title),
            "admits": [print_role(role) for role in each.admits],
            "papers to": [print_role(role) for role in each.papers_to],
            **print_cites(each.cites),
        }
    )


def _printed_order(order: Order) -> dict[str, Any] | list[str]:
    return {"alphabet": order.alphabet} if order.alphabet else list(order.listed)


def print_rota(rota: Rota) -> dict[str, Any]:
    """A rota without its name."""
    passes = {
        "close of session": given({"at": CLOSE_OF_SESSION, "of": rota.organ}),
        "calendar year": {"every": CALENDAR_YEAR},
        "months": {"every": print_months(rota.months)},
        "decision": {"by": "decision"},
    }
    return {
        "title": dict(rota.title),
        "of": rota.of,
        "order": _printed_order(rota.order),
        "starting with": rota.first,
        "from": str(rota.since or ""),
        "passes": passes[rota.passes],
        "when a turn is skipped": rota.when_skipped,
        **print_cites(rota.cites),
    }


def print_office(office: Office) -> dict[str, Any]:
    """An office without its name."""
    acting = office.acting
    vacant = (
        {"acting": dict(acting.who), "limit": print_months(acting.limit_months) or "none"}
        if acting
        else {}
    )
    return {
        "title": dict(office.title),
        "slots": _printed_slots(office.slots),
        "term": print_months(office.term_months),
        "filled by": office.filled_by,
        "when vacant": vacant,
        "holds over": print_yes(office.holds_over),
        "powers": list(office.powers),
        **print_cites(office.cites),
    }


def _printed_slots(slots: Slots | None) -> dict[str, Any]:
    if slots is None:
        return {}
    rota = {
        "of": slots.of,
        "order": _printed_order(slots.order),
        "starting with": slots.first,
    }
    return {"length": print_months(slots.months), "from": str(slots.since), "rota": rota}
