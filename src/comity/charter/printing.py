"""Printing a charter: from ``model.Charter`` back to YAML.

Reading what is printed gives the same values (the text and its digest apart). Phrases come out in their canonical form;
comments are lost.

>>> from comity.charter.reading import read_charter_text
>>> text = "{comity: 1, body: duo, title: {en: Duo}, rules: [{rule: both, adopted when: {in favour: all}}]}"
>>> print(print_charter(read_charter_text(text)), end="")
comity: 1
body: duo
title: {en: Duo}
rules:
- rule: both
  adopted when: {in favour: all}
"""

from __future__ import annotations

from typing import Any

import yaml

from comity.charter.institutions import (
    print_office,
    print_organ,
    print_reservation,
    print_rota,
)
from comity.charter.items import print_items
from comity.charter.model import (
    Charter,
    Conflict,
    Instrument,
    Seat,
)
from comity.charter.parties import print_group, print_member, print_status, print_weight
from comity.charter.procedures import print_procedure
from comity.charter.reading import FORMAT, WEEK
from comity.charter.rulebook import print_rule
from comity.charter.values import given, print_cites


def print_charter(charter: Charter) -> str:
    """The charter as YAML."""
    return yaml.dump(
        tree(charter),
        Dumper=_Strings,
        default_flow_style=None,  # the innermost lists and mappings on one line
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )


def tree(charter: Charter) -> dict[str, Any]:
    """The charter as dicts, lists and strings, in the order in which its format lists the keys."""
    return given(
        {
            "comity": FORMAT,
            "body": charter.body,
            "title": dict(charter.title),
            "seat": _seat(charter.seat),
            "languages": list(charter.languages),
            "instruments": [_instrument(each) for each in charter.instruments],
            "statuses": [print_status(each) for each in charter.statuses.values()],
            "members": print_items(charter.members, "member", print_member),
            "groups": {name: print_group(name, charter) for name in charter.groups},
            "weights": {name: print_weight(weight) for name, weight in charter.weights.items()},
            "parameters": list(charter.parameters),
            "words": {word: dict(said) for word, said in charter.words.items()},
            "credentials": print_cites(charter.credentials),
            "reservations": print_items(charter.reservations, "type", print_reservation),
            "organs": print_items(charter.organs, "organ", print_organ),
            "rotas": print_items(charter.rotas, "rota", print_rota),
            "offices": print_items(charter.offices, "office", print_office),
            "rules": print_items(charter.rules, "rule", print_rule),
            "procedures": print_items(charter.procedures, "procedure", print_procedure),
            "conflicts": [_conflict(each) for each in charter.conflicts.values()],
        }
    )


class _Strings(yaml.BaseDumper):
    """Writes strings as they are: the reader guesses nothing, so that nothing needs quotes against guessing."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Strings.add_representer(str, lambda out, text: out.represent_scalar("tag:yaml.org,2002:str", text))
_Strings.add_representer(
    dict, lambda out, tree: out.represent_mapping("tag:yaml.org,2002:map", tree)
)
_Strings.add_representer(
    list, lambda out, seq: out.represent_sequence("tag:yaml.org,2002:seq", seq)
)


def _seat(seat: Seat) -> dict[str, Any]:
    if seat == Seat():
        return {}
    values = {
        "place": dict(seat.place),
        "zone": seat.zone,
        "holidays": [str(day) for day in sorted(seat.holidays)],
        **print_cites(seat.cites),
    }
    # A week without rest is said, not left out: the reader would take the usual one.
    return {**given(values), "weekend": [WEEK[day] for day in sorted(seat.weekend)]}


def _instrument(each: Instrument) -> dict[str, Any]:
    return given(
        {
            "instrument": each.instrument,
            "title": dict(each.title),
            "dated": str(each.dated or ""),
            "in force": str(each.in_force or ""),
            **print_cites(each.cites),
        }
    )


def _conflict(conflict: Conflict) -> dict[str, Any]:
    texts = [{**print_cites(text.cites), "says": dict(text.says)} for text in conflict.texts]
    return given(
        {
            "conflict": conflict.conflict,
            "about": conflict.about,
            "texts": texts,
            "prevails": conflict.prevails,
        }
    )
