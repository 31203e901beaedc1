"""Organs, rotas and offices: what each clause about them changes in a body of four members."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from comity.body.effects import TenureBegan, TurnPassed
from comity.body.occasion import law_on, occasion
from comity.body.room import sees_papers
from comity.body.turns import holder_of_turn, holders
from comity.charter.model import POWERS, Skip
from comity.charter.order import ALPHABETS

CHARTER = """comity: 1
body: r
title: {en: Institutions}
credentials: {cites: Rules 3}
statuses: [{status: guest, rights: [attend]}]
members:
MEMBERS
groups: {pair: [A, C]}
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: hall, title: Hall, powers: [convene]}
  - {organ: floor, title: Floor, cites: Statute 5ORGAN}
rotas:
  - {rota: turn, cites: Statute 6ROTA}
offices:
  - {office: registrar, cites: Statute 7OFFICE}
rules:
  - {rule: half, adopted when: {in favour: more than 1/2 of voting}}
  - {rule: everybody, adopted when: {in favour: all}}
procedures:
  - procedure: asking
    opened by: any member
    steps:
      - {step: v, question: decide, put to: floor, put by: office, RULE, closes: {when: all have answered}, cites: Rules 1}
  - procedure: sitting
    opened by: any member
    steps: [{step: v, question: decide, put to: floor, put by: office, at: session, rule: half}]
  - procedure: sealing
    opened by: any member
    steps:
      - {step: v, question: seal, put to: {any of: [floor, registrar, office]}, put by: office, form: signature, rule: half}
  - procedure: turning
    opened by: any member
    steps: [{step: e, takes effect: {passes: turn}}]
  - procedure: naming
    opened by: any member
    steps:
      - {step: name, asks for: successor, from: any member}
      - {step: e, takes effect: {passes: turn, to: successor}}
  - procedure: choosing
    opened by: any member
    steps:
      - {step: name, asks for: candidate, from: any member}
CHOSEN
  - procedure: nominating
    opened by: any member
    steps:
      - {step: name, asks for: candidate, from: the member whose slot it is, cites: Rules 2}
NOMINATED
  - procedure: consulting
    opened by: any member
    steps: [{step: v, question: whom, put to: the member whose slot it is, put by: office, rule: half}]
"""
MEMBERS = "".join(f"  - {{member: {one}, name: {one}}}\n" for one in "ABCD")
ORGAN: Mapping[str, str] = {"seats": "{one for each: member}"}
ROTA: Mapping[str, str] = {
    "of": "members", "order": "[A, B, C, D]", "starting with": "A", "from": "2026-01-01", "passes": "{by: decision}",
}  # fmt: skip
SLOTS: Mapping[str, str] = {"length": "2 years", "from": "2026-01-01"}
SLOT_ROTA: Mapping[str, str] = {"of": "members", "order": "[A, B, C, D]", "starting with": "A"}
Keys = Mapping[str, str]
NONE: Keys = {}


FILLS = "      - {step: e, takes effect: {fills: registrar, with: candidate}}\n"


def said(keys: Keys) -> str:
    """The keys as the notation has them beside a name; one without a value is left out."""
    return "".join(f", {key}: {value}" for key, value in keys.items() if value)


def slots(slots: Keys = NONE, rota: Keys = NONE) -> Keys:
    """An office with slots of two years, from 2026 on, in the order of A, B, C and D."""
    of = "{" + said({**SLOT_ROTA, **rota})[2:] + "}"
    return {
        "slots": "{" + said({**SLOTS, **slots})[2:] + f", rota: {of}}}",
        "filled by": "nominating",
    }


def charter(
    organ: Keys = NONE,
    rota: Keys = NONE,
    office: Keys = NONE,
    members: str = MEMBERS,
    rule: str = "rule: half",
) -> str:
    """The charter in which the organ, the rota and the office have these keys in place of, or beside, their own."""
    return (
        CHARTER.replace("MEMBERS\n", members)
        .replace("ORGAN", said({**ORGAN, **organ}))
        .replace("ROTA", said({**ROTA, **rota}))
        .replace("OFFICE", said(office))
        .replace("RULE", rule)
        .replace("CHOSEN\n", FILLS if office.get("filled by", "choosing") == "choosing" else "")
        .replace(
            "NOMINATED\n", FILLS if office.get("filled by", "nominating") == "nominating" else ""
        )
    )


@pytest.fixture
def under(orchard: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A body under the charter with those clauses, on 2 March 2026. Its record is audited when the test is done."""
    bodies = []

    def founded(text: str = "", **clauses: Any) -> Any:
        body = orchard(text or charter(**clauses), body="r", organ="office", members="ABCD")
        bodies.append(body)
        return body

    yield founded
    assert [finding for body in bodies for finding in body.findings()] == []


def matter(body: Any, procedure: str, by: str = "a", **fields: Any) -> str:
    name = f"m{body.state.size}"
    body.do("matter.open/1", by=by, matter=name, procedure=procedure, title="T", **fields)
    return name


def asked(body: Any, procedure: str = "asking", **fields: Any) -> Any:
    """The question of the procedure, put by the office."""
    name = matter(body, procedure)
    body.do("question.put/1", matter=name, **fields)
    return body.question(name)


def session(
    body: Any, organ: str = "floor", present: str = "ABCD", regular: bool = False, **convened: Any
) -> str:
    """An open session of the organ, called by the office."""
    name = f"s{body.state.size}"
    day = body.now.date().isoformat()
    body.do("session.convene/1", session=name, organ=organ, on=day, regular=regular, **convened)
    body.do("session.open/1", session=name, present=list(present))
    return name


def year(body: Any, number: int, month: int = 1, day: int = 1) -> None:
    body.now = datetime(number, month, day, 12, tzinfo=UTC)


