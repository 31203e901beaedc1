from __future__ import annotations

import pytest

from comity.errors import Faulty
from comity.exchange.annotations import read_annotations_text

ONE = "- {event: 1, symbol: S/1, says: Both agreed., cites: Compact 8}\n"


def faults_of(text: str) -> list[str]:
    with pytest.raises(Faulty) as error:
        read_annotations_text(text)
    return [str(fault) for fault in error.value.faults]


def test_an_annotation_is_said_with_its_article_and_with_its_doubt() -> None:
    doubted = ONE.replace("1,", "2,").replace("}", ", status: to verify}")
    notes = read_annotations_text(f"comity: 1\nannotations:\n{ONE}{doubted}")
    assert notes["1"].sentence == "Both agreed. [Compact 8]"
    assert notes["2"].sentence == "Both agreed. [Compact 8; to verify]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "annotations: []\n",
            "1:1: The file: Object missing required field `comity`. Expected comity.",
        ),
        ("comity: 1\nannotations: none\n", "2:14: The file: annotations: Expected `array`"),
        (
            "comity: 1\nannotation: []\n",
            "2:1: The file: Object contains unknown field `annotation`",
        ),
        ("comity: 2\nannotations: []\n", "1:9: The file: comity: Invalid"),
        ("- a\n", "1:1: The file: Expected `object`"),
        (f"comity: 1\nannotations:\n{ONE}- all\n", "4:3: Annotation 2: Expected `object`"),
        (
            f"comity: 1\nannotations:\n{ONE}{ONE}",
            'There is an annotation of the event "1" already.',
        ),
        (
            f"comity: 1\nannotations:\n{ONE}".replace("}", ", status: doubtful}"),
            "3:73: Annotation 1: status: Invalid",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(text))


def test_every_faulty_annotation_is_told() -> None:
    faults = faults_of(f"comity: 1\nannotations:\n- {{event: 1}}\n{ONE}- {{event: 3}}\n")
    assert [fault.split(": ")[1] for fault in faults] == ["Annotation 1", "Annotation 3"]
