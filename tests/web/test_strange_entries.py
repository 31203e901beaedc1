"""No entry breaks a page: whatever one entry says, every page is shown to everybody and names the record."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import walking
from click.testing import CliRunner, Result
from django.conf import LazySettings
from django.test import Client

from comity.body.acts import AnyAct, Attest, Citation, Correct, FlagIrregularity
from comity.body.effects import (
    AnyEffect,
    AttendanceRecorded,
    CredentialIssued,
    DecisionIssued,
    EventPlanned,
    InstructionGiven,
    ItemPlaced,
    MatterOpened,
    MeetingHeld,
    MeetingProposed,
    PersonEntered,
    PlanItemSet,
    PositionStated,
    PrioritySet,
    ProgressAsked,
    QuestionPut,
    RelationEntered,
    RemarkMade,
    ReviewMade,
    RightSuspended,
    SessionConvened,
    SourceFiled,
    SpeechMade,
    StatusGranted,
    StepEntered,
    TenureBegan,
    ThingProvided,
    TurnPassed,
)
from comity.body.entry import ENGINE, Entry
from comity.cli.main import comity
from comity.web.bodies import RunningBody, bodies
from comity.web.models import Belonging, HostedBody
from comity.web.tolerance import set_aside_now

AT = "2026-11-30T09:00:00.000Z"
BODY = "six-rivers"


def poison(body: RunningBody, *facts: AnyEffect) -> int:
    """Appends an entry with those facts to the register, past everything that the kernel would refuse; its number."""
    registrar = body.registrar
    state = registrar.state
    source = next(iter(state.sources))
    act = Attest(by="p0", for_="secretariat", facts=list(facts), cites=[Citation(source=source)])
    entry = Entry(
        n=state.size, body=body.name, at=max(AT, state.at), charter=0, act=act, effects=list(facts),
        engine=ENGINE, request="",
    )  # fmt: skip
    registrar._append(registrar._sealed(state, [entry], frozenset()), "")
    return entry.n


def asked(body: RunningBody) -> str:
    question = body.registrar.state.matters["budget"].question()
    assert question is not None
    return question.question


STRANGE: dict[str, Callable[[RunningBody], list[AnyEffect]]] = {
    "a matter whose id fits in no address": lambda _: [
        MatterOpened(matter="a/b", procedure="decision", title="Tolls", by="AR", on="2026-11-01"),
        StepEntered(matter="a/b", step="draft", on="2026-11-01"),
    ],
    "a matter of an unknown procedure": lambda _: [
        MatterOpened(matter="m-x", procedure="zzz", title="Tolls", by="AR", on="2026-11-01")
    ],
    "a matter at an unknown step": lambda _: [
        MatterOpened(matter="m-x", procedure="decision", title="Tolls", by="zz", on="2026-11-01"),
        StepEntered(matter="m-x", step="zzz", on="2026-11-01", deadline="soon"),
    ],
    "a matter opened on no day": lambda _: [
        MatterOpened(matter="m-x", procedure="decision", title={}, by="AR", on="the other day")
    ],
    "an answer with an unknown reservation": lambda body: [
        PositionStated(question=asked(body), member="AR", choice="in favour", on="2026-11-20", reservation="zzz")
    ],
    "an answer that is none of the positions": lambda body: [
        PositionStated(question=asked(body), member="AR", choice="perhaps", on="2026-11-20", sent="x")
    ],
    "an answer of a stranger on no day": lambda body: [
        PositionStated(question=asked(body), member="Z/Z", choice="in favour", on="never", via="zz")
    ],
    "a question under an unknown rule": lambda _: [
        QuestionPut(
            question="calendar.q9", matter="calendar", step="zzz", rule="zzz", charter=0, population=["ZZ"], opened="x"
        )
    ],
    "a question under a charter that is not there": lambda _: [
        QuestionPut(
            question="calendar.q9", matter="calendar", step="vote", rule="consensus", charter=5, population=[], opened=AT
        )
    ],
    "a session of an unknown organ on no day": lambda _: [
        SessionConvened(session="s/x", organ="zzz", on="someday", format="zzz", host="ZZ")
    ],
    "an item at a session about nothing": lambda _: [
        ItemPlaced(session="council-regular", item="i/1", position=-5, matter="zz/z")
    ],
    "attendance of strangers": lambda _: [
        AttendanceRecorded(session="council-regular", present=["Z/Z"], persons={"Z/Z": "nobody"})
    ],
    "a person without a name": lambda _: [PersonEntered(person="p/x", name={}, titles=["zz"])],
    "a credential of nobody since no day": lambda _: [
        CredentialIssued(credential="c/x", person="p2", party="ZZ", powers=["zzz"], since="x", until="y", as_="zz")
    ],
    "a tenure of an unknown office": lambda _: [
        TenureBegan(tenure="t/x", office="zzz", person="zz", since="x", slot=999)
    ],
    "a tenure since no day": lambda _: [
        TenureBegan(tenure="t/x", office="secretary_general", person="p23", since="some day")
    ],
    "a turn on no day": lambda _: [TurnPassed(rota="chairmanship", to="ZZ", on="x", owed=["QQ"])],
    "a status that is none": lambda _: [
        StatusGranted(party="Z/Z", status="zzz", since="x"), RightSuspended(party="AR", right="zz", since="x"),
    ],
    "a relation with nobody": lambda _: [
        RelationEntered(relation="r/x", party="Z/Z", nature={}, since="x")
    ],
    "a meeting on no day": lambda _: [
        MeetingProposed(meeting="mt/x", nature="zz", by="ZZ", parties=["AR", "ZZ"], on="x"),
        MeetingHeld(meeting="mt/y", on="x", parties=["Z/Z"], persons=["zz"], topics=[{}]),
    ],
    "an instruction to nobody": lambda _: [
        InstructionGiven(instruction="in/x", by="zz", to="AR", what={}, on="x", due="soon", matter="zz"),
        ProgressAsked(inquiry="iq/x", by="zz", to="AR", about="z/z", on="x"),
    ],
    "a remark on a paragraph that is not there": lambda _: [
        RemarkMade(remark="r/x", matter="budget", version=99, paragraph="z/z", by="ZZ", nature="reservation", type="zzz")
    ],
    "a thing that no step asks for": lambda _: [
        ThingProvided(matter="budget", thing="zz/z", value="x" * 300, by="ZZ", step="zzz")
    ],
    "a decision on no day": lambda _: [
        DecisionIssued(decision="d/x", matter="budget", title={}, dated="x", effective="y", number="n/1", organ="zz")
    ],
    "an event at no time": lambda _: [
        EventPlanned(event="e/x", title={}, nature="zz", period="x", host="ZZ", participants=["Z/Z"]),
        PrioritySet(priority="pr/x", by="ZZ", contour="zz", aim={}, on="x", period="y", rota="zz"),
        PlanItemSet(item="pi/x", plan="pl/x", what={}, carries_out=["z/z"], due="x"),
        ReviewMade(review="rv/x", of="z/z", verdict="achieved", by="ZZ", on="x"),
    ],
    "a source without a title": lambda _: [SourceFiled(source="d/x", title={}, sha256="x", published="x")],
    "a speech of nobody": lambda _: [
        SpeechMade(speech="sp/x", by="Z/Z", on="x", gist={}, session="council-regular", matter="zz", person="zz")
    ],
}  # fmt: skip


@pytest.fixture
def tolerant(practice: RunningBody, settings: LazySettings) -> RunningBody:
    """The practice body, open to visitors, on pages as they are in production."""
    settings.STRICT_PAGES = False
    HostedBody.objects.filter(body=BODY).update(open_to_public=True)
    return practice


def browsers() -> Iterator[tuple[str, Client]]:
    for person in ("p19", "p2"):
        account = Belonging.objects.get(body=BODY, person=person).account
        yield person, walking.signed_in(account)
    yield "a visitor", Client(raise_request_exception=False)


PAGES = (
    "desk", "matters", "tasks", "sessions", "sessions/council-regular", "offices", "body", "people", "register",
    "charter", "search?q=tolls", "calendar", "calendar.ics", "decisions", "decisions.atom", "sessions.atom", "sources",
    "register/tables", "register/tables/matters.csv", "matters/budget", "matters/calendar", "matters/budget/history",
    "matters/budget/remarks", "matters/budget/remarks.csv", "offices/secretary_general", "rotas/chairmanship",
    "body/AR", "sessions/council-regular/minutes", "sessions/council-regular/operate", "matters/new", "attest", "head",
)  # fmt: skip
"""The pages of the body that everybody opens; the feeds and tables among them."""
OF_THE_ENTRY = ("register/{n}", "register/{n}.json", "register/{n}/correct")


def statuses(client: Client) -> dict[str, int]:
    return {path: client.get(f"/b/{BODY}/{path}").status_code for path in PAGES}


@pytest.fixture(scope="module")
def usual() -> dict[str, dict[str, int]]:
    """What each page answers each reader before anything strange is recorded; filled by the first test that asks."""
    return {}


def faults(body: RunningBody, number: int, usual: dict[str, dict[str, int]]) -> Iterator[str]:
    for who, client in browsers():
        paths = [*PAGES, *(one.format(n=number) for one in OF_THE_ENTRY)]
        for path in paths:
            answer = client.get(f"/b/{BODY}/{path}")
            if "This cannot be shown" in walking.content(answer):
                continue
            if (
                answer.status_code != usual[who].get(path, answer.status_code)
                or answer.status_code >= 500
            ):
                yield f"{who} {path}: {answer.status_code} {_why(answer)}"


def _why(answer: Any) -> str:
    if not getattr(answer, "exc_info", None):
        return ""
    last = traceback.extract_tb(answer.exc_info[2])[-1]
    return f"{answer.exc_info[1]!r} {last.filename.rpartition('/')[2]}:{last.lineno}"


def assert_shown(body: RunningBody, number: int, usual: dict[str, dict[str, int]]) -> None:
    """Every page answers as it did before, and the desk of whoever keeps the record names what cannot be shown."""
    found = list(faults(body, number, usual))
    assert found == [], "\n".join(found)
    with body.reading() as state:
        aside = set_aside_now(body, state)
        named = {*state.unapplied, *(aside.entries if aside is not None else ())}
    keeper = dict(browsers())["p19"]
    page = walking.content(keeper.get(f"/b/{BODY}/desk"))
    for one in named:
        assert f"Record no. {one}: this entry cannot be shown in full." in page
        assert f"/b/{BODY}/register/{one}/correct" in page


@pytest.mark.slow
@pytest.mark.parametrize("strange", STRANGE)
def test_whatever_one_entry_says_every_page_is_shown(
    tolerant: RunningBody, usual: dict[str, dict[str, int]], strange: str
) -> None:
    _know_what_is_usual(usual)
    assert_shown(tolerant, poison(tolerant, *STRANGE[strange](tolerant)), usual)


@pytest.mark.slow
def test_whatever_several_entries_say_every_page_is_shown(tolerant: RunningBody) -> None:
    usual: dict[str, dict[str, int]] = {}
    _know_what_is_usual(usual)
    numbers = [poison(tolerant, *facts(tolerant)) for facts in STRANGE.values()]
    assert_shown(tolerant, numbers[0], usual)


def _know_what_is_usual(usual: dict[str, dict[str, int]]) -> None:
    if not usual:
        usual |= {who: statuses(client) for who, client in browsers()}
    assert all(200 in of.values() for of in usual.values())


def test_a_matter_that_no_address_can_name_is_named_by_its_record(tolerant: RunningBody) -> None:
    number = poison(tolerant, *STRANGE["a matter whose id fits in no address"](tolerant))
    for who, client in browsers():
        page = walking.content(client.get(f"/b/{BODY}/matters"))
        assert f"Record no. {number}: this entry cannot be shown in full." in page, who
        assert f'href="/b/{BODY}/register/{number}"' in page
        assert ("Correct it" in page) == (who == "p19")
        assert "Budget" in page or "budget" in page  # everything else is there


def test_a_fault_of_ours_is_no_fault_of_an_entry(
    tolerant: RunningBody, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("comity.web.views.desk.desk", broken)
    account = Belonging.objects.get(body=BODY, person="p19").account
    assert walking.signed_in(account).get(f"/b/{BODY}/desk").status_code == 500
    with tolerant.reading() as state:
        assert set_aside_now(tolerant, state) is None


def test_pages_are_strict_in_tests_so_that_faults_are_found(practice: RunningBody) -> None:
    poison(practice, *STRANGE["a matter whose id fits in no address"](practice))
    account = Belonging.objects.get(body=BODY, person="p19").account
    assert walking.signed_in(account).get(f"/b/{BODY}/matters").status_code == 500


def test_an_entry_that_cannot_be_applied_leaves_the_body_as_it_was(practice: RunningBody) -> None:
    before = len(practice.registrar.state.matters)
    number = poison(practice, StepEntered(matter="nowhere", step="draft", on="2026-11-01"))
    assert practice.registrar.state.unapplied == [number]
    assert len(practice.registrar.state.matters) == before


def test_an_act_is_recorded_though_a_page_cannot_show_another_entry(tolerant: RunningBody) -> None:
    poison(tolerant, *STRANGE["a session of an unknown organ on no day"](tolerant))
    keeper = dict(browsers())["p19"]
    size = tolerant.registrar.state.size
    data = {
        "as": "secretariat",
        "request": "r1",
        "about": "7",
        "article": "Charter 8",
        "authority": "A",
        "what": "B",
    }
    assert keeper.post(f"/b/{BODY}/flag", data).status_code == 303
    assert tolerant.registrar.state.size == size + 1


# --- the command line, and what keeps the record --------------------------------------------------------------------


READING = (
    "show body", "show matter budget", "show matter m-x", "show matter a/b", "show matter calendar", "show member AR",
    "show office secretary_general", "show office chairmanship", "show session council-regular", "show session s/x",
    "show programme", "log", "audit", "signatures", "verify", "prove {n}",
)  # fmt: skip
"""The verbs that read a body, and what they are asked for."""


def typed(body: RunningBody, words: str) -> Result:
    address = bodies().place.register
    return CliRunner().invoke(comity, [*words.split(), "--register", address, "--body", BODY])


def unforeseen(done: Result) -> bool:
    return done.exception is not None and not isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("strange", STRANGE)
def test_every_verb_that_reads_answers_whatever_one_entry_says(
    practice: RunningBody, strange: str
) -> None:
    number = poison(practice, *STRANGE[strange](practice))
    failed = {}
    for words in READING:
        done = typed(practice, words.format(n=number))
        if unforeseen(done):
            last = traceback.extract_tb(done.exc_info[2])[-1]
            failed[words] = f"{done.exception!r} {last.filename}:{last.lineno}"
    assert failed == {}


def test_show_names_the_entry_that_it_cannot_show(practice: RunningBody) -> None:
    number = poison(practice, *STRANGE["a session of an unknown organ on no day"](practice))
    body = typed(practice, "show body")
    assert body.exit_code == 0, body.output
    assert f"Entry {number} cannot be shown in full." in body.output
    assert "Budget" in body.output or "budget" in body.output  # everything else is there
    value = json.loads(typed(practice, "show body --json").stdout)
    assert value["not_shown"] == [number]


NOWHERE = StepEntered(matter="nowhere", step="draft", on="2026-11-01")


def test_audit_and_doctor_name_an_entry_that_cannot_be_applied_until_it_is_corrected(
    practice: RunningBody,
) -> None:
    number = poison(practice, NOWHERE)
    audited = typed(practice, "audit --json")
    assert audited.exit_code == 1
    kinds = [
        one["kind"] for one in json.loads(audited.stdout)["findings"] if one["entry"] == number
    ]
    assert "unapplied" in kinds
    [finding] = _applied(practice)
    assert (finding["state"], str(number) in finding["found"]) == ("fail", True)
    assert f'"entry": {number}, "void": true' in finding["helps"]
    printed = re.findall(r"comity act with (\{.*\})\.", finding["helps"])
    practice.registrar.submit([msgspec.json.decode(printed[0], type=AnyAct)])
    assert [one["state"] for one in _applied(practice)] == ["ok"]
    findings = json.loads(typed(practice, "audit --json").stdout)["findings"]
    assert "unapplied" not in [one["kind"] for one in findings]


def _applied(body: RunningBody) -> list[Any]:
    address = bodies().place.register
    done = CliRunner().invoke(comity, ["doctor", "--register", address, "--json"])
    found = json.loads(done.stdout)["findings"]
    return [one for one in found if one["what"] == f"{BODY}: entries"]


def test_a_deadline_of_which_nothing_can_follow_stops_nobody(practice: RunningBody) -> None:
    """A matter at a step that its procedure does not have, with a deadline that has passed: other acts are recorded."""
    opened = MatterOpened(
        matter="m-x", procedure="decision", title="Tolls", by="AR", on="2026-11-01"
    )
    past = StepEntered(
        matter="m-x", step="zzz", on="2026-11-01", deadline="2026-11-02T00:00:00.000Z"
    )
    poison(practice, opened, past)
    flag = FlagIrregularity(
        by="p19", for_="secretariat", about="7", article="8", authority="A", what="B"
    )
    answer = practice.registrar.submit([flag, flag])
    assert [type(one.act) for one in answer.entries[-2:]] == [FlagIrregularity] * 2
    state = practice.registrar.state
    assert state.matters["m-x"].hindered.code == "deadline.strange"
    assert "m-x" not in state.due
    assert practice.registrar.pass_deadlines() == 0


def test_an_act_on_a_question_at_an_unknown_step_is_refused_or_recorded(
    practice: RunningBody,
) -> None:
    poison(practice, *STRANGE["a question under an unknown rule"](practice))
    number = poison(practice, *STRANGE["a question under an unknown rule"](practice))
    correct = Correct(by="p19", for_="secretariat", entry=number, reason="Not so.", void=True)
    assert practice.registrar.submit([correct]).entries[-1].act.entry == number