# --- organs -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("organs", "seats: one for each")
@pytest.mark.parametrize(
    ("seats", "population"),
    [
        ("", ["floor"]),
        ("{one for each: member}", ["A", "B", "C", "D"]),
        ("{one for each: guest}", ["E"]),
        ("{one for each: pair}", ["A", "C"]),
    ],
)
def test_an_organ_is_asked_by_its_seats(under: Any, seats: str, population: list[str]) -> None:
    guest = "  - {member: E, name: E, status: [{is: guest}]}\n"
    assert asked(under(organ={"seats": seats}, members=MEMBERS + guest)).population == population


@pytest.mark.clause("organs", "seats: held by")
@pytest.mark.parametrize(("held", "delegate_answers"), [("", True), (", held by: envoy", False)])
def test_nobody_but_the_holder_of_a_seat_answers_for_a_member(
    under: Any, held: str, delegate_answers: bool
) -> None:
    """The four are represented by first growers, and A by an envoy besides."""
    body = under(organ={"seats": f"{{one for each: member{held}}}"})
    body.do("person.enter/1", person="e", name="Envoy")
    body.do("credential.issue/1", person="e", party="A", powers=["decide"], **{"as": "envoy"})
    question = asked(body)
    answer = {"question": question.question, "for_": "A"}
    if delegate_answers:
        body.do("position.state/1", by="a", choice="against", **answer)
    else:
        refusal = body.refused("position.state/1", by="a", choice="against", **answer)
        assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 1")
    body.do("position.state/1", by="e", choice="in favour", **answer)
    assert body.question(question.matter).choices == {"A": "in favour"}


@pytest.mark.clause("organs", "decides by")
@pytest.mark.parametrize(("rule", "outcome"), [("half", "adopted"), ("everybody", "rejected")])
def test_an_organ_decides_by_its_rule_where_the_step_names_none(
    under: Any, rule: str, outcome: str
) -> None:
    body = under(organ={"decides by": rule}, rule="confidential: no")
    question = asked(body)
    body.say(question.matter, "in favour", "A", "B", "C")
    body.say(question.matter, "against", "D")
    assert body.question(question.matter).outcome == outcome


@pytest.mark.clause("organs", "chaired by")
def test_whoever_chairs_an_organ_steers_its_sessions(under: Any) -> None:
    call = {"by": "a", "for_": "turn", "organ": "floor", "on": "2026-03-02"}
    refusal = under().refused("session.convene/1", **call)
    assert (refusal.code, refusal.article) == ("session.not_yours", "Statute 5")
    body = under(organ={"chaired by": "turn"})
    body.do("session.convene/1", **call)
    assert [one.organ for one in body.state.sessions.values()] == ["floor"]
    assert body.refused("session.convene/1", **{**call, "by": "b"}).code == "credential.none"


@pytest.mark.clause("organs", "headed by")
def test_whoever_heads_an_organ_steers_its_sessions(under: Any) -> None:
    """An office that does not head it calls none, since it does not keep the record either."""
    call = {"by": "b", "for_": "registrar", "organ": "floor", "on": "2026-03-02"}
    office = {"powers": "[convene]"}
    headed, not_headed = (
        under(organ={"headed by": "registrar"}, office=office),
        under(office=office),
    )
    elect(headed, "b")
    elect(not_headed, "b")
    headed.do("session.convene/1", **call)
    assert [one.organ for one in headed.state.sessions.values()] == ["floor"]
    refusal = not_headed.refused("session.convene/1", **call)
    assert (refusal.code, refusal.article) == ("session.not_yours", "Statute 5")


@pytest.mark.clause("organs", "quorum")
@pytest.mark.parametrize(
    ("quorum", "enough", "outcome"),
    [("", True, "adopted"), ("{present: at least 2}", True, "adopted"), ("{present: at least 3}", False, "no quorum")],
)  # fmt: skip
def test_an_organ_decides_nothing_without_its_quorum(
    under: Any, quorum: str, enough: bool, outcome: str
) -> None:
    """Two of four are in the room, and both in favour."""
    body = under(organ={"quorum": quorum})
    sitting = session(body, present="AB")
    question = asked(body, "sitting", session=sitting)
    body.say(question.matter, "in favour", "A", "B")
    body.do("question.close/1", question=question.question)
    assert body.state.sessions[sitting].quorum is enough
    closed = body.question(question.matter)
    assert closed.outcome == outcome
    assert outcome == "adopted" or closed.article == "Statute 5"


@pytest.mark.clause("organs", "formats: admits")
def test_a_session_admits_whom_its_format_admits(under: Any) -> None:
    for admits in ("", ", admits: [the pair]"):
        body = under(organ={"formats": f"[{{format: closed, cites: Statute 5(2){admits}}}]"})
        body.do("session.convene/1", session="s", organ="floor", on="2026-03-02", format="closed")
        if admits:
            refusal = body.refused("session.open/1", session="s", present=["A", "B"])
            assert (refusal.code, refusal.article) == ("session.not_admitted", "Statute 5(2)")
            body.do("session.open/1", session="s", present=["A", "C"])
            assert body.state.sessions["s"].present == ["A", "C"]
        else:
            body.do("session.open/1", session="s", present=["A", "B"])
            assert body.state.sessions["s"].present == ["A", "B"]


@pytest.mark.clause("organs", "formats: papers to")
@pytest.mark.parametrize(("papers", "readers"), [("", "ABCD"), (", papers to: [the pair]", "AC")])
def test_the_papers_go_to_whom_the_format_names(under: Any, papers: str, readers: str) -> None:
    """All four are in the room on both sides."""
    body = under(organ={"formats": f"[{{format: open{papers}}}]"})
    sitting = session(body, format="open")
    on = occasion(body.state, "2026-03-02T09:00:00.000Z", body.state.size)
    assert "".join(one for one in "ABCD" if sees_papers(on, sitting, one)) == readers


