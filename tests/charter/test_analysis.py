"""What a charter leaves open is found, and nothing is found that is not there."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from comity.body.acts import FoundBody
from comity.body.decide import decide
from comity.body.state import State
from comity.charter.absence import NotWorkedOut
from comity.charter.analysis import analyse
from comity.charter.law import law
from comity.charter.reading import read_charter, read_charter_text
from comity.charter.vetoes import vetoers
from comity.errors import Refused
from comity.rules.counting import Ballot
from comity.rules.terms import Position

HEAD = "comity: 1\nbody: four\ntitle: Four\nmembers: [{member: A}, {member: B}, {member: C}, {member: D}]\n"
EXAMPLE = read_charter(Path(__file__).parent / "example.yaml")


TO_BEGIN = {"organ.no-record", "procedure.none"}
"""Found in the short charters below, since they are the rules alone."""


def findings(text: str) -> list[tuple[str, str]]:
    found = analyse(read_charter_text(HEAD + text))
    return [(each.code, each.sentence) for each in found if each.code not in TO_BEGIN]


@pytest.mark.parametrize(
    ("organs", "expected"),
    [
        ("", TO_BEGIN),
        ("organs: [{organ: bureau, powers: [convene]}]\n", TO_BEGIN),
        ("organs: [{organ: bureau, powers: [record]}]\n", {"procedure.none"}),
    ],
)
def test_what_keeps_a_body_from_being_founded_or_from_deciding_is_found(
    organs: str, expected: set[str]
) -> None:
    assert {each.code for each in analyse(read_charter_text(HEAD + organs))} == expected


def codes(text: str) -> set[str]:
    return {code for code, _ in findings(text)}


def test_a_charter_without_gaps_has_no_findings() -> None:
    assert (
        codes("rules: [{rule: r, adopted when: {in favour: more than 1/2 of voting}}]\n") == set()
    )


# Survey 2.7: who can block alone.
@pytest.mark.parametrize(
    ("rule", "by_vote", "by_absence"),
    [
        ("adopted when: {objections: none}", "ABCD", ""),
        ("adopted when: {all of: [{objections: none}, {absent: none}]}", "ABCD", "ABCD"),
        ("adopted when: {in favour: all}", "ABCD", "ABCD"),
        (
            "adopted when: {all of: [{in favour: at least 3}, {against among permanent: none}]}",
            "AB",
            "",
        ),
        ("adopted when: {in favour: at least 2/3 of voting}", "", ""),
        ("adopted when: {in favour by votes: at least 85% of members}", "A", "A"),
        ("fails when: {objections: at least 1}", "ABCD", ""),
        ("fails when: {objections: more than 1/3 of members}", "", ""),
        (
            "quorum: {present: at least 4}, adopted when: {in favour: more than 1/2 of voting}",
            "",
            "ABCD",
        ),
        ("remove from count: concerned, adopted when: {objections: none}", "ABCD", ""),
        ("among: concerned, adopted when: {objections: none}", "", ""),
        ("may not vote: permanent, adopted when: {objections: none}", "CD", ""),
        ("remove from count: permanent, adopted when: {absent: none}", "", "CD"),
    ],
)
def test_who_can_block_alone(rule: str, by_vote: str, by_absence: str) -> None:
    text = (
        "groups: {permanent: [A, B]}\nparameters: [concerned]\n"
        "weights: {votes: {values: {A: 70, B: 15, C: 10, D: 5}}}\n"
        f"rules: [{{rule: r, {rule}}}]\n"
    )
    on = law(read_charter_text(HEAD + text), date.max)
    assert "".join(vetoers(on.rules["r"], on, "against")) == by_vote
    assert "".join(vetoers(on.rules["r"], on, "absent")) == by_absence


def test_one_member_alone_has_nobody_whom_it_could_stop() -> None:
    text = "comity: 1\nbody: b\ntitle: B\nmembers: [{member: A}]\nrules: [{rule: r, adopted when: {objections: none}}]\n"
    on = law(read_charter_text(text), date.max)
    assert vetoers(on.rules["r"], on, "against") == ()


def test_a_veto_of_some_is_told_with_their_names_and_the_article() -> None:
    text = "groups: {permanent: [A, B]}\nrules: [{rule: r, cites: Pact 3, adopted when: {against among permanent: none}}]\n"
    found = analyse(read_charter_text(HEAD + text))
    assert [str(each) for each in found if each.code not in TO_BEGIN] == [
        "Each of A, B can block r alone, by voting against. [Pact 3]"
    ]


def test_provisions_to_verify_are_listed() -> None:
    found = findings(
        "rules: [{rule: r, cites: Pact 3, status: to verify, adopted when: {in favour: at least 2}}]\n"
    )
    assert ("to-verify", "Not yet verified against the text: rule r: Pact 3.") in found


OFFICE = (
    "rules: [{{rule: r, adopted when: {{in favour: at least 2}}}}]\noffices: [{{office: o{0}}}]\n"
)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (", when vacant: {acting: a deputy, limit: none}", "office.dead-end"),
        ("", "office.dead-end"),
        ("", "office.unfilled"),
    ],
)
def test_an_office_without_end_or_beginning_is_found(keys: str, code: str) -> None:
    assert code in codes(OFFICE.format(keys))


@pytest.mark.parametrize("filled_by", ["", ", filled by: p"])
def test_an_office_is_filled_by_a_procedure_that_does_so(filled_by: str) -> None:
    office = OFFICE.format(filled_by)
    fills = "takes effect: {fills: o, with: person}, "
    text = (
        office + "procedures:\n  - {procedure: p, opened by: any member, steps: "
        "[{step: a, FILLSasks for: person, from: any member}]}\n"
    )
    assert "office.unfilled" in codes(text.replace("FILLS", ""))
    assert "office.unfilled" not in codes(text.replace("FILLS", fills))


@pytest.mark.parametrize(
    "keys", [", when vacant: {acting: a deputy, limit: 6 months}", ", holds over: yes"]
)
def test_an_office_with_a_way_out_is_no_dead_end(keys: str) -> None:
    assert "office.dead-end" not in codes(OFFICE.format(keys))
    limited = "limit: 6 months" in keys
    assert ("office.limit" in codes(OFFICE.format(keys))) is limited


def test_a_rota_that_does_not_say_what_a_skipped_turn_means_is_found() -> None:
    rota = "rotas: [{rota: t, of: members, order: [A, B, C, D], passes: {by: decision}%s}]\n"
    assert codes(rota % "") == {"rota.no-skip"}
    assert codes(rota % ", when a turn is skipped: held vacant") == set()


STEPS = (
    "organs: [{organ: o, powers: [record, propose]}]\nrules: [{rule: r, adopted when: {in favour: all}}]\nprocedures:\n"
    "  - procedure: p\n    opened by: o\n    steps:\n"
    "      - {step: to whom, asks for: successor, from: o}\n      - {step: pass it, takes effect: {%s}}\n"
)


@pytest.mark.parametrize(
    ("effect", "found"), [("issues: decision", True), ("passes: t, to: successor", False)]
)
def test_a_turn_that_passes_by_decision_and_that_no_step_passes_is_found(
    effect: str, found: bool
) -> None:
    rota = "rotas: [{rota: t, of: members, order: [A, B, C, D], passes: {by: decision}}]\n"
    assert ("rota.not-passed" in codes(rota + STEPS % effect)) is found


@pytest.mark.parametrize("passed", ["a", "z"])
def test_that_another_turn_passes_by_decision_does_not_pass_this_one(passed: str) -> None:
    two = ", ".join(
        f"{{rota: {rota}, of: members, order: [A, B, C, D], passes: {{by: decision}}}}"
        for rota in ("t", passed)
    )
    assert "rota.not-passed" in codes(
        f"rotas: [{two}]\n" + STEPS % f"passes: {passed}, to: successor"
    )


RULES = (
    "rules:\n"
    "  - {rule: r, cites: Pact 3, adopted when: {objections: none}}\n"
    "  - {rule: m, adopted when: {in favour: at least 3}}\n"
)


def procedure(*steps: str) -> str:
    lines = "".join(f"      - {{{step}}}\n" for step in steps)
    return f"{RULES}procedures:\n  - procedure: p\n    opened by: any member\n    steps:\n{lines}"


def test_a_question_that_can_stay_open_for_ever_is_found() -> None:
    question = "step: one, question: agreed, put to: each member, rule: r"
    for clause, case in (("", "early"), (", closes: {when: all have answered}", "all")):
        found = analyse(read_charter_text(HEAD + procedure(question + clause)))
        (one,) = [one for one in found if one.code == "question.no-deadline"]
        assert (one.case, one.where) == (case, ("procedure", "p", "one"))
        helped = procedure(f"{question}, closes: {{after: 3 days}}")
        assert "closes: {after: ...}" in one.remedy
        assert "question.no-deadline" not in codes(helped)
    assert "question.no-deadline" not in codes(procedure(question + ", closes: {after: 3 days}"))
    assert "question.no-deadline" not in codes(procedure(question + ", at: session"))
    assert "question.no-deadline" not in codes(procedure(question + ", closes: {set by: opener}"))


def test_a_member_that_could_block_its_own_suspension_is_found() -> None:
    suspends = "takes effect: {suspends: vote, of: state_concerned}"
    question = (
        "step: one, question: suspend, put to: each member, rule: %s, at: session, " + suspends
    )
    parameter = "parameters: [state_concerned]\n"
    assert "veto.own" in codes(parameter + procedure(question % "r"))
    assert "veto.own" not in codes(parameter + procedure(question % "m"))
    without = RULES.replace("cites: Pact 3", "remove from count: state_concerned")
    text = parameter + procedure(question % "r").replace(RULES, without)
    assert "veto.own" not in codes(text)


def test_whether_a_member_could_block_its_own_suspension_may_be_too_much_to_work_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def given_up(*_: object) -> tuple[str, ...]:
        raise NotWorkedOut

    monkeypatch.setattr("comity.charter.absence.Together.alone", given_up)
    text = procedure(
        "step: one, question: suspend, put to: each member, rule: r, at: session, "
        "takes effect: {suspends: vote, of: A}"
    )
    assert "veto.own" not in codes(text)


SUSPENDS = (
    "step: one, question: q, put to: each member, rule: m, at: session, "
    "takes effect: {suspends: vote, of: A}"
)


@pytest.mark.parametrize(
    "condition",
    [
        "in favour: at least 3",
        "in favour: at least 2/3 of members",
        "in favour: more than 1/4 of members",
    ],
)
def test_the_number_of_suspensions_that_puts_a_rule_out_of_reach_is_the_smallest(
    condition: str,
) -> None:
    text = procedure(SUSPENDS).replace("in favour: at least 3", condition)
    on = law(read_charter_text(HEAD + text), date.max)
    ballot = Ballot(on.rules["m"], on.roll())
    smallest = next(
        number
        for number in range(1, 5)
        for away in combinations(on.members, number)
        if ballot.outcome(_all_but(on.members, away)) != "adopted"
    )
    expected = f"As few as {smallest} members, suspended or away, prevent every decision under m, even if all the others"
    assert any(c == "reach.lost" and s.startswith(expected) for c, s in findings(text))


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (9, "M1, M2, M3, M4, M5, M6, M7"),
        (10, "M1, M2, M3, M4, M5, M6, M7, M8"),
        (11, "M7, M8 and 1 other"),
        (12, "M7, M8 and 2 others"),
        (22, "M7, M8 and 12 others"),
    ],
)
def test_those_who_prevent_a_decision_are_named_up_to_eight(members: int, told: str) -> None:
    names = ", ".join(f"{{member: M{n}}}" for n in range(1, members + 1))
    text = (
        f"comity: 1\nbody: b\ntitle: B\nmembers: [{names}]\norgans: [{{organ: desk, powers: [all]}}]\n"
        "rules: [{rule: m, adopted when: {in favour: at least 3}}]\nprocedures:\n  - procedure: p\n"
        "    opened by: desk\n    steps:\n      - {step: one, question: q, put to: each member, rule: m,\n"
        "         closes: {after: 3 days}, takes effect: {suspends: vote, of: M1}}\n"
    )
    (said,) = [one.sentence for one in analyse(read_charter_text(text)) if one.code == "reach.lost"]
    assert said.endswith(f"{told}.")


@pytest.mark.parametrize(("right", "told"), [("vote", True), ("attend", True), ("speak", False)])
def test_who_may_not_vote_or_attend_is_missed_and_who_may_not_speak_is_not(
    right: str, told: bool
) -> None:
    found = codes(procedure(SUSPENDS.replace("suspends: vote", f"suspends: {right}")))
    assert ("reach.lost" in found) is told


def test_where_nothing_is_suspended_no_threshold_is_put_out_of_reach() -> None:
    text = procedure("step: one, question: q, put to: each member, rule: m, at: session")
    assert "reach.lost" not in codes(text)


def _all_but(members: tuple[str, ...], away: tuple[str, ...]) -> dict[str, Position]:
    return {member: "absent" if member in away else "in favour" for member in members}


def test_what_is_never_used_and_what_has_no_effect_is_found() -> None:
    found = findings(procedure("step: one, question: q, put to: each member, rule: m, at: session"))
    assert ("rule.unused", "Nothing is decided by the rule r.") in found
    assert ("procedure.no-effect", "No step of p has an effect.") in found


def test_only_the_conflict_that_nothing_settles_is_found() -> None:
    open_ones = [each for each in analyse(EXAMPLE) if each.code == "conflict.open"]
    assert [str(each) for each in open_ones] == [
        "Two texts differ on who speaks for the body, and nothing says which prevails. [Pact 18; Rules 1]"
    ]


def test_a_library_of_rules_has_no_vetoers() -> None:
    library = read_charter(Path(__file__).parents[2] / "charters" / "law")
    assert {each.code for each in analyse(library)} <= {"to-verify", *TO_BEGIN}


@pytest.mark.parametrize(("powers", "keeps"), [("record", True), ("all", True), ("chair", False)])
def test_a_body_is_founded_by_an_organ_that_keeps_the_record(powers: str, keeps: bool) -> None:
    """``all`` carries each power. The analysis, the setting up and the founding agree."""
    text = f"{HEAD}organs: [{{organ: bureau, powers: [{powers}]}}]\n"
    charter = read_charter_text(text)
    assert ("organ.no-record" in {one.code for one in analyse(charter)}) is not keeps
    assert charter.keeping_organs == (("bureau",) if keeps else ())
    founding = FoundBody(charter=text, clerk="p1", clerk_name="Ada", organ="bureau")
    with nullcontext() if keeps else pytest.raises(Refused):
        decide(State(), founding, "2026-03-01T00:00:00.000Z", 0)


@pytest.mark.parametrize(("of", "never"), [("member", False), ("observer", True), ("guest", True)])
def test_a_question_to_an_organ_is_answered_by_those_for_each_of_whom_it_has_a_seat(
    of: str, never: bool
) -> None:
    """Three in favour are wanted: there are four members, two observers and two guests."""
    others = ", ".join(
        f"{{member: {name}, status: [{{is: {status}}}]}}"
        for name, status in (("O", "observer"), ("P", "observer"), ("G", "guest"), ("H", "guest"))
    )
    text = (
        "comity: 1\nbody: b\ntitle: B\nstatuses: [{status: observer, rights: [vote]}, {status: guest, rights: [vote]}]\n"
        f"members: [{{member: A}}, {{member: B}}, {{member: C}}, {{member: D}}, {others}]\n"
        f"organs: [{{organ: desk, powers: [all]}}, {{organ: floor, seats: {{one for each: {of}}}}}]\n"
        "rules: [{rule: m, adopted when: {in favour: at least 3}}]\nprocedures:\n  - procedure: p\n"
        "    opened by: desk\n    steps:\n"
        "      - {step: one, question: q, put to: floor, rule: m, closes: {after: 3 days}}\n"
    )
    assert ("reach.never" in {one.code for one in analyse(read_charter_text(text))}) is never


SUSPENDING = """procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: who, asks for: debtor, from: any member}
      - {step: q, question: q, put to: each member, rule: r, at: session}
      - {step: e, takes effect: {suspends: vote, of: debtor}}
"""


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        # With one away three are in favour, and two of them still carry it by leaving the third to abstain.
        ("any of: [{in favour: all}, {in favour: exactly 2}]", "As few as 3 members"),
        ("in favour: exactly 2", "As few as 3 members"),
        ("in favour: at most 2", ""),
    ],
)
def test_of_members_that_prevent_every_decision_the_number_is_true_where_fewer_may_carry_it(
    condition: str, said: str
) -> None:
    text = f"rules: [{{rule: r, adopted when: {{{condition}}}}}]\n{SUSPENDING}"
    found = dict(findings(text))
    told = "prevent every decision under r, however the others answer: for example A, B, C."
    assert found.get("reach.lost", "") == (f"{said}, suspended or away, {told}" if said else "")
    assert not {"veto.vote", "veto.absence"} & found.keys()
