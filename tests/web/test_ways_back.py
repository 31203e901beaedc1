"""Each row of the table in ``docs/guide/cannot-sign-in.md`` is walked as its reader would walk it, to a new sign-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import os
import re
import struct
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from click.testing import CliRunner
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comity.cli.main import comity
from comity.place import Place
from comity.web.accounts import can_sign_in
from comity.web.bodies import RunningBody
from comity.web.listening import Address, leave_note
from comity.web.models import Account, Belonging, HostedBody, Recovery

GUIDE = Path(__file__).parents[2] / "docs/guide/cannot-sign-in.md"
OWNER, FIRST, SECOND, THIRD = "p5", "p19", "p20", "p0"
"""A delegate; two officers who keep the record, and the clerk."""
PASSWORD, NEW = "four rivers meet at noon", "seven herons over the weir"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PEOPLE = "/b/six-rivers/people"


def account(person: str) -> Account:
    return Belonging.objects.get(body="six-rivers", person=person).account


def one_time_code(secret: str) -> str:
    """RFC 6238, written out."""
    counter = struct.pack(">Q", int(timezone.now().timestamp()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


# --- who has what -----------------------------------------------------------------------------------------------------


class Office:
    """The body as one that is no demonstration. Nobody has anything to sign in with before ``gives``."""

    def __init__(self, settings: LazySettings, place: Place) -> None:
        self.settings, self.place = settings, place
        settings.DEMONSTRATION = False
        HostedBody.objects.update(practice=False)
        for one in Account.objects.all():
            EmailAddress.objects.create(user=one, email=one.email, verified=True, primary=True)

    def mail(self, there: bool) -> None:
        self.settings.MAIL_SERVER = self.settings.ACCOUNT_EMAIL_NOTIFICATIONS = there

    def gives(self, person: str, *ways: str) -> list[str]:
        """The person signs in in those ways; the recovery codes that come with the first key."""
        owner = account(person)
        for way in ways:
            if way == "password":
                owner.set_password(PASSWORD)
                owner.save()
            elif way == "codes":
                TOTP.activate(owner, SECRET)
            elif way == "passkey":
                Authenticator.objects.create(
                    user=owner, type="webauthn", data={"name": "Laptop", "credential": {}}
                )
            else:
                SocialAccount.objects.create(user=owner, provider="ministry", uid=person)
        return RecoveryCodes.activate(owner).get_unused_codes()

    def officers(self, *persons: str) -> None:
        for person in persons:
            self.gives(person, "passkey")

    def enter(self, person: str) -> Client:
        """A browser in which the person has signed in with a passkey."""
        client = Client()
        client.force_login(account(person), "comity.web.sessions.Backend")
        return client


@pytest.fixture
def office(practice: RunningBody, settings: LazySettings, place: Place) -> Office:
    cache.clear()
    return Office(settings, place)


def sign_in(email: str, password: str, code: str) -> Client:
    """A new browser: the password, then the second step. Signed in afterwards."""
    client = Client()
    first = client.post("/account/login/", {"login": email, "password": password})
    assert first["Location"].startswith("/account/2fa/authenticate/"), first.content.decode()
    second = client.post("/account/2fa/authenticate/", {"code": code})
    assert second.status_code == 302, second.content.decode()
    assert client.get("/account/me").status_code == 200
    return client


def makes_new_keys(link: str, email: str) -> None:
    """Opens the link, chooses a password with one-time codes, and signs in with them in a new browser. It worked once."""
    client = Client()
    assert client.get(link).status_code == 200
    answer = client.post(link, {"way": "password", "password": NEW})
    assert answer["Location"] == "/account/2fa/totp/activate/"
    secret = sets_up_codes(client)
    sign_in(email, NEW, one_time_code(secret))
    assert Client().get(link).status_code == 404


def sets_up_codes(client: Client) -> str:
    """One-time codes are set up on their page; their secret."""
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r">([A-Z2-7]{32})<", page)
    assert found is not None
    code = one_time_code(found[1])
    assert client.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302
    cache.clear()  # a code is taken once; the next half minute is not waited for
    return found[1]


def link_in_letter(address: str, kind: str = "recovery") -> str:
    bodies = [str(one.body) for one in mail.outbox if one.to == [address]]
    found = [re.search(rf"https?://testserver(/\S*{kind}/\S+)", body) for body in bodies]
    return next(one[1] for one in reversed(found) if one)


def link_on(page: str, kind: str = "recovery") -> str:
    found = re.search(rf'value="http://testserver(/{kind}/[\w:.-]+)"', page)
    assert found is not None, page
    return found[1]


def asked_and_confirmed(office: Office, first: str, second: str, **more: str) -> str:
    """An officer asks and another confirms, on the page of the person; the link that the second sees."""
    page = f"{PEOPLE}/{OWNER}"
    office.enter(first).post(f"{page}/recovery", {"reason": "Known by voice.", **more})
    one, officer = Recovery.objects.latest("pk"), office.enter(second)
    assert "Confirm: end its keys" in html.unescape(officer.get(page).content.decode())
    assert officer.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"}).status_code == 303
    assert not can_sign_in(account(OWNER))
    return link_on(officer.get(page).content.decode())


# --- the rows ---------------------------------------------------------------------------------------------------------


def _1_telephone(office: Office) -> None:
    codes, owner = office.gives(OWNER, "password", "codes"), account(OWNER)
    client = sign_in(owner.email, PASSWORD, codes[0])
    client.post("/account/2fa/reauthenticate/", {"code": codes[1]})
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    secret = sets_up_codes(client)
    sign_in(owner.email, PASSWORD, one_time_code(secret))


def _2_password(office: Office) -> None:
    office.gives(OWNER, "password", "codes")
    owner, client = account(OWNER), Client()
    assert client.post("/account/password/reset/", {"email": owner.email}).status_code == 302
    form = client.get(link_in_letter(owner.email, "reset/key"), follow=True)
    assert "New password" in form.content.decode()
    typed = {"password1": NEW, "password2": NEW}
    assert client.post(form.request["PATH_INFO"], typed).status_code == 302
    sign_in(owner.email, NEW, one_time_code(SECRET))


def _3_passkey_with_mail(office: Office) -> None:
    codes, owner = office.gives(OWNER, "passkey"), account(OWNER)
    typed = {"email": owner.email, "code": f"{codes[0][:4]} {codes[0][4:]}"}
    client = Client()
    assert "recovery-code" in client.get("/account/help").content.decode()
    assert client.post("/account/recovery-code", typed)["Location"] == "/account/recovery-code/done"
    assert can_sign_in(owner)  # until the link is used
    makes_new_keys(link_in_letter(owner.email), owner.email)
    again = {"email": owner.email, "code": codes[0]}
    count = Recovery.objects.count()
    client.post("/account/recovery-code", again)
    assert Recovery.objects.count() == count  # the code is used up


def _4_passkey_without_mail(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST)
    codes, owner = office.gives(OWNER, "passkey"), account(OWNER)
    client = Client()
    client.post("/account/recovery-code", {"email": owner.email, "code": codes[0]})
    done = client.get("/account/recovery-code/done").content.decode()
    assert "officers of your secretariat now see your request" in done
    officer = office.enter(FIRST)
    assert "with a recovery code" in officer.get("/b/six-rivers/people").content.decode()
    one = Recovery.objects.get()
    officer.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"})
    makes_new_keys(link_on(officer.get(f"{PEOPLE}/{OWNER}").content.decode()), owner.email)


def _5_passkey_and_password(office: Office) -> None:
    codes, owner = office.gives(OWNER, "passkey", "password"), account(OWNER)
    client = sign_in(owner.email, PASSWORD, codes[0])
    assert client.get("/account/2fa/webauthn/add/", follow=True).status_code == 200
    lost = Authenticator.objects.get(user=owner, type="webauthn")
    client.post("/account/2fa/reauthenticate/", {"code": codes[1]})
    assert client.post(f"/account/2fa/webauthn/keys/{lost.pk}/remove/").status_code == 302
    assert not Authenticator.objects.filter(pk=lost.pk).exists()


def _6_everything(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST, SECOND)
    office.gives(OWNER, "passkey")
    makes_new_keys(asked_and_confirmed(office, FIRST, SECOND), account(OWNER).email)


def _7_one_officer(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST)
    office.gives(OWNER, "passkey")
    makes_new_keys(_alone(office, FIRST, OWNER), account(OWNER).email)


def _alone(office: Office, officer: str, owner: str) -> str:
    """The only officer who can sign in asks, waits a day, and confirms; the link."""
    client, page = office.enter(officer), f"{PEOPLE}/{owner}"
    client.post(f"{page}/recovery", {"reason": "Known by voice."})
    one = Recovery.objects.get()
    assert "You can confirm it yourself from" in client.get(page).content.decode()
    early = client.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"})
    assert early.status_code == 403
    assert can_sign_in(account(owner))
    Recovery.objects.update(asked=one.asked - timedelta(days=1))
    assert client.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"}).status_code == 303
    return link_on(client.get(page).content.decode())


def _8_ministry(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST, SECOND)
    office.gives(OWNER, "ministry")
    makes_new_keys(asked_and_confirmed(office, FIRST, SECOND), account(OWNER).email)
    assert not SocialAccount.objects.filter(user=account(OWNER)).exists()


def _9_codes(office: Office) -> None:
    codes, owner = office.gives(OWNER, "password", "codes"), account(OWNER)
    client = sign_in(owner.email, PASSWORD, one_time_code(SECRET))
    client.post("/account/2fa/reauthenticate/", {"code": codes[9]})
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    page = client.get("/account/2fa/recovery-codes/").content.decode()
    new = re.findall(r"<code>(\d{8})</code>", page)
    assert len(new) == 10
    assert not set(new) & set(codes)
    sign_in(owner.email, PASSWORD, new[0])


def _10_address(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST)
    office.gives(OWNER, "password", "codes")
    officer, page = office.enter(FIRST), f"{PEOPLE}/{OWNER}"
    officer.post(f"{page}/address", {"new_email": "moved@ministry.example"})
    link = link_on(officer.get(page).content.decode(), "new-address")
    client = sign_in(account(OWNER).email, PASSWORD, one_time_code(SECRET))
    assert client.post(link).status_code == 302
    cache.clear()
    sign_in("moved@ministry.example", PASSWORD, one_time_code(SECRET))


def _11_everything_and_the_address(office: Office) -> None:
    office.officers(FIRST, SECOND)
    office.gives(OWNER, "passkey")
    page, new = f"{PEOPLE}/{OWNER}", "moved@ministry.example"
    typed = {"reason": "Known by voice.", "address": new}
    office.enter(FIRST).post(f"{page}/recovery", typed)
    officer, one = office.enter(SECOND), Recovery.objects.get()
    assert new in officer.get(page).content.decode()  # what the second officer confirms
    officer.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"})
    makes_new_keys(link_in_letter(new), new)


def _12_one_of_two_officers(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST, SECOND)
    RecoveryCodes.activate(account(SECOND))
    office.enter(FIRST)
    makes_new_keys(_alone(office, FIRST, SECOND), account(SECOND).email)


def _13_the_only_officer(office: Office) -> None:
    office.officers(FIRST)
    owner = account(FIRST)
    printed = _command(office, "link", owner.email, "--by", "Bo Linden, Chair", "--reason", "Lost.")
    assert can_sign_in(owner)  # until the link is used
    found = re.search(r"https://office\.example(/recovery/\S+)", printed)
    assert found is not None, printed
    assert "on the authority of Bo Linden, Chair" in printed
    makes_new_keys(found[1], owner.email)
    page = html.unescape(office.enter(FIRST).get("/b/six-rivers/people").content.decode())
    assert "on the authority of Bo Linden, Chair — Lost." in page


def _14_disabled(office: Office) -> None:
    office.gives(OWNER, "password", "codes")
    owner = account(OWNER)
    _command(office, "disable", owner.email)
    client = Client()
    client.post("/account/login/", {"login": owner.email, "password": PASSWORD})
    assert client.get("/account/me").status_code == 302
    _command(office, "enable", owner.email)
    sign_in(owner.email, PASSWORD, one_time_code(SECRET))


def _15_password_without_mail(office: Office) -> None:
    office.mail(False)
    office.officers(FIRST, SECOND)
    office.gives(OWNER, "password", "codes")
    page = Client().get("/account/password/reset/").content.decode()
    assert "Ask the secretariat for recovery" in page
    makes_new_keys(asked_and_confirmed(office, FIRST, SECOND), account(OWNER).email)


def _command(office: Office, *words: str, origin: str = "https://office.example") -> str:
    """What ``comity account`` prints, for the place of the office."""
    office.place.secret.write_text("of this office")
    told = {"COMITY_HOME": str(office.place.home), "COMITY_ORIGIN": origin}
    before = dict(os.environ)
    try:
        done = CliRunner().invoke(comity, ["account", *words], env=told, catch_exceptions=False)
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert done.exit_code == 0, done.output
    return str(done.output)


WALKS: dict[str, Callable[[Office], None]] = {
    name.split("_")[1]: walk for name, walk in list(globals().items()) if re.match(r"_\d+_", name)
}


def rows() -> list[str]:
    return re.findall(r"(?m)^\| (\d+) \|", GUIDE.read_text())


def test_every_row_of_the_table_has_a_walk_and_every_walk_a_row() -> None:
    assert sorted(rows(), key=int) == sorted(WALKS, key=int)


@pytest.mark.parametrize("row", rows())
def test_the_way_of_the_row_leads_to_a_new_sign_in(row: str, office: Office) -> None:
    WALKS[row](office)


# --- and not otherwise ------------------------------------------------------------------------------------------------


def test_an_officer_confirms_alone_only_while_no_other_can_sign_in(office: Office) -> None:
    office.officers(FIRST, SECOND)
    office.gives(OWNER, "passkey")
    client = office.enter(FIRST)
    client.post(f"{PEOPLE}/{OWNER}/recovery", {"reason": "Known by voice."})
    one = Recovery.objects.get()
    Recovery.objects.update(asked=one.asked - timedelta(days=2))
    answer = client.post(f"{PEOPLE}/recoveries/{one.pk}", {"say": "confirm"})
    assert answer.status_code == 403
    assert can_sign_in(account(OWNER))


@pytest.mark.parametrize("wrong", ["00000000", "", "not a code"])
def test_a_wrong_code_asks_for_nothing(office: Office, wrong: str) -> None:
    office.gives(OWNER, "passkey")
    Client().post("/account/recovery-code", {"email": account(OWNER).email, "code": wrong})
    assert not Recovery.objects.exists()
    assert not mail.outbox


def test_codes_are_not_guessed(office: Office) -> None:
    codes, email = office.gives(OWNER, "passkey"), account(OWNER).email
    client = Client()
    for _ in range(5):
        client.post("/account/recovery-code", {"email": email, "code": "00000000"})
    right = client.post("/account/recovery-code", {"email": email, "code": codes[0]})
    assert right.status_code == 429
    assert not Recovery.objects.exists()


def test_the_command_asks_on_whose_authority(office: Office) -> None:
    office.officers(FIRST)
    office.place.secret.write_text("of this office")
    told = {"COMITY_HOME": str(office.place.home)}
    words = ["account", "link", account(FIRST).email, "--reason", "Lost."]
    done = CliRunner().invoke(comity, words, env=told)
    assert done.exit_code == 2
    assert "--by" in done.output
    assert not Recovery.objects.exists()


def test_the_link_leads_to_where_the_server_of_the_place_listens(office: Office) -> None:
    office.officers(FIRST)
    leave_note(office.place, Address("127.0.0.1", 8123))
    words = ["link", account(FIRST).email, "--by", "Bo Linden", "--reason", "Lost."]
    assert "  http://localhost:8123/recovery/" in _command(office, *words, origin="")
    assert "  https://office.example/recovery/" in _command(office, *words)


def test_the_other_officers_are_written_to_about_a_link_made_on_the_server(office: Office) -> None:
    office.officers(FIRST, SECOND)
    _command(office, "link", account(FIRST).email, "--by", "Bo Linden", "--reason", "Lost.")
    told = {one.to[0] for one in mail.outbox}
    assert account(SECOND).email in told
    assert account(FIRST).email not in told
    assert not [one for one in mail.outbox if "/recovery/" in one.body]


@pytest.mark.parametrize("ways", [("password", "codes"), ("passkey",)], ids=" and ".join)
def test_a_link_that_was_opened_and_not_used_to_its_end_takes_nothing_away(
    office: Office, ways: tuple[str, ...]
) -> None:
    """A browser that was closed, a key that failed, a code that was mistyped: the old ways and the link still work."""
    codes, owner = office.gives(OWNER, *ways), account(OWNER)
    other = office.enter(OWNER)
    Client().post("/account/recovery-code", {"email": owner.email, "code": codes[0]})
    link = link_in_letter(owner.email)
    for typed in ({"way": "passkey"}, {"way": "password", "password": NEW}):
        closed = Client()
        assert closed.get(link).status_code == 200
        at = closed.post(link, typed)["Location"]
        assert closed.get(at).status_code == 200
        wrong = {"code": "000000", "credential": "0", "name": "Laptop"}
        assert closed.post(at, wrong).status_code == 200
    assert other.get("/account/me").status_code == 200
    assert can_sign_in(account(OWNER))
    if "password" in ways:
        sign_in(owner.email, PASSWORD, one_time_code(SECRET))
        cache.clear()
    client = Client()
    assert client.get(link).status_code == 200
    client.post(link, {"way": "password", "password": NEW})
    secret = sets_up_codes(client)
    assert client.get("/account/me").status_code == 200
    assert len(RecoveryCodes(_codes_of(owner)).get_unused_codes()) == 10
    if "password" in ways:  # whose change ends the others
        assert other.get("/account/me").status_code == 302
    assert not Authenticator.objects.filter(user=owner, type="webauthn").exists()
    assert Client().get(link).status_code == 404
    sign_in(owner.email, NEW, one_time_code(secret))
    refused = Client().post("/account/login/", {"login": owner.email, "password": PASSWORD})
    assert "/2fa/" not in refused.headers.get("Location", "")


def test_who_is_getting_an_account_back_does_not_act_with_it_yet(office: Office) -> None:
    codes, owner = office.gives(SECOND, "passkey"), account(SECOND)
    Client().post("/account/recovery-code", {"email": owner.email, "code": codes[0]})
    client, link = Client(), link_in_letter(owner.email)
    client.post(link, {"way": "passkey"})
    said = {"do": "lines", "lines": "Zed, zed@banks.example, Belmark", "letter": "en"}
    page = client.post(f"{PEOPLE}/invite", {**said, "powers": ["speak"]}, follow=True)
    assert "Your account has neither a passkey nor one-time codes" in page.content.decode()


def _codes_of(owner: Account) -> Authenticator:
    return Authenticator.objects.get(user=owner, type="recovery_codes")
