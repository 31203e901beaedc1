"""Uncertain dates: EDTF as ISO 8601-2 gives it, held to the library for the forms we read ourselves."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.body.dates import certainly_by, exact, in_words, order, possibly_by, when
from comity.errors import BadInput


def bounds(text: str) -> tuple[str | None, str | None]:
    moment = when(text)
    return tuple(day and day.isoformat() for day in (moment.earliest, moment.latest))


class TestBounds:
    @pytest.mark.parametrize(
        ("text", "earliest", "latest"),
        [
            ("2020-03-05", "2020-03-05", "2020-03-05"),
            ("2018-11", "2018-11-01", "2018-11-30"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2018", "2018-01-01", "2018-12-31"),
            ("2019-XX", "2019-01-01", "2019-12-31"),
            ("2019-11-XX", "2019-11-01", "2019-11-30"),
            ("201X", "2010-01-01", "2019-12-31"),
            ("[..2020-03-04]", None, "2020-03-04"),
            ("[2020-03-05..]", "2020-03-05", None),
            ("[2018..2020-03]", "2018-01-01", "2020-03-31"),
            ("[2018,2020]", "2018-01-01", "2020-12-31"),
            ("../2020-03-05", None, "2020-03-05"),
            ("2020-03-05/..", "2020-03-05", None),
            ("2018-11/2019-02", "2018-11-01", "2019-02-28"),
            ("../..", None, None),
        ],
    )
    def test_each_form_leaves_the_days_that_the_standard_gives_it(
        self, text: str, earliest: str | None, latest: str | None
    ) -> None:
        assert bounds(text) == (earliest, latest)

    @pytest.mark.parametrize(
        ("text", "earliest", "latest"),
        [
            ("2018-11~", "2018-10-01", "2018-12-31"),
            ("2018-12~", "2018-11-01", "2019-01-31"),
            ("2020?", "2019-01-01", "2021-12-31"),
            ("2020-03-01%", "2020-02-29", "2020-03-02"),
            ("2018~/2019-05", "2017-01-01", "2019-05-31"),
            ("2018/2019-05~", "2018-01-01", "2019-06-30"),
            ("[..2018~]", None, "2019-12-31"),
            ("1984?-06-02", "1983-06-02", "1985-06-02"),
            ("2004-06-~11", "2004-06-10", "2004-06-12"),
            ("201X~", "2000-01-01", "2029-12-31"),
        ],
    )
    def test_about_and_perhaps_widen_by_one_unit_on_either_side(
        self, text: str, earliest: str | None, latest: str | None
    ) -> None:
        assert bounds(text) == (earliest, latest)

    def test_an_unknown_end_is_open_and_not_ten_years_away(self) -> None:
        assert bounds("/2020") == (None, "2020-12-31")
        assert bounds("2020/") == ("2020-01-01", None)

    def test_an_instant_is_the_day_as_written_where_it_was_written(self) -> None:
        # 01:30 in Yerevan on the 23rd, still the 22nd in UTC.
        assert bounds("2022-11-23T01:30:00+04:00") == ("2022-11-23", "2022-11-23")


@st.composite
def plain_dates(draw: st.DrawFn) -> str:
    year, month = draw(st.integers(1, 9999)), draw(st.integers(1, 12))
    day = draw(st.integers(1, monthrange(year, month)[1]))
    forms = "{0:04}", "{0:04}-{1:02}", "{0:04}-{1:02}-{2:02}"
    return draw(st.sampled_from(forms)).format(year, month, day)


def by_library(text: str) -> tuple[date | None, date | None]:
    parsed = parse_edtf(text)
    found = parsed.lower_strict(), parsed.upper_strict()
    return tuple(None if isinstance(end, float) else date(*end[:3]) for end in found)


@settings(max_examples=40, deadline=None)
@given(
    plain_dates(), plain_dates(), st.sampled_from(["{0}", "../{0}", "{0}/..", "[..{0}]", "[{0}..]"])
)
def test_the_forms_read_here_mean_what_the_library_says(one: str, other: str, form: str) -> None:
    text = form.format(one, other)
    moment = when(text)
    assert (moment.earliest, moment.latest) == by_library(text)


@settings(max_examples=40, deadline=None)
@given(plain_dates(), plain_dates())
def test_an_interval_is_what_the_library_says_or_runs_backwards(one: str, other: str) -> None:
    text = f"{one}/{other}"
    earliest, latest = by_library(text)
    assert earliest
    assert latest
    if earliest > latest:
        with pytest.raises(BadInput, match="is not a date"):
            when(text)
    else:
        assert (when(text).earliest, when(text).latest) == (earliest, latest)


class TestRefusals:
    @pytest.mark.parametrize(
        "text",
        [
            *("2023-02-30", "2019-13", "2019-00", "2019-01-00", "2018-13~", "2023-02-29/2024"),
            *("5 March 2020", "05.03.2020", "2020-3-5", "20200305", "2020-W10-4", "2020-064"),
            *("", "..", "/", "[..]", "[2020", "unknown", "2020-03-05\n", " 2020", "٢٠٢٠"),
            *("-0044-03-15", "Y170000002", "0000", "XXXX", "9999~"),
            *("2020-03-05/2020-01-01", "2020/2021/2022", "2020-21", "[2020-24,2021]"),
            "[" + "2020," * 1_000_000 + "2020]",
        ],
    )
    def test_what_is_no_date_is_refused_with_examples(self, text: str) -> None:
        with pytest.raises(BadInput) as refusal:
            when(text)
        assert refusal.value.code == "date.unreadable"
        assert "[..2020-03-04]" in refusal.value.remedy
        assert len(str(refusal.value)) < 400

    def test_an_instant_without_offset_is_refused_as_a_time(self) -> None:
        with pytest.raises(BadInput) as refusal:
            when("2022-11-23T10:00:00")
        assert refusal.value.code == "time.unreadable"


class TestQuestions:
    @pytest.mark.parametrize(
        ("text", "day", "possibly", "certainly"),
        [
            ("2018-11", "2018-10-31", False, False),
            ("2018-11", "2018-11-15", True, False),
            ("2018-11", "2018-11-30", True, True),
            ("[..2020-03-04]", "1950-01-01", True, False),
            ("[..2020-03-04]", "2020-03-04", True, True),
            ("2018/..", "9999-12-31", True, False),
            ("2018-11~", "2018-11-30", True, False),
        ],
    )
    def test_what_may_have_come_and_what_must_have(
        self, text: str, day: str, possibly: bool, certainly: bool
    ) -> None:
        on = date.fromisoformat(day)
        assert possibly_by(when(text), on) is possibly
        assert certainly_by(when(text), on) is certainly

    def test_only_one_possible_day_is_exact(self) -> None:
        assert exact(when("2020-03-05")) == date(2020, 3, 5)
        assert exact(when("2022-11-23T01:30:00+04:00")) == date(2022, 11, 23)
        assert exact(when("2020-03-05/2020-03-05")) == date(2020, 3, 5)
        for text in ("2018-11", "2020-03-05~", "../..", "2020-03-05/.."):
            assert exact(when(text)) is None

    def test_they_sort_as_a_chronicle_would_list_them(self) -> None:
        chronicle = [
            "2017",
            "[..2018-06-01]",
            "2018-11-01",
            "2018-11",
            "2018-11-02",
            "2018-11-02T23:30:00+09:00",
            "2018-11-02T16:00:00Z",
            "2019/..",
        ]
        moments = [when(text) for text in chronicle]
        assert sorted(sorted(moments, key=in_words), key=order) == moments


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2020-03-05", "5 March 2020"),
            ("2018-11", "November 2018"),
            ("2018-11-XX", "November 2018"),
            ("2018", "2018"),
            ("2018~", "about 2018"),
            ("2018-11?", "perhaps November 2018"),
            ("2018-11-05%", "perhaps about 5 November 2018"),
            ("[..2020-03-04]", "before 5 March 2020"),
            ("[..2019-12-31]", "before 1 January 2020"),
            ("[..2019-12]", "before January 2020"),
            ("[..0987]", "before 988"),
            ("[..2018~]", "no later than about 2018"),
            ("[..9999-12-31]", "no later than 31 December 9999"),
            ("[2020-03-05..]", "5 March 2020 or later"),
            ("[2018..2020-03]", "between 2018 and March 2020"),
            ("2018/2020-03", "from 2018 to March 2020"),
            ("../2020-03", "until March 2020"),
            ("2018/..", "from 2018 on"),
            ("2018/", "from 2018 to an unknown date"),
            ("201X", "between 1 January 2010 and 31 December 2019"),
            ("2022-11-23T10:00:00+04:00", "23 November 2022, 10:00 (UTC+04:00)"),
            ("2022-11-23T10:00:00Z", "23 November 2022, 10:00 (UTC)"),
        ],
    )
    def test_dates_are_said_as_people_say_them(self, text: str, words: str) -> None:
        assert in_words(when(text)) == words

    @given(st.dates(date(1, 1, 2), date(9998, 12, 31)))
    def test_before_a_day_is_until_the_day_before(self, day: date) -> None:
        until = (day - timedelta(days=1)).isoformat()
        assert in_words(when(f"[..{until}]")) == f"before {in_words(when(day.isoformat()))}"
