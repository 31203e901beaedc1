"""The bytes of entries: a stored name never changes meaning, and msgspec's order is RFC 8785's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.body.acts import AnyAct, Speak
from comity.body.effects import AnyEffect
from comity.body.entry import Entry
from comity.errors import BadInput
from comity.register.canonical import canonical
from comity.store.codec import decode, encode, examine, read_act

SAMPLES = Path(__file__).with_name("stored-names.txt").read_text(encoding="utf-8").splitlines()
UNIONS: dict[str, Any] = {"act": AnyAct, "effect": AnyEffect}


def entry(**changes: Any) -> Entry:
    act = Speak(by="p1", for_="A", gist="Good day.")
    return Entry(
        **{
            "n": 3,
            "body": "x",
            "at": "2026-03-01T09:00:00.000Z",
            "charter": 0,
            "engine": 1,
            "act": act,
            **changes,
        }
    )


@pytest.mark.parametrize("line", SAMPLES)
def test_a_sample_of_every_stored_name_is_read_for_ever(line: str) -> None:
    """These lines are never edited: a changed meaning gets a new version, and a line of its own."""
    what, _, data = line.partition(" ")
    kept = msgspec.json.decode(data, type=UNIONS[what])
    assert msgspec.json.encode(kept, order="sorted").decode() == data


def test_every_stored_name_has_its_sample() -> None:
    held = {
        (line.partition(" ")[0], json.loads(line.partition(" ")[2])["kind"]) for line in SAMPLES
    }
    there = {
        (w, str(k.__struct_config__.tag)) for w, union in UNIONS.items() for k in get_args(union)
    }
    assert held == there


texts = st.text(st.characters(exclude_categories=("Cs",)))


@given(gist=texts | st.dictionaries(st.sampled_from(["en", "ru", "fr"]), texts), request=texts)
def test_the_fast_bytes_are_the_canonical_bytes(gist: Any, request: str) -> None:
    kept = entry(act=Speak(by="p1", for_="A", gist=gist), request=request)
    assert encode(kept) == canonical(json.loads(encode(kept)))
    assert decode(encode(kept)) == kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff\xfe",
        b'{"n":1',
        b'{"n":1,"body":"x","act":{"kind":"unheard.of/1"}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_entry_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="no entry"):
        decode(data)


def test_an_act_with_a_wrong_field_is_told_which() -> None:
    with pytest.raises(BadInput, match="sesion"):
        read_act(b'{"kind":"session.close/1","session":"s1","sesion":"s1"}', "act.json")
    with pytest.raises(BadInput, match=r"session\.clos/1"):
        read_act(b'{"kind":"session.clos/1"}')


def test_examination_says_what_is_wrong_with_an_entrys_content() -> None:
    say = examine("x")
    assert say(3, encode(entry())) == ""
    assert "entry 3 of x" in say(4, encode(entry()))
    assert "entry 3 of y" in say(3, encode(entry(body="y")))
    assert "not canonical" in say(3, json.dumps(json.loads(encode(entry()))).encode())
