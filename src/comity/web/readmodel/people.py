"""The people of a body: who holds which credentials, and for those who keep the record, who has an account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

from comity.body.passkeys import in_force, keys_of
from comity.body.rights import valid
from comity.body.state import Credential, Key, State
from comity.charter.law import Law
from comity.charter.model import POWERS, carries
from comity.web.readers import Reader
from comity.web.told import called, names, words

AccountState = Literal["", "has", "invited", "begun", "locked", "disabled"]


@dataclass(frozen=True, slots=True)
class CredentialShown:
    """``until`` is the last day, empty for none. ``now``: in force on the day of the visit."""

    credential: str
    holder: str
    organ: names.Worded
    home: str
    title: str
    powers: tuple[str, ...]
    since: str
    until: str
    revoked: str
    now: bool
    record: int


@dataclass(frozen=True, slots=True)
class PersonShown:
    person: str
    name: names.Worded
    titles: tuple[str, ...]
    credentials: tuple[CredentialShown, ...]
    account: AccountState = ""
    address: str = ""
    new_address: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The persons of one member or organ. ``own``: the reader's."""

    id: str
    name: names.Worded
    own: bool
    persons: tuple[PersonShown, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What the pages know of a person's account: ``state``, the address, and the one that is not yet confirmed."""

    state: AccountState
    address: str
    new_address: str = ""


Row = tuple[str, str]
"""A home, empty for none, and a person who holds a credential of it in force."""


def people(
    at: names.Names, reader: Reader, day: str, accounts: Mapping[str, Account]
) -> list[Group]:
    """Everybody with a credential in force, by member and organ, the reader's own first; then who has none."""
    rows = everybody(at, reader, day)
    return grouped(at, reader, day, rows, accounts)


def everybody(at: names.Names, reader: Reader, day: str) -> list[Row]:
    """All of them as rows in that order."""
    homes: dict[str, list[str]] = {}
    for person in at.persons:
        numbers = at.state.credentials_of.get(person, ())
        held = (at.state.credentials[number] for number in reversed(numbers))
        mine = dict.fromkeys(one.party for one in held if one.person == person and valid(one, day))
        for home in mine or ("",):
            homes.setdefault(home, []).append(person)
    own, without = own_home(reader, homes), homes.pop("", [])
    order = [*_order(at, homes, own), *([""] if without else [])]
    return [(home, person) for home in order for person in homes.get(home, without)]


def own_home(reader: Reader, homes: Collection[str]) -> str:
    """The reader's member; the organ or office that he or she acts for where there is none."""
    return reader.party or (reader.acts_for if reader.acts_for in homes else "")


def fitting(at: names.Names, rows: Sequence[Row], sought: str) -> list[Row]:
    """The rows in whose name, id, member or organ that text is."""
    sought = sought.casefold()
    fits = {
        home: sought in str(names.who(at, home)).casefold() or sought == home.casefold()
        for home in {home for home, _ in rows if home}
    }
    return [
        (home, person)
        for home, person in rows
        if fits.get(home)
        or sought == person.casefold()
        or sought in str(names.person(at, person)).casefold()
    ]


def grouped(
    at: names.Names, reader: Reader, day: str, rows: Iterable[Row], accounts: Mapping[str, Account]
) -> list[Group]:
    """The rows, which stand in the order of ``everybody``, as groups."""
    found: list[Group] = []
    for home, some in groupby(rows, key=itemgetter(0)):
        persons = tuple(
            _person(at, person, tuple(_of_home(at, person, home, day)), accounts)
            for _, person in some
        )
        own = home != "" and home == own_home(reader, (home,))
        found.append(Group(home, names.who(at, home) if home else names.Worded(""), own, persons))
    return found


def _of_home(at: names.Names, person: str, home: str, day: str) -> Iterator[CredentialShown]:
    """The person's credentials of that member or organ that are in force."""
    held = credentials(at.state, at.law, person, day) if home else ()
    return (one for one in held if one.now and one.home == home)


def _order(at: names.Names, homes: Mapping[str, object], own: str) -> list[str]:
    parties = [one.id for one in names.parties(at, [h for h in homes if h not in at.law.organs])]
    organs = [home for home in homes if home in at.law.organs]
    return sorted([*parties, *organs], key=lambda home: home != own)


def _person(
    at: names.Names, person: str, held: tuple[CredentialShown, ...], accounts: Mapping[str, Account]
) -> PersonShown:
    known = at.state.persons[person]
    account = accounts.get(person, Account("", ""))
    titles = tuple(called.quality(at.law, one) for one in known.titles)
    return PersonShown(
        person,
        names.person(at, person),
        titles,
        held,
        account.state,
        account.address,
        account.new_address,
    )


def one_person(
    state: State, law: Law, person: str, day: str, accounts: Mapping[str, Account]
) -> PersonShown | None:
    """The person with every credential that he or she ever held; None where nobody has that id."""
    if person not in state.persons:
        return None
    held = tuple(credentials(state, law, person, day))
    return _person(names.Names(state, law, on=day), person, held, accounts)


def credentials(state: State, law: Law, person: str, day: str) -> Iterator[CredentialShown]:
    """The person's credentials, the newest first."""
    at = names.Names(state, law, on=day)
    for number in reversed(state.credentials_of.get(person, ())):
        held = state.credentials[number]
        if held.person == person:
            yield _credential(at, held, day)


def _credential(at: names.Names, held: Credential, day: str) -> CredentialShown:
    return CredentialShown(
        credential=held.credential,
        holder=held.person,
        organ=names.organ(at, held.organ) if held.organ else names.Worded(""),
        home=held.party,
        title=called.quality(at.law, held.as_),
        powers=tuple(words.power(one) for one in held.powers),
        since=held.since,
        until=held.until,
        revoked=held.revoked,
        now=valid(held, day),
        record=held.entry,
    )


def revocable(state: State, reader: Reader, person: str, day: str) -> list[str]:
    """The credentials of the person that end if the reader says that he or she has left: all of them for who keeps the
    record, those of the own member for a delegation."""
    held = (state.credentials[number] for number in state.credentials_of.get(person, ()))
    return [
        one.credential
        for one in held
        if one.person == person
        and not one.revoked
        and (valid(one, day) or one.since > day)
        and (reader.keeps_record or (reader.party and one.party == reader.party))
    ]


def keepers(state: State, law: Law, day: str, without: Sequence[str] = ()) -> set[str]:
    """The persons who keep the record on that day by a credential for an organ, those ``without`` aside."""
    return {
        one.person
        for one in state.credentials.values()
        if one.party in law.organs
        and one.credential not in without
        and valid(one, day)
        and carries(one.powers, "record")
    }


def signing_keys(state: State, person: str, day: str) -> list[Key]:
    """The keys with which the person signs acts on that day."""
    return [key for key in keys_of(state, person) if in_force(key, day)]


def accredited_for(at: names.Names, reader: Reader) -> Sequence[tuple[str, str]]:
    """For whom the reader may try to issue credentials: the own member; for who keeps the record everybody."""
    law = at.law
    if reader.party:
        return [(reader.party, str(names.party(at, reader.party)))]
    parties = [(one.id, str(one.name)) for one in names.parties(at, law.parties)]
    return [*parties, *((organ, str(names.organ(at, organ))) for organ in law.organs)]


def powers_offered(law: Law, parties: Sequence[tuple[str, str]]) -> list[str]:
    """The powers that a credential for one of them can carry: all for a member, those of the charter for an organ."""
    if any(party not in law.organs for party, _name in parties):
        return ["all", *(one for one in POWERS if one != "all")]
    able = {"speak", *(power for party, _name in parties for power in law.organs[party].powers)}
    return [one for one in ("all", *POWERS) if one in able]


def next_person(state: State) -> str:
    """The id of the next person who is entered."""
    numbers = (one[1:] for one in state.persons if one.startswith("p") and one[1:].isdigit())
    return f"p{max(map(int, numbers), default=0) + 1}"
