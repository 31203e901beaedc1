"""The server of an installation: the pages beside a small process for the live streams.

::

    comity serve ── prepares the place: secret, folders, tables of accounts, static files
       ├── pages     granian, RSGI, on PORT: as many workers as there are processors, of two threads each
       └── live      granian, ASGI, on PORT + 1: server-sent events, and the clock that passes deadlines

Both are ordinary processes under one parent, which starts one again that died, and ends both when it is ended. Whoever puts
a proxy in front hands ``/live/`` to the second port and says so with ``COMITY_LIVE=/live``.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.error import URLError
from urllib.request import urlopen

from comity.errors import BadInput
from comity.place import Place
from comity.web import ground
from comity.web.limits import BACKLOG, HEADER_SECONDS, REFUSING, Limits, raise_files
from comity.web.ports import holder_of
from comity.web.preparing import is_prepared, mark
from comity.web.providers import providers_of
from comity.web.proxies import front_of

PATIENCE = 30.0
"""Seconds in which the pages must answer after a start."""
LEAVING = 2.0
"""Seconds in which a server that was killed must have left its ports."""
GRACE = 3
"""Seconds that open requests and streams have to end in."""
WORKERS_AT_MOST = 8
"""Unless more are asked for: each keeps the state of every body that it is asked about."""
DEATHS = 5
"""How often in a row a process may die within ten seconds of its start before the server gives up."""
Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages listen; the live streams listen on the port after."""

    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def pages(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def live(self) -> str:
        return f"http://{self.host}:{self.port + 1}"


@dataclass(slots=True)
class Child:
    """A process of the server."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


def environment(place: Place, address: Address, given: Mapping[str, str]) -> dict[str, str]:
    """What the processes are told of their place."""
    return {
        "COMITY_LIVE": f":{address.port + 1}",  # on whatever host the reader asks for
        **given,
        "DJANGO_SETTINGS_MODULE": "comity.web.settings",
        "COMITY_HOME": str(place.home),
        "COMITY_REGISTER": place.register,
        "COMITY_STATIC": "hashed",
    }


def prepare(place: Place, told: Mapping[str, str]) -> None:
    """The place has its folders, its secret, its tables and its static files; what is there stays. Where that fails, what
    was made here is removed again: ``BadInput`` (``serve.unprepared``)."""
    made = [path for path in _makes(place) if not path.exists()]
    try:
        place.home.mkdir(parents=True, exist_ok=True)
        place.files.mkdir(mode=0o700, exist_ok=True)
        _make_secret(place.secret)
        if not is_prepared(place):
            _prepare_apart(told)
    except BaseException:
        for path in made:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise


def _makes(place: Place) -> list[Path]:
    """What a start makes where it is not there, the innermost first."""
    beside = [Path(f"{place.accounts}{end}") for end in ("-wal", "-shm", "-journal")]
    return [*beside, place.accounts, mark(place), place.home / "static", place.secret, place.files]


def _prepare_apart(told: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "comity.web.preparing"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env={**os.environ, **told}, check=False, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        cause = (done.stderr.strip() or "no cause was given").splitlines()[-1]
        raise BadInput(
            "serve.unprepared",
            f"The tables of accounts or the static files could not be made: {cause}",
            remedy="Mend that, then start again. Nothing of the record was touched.",
        )


def serve(
    place: Place, address: Address, given: Mapping[str, str], ready: Said, workers: int = 0
) -> None:
    """Serves the place until it is interrupted. ``ready`` is told the address once the first page answers. ``workers``:
    processes that answer pages; by default as many as there are processors, eight at most."""
    told = environment(place, address, given)
    front_of(given), providers_of(given)  # before anything is made
    limits = raise_files()
    ground.check(place)
    check_free(address)
    prepare(place, told)
    children = [_pages(address, workers, limits), _live(address, limits)]
    stopping = _on_signals()
    try:
        for child in children:
            _start(child, told)
        _await(address, children[0])
        ready(address.pages)
        while not stopping():
            time.sleep(0.3)
            for child in children:
                _revive(child, told, stopping)
    finally:
        _end(children)


def check_free(address: Address) -> None:
    """Returns where both ports can be listened on. ``BadInput`` (``serve.port``) where one is taken, or is not ours. A
    server that was killed just now is given a moment to leave its ports."""
    for port in (address.port, address.port + 1):
        until = time.monotonic() + LEAVING
        while (error := _taken(address.host, port)) is not None:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                raise _port_refused(address.host, port, error) from error
            time.sleep(0.05)


def _port_refused(host: str, port: int, error: OSError) -> BadInput:
    remedy = "Choose another address with --host, or two other ports with --port."
    if error.errno == errno.EADDRINUSE:
        holder = holder_of(port) or "Another program"
        remedy = f"{holder} listens there: end it, or choose two other ports with --port."
    return BadInput(
        "serve.port",
        f"The server cannot listen on {host}, port {port}: {error.strerror}.",
        remedy=remedy,
    )


def _taken(host: str, port: int) -> OSError | None:
    """Why nothing can listen there; None where something can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            return error
    return None


def setup_address(place: Place, address: Address) -> str:
    """Where an empty installation is set up, with the token that opens the page; empty once there is a body."""
    from comity.store.opening import open_address
    from comity.web.setting_up import issue_token

    with open_address(place.register, create=True) as store:
        if store.bodies():
            return ""
    return f"{address.pages}/setup?token={issue_token(place)}"


def _pages(address: Address, workers: int, limits: Limits) -> Child:
    number = workers or min(WORKERS_AT_MOST, os.cpu_count() or 1)
    told = [*_granian("rsgi", address.host, address.port, number, limits.connections), "--respawn-failed-workers",
            "comity.web.wsgi:pages"]  # fmt: skip
    return Child("pages", told)


def _live(address: Address, limits: Limits) -> Child:
    taken = limits.streams + REFUSING
    return Child(
        "live",
        [
            *_granian("asgi", address.host, address.port + 1, 1, taken),
            "comity.web.live.asgi:application",
        ],
    )


def _granian(interface: str, host: str, port: int, workers: int, connections: int) -> list[str]:
    """The command of a process. ``connections``: how many each worker takes; granian calls it back-pressure."""
    return [
        sys.executable, "-m", "comity.web.loaded", str(os.getpid()), "--interface", interface, "--host", host,
        "--port", str(port), "--workers", str(workers), "--workers-kill-timeout", str(GRACE - 1), "--http", "1", "--no-ws",
        "--backlog", str(BACKLOG), "--backpressure", str(connections),
        "--http1-header-read-timeout", str(1000 * HEADER_SECONDS), "--log-level", "warning",
    ]  # fmt: skip


def _start(child: Child, told: Mapping[str, str]) -> None:
    child.process = subprocess.Popen(child.command, env={**os.environ, **told}, process_group=0)  # noqa: S603


def _await(address: Address, pages: Child) -> None:
    """Returns when the pages answer. ``BadInput`` (``serve.silent``) where they do not, or their process ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and pages.process is not None and pages.process.poll() is None:
        with suppress(URLError, OSError), urlopen(f"{address.pages}/healthz", timeout=2):  # noqa: S310
            return
        time.sleep(0.05)
    raise BadInput(
        "serve.silent",
        f"The pages do not answer at {address.pages}.",
        remedy="See above what they said. Is the port taken? Choose another with --port.",
    )


def _revive(child: Child, told: Mapping[str, str], stopping: Callable[[], bool]) -> None:
    if child.process is None or child.process.poll() is None or stopping():
        return
    now = time.monotonic()
    child.deaths = [*(at for at in child.deaths if now - at < 10), now]
    if len(child.deaths) >= DEATHS:
        raise BadInput(
            "serve.dies",
            f"The process of the {child.name} died {DEATHS} times within ten seconds.",
            remedy="See above what it said; comity doctor looks at the place.",
        )
    _end_group(child.process)
    _start(child, told)


def _on_signals() -> Callable[[], bool]:
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: asked.append(got))
    return lambda: bool(asked)


def _end(children: list[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE + 0.5
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Nothing is left of the process: the workers of one that was killed would go on answering."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _make_secret(path: Path) -> None:
    """The file appears with its secret in it, or not at all."""
    if path.exists():
        return
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=".secret-"
    ) as file:  # readable by its owner alone
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):  # another start was faster
            os.link(file.name, path)
