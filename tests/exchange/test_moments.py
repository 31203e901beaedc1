from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from comity.charter.model import Seat
from comity.charter.nodes import parse, plain
from comity.exchange.moments import At, Calendar, filled, labels_in

# A Friday; the Monday after it is a holiday of the seat.
TODAY = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
SEAT = Seat({"en": "Riga"}, "Europe/Riga", frozenset({date(2026, 11, 23)}))


def test_what_falls_on_a_day_of_rest_moves_to_the_first_working_day() -> None:
    calendar = Calendar(TODAY, SEAT)
    saturday = At(days=1, time="10:00", on="a working day")
    assert calendar.moment(saturday) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert calendar.moment(At(days=1, time="10:00")) == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "written_as"),
    [
        ("+1 day", "2026-11-21"),
        ("+1 days working", "2026-11-24"),
        ("+1 days working 18:00", "2026-11-24T18:00"),
        ("-1 days 09:30", "2026-11-19T09:30"),
        ("+42 days month", "2027-01"),
        ("+1 year", "2027"),
        ("-2 years", "2024"),
        ("-26 hours", "2026-11-19T10:30:00.000Z"),
        ("3 days", None),
        ("+3 weeks", None),
        ("+3 hours working", None),
        ("+1 year month", None),
    ],
)
def test_a_moment_is_written_as_the_format_says(name: str, written_as: str | None) -> None:
    assert Calendar(TODAY, SEAT).named(name) == written_as


def test_days_count_from_the_day_that_it_is_at_the_seat() -> None:
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # half past midnight in Riga
    assert Calendar(late, Seat({"en": "Riga"}, "Europe/Riga")).named("+0 days") == "2026-11-21"


def test_hours_count_from_the_moment_and_know_no_seat() -> None:
    # Summer time ended in Riga on 25 October 2026: a day of 25 hours is still 24 hours back and forth.
    after = datetime(2026, 10, 25, 9, tzinfo=UTC)
    assert Calendar(after, SEAT).moment(At(hours=-24)) == datetime(2026, 10, 24, 9, tzinfo=UTC)


def test_references_are_filled_in_keys_and_values_the_innermost_first() -> None:
    values = {"turn": "B", "B-head": "p4", "k": "k7"}
    node = parse("{<k>: taken, by: <<turn>-head>, of: [about <k> and <turn>]}", "", [])
    assert plain(filled(node, values.__getitem__)) == {
        "k7": "taken",
        "by": "p4",
        "of": ["about k7 and B"],
    }


def test_a_label_whose_value_comes_later_may_stand_within_another() -> None:
    node = parse("{a: <<turn>-head>, b: <<turn>-foot>, c: <+1 day>, d: <k>}", "", [])
    strange = labels_in(node, {"turn", "A-head"}, {"A-head": "p1"})
    assert [(name, place.column) for name, place in strange] == [("*-foot", 23), ("k", 54)]
