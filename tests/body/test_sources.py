"""Sources filed by the digest of their bytes, conflicts between them, irregularities flagged."""

from hashlib import sha256
from typing import Any

import pytest

DIGEST = sha256(b"The Gazette of 1 March").hexdigest()
GAZETTE = {"title": "Gazette", "sha256": DIGEST}
CLAIMS = ["in Anse", "in Brim"]
FLAG = {"article": "Compact 4", "authority": "The assembly", "what": "No quorum."}


class TestSources:
    def test_a_source_is_filed_with_where_it_comes_from(self, league: Any) -> None:
        origin = {"file": "gazette.txt", "publisher": "The Printer", "published": "2026-03"}
        league.do("source.file/1", **GAZETTE, **origin, licence="CC0-1.0")
        kept = league.state.sources["d9"]
        assert (kept.sha256, kept.file, kept.publisher, kept.published) == (
            DIGEST,
            *origin.values(),
        )

    @pytest.mark.parametrize(
        "digest", ["", DIGEST[:-1], DIGEST + "0", DIGEST.upper(), "g" * 64, f"{DIGEST}\n"]
    )
    def test_a_digest_is_64_hexadecimal_digits(self, league: Any, digest: str) -> None:
        error = league.bad("source.file/1", title="Gazette", sha256=digest)
        assert (error.code, error.where) == ("source.sha256", "sha256")

    def test_the_same_bytes_are_filed_once(self, league: Any) -> None:
        league.do("source.file/1", **GAZETTE, source="gazette")
        refusal = league.refused("source.file/1", **GAZETTE, source="again")
        assert (refusal.code, refusal.article) == ("source.filed", "Rules 1")
        assert refusal.remedy == "Cite gazette."

    def test_two_sources_have_two_ids(self, league: Any) -> None:
        league.do("source.file/1", **GAZETTE, source="gazette")
        other = {"title": "Another", "sha256": sha256(b"Another").hexdigest()}
        assert league.refused("source.file/1", **other, source="gazette").code == "id.taken"

    def test_the_date_of_publication_can_be_read(self, league: Any) -> None:
        error = league.bad("source.file/1", **GAZETTE, published="yesterday")
        assert (error.code, error.where) == ("date.unreadable", "published")

    def test_a_member_files_none(self, league: Any) -> None:
        refusal = league.refused("source.file/1", by="ann", **GAZETTE)
        assert (refusal.code, refusal.article) == ("record.not_keeper", "Rules 1")


class TestConflicts:
    def test_both_claims_stand_with_the_one_that_is_followed(self, league: Any) -> None:
        league.do("conflict.note/1", about="venue", claims=CLAIMS, followed="in Brim")
        (kept,) = league.state.conflicts.values()
        assert (kept.claims, kept.followed) == (CLAIMS, "in Brim")

    def test_it_may_stay_open(self, league: Any) -> None:
        league.do("conflict.note/1", about="venue", claims=CLAIMS)
        assert league.state.conflicts["k9"].followed == ""

    @pytest.mark.parametrize(
        ("changed", "code", "where"),
        [
            ({"claims": ["in Anse"]}, "conflict.claims", "claims"),
            ({"claims": ["in Anse", "in Anse"]}, "list.twice", "claims"),
            ({"followed": "in Cove"}, "conflict.followed", "followed"),
        ],
    )
    def test_what_is_no_conflict_is_an_error(
        self, league: Any, changed: dict[str, Any], code: str, where: str
    ) -> None:
        error = league.bad("conflict.note/1", **{"about": "venue", "claims": CLAIMS, **changed})
        assert (error.code, error.where) == (code, where)

    def test_a_member_notes_none(self, league: Any) -> None:
        refusal = league.refused("conflict.note/1", by="ann", about="venue", claims=CLAIMS)
        assert refusal.code == "record.not_keeper"


class TestIrregularities:
    def test_it_is_flagged_with_the_article_that_was_not_followed(self, league: Any) -> None:
        league.do("irregularity.flag/1", about=league.matter(), **FLAG)
        (kept,) = league.state.irregularities
        assert (kept.about, kept.article) == ("dredging", "Compact 4")

    def test_an_entry_is_named_by_its_number(self, league: Any) -> None:
        league.do("irregularity.flag/1", about="3", **FLAG)
        assert league.state.irregularities[0].about == "3"

    @pytest.mark.parametrize("about", ["nothing", "9", "9" * 150])
    def test_what_is_not_in_the_register_is_refused(self, league: Any, about: str) -> None:
        refusal = league.refused("irregularity.flag/1", about=about, **FLAG)
        assert (refusal.code, refusal.article) == ("irregularity.unknown", "Rules 1")

    def test_it_is_one_by_some_article(self, league: Any) -> None:
        fields = {**FLAG, "about": "3", "article": ""}
        error = league.bad("irregularity.flag/1", **fields)
        assert (error.code, error.where) == ("text.empty", "article")

    def test_a_member_flags_none(self, league: Any) -> None:
        refusal = league.refused("irregularity.flag/1", by="ann", about="3", **FLAG)
        assert refusal.code == "record.not_keeper"