@pytest.mark.parametrize("phrase", ["the office", "registrar"])
def test_the_papers_go_to_the_organ_or_office_that_the_format_names_and_to_no_other(
    under: Any, phrase: str
) -> None:
    body = under(organ={"formats": f"[{{format: open, papers to: [{phrase}]}}]"})
    sitting = session(body, format="open")
    on = occasion(body.state, "2026-03-02T09:00:00.000Z", body.state.size)
    name = phrase.removeprefix("the ")
    assert [
        one for one in ("hall", "office", "registrar", "zoo") if sees_papers(on, sitting, one)
    ] == [name]


# --- powers -----------------------------------------------------------------------------------------------------------

ACTS: Mapping[str, Mapping[str, Any]] = {
    "speak": {"kind": "speech.make/1", "gist": "Peace."},
    "propose": {"kind": "meeting.propose/1", "nature": "visit", "parties": ["A"], "on": "2026-05"},
    "decide": {"kind": "instruction.give/1", "to": "A", "what": "Report."},
    "sign": {"kind": "position.state/1", "choice": "in favour"},
    "record": {"kind": "person.enter/1", "name": "A clerk"},
    "convene": {"kind": "session.convene/1", "organ": "floor", "on": "2026-03-03"},
    "chair": {"kind": "priority.set/1", "contour": "internal", "aim": "Order."},
}
"""An act that takes each power; ``all`` is the power for every one of them."""


def acts(power: str) -> list[Mapping[str, Any]]:
    return [*ACTS.values()] if power == "all" else [ACTS[power]]


def but(power: str) -> list[str]:
    """Every power that is not that one, nor has it within."""
    return [] if power == "all" else [one for one in POWERS if one not in (power, "all")]


def done(body: Any, act: Mapping[str, Any], **fields: Any) -> bool:
    """Whether the act is done; where it takes a question, that of the sealing."""
    if act["kind"] == "position.state/1":
        fields["question"] = asked(body, "sealing").question
    size = body.state.size
    body.do(**act, **fields)
    return bool(body.state.size > size)


def refused(body: Any, act: Mapping[str, Any], **fields: Any) -> tuple[str, str]:
    if act["kind"] == "position.state/1":
        fields["question"] = asked(body, "sealing").question
    refusal = body.refused(**act, **fields)
    return refusal.code, refusal.article


@pytest.mark.clause("organs", "powers", "*")
@pytest.mark.parametrize("power", [one for one in POWERS if one != "speak"])
def test_a_credential_carries_the_powers_of_the_organ_and_no_others(under: Any, power: str) -> None:
    """No act of an organ takes the power to chair, which a rota or an office does: only the credential shows it. Every
    credential for an organ may carry the floor."""
    others = but(power)
    for powers in ([power], others):
        body = under(organ={"seats": "", "powers": f"[{', '.join(powers)}]" if powers else ""})
        body.do("person.enter/1", person="p", name="P")
        issue = {"kind": "credential.issue/1", "person": "p", "party": "floor"}
        mine = [
            one for one in acts(power) if one["kind"] not in ("priority.set/1", "speech.make/1")
        ]
        if powers == [power]:
            body.do(**issue, powers=[power])
            assert all(done(body, one, by="p", for_="floor") for one in mine)
            continue
        refusal = body.refused(**issue, powers=[power])
        assert (refusal.code, refusal.article) == ("credential.power", "Statute 5")
        body.do(**issue, powers=others or ["speak"])
        codes = {one["kind"]: refused(body, one, by="p", for_="floor") for one in mine}
        keeper = ("record.not_keeper", "Rules 3")
        narrow = ("credential.narrow", "Rules 3")
        assert codes == {one["kind"]: keeper if one is ACTS["record"] else narrow for one in mine}


@pytest.mark.parametrize("power", [one for one in POWERS if one not in ("chair", "all")])
def test_an_act_is_refused_to_whose_credential_lacks_its_power(under: Any, power: str) -> None:
    """The organ has every power, and the credential all of them but one."""
    body = under(organ={"seats": "", "powers": f"[{', '.join(POWERS)}]"})
    body.do("person.enter/1", person="p", name="P")
    body.do("credential.issue/1", person="p", party="floor", powers=but(power))
    act = ACTS[power]
    assert refused(body, act, by="p", for_="floor") == ("credential.narrow", "Rules 3")
    body.do("credential.issue/1", person="p", party="floor", powers=[power])
    assert done(body, act, by="p", for_="floor")


@pytest.mark.parametrize("power", [one for one in POWERS if one not in ("speak", "all")])
def test_an_organ_with_all_powers_accredits_somebody_with_one_of_them(
    under: Any, power: str
) -> None:
    body = under(organ={"powers": "[all]"})
    body.do("person.enter/1", person="p", name="P")
    body.do("credential.issue/1", person="p", party="floor", powers=[power], credential="c")
    assert body.state.credentials["c"].powers == [power]


@pytest.mark.parametrize("power", ["decide", "sign"])
def test_the_clerk_who_founds_the_body_has_every_power_for_its_organ(
    under: Any, power: str
) -> None:
    """One clerk alone can begin, whatever credentials for the organ may carry."""
    body = under()
    assert done(body, ACTS[power], by="clerk", for_="office")
    body.do("person.enter/1", person="p", name="P")
    issue = {"person": "p", "party": "office", "powers": [power]}
    assert body.refused("credential.issue/1", **issue).code == "credential.power"


@pytest.mark.clause("offices", "powers", "*")
@pytest.mark.parametrize("power", POWERS)
def test_the_holder_of_an_office_has_its_powers_and_no_others(under: Any, power: str) -> None:
    for powers in ([power], but(power)):
        body = under(
            organ={"chaired by": "registrar"},
            office={"powers": f"[{', '.join(powers)}]" if powers else ""},
        )
        elect(body, "b")
        for act in acts(power):
            if powers == [power]:
                assert done(body, act, by="b", for_="registrar")
            elif act is ACTS["record"]:
                assert refused(body, act, by="b", for_="registrar") == (
                    "record.not_keeper",
                    "Rules 3",
                )
            else:
                assert refused(body, act, by="b", for_="registrar") == (
                    "credential.narrow",
                    "Statute 7",
                )


# --- rotas ------------------------------------------------------------------------------------------------------------


