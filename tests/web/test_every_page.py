"""Every page as each role: what it answers, what it keeps to itself, and that nobody does anything at another's address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import walking
from django.apps import apps
from django.test import Client

from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.demonstration import PRACTICE
from comity.web.models import Account, Belonging, HostedBody, Invitation
from comity.web.models.accounts import Recovery
from comity.web.models.delegations import Advice, InnerNote, Proposal
from comity.web.models.drafts import Draft
from comity.web.models.marks import KeyOffer
from comity.web.models.rooms import Minutes
from comity.web.views.health import PROBES
from comity.web.visits import CHOSEN

ROOT = Path(__file__).parents[2]
VISITOR, STRANGER = "a visitor", "a stranger"
CHAIR = "chairmanship:delegate of the chair"
ROLES = {
    VISITOR: "",
    STRANGER: "",
    "the head of Arvenia": "p1",
    "the representative of Arvenia": "p2",
    "the expert of Arvenia": "p3",
    "the head of Corund": "p7",
    "the representative of Corund": "p8",
    "the expert of Corund": "p9",
    "the clerk": "p0",
    "an officer": "p19",
    "the legal adviser": "p21",
    "the chair's delegate": "p22",
    "the Secretary General": "p23",
    "the deputy": "p24",
    "the candidate": "p25",
    "the observer": "p26",
    "the envoy": "p27",
}
CONFIDENTIAL, CANDIDATE = "next-appointment", "p25"
OUTSIDE = (
    VISITOR, "the expert of Corund", "the representative of Corund", "the legal adviser", "the deputy", "the candidate",
    "the observer", "the envoy",
)  # fmt: skip
"""Rules 18(1): the heads of state are asked. The chair opened the matter; who keeps the record, records it."""
CANDIDATES_NAMES = ("Raske", "Раске")
SECRETS = {
    "AR": ("Arvenia murmurs", ("p1", "p2", "p3", "p22")),
    "CO": ("Corund murmurs", ("p7", "p8", "p9")),
}
"""What is said inside a delegation, and who belongs to it."""


def account_of(person: str, body: str = PRACTICE) -> Account:
    return Belonging.objects.get(body=body, person=person).account


def browser_of(role: str) -> Client:
    """A browser of that role, acting in the capacity that gives it its name."""
    if role == VISITOR:
        return Client(raise_request_exception=False)
    if role == STRANGER:
        account, _ = Account.objects.get_or_create(email="stranger@example.org")
        return walking.signed_in(account)
    client = walking.signed_in(account_of(ROLES[role]))
    if role == "the chair's delegate":
        session = client.session
        session[CHOSEN] = {PRACTICE: CHAIR}
        session.save()
    return client


@pytest.fixture
def lived_in(practice: RunningBody) -> RunningBody:
    """The practice body, open to visitors, in which two delegations, the secretariat and some persons have begun things."""
    HostedBody.objects.filter(body=PRACTICE).update(open_to_public=True)
    _inside(practice, "AR", "p3")
    _inside(practice, "CO", "p9")
    soon = clock_of_the_machine() + timedelta(days=1)
    officer = account_of("p19")
    Invitation.objects.create(
        digest="0" * 64,
        email="x@example.org",
        body=PRACTICE,
        person="p3",
        invited_by=officer,
        until=soon,
    )
    Recovery.objects.create(
        account=account_of("p2"), body=PRACTICE, reason="The key is lost.", asked_by=officer
    )
    KeyOffer.objects.create(
        account=account_of("p8"), body=PRACTICE, person="p8", credential_id="AAAA",
        public_key="AAAA", rp_id="testserver", origin="http://testserver",
    )  # fmt: skip
    Minutes.objects.create(
        body=PRACTICE, session="council-regular", language="en", text="It opened."
    )
    return practice


def _inside(practice: RunningBody, party: str, expert: str) -> None:
    words = SECRETS[party][0]
    with practice.reading() as state:
        asked = state.matters["budget"].question()
        assert asked is not None
        question = asked.question
    at = {"body": PRACTICE, "party": party, "matter": "budget", "by": account_of(expert)}
    act = {
        "kind": "position.state/1", "for": party, "question": question, "choice": "against",
        "version": 1, "statement": words,
    }  # fmt: skip
    Proposal.objects.create(**at, question=question, version=1, act=act, note=words)
    InnerNote.objects.create(**at, text=words)
    Advice.objects.create(**at, advised="against", text=words)
    paragraph = {
        "id": "a", "number": "1", "text": {"en": words, "ru": words}, "came_from": [], "edition": 1,
    }  # fmt: skip
    Draft.objects.create(
        body=PRACTICE, matter="calendar", party=party, paragraphs=[paragraph], changed_by=at["by"]
    )


@pytest.fixture
def some(lived_in: RunningBody) -> list[int]:
    """One record number for each kind of act, and every one about the appointment in confidence or its candidate."""
    entries, kinds = list[int](), set[str]()
    registrar = lived_in.registrar
    for number, data in enumerate(registrar.store.read(PRACTICE, 0, registrar.state.size)):
        act = json.loads(data)["act"]
        if act["kind"] not in kinds or _about_the_candidate(data):
            kinds.add(act["kind"])
            entries.append(number)
    return entries


def _about_the_candidate(data: bytes) -> bool:
    return any(
        word.encode() in data for word in (CONFIDENTIAL, f'"{CANDIDATE}"', *CANDIDATES_NAMES)
    )


def all_addresses(body: RunningBody, entries: Iterable[int]) -> list[walking.Address]:
    with body.reading() as state:
        return walking.addresses(body.name, state, entries)


def head(body: RunningBody) -> tuple[int, str]:
    at = body.registrar.store.head(body.name)
    return at.size, str(at)


def told(faults: list[str]) -> str:
    return "\n".join([f"{len(faults)} faults", *faults[:60]])


def rows() -> dict[str, int]:
    """How many rows each table of the pages has, but for those that looking and signing in fill."""
    passing = (
        "django_session",
        "usersessions_usersession",
        "web_reading",
        "web_keptform",
    )
    models = (m for m in apps.get_models() if m._meta.db_table not in passing)
    return {m._meta.db_table: m._default_manager.count() for m in models}


# --- looking ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_each_role_and_records_nothing(
    lived_in: RunningBody, some: list[int], role: str
) -> None:
    browser, faults = browser_of(role), list[str]()
    before = (head(lived_in), rows())
    unlike = _Unlike(browser)
    for at in all_addresses(lived_in, some if role in OUTSIDE else some[::5]):
        answer = browser.get(at.path)
        page = walking.content(answer)
        found = [
            *walking.faults_of_answer(answer, page),
            *_leaks(role, page.replace(at.path, "")),
            *unlike.faults(at, answer, page),
        ]
        faults += [f"{at.path}: {fault}" for fault in found]
    assert not faults, told(faults)
    assert (head(lived_in), rows()) == before


def _leaks(role: str, page: str) -> Iterator[str]:
    person = ROLES[role]
    for words, insiders in SECRETS.values():
        if words in page and person not in insiders:
            yield f"tells {words!r}"
    if role not in OUTSIDE:
        return
    names = () if person == CANDIDATE else CANDIDATES_NAMES
    yield from (f"tells {word!r}" for word in (CONFIDENTIAL, *names) if word in page)


class _Unlike:
    """Tells what is hidden by its answer: it is not that of something that does not exist."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.known: dict[str, tuple[int, str]] = {}

    def faults(self, at: walking.Address, answer: Any, page: str) -> Iterator[str]:
        if answer.status_code != 404 or not at.values.keys() - {"body"}:
            return
        status, expected = self._of_nothing(at)
        if (status, expected) != (404, _bare(at, at.path, page)):
            yield f"404 unlike that of {at.of_nothing} ({status})"

    def _of_nothing(self, at: walking.Address) -> tuple[int, str]:
        if at.route.pattern not in self.known:
            answer = self.browser.get(at.of_nothing)
            bare = _bare(at, at.of_nothing, walking.content(answer))
            self.known[at.route.pattern] = (answer.status_code, bare)
        return self.known[at.route.pattern]


