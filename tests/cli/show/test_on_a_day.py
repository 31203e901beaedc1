"""``comity show ... --on DAY``: nothing of a later day is shown, and what was not there yet is said not to have been."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

RULES = """
comity: 1
body: duo
title: {en: The Duo}
seat: {place: Vienna, zone: Europe/Vienna}
members: [{member: A, name: {en: Anse}}, {member: B, name: {en: Brim}}]
organs:
  - {organ: bureau, powers: [record, convene]}
offices: [{office: clerk, title: {en: Clerk}}]
rotas: [{rota: chair, of: members, order: {alphabet: en}, passes: {by: decision}, starting with: A}]
rules: [{rule: both, adopted when: {in favour: all}}]
procedures:
  - procedure: errand
    opened by: the bureau
    steps:
      - {step: reply, asks for: reply, from: the bureau}
      - {step: note, asks for: note, from: the bureau}
"""
BY = {"by": "p0", "for": "bureau"}


@pytest.fixture
def duo(tmp_path: Path, cli: Any) -> Path:
    """A matter, a party's new name and a session, with something of each on 5 January and the rest on the 9th."""
    register, charter = tmp_path / "duo.db", tmp_path / "charter.yaml"
    charter.write_text(RULES)
    made = cli(
        "found", charter, "--clerk", "Ada", "--organ", "bureau", "--name", "duo",
        "--register", register, "--at", "2026-01-05T09:00:00Z",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    acts: dict[str, list[dict[str, Any]]] = {
        "2026-01-05T10:00:00Z": [
            {"kind": "matter.open/1", "procedure": "errand", "title": "Errand", "matter": "m1"},
            {"kind": "party.name/1", "party": "C", "name": {"en": "Cove"}},
            {"kind": "session.convene/1", "organ": "bureau", "on": "2026-01-20", "session": "s1"},
            {"kind": "person.enter/1", "person": "q1", "name": "Early"},
            {"kind": "person.enter/1", "person": "q2", "name": "Later"},
            {"kind": "source.file/1", "source": "d1", "title": "Yearbook", "sha256": "1" * 64},
            {
                "kind": "attest/1",
                "cites": [{"source": "d1"}],
                "facts": [
                    {
                        "kind": "tenure.began/1",
                        "tenure": "t1",
                        "office": "clerk",
                        "person": "q1",
                        "since": "2025-01-01",
                    },
                    {
                        "kind": "tenure.ended/1",
                        "tenure": "t1",
                        "on": "2026-01-10",
                        "reason": "resignation",
                    },
                    {
                        "kind": "tenure.began/1",
                        "tenure": "t2",
                        "office": "clerk",
                        "person": "q2",
                        "since": "2026-01-10",
                    },
                    {"kind": "turn.passed/1", "rota": "chair", "to": "B", "on": "2026-01-10"},
                    {
                        "kind": "event.planned/1",
                        "event": "e4",
                        "title": "Race",
                        "nature": "exercise",
                        "period": "2026-05",
                    },
                ],
            },
            {
                "kind": "event.plan/1",
                "event": "e1",
                "title": "Regatta",
                "nature": "exercise",
                "period": "2026-05",
            },
            {
                "kind": "event.plan/1",
                "event": "e2",
                "title": "Fair",
                "nature": "exercise",
                "period": "2026-06",
            },
            {"kind": "plan_item.set/1", "plan": "p", "what": "Sweep", "due": "2026-06"},
        ],
        "2026-01-09T10:00:00Z": [
            {"kind": "matter.provide/1", "matter": "m1", "thing": "reply", "value": "Said later"},
            {"kind": "party.name/1", "party": "C", "name": {"en": "New Cove"}},
            {"kind": "session.move/1", "session": "s1", "on": "2026-01-25"},
            {"kind": "session.convene/1", "organ": "bureau", "on": "2026-02-01", "session": "s2"},
            {"kind": "matter.open/1", "procedure": "errand", "title": "Second", "matter": "m2"},
            {"kind": "event.move/1", "event": "e1", "period": "2026-08"},
            {"kind": "event.cancel/1", "event": "e2"},
            {"kind": "event.cancel/1", "event": "e4"},
            {
                "kind": "event.plan/1",
                "event": "e3",
                "title": "Parade",
                "nature": "exercise",
                "period": "2026-07",
            },
            {"kind": "plan_item.set/1", "plan": "p", "what": "Paint", "due": "2026-07"},
        ],
    }
    for at, several in acts.items():
        for act in several:
            path = tmp_path / "act.json"
            path.write_text(json.dumps({**act, **BY}))
            done = cli("act", path, "--register", register, "--at", at)
            assert done.exit_code == 0, done.output
    return register


def page(cli: Any, register: Path, *words: str) -> str:
    done = cli("show", *words, "--register", register)
    assert done.exit_code == 0, done.output
    return str(done.output)


def test_a_matter_has_nothing_that_was_provided_later(duo: Path, cli: Any) -> None:
    assert "Said later" not in page(cli, duo, "matter", "m1", "--on", "2026-01-08")
    assert "Said later" in page(cli, duo, "matter", "m1", "--on", "2026-01-09")


def test_a_party_is_called_by_the_name_of_the_day(duo: Path, cli: Any) -> None:
    assert page(cli, duo, "member", "C", "--on", "2026-01-08").startswith("Cove (C)")
    assert page(cli, duo, "member", "C", "--on", "2026-01-09").startswith("New Cove (C)")


def test_a_session_is_as_it_was_convened_by_the_day(duo: Path, cli: Any) -> None:
    assert "20 January 2026" in page(cli, duo, "session", "s1", "--on", "2026-01-08")
    assert "25 January 2026" in page(cli, duo, "session", "s1", "--on", "2026-01-09")


@pytest.mark.parametrize("words", [("session", "s2"), ("matter", "m2")])
def test_what_was_not_there_yet_is_said_not_to_have_been(
    duo: Path, cli: Any, words: tuple[str, str]
) -> None:
    done = cli("show", *words, "--on", "2026-01-08", "--register", duo)
    assert done.exit_code == 4
    assert f"The {words[0]} '{words[1]}' was not there on 2026-01-08" in done.output


def value(cli: Any, register: Path, *words: str) -> Any:
    return cli.json("show", *words, "--register", register)


def test_an_office_has_no_tenure_and_no_end_that_came_later(duo: Path, cli: Any) -> None:
    before = value(cli, duo, "office", "clerk", "--on", "2026-01-08")
    assert [(t["tenure"], t["until"], t["reason"]) for t in before["tenures"]] == [("t1", "", "")]
    assert before["holders"] == before["tenures"]
    assert "Later" not in page(cli, duo, "office", "clerk", "--on", "2026-01-08")
    after = value(cli, duo, "office", "clerk", "--on", "2026-01-10")
    assert [(t["tenure"], t["until"]) for t in after["tenures"]] == [
        ("t1", "2026-01-10"), ("t2", ""),
    ]  # fmt: skip


def test_what_had_been_announced_is_shown_as_known_on_the_day(duo: Path, cli: Any) -> None:
    known = value(cli, duo, "office", "clerk", "--as-known-on", "2026-01-08")
    assert [t["tenure"] for t in known["tenures"]] == ["t1", "t2"]


def test_a_rota_has_no_turn_that_began_later(duo: Path, cli: Any) -> None:
    before = value(cli, duo, "office", "chair", "--on", "2026-01-08")
    assert (before["holder"], before["turns"]) == ("A", [])
    after = value(cli, duo, "office", "chair", "--on", "2026-01-10")
    assert [turn["to"] for turn in after["turns"]] == ["B"]


def test_a_programme_has_nothing_that_was_planned_moved_or_cancelled_later(
    duo: Path, cli: Any
) -> None:
    before = value(cli, duo, "programme", "--on", "2026-01-08")
    assert [(e["title"], e["period"], e["status"]) for e in before["events"]] == [
        ("Race", "2026-05", "planned"), ("Regatta", "2026-05", "planned"), ("Fair", "2026-06", "planned"),
    ]  # fmt: skip
    assert [item["what"] for item in before["plan_items"]] == ["Sweep"]
    after = value(cli, duo, "programme", "--on", "2026-01-09")
    assert [(e["title"], e["period"], e["status"]) for e in after["events"]] == [
        ("Race", "2026-05", "cancelled"), ("Fair", "2026-06", "cancelled"),
        ("Parade", "2026-07", "planned"), ("Regatta", "2026-08", "moved"),
    ]  # fmt: skip
    assert [item["what"] for item in after["plan_items"]] == ["Sweep", "Paint"]


def test_before_its_first_name_in_the_register_a_party_has_that_of_the_charter(
    duo: Path, cli: Any
) -> None:
    named = {"kind": "party.name/1", "party": "A", "name": {"en": "New Anse"}, **BY}
    done = cli("act", json.dumps(named), "--register", duo, "--at", "2026-01-10T10:00:00Z")
    assert done.exit_code == 0, done.output
    assert page(cli, duo, "member", "A", "--on", "2026-01-09").startswith("Anse (A)")
    assert page(cli, duo, "member", "A", "--on", "2026-01-10").startswith("New Anse (A)")
