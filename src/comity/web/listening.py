"""Where a server listens, how that is printed, and whether somebody answers there.

Addresses that are printed have a name, since passkeys do not work at an IP number. Probes go to the number that the server
listens at, past every proxy and every setting.

>>> Address("::1", 8000).pages, Address("::1", 8000).printed(())
('http://[::1]:8000', 'http://localhost:8000')
>>> Address("0.0.0.0", 8000).pages, Address("0.0.0.0", 8000).printed(("https://office.example.org",))
('http://127.0.0.1:8000', 'https://office.example.org')
"""

from __future__ import annotations

import errno
import json
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from comity.errors import BadInput
from comity.place import Place
from comity.web.ports import holder_of

LEAVING = 2.0
"""Seconds that a server which was just killed is given to leave its ports."""
LOOPBACK = ("127.0.0.1", "::1")
HELPS = {
    errno.EACCES: "Ports below 1024 are for the administrator: choose a higher one with --port, and put a proxy in front.",
    errno.EADDRNOTAVAIL: "This machine does not have that address: choose another with --host.",
    errno.EAFNOSUPPORT: "This machine has no addresses of that kind: choose another with --host.",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the pages listen; the live streams listen on the port after. ``host`` is an IP number or a name of one."""

    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def number(self) -> IPv4Address | IPv6Address:
        """The IP number of the host. ``BadInput`` (``serve.host``) where no such host is known."""
        try:
            return ip_address(self.host)
        except ValueError:
            return ip_address(_resolved(self.host))

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if self.number.version == 6 else socket.AF_INET

    @property
    def reached(self) -> str:
        """The number at which a program on this machine reaches the server."""
        if self.number.is_unspecified:
            return LOOPBACK[self.number.version == 6]
        return str(self.number)

    @property
    def pages(self) -> str:
        """The address of the pages for a program on this machine."""
        return f"http://{_bracketed(self.reached)}:{self.port}"

    @property
    def live(self) -> str:
        """The address of the live streams for a program on this machine."""
        return f"http://{_bracketed(self.reached)}:{self.port + 1}"

    @property
    def is_local(self) -> bool:
        """Whether ``localhost`` leads here."""
        return self.reached in LOOPBACK

    def printed(self, origins: tuple[str, ...]) -> str:
        """The address that a person opens: the public one, else ``localhost``."""
        return origins[0] if origins else f"http://localhost:{self.port}"


@contextmanager
def apart(place: Place) -> Iterator[None]:
    """Meanwhile no server of ours serves the place. ``BadInput`` (``serve.running``) where one does, or is about to.

    A claim is a name that only Linux knows, and that leaves with the process (unix(7), abstract sockets)."""
    home = sha256(bytes(place.home.resolve())).hexdigest()
    with ExitStack() as claims:
        if error := _refused_claim(claims, f"home-{home}"):
            raise _runs_already(place) from error
        yield


@contextmanager
def claimed(address: Address, place: Place) -> Iterator[None]:
    """Meanwhile no other server of ours listens at the address, or serves the place. ``BadInput`` where one does, or is
    about to: ``serve.port``, since the system would give each of the two every second request (``SO_REUSEPORT``,
    socket(7)); ``serve.running``, as ``apart``."""
    with apart(place), ExitStack() as claims:
        for port in (address.port, address.port + 1):
            if error := _refused_claim(claims, f"port-{address.number}-{port}"):
                raise _port_refused(address, port, error) from error
        yield


def _refused_claim(claims: ExitStack, name: str) -> OSError | None:
    """Why the name cannot be claimed; None where it is now, and on other systems than Linux."""
    if sys.platform == "linux":
        try:
            claims.enter_context(socket.socket(socket.AF_UNIX)).bind(f"\0comity-{name}")
        except OSError as error:
            return error
    return None


def _runs_already(place: Place) -> BadInput:
    running = noted(place)
    where = f" at {running.pages}" if running else ""
    return BadInput(
        "serve.running",
        f"A server of {place.home} runs already{where}.",
        remedy="End that one first, or give another folder.",
    )


def check(address: Address, origins: tuple[str, ...]) -> None:
    """Returns where both ports can be listened on and the printed address will lead here. ``BadInput`` otherwise:
    ``serve.port`` where a port is taken or is not ours, ``serve.host`` where the address has no name."""
    if not (origins or address.is_local):
        raise BadInput(
            "serve.host",
            f"The pages would be at {address.pages} alone, and passkeys do not work at an IP number.",
            remedy="Set COMITY_ORIGIN to the name at which readers find them, or leave --host away.",
        )
    for port in (address.port, address.port + 1):
        _check_free(address, port)
        if not origins:
            _check_nobody_else(address, port)


def _check_free(address: Address, port: int) -> None:
    """A server that was killed just now is given a moment to leave its ports."""
    until = time.monotonic() + LEAVING
    while (error := _taken(address, port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() > until:
            raise _port_refused(address, port, error) from error
        time.sleep(0.05)


def _taken(address: Address, port: int) -> OSError | None:
    """Why nothing can listen there; None where something can."""
    with socket.socket(address.family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((str(address.number), port))
        except OSError as error:
            return error
    return None


def _port_refused(address: Address, port: int, error: OSError) -> BadInput:
    helps = HELPS.get(error.errno or 0, "Choose another address with --host or --port.")
    if error.errno == errno.EADDRINUSE:
        holder = holder_of(port) or "Another program"
        helps = f"{holder} listens there: end it, or choose two other ports with --port."
    return BadInput(
        "serve.port",
        f"The server cannot listen on {address.host}, port {port}: {error.strerror}.",
        remedy=helps,
    )


def _check_nobody_else(address: Address, port: int) -> None:
    """Browsers look for ``localhost`` at both loopback numbers: at the other one, nobody may answer."""
    for number in LOOPBACK:
        if number == address.reached:
            continue
        with suppress(OSError), socket.create_connection((number, port), timeout=1):
            raise BadInput(
                "serve.port",
                f"Another program answers at {_bracketed(number)}:{port}, where browsers look for localhost as well.",
                remedy="End that program, or choose two other ports with --port.",
            )


def _resolved(host: str) -> str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        raise BadInput(
            "serve.host",
            f"No address of this machine is called {host}.",
            remedy="Give --host an IP number of this machine: 127.0.0.1, ::1, 0.0.0.0 for all.",
        ) from None
    return min(str(one[4][0]) for one in found)  # 127.0.0.1 before ::1


def _bracketed(number: str) -> str:
    return f"[{number}]" if ":" in number else number


# --- whether somebody answers -----------------------------------------------------------------------------------------


def answers(
    address: Address, path: str, *, live: bool = False, host: str = "", within: float = 5
) -> str:
    """What the server says at a path; empty where nobody answers well within so many seconds. Probes need no ``host``, the
    name under which a page is asked for."""
    port = address.port + 1 if live else address.port
    connection = HTTPConnection(address.reached, port, timeout=within)
    with suppress(OSError, HTTPException):
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            said = answer.read().decode(errors="replace")
            return said if answer.status == 200 else ""
        finally:
            connection.close()
    return ""


# --- for whoever wants to know where a server of this place listens ---------------------------------------------------


def note(place: Place) -> Path:
    """The file in which a running server says where it listens."""
    return place.home / "listening"


def noted(place: Place) -> Address | None:
    """Where the server of this place says that it listens; None where none runs, or none ended without saying so."""
    try:
        said = json.loads(note(place).read_text())
        return Address(str(said["host"]), int(said["port"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def leave_note(place: Place, address: Address) -> None:
    """Says where the server of this place listens, as far as there is room to say it."""
    with suppress(OSError):
        note(place).write_text(json.dumps({"host": address.host, "port": address.port}))


def remove_note(place: Place) -> None:
    """The server of this place listens no more."""
    with suppress(OSError):
        note(place).unlink(missing_ok=True)
