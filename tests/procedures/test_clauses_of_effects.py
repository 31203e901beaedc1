"""What a step takes effect in: each verb, and each thing that it is done with, to, of, from and until."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from comity.body.crisis import measures_in_force
from comity.body.effects import MatterHindered
from comity.body.occasion import law_on
from comity.body.standing import has_right, status_of
from comity.body.state import Decision
from comity.body.turns import holder_of_turn, holders
from comity.charter.analysis import analyse
from comity.charter.effects import VERBS
from comity.charter.reading import read_charter_text
from comity.errors import Faulty, Refused

CHARTER = """comity: 1
body: r
title: {en: Effects}
statuses:
  - {status: member, rights: [attend, speak, propose, vote, be elected], cites: Statute 1}
  - {status: guest, rights: [attend, speak], cites: Statute 2}
  - {status: patron, rights: [attend], cites: Statute 3}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: G, name: G, status: [{is: guest}]}]
groups: {pair: [B, C]}
parameters: [concerned]
organs: [{organ: office, title: Office, powers: [record, propose]}]
rotas:
  - {rota: chair, of: members, order: [A, B, C], starting with: A, passes: {by: decision}}
  - {rota: helm, of: members, order: [A, B, C], starting with: A, passes: {by: decision}}
offices:
  - {office: registrar, term: 2 years, powers: [speak]}
  - {office: treasurer, term: 2 years, powers: [speak]}
