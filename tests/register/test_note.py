"""Signed notes against 25 published ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from comity.errors import BadInput, Untrustworthy
from comity.register import note
from comity.register.keys import SigningKey, VerifyingKey

NOTES = json.loads(
    (Path(__file__).parents[1] / "vectors" / "tlog" / "signed_notes.json").read_text("utf-8")
)
COUNCIL = SigningKey("example.org/council", bytes(32))
WITNESS = SigningKey("witness.example", b"w" * 32)
SIGNED = note.sign("line one\n\nline three\n", COUNCIL)


def test_there_are_25_published_notes() -> None:
    assert len(NOTES) == 25


@pytest.mark.parametrize("published", NOTES, ids=[f"{n} {p['name']}" for n, p in enumerate(NOTES)])
def test_published_note(published: dict[str, Any]) -> None:
    match published["expect"]:
        case "invalid key":
            with pytest.raises(BadInput):
                VerifyingKey.parse(published["keys"][0])
        case "reject":
            keys = [VerifyingKey.parse(text) for text in published["keys"]]
            with pytest.raises(Untrustworthy) as finding:
                note.verify(published["note"], keys)
            assert finding.value.evidence == (published["note"],)
        case "verify":
            keys = [VerifyingKey.parse(text) for text in published["keys"]]
            verified = note.verify(published["note"], keys)
            assert published["note"].startswith(verified.text + "\n— ")
            assert [one.name for one in verified.signatures] == [key.name for key in keys]
        case other:
            pytest.fail(other)


def test_the_text_may_hold_empty_lines_and_comes_back_whole() -> None:
    assert note.verify(SIGNED, [COUNCIL.verifying]).text == "line one\n\nline three\n"


def test_several_may_sign_and_the_unknown_are_passed_over() -> None:
    signed = note.sign("text\n", COUNCIL, WITNESS)
    for known, names in [
        ([COUNCIL], [COUNCIL.name]),
        ([WITNESS], [WITNESS.name]),
        ([WITNESS, COUNCIL], [COUNCIL.name, WITNESS.name]),
    ]:
        verified = note.verify(signed, [key.verifying for key in known])
        assert [one.name for one in verified.signatures] == names


def test_a_note_that_nobody_known_signed_is_not_trusted() -> None:
    for keys in ([], [WITNESS.verifying], [SigningKey(COUNCIL.name, b"x" * 32).verifying]):
        with pytest.raises(Untrustworthy) as finding:
            note.verify(SIGNED, keys)
        assert finding.value.code == "note.unsigned"
        assert finding.value.evidence == (SIGNED,)


def test_a_false_signature_of_a_known_key_condemns_the_note() -> None:
    false = note.sign("other text\n", WITNESS).splitlines(keepends=True)[-1]
    with pytest.raises(Untrustworthy) as finding:
        note.verify(SIGNED + false, [COUNCIL.verifying, WITNESS.verifying])
    assert finding.value.code == "note.signature"
    assert note.verify(SIGNED + false, [COUNCIL.verifying])


def test_every_changed_bit_of_the_text_is_found() -> None:
    text_length = len("line one\n\nline three\n")
    for place in range(text_length):
        for bit in range(7):
            changed = SIGNED[:place] + chr(ord(SIGNED[place]) ^ 1 << bit) + SIGNED[place + 1 :]
            with pytest.raises((Untrustworthy, BadInput)):
                note.verify(changed, [COUNCIL.verifying])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        SIGNED.rstrip("\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("line one", "line\tone"),
        SIGNED.replace("line one", "line\ud800one"),
        SIGNED.replace("council ", "coun\u00a0cil "),
        SIGNED.replace("council", "cou+ncil"),
        "text\n\n— council AAAA\n",
        "text\n\n— council ####\n",
        "text\n\n— council\n",
        "text\n\n—  AAAAAAAAAAAA\n",
        "text\n\n" + "— council AAAAAAAAAAAA\n" * 101,
        "x" * 1_000_001 + SIGNED,
    ],
    ids=range(16),
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        note.verify(text, [COUNCIL.verifying])
    assert refusal.value.code == "note.unreadable"
