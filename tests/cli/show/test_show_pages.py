"""``comity show``: the answers of the demonstration body, as pages that were looked at and as values.

The expected answers are those of the five documents (``records/csto/README.md``) and of the charter, not of our own output.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

OFFICE = ("show", "office", "secretary_general")
ZAS, TASMAGAMBETOV = "Stanislav Zas", "Imangali Tasmagambetov"
MEMBERS = {"AM", "BY", "KZ", "KG", "RU", "TJ"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("body", ("show", "body", "--on", "2023-01-11")),
        ("member", ("show", "member", "BY", "--on", "2023-01-11")),
        ("office", (*OFFICE, "--on", "2020-03-05", "--as-known-on", "2020-04-01")),
        ("office-uncertain", (*OFFICE, "--on", "2022-12-15")),
        ("office-later", (*OFFICE, "--on", "2024-01-01")),
        ("rota", ("show", "office", "chairmanship", "--on", "2023-01-11")),
        ("matter", ("show", "matter", "plan-2023", "--on", "2023-01-11")),
        ("matter-ended", ("show", "matter", "appointment-2020", "--on", "2023-01-11")),
        ("session", ("show", "session", "yerevan-2022", "--on", "2023-01-11")),
        ("programme-2020", ("show", "programme", "--year", "2020")),
        ("programme-2023", ("show", "programme", "--year", "2023")),
    ],
)
def test_the_page_is_the_one_that_was_looked_at(
    name: str, words: tuple[str, ...], csto: Path, cli: Any
) -> None:
    cli.golden(f"show/{name}", *words, "--register", csto)


# --- who holds an office ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("1890-01-01", [], []),  # the first member signed the Treaty in 1992
        # In office on 5 March 2020, since when is not said; both held it between two reports.
        ("2019-06-01", [], [ZAS]),
        ("2020-03-05", [ZAS], []),
        ("2022-11-22", [ZAS], []),
        ("2022-12-15", [], [ZAS, TASMAGAMBETOV]),
        ("2023-01-10", [TASMAGAMBETOV], []),
    ],
)
def test_a_holder_is_certain_or_possible_as_the_documents_leave_it(
    day: str, certain: list[str], possible: list[str], csto: Path, cli: Any
) -> None:
    found = cli.json(*OFFICE, "--on", day, "--register", csto)
    assert [each["name"] for each in found["holders"]] == certain
    assert [each["name"] for each in found["possible_holders"]] == possible


def test_how_we_know_names_the_paragraph_and_the_bytes_of_the_document(
    csto: Path, cli: Any
) -> None:
    (holder,) = cli.json(*OFFICE, "--on", "2020-03-05", "--register", csto)["holders"]
    (source,) = holder["how_we_know"]["cites"]
    assert (source["source"], source["paragraphs"]) == ("s4", [10])
    assert source["sha256"] == "1b1470074fdaff35ef5609d3d5ba971b8bb1351e729bc9b6e36468ff35457459"
    assert holder["how_we_know"]["attested"]


@pytest.mark.parametrize(
    ("known", "certain"),
    [
        # The document that names him is of March 2020, the day open; the next is of 11 January 2023.
        ("2020-03-30", []),
        ("2020-04-01", [ZAS]),
        ("2023-01-10", [ZAS]),
        ("2023-01-11", [TASMAGAMBETOV]),
    ],
)
def test_what_was_not_yet_published_was_not_known(
    known: str, certain: list[str], csto: Path, cli: Any
) -> None:
    words = ("--on", "2023-01-10", "--as-known-on", known, "--register", csto)
    assert [each["name"] for each in cli.json(*OFFICE, *words)["holders"]] == certain


def test_the_slots_are_those_reported_by_country(csto: Path, cli: Any) -> None:
    found = cli.json(*OFFICE, "--on", "2020-03-05", "--register", csto)
    assert [(slot["party"], slot["since"][:4]) for slot in found["slots"]] == [
        ("AM", "2017"),
        ("BY", "2020"),
        ("KZ", "2023"),
        ("KG", "2026"),
    ]


def test_after_belarus_kazakhstan_chairs_by_the_russian_alphabet(csto: Path, cli: Any) -> None:
    found = cli.json("show", "office", "chairmanship", "--on", "2023-11-24", "--register", csto)
    assert found["holder"] == "BY"
    assert found["next"] == ["KZ", "KG", "RU", "TJ", "AM", "BY"]


def test_between_two_reports_the_chair_is_one_or_the_other(csto: Path, cli: Any) -> None:
    found = cli.json("show", "office", "chairmanship", "--on", "2022-12-15", "--register", csto)
    assert (found["holder"], found["possible_holders"]) == ("", ["AM", "BY"])
    assert found["next"][0] == "KZ"


def test_nothing_is_certain_of_a_day_after_that_on_which_it_was_known(csto: Path, cli: Any) -> None:
    words = ("show", "office", "secretary_general", "--on", "2023-02-01", "--register", csto)
    page = cli(*words, "--as-known-on", "2020-04-01").output
    assert "Stanislav Zas, as far as was known:" in page
    assert "certainly" not in page


# --- a matter ---------------------------------------------------------------------------------------------------------


def test_on_11_january_2023_the_plan_waits_for_an_answer_of_every_member(
    csto: Path, cli: Any
) -> None:
    words = ("show", "matter", "plan-2023", "--on", "2023-01-11", "--register", csto)
    found = cli.json(*words)
    assert found["step"] == "reconciliation"
    assert set(found["waits"]["who"]) == MEMBERS
    (question,) = found["questions"]
    assert question["asks"] == "is the plan agreed"
    assert question["ruling"]["outcome"] == "open"
    assert question["positions"] == dict.fromkeys(["AM", "BY", "KZ", "KG", "RU", "TJ"], "pending")
    page = cli.page(*words)
    assert "[RECONCILIATION]" in page
    assert "If adopted: approval by the chair." in page


def test_before_it_was_put_a_question_is_not_there(csto: Path, cli: Any) -> None:
    found = cli.json("show", "matter", "plan-2023", "--on", "2023-01-10", "--register", csto)
    assert (found["questions"], found["step"], found["history"]) == ([], "", [])


# --- the programme ----------------------------------------------------------------------------------------------------


def test_the_programme_of_2020_has_stages_hosts_and_headquarters(csto: Path, cli: Any) -> None:
    events = cli.json("show", "programme", "--year", "2020", "--register", csto)["events"]
    by_title = {event["title"]: event for event in events}
    assert len(events) == 10
    assert by_title["Channel"]["headquarters"] == ["Dushanbe", "Saint Petersburg"]
    assert len(by_title["Channel"]["stages"]) == 2
    hosts = {title: event["host"] for title, event in by_title.items() if event["host"]}
    assert hosts == {
        "Interaction": "AM",
        "Search": "AM",
        "Echelon": "AM",
        "Frontier": "KG",
        "Inviolable Brotherhood": "BY",
    }


def test_what_the_chair_set_in_november_2022_was_achieved_a_year_later(
    csto: Path, cli: Any
) -> None:
    found = cli.json("show", "programme", "--year", "2023", "--register", csto)
    set_then = [each for each in found["priorities"] if each["set"] == "2022-11-23"]
    assert [each["contour"] for each in set_then] == ["internal", "internal", "external"]
    reviews = [review for each in set_then for review in each["reviews"]]
    assert {(r["verdict"], r["on"], r["note"]) for r in reviews} == {
        ("achieved", "2023-11-23", "in general")
    }
    assert [r["verdict"] for r in found["plans"][0]["reviews"]] == ["continuing"]


def test_on_a_day_of_the_year_its_review_is_still_to_come(csto: Path, cli: Any) -> None:
    found = cli.json("show", "programme", "--on", "2023-01-11", "--register", csto)
    assert found["priorities"]
    assert [each for each in found["priorities"] if each["reviews"]] == []


# --- the body and its members -----------------------------------------------------------------------------------------


def test_the_body_on_a_day_has_its_members_chair_holders_and_matters(csto: Path, cli: Any) -> None:
    found = cli.json("show", "body", "--on", "2023-01-11", "--register", csto)
    assert {party["party"] for party in found["parties"]} == MEMBERS
    assert [office["holders"] for office in found["offices"]] == [[TASMAGAMBETOV]]
    assert [(rota["holder"], rota["next"]) for rota in found["rotas"]] == [("BY", "KZ")]
    assert found["next_session"]["on"] == "2023-11-23"
    assert "plan-2023" in {matter["matter"] for matter in found["matters"]}
    assert found["certified"] is False


def test_an_ended_matter_was_running_before_it_ended(csto: Path, cli: Any) -> None:
    words = ("show", "body", "--register", csto, "--on")
    running = [
        {matter["matter"] for matter in cli.json(*words, day)["matters"]}
        for day in ("2022-11-24", "2023-01-11")
    ]
    assert ["appointment-2023" in each for each in running] == [True, False]


def test_a_member_has_its_rights_its_persons_and_how_it_stood(csto: Path, cli: Any) -> None:
    found = cli.json("show", "member", "BY", "--on", "2023-01-11", "--register", csto)
    assert "vote" in found["rights"]
    in_force = {each["name"]: each["in_force"] for each in found["credentials"]}
    assert in_force == {"Aleksandr Lukashenko": True, ZAS: False, "Aleksandr Volfovich": True}
    stood = {each["question"]: each["position"] for each in found["positions"]}
    assert stood["appointment-2020.2"] == "in favour"
    assert stood["plan-2023.1"] == "pending"


def test_positions_taken_since_are_not_shown_on_a_day_before(league: Path, cli: Any) -> None:
    motion = {"kind": "matter.open/1", "by": "an", "for": "AN", "procedure": "motion", "title": "T"}
    opened = cli.json("act", json.dumps(motion), "--at", cli.now)["entries"][-1]["effects"]
    question = next(each["question"] for each in opened if each["kind"] == "question.put/1")
    stated = {"kind": "position.state/1", "question": question, "choice": "in favour"}
    words = ("act", json.dumps(stated), "--by", "br", "--for", "BR", "--at", "2026-01-08T09:00:00Z")
    assert cli(*words).exit_code == 0
    matter = ("show", "matter", question.rpartition(".")[0], "--on")
    grids = [
        cli.json(*matter, day)["questions"][0]["positions"]["BR"]
        for day in ("2026-01-07", "2026-01-08")
    ]
    assert grids == ["pending", "in favour"]


@pytest.mark.parametrize(
    ("noun", "name", "near"),
    [
        ("matter", "plan-2032", "plan-2023"),
        ("office", "secretary-general", "secretary_general"),
        ("session", "erevan-2022", "yerevan-2022"),
        ("member", "BYE", "BY"),
    ],
)
def test_a_name_that_there_is_not_brings_the_nearest_and_the_list(
    noun: str, name: str, near: str, csto: Path, cli: Any
) -> None:
    error = cli.json("show", noun, name, "--register", csto, code=4)["error"]
    assert error["code"] == "show.unknown"
    assert error["remedy"].startswith(f"Did you mean {near}? There are: ")


def test_what_a_step_asks_for_is_expected_within_the_charters_period(
    league: Path, cli: Any
) -> None:
    """Three days from Monday 5 January end with the last hour of 8 January, in Vienna."""
    opened = {"kind": "matter.open/1", "matter": "e", "procedure": "errand", "title": "An errand"}
    said = json.dumps({"by": "an", "for": "AN", **opened})
    assert cli("act", said, "--at", "2026-01-05T09:00:00Z").exit_code == 0
    assert cli.json("show", "matter", "e")["waits"]["by"] == "2026-01-08T23:00:00.000Z"
    assert "Expected by" in cli("show", "matter", "e").output
