"""What ``comity doctor`` looks at, check by check: what it found, whether that is well, and what to do if it is not."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import tzdata

from comity import __version__
from comity.cli.layout import counted
from comity.cli.office_files import damage, has_office, papers
from comity.errors import BadInput, ComityError
from comity.place import Place
from comity.rights import may_be_read, not_readable, user_name
from comity.store.address import shown
from comity.store.opening import require_utf8
from comity.web import ground as grounds
from comity.web import known_bodies
from comity.web.accounts_database import LATEST_SIGN_IN, is_sealed_with, rows
from comity.web.configuration import configuration_of, faults
from comity.web.limits import BODY, BODY_RATE, BODY_SECONDS, ENOUGH, in_force
from comity.web.listening import answers, note, noted
from comity.web.preparing import has_static_files, mark
from comity.web.providers import apps_of, file_of
from comity.web.providers import faults as provider_faults
from comity.web.setting_up import is_token, token_file
from comity.web.small_files import text_in

LITTLE, TOO_LITTLE = 2_000_000_000, 100_000_000  # bytes of free space
SLACK = timedelta(seconds=5)  # between two clocks
OLDEST_SERVER = 13
SHARE = "Every host of one database has the same: see “Several hosts” in the operations guide for {what}."
OF_SIGN_INS = (
    "If other hosts serve this database, copy the file secret of one of them here: “Several hosts” in the guide."
    " If the secret is lost, or was not in the backup that was restored, end the sign-ins that it sealed, and everybody"
    " signs in again: comity account end-sign-ins."
)
FROM_BACKUP = "Restore it from a backup that verifies."

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``what`` was looked at, its ``state``, what was ``found``, and what ``helps`` where it is not well."""

    what: str
    state: State
    found: str
    helps: str = ""


def failure(what: str, error: ComityError) -> Finding:
    """The finding that an error is."""
    where = f"{error.where}: " if isinstance(error, BadInput) and error.where else ""
    return Finding(what, "fail", f"{where}{error.sentence}", error.remedy or FROM_BACKUP)


def versions() -> Finding:
    """Which Comity, on which Python."""
    return Finding("versions", "ok", f"Comity {__version__}, Python {platform.python_version()}")


def zones(today: datetime) -> Finding:
    """Whether the time zones are of this year or the last."""
    version = tzdata.IANA_VERSION
    found = f"IANA {version}"
    if int(version[:4]) < today.year - 1:
        return Finding("time zones", "warn", f"{found}, older than a year", "Install a new tzdata.")
    return Finding("time zones", "ok", found)


def database(register: str, told: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """The database under the register: SQLite's file, or PostgreSQL's server."""
    if "journal" in told:
        yield Finding("database", "ok", f"SQLite {told['version']}, layout {told['layout']}")
        yield from _file(told)
    else:
        yield _server(told)
        yield from _encoding(register, told)
        yield from _durable(told)
        yield _clocks(told, now)


def _file(told: Mapping[str, str]) -> Iterator[Finding]:
    if told["damage"] != "ok":
        yield Finding("file", "fail", f"It is damaged: {told['damage']}", FROM_BACKUP)
    if told["journal"] != "wal":
        helps = "Set it: sqlite3 FILE 'PRAGMA journal_mode = WAL'."
        yield Finding("journal", "warn", f"{told['journal']}: readers and writers wait", helps)


def _server(told: Mapping[str, str]) -> Finding:
    found = f"PostgreSQL {told['version']}, layout {told['layout']}"
    if told["standby"] == "true":
        helps = "Give the primary's address, or several hosts with target_session_attrs=read-write."
        return Finding("database", "fail", f"{found}: a standby, which records nothing", helps)
    if int(told["version"].partition(".")[0]) < OLDEST_SERVER:
        helps = f"Install {OLDEST_SERVER} or newer."
        return Finding("database", "warn", f"{found}: not tried with Comity", helps)
    return Finding("database", "ok", found)


def _encoding(register: str, told: Mapping[str, str]) -> Iterator[Finding]:
    try:
        require_utf8(register, told["encoding"])
    except ComityError as error:
        yield failure("encoding", error)


def _durable(told: Mapping[str, str]) -> Iterator[Finding]:
    for name in ("fsync", "full_page_writes"):
        if told[name] == "off":
            helps = f"Set {name} = on in postgresql.conf."
            found = f"{name} is off: a failure of power may lose what was acknowledged"
            yield Finding("durability", "fail", found, helps)


def _clocks(told: Mapping[str, str], now: datetime) -> Finding:
    apart = abs(float(told["clock"]) - now.timestamp())
    if apart > SLACK.total_seconds():
        found = f"{apart:,.0f} seconds between this machine and the database server"
        return Finding("clocks", "warn", found, "Have both set their clocks by NTP.")
    return Finding("clocks", "ok", "this machine and the database server agree")


def space(folder: Path) -> Finding:
    """The free space where files are written."""
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:,.1f} GB free in {folder}"
    helps = "Make space: without it nothing can be recorded."
    if free < LITTLE:
        return Finding("disk", "fail" if free < TOO_LITTLE else "warn", found, helps)
    return Finding("disk", "ok", found)


