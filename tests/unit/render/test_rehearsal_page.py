"""A rehearsal on a page and before an apply: what weighs stands first, and strangers' words stay words."""

from __future__ import annotations

import json
from typing import Any

from tests.rules.build import applied, change
from tests.unit.rehearsal.scenes import LOGIN, SMARTHOST, around, configuration, through, usual, world

from sendoff.change.plan import Consequence, Plan, with_consequences
from sendoff.rehearsal.before import FIRST, INSTALLED, NEVER, Before, Expected
from sendoff.rehearsal.comparison import compare
from sendoff.rehearsal.expectations import Scene, judge
from sendoff.rehearsal.observed import Observed, Rehearsal, World
from sendoff.rehearsal.stage import stage
from sendoff.render import before_json, before_text, plan_json, plan_text
from sendoff.render.plan_html import page
from sendoff.render.style import Style

THEN = configuration("relayhost = [smtp.example.net]:587", "smtp_sasl_password_maps = hash:/logins",
                     "message_size_limit = 400000", logins={"[smtp.example.net]:587": "web1:secret"})  # fmt: skip
AROUND = around(LOGIN, None, THEN)
STAGE = stage(AROUND)
PLAN = Plan(change(LOGIN, applied()))


def rehearsal(now: World, then: World) -> Rehearsal:
    found = tuple(judge(Scene(AROUND, STAGE, now, then)))
    return Rehearsal(STAGE.mails, now, then, tuple(compare(STAGE.mails, now, then)), found, ("milters",), 1.5)


def broken(text: str = "550 5.7.1 no") -> Rehearsal:
    back = through(SMARTHOST)
    return rehearsal(world(STAGE, usual), world(STAGE, back, root_direct=Observed(False, f"RCPT TO: {text}")))


GOOD = rehearsal(world(STAGE, usual), world(STAGE, through(SMARTHOST)))


def drawn(found: Rehearsal) -> str:
    return page(PLAN, frozenset(), "web1.example.net", "2026-11-23 08:40", found)


def test_differences_stand_before_what_does_not_hold_and_before_the_picture() -> None:
    text = drawn(broken())
    places = [text.index(each) for each in (
        "mail does not flow as the JSON says", "What changes", "What does not hold", "The mail system",
        "The ways that mail took", "Message by message", "Not rehearsed",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "stops an apply unless it is accepted" in text
    assert "What does not hold" not in drawn(GOOD)
    assert "mail flows as the JSON says" in drawn(GOOD)


def test_the_picture_has_what_was_seen_of_each_station() -> None:
    text = drawn(GOOD)
    now, then = text[text.index("as it is</figcaption>") :].split("as it would be</figcaption>")
    assert "messages in rehearsal" in now
    assert "<b>[smtp.example.net]:587</b>" in then
    hop = then[then.index("<b>[smtp.example.net]:587</b>") :]
    assert "<strong>took 18 messages in rehearsal</strong>" in hop[: hop.index("mailboxes on this server")]
    assert "in rehearsal 7 sent on, 1 kept here" in then


def test_mail_past_the_smarthost_is_a_station_of_its_own() -> None:
    past = rehearsal(world(STAGE, usual), world(STAGE, through(SMARTHOST), root_direct=usual(STAGE.mails[0])))
    then = drawn(past).split("as it would be</figcaption>")[1]
    assert "<b>the servers of destinations</b>" in then
    assert "by another route" in then


def test_changed_ways_and_mails_are_marked_by_a_word() -> None:
    text = drawn(GOOD)
    for mark in ("new", "gone", "differs"):
        assert f'<span class="state">{mark}</span>' in text
    same = rehearsal(world(STAGE, usual), world(STAGE, usual))
    ways = drawn(same)
    assert "Nothing: all mail goes as it went." in ways
    assert 'class="state">differs' not in ways


def test_what_a_receiver_wrote_is_no_markup() -> None:
    text = drawn(broken("550 <script>alert(1)</script>"))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


# before an apply


def shown(found: Rehearsal, *weighed: Consequence) -> str:
    made = with_consequences(PLAN, weighed)
    return before_text.text(Before(found), made, frozenset(), Style())


def test_before_an_apply_differences_and_what_weighs_are_told_and_the_verdict_is_last() -> None:
    found = broken()
    text = shown(found, Consequence("rehearsal-smarthost-takes-all", "refuse", "In rehearsal: x.", mend="Do y."))
    assert text.startswith("\nin rehearsal\n  ~ ")
    assert "refuse[rehearsal-smarthost-takes-all]\n      In rehearsal: x.\n      mend: Do y." in text
    assert text.splitlines()[-1].startswith("  mail does NOT flow as the JSON says (")
    warned = shown(found, Consequence("rehearsal-smarthost-takes-all", "warn", "In rehearsal: x."))
    assert warned.splitlines()[-1].startswith("  nothing of this stops the apply (")
    assert shown(GOOD).splitlines()[-1].startswith("  mail flows as the JSON says (")


def test_a_rehearsal_that_could_not_be_is_told_with_its_reason() -> None:
    none = Before(None, "no namespaces here")
    assert before_text.text(none, PLAN, frozenset(), Style()) == "not rehearsed: no namespaces here"
    assert before_json.as_json(none) == {"done": False, "why": "no namespaces here"}
    done: dict[str, Any] = before_json.as_json(Before(GOOD))
    assert (done["done"], done["flows"]) == (True, True)
    assert "secret" not in json.dumps(done)


def test_a_plan_says_whether_it_will_be_rehearsed() -> None:
    for expected, words in (
        (Expected(FIRST), "before that it is rehearsed in private networks"),
        (Expected(INSTALLED, "postfix"), "rehearsed in private networks once postfix is installed"),
        (Expected(NEVER, "--no-rehearse"), "not rehearsed: --no-rehearse"),
    ):
        assert words in plan_text.text(PLAN, frozenset(), Style(), expected)
        told = plan_json.as_json(PLAN, frozenset(), expected)["rehearsal"]
        assert told == {"when": expected.when, "why": expected.why}
    assert "rehears" not in plan_text.text(PLAN, frozenset(), Style())
    assert plan_json.as_json(PLAN, frozenset())["rehearsal"] is None
