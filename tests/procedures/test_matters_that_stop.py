"""A matter that stops is named, and has a way out; deadlines bind whenever they are recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.body.decide import decide
from comity.body.effects import MatterHindered, QuestionClosed
from comity.body.matters import expected_by
from comity.body.occasion import instant, law_on, occasion
from comity.body.stopped import stops
from comity.charter.law import NotInForce
from comity.errors import BadInput, Refused

HALF = "  - {rule: half, cites: Art 1, adopted when: {in favour: more than 1/2 of voting}}\n"
TACIT = "  - {rule: tacit, cites: Art 2, fails when: {objections: at least 1}}\n"
EFFECT = "{step: e, takes effect: {issues: decision}}"
OFFICE = "offices: [{office: sg, title: S, term: 2 years, powers: [all]}]"
ROTA = (
    "rotas: [{rota: ch, title: C, of: members, order: {alphabet: en}, from: 2026-01-01,"
    " passes: {every: calendar year}}]"
)
OBSERVER = "statuses: [{status: observer, title: O, rights: [attend]}]"
ORGANS = "{organ: office, title: Office, powers: [all]}, {organ: floor, title: F, seats: {one for each: member}}"
COUNCIL = ", {organ: council, title: C, seats: {one for each: member}, powers: [all]}"
AT_SESSION = "{step: v, question: q, put to: floor, rule: half, at: session, put by: office, if not adopted: end}"
VOTE = "{step: v, question: q, put to: each member, rule: half, closes: {after: 3 days}, if not adopted: end}"


def charter(steps: str, more: str = "", council: bool = False) -> str:
    return f"""comity: 1
body: league
title: League
members: [{{member: A}}, {{member: B}}, {{member: C}}]
organs: [{ORGANS}{COUNCIL if council else ""}]
{more}
rules:
{HALF}{TACIT}procedures:
  - procedure: am
    opened by: any member
    steps:
      - {{step: t, asks for: newtext, from: any member}}
      - {{step: e, takes effect: {{amends charter: yes, with: newtext}}}}
  - procedure: leave
    opened by: any member
    steps: [{{step: w, asks for: who, from: any member}}, {{step: e, takes effect: {{ends status: member, of: who}}}}]
  - {{procedure: p, opened by: any member, steps: [{steps}]}}
