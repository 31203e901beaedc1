"""The address of one's calendar: a secret of the account's own in the body, which its owner replaces alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from walking import without_what_passes

from comity.web.bodies import RunningBody
from comity.web.models import Belonging, HostedBody

Visitor = Callable[[str], Client]
CALENDAR, REPLACE = "/b/six-rivers/calendar", "/b/six-rivers/calendar/address"


def address(client: Client) -> str:
    page = client.get(CALENDAR).content.decode()
    found = re.search(r'id="address" value="http://testserver([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def status(path: str) -> int:
    """What a calendar program is answered, which signs in nowhere."""
    return Client().get(path).status_code


def test_a_replaced_address_answers_like_none_at_once_and_the_new_one_serves(
    practice: RunningBody, visitor: Visitor
) -> None:
    mine, other = visitor("p5"), visitor("p8")
    before, others = address(mine), address(other)
    assert status(before) == 200
    answer = mine.post(REPLACE, follow=True)
    assert "The address was replaced." in answer.content.decode()
    after = address(mine)
    assert (status(before), status(after), status(others)) == (404, 200, 200)
    gone, none = Client().get(before), Client().get(before.replace(practice.name, "none"))
    said = [
        without_what_passes(one.content.decode(), practice.name, "none") for one in (gone, none)
    ]
    assert said[0] == said[1]
    mine.post(REPLACE)
    assert (status(before), status(after), status(address(mine))) == (404, 404, 200)


def test_only_the_address_in_that_body_is_replaced(practice: RunningBody, visitor: Visitor) -> None:
    mine = visitor("p5")
    account = mine.session["_auth_user_id"]
    Belonging.objects.create(account_id=account, body="other", person="p1")
    mine.post(REPLACE)
    counted = Belonging.objects.filter(account_id=account).values_list("body", "calendar")
    assert set(counted) == {("six-rivers", 1), ("other", 0)}


@pytest.mark.parametrize("open_to_public", [False, True])
def test_who_has_no_address_replaces_none(
    practice: RunningBody, stranger: Client, open_to_public: bool
) -> None:
    HostedBody.objects.filter(body=practice.name).update(open_to_public=open_to_public)
    before = list(Belonging.objects.values_list("pk", "calendar"))
    assert stranger.post(REPLACE).status_code == 404
    assert Client().post(REPLACE).status_code == (404 if open_to_public else 303)
    assert list(Belonging.objects.values_list("pk", "calendar")) == before


def test_it_is_replaced_by_a_form_of_ours_alone(practice: RunningBody, visitor: Visitor) -> None:
    mine = visitor("p5")
    before = address(mine)
    assert mine.get(REPLACE).status_code == 405
    mine.handler.enforce_csrf_checks = True
    assert mine.post(REPLACE).status_code == 403
    assert address(mine) == before


def test_a_visitor_of_an_open_body_is_not_told_that_its_address_is_his_own(
    practice: RunningBody, visitor: Visitor
) -> None:
    HostedBody.objects.filter(body=practice.name).update(open_to_public=True)
    page = Client().get(CALENDAR).content.decode()
    assert "It is yours alone" not in page
    assert "Replace the address" not in page
    assert status(address(Client())) == 200
