"""Search over what a body has: matters, their texts, persons, decisions, sessions, sources, instructions.

An index of words in the memory of this process, made from the entries that bring something with words (the index of
entries says which), in the background where that takes long; an answer says how far it has come. It lies in no store, so
that no process has one of another form. Words and queries are folded alike (``comity.folding``), and found by their
beginning: of a longer word its last letters do not count, so that the forms of a Russian or an English word find each
other. Every word of a query must be found; a title goes before a text, and what is newer before what is older. What the
reader may not see is left out before anything is counted.

>>> words_of("Решение о Ёлках, No. 7"), stem("решениями"), stem("решение"), stem("rivers")
(['решение', 'о', 'елках', 'no', '7'], 'решени', 'решен', 'river')
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from threading import Lock
from weakref import WeakKeyDictionary

from comity.body.effects import (
    AnyEffect,
    DecisionIssued,
    EventPlanned,
    InstructionGiven,
    MatterOpened,
    PersonEntered,
    PrioritySet,
    SessionConvened,
    SourceFiled,
    Text,
    TextVersioned,
)
from comity.body.state import find_matter
from comity.folding import WORD, words_of
from comity.registrar import Registrar
from comity.store.codec import decode
from comity.store.entry_index import EntryIndex, by_kind
from comity.store.growing import PATIENCE, Growing
from comity.store.sealing import COMMITTED
from comity.web.readmodel.confidence import Hidden, hidden_from
from comity.web.readmodel.entries import entry_of
from comity.web.readmodel.trails import entries_of, gathered
from comity.web.told import names
from comity.web.told.names import Names, Worded
from comity.web.visits import Visit

SLICE = 4_000  # entries between two chances for a search to look
SHOWN = 40
LONGEST = 200  # letters of a query
ENDINGS = 3
"""Letters at the end of a long word in which its forms differ."""


def stem(word: str) -> str:
    """What of a word counts: all of a short one, a long one without the letters in which its forms differ."""
    if word.isascii():
        return re.sub(r"(?:ies|y|s)$", "", word) if len(word) > 4 else word
    return word[: max(4, min(len(word) - 2, len(word) - ENDINGS if len(word) > 8 else len(word)))]


@dataclass(frozen=True, slots=True)
class Document:
    """Something that can be found: what it is, its id, the matter that it belongs to, the entry that has its words."""

    kind: str
    id: str
    matter: str
    entry: int


class Index:
    """The words of one body."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self._places: dict[tuple[str, str], int] = {}
        self._postings: dict[str, array[int]] = {}
        self._sorted: list[str] = []
        self._unsorted = False

    def add(self, entry: int, effects: Iterable[AnyEffect]) -> None:
        """The words of an entry."""
        for effect in effects:
            for kind, known, matter, titles, texts in _words(effect):
                place = self._place(Document(kind, known, matter, entry))
                self._post(place * 2, titles)
                self._post(place * 2 + 1, texts)

    def find(self, query: str) -> list[int]:
        """The documents that have every word of the query, the best first, as their places among ``documents``."""
        asked = [stem(word) for word in words_of(query)]
        if not asked:
            return []
        scores: dict[int, int] | None = None
        for word in asked:
            found = self._with(word)
            scores = (
                found
                if scores is None
                else {p: scores[p] + s for p, s in found.items() if p in scores}
            )
        return sorted(scores or (), key=lambda place: (-(scores or {})[place], -place))

    def _with(self, beginning: str) -> dict[int, int]:
        """The documents with a word that begins so: 2 for one in the title, 1 for one in the text."""
        if self._unsorted:
            self._sorted, self._unsorted = sorted(self._postings), False
        found: dict[int, int] = {}
        at = bisect_left(self._sorted, beginning)
        while at < len(self._sorted) and self._sorted[at].startswith(beginning):
            for posting in self._postings[self._sorted[at]]:
                place, in_text = divmod(posting, 2)
                found[place] = max(found.get(place, 0), 2 - in_text)
            at += 1
        return found

    def _place(self, document: Document) -> int:
        key = (document.kind, document.id)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.documents)
            self.documents.append(document)
        else:
            self.documents[place] = document
        return place

    def _post(self, posting: int, texts: Iterable[Text]) -> None:
        for text in texts:
            for said in (text,) if isinstance(text, str) else text.values():
                for word in () if COMMITTED.fullmatch(said) else set(words_of(said)):
                    listed = self._postings.get(word)
                    if listed is None:
                        listed = self._postings[word] = array("L")
                        self._unsorted = True
                    if not listed or listed[-1] != posting:
                        listed.append(posting)


