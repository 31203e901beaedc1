"""An office to measure: a body of so many members with so many matters, accounts for its people, a server on a port."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from comity.place import Place

BODY, CLERK = "league", "p0"


def charter(members: int) -> str:
    names = ", ".join(
        f"{{member: M{n:03}, name: Member {n:03}, status: [{{from: 2020-01-01, is: member}}]}}"
        for n in range(members)
    )
    return f"""
comity: 1
body: {BODY}
title: {{en: League}}
seat: {{place: Tallinn, zone: Europe/Tallinn}}
statuses: [{{status: member, rights: [attend, speak, propose, circulate, vote], counted: yes}}]
members: [{names}]
organs: [{{organ: secretariat, powers: [propose, record, convene]}}]
rules: [{{rule: most, adopted when: {{in favour: more than 1/2 of members}}}}]
procedures:
  - procedure: vote
    about: decision
    opened by: the secretariat
    steps:
      - {{step: vote, question: adopt it, put to: each member, rule: most,
         closes: {{after: 90 days, when: all have answered}}, silence means: no answer}}
      - {{step: issue, takes effect: {{issues: decision}}}}
"""


def setting(home: Path, register: str = "") -> None:
    """Django for this process, over the place."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "secret").write_text(secrets.token_urlsafe(40))
    (home / "secret").chmod(0o600)
    os.environ |= {
        "COMITY_HOME": str(home),
        "COMITY_REGISTER": register or str(home / "comity.db"),
        "DJANGO_SETTINGS_MODULE": "comity.web.settings",
    }
    import django
    from django.conf import settings

    settings.LOGGING_CONFIG = None
    django.setup()


def make(home: Path, members: int, matters: int, entries: int, register: str = "") -> list[str]:
    """Makes the office; gives a session key for each member's person."""
    setting(home, register)
    from django.core.management import call_command

    from comity.body.acts import EnterPerson, FoundBody, IssueCredential, OpenMatter, Speak
    from comity.place import keep_key
    from comity.register.keys import KEY_SIZE, SigningKey
    from comity.registrar import clock_of_the_machine, found
    from comity.store.opening import open_address

    place = Place(home, os.environ["COMITY_REGISTER"])
    key = SigningKey(BODY, secrets.token_bytes(KEY_SIZE))
    keep_key(place.keys, key)
    began = clock_of_the_machine() - timedelta(days=1)
    with open_address(place.register, create=True) as store:
        act = FoundBody(
            charter=charter(members), clerk=CLERK, clerk_name="Ada", organ="secretariat"
        )
        registrar = found(store, BODY, act, key, clock=lambda: began)
        people = [
            EnterPerson(by=CLERK, for_="secretariat", name=f"Delegate {n}", person=f"d{n}")
            for n in range(members)
        ]
        may = [
            IssueCredential(
                by=CLERK,
                for_="secretariat",
                person=f"d{n}",
                party=f"M{n:03}",
                powers=["all"],
                since="2020-01-01",
            )
            for n in range(members)
        ]
        opened = [
            OpenMatter(
                by=CLERK, for_="secretariat", procedure="vote", title=f"Matter {n}", matter=f"v{n}"
            )
            for n in range(matters)
        ]
        left = max(0, entries - 1 - 2 * members - matters)
        said = (
            Speak(by=CLERK, for_="secretariat", gist=f"Said {n}", matter=f"v{n % max(1, matters)}")
            for n in range(left)
        )
        for acts in (people, may, opened, said):
            for _ in registrar.submit_many(acts, 1000):
                pass
        registrar.keep_snapshot()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return _sessions(members)


def _sessions(members: int) -> list[str]:
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from comity.web.models import Account, Belonging, HostedBody
    from comity.web.sessions import SessionStore

    HostedBody.objects.create(body=BODY)
    keys = []
    for n in range(members):
        account = Account.objects.create(email=f"d{n}@example.org", password="!")
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
        Belonging.objects.create(account=account, body=BODY, person=f"d{n}")
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "comity.web.sessions.Backend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        keys.append(str(session.session_key))
    return keys


@contextmanager
def served(home: Path, register: str = "") -> Iterator[int]:
    """``comity serve`` over the place, as in production; gives the port."""
    place = Place(home, register or str(home / "comity.db"))
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "comity",
        "serve",
        "--home",
        str(home),
        "--register",
        place.register,
        "--port",
        str(port),
    ]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ, stdout=log, stderr=log)
    try:
        for at in (port, port + 1):
            awaited(f"http://127.0.0.1:{at}/healthz", server)
        yield port
    finally:
        server.terminate()
        server.wait(15)


def awaited(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"{url} does not answer: see server.log")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
