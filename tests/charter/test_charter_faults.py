"""Every bad charter is refused with its place, what is wrong and what was expected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comity.charter.reading import read_charter, read_charter_text
from comity.errors import Fault, Faulty
from comity.grammar import RESERVED

HEAD = "comity: 1\nbody: duo\ntitle: {en: Duo}\n"
MEMBERS = "members: [{member: AA}, {member: BB}, {member: CC}]\n"
RULES = "rules: [{rule: both, adopted when: {objections: none}}]\n"


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(Faulty) as caught:
        read_charter_text(text, "bad.yaml")
    return caught.value.faults


def rule(*conditions: str) -> str:
    return HEAD + MEMBERS + "rules:\n" + "".join(f"  - {condition}\n" for condition in conditions)


def weighed(one: str) -> str:
    groups = "groups: {g: [AA, BB], h: [BB, CC], nobody: []}\n"
    weights = "weights: {w: {values: {AA: 1, BB: 1, CC: 1}}}\n"
    return f"{HEAD}{MEMBERS}{groups}{weights}rules: [{one}]\n"


def steps(*lines: str) -> str:
    head = "procedures:\n  - procedure: p\n    opened by: any member\n    steps:\n"
    return HEAD + MEMBERS + RULES + head + "".join(f"      - {line}\n" for line in lines)


ASKS = "step: one, asks for: text, from: any member"
QUESTION = "question: agreed, put to: each member, rule: both, at: session"


def marked(text: str) -> tuple[str, int, int]:
    """The text without its mark, and the line and column where the mark stood: the place that a lawyer should look at."""
    before, _, after = text.partition("§")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


# label: (text with § at the place of the fault, part of the sentence, part of what was expected)
BAD: dict[str, tuple[str, str, str]] = {
    "unknown key": (HEAD + "§rule: []\n", 'no key "rule"', '"rules"'),
    "unknown key of an item": (
        rule("{rule: r0, §adoptd when: {objections: none}, fails when: {objections: all}}"),
        'no key "adoptd when"',
        '"adopted when"',
    ),
    "duplicate key": (
        HEAD + "§body: trio\n",
        '"body" is given twice, first in line 2',
        "each key once",
    ),
    "missing key": ("§comity: 1\nbody: duo\n", 'lacks the key "title"', "title: a text"),
    "wrong format version": ("comity: §2\nbody: duo\ntitle: Duo\n", '"2"', "1"),
    "decimal of a threshold": (
        rule("{rule: r0, adopted when: {in favour: §at least 0.6667 of voting}}"),
        "0.6667",
        "2/3",
    ),
    "decimal percentage": (
        rule("{rule: r0, adopted when: {in favour: §at least 66.7% of voting}}"),
        "66.7%",
        "2/3",
    ),
    "decimal of a weight": (
        HEAD + MEMBERS + "weights: {w: {values: {AA: §0.5, BB: 1, CC: 1}}}\n",
        "decimal fraction",
        "1/10",
    ),
    "weight divided by zero": (
        HEAD + MEMBERS + "weights: {w: {values: {AA: §1/0, BB: 1, CC: 1}}}\n",
        "divides by zero",
        "fraction",
    ),
    "zero denominator": (
        rule("{rule: r0, adopted when: {in favour: §at least 1/0 of voting}}"),
        "divides by zero",
        "2/3",
    ),
    "more than the whole": (
        rule("{rule: r0, adopted when: {in favour: §at least 101% of members}}"),
        "101%",
        "100%",
    ),
    "fraction above one": (
        rule("{rule: r0, adopted when: {in favour: §at least 3/2 of members}}"),
        "3/2",
        "1/1",
    ),
    "more than all": (
        rule("{rule: r0, adopted when: {in favour: §more than 1/1 of members}}"),
        "cannot be",
        "all",
    ),
    "fewer than none": (
        rule("{rule: r0, adopted when: {in favour: §fewer than 0}}"),
        "cannot be",
        "none",
    ),
    "more members than there are": (
        rule("{rule: r0, adopted when: {in favour: §at least 4}}"),
        "never more than 3",
        "up to 3",
    ),
    "more than all members": (
        rule("{rule: r0, adopted when: {in favour: §more than 3}}"),
        "never more than 3",
        "up to 3",
    ),
    "smallest group of everything": (
        rule(
            "{rule: r0, adopted when: {in favour: §at least smallest group with more than 100% of w plus 1}}"
        ),
        "100%",
        "below 100%",
    ),
    "unknown group": (
        rule("{rule: r0, adopted when: {§in favour among permanent: all}}"),
        'no group "permanent"',
        "parameters",
    ),
    "unknown base": (
        rule("{rule: r0, adopted when: {in favour: §at least 1/2 of voters}}"),
        'no group "voters"',
        "parameters",
    ),
    "unknown weight": (
        rule("{rule: r0, adopted when: {§in favour by population: at least 1/2 of members}}"),
        'no weight "population"',
        "parameters",
    ),
    "unknown side": (
        rule("{rule: r0, adopted when: {§in favor: at least 1}}"),
        '"in favor"',
        '"in favour"',
    ),
    "unknown comparison": (
        rule("{rule: r0, adopted when: {in favour: §at lest 1}}"),
        "at lest",
        '"at least"',
    ),
    "a share of two sets": (
        weighed("{rule: a, adopted when: {abstaining among g: §fewer than 1/3 of h}}"),
        "name two sets",
        '"abstaining among g: fewer than 1/3 of members"',
    ),
    "heads compared with a weight": (
        weighed(
            "{rule: a, void unless: {ballots by w: §at least 1/2 of attending}, fails when: {absent: all}}"
        ),
        "is a number of heads",
        "no by w",
    ),
    "a world of no weight": (
        weighed("{rule: a, adopted when: {§in favour: at least 1/2 of world}}"),
        "no weight is named",
        "in favour by WEIGHT",
    ),
    "a world that the weight does not give": (
        weighed("{rule: a, adopted when: {in favour by w: §at least 1/2 of world}}"),
        'The weight "w" has no total outside the membership',
        "world: NUMBER",
    ),
    "a rule that nothing can be counted under": (
        weighed(
            "§{rule: a, adopted when: {absent among nobody: at most smallest group with more than 1% of w plus 1}}"
        ),
        "No group of members holds more",
        "weights that are not all zero",
    ),
    "two conditions in one": (
        rule("{rule: r0, adopted when: {objections: none, §absent: none}}"),
        "a second begins",
        "all of",
    ),
    "fallback without a first": (
        rule("{rule: r0, adopted when: §{failing which: {objections: none}}}"),
        '"first" is missing',
        "failing which",
    ),
    "no polarity": (rule("§{rule: r0, cites: Pact 1}"), "does not say when", "adopted when"),
    "both polarities": (
        rule("{rule: r0, adopted when: {objections: none}, §fails when: {objections: all}}"),
        "either",
        "one of the two",
    ),
    "two rules of one name": (
        HEAD
        + "rules:\n  - {rule: a, adopted when: {objections: none}}\n  - {rule: §a, adopted when: {absent: none}}\n",
        'two rules named "a"',
        "one of each",
    ),
    "two members of one name": (
        HEAD + "members: [{member: AA}, {member: §AA}]\n",
        'two members named "AA"',
        "one of each",
    ),
    "weight missing for a member": (
        HEAD + MEMBERS + "weights: {w: {§values: {AA: 1, BB: 1}}}\n",
        "no value for CC",
        "every member",
    ),
    "weight missing after an accession": (
        HEAD
        + "members:\n  - {member: AA}\n  - {member: BB, status: [{from: 2010-01-01, is: member}]}\n"
        + "weights:\n  w:\n    versions:\n      - {from: 2000-01-01, §values: {AA: 1}}\n"
        "      - {from: 2020-01-01, values: {AA: 1, BB: 1}}\n",
        "no value for BB",
        "every member",
    ),
    "weight of somebody unknown": (
        HEAD + MEMBERS + "weights: {w: {values: {AA: 1, BB: 1, CC: 1, §AB: 1}}}\n",
        'no member "AB"',
        "AA",
    ),
    "no such day": (
        HEAD + "instruments: [{instrument: pact, dated: §2026-02-30}]\n",
        "no day of the calendar",
        "2026-01-31",
    ),
    "date in another form": (
        HEAD + "instruments: [{instrument: pact, dated: §1.2.2026}]\n",
        '"1.2.2026"',
        "2026-01-31",
    ),
    "versions out of order": (
        HEAD + "rules: [{rule: a, versions: [{from: 2020-01-01, adopted when: {absent: none}},"
        " §{from: 2019-01-01, adopted when: {absent: none}}]}]\n",
        "2019-01-01 stands after",
        "in the order",
    ),
    "version without its day": (
        HEAD + "rules: [{rule: a, versions: [§{adopted when: {absent: none}}]}]\n",
        'lacks the key "from"',
        "from: DATE",
    ),
    "statuses out of order": (
        HEAD
        + "members: [{member: AA, status: [{from: 2020-01-01, is: member}, §{from: 2010-01-01, is: member}]}]\n",
        "2010-01-01 stands after",
        "in the order",
    ),
    "status that ends before it begins": (
        HEAD
        + "members: [{member: AA, status: [§{from: 2020-01-01, is: member, until: 2019-01-01}]}]\n",
        "before it begins",
        "2020-01-01",
    ),
    "unknown status": (
        HEAD + "members: [{member: AA, status: [{is: §membr}]}]\n",
        'no status "membr"',
        '"member"',
    ),
    "unknown zone": (HEAD + "seat: {zone: §Europe/Moskow}\n", "no time zone", '"Europe/Moscow"'),
    "unknown language": (HEAD + "languages: [ru, §xx]\n", "no language", "ISO 639-1"),
    "unknown language of a title": (
        "comity: 1\nbody: duo\ntitle: {§rus: Дуэт}\n",
        "no language",
        "ru",
    ),
    "unsupported alphabet": (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: {alphabet: §es}, passes: {by: decision}}]\n",
        "not supported",
        "ru",
    ),
    "unknown organ": (
        HEAD + MEMBERS + "organs: [{organ: council}]\n"
        "rotas: [{rota: t, of: members, order: [AA], passes: {at: close of the regular session, of: §concil}}]\n",
        'no organ "concil"',
        '"council"',
    ),
    "unknown office": (
        HEAD + MEMBERS + "organs: [{organ: staff, headed by: §director}]\n",
        'no office "director"',
        "office",
    ),
    "unknown rota": (
        HEAD + MEMBERS + "organs: [{organ: council, chaired by: §chair}]\n",
        'no rota or office "chair"',
        "rota or office",
    ),
    "unknown rule": (
        HEAD + MEMBERS + RULES + "organs: [{organ: council, decides by: §bothh}]\n",
        'no rule "bothh"',
        '"both"',
    ),
    "unknown procedure": (
        HEAD + MEMBERS + "offices: [{office: o, filled by: §election}]\n",
        'no procedure "election"',
        "procedure",
    ),
    "unknown right": (
        HEAD + "statuses: [{status: member, rights: [§votes]}]\n",
        '"votes"',
        '"vote"',
    ),
    "unknown power": (HEAD + "organs: [{organ: o, powers: [§recrod]}]\n", '"recrod"', '"record"'),
    "rota with no members": (
        HEAD
        + MEMBERS
        + "groups: {none_yet: []}\nrotas: [{rota: t, of: §none_yet, order: [AA], passes: {by: decision}}]\n",
        'Nobody is ever of "none_yet"',
        "members",
    ),
    "first member not on the rota": (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: [AA, BB], starting with: §CC, passes: {by: decision}}]\n",
        '"CC" is not on the rota',
        "AA, BB",
    ),
    "turn by a calendar that never begins": (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: [AA], passes: §{every: 6 months}}]\n",
        'The turn of "t" never passes: there is no day to count from',
        "from: the first day",
    ),
    "turn at the close of nobody's session": (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: [AA], passes: §{at: close of the regular session}}]\n",
        'The turn of "t" never passes: no organ is named',
        "an organ with chaired by: t",
    ),
    "turn at the close of a session of an organ that it chairs no more": (
        HEAD
        + MEMBERS
        + "organs:\n  - organ: o\n    versions: [{from: 2000-01-01, chaired by: t}, {from: 2010-01-01, title: O}]\n"
        "rotas:\n  - rota: t\n    of: members\n    order: [AA]\n    versions:\n"
        "      - {from: 2000-01-01, passes: {by: decision}}\n"
        "      - {from: 2010-01-01, passes: §{at: close of the regular session}}\n",
        'The turn of "t" never passes: no organ is named',
        "an organ with chaired by: t",
    ),
    "term beside slots": (
        HEAD + MEMBERS + "offices: [{office: o, slots: {length: 1 year, from: 2010-01-01,"
        " rota: {of: members, order: [AA], starting with: AA}}, §term: 2 years}]\n",
        'Beside "slots" a "term" says nothing',
        "slots or term, one of the two",
    ),
    "thing that a step needs before any asks for it": (
        HEAD + MEMBERS + "procedures:\n"
        "  - {procedure: p, opened by: any member, steps: [{step: w, waits for: {date: §day}},"
        " {step: a, asks for: day, from: any member}]}\n",
        'No step asks for "day" before the step "w", which needs it',
        "asks for: day in a step before it",
    ),
    "office filled by another procedure than that which fills it": (
        HEAD + MEMBERS + "offices: [{office: o, filled by: p}]\nprocedures:\n"
        "  - {procedure: p, opened by: any member, steps: [{step: a, asks for: person, from: any member},"
        " {step: b, takes effect: {fills: o, with: person}}]}\n"
        "  - {procedure: q, opened by: any member, steps: [{step: a, asks for: person, from: any member},"
        " {step: b, takes effect: [{fills: §o, with: person}]}]}\n",
        'The office "o" is filled by p, and q fills it too',
        "no filled by beside o",
    ),
    "office filled by another procedure, beside offices before and after it": (
        HEAD
        + MEMBERS
        + "offices: [{office: n}, {office: o, filled by: p}, {office: r}]\nprocedures:\n"
        "  - {procedure: p, opened by: any member, steps: [{step: a, asks for: person, from: any member},"
        " {step: b, takes effect: {fills: o, with: person}}]}\n"
        "  - {procedure: q, opened by: any member, steps: [{step: a, asks for: person, from: any member},"
        " {step: b, takes effect: [{fills: n, with: person}, {fills: r, with: person}, {fills: §o, with: person}]}]}\n",
        'The office "o" is filled by p, and q fills it too',
        "no filled by beside o",
    ),
    "policy on skipped turns that is none": (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: [AA], passes: {by: decision}, when a turn is skipped: §turn is lost}]\n",
        '"turn is lost" is not allowed here',
        "held vacant",
    ),
    "first of the slots not on the rota": (
        HEAD + "members: [{member: AA}, {member: BB, status: [{from: 2020-01-01, is: member}]}]\n"
        "offices: [{office: o, slots: {length: 1 year, from: 2010-01-01,"
        " rota: {of: members, order: [AA, BB], starting with: §ZZ}}}]\n",
        'no member "ZZ"',
        "AA, BB",
    ),
    "first of the slots a member that its rota does not list": (
        HEAD
        + MEMBERS
        + "offices:\n  - {office: n}\n  - {office: o, slots: {length: 1 year, from: 2010-01-01,"
        " rota: {of: members, order: [AA, BB], starting with: §CC}}}\n",
        '"CC" is not on the rota',
        "AA, BB",
    ),
    "slots of a group that nobody is ever of": (
        HEAD
        + MEMBERS
        + "groups: {none_yet: []}\noffices: [{office: o, slots: {length: 1 year, from: 2010-01-01,"
        " rota: {of: §none_yet, order: [AA], starting with: AA}}}]\n",
        'Nobody is ever of "none_yet"',
        "members",
    ),
    "third limb beside first and failing which": (
        rule(
            "{rule: a, adopted when: {first: {objections: none}, failing which: {absent: none}, §frist: {absent: none}}}"
        ),
        '"frist" has no place beside "first"',
        '"first"',
    ),
    "limb of another name": (
        rule(
            "{rule: a, adopted when: {first: {objections: none}, failing which: {absent: none}, §xyz: {absent: none}}}"
        ),
        '"xyz" has no place beside "first"',
        "first, failing which",
    ),
    "all of nothing": (rule("{rule: a, adopted when: {all of: §[]}}"), "", ""),
    "two formats of one name": (
        HEAD + "organs: [{organ: o, formats: §[{format: f}, {format: g}, {format: f}]}]\n",
        'Two formats are named "f"',
        "one of each name",
    ),
    "text that is too long to be shown whole": (
        HEAD + f"languages: [§{'x' * 61}]\n",
        f'"{"x" * 57}..."',
        "",
    ),
    "text that is just short enough to be shown": (
        HEAD + f"languages: [§{'x' * 60}]\n",
        f'"{"x" * 60}"',
        "",
    ),
    "tab within a text, before a fault of another kind": (
        HEAD + 'rules: [{rule: "a\tb"§]\n',
        "",
        "",
    ),
    "rota that passes in two ways": (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: [AA], passes: §{by: decision, every: 1 month}}]\n",
        "mapping",
        "every",
    ),
    "group named as a word of the notation": (
        HEAD + MEMBERS + "groups: {§voting: [AA]}\n",
        "word of the notation",
        "another name",
    ),
    "member twice in a group": (
        HEAD + MEMBERS + "groups: {g: [AA, BB, §AA]}\n",
        '"AA" is listed twice',
        "each once",
    ),
    "unreachable step": (
        steps(
            "{" + ASKS + ", then: three}",
            "{step: §two, asks for: text, from: any member}",
            "{step: three, takes effect: {approves: text}}",
        ),
        'Nothing leads to the step "two"',
        "a step before it",
    ),
    "unknown step": (
        steps(
            f"{{step: one, {QUESTION}, if not adopted: §tow}}",
            "{step: two, takes effect: {approves: text}}",
        ),
        'no step "tow"',
        '"two"',
    ),
    "two steps of one name": (
        steps("{" + ASKS + "}", "{" + ASKS.replace("one", "§one") + "}"),
        'two steps named "one"',
        "one of each",
    ),
    "step named end": (
        steps("{step: §end, asks for: text, from: any member}"),
        "ends a matter",
        "another name",
    ),
    "step that does nothing": (steps("§{step: one}"), "does nothing", "asks for"),
    "branch of a step without a question": (
        steps("{" + ASKS + ", §if adopted: end}"),
        "does not belong",
        "then: STEP",
    ),
    "then beside a question": (
        steps(f"{{step: one, {QUESTION}, §then: end}}"),
        "does not belong",
        "a step of its own",
    ),
    "question put to nobody": (
        steps("§{step: one, question: agreed, rule: both}"),
        'lacks the key "put to"',
        "put to",
    ),
    "unknown role": (
        steps("{step: one, asks for: text, from: §the sekretariat}"),
        '"the sekretariat" is nobody',
        "any member",
    ),
    "thing that nobody provides": (
        steps("{" + ASKS + "}", "{step: two, takes effect: {grants: member, to: §candidate}}"),
        'No step provides "candidate"',
        "text",
    ),
    **{
        f"{effect} that nobody provides": (
            steps("{" + ASKS + "}", f"{{step: two, takes effect: {{{effect}: §whatever}}}}"),
            'No step provides "whatever"',
            "text",
        )
        for effect in (
            "grants: member, to: text, from",
            "grants: member, to: text, until",
            "ends status: member, of",
            "ends status: member, of: text, from",
            "suspends: vote, of",
            "suspends: vote, of: text, from",
            "suspends: vote, of: text, until",
            "restores: vote, of",
            "amends charter: yes, with",
            "amends charter: yes, with: text, from",
            "issues: decision, number",
            "issues: decision, date",
            "issues: decision, from",
            "sets measures",
            "sets measures: yes, until",
        )
    },
    **{
        f"wait for a day that is {given}": (
            steps("{" + ASKS + "}", f"{{step: two, waits for: {wait}}}"),
            f'No step provides "{given}"',
            "text",
        )
        for given, wait in {
            "whatever": "§whatever",
            "the thaw": "{date: §the the thaw}",
            "applicant": "{date: §applicant}",
        }.items()
    },
    "wait for a period without braces": (
        steps("{step: two, waits for: §30 days}"),
        '"30 days" is not allowed here',
        "{period: 30 days}",
    ),
    "measures ended that no step sets": (
        steps("{" + ASKS + "}", "{step: two, takes effect: {ends measures: §text}}"),
        'No step sets the measures "text"',
        "measures that a step sets",
    ),
    "measures ended that are called otherwise": (
        steps("{" + ASKS + ", takes effect: [{sets measures: text}, {ends measures: §test}]}"),
        'No step sets the measures "test"',
        '"text"',
    ),
    "an amendment without a text": (
        steps("{step: one, takes effect: §{amends charter: yes}}"),
        'lacks the key "with"',
        "with:",
    ),
    "an office that a group fills": (
        steps("{" + ASKS + "}", "{step: two, takes effect: {fills: chair, with: §pair}}")
        + "groups: {pair: [AA, BB]}\noffices: [{office: chair}]\n",
        'No step provides "pair"',
        "text",
    ),
    "a turn that passes to a group": (
        steps("{" + ASKS + "}", "{step: two, takes effect: {passes: t, to: §pair}}")
        + "groups: {pair: [AA, BB]}\nrotas: [{rota: t, of: members, order: [AA], passes: {by: decision}}]\n",
        'No step provides "pair"',
        "one of text",
    ),
    "a silence opened at a session by nobody": (
        steps(
            f"{{step: one, {QUESTION}, closes: {{after: 3 days}}, silence: {{§opened at: session}}}}"
        ),
        "Nobody puts this question",
        "put by: ROLE",
    ),
    "a silence for a purpose that nobody gives": (
        steps(
            f"{{step: one, {QUESTION}, closes: {{after: 3 days}}, silence: {{§only for: [budget]}}}}"
        ),
        "Nobody puts this question",
        "put by: ROLE",
    ),
    "unknown effect": (
        steps("{step: one, takes effect: §{fill: office}}"),
        '"fill" is no effect',
        '"fills"',
    ),
    "effect without what it needs": (
        steps("{step: one, takes effect: §{grants: member}}"),
        'lacks the key "to"',
        "to:",
    ),
    "unknown period": (steps("{" + ASKS + ", within: §3 moons}"), '"3 moons"', "72 hours"),
    "period too long": (steps("{" + ASKS + ", within: §901 years}"), '"901 years"', "900 years"),
    "period too long in weeks": (
        steps("{" + ASKS + ", within: §99999 weeks}"),
        "99999",
        "900 years",
    ),
    "period of too many digits": (
        steps("{" + ASKS + ", within: §999999 years}"),
        "999999",
        "900 years",
    ),
    "term too long": (
        f"{HEAD}{MEMBERS}offices: [{{office: chair, term: §9999 years}}]\n",
        '"9999 years"',
        "900 years at most",
    ),
    "date in a year far off": (
        HEAD + "members: [{member: AA, status: [{from: §9999-01-01, is: member}]}]\n",
        "The year 9999",
        "1000 to 8999",
    ),
    "date long before all law": (
        HEAD + "members: [{member: AA, status: [{from: §0999-12-31, is: member}]}]\n",
        "The year 999",
        "1000 to 8999",
    ),
    **{
        f"{kind} called {name}": (
            f"{HEAD}{kind}s: [{{{kind}: §{name}}}]\n",
            f"the id '{name}'",
            "another name",
        )
        for kind in ("member", "organ", "office")
        for name in sorted(RESERVED)
    },
    "wrong outcome word": (
        steps(f"{{step: one, {QUESTION}, §if adoptd: end}}"),
        'no key "if adoptd"',
        '"if adopted"',
    ),
    "text where a list belongs": (HEAD + "rules: §none\n", '"none"', "list of rules"),
    "empty value": (HEAD + "rules:§\n", "empty value", "list of rules"),
    "anchor": (HEAD + "languages: §&a [ru]\n", "anchor", "the value alone"),
    "alias": (HEAD + "languages: §*a\n", "alias", "the value itself"),
    "tag": (HEAD + "languages: §!!python/object:os.system [ru]\n", "tag", "the value alone"),
    "alias in the midst of a charter": (
        "comity: 1\ntitle: §*a\nbody: duo\n",
        "alias",
        'quotes around the text: title: "*a"',
    ),
    "bracket that is closed as another": (
        HEAD + "seat: {place: Here§]\nlanguages: [en]\n",
        "did not find expected",
        "quotes around",
    ),
    "role of nothing": (
        HEAD
        + MEMBERS
        + "procedures: [{procedure: p, opened by: §{}, steps: [{step: a, asks for: x, from: any member}]}]\n",
        "",
        "a role such as any member",
    ),
    "second document": (HEAD + "§---\n" + HEAD, "second document", "one document"),
    "tab": (HEAD + "seat:\n§\tplace: Moscow\n", "tab", "spaces"),
    "not YAML": (HEAD + "rules: [\n§", "not YAML", "a key and a value"),
    "NUL": (HEAD + "seat: §\0\n", "NUL", "printable"),
    "empty": ("§ \n", "empty", "keys and values"),
    "a list": ("§[comity]\n", "A list", "keys of a charter"),
}


@pytest.mark.parametrize("label", BAD)
def test_a_bad_charter_is_refused_at_its_place_with_what_was_expected(label: str) -> None:
    written, sentence, expected = BAD[label]
    text, line, column = marked(written)
    fault = faults_of(text)[0]
    assert fault.file == "bad.yaml"
    assert sentence in fault.sentence
    assert expected in fault.expected
    assert (fault.line, fault.column) == (line, column)


def test_a_tab_is_blamed_where_it_stands_before_a_text_or_at_the_fault_alone() -> None:
    codes = {
        text: faults_of(HEAD + text)[0].code
        for text in (
            'rules: [{rule: "a\tb"]\n',
            "rules:\n\t- {rule: a}\n",
            "rules:\n  \t- {rule: a}\n",
        )
    }
    assert [code == "text.tab" for code in codes.values()] == [False, True, True]


@pytest.mark.parametrize(
    ("effect", "codes"),
    [
        ("passes: t, to: AA", []),
        ("passes: t, to: text", []),
        ("passes: t, to: nobody", ["thing.unknown"]),
        ("issues: decision, from: text", []),
        ("issues: decision, from: AA", ["thing.unknown"]),
        ("issues: decision, number: AA", ["thing.unknown"]),
        ("issues: decision, date: AA", ["thing.unknown"]),
    ],
)
def test_an_effect_names_a_member_where_one_may_stand_and_else_what_was_asked_for(
    effect: str, codes: list[str]
) -> None:
    text = (
        HEAD
        + MEMBERS
        + "rotas: [{rota: t, of: members, order: [AA], passes: {by: decision}}]\n"
        + (
            "procedures:\n  - procedure: p\n    opened by: any member\n    steps:\n"
            f"      - {{{ASKS}}}\n      - {{step: two, takes effect: {{{effect}}}}}\n"
        )
    )
    if codes:
        assert [fault.code for fault in faults_of(text)] == codes
    else:
        read_charter_text(text)


@pytest.mark.parametrize("threshold", ["at least 1", "more than 9", "at least 1/2 of members"])
def test_a_weight_that_one_member_lacks_is_the_fault_whatever_is_asked_of_it(
    threshold: str,
) -> None:
    text = rule(f"{{rule: a, adopted when: {{in favour by w: {threshold}}}}}")
    faults = faults_of(text + "weights: {w: {values: {AA: 1, BB: 1}}}\n")
    assert [fault.code for fault in faults] == ["weight.missing"]


@pytest.mark.parametrize("days", [(2020,), (2020, 2022)])
def test_each_rule_that_cannot_be_counted_is_told_once(days: tuple[int, ...]) -> None:
    versions = ", ".join(
        f"{{from: {year}-01-01, values: {{AA: 0, BB: 0, CC: 0}}}}" for year in days
    )
    nobody = "{{rule: {}, adopted when: {{in favour: at least smallest group with more than 50% of w plus 1}}}}"
    text = (
        rule(nobody.format("a"), nobody.format("b"))
        + f"weights: {{w: {{versions: [{versions}]}}}}\n"
    )
    assert [(fault.code, fault.line) for fault in faults_of(text)] == [
        ("rule.uncountable", 6), ("rule.uncountable", 7)
    ]  # fmt: skip


def test_a_weight_is_not_taken_for_a_group() -> None:
    text = rule("{rule: a, adopted when: {in favour by voters: at least 1/2 of members}}")
    assert faults_of(text)[0].expected.startswith("a weight of the charter")
    text = rule("{rule: a, adopted when: {in favour: at least 1/2 of voters}}")
    assert faults_of(text)[0].expected.startswith('"voting"')


def test_what_is_neither_of_two_kinds_is_told_under_the_first() -> None:
    text = HEAD + "organs: [{organ: o, chaired by: nobody}]\n"
    assert faults_of(text)[0].code == "rota.unknown"


def test_all_faults_are_told_at_once_in_the_order_of_the_text() -> None:
    text = (
        HEAD
        + "seat: {zone: Nowhere}\nlanguages: [xx]\nrules: [{rule: a, adopted when: {in favor: none}}]\nrul: 1\n"
    )
    assert [fault.line for fault in faults_of(text)] == [4, 5, 6, 7]


def test_a_fault_reads_as_file_line_column_sentence_and_expectation() -> None:
    (fault,) = faults_of(HEAD + "rule: []\n")
    assert str(fault) == 'bad.yaml:4:1: Charter has no key "rule". Expected "rules".'


def test_a_library_of_rules_need_not_declare_groups_or_weights() -> None:
    text = (
        HEAD
        + "rules: [{rule: a, adopted when: {any of: [{in favour among g by w: all}, {against: at most 1/2 of h}]}}]\n"
    )
    assert read_charter_text(text).rules["a"].on is not None


def test_a_charter_with_members_may_name_a_declared_parameter() -> None:
    text = (
        HEAD
        + MEMBERS
        + "parameters: [permanent]\nrules: [{rule: a, adopted when: {in favour among permanent: all}}]\n"
    )
    assert read_charter_text(text).parameters == ("permanent",)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("latin.yaml", "title: Üben".encode("latin-1"), "This is not UTF-8."),
        ("empty.yaml", b"", "The file is empty."),
        ("half.yaml", b"comity: 1\nbody: \xff\n", "This is not UTF-8."),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Faulty) as caught:
        read_charter(tmp_path / name)
    assert caught.value.faults[0].sentence == sentence
    assert caught.value.faults[0].file == str(tmp_path / name)


def test_bytes_that_are_not_utf8_are_shown_by_line_and_column(tmp_path: Path) -> None:
    for text, place in {
        b"comity: 1\nbody: \xff\n": (2, 7),
        b"a: 1\nbody: of many words \xff": (2, 21),
    }.items():
        (tmp_path / "half.yaml").write_bytes(text)
        with pytest.raises(Faulty) as caught:
            read_charter(tmp_path / "half.yaml")
        assert (caught.value.faults[0].line, caught.value.faults[0].column) == place


@pytest.mark.parametrize(
    ("members", "texts"),
    [
        (
            "{member: A, name: Alpha, Beta, sort name: Gamma, Delta}",
            ["Alpha, Beta", "Gamma, Delta"],
        ),
        ("{member: A, name: Alpha, Beta, Gamma}", ["Alpha, Beta, Gamma"]),
        ("{member: A, name: Alpha, Beta}, {member: B, name: C, D}", ["Alpha, Beta", "C, D"]),
        ("{member: A, member: A, name: Alpha, Beta}", ["Alpha, Beta"]),
    ],
)
def test_each_text_that_a_comma_cuts_is_given_back_whole_in_quotes(
    members: str, texts: list[str]
) -> None:
    with pytest.raises(Faulty) as caught:
        read_charter_text(f"{HEAD}members: [{members}]\n")
    cut = [one.expected for one in caught.value.faults if one.code == "text.comma"]
    assert [one.partition(': "')[2].rstrip('"') for one in cut] == texts


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        ("silence: {only for: [dates]}, closes: {after: 3 days}", ["step.purpose"]),
        ("silence: {only for: [dates]}, closes: {set by: opener}", []),
        ("put by: o, silence: {only for: [dates]}, closes: {after: 3 days}", []),
        ("silence: {opened at: session}, closes: {after: 3 days}", ["step.session"]),
        ("put by: o, silence: {opened at: session}, closes: {after: 3 days}", []),
    ],
)
def test_a_silence_that_nobody_could_open_is_a_fault(step: str, codes: list[str]) -> None:
    text = HEAD + (
        "members: [{member: A}]\norgans: [{organ: o, powers: [record, propose]}]\n"
        "rules: [{rule: r, fails when: {objections: at least 1}}]\n"
        "procedures:\n  - procedure: p\n    opened by: o\n    steps:\n"
        f"      - {{step: a, question: q, put to: each member, rule: r, silence means: consent, {step}}}\n"
    )
    try:
        read_charter_text(text)
        found: list[str] = []
    except Faulty as faulty:
        found = [one.code for one in faulty.faults]
    assert found == codes


def test_of_two_steps_of_one_name_that_alone_is_told() -> None:
    """What leads to which of them cannot be followed."""
    text = HEAD + (
        "members: [{member: A}]\norgans: [{organ: o, powers: [record]}]\n"
        "procedures:\n  - procedure: p\n    opened by: o\n    steps:\n"
        "      - {step: a, asks for: text, from: o, then: c}\n      - {step: b, asks for: paper, from: o}\n"
        "      - {step: b, asks for: letter, from: o}\n      - {step: c, asks for: note, from: o}\n"
    )
    with pytest.raises(Faulty) as caught:
        read_charter_text(text)
    assert [one.code for one in caught.value.faults] == ["name.twice"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match="No such file"):
        read_charter(tmp_path / "none.yaml")


def test_a_folder_is_read_through_its_charter_file(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(HEAD, encoding="utf-8")
    assert read_charter(tmp_path).body == "duo"


def test_a_folder_inside_the_folder_is_no_charter(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").mkdir()
    with pytest.raises(Faulty, match="This is a directory"):
        read_charter(tmp_path)


def test_a_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)  # a sparse file: nothing is there to be read
    with pytest.raises(Faulty, match="too large: 104857600 bytes"):
        read_charter(large)


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_ten_thousand_levels_are_refused_at_the_sixty_first(opening: str) -> None:
    (fault,) = faults_of(opening * 10_000)
    assert (fault.code, fault.column) == ("text.too-deep", 60 * len(opening) + 1)


def test_a_rule_nested_ten_thousand_deep_is_refused() -> None:
    text = HEAD + "rules: [{rule: deep, adopted when: " + "{all of: [" * 10_000 + "\n"
    assert faults_of(text)[0].code == "text.too-deep"


def test_a_text_that_refers_to_itself_cannot_grow() -> None:
    laughs = "a: &a [lol]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(20))
    assert faults_of(laughs)[0].code == "text.anchor"


def test_the_chair_by_a_rota_without_a_name_is_a_fault_and_no_crash() -> None:
    chair = "organs: [{organ: c, chaired by: r}]\nrotas: [{rota: {r: x}, of: members}]\n"
    found = faults_of(steps("{step: a, asks for: text, from: the chair}") + chair)
    told = [fault.sentence for fault in found]
    assert 'There is no rota or office "r".' in told
    assert '"the chair" is not allowed here.' in told


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("closes: {at least: 3 days, after: 4 days}", "closing.unset"),
        ("closes: {set by: opener, at least: 3 days, after: 1 day}", "closing.short"),
        ("closes: {set by: opener, at least: 3 months, after: 2 months}", "closing.short"),
        ("closes: {set by: opener, at least: 72 hours, after: 3 days}", ""),
        ("closes: {set by: opener, at least: 3 working days, after: 1 week}", ""),
        ("closes: {after: 3 days, extended: no}", ""),
        ("closes: {set by: opener, extended: {times: 1, by at most: 10 working days}}", ""),
        ("closes: {when: all have answered, extended: no}", "closing.no-deadline"),
        ("at: session, closes: {extended: {times: 1}}", "closing.no-deadline"),
        ("closes: {after: 3 days, extended: {}}", "closing.unlimited"),
        ("closes: {after: 3 days, extended: {cites: Pact 1}}", "closing.unlimited"),
        ("closes: {after: 3 days, extended: {times: 0}}", "value.wrong"),
        ("closes: {after: 3 days, extended: {by at most: 0 days}}", "value.wrong"),
        ("closes: {after: 3 days, extended: yes}", "word.unknown"),
        ("closes: {after: 3 days, extended: once}", "word.unknown"),
        ("closes: {after: 3 days}, positions: []", "list.empty"),
        (
            "closes: {after: 3 days}, put by: any member, silence means: consent, silence: {only for: []}",
            "list.empty",
        ),
    ],
)
def test_a_clause_of_a_question_that_would_bind_nothing_is_a_fault(keys: str, code: str) -> None:
    text = steps(f"{{step: v, question: q, put to: each member, rule: both, {keys}}}")
    assert codes_of(text) == ([code] if code else [])


def codes_of(text: str) -> list[str]:
    try:
        read_charter_text(text, "bad.yaml")
    except Faulty as faulty:
        return [one.code for one in faulty.faults]
    return []


ONE_LINE = """comity: 1
body: duo
title: Duo
statuses: [{status: member, rights: [vote, propose], cites: §cites}]
members: [{member: A, status: [{is: member, source: §source}]}, {member: B, cites: {text: §text, compared with: §compared}}]
weights: {votes: {values: {A: 1, B: 1}, source: §weighed}}
organs: [{organ: desk, powers: [all], seats: {one for each: member, held by: §held}}]
rules: [{rule: r, cites: Pact 1, adopted when: {objections: none}}]
procedures:
  - procedure: p
    opened by: desk
    steps:
      - step: v
        question: q
        put to: each member
        rule: r
        put by: desk
        closes: {after: 3 days}
        silence means: consent
        silence: {only for: [§only]}
conflicts: [{conflict: §conflict, about: r, texts: [{cites: Pact 1, says: one}], prevails: Pact 1}]
"""
PLACES = re.findall("§([a-z]+)", ONE_LINE)


@pytest.mark.parametrize("end", ["\\n", "\\u2028", "\\u2029", "\\x85", "\\v"])
@pytest.mark.parametrize("place", PLACES)
def test_a_text_of_one_line_has_no_end_of_a_line_in_it(place: str, end: str) -> None:
    """An article, a source, the name of a conflict: each is one line where acts say it, and so where a charter does."""
    text = ONE_LINE.replace(f"§{place}", f'"a{end}b"')
    text = re.sub("§[a-z]+", "word", text)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if f'"a{end}b"' in one)
    with pytest.raises(Faulty) as caught:
        read_charter_text(text)
    assert {(one.code, one.line) for one in caught.value.faults} <= {
        ("text.lines", line),
        ("text.control", line),
    }
    read_charter_text(text.replace(end, " "))