def in_turn(body: Any, day: str = "") -> str:
    """Whose turn it is on the day, today unless given; empty where it is nobody's."""
    day = day or body.now.date().isoformat()
    return holder_of_turn(body.state, law_on(body.state, day), "turn", day)


def turned(effects: list[Any]) -> list[str]:
    return [one.to for one in effects if isinstance(one, TurnPassed)]


def decided(body: Any) -> list[str]:
    """To whom the turn passes by a decision."""
    opened = {"matter": f"m{body.state.size}", "procedure": "turning", "title": "T"}
    return turned(body.do("matter.open/1", by="a", **opened))


def sat(body: Any, organ: str = "floor", regular: bool = True) -> list[str]:
    """To whom the turn passes at the close of a session of the organ."""
    return turned(body.do("session.close/1", session=session(body, organ, regular=regular)))


def named(body: Any, to: str) -> TurnPassed:
    """The turn that a decision gives to the party."""
    name = matter(body, "naming")
    effects = body.do("matter.provide/1", by="a", matter=name, thing="successor", value=to)
    (passed,) = (one for one in effects if isinstance(one, TurnPassed))
    return passed


def decided_in_turn(body: Any, number: int) -> list[str]:
    return [to for _ in range(number) for to in decided(body)]


@pytest.mark.clause("rotas", "of")
@pytest.mark.parametrize(
    ("of", "turns"), [("members", ["B", "C", "D", "A"]), ("pair", ["C", "A", "C", "A"])]
)
def test_a_turn_passes_among_those_whom_the_rota_is_of(
    under: Any, of: str, turns: list[str]
) -> None:
    assert decided_in_turn(under(rota={"of": of}), 4) == turns


@pytest.mark.clause("rotas", "starting with")
@pytest.mark.parametrize(("first", "second"), [("A", "B"), ("C", "D")])
def test_the_first_turn_is_of_whom_the_charter_names(under: Any, first: str, second: str) -> None:
    body = under(rota={"starting with": first})
    assert in_turn(body) == first
    assert decided(body) == [second]


@pytest.mark.clause("rotas", "from")
def test_the_first_turn_begins_on_its_day(under: Any) -> None:
    call = {"by": "a", "for_": "turn", "organ": "floor", "on": "2026-05-01"}
    organ = {"chaired by": "turn"}
    begun, to_come = under(organ=organ), under(organ=organ, rota={"from": "2026-04-01"})
    begun.do("session.convene/1", **call)
    refusal = to_come.refused("session.convene/1", **call)
    assert (refusal.code, refusal.article) == ("rota.nobody", "Statute 6")
    assert (in_turn(to_come, "2026-03-31"), in_turn(to_come, "2026-04-01")) == ("", "A")
    to_come.at(1, month=4)
    to_come.do("session.convene/1", **call)
    assert in_turn(begun, "2026-03-31") == "A"


@pytest.mark.parametrize(
    ("first", "since", "turns"),
    [("", "2026-01-01", "ABC"), ("B", "", "BCD"), ("B", "2026-01-01", "BCD")],
)
def test_the_first_in_the_order_begins_on_the_day_where_nobody_is_named(
    under: Any, first: str, since: str, turns: str
) -> None:
    body = under(rota={"starting with": first, "from": since})
    assert in_turn(body) == turns[0]
    assert decided_in_turn(body, 2) == [*turns[1:]]


def test_nobody_has_the_turn_before_it_first_passes_where_nothing_is_said_of_the_first(
    under: Any,
) -> None:
    call = {"by": "a", "for_": "turn", "organ": "floor", "on": "2026-05-01"}
    body = under(organ={"chaired by": "turn"}, rota={"starting with": "", "from": ""})
    refusal = body.refused("session.convene/1", **call)
    assert (refusal.code, refusal.article) == ("rota.nobody", "Statute 6")
    assert refusal.sentence.startswith("On 2026-03-02 nobody has the turn of turn")
    assert decided(body) == ["A"]
    body.do("session.convene/1", **call)


def test_nobody_acts_for_a_rota_whose_turn_is_not_certain(under: Any) -> None:
    passed = {"kind": "turn.passed/1", "rota": "turn", "to": "B", "on": "2026"}
    body = under(organ={"chaired by": "turn"})
    body.do("source.file/1", source="press", title="The Gazette", sha256="2" * 64)
    body.do("attest/1", facts=[passed], cites=[{"source": "press"}])
    for by in "ab":
        call = {"by": by, "for_": "turn", "organ": "floor", "on": "2026-05-01"}
        refusal = body.refused("session.convene/1", **call)
        assert (refusal.code, refusal.article) == ("rota.nobody", "Statute 6")
        assert refusal.sentence.endswith(": A, B.")


def test_a_turn_that_passed_before_the_rota_begins_was_of_an_earlier_one(under: Any) -> None:
    body = under(rota={"from": "2026-04-01", "starting with": "C"})
    assert decided(body) == ["C"]
    assert decided(body) == ["D"]
    days = ("2026-03-01", "2026-03-02", "2026-03-31", "2026-04-01")
    assert [in_turn(body, day) for day in days] == ["", "D", "D", "C"]
    body.at(2, month=4)
    assert decided(body) == ["D"]


@pytest.mark.clause("rotas", "passes: at", "close of the regular session")
def test_a_turn_passes_at_the_close_of_the_regular_session(under: Any) -> None:
    body = under(
        organ={"chaired by": "turn"}, rota={"passes": "{at: close of the regular session}"}
    )
    assert sat(body, regular=False) == []
    assert sat(body) == ["B"]
    assert sat(body) == ["C"]
    by_decision = under(organ={"chaired by": "turn"})
    assert sat(by_decision) == []
    assert in_turn(by_decision) == "A"


