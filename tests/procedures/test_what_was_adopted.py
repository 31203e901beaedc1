"""What takes effect is the text that was adopted: no other version takes its place once it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.effects import Paragraph
from comity.body.texts import digest

CHARTER = """comity: 1
body: r
title: {en: A text}
members: [{member: A, name: A}, {member: B, name: B}]
organs: [{organ: office, title: Office, powers: [record, propose]}]
rules: [{rule: agreed, adopted when: {objections: none}}]
procedures:
  - procedure: p
    opened by: any member
    cites: Rules 1
    steps:
      - {step: draft, asks for: text, from: any member}
      - {step: number, asks for: number, from: any member}
      - {step: vote, question: decide, put to: each member, rule: agreed, on text: yes, closes: {when: all have answered}, if not adopted: draft EFFECT}
      STEP
      - {step: issue, takes effect: {issues: decision, number: number}, cites: Rules 4}
"""  # noqa: E501 - a step is one line
FIRST = [{"id": "p1", "number": "1", "text": {"en": "Forty crowns."}}]
SECOND = [{"id": "p1", "number": "1", "text": {"en": "Fifty crowns."}}]
WAITS = "- {step: wait, waits for: {event: the festival}, cites: Rules 3}"
QUESTION = (
    "question: again, put to: each member, put by: any member, rule: agreed, closes: {when: all have answered}, "
    "if not adopted: vote, cites: Rules 3"
)


def adopted(orchard: Callable[..., Any], step: str, effect: str = "", number: str = "1") -> Any:
    """The first version has been adopted, and the matter is in the step after the vote."""
    charter = CHARTER.replace("STEP", step).replace(" EFFECT", effect)
    body = orchard(charter, body="r", organ="office", members=("A", "B"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    submit(body, FIRST)
    body.do("matter.provide/1", by="a", matter="m", thing="number", value=number)
    body.say("m", "in favour", "A", "B")
    return body


def submit(body: Any, paragraphs: Any) -> None:
    body.do("text.submit/1", by="a", matter="m", paragraphs=paragraphs)


def not_accepted(body: Any, article: str) -> None:
    before = body.registrar.state.size
    refusal = body.refused("text.submit/1", by="a", matter="m", paragraphs=SECOND)
    assert (refusal.code, refusal.article) == ("text.adopted", article)
    assert body.registrar.state.size == before


def issued(body: Any) -> int:
    """Which version the decision is about."""
    matter = body.matter("m")
    (decision,) = matter.decisions
    return next(one.version for one in matter.versions if one.digest == decision.text)


def test_while_the_matter_waits_the_adopted_text_stays(orchard: Callable[..., Any]) -> None:
    body = adopted(orchard, WAITS)
    not_accepted(body, "Rules 3")
    body.do("matter.occur/1", matter="m", event="the festival")
    assert issued(body) == 1


def versioned(paragraphs: Any, version: int) -> dict[str, Any]:
    found = digest([Paragraph(**one) for one in paragraphs])
    return {
        "kind": "text.versioned/1",
        "matter": "m",
        "version": version,
        "digest": found,
        "paragraphs": paragraphs,
        "by": "A",
    }


def test_nor_does_a_source_put_another_in_its_place(orchard: Callable[..., Any]) -> None:
    body = adopted(orchard, WAITS)
    body.do("source.file/1", source="d", title="Letter", sha256="0" * 64)
    reported = {"facts": [versioned(SECOND, 2)], "cites": [{"source": "d"}]}
    assert body.refused("attest/1", **reported).code == "text.adopted"
    assert [one.version for one in body.matter("m").versions] == [1]


def test_while_something_else_is_provided_it_stays(orchard: Callable[..., Any]) -> None:
    body = adopted(orchard, "- {step: date, asks for: date, from: any member, cites: Rules 3}")
    not_accepted(body, "Rules 3")
    body.do("matter.provide/1", by="a", matter="m", thing="date", value="2026-03-02")
    assert issued(body) == 1


@pytest.mark.parametrize("about", ["", ", on text: yes"])
def test_what_was_adopted_is_what_is_signed(orchard: Callable[..., Any], about: str) -> None:
    body = adopted(orchard, f"- {{step: sign, form: signature, {QUESTION}{about}}}")
    not_accepted(body, "Rules 3")
    body.do("question.put/1", by="a", matter="m")
    not_accepted(body, "Rules 3")
    body.say("m", "in favour", "A", "B")
    assert issued(body) == 1


def test_a_second_question_on_the_text_decides_on_another_version(
    orchard: Callable[..., Any],
) -> None:
    body = adopted(orchard, f"- {{step: again, on text: yes, {QUESTION}}}")
    submit(body, SECOND)
    body.do("question.put/1", by="a", matter="m")
    body.say("m", "in favour", "A", "B")
    assert issued(body) == 2


def test_a_question_that_is_not_on_the_text_does_not(orchard: Callable[..., Any]) -> None:
    body = adopted(orchard, f"- {{step: again, {QUESTION}}}")
    not_accepted(body, "Rules 3")


def test_a_text_that_the_charter_asks_for_anew_is_another(orchard: Callable[..., Any]) -> None:
    body = adopted(orchard, "- {step: polish, asks for: text, from: any member}")
    submit(body, SECOND)
    assert issued(body) == 2


def test_after_a_later_refusal_the_text_is_open_again(orchard: Callable[..., Any]) -> None:
    body = adopted(orchard, f"- {{step: again, on text: yes, {QUESTION}}}")
    body.do("question.put/1", by="a", matter="m")
    body.say("m", "against", "A", "B")
    assert body.matter("m").step == "vote"
    submit(body, SECOND)
    assert body.question("m").text == body.matter("m").versions[-1].digest


def test_a_matter_that_stopped_after_its_vote_keeps_the_text(orchard: Callable[..., Any]) -> None:
    """Two decisions would have the same number, so that the adopted text cannot be issued yet."""
    effect = ", takes effect: {issues: opinion, number: number}, cites: Rules 2"
    body = adopted(orchard, "", effect, number="7/2026")
    assert body.matter("m").hindered is not None
    not_accepted(body, "Rules 2")
