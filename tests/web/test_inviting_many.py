"""Several persons are invited at once: each line is done by itself, and what is wrong comes back with what is wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from banks import Banks
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from comity.web.bodies import RunningBody
from comity.web.models import Belonging, HostedBody, Invitation

Visitor = Callable[[str], Client]
PAGE = "/b/six-rivers/people/invite"
GOOD = "Karl Adler, karl@ministry.example, Belmark, expert"


@pytest.fixture
def officer(practice: RunningBody, visitor: Visitor, settings: LazySettings) -> Client:
    cache.clear()
    settings.DEMONSTRATION = False
    HostedBody.objects.update(practice=False)
    account = Belonging.objects.get(body="six-rivers", person="p19").account
    Authenticator.objects.create(user=account, type="totp", data={"secret": "A" * 32})
    return visitor("p19")


def send(officer: Client, lines: str, **more: object) -> str:
    typed = {"lines": lines, "powers": ["speak"], "letter": "en", "do": "lines", **more}
    answer = officer.post(PAGE, {"as": "secretariat", **typed})
    if answer.status_code == 303:
        answer = officer.get(answer["Location"])
    return html.unescape(answer.content.decode())


def names(body: RunningBody) -> list[str]:
    said = (one.name for one in body.registrar.state.persons.values())
    return [one if isinstance(one, str) else one.get("en", "") for one in said]


def lines_in(page: str) -> str:
    found = re.search(r'<textarea name="lines"[^>]*>\s*([^<]*)</textarea>', page)
    assert found is not None
    return found[1]


def test_the_sender_is_told_how_many_were_invited(
    practice: RunningBody, officer: Client, settings: LazySettings
) -> None:
    two = f"{GOOD}\nCy Marsh, cy@ministry.example, Corund\nNobody, no address, Corund"
    assert "2 persons are invited." in send(officer, two)
    settings.MAIL_SERVER = False
    page = send(officer, "Una Dell, una@ministry.example, Corund")
    assert "1 person is invited. 1 letter was not sent" in page
    assert "invited." not in send(officer, "Nobody, no address, Corund")


def test_each_line_is_a_person_with_a_credential_and_an_invitation(
    practice: RunningBody, officer: Client
) -> None:
    page = send(officer, f'{GOOD}\n\n"Marsh, Cy", cy@ministry.example, Corund\n')
    assert {one.email for one in Invitation.objects.all()} == {
        "karl@ministry.example", "cy@ministry.example",
    }  # fmt: skip
    assert {"Karl Adler", "Marsh, Cy"} <= set(names(practice))
    assert {one.to[0] for one in mail.outbox} == {"karl@ministry.example", "cy@ministry.example"}
    held = practice.registrar.state.credentials.values()
    new = [(one.party, one.as_, one.powers) for one in held][-2:]
    assert new == [("BE", "expert", ["speak"]), ("CO", "", ["speak"])]
    assert lines_in(page) == ""


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_rows_of_a_spreadsheet_are_read(practice: RunningBody, officer: Client, mark: str) -> None:
    send(officer, mark.join(["Karl Adler", "karl@ministry.example", "Белмарк", "эксперт"]))
    assert "Karl Adler" in names(practice)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Karl Adler, karl.ministry.example, Belmark", "is not an e-mail address"),
        (
            "Karl Adler, karl@ministry.example, Belmrk",
            "There is no member or organ called “Belmrk”",
        ),
        (", karl@ministry.example, Belmark", "The line has no name"),
        ("Karl Adler", "is not an e-mail address"),
    ],
)
def test_a_wrong_line_comes_back_with_what_is_wrong_and_the_others_are_done(
    practice: RunningBody, officer: Client, line: str, said: str
) -> None:
    before = practice.registrar.state.size
    page = send(officer, f"{line}\nCy Marsh, cy@ministry.example, Corund, delegate")
    assert said in page
    assert lines_in(page) == line
    assert "1 line was not done" in page
    assert [one.email for one in Invitation.objects.all()] == ["cy@ministry.example"]
    assert practice.registrar.state.size == before + 2


def test_without_powers_nothing_is_done_and_nothing_lost(
    practice: RunningBody, officer: Client
) -> None:
    before = practice.registrar.state.size
    page = send(officer, GOOD, powers=[])
    assert lines_in(page) == GOOD
    assert practice.registrar.state.size == before


def test_sent_twice_it_is_done_once(practice: RunningBody, officer: Client) -> None:
    for _ in range(2):
        send(officer, GOOD, request="the same form")
    assert names(practice).count("Karl Adler") == 1
    assert Invitation.objects.count() == len(mail.outbox) == 1


def test_persons_of_the_register_are_invited_by_their_addresses(
    practice: RunningBody, officer: Client
) -> None:
    Belonging.objects.filter(person__in=("p5", "p6")).delete()
    page = html.unescape(officer.get(PAGE).content.decode())
    assert 'name="email:p5"' in page
    typed = {"email:p5": "milena@ministry.example", "email:p6": "not an address"}
    officer.post(PAGE, {**typed, "do": "known", "letter": "ru", "as": "secretariat"})
    page = html.unescape(officer.get(PAGE).content.decode())
    assert [one.person for one in Invitation.objects.all()] == ["p5"]
    assert 'value="not an address"' in page
    assert "is not an e-mail address" in page
    assert 'name="email:p5"' not in page  # it is among the invitations


def test_only_who_keeps_the_record_finds_the_page(practice: RunningBody, visitor: Visitor) -> None:
    for person in ("p1", "p5", "p25"):
        assert visitor(person).get(PAGE).status_code == 404
        assert visitor(person).post(PAGE, {"lines": GOOD}).status_code == 404
    assert not Invitation.objects.exists()


def test_each_line_is_told_what_became_of_it(practice: RunningBody, officer: Client) -> None:
    page = send(officer, GOOD)
    assert "Added to the record, and invited." in page
    page = send(officer, GOOD.replace("karl@", "KARL@"))
    assert "Invited already: the invitation is open, and no second letter was made." in page
    page = send(officer, GOOD.replace("karl@", "karl.adler@"))
    assert "The earlier invitation to karl@ministry.example no longer works." in page
    assert len(mail.outbox) == 2
    assert lines_in(page) == ""


def test_other_powers_or_another_title_than_the_record_has_are_not_dropped(
    practice: RunningBody, officer: Client
) -> None:
    send(officer, GOOD)
    size = practice.registrar.state.size
    page = send(officer, GOOD, powers=["speak", "decide"])
    assert "Karl Adler is in the record already with another credential: expert, " in page
    assert lines_in(page) == GOOD
    other = GOOD.replace("expert", "delegate")
    assert lines_in(send(officer, other)) == other
    assert practice.registrar.state.size == size
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("address", ["karl@ministry.example", "Karl@Ministry.EXAMPLE"])
def test_two_persons_are_not_invited_to_one_address(
    practice: RunningBody, officer: Client, address: str
) -> None:
    second = f"Cy Marsh, {address}, Corund"
    page = send(officer, f"{GOOD}\n{second}")
    assert "The address karl@ministry.example is that to which Karl Adler is invited here." in page
    assert lines_in(page) == second
    assert "Cy Marsh" not in names(practice)
    Belonging.objects.filter(person="p5").delete()
    typed = {"email:p5": address, "do": "known", "letter": "en", "as": "secretariat"}
    officer.post(PAGE, typed)
    assert [one.email for one in Invitation.objects.all()] == ["karl@ministry.example"]
    assert f'value="{address}"' in officer.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "party", ["bel\u00admark", "Bel\u200bmark", "ＢＥＬＭＡＲＫ", "\xa0Belmark\xa0"]
)
def test_a_member_is_known_however_its_name_was_pasted(
    practice: RunningBody, officer: Client, party: str
) -> None:
    send(officer, f"Karl Adler, karl@ministry.example, {party}, expert")
    assert "Karl Adler" in names(practice)


def test_a_name_of_two_words_is_known_with_a_no_break_space(banks: Banks) -> None:
    """As a word processor writes it."""
    line = "Bo Linden, bo@banks.example, Left\xa0 Bank, delegate"
    typed = {"lines": line, "powers": ["speak"], "letter": "en", "do": "lines"}
    address = "/b/two-banks/people/invite"
    assert banks.visitor("p0").post(address, typed).status_code == 303
    assert "Bo Linden" in names(banks.body)