@pytest.mark.clause("rotas", "passes: of")
@pytest.mark.parametrize(
    ("of", "closing"), [("", "floor"), (", of: floor", "floor"), (", of: hall", "hall")]
)
def test_a_turn_passes_with_the_organ_that_is_named_or_else_with_the_one_it_chairs(
    under: Any, of: str, closing: str
) -> None:
    passes = f"{{at: close of the regular session{of}}}"
    body = under(organ={"chaired by": "turn"}, rota={"passes": passes})
    other = "hall" if closing == "floor" else "floor"
    assert sat(body, other) == []
    assert sat(body, closing) == ["B"]


def test_a_turn_passes_with_every_organ_that_its_rota_chairs(under: Any) -> None:
    text = charter(
        organ={"chaired by": "turn"}, rota={"passes": "{at: close of the regular session}"}
    )
    body = under(text=text.replace("title: Hall,", "title: Hall, chaired by: turn,"))
    assert sat(body, "hall") == ["B"]
    assert sat(body, "floor") == ["C"]


def test_a_turn_that_has_not_begun_does_not_pass(under: Any) -> None:
    passes = {"passes": "{at: close of the regular session, of: floor}", "from": "2026-04-01"}
    body = under(rota=passes)
    assert sat(body) == []
    body.at(2, month=4)
    assert sat(body) == ["B"]


@pytest.mark.clause("rotas", "passes: every")
@pytest.mark.parametrize(
    ("passes", "turns"),
    [("{every: calendar year}", "AAABB"), ("{every: 6 months}", "AABCC"), ("{by: decision}", "AAAAA")],
)  # fmt: skip
def test_a_turn_passes_by_the_calendar(under: Any, passes: str, turns: str) -> None:
    body = under(rota={"passes": passes})
    days = ("2026-01-01", "2026-06-30", "2026-07-01", "2027-01-01", "2027-06-30")
    assert "".join(in_turn(body, day) for day in days) == turns


def test_a_turn_of_six_months_lasts_six_months(under: Any) -> None:
    body = under(rota={"from": "2026-01-15", "passes": "{every: 6 months}"})
    assert (in_turn(body, "2026-07-14"), in_turn(body, "2026-07-15")) == ("A", "B")


def test_the_calendar_goes_on_after_a_turn_was_decided(under: Any) -> None:
    body = under(rota={"passes": "{every: calendar year}"})
    assert decided(body) == ["B"]
    years = ("2027-01-01", "2028-01-01", "2029-01-01", "2030-01-01")
    assert {in_turn(body, day) for day in years} == {"A", "B", "C", "D"}


def test_a_decided_turn_lasts_until_the_calendar_next_passes_it(under: Any) -> None:
    body = under(rota={"from": "2026-01-15", "passes": "{every: 6 months}"})
    named(body, "D")
    days = ("2026-03-01", "2026-03-02", "2026-07-14", "2026-07-15", "2027-01-15", "2027-07-15")
    assert [in_turn(body, day) for day in days] == ["A", "D", "D", "A", "B", "C"]


def test_a_month_without_the_day_passes_the_turn_on_its_last(under: Any) -> None:
    body = under(rota={"from": "2026-01-31", "passes": "{every: 1 month}"})
    days = ("2026-02-27", "2026-02-28", "2026-03-30", "2026-03-31", "2026-04-29", "2026-04-30")
    assert [in_turn(body, day) for day in days] == ["A", "B", "B", "C", "C", "D"]


def test_who_has_left_is_followed_by_the_one_that_was_behind_it(under: Any) -> None:
    """B leaves in its own turn, in the autumn of 2027."""
    for order in ("[A, B, C, D]", "{alphabet: en}"):
        left = MEMBERS.replace("name: B", "name: B, status: [{is: member, until: 2027-09-30}]")
        body = under(members=left, rota={"order": order, "passes": "{every: calendar year}"})
        years = ("2026-01-01", "2027-01-01", "2028-01-01", "2029-01-01", "2030-01-01", "2031-01-01")
        assert [in_turn(body, day) for day in years] == ["A", "B", "C", "D", "A", "C"]


def test_a_member_that_joins_moves_no_turn_that_runs(under: Any) -> None:
    """AA joins in the turn of B, and stands in front of it."""
    joins = "  - {member: AA, name: AA, status: [{is: member, from: 2027-09-01}]}\n"
    rota = {"order": "{alphabet: en}", "passes": "{every: calendar year}"}
    body = under(members=MEMBERS + joins, rota=rota)
    years = ("2027-12-31", "2028-01-01", "2029-01-01", "2030-01-01", "2031-01-01", "2032-01-01")
    assert [in_turn(body, day) for day in years] == ["B", "C", "D", "A", "AA", "B"]


@pytest.mark.clause("rotas", "passes: by", "decision")
def test_a_turn_that_passes_by_decision_passes_by_nothing_else(under: Any) -> None:
    body = under(organ={"chaired by": "turn"})
    assert sat(body) == []
    assert in_turn(body, "2031-01-01") == "A"
    assert decided(body) == ["B"]
    assert in_turn(body) == "B"
    at_the_session = under(
        organ={"chaired by": "turn"}, rota={"passes": "{at: close of the regular session}"}
    )
    assert sat(at_the_session) == ["B"]


SKIPPED: Mapping[str, list[str]] = {
    "next member moves up, pointer continues after it": ["C", "D", "A", "B"],
    "turns are swapped": ["C", "B", "D", "A"],
    "held vacant": ["", "C", "D", "A"],
}
"""The four turns after that of A, where B does not take its own."""


@pytest.mark.clause("rotas", "when a turn is skipped", "*")
@pytest.mark.parametrize("policy", get_args(Skip))
def test_a_turn_that_is_skipped_at_a_session_follows_the_policy(under: Any, policy: str) -> None:
    passes = {"passes": "{at: close of the regular session, of: floor}"}
    skip = {"by": "b", "rota": "turn", "party": "B"}
    refusal = under(rota=passes).refused("turn.skip/1", **skip)
    assert (refusal.code, refusal.article) == ("rota.no_policy", "Statute 6")
    body = under(rota={**passes, "when a turn is skipped": f'"{policy}"'})
    body.do("turn.skip/1", **skip)
    assert [to for _ in range(4) for to in sat(body)] == SKIPPED[policy]