def _bare(at: walking.Address, path: str, page: str) -> str:
    return walking.without_what_passes(page, path)


@pytest.mark.slow
@pytest.mark.parametrize("role", [role for role in OUTSIDE if role != "the candidate"])
def test_no_entry_and_no_search_tells_an_outsider_of_the_sounding(
    lived_in: RunningBody, role: str
) -> None:
    with lived_in.reading() as state:
        size = state.size
    browser = browser_of(role)
    paths = [f"register/{n}{form}" for n in range(size) for form in ("", ".json")]
    paths += [f"register?before={n}" for n in range(0, size, 20)]
    paths += ["decisions", "calendar", "calendar.ics", "decisions.atom", "sessions.atom"]
    told = []
    for path in paths:
        page = walking.content(browser.get(f"/b/{PRACTICE}/{path}"))
        told += [(path, word) for word in (*CANDIDATES_NAMES, CONFIDENTIAL) if word in page]
    assert told == []
    for word in (*CANDIDATES_NAMES, CONFIDENTIAL, CANDIDATE, "Milena"):
        assert _found(browser, word) == _found(browser, "Nobody"), word


def _found(browser: Client, word: str) -> str:
    """What the search answers, without the word itself."""
    page = walking.content(browser.get(f"/b/{PRACTICE}/search", {"q": word}))
    return walking.without_what_passes(page, word, quote(word), quote(quote(word)))


def test_those_who_are_asked_see_the_sounding(lived_in: RunningBody) -> None:
    for role in ("the head of Arvenia", "the head of Corund", "an officer", "the chair's delegate"):
        answer = browser_of(role).get(f"/b/{PRACTICE}/matters/{CONFIDENTIAL}")
        assert answer.status_code == 200, role
        assert "Raske" in walking.content(answer), role


# --- doing ------------------------------------------------------------------------------------------------------------


