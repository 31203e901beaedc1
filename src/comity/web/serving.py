"""The server of an installation: the pages beside a small process for the live streams.

::

    comity serve ── prepares the place: secret, folders, tables of accounts, static files
       ├── pages     granian, RSGI, on PORT: as many workers as there are processors, each with a second thread to help
       └── live      granian, ASGI, on PORT + 1: server-sent events, and the clock that passes deadlines

Both are ordinary processes under one parent, which starts one again that died, and ends both when it is ended. A proxy in
front hands ``/live/`` to the second port.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from comity.errors import BadInput
from comity.place import Place
from comity.store.opening import facts, open_address
from comity.web import ground, listening
from comity.web.accounts_database import end_sign_ins
from comity.web.configuration import Configuration, configuration_of, pages_there
from comity.web.limits import BACKLOG, HEADER_SECONDS, REFUSING, Limits, raise_files
from comity.web.listening import Address
from comity.web.preparing import is_prepared, mark

PATIENCE = 180.0
"""Seconds in which the pages must answer after a start."""
GRACE = 3
"""Seconds that open requests and streams have to end in."""
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
    found = configuration_of({**given, **named}, live=f":{address.port + 1}")
    if found.live == f":{address.port}" and not found.origins:
        raise pages_there(found.live)
    return found


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
    """The place has its folders, its secret, its tables and its static files; what is there stays. Where that fails, what
    was made here is removed again: ``BadInput`` (``serve.unprepared``)."""
    made = [path for path in _makes(place) if not path.exists()]
    try:
        place.home.mkdir(parents=True, exist_ok=True)
        place.files.mkdir(mode=0o700, exist_ok=True)
        if not place.secret.exists() and place.embedded:
            end_sign_ins(place)  # nobody has the secret with which they were sealed
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
        last = re.split(r"\n(?=\S)", done.stderr.strip())[-1]  # with the lines that go on with it
        cause = " ".join(last.split()) or "no cause was given"
        raise BadInput(
            "serve.unprepared",
            f"The tables of accounts or the static files could not be made: {cause}",
            remedy="Mend that, then start again. Nothing of the record was touched.",
        )


def serve(
    place: Place, address: Address, given: Mapping[str, str], ready: Said, workers: int = 0
) -> None:
    """Serves the place until it is interrupted. ``ready`` is told the address to open once the first page answers.
    ``StoreFailed`` (``store.unreached`` and others) where the database of the register does not answer.
    ``workers``: processes that answer pages; by default as many as there are processors, eight at most."""
    configuration = settings(place, address, given)  # before anything is made
    with listening.claimed(address, place):
        listening.check(address, configuration.origins)
        told = environment(place, address, given)
        limits = raise_files()
        ground.check(place)
        _look_at_register(place)  # what is wrong with it is said before anything is made
        prepare(place, told)
        children = [_pages(address, workers, limits), _live(address, limits)]
        printed = address.printed(configuration.origins)
        _run(place, address, children, told, lambda: ready(printed))


def _look_at_register(place: Place) -> None:
    """Returns where the register can be used, or is still to be made; raises what the store says otherwise."""
    if not place.embedded:
        facts(place.register)
    elif os.path.exists(place.register) and os.path.getsize(place.register):
        open_address(place.register, write=False).close()


def _run(
    place: Place,
    address: Address,
    children: list[Child],
    told: Mapping[str, str],
    ready: Callable[[], None],
) -> None:
    stopping = _on_signals()
    try:
        for child in children:
            _start(child, told)
        _await(address, children[0])
        listening.leave_note(place, address)
        ready()
        while not stopping():
            time.sleep(0.3)
            for child in children:
                _revive(child, told, stopping)
    finally:
        _end(children)
        listening.remove_note(place)


def _pages(address: Address, workers: int, limits: Limits) -> Child:
    number = workers or min(WORKERS_AT_MOST, os.cpu_count() or 1)
    told = [*_granian("rsgi", str(address.number), address.port, number, limits.connections),
            "--respawn-failed-workers", "comity.web.wsgi:pages"]  # fmt: skip
    return Child("pages", told)


def _live(address: Address, limits: Limits) -> Child:
    taken = limits.streams + REFUSING
    return Child(
        "live",
        [
            *_granian("asgi", str(address.number), address.port + 1, 1, taken),
            "comity.web.live.asgi:application",
        ],
    )


def _granian(interface: str, host: str, port: int, workers: int, connections: int) -> list[str]:
    """The command of a process. ``connections``: how many each worker takes; granian calls it back-pressure."""
    return [
        sys.executable, "-m", "comity.web.loaded", str(os.getpid()), "--interface", interface, "--host", host,
        "--port", str(port), "--workers", str(workers), "--workers-kill-timeout", str(GRACE - 1), "--http", "1", "--no-ws",
        "--backlog", str(BACKLOG), "--backpressure", str(connections),
        "--http1-header-read-timeout", str(1000 * HEADER_SECONDS), "--log-level", "warning", "--log-config", str(LOG),
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
