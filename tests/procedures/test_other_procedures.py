"""Offices, admission, alarm and amendment: other chains of steps on the same mechanism."""

from __future__ import annotations

from typing import Any

import pytest

from comity.body.state import find_matter
from comity.body.turns import holders
from comity.errors import BadInput
from comity.registrar import Registrar
from comity.store import evidence
from comity.store.codec import decode, examine


def candidate(union: Any) -> None:
    union.do("person.enter/1", person="gardener", name="Gardener")
    union.do(
        "matter.open/1",
        by="pear",
        matter="c",
        procedure="choosing",
        title="A steward",
        things={"office": "steward"},
    )
    union.do(
        "matter.provide/1",
        by="pear",
        matter="c",
        thing="candidate",
        value="gardener",
        note="Knows pears.",
        preferred_to=["another"],
    )


def test_an_office_is_filled_on_the_day_that_was_set_by_nobody_but_the_clock(union: Any) -> None:
    candidate(union)
    union.at(17)
    union.registrar.pass_deadlines()
    assert union.matter("c").step == "starting day"
    union.do("matter.provide/1", matter="c", thing="first day", value="2026-05-02")
    assert union.matter("c").step == "planting"
    union.at(2, month=5)
    union.registrar.pass_deadlines()
    (tenure,) = holders(union.state, "steward", "2026-05-02")
    assert (tenure.person, tenure.since, tenure.until) == ("gardener", "2026-05-02", "2028-05-01")
    assert holders(union.state, "steward", "2026-05-01") == []


@pytest.mark.parametrize(("holds_over", "holder"), [("no", []), ("yes", ["gardener"])])
def test_a_holder_whose_term_has_ended_stays_only_where_the_charter_says_so(
    orchard: Any, holds_over: str, holder: list[str]
) -> None:
    """T91: until the election of a successor, if the text says so; otherwise the office is vacant."""
    term = "    term: 2 years\n"
    base = orchard().charter
    assert term in base
    union = orchard(base.replace(term, f"{term}    holds over: {holds_over}\n"))
    candidate(union)
    union.at(17)
    union.registrar.pass_deadlines()
    union.do("matter.provide/1", matter="c", thing="first day", value="2026-03-17")
    assert [t.person for t in holders(union.state, "steward", "2028-03-16")] == ["gardener"]
    assert [t.person for t in holders(union.state, "steward", "2028-03-17")] == holder


def test_a_capital_that_minds_sends_the_nomination_back(union: Any) -> None:
    candidate(union)
    union.say("c", "against", "QUINCE")
    union.at(17)
    union.registrar.pass_deadlines()
    assert union.matter("c").step == "naming"


def test_a_confidential_consultation_names_no_capital_in_the_log(union: Any) -> None:
    candidate(union)
    union.say("c", "against", "QUINCE", statement="He overwaters.")
    head = union.registrar.store.head("orchard").size
    (data,) = union.registrar.store.read("orchard", head - 1, head)
    assert b"QUINCE" not in data
    assert b"quince" not in data
    assert b"against" not in data
    assert b"overwaters" not in data
    assert decode(data).act.for_.startswith("sealed:")
    assert union.registrar.entry(head - 1).act.for_ == "QUINCE", "whoever has the content reads it"


def test_a_confidential_roll_call_and_its_paper_are_sealed_and_read_by_who_may(union: Any) -> None:
    candidate(union)
    union.do("source.file/1", source="minute", title="Minute", sha256="3" * 64)
    question = union.question("c").question
    union.do(
        "roll.call/1",
        question=question,
        positions={"against": ["QUINCE"], "in favour": ["PEAR"]},
        cites=[{"source": "minute", "paragraph": 1}],
    )
    head = union.registrar.store.head("orchard").size
    (data,) = union.registrar.store.read("orchard", head - 1, head)
    assert b"QUINCE" not in data
    assert b"minute" not in data
    assert union.registrar.entry(head - 1).act.positions["against"] == ["QUINCE"]


def test_a_confidential_consultation_that_its_deadline_closes_names_no_capital_either(
    union: Any,
) -> None:
    candidate(union)
    union.say("c", "against", "QUINCE")
    before = union.registrar.store.head("orchard").size
    union.at(17)
    union.registrar.pass_deadlines()
    (data,) = union.registrar.store.read("orchard", before, before + 1)
    assert b"question.closed/1" in data
    assert b"QUINCE" not in data
    closed = union.registrar.entry(before).effects[0]
    assert closed.blocked_by == ["QUINCE"], "whoever has the content reads it"


