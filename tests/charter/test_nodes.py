"""Text as nodes: what is read, up to which limits, and where a fault is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.charter.nodes import (
    DEEPEST,
    LARGEST,
    MANY,
    Listing,
    Pairs,
    Scalar,
    parse,
    plain,
    quoted,
    read_text,
)
from comity.errors import Fault, Faulty


def fault_of(text: str) -> Fault:
    with pytest.raises(Faulty) as caught:
        parse(text, "bad.yaml", [])
    return caught.value.faults[0]


def test_every_node_has_the_line_and_column_at_which_it_begins() -> None:
    root = parse("a: one\nb:\n  - two\n  - {c: three}\n", "x.yaml", [])
    assert isinstance(root, Pairs)
    assert (root.line, root.column) == (1, 1)
    assert root.pairs["a"].key == Scalar("a", 1, 1)
    assert root.pairs["a"].value == Scalar("one", 1, 4)
    listing = root.pairs["b"].value
    assert isinstance(listing, Listing)
    assert (listing.line, listing.column) == (3, 3)
    two, pairs = listing.items
    assert two == Scalar("two", 3, 5)
    assert isinstance(pairs, Pairs)
    assert (pairs.line, pairs.column) == (4, 5)
    assert pairs.pairs["c"].value == Scalar("three", 4, 9)


@pytest.mark.parametrize("opened", ["[", "{a: "])
def test_sixty_levels_are_read_and_one_more_is_not(opened: str) -> None:
    closed = {"[": "]", "{a: ": "}"}[opened]
    deepest = parse(opened * DEEPEST + "x" + closed * DEEPEST, "x.yaml", [])
    for _ in range(DEEPEST):
        (deepest,) = deepest.items if isinstance(deepest, Listing) else [deepest.pairs["a"].value]  # type: ignore[union-attr]
    assert deepest == Scalar("x", 1, DEEPEST * len(opened) + 1)
    deeper = DEEPEST + 1
    assert fault_of(opened * deeper + "x" + closed * deeper).code == "text.too-deep"


@pytest.mark.parametrize(("more", "code"), [(0, ""), (1, "text.too-large")])
def test_four_megabytes_are_read_and_not_a_byte_more(tmp_path: Path, more: int, code: str) -> None:
    text = "a: b\n".ljust(4 * 1024 * 1024 + more, "#")
    file = tmp_path / "large.yaml"
    file.write_text(text, encoding="ascii")
    if not code:
        assert read_text(file) == text
        assert plain(parse(text, "x.yaml", [])) == {"a": "b"}
        return
    assert fault_of(text).code == code
    with pytest.raises(Faulty) as caught:
        read_text(file)
    assert caught.value.faults[0].code == code
    assert caught.value.faults[0].expected == "at most 4194304 bytes"
    assert f"{len(text)} bytes" in caught.value.faults[0].sentence
    assert LARGEST == 4194304


def test_a_mark_of_the_byte_order_is_passed_over() -> None:
    root = parse("\ufeffa: b", "x.yaml", [])
    assert isinstance(root, Pairs)
    assert root.pairs["a"].key == Scalar("a", 1, 1)


def test_a_file_that_is_neither_file_nor_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match=r"This is not a regular file\."):
        read_text(Path("/dev/null"))
    with pytest.raises(Faulty, match=r"This is no path\."):
        read_text(tmp_path / "a\0b")


@pytest.mark.parametrize(("keys", "told"), [(MANY, MANY - 1), (MANY + 1, MANY), (MANY + 50, MANY)])
def test_beyond_two_hundred_faults_nobody_reads_on(keys: int, told: int) -> None:
    faults: list[Fault] = []
    text = "a: b\n" * keys
    if told == MANY:
        with pytest.raises(Faulty) as caught:
            parse(text, "x.yaml", faults)
        assert len(caught.value.faults) == told
    else:
        parse(text, "x.yaml", faults)
    assert len(faults) == told
    assert [fault.line for fault in faults] == list(range(2, told + 2))
    assert {fault.sentence for fault in faults} == {'The key "a" is given twice, first in line 1.'}


# The § stands where the fault is shown.
@pytest.mark.parametrize(
    ("written", "code", "expected"),
    [
        ("a: b\n§\tc: d\n", "text.tab", "spaces"),
        ("a:\n  b: c\n §\td: e\n", "text.tab", "spaces"),
        ("a: [\n§", "text.syntax", "a key and a value, or a list"),
        ("{a: }§]\n", "text.syntax", "a key and a value, or a list"),
        ("a: b§: c\n", "text.syntax", 'quotes around the text: a: "b: c"'),
        ("- {rule: a, title: Of substance§: and more, x: y}\n", "text.syntax",
         'quotes around the text: title: "Of substance: and more"'),
        ("a: §*b\n", "text.alias", 'the value itself, or quotes around the text: a: "*b"'),
        ("a: §&b c\n", "text.anchor", 'the value alone, or quotes around the text: a: "&b c"'),
        ("a: §!b c\n", "text.tag", 'the value alone, or quotes around the text: a: "!b c"'),
        ("- §*b\n", "text.alias", "the value itself"),
        ("a: b\n? §[c]\n: d\n", "text.key", "a word and a colon"),
        ("a: b\n§---\nc: d\n", "text.second", "one document"),
        ("a: b\nc: d§\0e\n", "text.nul", "text of printable characters"),
        ("§\0a: b\n", "text.nul", "text of printable characters"),
        ("§ \n\n", "text.empty", "keys and values"),
        ("§# nothing but a remark\n", "text.unreadable", "keys and values"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_tree_is_refused_at_its_place(
    written: str, code: str, expected: str
) -> None:
    before, _, after = written.partition("§")
    fault = fault_of(before + after)
    assert (fault.code, fault.expected) == (code, expected)
    assert (fault.line, fault.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("written", "at", "told"),
    [
        ("title: Decisions: substance", "s: sub", 'title: "Decisions: substance"'),
        ("  title: Decisions: substance", "s: sub", 'title: "Decisions: substance"'),
        ("  - title: Decisions: substance", "s: sub", 'title: "Decisions: substance"'),
        ("  - {rule: a, title: One: two, x: y}", "e: two", 'title: "One: two"'),
        ("  - {title: One: two}", "e: two", 'title: "One: two"'),
        ("[title: One: two", "e: two", 'title: "One: two"'),
        ("title: One, two: three}", "o: three", 'title: "One, two: three}"'),
        ('title: The "best": two', '": two', "title: 'The \"best\": two'"),
        ("""title: It's "so": two""", '": two', """title: 'It''s "so": two'"""),
        ('title: "One": two', '": two', "title: '\"One\": two'"),
        ('title: "One: two"', "e: two", 'title: "One: two"'),
        ("title: 'One: two'", "e: two", 'title: "One: two"'),
        ("title: 'One: two", "e: two", 'title: "\'One: two"'),
        ("title", "e", ""),
        ("title: ", ": ", ""),
        (": One: two", "e: two", ""),
    ],
)
def test_a_text_is_given_back_with_the_quotes_that_it_needs(
    written: str, at: str, told: str
) -> None:
    """``at`` begins with the character at which YAML cannot read on, or the one before its colon."""
    expected = f"quotes around the text: {told}" if told else ""
    assert quoted(written, written.index(at) + 1) == expected


@pytest.mark.parametrize(
    ("written", "values", "told"),
    [
        ("{a: b, c}", {"a": "b, c"}, [('"c" has no colon', 'a: "b, c"')]),
        ("{a: b, c, d}", {"a": "b, c, d"}, [('"d" has no colon', 'a: "b, c, d"')]),
        ("{a: b, c, d: e, f}", {"a": "b, c", "d": "e, f"},
         [('"c" has no colon', 'a: "b, c"'), ('"f" has no colon', 'd: "e, f"')]),
        ("{c}", {}, [('"c" has no colon and no value', "a key and a value")]),
        ("{a: [b], c}", {"a": ["b"]}, [('"c" has no colon and no value', "a key and a value")]),
        ("{a: b, c: }", {"a": "b", "c": ""}, []),
        ("{a: b, c: ''}", {"a": "b", "c": ""}, []),
    ],
)  # fmt: skip
def test_what_follows_a_comma_without_a_colon_belongs_to_the_text_before(
    written: str, values: dict[str, object], told: list[tuple[str, str]]
) -> None:
    faults: list[Fault] = []
    assert plain(parse(written, "x.yaml", faults)) == values
    assert len(faults) == len(told)
    for fault, (sentence, expected) in zip(faults, told, strict=True):
        assert fault.code == "text.comma"
        assert sentence in fault.sentence
        assert expected in fault.expected


def test_a_character_that_no_text_has_is_told_at_its_text_and_the_rest_is_read() -> None:
    faults: list[Fault] = []
    assert plain(parse('a: b\nc: "d\u202ee"\n', "x.yaml", faults)) == {"a": "b", "c": "d\u202ee"}
    assert [(fault.file, fault.line, fault.column) for fault in faults] == [("x.yaml", 2, 4)]
    assert faults[0].expected == "a text of such characters"


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("text", ["a: 1\nb: x{}y\n", 'a: 1\nb: "x{}y"\n', "a: 1\n# {}x\nb: 2\n"])
def test_what_yaml_takes_for_the_end_of_a_line_and_nobody_sees_is_a_fault_where_it_is(
    text: str, end: str
) -> None:
    fault = fault_of(text.format(end))
    line = text.split("\n")[1]
    assert (fault.code, fault.line, fault.column) == ("text.lines", 2, line.index("{}") + 1)
    assert f"U+{ord(end):04X}" in fault.sentence
