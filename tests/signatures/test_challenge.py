"""What is signed: the bytes that the format's page gives, and no two acts or bodies with the same."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.body.acts import AnyAct, StatePosition
from comity.register.canonical import canonical
from comity.signatures.challenge import challenge_of, message, signed

PAGE = (Path(__file__).parents[2] / "docs/formats/signature.md").read_text(encoding="utf-8")
ACT = StatePosition(
    by="ann", for_="ANSE", held="2026-03-02T09:00:00Z", question="m1.q1", choice="in favour"
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def test_the_example_of_the_formats_page_is_worked_out_alike() -> None:
    act, digested, challenge = re.findall(
        r"(?ms)^```\w*\n(.*?)\n```$", PAGE.partition("## 5. An example")[2]
    )
    read: Any = msgspec.json.decode(act, type=AnyAct)
    assert message("league", read) == digested.encode()
    assert challenge_of("league", read).hex() == sha256(digested.encode()).hexdigest() == challenge


@given(body=texts, statement=texts | st.dictionaries(st.sampled_from(["en", "ru"]), texts))
def test_it_is_what_the_formats_page_says_of_any_act(body: str, statement: Any) -> None:
    act = msgspec.structs.replace(ACT, statement=statement)
    said = {k: v for k, v in json.loads(msgspec.json.encode(act)).items() if k != "signature"}
    expected = b"comity signature/1\n" + canonical(body) + b"\n" + canonical(said)
    assert challenge_of(body, signed(act, "whatever")) == sha256(expected).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"by": "bob"},
        {"for_": "BRIM"},
        {"held": "2026-03-02T09:00:01Z"},
        {"question": "m1.q2"},
        {"choice": "against"},
        {"member": "ANSE"},
        {"statement": "yes"},
        {"reservation": "general"},
        {"reservation_text": "but"},
        {"refrains": ["financing"]},
        {"via": "note"},
        {"sent": "2026-03-02T09:00:00Z"},
        {"version": 1},
    ],
    ids=str,
)
def test_every_field_is_under_the_signature(change: dict[str, Any]) -> None:
    assert challenge_of("x", msgspec.structs.replace(ACT, **change)) != challenge_of("x", ACT)


def test_it_is_of_one_body(league: Any) -> None:
    assert challenge_of("league", ACT) != challenge_of("league2", ACT)
    assert challenge_of('a"\n"b', ACT) != challenge_of("a", ACT)
