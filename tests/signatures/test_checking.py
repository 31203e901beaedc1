"""Signed acts at the registrar: recorded where the signature counts, refused with a reason where it does not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from comity.body.passkeys import keys_of
from comity.errors import Refused
from comity.signatures.challenge import challenge_of, signed


class TestRecorded:
    @pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
    def test_an_answer_signed_with_the_persons_key(
        self, league: Any, authenticator: Any, kind: str
    ) -> None:
        key = authenticator(kind, seed=7)
        league.bind("bob", key)
        league.submit(league.sign(league.answer("bob"), key))
        assert league.verdicts() == [("bob", "good")]
        assert league.audited() == []

    def test_the_signature_is_kept_whole_and_the_state_knows_of_it(self, league: Any) -> None:
        act = league.sign(league.answer())
        (entry,) = league.submit(act).entries
        assert entry.act.signature == entry.effects[0].signature == act.signature
        question = league.registrar.state.matters["dredging"].questions[-1]
        assert [stated.signed for stated in question.stated["ANSE"]] == [True]

    def test_an_answer_to_a_question_that_asks_for_no_signature_may_be_signed(
        self, league: Any
    ) -> None:
        league.do("matter.open/1", "ann", procedure="motion", title="Weir", matter="weir")
        league.submit(league.sign(league.answer(question=league.question("weir"))))
        league.do("position.state/1", "bob", question=league.question("weir"), choice="in favour")
        assert league.verdicts() == [("ann", "good")]
        assert league.audited() == []

    def test_a_further_key_is_bound_by_the_person_with_the_first(
        self, league: Any, authenticator: Any
    ) -> None:
        second = authenticator("EdDSA")
        act = league.act("key.bind/1", "ann", "", person="ann", **second.binding())
        league.submit(league.sign(act))
        league.submit(league.sign(league.answer(), second))
        assert league.verdicts() == [("ann", "good"), ("ann", "good")]
        assert league.audited() == []


class TestRefused:
    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"type": "webauthn.create"}, "signature.type"),
            ({"origin": "https://elsewhere.org"}, "signature.origin"),
            ({"rp_id": "elsewhere.org"}, "signature.rp_id"),
            ({"flags": 0x01}, "signature.flags"),
        ],
        ids=str,
    )
    def test_an_assertion_that_is_wrong(self, league: Any, wrong: Any, code: str) -> None:
        assert league.refused(league.sign(league.answer(), **wrong)) == code

    def test_a_text_that_is_no_signature(self, league: Any) -> None:
        assert league.refused(signed(league.answer(), "yes")) == "signature.unreadable"

    @pytest.mark.parametrize(
        "change", [{"choice": "does not object"}, {"statement": "gladly"}, {"version": 1}], ids=str
    )
    def test_an_act_changed_after_it_was_signed(self, league: Any, change: Any) -> None:
        act = msgspec.structs.replace(league.sign(league.answer()), **change)
        assert league.refused(act) in ("signature.challenge", "text.wrong_version")

    def test_a_signature_given_in_another_body(self, league: Any) -> None:
        act = league.sign(league.answer(), body="orchard")
        assert league.refused(act) == "signature.challenge"

    def test_the_key_of_somebody_else(self, league: Any) -> None:
        assert league.refused(league.sign(league.answer("bob"))) == "signature.stranger"

    def test_a_key_that_nobody_bound(self, league: Any, authenticator: Any) -> None:
        act = league.sign(league.answer(), authenticator(seed=9))
        assert league.refused(act) == "signature.unknown_key"

    def test_a_key_that_is_bound_from_a_day_to_come(self, league: Any, authenticator: Any) -> None:
        key = authenticator(seed=9)
        league.bind("bob", key, since="2026-03-03")
        assert league.refused(league.sign(league.answer("bob"), key)) == "signature.early"
        league.now = league.now.replace(day=3)
        league.submit(league.sign(league.answer("bob"), key))

    def test_a_key_that_was_revoked_though_the_act_says_that_it_was_signed_before(
        self, league: Any
    ) -> None:
        act = league.sign(league.answer())
        league.now = league.now.replace(day=3)
        league.do("key.revoke/1", "ann", "", key="key-ES256-1")
        assert league.refused(act) == "signature.revoked"

    def test_the_day_of_a_revocation_is_that_of_the_seat(self, league: Any) -> None:
        league.do("key.revoke/1", key="key-ES256-1", on="2026-03-03")
        league.now = league.now.replace(hour=21, minute=59)  # 23:59 in Tallinn
        league.submit(league.sign(league.answer()))
        league.now = league.now.replace(hour=22, minute=0)
        act = league.sign(league.answer(choice="against"))
        assert league.refused(act) == "signature.revoked"

    def test_no_signature_at_all_by_somebody_who_has_a_key(self, league: Any) -> None:
        assert league.refused(league.answer()) == "signature.missing"

    def test_no_signature_at_all_by_somebody_whose_key_was_revoked(self, league: Any) -> None:
        league.do("key.revoke/1", "ann", "", key="key-ES256-1")
        assert not [key for key in keys_of(league.registrar.state, "ann") if not key.revoked]
        assert league.refused(league.answer()) == "signature.missing"

    def test_an_old_yes_that_somebody_brings_back_after_a_no(self, league: Any) -> None:
        yes = league.sign(league.answer())
        league.submit(yes)
        league.now = league.now.replace(hour=10)
        league.submit(league.sign(league.answer(choice="against")))
        league.now = league.now.replace(hour=11)
        assert league.refused(yes) == "signature.undated"
        with pytest.raises(Refused, match=r"after 2026-03-02T10:00:00\.000Z, when ANSE last"):
            league.submit(yes)
        league.submit(league.sign(league.answer()))
        assert league.verdicts() == [("ann", "good")] * 3

    @pytest.mark.parametrize(
        ("held", "code"),
        [
            ("", "signature.undated"),
            ("2026-03-02", "signature.undated"),
            ("2026-03-02T09:00:01Z", "held.future"),
        ],
    )
    def test_a_signed_answer_that_does_not_say_at_which_instant_that_has_come(
        self, league: Any, held: str, code: str
    ) -> None:
        assert league.refused(league.sign(league.answer(held=held))) == code

    def test_a_key_that_is_none(self, league: Any, authenticator: Any) -> None:
        fields = authenticator(seed=9).binding() | {"public_key": "AQID"}
        act = league.act("key.bind/1", person="bob", via="in person", **fields)
        assert league.refused(act) == "key.unreadable"

    def test_a_further_key_bound_under_a_signature_of_something_else(
        self, league: Any, authenticator: Any
    ) -> None:
        act = league.act("key.bind/1", "ann", "", person="ann", **authenticator(seed=9).binding())
        elsewhere = league.key.text(challenge_of("league", league.answer()))
        assert league.refused(signed(act, elsewhere)) == "signature.challenge"


class TestOnPaper:
    def test_the_clerk_records_what_was_signed_on_paper(self, league: Any) -> None:
        paper = {"member": "ANSE", "via": "note", "cites": [{"source": "doc"}], "held": ""}
        league.submit(league.answer("clerk", **paper))
        assert league.verdicts() == [("clerk", "paper")]
        assert league.audited() == []

    def test_a_clerk_who_has_a_key_records_a_paper_without_signing(
        self, league: Any, authenticator: Any
    ) -> None:
        league.bind("clerk", authenticator(seed=9))
        paper = {"member": "ANSE", "via": "note", "cites": [{"source": "doc"}], "held": ""}
        league.submit(league.answer("clerk", **paper))
        assert league.verdicts() == [("clerk", "paper")]

    def test_somebody_who_never_had_a_key_answers_under_a_sign_in(self, league: Any) -> None:
        league.submit(league.answer("bob", held=""))
        assert league.verdicts() == [("bob", "unsigned")]
        assert league.audited() == []
