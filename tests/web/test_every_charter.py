"""Every page and form of a body works, whichever keys its charter leaves out, founded by the registrar or through /setup.

A body is founded under each charter and walked by its clerk, a delegate and a visitor: every address that a page leads to
is opened, and every form on it is sent with something sensible in each field. Nothing fails, no form lacks its fields, and
nothing is offered that is then refused.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import walking
import yaml
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.body.acts import EnterPerson, FoundBody, IssueCredential
from comity.charter.reading import read_charter_text
from comity.errors import ComityError
from comity.place import Place
from comity.registrar import clock_of_the_machine
from comity.web import setting_up
from comity.web.bodies import RunningBody, bodies, require
from comity.web.models import Account, Belonging, HostedBody

ROOT = Path(__file__).parents[2]
SMALLEST = """comity: 1
body: league
title: League of Towns
organs: [{organ: bureau, powers: [record]}]
rules: [{rule: both, adopted when: {in favour: all}}]
"""
OUTSIDE = re.compile(
    r"^(?:/account/|/language|/reading|/static|/$|/enter|.*/capacity$)|\.json$|/live"
)
"""What is not of the body, or changes how somebody reads and nothing else."""
NOT_SENT = re.compile(r"/(?:leave|recovery)$")
"""Forms by which a reader gives up the account that walks; they have tests of their own."""
LAST = re.compile(r"/(?:revoke|withdraw|seal)$")
"""Forms that end something on which other forms depend: they are sent when everything else has been."""
MADE_UP = re.compile(r"/(?:attest|seal)$")
"""Forms that ask for what the walk cannot make up, a report that fits or a kept seal: their page says what is wrong."""
MOST_FORMS = 60
WELL = (200, 302, 303)
LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')


def lighthouses() -> str:
    """The charter of the guide's first body, as the guide has it."""
    guide = (ROOT / "docs/guide/first-body.md").read_text()
    found = re.search(r"```yaml lights/charter.yaml\n(.*?)```", guide, re.DOTALL)
    assert found is not None
    return found[1]


def founded(place: Place, text: str) -> RunningBody:
    """The body under that charter, with its clerk ``p0``, a delegate ``p1`` of its first member and a public face."""
    charter = read_charter_text(text)
    organ = charter.keeping_organs[0]
    act = FoundBody(charter=text, clerk="p0", clerk_name="Ada Lang", organ=organ)
    setting_up.found_body(place, bodies().store, "league", act)
    HostedBody.objects.create(body="league", open_to_public=True, practice=True)
    body = require("league")
    _account("p0")
    if charter.members:
        member, titles = next(iter(charter.members)), ["head of state", "delegate"]
        submit = body.registrar.submit
        submit([EnterPerson(by="p0", for_=organ, name="Bela Ort")])
        powers = ["speak", "propose", "decide", "sign"]
        for title in titles:
            act = IssueCredential(
                by="p0", for_=organ, person="p1", party=member, powers=powers, as_=title
            )
            submit([act])
        _account("p1")
    return body


def _account(person: str) -> Account:
    account = Account.objects.create_user(f"{person}@league.example", name=person)
    Belonging.objects.create(account=account, body="league", person=person)
    return account


Button = tuple[str, str]


