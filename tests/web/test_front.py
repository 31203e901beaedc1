"""The first page and the doors of a demonstration."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from comity.place import Place
from comity.web.bodies import RunningBody
from comity.web.models import Belonging, HostedBody
from comity.web.visits import CHOSEN

DOOR = "/demonstration/enter"


def test_front_shows_the_practice_body_and_a_door_for_each_role(practice: RunningBody) -> None:
    page = Client().get("/").content.decode()
    assert "Union of the Six Rivers" in page
    for name in ("Livia Arvane", "Marta Belling", "Bruno Aldane"):  # records/six-rivers/people.yaml
        assert name in page


def test_front_tells_titles_in_the_readers_language(practice: RunningBody) -> None:
    page = Client(headers={"accept-language": "ru"}).get("/").content.decode()
    assert "Союз шести рек" in page
    assert "Ливия Арване" in page


def test_a_door_signs_in_as_the_person_in_the_capacity(practice: RunningBody) -> None:
    client = Client()
    answer = client.post(
        DOOR, {"body": "six-rivers", "person": "p22", "capacity": "AR:delegate of the chair"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/b/six-rivers/desk")
    account = Belonging.objects.get(body="six-rivers", person="p22").account
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.session[CHOSEN] == {"six-rivers": "AR:delegate of the chair"}


def test_another_door_ends_the_first_sign_in(practice: RunningBody) -> None:
    client = Client()
    client.post(DOOR, {"person": "p2", "capacity": "AR:permanent representative"})
    first = client.session.session_key
    client.post(DOOR, {"person": "p5", "capacity": "BE:permanent representative"})
    assert client.session.session_key != first
    assert client.session[CHOSEN] == {"six-rivers": "BE:permanent representative"}


@pytest.mark.parametrize(
    "wish",
    [
        {"person": "p2", "capacity": "BE:permanent representative"},
        {"person": "p999", "capacity": ""},
        {"person": "p25", "capacity": ""},  # a candidate, who acts for nobody
        {"body": "csto", "person": "p1"},
    ],
)
def test_no_door_leads_where_the_person_has_no_capacity(
    practice: RunningBody, wish: dict[str, str]
) -> None:
    client = Client()
    assert client.post(DOOR, wish).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_door_opens_no_body_that_is_not_for_practice(practice: RunningBody) -> None:
    HostedBody.objects.filter(body="six-rivers").update(practice=False)
    assert Client().post(DOOR, {"person": "p2"}).status_code == 404
    assert DOOR not in Client().get("/").content.decode()


def test_outside_a_demonstration_there_is_no_door(
    practice: RunningBody, settings: LazySettings
) -> None:
    settings.DEMONSTRATION = False
    assert Client().post(DOOR, {"person": "p2"}).status_code == 404
    page = Client().get("/").content.decode()
    assert DOOR not in page
    assert "Six Rivers" not in page  # not open to the public, and nobody has signed in


def test_a_door_needs_the_token_of_our_form(practice: RunningBody) -> None:
    assert Client(enforce_csrf_checks=True).post(DOOR, {"person": "p2"}).status_code == 403


def test_an_empty_installation_says_how_to_begin_and_not_by_which_token(
    place: Place, db: None, settings: LazySettings
) -> None:
    settings.DEMONSTRATION = False
    page = Client().get("/").content.decode()
    assert "founded" in page
    assert "token" not in page.replace("csrfmiddlewaretoken", "")


def test_health_says_that_process_register_and_accounts_answer(practice: RunningBody) -> None:
    assert Client().get("/healthz").content == b"ok\n"
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["register"] == {
        "ok": True,
        "bodies": 1,
        "entries": practice.registrar.state.size,
    }
    assert "six-rivers" not in answer.content.decode()


def test_ready_tells_a_register_that_cannot_be_read(place: Place, db: None) -> None:
    place.home.joinpath("comity.db").write_bytes(b"this is no database" * 1000)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["register"]["ok"] is False
