import gzip
from pathlib import Path

import pytest

from comity.errors import BadInput
from comity.exchange import tables
from comity.exchange.tables import digest_of, rows_of, table_in


def read(path: Path, *columns: str) -> list[tuple[int, tuple[str, ...]]]:
    return list(rows_of(path, columns or ("a", "b")))


def fault_of(path: Path, data: bytes, *columns: str) -> tuple[str, str, str]:
    path.write_bytes(data)
    with pytest.raises(BadInput) as error:
        read(path, *columns)
    assert error.value.remedy
    return error.value.code, error.value.where.removeprefix(str(path)), error.value.sentence


def test_fields_come_in_the_order_asked_for_whatever_the_order_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('b,x,a\n1,2,3\n"4, 5",6,"7 ""8"""\n')
    assert read(path) == [(2, ("3", "1")), (3, ('7 "8"', "4, 5"))]


def test_a_compressed_table_reads_as_the_plain_one_whatever_its_name(tmp_path: Path) -> None:
    plain, packed = tmp_path / "t.csv", tmp_path / "packed.csv"
    plain.write_text("a,b\n1,2\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(plain) == read(packed) == [(2, ("1", "2"))]


def test_empty_lines_byte_order_marks_and_other_line_ends_are_no_faults(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("\ufeffa,b\r\n1,é\r\n\r\n3,4\r\n".encode())
    assert read(path) == [(2, ("1", "é")), (4, ("3", "4"))]


def test_rows_before_a_faulty_one_are_given_first(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1,2\n3,4\n5,\xff\n7,8\n")
    rows = rows_of(path, ("a", "b"))
    assert [next(rows)[1], next(rows)[1]] == [("1", "2"), ("3", "4")]
    with pytest.raises(BadInput, match=r"t\.csv:4: Byte 3 of the line is not UTF-8"):
        next(rows)


@pytest.mark.parametrize(
    ("data", "code", "where", "said"),
    [
        (b"", "table.empty", ":1", "The file is empty."),
        (b"\n\n", "table.empty", ":2", "The file is empty."),
        (b"a,c\n1,2\n", "table.column", ":1", "The column 'b' is not in the first line."),
        (b"a,bb\n1,2\n", "table.column", ":1", "Perhaps 'bb' is meant."),
        (b"a,b,b\n1,2,3\n", "table.column", ":1", "The column 'b' is twice or more"),
        (b"a,b\n1\n", "table.fields", ":2", "The row has 1 fields and the first line names 2."),
        (b"a,b\n1,2,3\n", "table.fields", ":2", "The row has 3 fields"),
        (b'a,b\n1,"2\n', "table.csv", ":2", "This is not CSV"),
        (b'a,b\n1,"2"3\n', "table.csv", ":2", "This is not CSV"),
        (b"\x1f\x8b\x08\x00rubbish", "table.broken", ":1", "damaged or breaks off"),
    ],
)
def test_a_faulty_table_is_refused_with_its_line(
    tmp_path: Path, data: bytes, code: str, where: str, said: str
) -> None:
    found = fault_of(tmp_path / "t.csv", data)
    assert found[:2] == (code, where)
    assert said in found[2]


def test_a_compressed_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    text = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(5000))
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(text)[:-2000])
    with pytest.raises(BadInput, match="breaks off here") as error:
        read(path)
    assert error.value.code == "table.broken"


def test_a_flipped_bit_in_a_compressed_file_is_found(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(b"a,b\n" + b"1,2\n" * 1000))
    data[-6] ^= 1  # in the checksum
    assert fault_of(tmp_path / "t.csv.gz", bytes(data))[0] == "table.broken"


def test_a_small_file_that_unpacks_into_a_large_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST", 10_000)
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 100_000)
    code, _, sentence = fault_of(tmp_path / "t.csv.gz", packed)
    assert (code, sentence) == ("table.too_large", "The table is larger than 10000 bytes.")


def test_a_line_without_end_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    code, where, _ = fault_of(tmp_path / "t.csv", b"a,b\n1," + b"x" * 1_000_000)
    assert (code, where) == ("table.too_large", ":2")


def test_a_field_quoted_over_a_hundred_thousand_lines_is_refused(tmp_path: Path) -> None:
    code, _, _ = fault_of(tmp_path / "t.csv", b'a,b\n1,"' + b"x\n" * 100_000)
    assert code == "table.csv"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput) as error:
            read(path)
        assert (error.value.code, error.value.where) == ("table.unreadable", str(path))
        with pytest.raises(BadInput, match="cannot be read"):
            digest_of(path)


def test_a_table_is_found_plain_or_compressed_and_never_guessed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither of these"):
        table_in(tmp_path, "votes")
    (tmp_path / "votes.csv.gz").touch()
    assert table_in(tmp_path, "votes") == tmp_path / "votes.csv.gz"
    (tmp_path / "votes.csv").touch()
    with pytest.raises(BadInput, match="both of these"):
        table_in(tmp_path, "votes")


def test_the_digest_is_that_of_the_standard(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert digest_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
