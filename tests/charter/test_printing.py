"""What is printed reads back as the same values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from comity.charter.model import Charter, RolePhrase
from comity.charter.nodes import parse
from comity.charter.notes import Notes
from comity.charter.printing import print_charter
from comity.charter.reading import read_charter, read_charter_text
from comity.charter.roles import print_role, read_role

ROOT = Path(__file__).parents[2]
CHARTERS = [Path(__file__).parent / "example.yaml", *sorted(ROOT.glob("charters/*/charter.yaml"))]


def values(charter: Charter) -> Charter:
    return replace(charter, text="", digest="")


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.parent.name)
def test_a_printed_charter_reads_back_as_the_same_values(path: Path) -> None:
    charter = read_charter(path)
    printed = print_charter(charter)
    assert values(read_charter_text(printed)) == values(charter)


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.parent.name)
def test_printing_twice_prints_the_same(path: Path) -> None:
    printed = print_charter(read_charter(path))
    assert print_charter(read_charter_text(printed)) == printed


def test_norway_and_yes_keep_their_letters() -> None:
    text = (
        "{comity: 1, body: nordic, title: {no: Norden}, members: [{member: NO, name: {no: 'yes'}}]}"
    )
    printed = print_charter(read_charter_text(text))
    assert read_charter_text(printed).members["NO"].versions[0][1].name == {"no": "yes"}


def test_letters_of_every_language_are_printed_as_they_are() -> None:
    text = "{comity: 1, body: duo, title: {ka: საბჭო, de: Räte}}"
    assert "საბჭო" in print_charter(read_charter_text(text))


def test_a_week_without_rest_is_printed() -> None:
    text = "{comity: 1, body: duo, title: Duo, seat: {weekend: []}}"
    assert read_charter_text(print_charter(read_charter_text(text))).seat.weekend == frozenset()


ROLES = {
    "any member": RolePhrase("member"),
    "member": RolePhrase("member"),
    "members": RolePhrase("member"),
    "each observer": RolePhrase("member", name="observer"),
    "the chair": RolePhrase("chair", name="presidency"),
    "presidency": RolePhrase("chair", name="presidency"),
    "the member whose slot it is": RolePhrase("slot"),
    "council": RolePhrase("organ", name="council"),
    "the council": RolePhrase("organ", name="council"),
    "the secretary": RolePhrase("office", name="secretary"),
    "the permanent": RolePhrase("parameter", name="permanent"),
    "the state_concerned": RolePhrase("parameter", name="state_concerned"),
    "the candidate": RolePhrase("provided", name="candidate"),
    "the applicant": RolePhrase("provided", name="applicant"),
    "at least 12 members": RolePhrase("several", number=12),
    "{any of: [council, the applicant]}": RolePhrase(
        "any", of=(RolePhrase("organ", name="council"), RolePhrase("provided", name="applicant"))
    ),
    "{each member through: head of state}": RolePhrase("member", through="head of state"),
    "{the permanent through: minister}": RolePhrase("parameter", "permanent", through="minister"),
}


def declared() -> Notes:
    notes = Notes("roles.yaml")
    for kind, name in {
        "organ": "council",
        "office": "secretary",
        "rota": "presidency",
        "group": "permanent",
        "parameter": "state_concerned",
        "status": "observer",
        "thing": "candidate",
        "chair": "presidency",
    }.items():
        notes.declare(kind, name)
    return notes


@pytest.mark.parametrize("phrase", ROLES)
def test_each_phrase_names_its_role(phrase: str) -> None:
    notes = declared()
    assert read_role(parse(phrase, "", []), notes) == ROLES[phrase]
    assert notes.faults == []


@pytest.mark.parametrize("phrase", ROLES)
def test_a_printed_role_reads_back(phrase: str) -> None:
    printed = str(print_role(ROLES[phrase])).replace("'", "")
    assert read_role(parse(printed, "", []), declared()) == ROLES[phrase]


def test_an_organ_goes_before_an_office_a_rota_a_group_and_a_thing_of_its_name() -> None:
    notes = Notes("roles.yaml")
    for kind in ("thing", "group", "rota", "office", "organ"):
        notes.declare(kind, "bureau")
        role = read_role(parse("the bureau", "", []), notes)
        expected = {"thing": "provided", "group": "parameter", "rota": "chair"}.get(kind, kind)
        assert role == RolePhrase(expected, name="bureau")  # type: ignore[arg-type]


def test_the_chair_of_organs_with_different_chairs_must_be_named() -> None:
    notes = declared()
    notes.declare("chair", "secretary")
    assert read_role(parse("the chair", "", []), notes) is None
    assert notes.faults[0].sentence == "The organs have several chairs."
