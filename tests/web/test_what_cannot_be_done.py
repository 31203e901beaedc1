"""A page offers nothing that cannot be done, and says what can be done instead."""

from __future__ import annotations

import pytest
from banks import Banks
from test_untranslated import lights

from comity.body.acts import FoundBody, SubmitText
from comity.body.effects import Paragraph
from comity.place import Place
from comity.web import setting_up
from comity.web.bodies import bodies, require
from comity.web.models import Account, Belonging, HostedBody

pytestmark = pytest.mark.django_db
__all__ = ["lights"]
CORRECT = "Correct this record"


def test_no_correction_is_offered_of_a_step_in_a_procedure(banks: Banks, lights: str) -> None:
    text = [Paragraph(id="a", number="1", text={"en": "The bridge is lit at night."})]
    number = banks.submit(SubmitText(by="p0", for_="bureau", matter="lights", paragraphs=text))
    client, record = banks.visitor("p0"), f"/b/two-banks/register/{number}"
    assert CORRECT not in client.get(record).content.decode()
    page = client.get(f"{record}/correct").content.decode()
    assert "This record cannot be corrected, because it is a step in a procedure" in page
    assert f'href="{lights}"' in page
    assert f'href="/b/two-banks/flag?about={number}"' in page


def test_a_correction_is_offered_of_what_an_officer_entered(banks: Banks) -> None:
    assert CORRECT in banks.visitor("p0").get("/b/two-banks/register/1").content.decode()


CHARTER = """
comity: 1
body: league
title: {en: League, ru: Лига}
seat: {place: {en: Haven, ru: Гавань}, zone: Europe/Riga, cites: Rules 1}
languages: [en, ru]
organs:
  - {organ: bureau, title: {en: Bureau, ru: Бюро}, powers: [record], cites: Rules 2}
"""


def test_where_the_charter_has_no_procedure_the_pages_say_so(place: Place, client) -> None:
    act = FoundBody(charter=CHARTER, clerk="p0", clerk_name="Ada Lang", organ="bureau")
    setting_up.found_body(place, bodies().store, "league", act)
    HostedBody.objects.create(body="league", practice=True)
    require("league")
    account = Account.objects.create_user("ada@league.example")
    Belonging.objects.create(account=account, body="league", person="p0")
    client.force_login(account, "comity.web.sessions.Backend")
    for path in ("matters", "matters/new"):
        page = client.get(f"/b/league/{path}").content.decode()
        assert "The charter has no procedure, so nothing can be proposed." in page
        assert page.count('href="/b/league/charter"') > 1
