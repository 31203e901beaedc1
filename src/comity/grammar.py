"""The grammar of ids and texts: which characters they may hold, at every door.

An **id** is made of ASCII letters, digits, ``-``, ``_`` and ``:``. It begins with a letter or a digit and has at most
``LONGEST_ID`` characters. A dot joins two ids to one: question ``q41`` of matter ``m30`` is ``m30.q41``. An id therefore
fits into an address, the name of a file and a cell of a spreadsheet, and no two ids look the same.

A **text** is what people read. It has no control character but the newline and the tab, no half of a surrogate pair and no
noncharacter; it shows something; and each bidirectional control that it opens it closes in the same paragraph and in order
(Unicode Standard Annex 9; "Trojan Source", CVE-2021-42574). A **line** is a text of one line: a title or a name. A text is
kept as it comes, in whatever normalisation form; a **label**, by which the charter's words refer to each other, is in NFC.

A **new id** is besides none of ``RESERVED``, which an address or the record uses for something else. A **date** or time
lies in the years ``FIRST_YEAR`` to ``LAST_YEAR``: a deadline, a time zone or a margin added to it stays in the calendar.

>>> unfit_id("m30.q41"), unfit_id("a/b").sentence
(None, "An id has no such character as '/' (U+002F SOLIDUS), at place 2.")
>>> unfit_line("Session"), unfit_line(chr(0x200B)).code
(None, 'text.invisible')
>>> unfit_text("ab" + chr(7)).sentence
'A control character is at place 3: U+0007.'
>>> unfit_new_id("new").sentence, unfit_year(9999).sentence
("No new thing can have the id 'new'.", 'The year 9999 is not from 1000 to 8999.')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from comity.errors import Message, as_message

LONGEST_ID = 160
"""Characters in an id. One that Comity composes has the number of an entry and the name of a step."""
LONGEST_LINE = 2_000
"""Characters in a title, a name or another text of one line."""
LONGEST_TEXT = 200_000
"""Characters in a statement, a paragraph or another text of several lines: some forty pages."""
LONGEST_FILE_NAME = 200
"""Characters in the name of a file: file systems keep 255 bytes of it."""
LONGEST_VALUE = 4 * 1024 * 1024
"""Characters in what a step of a procedure may ask for, such as the whole text of a new charter."""
FIRST_YEAR, LAST_YEAR = 1000, 8999
"""The years that a date may be in: the calendar has 1 to 9999, and what is counted from a date must stay in it."""
LONGEST_PERIOD = 900
"""Years in a period: one from ``LAST_YEAR`` on still ends in the calendar."""
REMEMBERED = 8192
"""Words found to be ids, or labels, that are not looked at again."""
RESERVED = frozenset({"enter", "invite", "new", "recoveries", "take-up", "unknown"})
"""No new thing is called so. ``unknown`` stands for an actor whom a source does not name; in addresses of pages the others
stand where the id of a thing stands, and lead to a form."""
DEEPEST = 60
"""Bidirectional controls open at once. Annex 9 follows 125; no text written by a person needs five."""

_PART = "[A-Za-z0-9][A-Za-z0-9_:-]*"
ID = re.compile(rf"{_PART}(?:\.{_PART})*")
_SHORT_ID = (
    rf"(?!.{{{LONGEST_ID + 1}}}){_PART}+(?:\.{_PART}+)*+"  # the same, of what length it may have
)
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr((plane << 16) + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_NOT_IN_FILES = re.compile(r'[/\\\\:*?"<>|\t]')
_LAYOUT = {ord("\n"): None, ord("\t"): None}
_BREAKS = re.compile("[\n\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PARAGRAPH = re.compile("[\n\u2029]")
_CLOSES = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
"""Embeddings and overrides are closed by POP DIRECTIONAL FORMATTING, isolates by POP DIRECTIONAL ISOLATE."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U00013441\U00013442\U0001d159")
"""Letters and signs that show nothing: Hangul fillers, blank Braille, blank hieroglyphs, the null notehead."""

TO_ID = "Use letters from A to Z, digits, -, _ and :, and begin with a letter or a digit."
TO_NEW_ID = "Choose another id: pages and records use this word for something else."
TO_TEXT = "Write something that can be read, or leave it out."
TO_DELETE = "Delete the character."


class Unfit:
    """Why something is no id or no text: a code, what is wrong (``message``), and what to do (``advice``); ``sentence`` and
    ``remedy`` are the same in English. Places count characters from 1."""

    __slots__ = ("advice", "code", "message")

    def __init__(
        self, code: str, sentence: str | Message, remedy: str | Message, /, **values: object
    ) -> None:
        self.code = code
        self.message = as_message(sentence, values)
        self.advice = as_message(remedy, values)

    @property
    def sentence(self) -> str:
        return str(self.message)

    @property
    def remedy(self) -> str:
        return str(self.advice)


