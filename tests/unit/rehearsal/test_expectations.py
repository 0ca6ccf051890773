"""Each expectation holds where mail flows as the JSON says, and says what became of which mail where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.rehearsal.scenes import (
    HOP,
    HOST,
    LOGIN,
    SMARTHOST,
    around,
    configuration,
    failing,
    findings,
    through,
    usual,
    world,
)  # fmt: skip

from sendoff.rehearsal import expectations
from sendoff.rehearsal.expectations import EXPECTATIONS, Scene, judge
from sendoff.rehearsal.habit import Habit
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, GONE, MAILBOX, PENDING, RETURNED, WAITS, Arrival, Observed, World
from sendoff.rehearsal.stage import stage

TO = "someone@direct.sendoff.test"
LOGGED_IN = configuration(
    f"relayhost = {HOP}", "smtp_sasl_password_maps = hash:/logins", "message_size_limit = 400000",
    logins={HOP: "web1:secret"},
)  # fmt: skip
BACK = Observed(True, "", (Arrival(RETURNED, TO, reply="host x said: 553 5.7.1 not yours (in reply to MAIL FROM)"),))
LOST = Observed(True, "", (Arrival(GONE, TO, "x"),))
LATER = Observed(True, "", (Arrival(WAITS, TO, reply="Server certificate not verified"),))


def arrived(mail_id: str = "root-direct", **changes: Any) -> Observed:
    """Return an arrival through the smarthost that differs in something."""
    mail = Mail(mail_id, "root", "direct", TO, header_from="someone@example.net")
    [each] = through(SMARTHOST)(mail).arrivals
    return Observed(True, "", (each._replace(**changes),))


def test_every_file_is_an_expectation_and_has_all_five_parts() -> None:
    folder = Path(expectations.__file__).parent
    assert {f"rehearsal-{path.stem.replace('_', '-')}" for path in folder.glob("[a-z]*.py")} == set(EXPECTATIONS)
    for name in EXPECTATIONS:
        doc = expectations.load(name).__doc__
        for part in ("What happens:", "Why it matters:", "How to mend it:", "When it is fine:"):
            assert f"\n\n{part} " in doc, name


def test_direct_delivery_as_the_json_says_holds() -> None:
    found = findings({}, usual)
    assert failing(found) == {}
    assert {"direct-delivery", "fallback-takes-over", "notices-arrive", "local-mail", "smtputf8"} <= found.keys()


def test_a_smarthost_as_the_json_says_holds() -> None:
    found = findings(LOGIN, through(SMARTHOST), then=LOGGED_IN)
    assert failing(found) == {}
    assert {"smarthost-takes-all", "login-used", "login-protected", "envelope-sender"} <= found.keys()


@pytest.mark.parametrize(
    ("other", "name", "words"),
    [
        ({"root_direct": BACK}, "smarthost-takes-all", "comes back to its sender (553 5.7.1 not yours)"),
        ({"app_direct": LATER}, "smarthost-takes-all", "waits (Server certificate not verified)"),
        ({"app_direct": arrived(at="x", role="destination")}, "smarthost-takes-all", "straight to its destination"),
        ({"app_direct": Observed(False, "(connection): timed out")}, "smarthost-takes-all", "does not answer"),
        ({"root_direct": arrived(login="")}, "login-used", "without a login"),
        ({"root_direct": arrived(login="web2")}, "login-used", "as web2"),
        ({"root_direct": arrived(verified=False)}, "login-protected", "encrypted"),
        ({"root_direct": arrived(tls="")}, "login-protected", "in the clear"),
        ({"root_direct": arrived(sender=f"root@{HOST}")}, "envelope-sender", f"root@{HOST} instead of webserver"),
        ({"null_direct": arrived(sender="webserver@example.net")}, "envelope-sender", "instead of the null sender"),
        ({"root_direct": arrived(header_from="root")}, "header-from-kept", "root in the header From"),
        ({"root_direct": arrived(helo="localhost")}, "server-name", f"localhost in HELO, instead of {HOST}"),
        ({"utf8_direct": BACK}, "smtputf8", "comes back"),
        ({"stranger_direct": arrived()}, "strangers-refused", "relays for strangers"),
        ({"over_400000": arrived()}, "size-limit", "although the limit is 400000"),
        ({"under_400000": Observed(False, "MAIL FROM: 552 5.3.4 too big")}, "size-limit", "is refused"),
        ({"root_local": BACK}, "local-mail", "instead of being delivered"),
        ({"app_unknown_local": LOST}, "local-mail", "instead of being refused"),
    ],
)  # fmt: skip
def test_one_mail_that_fares_otherwise_is_noticed_and_told(other: dict[str, Any], name: str, words: str) -> None:
    document = {**LOGIN, "postfix::message_size_limit": 400000}
    assert words in failing(findings(document, through(SMARTHOST), then=LOGGED_IN, **other))[name]


def test_a_login_that_nobody_uses_is_noticed() -> None:
    found = findings(LOGIN, through(SMARTHOST, login=""), then=configuration(f"relayhost = {HOP}"))
    assert failing(found)["login-used"] == f"no message was sent with the login for {HOP}"


@pytest.mark.parametrize(("level", "changes", "holds"), [
    ("secure", {"verified": False}, False), ("encrypt", {"verified": False}, True), ("encrypt", {"tls": ""}, False),
    ("may", {"tls": "", "verified": False}, True),
])  # fmt: skip
def test_protection_is_asked_for_as_smarthost_tls_says(level: str, changes: dict[str, Any], holds: bool) -> None:
    found = findings({**LOGIN, "sendoff::smarthost_tls": level}, through(SMARTHOST, **changes), then=LOGGED_IN)
    assert ("login-protected" not in failing(found)) is holds


def test_a_fallback_must_take_what_cannot_be_reached_and_nothing_else() -> None:
    document = {"postfix::smtp_fallback_relay": "[fallback.example.net]"}
    then = configuration("smtp_fallback_relay = [fallback.example.net]")
    through_fallback = through("fallback.example.net", "fallback", sender=f"root@{HOST}")

    def seen(mail: Mail) -> Observed:
        return through_fallback(mail) if mail.where in ("unreachable", "nowhere", "later") else usual(mail)

    assert failing(findings(document, seen, then=then)) == {}
    told = failing(findings(document, usual, then=then))
    assert "instead of leaving through [fallback.example.net]" in told["fallback-takes-over"]
    everything = failing(findings(document, through_fallback, then=then))
    assert "direct-delivery" in everything


def test_trusted_clients_must_be_taken_where_the_server_hears_them() -> None:
    document = {"postfix::inet_interfaces": "all", "postfix::mynetworks": "127.0.0.0/8 10.1.0.0/16"}
    then = configuration("mynetworks = 127.0.0.0/8 10.1.0.0/16")
    refused = {"trusted_10.1.0.0/16": Observed(False, "RCPT TO: 454 4.7.1 Relay access denied")}
    assert failing(findings(document, usual, then=then)) == {}
    told = failing(findings(document, usual, None, then, **refused))
    assert told["trusted-relay"].startswith("mail from 10.1.0.0/16 to destinations that can be reached is refused")
    deaf = {**document, "postfix::inet_interfaces": "loopback-only"}
    assert failing(findings(deaf, usual, None, then, **refused)) == {}


def test_a_next_hop_that_takes_less_than_this_server_is_noticed() -> None:
    document = {"postfix::relayhost": HOP, "postfix::message_size_limit": 400000}
    found = findings(document, through(SMARTHOST, sender=f"root@{HOST}"), {HOP: Habit(size=1000)}, then=LOGGED_IN)
    assert failing(found)["size-limit"] == f"{SMARTHOST} takes 1000 bytes at most, and this server takes 400000"


def test_addresses_outside_ascii_must_be_refused_where_they_are_off() -> None:
    off = {"postfix::smtputf8_enable": False}
    assert "smtputf8" in failing(findings(off, usual))
    refused = Observed(False, "MAIL FROM: 553 5.6.7 no")
    assert failing(findings(off, usual, utf8_direct=refused)) == {}


@pytest.mark.parametrize(("notices", "words"), [
    ((), "nobody gets the notice"),
    ((Arrival(RETURNED, "app@example.com"),), "nobody gets the notice"),
    ((Arrival(MAILBOX, "root"),) * 3, "notices multiply"),
])  # fmt: skip
def test_notices_must_arrive_once(notices: tuple[Arrival, ...], words: str) -> None:
    lost = Observed(True, "", (Arrival(RETURNED, TO),), notices)
    assert words in failing(findings({}, usual, root_refusing=lost))["notices-arrive"]


def test_what_is_still_under_way_is_unknown_and_no_pass() -> None:
    under_way = Observed(True, "", (Arrival(PENDING, "root"),))
    found = findings({}, usual, root_local=under_way)
    assert found["all-seen"].result == "unknown"


def test_a_smarthost_that_is_this_server_is_unknown() -> None:
    found = findings({"postfix::relayhost": f"[{HOST}]"}, usual, then=configuration(f"relayhost = [{HOST}]"))
    assert found["smarthost-takes-all"].result == "unknown"


def test_where_postfix_does_not_start_nothing_else_is_judged() -> None:
    made = stage(around())
    scene = Scene(around(), made, world(made, usual), World({}, "fatal: bad number"))
    [found] = judge(scene)
    assert (found.id, found.result) == ("rehearsal-postfix-starts", "fail")
    assert "bad number" in found.text


def test_a_program_that_ends_by_an_error_fails_and_tells_whether_it_did_so_before() -> None:
    made = stage(around())
    now, then = world(made, usual), world(made, usual)._replace(fatal=("smtpd: fatal: x",))
    first = next(judge(Scene(around(), made, now, then)))
    assert (first.result, first.as_before) == ("fail", False)
    first = next(judge(Scene(around(), made, then, then)))
    assert (first.result, first.as_before) == ("fail", True)


def test_a_failure_that_was_there_before_is_marked_so() -> None:
    found = findings({"postfix::relayhost": HOP}, usual, then=configuration(f"relayhost = {HOP}"))
    assert found["smarthost-takes-all"].as_before
    found = findings(LOGIN, through(SMARTHOST), then=LOGGED_IN, root_direct=BACK)
    assert not found["smarthost-takes-all"].as_before


def test_arrived_counts_only_with_its_place() -> None:
    elsewhere = Observed(True, "", (Arrival(ARRIVED, TO, "another.example.net", role="route"),))
    told = failing(findings(LOGIN, through(SMARTHOST), then=LOGGED_IN, root_direct=elsewhere))
    assert "leaves through another.example.net, instead of leaving through" in told["smarthost-takes-all"]
