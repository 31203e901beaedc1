"""A question in each language of the body: the register keeps it in the first, and nothing else of the record changes."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.effects import QuestionPut

PLAIN = "question: is the text ripe,"
BOTH = "question: {sv: är texten mogen, en: is the text ripe},"


def rounds(rehearsal: Any) -> list[Any]:
    """Everything recorded from the opening of a matter to the answers of two members."""
    effects: list[Any] = rehearsal.do(
        "matter.open/1", by="apple", matter="m", procedure="pruning", title="Pears"
    )
    effects += rehearsal.do(
        "text.submit/1", by="apple", matter="m", paragraphs=[{"id": "a", "number": "1", "text": "Pears."}]
    )  # fmt: skip
    effects += rehearsal.say("m", "in favour", "APPLE", "PEAR")
    assert rehearsal.findings() == []
    return effects


def amended(charter: str, said: str, languages: str = "[en, sv]") -> str:
    assert charter.count(PLAIN) == 1
    return charter.replace(PLAIN, said).replace("languages: [en, sv]", f"languages: {languages}")


def put(effects: list[Any]) -> QuestionPut:
    (found,) = [one for one in effects if isinstance(one, QuestionPut)]
    return found


def test_the_register_has_a_question_in_the_first_language_as_text(orchard: Any) -> None:
    assert put(rounds(orchard(amended(orchard().charter, BOTH)))).asks == "is the text ripe"
    first = amended(orchard().charter, BOTH, "[sv, en]")
    assert put(rounds(orchard(first))).asks == "är texten mogen"


def test_a_charter_in_two_languages_records_what_one_in_the_first_alone_does(orchard: Any) -> None:
    plain, both = orchard(), orchard(amended(orchard().charter, BOTH))
    assert rounds(both) == rounds(plain)
    entries = [
        [(one.at, one.act, one.effects) for one in rehearsal.registrar.entries()][1:]
        for rehearsal in (plain, both)
    ]
    assert entries[0] == entries[1]


@pytest.mark.parametrize("languages", ["[en, sv]", "[sv, en]"])
def test_a_refusal_tells_the_question_in_the_language_of_refusals(
    orchard: Any, languages: str
) -> None:
    rehearsal = orchard(amended(orchard().charter, BOTH, languages))
    rounds(rehearsal)
    refusal = rehearsal.refused(
        "matter.provide/1", by="apple", for_="APPLE", matter="m", thing="candidate", value="apple"
    )
    assert "puts the question: is the text ripe" in refusal.remedy
