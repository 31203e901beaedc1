"""Without a mail server, and with one that refuses: no page says that a letter was sent; each shows the link instead."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from comity.web.bodies import RunningBody
from comity.web.models import Account, Belonging, HostedBody, Invitation, Recovery

Visitor = Callable[[str], Client]
WEB = Path(__file__).parents[2] / "src/comity/web"
PEOPLE = "/b/six-rivers/people"
OWNER, FIRST, SECOND, NEWCOMER = "p5", "p19", "p20", "p25"
ADDRESS = "milena@ministry.example"
SENT = ("A letter was sent to", "on its way", "was handed", "letter sent")
LINK = re.compile(r'value="http://testserver(/(?:invitation|recovery|new-address)/[\w:.-]+)"')


def account(person: str) -> Account:
    return Belonging.objects.get(body="six-rivers", person=person).account


@pytest.fixture(autouse=True, params=["no server", "a server that refuses"])
def server(request: pytest.FixtureRequest, settings: LazySettings, db: None) -> str:
    cache.clear()
    if request.param == "no server":
        settings.MAIL_SERVER = settings.ACCOUNT_EMAIL_NOTIFICATIONS = False
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    return str(request.param)


@pytest.fixture
def real(practice: RunningBody, settings: LazySettings) -> RunningBody:
    """The body as one that is no demonstration; an owner and two officers have one-time codes."""
    settings.DEMONSTRATION = False
    HostedBody.objects.update(practice=False)
    for person in (OWNER, FIRST, SECOND):
        Authenticator.objects.create(user=account(person), type="totp", data={"secret": "A" * 32})
    return practice


def says_honestly(page: str, server: str) -> None:
    text = html.unescape(page)
    reason = "No mail server is set up" if server == "no server" else "mail server did not take"
    assert reason in text
    assert [one for one in SENT if one in text] == []


def link_on(page: str) -> str:
    found = LINK.search(page)
    assert found is not None, page
    return found[1]


def test_an_invitation_shows_its_link_until_it_is_accepted(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    officer = visitor(FIRST)
    officer.post(f"{PEOPLE}/{NEWCOMER}/invite", {"email": ADDRESS, "language": "en"})
    page = officer.get(f"{PEOPLE}/{NEWCOMER}").content.decode()
    says_honestly(page, server)
    path = link_on(page)
    assert (
        link_on(officer.get(f"{PEOPLE}/{NEWCOMER}").content.decode()) == path
    )  # and on each visit
    assert "mailto:" in page
    assert Client().get(path).status_code == 200
    for other in ("p1", "p5"):  # who does not keep the record sees no link
        assert path not in visitor(other).get(f"{PEOPLE}/{NEWCOMER}").content.decode()


def test_a_person_added_with_an_address_is_invited_at_once(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    officer = visitor(FIRST)
    typed = {"name_en": "Karl Adler", "party": "BE", "powers": ["speak"], "email": ADDRESS,
             "letter": "en", "as": "secretariat"}  # fmt: skip
    answer = officer.post(f"{PEOPLE}/enter", typed)
    assert answer.status_code == 303
    page = officer.get(answer["Location"]).content.decode()
    says_honestly(page, server)
    assert Client().get(link_on(page)).status_code == 200
    assert Invitation.objects.get().email == ADDRESS


def test_a_recovery_shows_its_link_to_the_officer_who_confirmed_it_alone(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    first, second = visitor(FIRST), visitor(SECOND)
    first.post(f"{PEOPLE}/{OWNER}/recovery", {"reason": "Lost the phone."})
    says_honestly(first.get(f"{PEOPLE}/{OWNER}").content.decode(), server)
    one = Recovery.objects.get()
    second.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"})
    page = second.get(f"{PEOPLE}/{OWNER}").content.decode()
    says_honestly(page, server)
    assert LINK.search(first.get(f"{PEOPLE}/{OWNER}").content.decode()) is None
    assert Client().get(link_on(page)).status_code == 200


def test_a_new_address_shows_its_link_which_works_for_the_owner_alone(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    officer, owner = visitor(FIRST), visitor(OWNER)
    officer.post(f"{PEOPLE}/{OWNER}/address", {"new_email": ADDRESS})
    page = officer.get(f"{PEOPLE}/{OWNER}").content.decode()
    says_honestly(page, server)
    path = link_on(page)
    assert Client().get(path).status_code == 302  # to the sign-in
    assert officer.post(path).status_code == 410
    assert owner.get(path).status_code == 200
    assert owner.post(path)["Location"] == "/account/me"
    assert account(OWNER).email == ADDRESS
    assert owner.post(path).status_code == 410  # it is done


def test_a_reminder_says_who_was_not_written_to(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    page = "/b/six-rivers/matters/budget/chase"
    officer = visitor(FIRST)
    asked = re.findall(r'name="member" value="(\w+)"', officer.get(page).content.decode())
    assert asked
    officer.post(page, {"member": asked[:1], "as": "secretariat"})
    said = officer.get(page).content.decode()
    says_honestly(said, server)
    assert 'value="http://testserver/b/six-rivers/matters/budget"' in said  # to copy
    assert "not yet" in said  # nobody was reminded


def test_a_forgotten_password_asks_for_no_letter_where_none_can_be_sent(server: str) -> None:
    form = Client().get("/account/password/reset/").content.decode()
    done = Client().post("/account/password/reset/", {"email": "ada@league.example"})
    if server == "no server":
        assert "No mail server is set up" in form
        assert '<form method="post" action="/account/password/reset/"' not in form
        assert done.status_code == 200  # refused
    else:
        assert done.status_code == 302


def test_a_letter_of_the_sign_in_that_cannot_be_sent_breaks_nothing(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    """A new password, recovery codes: the notice to the owner is lost, the act is not."""
    owner = account(OWNER)
    owner.set_password("four rivers meet at noon")
    owner.save()
    client = Client()
    client.force_login(owner, "comity.web.sessions.Backend")
    changed = {"oldpassword": "four rivers meet at noon", "password1": "seven herons over the weir",
               "password2": "seven herons over the weir"}  # fmt: skip
    assert client.post("/account/password/change/", changed).status_code == 302
    assert account(OWNER).check_password("seven herons over the weir")


def test_nothing_is_handed_to_a_mail_program_where_there_is_no_server(
    real: RunningBody, visitor: Visitor, server: str
) -> None:
    if server != "no server":
        pytest.skip("there is one")
    with patch("comity.web.mail_server.Delivery.hand_over") as sending:
        visitor(FIRST).post(f"{PEOPLE}/{OWNER}/recovery", {"reason": "Lost the phone."})
        Client().post("/account/password/reset/", {"email": account(OWNER).email})
    assert not sending.called
    assert not mail.outbox


def test_no_page_of_the_product_says_that_a_letter_is_on_its_way(server: str) -> None:
    texts = [*WEB.glob("templates/**/*.html"), *WEB.glob("**/*.py")]
    assert len(texts) > 200
    saying = [one.name for one in texts if "on its way" in one.read_text()]
    assert saying == []


@pytest.mark.parametrize("host", ["http://localhost:8000", "http://office.localhost"])
def test_beside_a_link_that_opens_on_this_machine_alone_the_page_says_so(
    real: RunningBody, visitor: Visitor, settings: LazySettings, host: str
) -> None:
    warning = "opens only on the machine where Comity runs"
    officer, address = visitor(FIRST), f"{PEOPLE}/{NEWCOMER}"
    officer.post(f"{address}/invite", {"email": ADDRESS, "language": "en"})
    settings.ORIGINS = ("https://office.example.org",)
    assert warning not in officer.get(address).content.decode()
    settings.ORIGINS = (host,)
    for page in (address, f"{PEOPLE}/invite"):
        assert warning in officer.get(page).content.decode()


def test_the_page_of_a_correction_promises_no_letter_where_there_is_no_mail_server(
    real: RunningBody, visitor: Visitor, settings: LazySettings
) -> None:
    number = next(
        n
        for n, data in enumerate(real.registrar.store.read(real.name, 0))
        if b'"kind":"source.file/1"' in data
    )
    officer, address = visitor(FIRST), f"/b/six-rivers/register/{number}/correct"
    sent = {"as": "secretariat", "request": "r1", "reason": "No.", "void": "on", "do": "preview"}
    settings.MAIL_SERVER = False
    page = officer.post(address, sent).content.decode()
    assert "those concerned are written to" not in page
    assert "No mail server is set up, so no letter is sent" in page
