"""The order of a rota: as listed, or by the alphabet of a declared language over sort names.

An alphabet is a collation, not code points: in Russian ``Ё`` stands beside ``Е``, while by code points it would stand
before ``А``. The order is that of the Unicode Collation Algorithm with the root table of CLDR. It is offered for those
languages alone whose own CLDR collation is that root order, or the root order with its scripts in another sequence
(https://github.com/unicode-org/cldr, ``common/collation/<language>.xml``); Belarusian, Kazakh, Polish or Spanish, which
move letters, are refused rather than sorted nearly right. Spaces and punctuation are passed over, letter by letter.

>>> by_alphabet("ru", {"KZ": "Казахстан", "IN": "Индия", "CN": "Китай"})
('IN', 'KZ', 'CN')
>>> by_alphabet("en", {"KZ": "Kazakhstan", "IN": "India", "CN": "China"})
('CN', 'IN', 'KZ')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from comity.charter.kinds import Kind
from comity.charter.law import law
from comity.charter.model import Charter, Dated, Member, Order, Rota
from comity.charter.nodes import Node
from comity.charter.notes import Notes, shown
from comity.charter.values import LANGUAGE

ALPHABETS = ("bg", "de", "el", "en", "fr", "id", "it", "ky", "nl", "pt", "ru")


def rota_order(rota: Rota, charter: Charter, day: date) -> tuple[str, ...]:
    """The parties of the rota on ``day``, in its order."""
    return in_order(rota.order, law(charter, day).population(rota.of), charter, day)


def in_order(
    order: Order,
    parties: Iterable[str],
    charter: Charter,
    day: date,
    named: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, ...]:
    """The parties in the order: as listed, those not listed left out; or by alphabet, under the names that they have on
    ``day``: those of ``named``, else those of the charter."""
    wanted = tuple(parties)
    if order.listed:
        return tuple(party for party in order.listed if party in wanted)
    names = {
        party: named.get(party) or _sort_name(charter.members.get(party), order, day) or party
        for party in wanted
    }
    return by_alphabet(order.alphabet, names)


def by_alphabet(language: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of ``names`` in the alphabetical order of the names in ``language``; equal names by key."""
    assert language in ALPHABETS, "the reader refuses other alphabets"
    ranks = {name: rank for rank, name in enumerate(_collated(tuple(sorted(set(names.values())))))}
    return tuple(sorted(names, key=lambda key: (ranks[names[key]], key)))


def _read_alphabet(node: Node, notes: Notes) -> str | None:
    language = LANGUAGE.read(node, notes)
    if language is not None and language not in ALPHABETS:
        sentence = f"The alphabetical order of {shown(node)} is not supported."
        expected = f"one of {', '.join(ALPHABETS)}, or a list of members"
        notes.fault("alphabet.unsupported", node, sentence, expected)
    return language


ALPHABET: Kind[str] = Kind("a language", _read_alphabet, {"enum": list(ALPHABETS)})


@lru_cache(maxsize=256)
def _collated(names: tuple[str, ...]) -> tuple[str, ...]:
    # Imported here: the tables cost time that most commands need not spend.
    from feruca import collate

    return tuple(collate(list(names), "default"))


def _sort_name(dated: Dated[Member] | None, order: Order, day: date) -> str:
    member = dated.on(day) if dated is not None else None
    return member.sort_name.get(order.alphabet, "") if member is not None else ""
