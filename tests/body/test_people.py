"""Persons and credentials: who may act for whom, with which powers, and who may say so."""

from typing import Any

import pytest

from comity.body.rights import capacity

EVE = {"person": "eve", "party": "ANSE", "powers": ["speak"]}


@pytest.fixture
def with_eve(league: Any) -> Any:
    league.do("person.enter/1", person="eve", name="Eve")
    return league


def speaks(league: Any, person: str, party: str) -> bool:
    act = league.act("speech.make/1", person, party, gist="good morning")
    return capacity(league.on, act, "speak").party == party


class TestPersons:
    def test_the_record_keeper_enters_them_with_their_titles(self, league: Any) -> None:
        league.do("person.enter/1", name="Eve", titles=["pilot"])
        assert league.state.persons["p9"].titles == ["pilot"]

    def test_a_delegation_enters_its_own(self, league: Any) -> None:
        league.do("person.enter/1", by="ann", name="Eve", person="eve")
        assert "eve" in league.state.persons

    def test_a_delegate_without_all_the_powers_does_not(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "ANSE", ["speak", "propose"])
        refusal = with_eve.refused("person.enter/1", by="eve", for_="ANSE", name="Fay")
        assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 1")


class TestIssue:
    def test_the_record_keeper_issues_on_the_strength_of_a_letter(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", **EVE)
        assert speaks(with_eve, "eve", "ANSE")

    def test_a_delegation_accredits_its_own_expert(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", by="ann", **EVE)
        assert speaks(with_eve, "eve", "ANSE")

    def test_one_person_may_act_for_several_parties(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "ANSE", ["speak"])
        with_eve.accredit("eve", "BRIM", ["speak"])
        assert speaks(with_eve, "eve", "ANSE")
        assert speaks(with_eve, "eve", "BRIM")

    def test_it_begins_today_unless_it_says_otherwise(self, with_eve: Any) -> None:
        (issued,) = with_eve.do("credential.issue/1", **EVE)
        assert (issued.since, issued.until) == ("2026-03-02", "")

    def test_a_delegation_does_not_accredit_for_another(self, with_eve: Any) -> None:
        refusal = with_eve.refused("credential.issue/1", by="bob", **EVE)
        assert (refusal.code, refusal.article) == ("credential.not_yours", "Rules 1")

    def test_a_person_without_all_the_powers_accredits_nobody(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "ANSE", ["speak", "propose", "decide", "sign"])
        refusal = with_eve.refused(
            "credential.issue/1", by="eve", for_="ANSE", **{**EVE, "person": "bob"}
        )
        assert refusal.code == "credential.narrow"

    def test_nobody_accredits_beyond_the_end_of_his_own_credential(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "ANSE", ["all"], until="2026-06-30")
        fay = {**EVE, "person": "bob"}
        for until in ({}, {"until": "2026-07-01"}):
            refusal = with_eve.refused("credential.issue/1", by="eve", for_="ANSE", **fay, **until)
            assert refusal.code == "credential.wider"
        with_eve.do("credential.issue/1", by="eve", for_="ANSE", **fay, until="2026-06-30")

    def test_nobody_accredits_from_before_his_own_credential(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "ANSE", ["all"])
        refusal = with_eve.refused(
            "credential.issue/1", by="eve", for_="ANSE", **EVE, since="2026-03-01"
        )
        assert refusal.code == "credential.wider"

    def test_nobody_accredits_in_more_organs_than_his_own(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "ANSE", ["all"], organ="assembly")
        fay = {**EVE, "person": "bob"}
        refusal = with_eve.refused("credential.issue/1", by="eve", for_="ANSE", **fay)
        assert refusal.code == "credential.wider"
        with_eve.do("credential.issue/1", by="eve", for_="ANSE", **fay, organ="assembly")

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"person": "nobody"}, "person.unknown"),
            ({"party": "NOWHERE"}, "party.unknown"),
            ({"party": "helm"}, "party.unknown"),
            ({"organ": "cabinet"}, "organ.unknown"),
            ({"powers": ["command"]}, "credential.power"),
            ({"powers": []}, "credential.power"),
            ({"credential": "c0"}, "id.taken"),
            ({"since": "2026-03-02", "until": "2026-03-01"}, "credential.dates"),
        ],
    )
    def test_what_the_body_does_not_know_is_refused(
        self, with_eve: Any, changed: dict[str, Any], code: str
    ) -> None:
        refusal = with_eve.refused("credential.issue/1", **{**EVE, **changed})
        assert (refusal.code, refusal.article) == (code, "Rules 1")

    def test_a_credential_for_an_organ_carries_its_powers_and_speech(self, with_eve: Any) -> None:
        with_eve.accredit("eve", "bureau", ["speak", "record", "convene"])
        refusal = with_eve.refused(
            "credential.issue/1", person="eve", party="bureau", powers=["decide"]
        )
        assert (refusal.code, refusal.article) == ("credential.power", "Compact 5")
        assert "record" in refusal.remedy

    @pytest.mark.parametrize("field", ["since", "until"])
    def test_its_dates_are_days(self, with_eve: Any, field: str) -> None:
        error = with_eve.bad("credential.issue/1", **EVE, **{field: "2026"})
        assert (error.code, error.where) == ("date.not_exact", field)

    def test_it_has_expired_the_day_after_its_last(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", **EVE, until="2026-03-31")
        with_eve.at("2026-03-31")
        assert speaks(with_eve, "eve", "ANSE")
        with_eve.at("2026-04-01")
        refusal = with_eve.refused("speech.make/1", by="eve", for_="ANSE", gist="too late")
        assert (refusal.code, refusal.article) == ("credential.expired", "Rules 1")


class TestRevoke:
    def test_it_ends_on_the_day_given(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", **EVE, credential="eve1")
        with_eve.do("credential.revoke/1", by="ann", credential="eve1", on="2026-03-10")
        with_eve.at("2026-03-09")
        assert speaks(with_eve, "eve", "ANSE")
        with_eve.at("2026-03-10")
        refusal = with_eve.refused("speech.make/1", by="eve", for_="ANSE", gist="too late")
        assert refusal.code == "credential.expired"
        assert "was revoked on 2026-03-10" in refusal.sentence

    def test_nobody_revokes_for_another_party(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", **EVE, credential="eve1")
        refusal = with_eve.refused("credential.revoke/1", by="bob", credential="eve1")
        assert (refusal.code, refusal.article) == ("credential.not_yours", "Rules 1")

    def test_it_is_revoked_once(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", **EVE, credential="eve1")
        with_eve.do("credential.revoke/1", credential="eve1")
        refusal = with_eve.refused("credential.revoke/1", credential="eve1")
        assert refusal.code == "credential.revoked"

    def test_one_that_was_not_issued_is_refused(self, league: Any) -> None:
        refusal = league.refused("credential.revoke/1", credential="c99")
        assert refusal.code == "credential.unknown"

    def test_it_does_not_end_before_it_began(self, with_eve: Any) -> None:
        with_eve.do("credential.issue/1", **EVE, credential="eve1")
        refusal = with_eve.refused("credential.revoke/1", credential="eve1", on="2026-03-01")
        assert refusal.code == "credential.dates"