def _words(effect: AnyEffect) -> Iterator[tuple[str, str, str, list[Text], list[Text]]]:
    match effect:
        case MatterOpened(matter=matter, title=title):
            yield "matter", matter, matter, [title, matter], []
        case TextVersioned(matter=matter, paragraphs=paragraphs):
            yield "text", matter, matter, [], [one.text for one in paragraphs]
        case PersonEntered(person=person, name=name, titles=titles):
            yield "person", person, "", [name], list(titles)
        case DecisionIssued(decision=decision, matter=matter, title=title, number=number):
            yield "decision", decision, matter, [title, number], []
        case SessionConvened(session=session, title=title, venue=venue):
            yield "session", session, "", [title, session], [venue]
        case SourceFiled(source=source, title=title, publisher=publisher):
            yield "source", source, "", [title], [publisher]
        case InstructionGiven(instruction=instruction, matter=matter, what=what):
            yield "instruction", instruction, matter, [what], []
        case PrioritySet(priority=priority, aim=aim):
            yield "priority", priority, "", [aim], []
        case EventPlanned(event=event, title=title, purpose=purpose):
            yield "event", event, "", [title], [purpose]
        case _:
            return


WITH_WORDS = tuple(
    str(kind.__struct_config__.tag)
    for kind in (
        MatterOpened,
        TextVersioned,
        PersonEntered,
        DecisionIssued,
        SessionConvened,
        SourceFiled,
        InstructionGiven,
        PrioritySet,
        EventPlanned,
    )
)
"""The stored names of the effects of which ``_words`` has some."""


class Words(Growing):
    """The index of words of one body, as far as ``size`` entries. ``lock`` is held while it is read or changed."""

    def __init__(self, registrar: Registrar, entries: EntryIndex) -> None:
        super().__init__(near=SLICE)
        self.lock = Lock()
        self.index = Index()
        self._store, self._body, self._entries = registrar.store, registrar.body, entries

    def grow(self, size: int) -> None:
        """Add the words of the entries up to that number, which the index of entries has reached."""
        while self.size < size:
            with self.lock:
                stop = min(size, self.size + SLICE)
                for number in self._with_words(self.size, stop):
                    for data in self._store.read(self._body, number, number + 1):
                        self.index.add(number, decode(data).effects)
                self.size = max(self.size, stop)

    def _with_words(self, start: int, stop: int) -> list[int]:
        """The numbers from ``start`` on below ``stop`` of the entries that bring words, in their order."""
        found: set[int] = set()
        for kind in WITH_WORDS:
            numbers = self._entries.newest(by_kind(kind), stop)
            found.update(takewhile(lambda number: number >= start, numbers))
        return sorted(found)


_words_of: WeakKeyDictionary[Registrar, Words] = WeakKeyDictionary()


def words_in(visit: Visit) -> Words:
    """The index of words of the body, as far as it has come."""
    registrar, entries = visit.body.registrar, entries_of(visit)
    words = _words_of.get(registrar)
    if words is None:
        words = _words_of.setdefault(registrar, Words(registrar, entries))
    words.reach(min(visit.state.size, entries.size), PATIENCE)
    return words


# --- what a page shows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``found`` where it is what was asked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``page`` and ``key`` make its address."""

    kind: str
    page: str
    key: str
    title: Worded
    pieces: tuple[Piece, ...]
    entry: int


