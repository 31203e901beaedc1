"""Instructions with reports back, questions on progress with answers: who may, and who must act next."""

from typing import Any

import pytest

SURVEY = {"to": "harbour_master", "what": "Sound the channel."}


def instruct(league: Any, **fields: str) -> str:
    (given,) = league.do("instruction.give/1", by="ann", for_="helm", **{**SURVEY, **fields})
    return str(given.instruction)


def ask(league: Any, **fields: str) -> str:
    league.matter()
    act = {"to": "bureau", "about": "dredging", **fields}
    (asked,) = league.do("progress.ask/1", by="bob", **act)
    return str(asked.inquiry)


class TestInstructions:
    def test_the_chair_instructs(self, league: Any) -> None:
        given = league.state.instructions.get(instruct(league, due="2026-04"))
        assert (given.by, given.to, given.due) == ("helm", "harbour_master", "2026-04")
        assert given.done == "", "the harbour master must act next"

    def test_the_party_that_holds_the_chair_instructs(self, league: Any) -> None:
        (given,) = league.do("instruction.give/1", by="ann", **SURVEY)
        assert given.by == "ANSE"

    def test_an_organ_instructs(self, league: Any) -> None:
        league.accredit("bob", "assembly", ["decide"])
        (given,) = league.do("instruction.give/1", by="bob", for_="assembly", **SURVEY)
        assert given.by == "assembly"

    def test_an_office_instructs_a_person(self, league: Any) -> None:
        master = league.holder()
        (given,) = league.do(
            "instruction.give/1", by=master, for_="harbour_master", to="clerk", what="Write."
        )
        assert (given.by, given.to) == ("harbour_master", "clerk")

    def test_a_member_that_does_not_hold_the_chair_does_not(self, league: Any) -> None:
        refusal = league.refused("instruction.give/1", by="bob", **SURVEY)
        assert (refusal.code, refusal.article) == ("instruction.not_yours", "Rules 1")

    def test_an_organ_without_the_power_does_not(self, league: Any) -> None:
        league.do("person.enter/1", person="eve", name="Eve")
        league.accredit("eve", "bureau", ["record"])
        refusal = league.refused("instruction.give/1", by="eve", for_="bureau", **SURVEY)
        assert refusal.code == "credential.narrow"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"to": "nobody"}, "party.unknown"),
            ({"matter": "nothing"}, "matter.unknown"),
            ({"decision": "b99"}, "decision.unknown"),
            ({"due": "2026-02"}, "instruction.past"),
        ],
    )
    def test_what_there_is_not_is_refused(
        self, league: Any, changed: dict[str, str], code: str
    ) -> None:
        fields = {**SURVEY, **changed}
        refusal = league.refused("instruction.give/1", by="ann", for_="helm", **fields)
        assert (refusal.code, refusal.article) == (code, "Rules 1")

    def test_it_may_carry_out_a_decision(self, league: Any) -> None:
        decision = league.decision()
        given = league.state.instructions[instruct(league, decision=decision, matter="dredging")]
        assert (given.decision, given.matter) == (decision, "dredging")


class TestReports:
    def test_whom_it_was_given_to_reports_until_it_is_done(self, league: Any) -> None:
        master = league.holder()
        given = instruct(league)
        report = {"by": master, "for_": "harbour_master", "instruction": given}
        league.do("instruction.report/1", **report, report="Half of it.", interim=True)
        assert league.state.instructions[given].done == ""
        league.do("instruction.report/1", **report, report="All of it.")
        kept = league.state.instructions[given]
        last = len(league.entries) - 1
        assert (kept.done, kept.reports) == ("2026-03-02", [last - 1, last])

    def test_a_person_reports_on_what_was_given_to_him(self, league: Any) -> None:
        given = instruct(league, to="clerk")
        (reported,) = league.do("instruction.report/1", instruction=given, report="Done.")
        assert reported.by == "clerk"

    def test_the_party_in_the_chair_reports_on_what_the_chair_was_given(self, league: Any) -> None:
        league.accredit("bob", "assembly", ["decide"])
        fields = {"to": "helm", "what": "Consult."}
        (given,) = league.do("instruction.give/1", by="bob", for_="assembly", **fields)
        report = {"instruction": given.instruction, "report": "Done."}
        refusal = league.refused("instruction.report/1", by="bob", **report)
        assert refusal.code == "instruction.not_to_you"
        assert league.do("instruction.report/1", by="ann", **report)[0].by == "helm"

    def test_nobody_else_reports(self, league: Any) -> None:
        given = instruct(league, to="BRIM")
        refusal = league.refused("instruction.report/1", by="cy", instruction=given, report="Done.")
        assert (refusal.code, refusal.article) == ("instruction.not_to_you", "Rules 1")

    def test_nothing_is_reported_once_it_is_done(self, league: Any) -> None:
        given = instruct(league, to="BRIM")
        league.do("instruction.report/1", by="bob", instruction=given, report="Done.")
        refusal = league.refused("instruction.report/1", by="bob", instruction=given, report="Yes.")
        assert refusal.code == "instruction.done"

    def test_an_instruction_that_was_not_given_is_refused(self, league: Any) -> None:
        refusal = league.refused("instruction.report/1", by="bob", instruction="n99", report="?")
        assert refusal.code == "instruction.unknown"

    def test_a_corrected_instruction_keeps_its_reports(self, league: Any) -> None:
        fact = {"kind": "instruction.given/1", "instruction": "n", "by": "helm", "to": "BRIM"}
        league.attest({**fact, "what": "Sound.", "on": "2026-01"})
        league.do("instruction.report/1", by="bob", instruction="n", report="Done.")
        league.correct(-2, {**fact, "what": "Sound.", "on": "2026-01-15"})
        kept = league.state.instructions["n"]
        assert (kept.on, kept.done, len(kept.reports)) == ("2026-01-15", "2026-03-02", 1)