def test_no_address_takes_a_form_without_its_token(lived_in: RunningBody) -> None:
    before = head(lived_in)
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(account_of("p19"), "comity.web.sessions.Backend")
    one_each = {at.route.pattern: at for at in all_addresses(lived_in, [5])}
    answers = {at.path: browser.post(at.path).status_code for at in one_each.values()}
    taken = {path: status for path, status in answers.items() if status != 403}
    assert taken == dict.fromkeys(PROBES, 405)  # a probe takes no form at all
    assert head(lived_in) == before


OWNERS = (
    "the representative of Arvenia", "the expert of Arvenia", "the head of Corund", "the representative of Corund",
    "the expert of Corund", "an officer", "the chair's delegate",
)  # fmt: skip
INTRUDERS = (
    VISITOR, STRANGER, "the expert of Arvenia", "the representative of Corund", "the legal adviser", "the observer",
    "the envoy",
)  # fmt: skip
OWN_NAMES = {"the representative of Corund": ("CO",), "the observer": ("GE",), "the envoy": ("HA",)}
"""In whose name each may say something, if the charter permits it."""
OWN = ("choose_language", "reading", "choose_capacity", "account_logout", "account_login", "enter")
"""Addresses at which each does something to himself or herself alone."""


@pytest.mark.slow
def test_a_form_offered_to_another_is_refused_and_does_nothing(lived_in: RunningBody) -> None:
    offered = {role: _forms_of(lived_in, role) for role in {*OWNERS, *INTRUDERS}}
    faults = []
    for intruder in INTRUDERS:
        own = {_key(form) for form in offered[intruder]}
        others = {_key(form): form for owner in OWNERS for form in offered[owner]}
        strange = [form for key, form in others.items() if key not in own]
        assert len(strange) > 20
        faults += _what_is_done(lived_in, intruder, strange)
    assert not faults, told(faults)


def _what_is_done(body: RunningBody, intruder: str, forms: list[walking.Form]) -> Iterator[str]:
    """What of the forms is done for somebody to whom they were not offered, but in his or her own name."""
    browser, before = browser_of(intruder), (head(body), _of_others(intruder))
    for form in forms:
        for button in form.buttons or [("", "")]:
            answer = browser.post(form.action, {**_filled(form), **dict([button])})
            done = (head(body), _of_others(intruder))
            if answer.status_code not in walking.WELL or done[1] != before[1]:
                what = f"{answer.status_code} {_difference(before, done)}"
                yield f"{intruder}: {form.action} {button}: {what}"
            yield from (f"{form.action}: {one}" for one in _not_by(body, intruder, before, done))
            before = done


def _of_others(intruder: str) -> dict[str, int]:
    """How many rows each table has; of what is proposed and drafted inside delegations, those of others than his own."""
    person, found = ROLES[intruder], {**rows(), "web_proposal": 0, "web_draft": 0}
    own = [party for party, (_, insiders) in SECRETS.items() if person in insiders]
    found["web_proposal"] = Proposal.objects.exclude(party__in=own).count()
    drafts = Draft.objects.exclude(party__in=own)
    return {**found, "web_draft": drafts.count(), "drafted": sum(d.edition for d in drafts)}


def _not_by(body: RunningBody, intruder: str, before: Any, done: Any) -> Iterator[str]:
    """The entries since then that somebody else is said to have made, or that are in another's name."""
    for data in body.registrar.store.read(PRACTICE, before[0][0], done[0][0]):
        act = json.loads(data)["act"]
        if act["by"] != ROLES[intruder] or act["for"] not in OWN_NAMES.get(intruder, ()):
            yield f"recorded {act}"


def _forms_of(body: RunningBody, role: str) -> list[walking.Form]:
    """Every form that the role is offered on any page, but for those by which it chooses how it reads."""
    browser, forms = browser_of(role), list[walking.Form]()
    own = tuple(route.name for route in walking.routes() if route.name in OWN)
    mine = re.compile(r"/(?:language|reading|capacity|account/.*|demonstration/enter)$")
    assert set(own) == set(OWN)
    for at in walking.few(all_addresses(body, [5]), 5):
        answer = browser.get(at.path)
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            found = walking.forms_of(walking.content(answer), at.path)
            forms += [form for form in found if not mine.search(form.action)]
    return forms


def _key(form: walking.Form) -> str:
    """What a form does: where it goes, and what it says by itself."""
    return json.dumps([form.action, form.hidden])


def _filled(form: walking.Form) -> dict[str, str]:
    """What a form says when whoever sends it has written something everywhere, in nobody's capacity but the sender's."""
    said = {name: value or _words(form.kinds.get(name, "")) for name, value in form.fields.items()}
    return {name: value for name, value in said.items() if name not in ("as", "request")}


def _words(kind: str) -> str:
    known = {
        "date": "2030-01-01", "datetime-local": "2030-01-01T12:00", "number": "1", "email": "x@example.org",
    }  # fmt: skip
    return known.get(kind, "Words of somebody else.")


def _difference(before: Any, after: Any) -> str:
    if before[0] != after[0]:
        return f"{after[0][0] - before[0][0]} entries more"
    return str({t: (n, after[1][t]) for t, n in before[1].items() if n != after[1][t]})
