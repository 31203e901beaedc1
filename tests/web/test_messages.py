"""The promise that Russian is complete: every string that is marked has its translation, and what is compiled is that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import gettext, ngettext

from comity.errors import BadInput
from comity.web import messages
from comity.web.messages import Id

LANGUAGES = sorted(messages.PLURALS)
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {forms};\\n"
"""


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for parts in Russian."""
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    folder = tmp_path / "ru"
    folder.mkdir()
    return folder


def _write(folder: Path, area: str, *entries: str) -> None:
    header = HEADER.format(forms=messages.PLURALS["ru"])
    (folder / f"{area}.po").write_text("\n\n".join([header, *entries]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_the_parts_say(language: str) -> None:
    whole = messages.merged(language, messages.read_parts(language))
    kept = (messages.LOCALE / language / "LC_MESSAGES" / "django.mo").read_bytes()
    assert kept == messages.compiled(whole), "run: python -m comity.web.messages"


@pytest.mark.parametrize("language", messages.COMPLETE)
def test_every_string_has_its_translation(language: str) -> None:
    whole = messages.merged(language, messages.read_parts(language))
    lacking = messages.missing(messages.strings(), whole)
    said = [f"{area}: {one.text!r}" for area, ids in sorted(lacking.items()) for one in ids]
    assert not said, "untranslated; see: python -m comity.web.messages --missing\n" + "\n".join(
        said
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_placeholders_and_plural_forms_of_their_language(
    language: str,
) -> None:
    assert messages.misplaced(language, messages.read_parts(language)) == []


def test_russian_counts_by_its_three_forms() -> None:
    def told(number: int) -> str:
        return ngettext("{number} day", "{number} days", number).format(number=number)

    # 1, 21, 101: one form; 2 to 4, 22: another; 5 to 20, 11 to 14, 111: the third.
    with translation.override("ru"):
        assert {told(n).split()[-1] for n in (1, 21, 101)} == {"день"}
        assert {told(n).split()[-1] for n in (2, 3, 4, 22, 104)} == {"дня"}
        assert {told(n).split()[-1] for n in (0, 5, 11, 12, 14, 20, 111, 112)} == {"дней"}


def test_english_has_the_words_of_users_for_those_of_the_kernel() -> None:
    with translation.override("en"):
        assert gettext("There is no entry {0}.") == "There is no record {0}."


def test_one_string_translated_differently_in_two_parts_is_an_error(parts: Path) -> None:
    _write(parts, "desk", 'msgid "Open"\nmsgstr "Открыть"')
    _write(parts, "matter", 'msgid "Open"\nmsgstr "Открыто"')
    with pytest.raises(BadInput) as contradiction:
        messages.merged("ru", messages.read_parts("ru"))
    assert "in desk.po and matter.po" in contradiction.value.sentence


def test_and_translated_alike_it_is_none(parts: Path) -> None:
    for area in ("desk", "matter"):
        _write(parts, area, 'msgid "Open"\nmsgstr "Открыть"')
    assert len(messages.merged("ru", messages.read_parts("ru"))) == 1


def test_another_sense_is_another_string(parts: Path) -> None:
    _write(
        parts,
        "desk",
        'msgid "Open"\nmsgstr "Открыть"',
        'msgctxt "state"\nmsgid "Open"\nmsgstr "Открыто"',
    )
    whole = messages.merged("ru", messages.read_parts("ru"))
    assert messages.missing({Id("Open"): [], Id("Open", context="state"): []}, whole) == {}


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "{name} left"\nmsgstr "{imya} ушёл"',
        'msgid "%(n)s of us"\nmsgstr "нас несколько"',
        'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} день"\nmsgstr[1] "{n} дня"\nmsgstr[2] "дней"',
    ],
)
def test_a_placeholder_that_is_lost_is_found(parts: Path, entry: str) -> None:
    _write(parts, "desk", entry)
    assert len(messages.misplaced("ru", messages.read_parts("ru"))) == 1


def test_a_header_with_other_plural_forms_is_found(parts: Path) -> None:
    header = HEADER.format(forms="nplurals=2; plural=(n != 1)")
    (parts / "desk.po").write_text(header, encoding="utf-8")
    assert "Plural-Forms" in messages.misplaced("ru", messages.read_parts("ru"))[0]


def test_an_empty_or_doubtful_translation_is_none(parts: Path) -> None:
    _write(parts, "desk", 'msgid "Open"\nmsgstr ""', '#, fuzzy\nmsgid "Close"\nmsgstr "Закрыть"')
    whole = messages.merged("ru", messages.read_parts("ru"))
    place = [messages.Place("views/desk.py", 1)]
    assert messages.missing({Id("Open"): place, Id("Close"): place}, whole) == {
        "desk": [Id("Open"), Id("Close")]
    }


def test_a_part_that_cannot_be_read_is_refused_with_its_file(parts: Path) -> None:
    (parts / "desk.po").write_text('msgid "Open\nmsgstr', encoding="utf-8")
    with pytest.raises(BadInput) as unreadable:
        messages.read_parts("ru")
    assert unreadable.value.where.endswith("desk.po:1")


def test_strings_are_found_in_templates_with_their_lines(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "{% load i18n %}\n"
        "<p>{% translate 'Still needed' %}</p>\n"
        "      {% blocktranslate count n=list|length trimmed %}{{ n }} answer\n"
        "   is in{% plural %}{{ n }} answers are in{% endblocktranslate %}\n"
        "  <a title=\"{% translate 'Open' context 'state' %}\">it's {{ _('here') }}</a>\n",
        encoding="utf-8",
    )
    assert [one for _, one in messages.marked(page)] == [
        Id("Still needed"),
        Id("%(n)s answer is in", "%(n)s answers are in"),
        Id("Open", context="state"),
        Id("here"),
    ]


def test_and_in_modules(tmp_path: Path) -> None:
    module = tmp_path / "page.py"
    module.write_text(
        "from django.utils.translation import gettext_lazy as _, npgettext\n"
        "TITLE = _('Desk')\n"
        "def said(n): return npgettext('list', 'one', 'many', n)\n"
        "def other(x): return _(x)\n",
        encoding="utf-8",
    )
    assert list(messages.marked(module)) == [(2, Id("Desk")), (3, Id("one", "many", "list"))]


def test_the_lines_for_what_is_missing_can_be_read_back(parts: Path) -> None:
    lines = messages.po_lines(Id('{n} "day"', '{n} "days"', "left"))
    _write(parts, "desk", re.sub('(?<= )""$', '"{n} дней"', lines, flags=re.MULTILINE))
    (message,) = (one for one in messages.read_parts("ru")["desk"] if one.id)
    assert (message.id, message.context) == (('{n} "day"', '{n} "days"'), "left")


def test_the_same_parts_give_the_same_bytes() -> None:
    whole = messages.merged("ru", messages.read_parts("ru"))
    assert isinstance(whole, Catalog)
    assert messages.compiled(whole) == messages.compiled(
        messages.merged("ru", messages.read_parts("ru"))
    )
