"""What the clauses on statuses, members, reservations and the seat do: the same acts, under charters that differ in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from comity.body.ballots import positions, ruling_on_record
from comity.body.occasion import law_on
from comity.charter.model import RIGHTS
from comity.charter.reading import WEEK
from comity.charter.schema import charter_schema
from comity.errors import Refused
from comity.web.readers import Capacity, Reader, sees_restricted

CHARTER = """comity: 1
body: r
title: {en: Membership}
seat: {place: Here<seat>}
statuses:
  - {status: member, rights: [<rights>], cites: Pact 2<notice>}
  - {status: friend, rights: [attend, vote], cites: Pact 3<counted>}
members:
  - {member: A, name: {en: Ash}<a>}
  - {member: B, name: {en: Birch}<b>}
  - {member: C, name: {en: Cedar}}
  - {member: F, name: {en: Fir}, status: [{is: friend}]}
reservations: [{type: held, cites: Pact 4<reservation>}]
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}, chaired by: gavel, cites: Pact 5}
rotas:
  - rota: gavel
    of: members
    order: {alphabet: en, by: sort name}
    starting with: <first>
    from: <turns>
    passes: {every: calendar year}
offices: [{office: secretary, title: Secretary, term: 2 years, filled by: choosing}]
rules:
  - {rule: decided, cites: Pact 6, adopted when: {<adopted>}}
  - {rule: quiet, cites: Pact 7, fails when: {objections: at least 1}}
procedures:
  - procedure: p
    opened by: {any of: [any member, office]}
    steps:
      - {step: v, question: decide, put to: <to>, rule: decided, closes: {after: <after>}}
      - {step: e, takes effect: {issues: decision}}
  - procedure: prompt
    opened by: office
    steps:
      - {step: v, question: decide, put to: each member, rule: decided, closes: {after: 3 days, when: all have answered}}
  - procedure: twice
    opened by: office
    steps:
      - {step: v, question: decide, put to: each member, rule: decided, closes: {after: 3 days}}
      - {step: w, question: confirm, put to: each member, rule: decided, closes: {after: 3 days}}
  - procedure: silence
    opened by: office
    steps:
      - step: v
        question: object
        put to: each member
        rule: quiet
        closes: {after: 3 days}
        silence means: consent
        silence: {amendment breaks: yes}
  - procedure: drafting
    opened by: office
    steps: [{step: d, asks for: text, from: any member}]
  - procedure: choosing
    opened by: office
    steps:
      - {step: c, asks for: candidate, from: office, cites: Pact 8}
      - {step: e, takes effect: {fills: secretary, with: candidate}}