class Walk:
    """One reader's way through the pages of the body: what was opened, what was sent, and what went wrong."""

    def __init__(
        self, client: Client, *, sends: bool = True, body: RunningBody | None = None
    ) -> None:
        self.client, self.sends, self.body = client, sends, body
        self.faults: list[str] = []
        self.opened: set[str] = set()
        self.sent: set[str] = set()
        self.led_from: dict[str, str] = {}
        self.at_last: list[str] = []

    def through(self, start: str, most: int = 600) -> Walk:
        waiting = [start]
        while waiting and len(self.opened) < most:
            at = waiting.pop(0)
            if at in self.opened:
                continue
            self.opened.add(at)
            links = list(self._open(at))
            self.led_from |= {one: at for one in links if one not in self.led_from}
            waiting += links
        for at in dict.fromkeys(self.at_last):
            list(self._press(at, self._look(at, again=True), last=True))
        return self

    def _open(self, at: str) -> Iterator[str]:
        page = self._look(at)
        links = LINK.findall(page)
        if self.sends:
            yield from self._press(at, page)
        for link in links:
            link = link.replace("&amp;", "&")
            link = at.partition("?")[0] + link if link.startswith("?") else link
            if link.startswith("/") and not OUTSIDE.search(link) and not _endless(link):
                yield link

    def _press(self, at: str, page: str, *, last: bool = False) -> Iterator[str]:
        """Sends each form of the page by each of its buttons, once: what was sent may change what is offered then."""
        for _ in range(MOST_FORMS):
            new = next(self._new(page, at, last), None)
            if new is None:
                break
            yield from self._send(at, *new)
            page = self._look(at, again=True)

    def _new(self, page: str, at: str, last: bool) -> Iterator[tuple[walking.Form, Button]]:
        for form in walking.forms_of(page, at):
            action = form.action if form.action.startswith("/") else at
            if not form.is_offered or OUTSIDE.search(action) or NOT_SENT.search(action):
                continue
            if LAST.search(action) and not last:
                self.at_last.append(at)
                continue
            for button in form.buttons or [("", "")]:
                if _key(action, form, button) not in self.sent:
                    yield form, button

    def _look(self, at: str, *, again: bool = False) -> str:
        answer = self.client.get(at, follow=True)
        page = walking.content(answer)
        gone = answer.status_code != 200 and (again or not self._is_offered_still(at))
        if answer.status_code != 200 and not (gone and answer.status_code in (403, 404)):
            self.faults.append(f"GET {at}: {answer.status_code} {_said(answer, page)}")
        is_page = "text/html" in answer.headers.get("Content-Type", "")
        return page if is_page and answer.status_code == 200 else ""

    def _is_offered_still(self, at: str) -> bool:
        """Whether the page that led to the address leads there still: what was sent meanwhile may have ended the matter."""
        if at not in self.led_from:
            return True
        page = walking.content(self.client.get(self.led_from[at], follow=True))
        return at in [one.replace("&amp;", "&") for one in LINK.findall(page)]

    def _send(self, at: str, form: walking.Form, button: Button) -> Iterator[str]:
        action = form.action if form.action.startswith("/") else at
        self.sent.add(_key(action, form, button))
        answer = self.client.post(action, {**sensible(form), **dict([button])})
        page = walking.content(answer)
        if answer.status_code in WELL:
            self._send_again(action, form, button)
        if answer.status_code in (403, 409, 422) and MADE_UP.search(action):
            assert 'class="summary-of-errors"' in page or 'role="alert"' in page, action
        elif answer.status_code not in WELL:
            said = _said(answer, page)
            brief = _brief(form)
            self.faults.append(f"POST {action} {button} {brief}: {answer.status_code} {said}")
        elif answer.status_code != 200:
            yield answer["Location"]

    def _send_again(self, action: str, form: walking.Form, button: Button) -> None:
        """The very same form again, as by a double click: it is well answered, and nothing more is recorded."""
        before = self._size()
        answer = self.client.post(action, {**sensible(form), **dict([button])})
        said = _said(answer, walking.content(answer))
        if answer.status_code not in WELL:
            self.faults.append(f"POST twice {action} {button}: {answer.status_code} {said}")
        if self._size() != before:
            self.faults.append(f"POST twice {action} {button}: recorded twice")

    def _size(self) -> int:
        return self.body.registrar.state.size if self.body is not None else 0


def _key(action: str, form: walking.Form, button: Button) -> str:
    """What a form says by that button; what numbers things that are there is the same press for each of them."""
    told = {name: value for name, value in form.hidden.items() if name not in ("order", "seen")}
    pressed = re.sub(r"\d+", "#", "=".join(button))
    return f"{action.partition('?')[0]} {told} {sorted(form.free)} {pressed}"


def _endless(link: str) -> bool:
    return "?" in link and len(link) > 200


def _brief(form: walking.Form) -> dict[str, str]:
    return {
        k: v[:30]
        for k, v in sensible(form).items()
        if isinstance(v, str) and k not in ("csrfmiddlewaretoken", "request")
    }


def _said(answer: Any, page: str) -> str:
    """What a page says of its errors."""
    if getattr(answer, "exc_info", None):
        last = traceback.extract_tb(answer.exc_info[2])[-1]
        return f"{answer.exc_info[1]!r} {last.filename.rpartition('/')[2]}:{last.lineno}"
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())[:300] if found else ""


ADDRESSES = count(1)


def sensible(form: walking.Form) -> dict[str, Any]:
    """Something sensible in each field: the first thing offered, a day, a number, words."""
    said: dict[str, Any] = {}
    for name, value in form.fields.items():
        value = value.strip()
        chosen = next((one for one in form.options.get(name, ()) if one), "")
        kind = form.kinds.get(name, "")
        if kind == "hidden" or value:
            said[name] = value
        elif name in form.options:
            said[name] = chosen
        elif name == "source":
            continue  # the id of a document on file, in place of which a paper is handed in
        elif name in form.free and kind != "checkbox":
            said[name] = _words(name, kind)
    for name in form.files:
        said[name] = SimpleUploadedFile("paper.txt", b"A note of the member.")
    return said


def _words(name: str, kind: str) -> str:
    days = ("on", "since", "until", "due", "held")
    today = clock_of_the_machine().date()
    kinds = {
        "date": today.isoformat(),
        "datetime-local": f"{today + timedelta(days=9)}T12:00",
        "number": "1",
        "email": f"x{next(ADDRESSES)}@league.example",  # each person is invited to one of his or her own
    }
    if kind in kinds:
        return kinds[kind]
    return (
        "2026-11-01"
        if name.rpartition("-")[2] in days or name.startswith("passed_")
        else f"Words {name}"
    )


