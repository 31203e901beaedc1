"""A decision from draft to number: rounds on a text, reservations that follow it, a vote in session, seals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CHARTER = Path(__file__).with_name("orchard.yaml").read_text(encoding="utf-8")


def paragraph(name: str, number: str, text: str, *came_from: str) -> dict[str, Any]:
    return {"id": name, "number": number, "text": {"en": text}, "came_from": list(came_from)}


def drafted(union: Any) -> None:
    union.do("matter.open/1", by="apple", matter="m", procedure="pruning", title="On ladders")
    union.do(
        "text.submit/1",
        by="apple",
        matter="m",
        paragraphs=[
            paragraph("a", "1", "Ladders are shared."),
            paragraph("b", "2", "Costs are halved."),
        ],
    )


def in_session(union: Any) -> str:
    union.do(
        "session.convene/1",
        session="s",
        organ="grove",
        on="2026-03-20",
        format="hedge",
        regular=True,
    )
    union.at(20)
    union.do("session.open/1", session="s", present=["APPLE", "CHERRY", "PEAR", "PLUM"])
    union.do("question.put/1", by="apple", for_="gavel", matter="m", session="s")
    return union.question("m").question


def test_a_decision_passes_every_step_to_its_number(union: Any) -> None:
    drafted(union)
    union.say("m", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    union.at(13)
    union.registrar.pass_deadlines()
    assert union.matter("m").step == "vote"
    # Ten days from 2 March end with the last hour of 12 March.
    assert union.matter("m").questions[0].closed == "2026-03-12"
    question = in_session(union)
    union.do(
        "roll.call/1",
        question=question,
        positions={"in favour": ["APPLE", "CHERRY", "PEAR", "PLUM"]},
    )
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    assert union.matter("m").step == "seals"
    union.say("m", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    done = union.matter("m")
    assert [p.step for p in done.path] == ["sketch", "rounds", "vote", "seals", "numbering"]
    (decision,) = union.matter("m").decisions
    assert (decision.number, decision.text) == ("1/2026", done.versions[-1].digest)


def test_four_of_five_in_favour_are_two_thirds_of_the_members_and_three_are_not(union: Any) -> None:
    drafted(union)
    union.at(13)
    union.registrar.pass_deadlines()
    question = in_session(union)
    union.do(
        "roll.call/1",
        question=question,
        positions={"in favour": ["APPLE", "CHERRY", "PEAR"], "abstaining": ["PLUM"]},
    )
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    closed = union.matter("m").questions[-1]
    assert (closed.outcome, closed.needed, closed.article) == ("rejected", 1, "Rules 16")
    assert union.matter("m").outcome == "rejected"


def test_a_question_is_not_decided_while_the_room_has_no_quorum(union: Any) -> None:
    """T72: the quorum is checked at the vote, not at the opening."""
    drafted(union)
    union.at(13)
    union.registrar.pass_deadlines()
    question = in_session(union)
    union.do("attendance.record/1", session="s", present=["APPLE", "CHERRY"])
    union.do("roll.call/1", question=question, positions={"in favour": ["APPLE", "CHERRY"]})
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    assert union.matter("m").questions[-1].outcome == "no quorum"
    assert union.matter("m").step == "vote", "the question can be put again"


def test_what_is_decided_at_a_session_is_decided_in_no_other_place(union: Any) -> None:
    drafted(union)
    union.at(13)
    union.registrar.pass_deadlines()
    union.do("question.put/1", by="apple", for_="gavel", matter="m")
    question = union.question("m").question
    union.say("m", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM")
    close = {"by": "apple", "for_": "gavel", "question": question}
    refusal = union.refused("question.close/1", **close)
    assert (refusal.code, refusal.article) == ("session.none", "Rules 13")
    today = {"session": "s", "organ": "grove", "on": "2026-03-13", "format": "hedge"}
    union.do("session.convene/1", **today)
    union.do("session.open/1", session="s", present=["APPLE"])
    union.do("question.close/1", **close)
    assert union.matter("m").questions[-1].outcome == "no quorum"


def test_an_objection_in_the_round_sends_the_text_back_to_the_draft(union: Any) -> None:
    drafted(union)
    union.say("m", "against", "PLUM")
    union.at(13)
    union.registrar.pass_deadlines()
    assert union.matter("m").step == "sketch"
    assert union.matter("m").questions[0].blocked_by == ["PLUM"]


def test_a_general_reservation_stands_at_the_deadline_and_blocks(union: Any) -> None:
    drafted(union)
    union.say("m", "in favour", "PLUM", reservation="general")
    union.at(13)
    union.registrar.pass_deadlines()
    assert union.matter("m").questions[0].outcome == "blocked"


def test_a_scrutiny_reservation_lifts_at_the_deadline_and_ad_referendum_becomes_an_objection(
    union: Any,
) -> None:
    drafted(union)
    union.say("m", "in favour", "PLUM", reservation="scrutiny")
    union.say("m", "in favour", "PEAR", reservation="footnote")
    union.at(13)
    union.registrar.pass_deadlines()
    assert union.matter("m").questions[0].outcome == "adopted"
    union.do("matter.open/1", by="apple", matter="n", procedure="pruning", title="On baskets")
    union.do("text.submit/1", by="apple", matter="n", paragraphs=[paragraph("a", "1", "Baskets.")])
    union.say("n", "in favour", "PLUM", reservation="ad referendum")
    union.at(30)
    union.registrar.pass_deadlines()
    assert union.matter("n").questions[0].outcome == "blocked"


def test_a_reservation_follows_its_paragraph_when_it_is_split_and_merged(union: Any) -> None:
    drafted(union)
    union.do(
        "remark.make/1",
        by="plum",
        matter="m",
        paragraph="b",
        nature="reservation",
        type="general",
        text="Too dear.",
    )
    (remark,) = union.matter("m").remarks
    split = [
        paragraph("a", "1", "Ladders.", "a"),
        paragraph("c", "2", "Costs.", "b"),
        paragraph("d", "3", "Halved.", "b"),
    ]
    union.do("text.submit/1", matter="m", paragraphs=split)
    assert union.matter("m").remarks[remark].paragraphs == ["c", "d"]
    union.do(
        "text.submit/1", matter="m", paragraphs=[paragraph("e", "1", "All in one.", "a", "c", "d")]
    )
    assert union.matter("m").remarks[remark].paragraphs == ["e"]
    union.do("remark.lift/1", by="plum", remark=remark)
    assert union.matter("m").remarks[remark].disposition == "lifted"


@pytest.mark.parametrize(
    ("kind", "made", "outcome"),
    [
        ("footnote", "before the rounds close", "rejected"),  # travels: it stands at the vote
        (
            "footnote",
            "after the rounds close",
            "adopted",
        ),  # travels: on to what may follow the vote
        ("scrutiny", "before the rounds close", "adopted"),  # lifts at each deadline
        ("scrutiny", "after the rounds close", "adopted"),
    ],
)
def test_a_reservation_on_a_paragraph_travels_from_the_question_at_which_it_was_made(
    orchard: Any, kind: str, made: str, outcome: str
) -> None:
    """Of five, four say yes in the session, and without PLUM they are too few."""
    mild = "{en: footnote}, blocks: no,"
    assert mild in CHARTER
    union = orchard(CHARTER.replace(mild, "{en: footnote}, blocks: yes,"))
    drafted(union)
    remark = {"by": "plum", "matter": "m", "paragraph": "b", "nature": "reservation", "type": kind}
    if made == "before the rounds close":
        union.do("remark.make/1", **remark)
    union.at(13)
    union.registrar.pass_deadlines()
    assert union.matter("m").questions[0].outcome == "adopted"
    union.at(14)
    if made == "after the rounds close":
        union.do("remark.make/1", **remark)
    question = in_session(union)
    yes = ["APPLE", "CHERRY", "PEAR", "PLUM"]
    union.do("roll.call/1", question=question, positions={"in favour": yes})
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    assert union.matter("m").questions[1].outcome == outcome


def test_a_version_is_refused_while_a_remark_would_be_lost(union: Any) -> None:
    drafted(union)
    union.do(
        "remark.make/1",
        by="pear",
        matter="m",
        paragraph="a",
        nature="proposal",
        proposed="Ladders are lent.",
    )
    union.do(
        "remark.make/1", by="plum", matter="m", paragraph="b", nature="reservation", type="general"
    )
    proposal, reservation = union.matter("m").remarks
    whole = [paragraph("a", "1", "Ladders are lent.", "a"), paragraph("b", "2", "Costs.", "b")]
    assert (
        union.refused("text.submit/1", matter="m", paragraphs=whole).code
        == "text.remark_unaccounted"
    )
    dropped = union.refused(
        "text.submit/1", matter="m", paragraphs=whole[:1], dispositions={proposal: "taken"}
    )
    assert (dropped.code, reservation in dropped.sentence) == ("text.remark_unaccounted", True)
    union.do("text.submit/1", matter="m", paragraphs=whole, dispositions={proposal: "taken"})
    kept = union.matter("m").remarks
    assert (kept[proposal].disposition, kept[reservation].disposition) == ("taken", "")


def test_nobody_but_its_owner_settles_a_reservation_whose_paragraph_stands(union: Any) -> None:
    drafted(union)
    union.do(
        "remark.make/1", by="plum", matter="m", paragraph="b", nature="reservation", type="general"
    )
    (remark,) = union.matter("m").remarks
    whole = [paragraph("a", "1", "Ladders.", "a"), paragraph("b", "2", "Costs.", "b")]
    assert (
        union.refused(
            "text.submit/1", matter="m", paragraphs=whole, dispositions={remark: "not taken"}
        ).code
        == "remark.not_yours"
    )
    assert union.refused("remark.lift/1", by="pear", remark=remark).code == "remark.not_yours"


def test_a_position_on_an_older_version_is_refused(union: Any) -> None:
    drafted(union)
    union.do("text.submit/1", matter="m", paragraphs=[paragraph("a", "1", "Ladders.", "a", "b")])
    question = union.question("m").question
    refusal = union.refused(
        "position.state/1", by="plum", question=question, choice="in favour", version=1
    )
    assert (refusal.code, refusal.article) == ("text.wrong_version", "Rules 12")
    union.do("position.state/1", by="plum", question=question, choice="in favour", version=2)


def test_a_position_may_change_until_the_close_and_its_history_stays(union: Any) -> None:
    drafted(union)
    union.say("m", "against", "PLUM")
    union.say("m", "does not object", "PLUM")
    assert [s.choice for s in union.question("m").stated["PLUM"]] == ["against", "does not object"]
    assert union.question("m").choices["PLUM"] == "does not object"
    question = union.question("m").question
    again = union.refused(
        "position.state/1", by="plum", question=question, choice="does not object"
    )
    assert (again.code, again.article) == ("position.twice", "Rules 12")


def test_seals_are_set_by_the_one_that_the_charter_names(union: Any) -> None:
    drafted(union)
    union.at(13)
    union.registrar.pass_deadlines()
    question = in_session(union)
    union.do(
        "roll.call/1",
        question=question,
        positions={"in favour": ["APPLE", "CHERRY", "PEAR", "PLUM"]},
    )
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    union.do("person.enter/1", person="deputy", name="Deputy")
    union.do(
        "credential.issue/1",
        person="deputy",
        party="PLUM",
        powers=["sign"],
        **{"as": "second grower"},
    )
    refusal = union.refused(
        "position.state/1",
        by="deputy",
        for_="PLUM",
        question=union.question("m").question,
        choice="in favour",
    )
    assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 14")


def test_the_turn_passes_when_a_regular_session_closes(union: Any) -> None:
    drafted(union)
    union.at(13)
    union.registrar.pass_deadlines()
    in_session(union)
    union.do("session.close/1", session="s")
    assert [turn.to for turn in union.state.turns["gavel"]] == ["CHERRY"]
    refusal = union.refused("question.put/1", by="apple", for_="gavel", matter="m")
    assert refusal.code in ("credential.none", "step.wrong"), (
        "the chair's acts after the handover are nobody's"
    )


def test_an_id_has_the_number_of_a_step_whose_name_no_id_can_have(orchard: Any) -> None:
    """What an effect makes is named after the entry and the step: the second of the procedure here."""
    charter = """comity: 1
body: r
title: R
members: [{member: A, name: A}]
organs: [{organ: office, title: Office, powers: [all]}]
rules: [{rule: all, adopted when: {in favour: all}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: first, question: agree, put to: each member, rule: all, closes: {when: all have answered}}
      - {step: NAME, takes effect: {issues: decision}}
"""
    for name, said in {"the number": "2", "number": "number"}.items():
        body = orchard(charter.replace("NAME", name), body="r", organ="office", members=("A",))
        body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
        body.say("m", "in favour", "A")
        (decision,) = body.matter("m").decisions
        assert decision.decision.endswith(f"-{said}")