@pytest.mark.parametrize("policy", get_args(Skip))
def test_a_turn_that_is_skipped_by_decision_follows_the_policy(under: Any, policy: str) -> None:
    body = under(rota={"when a turn is skipped": f'"{policy}"'})
    body.do("turn.skip/1", by="b", rota="turn", party="B")
    assert decided_in_turn(body, 4) == SKIPPED[policy]


@pytest.mark.parametrize("policy", get_args(Skip))
def test_a_turn_that_is_skipped_by_the_calendar_follows_the_policy(under: Any, policy: str) -> None:
    body = under(rota={"passes": "{every: calendar year}", "when a turn is skipped": f'"{policy}"'})
    body.do("turn.skip/1", by="b", rota="turn", party="B")
    years = ("2027-01-01", "2028-01-01", "2029-01-01", "2030-01-01")
    assert [in_turn(body, day) for day in years] == SKIPPED[policy]


@pytest.mark.parametrize("policy", get_args(Skip))
@pytest.mark.parametrize(
    "passes", ["{by: decision}", "{at: close of the regular session, of: floor}"]
)
def test_two_turns_are_skipped_one_after_the_other(under: Any, passes: str, policy: str) -> None:
    body = under(rota={"passes": passes, "when a turn is skipped": f'"{policy}"'})
    for one in "BC":
        body.do("turn.skip/1", by=one.lower(), rota="turn", party=one)
    turns = {
        "next member moves up, pointer continues after it": ["D", "A", "B", "C"],
        "turns are swapped": ["D", "B", "C", "A"],
        "held vacant": ["", "", "D", "A"],
    }[policy]
    passing = decided if passes == "{by: decision}" else sat
    assert [to for _ in range(4) for to in passing(body)] == turns


def test_a_turn_is_skipped_by_the_calendar_from_the_day_after_it_was_said(under: Any) -> None:
    policy = "next member moves up, pointer continues after it"
    body = under(rota={"passes": "{every: calendar year}", "when a turn is skipped": f'"{policy}"'})
    year(body, 2027)
    body.do("turn.skip/1", by="b", rota="turn", party="B")
    turns = ["A", "B", "C", "D", "A", "C"]
    assert [in_turn(body, f"{2026 + n}-01-01") for n in range(6)] == turns
    year(body, 2032)
    assert decided(body) == ["A"], "B was passed over in 2031, and waits no more"
    assert [in_turn(body, f"{2026 + n}-01-01") for n in range(6)] == turns
    assert decided(body) == ["B"]


@pytest.mark.parametrize("policy", get_args(Skip))
def test_a_decision_names_who_has_the_turn_whatever_was_skipped(under: Any, policy: str) -> None:
    body = under(rota={"when a turn is skipped": f'"{policy}"'})
    body.do("turn.skip/1", by="b", rota="turn", party="B")
    assert named(body, "A").over == []
    assert named(body, "C").over == ["B"]
    assert decided_in_turn(body, 3) == (
        ["B", "D", "A"] if policy == "turns are swapped" else ["D", "A", "B"]
    )


def test_who_is_owed_a_turn_has_it_after_another_was_named_first(under: Any) -> None:
    body = under(rota={"when a turn is skipped": "turns are swapped"})
    body.do("turn.skip/1", by="b", rota="turn", party="B")
    assert [named(body, one).to for one in "CD"] == ["C", "D"]
    assert decided_in_turn(body, 2) == ["B", "A"]


def test_a_party_takes_by_a_decision_the_turn_that_it_had_skipped(under: Any) -> None:
    body = under(rota={"when a turn is skipped": "held vacant"})
    body.do("turn.skip/1", by="b", rota="turn", party="B")
    assert named(body, "B").over == ["B"]
    assert decided_in_turn(body, 4) == ["C", "D", "A", "B"]


# --- alphabets --------------------------------------------------------------------------------------------------------

FRUIT: Mapping[str, tuple[str, str, str, str]] = {
    "bg": ("Банан", "вишня", "Щитовка", "ъглика"),
    "de": ("Ananas", "Äpfel", "Birne", "Quitte"),
    "el": ("Ακτινίδιο", "Άνηθο", "Αχλάδι", "Βερίκοκο"),
    "en": ("Apple", "cherry", "Pear", "Quince"),
    "fr": ("Cassis", "Coing", "Églantine", "Figue"),
    "id": ("apel", "Jeruk", "mangga", "Salak"),
    "it": ("Albicocca", "ciliegia", "Mela", "Pera"),
    "ky": ("Нан", "Орус", "Өрүк", "Пияз"),
    "nl": ("Abrikoos", "ijsappel", "Ilex", "Kweepeer"),
    "pt": ("Abacaxi", "Açaí", "Acerola", "Uva"),
    "ru": ("Вишня", "Ежевика", "Ёлка", "Инжир"),
}
"""Four names in the order of each alphabet, which is not that of code points: capitals and accents decide only between
names that are otherwise alike, Ö of the Kyrgyz stands after O, and in Dutch ij is i and j."""


def in_two_languages(language: str, other: str) -> str:
    """Members C, A, D and B, in the order of their names in the language, and the other way round in the other."""
    names = zip("CADB", FRUIT[language], ("Zeta", "Theta", "Gamma", "Alpha"), strict=True)
    lines = {m: f"{{{language}: {n}, {other}: {o}}}" for m, n, o in names}
    return "".join(f"  - {{member: {m}, name: {lines[m]}}}\n" for m in "ABCD")


@pytest.mark.clause("rotas", "order: alphabet", "*")
@pytest.mark.parametrize("language", ALPHABETS)
def test_the_turn_passes_in_the_alphabet_of_the_language(under: Any, language: str) -> None:
    other = "fr" if language == "en" else "en"
    assert [*FRUIT[language]] != sorted(FRUIT[language])
    turns = {
        alphabet: decided_in_turn(
            under(
                members=in_two_languages(language, other),
                rota={"order": f"{{alphabet: {alphabet}}}", "starting with": "A"},
            ),
            4,
        )
        for alphabet in (language, other)
    }
    assert turns == {language: ["D", "B", "C", "A"], other: ["C", "B", "D", "A"]}


