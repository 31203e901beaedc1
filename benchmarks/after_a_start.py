"""Pages with lists right after a start of the server, against the same pages later; and the first page of many bodies.

Run: python benchmarks/after_a_start.py [matters] [entries] [bodies]. Without arguments: 10,000 matters, a million entries,
200 bodies.

The register of a matter that was opened early, the history of the matter, the reader's tasks and a search are asked first
after a start, and again until no answer says that the record was not looked through to its end. The rows must be the same,
or the first answer says how far it looked; and it comes within a second. It is done twice: with a record that nobody has
indexed yet, as after an import, and with one that has its index, as after any other start. Exits 1 where one is missed.

The first page of an office with so many bodies, each under a charter of its own (``charters/six-rivers``, 26 kB), is held
against that of one body: the median of looks after the first, in this process, without a network between.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import loading
import office
from comity.store.opening import open_address

SECOND, FRONT = 1.0, 0.1
SO_FAR = "looked through so far"
ROW = re.compile(r"/register/(\d+)")
EARLY = 29
PAGES = {
    "register of a matter": f"register?matter=v{EARLY}",
    "register of a member": "register?who=M003&kind=credential",
    "history of a matter": f"matters/v{EARLY}/history",
    "tasks": "tasks",
    "search": f"search?q=Matter+{EARLY}",
}
CHARTER = Path(__file__).parents[1] / "charters" / "six-rivers" / "charter.yaml"


def asked(port: int, path: str, cookie: str) -> tuple[float, str]:
    """How many seconds the answer took, and the page."""
    head = f"GET /b/{office.BODY}/{path} HTTP/1.1\r\nCookie: sessionid={cookie}\r\n"
    began = time.perf_counter()
    status, answer = asyncio.run(loading.Connection(port).ask(head))
    assert status == 200, (path, status)
    return time.perf_counter() - began, answer.decode().partition("<main")[2]


def later(port: int, path: str, cookie: str, patience: float = 600) -> str:
    """The page once it says no more that the record was not looked through to its end."""
    until = time.monotonic() + patience
    while SO_FAR in (page := asked(port, path, cookie)[1]) and time.monotonic() < until:
        time.sleep(1)
    return page


def looked(home: Path, cookie: str, name: str) -> Iterator[bool]:
    """For each page whether its target was met, each after a start of its own."""
    for what, path in PAGES.items():
        if name == "no index":
            with open_address(str(home / "comity.db")) as store:
                store.drop_index(office.BODY)
        with office.served(home) as port:
            seconds, first = asked(port, path, cookie)
            began = time.monotonic()
            last = later(port, path, cookie)
            waited = time.monotonic() - began
        said, same = SO_FAR in first, ROW.findall(first) == ROW.findall(last)
        met = (said or same) and seconds <= SECOND and SO_FAR not in last
        told = "the same rows" if same and not said else "says how far" if said else "OTHER ROWS"
        print(
            f"{name}, {what}: first answer {seconds:.2f} s ({told}), whole after {waited:.1f} s, "
            f"{len(ROW.findall(last))} rows{'' if met else '  MISSED'}",
            flush=True,
        )
        yield met


def front(bodies: int) -> bool:
    """Whether the first page of so many bodies comes in time."""
    from django.conf import settings
    from django.test import Client

    from comity.body.acts import FoundBody
    from comity.place import keep_key
    from comity.register.keys import KEY_SIZE, SigningKey
    from comity.registrar import found
    from comity.web.bodies import bodies as running
    from comity.web.models import HostedBody

    text = CHARTER.read_text()
    settings.ALLOWED_HOSTS = ["testserver"]

    def founded(number: int) -> None:
        name = f"rivers-{number}"
        key = SigningKey(name, secrets.token_bytes(KEY_SIZE))
        keep_key(settings.PLACE.keys, key)
        charter = text.replace("body: six-rivers", f"body: {name}")
        assert charter != text
        act = FoundBody(charter=charter, clerk="p0", clerk_name="Ada", organ="secretariat")
        found(running().store, name, act, key)
        HostedBody.objects.create(body=name, open_to_public=True)

    def seconds() -> float:
        times = []
        for _ in range(21):
            began = time.perf_counter()
            assert Client().get("/").status_code == 200
            times.append(time.perf_counter() - began)
        return median(times[1:])

    founded(0)
    one = seconds()
    for number in range(1, bodies):
        founded(number)
    many = seconds()
    met = many <= FRONT
    print(
        f"first page: {1000 * one:.0f} ms with one body, {1000 * many:.0f} ms with {bodies}"
        f"{'' if met else '  MISSED'}"
    )
    return met


def main() -> int:
    given = (*sys.argv[1:], *("10000", "1000000", "200")[len(sys.argv) - 1 :])
    matters, entries, bodies = map(int, given)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cookies = office.make(home, 6, matters, entries)
        met = [*looked(home, cookies[0], "no index"), *looked(home, cookies[0], "index")]
        met.append(front(bodies))
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
