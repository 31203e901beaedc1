"""The translations of the pages: collected, checked, compiled. ``python -m comity.web.messages``

Strings are marked in templates (``translate``, ``blocktranslate``) and in Python (``gettext`` and its like); English is
what is written there. A translation is kept in parts, one for each area of the pages, so that people work side by side:
``locale/ru/AREA.po``. Together they are compiled into ``locale/ru/LC_MESSAGES/django.mo``, which is committed and which a
test holds to the parts. English has parts where the kernel's words are not the users': there, no string
need have one. The kernel's sentences are collected on the way (``told/collecting.py``).

=================  ===============================================================================================
no option          collects the kernel's sentences, says what is missing or wrong, compiles
``--missing``      lists the strings without translation by area, as lines for a ``.po`` file; writes nothing
=================  ===============================================================================================

Two parts may translate one string if they translate it alike. A translation is complete when every string found has one
(a plural: every form of the language), with the same placeholders as the original.

>>> placeholders("{0} of %(name)s, {{not}} {total}") == {"{0}", "{total}", "%(name)s"}
True
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from comity.errors import BadInput
from comity.hindrances import HINDRANCES
from comity.web.told.collecting import Template, read_source, templates
from comity.web.told.templates import holes, numbered

WEB = Path(__file__).parent
LOCALE = WEB / "locale"
SENTENCES = WEB / "told" / "sentences.json"
COMPLETE = ("ru",)
"""The languages in which every string is."""
PLURALS = {
    "en": "nplurals=2; plural=(n != 1)",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
}
MARKERS = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = dict.fromkeys(["_", "gettext_noop", *MARKERS, *(f"{name}_lazy" for name in MARKERS)])
PO_LINE = re.compile(
    r'\s*|#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) )?"(?:[^"\\]|\\.)*"'
)
"""Babel takes what it can from any other line, in silence."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@dataclass(frozen=True, slots=True, order=True)
class Id:
    """A string as it is marked: what it says, in the plural too where it counts, and in which sense (``context``)."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    file: str
    line: int

    @property
    def area(self) -> str:
        """Whose part should have it: the folder of the template or the module, else the module itself."""
        path = Path(self.file).parts
        path = path[1:] if path[0] in ("templates", "views") else path
        return Path(path[0]).stem


# --- what is to be translated -----------------------------------------------------------------------------------------


def strings() -> dict[Id, list[Place]]:
    """Every string marked in templates and modules, and the kernel's sentences, with the places where it stands."""
    found: dict[Id, list[Place]] = {}
    for file in sorted([*WEB.rglob("*.py"), *(WEB / "templates").rglob("*.*")]):
        if file.suffix in (".py", ".html", ".txt"):
            for line, one in marked(file):
                found.setdefault(one, []).append(Place(str(file.relative_to(WEB)), line))
    for sentence in read_sentences():
        found.setdefault(Id(sentence.template), []).append(Place("told/sentences.json", 1))
    return found


def marked(file: Path) -> Iterator[tuple[int, Id]]:
    """Every string marked in a template or a module, with its line."""
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # Imported here: it asks for Django's settings, which nothing else in this module does.
        from django.utils.translation.template import templatize

        # Indentation means nothing in a template, and everything to the tokenizer.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    extracted: Iterable[Any] = extract_python(io.BytesIO(source.encode()), KEYWORDS, (), {})
    for line, keyword, given, _ in extracted:
        one = _id(keyword, given if isinstance(given, tuple) else (given,))
        if one is not None:
            yield line, one


def _id(keyword: str, given: Sequence[str | None]) -> Id | None:
    """The string of the call; None where it is put together while running, which nobody can translate."""
    bare = keyword.removesuffix("_lazy")
    texts = list(given)
    context = texts.pop(0) if bare in ("pgettext", "npgettext") and texts else ""
    if not texts or not texts[0] or context is None:
        return None
    plural = texts[1] if bare in ("ngettext", "npgettext") and len(texts) > 1 else ""
    return Id(texts[0], plural or "", context)


def read_sentences() -> list[Template]:
    """The kernel's sentences as they were collected last."""
    if not SENTENCES.exists():
        return []
    kept = json.loads(SENTENCES.read_text(encoding="utf-8"))
    return [Template(one["code"], one["template"], tuple(one["holes"])) for one in kept]


def collected() -> str:
    """The kernel's sentences as they are now, as the text of the file that keeps them."""
    pairs = ((code, one) for code, both in HINDRANCES.items() for one in both if one)
    stopping = [
        Template(code, numbered(one), tuple(hole.name for hole in holes(one)))
        for code, one in pairs
    ]
    of_source = templates(read_source(WEB.parent))
    found = {(one.code, one.template): one for one in [*stopping, *of_source]}
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in sorted(found.values())]
    return "[\n" + ",\n".join(lines) + "\n]\n"


# --- the parts --------------------------------------------------------------------------------------------------------