SORTED = (
    "  - {member: A, name: The Ash, sort name: Ash}\n"
    "  - {member: B, name: Birch}\n"
    "  - {member: C, name: The Cedar, sort name: Cedar}\n"
    "  - {member: D, name: Dogwood}\n"
)


@pytest.mark.clause("rotas", "order: by", "sort name")
@pytest.mark.parametrize("by", ["", ", by: sort name"])
def test_an_alphabet_goes_by_the_sort_name_whether_or_not_it_says_so(under: Any, by: str) -> None:
    """By their whole names the two with an article would come last."""
    order = {"order": f"{{alphabet: en{by}}}", "starting with": "A"}
    assert decided_in_turn(under(members=SORTED, rota=order), 3) == ["B", "C", "D"]
    plain = SORTED.replace(", sort name: Ash", "").replace(", sort name: Cedar", "")
    assert decided_in_turn(under(members=plain, rota=order), 3) == ["C", "B", "D"]


def test_an_alphabet_goes_by_the_sort_name_that_a_party_has_been_given(under: Any) -> None:
    body = under(members=SORTED, rota={"order": "{alphabet: en}", "starting with": "A"})
    body.do("party.name/1", party="C", name={"en": "Aspen"}, sort_name={"en": "Aspen"})
    assert decided_in_turn(body, 3) == ["C", "B", "D"]


def test_an_alphabet_goes_by_the_names_of_the_day(under: Any) -> None:
    later = "  - {member: B, versions: [{from: 2000-01-01, name: Birch}, {from: 2030-01-01, name: Yew}]}\n"
    members = SORTED.replace("  - {member: B, name: Birch}\n", later)
    body = under(members=members, rota={"order": "{alphabet: en}", "starting with": "A"})
    assert decided(body) == ["B"]
    year(body, 2030)
    assert decided_in_turn(body, 2) == ["A", "C"]


# --- offices ----------------------------------------------------------------------------------------------------------


def elect(body: Any, person: str, procedure: str = "choosing", by: str = "a") -> TenureBegan:
    """The person is chosen for the office, from today on."""
    name = matter(body, procedure)
    effects = body.do("matter.provide/1", by=by, matter=name, thing="candidate", value=person)
    (began,) = (one for one in effects if isinstance(one, TenureBegan))
    return began


def in_office(body: Any, day: str) -> list[str]:
    return [one.person for one in holders(body.state, "registrar", day)]


@pytest.mark.clause("offices", "term")
@pytest.mark.parametrize(
    ("term", "last", "after"),
    [("18 months", "2027-09-01", "2027-09-02"), ("2 years", "2028-03-01", "2028-03-02"), ("", "2099-01-01", "")],
)  # fmt: skip
def test_an_office_is_held_for_its_term(under: Any, term: str, last: str, after: str) -> None:
    body = under(office={"term": term, "powers": "[speak]"})
    elect(body, "b")
    assert in_office(body, last) == ["b"]
    if after:
        assert in_office(body, after) == []
        body.now = datetime.fromisoformat(f"{after}T12:00+00:00")
        assert refused(body, ACTS["speak"], by="b", for_="registrar")[0] == "office.not_held"


@pytest.mark.clause("offices", "holds over", "yes")
@pytest.mark.parametrize(("over", "holder"), [("", []), ("no", []), ("yes", ["b"])])
def test_a_holder_holds_over_until_there_is_a_successor(
    under: Any, over: str, holder: list[str]
) -> None:
    body = under(office={"term": "1 year", "holds over": over})
    elect(body, "b")
    assert in_office(body, "2027-03-01") == ["b"]
    assert in_office(body, "2027-03-02") == holder
    year(body, 2027, month=6)
    elect(body, "c")
    assert in_office(body, "2027-06-01") == ["c"]


def nominates(body: Any, *wrong: str, right: str) -> None:
    """That the first in the slot running today names the holder, and the others do not."""
    name = matter(body, "nominating")
    named = {"matter": name, "thing": "candidate", "value": "b"}
    for one in wrong:
        refusal = body.refused("matter.provide/1", by=one.lower(), **named)
        assert (refusal.code, refusal.article) == ("step.not_yours", "Rules 2")
    (began,) = (
        e
        for e in body.do("matter.provide/1", by=right.lower(), **named)
        if isinstance(e, TenureBegan)
    )
    assert began.nominated_by == right


@pytest.mark.clause("offices", "slots: length")
@pytest.mark.parametrize(
    ("length", "until", "then", "others"),
    [("2 years", "2027-12-31", "B", "ACD"), ("8 months", "2026-08-31", "D", "ABC")],
)
def test_a_slot_has_its_length(under: Any, length: str, until: str, then: str, others: str) -> None:
    """The first is that of A; on 1 January 2028 the second begins, or the fourth."""
    body = under(office=slots({"length": length}))
    assert elect(body, "b", "nominating").until == until
    year(body, 2028)
    nominates(body, *others, right=then)


@pytest.mark.clause("offices", "slots: from")
@pytest.mark.parametrize(
    ("since", "until"), [("2026-01-01", "2027-12-31"), ("2025-07-01", "2027-06-30")]
)
def test_slots_are_counted_from_their_day(under: Any, since: str, until: str) -> None:
    assert elect(under(office=slots({"from": since})), "b", "nominating").until == until


@pytest.mark.clause("offices", "slots: rota: starting with")
@pytest.mark.parametrize(("first", "others"), [("A", "BCD"), ("C", "ABD")])
def test_the_first_slot_is_of_whom_the_charter_names(under: Any, first: str, others: str) -> None:
    nominates(under(office=slots(rota={"starting with": first})), *others, right=first)


