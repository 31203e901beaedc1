"""The server of an installation: the pages under WSGI beside a small process for the live streams.

::

    comity serve ── prepares the place: secret, folders, tables of accounts, static files
       ├── pages     granian, WSGI, on PORT: as many workers as there are processors, of two threads each
       └── live      granian, ASGI, on PORT + 1: server-sent events, and the clock that passes deadlines

Both are ordinary processes under one parent, which starts one again that died, and ends both when it is ended. A proxy in
front hands ``/live/`` to the second port.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from comity.errors import BadInput
from comity.place import Place
from comity.web import listening
from comity.web.configuration import Configuration, configuration_of
from comity.web.listening import Address
from comity.web.preparing import is_prepared

PATIENCE = 30.0
"""Seconds in which the pages must answer after a start."""
GRACE = 3
"""Seconds that open requests and streams have to end in."""
THREADS = 2
"""Threads of a worker: while one waits, for a slow sender or a mail server, the other answers. More get in each other's
way."""
WORKERS_AT_MOST = 8
"""Unless more are asked for: each keeps the state of every body that it is asked about."""
DEATHS = 5
"""How often in a row a process may die within ten seconds of its start before the server gives up."""
LOG = Path(__file__).with_name("server_log.json")
"""How the server writes its own lines, those of each request if somebody asks for them: without secrets (``logs``)."""
Said = Callable[[str], None]


@dataclass(slots=True)
class Child:
    """A process of the server."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


def settings(place: Place, address: Address, given: Mapping[str, str]) -> Configuration:
    """What the environment says, with the place and the ports of this server. ``BadInput`` where it cannot be obeyed."""
    named = {"COMITY_HOME": str(place.home), "COMITY_REGISTER": place.register}
    return configuration_of({**given, **named}, live=f":{address.port + 1}")


def environment(place: Place, address: Address, given: Mapping[str, str]) -> dict[str, str]:
    """What the processes are told of their place."""
    return {
        **given,
        "COMITY_LIVE": settings(place, address, given).live,
        "DJANGO_SETTINGS_MODULE": "comity.web.settings",
        "COMITY_HOME": str(place.home),
        "COMITY_REGISTER": place.register,
        "COMITY_STATIC": "hashed",
    }


def prepare(place: Place, told: Mapping[str, str]) -> None:
    """The place has its folders, its secret, its tables and its static files; what is there stays."""
    place.home.mkdir(parents=True, exist_ok=True)
    place.files.mkdir(mode=0o700, exist_ok=True)
    _make_secret(place.secret)
    if is_prepared(place):
        return
    done = subprocess.run(
        [sys.executable, "-m", "comity.web.preparing"], env={**os.environ, **told}, check=False
    )
    if done.returncode:
        raise BadInput(
            "serve.unprepared",
            "The tables of accounts or the static files could not be made; the cause stands above.",
            remedy="Mend that, then start again. Nothing of the record was touched.",
        )


def serve(
    place: Place, address: Address, given: Mapping[str, str], ready: Said, workers: int = 0
) -> None:
    """Serves the place until it is interrupted. ``ready`` is told the address to open once the first page answers.
    ``workers``: processes that answer pages; by default as many as there are processors, eight at most."""
    configuration = settings(place, address, given)  # before anything is made
    listening.check(address, configuration.origins)
    told = environment(place, address, given)
    prepare(place, told)
    children = [_pages(address, workers), _live(address)]
    stopping = _on_signals()
    try:
        for child in children:
            _start(child, told)
        _await(address, children[0])
        listening.leave_note(place, address)
        ready(address.printed(configuration.origins))
        while not stopping():
            time.sleep(0.3)
            for child in children:
                _revive(child, told, stopping)
    finally:
        _end(children)
        listening.remove_note(place)


def _pages(address: Address, workers: int) -> Child:
    number = workers or min(WORKERS_AT_MOST, os.cpu_count() or 1)
    return Child(
        "pages",
        [*_granian("wsgi", str(address.number), address.port, number), "--blocking-threads", str(THREADS),
         "comity.web.wsgi:application"],
    )  # fmt: skip


def _live(address: Address) -> Child:
    return Child(
        "live",
        [
            *_granian("asgi", str(address.number), address.port + 1, 1),
            "comity.web.live.asgi:application",
        ],
    )


def _granian(interface: str, host: str, port: int, workers: int) -> list[str]:
    program = "comity.web.loaded" if interface == "wsgi" else "granian"
    return [
        sys.executable, "-m", program, "--interface", interface, "--host", host, "--port", str(port),
        "--workers", str(workers), "--workers-kill-timeout", str(GRACE - 1), "--no-ws", "--log-level", "warning",
        "--log-config", str(LOG),
    ]  # fmt: skip


def _start(child: Child, told: Mapping[str, str]) -> None:
    child.process = subprocess.Popen(child.command, env={**os.environ, **told}, process_group=0)  # noqa: S603


def _await(address: Address, pages: Child) -> None:
    """Returns when the pages answer. ``BadInput`` (``serve.silent``) where they do not, or their process ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and pages.process is not None and pages.process.poll() is None:
        if listening.answers(address, "/healthz", within=2):
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
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