def unfit_id(text: str) -> Unfit | None:
    """Why the text is no id; None where it is one."""
    if is_id(text):
        return None
    if not text:
        return Unfit("id.empty", "The id is empty.", TO_ID)
    strange = re.search(r"[^A-Za-z0-9_:.-]", text)
    if strange:
        what, place = _called(strange[0]), strange.start() + 1
        return Unfit(
            "id.character",
            "An id has no such character as {what}, at place {place}.",
            TO_ID,
            what=what,
            place=place,
        )
    if len(text) > LONGEST_ID:
        return Unfit(
            "id.long",
            "The id has {length} characters, and at most {longest} are possible.",
            "Choose a shorter id.",
            length=len(text),
            longest=LONGEST_ID,
        )
    return Unfit(
        "id.form", "The id begins with no letter or digit, or a dot in it joins nothing.", TO_ID
    )


def unfit_new_id(text: str, *, numbers: bool = False) -> Unfit | None:
    """Why the text is no id for a new thing; None where it is one. Not ``numbers``: digits alone are refused, which stand
    for the number of an entry where the thing could be named as well."""
    fault = unfit_id(text)
    if fault is None and text in RESERVED:
        return Unfit("id.reserved", "No new thing can have the id {text!r}.", TO_NEW_ID, text=text)
    if fault is None and not numbers and text.isdigit():
        return Unfit(
            "id.digits",
            "The id {text!r} has digits alone, like the number of a record.",
            "Put a letter before the digits.",
            text=text,
        )
    return fault