@pytest.mark.clause("offices", "slots: rota: of")
@pytest.mark.parametrize(
    ("of", "second", "others"), [("members", "B", "ACD"), ("pair", "C", "ABD")]
)
def test_slots_go_round_those_whom_their_rota_is_of(
    under: Any, of: str, second: str, others: str
) -> None:
    body = under(office=slots(rota={"of": of}))
    year(body, 2028)
    nominates(body, *others, right=second)


@pytest.mark.clause("offices", "slots: rota: order: alphabet")
@pytest.mark.parametrize(("language", "second", "others"), [("ru", "D", "ABC"), ("en", "C", "ABD")])
def test_slots_go_round_in_the_alphabet_of_the_language(
    under: Any, language: str, second: str, others: str
) -> None:
    """A is Ежевика and Theta; after it come Ёлка, which is D, in Russian and Zeta, which is C, in English."""
    rota = {"order": f"{{alphabet: {language}}}"}
    body = under(members=in_two_languages("ru", "en"), office=slots(rota=rota))
    year(body, 2028)
    nominates(body, *others, right=second)


@pytest.mark.clause("offices", "slots: rota: order: by")
@pytest.mark.parametrize("by", ["", ", by: sort name"])
def test_slots_go_by_the_sort_name_whether_or_not_they_say_so(under: Any, by: str) -> None:
    rota = {"order": f"{{alphabet: en{by}}}"}
    body = under(members=SORTED, office=slots(rota=rota))
    year(body, 2028)
    nominates(body, "A", "C", "D", right="B")
    plain = under(members=SORTED.replace(", sort name: Ash", ""), office=slots(rota=rota))
    year(plain, 2028)
    nominates(plain, "A", "C", "D", right="B")


@pytest.mark.clause("offices", "filled by")
def test_the_slot_of_a_matter_is_that_of_the_office_which_its_procedure_fills(under: Any) -> None:
    office = slots()
    nominates(under(office=office), "B", "C", "D", right="A")
    body = under(office={**office, "filled by": "choosing"})
    name = matter(body, "nominating")
    refusal = body.refused("matter.provide/1", by="a", matter=name, thing="candidate", value="b")
    assert (refusal.code, refusal.article) == ("step.not_yours", "Rules 2")


def test_a_question_is_not_put_to_the_slot_of_no_office(under: Any) -> None:
    body = under(office={**slots(), "filled by": "choosing"})
    name = matter(body, "consulting")
    assert body.refused("question.put/1", matter=name).code == "role.nobody"


VACANT = "{acting: a deputy, limit: LIMIT}"


@pytest.mark.clause("offices", "when vacant: acting")
def test_somebody_acts_in_a_vacant_office_where_the_charter_says_so(under: Any) -> None:
    acting = {"office": "registrar", "person": "b"}
    refusal = under().refused("office.act_in/1", **acting)
    assert (refusal.code, refusal.article) == ("office.no_acting", "Statute 7")
    body = under(office={"when vacant": VACANT.replace("LIMIT", "none"), "powers": "[speak]"})
    body.do("office.act_in/1", **acting)
    assert done(body, ACTS["speak"], by="b", for_="registrar")


@pytest.mark.clause("offices", "when vacant: limit")
@pytest.mark.parametrize(
    ("limit", "until_autumn", "until_spring"),
    [("none", ["b"], ["b"]), ("6 months", [], []), ("1 year", ["b"], [])],
)
def test_somebody_acts_for_as_long_as_the_charter_lets_him(
    under: Any, limit: str, until_autumn: list[str], until_spring: list[str]
) -> None:
    """From 2 March 2026 on."""
    body = under(office={"when vacant": VACANT.replace("LIMIT", limit)})
    body.do("office.act_in/1", office="registrar", person="b")
    assert in_office(body, "2026-09-01") == ["b"]
    assert in_office(body, "2026-09-30") == until_autumn
    assert in_office(body, "2027-03-31") == until_spring


def test_six_months_are_as_long_for_who_acts_as_for_who_is_chosen(under: Any) -> None:
    body = under(office={"term": "6 months", "when vacant": VACANT.replace("LIMIT", "6 months")})
    elect(body, "b")
    assert in_office(body, "2026-09-01") == ["b"]
    assert in_office(body, "2026-09-02") == []
    body = under(office={"term": "6 months", "when vacant": VACANT.replace("LIMIT", "6 months")})
    body.do("office.act_in/1", office="registrar", person="b")
    assert in_office(body, "2026-09-01") == ["b"]
    assert in_office(body, "2026-09-02") == []


def test_nobody_acts_beyond_the_limit_of_a_vacancy(under: Any) -> None:
    body = under(office={"when vacant": VACANT.replace("LIMIT", "6 months")})
    body.do("office.act_in/1", office="registrar", person="b")
    body.at(1, month=10)
    for person in "bc":
        refusal = body.refused("office.act_in/1", office="registrar", person=person)
        assert (refusal.code, refusal.article) == ("office.acting_over", "Statute 7")
    elect(body, "d")
    (tenure,) = holders(body.state, "registrar", "2026-10-01")
    body.do("office.leave/1", tenure=tenure.tenure, reason="death", on="2026-10-02")
    body.at(2, month=10)
    body.do("office.act_in/1", office="registrar", person="b")
    assert in_office(body, "2027-04-01") == ["b"]
    assert in_office(body, "2027-04-02") == []


def test_who_acts_later_acts_until_the_same_day(under: Any) -> None:
    body = under(office={"when vacant": VACANT.replace("LIMIT", "6 months")})
    body.do("office.act_in/1", office="registrar", person="b")
    (first,) = holders(body.state, "registrar", "2026-03-02")
    body.at(1, month=6)
    body.do("office.leave/1", by="b", for_="registrar", tenure=first.tenure, reason="resignation")
    body.do("office.act_in/1", office="registrar", person="c")
    assert in_office(body, "2026-09-01") == ["c"]
    assert in_office(body, "2026-09-02") == []
