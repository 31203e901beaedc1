"""The agenda: items requested, placed, and numbered from 1 without gaps."""

from typing import Any

import pytest


@pytest.fixture
def convened(league: Any) -> Any:
    spring = {"organ": "assembly", "on": "2026-03-10", "format": "plenary", "session": "spring"}
    league.do("session.convene/1", **spring)
    return league


def request(league: Any, by: str, title: str, **fields: str) -> str:
    (requested,) = league.do("item.request/1", by=by, session="spring", title=title, **fields)
    return str(requested.item)


def place(league: Any, position: int, **fields: str) -> None:
    league.do("item.place/1", session="spring", position=position, **fields)


def agenda(league: Any) -> list[tuple[int, str]]:
    return [(item.position, item.title) for item in league.state.sessions["spring"].items]


class TestRequest:
    def test_a_requested_item_waits_off_the_agenda(self, convened: Any) -> None:
        convened.matter()
        request(convened, "bob", "Dredging", matter="dredging")
        (item,) = convened.state.sessions["spring"].items
        assert (item.position, item.by, item.matter) == (0, "BRIM", "dredging")

    def test_an_associate_may_not_propose(self, convened: Any) -> None:
        refusal = convened.refused("item.request/1", by="dee", session="spring", title="Fees")
        assert (refusal.code, refusal.article) == ("right.none", "Compact 3")

    def test_a_member_whose_right_to_propose_is_suspended_may_not(self, convened: Any) -> None:
        fact = {"party": "BRIM", "right": "propose", "since": "2026-03-01"}
        convened.attest({"kind": "right.suspended/1", **fact})
        refusal = convened.refused("item.request/1", by="bob", session="spring", title="Fees")
        assert (refusal.code, refusal.article) == ("right.suspended", "Compact 2")

    @pytest.mark.parametrize(
        ("changed", "code"),
        [({"session": "autumn"}, "session.unknown"), ({"matter": "nothing"}, "matter.unknown")],
    )
    def test_what_there_is_not_is_refused(
        self, convened: Any, changed: dict[str, str], code: str
    ) -> None:
        fields = {"session": "spring", "title": "Fees", **changed}
        assert convened.refused("item.request/1", by="bob", **fields).code == code

    def test_nothing_is_requested_of_a_session_that_has_closed(self, convened: Any) -> None:
        convened.at("2026-03-10")
        convened.do("session.open/1", session="spring", present=[])
        convened.do("session.close/1", session="spring")
        refusal = convened.refused("item.request/1", by="bob", session="spring", title="Fees")
        assert (refusal.code, refusal.article) == ("session.closed", "Compact 4")


class TestPlace:
    def test_items_from_that_place_on_move_down(self, convened: Any) -> None:
        for position, title in ((1, "Opening"), (2, "Closing"), (2, "Fees")):
            place(convened, position, title=title)
        assert agenda(convened) == [(1, "Opening"), (2, "Fees"), (3, "Closing")]

    def test_a_requested_item_keeps_its_title_and_who_asked(self, convened: Any) -> None:
        item = request(convened, "bob", "Dredging")
        place(convened, 1, item=item)
        (placed,) = convened.state.sessions["spring"].items
        assert (placed.position, placed.title, placed.by) == (1, "Dredging", "BRIM")

    def test_an_item_placed_again_changes_places_without_a_gap(self, convened: Any) -> None:
        for position, title in ((1, "Opening"), (2, "Fees"), (3, "Closing")):
            place(convened, position, title=title)
        first = convened.state.sessions["spring"].items[0].item
        place(convened, 3, item=first)
        assert agenda(convened) == [(1, "Fees"), (2, "Closing"), (3, "Opening")]

    def test_those_that_wait_stay_behind_and_unnumbered(self, convened: Any) -> None:
        request(convened, "bob", "Dredging")
        place(convened, 1, title="Opening")
        assert agenda(convened) == [(1, "Opening"), (0, "Dredging")]

    @pytest.mark.parametrize("position", [0, -1, 3])
    def test_a_place_off_the_agenda_is_refused(self, convened: Any, position: int) -> None:
        place(convened, 1, title="Opening")
        refusal = convened.refused(
            "item.place/1", session="spring", position=position, title="Fees"
        )
        assert (refusal.code, refusal.article) == ("item.position", "Compact 4")
        assert "from 1 to 2" in refusal.remedy

    def test_the_last_item_cannot_move_beyond_the_end(self, convened: Any) -> None:
        place(convened, 1, title="Opening")
        item = convened.state.sessions["spring"].items[0].item
        refusal = convened.refused("item.place/1", session="spring", position=2, item=item)
        assert refusal.code == "item.position"

    def test_an_item_that_nobody_requested_is_refused(self, convened: Any) -> None:
        refusal = convened.refused("item.place/1", session="spring", position=1, item="a99")
        assert (refusal.code, refusal.article) == ("item.unknown", "Compact 4")

    def test_a_new_item_needs_a_title_or_a_matter(self, convened: Any) -> None:
        refusal = convened.refused("item.place/1", session="spring", position=1)
        assert refusal.code == "item.untitled"
        convened.matter()
        place(convened, 1, matter="dredging")

    def test_a_member_that_is_not_the_chair_does_not_place_items(self, convened: Any) -> None:
        refusal = convened.refused(
            "item.place/1", by="bob", session="spring", position=1, title="Fees"
        )
        assert (refusal.code, refusal.article) == ("session.not_yours", "Compact 4")
