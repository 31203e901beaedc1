"""A picture of every page, in both languages and at both widths; and what a browser can tell of them by itself.

The pictures are kept under ``build/screens``, to be looked at. Of each page: axe finds nothing, nothing is wider than a
phone, the console is silent, the language is said, and of the Russian page nothing was left in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Page

from comity.web.messages import strings

if TYPE_CHECKING:
    from conftest import Office

KEPT = Path(__file__).parents[2] / "build" / "screens"
NAMES = {"Charter"}
"""How the practice body calls a document of its own, in every language."""
WIDTHS = (1280, 390)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}


@dataclass(frozen=True)
class Screen:
    """A page: its path within the body (from the root where it begins with a slash), or a link that stands on that page."""

    name: str
    path: str
    link: str = ""
    status: int = 200


@dataclass(frozen=True)
class Seat:
    """Somebody at the pages, in one capacity; nobody at all where ``person`` is empty."""

    person: str
    capacity: str
    screens: tuple[Screen, ...]


S = Screen
SEATS = {
    "nobody": Seat("", "", (
        S("front", "/"), S("sign-in", "/account/login/"), S("password-lost", "/account/password/reset/"),
        S("invitation-of-nothing", "/invitation/nothing", status=404), S("nothing-there", "/b/nothing/", status=200),
    )),
    "the head of Arvenia": Seat("p1", "", (
        S("desk-head", "desk"), S("head", "head"), S("matter-signature", "matters/flood-warning"),
        S("sign", "matters/flood-warning", r"signing/questions/[^/\"]+$"),
        S("matter-confidential", "matters/next-appointment"),
        S("account", "/account/me"), S("keys-of-account", "/account/2fa/"), S("sign-ins", "/account/sessions/"),
        S("password", "/account/password/set/"), S("passkeys", "/account/2fa/webauthn/"),
    )),
    "the representative of Corund": Seat("p8", "", (
        S("desk", "desk"), S("matters", "matters"), S("matters-ended", "matters?state=ended"),
        S("matter-plan", "matters/plan"),
        S("matter-vote", "matters/budget"), S("matter-silence", "matters/ferry"),
        S("matter-adopted", "matters/low-water"),
        S("matter-blocked", "matters/tolls"), S("matter-drafting", "matters/dredging"),
        S("matter-approval", "matters/training"),
        S("matter-wording", "matters/calendar"), S("history", "matters/plan/history"),
        S("what-if", "matters/plan", r"/what-if"),
        S("steps", "matters/harrow-observer/steps"), S("question-before", "matters/tolls", r"/questions/[^/]+$"),
        S("remarks", "matters/plan/remarks"), S("scoreboard", "matters/plan/scoreboard"),
        S("rounds", "matters/plan/rounds"),
        S("delegation", "delegation"), S("delegation-matter", "matters/budget/delegation"), S("tasks", "tasks"),
        S("task", "tasks", r"/tasks/[^/\"]+$"), S("matter-tasks", "matters/plan/tasks"), S("sessions", "sessions"),
        S("session-next", "sessions/council-next"), S("session-past", "sessions/council-regular"),
        S("room", "sessions/council-next/room"), S("minutes-of-nothing", "sessions/council-regular/minutes", status=404),
        S("offices", "offices"), S("office", "offices/secretary_general"), S("rota", "rotas/chairmanship"),
        S("keys", "signing/keys"), S("nothing", "matters/nothing-of-that-name", status=404),
    )),
    "a reader of the record": Seat("p17", "", (
        S("body", "body"), S("party", "body/CO"), S("body-then", "body?on=2026-03-01"), S("register", "register"),
        S("record", "register/250"), S("seal", "register/seal"), S("tables", "register/tables"),
        S("sources", "sources"),
        S("source", "sources", r"/sources/[^/\"]+$"), S("charter", "charter"), S("search", "search?q=flood"),
        S("search-empty", "search"), S("decisions", "decisions"), S("decision", "decisions", r"/decisions/[^/\"]+$"),
        S("calendar", "calendar"), S("people", "people"), S("person", "people/p2"),
        S("letter", "matters/bulletin", r"/letter$"),
    )),
    "the expert of Corund": Seat("p9", "", (S("matter-expert", "matters/budget"), S("desk-expert", "desk"))),
    "an officer": Seat("p19", "", (
        S("desk-officer", "desk"), S("matter-officer", "matters/plan"), S("take-up", "matters/take-up"),
        S("new", "matters/new"), S("open", "matters/new", r"procedure="),
        S("draft", "matters/plan/draft"), S("chase", "matters/plan/chase"),
        S("record-answer", "matters/budget", r"/record$"),
        S("remarks-officer", "matters/plan/remarks"), S("operate", "sessions/council-next/operate"),
        S("screen", "sessions/council-next/screen"), S("minutes-officer", "sessions/council-regular/minutes"),
        S("session-officer", "sessions/council-next"), S("enter-person", "people/enter"),
        S("person-officer", "people/p3"),
        S("correct", "register/250/correct"), S("attest", "attest"), S("flag", "flag"),
        S("office-officer", "offices/auditor"),
        S("keys-officer", "signing/keys"),
    )),
    "the chair's delegate": Seat("p22", "chairmanship:delegate of the chair", (
        S("desk-chair", "desk"), S("matter-chair", "matters/training"), S("sessions-chair", "sessions"),
        S("rota-chair", "rotas/chairmanship"),
    )),
}  # fmt: skip
READ = """() => {
  const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const inside = walk.currentNode.parentElement;
    if (!inside.closest('[lang="en"], code, pre, textarea, script, template')) texts.push(walk.currentNode.data);
  }
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title]'))
    for (const name of ['aria-label', 'placeholder', 'title']) texts.push(one.getAttribute(name) || '');
  return texts.map(text => text.replace(/\\s+/g, ' ').trim()).filter(text => text);
}"""
WIDER = """() => {
  const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
  if (wide <= room) return [];
  const out = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > room + 1);
  return [`${wide} > ${room}`, ...out.slice(0, 4).map(one => one.outerHTML.slice(0, 140))];
}"""


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """What is written in templates and modules, and is otherwise in Russian."""
    with translation.override("ru"):
        said = {one.text for one in strings() if not one.context and "%(" not in one.text}
        return frozenset(t for t in said - NAMES if translation.gettext(t) != t)


@dataclass
class Look:
    """What is found on the pages of one browser."""

    page: Page
    english: frozenset[str]
    faults: list[str] = field(default_factory=list)
    at: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.at}: {error}"))

    def _console(self, said: Any) -> None:
        expected = "status of 404" in said.text and "nothing" in self.at
        if said.type in ("error", "warning") and not expected:
            self.faults.append(f"{self.at}: console: {said.text} {said.location.get('url', '')}")

    def over(self, screen: Screen, body: str, language: str) -> None:
        """Looks at the page in that language, at both widths."""
        self.at = f"{screen.name} {language}"
        root = "" if screen.path.startswith("/") else f"/b/{body}/"
        self._goes(root + screen.path, screen)
        self._is_in(language)
        for width in WIDTHS:
            self.at = f"{screen.name} {language} {width}"
            self.page.set_viewport_size({"width": width, "height": 900})
            if (language, width) in (("en", 1280), ("ru", 390)):
                self.faults += axe(self.page, self.at)
            self.page.screenshot(
                path=KEPT / f"{screen.name}-{language}-{width}.png", full_page=True
            )
        self.faults += [f"{self.at}: too wide: {one}" for one in self.page.evaluate(WIDER)]

    def _goes(self, path: str, screen: Screen) -> None:
        answer = self.page.goto(path)
        if screen.link:
            links = self.page.locator("main a").evaluate_all(
                "all => all.map(a => a.getAttribute('href'))"
            )
            found = next((one for one in links if re.search(screen.link, one)), None)
            if found is None:
                self.faults.append(f"{self.at}: no link like {screen.link} on {path}")
                return
            answer = self.page.goto(urljoin(self.page.url, found))
        if answer is None or answer.status != screen.status:
            self.faults.append(f"{self.at}: {answer and answer.status} at {self.page.url}")

    def _is_in(self, language: str) -> None:
        said = self.page.locator("html").get_attribute("lang")
        if said != language:
            self.faults.append(f"{self.at}: lang={said}")
        if language == "ru":
            left = set(self.page.evaluate(READ)) & self.english
            self.faults += [f"{self.at}: in English: {text}" for text in sorted(left)]


def axe(page: Page, at: str) -> Iterator[str]:
    """What axe finds on the page."""
    for found in Axe().run(page, options=RULES).response["violations"]:
        for node in found["nodes"][:3]:
            yield f"{at}: axe {found['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"


@pytest.mark.slow
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", SEATS)
def test_every_page_can_be_read_by_everybody(
    office: Office, body: str, english: frozenset[str], who: str
) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    seat = SEATS[who]
    page = (
        office.open_browser()
        if not seat.person
        else office.enter(body, seat.person, seat.capacity).page
    )
    look = Look(page, english)
    for language in ("en", "ru"):
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "url": office.address}]
        )
        for screen in seat.screens:
            look.over(screen, body, language)
    assert not look.faults, "\n".join(look.faults)


CHOICES = (
    {"scheme": "black-on-white"}, {"scheme": "white-on-black", "spacing": "wide"}, {"scheme": "blue", "font": "serif"},
    {"size": "larger", "spacing": "wide", "font": "sans"},
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: "-".join(chosen.values()))
def test_every_page_can_be_read_as_the_reading_panel_shows_it(
    office: Office, body: str, chosen: dict[str, str]
) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    page = office.enter(body, "p11").page
    page.goto(f"/b/{body}/desk")
    token = page.locator("[data-reading] [name=csrfmiddlewaretoken]").get_attribute("value")
    page.context.request.post(
        "/reading",
        form={"csrfmiddlewaretoken": token or "", **chosen},
        headers={"Referer": office.address},
    )
    faults = []
    for name, path in (
        ("desk", "desk"),
        ("matter", "matters/budget"),
        ("draft", "matters/plan/remarks"),
    ):
        page.goto(f"/b/{body}/{path}")
        at = f"{name}-{'-'.join(chosen.values())}"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=KEPT / f"read-{at}-{width}.png", full_page=True)
            faults += list(axe(page, at))
        faults += [f"{at}: too wide: {one}" for one in page.evaluate(WIDER)]
    assert not faults, "\n".join(faults)
