"""The languages that a charter may name, by their codes (ISO 639-1), and those in which a body writes.

>>> "ru" in LANGUAGES, "xx" in LANGUAGES
(True, False)
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.charter.model import Charter

CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia
id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo
lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl
ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES: tuple[str, ...] = tuple(CODES.split())
WITHOUT_LANGUAGE = ("",)


def languages_of(charter: Charter) -> tuple[str, ...]:
    """The languages in which the body writes its texts, the first one first; never empty.

    A body whose charter names no languages writes in one that has no code, ``("",)``: its texts are plain strings."""
    return charter.languages or WITHOUT_LANGUAGE


def said_in(text: str | Mapping[str, str], language: str, first: bool) -> str:
    """The words of a text in one of the body's languages, empty where it has none. Words without a language are in the
    ``first``; in the language without a code are all the words there are, in whatever language they came.

    >>> said_in({"en": "Lights"}, "en", True), said_in({"en": "Lights"}, "ru", False), said_in("Lights", "ru", False)
    ('Lights', '', '')
    >>> said_in({"en": "Lights", "fr": "Feux"}, "", True)
    'Lights\\nFeux'
    """
    if isinstance(text, str):
        return text if first else ""
    if not language:
        return "\n".join(dict.fromkeys(text.values()))
    return text.get(language, "")
