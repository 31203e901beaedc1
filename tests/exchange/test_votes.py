from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from comity.errors import BadInput
from comity.exchange.votes import read_votes

if TYPE_CHECKING:
    from conftest import Tables


def fault_of(folder: Path) -> tuple[list[str], BadInput]:
    """The ids of the roll calls given before the fault, and the fault."""
    given: list[str] = []
    try:
        for roll in read_votes(folder):
            given.append(roll.event.id)
    except BadInput as fault:
        return given, fault
    raise AssertionError("no fault")


def three_drafts(tables: Tables) -> None:
    tables.event("1", "adopted", "YYYAN", resolution="1")
    tables.event("2", "vetoed", "NYYYY")
    tables.event("3", "lack of maj.", "YnA??")


def test_events_come_with_their_votes_in_the_words_of_the_notation(tables: Tables) -> None:
    three_drafts(tables)
    rolls = list(read_votes(tables.write()))
    assert [(r.event.id, r.event.reported, r.event.resolution) for r in rolls] == [
        ("1", "adopted", "1"),
        ("2", "blocked", ""),
        ("3", "rejected", ""),
    ]
    stood = {vote.member: vote.position for vote in rolls[2].votes}
    assert stood == {
        "ANSE": "in favour",
        "BRIM": "present not voting",
        "COVE": "abstaining",
        "DOCK": "unknown",
        "ELM": "unknown",
    }
    assert [vote.permanent for vote in rolls[0].votes] == [True, False, False, False, False]
    assert (rolls[1].event.line, rolls[1].votes[0].line) == (3, 7)


def test_votes_need_not_stand_in_the_order_of_the_events(tables: Tables) -> None:
    three_drafts(tables)
    tables.votes.reverse()
    rolls = list(read_votes(tables.write()))
    assert [len(roll.votes) for roll in rolls] == [5, 5, 5]


def test_totals_and_seats_that_are_not_reported_are_none(tables: Tables) -> None:
    tables.event("1", "lack of maj.", "?????", totals="?,?,?,?", seats="?")
    (roll,) = read_votes(tables.write())
    assert (roll.event.totals, roll.event.seats) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        (
            "2,S/2,-,1990-06-01,vetoed",
            "2,S/2,-,1990-06-01,vetod",
            "3: outcome",
            "'vetod' is none of",
        ),
        (
            "2,S/2,-,1990-06-01,vetoed",
            "2,S/2,-,1990-06-31,vetoed",
            "3: date",
            "'1990-06-31' is no day",
        ),
        ("2,S/2,-,1990-06-01,vetoed", "2,S/2,-,1.6.1990,vetoed", "3: date", "'1.6.1990' is no day"),
        ("2,S/2,-,1990-06-01,vetoed", "2,S/2,-,1990-W22-5,vetoed", "3: date", "is no day"),
        ("2,S/2,-,1990-06-01,vetoed", "1,S/2,-,1990-06-01,vetoed", "3: id", "in line 2 already"),
        ("2,S/2,-,1990-06-01,vetoed", ",S/2,-,1990-06-01,vetoed", "3: id", "There is none."),
        ("vetoed,4,1,0,0,5", "vetoed,4,1,0,0,five", "3: seats", "'five' is no number"),
        ("vetoed,4,1,0,0,5", "vetoed,-4,1,0,0,5", "3: yes", "'-4' is no number"),
        ("vetoed,4,1,0,0,5", "vetoed,4,1,0,0,99999", "3: seats", "'99999' is no number"),
        ("vetoed,4,1,0,0,5", "vetoed,4,1,0,0,٥", "3: seats", "is no number"),
    ],
)
def test_a_faulty_event_is_refused_and_those_before_it_are_given(
    tables: Tables, old: str, new: str, where: str, said: str
) -> None:
    three_drafts(tables)
    assert old in tables.events[1]
    tables.events[1] = tables.events[1].replace(old, new)
    # Whose votes a row of another id would then be is not the point here.
    tables.votes = [row for row in tables.votes if not row.startswith("2,")]
    given, fault = fault_of(tables.write())
    assert given == ["1"]
    assert fault.where.endswith(f"events.csv:{where}")
    assert said in fault.sentence


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("2,COVE,Y,0", "2,COVE,y,0", "vote", "'y' is none of 'Y', 'N', 'A', 'NV', '?'"),
        ("2,COVE,Y,0", "2,COVE,,0", "vote", "'' is none of"),
        ("2,COVE,Y,0", "7,COVE,Y,0", "id", "There is no event '7'."),
        ("2,COVE,Y,0", "2,BRIM,N,0", "member", "BRIM is in event 2 twice, first in line 8."),
        ("2,COVE,Y,0", "2,,Y,0", "member", "There is none."),
        ("2,COVE,Y,0", "2,CO\x07VE,Y,0", "member", "'CO\\x07VE' is no name."),
        ("2,COVE,Y,0", "2," + "C" * 201 + ",Y,0", "member", "CC' is no name."),
        ("2,COVE,Y,0", "2,COVE,Y,no", "permanent", "'no' is none of '0', '1'"),
    ],
)
def test_a_faulty_vote_is_refused_and_the_events_before_it_are_given(
    tables: Tables, old: str, new: str, column: str, said: str
) -> None:
    three_drafts(tables)
    tables.votes[tables.votes.index(old)] = new
    given, fault = fault_of(tables.write())
    assert given == ["1"]
    assert fault.where.endswith(f"votes.csv:9: {column}")
    assert said in fault.sentence


def test_an_event_of_which_only_some_votes_could_be_read_is_not_given(tables: Tables) -> None:
    three_drafts(tables)
    folder = tables.write()
    votes = (folder / "votes.csv").read_bytes()
    (folder / "votes.csv").write_bytes(votes.replace(b"2,DOCK,Y,0", b"2,D\xffCK,Y,0"))
    given, fault = fault_of(folder)
    assert (given, fault.code) == (["1"], "table.not_utf8")


def test_an_unknown_event_behind_the_last_one_is_refused_after_all_were_given(
    tables: Tables,
) -> None:
    three_drafts(tables)
    tables.votes.append("4,ANSE,Y,1")
    given, fault = fault_of(tables.write())
    assert given == ["1", "2", "3"]
    assert fault.sentence == "There is no event '4'."


def test_more_votes_than_seats_are_refused(tables: Tables) -> None:
    tables.event("1", "adopted", "YYYYY")
    tables.event("2", "adopted", "YYYYY", seats="4")
    given, fault = fault_of(tables.write())
    assert (given, fault.code) == (["1"], "votes.seats")
    assert fault.where.endswith("votes.csv:11: member")


@pytest.mark.parametrize("column", ["id", "date", "outcome", "seats", "title"])
def test_a_missing_column_of_events_is_refused(tables: Tables, column: str) -> None:
    three_drafts(tables)
    folder = tables.write()
    path = folder / "events.csv"
    path.write_text(path.read_text().replace(column, "other", 1))
    given, fault = fault_of(folder)
    assert (given, fault.code) == ([], "table.column")
    assert f"{column!r}" in fault.sentence


@pytest.mark.parametrize("column", ["id", "member", "vote", "permanent"])
def test_a_missing_column_of_votes_is_refused(tables: Tables, column: str) -> None:
    three_drafts(tables)
    folder = tables.write()
    path = folder / "votes.csv"
    path.write_text(path.read_text().replace(column, "other", 1))
    given, fault = fault_of(folder)
    assert (given, fault.code) == ([], "table.column")
    assert f"{column!r}" in fault.sentence
