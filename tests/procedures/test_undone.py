"""A correction leaves the body as if what it takes back had never been recorded, deadlines and rulings among it."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.effects import Paragraph
from comity.body.state import Due
from comity.body.texts import digest

CITED = [{"source": "paper"}]
Fact = dict[str, Any]


@pytest.fixture
def sourced(union: Any) -> Any:
    union.do("source.file/1", source="paper", title="The Orchard Gazette", sha256="2" * 64)
    return union


def attest(union: Any, *facts: Fact) -> int:
    """The facts are attested in one entry, whose number is returned."""
    union.do("attest/1", cites=CITED, facts=list(facts))
    return int(union.state.size) - 1


def void(union: Any, entry: int) -> list[Any]:
    effects: list[Any] = union.do("correct/1", entry=entry, reason="misread", void=True)
    return effects


def correct(union: Any, entry: int, *facts: Fact) -> int:
    union.do("correct/1", entry=entry, reason="misread", facts=list(facts))
    return int(union.state.size) - 1


def opened(procedure: str = "long_hush") -> Fact:
    matter = {"matter": "m", "procedure": procedure, "title": "Reported", "by": "toolshed"}
    return {"kind": "matter.opened/1", **matter, "on": "2026-02"}


def entered(step: str, deadline: str = "") -> Fact:
    fact = {"kind": "step.entered/1", "matter": "m", "step": step, "on": "2026-02"}
    return fact | ({"deadline": deadline} if deadline else {})


def put(step: str = "hush", rule: str = "hush", **fields: Any) -> Fact:
    members = ["APPLE", "CHERRY", "PEAR", "PLUM"]
    asked = {"question": "m.q1", "matter": "m", "step": step, "rule": rule, "charter": 0}
    rest = {"population": members, "opened": "2026-03-01T10:00:00.000Z"}
    return {"kind": "question.put/1", **asked, **rest, **fields}


def said(member: str, choice: str, **fields: Any) -> Fact:
    fact = {"kind": "position.stated/1", "question": "m.q1", "member": member, "choice": choice}
    return fact | {"on": "2026-03-02"} | fields


def roll(**positions: list[str]) -> Fact:
    words = {choice.replace("_", " "): members for choice, members in positions.items()}
    return {"kind": "roll.called/1", "question": "m.q1", "positions": words, "on": "2026-03-02"}


def closed(outcome: str = "adopted") -> Fact:
    return {
        "kind": "question.closed/1",
        "question": "m.q1",
        "outcome": outcome,
        "on": "2026-03-02",
    }


ENDED: Fact = {"kind": "matter.ended/1", "matter": "m", "outcome": "completed", "on": "2026-03"}
LATER, LATEST = "2026-03-08T10:00:00.000Z", "2026-03-09T10:00:00.000Z"
RUNS = {"m.q1": Due(LATER, "m", "m.q1")}
BROKEN: Fact = {"kind": "silence.broken/1", "question": "m.q1", "member": "PEAR"}
BROKEN |= {"form": "objection", "on": "2026-03-02"}


# --- deadlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("over", [closed(), ENDED], ids=["closed", "ended"])
def test_a_question_that_is_open_again_has_its_deadline_again(sourced: Any, over: Fact) -> None:
    attest(sourced, opened(), entered("hush"), put(deadline=LATER))
    entry = attest(sourced, over)
    assert sourced.state.due == {}
    void(sourced, entry)
    assert sourced.state.due == RUNS
    sourced.at(10)
    assert sourced.registrar.pass_deadlines() == 1
    assert sourced.question("m").closed == "2026-03-08"


def test_a_deadline_that_passed_meanwhile_is_recorded_at_once(sourced: Any) -> None:
    attest(sourced, opened(), entered("hush"), put(deadline=LATER))
    entry = attest(sourced, closed("rejected"))
    sourced.at(12)
    void(sourced, entry)
    assert sourced.registrar.pass_deadlines() == 1
    assert (sourced.question("m").outcome, sourced.matter("m").ended) == ("adopted", "2026-03-08")


def test_a_step_that_the_matter_is_back_in_waits_again(sourced: Any) -> None:
    attest(sourced, opened("choosing"), entered("planting", LATER))
    entry = attest(sourced, entered("naming"))
    assert sourced.state.due == {}
    void(sourced, entry)
    assert sourced.state.due == {"m": Due(LATER, "m")}


def test_the_deadline_of_a_later_step_stays_when_an_earlier_one_is_taken_back(sourced: Any) -> None:
    attest(sourced, opened("choosing"))
    entry = attest(sourced, entered("planting", LATER))
    attest(sourced, entered("planting", LATEST))
    void(sourced, entry)
    assert sourced.state.due == {"m": Due(LATEST, "m")}


def test_an_earlier_step_is_corrected_where_it_was(sourced: Any) -> None:
    attest(sourced, opened("choosing"))
    entry = attest(sourced, entered("planting", LATER))
    attest(sourced, entered("naming"))
    correct(sourced, entry, entered("planting", LATEST))
    assert sourced.matter("m").step == "naming"
    assert sourced.state.due == {}


def test_a_step_waits_again_when_the_matter_was_not_hindered_after_all(sourced: Any) -> None:
    attest(sourced, opened("choosing"), entered("planting", LATER))
    hindered = [
        attest(sourced, {"kind": "matter.hindered/1", "matter": "m", "code": code})
        for code in ("session.needed", "deadline.strange")
    ]
    void(sourced, hindered[0])
    assert (sourced.matter("m").hindered.code, sourced.state.due) == ("deadline.strange", {})
    void(sourced, hindered[1])
    assert (sourced.matter("m").hindered, sourced.state.due) == (None, {"m": Due(LATER, "m")})


def test_the_deadline_goes_back_with_the_withdrawal_that_moved_it(sourced: Any) -> None:
    attest(sourced, opened(), entered("hush"), put(deadline=LATER), BROKEN)
    entry = attest(
        sourced,
        {"kind": "break.withdrawn/1", "question": "m.q1", "member": "PEAR", "deadline": LATEST},
    )
    assert sourced.question("m").choices == {}
    void(sourced, entry)
    asked = sourced.question("m")
    assert (asked.deadline, sourced.state.due) == (LATER, RUNS)
    assert (asked.choices, asked.breaks[0].withdrawn) == ({"PEAR": "against"}, False)


# --- positions --------------------------------------------------------------------------------------------------------


def test_a_roll_call_holds_again_when_the_positions_after_it_are_taken_back(sourced: Any) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"))
    attest(sourced, roll(in_favour=["APPLE", "CHERRY", "PEAR"], against=["PLUM"]))
    later = [attest(sourced, said(member, "against")) for member in ("APPLE", "CHERRY")]
    attest(sourced, closed("rejected"))
    void(sourced, later[0])
    ruling = void(sourced, later[1])[-1]
    assert (ruling.outcome, ruling.counts["in favour"], ruling.counts["against"]) == (
        "adopted",
        3,
        1,
    )


def test_the_first_of_two_equal_roll_calls_holds_when_the_second_is_taken_back(
    sourced: Any,
) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"), said("APPLE", "against"))
    attest(sourced, roll(in_favour=["APPLE"]))
    void(sourced, attest(sourced, roll(in_favour=["APPLE"])))
    assert sourced.question("m").choices == {"APPLE": "in favour"}


def test_a_corrected_position_does_not_come_behind_one_stated_since(sourced: Any) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"))
    entry = attest(sourced, said("APPLE", "in favour"))
    attest(sourced, said("APPLE", "against"))
    entry = correct(sourced, entry, said("APPLE", "abstaining"))
    correct(sourced, entry, said("APPLE", "in favour"))
    asked = sourced.question("m")
    assert [one.choice for one in asked.stated["APPLE"]] == ["in favour", "against"]
    assert asked.choices == {"APPLE": "against"}


def test_the_first_of_two_positions_in_one_entry_is_corrected_alone(sourced: Any) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"))
    entry = attest(sourced, said("APPLE", "in favour"), said("APPLE", "against"))
    correct(sourced, entry, said("APPLE", "abstaining"))
    asked = sourced.question("m")
    assert [one.choice for one in asked.stated["APPLE"]] == ["abstaining", "against"]
    assert asked.choices == {"APPLE": "against"}


def test_what_was_contested_is_not_once_the_contestation_is_taken_back(sourced: Any) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"), said("APPLE", "in favour"))
    contested = {"kind": "position.contested/1", "question": "m.q1", "member": "APPLE"}
    entry = attest(sourced, contested | {"reason": "We said nothing."})
    attest(sourced, said("APPLE", "against"))
    void(sourced, entry)
    assert [one.contested for one in sourced.question("m").stated["APPLE"]] == [False, False]


def test_who_is_not_asked_any_more_does_not_count_until_asked_again(sourced: Any) -> None:
    asked = put("vote", "plain_majority")
    attest(sourced, opened("pruning"))
    entry = attest(sourced, asked)
    attest(sourced, said("APPLE", "against"), said("PEAR", "in favour"))
    entry = correct(sourced, entry, asked | {"population": ["CHERRY", "PEAR"]})
    question = sourced.question("m")
    assert (question.choices, list(question.stated)) == ({"PEAR": "in favour"}, ["PEAR"])
    correct(sourced, entry, asked)
    assert sourced.question("m").choices == {"APPLE": "against", "PEAR": "in favour"}


def test_a_question_cannot_be_closed_twice_by_correcting_its_first_closing(sourced: Any) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"))
    voided = attest(sourced, closed())
    void(sourced, voided)
    attest(sourced, closed("rejected"))
    refusal = sourced.refused(
        "correct/1", entry=voided + 1, reason="It did close.", facts=[closed()]
    )
    assert refusal.code == "question.closed"


# --- texts and remarks ------------------------------------------------------------------------------------------------


def version(number: int, *ids: str) -> Fact:
    paragraphs = [{"id": one, "number": one, "text": f"{one} {number}"} for one in ids]
    made = digest([Paragraph(**one) for one in paragraphs])
    fact = {"kind": "text.versioned/1", "matter": "m", "version": number, "digest": made}
    return fact | {"paragraphs": paragraphs, "by": "PEAR"}


def bracket(number: int = 1, paragraph: str = "b") -> Fact:
    fact = {"kind": "remark.made/1", "remark": "k1", "matter": "m", "version": number}
    return fact | {"paragraph": paragraph, "by": "PLUM", "nature": "bracket"}


def followed(*paragraphs: str) -> Fact:
    fact = {"kind": "remark.followed/1", "remark": "k1", "version": 2}
    return fact | {"paragraphs": list(paragraphs)}


def test_a_remark_that_was_made_and_followed_in_one_entry_can_be_corrected(sourced: Any) -> None:
    attest(sourced, opened("pruning"), version(1, "a", "b"), version(2, "a", "b"))
    entry = attest(sourced, bracket(), followed("b"))
    entry = correct(sourced, entry, bracket(), followed("a"))
    assert sourced.matter("m").remarks["k1"].paragraphs == ["a"]
    void(sourced, entry)
    assert sourced.matter("m").remarks == {}


def test_a_remark_is_where_it_was_when_the_version_after_it_is_taken_back(sourced: Any) -> None:
    attest(sourced, opened("pruning"), version(1, "a", "b"), bracket())
    entry = attest(sourced, version(2, "a"))
    attest(sourced, followed("a"))
    void(sourced, entry)
    remark = sourced.matter("m").remarks["k1"]
    assert (remark.version, remark.paragraphs) == (1, ["b"])


def test_a_corrected_version_keeps_its_place_and_its_remarks(sourced: Any) -> None:
    attest(sourced, opened("pruning"))
    entry = attest(sourced, version(1, "a", "b"), version(2, "b"))
    attest(sourced, bracket())
    refusal = sourced.refused("correct/1", entry=entry, reason="misread", facts=[version(1, "a")])
    assert refusal.code == "text.no_paragraph"
    correct(sourced, entry, version(1, "b", "c"))
    matter = sourced.matter("m")
    assert [(one.version, one.paragraphs) for one in matter.versions] == [
        (1, ["b", "c"]),
        (2, ["b"]),
    ]
    assert list(matter.remarks) == ["k1"]


def test_a_remark_of_a_matter_that_ended_is_open_again(sourced: Any) -> None:
    attest(sourced, opened("pruning"), version(1, "a", "b"), bracket())
    entry = attest(
        sourced, {"kind": "remark.settled/1", "remark": "k1", "disposition": "taken"}, ENDED
    )
    void(sourced, entry)
    assert sourced.matter("m").remarks["k1"].disposition == ""


def test_a_ruling_is_made_again_without_a_bracket_that_was_never_made(sourced: Any) -> None:
    text = version(1, "a", "b")
    attest(sourced, opened("pruning"), text)
    entry = attest(sourced, bracket())
    attest(sourced, put("rounds", "unopposed", text=text["digest"]))
    attest(sourced, roll(in_favour=["APPLE", "CHERRY", "PEAR", "PLUM"]))
    attest(sourced, closed("blocked"))
    ruling = void(sourced, entry)[-1]
    assert (ruling.was, ruling.outcome) == ("blocked", "adopted")


def test_a_text_stays_while_a_question_is_about_it(sourced: Any) -> None:
    text = version(1, "a")
    attest(sourced, opened("pruning"))
    entry = attest(sourced, text)
    asking = attest(sourced, put("vote", "plain_majority", text=text["digest"]))
    refusal = sourced.refused("correct/1", entry=entry, reason="misread", void=True)
    assert refusal.code == "text.asked_about"
    assert ("m.q1" in refusal.sentence, str(asking) in refusal.remedy) == (True, True)
    void(sourced, asking)
    void(sourced, entry)
    assert sourced.matter("m").versions == []


def test_a_version_has_the_number_after_the_last(sourced: Any) -> None:
    sourced.do("matter.open/1", by="pear", procedure="pruning", title="Shears", matter="m")
    attest(sourced, version(3, "a"))
    for text in ("One", "Two"):
        paragraphs = [{"id": "a", "number": "1", "text": text}]
        sourced.do("text.submit/1", by="pear", matter="m", paragraphs=paragraphs)
    assert [one.version for one in sourced.matter("m").versions] == [3, 4, 5]


# --- matters ----------------------------------------------------------------------------------------------------------


def test_what_was_provided_before_holds_again(sourced: Any) -> None:
    things = {"candidate": "Ash"}
    attest(sourced, opened("choosing") | {"things": things})
    fact = {"kind": "thing.provided/1", "matter": "m", "thing": "candidate", "by": "PEAR"}
    entries = [attest(sourced, fact | {"value": value}) for value in ("Beech", "Box")]
    void(sourced, entries[1])
    assert sourced.matter("m").things == {"candidate": "Beech"}
    void(sourced, entries[0])
    assert sourced.matter("m").things == things


def test_a_matter_whose_only_step_was_taken_back_goes_on_when_a_step_is_attested(
    sourced: Any,
) -> None:
    attest(sourced, opened("pruning"))
    void(sourced, attest(sourced, entered("sketch")))
    paragraphs = [{"id": "a", "number": "1", "text": "One"}]
    refusal = sourced.refused("text.submit/1", by="pear", matter="m", paragraphs=paragraphs)
    assert (refusal.code, "step.entered/1" in refusal.remedy) == ("step.none", True)
    attest(sourced, entered("sketch"))
    sourced.do("text.submit/1", by="pear", matter="m", paragraphs=paragraphs)
    assert sourced.matter("m").step == "rounds"


def test_a_second_correction_replaces_the_first(sourced: Any) -> None:
    attest(sourced, opened("pruning"), put("vote", "plain_majority"))
    entry = attest(sourced, roll(in_favour=["APPLE", "PEAR"]))
    entry = correct(sourced, entry, roll(against=["APPLE", "PEAR"]))
    correct(sourced, entry, roll(against=["APPLE"]))
    assert sourced.question("m").choices == {"APPLE": "against"}
