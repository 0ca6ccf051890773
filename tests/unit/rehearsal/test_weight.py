"""What a failed expectation weighs: what was so before stops nothing, and neither does what only a few mails need."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rehearsal.scenes import HOP, LOGIN, SMARTHOST, around, configuration, findings, through, usual, world

from sendoff.rehearsal.expectations import Scene, judge
from sendoff.rehearsal.habit import Habit
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import REFUSE, WARN, Finding, Observed
from sendoff.rehearsal.stage import stage

LOGGED_IN = configuration(
    f"relayhost = {HOP}", "smtp_sasl_password_maps = hash:/logins", "message_size_limit = 400000",
    logins={HOP: "web1:secret"},
)  # fmt: skip


@pytest.mark.parametrize(("found", "level"), [
    (Finding("x", "pass", ""), ""), (Finding("x", "unknown", ""), WARN), (Finding("x", "fail", ""), REFUSE),
    (Finding("x", "fail", "", as_before=True), WARN), (Finding("x", "fail", "", weight=WARN), WARN),
])  # fmt: skip
def test_only_a_failure_that_the_change_brings_is_refused(found: Finding, level: str) -> None:
    assert found.level == level


def test_a_next_hop_with_a_smaller_limit_or_without_smtputf8_is_told_and_stops_nothing() -> None:
    found = findings(LOGIN, through(SMARTHOST), {HOP: Habit(size=1000)}, LOGGED_IN)["size-limit"]
    assert (found.result, found.level) == ("fail", WARN)
    back = through(SMARTHOST)(Mail("m", "root", "direct", "x"))
    gone = back._replace(arrivals=(back.arrivals[0]._replace(fate="returned", reply="SMTPUTF8 is required"),))
    assert findings(LOGIN, through(SMARTHOST), None, LOGGED_IN, utf8_direct=gone)["smtputf8"].level == WARN


def test_what_happens_to_mail_in_ascii_too_is_not_laid_on_its_addresses() -> None:
    def waits(mail: Mail) -> Observed:
        seen = through(SMARTHOST)(mail)
        return seen._replace(arrivals=tuple(each._replace(fate="waits", role="", at="") for each in seen.arrivals))

    found = findings(LOGIN, waits, None, LOGGED_IN)
    assert found["smarthost-takes-all"].level == REFUSE
    assert "smtputf8" not in found
    assert found["login-used"].level == WARN  # nothing arrives there, which weighs already


def test_a_login_that_its_next_hop_does_not_offer_stops_nothing() -> None:
    found = findings(LOGIN, through(SMARTHOST, login=""), {HOP: Habit(auth=False)}, LOGGED_IN)["login-used"]
    assert (found.result, found.level) == ("fail", WARN)
    assert "it offers no login" in found.text
    assert findings(LOGIN, through(SMARTHOST, login=""), None, LOGGED_IN)["login-used"].level == REFUSE


def as_before(now: Any, then: Any, expectation: str) -> bool:
    """Return whether an expectation is said to fail as it is, too, where the mails themselves fare otherwise."""
    where = around(LOGIN, None, LOGGED_IN)
    made = stage(where)
    found = judge(Scene(where, made, world(made, now), world(made, then)))
    [failed] = [each for each in found if each.id == f"rehearsal-{expectation}" and each.result == "fail"]
    return failed.as_before


def rewritten(address: str) -> Any:
    def seen(mail: Mail) -> Observed:
        straight = usual(mail)
        ends = (each._replace(header_from=address) if each.header_from else each for each in straight.arrivals)
        return straight._replace(arrivals=tuple(ends))

    return seen


def test_a_header_that_was_rewritten_before_is_no_fault_of_a_new_route() -> None:
    anew = through(SMARTHOST, header_from="root@example.net")
    assert as_before(rewritten("root@example.net"), anew, "header-from-kept")
    assert not as_before(rewritten("root@example.org"), anew, "header-from-kept")
    assert not as_before(usual, anew, "header-from-kept")


def test_a_smarthost_that_takes_nothing_is_the_changes_fault_although_no_mail_went_there_before() -> None:
    def waits(mail: Mail) -> Observed:
        seen = through(SMARTHOST)(mail)
        return seen._replace(arrivals=tuple(each._replace(fate="waits") for each in seen.arrivals))

    assert not as_before(usual, waits, "smarthost-takes-all")


def test_a_login_that_was_never_used_is_known_by_the_live_table() -> None:
    other = {**LOGIN, "postfix::smtp_sasl_password_maps": {HOP: "web1:secret", "[b.example.org]:587": "b:secret"},
             "postfix::relayhost": "[b.example.org]:587"}  # fmt: skip
    live = configuration("message_size_limit = 400000", "smtp_sasl_password_maps = hash:/logins",
                         logins={HOP: "web1:x", "[b.example.org]:587": "b:x"})  # fmt: skip
    for now, expected in ((live, WARN), (None, REFUSE)):
        where = around(other, now, LOGGED_IN)
        made = stage(where)
        seen = world(made, usual)
        found = [each for each in judge(Scene(where, made, seen, seen)) if each.id == "rehearsal-login-used"]
        assert [each.result for each in found] == ["fail"]
        assert found[0].as_before is (expected == WARN)
