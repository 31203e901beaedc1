"""The document of the format names every key that the reader knows, and its examples are charters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.charter.cases import CASE_KEYS, read_cases_text
from comity.charter.order import ALPHABETS
from comity.charter.reading import read_charter_text
from comity.charter.schema import charter_schema
from comity.errors import Faulty

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats" / "charter.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", TEXT)) | {
    word for phrase in re.findall(r"`([^`\n]+)`", TEXT) for word in re.findall(r"([\w ]+):", phrase)
}
QUOTED = {word.strip() for word in QUOTED}


def keys_of(schema: Any) -> Iterator[str]:
    """Every key that some object of the schema may have."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for value in schema.values():
            yield from keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys_of(value)


def words_of(schema: Any) -> Iterator[str]:
    """Every word of a closed set, languages apart."""
    if isinstance(schema, dict):
        words = schema.get("enum", [])
        yield from (str(word) for word in words if not re.fullmatch("[a-z]{2}", str(word)))
        for value in schema.values():
            yield from words_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from words_of(value)


GRAMMAR = {"all of", "any of", "first", "failing which"}


@pytest.mark.parametrize("key", sorted({*keys_of(charter_schema()), *CASE_KEYS} - GRAMMAR))
def test_the_document_names_every_key(key: str) -> None:
    assert key in QUOTED


@pytest.mark.parametrize("word", sorted(set(words_of(charter_schema()))))
def test_the_document_names_every_word_of_a_closed_set(word: str) -> None:
    days = {"monday", "tuesday", "wednesday", "thursday", "friday"}
    assert word in days or word in TEXT.replace("\n", " ")


@pytest.mark.parametrize("language", ALPHABETS)
def test_the_document_lists_the_alphabets(language: str) -> None:
    assert f"(`{language}`)" in TEXT


RULE = "rules: [{rule: agreed, adopted when: {objections: none}}]\n"


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", TEXT, re.S)


def test_the_example_of_what_a_step_waits_for_reads_and_needs_the_step_that_asks_for_it() -> None:
    page = DOCUMENT.parents[1] / "decisions" / "notation.md"
    (block,) = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    head = "comity: 1\nbody: sample\ntitle: Sample\nmembers: [{member: AA}]\n" + RULE
    text = head + "offices: [{office: secretary_general, title: Head}]\n" + block
    assert read_charter_text(text).procedures
    sketched = "".join(line for line in text.splitlines(True) if "step: date" not in line)
    with pytest.raises(Faulty) as faulty:
        read_charter_text(sketched)
    assert [one.code for one in faulty.value.faults] == ["thing.unknown"]


def test_the_examples_of_the_document_read() -> None:
    head = "comity: 1\nbody: sample\ntitle: Sample\n"
    for block in blocks():
        if block.startswith("- case"):
            assert read_cases_text(block)
        elif block.startswith("- rule"):
            assert read_charter_text(head + "rules:\n" + block).rules
        elif block.startswith("languages"):
            assert read_charter_text(head + "members: [{member: AA}]\n" + RULE + block).words
        elif block.startswith("procedures"):
            members = "members: [{member: AA}]\n"
            assert read_charter_text(head + members + RULE + block).procedures
        elif block.startswith("members"):
            assert read_charter_text(head + block).members
        else:
            members = (
                "members: ["
                + ", ".join(f"{{member: {code}}}" for code in ("CN", "FR", "RU", "UK", "US", "DE"))
                + "]\n"
            )
            lacking = block.replace("FR: 68467362", "FR: 68467362, CN: 1, RU: 1, UK: 1, US: 1")
            assert read_charter_text(head + members + lacking).weights
