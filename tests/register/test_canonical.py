"""Canonical JSON against the vectors of RFC 8785, and the fast writer against the slow one."""

from __future__ import annotations

import gzip
import json
import struct
from base64 import b64decode
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import BadInput
from comity.register.canonical import canonical, decode, encode, is_canonical

VECTORS = Path(__file__).parents[1] / "vectors" / "jcs"
DOCUMENTS = json.loads((VECTORS / "jcs.json").read_text("utf-8"))

IN_THE_PLANE = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=6)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(IN_THE_PLANE, inner, max_size=5),
    max_leaves=20,
)


class Position(msgspec.Struct, omit_defaults=True, rename={"kind": "of kind"}):
    """A record such as the store's codec writes."""

    member: str
    kind: str
    at: int
    note: str | None = None
    parts: dict[str, tuple[int, ...]] = {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=[one["name"] for one in DOCUMENTS])
def test_documents_of_the_standard_are_written_as_it_says(document: dict[str, str]) -> None:
    value = json.loads(b64decode(document["input_b64"]))
    assert canonical(value) == bytes.fromhex(document["output_hex"])
    assert canonical(decode(canonical(value))) == canonical(value)


def test_numbers_are_written_as_ecmascript_writes_them() -> None:
    lines = gzip.decompress((VECTORS / "es6_numbers_10000.txt.gz").read_bytes()).decode()
    numbers = [line.split(",") for line in lines.splitlines()]
    numbers += [list(one.values()) for one in json.loads((VECTORS / "numbers.json").read_text())]
    assert len(numbers) == 10_006
    for bits, expected in numbers:
        number = struct.unpack(">d", bytes.fromhex(bits.zfill(16)))[0]
        assert canonical(number).decode() == expected


@given(PLAIN)
@settings(max_examples=300, deadline=None)
def test_both_writers_agree_on_what_comity_makes(value: Any) -> None:
    assert encode(value) == canonical(value)
    assert decode(encode(value)) == value


@given(
    st.builds(
        Position,
        member=st.text(),
        kind=st.text(),
        at=st.integers(-(2**53) + 1, 2**53 - 1),
        note=st.none() | st.text(),
        parts=st.dictionaries(IN_THE_PLANE, st.lists(st.integers(0, 9)).map(tuple), max_size=4),
    )
)
@settings(max_examples=200, deadline=None)
def test_both_writers_agree_on_a_struct(position: Position) -> None:
    assert encode(position) == canonical(msgspec.to_builtins(position))


def test_the_writers_part_where_the_specification_says_they_do() -> None:
    for value in ({"\ufb33": 1, "\U0001f600": 2}, 1.0, 2**53):
        try:
            slow = canonical(value)
        except BadInput:
            continue
        assert encode(value) != slow


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        {None: 1},
        b"bytes",
        {1, 2},
        pytest.param(object(), id="an object"),  # its repr is another in each process
    ],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(BadInput) as refusal:
        canonical(value)
    assert refusal.value.code == "canonical.refused"


def test_a_value_nested_beyond_measure_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(BadInput, match="nested"):
        canonical(value)
    with pytest.raises(BadInput, match="nested"):
        decode(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"NaN",
        b"[Infinity]",
        b"[9007199254740992]",
        b"1" * 5000,
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u001F"',
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf1",
        b"1 ",
        "[1]".encode("utf-16"),
    ],
    ids=lambda data: repr(data[:20]),
)
def test_bytes_in_another_spelling_are_not_canonical(data: bytes) -> None:
    assert not is_canonical(data)
    with pytest.raises(BadInput):
        decode(data)


def test_the_refusal_says_where_the_bytes_part_from_the_canonical_form() -> None:
    with pytest.raises(BadInput, match="at byte 2"):
        decode(b'{"b":1,"a":2}')
    with pytest.raises(BadInput, match="at byte 3"):
        decode(b"[1] ")
