"""What a body refuses: each with its article and what would help, and nothing written."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.acts import StatePosition
from comity.body.ballots import not_counted, ruling_on_record
from comity.body.decide import decide
from comity.errors import Refused


@pytest.fixture
def asked(union: Any) -> Any:
    """A question before the five members, until 12 March."""
    union.do("matter.open/1", by="apple", matter="m", procedure="pruning", title="On ladders")
    union.do(
        "text.submit/1",
        by="apple",
        matter="m",
        paragraphs=[{"id": "a", "number": "1", "text": "x"}],
    )
    return union


def test_an_unknown_person(asked: Any) -> None:
    refusal = asked.refused(
        "position.state/1",
        by="nobody",
        for_="PLUM",
        question=asked.question("m").question,
        choice="in favour",
    )
    assert (refusal.code, refusal.article, refusal.remedy) == (
        "person.unknown",
        "Rules 3",
        "Enter the person.",
    )


def test_an_unknown_member(asked: Any) -> None:
    refusal = asked.refused(
        "position.state/1",
        by="plum",
        for_="BANANA",
        question=asked.question("m").question,
        choice="in favour",
    )
    assert (refusal.code, refusal.article) == ("party.unknown", "Rules 3")


def test_no_credential(asked: Any) -> None:
    refusal = asked.refused(
        "position.state/1",
        by="pear",
        for_="PLUM",
        question=asked.question("m").question,
        choice="in favour",
    )
    assert (refusal.code, refusal.article) == ("credential.none", "Rules 3")


def test_a_credential_that_has_expired(asked: Any) -> None:
    asked.do("person.enter/1", person="envoy", name="Envoy")
    asked.do(
        "credential.issue/1",
        person="envoy",
        party="PLUM",
        powers=["decide"],
        since="2026-03-01",
        until="2026-03-04",
    )
    asked.at(4)
    asked.do(
        "position.state/1",
        by="envoy",
        for_="PLUM",
        question=asked.question("m").question,
        choice="against",
    )
    asked.at(5)
    refusal = asked.refused(
        "position.state/1",
        by="envoy",
        for_="PLUM",
        question=asked.question("m").question,
        choice="in favour",
    )
    assert (refusal.code, refusal.article) == ("credential.expired", "Rules 3")


def test_a_credential_that_is_too_narrow(asked: Any) -> None:
    asked.do("person.enter/1", person="expert", name="Expert")
    asked.do("credential.issue/1", person="expert", party="PLUM", powers=["speak", "propose"])
    refusal = asked.refused(
        "position.state/1",
        by="expert",
        for_="PLUM",
        question=asked.question("m").question,
        choice="in favour",
    )
    assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 3")


def test_a_status_without_the_right(asked: Any) -> None:
    refusal = asked.refused(
        "position.state/1", by="fig", question=asked.question("m").question, choice="in favour"
    )
    assert (refusal.code, refusal.article) == ("right.none", "Statute 5")


def test_the_wrong_step(asked: Any) -> None:
    refusal = asked.refused(
        "matter.provide/1", by="apple", matter="m", thing="candidate", value="apple"
    )
    assert (refusal.code, refusal.article) == ("step.wrong", "Rules 12")
    assert "puts the question: is the text ripe" in refusal.remedy


def test_after_the_deadline(asked: Any) -> None:
    question = asked.question("m").question
    asked.at(20)
    refusal = asked.refused("position.state/1", by="plum", question=question, choice="in favour")
    assert (refusal.code, refusal.article) == ("question.closed", "Rules 12")


def test_a_suspended_vote_and_the_member_stays_in_the_base(asked: Any) -> None:
    """UN Charter 19: the vote is lost, the membership is not (T113)."""
    asked.do(
        "matter.open/1",
        by="pear",
        matter="f",
        procedure="fencing_off",
        title="Plum",
        things={"grower_concerned": "PLUM"},
        together_with=["APPLE"],
    )
    asked.say("f", "in favour", "APPLE", "CHERRY", "PEAR", "QUINCE")
    asked.at(6)
    asked.registrar.pass_deadlines()
    assert asked.state.parties["PLUM"].suspensions[0].right == "vote"
    refusal = asked.refused(
        "position.state/1", by="plum", question=asked.question("m").question, choice="in favour"
    )
    assert (refusal.code, refusal.article) == ("right.suspended", "Statute 2")
    asked.do("matter.open/1", by="apple", matter="n", procedure="pruning", title="On baskets")
    asked.do(
        "text.submit/1",
        by="apple",
        matter="n",
        paragraphs=[{"id": "a", "number": "1", "text": "x"}],
    )
    assert "PLUM" in asked.question("n").population


def test_who_may_not_vote_is_asked_and_not_counted_and_cannot_carry_it(asked: Any) -> None:
    asked.do(
        "matter.open/1",
        by="pear",
        matter="f",
        procedure="fencing_off",
        title="Plum",
        things={"grower_concerned": "PLUM"},
        together_with=["APPLE"],
    )
    asked.at(6)
    asked.registrar.pass_deadlines()
    asked.do("matter.open/1", by="apple", matter="n", procedure="ringing", title="Frost")
    question = asked.question("n")
    assert not_counted(asked.state, question) == {"PLUM": "suspended"}
    asked.say("n", "in favour", "APPLE", "CHERRY", "PEAR", "QUINCE")
    ruling = ruling_on_record(asked.state, asked.matter("n"), asked.question("n"))
    assert ruling is not None
    assert (ruling.counts["members"], ruling.counts["entitled"]) == (5, 4)
    assert "PLUM" not in ruling.could_give


def test_the_member_concerned_does_not_stop_its_own_suspension(asked: Any) -> None:
    asked.do(
        "matter.open/1",
        by="pear",
        matter="f",
        procedure="fencing_off",
        title="Plum",
        things={"grower_concerned": "PLUM"},
        together_with=["APPLE"],
    )
    asked.say("f", "against", "PLUM")
    asked.at(6)
    asked.registrar.pass_deadlines()
    assert asked.matter("f").questions[0].outcome == "adopted"


def test_one_member_alone_where_two_must_ask(asked: Any) -> None:
    refusal = asked.refused(
        "matter.open/1",
        by="pear",
        procedure="fencing_off",
        title="Plum",
        things={"grower_concerned": "PLUM"},
    )
    assert (refusal.code, refusal.article) == ("matter.not_yours_to_open", "Statute 12")
    assert refusal.remedy == "It is opened by at least 2 members."


def test_an_unknown_procedure_names_those_that_there_are(asked: Any) -> None:
    refusal = asked.refused("matter.open/1", by="pear", procedure="prunning", title="x")
    assert refusal.code == "procedure.unknown"
    assert "pruning" in refusal.remedy


def test_a_position_that_the_question_does_not_allow(asked: Any) -> None:
    refusal = asked.refused(
        "position.state/1", by="plum", question=asked.question("m").question, choice="perhaps"
    )
    assert (refusal.code, refusal.article) == ("position.not_allowed", "Rules 12")


def test_an_answer_recorded_on_a_members_behalf_needs_its_paper(asked: Any) -> None:
    refusal = asked.refused(
        "position.state/1",
        question=asked.question("m").question,
        choice="in favour",
        member="PLUM",
        via="telephone",
    )
    assert refusal.code == "position.no_paper"


def test_a_member_contests_what_was_recorded_on_its_behalf(asked: Any) -> None:
    asked.do("source.file/1", source="note", title="Telephone note", sha256="1" * 64)
    question = asked.question("m").question
    asked.do(
        "position.state/1",
        question=question,
        choice="in favour",
        member="PLUM",
        via="telephone",
        cites=[{"source": "note"}],
    )
    assert (
        asked.refused("position.contest/1", by="pear", question=question, reason="not us").code
        == "position.not_recorded"
    )
    asked.do("position.contest/1", by="plum", question=question, reason="We said no.")
    assert asked.question("m").stated["PLUM"][0].contested


def test_a_question_names_no_group_that_its_rule_does_not_leave_to_it(union: Any) -> None:
    """Whoever puts a question can neither give a group of the charter anew nor bring one of its own."""
    union.do("matter.open/1", matter="f", procedure="hush_at_a_meeting", title="T")
    union.do("session.convene/1", session="s", organ="grove", on="2026-03-02", format="hedge")
    union.do("session.open/1", session="s", present=["APPLE", "CHERRY", "PEAR"])
    put = {"by": "apple", "for_": "gavel", "matter": "f", "session": "s"}
    refusal = union.refused("question.put/1", **put, groups={"inner": ["APPLE"]})
    assert (refusal.code, refusal.article) == ("group.not_asked", "Rules 35(1)")
    assert refusal.remedy == "Leave the groups out."


def hushed(union: Any) -> str:
    """A silence that may resume; its question."""
    union.do("matter.open/1", matter="h", procedure="long_hush", title="T")
    return str(union.question("h").question)


def test_a_reservation_is_of_a_type_that_the_charter_has(union: Any) -> None:
    stated = {"question": hushed(union), "choice": "in favour", "reservation": "mental"}
    refusal = union.refused("position.state/1", by="apple", **stated)
    assert (refusal.code, refusal.article) == ("reservation.unknown", "Rules 34")
    assert "general, scrutiny, ad referendum, footnote" in refusal.remedy


def test_nobody_takes_back_what_another_broke(union: Any) -> None:
    question = hushed(union)
    union.do("silence.break/1", by="apple", question=question, form="objection", reason="No.")
    refusal = union.refused("silence.withdraw_break/1", by="pear", question=question)
    assert (refusal.code, refusal.article) == ("silence.not_your_break", "Rules 34")
    union.do("silence.withdraw_break/1", by="apple", question=question)


def test_a_deadline_that_has_passed_is_not_set(orchard: Any) -> None:
    """Where the charter asks for no shortest period, which would say the same before."""
    body = orchard(CHARTER_OF_A_VOTE, body="r", organ="office", members=("A",))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    refusal = body.refused("question.put/1", matter="m", deadline="2026-03-02T08:59")
    assert (refusal.code, refusal.article) == ("question.deadline_past", "Rules 1")
    body.do("question.put/1", matter="m", deadline="2026-03-02T09:01")


CHARTER_OF_A_VOTE = """comity: 1
body: r
title: R
members: [{member: A, name: A}]
organs: [{organ: office, title: Office, powers: [all]}]
rules: [{rule: all, adopted when: {in favour: all}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: v, question: agree, put to: each member, put by: office, rule: all, closes: {set by: opener}, cites: Rules 1}
"""


# --- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "refused"),
    [
        ({"choice": "in favour"}, {"choice": "in favour"}, True),
        ({"choice": "in favour"}, {"choice": "against"}, False),
        ({"choice": "in favour"}, {"choice": "in favour", "reservation": "footnote"}, False),
        ({"choice": "in favour", "reservation": "footnote"}, {"choice": "in favour"}, False),
        ({"choice": "in favour", "reservation": "footnote"}, {"choice": "in favour", "reservation": "general"}, False),
        ({"choice": "in favour", "reservation": "footnote"}, {"choice": "in favour", "reservation": "footnote"}, True),
        ({"choice": "in favour"}, {"choice": "in favour", "refrains": ["a"]}, False),
        ({"choice": "in favour", "refrains": ["a"]}, {"choice": "in favour", "refrains": ["a"]}, True),
    ],
)  # fmt: skip
def test_whoever_stands_there_already_states_nothing(
    asked: Any, first: dict[str, Any], then: dict[str, Any], refused: bool
) -> None:
    """What counts is the last answer, whatever was answered before it."""
    answer = {"by": "plum", "question": asked.question("m").question}
    asked.do("position.state/1", **answer, **then, statement="At first.")
    asked.do("position.state/1", **answer, choice="abstaining")
    asked.do("position.state/1", **answer, **first)
    if refused:
        assert asked.refused("position.state/1", **answer, **then).code == "position.twice"
    else:
        asked.do("position.state/1", **answer, **then)
        assert asked.question("m").stated["PLUM"][-1].choice == then["choice"]


@pytest.mark.parametrize(
    ("positions", "code"),
    [
        ({"in favour": ["PLUM"], "against": ["PEAR", "PLUM"]}, "position.twice"),
        ({"in favour": ["PLUM"], "against": ["FIG"]}, "position.not_asked"),
        ({"in favour": ["PLUM"], "unknown": ["PEAR"]}, "position.not_allowed"),
        ({"in favour": ["PLUM"], "against": ["PEAR"]}, ""),
    ],
)
def test_a_roll_call_names_each_of_those_asked_once(
    asked: Any, positions: dict[str, list[str]], code: str
) -> None:
    asked.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    called = {
        "question": asked.question("m").question,
        "positions": positions,
        "cites": [{"source": "note"}],
    }
    if code:
        refusal = asked.refused("roll.call/1", **called)
        assert (refusal.code, refusal.article) == (code, "Rules 12")
        if code == "position.twice":
            assert refusal.sentence.startswith("PLUM")
        if code == "position.not_asked":
            assert "FIG" in refusal.sentence
    else:
        asked.do("roll.call/1", **called)
        assert asked.question("m").choices == {"PLUM": "in favour", "PEAR": "against"}


def test_an_answer_on_paper_or_by_roll_call_does_not_give_back_a_suspended_vote(asked: Any) -> None:
    asked.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    suspended = {
        "kind": "right.suspended/1",
        "party": "PLUM",
        "right": "vote",
        "since": "2026-01-01",
    }
    asked.do("attest/1", cites=[{"source": "note"}], facts=[suspended])
    question = asked.question("m").question
    answer = {
        "question": question,
        "choice": "in favour",
        "via": "note",
        "cites": [{"source": "note"}],
    }
    assert asked.refused("position.state/1", member="PLUM", **answer).code == "right.suspended"
    called = {
        "question": question,
        "positions": {"in favour": ["PLUM"]},
        "cites": [{"source": "note"}],
    }
    assert asked.refused("roll.call/1", **called).code == "right.suspended"
    asked.do("position.state/1", member="PEAR", **answer)
    assert asked.question("m").choices == {"PEAR": "in favour"}


@pytest.mark.parametrize(("cites", "member"), [([], "PEAR"), ([{"source": "note"}], "")])
def test_an_answer_on_paper_names_its_member_and_its_paper(
    asked: Any, cites: list[dict[str, Any]], member: str
) -> None:
    asked.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    answer = {"question": asked.question("m").question, "choice": "in favour", "via": "note"}
    refusal = asked.refused("position.state/1", member=member, cites=cites, **answer)
    assert refusal.code == ("position.not_asked" if cites else "position.no_paper")


def test_an_answer_at_the_very_instant_of_the_deadline_is_in_time_and_a_second_later_is_late(
    asked: Any,
) -> None:
    question = asked.question("m").question
    act = {"by": "plum", "question": question, "choice": "in favour"}
    assert asked.question("m").deadline == "2026-03-12T23:00:00.000Z"  # midnight in Vienna
    asked.at(12, 23)
    asked.do("position.state/1", **act)
    assert asked.question("m").choices == {"PLUM": "in favour"}


def test_until_a_deadline_that_passed_is_recorded_nobody_answers_any_more(asked: Any) -> None:
    """The registrar records it before any act; a file of acts that does not is refused the same."""
    act = StatePosition(
        by="pear", for_="PEAR", question=asked.question("m").question, choice="in favour"
    )
    with pytest.raises(Refused) as refusal:
        decide(asked.state, act, "2026-03-12T23:00:00.001Z", asked.state.size, None)
    assert (refusal.value.code, refusal.value.article) == ("position.late", "Rules 12")
    assert decide(asked.state, act, "2026-03-12T23:00:00.000Z", asked.state.size, None)


@pytest.mark.parametrize(
    ("by", "choice", "joins"),
    [
        ("plum", "in favour", True),
        ("plum", "against", False),
        ("plum", "abstaining", False),
        ("plum", "does not object", False),
        ("apple", "in favour", False),  # is bound already
    ],
)
def test_who_is_not_bound_by_what_was_adopted_may_join_it_later(
    union: Any, by: str, choice: str, joins: bool
) -> None:
    union.do("matter.open/1", by="apple", matter="m", procedure="ringing", title="Frost")
    union.say("m", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    union.at(2, 12)
    union.registrar.pass_deadlines()
    union.do("matter.open/1", by="apple", matter="n", procedure="ringing", title="Frost")
    union.at(2, 15)
    union.registrar.pass_deadlines()
    union.say("n", "in favour", "APPLE", "CHERRY")
    union.at(3)
    union.registrar.pass_deadlines()
    smoke = union.matter("n").questions[-1]
    assert (smoke.outcome, smoke.bound) == ("adopted", ["APPLE", "CHERRY"])
    act = {"by": by, "question": smoke.question, "choice": choice}
    if joins:
        union.do("position.state/1", **act)
        assert union.matter("n").questions[-1].bound == ["APPLE", "CHERRY", "PLUM"]
    else:
        refusal = union.refused("position.state/1", **act)
        assert (refusal.code, refusal.article) == ("question.closed", "Rules 62")


# --- what a refusal says of the case ----------------------------------------------------------------------------------


def test_a_credential_out_of_force_is_told_with_its_days(union: Any) -> None:
    """Of several, the last; revoked, its day; without an end, so."""
    union.do("person.enter/1", person="envoy", name="Envoy")

    def issued(**days: str) -> str:
        union.do("credential.issue/1", person="envoy", party="PLUM", powers=["propose"], **days)
        return str(next(reversed(union.state.credentials)))

    def told() -> str:
        act = {"matter": "m", "procedure": "pruning", "title": "T"}
        refusal = union.refused("matter.open/1", by="envoy", for_="PLUM", **act)
        assert (refusal.code, refusal.article) == ("credential.expired", "Rules 3")
        return refusal.sentence

    issued(since="2026-02-01", until="2026-02-10")
    assert "ran from 2026-02-01 to 2026-02-10; today is 2026-03-02" in told()
    issued(since="2026-06-01")
    assert "ran from 2026-06-01 to further notice; today is 2026-03-02" in told()
    last = issued(since="2026-03-01")
    union.do("credential.revoke/1", credential=last, on="2026-03-02")
    assert "in force from 2026-03-01, was revoked on 2026-03-02" in told()


def test_a_matter_that_does_not_run_has_ended_or_was_never_opened(union: Any) -> None:
    for name, code, said in (
        ("ended", "matter.ended", "Matter 'ended' has ended: withdrawn."),
        ("never", "matter.unknown", "Matter 'never' is not before the body."),
    ):
        if name == "ended":
            union.do("matter.open/1", by="pear", matter=name, procedure="pruning", title="T")
            union.do("matter.withdraw/1", by="pear", matter=name)
        refusal = union.refused("matter.withdraw/1", by="pear", matter=name)
        assert (refusal.code, refusal.sentence) == (code, said)


@pytest.mark.parametrize("other", ["cherry", "quince"])
def test_nobody_withdraws_what_another_opened(union: Any, other: str) -> None:
    union.do("matter.open/1", by="pear", matter="m", procedure="pruning", title="T")
    assert union.refused("matter.withdraw/1", by=other, matter="m").code == "matter.not_yours"


@pytest.mark.parametrize("other", ["cherry", "quince"])
def test_nobody_skips_the_turn_of_another(union: Any, other: str) -> None:
    assert union.refused("turn.skip/1", by=other, rota="gavel", party="PEAR").article != ""
    assert union.do("turn.skip/1", by="pear", rota="gavel", party="PEAR")


def test_only_a_turn_that_somebody_has_is_skipped(union: Any) -> None:
    for fields in ({"rota": "mallet", "party": "PEAR"}, {"rota": "gavel", "party": "FIG"}):
        assert union.refused("turn.skip/1", **fields).code == "rota.unknown"


def test_an_office_does_what_its_powers_say(union: Any) -> None:
    union.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    began = {"tenure": "t1", "office": "steward", "person": "pear", "since": "2026-01-01"}
    union.do("attest/1", cites=[{"source": "note"}], facts=[{"kind": "tenure.began/1", **began}])
    act = {"matter": "m", "procedure": "pruning", "title": "T"}
    refusal = union.refused("matter.open/1", by="pear", for_="steward", **act)
    assert (refusal.code, refusal.article) == ("credential.narrow", "Statute 10")
    assert refusal.remedy == "It carries: record."


def test_who_does_not_steer_a_session_is_told_who_does(union: Any) -> None:
    fields = {"session": "s", "organ": "grove", "on": "2026-03-02", "format": "hedge"}
    refusal = union.refused("session.convene/1", by="plum", **fields)
    assert (refusal.code, refusal.article) == ("session.not_yours", "Statute 7")
    assert refusal.sentence == "PLUM does not steer a session of grove."


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ("{event: the thaw}", "waits for thaw"),
        ("{date: spring}", "waits for spring"),
        ("{period: 3 days}", "waits for a period to pass"),
    ],
)
def test_what_a_step_waits_for_is_said(orchard: Any, waits: str, said: str) -> None:
    charter = (
        "comity: 1\nbody: r\ntitle: R\nmembers: [{member: A, name: A}]\n"
        "organs: [{organ: office, title: Office, powers: [all]}]\nprocedures:\n"
        "  - procedure: p\n    opened by: office\n    steps:\n"
        "      - {step: a, asks for: spring, from: office}\n"
        f"      - {{step: b, waits for: {waits}}}\n"
    )
    body = orchard(charter, body="r", organ="office", members=())
    body.do("matter.open/1", matter="m", procedure="p", title="T")
    body.do("matter.provide/1", matter="m", thing="spring", value="2026-04-01")
    refusal = body.refused("matter.provide/1", matter="m", thing="text", value="x")
    assert (refusal.code, refusal.remedy) == ("step.wrong", f"The step {said}.")


def test_of_many_who_are_asked_thirty_are_named(orchard: Any) -> None:
    names = [f"M{n:02}" for n in range(1, 32)]
    charter = (
        "comity: 1\nbody: r\ntitle: R\nmembers: ["
        + ", ".join(f"{{member: {one}, name: {one}}}" for one in names)
        + "]\norgans: [{organ: office, title: Office, powers: [all]}]\n"
        "rules: [{rule: r, adopted when: {against: none}}]\nprocedures:\n"
        "  - procedure: p\n    opened by: office\n    steps:\n"
        "      - {step: v, question: q, put to: each member, rule: r, closes: {after: 3 days}}\n"
    )
    body = orchard(charter, body="r", organ="office", members=())
    body.do("matter.open/1", matter="m", procedure="p", title="T")
    asked = body.question("m").question
    refusal = body.refused("roll.call/1", question=asked, positions={"against": ["Z"]})
    assert refusal.code == "position.not_asked"
    assert refusal.sentence == "Z is not asked."
    assert refusal.remedy == f"Asked are: {', '.join(names[:12])} and {len(names) - 12} more."
