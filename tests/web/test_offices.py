"""Offices and rotas: who holds them on a day, what an uncertain date does not say, what can be done and by whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.body.acts import Act, Attest, Citation, EnterPerson, FileSource
from comity.body.effects import TenureBegan, TenureEnded
from comity.web.bodies import RunningBody
from comity.web.readmodel.offices import SlotShown, _rows

PRACTICE = "/b/six-rivers"


def attested(practice: RunningBody, *facts: TenureBegan | TenureEnded) -> None:
    """Tenures of the Auditor, as a source reports them."""
    acts: list[Act] = [
        FileSource(by="p0", for_="secretariat", source="old", title="Yearbook", sha256="1" * 64),
        EnterPerson(by="p0", for_="secretariat", person="q1", name="Ada Old"),
        EnterPerson(by="p0", for_="secretariat", person="q2", name="Boris Old"),
        Attest(by="p0", for_="secretariat", cites=[Citation(source="old")], facts=list(facts)),
    ]
    practice.registrar.submit(acts)  # type: ignore[arg-type]


def test_the_list_has_every_office_of_the_charter_with_its_holder(visitor) -> None:
    found = visitor("p26").get(f"{PRACTICE}/offices", headers={"accept-language": "en"})
    shown = {one.office.office: [t.person for t in one.holding] for one in found.context["offices"]}
    assert shown == {"secretary_general": ["p23"], "auditor": []}


def test_the_chair_passed_at_the_close_of_the_regular_session(visitor) -> None:
    rota = visitor("p26").get(f"{PRACTICE}/rotas/chairmanship").context["rota"]
    assert rota.now == ("AR",)
    # by the English alphabet, after Arvenia
    assert [turn.to for turn in rota.ahead][:5] == ["BE", "CO", "DA", "ES", "FA"]


def test_slots_are_three_years_each_in_alphabetical_order(visitor) -> None:
    shown: tuple[SlotShown, ...]
    shown = visitor("p26").get(f"{PRACTICE}/offices/secretary_general").context["office"].slots
    first = next(one for one in shown if one.running)
    # Charter 10: slots of three years from 2016 on, beginning with BE, then CO, DA, ES, FA, AR
    order = ["BE", "CO", "DA", "ES", "FA", "AR"]
    number = (date.fromisoformat(first.since).year - 2016) // 3
    assert (first.number, first.party) == (number, order[number % 6])
    assert first.since.endswith("-01-01")
    assert first.until.endswith("-12-31")


def test_nobody_certainly_holds_an_office_where_dates_are_uncertain(
    practice: RunningBody, visitor
) -> None:
    attested(
        practice,
        TenureBegan(tenure="told", office="auditor", person="q1", since="2019-05", until="2021"),
    )
    reader = visitor("p26")

    def on(day: str) -> tuple[list[str], list[str]]:
        shown = reader.get(f"{PRACTICE}/offices/auditor?on={day}").context["office"]
        return [t.person for t in shown.holding], [t.person for t in shown.possible]

    assert on("2019-04-30") == ([], [])
    assert on("2019-05-10") == ([], ["q1"])
    assert on("2020-06-01") == (["q1"], [])
    assert on("2022-01-01") == ([], [])


def test_a_tenure_of_uncertain_dates_is_drawn_in_two_strengths(
    practice: RunningBody, visitor
) -> None:
    attested(
        practice,
        TenureBegan(tenure="told", office="auditor", person="q1", since="2019", until="2021-12-31"),
    )
    drawn = visitor("p26").get(f"{PRACTICE}/offices/auditor").context["office"].timeline
    [bar] = [one for one in drawn.bars if one.title == "Ada Old"]
    assert bar.maybe_x < bar.x
    assert bar.maybe_x + bar.maybe_width >= bar.x + bar.width


def test_tenures_that_overlap_are_drawn_in_rows_of_their_own() -> None:
    def span(first: int, last: int) -> tuple[date, date, date, date]:
        return (date(first, 1, 1),) * 2 + (date(last, 1, 1),) * 2  # type: ignore[return-value]

    assert _rows([span(2000, 2004), span(2003, 2006), span(2005, 2008)]) == [0, 1, 0]


def test_the_record_keeper_ends_a_tenure_and_lets_somebody_act(
    practice: RunningBody, visitor
) -> None:
    keeper = visitor("p19")
    tenure = next(t.tenure for t in practice.registrar.state.tenures.values() if t.person == "p23")
    address = f"{PRACTICE}/offices/secretary_general"
    form = {"as": "secretariat", "do": "leave", "tenure": tenure, "reason": "resignation"}
    assert keeper.post(address, {**form, "request": "one"}).status_code == 303
    assert practice.registrar.state.tenures[tenure].ended
    acting = {"as": "secretariat", "do": "act", "person": "p24", "request": "two"}
    assert keeper.post(address, acting).status_code == 303
    [now] = keeper.get(address).context["office"].holding
    assert (now.person, now.acting) == ("p24", True)


def test_somebody_else_may_not_end_a_tenure_and_hears_the_article(
    practice: RunningBody, visitor
) -> None:
    tenure = next(t.tenure for t in practice.registrar.state.tenures.values() if t.person == "p23")
    form = {"as": "AR:permanent representative", "do": "leave", "tenure": tenure, "reason": "death"}
    found = visitor("p2").post(f"{PRACTICE}/offices/secretary_general", form)
    assert found.status_code == 403
    assert "Rules 3" in found.content.decode()
    assert not practice.registrar.state.tenures[tenure].ended


def test_a_member_passes_over_its_own_turn_and_the_order_shows_it(visitor) -> None:
    client, address = visitor("p5"), f"{PRACTICE}/rotas/chairmanship"
    form = {"as": "BE:permanent representative", "party": "BE", "request": "skip"}
    assert client.post(address, form).status_code == 303
    ahead = client.get(address).context["rota"].ahead
    assert (ahead[0].to, ahead[0].over) == ("CO", ["BE"])


def test_a_member_cannot_pass_over_the_turn_of_another(visitor) -> None:
    form = {"as": "BE:permanent representative", "party": "CO", "request": "skip"}
    found = visitor("p5").post(f"{PRACTICE}/rotas/chairmanship", form)
    assert found.status_code == 422


@pytest.mark.parametrize("address", ["offices/none", "rotas/none"])
def test_what_the_charter_does_not_have_is_not_there(address: str, visitor) -> None:
    assert visitor("p19").get(f"{PRACTICE}/{address}").status_code == 404


@pytest.mark.parametrize("address", ["offices/auditor", "rotas/chairmanship"])
def test_a_day_that_is_none_is_told(address: str, visitor) -> None:
    found = visitor("p26").get(f"{PRACTICE}/{address}?on=30.02.2026")
    assert found.status_code == 422
    assert "30.02.2026" in found.content.decode()


def test_the_first_and_the_last_year_that_a_date_may_be_in_are_shown(
    practice: RunningBody, visitor
) -> None:
    """A timeline over all of them has a year every thousand, and each day can be asked for."""
    held = TenureBegan(
        tenure="t-long", office="auditor", person="q1", since="1000-01-02", until="8999-12-31"
    )
    attested(practice, held)
    keeper, page = visitor("p19"), f"{PRACTICE}/offices/auditor"
    drawn = keeper.get(page).context["office"].timeline
    assert [one.label for one in drawn.ticks] == [f"{n}000" for n in range(1, 9)]
    for day in ("1000-01-01", "8999-12-31"):
        assert "too far off" not in keeper.get(f"{page}?on={day}").content.decode()
    for day in ("0999-12-31", "9999-12-31"):
        said = keeper.get(f"{page}?on={day}").content.decode()
        assert "is too far off. Write a date from 1000 to 8999." in said


def test_the_page_of_a_day_has_no_tenure_and_no_end_that_came_later(
    practice: RunningBody, visitor
) -> None:
    attested(
        practice,
        TenureBegan(tenure="told", office="auditor", person="q1", since="2019-05-01"),
        TenureEnded(tenure="told", on="2020-05-01", reason="resignation"),
        TenureBegan(tenure="next", office="auditor", person="q2", since="2020-05-01"),
    )

    def on(day: str) -> list[tuple[str, str]]:
        asked = f"{PRACTICE}/offices/auditor{day and f'?on={day}'}"
        return [(t.tenure, t.ended) for t in visitor("p26").get(asked).context["office"].tenures]

    assert on("2020-01-01") == [("told", "")]
    assert on("2020-05-01") == on("") == [("told", "2020-05-01"), ("next", "")]


def test_the_page_of_a_rota_on_a_day_has_no_turn_that_began_later(visitor) -> None:
    reader = visitor("p26")
    now = reader.get(f"{PRACTICE}/rotas/chairmanship").context["rota"].past
    first = min(turn.on for turn in now)
    before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    assert not reader.get(f"{PRACTICE}/rotas/chairmanship?on={before}").context["rota"].past
