"""Canonical JSON: one value, one sequence of bytes. RFC 8785 (JCS).

Two writers and one reading. ``canonical`` writes any JSON value as the RFC says, numbers as ECMAScript does.
``encode`` writes what Comity itself makes (mappings, lists and msgspec structs), some forty times faster; both give
the same bytes where the value has no float, no integer beyond 2**53 - 1 in size and no key outside the Basic
Multilingual Plane (the RFC sorts keys by UTF-16 units, ``encode`` by code points, and the two orders part there).
Entries are made in that domain, and a test holds the writers together on it.

>>> canonical({"of": "council", "at": [1.0, 2, None]})
b'{"at":[1,2,null],"of":"council"}'
>>> encode({"of": "council", "at": [1, 2, None]})
b'{"at":[1,2,null],"of":"council"}'
>>> decode(b'{"of": "council"}')
Traceback (most recent call last):
comity.errors.BadInput: These bytes are not canonical JSON: they part from it at byte 6. Write them by RFC 8785.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any, NoReturn

import msgspec
import rfc8785

from comity.errors import BadInput

_ENCODER = msgspec.json.Encoder(order="sorted")

encode = _ENCODER.encode


def canonical(value: Any) -> bytes:
    """The canonical bytes of any JSON value.

    BadInput for what has none: NaN and infinities, integers beyond 2**53 - 1 in size, lone surrogates, keys that are
    not strings, other types, nesting too deep to follow.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise _refused(f"the value has no canonical form ({error})") from None
    except RecursionError:
        raise _refused("the value is nested too deeply") from None


def decode(data: bytes) -> Any:
    """The value of canonical bytes; BadInput for JSON in any other spelling, and for what is not JSON."""
    try:
        value = json.loads(data, object_pairs_hook=_pairs, parse_constant=_constant)
    except RecursionError:
        raise _refused("it is nested too deeply") from None
    except ValueError as error:
        raise _refused(str(error)) from None
    written = canonical(value)
    if written != data:
        raise _refused(f"they part from it at byte {_parting(data, written)}")
    return value


def is_canonical(data: bytes) -> bool:
    """Whether ``decode`` would accept these bytes."""
    try:
        decode(data)
    except BadInput:
        return False
    return True


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _parting(left: bytes, right: bytes) -> int:
    """The first place, from 0, where the two differ."""
    pairs = enumerate(zip_longest(left, right))
    return next(place for place, (one, other) in pairs if one != other)


def _refused(why: str) -> BadInput:
    return BadInput(
        "canonical.refused",
        f"These bytes are not canonical JSON: {why}.",
        remedy="Write them by RFC 8785.",
    )