def read_parts(language: str) -> dict[str, Catalog]:
    """The parts of the translation by area. ``messages.unreadable`` with the file and the line."""
    parts = {}
    for file in sorted((LOCALE / language).glob("*.po")):
        lines = file.read_text(encoding="utf-8").splitlines()
        broken = next((at for at, line in enumerate(lines, 1) if not PO_LINE.fullmatch(line)), 0)
        if broken:
            sentence = "This is no line of a .po file."
            raise BadInput("messages.unreadable", sentence, where=f"{file}:{broken}")
        try:
            with file.open("rb") as opened:
                parts[file.stem] = read_po(opened, locale=language, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise BadInput(
                "messages.unreadable", f"This is no .po file: {error}.", where=str(file)
            ) from error
    return parts


def merged(language: str, parts: Mapping[str, Catalog]) -> Catalog:
    """All parts in one. ``messages.contradiction`` where two translate a string differently."""
    epoch = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that the same parts give the same bytes
    whole = Catalog(
        locale=language, project="comity", creation_date=epoch, revision_date=epoch, fuzzy=False
    )
    origin: dict[tuple[object, object], str] = {}
    for area, part in parts.items():
        for message in _translated(part):
            kept, key = whole.get(message.id, message.context), (message.id, message.context)
            if kept is not None and kept.string != message.string:
                sentence = (
                    f"{message.id!r} is translated differently in {origin[key]}.po and {area}.po."
                )
                raise BadInput("messages.contradiction", sentence, remedy="Keep one of the two.")
            origin.setdefault(key, area)
            whole.add(message.id, message.string, context=message.context)
    return whole


def compiled(whole: Catalog) -> bytes:
    """The bytes of the ``.mo`` file."""
    written = io.BytesIO()
    write_mo(written, whole)
    return written.getvalue()


def _translated(part: Catalog) -> Iterator[Message]:
    for message in part:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and all(strings) and "fuzzy" not in message.flags:
            yield message


# --- what is wrong ----------------------------------------------------------------------------------------------------


def missing(found: Mapping[Id, list[Place]], whole: Catalog) -> dict[str, list[Id]]:
    """The strings without translation, by the area that should have them."""
    lacking: dict[str, list[Id]] = {}
    for one, places in found.items():
        message = whole.get(one.text, one.context or None)
        if message is None or bool(one.plural) != isinstance(message.string, tuple | list):
            lacking.setdefault(places[0].area, []).append(one)
    return lacking


def misplaced(language: str, parts: Mapping[str, Catalog]) -> list[str]:
    """What is wrong in the parts, in a sentence each: plural forms, placeholders, the header."""
    wrong = []
    forms = int(PLURALS[language].partition("nplurals=")[2][0])
    for area, part in parts.items():
        header = dict(part.mime_headers).get("Plural-Forms", "").rstrip(";")
        if header.replace(" ", "") != PLURALS[language].replace(" ", ""):
            wrong.append(f"{area}.po: the header must say Plural-Forms: {PLURALS[language]}")
        for message in _translated(part):
            if not _same_placeholders(message, forms):
                wrong.append(f"{area}.po: {message.id!r} has other placeholders or too few forms")
    return wrong


def _same_placeholders(message: Message, forms: int) -> bool:
    if isinstance(message.id, tuple | list):
        given = message.string if isinstance(message.string, tuple | list) else ()
        wanted = placeholders(message.id[-1])
        return len(given) == forms and all(placeholders(one) == wanted for one in given)
    return placeholders(str(message.id)) == placeholders(str(message.string))


def placeholders(text: str) -> set[str]:
    """The places where values go."""
    return set(PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "")))


# --- the command ------------------------------------------------------------------------------------------------------


def po_lines(one: Id) -> str:
    """The entry that is missing from a part, to be filled in."""
    quoted = [f"msgid {json.dumps(one.text, ensure_ascii=False)}"]
    if one.context:
        quoted.insert(0, f"msgctxt {json.dumps(one.context, ensure_ascii=False)}")
    if not one.plural:
        return "\n".join([*quoted, 'msgstr ""'])
    plural = f"msgid_plural {json.dumps(one.plural, ensure_ascii=False)}"
    return "\n".join([*quoted, plural, *(f'msgstr[{form}] ""' for form in range(3))])


def _listed(lacking: Mapping[str, Iterable[Id]]) -> Iterator[str]:
    for area, ids in sorted(lacking.items()):
        yield f"# --- {area}.po\n"
        yield from (f"{po_lines(one)}\n" for one in ids)


def compile_parts(language: str) -> tuple[Catalog, list[str]]:
    """Compiles the parts of the language; the whole of them, and what is wrong in a sentence each."""
    parts = read_parts(language)
    whole = merged(language, parts)
    target = LOCALE / language / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(compiled(whole))
    return whole, misplaced(language, parts)


def main(arguments: Sequence[str]) -> int:
    """0 when everything is translated and well, 1 otherwise. Compiles what there is in either case."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()  # taking templates apart asks for the encoding of files alone
    if "--missing" in arguments:
        for language in COMPLETE:
            lacking = missing(strings(), merged(language, read_parts(language)))
            sys.stdout.writelines(f"{line}\n" for line in _listed(lacking))
        return 0
    SENTENCES.write_text(collected(), encoding="utf-8")
    wrong: list[str] = []
    for language in sorted(PLURALS):
        whole, faults = compile_parts(language)
        lacking = missing(strings(), whole) if language in COMPLETE else {}
        wrong += faults
        wrong += [
            f"{area}: no translation of {one.text!r}" for area in lacking for one in lacking[area]
        ]
        sys.stdout.write(f"{language}: {len(whole)} strings.\n")
    sys.stderr.writelines(f"{sentence}\n" for sentence in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(str(error))
