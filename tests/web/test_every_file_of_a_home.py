"""Any one file of a home is lost, empty, noise, closed, or a folder: the server starts, or refuses with a sentence.

What can be made again is made again when the server starts, and its pages answer; what cannot is refused and left as it is.
``comity doctor`` names it. Neither, nor a process of the server, ends in a traceback.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from running import PATIENCE, awaited, command, plain_environment, two_free_ports

from comity.body.acts import FoundBody
from comity.place import keep_key
from comity.register.keys import SigningKey
from comity.registrar import EXAMPLE, found
from comity.store.opening import open_address

pytestmark = pytest.mark.slow
KEY = SigningKey("league", bytes(32))
FOUNDING = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
PAPER = b"a note verbale"
DIGEST = sha256(PAPER).hexdigest()
CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2
SHEET = re.compile(r'href="(/static/[^"]+\.css)"')


def lost(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def noise(path: Path) -> None:
    path.write_bytes(bytes(255 - number % 256 for number in range(20_000)))


def closed(path: Path) -> None:
    path.chmod(0)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("mine")


def a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("mine")


def gone(path: Path) -> None:
    shutil.rmtree(path)


FAULTS = (lost, empty, noise, closed, folder)
FOLDERS = (gone, a_file, closed)
FILES = (
    "comity.db", "comity.db.key", "office.db", "secret", "prepared", "setup-token", "listening",
    "static/staticfiles.json", "static/comity/*.css", f"files/{DIGEST[:2]}/{DIGEST}",
    "comity.db-wal", "comity.db-shm", "office.db-wal", "office.db-shm",
)  # fmt: skip
REFUSED = {
    (name, fault.__name__)
    for name, faults in {
        "comity.db": FAULTS,
        "comity.db.key": (empty, noise, closed, folder),
        "office.db": (noise, closed, folder),
        "secret": (empty, noise, closed, folder),
        "prepared": (closed, folder),
        "setup-token": (closed, folder),
        "listening": (closed, folder),
        "static": (a_file, closed),
        "files": (a_file, closed),
        "comity.db-wal": (closed, folder),
        "comity.db-shm": (closed, folder),
        "office.db-wal": (closed, folder),
        "office.db-shm": (closed, folder),
    }.items()
    for fault in faults
}
"""What no start can mend. Everything else is made again, or is not needed to start."""
CASES = [(name, fault) for name in FILES for fault in FAULTS]
CASES += [(name, fault) for name in ("static", "files") for fault in FOLDERS]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a body, accounts and a paper, whose server was killed: with every file that a home can have."""
    home = tmp_path_factory.mktemp("every") / "home"
    home.mkdir(mode=0o700)
    with open_address(home / "comity.db", create=True) as store:
        found(store, "league", FOUNDING, KEY)
    keep_key(home / "comity.db.key", KEY)
    (home / "comity.db").chmod(0o600)
    (home / "files").mkdir(mode=0o700)
    (home / "files" / DIGEST[:2]).mkdir()
    (home / "files" / DIGEST[:2] / DIGEST).write_bytes(PAPER)
    log = home.parent / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            command(home, two_free_ports(), "--workers", "1"),
            env=plain_environment(),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    awaited(lambda: b"The pages are at" in log.read_bytes() or process.poll() is not None)
    with closing(sqlite3.connect(home / "office.db")) as accounts:
        accounts.execute("SELECT count(*) FROM web_account").fetchall()
        process.kill()
        process.wait(PATIENCE)
        for name in FILES[-4:]:
            (home / name).touch(mode=0o600)
        return Path(shutil.copytree(home, home.parent / "copy"))


@pytest.fixture
def home(killed: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(killed, tmp_path / "home"))


def as_others() -> None:
    """From here on a file that is closed is closed to root as well (capabilities(7), PR_CAPBSET_DROP)."""
    for right in (DAC_OVERRIDE, DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(CAPBSET_DROP, right, 0, 0, 0)


def typed(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        env=plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=as_others if sys.platform == "linux" else None,
    )


def spoil(home: Path, name: str, fault: Callable[[Path], None]) -> Path:
    [path] = sorted(home.glob(name))[:1]
    fault(path)
    return path


@pytest.mark.parametrize(
    ("name", "fault"), CASES, ids=lambda given: getattr(given, "__name__", given)
)
def test_it_starts_or_says_why_not(name: str, fault: Callable[[Path], None], home: Path) -> None:
    path = spoil(home, name, fault)
    doctor, said = doctored(home)
    refused = (name, fault.__name__) in REFUSED
    if refused:
        assert (doctor, path.name in "".join(said.split())) == (1, True), said
    before = described(path)
    port = two_free_ports()
    told = ""
    with typed(*command(home, port, "--workers", "1")) as server:
        assert server.stdout is not None
        try:
            for line in server.stdout:
                told += line
                if "The pages are at" in line:
                    assert not refused, told
                    pages_answer(f"http://127.0.0.1:{port}")
                    server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)
        finally:
            server.kill()
    assert "Traceback" not in told
    if not refused:
        assert "The pages are at" in told, told
        assert server.returncode == 0, told
    else:
        assert server.returncode in (4, 6), told
        assert path.name in "".join(told.split()), told
        assert "What helps" in told
        assert described(path) == before


def doctored(home: Path) -> tuple[int, str]:
    with typed(sys.executable, "-m", "comity", "doctor", "--home", str(home)) as doctor:
        said, _ = doctor.communicate(timeout=PATIENCE)
    assert "Traceback" not in said, said
    return doctor.returncode, said


def described(path: Path) -> object:
    if not path.is_file():
        return path.is_dir()
    return path.read_bytes(), path.stat().st_mode


def pages_answer(pages: str) -> None:
    """The first page and its style sheets are whole, and the body's page is shown or refused with a sentence."""
    with urlopen(f"{pages}/", timeout=PATIENCE) as answer:
        sheets = SHEET.findall(answer.read().decode())
    assert sheets
    for sheet in sheets:
        with urlopen(f"{pages}{sheet}", timeout=PATIENCE) as answer:
            assert b"{" in answer.read()
    for path in ("/b/league/register", "/readyz"):
        assert status(f"{pages}{path}") != 500, path


def status(url: str) -> int:
    try:
        with urlopen(url, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
