"""What ``comity doctor`` looks at of each body: its key, its record and what lies beside it, what can go on in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from comity.body.acts import FoundBody
from comity.body.keeping import last_keepers
from comity.body.occasion import charter_of, day_at, instant, law_on, occasion
from comity.body.periods import zone
from comity.body.set_aside import unapplied
from comity.body.stopped import stops
from comity.charter.law import recorders
from comity.cli import ways_out
from comity.cli.checks import FROM_BACKUP, SLACK, Finding, failure
from comity.cli.layout import counted
from comity.cli.place import Reading
from comity.cli.verify import verified
from comity.errors import ComityError
from comity.log import WORTH_A_SNAPSHOT
from comity.place import Place, signing_key
from comity.register import proof
from comity.register.keys import VerifyingKey
from comity.store import beside, evidence
from comity.store.codec import examine
from comity.store.entry_index import CHUNK, FORM
from comity.store.index_keeping import lacking

SAMPLE = 50
NAMED = 20
SLOW = 20_000  # entries that are read one by one without being asked
UNCOMPARED = "compared with the entries with --whole"


def body(read: Reading, at: Place, now: datetime, whole: bool) -> Iterator[Finding]:
    """The body's key, head, record, clock, zone, snapshot and index."""
    name = read.kept.name
    for check in (
        *(_key, _record, _requests, _sealed, _applied, _kept, _hindered),
        *(_clock, _zone, _snapshot, _index),
    ):
        try:
            yield check(read, at, now, whole)
        except ComityError as error:
            if error.code == "file.rights":  # said once, by ``rights``
                continue
            yield failure(f"{name}: {check.__name__.strip('_')}", error)


