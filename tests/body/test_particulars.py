"""What acts of every kind share: when they were done, whom they name, the ids of what they bring, who records."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.body.acts import AnyAct, FoundBody, NameParty
from comity.body.decide import decide
from comity.body.state import State
from comity.errors import Refused
from comity.store.codec import read_act

PAGE = Path(__file__).parents[2] / "docs" / "formats" / "acts.md"
EXAMPLES = [
    read_act(line.encode())
    for line in re.findall(r'^\{"kind":.*\}$', PAGE.read_text(encoding="utf-8"), re.MULTILINE)
]
"""An act of each kind, as it is shown in the document of the format."""


class TestHeld:
    def test_an_act_without_it_was_done_today(self, league: Any) -> None:
        league.do("relation.enter/1", party="DOCK", nature="dredging")
        assert league.state.relations["o9"].since == "2026-03-02"

    @pytest.mark.parametrize("held", ["2026-03-01", "2026-02", "[..2026-03-01]", "2026-03~"])
    def test_what_may_have_been_done_by_now_is_dated_as_it_says(
        self, league: Any, held: str
    ) -> None:
        league.do("relation.enter/1", party="DOCK", nature="dredging", held=held)
        assert league.state.relations["o9"].since == held

    @pytest.mark.parametrize("held", ["2026-03-03", "2026-04", "2027", "[2026-03-03..]"])
    def test_what_can_only_be_still_to_come_is_refused(self, league: Any, held: str) -> None:
        refusal = league.refused("relation.enter/1", party="DOCK", nature="dredging", held=held)
        assert (refusal.code, refusal.article) == ("held.future", "Rules 1")

    @pytest.mark.parametrize("act", EXAMPLES, ids=lambda act: act.__struct_config__.tag)
    @pytest.mark.parametrize("held", ["2027", "2026-03-03", "2026-03-02T23:59:00Z"])
    def test_no_act_of_any_kind_was_done_in_the_future(
        self, league: Any, act: AnyAct, held: str
    ) -> None:
        state = State() if isinstance(act, FoundBody) else league.state
        later = msgspec.structs.replace(act, held=held)
        if isinstance(act, NameParty):
            later = msgspec.structs.replace(later, name="Elmland")  # in a language of the body
        if isinstance(act, FoundBody):
            later = msgspec.structs.replace(later, charter=league.state.charters[0].text)
        with pytest.raises(Refused) as refused:
            decide(state, later, league.now, state.size)
        assert (refused.value.code, refused.value.article) == ("held.future", "Rules 1")

    @pytest.mark.parametrize(
        "fact",
        [
            {
                "kind": "matter.opened/1",
                "matter": "m9",
                "procedure": "motion",
                "title": "A",
                "by": "BRIM",
            },
            {"kind": "meeting.held/1", "meeting": "v9", "parties": ["BRIM"]},
            {"kind": "speech.made/1", "speech": "s9", "by": "BRIM", "gist": "It was said."},
        ],
        ids=lambda fact: fact["kind"],
    )
    def test_no_fact_of_what_was_done_is_attested_with_a_day_to_come(
        self, league: Any, fact: dict[str, Any]
    ) -> None:
        league.do("source.file/1", source="doc", title="Gazette", sha256="a" * 64)
        cites = [{"source": "doc", "paragraph": 1}]
        refusal = league.refused("attest/1", facts=[{**fact, "on": "2026-03-03"}], cites=cites)
        assert refusal.code == "held.future"

    def test_today_is_the_day_at_the_seat(self, league: Any) -> None:
        league.now = "2026-03-02T23:30:00.000Z"  # 01:30 of the next day in Tallinn
        league.do("relation.enter/1", party="DOCK", nature="dredging", held="2026-03-03")
        assert league.state.relations["o9"].since == "2026-03-03"

    def test_what_is_no_date_is_an_error_that_names_the_field(self, league: Any) -> None:
        error = league.bad("relation.enter/1", party="DOCK", nature="x", held="last week")
        assert (error.code, error.where) == ("date.unreadable", "held")


class TestWhoRecords:
    def test_the_organ_with_the_power_does(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        assert league.state.parties["EDDY"].name == "Eddy"

    def test_a_member_with_all_its_own_powers_does_not(self, league: Any) -> None:
        refusal = league.refused("party.name/1", by="ann", party="EDDY", name="Eddy")
        assert (refusal.code, refusal.article) == ("record.not_keeper", "Rules 1")
        assert "bureau" in refusal.remedy

    def test_an_organ_without_the_power_does_not(self, league: Any) -> None:
        league.accredit("ann", "assembly", ["decide"])
        refusal = league.refused(
            "party.name/1", by="ann", for_="assembly", party="EDDY", name="Eddy"
        )
        assert refusal.code == "record.not_keeper"

    def test_a_person_without_a_credential_for_it_does_not(self, league: Any) -> None:
        refusal = league.refused("party.name/1", by="ann", for_="bureau", party="EDDY", name="Eddy")
        assert (refusal.code, refusal.article) == ("credential.none", "Rules 1")


class TestIds:
    def test_a_new_thing_is_called_by_a_letter_and_the_number_of_its_entry(
        self, league: Any
    ) -> None:
        assert league.do("person.enter/1", name="Eve")[0].person == "p9"

    def test_a_new_thing_is_called_as_the_act_says(self, league: Any) -> None:
        assert league.do("person.enter/1", name="Eve", person="eve")[0].person == "eve"

    def test_somebody_who_chose_the_id_that_a_number_gives_is_not_in_the_way(
        self, league: Any
    ) -> None:
        league.do("person.enter/1", name="Eve", person="p10")
        assert league.do("person.enter/1", name="Fay")[0].person not in ("p10", "")

    def test_an_id_that_is_taken_is_refused(self, league: Any) -> None:
        refusal = league.refused("person.enter/1", name="Another Ann", person="ann")
        assert refusal.code == "id.taken"
        assert league.state.persons["ann"].name == "Ann"
