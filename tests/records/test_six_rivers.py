"""The script of the practice body keeps, on any day, what its page promises: its page is what these tests read."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest

from comity.audit import Audit, audit
from comity.body.acts import AnyAct, Attest, LiftRemark, StatePosition
from comity.body.ballots import positions
from comity.body.dates import when
from comity.body.periods import is_working_day
from comity.body.state import Matter, State, find_matter
from comity.body.turns import holder_of_turn, holders
from comity.charter.analysis import analyse
from comity.charter.law import law
from comity.charter.reading import read_charter
from comity.exchange.scripts import Script, found_body, play, read_script
from comity.register.keys import SigningKey
from comity.registrar import Registrar
from comity.store.evidence import verify
from comity.store.memory import MemoryStore

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "records" / "six-rivers"
CHARTER = read_charter(ROOT / "charters" / "six-rivers" / "charter.yaml")
KEY = SigningKey("example.org/six-rivers", bytes(32))
SUNDAY = datetime(2026, 11, 22, 21, 45, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 0, 5, tzinfo=UTC)
YEARS_END = datetime(2027, 12, 31, 12, 0, tzinfo=UTC)
DAYS = pytest.mark.parametrize(
    "today", [SUNDAY, LEAP_DAY, YEARS_END], ids=lambda day: day.date().isoformat()
)
VETOES = {"veto.vote", "veto.absence"}


@cache
def script() -> Script:
    return read_script(FOLDER)


@cache
def played(today: datetime) -> Registrar:
    registrar = found_body(script(), MemoryStore(), KEY, today, clock=lambda: today)
    play(script(), registrar, today)
    return registrar


def promised(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| (.+) \|$", table)
    assert len(rows) > 2
    return [row.split(" | ") for row in rows[1:]]


def matter(state: State, name: str) -> Matter:
    found = find_matter(state, name)
    assert found is not None
    return found


# --- what the page promises ---------------------------------------------------------------------------------------------


@DAYS
def test_every_running_matter_is_in_the_step_that_the_page_says(today: datetime) -> None:
    running = {
        one.matter: [one.procedure, one.step, "open" if one.question() else "none"]
        for one in played(today).state.matters.values()
    }
    assert running == {row[0]: row[1:4] for row in promised("Matters on the day")}


@DAYS
def test_every_ended_matter_ended_as_the_page_says(today: datetime) -> None:
    state = played(today).state
    ended = {name: [(one := matter(state, name)).procedure, one.outcome] for name in state.cards}
    assert ended == {row[0]: row[1:3] for row in promised("Matters that have ended")}


@DAYS
def test_every_person_acts_for_whom_and_with_the_powers_that_the_page_says(today: datetime) -> None:
    state = played(today).state
    kept = {}
    for person, entered in state.persons.items():
        held = [state.credentials[one] for one in state.credentials_of.get(person, [])]
        assert isinstance(entered.name, dict)
        parties = {one.party: {*one.powers} for one in held}
        kept[person] = (entered.name["en"], parties)
    assert kept == {row[0]: (row[1], _credentials(row[3], row[4])) for row in promised("Persons")}


def _credentials(party: str, powers: str) -> dict[str, set[str]]:
    return {} if party in ("nobody", "secretary_general") else {party: {*powers.split(", ")}}


@DAYS
def test_every_session_is_on_a_working_day_as_the_page_says(today: datetime) -> None:
    for name, organ, form, days, stands in promised("Sessions"):
        session = played(today).state.sessions[name]
        assert (session.organ, session.format or "none") == (organ, form)
        assert ("closed" if session.closed else "convened") == stands
        convened = date.fromisoformat(session.on)
        assert is_working_day(convened, CHARTER.seat)
        first = _seat_day(today) + timedelta(days=int(days.split()[0]))
        between = [first + timedelta(days=n) for n in range((convened - first).days)]
        assert convened >= first
        assert not any(is_working_day(day, CHARTER.seat) for day in between)


def _seat_day(today: datetime) -> date:
    # Rivermouth keeps the time of Riga, in winter two hours ahead of UTC.
    return (today + timedelta(hours=2)).date()


# --- the clocks ---------------------------------------------------------------------------------------------------------


@DAYS
def test_a_silence_ends_in_twenty_hours(today: datetime) -> None:
    question = matter(played(today).state, "ferry").question()
    assert question is not None
    assert datetime.fromisoformat(question.deadline) == today + timedelta(hours=20)
    assert question.breaks == []


@DAYS
@pytest.mark.parametrize(("name", "days"), [("plan", 3), ("budget", 6)])
def test_a_round_ends_at_six_in_the_evening(today: datetime, name: str, days: int) -> None:
    question = matter(played(today).state, name).question()
    assert question is not None
    last = datetime.fromisoformat(question.deadline) + timedelta(hours=2)
    assert (last.date(), last.hour) == (_seat_day(today) + timedelta(days=days), 18)


@DAYS
def test_no_open_deadline_has_passed(today: datetime) -> None:
    registrar = played(today)
    open_ones = [
        q for one in registrar.state.matters.values() if (q := one.question()) and q.deadline
    ]
    assert len(open_ones) == 7
    assert all(datetime.fromisoformat(q.deadline) > today for q in open_ones)
    assert registrar.pass_deadlines(now=today) == 0


@DAYS
def test_what_has_effect_on_a_date_waits_for_it(today: datetime) -> None:
    ice = matter(played(today).state, "ice-watch")
    assert [decision.effective for decision in ice.decisions] == [
        (_seat_day(today) + timedelta(days=20)).isoformat()
    ]


# --- who stands where ---------------------------------------------------------------------------------------------------


@DAYS
def test_the_plan_is_in_its_second_round_and_one_member_has_not_answered(today: datetime) -> None:
    plan = matter(played(today).state, "plan")
    question = plan.question()
    assert question is not None
    assert [(q.step, q.outcome) for q in plan.questions] == [
        ("reconciliation", "rejected"),
        ("reconciliation", ""),
    ]
    assert {*question.population} - question.choices.keys() == {"BE"}
    standing = Counter(
        (one.by, one.nature, *one.paragraphs)
        for one in plan.remarks.values()
        if not one.disposition and one.nature != "comment"
    )
    assert standing == {
        ("ES", "bracket", "c"): 1,
        ("CO", "bracket", "c"): 1,
        ("CO", "reservation", "d"): 1,
    }
    settled = sorted(one.disposition for one in plan.remarks.values() if one.disposition)
    assert settled == ["lifted", "taken", "taken"]
    assert question.stated["FA"][-1].via == "note"


@DAYS
def test_once_what_is_open_is_lifted_the_last_answer_carries_the_plan(today: datetime) -> None:
    registrar = found_body(script(), MemoryStore(), KEY, today, clock=lambda: today)
    play(script(), registrar, today)
    plan = matter(registrar.state, "plan")
    question = plan.question()
    assert question is not None
    # A bracket stands in the way until it is lifted, and so does a scrutiny reservation while the round runs (Rules 14).
    assert positions(registrar.state, plan, question) == {
        **dict.fromkeys(["AR", "DA", "FA"], "in favour"),
        **dict.fromkeys(["CO", "ES"], "against"),
        "BE": "pending",
    }
    lifts: list[AnyAct] = [
        LiftRemark(by={"ES": "p14", "CO": "p8"}[one.by], for_=one.by, remark=one.remark)
        for one in plan.remarks.values()
        if not one.disposition and one.nature != "comment"
    ]
    said = question.question
    accepts = [("p8", "CO"), ("p5", "BE")]
    registrar.submit(
        [
            *lifts,
            *[StatePosition(by=p, for_=m, question=said, choice="in favour") for p, m in accepts],
        ]
    )
    # Charter 12: everybody has answered and nobody objects.
    assert matter(registrar.state, "plan").step == "approval"


@DAYS
def test_a_draft_is_back_with_brackets_of_two_members(today: datetime) -> None:
    draft = matter(played(today).state, "dredging")
    assert (len(draft.questions), len(draft.versions), draft.step) == (1, 1, "drafting")
    brackets = {
        (one.by, *one.paragraphs) for one in draft.remarks.values() if one.nature == "bracket"
    }
    assert brackets == {("ES", "a"), ("CO", "b")}


@DAYS
def test_three_of_six_have_signed(today: datetime) -> None:
    question = matter(played(today).state, "flood-warning").question()
    assert question is not None
    assert question.choices == dict.fromkeys(["AR", "CO", "ES"], "in favour")
    assert len(question.population) == 6


@DAYS
def test_an_answer_by_telephone_is_contested(today: datetime) -> None:
    question = matter(played(today).state, "budget").question()
    assert question is not None
    said = question.stated["ES"][-1]
    assert (said.via, said.contested) == ("telephone", True)
    assert question.choices["DA"] == "abstaining"


@DAYS
def test_a_consultation_in_confidence_shows_neither_answers_nor_who_gave_them(
    today: datetime,
) -> None:
    registrar = played(today)
    asked = matter(registrar.state, "next-appointment").question()
    assert asked is not None
    store, body = registrar.store, registrar.body
    answers = [
        data
        for data in store.read(body, 0, store.head(body).size)
        if asked.question.encode() in data and b'"position.state/1"' in data
    ]
    assert len(answers) == 2
    for data in answers:
        assert re.search(rb'"(by|for|choice)":"(?!sealed:)', data) is None


@DAYS
def test_a_hindered_matter_says_what_is_missing(today: datetime) -> None:
    hindered = matter(played(today).state, "auditor").hindered
    assert (hindered.code, hindered.values) == ("candidate.unknown", {"person": "p28"})


@DAYS
def test_the_chair_passed_and_the_secretary_general_is_in_office(today: datetime) -> None:
    state, day = played(today).state, _seat_day(today).isoformat()
    on = law(CHARTER, _seat_day(today))
    assert holder_of_turn(state, on, "chairmanship", day) == "AR"
    assert [one.person for one in holders(state, "secretary_general", day)] == ["p23"]
    assert holders(state, "auditor", day) == []


@DAYS
def test_a_corrected_roll_call_makes_its_ruling_again(today: datetime) -> None:
    state = played(today).state
    (vote,) = matter(state, "fish-passes").questions
    assert len(vote.rulings) == 1
    sides = Counter(vote.choices.values())
    assert sides == {"in favour": 3, "against": 1, "abstaining": 2}
    assert vote.outcome == "adopted"
    assert len(state.corrected) == 2


@DAYS
def test_the_year_of_the_chair_has_something_of_everything(today: datetime) -> None:
    state = played(today).state
    assert Counter(one.verdict for one in state.reviews.values()) == {
        "achieved": 1,
        "continuing": 1,
    }
    assert len(state.plan_items) == 3
    assert len(state.events) == 4
    instructions = [bool(one.done) for one in state.instructions.values()]
    assert Counter(instructions) == {True: 2, False: 2}
    assert Counter(bool(one.answered) for one in state.inquiries.values()) == {True: 1, False: 1}
    assert all(when(one.period).latest is not None for one in state.events.values())


# --- lawful, whole, quick -----------------------------------------------------------------------------------------------


@DAYS
def test_every_act_was_lawful_and_nothing_is_attested(today: datetime) -> None:
    registrar, done = played(today), Audit()
    assert list(audit(registrar.entries(), registrar.entry, done)) == []
    assert (done.attested, done.entries) == (0, registrar.state.size)
    assert verify(registrar.store, registrar.body, KEY.verifying).size == done.entries
    assert not any(isinstance(entry.act, Attest) for entry in registrar.entries())


@DAYS
def test_no_entry_is_later_than_the_moment_of_playing(today: datetime) -> None:
    moments = [datetime.fromisoformat(entry.at) for entry in played(today).entries()]
    assert moments == sorted(moments)
    assert moments[-1] <= today


def test_it_plays_in_well_under_three_seconds() -> None:
    started = process_time()
    registrar = found_body(script(), MemoryStore(), KEY, SUNDAY, clock=lambda: SUNDAY)
    assert play(script(), registrar, SUNDAY) == script().size
    assert process_time() - started < 1.5


def test_the_papers_are_those_that_the_script_cites() -> None:
    sources = played(SUNDAY).state.sources.values()
    assert {one.file for one in sources} == {
        f"papers/{path.name}" for path in (FOLDER / "papers").iterdir()
    }
    for one in sources:
        assert sha256((FOLDER / one.file).read_bytes()).hexdigest() == one.sha256


def test_every_title_and_text_is_in_both_languages() -> None:
    state = played(SUNDAY).state
    matters = [*state.matters.values(), *[matter(state, name) for name in state.cards]]
    titles = [one.title for one in matters]
    titles += [one.title for one in state.sessions.values()]
    titles += [one.title for one in state.events.values()]
    titles += [item.title for one in state.sessions.values() for item in one.items]
    assert all(isinstance(title, dict) and {*title} == {"en", "ru"} for title in titles)


def test_the_charter_leaves_open_vetoes_who_acts_after_a_deputy_and_how_far_deadlines_are_extended() -> (
    None
):
    assert CHARTER.certified
    assert {finding.code for finding in analyse(CHARTER)} == {
        *VETOES,
        "office.limit",
        "extension.unlimited",
    }
