"""When two writings of a word or a name are the same to whoever looks for it: one folding for search, lists and tables.

Letters are compared without their case, in one normalisation form (NFKC: macOS writes the names of files in another
one, and keyboards of East Asia give letters and digits their full width), without what is not seen (soft hyphens,
joiners: the default-ignorable characters of Unicode), without an accent that has no letter of its own (the stress in
a dictionary), with ``е`` for ``ё``, and with one ``i`` for the dotted and dotless ones of Turkish. Other accents count.

>>> folded("Зелёная"), folded("ЗЕЛЕНАЯ"), folded("\\u0130stanbul"), folded("\\uff11\\uff12")
('зеленая', 'зеленая', 'istanbul', '12')
>>> same_name("Left\\xa0Bank ") == same_name("left  bank")
True
>>> words_of("№7: naviga\\u00adtion, Zu\\u0308rich")
['7', 'navigation', 'zürich']
"""

from __future__ import annotations

import re
import unicodedata

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The default-ignorable characters (Unicode, DerivedCoreProperties), as a set of a regular expression."""
ACCENTS = "\u0300-\u036f"
"""The combining diacritical marks."""
WORD = re.compile(rf"\w[\w{ACCENTS}{UNSEEN}]*")
"""A word as it is written; ``words_of`` says what it is folded to."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_ACCENTS = re.compile(f"[{ACCENTS}]")
_ONE_LETTER = str.maketrans({"ё": "е", "ı": "i"})
_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """The text as it is compared."""
    if text.isascii():
        return text.casefold()
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    letters = unicodedata.normalize("NFKC", seen.casefold())
    return _ACCENTS.sub("", letters).translate(_ONE_LETTER)


def same_name(name: str) -> str:
    """The name as it is compared: folded, with one space for any blank in it and none around it."""
    return " ".join(folded(name).split())


def words_of(text: str) -> list[str]:
    """The words of a text, folded. What is no letter and no digit parts words, whatever letters it is made of (``№``)."""
    if text.isascii():
        return _WORD.findall(text.casefold())
    return [word for written in WORD.findall(text) for word in _WORD.findall(folded(written))]