rules: [{rule: half, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
STEPS
  - procedure: vote
    opened by: any member
    steps: [{step: v, question: decide, put to: each member, put by: any member, rule: half}]
  - procedure: suspending
    opened by: any member
    steps:
      - {step: party, asks for: party, from: any member}
      - {step: e, takes effect: [{suspends: vote, of: party}, {suspends: speak, of: party}]}
  - procedure: alarm
    opened by: any member
    steps:
      - {step: curfew, asks for: curfew, from: any member}
      - {step: blockade, asks for: blockade, from: any member}
      - {step: pots, takes effect: [{sets measures: curfew}, {sets measures: blockade}]}
      - {step: thaw, waits for: {event: thaw}, takes effect: THAW}
"""
Things = Mapping[str, str]
NOTHING: Things = {}


def charter(effects: str, *things: str, thaw: str = "{approves: plan}") -> str:
    """The charter with a procedure that asks for those things, and then takes those effects besides approving a plan."""
    steps = [f"{{step: {one}, asks for: {one}, from: any member}}" for one in things]
    besides = f", {effects}" if effects else ""
    steps.append(f"{{step: done, takes effect: [{{approves: plan}}{besides}], cites: Rules 9}}")
    listed = "\n".join(f"      - {one}" for one in steps)
    return CHARTER.replace("STEPS", listed).replace("THAW", thaw)


@pytest.fixture
def after(orchard: Callable[..., Any]) -> Callable[..., Any]:
    """A body in which the procedure has taken those effects, with the things provided, on 2 March 2026."""

    def taken(
        effects: str,
        things: Things = NOTHING,
        opening: Things = NOTHING,
        before: Callable[[Any], Any] | None = None,
    ) -> Any:
        body = orchard(charter(effects, *things), body="r", organ="office", members="ABCG")
        if before is not None:
            before(body)
        body.do(
            "matter.open/1",
            by="a",
            matter="m",
            procedure="p",
            title="The matter",
            things=dict(opening),
        )
        for thing, value in things.items():
            body.do("matter.provide/1", by="a", matter="m", thing=thing, value=value)
        assert body.matter("m").outcome == "completed"
        return body

    return taken


def status(body: Any, party: str, day: str = "2026-03-02") -> str | None:
    return status_of(body.state, law_on(body.state, day), party, day)


def may(body: Any, party: str, right: str, day: str = "2026-03-02") -> bool:
    return has_right(body.state, law_on(body.state, day), party, right, day)


def holder(body: Any, office: str, day: str = "2026-03-02") -> list[str]:
    return [one.person for one in holders(body.state, office, day)]


def in_turn(body: Any, rota: str) -> str:
    return holder_of_turn(body.state, law_on(body.state, "2026-03-02"), rota, "2026-03-02")


def measures(body: Any, day: str = "2026-03-02") -> list[str]:
    return [one.what for one in measures_in_force(body.state, day)]


def decisions(body: Any) -> dict[str, Decision]:
    return {one.thing: one for one in body.matter("m").decisions}


PERSON = {"candidate": "b"}
PARTY = {"party": "B"}
FROM, UNTIL = {"first day": "2026-04-01"}, {"last day": "2026-05-31"}

# --- offices and turns ------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: takes effect: fills")
@pytest.mark.parametrize("filled", ["", "registrar", "treasurer"])
def test_the_office_that_is_filled_is_held(after: Any, filled: str) -> None:
    body = after(f"{{fills: {filled}, with: candidate}}" if filled else "", PERSON)
    for office in ("registrar", "treasurer"):
        if office == filled:
            body.do("speech.make/1", by="b", for_=office, gist="Thank you.")
            assert holder(body, office) == ["b"]
        else:
            assert (
                body.refused("speech.make/1", by="b", for_=office, gist="Hm.").code
                == "office.not_held"
            )


@pytest.mark.clause("procedures", "steps: takes effect: with")
@pytest.mark.parametrize(("given", "person"), [("candidate", "b"), ("understudy", "c")])
def test_an_office_is_filled_with_whom_the_clause_names(
    after: Any, given: str, person: str
) -> None:
    body = after(f"{{fills: registrar, with: {given}}}", {"candidate": "b", "understudy": "c"})
    assert holder(body, "registrar") == [person]


@pytest.mark.clause("procedures", "steps: takes effect: passes")
@pytest.mark.parametrize(
    ("effect", "chair", "helm"),
    [("", "A", "A"), ("{passes: chair}", "B", "A"), ("{passes: helm}", "A", "B")],
)
def test_the_turn_of_the_rota_passes(after: Any, effect: str, chair: str, helm: str) -> None:
    body = after(effect)
    assert (in_turn(body, "chair"), in_turn(body, "helm")) == (chair, helm)


# --- statuses and rights ----------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: takes effect: grants")
@pytest.mark.parametrize(
    ("effect", "named"),
    [
        ("", "guest"),
        ("{grants: member, to: party}", "member"),
        ("{grants: patron, to: party}", "patron"),
    ],
)
def test_the_status_that_is_granted_is_held(after: Any, effect: str, named: str) -> None:
    body = after(effect, {"party": "G"})
    assert status(body, "G") == named
    if named == "member":
        body.do("matter.open/1", by="g", procedure="vote", title="T")
    else:
        refusal = body.refused("matter.open/1", by="g", procedure="vote", title="T")
        assert refusal.code == "matter.not_yours_to_open"


@pytest.mark.clause("procedures", "steps: takes effect: to")
@pytest.mark.parametrize(("to", "patrons"), [("party", "B"), ("other", "C")])
def test_a_status_is_granted_to_whom_the_clause_names(after: Any, to: str, patrons: str) -> None:
    body = after(f"{{grants: patron, to: {to}}}", {"party": "B", "other": "C"})
    assert "".join(one for one in "ABCG" if status(body, one) == "patron") == patrons


@pytest.mark.clause("procedures", "steps: takes effect: to")
@pytest.mark.parametrize(("to", "chair"), [("", "B"), (", to: party", "C")])
def test_a_turn_passes_to_whom_the_clause_names_or_else_to_the_next(
    after: Any, to: str, chair: str
) -> None:
    assert in_turn(after(f"{{passes: chair{to}}}", {"party": "C"}), "chair") == chair


@pytest.mark.clause("procedures", "steps: takes effect: ends status")
@pytest.mark.parametrize(
    ("effect", "named"),
    [("", "member"), ("{ends status: guest, of: party}", "member"), ("{ends status: member, of: party}", None)],
)  # fmt: skip
def test_the_status_that_is_ended_is_held_no_more(
    after: Any, effect: str, named: str | None
) -> None:
    body = after(effect, PARTY)
    assert status(body, "B") == named
    body.do("matter.open/1", by="a", matter="v", procedure="vote", title="T")
    body.do("question.put/1", by="a", matter="v")
    assert body.question("v").population == (["A", "B", "C"] if named else ["A", "C"])


@pytest.mark.clause("procedures", "steps: takes effect: suspends")
@pytest.mark.parametrize("right", ["", "vote", "speak"])
def test_the_right_that_is_suspended_is_refused(after: Any, right: str) -> None:
    body = after(f"{{suspends: {right}, of: party}}" if right else "", PARTY)
    body.do("matter.open/1", by="a", matter="v", procedure="vote", title="T")
    body.do("question.put/1", by="a", matter="v")
    acts = {
        "vote": {
            "kind": "position.state/1",
            "question": body.question("v").question,
            "choice": "against",
        },
        "speak": {"kind": "speech.make/1", "gist": "No."},
    }
    for one, act in acts.items():
        if one == right:
            refusal = body.refused(**act, by="b")
            assert (refusal.code, refusal.article) == ("right.suspended", "Statute 1")
        else:
            assert body.do(**act, by="b")


def suspended(body: Any, *parties: str) -> None:
    """B, or those named, may neither vote nor speak any more."""
    for party in parties or ("B",):
        name = f"suspending-{party}"
        body.do("matter.open/1", by="a", matter=name, procedure="suspending", title="T")
        body.do("matter.provide/1", by="a", matter=name, thing="party", value=party)


@pytest.mark.clause("procedures", "steps: takes effect: restores")
@pytest.mark.parametrize("right", ["", "vote", "speak"])
def test_the_right_that_is_restored_is_back(after: Any, right: str) -> None:
    body = after(f"{{restores: {right}, of: party}}" if right else "", PARTY, before=suspended)
    assert {one: may(body, "B", one) for one in ("vote", "speak")} == {
        one: one == right for one in ("vote", "speak")
    }


@pytest.mark.clause("procedures", "steps: takes effect: of")
@pytest.mark.parametrize("verb", [verb for verb, keys in VERBS.items() if "of" in keys])
@pytest.mark.parametrize(("of", "touched"), [("party", "B"), ("other", "C")])
def test_a_status_or_a_right_is_taken_or_given_back_of_whom_the_clause_names(
    after: Any, verb: str, of: str, touched: str
) -> None:
    objects = {"ends status": "member", "suspends": "vote", "restores": "vote"}
    before = (lambda body: suspended(body, "B", "C")) if verb == "restores" else None
    things = {"party": "B", "other": "C"}
    body = after(f"{{{verb}: {objects[verb]}, of: {of}}}", things, before=before)
    voters = "".join(one for one in "ABC" if may(body, one, "vote"))
    assert voters == (f"A{touched}" if verb == "restores" else "ABC".replace(touched, ""))


WHOM = (
    ("B", {}, "B"),
    ("pair", {}, "BC"),
    ("concerned", {"concerned": "B"}, "B"),
    ("concerned", {"concerned": "B C"}, "BC"),
)
"""What a clause names, what the opening provides, and whom that means."""


@pytest.mark.parametrize(("of", "things", "whom"), WHOM)
@pytest.mark.parametrize("verb", ["suspends", "restores", "ends status", "grants"])
def test_it_takes_effect_on_each_of_those_whom_the_charter_or_the_opening_names(
    after: Any, verb: str, of: str, things: Things, whom: str
) -> None:
    what = {"grants": "patron, to", "ends status": "member, of"}.get(verb, "vote, of")
    before = (lambda body: suspended(body, *"ABC")) if verb == "restores" else None
    body = after(f"{{{verb}: {what}: {of}}}", opening=things, before=before)
    voters = "".join(one for one in "ABC" if may(body, one, "vote"))
    assert voters == (whom if verb == "restores" else "".join(sorted({*"ABC"} - {*whom})))
    assert body.findings() == []


def test_a_group_is_its_members_whatever_the_opening_calls_so(after: Any) -> None:
    body = after("{suspends: vote, of: pair}", opening={"pair": "A", "B": "A"})
    assert "".join(one for one in "ABC" if may(body, one, "vote")) == "A"


def test_a_parameter_is_those_whom_the_question_was_about(orchard: Callable[..., Any]) -> None:
    """Whoever puts the question names them; the opening has named nobody, or somebody else."""
    rule = "rules: [{rule: others, remove from count: concerned, adopted when: {in favour: all}}, "
    asks = (
        "{step: q, question: suspend, put to: each member, put by: any member, rule: others, "
        "closes: {when: all have answered}, takes effect: {suspends: vote, of: concerned}}"
    )
    text = CHARTER.replace("STEPS", f"      - {asks}").replace("THAW", "{approves: plan}")
    for things in ({}, {"concerned": "A"}):
        body = orchard(text.replace("rules: [", rule), body="r", organ="office", members="ABCG")
        body.do("matter.open/1", by="a", matter="m", procedure="p", title="T", things=things)
        body.do("question.put/1", by="a", matter="m", groups={"concerned": ["B", "C"]})
        body.say("m", "in favour", "A", "B", "C")
        assert body.matter("m").outcome == "completed"
        assert "".join(one for one in "ABC" if may(body, one, "vote")) == "A"


def test_a_turn_passes_to_the_member_whom_the_charter_names(after: Any) -> None:
    assert in_turn(after("{passes: chair, to: C}"), "chair") == "C"


def test_a_turn_passes_to_one_party_alone(after: Any) -> None:
    with pytest.raises(Refused) as refusal:
        after("{passes: chair, to: concerned}", opening={"concerned": "B C"})
    assert (refusal.value.code, refusal.value.article) == ("thing.several", "Rules 9")


# --- from when, until when --------------------------------------------------------------------------------------------


def holds(body: Any, verb: str, day: str) -> bool:
    """Whether what the verb brings about holds on the day."""
    match verb:
        case "fills":
            return holder(body, "registrar", day) == ["b"]
        case "grants":
            return status(body, "B", day) == "patron"
        case "ends status":
            return status(body, "B", day) is None
        case "suspends":
            return not may(body, "B", "vote", day)
        case "amends charter":
            return (
                law_on(body.state, day).charter.body == "r"
                and "late" in law_on(body.state, day).rules
            )
        case "issues":
            return decisions(body)["decision"].effective <= day
        case _:
            return measures(body, day) == ["The matter"]


NEW = charter("").replace("rules: [", "rules: [{rule: late, adopted when: {in favour: all}}, ")
EFFECT: Mapping[str, tuple[str, Things]] = {
    "fills": ("fills: registrar, with: candidate", PERSON),
    "grants": ("grants: patron, to: party", PARTY),
    "ends status": ("ends status: member, of: party", PARTY),
    "suspends": ("suspends: vote, of: party", PARTY),
    "amends charter": ("amends charter: yes, with: new charter", {"new charter": NEW}),
    "issues": ("issues: decision", {}),
    "sets measures": ("sets measures: yes", {}),
}


@pytest.mark.clause("procedures", "steps: takes effect: from")
@pytest.mark.parametrize("verb", [verb for verb, keys in VERBS.items() if "from" in keys])
def test_it_takes_effect_from_the_day_that_the_clause_names_or_else_today(
    after: Any, verb: str
) -> None:
    effect, things = EFFECT[verb]
    today = after(f"{{{effect}}}", {**things, **FROM})
    later = after(f"{{{effect}, from: first day}}", {**things, **FROM})
    days = ("2026-03-02", "2026-03-31", "2026-04-01")
    assert [holds(today, verb, day) for day in days] == [True, True, True]
    assert [holds(later, verb, day) for day in days] == [False, False, True]


@pytest.mark.clause("procedures", "steps: takes effect: until")
@pytest.mark.parametrize("verb", [verb for verb, keys in VERBS.items() if "until" in keys])
def test_it_has_effect_until_the_last_day_that_the_clause_names(after: Any, verb: str) -> None:
    effect, things = EFFECT[verb]
    on = after(f"{{{effect}}}", {**things, **UNTIL})
    ending = after(f"{{{effect}, until: last day}}", {**things, **UNTIL})
    days = ("2026-03-02", "2026-05-31", "2026-06-01")
    assert [holds(on, verb, day) for day in days] == [True, True, True]
    assert [holds(ending, verb, day) for day in days] == [True, True, False]


# --- the charter ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: takes effect: amends charter", "yes")
@pytest.mark.parametrize(
    ("effect", "amended"), [("", False), ("{amends charter: yes, with: new charter}", True)]
)
def test_the_charter_that_is_adopted_governs(after: Any, effect: str, amended: bool) -> None:
    body = after(effect, {"new charter": NEW})
    assert ("late" in law_on(body.state, "2026-03-02").rules) is amended


@pytest.mark.clause("procedures", "steps: takes effect: with")
@pytest.mark.parametrize(("given", "rule"), [("first draft", "early"), ("second draft", "late")])
def test_the_charter_is_amended_with_the_text_that_the_clause_names(
    after: Any, given: str, rule: str
) -> None:
    drafts = {"first draft": NEW.replace("late", "early"), "second draft": NEW}
    body = after(f"{{amends charter: yes, with: {given}}}", drafts)
    assert {"early", "late"} & law_on(body.state, "2026-03-02").rules.keys() == {rule}


@pytest.mark.parametrize("other", ["a note", "zeal"])
def test_what_is_provided_beside_a_charter_is_any_text(after: Any, other: str) -> None:
    after("{amends charter: yes, with: new charter}", {"new charter": NEW, other: "as it was"})


def test_a_text_that_is_no_charter_is_refused_with_its_first_fault(after: Any) -> None:
    faulty = NEW.replace("comity: 1\n", "comity: 1\nfirst: 1\nsecond: 2\n")
    with pytest.raises(Refused) as refusal:
        after("{amends charter: yes, with: new charter}", {"new charter": faulty})
    assert refusal.value.code == "charter.faulty"
    assert '"first"' in refusal.value.sentence
    assert '"second"' not in refusal.value.sentence


def test_an_amendment_without_a_text_is_a_fault_of_the_charter() -> None:
    with pytest.raises(Faulty):
        read_charter_text(charter("{amends charter: yes}"))


# --- decisions --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: takes effect: issues")
@pytest.mark.parametrize("thing", ["", "decision", "opinion"])
def test_what_is_issued_is_on_the_record_with_its_number(after: Any, thing: str) -> None:
    """Beside the plan that the step approves on both sides."""
    body = after(f"{{issues: {thing}}}" if thing else "")
    numbers = {name: one.number for name, one in decisions(body).items()}
    assert numbers == {"plan": "1/2026", **({thing: "2/2026"} if thing else {})}


def test_a_decision_reported_later_stands_beside_those_before_it(after: Any) -> None:
    body = after("")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    before = len(body.matter("m").decisions)
    names = ["decision-9", "decision-1", "decision-5"]
    for name in names:
        issued = {
            "decision": name,
            "matter": "m",
            "title": "T",
            "dated": "2026-03-01",
            "effective": "2026-03-01",
        }
        fact = {"kind": "decision.issued/1", "number": "", "organ": "", **issued}
        body.do("attest/1", cites=[{"source": "note"}], facts=[fact])
    found = {one.decision for one in body.matter("m").decisions}
    assert set(names) <= found
    assert len(found) == before + 3


@pytest.mark.clause("procedures", "steps: takes effect: approves")
@pytest.mark.parametrize("thing", ["", "budget", "calendar"])
def test_what_is_approved_is_on_the_record(after: Any, thing: str) -> None:
    body = after(f"{{approves: {thing}}}" if thing else "")
    assert sorted(decisions(body)) == sorted(filter(None, ["plan", thing]))
    assert {one.dated for one in decisions(body).values()} == {"2026-03-02"}


def test_what_was_provided_is_what_is_approved(after: Any) -> None:
    """A decision that is issued is a document of its own; what is approved was before the body."""
    body = after("{approves: budget}, {issues: decision}", {"budget": "1000 baskets"})
    approved = {name: one.value for name, one in decisions(body).items()}
    assert approved == {"plan": "", "budget": "1000 baskets", "decision": ""}


def test_what_is_asked_for_and_not_provided_is_not_approved(orchard: Callable[..., Any]) -> None:
    """The budget is asked for where the members refuse to go without it, and on that way alone."""
    listed = """      - step: haste
        question: approve it unseen
        put to: each member
        rule: half
        closes: {when: all have answered}
        if adopted: early
        if not adopted: late
      - {step: late, asks for: budget, from: any member}
      - {step: early, takes effect: {approves: budget}, cites: Rules 9}"""
    text = CHARTER.replace("STEPS", listed).replace("THAW", "{approves: plan}")
    (told,) = [one for one in analyse(read_charter_text(text)) if one.code == "thing.perhaps"]
    line = text[: text.index("{step: early")].count("\n") + 1
    assert (told.values["steps"], told.line) == (("haste", "early"), line)
    body = orchard(text, body="r", organ="office", members="ABCG")
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    effects = body.say("m", "in favour", "A", "B", "C")
    (stopped,) = [one for one in effects if isinstance(one, MatterHindered)]
    assert (stopped.code, stopped.article) == ("thing.missing", "Rules 9")


@pytest.mark.clause("procedures", "steps: takes effect: number")
@pytest.mark.parametrize(("clause", "number"), [("", "2/2026"), (", number: symbol", "Doc. 7")])
def test_a_decision_has_the_number_that_the_clause_names_or_else_the_next(
    after: Any, clause: str, number: str
) -> None:
    body = after(f"{{issues: decision{clause}}}", {"symbol": "Doc. 7"})
    assert decisions(body)["decision"].number == number


@pytest.mark.clause("procedures", "steps: takes effect: date")
@pytest.mark.parametrize(
    ("clause", "dated", "effective"),
    [("", "2026-03-02", "2026-03-02"), (", date: day of adoption", "2026-02-20", "2026-02-20")],
)
def test_a_decision_has_the_date_that_the_clause_names_or_else_that_of_today(
    after: Any, clause: str, dated: str, effective: str
) -> None:
    decision = decisions(after(f"{{issues: decision{clause}}}", {"day of adoption": "2026-02-20"}))[
        "decision"
    ]
    assert (decision.dated, decision.effective) == (dated, effective)


# --- measures ---------------------------------------------------------------------------------------------------------

CURFEW = {"curfew": "Stay at home.", "blockade": "Close the river."}


@pytest.mark.clause("procedures", "steps: takes effect: sets measures")
@pytest.mark.parametrize(
    ("effect", "in_force"), [("", 0), ("{sets measures: yes}", 1), ("{sets measures: curfew}", 1)]
)
def test_measures_that_are_set_are_in_force(after: Any, effect: str, in_force: int) -> None:
    body = after(effect, CURFEW)
    assert len(measures(body)) == in_force
    if in_force:
        body.do(
            "forces.contribute/1", by="b", to=next(iter(body.state.measures)), forces="two boats"
        )
    else:
        assert (
            body.refused("forces.contribute/1", by="b", to="x1", forces="two boats").code
            == "forces.unknown"
        )


@pytest.mark.parametrize("thing", ["curfew", "blockade"])
def test_the_measures_that_are_set_are_those_that_the_clause_names(after: Any, thing: str) -> None:
    assert measures(after(f"{{sets measures: {thing}}}", CURFEW)) == [CURFEW[thing]]


@pytest.mark.clause("procedures", "steps: takes effect: ends measures")
@pytest.mark.parametrize(
    ("effect", "left"),
    [
        ("{approves: plan}", 2),
        ("{ends measures: yes}", 0),
        ("{ends measures: curfew}", 1),
    ],
)
@pytest.mark.parametrize("event", ["thaw", "the thaw"])
def test_measures_that_are_ended_are_in_force_no_more(
    orchard: Callable[..., Any], effect: str, left: int, event: str
) -> None:
    """A curfew and a blockade are set, and the thaw comes."""
    body = orchard(charter("", thaw=effect), body="r", organ="office", members="ABCG")
    body.do("matter.open/1", by="a", matter="m", procedure="alarm", title="The matter")
    for thing, value in CURFEW.items():
        body.do("matter.provide/1", by="a", matter="m", thing=thing, value=value)
    assert len(measures(body)) == 2
    body.do("matter.occur/1", matter="m", event=event)
    assert len(measures(body)) == left
    assert body.findings() == []


def test_the_measures_that_end_are_those_that_were_set_by_that_name(
    orchard: Callable[..., Any],
) -> None:
    body = orchard(
        charter("", thaw="{ends measures: curfew}"), body="r", organ="office", members="ABCG"
    )
    body.do("matter.open/1", by="a", matter="m", procedure="alarm", title="The matter")
    for thing in CURFEW:
        body.do("matter.provide/1", by="a", matter="m", thing=thing, value="Close the river.")
    body.do("matter.occur/1", matter="m", event="thaw")
    (left,) = measures_in_force(body.state, "2026-03-02")
    assert left.thing == "blockade"


def test_measures_of_which_a_paper_does_not_say_which_they_are_end_with_any(
    orchard: Callable[..., Any],
) -> None:
    body = orchard(
        charter("", thaw="{ends measures: curfew}"), body="r", organ="office", members="ABCG"
    )
    body.do("matter.open/1", by="a", matter="m", procedure="alarm", title="The matter")
    fact = {
        "kind": "measures.set/1",
        "measures": "x9",
        "matter": "m",
        "what": "Stay at home.",
        "since": "2026-03-01",
    }
    body.do("source.file/1", source="paper", title="Paper", sha256="0" * 64)
    body.do("attest/1", facts=[fact], cites=[{"source": "paper"}])
    for thing in CURFEW:
        body.do("matter.provide/1", by="a", matter="m", thing=thing, value="Close the river.")
    body.do("matter.occur/1", matter="m", event="thaw")
    assert [one.thing for one in measures_in_force(body.state, "2026-03-02")] == ["blockade"]


def test_the_measures_of_other_matters_go_on(orchard: Callable[..., Any]) -> None:
    text = charter("", thaw="{ends measures: yes}")
    body = orchard(text, body="r", organ="office", members="ABCG")
    for name in ("k", "m", "z"):
        body.do("matter.open/1", by="a", matter=name, procedure="alarm", title="T")
        for thing in ("curfew", "blockade"):
            body.do("matter.provide/1", by="a", matter=name, thing=thing, value=f"{thing} {name}")
    body.do("matter.occur/1", matter="m", event="thaw")
    running = {one.matter for one in body.state.measures.values() if not one.ended}
    assert running == {"k", "z"}
