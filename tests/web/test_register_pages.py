"""The register: what stands in it for whom, that a number left out tells nothing, proofs that check without us, tables."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.test import Client

from comity.register import proof
from comity.store.codec import encode
from comity.web.bodies import RunningBody
from comity.web.models import Account, HostedBody
from comity.web.readmodel.tables import TABLES, cell

NAME = ("Raske", "Раске")
CONFIDENTIAL = "next-appointment"


def text_of(client: Client, address: str) -> str:
    """What the address answers, whole."""
    response = client.get(f"/b/six-rivers/{address}", headers={"accept-language": "en"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def entries_of(practice: RunningBody, what: str) -> list[int]:
    """The numbers of the entries whose bytes name that."""
    stored = practice.registrar.store.read(practice.name, 0)
    return [number for number, data in enumerate(stored) if f'"{what}"'.encode() in data]


def addresses(practice: RunningBody) -> list[str]:
    """Every page of the record's that lists or tells something."""
    size = practice.registrar.state.size
    pages = [f"register?before={before}" for before in range(size, 0, -50)]
    tables = [f"register/tables/{name}.csv" for name in TABLES]
    others = (
        "offices",
        "offices/secretary_general",
        "rotas/chairmanship",
        "body",
        "body/AR",
        "body/ES",
        "body/FA",
        "sources",
        "decisions",
        "decisions.atom",
        "sessions.atom",
        "calendar",
        "calendar?past=yes",
        "charter",
        "register?kind=person",
        "register?kind=matter",
        "search?q=candidate",
        "search?q=appointment",
        "search?q=p25",
    )
    return [*pages, *tables, *others]


@pytest.mark.parametrize("person", ["p26", "p27", "p21", "p6"])
def test_nobody_who_is_not_asked_meets_the_candidate_or_the_matter_anywhere(
    person: str, practice: RunningBody, visitor
) -> None:
    reader = visitor(person)
    for language in ("en", "ru"):
        reader.cookies["django_language"] = language
        for address in addresses(practice):
            found = text_of(reader, address)
            assert not any(name in found for name in NAME), address
            assert CONFIDENTIAL not in found, address


def test_a_visitor_of_an_open_body_does_not_meet_the_candidate(practice: RunningBody) -> None:
    HostedBody.objects.update_or_create(body="six-rivers", defaults={"open_to_public": True})
    for address in [*addresses(practice), "calendar.ics"]:
        found = text_of(Client(), address)
        assert not any(name in found for name in NAME), address
        assert CONFIDENTIAL not in found, address


def test_those_who_are_asked_find_the_matter_and_the_candidate(visitor) -> None:
    own = visitor("p13")
    assert "Milena Raske" in text_of(own, "offices/secretary_general")
    assert "Milena Raske" in text_of(own, "register?kind=person") + text_of(own, "search?q=Raske")


def test_a_record_in_confidence_answers_as_one_that_is_not_there(
    practice: RunningBody, visitor
) -> None:
    observer = visitor("p26")
    numbers = {*entries_of(practice, CONFIDENTIAL), *entries_of(practice, "p25")}
    assert len(numbers) > 3
    for number in numbers:
        for ending in ("", ".json", ".proof"):
            found = observer.get(f"/b/six-rivers/register/{number}{ending}")
            missing = observer.get(f"/b/six-rivers/register/999{number}{ending}")
            assert (found.status_code, missing.status_code) == (404, 404)
            assert _without(missing, f"999{number}") == _without(found, str(number))


def _without(response, number: str) -> str:
    """The page without its own address and without what is drawn anew each time."""
    plain = response.content.decode().replace(number, "N")
    return re.sub(r'(name="csrfmiddlewaretoken" value)="[^"]*"', r"\1", plain)


def test_an_asked_member_does_not_see_that_another_has_answered(
    practice: RunningBody, visitor
) -> None:
    estmar = visitor("p13")
    stored = list(practice.registrar.store.read(practice.name, 0))
    sealed = [
        n
        for n, data in enumerate(stored)
        if b'"position.state/1"' in data and CONFIDENTIAL.encode() in data
    ]
    assert len(sealed) == 2  # AR and DA have answered, as the script has it
    assert {estmar.get(f"/b/six-rivers/register/{n}").status_code for n in sealed} == {404}
    assert "In confidence" in text_of(estmar, "offices/secretary_general")
    assert CONFIDENTIAL not in text_of(estmar, "register/tables/positions.csv")
    assert visitor("p19").get(f"/b/six-rivers/register/{sealed[0]}").status_code == 200


