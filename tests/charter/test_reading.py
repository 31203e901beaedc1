"""What a charter that reads becomes; and whatever is done to its text, it reads or is refused, nothing else."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.charter.analysis import analyse
from comity.charter.model import (
    RIGHTS,
    Asks,
    Cited,
    Closing,
    Extending,
    Period,
    Puts,
    RolePhrase,
    Silence,
    StatusPeriod,
    TakesEffect,
    Waits,
)
from comity.charter.printing import print_charter
from comity.charter.reading import read_charter, read_charter_text
from comity.errors import Fault, Faulty
from comity.rules.terms import AnyOf, Count, Everybody, FirstOf, Share, SmallestGroup, Test

PATH = Path(__file__).parent / "example.yaml"
TEXT = PATH.read_text(encoding="utf-8")
EXAMPLE = read_charter(PATH)
HEAD = "comity: 1\nbody: duo\ntitle: {en: Duo}\n"


def test_the_text_is_kept_whole_and_its_digest_is_that_of_its_bytes() -> None:
    assert EXAMPLE.text == TEXT
    assert EXAMPLE.digest == "sha256:" + hashlib.sha256(PATH.read_bytes()).hexdigest()


def test_a_charter_of_rules_alone_is_a_library_without_statuses_or_members() -> None:
    charter = read_charter_text(HEAD + "rules: [{rule: a, adopted when: {objections: none}}]\n")
    assert (charter.statuses, charter.members, charter.certified) == ({}, {}, True)


def test_a_country_code_that_other_readers_take_for_no_stays_what_it_is() -> None:
    charter = read_charter_text(HEAD + "members: [{member: NO}, {member: yes}, {member: 012}]\n")
    assert list(charter.members) == ["NO", "yes", "012"]


def test_a_plain_title_is_in_the_first_language() -> None:
    text = "comity: 1\nbody: duo\ntitle: Дуэт\nlanguages: [ru, en]\n"
    assert read_charter_text(text).title == {"ru": "Дуэт"}
    assert read_charter_text("comity: 1\nbody: duo\ntitle: Duo\n").title == {"en": "Duo"}


def test_members_without_declared_statuses_are_members_with_every_right() -> None:
    charter = read_charter_text(HEAD + "members: [{member: AA}]\n")
    assert charter.statuses["member"].rights == RIGHTS
    assert charter.statuses["member"].counted
    assert charter.members["AA"].versions[0][1].statuses == (StatusPeriod(date.min, "member"),)


def test_only_member_is_counted_unless_the_charter_says_so() -> None:
    counted = {name: status.counted for name, status in EXAMPLE.statuses.items()}
    assert counted == {"member": True, "observer": False, "founding member": True}


def test_a_sort_name_goes_before_the_name_in_its_language_alone() -> None:
    text = "members: [{member: UK, name: {en: the United Kingdom, fr: Royaume-Uni}, sort name: {en: United Kingdom}}]\n"
    member = read_charter_text(HEAD + text).members["UK"].versions[0][1]
    assert member.sort_name == {"en": "United Kingdom", "fr": "Royaume-Uni"}


def test_the_seat_has_its_days_of_rest() -> None:
    assert EXAMPLE.seat.weekend == {4, 5}
    assert EXAMPLE.seat.holidays == {date(2026, 1, 1), date(2026, 5, 9)}
    assert read_charter_text(HEAD).seat.weekend == {5, 6}
    assert read_charter_text(HEAD).seat.zone == "UTC"


def test_what_is_to_be_verified_makes_the_charter_uncertified_and_is_listed_once() -> None:
    assert not EXAMPLE.certified
    assert len(EXAMPLE.to_verify) == len(set(EXAMPLE.to_verify))
    assert "rule weighted: Pact 14" in EXAMPLE.to_verify
    assert "office secretary_general: Pact 18" in EXAMPLE.to_verify
    assert "procedure appointment, step consultation: Rules 9" in EXAMPLE.to_verify


def test_doubt_is_said_beside_the_article_or_within_it() -> None:
    beside = HEAD + "offices: [{office: o, cites: Pact 1, status: to verify}]\n"
    within = HEAD + "offices: [{office: o, cites: {text: Pact 1, status: to verify}}]\n"
    assert read_charter_text(beside).offices == read_charter_text(within).offices
    assert read_charter_text(beside).offices["o"].versions[0][1].cites == Cited(
        "Pact 1", to_verify=True
    )


def test_what_stands_beside_versions_holds_for_each_that_does_not_say_otherwise() -> None:
    (first, before), (_, after) = (
        read_charter_text(
            HEAD
            + "offices: [{office: o, term: 3 years, cites: A, versions: "
            + "[{from: 2000-01-01}, {from: 2010-01-01, term: 18 months}]}]\n"
        )
        .offices["o"]
        .versions
    )
    assert first == date(2000, 1, 1)
    assert (before.term_months, before.cites.article) == (36, "A")
    assert (after.term_months, after.cites.article) == (18, "A")


def test_a_rule_becomes_its_terms() -> None:
    rule = EXAMPLE.rules["weighted"].versions[0][1]
    assert rule.discard == ("abstentions", "negatives without reasons")
    assert rule.to_verify
    assert rule.adopted_when == AnyOf(
        (
            FirstOf(
                Test(
                    "in favour",
                    Share(Fraction(55, 100), "members", percent=True),
                    "at least",
                    by="population",
                ),
                Test("in favour", Everybody(), among="permanent"),
            ),
            Test("not in favour", SmallestGroup(Fraction(35, 100), "population", 1), "fewer than"),
        )
    )
    one = EXAMPLE.rules["one_of_two"].versions[0][1]
    assert one.adopted_when == Test("in favour", Count(1), "exactly")


def test_the_steps_of_an_appointment_become_what_they_do() -> None:
    procedure = EXAMPLE.procedures["appointment"].versions[0][1]
    nomination, consultation = procedure.at("nomination"), procedure.at("consultation")
    assert procedure.opened_by == RolePhrase(
        "any", of=(RolePhrase("slot"), RolePhrase("chair", name="chairmanship"))
    )
    assert nomination.asks == Asks("candidate", RolePhrase("slot"), Period(days=30))
    assert consultation.puts == Puts(
        {"ru": "consent to the candidate"},
        RolePhrase("member", through="head of state"),
        "consensus",
        closes=Closing(
            after=Period(days=60),
            extended=Extending(2, Period(days=30), Cited("Rules 10")),
            cites=Cited("Rules 9", to_verify=True),
        ),
        confidential=True,
    )
    assert consultation.then == {"not adopted": "nomination"}
    decision = procedure.at("decision")
    assert decision.puts is not None
    assert decision.puts.closes == Closing(at_session=True)
    assert decision.puts.put_by == RolePhrase("chair", name="chairmanship")
    assert decision.then["no quorum"] == "decision"
    signature = procedure.at("signature").puts
    assert signature is not None
    assert (signature.form, signature.closes) == ("signature", Closing(all_answered=True))
    assert signature.allowed == ("in favour", "does not object")
    assumption = procedure.at("assumption")
    assert assumption.waits == Waits(date="effective")
    things = {"with": "candidate", "from": "effective", "until": "end of the slot"}
    assert assumption.effects == (TakesEffect("fills", "secretary_general", things),)


def test_a_silence_procedure_has_its_particulars() -> None:
    puts = EXAMPLE.procedures["silence"].versions[0][1].at("silence").puts
    assert puts is not None
    assert puts.silence_means == "consent"
    assert puts.on_text
    assert puts.closes == Closing(
        set_by_opener=True, at_least=Period(hours=72), extended=Extending(times=0)
    )
    assert puts.silence == Silence("sent", False, "resumes", "counted", ("budget",), True)


def test_a_step_without_a_question_may_name_what_follows_when_it_is_done() -> None:
    procedure = EXAMPLE.procedures["silence"].versions[0][1]
    assert procedure.at("issue").then == {"adopted": "wait"}
    assert procedure.at("wait").waits == Waits(period=Period(working_days=10))
    assert procedure.at("session").waits == Waits(event="session")


def test_every_verb_of_effect_reads() -> None:
    effects = EXAMPLE.procedures["everything"].versions[0][1].at("all of it").effects
    assert [(effect.verb, effect.object, dict(effect.things)) for effect in effects] == [
        ("grants", "observer", {"to": "applicant", "from": "effective"}),
        ("ends status", "member", {"of": "state_concerned", "from": "effective"}),
        (
            "suspends",
            "vote",
            {"of": "state_concerned", "from": "effective", "until": "full payment"},
        ),
        ("restores", "vote", {"of": "state_concerned"}),
        ("amends charter", "", {"with": "text", "from": "effective"}),
        ("sets measures", "measures", {"until": "end date"}),
        ("ends measures", "", {}),
        ("passes", "chairmanship", {"to": "next chair"}),
        ("fills", "auditor", {"with": "candidate"}),
    ]


def test_rotas_pass_in_each_of_their_ways() -> None:
    passing = {name: dated.versions[0][1] for name, dated in EXAMPLE.rotas.items()}
    at_close = [(passing[name].passes, passing[name].organ) for name in ("chairmanship", "prize")]
    assert at_close == [("close of session", ""), ("close of session", "council")]
    assert (passing["presidency"].passes, passing["presidency"].months) == ("months", 1)
    assert passing["hosting"].passes == "calendar year"
    assert passing["archive"].passes == "decision"


def test_a_large_charter_of_any_arrangement_of_keys_reads_the_same() -> None:
    blocks = re.split(r"(?m)^(?=[a-z])", TEXT)
    reversed_text = "".join(reversed([block for block in blocks if not block.startswith("#")]))
    assert read_charter_text(reversed_text).to_verify == EXAMPLE.to_verify
    assert read_charter_text(reversed_text).procedures == EXAMPLE.procedures


# --- whatever is done to the text -------------------------------------------------------------------------------------

LINES = TEXT.splitlines(keepends=True)


def faults_of(text: str) -> tuple[Fault, ...]:
    """The faults of the text, none where it reads. Any error but Faulty is our own mistake and comes out."""
    try:
        read_charter_text(text)
    except Faulty as error:
        return error.faults
    return ()


def reads_or_is_refused(text: str) -> bool:
    """Whether it reads; where it does not, every fault has a place and a sentence."""
    faults = faults_of(text)
    assert all(fault.line >= 1 and fault.column >= 1 and fault.sentence for fault in faults)
    return not faults


@pytest.mark.parametrize("part", range(4))
def test_without_any_one_line_it_reads_or_is_refused(part: int) -> None:
    for at in range(part, len(LINES), 4):
        reads_or_is_refused("".join(LINES[:at] + LINES[at + 1 :]))


@pytest.mark.parametrize(
    "value", ["", "x", "[]", "{}", "[[x]]", "{x: y}", "yes", "2026-13-01", "-1"]
)
def test_with_any_one_value_replaced_it_reads_or_is_refused(value: str) -> None:
    for match in list(re.finditer(r": ([^\s{\[][^,}\]\n]*)", TEXT))[::7]:
        reads_or_is_refused(TEXT[: match.start(1)] + value + TEXT[match.end(1) :])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 12), st.text(max_size=6))
def test_with_any_stretch_replaced_it_reads_or_is_refused(
    at: int, length: int, instead: str
) -> None:
    reads_or_is_refused(TEXT[:at] + instead + TEXT[at + length :])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_reads_or_is_refused(text: str) -> None:
    assert not reads_or_is_refused(text)


def test_what_a_provision_was_compared_with_is_kept_with_its_doubt() -> None:
    text = (
        "comity: 1\nbody: x\ntitle: X\nmembers: [{member: A, cites: {text: P 1, compared with: a.example}}]\n"
        "rules:\n  - {rule: read, cites: P 2, compared with: b.example, adopted when: {absent: none}}\n"
        "  - {rule: told, cites: P 3, status: to verify, compared with: c.example, adopted when: {absent: none}}\n"
    )
    charter = read_charter_text(text)
    assert charter.members["A"].versions[0][1].cites == Cited("P 1", False, "a.example")
    read, told = (charter.rules[name].versions[0][1] for name in ("read", "told"))
    assert (read.to_verify, read.compared_with) == (False, "b.example")
    assert (told.to_verify, told.compared_with) == (True, "c.example")
    assert charter.to_verify == ("rule told: P 3",)
    assert charter.second_hand == {"rule told: P 3": "c.example"}
    found = [str(each) for each in analyse(charter) if each.code == "to-verify"]
    assert found == [
        "Not yet verified against the text: rule told: P 3. Known at second hand: c.example."
    ]
    again = read_charter_text(print_charter(charter))
    assert (again.rules, again.members) == (charter.rules, charter.members)