"""


BARE = charter(VOTE)
Founding = Callable[..., Any]


@pytest.fixture
def body(orchard: Founding) -> Any:
    """Founds a body under a charter. Its record is audited when the test is done."""
    founded: list[Any] = []

    def found(text: str) -> Any:
        founded.append(orchard(text, body="league", organ="office", members=("A", "B", "C")))
        return founded[-1]

    yield found
    for one in founded:
        assert one.findings() == []


def days(body: Any, number: int) -> None:
    body.now += timedelta(days=number)


def tick(body: Any) -> None:
    """Something is recorded, and before it the deadlines that have passed."""
    person = f"z{body.state.size}"
    body.do("person.enter/1", person=person, name="Z")


def opened(body: Any, by: str = "a", matter: str = "m", procedure: str = "p") -> Any:
    body.do("matter.open/1", by=by, matter=matter, procedure=procedure, title="T")
    return body.matter(matter)


def amended(body: Any, text: str = BARE) -> None:
    opened(body, matter="am", procedure="am")
    body.do("matter.provide/1", by="a", matter="am", thing="newtext", value=text)


def leaves(body: Any, member: str) -> None:
    opened(body, matter="out", procedure="leave")
    body.do("matter.provide/1", by="a", matter="out", thing="who", value=member)


def stop(body: Any, matter: str = "m") -> str:
    """The code of what stops the matter today, as the desk, the doctor and ``comity show`` name it."""
    found = stops(occasion(body.state, instant(body.now), body.state.size), body.matter(matter))
    return found.code if found is not None else ""


def sitting(body: Any, session: str, organ: str = "floor") -> None:
    today = f"{body.now:%Y-%m-%d}"
    body.do("session.convene/1", organ=organ, on=today, session=session)
    body.do("session.open/1", session=session, present=["A", "B", "C"])


# --- a session that closes before its question ------------------------------------------------------------------------


@pytest.fixture
def undecided(body: Any) -> Any:
    """A question is put at a session and is open."""
    found = body(charter(AT_SESSION))
    opened(found)
    sitting(found, "s1")
    found.do("question.put/1", matter="m", session="s1")
    return found


def attest_close(body: Any, session: str) -> None:
    body.do("source.file/1", source="d", title="Minutes", sha256="0" * 64)
    fact = {"kind": "session.closed/1", "session": session, "on": f"{body.now:%Y-%m-%d}"}
    body.do("attest/1", facts=[fact], cites=[{"source": "d"}])


@pytest.mark.parametrize("door", ["act", "fact"])
def test_a_session_that_closes_leaves_its_open_questions_without_a_ruling(
    undecided: Any, door: str
) -> None:
    if door == "act":
        undecided.do("session.close/1", session="s1")
    else:
        attest_close(undecided, "s1")
    assert undecided.question("m").outcome == "stalled"
    assert undecided.matter("m").hindered.code == stop(undecided) == "question.session_closed"


@pytest.mark.parametrize("way", ["put", "resume", "withdraw"])
def test_what_a_closed_session_left_is_put_again_resumed_or_withdrawn(
    undecided: Any, way: str
) -> None:
    undecided.do("session.close/1", session="s1")
    if way == "withdraw":
        undecided.do("matter.withdraw/1", by="a", matter="m")
        assert undecided.matter("m").outcome == "withdrawn"
        return
    sitting(undecided, "s2")
    if way == "put":
        undecided.do("question.put/1", matter="m", session="s2")
    else:
        undecided.do("matter.resume/1", matter="m")
    assert stop(undecided) == ""
    undecided.say("m", "in favour", "A", "B")
    undecided.do("question.close/1", question=undecided.question("m").question)
    assert undecided.matter("m").outcome == "completed"


def closed_as_before(monkeypatch: pytest.MonkeyPatch, body: Any) -> None:
    """The session closes as a register of an earlier version has it: nothing follows for the question."""
    with monkeypatch.context() as patch:
        patch.setattr("comity.body.sessions.closed_with", lambda *_args: [])
        body.do("session.close/1", session="s1")
    assert not body.question("m").closed


@pytest.mark.parametrize("way", ["put", "resume", "close", "withdraw"])
def test_a_register_in_which_a_session_closed_before_that_was_noted_has_the_same_ways_out(
    orchard: Founding, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    body = orchard(charter(AT_SESSION), body="league", organ="office", members=("A", "B", "C"))
    opened(body)
    sitting(body, "s1")
    body.do("question.put/1", matter="m", session="s1")
    closed_as_before(monkeypatch, body)
    assert stop(body) == "question.session_closed"
    question = body.question("m").question
    if way == "put":
        sitting(body, "s2")
        body.do("question.put/1", matter="m", session="s2")
        assert [one.outcome for one in body.matter("m").questions] == ["stalled", ""]
    elif way == "withdraw":
        body.do("matter.withdraw/1", by="a", matter="m")
        assert body.matter("m").outcome == "withdrawn"
    else:
        fields = {"matter": "m"} if way == "resume" else {"question": question}
        body.do("matter.resume/1" if way == "resume" else "question.close/1", **fields)
        assert body.matter("m").hindered.code == "question.session_closed"


def test_a_question_that_runs_to_a_deadline_outlives_the_session_in_which_it_was_put(
    body: Any,
) -> None:
    found = body(charter(VOTE.replace("put to:", "put by: office, put to:")))
    opened(found)
    sitting(found, "s1")
    found.do("question.put/1", matter="m", session="s1")
    found.do("session.close/1", session="s1")
    assert not found.question("m").closed
    assert stop(found) == ""


# --- who can act no more ----------------------------------------------------------------------------------------------


ASKS = "{step: s, asks for: report, from: %s}, " + EFFECT
PUTS = (
    "{step: v, question: q, put by: %s, put to: each member, rule: half, closes: {after: 3 days}}, "
    + EFFECT
)
SLOT = (
    "offices: [{office: sg, title: S, filled by: p, slots: {length: 1 years, from: 2026-01-01,"
    " rota: {of: members, order: {alphabet: en}, starting with: A}}}]"
)


@pytest.mark.parametrize("step", [ASKS, PUTS])
@pytest.mark.parametrize(
    ("role", "more", "code"),
    [
        ("the proposer", "", "role.cannot_act"),
        ("council", "", "organ.not_in_force"),
        ("sg", OFFICE, "office.not_in_force"),
        ("ch", ROTA, "rota.not_in_force"),
        ("the member whose slot it is", SLOT, "role.nobody"),
        ("any observer", OBSERVER, "role.nobody"),
        ("{any of: [the proposer, council]}", "", "role.cannot_act"),
    ],
)
def test_a_step_that_waits_for_somebody_who_can_act_no_more_is_named_and_withdrawn(
    body: Any, step: str, role: str, more: str, code: str
) -> None:
    found = body(charter(step % role, more, council=True))
    opened(found, by="c")
    amended(found)
    leaves(found, "C")
    assert stop(found) == code
    refusal = found.refused("matter.withdraw/1", by="a", matter="m")
    assert (refusal.code, "office" in str(refusal.advice)) == ("matter.not_yours", True)
    found.do("matter.withdraw/1", matter="m")
    assert found.matter("m").outcome == "withdrawn"


def test_a_step_of_an_office_that_nobody_holds_is_named_until_somebody_holds_it(body: Any) -> None:
    found = body(charter(ASKS % "sg", OFFICE))
    opened(found)
    assert stop(found) == "role.nobody"
    with pytest.raises(Refused) as refusal:
        found.do("matter.resume/1", matter="m")
    assert refusal.value.code == "role.nobody"
    found.do("source.file/1", source="d", title="Letter", sha256="0" * 64)
    fact = {
        "kind": "tenure.began/1",
        "tenure": "t1",
        "office": "sg",
        "person": "b",
        "since": "2026-03-01",
    }
    found.do("attest/1", facts=[fact], cites=[{"source": "d"}])
    assert stop(found) == ""


def test_the_record_keeper_withdraws_nothing_while_the_opener_can_act(body: Any) -> None:
    found = body(charter(ASKS % "the proposer"))
    opened(found)
    assert stop(found) == ""
    assert found.refused("matter.withdraw/1", matter="m").code == "matter.not_yours"


def test_a_step_that_waits_for_a_day_that_nobody_gave_stops_with_its_name(body: Any) -> None:
    vote = VOTE.replace("if not adopted: end", "if not adopted: w")
    asks = "{step: a, asks for: vesting, from: any member}"
    found = body(charter(f"{vote}, {asks}, {{step: w, waits for: {{date: vesting}}}}, {EFFECT}"))
    opened(found)
    days(found, 5)
    tick(found)
    assert found.question("m").outcome == "rejected"
    assert (stop(found), found.matter("m").hindered.values) == (
        "thing.missing",
        {"thing": "vesting"},
    )


# --- what an amendment takes away -------------------------------------------------------------------------------------


def test_the_vote_that_carries_is_adopted_though_its_effect_names_a_status_that_is_no_more(
    body: Any,
) -> None:
    grants = (
        "{step: s, asks for: who, from: any member}, "
        + VOTE
        + ", {step: e, takes effect: {grants: observer, to: who}}"
    )
    found = body(charter(grants, OBSERVER))
    opened(found)
    found.do("matter.provide/1", by="a", matter="m", thing="who", value="B")
    amended(found)
    found.say("m", "in favour", "A", "B", "C")
    days(found, 5)
    tick(found)
    assert found.question("m").outcome == "adopted"
    assert found.matter("m").hindered.code == "status.not_in_force"
    assert found.matter("m").hindered.values == {"name": "observer"}
    with pytest.raises(NotInForce) as missing:
        found.do("matter.resume/1", matter="m")
    assert "observer" in str(missing.value)


def test_an_error_that_nobody_foresaw_takes_no_ruling_away(
    body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = body(charter(VOTE + ", " + EFFECT))
    opened(found)
    found.say("m", "in favour", "A", "B", "C")
    days(found, 5)

    def broken(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("comity.body.questions.go_on_if_it_can", broken)
        due = found.state.due[found.question("m").question]
        act = {
            "kind": "clock/1",
            "what": due.question,
            "deadline": due.instant,
            "held": due.instant,
        }
        effects = decide(found.state, _act(act), instant(found.now), found.state.size)
    outcomes = [one.outcome for one in effects if isinstance(one, QuestionClosed)]
    assert outcomes == ["adopted"]
    assert any(isinstance(one, MatterHindered) for one in effects)


def _act(value: dict[str, Any]) -> Any:
    import msgspec

    from comity.body.acts import AnyAct

    return msgspec.convert(value, AnyAct)


@pytest.mark.parametrize(
    ("role", "more", "code"),
    [
        ("sg", OFFICE, "office.not_in_force"),
        ("ch", ROTA, "rota.not_in_force"),
        ("council", "", "organ.not_in_force"),
    ],
)
def test_a_question_to_somebody_whom_an_amendment_took_away_is_not_put(
    body: Any, role: str, more: str, code: str
) -> None:
    vote = VOTE.replace("each member", role)
    found = body(
        charter(
            "{step: w, waits for: {period: 5 days}}, " + vote + ", " + EFFECT, more, council=True
        )
    )
    opened(found)
    amended(found)
    days(found, 8)
    tick(found)
    assert (found.matter("m").questions, found.matter("m").hindered.code) == ([], code)
    with pytest.raises(BadInput) as refusal:
        found.do("matter.resume/1", matter="m")
    assert refusal.value.code == code
    found.do("matter.withdraw/1", by="a", matter="m")


def test_a_question_whose_only_addressee_was_taken_away_rejects_nothing(body: Any) -> None:
    found = body(charter(VOTE.replace("each member", "sg") + ", " + EFFECT, OFFICE))
    opened(found)
    amended(found)
    days(found, 8)
    tick(found)
    assert found.question("m").outcome == "stalled"
    assert found.matter("m").hindered.code == "office.not_in_force"


def test_a_grant_does_not_stop_for_a_silence_of_another_matter_that_asks_nobody_any_more(
    body: Any,
) -> None:
    silence = VOTE.replace("each member", "council").replace("half", "tacit")
    silence = silence.replace(
        "{step: v,", "{step: v, silence means: consent, silence: {new member: counted},"
    )
    grants = """
  - procedure: in
    opened by: any member
    steps: [{step: w, asks for: who, from: any member}, {step: e, takes effect: {grants: member, to: who}}]