def walked(body: RunningBody) -> list[str]:
    faults = []
    for who in ("p0", "p1", ""):
        account = Account.objects.filter(email=f"{who}@league.example").first()
        client = walking.signed_in(account) if account else Client(raise_request_exception=False)
        if who and account is None:
            continue
        walk = Walk(client, body=body).through(f"/b/{body.name}/")
        assert len(walk.opened) > 8, walk.opened
        faults += [f"{who or 'a visitor'}: {one}" for one in walk.faults]
    return faults


@pytest.mark.slow
def test_the_smallest_charter_works_on_every_page_and_form(place: Place, db: None) -> None:
    faults = walked(founded(place, SMALLEST))
    assert faults == [], "\n".join(faults)


@pytest.mark.slow
def test_the_guides_first_body_works_on_every_page_and_form(place: Place, db: None) -> None:
    faults = walked(founded(place, lighthouses()))
    assert faults == [], "\n".join(faults)


@pytest.fixture
def setting_up_open(place: Place, db: None, settings: LazySettings) -> Client:
    """An empty installation, and the browser of whoever was handed its token."""
    settings.DEMONSTRATION = False
    client = Client()
    client.get("/setup", {"token": setting_up.issue_token(place)})
    return client


@pytest.mark.parametrize("text", [SMALLEST, lighthouses()], ids=["smallest", "lighthouses"])
def test_a_body_founded_on_the_pages_opens_for_its_clerk(
    setting_up_open: Client, place: Place, text: str
) -> None:
    """As the guide has it: the charter is pasted, the clerk named; then every page opens."""
    client = setting_up_open
    assert client.post("/setup", {"choice": "own", "text": text})["Location"] == "/setup/body"
    page = client.get("/setup/body")
    [form] = [
        f for f in walking.forms_of(walking.content(page), "/setup/body") if "body" in f.fields
    ]
    clerk = {"name": "Ada Lang", "email": "ada@league.example", "way": "passkey"}
    assert client.post("/setup/body", {**sensible(form), **clerk}).status_code in (302, 303)
    [name] = bodies().names()
    account = Account.objects.get(email=clerk["email"])
    walk = Walk(walking.signed_in(account), sends=False)  # without a passkey the clerk only reads
    walk.through(f"/b/{name}/", most=40)
    assert walk.faults == [], "\n".join(walk.faults)


def shipped() -> list[Path]:
    """The charters that come with the program and keep a record."""
    found = sorted((ROOT / "charters").glob("*/charter.yaml"))
    return [p for p in found if read_charter_text(p.read_text()).keeping_organs]


def full_charter_without_one_key() -> Iterator[tuple[str, str]]:
    """The charter that uses every key, with each key that it can do without left out in turn, here and inside of items."""
    text = (ROOT / "tests/charter/example.yaml").read_text()
    whole = yaml.load(text, yaml.BaseLoader)
    for path in _optional(whole, ()):
        less = yaml.load(text, yaml.BaseLoader)
        inner: Any = less
        for part in path[:-1]:
            inner = inner[part]
        del inner[path[-1]]
        written = yaml.safe_dump(less, allow_unicode=True, sort_keys=False)
        try:
            if read_charter_text(written).keeping_organs:
                yield ".".join(map(str, path)), written
        except ComityError:
            continue  # the charter cannot do without it


def _optional(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Every key of the charter, but of each list only those of its first three items."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _optional(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value[:3]):
            yield from _optional(inner, (*path, at))


@pytest.mark.slow
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.parent.name)
def test_every_shipped_charter_works_on_its_pages(path: Path, place: Place, db: None) -> None:
    body = founded(place, path.read_text())
    account = Account.objects.get(email="p0@league.example")
    walk = Walk(walking.signed_in(account), sends=False).through(f"/b/{body.name}/", most=80)
    assert walk.faults == [], "\n".join(walk.faults)


PAGES = ("desk", "matters", "matters/new", "matters/take-up", "sessions", "offices", "body", "people", "register", "attest",
         "charter", "calendar", "decisions", "tasks", "flag", "search?q=a")  # fmt: skip


@pytest.mark.slow
def test_each_key_left_out_leaves_every_page_whole(place: Place, db: None) -> None:
    faults, number = [], 0
    for key, text in full_charter_without_one_key():
        number += 1
        name = f"b{number}"
        charter = read_charter_text(text)
        organ = charter.keeping_organs[0]
        act = FoundBody(charter=text, clerk="p0", clerk_name="Ada Lang", organ=organ)
        setting_up.found_body(place, bodies().store, name, act)
        HostedBody.objects.create(body=name, open_to_public=True, practice=True)
        account = Account.objects.create_user(f"{name}@league.example", name="Ada")
        Belonging.objects.create(account=account, body=name, person="p0")
        client = walking.signed_in(account)
        for page in PAGES:
            answer = client.get(f"/b/{name}/{page}", follow=True)
            if answer.status_code >= 500:
                faults.append(f"without {key}: {page}: {_said(answer, walking.content(answer))}")
    assert number > 100, "most keys are optional"
    assert faults == [], "\n".join(faults[:30])
