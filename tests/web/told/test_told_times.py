"""Times: told by the seat first, with the year, and never as a bare midnight. Offsets are those of the IANA database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from comity.body.dates import in_words, when
from comity.web.told.dates import edtf, span
from comity.web.told.names import Names
from comity.web.told.times import (
    Clock,
    clock_times,
    day,
    duration,
    left,
    moment,
    own_clock,
    seat_clock,
)

MOSCOW = Clock("Europe/Moscow", "Rivermouth")  # UTC+3 all the year
PARIS = Clock("Europe/Paris", "Belmark City")  # UTC+1, in summer UTC+2
KIRITIMATI = Clock("Pacific/Kiritimati", "Corund")  # UTC+14


def test_a_moment_is_told_at_the_seat_first_and_at_home_beside_it() -> None:
    told = moment("2026-12-18T15:00:00.000Z", MOSCOW, PARIS)
    assert str(told) == "Friday 18 December 2026, 18:00 in Rivermouth · 16:00 in Belmark City"
    assert told.iso == "2026-12-18T15:00:00.000Z"


def test_summer_time_is_that_of_the_day() -> None:
    assert moment("2026-07-01T15:00:00.000Z", MOSCOW, PARIS).own == "17:00 in Belmark City"


def test_another_day_at_home_is_said() -> None:
    told = moment("2026-12-31T15:00:00.000Z", MOSCOW, KIRITIMATI)
    assert told.own == "Friday 1 January 2027, 05:00 in Corund"


def test_midnight_ends_the_day_before_it() -> None:
    told = moment("2026-12-18T21:00:00.000Z", MOSCOW, PARIS)
    assert told.seat == "24:00 at the end of Friday 18 December 2026 in Rivermouth"
    assert told.own == "22:00 in Belmark City"
    assert (
        clock_times("2026-12-18T21:00:00.000Z", MOSCOW, PARIS)
        == "24:00 in Rivermouth · 22:00 in Belmark City"
    )


def test_one_clock_is_told_once() -> None:
    assert moment("2026-12-18T15:00:00.000Z", MOSCOW, Clock("Europe/Moscow")).own == ""


@pytest.mark.usefixtures("in_russian")
def test_a_moment_in_russian() -> None:
    told = moment("2026-12-18T15:00:00.000Z", MOSCOW, Clock("Europe/Paris"))
    assert str(told) == "пятница, 18\u00a0декабря 2026\u00a0г., 18:00 (Rivermouth) · 16:00 (Париж)"
    assert (
        moment("2026-12-18T21:00:00.000Z", MOSCOW).seat
        == "пятница, 18\u00a0декабря 2026\u00a0г., 24:00 (Rivermouth)"
    )


@given(
    some.integers(0, 60 * 24 * 365 * 80),
    some.sampled_from([MOSCOW, PARIS, KIRITIMATI, Clock("America/St_Johns")]),
    some.sampled_from([MOSCOW, PARIS, KIRITIMATI]),
    some.sampled_from(["en", "ru"]),
)
def test_the_year_is_always_said_and_midnight_never_bare(
    minutes: int, seat: Clock, own: Clock, code: str
) -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    with translation.override(code):
        told = moment(at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), seat, own)
    assert any(str(year) in told.seat for year in (at.year - 1, at.year, at.year + 1))
    assert "00:00" not in str(told).replace("24:00", "")


@pytest.mark.parametrize(
    ("until", "english", "russian"),
    [
        ("2026-03-05T13:00:00.000Z", "3 d 4 h left", "осталось 3\u00a0дня 4\u00a0часа"),
        ("2026-03-03T10:20:00.000Z", "1 d 1 h left", "осталось 1\u00a0день 1\u00a0час"),
        ("2026-03-13T20:00:00.000Z", "11 d 11 h left", "осталось 11\u00a0дней 11\u00a0часов"),
        ("2026-03-23T09:00:00.000Z", "21 d left", "осталось 21\u00a0день"),
        ("2026-03-02T11:05:00.000Z", "2 h 5 min left", "осталось 2\u00a0часа 5\u00a0мин"),
        ("2026-03-02T09:00:59.000Z", "less than a minute left", "осталось меньше минуты"),
        ("2026-03-02T09:00:00.000Z", "the deadline has passed", "срок истёк"),
    ],
)
def test_what_is_left_until_a_deadline(until: str, english: str, russian: str) -> None:
    assert left("2026-03-02T09:00:00.000Z", until) == english
    with translation.override("ru"):
        assert left("2026-03-02T09:00:00.000Z", until) == russian


def test_a_duration_names_two_units_at_the_most() -> None:
    assert duration(2 * 86400 + 3 * 3600 + 4 * 60) == "2 d 3 h"
    assert duration(86400 + 240) == "1 d"


def test_a_day_has_its_weekday_and_year() -> None:
    assert day("2026-12-18") == "Friday 18 December 2026"


# --- dates as sources give them ---------------------------------------------------------------------------------------

RUSSIAN = {
    "2020-03-05": "5\u00a0марта 2020\u00a0г.",
    "2018-11": "ноябрь 2018\u00a0г.",
    "2018": "2018\u00a0г.",
    "2018-11~": "примерно ноябрь 2018\u00a0г.",
    "2018-11?": "возможно, ноябрь 2018\u00a0г.",
    "2018-11-XX": "ноябрь 2018\u00a0г.",
    "[..2020-03-04]": "ранее 5\u00a0марта 2020\u00a0г.",
    "[..2020-02-29]": "ранее 1\u00a0марта 2020\u00a0г.",
    "[..2019-12]": "ранее января 2020\u00a0г.",
    "[2018..]": "2018\u00a0г. или позднее",
    "[2018..2020-03]": "в промежутке с 2018\u00a0г. по март 2020\u00a0г.",
    "2018/2020-03": "с 2018\u00a0г. по март 2020\u00a0г.",
    "2020-03/2020-05": "с марта 2020\u00a0г. по май 2020\u00a0г.",
    "2018-05/..": "с мая 2018\u00a0г.",
    "../2020-05": "до мая 2020\u00a0г. включительно",
    "2018/": "с 2018\u00a0г. по неизвестной даты",
}


@pytest.mark.parametrize(
    "text", [*RUSSIAN, "2018-11%", "2018-XX", "../2020", "../..", "[..2020-03-04~]", "2018-12"]
)
def test_a_date_in_english_is_what_the_kernel_says(text: str) -> None:
    assert edtf(text) == in_words(when(text))


@given(
    some.dates(),
    some.dates(),
    some.sampled_from([10, 7, 4]),
    some.sampled_from(["{}/{}", "[{}..{}]", "[..{}]", "{}/.."]),
)
def test_any_period_in_english_is_what_the_kernel_says(
    one: object, two: object, to: int, form: str
) -> None:
    first, last = sorted([str(one), str(two)])
    text = form.format(first[:to], last[:to])
    assert edtf(text) == in_words(when(text))


@pytest.mark.parametrize(("text", "russian"), RUSSIAN.items())
@pytest.mark.usefixtures("in_russian")
def test_a_date_in_russian(text: str, russian: str) -> None:
    assert edtf(text) == russian


def test_what_is_no_date_is_told_as_it_stands() -> None:
    assert edtf("some day") == "some day"
    assert edtf("") == ""


def test_an_instant_in_a_date_field_is_told_by_the_seat() -> None:
    assert edtf("2026-12-18T15:00:00Z", MOSCOW) == "Friday 18 December 2026, 18:00 in Rivermouth"


def test_a_span_may_be_open_at_either_end() -> None:
    assert span("2026-03-01", "2026-05-31") == "from 1 March 2026 to 31 May 2026"
    assert span("2026-03-01", "") == "from 1 March 2026 on"
    assert span("", "") == ""


# --- cities -----------------------------------------------------------------------------------------------------------


def test_the_city_of_the_seat_is_called_in_the_readers_language(rivers: Names) -> None:
    seat = rivers.law.charter.seat
    assert moment("2026-12-18T15:00:00.000Z", seat_clock(seat)).seat.endswith("18:00 in Rivermouth")
    with translation.override("ru"):
        told = moment("2026-12-18T15:00:00.000Z", seat_clock(seat))
    assert told.seat.endswith("18:00 (Ривермут)")


def test_a_capital_that_the_charter_names_is_called_in_the_readers_language(rivers: Names) -> None:
    assert own_clock("Europe/Paris", "Cape Bel", rivers.law) == Clock("Europe/Paris", "Cape Bel")
    with translation.override("ru"):
        assert own_clock("Europe/Paris", "Cape Bel", rivers.law) == Clock(
            "Europe/Paris", "Белград-на-Мысе"
        )


def test_another_city_stands_as_the_reader_wrote_it(rivers: Names) -> None:
    with translation.override("ru"):
        assert own_clock("Europe/Paris", "Paris XIV", rivers.law) == Clock(
            "Europe/Paris", "Paris XIV"
        )
        assert own_clock("Europe/Paris", "", rivers.law) == Clock("Europe/Paris")
    assert own_clock("", "Paris", rivers.law) is None