"""
USUAL = {
    "seat": "", "rights": ", ".join(RIGHTS), "notice": "", "counted": "", "a": "", "b": "", "first": "A",
    "turns": "2026-01-01", "reservation": ", blocks: no, at deadline: stands", "adopted": "objections: none",
    "to": "each member", "after": "3 days",
}  # fmt: skip
"""What stands in the places of the charter where a test says nothing else."""


def founded(orchard: Callable[..., Any], **clauses: str) -> Any:
    """The body under the charter with those clauses in their places."""
    text = CHARTER
    for place, usual in USUAL.items():
        text = text.replace(f"<{place}>", clauses.get(place, usual))
    return orchard(text, body="r", organ="office", members=("A", "B", "C", "F"))


def opened(body: Any, procedure: str = "p") -> Any:
    body.do("matter.open/1", matter="m", procedure=procedure, title="T")
    return body


def decided(body: Any) -> str:
    """What came of the question once its deadline has passed."""
    question = body.question("m").question
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.findings() == []
    found = {one.question: one for one in body.matter("m").questions}
    return str(found[question].outcome)


def refusal(body: Any, kind: str, by: str = "a", **fields: Any) -> tuple[str, str]:
    """Under which code and article the act is refused; nothing where it is done."""
    try:
        body.do(kind, by=by, **fields)
    except Refused as refused:
        return refused.code, refused.article
    return "", ""


# --- rights -----------------------------------------------------------------------------------------------------------


def meets(body: Any) -> tuple[str, str]:
    return refusal(body, "meeting.propose/1", nature="visit", parties=["A", "B"], on="2026-04-01")


def speaks(body: Any) -> tuple[str, str]:
    return refusal(body, "speech.make/1", gist="Good morning.")


def opens_a_matter(body: Any) -> tuple[str, str]:
    return refusal(body, "matter.open/1", matter="m", procedure="p", title="T")


def circulates_a_text(body: Any) -> tuple[str, str]:
    paragraphs = [{"id": "a", "number": "1", "text": {"en": "One."}}]
    return refusal(opened(body, "drafting"), "text.submit/1", matter="m", paragraphs=paragraphs)


def votes(body: Any) -> tuple[str, str]:
    question = opened(body).question("m").question
    return refusal(body, "position.state/1", question=question, choice="in favour")


def breaks_a_silence(body: Any) -> tuple[str, str]:
    question = opened(body, "silence").question("m").question
    return refusal(body, "silence.break/1", question=question, form="objection")


def is_a_candidate(body: Any) -> tuple[str, str]:
    """The office names the person of A."""
    candidate = {"matter": "m", "thing": "candidate", "value": "a"}
    return refusal(opened(body, "choosing"), "matter.provide/1", by="clerk", **candidate)


def is_in_the_chair(body: Any) -> tuple[str, str]:
    """It is the turn of A."""
    return refusal(body, "priority.set/1", for_="gavel", contour="internal", aim="Order")


def reads_a_restricted_text(body: Any) -> tuple[str, str]:
    """Not an act: the pages show the text or do not."""
    reader = Reader(person="a", capacity=Capacity("A", "party", frozenset({"speak"}), party="A"))
    day = "2026-03-02"
    seen = sees_restricted(body.state, law_on(body.state, day), reader, day)
    return ("", "") if seen else ("right.none", "Pact 2")


def asks_how_it_stands(body: Any) -> tuple[str, str]:
    return refusal(opened(body), "progress.ask/1", to="office", about="m")


DEEDS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "attend": meets,
    "speak": speaks,
    "propose": opens_a_matter,
    "circulate": circulates_a_text,
    "vote": votes,
    "break silence": breaks_a_silence,
    "be elected": is_a_candidate,
    "chair": is_in_the_chair,
    "see restricted texts": reads_a_restricted_text,
    "ask": asks_how_it_stands,
}
"""What A does with each right."""


@pytest.mark.clause("statuses", "rights", "*")
@pytest.mark.parametrize("right", RIGHTS)
def test_what_a_right_is_for_is_refused_without_it(orchard: Callable[..., Any], right: str) -> None:
    every, others = founded(orchard), ", ".join(one for one in RIGHTS if one != right)
    assert DEEDS[right](every) == ("", "")
    assert DEEDS[right](founded(orchard, rights=others)) == ("right.none", "Pact 2")


@pytest.mark.clause("statuses", "rights", "propose")
@pytest.mark.parametrize(
    "right",
    [
        "attend",
        "speak",
        "propose",
        "vote",
        "break silence",
        "ask",
    ],
)  # fmt: skip
def test_the_right_that_an_act_takes_is_enough_for_it(
    orchard: Callable[..., Any], right: str
) -> None:
    assert DEEDS[right](founded(orchard, rights=right)) == ("", "")


@pytest.mark.clause("statuses", "rights", "attend")
@pytest.mark.parametrize(
    ("held", "code"), [("attend, speak", ""), ("speak, vote", "session.not_admitted")]
)
def test_who_may_not_attend_is_not_admitted_to_a_session(
    orchard: Callable[..., Any], held: str, code: str
) -> None:
    body = founded(orchard, rights=held)
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    found = refusal(body, "session.open/1", by="clerk", session="s", present=["A"])
    assert found == (code, code and "Pact 5")


@pytest.mark.clause("statuses", "rights", "vote")
@pytest.mark.parametrize(("held", "expected"), [("attend, vote", ""), ("attend", "adopted")])
def test_who_may_not_vote_is_not_waited_for(
    orchard: Callable[..., Any], held: str, expected: str
) -> None:
    """F answers, and is of a status that votes; the members of the others do or do not."""
    body = opened(founded(orchard, rights=held, counted=", counted: yes"), "prompt")
    body.say("m", "in favour", "F")
    assert body.question("m").outcome == expected


@pytest.mark.clause("statuses", "rights", "vote")
def test_who_may_not_vote_is_called_in_no_roll(orchard: Callable[..., Any]) -> None:
    for held, expected in {"attend, vote": ("", ""), "attend": ("right.none", "Pact 2")}.items():
        body = opened(founded(orchard, rights=held))
        body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
        called = {"question": body.question("m").question, "positions": {"against": ["A"]}}
        called["cites"] = [{"source": "note"}]
        assert refusal(body, "roll.call/1", by="clerk", **called) == expected


@pytest.mark.clause("statuses", "rights", "break silence")
def test_a_silence_is_not_broken_by_a_position_either(orchard: Callable[..., Any]) -> None:
    against = {"question": "", "choice": "against"}
    for held, expected in {"vote, break silence": "", "vote": "right.none"}.items():
        body = opened(founded(orchard, rights=f"attend, {held}"), "silence")
        against["question"] = body.question("m").question
        assert refusal(body, "position.state/1", **against)[0] == expected


# --- statuses ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("statuses", "counted", "yes")
@pytest.mark.parametrize(
    ("counted", "population", "outcome"),
    [
        ("", ["A", "B", "C"], "adopted"),
        (", counted: no", ["A", "B", "C"], "adopted"),
        (", counted: yes", ["A", "B", "C", "F"], "rejected"),
    ],
)
def test_whoever_has_a_status_that_is_counted_is_a_member(
    orchard: Callable[..., Any], counted: str, population: list[str], outcome: str
) -> None:
    """Two are two thirds of three, and not of four."""
    body = opened(founded(orchard, counted=counted, adopted="in favour: at least 2/3 of members"))
    assert body.question("m").population == population
    body.say("m", "in favour", "A", "B")
    assert decided(body) == outcome


@pytest.mark.clause("statuses", "counted", "yes")
def test_whoever_a_step_asks_counts_on_its_question_though_no_member(
    orchard: Callable[..., Any],
) -> None:
    """Of a question put to others, those who are asked stand in the place of the members."""
    both = "{any of: [each member, each friend]}"
    for to, outcome in {both: "blocked", "each member": "adopted"}.items():
        body = opened(founded(orchard, counted="", to=to))
        if to == both:
            body.say("m", "against", "F")
        assert decided(body) == outcome


@pytest.mark.clause("statuses", "notice")
@pytest.mark.parametrize(
    ("notice", "too_soon", "in_time"),
    [
        ("", "", "2026-03-03"),
        (", notice: 10 days", "2026-03-11", "2026-03-12"),
        (", notice: 6 months", "2026-09-01", "2026-09-02"),
    ],
)
def test_a_party_leaves_no_sooner_than_its_notice_allows(
    orchard: Callable[..., Any], notice: str, too_soon: str, in_time: str
) -> None:
    """It is 2 March."""
    body = founded(orchard, notice=notice)
    if too_soon:
        found = refusal(body, "withdrawal.notify/1", party="A", effective=too_soon)
        assert found == ("withdrawal.too_soon", "Pact 2")
    body.do("withdrawal.notify/1", by="a", party="A", effective=in_time)
    body.now = datetime.fromisoformat(f"{in_time}T09:00:00+00:00")
    assert opened(body).question("m").population == ["B", "C"]


# --- members ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("members", "status: is")
@pytest.mark.clause("members", "status: from")
@pytest.mark.clause("members", "status: until")
@pytest.mark.parametrize(
    ("status", "asked", "code"),
    [
        ("", True, ""),
        (", status: [{is: member}]", True, ""),
        (", status: [{is: friend}]", False, "right.none"),
        (", status: [{is: member, from: 2026-03-02}]", True, ""),
        (", status: [{is: member, from: 2026-03-03}]", False, "party.unknown"),
        (", status: [{is: member, until: 2026-03-02}]", True, ""),
        (", status: [{is: member, until: 2026-03-01}]", False, "party.unknown"),
    ],
)
def test_a_party_is_what_its_status_says_from_its_first_day_until_its_last(
    orchard: Callable[..., Any], status: str, asked: bool, code: str
) -> None:
    """It is 2 March: whoever is a member is asked, and may speak."""
    body = opened(founded(orchard, a=status, first="C"))
    assert body.question("m").population == (["A", "B", "C"] if asked else ["B", "C"])
    assert speaks(body)[0] == code


@pytest.mark.clause("members", "status: from")
@pytest.mark.clause("members", "status: until")
@pytest.mark.parametrize(
    ("second", "asked"),
    [
        ("{is: friend, from: 2026-03-02}", False),
        ("{is: friend, from: 2026-03-03}", True),
        ("{is: friend, from: 2026-02-01, until: 2026-03-02}", False),
        ("{is: friend, from: 2026-02-01, until: 2026-03-01}", True),
    ],
)
def test_of_the_statuses_that_hold_on_a_day_the_last_begun_counts(
    orchard: Callable[..., Any], second: str, asked: bool
) -> None:
    both = f", status: [{{is: member, from: 2000-01-01}}, {second}]"
    assert ("A" in opened(founded(orchard, a=both, first="C")).question("m").population) is asked


CHAIRS = {"contour": "internal", "aim": "Order", "for_": "gavel"}


@pytest.mark.clause("members", "sort name")
@pytest.mark.parametrize(
    ("name", "in_the_chair", "other"),
    [("", "b", "c"), (", sort name: {en: Willow}", "c", "b"), (", sort name: {en: Bay}", "b", "c")],
)
def test_an_alphabetical_order_puts_a_member_under_its_sort_name(
    orchard: Callable[..., Any], name: str, in_the_chair: str, other: str
) -> None:
    """Ash, Birch, Cedar: the second has the chair in the second year, and Birch comes last under Willow."""
    body = founded(orchard, b=name, turns="2025-01-01")
    assert body.refused("priority.set/1", by=other, **CHAIRS).code == "credential.none"
    body.do("priority.set/1", by=in_the_chair, **CHAIRS)


@pytest.mark.clause("members", "sort name")
def test_a_sort_name_of_a_day_to_come_orders_nothing_yet(orchard: Callable[..., Any]) -> None:
    later = ", versions: [{from: 2000-01-01}, {from: 2030-01-01, sort name: {en: Willow}}]"
    founded(orchard, turns="2025-01-01").do("priority.set/1", by="b", **CHAIRS)
    founded(orchard, b=later, turns="2025-01-01").do("priority.set/1", by="b", **CHAIRS)


@pytest.mark.clause("members", "sort name")
def test_a_member_named_in_the_register_is_put_under_its_sort_name(
    orchard: Callable[..., Any],
) -> None:
    """The turn that runs stays whose it is: from 2027 on B, whose turn it was, stands last, and A is next instead of C."""
    for named, next_one in {"": "c", "Willow": "a"}.items():
        body = founded(orchard, turns="2025-01-01")
        if named:
            body.do("party.name/1", party="B", name={"en": "Birch"}, sort_name={"en": named})
        body.do("priority.set/1", by="b", **CHAIRS)
        body.now = body.now.replace(year=2027)
        body.do("priority.set/1", by=next_one, **CHAIRS)


# --- reservations -----------------------------------------------------------------------------------------------------

FATES = charter_schema()["properties"]["reservations"]["items"]
OBJECTIONS, ALL = "objections: none", "in favour: all"
AT_THE_DEADLINE = {
    ("yes", "stands"): ("blocked", "rejected"),
    ("yes", "lifts"): ("adopted", "adopted"),
    ("no", "stands"): ("adopted", "adopted"),
    ("no", "becomes an objection"): ("blocked", "rejected"),
    ("no", "counts as silence"): ("adopted", "rejected"),
    ("no", "travels"): ("adopted", "adopted"),
}
"""What comes of a question on which all are in favour and one with a reservation that does or does not block: where nobody
may object, and where all must be in favour."""


def words_of(key: str, schema: Any) -> set[str]:
    """The closed set of words that the schema has under the key, wherever it stands."""
    if isinstance(schema, list):
        return set().union(*(words_of(key, one) for one in schema))
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties", {}).get(key, {}).get("enum", ())
    return set(own).union(*(words_of(key, one) for one in schema.values()))


@pytest.mark.clause("reservations", "blocks", "yes")
@pytest.mark.clause("reservations", "at deadline", "*")
@pytest.mark.parametrize(("blocks", "fate"), AT_THE_DEADLINE)
def test_a_reservation_is_at_the_deadline_what_the_charter_makes_of_it(
    orchard: Callable[..., Any], blocks: str, fate: str
) -> None:
    clause = f", blocks: {blocks}, at deadline: {fate}"
    for rule, outcome in zip((OBJECTIONS, ALL), AT_THE_DEADLINE[blocks, fate], strict=True):
        body = opened(founded(orchard, reservation=clause, adopted=rule))
        body.say("m", "in favour", "B", "C")
        body.say("m", "in favour", "A", reservation="held")
        assert decided(body) == outcome


@pytest.mark.clause("reservations", "at deadline", "*")
def test_every_word_for_what_becomes_of_a_reservation_is_tried() -> None:
    assert words_of("at deadline", FATES) == {fate for _, fate in AT_THE_DEADLINE}


@pytest.mark.clause("reservations", "blocks", "yes")
@pytest.mark.parametrize(
    "last",
    [
        "B",
        "A",
    ],
)  # fmt: skip
def test_a_reservation_blocks_though_its_member_answers_last(
    orchard: Callable[..., Any], last: str
) -> None:
    body = opened(founded(orchard, reservation=", blocks: yes, at deadline: stands"), "prompt")
    for member in sorted("ABC", key=last.__eq__):
        body.say("m", "in favour", member, **({"reservation": "held"} if member == "A" else {}))
    assert body.question("m").outcome == "blocked"


@pytest.mark.clause("reservations", "at deadline", "travels")
def test_a_reservation_that_travels_goes_on_to_the_next_question(
    orchard: Callable[..., Any],
) -> None:
    """It blocks there and no longer here: the pages say that it goes to the next level with the text."""
    for fate, outcomes in {"stands": ["blocked"], "travels": ["adopted", "blocked"]}.items():
        clause = f", blocks: yes, at deadline: {fate}"
        body = opened(founded(orchard, reservation=clause), "twice")
        body.say("m", "in favour", "A", reservation="held")
        found = [decided(body)]
        if body.matter("m").outcome == "":
            body.say("m", "in favour", "B", "C")
            found.append(decided(body))
        assert found == outcomes


@pytest.mark.clause("reservations", "at deadline", "travels")
def test_a_reservation_that_travels_does_not_go_back_to_the_question_before(
    orchard: Callable[..., Any],
) -> None:
    body = opened(founded(orchard, reservation=", blocks: yes, at deadline: travels"), "twice")
    for fields in ({}, {"reservation": "held"}):
        body.say("m", "in favour", "B", "C")
        body.say("m", "in favour", "A", **fields)
        assert decided(body) == "adopted"
    matter = body.matter("m")
    for question in matter.questions:
        assert ruling_on_record(body.state, matter, question).outcome == "adopted"


@pytest.mark.clause("reservations", "at deadline", "*")
@pytest.mark.parametrize(("blocks", "fate"), AT_THE_DEADLINE)
def test_until_the_deadline_a_reservation_blocks_or_it_does_not(
    orchard: Callable[..., Any], blocks: str, fate: str
) -> None:
    body = opened(founded(orchard, reservation=f", blocks: {blocks}, at deadline: {fate}"))
    body.say("m", "in favour", "A", reservation="held")
    now = positions(body.state, body.matter("m"), body.question("m"))
    assert now["A"] == ("against" if blocks == "yes" else "in favour")


# --- the seat ---------------------------------------------------------------------------------------------------------


def deadline(orchard: Callable[..., Any], seat: str, opened_on: str, after: str) -> str:
    """When a question that is put at nine on that day closes."""
    body = founded(orchard, seat=seat, after=after)
    body.now = datetime.combine(date.fromisoformat(opened_on), datetime.min.time(), UTC)
    body.now += timedelta(hours=9)
    return str(opened(body).question("m").deadline)[:16]


@pytest.mark.clause("seat", "zone")
@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        ("", "2026-03-04T00:00"),
        (", zone: Europe/Vienna", "2026-03-03T23:00"),
        (", zone: Asia/Tokyo", "2026-03-03T15:00"),
    ],
)
def test_a_day_ends_at_midnight_of_the_seat(
    orchard: Callable[..., Any], seat: str, expected: str
) -> None:
    assert deadline(orchard, seat, "2026-03-02", "1 day") == expected


@pytest.mark.clause("seat", "holidays")
@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        ("", "2026-03-04T00:00"),
        (", holidays: [2026-03-03]", "2026-03-05T00:00"),
        (", holidays: [2026-03-03, 2026-03-04]", "2026-03-06T00:00"),
        (", holidays: [2026-03-05]", "2026-03-04T00:00"),
    ],
)
def test_a_holiday_is_no_working_day(orchard: Callable[..., Any], seat: str, expected: str) -> None:
    assert deadline(orchard, seat, "2026-03-02", "1 working day") == expected


@pytest.mark.clause("seat", "weekend", "*")
@pytest.mark.parametrize("word", WEEK)
def test_a_day_of_the_weekend_is_no_working_day(orchard: Callable[..., Any], word: str) -> None:
    """The question is put on the eve; under the other charter the weekend is three days later."""
    eve = date(2026, 3, 8) + timedelta(days=WEEK.index(word))
    other = WEEK[(WEEK.index(word) + 3) % 7]
    for weekend, days in {word: 3, other: 2}.items():
        found = deadline(orchard, f", weekend: [{weekend}]", eve.isoformat(), "1 working day")
        assert found == f"{eve + timedelta(days=days)}T00:00"


@pytest.mark.clause("seat", "weekend", "saturday")
@pytest.mark.clause("seat", "weekend", "sunday")
@pytest.mark.parametrize(
    ("seat", "expected"),
    [
        ("", "2026-03-10"),
        (", weekend: [saturday, sunday]", "2026-03-10"),
        (", weekend: [saturday]", "2026-03-09"),
        (", weekend: [friday, saturday]", "2026-03-09"),
        (", weekend: [sunday]", "2026-03-08"),
    ],
)
def test_the_weekend_is_saturday_and_sunday_unless_given(
    orchard: Callable[..., Any], seat: str, expected: str
) -> None:
    """From Friday, 6 March."""
    assert deadline(orchard, seat, "2026-03-06", "1 working day") == f"{expected}T00:00"
