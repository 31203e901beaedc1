"""A wide table, a column a member, is read as it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.errors import BadInput
from comity.exchange.votes import single_table
from comity.exchange.wide import read_wide

HEAD = "Draft Symbol,Resolution No.,Vote Date,Result,Remarks,France,Norway,No"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "council.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_votes_are_read_in_letters_and_in_words_and_an_empty_field_is_no_seat(
    tmp_path: Path,
) -> None:
    path = table(
        tmp_path,
        "S/1,1,1946-01-25,Adopted,good,Y,no,0",
        "S/2,,1946-01-30,Not adopted (veto),bad,N,,1",
        "S/3,,1946-02-01,not adopted (lack of majority),bad,abstained,NV,0",
        "S/4,2,1946-02-02,Adopted without vote,,x,?,0",
    )
    rolls = list(read_wide(path).rolls)
    assert [[(v.member, v.position) for v in roll.votes] for roll in rolls] == [
        [("France", "in favour"), ("Norway", "against")],
        [("France", "against")],
        [("France", "abstaining"), ("Norway", "present not voting")],
        [("France", "absent"), ("Norway", "unknown")],
    ]
    assert [roll.event.reported for roll in rolls] == ["adopted", "blocked", "rejected", "adopted"]
    assert [(r.event.id, r.event.symbol, r.event.resolution) for r in rolls[:2]] == [
        ("1", "S/1", "1"),
        ("2", "S/2", ""),
    ]


def test_a_field_that_is_no_vote_drops_no_member_from_the_other_votes(tmp_path: Path) -> None:
    path = table(
        tmp_path, "S/1,1,1946-01-25,Adopted,good,N,Y,1", "S/2,2,1946-01-30,Adopted,,maybe,Y,0"
    )
    with pytest.raises(BadInput, match="'maybe' is no vote, and the column of France") as caught:
        read_wide(path)
    assert caught.value.where == f"{path}:3: France"


def test_it_is_said_what_each_column_was_taken_for(tmp_path: Path) -> None:
    assert list(read_wide(table(tmp_path, "S/1,1,1946-01-25,Adopted,good,Y,N,0")).columns) == [
        '"Draft Symbol" was taken for the symbol.',
        '"Resolution No." was taken for the number of the resolution.',
        '"Vote Date" was taken for the date.',
        '"Result" was taken for the outcome.',
        '"Remarks" was left out: it is no member\'s column and no name that is known.',
        '"No" was taken for how many were against.',
        "2 columns were taken for how a member voted: France, Norway.",
    ]


@pytest.mark.parametrize(
    ("head", "row", "sentence"),
    [
        ("Symbol,Result,A", "S/1,adopted,Y", "No column is the date"),
        ("Symbol,Date,A", "S/1,1946-01-25,Y", "No column is the outcome or resolution"),
        ("Symbol,Date,Result", "S/1,1946-01-25,adopted", "No column holds votes alone"),
        ("Date,Result,A", "25 January,adopted,Y", "is no day of the calendar"),
        ("Date,Result,A", "1946-01-25,postponed,Y", "'postponed' is none of 'adopted'"),
        ("Date,Date,A", "1946-01-25,x,Y", "'Date' is twice or more in the first line"),
    ],
)
def test_what_a_wide_table_lacks_is_named(
    head: str, row: str, sentence: str, tmp_path: Path
) -> None:
    path = table(tmp_path, row, head=head)
    with pytest.raises(BadInput) as caught:
        list(read_wide(path).rolls)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_folder_of_the_two_tables_is_not_taken_for_a_wide_one(tmp_path: Path) -> None:
    only = table(tmp_path, "S/1,1,1946-01-25,Adopted,good,Y,N,0")
    assert single_table(tmp_path) == only
    (tmp_path / "votes.csv").write_text("id,member,vote,permanent\n", encoding="utf-8")
    assert single_table(tmp_path) is None
    only.unlink()
    assert single_table(tmp_path) is None