@dataclass(frozen=True, slots=True)
class Found:
    """``total`` of what the reader may see. ``gathered``: how far the index has come, where not to the end."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    gathered: int | None


PAGES = {
    "matter": ("matter", "matter"),
    "text": ("matter", "matter"),
    "person": ("person", "person"),
    "decision": ("decision", "decision"),
    "session": ("session", "session"),
    "source": ("source", "source"),
}
"""The page of each kind, and the name of its id in the address; of another kind its record is shown."""


def search(visit: Visit, query: str, kind: str = "") -> Found:
    """What of the body has every word of the query, as far as the reader may see it."""
    asked = " ".join(query[:LONGEST].split())
    words, hidden = words_in(visit), hidden_from(visit)
    with words.lock:
        lacking = gathered(visit, words.size)
        documents = [words.index.documents[place] for place in words.index.find(asked)]
    seen = [one for one in documents if _seen(visit, hidden, one)]
    kinds = {"matter", "text"} if kind == "matter" else {kind}
    found = [one for one in seen if not kind or one.kind in kinds]
    at = visit.names()
    stems = [stem(word) for word in words_of(asked)]
    hits = tuple(_hit(visit, at, one, stems) for one in found[:SHOWN])
    return Found(asked, hits, len(found), lacking)


def _seen(visit: Visit, hidden: Hidden, one: Document) -> bool:
    if one.id in hidden.names or one.matter in hidden.matters:
        return False
    if one.kind in ("matter", "text", "decision"):
        return find_matter(visit.state, one.matter) is not None
    return True


def _hit(visit: Visit, at: Names, one: Document, stems: list[str]) -> Hit:
    page, key = PAGES.get(one.kind, ("record", ""))
    if one.kind == "text":
        return Hit(
            one.kind,
            page,
            one.id,
            names.matter(at, one.matter),
            _passage(visit, at, one, stems),
            one.entry,
        )
    title = names.anything(at, one.id)
    return Hit(one.kind, page, one.id if key else "", title, (), one.entry)


def _passage(visit: Visit, at: Names, one: Document, stems: list[str]) -> tuple[Piece, ...]:
    """The first paragraph of the newest version in which something asked for stands, cut to what is around it."""
    entry = entry_of(visit, one.entry)
    for effect in entry.effects if entry is not None else ():
        for paragraph in effect.paragraphs if isinstance(effect, TextVersioned) else ():
            own = str(names.text(at, paragraph.text))
            others = paragraph.text.values() if not isinstance(paragraph.text, str) else ()
            for said in (own, *others):
                if any(_begins(word, stems) for word in words_of(said)):
                    return marked(said, stems)
    return ()


def marked(said: str, stems: list[str], around: int = 120) -> tuple[Piece, ...]:
    """The text around the first word found, each word found marked.

    >>> [(p.text, p.found) for p in marked("Ships slow down at the ferries.", ["ferr"])]
    [('Ships slow down at the ', False), ('ferries', True), ('.', False)]
    """
    found = [
        m.span()
        for m in WORD.finditer(said)
        if any(_begins(word, stems) for word in words_of(m.group()))
    ]
    if not found:
        return (Piece(said[: 2 * around], False),)
    start = max(0, found[0][0] - around)
    start = said.rfind(" ", 0, start + 1) + 1 if start else 0
    stop = min(len(said), found[0][1] + around)
    pieces, at = [Piece("… ", False)] if start else [], start
    for begin, end in found:
        if end > stop:
            break
        pieces += [Piece(said[at:begin], False), Piece(said[begin:end], True)]
        at = end
    rest = said[at:stop] + (" …" if stop < len(said) else "")
    return tuple(piece for piece in (*pieces, Piece(rest, False)) if piece.text)


def _begins(word: str, stems: list[str]) -> bool:
    return any(word.startswith(one) for one in stems)
