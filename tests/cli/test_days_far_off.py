"""Days and instants given on the command line lie in the years that the record knows."""

from __future__ import annotations

from typing import Any

import pytest

FAR = ("0999-12-31", "9000-01-01", "9999-12-31", "0001-01-01")


@pytest.mark.parametrize("option", ["--on", "--as-known-on"])
@pytest.mark.parametrize("day", FAR)
def test_a_day_far_off_is_refused_with_the_years_that_are_possible(
    cli: Any, csto: object, option: str, day: str
) -> None:
    said = cli("show", "body", "--register", str(csto), option, day)
    assert said.exit_code == 2
    assert "is not from 1000 to 8999" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("option", ["--on", "--year"])
@pytest.mark.parametrize("date", [*FAR, "9999", "0999-12", "2020/9000"])
def test_a_programme_of_years_far_off_is_refused_as_well(
    cli: Any, csto: object, option: str, date: str
) -> None:
    said = cli("show", "programme", "--register", str(csto), option, date)
    assert said.exit_code == 2
    assert "is not from 1000 to 8999" in said.stderr


def test_no_tenure_may_have_begun_before_the_body_had_a_member(cli: Any, csto: object) -> None:
    words = ("show", "office", "secretary_general", "--register", str(csto), "--on", "1000-01-01")
    assert cli.json(*words)["tenures"] == []


@pytest.mark.parametrize("day", ["1000-01-01", "8999-12-31"])
def test_the_first_and_the_last_day_can_be_asked_for(cli: Any, csto: object, day: str) -> None:
    for noun in (("body",), ("office", "secretary_general"), ("programme",)):
        said = cli("show", *noun, "--register", str(csto), "--on", day)
        assert said.exit_code in (0, 1), said.output