class TestProgress:
    def test_a_member_asks_and_the_one_asked_must_act_next(self, league: Any) -> None:
        asked = league.state.inquiries[ask(league)]
        assert (asked.by, asked.to, asked.about, asked.answered) == (
            "BRIM",
            "bureau",
            "dredging",
            "",
        )

    def test_the_one_asked_answers(self, league: Any) -> None:
        inquiry = ask(league)
        league.do("progress.answer/1", inquiry=inquiry, answer="Half-way.")
        assert league.state.inquiries[inquiry].answered == "2026-03-02"

    def test_one_may_ask_about_a_decision_and_an_instruction(self, league: Any) -> None:
        decision = league.decision()
        for about in (decision, instruct(league)):
            league.do("progress.ask/1", by="bob", to="bureau", about=about)
        assert len(league.state.inquiries) == 2

    def test_an_associate_has_not_the_right_to_ask(self, league: Any) -> None:
        league.matter()
        refusal = league.refused("progress.ask/1", by="dee", to="bureau", about="dredging")
        assert (refusal.code, refusal.article) == ("right.none", "Compact 3")

    def test_a_member_whose_right_to_ask_is_suspended_does_not(self, league: Any) -> None:
        league.matter()
        fact = {"party": "BRIM", "right": "ask", "since": "2026-03-01"}
        league.attest({"kind": "right.suspended/1", **fact})
        refusal = league.refused("progress.ask/1", by="bob", to="bureau", about="dredging")
        assert (refusal.code, refusal.article) == ("right.suspended", "Compact 2")

    @pytest.mark.parametrize(
        ("to", "about", "code"),
        [
            ("bureau", "nothing", "progress.unknown"),
            ("nobody", "dredging", "party.unknown"),
            ("BRIM", "dredging", "progress.yourself"),
        ],
    )
    def test_what_cannot_be_asked_is_refused(
        self, league: Any, to: str, about: str, code: str
    ) -> None:
        league.matter()
        refusal = league.refused("progress.ask/1", by="bob", to=to, about=about)
        assert (refusal.code, refusal.article) == (code, "Rules 1")

    def test_nobody_else_answers(self, league: Any) -> None:
        inquiry = ask(league)
        refusal = league.refused("progress.answer/1", by="cy", inquiry=inquiry, answer="Fine.")
        assert (refusal.code, refusal.article) == ("progress.not_asked_of_you", "Rules 1")

    def test_it_is_answered_once(self, league: Any) -> None:
        inquiry = ask(league)
        league.do("progress.answer/1", inquiry=inquiry, answer="Half-way.")
        refusal = league.refused("progress.answer/1", inquiry=inquiry, answer="Done.")
        assert refusal.code == "progress.answered"

    def test_a_question_that_was_not_asked_is_not_answered(self, league: Any) -> None:
        refusal = league.refused("progress.answer/1", inquiry="j99", answer="Fine.")
        assert refusal.code == "progress.no_inquiry"

    def test_a_corrected_question_keeps_its_answer(self, league: Any) -> None:
        league.matter()
        fact = {"kind": "progress.asked/1", "inquiry": "j", "by": "BRIM", "to": "bureau"}
        league.attest({**fact, "about": "dredging", "on": "2026-02"})
        league.do("progress.answer/1", inquiry="j", answer="Half-way.")
        league.correct(-2, {**fact, "about": "dredging", "on": "2026-02-03"})
        kept = league.state.inquiries["j"]
        assert (kept.on, kept.answered) == ("2026-02-03", "2026-03-02")