def secrets(at: Place, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Whether what is nobody else's business is its owner's alone: keys, accounts, papers, what identity providers know the
    place by. A register that others may read is a warning: what it holds in confidence is in it."""
    given = [named] if (named := file_of(environment)) else []
    keys = [] if any(fault.code.startswith("key.") for fault in grounds.faults(at)) else [at.keys]
    given = [] if provider_faults(environment) else given  # whatever that file is, it is not ours
    beside = [at.accounts.with_name(at.accounts.name + end) for end in ("-wal", "-shm")]
    ours = [*keys, at.secret, at.accounts, *beside, at.files, *given]
    found = [Finding("secrets", "fail", *told) for path in ours if (told := _read_by_others(path))]
    if at.embedded and (told := _read_by_others(Path(at.register))):
        found.append(Finding("secrets", "warn", *told))
    yield from found or [
        Finding("secrets", "ok", "keys, accounts and papers are their owner's alone")
    ]


def _read_by_others(path: Path) -> tuple[str, str] | None:
    """What is found and what helps, where others may read it."""
    if not (path.is_file() or path.is_dir()) or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return None
    return f"{path} may be read by others", f"chmod {'700' if path.is_dir() else '600'} {path}"


def closed(at: Place, environment: Mapping[str, str]) -> list[Path]:
    """What of the place this user may not read; the home alone where not even that may be entered."""
    own = [at.keys, at.secret, at.files]
    own += [Path(at.register), at.accounts] if at.embedded else []
    own += [named] if (named := file_of(environment)) else []
    if not may_be_read(at.home):
        return [at.home]
    return [path for path in own if not may_be_read(path)]


def rights(at: Place, unread: Sequence[Path]) -> Iterator[Finding]:
    """That some of the place was not looked at, said once. It fails where it is this user's own place, which could not be
    served so; to anybody else it is a warning."""
    if not unread:
        return
    owner, user = user_name(os.stat(at.home).st_uid), user_name(os.geteuid())
    found = f"{user} may not read {', '.join(map(str, unread))}, and nothing in there was looked at"
    if owner == user:
        yield Finding("rights", "fail", found, not_readable(unread[0]).remedy)
    else:
        yield Finding("rights", "warn", found, f"Run it as {owner}, whose place it is.")


def ground(at: Place, unread: Sequence[Path] = ()) -> Iterator[Finding]:
    """What stands against serving pages from the place. It is a warning where none were served yet and only the right to
    write is lacking: a copy may be looked at. Other checks tell of the space on the disk and of who may read secrets,
    and ``rights`` of what is ``unread``."""
    for fault in grounds.faults(at):
        if fault.code == "place.not-ours" and unread:
            continue
        if fault.code in ("place.read-only", "place.not-ours") and not at.secret.exists():
            yield Finding("place", "warn", fault.sentence, fault.remedy)
        elif fault.code not in ("place.full", "secret.readable", "accounts.damaged"):
            yield failure("place", fault)


def limits() -> Finding:
    """The limits of a server that is started from here."""
    try:
        force = in_force()
    except ComityError as error:
        return failure("limits", error)
    found = (
        f"{force.files:,} files a process: {force.connections:,} connections for each process of the pages,"
        f" {force.streams:,} live streams; {BODY // 1_000_000} MB a request, in {BODY_SECONDS:.0f} s and a second more"
        f" for each {BODY_RATE // 1000} kB"
    )
    if force.files < ENOUGH:
        helps = "For more, raise the hard limit of open files: LimitNOFILE= in a systemd unit, ulimit -Hn in a shell."
        return Finding("limits", "warn", found, helps)
    return Finding("limits", "ok", found)


def settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the settings can be obeyed, and what works only in part with them."""
    wrong = faults(environment)
    yield from (failure("settings", one) for one in wrong)
    if wrong:
        return
    found = configuration_of(environment)
    doubts = list(found.doubts())
    yield from (Finding("settings", "warn", doubt, helps) for doubt, helps in doubts)
    if not doubts:
        at = ", ".join(found.origins) or "localhost, and no public name"
        yield Finding("settings", "ok", f"{at}, {counted(found.proxies, 'proxy', 'proxies')}")


def made_again(at: Place) -> Iterator[Finding]:
    """What a server that ran here made, and would make again at its next start; nothing where none ran."""
    if os.path.lexists(mark(at)) and not has_static_files(at):
        found = f"{at.home / grounds.STATIC} is not as it was made: a file is lost, damaged or copied, or Comity is another"
        yield Finding(
            "static files", "warn", found, "Start comity serve again: it makes them again."
        )
    token = token_file(at)
    if os.path.lexists(token) and not is_token(text_in(token)):
        helps = "Start comity serve again: it makes another, and prints the address."
        yield Finding("setup", "warn", f"{token} is damaged", helps)


def pages(at: Place) -> Iterator[Finding]:
    """Whether the server that says it runs here answers; nothing where none says so."""
    address = noted(at)
    if address is None:
        yield Finding("pages", "ok", "No server of this home has said that it runs")
        return
    for what, live, where in (
        ("pages", False, address.pages),
        ("live streams", True, address.live),
    ):
        if answers(address, "/readyz", live=live):
            yield Finding(what, "ok", f"they answer at {where}")
        else:
            helps = (
                f"Start comity serve again and see what it says; remove {note(at)} if none runs."
            )
            yield Finding(what, "fail", f"they do not answer at {where}", helps)


def shared(at: Place) -> Iterator[Finding]:
    """Whether this host has what the hosts of one database share: the files of the papers, and the secret of sign-ins."""
    known = papers(at)
    missing = [path for path in known.values() if not path.exists()]
    number = counted(len(known), "paper", "papers")
    if missing:
        found = f"{len(missing)} of {number} are not in {at.files}"
        yield Finding("papers", "fail", found, SHARE.format(what="the folder files"))
    elif known:
        yield Finding("papers", "ok", f"{number} in {at.files}")
    latest = rows(at, LATEST_SIGN_IN)
    if latest and not at.secret.exists():
        found = f"people have signed in here, and there is no {at.secret}"
        yield Finding("sign-ins", "fail", found, OF_SIGN_INS)
    elif (
        latest and (secret := text_in(at.secret)) and not is_sealed_with(str(latest[0][0]), secret)
    ):
        found = f"the latest sign-in was not sealed with {at.secret}, but with another secret"
        yield Finding("sign-ins", "fail", found, OF_SIGN_INS)


def providers(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Which identity providers there are; what is wrong with their file is among the settings."""
    if file_of(environment) is not None and not provider_faults(environment):
        names = ", ".join(app["name"] for app in apps_of(environment))
        yield Finding("identity providers", "ok", names or "none")


def accounts(at: Place) -> Finding:
    """Whether there are accounts and drafts, and whether their file is whole."""
    if found := damage(at):
        return Finding("accounts", "fail", f"{at.accounts}: {found}", FROM_BACKUP)
    return Finding("accounts", "ok", "with drafts" if has_office(at) else "none are kept here")


def bodies(at: Place) -> Iterator[Finding]:
    """Whether the register keeps every body that the accounts name."""
    for name in known_bodies.lacking(at):
        found = f"the accounts name {name}, and {shown(at.register)} does not keep it"
        helps = "Bring its register back from a backup, or from where it was moved to, with comity move."
        yield Finding("bodies", "fail", found, helps)
