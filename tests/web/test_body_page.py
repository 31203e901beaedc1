"""The body on any day, as known on any day; parties, and how each stood."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.body.acts import Attest, Citation, FileSource
from comity.body.effects import PartyNamed, StatusGranted
from comity.body.occasion import day_at
from comity.web.bodies import RunningBody

BODY = "/b/six-rivers/body"


def groups(found) -> dict[str, list[str]]:
    return {one.status: [p.party for p in one.parties] for one in found.context["shown"].groups}


def test_members_and_others_stand_under_their_statuses(visitor) -> None:
    found = groups(visitor("p26").get(BODY, headers={"accept-language": "en"}))
    assert found["member"] == ["AR", "BE", "CO", "DA", "ES", "FA"]
    assert found["observer"] == ["GE"]
    assert found["guest"] == ["HA"]


@pytest.mark.parametrize(
    ("day", "observers", "guests"),
    [("2018-05-31", [], []), ("2018-06-01", ["GE"], []), ("2022-03-01", ["GE"], ["HA"])],
)
def test_statuses_begin_on_the_days_of_the_charter(
    day: str, observers: list[str], guests: list[str], visitor
) -> None:
    found = groups(visitor("p26").get(f"{BODY}?on={day}"))
    assert (found.get("observer", []), found.get("guest", [])) == (observers, guests)


def test_before_the_body_nobody_is_a_member(visitor) -> None:
    assert groups(visitor("p26").get(f"{BODY}?on=2014-12-31")) == {}


def test_the_council_is_held_by_the_heads_of_state(visitor) -> None:
    organs = {o.organ.organ: o for o in visitor("p26").get(BODY).context["shown"].organs}
    assert {s.party: s.persons for s in organs["council"].seats} == {
        "AR": ("p1",),
        "BE": ("p4",),
        "CO": ("p7",),
        "DA": ("p10",),
        "ES": ("p13",),
        "FA": ("p16",),
    }
    assert organs["council"].chairs == ("AR",)


def test_what_came_to_be_known_later_is_left_out(practice: RunningBody, visitor) -> None:
    today = date.fromisoformat(day_at(practice.registrar.state, practice.registrar.state.at))
    yesterday = (today - timedelta(days=1)).isoformat()
    named = PartyNamed(party="KA", name="Kaltene")
    granted = StatusGranted(party="KA", status="partner", since="2020-01-01")
    practice.registrar.submit(
        [
            FileSource(by="p0", for_="secretariat", source="late", title="Late", sha256="2" * 64),
            Attest(
                by="p0", for_="secretariat", cites=[Citation(source="late")], facts=[named, granted]
            ),
        ]
    )
    reader = visitor("p26")
    assert groups(reader.get(f"{BODY}?on=2020-06-01"))["partner"] == ["KA"]
    assert "partner" not in groups(reader.get(f"{BODY}?on=2020-06-01&known={yesterday}"))


def test_a_day_on_which_nothing_was_known_says_so(visitor, practice: RunningBody) -> None:
    # the founding itself is known always: the charter's own dates say what governs when
    found = groups(visitor("p26").get(f"{BODY}?on=2020-01-01&known=2010-01-01"))
    assert found["member"] == ["AR", "BE", "CO", "DA", "ES", "FA"]


@pytest.mark.parametrize("query", ["on=never", "known=2026-02-30"])
def test_a_day_that_is_none_is_told_and_the_body_still_shown(query: str, visitor) -> None:
    found = visitor("p26").get(f"{BODY}?{query}")
    assert found.status_code == 422
    assert 'role="alert"' in found.content.decode()
    assert groups(found)["observer"] == ["GE"]


def test_a_party_shows_how_it_stood_and_who_acts_for_it(visitor) -> None:
    found = visitor("p26").get(f"{BODY}/CO").context["party"]
    tolls = next(one for one in found.stands if one.matter == "tolls" and one.outcome == "blocked")
    assert tolls.choice == "against"  # Corund objected in the Council
    assert {one.person for one, _title in found.credentials} == {"p7", "p8", "p9"}


def test_no_answer_in_confidence_is_told_of_a_party(visitor) -> None:
    assert all(
        one.matter != "next-appointment"
        for one in visitor("p13").get(f"{BODY}/AR").context["party"].stands
    )
    own = visitor("p1").get(f"{BODY}/AR").context["party"].stands
    assert any(one.matter == "next-appointment" for one in own)


def test_a_party_that_the_body_does_not_know_is_not_there(visitor) -> None:
    assert visitor("p19").get(f"{BODY}/XX").status_code == 404
