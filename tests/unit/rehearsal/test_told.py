"""A rehearsal is told whole: differences first, the verdict last, and as JSON."""

from __future__ import annotations

import json

import pytest
from tests.unit.rehearsal.scenes import LOGIN, SMARTHOST, around, configuration, through, usual, world

from sendoff.rehearsal.comparison import compare
from sendoff.rehearsal.expectations import Scene, judge
from sendoff.rehearsal.observed import Finding, Observed, Rehearsal, World
from sendoff.rehearsal.stage import stage
from sendoff.render import rehearsal_json, rehearsal_text
from sendoff.render.style import Style

THEN = configuration("relayhost = [smtp.example.net]:587", "smtp_sasl_password_maps = hash:/logins",
                     "message_size_limit = 400000", logins={"[smtp.example.net]:587": "web1:secret"})  # fmt: skip
AROUND = around(LOGIN, None, THEN)
STAGE = stage(AROUND)


def rehearsal(now: World, then: World) -> Rehearsal:
    found = tuple(judge(Scene(AROUND, STAGE, now, then)))
    return Rehearsal(STAGE.mails, now, then, tuple(compare(STAGE.mails, now, then)), found, ("milters",), 1.5)


GOOD = rehearsal(world(STAGE, usual), world(STAGE, through(SMARTHOST)))


def test_the_text_has_differences_first_and_the_verdict_last() -> None:
    text = rehearsal_text.text(GOOD, Style())
    assert text.startswith("what changes\n  ~ ")
    assert f"    as it would be  leaves through {SMARTHOST} · envelope sender webserver@example.net · " in text
    assert "    both            is put into the mailbox of root\n" in text
    assert text.index("root-direct") < text.index("root-local")
    assert "not rehearsed\n  - milters" in text
    assert text.splitlines()[-1].startswith("mail flows as the JSON says (")


def test_a_failure_names_its_key_and_whether_it_was_there_before() -> None:
    told = rehearsal_text.text(rehearsal(world(STAGE, usual), world(STAGE, usual)), Style())
    line = next(line for line in told.splitlines() if "rehearsal-smarthost-takes-all" in line)
    assert line.startswith("  FAILED  ")
    assert line.endswith("(as it is, too) [postfix::relayhost]")
    assert "mail does NOT flow as the JSON says" in told
    assert "no difference" in told


@pytest.mark.parametrize(("results", "flows"), [
    ((), True), (("pass", "pass"), True), (("pass", "unknown"), None), (("unknown", "fail"), False),
])  # fmt: skip
def test_unknown_is_no_pass(results: tuple[str, ...], flows: bool | None) -> None:
    findings = tuple(Finding("x", result, "") for result in results)
    assert GOOD._replace(findings=findings).flows is flows


def test_a_system_that_does_not_start_is_told() -> None:
    told = rehearsal_text.text(rehearsal(world(STAGE, usual), World({}, "fatal: bad number")), Style())
    assert "Postfix does not start any more: fatal: bad number; it runs as it is" in told
    failing = world(STAGE, usual)._replace(fatal=("smtpd: fatal: x",))
    assert "as it is\n  - smtpd: fatal: x" in rehearsal_text.text(rehearsal(failing, failing), Style())


def test_what_strangers_wrote_does_not_reach_the_terminal() -> None:
    odd = Observed(False, "RCPT TO: 550 \x1b[2J")
    told = rehearsal_text.text(rehearsal(world(STAGE, usual), world(STAGE, usual, root_direct=odd)), Style())
    assert "\x1b" not in told


def test_the_json_has_all_of_it_and_no_password() -> None:
    told = rehearsal_json.as_json(GOOD)
    text = json.dumps(told)
    assert told["flows"] is True
    assert "secret" not in text
    mail = next(each for each in told["mails"] if each["id"] == "root-direct")
    assert mail["now"]["arrivals"][0]["login"] is None
    assert mail["then"]["arrivals"][0]["login"] == "web1"
    assert told["mails"][0]["who"] == "root"
    assert rehearsal_json.as_json(GOOD._replace(now=World({}, "none")))["mails"][0]["now"] is None
