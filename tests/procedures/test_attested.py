"""What is attested, what is decided, and how a mistake is corrected."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from comity.body.acts import AnyAct
from comity.body.ballots import ruling_on_record
from comity.errors import BadInput, Refused

CITED = [{"source": "paper", "paragraph": 2}]


@pytest.fixture
def sourced(union: Any) -> Any:
    union.do(
        "source.file/1",
        source="paper",
        title="The Orchard Gazette",
        sha256="2" * 64,
        published="2026-02-28",
    )
    return union


def roll_call(matter: str = "m", **positions: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "kind": "matter.opened/1",
            "matter": matter,
            "procedure": "pruning",
            "title": "Reported",
            "by": "PEAR",
            "on": "2019-05",
        },
        {
            "kind": "question.put/1",
            "question": f"{matter}.q1",
            "matter": matter,
            "step": "vote",
            "rule": "two_thirds",
            "charter": 0,
            "population": ["APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE"],
            "opened": "2019-05-04T10:00:00.000Z",
        },
        {
            "kind": "roll.called/1",
            "question": f"{matter}.q1",
            "positions": {k.replace("_", " "): v for k, v in positions.items()},
            "on": "2019-05-04",
        },
    ]


def test_attested_facts_are_not_refused_for_steps_that_the_source_does_not_report(
    sourced: Any,
) -> None:
    sourced.do("attest/1", cites=CITED, facts=roll_call(in_favour=["APPLE"])[:1])
    assert sourced.state.matters["m"].attested
    assert sourced.state.matters["m"].on == "2019-05"


def test_the_engine_rules_on_reported_positions_and_says_whether_the_source_agrees(
    sourced: Any,
) -> None:
    facts = roll_call(in_favour=["APPLE", "CHERRY", "PEAR", "PLUM"], against=["QUINCE"])
    sourced.do("attest/1", cites=CITED, facts=facts, outcomes={"m.q1": "adopted"})
    assert (sourced.question("m").outcome, sourced.question("m").reported) == ("adopted", "adopted")
    facts = roll_call("n", in_favour=["APPLE", "CHERRY", "PEAR"], against=["QUINCE", "PLUM"])
    effects = sourced.do("attest/1", cites=CITED, facts=facts, outcomes={"n.q1": "adopted"})
    assert (effects[-1].ruled, effects[-1].agrees) == ("rejected", False)


def test_what_the_source_leaves_unreported_is_unknown_not_absent(sourced: Any) -> None:
    facts = roll_call(in_favour=["APPLE", "CHERRY", "PEAR"])
    sourced.do("attest/1", cites=CITED, facts=facts, outcomes={"m.q1": "adopted"})
    assert sourced.question("m").outcome == "undetermined"
    ruling = ruling_on_record(sourced.state, sourced.matter("m"), sourced.question("m"))
    assert ruling is not None
    assert (ruling.outcome, ruling.unknown) == ("undetermined", ("PLUM", "QUINCE"))


@pytest.mark.parametrize(
    ("facts", "cites", "code"),
    [
        ([], CITED, "attest.nothing"),
        (roll_call(in_favour=[])[:1], [], "attest.no_source"),
        (roll_call(in_favour=[])[:1], [{"source": "hearsay"}], "attest.no_source"),
        (roll_call(in_favour=[])[1:2], CITED, "attest.unknown"),
        (
            [
                {
                    "kind": "tenure.began/1",
                    "tenure": "t",
                    "office": "steward",
                    "person": "ghost",
                    "since": "2020",
                }
            ],
            CITED,
            "attest.unknown",
        ),
    ],
)
def test_facts_that_cannot_stand_are_refused(
    sourced: Any, facts: list[Any], cites: list[Any], code: str
) -> None:
    assert sourced.refused("attest/1", facts=facts, cites=cites).code == code


def test_a_fact_with_a_date_that_does_not_exist_says_which(sourced: Any) -> None:
    facts = [{**roll_call()[0], "on": "2019-02-30"}]
    with pytest.raises(BadInput, match=r"facts 1 \(matter.opened/1\), on"):
        sourced.do("attest/1", cites=CITED, facts=facts)


def test_a_question_of_an_uncertain_day_says_as_at_which_day_the_law_is_taken(sourced: Any) -> None:
    opened, put, called = roll_call(in_favour=["APPLE"])
    about = {**put, "opened": "[2019-05-01..2019-05-31]"}
    with pytest.raises(BadInput, match="as_at"):
        sourced.do("attest/1", cites=CITED, facts=[opened, about, called])
    sourced.do("attest/1", cites=CITED, facts=[opened, {**about, "as_at": "2019-05-31"}, called])
    entered = {"kind": "step.entered/1", "matter": "m", "step": "vote", "on": "2019-05"}
    sourced.do("attest/1", cites=CITED, facts=[entered])
    refusal = sourced.refused("position.state/1", by="fig", question="m.q1", choice="in favour")
    assert refusal.code == "right.none"


def test_only_who_keeps_the_record_attests(sourced: Any) -> None:
    refusal = sourced.refused("attest/1", by="fig", cites=CITED, facts=roll_call()[:1])
    assert refusal.code == "record.not_keeper"


def attested_tenure(union: Any, until: str = "") -> int:
    union.do("person.enter/1", person="old", name="Old Steward")
    fact = {
        "kind": "tenure.began/1",
        "tenure": "t1",
        "office": "steward",
        "person": "old",
        "since": "[..2020-03-05]",
    }
    union.do("attest/1", cites=CITED, facts=[fact])
    return union.state.size - 1


def test_a_correction_replaces_the_fact_and_both_stay_in_the_record(sourced: Any) -> None:
    entry = attested_tenure(sourced)
    fact = {
        "kind": "tenure.began/1",
        "tenure": "t1",
        "office": "steward",
        "person": "old",
        "since": "2020-01-01",
    }
    sourced.do("correct/1", entry=entry, reason="The gazette erred.", facts=[fact], cites=CITED)
    assert sourced.state.tenures["t1"].since == "2020-01-01"
    assert sourced.state.corrected == {entry: entry + 1}
    assert sourced.registrar.entry(entry).effects[0].since == "[..2020-03-05]"
    again = sourced.refused("correct/1", entry=entry, reason="x", facts=[fact])
    assert again.code == "correct.twice"


def test_a_voided_fact_is_gone_and_what_was_not_brought_cannot_be_corrected(sourced: Any) -> None:
    entry = attested_tenure(sourced)
    other = {
        "kind": "tenure.began/1",
        "tenure": "t9",
        "office": "steward",
        "person": "old",
        "since": "2020-01-01",
    }
    assert (
        sourced.refused("correct/1", entry=entry, reason="x", facts=[other]).code == "correct.other"
    )
    assert sourced.refused("correct/1", entry=999, reason="x", void=True).code == "correct.unknown"
    sourced.do("correct/1", entry=entry, reason="Never happened.", void=True)
    assert sourced.state.tenures == {}


def test_a_corrected_position_makes_the_ruling_again_and_shows_both(sourced: Any) -> None:
    sourced.do("matter.open/1", by="apple", matter="m", procedure="pruning", title="On ladders")
    sourced.do(
        "text.submit/1",
        by="apple",
        matter="m",
        paragraphs=[{"id": "a", "number": "1", "text": "x"}],
    )
    question = sourced.question("m").question
    sourced.do(
        "position.state/1",
        question=question,
        choice="against",
        member="PLUM",
        via="note",
        cites=CITED,
    )
    wrong = sourced.state.size - 1
    sourced.at(13)
    sourced.registrar.pass_deadlines()
    assert sourced.matter("m").questions[0].outcome == "blocked"
    fact = {
        "kind": "position.stated/1",
        "question": question,
        "member": "PLUM",
        "choice": "does not object",
        "on": "2026-03-02",
        "via": "note",
    }
    sourced.do("correct/1", entry=wrong, reason="The note said so.", facts=[fact], cites=CITED)
    asked = sourced.matter("m").questions[0]
    assert asked.outcome == "adopted"
    assert [outcome for _, outcome in asked.rulings] == ["blocked"]


def test_a_matter_begun_elsewhere_is_taken_up_in_the_middle(sourced: Any) -> None:
    facts = [
        *roll_call()[:1],
        {"kind": "step.entered/1", "matter": "m", "step": "sketch", "on": "2026-02"},
    ]
    sourced.do("attest/1", cites=CITED, facts=facts)
    sourced.do("text.submit/1", matter="m", paragraphs=[{"id": "a", "number": "1", "text": "x"}])
    assert sourced.matter("m").step == "rounds"
    assert not sourced.question("m").attested


def test_an_unknown_field_of_an_act_is_refused_with_its_name() -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({"kind": "session.close/1", "session": "s", "colour": "red"}, AnyAct)


def test_what_the_body_did_outside_its_rules_is_flagged_for_ever(sourced: Any) -> None:
    sourced.do("attest/1", cites=CITED, facts=roll_call()[:1])
    sourced.do(
        "irregularity.flag/1", about="m", article="Rules 13", authority="The Grove", what="No text."
    )
    assert [i.about for i in sourced.state.irregularities] == ["m"]


def test_a_body_is_founded_once(sourced: Any) -> None:
    with pytest.raises(Refused, match="founded already"):
        sourced.do(
            "body.found/1", charter=sourced.charter, clerk="x", clerk_name="X", organ="toolshed"
        )