def test_a_member_sees_its_own_answer_in_confidence(practice: RunningBody, visitor) -> None:
    rows = list(csv.reader(io.StringIO(text_of(visitor("p1"), "register/tables/positions.csv"))))
    place = rows[1].index("member")
    assert {row[place] for row in rows[2:] if row and row[0] == CONFIDENTIAL} == {"AR"}


def test_the_proof_of_a_record_checks_with_the_key_alone(practice: RunningBody, visitor) -> None:
    found = visitor("p26").get("/b/six-rivers/register/3.proof").content.decode()
    proven = proof.check(found, practice.registrar.key.verifying)
    entry = practice.registrar.entry(3)
    assert entry is not None
    assert (proven.index, proven.entry) == (3, encode(entry))


def test_the_exact_bytes_of_a_record_are_given_out(practice: RunningBody, visitor) -> None:
    stored = next(iter(practice.registrar.store.read(practice.name, 5, 6)))
    assert visitor("p26").get("/b/six-rivers/register/5.json").content == stored


def test_the_acts_of_the_list_are_all_that_the_reader_may_see(
    practice: RunningBody, visitor
) -> None:
    keeper, number = visitor("p19"), practice.registrar.state.size
    seen: set[int] = set()
    while number > 0:
        page = keeper.get(f"/b/six-rivers/register?before={number}").context["window"]
        seen |= {line.told.number for line in page.lines}
        if page.before is None:
            break
        number = page.before
    assert seen == set(range(practice.registrar.state.size))


def test_a_filter_says_how_far_it_looked_and_lets_through_what_fits(visitor) -> None:
    page = visitor("p19").get("/b/six-rivers/register?kind=silence").context["window"]
    assert page.lines
    assert page.looked is not None
    assert page.looked[0] == 0


def test_dates_narrow_the_list_to_the_days_asked_for(practice: RunningBody, visitor) -> None:
    entry = practice.registrar.entry(120)
    assert entry is not None
    day = entry.at[:10]
    page = visitor("p19").get(f"/b/six-rivers/register?since={day}&until={day}").context["window"]
    assert page.lines
    assert {line.told.recorded[:10] for line in page.lines} == {day}


@pytest.mark.parametrize(
    "query", ["since=yesterday", "until=2026-13-01", "number=999999", "number=x"]
)
def test_what_cannot_be_read_is_told_and_the_register_is_still_shown(query: str, visitor) -> None:
    found = visitor("p19").get(f"/b/six-rivers/register?{query}")
    assert found.status_code == 422
    assert 'role="alert"' in found.content.decode()
    assert 'class="history acts"' in found.content.decode()


def test_a_matter_that_is_hidden_is_no_filter(visitor) -> None:
    address = f"/b/six-rivers/register?matter={CONFIDENTIAL}"
    assert visitor("p26").get(address).status_code == 404
    assert visitor("p19").get(address).status_code == 200


# --- the seal ---------------------------------------------------------------------------------------------------------


def test_a_kept_seal_is_proved_to_be_continued(practice: RunningBody, visitor) -> None:
    keeper = visitor("p19")
    kept = keeper.get("/b/six-rivers/register/seal.txt").content.decode()
    from comity.body.acts import EnterPerson

    practice.registrar.submit([EnterPerson(by="p0", for_="secretariat", name="Later")])
    found = keeper.post("/b/six-rivers/register/seal", {"kept": kept})
    assert found.status_code == 200
    path = found.context["continuation"]
    assert (path.earlier, path.later) == (
        practice.registrar.state.size - 1,
        practice.registrar.state.size,
    )


@pytest.mark.parametrize("kept", ["", "nonsense", "six-rivers\n3\nAAAA\n\n— x y\n"])
def test_a_seal_that_is_none_is_told_and_kept_in_the_form(kept: str, visitor) -> None:
    found = visitor("p19").post("/b/six-rivers/register/seal", {"kept": kept})
    assert found.status_code == 422
    assert "This was not done" in found.content.decode()


