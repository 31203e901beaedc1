"""The body on any day, as known on any day; parties, and how each stood."""

from __future__ import annotations

import re
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


def test_the_day_of_which_it_was_known_is_the_day_shown_unless_another_is_given(visitor) -> None:
    """As ``comity show body --as-known-on`` has it."""
    reader = visitor("p26")
    known = reader.get(f"{BODY}?known=2018-05-31")
    assert known.context["day"] == "2018-05-31"
    assert "observer" not in groups(known)
    assert groups(reader.get(f"{BODY}?known=2018-05-31&on=2018-06-01"))["observer"] == ["GE"]


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


# --- what a party is called -------------------------------------------------------------------------------------------


@pytest.fixture
def renamed(practice: RunningBody) -> RunningBody:
    """Corund, of the charter, was named Corland from 2020 on and Corundia from the first day of last year."""
    named = [
        PartyNamed(party="CO", name={"en": "Corland", "ru": "Корланд"}, on="2020-01-01"),
        PartyNamed(party="CO", name={"en": "Corundia", "ru": "Корундия"}, on="2025-01-01"),
    ]
    practice.registrar.submit(
        [
            FileSource(by="p0", for_="secretariat", source="late", title="Late", sha256="2" * 64),
            Attest(by="p0", for_="secretariat", cites=[Citation(source="late")], facts=[*named]),
        ]
    )
    return practice


CALLED = ("Corund", "Corland", "Corundia")


def names_on(page: str) -> set[str]:
    return {one for one in CALLED if re.search(rf"\b{one}\b", page.partition("<main")[2] or page)}


@pytest.mark.parametrize(
    ("day", "name"),
    [("2019-06-01", "Corund"), ("2020-06-01", "Corland"), ("2025-06-01", "Corundia")],
)
@pytest.mark.parametrize("path", ["body", "offices/secretary_general", "rotas/chairmanship"])
def test_a_page_of_a_day_calls_a_party_by_its_name_of_that_day(
    path: str, day: str, name: str, renamed: RunningBody, visitor
) -> None:
    reader = visitor("p26")
    english = {"accept-language": "en"}
    assert names_on(reader.get(f"/b/six-rivers/{path}", headers=english).content.decode()) == {
        "Corundia"
    }
    asked = reader.get(f"/b/six-rivers/{path}?on={day}", headers=english).content.decode()
    assert names_on(asked) == {name}


def test_a_name_whose_day_comes_without_a_record_is_used_from_that_day_on_at_every_door(
    practice: RunningBody, visitor
) -> None:
    now = practice.registrar.clock()
    later = (now + timedelta(days=10)).date()
    span = f"{now.date().isoformat()}/{later.isoformat()}"  # some time in these days
    named = PartyNamed(party="CO", name={"en": "Corundia"}, on=f"[{span.replace('/', '..')}]")
    practice.registrar.submit(
        [
            FileSource(by="p0", for_="secretariat", source="late", title="Late", sha256="2" * 64),
            Attest(by="p0", for_="secretariat", cites=[Citation(source="late")], facts=[named]),
        ]
    )
    reader = visitor("p26")

    def doors() -> set[str]:
        english = {"accept-language": "en"}
        page = reader.get("/b/six-rivers/body/CO", headers=english).content.decode()
        table = reader.get("/b/six-rivers/register/tables/members.csv", headers=english)
        row = next(
            one
            for one in b"".join(table.streaming_content).decode().splitlines()
            if one.startswith("CO,")
        )
        return names_on(page.partition("<h1")[2].partition("</h1>")[0]) | names_on(row)

    assert doors() == {"Corund"}
    practice.registrar.clock = lambda: now + timedelta(days=11)
    assert doors() == {"Corundia"}
