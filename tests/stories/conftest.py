"""A real office for whole stories: ``comity serve`` on either database, and a real browser before it.

One server runs for each database; every story has a practice body of its own in it, so that stories do not meet. Where no
Chromium is installed the stories are skipped, and say so. Pictures of the moments of a story are kept in ``build/stories``,
and of a story that failed what stood before everybody in it, with what the server said.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from comity.place import Place, place_of
from comity.web.listening import Address
from comity.web.serving import environment, prepare

sys.path.append(str(Path(__file__).parent))
from starting import Started, free_port, settings, started
from visiting import PATIENCE, READY, Pictures, Visitor, with_a_device

expect.set_options(timeout=PATIENCE)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
MAKER = Path(__file__).with_name("practice_bodies.py")
ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "stories"
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side, the stories of one database share its server."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            said = getattr(item, "callspec", None)
            given = said.params if said is not None else {}
            database = given.get("served", given.get("empty_office", "sqlite"))
            group = "screens" if item.path.stem == "test_screens" else f"stories on {database}"
            item.add_marker(pytest.mark.xdist_group(group))
            item.add_marker(pytest.mark.slow)


def pytest_configure(config: pytest.Config) -> None:
    """Says how a story asks for another body than the practice body of this minute."""
    said = "acted_out(minutes_ago, script, charter): how long ago, by which script, and what the charter reads for what"
    config.addinivalue_line("markers", said)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remembers that a story failed, so that its browsers are pictured before they close."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER: install it with  sudo apt-get install chromium")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, timeout=PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgres_for_stories(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Makes empty databases: gives the address of a new one of that name."""
    import psycopg

    given = os.environ.get("COMITY_TEST_POSTGRES")
    server = given or request.getfixturevalue("postgres_server").address

    def made(name: str) -> str:
        database = f"comity_{name}_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE template0")
        return urlsplit(server)._replace(path=f"/{database}").geturl()

    return made