"""
    found = body(charter(silence + ", " + EFFECT, council=True).rstrip() + grants)
    opened(found)
    amended(found, BARE.rstrip() + grants)
    opened(found, matter="in", procedure="in")
    found.do("matter.provide/1", by="a", matter="in", thing="who", value="D")
    assert found.matter("in").outcome == "completed"


def test_a_matter_goes_on_from_its_step_though_the_procedure_of_the_day_has_it_no_more(
    body: Any,
) -> None:
    asks = "{step: s, asks for: report, from: any member}"
    dated = f"[{asks}, {EFFECT}]\n".replace("steps", "")
    text = charter("STEPS").replace(
        "  - {procedure: p, opened by: any member, steps: [STEPS]}\n",
        "  - procedure: p\n    versions:\n"
        f"      - {{from: 2026-01-01, opened by: any member, steps: {dated.strip()}}}\n"
        f"      - {{from: 2026-03-05, opened by: any member, steps: [{EFFECT}]}}\n",
    )
    found = body(text)
    opened(found)
    days(found, 5)
    found.do("matter.provide/1", by="a", matter="m", thing="report", value="x")
    assert found.matter("m").outcome == "completed"


def test_a_reservation_of_a_type_that_was_taken_away_travels_to_no_later_question(
    body: Any,
) -> None:
    first = VOTE.replace("if not adopted: end", "if not adopted: u")
    second = VOTE.replace("step: v", "step: u")
    types = "reservations: [{type: held, blocks: yes, at deadline: travels}]"
    found = body(charter(f"{first}, {second}, {EFFECT}", types))
    opened(found)
    found.say("m", "in favour", "A", reservation="held")
    found.say("m", "against", "B", "C")
    amended(found)
    days(found, 5)
    tick(found)
    found.say("m", "in favour", "B", "C")
    days(found, 8)
    tick(found)
    assert found.matter("m").outcome == "completed"


def test_a_question_to_an_organ_that_was_taken_away_waits_for_no_session_of_it(body: Any) -> None:
    found = body(charter(AT_SESSION.replace("floor", "council") + ", " + EFFECT, council=True))
    opened(found)
    found.do("question.put/1", matter="m")
    amended(found)
    assert stop(found) == "organ.not_in_force"
    found.do("matter.withdraw/1", by="a", matter="m")
    assert found.matter("m").outcome == "withdrawn"


# --- when a question closes, and from when a period runs --------------------------------------------------------------


def closing(rule: str, closes: str) -> str:
    return (
        f"{{step: v, question: q, put to: each member, rule: {rule}{closes}, if not adopted: end}}, "
        + EFFECT
    )


@pytest.mark.parametrize(
    ("rule", "closes"),
    [
        ("tacit", ", closes: {when: all have answered}"),
        ("half", ", closes: {when: all have answered}"),
        ("tacit", ""),
    ],
)
def test_nobody_closes_a_question_without_a_deadline_before_all_have_answered(
    body: Any, rule: str, closes: str
) -> None:
    found = body(charter(closing(rule, closes)))
    opened(found)
    question = found.question("m").question
    refusal = found.refused("question.close/1", question=question)
    assert refusal.code == "question.running"
    assert "A, B, C" in str(refusal.advice)


def test_who_can_answer_no_more_keeps_no_question_open_and_it_is_named(body: Any) -> None:
    found = body(charter(closing("half", ", closes: {when: all have answered}")))
    opened(found)
    found.say("m", "in favour", "A", "B")
    assert stop(found) == ""
    leaves(found, "C")
    assert stop(found) == "question.to_be_closed"
    found.do("question.close/1", question=found.question("m").question)
    assert found.matter("m").outcome == "completed"


@pytest.mark.parametrize("act", ["question.close/1", "matter.resume/1"])
def test_a_question_closes_and_moves_nothing_where_the_matter_has_left_its_step(
    body: Any, act: str
) -> None:
    """A source reports that the matter is in a later step, and not what became of the question."""
    later = "{step: w, asks for: report, from: any member}, " + EFFECT
    asked = closing("half", ", closes: {when: all have answered}").replace(EFFECT, later)
    found = body(charter(asked))
    opened(found)
    found.say("m", "in favour", "A", "B")
    found.do("source.file/1", source="d", title="Minutes", sha256="0" * 64)
    fact = {"kind": "step.entered/1", "matter": "m", "step": "w", "on": f"{found.now:%Y-%m-%d}"}
    found.do("attest/1", facts=[fact], cites=[{"source": "d"}])
    leaves(found, "C")
    assert stop(found) == "question.to_be_closed"
    question = found.question("m").question
    about = {"question": question} if act == "question.close/1" else {"matter": "m"}
    found.do(act, **about)
    assert (found.matter("m").questions[0].outcome, found.matter("m").step) == ("adopted", "w")
    found.do("matter.provide/1", by="a", matter="m", thing="report", value="R")
    assert found.matter("m").outcome == "completed"


@pytest.mark.parametrize("idle", [4, 30])
def test_a_period_runs_from_the_day_on_which_its_step_was_entered(body: Any, idle: int) -> None:
    found = body(charter(VOTE + ", {step: w, waits for: {period: 5 days}}, " + EFFECT))
    opened(found)
    found.say("m", "in favour", "A", "B", "C")
    days(found, idle)
    tick(found)
    days(found, 30)
    tick(found)
    entered = [(one.step, one.on, one.deadline) for one in found.matter("m").path]
    assert entered == [
        ("v", "2026-03-02", ""),
        ("w", "2026-03-05", "2026-03-11T00:00:00.000Z"),
        ("e", "2026-03-11", ""),
    ]
    assert [one.dated for one in found.matter("m").decisions] == ["2026-03-11"]


def test_what_a_step_asks_for_is_expected_from_the_day_on_which_it_was_entered(body: Any) -> None:
    asks = "{step: s, asks for: report, from: any member, within: 3 days}"
    found = body(charter(f"{VOTE}, {asks}, {EFFECT}"))
    opened(found)
    found.say("m", "in favour", "A", "B", "C")
    days(found, 28)
    tick(found)
    entered = found.matter("m").path[-1]
    entry = found.registrar.entry(entered.entry)
    law = law_on(found.state, "2026-03-30")
    step = law.procedures["p"].at("s")
    assert entered.on == "2026-03-05"
    assert expected_by(entered, entry, step.asks, law.charter.seat) == "2026-03-10T00:00:00.000Z"


def test_what_was_put_when_time_passed_runs_from_when_it_is_recorded(body: Any) -> None:
    second = VOTE.replace("step: v", "step: u")
    found = body(charter(VOTE + ", " + second + ", " + EFFECT))
    opened(found)
    found.say("m", "in favour", "A", "B", "C")
    days(found, 28)  # Monday, 30 March
    tick(found)
    assert found.question("m").deadline == "2026-04-03T00:00:00.000Z"


# --- a question is extended from the deadline that it has -------------------------------------------------------------


@pytest.mark.parametrize(
    "steps", [closing("half", ", closes: {when: all have answered}"), AT_SESSION]
)
def test_what_has_no_deadline_is_extended_to_no_day(body: Any, steps: str) -> None:
    found = body(charter(steps))
    opened(found)
    if steps is AT_SESSION:
        found.do("question.put/1", matter="m")
    question = found.question("m").question
    for day in ("2026-03-01T00:00", "2026-03-30T00:00"):
        refusal = found.refused("question.extend/1", question=question, deadline=day)
        assert refusal.code == "question.no_deadline_runs"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ({"kind": "question.put/1", "matter": "m"}, "step.wrong"),
        ({"kind": "text.submit/1", "matter": "m", "paragraphs": []}, "text.paragraphs"),
        ({"kind": "question.close/1", "question": "m.q1"}, "question.running"),
        ({"kind": "question.extend/1", "question": "m.q1", "deadline": "2020-01-01T00:00"}, "question.not_later"),
        ({"kind": "matter.resume/1", "matter": "m"}, "matter.not_hindered"),
        ({"kind": "matter.withdraw/1", "matter": "m", "by": "a"}, "step.wrong"),
    ],
)  # fmt: skip
def test_the_provision_of_a_step_that_cites_none_is_that_of_its_procedure(
    body: Any, act: dict[str, Any], code: str
) -> None:
    text = charter(VOTE + ", " + EFFECT).replace("procedure: p, ", "procedure: p, cites: Art 9, ")
    found = body(text)
    opened(found)
    fields = {**act}
    kind = fields.pop("kind")
    if "question" in fields:
        fields["question"] = found.question("m").question
    refusal = found.refused(kind, **fields)
    assert (refusal.code, refusal.article) == (code, "Art 9")


# --- what an amendment mends ------------------------------------------------------------------------------------------

NOBODYS = (
    "rotas: [{rota: ch, title: C, of: some, order: {alphabet: en}, starting with: A, passes: {by: decision}}]\n"
    "groups: {some: {versions: [{from: 2026-01-01, members: [A]}, {from: 2026-03-03, members: [%s]}]}}"
)


def test_a_turn_that_nobody_had_passes_once_the_rota_is_amended(body: Any) -> None:
    passes = "{step: s, asks for: note, from: any member}, {step: e, takes effect: {passes: ch}}"
    found = body(charter(passes, NOBODYS % ""))
    opened(found, by="b")
    days(found, 1)
    refusal = found.refused("matter.provide/1", by="b", matter="m", thing="note", value="x")
    assert (refusal.code, "mend the rota" in str(refusal.advice)) == ("turn.nobody", True)
    opened(found, by="b", matter="am", procedure="am")
    text = charter(passes, NOBODYS % "A, B, C")
    found.do("matter.provide/1", by="b", matter="am", thing="newtext", value=text)
    found.do("matter.provide/1", by="b", matter="m", thing="note", value="x")
    assert found.matter("m").outcome == "completed"


def test_a_step_of_a_vacant_office_is_not_mended_by_another_procedure_and_the_matter_is_withdrawn(
    body: Any,
) -> None:
    """A matter keeps the procedure under which it was opened: the advice is what works."""
    found = body(charter(ASKS % "sg", OFFICE))
    opened(found)
    amended(found, charter(ASKS % "any member", OFFICE))
    assert stop(found) == "role.nobody"
    refusal = found.refused("matter.resume/1", matter="m")
    assert "withdraw the matter" in str(refusal.advice)
    assert "amend the procedure" not in str(refusal.advice)
    found.do("matter.withdraw/1", by="a", matter="m")
    assert found.matter("m").outcome == "withdrawn"