def unfit_year(year: int) -> Unfit | None:
    """Why no date may be in that year; None where one may."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Unfit(
        "date.range",
        "The year {year} is not from {first_year} to {last_year}.",
        "Write a year in this range; leave an end open where the date is not known: ../2020 or 2018/..",
        year=year,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
    )


def unfit_line(text: str, longest: int = LONGEST_LINE) -> Unfit | None:
    """Why the text is no text of one line; None where it is one."""
    if len(text) <= longest and _is_plain(text):
        return None
    fault = unfit_text(text, longest)
    broken = _BREAKS.search(text)
    if broken and (fault is None or fault.code == "text.invisible"):
        what, place = _called(broken[0]), broken.start() + 1
        return Unfit(
            "text.lines",
            "It is in several lines: {what} at place {place}.",
            "Write it in one line.",
            what=what,
            place=place,
        )
    return fault


def unfit_text(text: str, longest: int = LONGEST_TEXT) -> Unfit | None:
    """Why the text is none that people can read; None where it is one. It may have several lines."""
    if len(text) <= longest and (_is_plain(text) or _is_plain(text.translate(_LAYOUT))):
        return None
    if not text:
        return Unfit("text.empty", "The text is empty.", TO_TEXT)
    if len(text) > longest:
        return Unfit(
            "text.long",
            "The text has {length} characters, and at most {longest} are possible here.",
            "Shorten it, or file it as a paper and cite the paper.",
            length=len(text),
            longest=longest,
        )
    strange = _CONTROLS.search(text)
    if strange:
        return no_character(strange[0], strange.start() + 1)
    if not any(map(_shows, text)):
        return Unfit("text.invisible", "Nothing in the text can be seen.", TO_TEXT)
    return _unbalanced(text) if _BIDI.search(text) else None


def _is_plain(text: str) -> bool:
    """Whether the text holds only what is printable, and begins with a sign that shows.

    Nearly every text does, but for its newlines and tabs. What is printable is no control, no surrogate, no noncharacter
    and no space but the blank, and it takes Python a hundredth of the time of a search for them."""
    return text.isprintable() and text != "" and _shows(text[0])


def unfit_label(text: str) -> Unfit | None:
    """Why the text is no label: a short line in normalisation form C; None where it is one."""
    fault = unfit_line(text, LONGEST_ID)
    if fault is None and not unicodedata.is_normalized("NFC", text):
        return Unfit(
            "label.normal",
            "The word is not in Unicode normalisation form C.",
            "Type it anew, or convert it to that form: each letter composed with its marks.",
        )
    return fault


class _Remembered(dict[str, bool]):
    """Whether nothing is wrong with a word, and a memory of those of which that was found: a body uses them again and
    again. ``also``: words in which nothing is wrong, whatever is asked."""

    def __init__(self, ask: Callable[[str], Unfit | None], *also: str) -> None:
        super().__init__(dict.fromkeys(also, True))
        self.ask, self.also = ask, also

    def __missing__(self, word: str) -> bool:
        fit = self.ask(word) is None
        if fit:
            if len(self) >= REMEMBERED:
                self.clear()
                self.update(dict.fromkeys(self.also, True))
            self[word] = True
        return fit


Fit = Callable[[str], object]
"""Something true for a word that is as it must be. Each asks without a line of Python, but for a label that is new."""
is_id: Fit = re.compile(_SHORT_ID).fullmatch
is_id_or_none: Fit = re.compile(rf"(?:{_SHORT_ID})?").fullmatch
is_label: Fit = _Remembered(unfit_label).__getitem__
is_label_or_none: Fit = _Remembered(unfit_label, "").__getitem__
is_known_id: Fit = _Remembered(unfit_id).__getitem__
is_known_id_or_none: Fit = _Remembered(unfit_id, "").__getitem__
"""For ids that come again and again, as those of members in a roll call."""


def known_unfit_id(text: str) -> Unfit | None:
    """As ``unfit_id``, for ids that come again and again."""
    return None if is_known_id(text) else unfit_id(text)


def unfit_file_path(text: str) -> Unfit | None:
    """Why the text is no path of a file below some folder: names joined by ``/``; None where it is one."""
    faults = map(unfit_file_name, text.split("/"))
    return next((fault for fault in faults if fault is not None), None)


def unfit_file_name(text: str) -> Unfit | None:
    """Why the text is no name of a file that every system can keep; None where it is one."""
    fault = unfit_line(text, LONGEST_FILE_NAME)
    strange = _NOT_IN_FILES.search(text)
    if fault is None and strange:
        what, place = _called(strange[0]), strange.start() + 1
        return Unfit(
            "file.name",
            "The name of a file has no such character as {what}, at place {place}.",
            "Rename the file; leave its folder out.",
            what=what,
            place=place,
        )
    if fault is None and not text.strip(". "):
        return Unfit(
            "file.name", "The name of the file has dots and spaces alone.", "Rename the file."
        )
    return fault


def no_character(character: str, place: int) -> Unfit:
    """What is wrong with a code at that place that stands for nothing people can read."""
    what = _called(character)
    if "\ud800" <= character <= "\udfff":
        return Unfit(
            "text.surrogate",
            "Half of a character is at place {place}: {what}.",
            TO_DELETE,
            place=place,
            what=what,
        )
    if character > "\x9f":
        sentence = Message(
            "A code that is no character is at place {place}: {what}.", place=place, what=what
        )
        return Unfit("text.noncharacter", sentence, TO_DELETE)
    return Unfit(
        "text.control",
        "A control character is at place {place}: {what}.",
        TO_DELETE,
        place=place,
        what=what,
    )


def _shows(character: str) -> bool:
    """Whether the character alone leaves a mark on the page: no space, no format control, no mark on another letter."""
    if character.isalnum():
        return character not in _BLANK
    return unicodedata.category(character)[0] not in "ZCM" and character not in _BLANK


def _unbalanced(text: str) -> Unfit | None:
    """The first direction control that is not closed in its paragraph, closes nothing or crosses another."""
    start = 1
    for paragraph in _PARAGRAPH.split(text):
        open_: list[tuple[str, str, int]] = []
        for found in _BIDI.finditer(paragraph):
            closing = _CLOSES.get(found[0])
            if closing is not None and len(open_) < DEEPEST:
                open_.append((closing, found[0], start + found.start()))
            elif open_ and open_[-1][0] == found[0]:
                open_.pop()
            else:
                return _unclosed(found[0], start + found.start())
        if open_:
            return _unclosed(*open_[-1][1:])
        start += len(paragraph) + 1
    return None


def _unclosed(control: str, place: int) -> Unfit:
    return Unfit(
        "text.bidi",
        "The direction of writing is changed and not restored: {control} at place {place}.",
        "Delete the control, or close it in the same paragraph.",
        control=_called(control),
        place=place,
    )


def _called(character: str) -> str:
    """The character by its code point, by its name where it has one, and as it looks where it can be shown.

    >>> _called("/"), _called(chr(0x202E)), _called(chr(7))
    ("'/' (U+002F SOLIDUS)", 'U+202E RIGHT-TO-LEFT OVERRIDE', 'U+0007')
    """
    point = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    called = f"{point} {name}" if name else point
    return f"'{character}' ({called})" if character.isprintable() and name else called