@dataclass
class Office:
    """A served office. ``enter`` gives the page of somebody who came in through a door of the demonstration."""

    server: Started
    home: Path
    register: str
    browser: Browser
    pictures: Pictures = field(default_factory=lambda: Pictures(None))
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address that the server printed."""
        return self.server.address

    def enter(
        self,
        body: str,
        person: str,
        capacity: str = "",
        *,
        language: str = "en",
        width: int = 1280,
        zone: str = "Europe/Riga",
        device: bool = False,
    ) -> Visitor:
        """That person in that capacity, at the desk, in a new browser. ``device``: one that keeps passkeys."""
        page = self.open_browser(language=language, width=width, zone=zone)
        if device:
            with_a_device(page)
        page.goto("/")
        door = page.locator("form")
        for name, value in (("body", body), ("person", person), ("capacity", capacity)):
            if value:
                door = door.filter(has=page.locator(f'input[name="{name}"][value="{value}"]'))
        with page.expect_navigation(url=f"**/b/{body}/desk", wait_until=READY):
            door.first.get_by_role("button").click()
        return Visitor(page, body, self.pictures)

    def open_browser(
        self,
        *,
        language: str = "en",
        width: int = 1280,
        zone: str = "Europe/Riga",
    ) -> Page:
        """The empty page of a browser that nobody has used."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 900},
            locale=language,
            timezone_id=zone,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        return context.new_page()

    def command(self, *words: str) -> str:
        """What a verb of the command line prints about the register of this office, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "comity", *words],
            env=settings(COMITY_HOME=str(self.home), COMITY_REGISTER=self.register),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout

    def leave(self) -> None:
        """Closes every browser that came in."""
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Office]:
    """The office on that database, served as in production, with a practice body for each story."""
    home = tmp_path_factory.mktemp(f"office-{request.param}") / "office"
    told = _settings(request, "stories", COMITY_DEMONSTRATION="1")
    place = place_of({"COMITY_HOME": str(home), **told})
    _make_bodies(place, environment(place, Address(), told), request)
    with _serving(home, told) as server:
        yield Office(server, home, place.register, browser)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_office(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser
) -> Iterator[Office]:
    """An office in which nobody has founded anything."""
    home, told = tmp_path / "office", _settings(request, "empty")
    home.mkdir()
    place = place_of({"COMITY_HOME": str(home), **told})
    with _serving(home, told) as server:
        office = Office(server, home, place.register, browser, _pictures(request))
        yield office
        _end(office, request)


def _settings(request: pytest.FixtureRequest, name: str, **given: str) -> dict[str, str]:
    """The settings of an office on the database of this run."""
    if request.param == "postgres":
        given["COMITY_REGISTER"] = request.getfixturevalue("postgres_for_stories")(name)
    return settings(**given)


def _serving(home: Path, told: dict[str, str]) -> AbstractContextManager[Started]:
    """``comity serve --home office``, typed in the folder in which the office is; on a port that is free."""
    words = ["comity", "serve", "--home", home.name, "--port", str(free_port())]
    return started(words, home.parent, told)


def _make_bodies(place: Place, told: dict[str, str], request: pytest.FixtureRequest) -> None:
    """A body for each story that was chosen: all of them at once, before anybody looks at them."""
    prepare(place, told)
    stories = [one for one in request.session.items if "body" in getattr(one, "fixturenames", ())]
    marks = {_name(one): one.get_closest_marker("acted_out") for one in stories if _is_here(one)}
    wanted = {
        name: _how_to_make(place.home / f"of-{name}", **(mark.kwargs if mark is not None else {}))
        for name, mark in marks.items()
    }
    made = subprocess.run(
        [sys.executable, str(MAKER)],
        env=told, input=json.dumps(wanted),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not made.returncode, made.stderr


def _how_to_make(
    folder: Path, minutes_ago: int = 0, script: str = "", charter: dict[str, str] | None = None
) -> dict[str, str | int]:
    """What the maker is told. Where the charter is to read otherwise, the practice body is copied with such a charter."""
    if charter is not None:
        shutil.copytree(ROOT / "records/six-rivers", folder / "records/six-rivers")
        shutil.copytree(ROOT / "charters/six-rivers", folder / "charters/six-rivers")
        file = folder / "charters/six-rivers/charter.yaml"
        for words, instead in charter.items():
            text = file.read_text()
            assert text.count(words) == 1, f"“{words}” stands {text.count(words)} times in {file}"
            file.write_text(text.replace(words, instead))
        script = str(folder / "records/six-rivers/script.yaml")
    return {"minutes_ago": minutes_ago, "script": script}


def _is_here(item: pytest.Item) -> bool:
    return item.path.parent == MAKER.parent


def _name(item: pytest.Item) -> str:
    """The name of the story's body."""
    return "-".join(item.originalname.removeprefix("test_").split("_")[:5])


@pytest.fixture
def office(served: Office, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The office, for one story; its browsers are closed afterwards."""
    served.pictures = _pictures(request)
    yield served
    _end(served, request)


def _pictures(request: pytest.FixtureRequest) -> Pictures:
    """Pictures are kept on one database: they look alike on the other."""
    story = request.node.originalname.removeprefix("test_")
    return Pictures(KEPT / story if "sqlite" in request.node.callspec.params.values() else None)


def _end(office: Office, request: pytest.FixtureRequest) -> None:
    if request.node.stash.get(FAILED, False):
        _keep_what_failed(office, KEPT / f"failed-{request.node.name.removeprefix('test_')}")
    office.leave()


def _keep_what_failed(office: Office, folder: Path) -> None:
    """What stood before everybody, and what the server said."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(office.server.log, folder)
    for number, context in enumerate(office.contexts, 1):
        for page in context.pages:
            page.screenshot(path=folder / f"{number}.png", full_page=True)


@pytest.fixture
def body(office: Office, request: pytest.FixtureRequest) -> str:
    """The name of a practice body of the story's own."""
    return _name(request.node)