def test_erasing_what_is_sealed_leaves_the_log_as_it_was(union: Any) -> None:
    candidate(union)
    union.say("c", "against", "QUINCE")
    store = union.registrar.store
    head = store.head("orchard")
    (before,) = store.read("orchard", head.size - 1, head.size)
    sealed = bytes.fromhex(decode(before).act.for_.removeprefix("sealed:"))
    kept = store.sealed("orchard", sealed)
    assert kept is not None
    assert store.erase("orchard", sealed)
    (after,) = store.read("orchard", head.size - 1, head.size)
    assert after == before
    assert union.registrar.entry(head.size - 1).act.for_ == decode(before).act.for_
    assert any("sealed" in finding for finding in union.findings())
    union.registrar.store._registers["orchard"].sealed[sealed] = (
        kept  # the fixture audits with the content there
    )


def test_whoever_may_not_read_what_is_sealed_still_folds_and_verifies_the_record(
    orchard: Any,
) -> None:
    union = orchard()
    candidate(union)
    union.say("c", "against", "QUINCE", statement="He overwaters.")
    union.say("c", "in favour", "PEAR")
    union.at(17)
    union.registrar.pass_deadlines()
    store, key = union.registrar.store, union.registrar.key
    for content in list(store.all_sealed("orchard")):
        assert store.erase("orchard", content.digest)
    stranger = Registrar(store, "orchard", key, clock=lambda: union.now)
    seen = find_matter(stranger.state, "c")
    assert seen is not None
    assert (seen.step, seen.questions[0].outcome) == ("naming", "blocked")
    assert not {"QUINCE", "PEAR"} & set(seen.questions[0].choices)
    size = store.head("orchard").size
    assert evidence.verify(store, "orchard", key.verifying, examine=examine("orchard")).size == size


