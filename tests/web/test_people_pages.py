"""The people of a body: the list, credentials by who may issue them, leaving; and what each reader sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from comity.body.occasion import day_at, law_on
from comity.web.bodies import RunningBody
from comity.web.models import Belonging
from comity.web.readers import Reader, capacities
from comity.web.readmodel.people import keepers, next_person, people
from comity.web.told.names import Names

Visitor = Callable[[str], Client]
LIST = "/b/six-rivers/people"
EXPERT = {
    "name_en": "Karl Adler",
    "name_ru": "Карл Адлер",
    "party": "BE",
    "as_": "expert",
    "powers": ["propose"],
}


def credentials(body: RunningBody, person: str) -> list[tuple[str, list[str], str]]:
    with body.reading() as state:
        held = (state.credentials[one] for one in state.credentials_of.get(person, ()))
        return [(one.party, list(one.powers), one.revoked) for one in held]


def test_the_list_has_everybody_by_member_with_the_readers_own_first(practice: RunningBody) -> None:
    with practice.reading() as state:
        law, day = law_on(state, day_at(state, state.at)), day_at(state, state.at)
        able = capacities(state, "p5", day)
        reader = Reader(person="p5", capacity=able[0], capacities=able)
        groups = people(Names(state, law), reader, day, {})
    assert groups[0].id == "BE"
    assert groups[0].own
    assert [one.person for one in groups[0].persons] == [
        "p4",
        "p5",
        "p6",
    ]  # records/six-rivers/people.yaml
    assert "p25" in [one.person for one in groups[-1].persons]  # a candidate: without a credential


def test_who_keeps_the_record_is_known_from_credentials_alone(practice: RunningBody) -> None:
    with practice.reading() as state:
        law, day = law_on(state, day_at(state, state.at)), day_at(state, state.at)
        assert keepers(state, law, day) == {"p0", "p19", "p20"}  # the clerk, and two officers
        assert next_person(state) == f"p{max(int(one[1:]) for one in state.persons) + 1}"


@pytest.mark.parametrize("person", ["p1", "p5", "p6", "p21", "p26"])
def test_accounts_are_the_business_of_the_secretariat_alone(visitor: Visitor, person: str) -> None:
    for path in (LIST, f"{LIST}/p6"):
        page = visitor(person).get(path).content.decode()
        assert "Jonas Witte" in page
        assert "p6@six-rivers.example" not in page
        assert "have an account" not in page


def test_the_secretariat_sees_who_has_an_account(visitor: Visitor) -> None:
    assert "have an account" in visitor("p19").get(LIST).content.decode()
    assert "p6@six-rivers.example" in visitor("p19").get(f"{LIST}/p6").content.decode()


def test_who_belongs_to_no_body_finds_nothing(stranger: Client, practice: RunningBody) -> None:
    assert [stranger.get(path).status_code for path in (LIST, f"{LIST}/p6", f"{LIST}/enter")] == [
        404
    ] * 3
    assert Client().get(LIST).status_code == 302


def test_a_person_that_is_not_there_answers_404(visitor: Visitor) -> None:
    assert visitor("p19").get(f"{LIST}/p999").status_code == 404


def test_a_head_of_state_enters_an_expert_of_the_own_member(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        new = next_person(state)
    answer = visitor("p4").post(f"{LIST}/enter", EXPERT)
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}/{new}")
    assert credentials(practice, new) == [("BE", ["propose"], "")]
    with practice.reading() as state:
        assert state.persons[new].name == {"en": "Karl Adler", "ru": "Карл Адлер"}


def test_a_form_sent_twice_enters_one_person(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        before = len(state.persons)
    sent = {**EXPERT, "request": "0f" * 16, "as": "BE:head of state"}
    visitor("p4").post(f"{LIST}/enter", sent)
    again = visitor("p4").post(f"{LIST}/enter", sent)
    assert again.status_code == 303
    with practice.reading() as state:
        assert len(state.persons) == before + 1


def test_an_expert_and_a_representative_enter_nobody_and_read_why(
    practice: RunningBody, visitor: Visitor
) -> None:
    for person in ("p5", "p6"):
        before = practice.registrar.state.size
        answer = visitor(person).post(f"{LIST}/enter", EXPERT)
        assert answer.status_code == 403
        assert "Karl Adler" in answer.content.decode() or "credential" in answer.content.decode()
        assert practice.registrar.state.size == before


def test_nobody_accredits_for_another_member(practice: RunningBody, visitor: Visitor) -> None:
    before = practice.registrar.state.size
    assert visitor("p4").post(f"{LIST}/enter", {**EXPERT, "party": "AR"}).status_code == 422
    assert (
        visitor("p4")
        .post(f"{LIST}/p3/credential", {"party": "AR", "powers": ["speak"]})
        .status_code
        == 422
    )
    assert practice.registrar.state.size == before


def test_a_head_of_another_member_revokes_nothing(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        held = state.credentials_of["p3"][0]
    assert visitor("p4").post(f"{LIST}/p3/revoke", {"credential": held}).status_code == 403
    assert visitor("p4").post(f"{LIST}/p3/leave").status_code == 404
    assert credentials(practice, "p3")[0][2] == ""


def test_a_credential_is_revoked_only_on_the_page_of_its_person(
    practice: RunningBody, visitor: Visitor
) -> None:
    with practice.reading() as state:
        other = state.credentials_of["p5"][0]
    assert visitor("p4").post(f"{LIST}/p6/revoke", {"credential": other}).status_code == 404


def test_who_has_left_acts_and_reads_no_more(practice: RunningBody, visitor: Visitor) -> None:
    leaving = visitor("p6")
    assert leaving.get(LIST).status_code == 200
    assert visitor("p19").post(f"{LIST}/p6/leave").status_code == 303
    assert credentials(practice, "p6")[0][2] != ""
    assert leaving.get(LIST).status_code == 404
    assert not Belonging.objects.filter(body="six-rivers", person="p6").exists()


def test_the_last_keeper_of_the_record_does_not_leave(
    practice: RunningBody, visitor: Visitor
) -> None:
    first, second = visitor("p19"), visitor("p20")
    assert first.post(f"{LIST}/p0/leave").status_code == 303
    assert second.post(f"{LIST}/p19/leave").status_code == 303
    before = practice.registrar.state.size
    answer = second.post(f"{LIST}/p20/leave")
    assert answer.status_code == 403
    assert practice.registrar.state.size == before


def test_a_stale_capacity_is_refused(practice: RunningBody, visitor: Visitor) -> None:
    open_page = visitor("p20")
    visitor("p19").post(f"{LIST}/p20/leave")
    Belonging.objects.create(
        account_id=open_page.session["_auth_user_id"], body="six-rivers", person="p20"
    )  # still an account here, with the page open, and the credential lost
    answer = open_page.post(f"{LIST}/enter", {**EXPERT, "as": "secretariat"})
    assert answer.status_code == 403
    assert "Karl Adler" in answer.content.decode() or "no longer" in answer.content.decode()


def test_a_credential_that_ends_before_it_begins_is_refused_with_what_was_typed(
    visitor: Visitor,
) -> None:
    typed = {
        "party": "BE",
        "powers": ["speak"],
        "as_": "counsellor",
        "since": "2026-12-01",
        "until": "2026-11-01",
    }
    answer = visitor("p19").post(f"{LIST}/p6/credential", typed)
    assert answer.status_code == 403
    assert 'value="counsellor"' in answer.content.decode()


def test_scripts_in_names_and_titles_stay_text(practice: RunningBody, visitor: Visitor) -> None:
    bad = "<script>alert(1)</script>"
    answer = visitor("p19").post(f"{LIST}/enter", {**EXPERT, "name_en": bad, "as_": bad})
    page = visitor("p19").get(answer["Location"]).content.decode()
    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


def test_a_person_without_any_name_is_told_beside_the_field(
    practice: RunningBody, visitor: Visitor
) -> None:
    before = practice.registrar.state.size
    answer = visitor("p19").post(f"{LIST}/enter", {**EXPERT, "name_en": "", "name_ru": ""})
    assert answer.status_code == 422
    assert 'value="expert"' in answer.content.decode()
    assert practice.registrar.state.size == before


def test_buttons_stand_only_where_the_act_is_permitted_and_the_rest_says_why(
    visitor: Visitor,
) -> None:
    head, representative = (visitor(one).get(f"{LIST}/p6").content.decode() for one in ("p4", "p5"))
    assert f"{LIST}/p6/revoke" in head
    assert f"{LIST}/p6/credential" in head
    assert f"{LIST}/p6/revoke" not in representative
    assert f"{LIST}/p6/credential" not in representative
    assert (
        "Rules 3" in representative
    )  # the article on credentials; charters/six-rivers/charter.yaml


def test_an_officer_is_not_offered_the_recovery_of_the_own_account(visitor: Visitor) -> None:
    assert f"{LIST}/p20/recovery" in visitor("p19").get(f"{LIST}/p20").content.decode()
    assert f"{LIST}/p19/recovery" not in visitor("p19").get(f"{LIST}/p19").content.decode()