def test_a_seal_of_another_register_is_not_continued(visitor, practice: RunningBody) -> None:
    keeper = visitor("p19")
    kept = keeper.get("/b/six-rivers/register/seal.txt").content.decode()
    lines = kept.split("\n")
    forged = "\n".join([lines[0], lines[1], "A" * 43 + "=", *lines[3:]])
    assert keeper.post("/b/six-rivers/register/seal", {"kept": forged}).status_code == 422


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", list(TABLES))
def test_every_table_has_as_many_cells_in_each_row_as_its_header(table: str, visitor) -> None:
    rows = list(csv.reader(io.StringIO(text_of(visitor("p19"), f"register/tables/{table}.csv"))))
    assert rows[0][0] == f"\ufeff# six-rivers: {table}"
    assert {len(row) for row in rows[1:]} == {len(rows[1])}


def test_the_table_of_members_says_who_they_are(visitor) -> None:
    rows = list(csv.reader(io.StringIO(text_of(visitor("p26"), "register/tables/members.csv"))))
    statuses = {row[0]: row[2] for row in rows[2:]}
    assert statuses["AR"] == "member"
    assert statuses["GE"] == "observer"


def test_the_table_of_matters_has_each_that_the_reader_may_know_of(
    practice: RunningBody, visitor
) -> None:
    rows = list(csv.reader(io.StringIO(text_of(visitor("p26"), "register/tables/matters.csv"))))
    state = practice.registrar.state
    assert {row[0] for row in rows[2:]} == {*state.matters, *state.cards} - {CONFIDENTIAL}


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_what_is_sealed_is_said_to_be_in_confidence() -> None:
    assert cell("sealed:" + "0" * 64) == "in confidence"


def test_a_table_that_is_none_is_not_there(visitor) -> None:
    assert visitor("p19").get("/b/six-rivers/register/tables/entries.csv").status_code == 404


# --- calendar programs ------------------------------------------------------------------------------------------------


def test_the_calendar_file_reads_back_with_the_sessions_and_deadlines(
    practice: RunningBody, visitor
) -> None:
    from icalendar import Calendar

    page = visitor("p15").get("/b/six-rivers/calendar", headers={"accept-language": "en"})
    address = page.context["subscribe"].removeprefix("http://testserver")
    calendar = Calendar.from_ical(Client().get(address).content)
    events = {str(one["uid"]): one for one in calendar.walk("VEVENT")}
    session = events["six-rivers-session-council-next@comity"]
    assert (
        session.decoded("dtstart").isoformat()
        == practice.registrar.state.sessions["council-next"].on
    )
    due = {
        w: d.instant for w, d in practice.registrar.state.due.items() if d.matter != CONFIDENTIAL
    }
    told = {str(k): v.decoded("dtstart") for k, v in events.items() if "-deadline-" in k}
    assert {f"six-rivers-deadline-{what}@comity" for what in due} == set(told)
    assert {v.strftime("%Y-%m-%dT%H:%M") for v in told.values()} == {i[:16] for i in due.values()}


def test_the_calendar_file_has_nothing_in_confidence_even_for_who_keeps_the_record(
    visitor,
) -> None:
    page = visitor("p19").get("/b/six-rivers/calendar")
    address = page.context["subscribe"].removeprefix("http://testserver")
    found = Client().get(address).content.decode()
    assert CONFIDENTIAL not in found
    assert "Raske" not in found
    assert "consent to the candidate" not in found


@pytest.mark.parametrize(
    "key", ["", "1-00", "x", "-", "9" * 30 + "-a", "\N{ARABIC-INDIC DIGIT ONE}-a"]
)
def test_the_calendar_file_is_not_there_without_the_secret(key: str, practice: RunningBody) -> None:
    assert Client().get("/b/six-rivers/calendar.ics", {"key": key}).status_code == 404


def test_the_secret_ends_with_the_account(practice: RunningBody, visitor) -> None:
    page = visitor("p15").get("/b/six-rivers/calendar")
    address = page.context["subscribe"].removeprefix("http://testserver")
    Account.objects.filter(email__startswith="p15@").update(is_active=False)
    assert Client().get(address).status_code == 404


def test_json_on_the_page_is_escaped(practice: RunningBody, visitor) -> None:
    from comity.body.acts import EnterPerson

    name = "<script>alert(1)</script>"
    answer = practice.registrar.submit([EnterPerson(by="p0", for_="secretariat", name=name)])
    found = visitor("p19").get(f"/b/six-rivers/register/{answer.first}").content.decode()
    assert name not in found
    assert (
        json.loads(visitor("p19").get(f"/b/six-rivers/register/{answer.first}.json").content)[
            "act"
        ]["name"]
        == name
    )
