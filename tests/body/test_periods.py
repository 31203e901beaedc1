"""Deadlines: the cases T102 to T106, T109 and T115 of the survey, with the values that the law gives."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.body.periods import date_after, deadline, local_instant, read_instant, stored, zone
from comity.charter.model import Period, Seat
from comity.errors import BadInput

VIENNA = Seat(place={"en": "Vienna"}, zone="Europe/Vienna")
MOSCOW = Seat(place={"en": "Moscow"}, zone="Europe/Moscow")
PLAIN = Seat()


def ends(opened: str, period: Period, seat: Seat = PLAIN) -> str:
    return stored(deadline(read_instant(opened), period, seat))


class TestPeriodsOfDays:
    def test_ten_days_from_1_march_end_on_11_march_at_24_00(self) -> None:
        assert ends("2021-03-01T09:00:00Z", Period(days=10)) == "2021-03-12T00:00:00Z"

    @pytest.mark.parametrize("hour", ["00:00", "12:00", "23:59"])
    def test_the_hour_of_the_event_makes_no_difference(self, hour: str) -> None:
        assert ends(f"2021-03-01T{hour}:00Z", Period(days=10)) == "2021-03-12T00:00:00Z"

    def test_the_day_of_the_event_is_the_day_at_the_seat(self) -> None:
        # 22:30 in London on 28 February is 1 March in Moscow.
        assert ends("2021-02-28T22:30:00Z", Period(days=10), MOSCOW) == "2021-03-11T21:00:00Z"

    def test_a_day_ends_by_the_clock_of_the_seat_in_summer_and_in_winter(self) -> None:
        assert ends("2021-07-01T09:00:00Z", Period(days=1), VIENNA) == "2021-07-02T22:00:00Z"
        assert ends("2021-12-01T09:00:00Z", Period(days=1), VIENNA) == "2021-12-02T23:00:00Z"

    def test_a_period_that_ends_on_a_sunday_ends_with_monday(self) -> None:
        assert date(2021, 3, 14).weekday() == 6
        assert ends("2021-03-04T09:00:00Z", Period(days=10)) == "2021-03-16T00:00:00Z"

    def test_a_period_that_ends_on_a_holiday_ends_with_the_next_working_day(self) -> None:
        easter = Seat(holidays=frozenset({date(2021, 4, 2), date(2021, 4, 5)}))
        assert ends("2021-03-23T09:00:00Z", Period(days=10), easter) == "2021-04-07T00:00:00Z"

    def test_weekends_inside_a_period_are_counted(self) -> None:
        assert ends("2021-03-01T09:00:00Z", Period(days=30)) == "2021-04-01T00:00:00Z"

    def test_holidays_are_those_of_the_seat(self) -> None:
        armenian_army_day = date(2021, 1, 28)
        seat = Seat(zone="Asia/Yerevan", holidays=frozenset({armenian_army_day}))
        opened = "2021-01-18T09:00:00Z"
        assert ends(opened, Period(days=10), seat) == "2021-01-29T20:00:00Z"
        assert ends(opened, Period(days=10), MOSCOW) == "2021-01-28T21:00:00Z"

    def test_a_weekend_is_what_the_seat_calls_one(self) -> None:
        friday_and_saturday = Seat(weekend=frozenset({4, 5}))
        assert date(2021, 3, 12).weekday() == 4
        opened = "2021-03-02T09:00:00Z"
        assert ends(opened, Period(days=10), friday_and_saturday) == "2021-03-15T00:00:00Z"


class TestTwoWorkingDays:
    """Article 3(5): any period of two days or more includes at least two working days."""

    def test_three_days_over_a_weekend_end_on_tuesday(self) -> None:
        # Friday; Saturday, Sunday and Monday hold one working day.
        assert ends("2021-03-05T09:00:00Z", Period(days=3)) == "2021-03-10T00:00:00Z"

    def test_one_day_need_only_end_on_a_working_day(self) -> None:
        assert ends("2021-03-05T09:00:00Z", Period(days=1)) == "2021-03-09T00:00:00Z"

    def test_a_week_of_holidays_puts_off_its_end(self) -> None:
        may = frozenset(date(2021, 5, day) for day in range(1, 11))
        assert ends("2021-04-30T09:00:00Z", Period(weeks=1), Seat(holidays=may)) == (
            "2021-05-13T00:00:00Z"
        )


class TestHours:
    def test_they_end_on_the_minute_on_a_sunday_too(self) -> None:
        assert ends("2021-03-12T10:15:00Z", Period(hours=48), VIENNA) == "2021-03-14T10:15:00Z"

    def test_they_run_by_the_clock_through_the_end_of_summer_time(self) -> None:
        opened = local_instant("2026-10-24T12:00", VIENNA)
        closed = deadline(opened, Period(hours=24), VIENNA)
        assert closed == local_instant("2026-10-25T11:00", VIENNA)


class TestMonths:
    def test_marpol_accepted_on_1_february_2013_is_in_force_on_1_august(self) -> None:
        assert date_after(date(2013, 2, 1), Period(months=6)) == date(2013, 8, 1)

    def test_solas_accepted_on_1_july_2023_is_in_force_on_1_january(self) -> None:
        assert date_after(date(2023, 7, 1), Period(months=6)) == date(2024, 1, 1)

    @pytest.mark.parametrize(
        ("day", "months", "last"),
        [
            (date(2023, 1, 31), 1, date(2023, 2, 28)),
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2024, 3, 31), 6, date(2024, 9, 30)),
            (date(2023, 2, 28), 1, date(2023, 3, 28)),
        ],
    )
    def test_a_month_without_that_date_ends_with_its_last_day(
        self, day: date, months: int, last: date
    ) -> None:
        assert date_after(day, Period(months=months)) == last

    def test_a_year_from_29_february_ends_on_28_february(self) -> None:
        assert date_after(date(2024, 2, 29), Period(years=1)) == date(2025, 2, 28)

    def test_notice_one_day_short_of_six_months_moves_the_day_of_exit(self) -> None:
        wanted, notice = date(2024, 7, 1), Period(months=6)
        assert date_after(date(2024, 1, 1), notice) == wanted
        assert date_after(date(2024, 1, 2), notice) > wanted

    def test_a_deadline_in_months_ends_on_the_same_date_at_24_00(self) -> None:
        assert ends("2021-03-01T09:00:00Z", Period(months=6)) == "2021-09-02T00:00:00Z"

    def test_a_deadline_in_weeks_ends_on_the_same_weekday_at_24_00(self) -> None:
        assert ends("2021-03-02T09:00:00Z", Period(weeks=2)) == "2021-03-17T00:00:00Z"


class TestWorkingDays:
    def test_ten_from_a_veto_leave_out_weekends_and_holidays(self) -> None:
        # Friday 26 April 2024; the Monday after next is made a holiday.
        seat = Seat(zone="America/New_York", holidays=frozenset({date(2024, 5, 6)}))
        assert ends("2024-04-26T15:00:00Z", Period(working_days=10), seat) == (
            "2024-05-14T04:00:00Z"
        )


class TestMidnights:
    """Zones whose clock jumps at midnight: the last hour of a day ends where the next day begins."""

    def test_a_skipped_midnight_is_the_jump(self) -> None:
        # Beirut, 26 March 2022 24:00 became 27 March 01:00 (UTC+2 to UTC+3).
        seat = Seat(zone="Asia/Beirut", weekend=frozenset())
        assert ends("2022-03-25T09:00:00Z", Period(days=1), seat) == "2022-03-26T22:00:00Z"

    def test_a_repeated_hour_before_midnight_belongs_to_the_day(self) -> None:
        # Beirut, 29 October 2022 24:00 became 23:00: the second 24:00 ends the day (22:00Z).
        seat = Seat(zone="Asia/Beirut", weekend=frozenset())
        assert ends("2022-10-28T09:00:00Z", Period(days=1), seat) == "2022-10-29T22:00:00Z"


def slow_deadline(opened: datetime, days: int, seat: Seat) -> datetime:
    """The same articles, read hour by hour: walk until the day is over and nothing puts it off."""
    local = opened.astimezone(ZoneInfo(seat.zone))
    event, moment = local.date(), opened.astimezone(UTC)
    while True:
        moment += timedelta(minutes=15)
        moment -= timedelta(minutes=moment.minute % 15, seconds=moment.second)
        over = moment.astimezone(ZoneInfo(seat.zone)).date() - timedelta(days=1)
        passed = [event + timedelta(days=n) for n in range(1, (over - event).days + 1)]
        working = [d for d in passed if d.weekday() < 5 and d not in seat.holidays]
        if len(passed) >= days and over in working and len(working) >= min(days, 2):
            return moment


@given(
    opened=st.datetimes(datetime(2021, 1, 1), datetime(2023, 1, 1), timezones=st.just(UTC)),
    days=st.integers(1, 5),
    zone_name=st.sampled_from(["UTC", "Europe/Vienna", "Asia/Yerevan", "America/New_York"]),
    holidays=st.sets(st.dates(date(2021, 1, 1), date(2023, 1, 20)), max_size=20),
)
def test_deadlines_agree_with_a_walk_along_the_clock(
    opened: datetime, days: int, zone_name: str, holidays: set[date]
) -> None:
    opened = opened.replace(microsecond=0)
    seat = Seat(zone=zone_name, holidays=frozenset(holidays))
    assert deadline(opened, Period(days=days), seat) == slow_deadline(opened, days, seat)


class TestLocalTimes:
    def test_an_hour_lived_twice_means_the_later(self) -> None:
        assert stored(local_instant("2026-10-25T02:30", VIENNA)) == "2026-10-25T01:30:00Z"

    def test_the_earlier_of_the_two_may_be_asked_for(self) -> None:
        assert stored(local_instant("2026-10-25T02:30", VIENNA, "earlier")) == (
            "2026-10-25T00:30:00Z"
        )

    def test_an_hour_skipped_is_refused_with_its_neighbours(self) -> None:
        with pytest.raises(BadInput) as refusal:
            local_instant("2026-03-29T02:30", VIENNA)
        assert refusal.value.code == "time.does_not_exist"
        assert "03:30 (2026-03-29T01:30:00Z)" in refusal.value.remedy
        assert "01:30 (2026-03-29T00:30:00Z)" in refusal.value.remedy

    def test_other_hours_mean_the_one_instant_either_way(self) -> None:
        assert local_instant("2026-10-25T03:00", VIENNA) == local_instant(
            "2026-10-25T03:00", VIENNA, "earlier"
        )
        assert stored(local_instant("2026-10-25T03:00", VIENNA)) == "2026-10-25T02:00:00Z"

    def test_a_time_with_its_own_offset_needs_no_seat(self) -> None:
        assert stored(local_instant("2026-10-25T02:30+04:00", VIENNA)) == "2026-10-24T22:30:00Z"

    def test_24_00_is_the_midnight_that_ends_the_day(self) -> None:
        assert stored(local_instant("2021-12-31T24:00", MOSCOW)) == "2021-12-31T21:00:00Z"

    @pytest.mark.parametrize(
        "text", ["", "noon", "2026-10-25", "2026-02-30T12:00", "2026-01-01T24:30"]
    )
    def test_what_is_no_local_time_is_refused(self, text: str) -> None:
        with pytest.raises(BadInput) as refusal:
            local_instant(text, VIENNA)
        assert refusal.value.code == "time.unreadable"

    @given(st.datetimes(datetime(1996, 1, 1), datetime(2026, 1, 1)))
    def test_what_the_clock_showed_reads_back_as_written(self, utc: datetime) -> None:
        shown = utc.replace(tzinfo=UTC, microsecond=0).astimezone(ZoneInfo("Europe/Vienna"))
        text = shown.replace(tzinfo=None).isoformat()
        twice = shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()
        read = local_instant(text, VIENNA, "earlier" if twice and not shown.fold else "later")
        assert read == utc.replace(tzinfo=UTC, microsecond=0)


class TestInstants:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("2022-11-23T10:00:00+04:00", "2022-11-23T06:00:00Z"),
            ("2022-11-23T06:00Z", "2022-11-23T06:00:00Z"),
            ("2022-11-23T06:00:00.250Z", "2022-11-23T06:00:00.250000Z"),
            ("2022-11-23T06:00:00.000Z", "2022-11-23T06:00:00Z"),
            ("2022-11-23T06:00:00-00:00", "2022-11-23T06:00:00Z"),
        ],
    )
    def test_they_are_kept_in_one_form(self, text: str, kept: str) -> None:
        assert stored(read_instant(text)) == kept

    @given(st.datetimes(timezones=st.just(UTC)))
    def test_what_is_stored_reads_back(self, moment: datetime) -> None:
        assert read_instant(stored(moment)) == moment

    @pytest.mark.parametrize(
        "text",
        [
            "2022-11-23T10:00:00",
            "2022-11-23",
            "2022-11-23 10:00:00Z",
            "2022-11-23t10:00:00z",
            "20221123T100000Z",
            "2022-W47-3T10:00:00Z",
            "2022-11-23T10:00:00.1234567Z",
            "2022-11-23T10:00:60Z",
            "2022-02-29T10:00:00Z",
            "0001-01-01T00:00:00+04:00",
            "2022-11-23T10:00:00Z\n",
            "",
        ],
    )
    def test_another_form_or_no_offset_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(BadInput) as refusal:
            read_instant(text)
        assert refusal.value.code == "time.unreadable"
        assert "+04:00" in refusal.value.remedy


class TestZones:
    @pytest.mark.parametrize(
        "name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "__init__.py"]
    )
    def test_what_is_not_in_the_database_is_refused(self, name: str) -> None:
        with pytest.raises(BadInput) as refusal:
            zone(name)
        assert refusal.value.code == "time.zone_unknown"

    def test_the_environment_has_no_say(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
        zone.cache_clear()
        assert zone("Europe/Vienna").utcoffset(datetime(2021, 7, 1)) == timedelta(hours=2)


@pytest.mark.parametrize("period", [Period(days=10**9), Period(years=9999), Period(hours=10**12)])
def test_a_period_beyond_the_calendar_is_refused(period: Period) -> None:
    with pytest.raises(BadInput) as refusal:
        deadline(read_instant("2021-03-01T09:00:00Z"), period, PLAIN)
    assert refusal.value.code == "time.out_of_range"


def test_a_seat_that_never_works_has_no_deadlines() -> None:
    never = Seat(weekend=frozenset(range(7)))
    with pytest.raises(BadInput) as refusal:
        deadline(read_instant("9990-03-01T09:00:00Z"), Period(days=1), never)
    assert refusal.value.code == "time.out_of_range"
