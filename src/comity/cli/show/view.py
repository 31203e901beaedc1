"""What a page of ``comity show`` looks at: the body's state and law, the day asked about, and names for what is in them.

The state is the register's, or with ``--as-known-on`` what could be known by that day. A party is called by the name that
it had on the day; a person as on record now: a name is how we speak of somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import click

from comity.body.acts import Correct
from comity.body.dates import in_words, when
from comity.body.entry import is_attested
from comity.body.occasion import Occasion, charter_of, instant, law_on, occasion, seat_day
from comity.body.set_aside import culprits, entries_of, unapplied, without
from comity.body.standing import begun, name_on
from comity.body.state import Kept, State
from comity.charter.law import Law
from comity.charter.model import Cited
from comity.cli.layout import emit, text_of, wrapped
from comity.cli.place import Reading, reading
from comity.errors import BadInput
from comity.registrar import clock_of_the_machine
from comity.store.address import Address


@dataclass(frozen=True)
class View:
    """The body on ``day`` (ISO, at its seat), as known on ``known`` (empty: now). ``asked``: somebody asked for the day."""

    reading: Reading
    state: State
    law: Law
    day: str
    known: str
    asked: bool

    @property
    def occasion(self) -> Occasion:
        """The end of the day, as the occasion of an act."""
        return occasion(self.state, f"{self.day}T12:00:00.000Z", self.state.size)

    def come(self, on: str) -> bool:
        """Whether something has a day, and it had certainly come by the day asked for."""
        return bool(on) and (not self.asked or begun(on, self.day))

    def done(self, number: int) -> str:
        """When what the entry brought was done, as far as it says: a date (EDTF); empty where a source reports it and gives
        no day. Of a correction that is when what it puts right was done."""
        entry = self.reading.entry(number)
        assert entry is not None, "the state comes from the entries"
        if isinstance(entry.act, Correct):
            return self.done(entry.act.entry)
        if entry.act.held or is_attested(entry):
            return entry.act.held
        return seat_day(entry.at, self.law.charter.seat.zone)

    def there(self, of: Kept) -> bool:
        """Whether what was recorded so was there by the day asked for, or may have been: a source that reports it later
        does not say since when it was."""
        return not self.asked or of.attested or begun(self.done(of.entry), self.day)

    def who(self, name: str) -> str:
        """A person, party, organ, office or rota as one calls it, or called it on the day as known; the id where nothing is
        known of it."""
        named = _named(self.state, self.law, name, self.day)
        if not named and name in self.law.parties:
            named = name
        if not named and not self.titled(name) and self.known:
            named = _named(self.reading.state, self.law, name, self.day)
        return named or self.title(name)

    def titled(self, name: str) -> bool:
        """Whether it is an organ, office or rota."""
        return any(name in kept for kept in (self.law.organs, self.law.offices, self.law.rotas))

    def title(self, name: str) -> str:
        """The title that the charter gives an organ, office or rota; otherwise its name, as words."""
        for kept in (self.law.organs, self.law.offices, self.law.rotas):
            if name in kept and text_of(kept[name].title):
                return text_of(kept[name].title)
        return name

    def everyone(self, names: Iterable[str]) -> str:
        """All of them, as one calls them."""
        return ", ".join(map(self.who, names)) or "nobody"


def _named(state: State, law: Law, name: str, day: str) -> str:
    """The name that a person has in the register, or a party on the day; empty where it has none."""
    if name in state.persons:
        return text_of(state.persons[name].name)
    called = name_on(state, law, name, day)
    return f"{text_of(called)} ({name})" if called else ""


def show(
    register: Address,
    body: str,
    day: str,
    known: str,
    as_json: bool,
    page: Callable[[View], Page],
) -> None:
    """Prints the page of the body. Where it fails on what some entries say, it is made without that and names them."""
    with reading(register, body) as read:
        at = _view(read, day, known)
        try:
            (lines, value), numbers = page(at), unapplied(at.state)
        except Exception as error:
            if getattr(error, "code", "") in ABSENT:
                raise
            (lines, value), numbers = _without_what_is_strange(at, page)
    if numbers:
        value = {**value, "not_shown": numbers}
        lines = [*lines, "", *_not_shown(numbers)]
    emit(lines, value, as_json)


def _view(read: Reading, day: str, known: str) -> View:
    state = read.as_known_on(known) if known else read.state
    charter = charter_of(state.charters[0].text)
    today = seat_day(instant(clock_of_the_machine()), charter.seat.zone)
    on = day or known or today
    return View(read, state, law_on(state, on), on, known, bool(day))


def _without_what_is_strange(at: View, page: Callable[[View], Page]) -> tuple[Page, list[int]]:
    """The page without the things that it fails on, and the entries that are not shown. What fails without them as well is
    raised; ``BadInput`` (``show.strange``) where the page is about one of those things."""

    def works(less: State) -> bool:
        try:
            page(_of(at, less))
        except BadInput as error:
            return error.code in ABSENT
        except Exception:
            return False
        return True

    things = culprits(at.state, works)
    strange = entries_of(at.state, things)
    numbers = sorted({*strange, *unapplied(at.state)})
    try:
        return page(_of(at, without(at.state, things))), numbers
    except BadInput as error:
        if error.code not in ABSENT or not things:
            raise
        raise BadInput("show.strange", " ".join(_not_shown(list(strange))), remedy=LOOK) from error


def _of(at: View, less: State) -> View:
    """The view of the body without some things: names come from it as well, unless it is what was known on a day."""
    read = replace(at.reading)
    read.state = at.reading.state if at.known else less
    return replace(at, reading=read, state=less)


def _not_shown(numbers: Sequence[int]) -> Iterator[str]:
    for number in numbers:
        yield f"Entry {number} cannot be shown in full. Correct it, or void it."


Page = tuple[list[str], dict[str, Any]]
"""The lines of a page, and its value for programs."""
UNKNOWN, NOT_YET = "show.unknown", "show.not_yet"
ABSENT = frozenset({UNKNOWN, NOT_YET})
"""Nothing is wrong with an entry: what is asked about is not there."""
LOOK = "See what it says: comity log. Then correct or void it: comity act."


def not_yet(what: str, name: str, at: View, since: str) -> BadInput:
    """What is asked about was not there on the day."""
    return BadInput(
        NOT_YET,
        "The {what} {name!r} was not there on {day}: it is of {since}.",
        remedy="Ask for that day or a later one.",
        what=what,
        name=name,
        day=at.day,
        since=since,
    )


def unknown(what: str, name: str, there: Iterable[str]) -> BadInput:
    """Nothing of that name: the nearest, or what there is."""
    listed = list(there)
    near = get_close_matches(name, listed, n=1)
    shown = ", ".join(listed[:20]) + (f" and {len(listed) - 20} more" if len(listed) > 20 else "")
    there_are = f"There are: {shown}." if listed else "There is none yet."
    remedy = f"Did you mean {near[0]}? {there_are}" if near else there_are
    return BadInput(UNKNOWN, f"There is no {what} {name!r}.", remedy=remedy)


# --- saying -----------------------------------------------------------------------------------------------------------


def said(date: str) -> str:
    """A date (EDTF) or an instant, as one says it."""
    return in_words(when(date)) if date else ""


def some_day(date: str) -> str:
    """A date as one says it where a day is meant."""
    words = said(date)
    return f"some day {words}" if words.startswith(("between", "before")) else words


def from_when(date: str) -> str:
    """Since when something is so."""
    return f"from {some_day(date)}"


def page_title(at: View, title: str) -> Iterator[str]:
    """The title of a page, with the day that it is of."""
    known = f", as known on {said(at.known)}" if at.known else ""
    yield from (
        click.style(line, bold=True) for line in wrapped(f"{title}, on {said(at.day)}{known}")
    )


def article(cites: Cited) -> str:
    """The article in brackets, with its doubt; nothing where none is given."""
    if not cites.article:
        return ""
    return f"[{cites.article}{'; to verify' if cites.to_verify else ''}]"


# --- how do we know ---------------------------------------------------------------------------------------------------


def evidence(at: View, number: int) -> dict[str, Any]:
    """How we know: the entry, whether it was decided here or attested, and the sources that it cites."""
    entry = at.reading.entry(number)
    assert entry is not None, "the state comes from the entries"
    paragraphs: dict[str, list[int]] = {}
    for one in entry.act.cites:
        paragraphs.setdefault(one.source, []).extend(filter(None, [one.paragraph]))
    return {
        "entry": number,
        "attested": is_attested(entry),
        "recorded": entry.at,
        "cites": [_source(at, source, found) for source, found in paragraphs.items()],
    }


def _source(at: View, name: str, paragraphs: list[int]) -> dict[str, Any]:
    source = at.reading.state.sources.get(name)
    if source is None:
        return {"source": name, "paragraphs": paragraphs}
    return {
        "source": name,
        "paragraphs": paragraphs,
        "title": text_of(source.title),
        "publisher": source.publisher,
        "published": source.published,
        "file": source.file,
        "sha256": source.sha256,
    }


def evidence_lines(known: dict[str, Any], indent: int = 2) -> Iterator[str]:
    """How we know, in words: where it stands in the register, and on which papers."""
    how = "attested, on what sources report" if known["attested"] else "decided in this register"
    recorded = said(known["recorded"][:10])
    yield f"{' ' * indent}Entry {known['entry']}, recorded {recorded}: {how}."
    for source in known["cites"]:
        numbers = [str(number) for number in source["paragraphs"]]
        word = "paragraph" if len(numbers) == 1 else "paragraphs"
        place = f"{source['source']} {word} {', '.join(numbers)}" if numbers else source["source"]
        if "title" not in source:
            yield f"{' ' * indent}  {place}, not on file"
            continue
        published = f"published {said(source['published'])}" if source["published"] else ""
        by = ", ".join(filter(None, (source["publisher"], published)))
        title = f"{place}: {source['title']}{by and f' ({by})'}"
        yield from wrapped(title, indent=indent + 2, hang=2)
        yield f"{' ' * indent}    SHA-256 {source['sha256']}"


def marked(attested: bool, number: int) -> str:
    """Where something stands in the register, and that it is attested where it is."""
    return f"entry {number}, attested" if attested else f"entry {number}"