def _key(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    signing_key(at.keys, read.kept)
    return Finding(f"{read.kept.name}: key", "ok", f"it signs, and is in {at.keys}")


def _record(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """All of the record; or the stored hashes up to the signed head, the sealed content, and a sample of the entries."""
    name, key = read.kept.name, VerifyingKey.parse(read.kept.key)
    entries = counted(read.size, "entry", "entries")
    if whole:
        verified(read, key)
        return Finding(f"{name}: record", "ok", f"{entries}, all verified")
    evidence.verify_hashes(read.store, name, key)
    sample = sorted({*range(0, read.size, max(1, read.size // SAMPLE)), max(0, read.size - 1)})
    for number in sample if read.size else ():
        entry = proof.check(evidence.prove(read.store, name, number), key).entry
        if fault := examine(name)(number, entry):
            return Finding(f"{name}: record", "fail", f"entry {number}: {fault}", FROM_BACKUP)
    found = f"{entries}; all hashes and {len(sample)} entries verified; all entries with --whole"
    return Finding(f"{name}: record", "ok", found)


def _requests(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """Whether each request is kept with the entries that it brought: by that, what is sent twice is recorded once."""
    name, what = read.kept.name, f"{read.kept.name}: requests"
    if read.size > SLOW and not whole:
        return Finding(what, "ok", UNCOMPARED)
    number = beside.misplaced(read.store, name)
    if number is None:
        return Finding(what, "ok", "each is kept with the entries that it brought")
    found = f"that of entry {number} is not kept as it was: sent again, it could be recorded twice"
    return Finding(what, "fail", found, FROM_BACKUP)


def _sealed(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """Whether everything that was sealed is kept, or was erased."""
    name, what = read.kept.name, f"{read.kept.name}: sealed"
    if read.size > SLOW and not whole:
        return Finding(what, "ok", UNCOMPARED)
    number = beside.lost(read.store, name)
    if number is None:
        return Finding(what, "ok", "what the entries seal is kept, or was erased")
    found = f"what is sealed in entry {number} is gone, and nobody erased it"
    return Finding(what, "fail", found, FROM_BACKUP)


def _applied(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """Whether everything that the entries say could be applied to the body."""
    what = f"{read.kept.name}: entries"
    numbers = [str(number) for number in unapplied(read.state)]
    if not numbers:
        return Finding(what, "ok", "everything that they say could be applied")
    more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    named = ", ".join(numbers[:NAMED]) + more
    found = f"what they say could not all be applied: entry {named}"
    on = occasion(read.state, instant(now), read.size)
    helps = "Correct each of them: choose “Correct it” on the page of the record."
    return Finding(what, "fail", found, helps + ways_out.voided(on, read.entry(int(numbers[0]))))


def _kept(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """Whether anybody can keep the record."""
    what, state = f"{read.kept.name}: keeper", read.state
    if not state.charters:
        return Finding(what, "ok", "the body is not founded yet")
    day = day_at(state, instant(now))
    law = law_on(state, day)
    last, names = sorted(last_keepers(state, law, day)), law.keepers
    if not last:
        found = f"the record is kept by {', '.join(names)}"
        if not recorders(law.charter, law.since):
            found += ", which had the power last: the charter gives it to nobody any more"
        return Finding(what, "ok", found)
    found = f"nobody has the power to record for {', '.join(names)}; {', '.join(last)} had it last"
    on = occasion(state, instant(now), read.size)
    return Finding(what, "fail", found, ways_out.kept_again(on, last[0]).strip())


def _hindered(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """Whether every matter can go on: nothing hinders it, and somebody can do what its step wants."""
    what = f"{read.kept.name}: matters"
    on = occasion(read.state, instant(now), read.size) if read.state.charters else None
    running = read.state.matters.values() if on is not None else ()
    names = [one.matter for one in running if on is not None and stops(on, one) is not None]
    if on is None or not names:
        return Finding(what, "ok", "none is hindered")
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    found = f"{counted(len(names), 'matter')} cannot go on: {', '.join(names[:NAMED])}{more}"
    helps = (
        f"comity show matter {names[0]} says what is missing. Then put its question again, withdraw the matter, or correct"
        " what brought it there."
    )
    return Finding(what, "warn", found, helps + ways_out.goes_on(on, names[0]))


def _clock(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    last = read.entry(read.size - 1)
    ahead = datetime.fromisoformat(last.at) - now if last is not None else timedelta(0)
    if ahead > SLACK:
        found = f"the last entry is {span(ahead)} ahead of this machine's clock"
        helps = "Set the clock by NTP; until then acts are dated like that entry."
        return Finding(f"{read.kept.name}: clock", "fail", found, helps)
    return Finding(
        f"{read.kept.name}: clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC, after all entries"
    )


def span(time: timedelta) -> str:
    """How long, in the largest unit that fits.

    >>> span(timedelta(days=2525, hours=12)), span(timedelta(minutes=90)), span(timedelta(seconds=7))
    ('2,525 days', '1 hour', '7 seconds')
    """
    seconds = int(time.total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit)
    return counted(seconds, "second")


def _zone(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """Whether the zone of every charter that the body has had is known."""
    first = read.entry(0)
    if first is None or not isinstance(first.act, FoundBody):
        found = "it has no founding entry: whoever founded it was interrupted"
        return Finding(
            f"{read.kept.name}: zone", "fail", found, "Found it anew in another register."
        )
    seats = dict.fromkeys(charter_of(one.text).seat.zone for one in read.state.charters)
    for seat in seats:
        zone(seat)
    are = "is" if len(seats) == 1 else "are"
    return Finding(f"{read.kept.name}: zone", "ok", f"{', '.join(seats)} {are} known")


def _snapshot(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    behind = read.size - read.log.nearest(read.size).size
    found = f"a start folds {counted(behind, 'entry', 'entries')}"
    if behind > WORTH_A_SNAPSHOT:
        helps = "The next act or start of the pages leaves a new one; nothing needs to be done."
        return Finding(f"{read.kept.name}: snapshot", "warn", found, helps)
    return Finding(f"{read.kept.name}: snapshot", "ok", found)


def _index(read: Reading, at: Place, now: datetime, whole: bool) -> Finding:
    """How much of the record the index in the store has; with ``whole``, whether it says all that the entries say."""
    name = read.kept.name
    behind = read.size - min(read.size, read.store.indexed(name, FORM) * CHUNK)
    found = f"a start indexes {counted(behind, 'entry', 'entries')}"
    if (whole or read.size <= SLOW) and (chunks := lacking(read.store, name)):
        found = f"it does not say what the record says in {counted(len(chunks), 'chunk', 'chunks')}, first of {chunks[0]}"
        return Finding(
            f"{name}: index", "fail", found, "Make it again from the record: comity upgrade."
        )
    if behind > SLOW:
        helps = "The server makes the index in the background. comity upgrade makes it at once."
        return Finding(f"{name}: index", "warn", found, helps)
    return Finding(f"{name}: index", "ok", found)
