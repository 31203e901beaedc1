"""What ``charter check`` says that nobody can do is refused in a body that lives under the charter; once the charter is
mended as it says, it is told no more and done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.charter.analysis import analyse
from comity.charter.reading import read_charter_text
from comity.errors import Refused

CHARTER = """comity: 1
body: r
title: {en: Nobody}
statuses:
  - {status: member, rights: [RIGHTS], cites: Art 1}
  - {status: guest, rights: [attend], cites: Art 1}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
groups: {some: [SOME]}
organs:
  - {organ: office, title: Office, powers: [record, propose]}
  - {organ: ga, title: GA, seats: {one for each: member}, powers: [GA]}
  - {organ: board, title: Board, powers: [BOARD]}
rotas: [{rota: turn, title: Turn, of: members, order: [A, B, C], TURN passes: {by: decision}}]
offices: [{office: dean, title: Dean, SLOTS VACANT powers: [propose, decide]}]
rules: [{rule: half, cites: Art 4, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: OPENED
    cites: Art 9
    steps:
STEPS
"""
EVERYTHING = {
    "RIGHTS": "propose, vote, chair",
    "SOME": "A, B",
    "GA": "propose",
    "BOARD": "propose, decide",
    "TURN": "starting with: A,",
    "SLOTS": "slots: {length: 3 years, from: 2026-01-01, rota: {of: members, order: [A, B, C], starting with: A}},",
    "VACANT": "when vacant: {acting: a deputy, limit: none},",
    "OPENED": "any member",
}
DONE = "{step: d, takes effect: {issues: decision}}"
QUESTION = "{step: v, question: q, put to: WHOM, rule: half, closes: {when: all have answered}}"


def charter(*steps: str, **lacks: str) -> str:
    listed = "\n".join(f"      - {step}" for step in (*steps, DONE))
    text = CHARTER.replace("STEPS", listed)
    for word, value in {**EVERYTHING, **lacks}.items():
        text = text.replace(word, value)
    return text


def told(text: str) -> list[tuple[str, str]]:
    codes = ("nobody", "answer", "slot", "step")
    found = analyse(read_charter_text(text))
    return [(one.code, one.case) for one in found if one.code.partition(".")[0] in codes]


@pytest.fixture
def founded(orchard: Callable[..., Any]) -> Callable[[str], Any]:
    def body(text: str) -> Any:
        return orchard(text, body="r", organ="office", members="ABC")

    return body


def accredited(body: Any, for_: str, power: str) -> None:
    body.do("credential.issue/1", person="a", party=for_, powers=[power])


def opened(body: Any, for_: str = "A", **fields: Any) -> Any:
    return body.do(
        "matter.open/1", by="a", for_=for_, matter="m", procedure="p", title="T", **fields
    )


OPENINGS = [
    ("any member", "A", {"RIGHTS": "vote, chair"}, "right", "right.none"),
    ("at least 2 members", "A", {"RIGHTS": "vote, chair"}, "right", "matter.not_yours_to_open"),
    ("the some", "A", {"SOME": ""}, "group", "matter.not_yours_to_open"),
    ("turn", "turn", {"TURN": ""}, "rota", "rota.nobody"),
    ("turn", "turn", {"RIGHTS": "propose, vote"}, "right", "right.none"),
    ("turn", "turn", {"RIGHTS": "chair, vote"}, "right", "right.none"),
    ("dean", "dean", {"VACANT": ""}, "office", "office.not_held"),
]  # fmt: skip


@pytest.mark.parametrize(("by", "for_", "lacks", "case", "code"), OPENINGS)
def test_a_procedure_that_nobody_can_open(
    founded: Callable[[str], Any], by: str, for_: str, lacks: dict[str, str], case: str, code: str
) -> None:
    text = charter(OPENED=by, **lacks)
    assert ("nobody.opens", case) in told(text)
    with pytest.raises(Refused) as refusal:
        opened(founded(text), for_, together_with=["B"], things={"some": "A"})
    assert refusal.value.code == code
    mended = charter(OPENED=by)
    assert told(mended) == []
    body = founded(mended)
    if for_ == "dean":
        body.do("office.act_in/1", office="dean", person="a")
    opened(body, for_, together_with=["B"])
    assert body.matter("m").outcome == "completed"


def test_a_status_that_nobody_can_ever_get(founded: Callable[[str], Any]) -> None:
    text = charter(OPENED="any guest")
    assert told(text) == [("nobody.opens", "status")]
    with pytest.raises(Refused, match="may not open a matter"):
        opened(founded(text))
    grants = """  - procedure: inviting
    opened by: any member
    steps: [{step: g, takes effect: {grants: guest, to: applicant}}]
"""
    body = founded(text + grants)
    assert told(text + grants) == []
    body.do("matter.open/1", by="a", procedure="inviting", title="I")
    opened(body)
    # Whom nobody but a guest may invite is not invited.
    own = grants.replace("any member", "any guest")
    assert told(text + own) == [("nobody.opens", "status")] * 2


def test_a_slot_where_no_office_has_any(founded: Callable[[str], Any]) -> None:
    by = "the member whose slot it is"
    text = charter(OPENED=by, SLOTS="term: 3 years,")
    assert told(text) == [("nobody.opens", "slot")]
    for things in ({}, {"office": "dean"}):
        with pytest.raises(Refused, match="may not open a matter"):
            opened(founded(text), things=things)


def test_a_slot_of_an_office_that_the_opening_must_name(founded: Callable[[str], Any]) -> None:
    by = "the member whose slot it is"
    text = charter(OPENED=by)
    assert told(text) == [("slot.unnamed", "")]
    with pytest.raises(Refused, match="may not open a matter"):
        opened(founded(text))
    opened(founded(text), things={"office": "dean"})
    mended = text.replace("title: Dean,", "title: Dean, filled by: p,")
    assert told(mended) == []
    opened(founded(mended))


@pytest.mark.parametrize(("organ", "key"), [("ga", "GA"), ("board", "BOARD")])
def test_an_organ_with_seats_or_without_needs_the_power_to_propose(
    founded: Callable[[str], Any], organ: str, key: str
) -> None:
    text = charter(OPENED=organ, **{key: "convene"})
    assert told(text) == [("step.no-power", "nobody")]
    with pytest.raises(Refused, match="cannot carry the power to 'propose'"):
        accredited(founded(text), organ, "propose")
    body = founded(charter(OPENED=organ))
    accredited(body, organ, "propose")
    opened(body, organ)
    assert told(charter(OPENED=organ)) == []


def test_an_office_that_its_own_holder_would_have_to_fill(founded: Callable[[str], Any]) -> None:
    fills = (
        "{step: n, asks for: candidate, from: dean}",
        "{step: f, takes effect: {fills: dean, with: candidate}}",
    )
    text = charter(*fills, VACANT="")
    assert told(text) == [("nobody.acts", "office")]
    body = founded(text)
    opened(body)
    provide = {"matter": "m", "thing": "candidate", "value": "b"}
    with pytest.raises(Refused) as refusal:
        body.do("matter.provide/1", by="a", for_="dean", **provide)
    assert refusal.value.code == "office.not_held"
    mended = charter(fills[0].replace("from: dean", "from: any member"), fills[1], VACANT="")
    assert told(mended) == []
    # Another office, filled by whoever holds the first, is within reach as soon as the first is.
    second = "offices: [{office: clerk, title: Clerk}, "
    chain = """  - procedure: q
    opened by: dean
    steps: [{step: n, asks for: it, from: dean}, {step: f, takes effect: {fills: clerk, with: it}}]
  - procedure: z
    opened by: clerk
    steps: [{step: d, takes effect: {issues: decision}}]
"""
    chained = mended.replace("offices: [", second).replace(
        "title: Clerk", "title: Clerk, powers: [propose]"
    )
    assert told(chained + chain) == []


def test_a_turn_that_only_whoever_has_it_could_pass(founded: Callable[[str], Any]) -> None:
    passes = "{step: e, takes effect: {passes: turn}}"
    asked = QUESTION.replace("WHOM", "each member, put by: turn")
    text = charter(asked, passes, TURN="")
    assert told(text) == [("nobody.acts", "rota")]
    body = founded(text)
    opened(body)
    with pytest.raises(Refused) as refusal:
        body.do("question.put/1", by="a", for_="turn", matter="m")
    assert refusal.value.code == "rota.nobody"
    assert told(charter(passes, TURN="")) == []
    assert told(charter(asked, passes, TURN="from: 2026-01-01,")) == []
    # It is passed in another procedure, which members open.
    other = f"  - {{procedure: o, opened by: any member, steps: [{passes}]}}\n"
    assert told(text + other) == []


def test_a_question_put_to_nobody(founded: Callable[[str], Any]) -> None:
    text = charter(QUESTION.replace("WHOM", "turn"), TURN="")
    assert told(text) == [("nobody.acts", "rota")]
    with pytest.raises(Refused) as refusal:
        opened(founded(text))
    assert refusal.value.code == "role.nobody"


@pytest.mark.parametrize("whom", ["each member", "ga", "the some", "at least 2 members"])
def test_a_question_that_nobody_who_is_asked_may_answer(
    founded: Callable[[str], Any], whom: str
) -> None:
    question = QUESTION.replace("WHOM", whom)
    text = charter(question, RIGHTS="propose")
    assert ("nobody.answers", "right") in told(text)
    if "some" in whom or "least" in whom:
        return
    assert "reach.never" in {one.code for one in analyse(read_charter_text(text))}
    body = founded(text)
    opened(body)
    with pytest.raises(Refused) as refusal:
        body.say("m", "in favour", "A")
    assert refusal.value.code == "right.none"
    body = founded(charter(question))
    opened(body)
    body.say("m", "in favour", "A", "B", "C")
    assert body.matter("m").outcome == "completed"


def test_those_present_need_the_right_to_attend_whatever_the_format(
    founded: Callable[[str], Any],
) -> None:
    question = QUESTION.replace("WHOM", "ga, put by: office, at: session, who votes: those present")
    text = charter(question, RIGHTS="propose, vote, chair")
    admits = text.replace(
        "powers: [propose]}", "powers: [propose], formats: [{format: full, admits: [each member]}]}"
    )
    assert told(text) == told(admits) == [("nobody.answers", "right")]
    body = founded(admits)
    body.do("session.convene/1", session="s", organ="ga", on="2026-03-02", format="full")
    with pytest.raises(Refused) as refusal:
        body.do("session.open/1", session="s", present=["A"])
    assert refusal.value.code == "session.not_admitted"
    able = admits.replace("propose, vote, chair", "propose, vote, chair, attend")
    assert told(able) == []
    body = founded(able)
    body.do("session.convene/1", session="s", organ="ga", on="2026-03-02", format="full")
    body.do("session.open/1", session="s", present=["A"])


def test_a_text_needs_the_right_to_circulate(founded: Callable[[str], Any]) -> None:
    asks = "{step: t, asks for: text, from: any member}"
    text = charter(asks)
    assert told(text) == [("nobody.acts", "right")]
    body = founded(text)
    opened(body)
    words = {"matter": "m", "paragraphs": [{"id": "p1", "number": "1", "text": "One."}]}
    for act in (
        ("text.submit/1", words),
        ("matter.provide/1", {"matter": "m", "thing": "text", "value": "x"}),
    ):
        with pytest.raises(Refused) as refusal:
            body.do(act[0], by="a", **act[1])
        assert refusal.value.code == "right.none"
    able = charter(asks, RIGHTS="propose, vote, chair, circulate")
    assert told(able) == []
    body = founded(able)
    opened(body)
    body.do("text.submit/1", by="a", **words)
    assert body.matter("m").outcome == "completed"


def test_a_silence_that_nobody_who_is_asked_may_break(founded: Callable[[str], Any]) -> None:
    silence = QUESTION.replace("WHOM", "each member").replace(
        "rule: half", "rule: half, silence means: consent, silence: {amendment breaks: no}"
    )
    text = charter(silence)
    assert ("nobody.objects", "") in told(text)
    body = founded(text)
    opened(body)
    with pytest.raises(Refused) as refusal:
        body.say("m", "against", "A")
    assert refusal.value.code == "right.none"
    assert told(charter(silence, RIGHTS="propose, vote, chair, break silence")) == []


def test_a_question_put_to_somebody_who_cannot_answer_and_to_nobody() -> None:
    text = charter(QUESTION.replace("WHOM", "{any of: [board, turn]}"), BOARD="propose", TURN="")
    assert told(text) == [("answer.no-power", "nobody"), ("nobody.answers", "rota")]


def test_members_of_a_group_may_have_been_granted_another_status() -> None:
    """The guest in the group has no vote; once it is admitted, it has."""
    guest = "{member: C, name: C, status: [{is: guest}]}"
    text = charter(QUESTION.replace("WHOM", "the some"), SOME="C").replace(
        "{member: C, name: C}", guest
    )
    assert told(text) == [("nobody.answers", "right")]
    joining = "  - {procedure: j, opened by: any member, steps: [{step: g, takes effect: {grants: member, to: C}}]}\n"
    assert told(text + joining) == []


@pytest.mark.parametrize(
    ("organ", "lacks", "case"),
    [("board", {"BOARD": "propose"}, "nobody"), ("office", {}, "clerk")],
)
def test_an_organ_that_cannot_be_given_the_power_to_answer(
    founded: Callable[[str], Any], organ: str, lacks: dict[str, str], case: str
) -> None:
    question = QUESTION.replace("WHOM", organ)
    text = charter(question, **lacks)
    assert told(text) == [("answer.no-power", case)]
    body = founded(text)
    opened(body)
    with pytest.raises(Refused, match="cannot carry the power to 'decide'"):
        accredited(body, organ, "decide")
    if case == "clerk":
        asked = body.question("m").question
        body.do("position.state/1", by="clerk", for_="office", question=asked, choice="in favour")
        assert body.matter("m").outcome == "completed"


def test_an_office_is_asked_with_the_power_that_answers() -> None:
    asked = QUESTION.replace("WHOM", "dean")
    assert told(charter(asked)) == []
    signs = asked.replace("rule: half", "form: signature, rule: half")
    assert told(charter(signs)) == [("answer.no-power", "nobody")]
    assert told(charter(asked, VACANT="")) == [("nobody.answers", "office")]


@pytest.mark.parametrize(
    ("chair", "lacks", "case"),
    [
        ("turn", {"TURN": ""}, "rota"),
        ("turn", {"RIGHTS": "propose, vote"}, "right"),
        ("dean", {"VACANT": ""}, "office"),
    ],
)
def test_an_organ_that_nobody_can_chair(chair: str, lacks: dict[str, str], case: str) -> None:
    seats = "seats: {one for each: member},"
    text = charter(**lacks).replace(seats, f"{seats} chaired by: {chair},")
    assert told(text) == [("nobody.chairs", case)]
    assert told(charter().replace(seats, f"{seats} chaired by: {chair},")) == []


def test_the_line_and_the_article_are_told(founded: Callable[[str], Any]) -> None:
    text = charter(QUESTION.replace("WHOM", "board"), BOARD="propose")
    (found,) = [one for one in analyse(read_charter_text(text)) if one.code == "answer.no-power"]
    assert found.article == "Art 9"
    assert "step: v" in text.splitlines()[found.line - 1]
    assert str(found).endswith("Add decide to the powers of board. [Art 9]")