def test_an_applicant_is_admitted_and_counts_from_then_on(union: Any) -> None:
    union.do("matter.open/1", by="fig", matter="j", procedure="joining", title="Fig joins")
    union.do("matter.provide/1", by="fig", matter="j", thing="applicant", value="FIG")
    union.say("j", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    assert union.state.parties["FIG"].statuses[-1].status == "member"
    union.do("matter.open/1", by="fig", matter="m", procedure="pruning", title="Figs")
    union.do(
        "text.submit/1", by="fig", matter="m", paragraphs=[{"id": "a", "number": "1", "text": "x"}]
    )
    assert "FIG" in union.question("m").population


def test_an_alarm_runs_from_bell_to_thaw_and_binds_the_willing(union: Any) -> None:
    union.do("matter.open/1", by="plum", matter="r", procedure="ringing", title="Frost")
    union.say("r", "in favour", "APPLE", "PLUM")
    union.at(2, hour=12)
    union.registrar.pass_deadlines()
    assert union.matter("r").step == "smoke", (
        "not all have heard: the charter goes on to the question"
    )
    union.say("r", "in favour", "APPLE", "PLUM")
    union.say("r", "does not object", "PEAR")
    union.at(2, hour=22)
    union.registrar.pass_deadlines()
    smoke = union.matter("r").questions[-1]
    assert (smoke.outcome, sorted(smoke.bound)) == ("adopted", ["APPLE", "PLUM"])
    union.do("matter.provide/1", matter="r", thing="last day", value="2026-03-08")
    (measures,) = union.state.measures.values()
    assert (measures.until, measures.ended) == ("2026-03-08", "")
    union.do("position.state/1", by="pear", question=smoke.question, choice="in favour")
    assert sorted(union.matter("r").questions[-1].bound) == ["APPLE", "PEAR", "PLUM"], (
        "joined later"
    )
    union.do("matter.occur/1", matter="r", event="thaw")
    (measures,) = union.state.measures.values()
    assert measures.ended == "2026-03-02"


def test_an_amendment_governs_from_its_adoption_and_an_open_question_keeps_its_rule(
    union: Any,
) -> None:
    """T118: the rule as at opening."""
    stricter = union.charter.replace("in favour: at least 2/3 of members", "in favour: all")
    union.do("matter.open/1", by="apple", matter="m", procedure="pruning", title="On ladders")
    union.do(
        "text.submit/1",
        by="apple",
        matter="m",
        paragraphs=[{"id": "a", "number": "1", "text": "x"}],
    )
    union.at(13)
    union.registrar.pass_deadlines()
    union.do("session.convene/1", session="s", organ="grove", on="2026-03-13", format="hedge")
    union.do("session.open/1", session="s", present=["APPLE", "CHERRY", "PEAR", "PLUM"])
    union.do("question.put/1", by="apple", for_="gavel", matter="m", session="s")
    union.do("matter.open/1", by="apple", matter="g", procedure="grafting", title="All must agree")
    union.do("matter.provide/1", by="apple", matter="g", thing="new statute", value=stricter)
    union.say("g", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM")
    union.say("g", "abstaining", "QUINCE")
    assert len(union.state.charters) == 2
    question = union.question("m").question
    union.do(
        "roll.call/1",
        question=question,
        positions={"in favour": ["APPLE", "CHERRY", "PEAR", "PLUM"]},
    )
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    assert union.matter("m").questions[1].outcome == "adopted"


def test_a_charter_governs_from_the_day_at_the_seat_and_not_elsewhere(union: Any) -> None:
    """Just after midnight in Vienna the new statute is in force, though it is still the day before in UTC."""
    union.do("matter.open/1", by="apple", matter="g", procedure="grafting", title="Fewer rules")
    union.at(12, hour=23, minute=30)
    shorter = union.charter.replace("title: {en: Frost alarm}", "title: {en: Alarm}")
    union.do("matter.provide/1", by="apple", matter="g", thing="new statute", value=shorter)
    union.say("g", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    assert union.state.charters[-1].since == "2026-03-13"
    union.do("matter.open/1", by="plum", matter="r", procedure="ringing", title="Frost")
    brought = union.state.charters[-1].entry
    assert brought > 0
    assert (union.matter("r").charter, union.question("r").charter) == (brought, brought)
    assert union.registrar.entry(union.state.size - 1).charter == brought


def test_a_statute_at_fault_is_refused_when_it_is_proposed(union: Any) -> None:
    union.do("matter.open/1", by="apple", matter="g", procedure="grafting", title="Nonsense")
    refusal = union.refused(
        "matter.provide/1",
        by="apple",
        matter="g",
        thing="new statute",
        value="comity: 1\nbody: orchard\n",
    )
    assert (refusal.code, refusal.article) == ("charter.faulty", "Statute 20")
    assert "charter.yaml:1:1" in refusal.sentence


def test_time_passes_though_the_next_step_cannot_be_taken_and_the_matter_is_resumed(
    union: Any,
) -> None:
    """A clock act is never refused: it would stop every act after it."""
    union.do(
        "matter.open/1",
        by="pear",
        matter="c",
        procedure="choosing",
        title="A steward",
        things={"office": "steward"},
    )
    union.do("matter.provide/1", by="pear", matter="c", thing="candidate", value="stranger")
    union.at(17)
    union.registrar.pass_deadlines()
    union.do("matter.provide/1", matter="c", thing="first day", value="2026-05-02")
    assert union.refused("matter.resume/1", matter="c").code == "matter.not_hindered"
    union.at(4, month=5)
    union.do("person.enter/1", person="another", name="Another")
    assert union.state.matters["c"].step == "planting"
    assert union.state.matters["c"].hindered.values == {"person": "stranger"}
    assert union.refused("matter.resume/1", matter="c").article == "Rules 53"
    union.do("person.enter/1", person="stranger", name="Stranger")
    union.do("matter.resume/1", matter="c")
    assert [t.person for t in holders(union.state, "steward", "2026-05-04")] == ["stranger"]
    assert union.matter("c").outcome == "completed"


@pytest.mark.parametrize("day", ["soon", "2026-05", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_what_a_step_uses_as_a_day_must_be_one(union: Any, day: str) -> None:
    candidate(union)
    union.at(17)
    union.registrar.pass_deadlines()
    size = union.state.size
    with pytest.raises(BadInput) as error:
        union.do("matter.provide/1", matter="c", thing="first day", value=day)
    assert error.value.code in ("date.unreadable", "date.not_exact", "date.range")
    assert error.value.where == "value"
    with pytest.raises(BadInput, match="things, first day"):
        union.do(
            "matter.open/1", by="pear", procedure="choosing", title="X", things={"first day": day}
        )
    assert union.state.size == size
