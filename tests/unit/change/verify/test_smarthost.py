from __future__ import annotations

import json
from typing import Any

import pytest

from sendoff.change.plan import Transition, transition
from sendoff.change.state import Machine
from sendoff.change.verify import accept, smarthost
from sendoff.change.verify.seen import Probe, Seen
from sendoff.change.verify.stages import stage
from sendoff.config import document, settings
from sendoff.postfix.compiled import Build

HOST = "smtp.example.net[192.0.2.1]"
AT = f"{HOST}:587"
FALLBACK = {"postfix::smtp_fallback_relay": "[fallback.example.net]"}


def step(**keys: Any) -> Transition:
    text = json.dumps({"postfix::relayhost": "[smtp.example.net]:587"} | keys)
    machine = Machine("web1.example.com", True, True, Build("3.7.11", frozenset({"hash"})), False, "", "")
    return transition(settings.build([document.parse("server.json", text.encode())]), machine)


def undelivered(reply: str, dsn: str = "4.0.0", *notes: str) -> Probe:
    status = "refused" if dsn.startswith("5") else "deferred"
    return Probe(status, dsn, AT, reply, stage(reply), notes)


def judged(probe: Probe, dns_root: bool | None = None, keys: dict[str, str] | None = None) -> tuple[str, str]:
    finding = smarthost.judge(step(**(keys or {})), Seen(smarthost=probe, dns_root=dns_root))
    return finding.result, finding.answered


@pytest.mark.parametrize(("probe", "result", "words"), [
    (Probe("accepted", "2.0.0", AT, "250 OK"), "pass", "accepts it"),
    (undelivered(f"SASL authentication failed; server {HOST} said: 535 5.7.8 bad", "4.7.8"), "fail", "credentials"),
    (undelivered(f"SASL authentication failed; server {HOST} said: 454 4.7.0 busy", "4.7.0"), "unknown", "credentials"),
    (undelivered("Server certificate not verified", "4.7.5",
                 f"server certificate verification failed for {AT}: certificate has expired"), "fail", "has expired"),
    (undelivered("Server certificate not verified", "4.7.5",
                 f"server certificate verification failed for {AT}: num=62:hostname mismatch"), "fail", "another name"),
    (undelivered(f"TLS is required, but was not offered by host {HOST}", "4.7.4"), "fail", "no TLS"),
    (undelivered("Cannot start TLS: handshake failure", "4.7.5",
                 "TLS library problem: error:0A00010B:SSL routines::wrong version number"),
     "fail", "does not speak TLS"),
    (undelivered(f"host {HOST} said: 550 5.7.1 not yours (in reply to MAIL FROM command)", "5.7.1"), "fail", "sender"),
    (undelivered(f"host {HOST} said: 530 5.7.0 Authentication required (in reply to MAIL FROM command)", "5.7.0"),
     "fail", "wants credentials"),
    (undelivered(f"host {HOST} said: 451 4.3.0 later (in reply to MAIL FROM command)", "4.3.0"), "unknown", "later"),
    (undelivered(f"host {HOST} said: 554 5.7.1 <x>: Relay access denied (in reply to RCPT TO command)", "5.7.1"),
     "fail", "does not relay"),
    (undelivered(f"host {HOST} said: 454 4.7.1 <x>: Relay access denied (in reply to RCPT TO command)", "4.7.1"),
     "fail", "does not relay"),
    (undelivered(f"host {HOST} said: 550 relay not permitted (in reply to RCPT TO command)", "5.0.0"),
     "fail", "does not relay"),
    (undelivered(f"host {HOST} said: 553 5.7.1 <x>: Sender address rejected: not owned (in reply to RCPT TO command)",
                 "5.7.1"), "fail", "envelope sender"),
    (undelivered(f"host {HOST} said: 450 4.2.0 later (in reply to RCPT TO command)", "4.2.0"), "unknown", "temporary"),
    (undelivered(f"host {HOST} said: 550 5.1.1 unknown (in reply to RCPT TO command)", "5.1.1"), "pass", "takes mail"),
    (undelivered(f"host {HOST} said: 556 5.1.10 nullMX (in reply to RCPT TO command)", "5.1.10"), "pass", "takes mail"),
    (undelivered(f"host {HOST} said: 550 Unrouteable address (in reply to RCPT TO command)", "5.0.0"), "pass", "takes"),
    (undelivered(f"host {HOST} refused to talk to me: 554 5.7.1 go", "4.7.1"), "fail", "refuses to talk"),
    (undelivered(f"host {HOST} refused to talk to me: 421 4.7.0 busy", "4.7.0"), "unknown", "busy"),
    (undelivered(f"connect to {AT}: Connection refused", "4.4.1"), "fail", "not reached"),
    (undelivered(f"connect to {AT}: Connection timed out", "4.4.1"), "unknown", "timed out"),
    (undelivered(f"connect to {AT}: No route to host", "4.4.1"), "unknown", "No route"),
    (undelivered(f"lost connection with {HOST} while receiving the initial server greeting", "4.4.2"),
     "unknown", "lost"),
    (undelivered("mail for example.net loops back to myself", "5.4.6"), "fail", "itself"),
    (undelivered("unknown mail transport error", "4.3.0"), "fail", "smtp client"),
    (undelivered("words of a later Postfix", "4.0.0"), "unknown", "later Postfix"),
    (undelivered("words of a later Postfix", "5.0.0"), "fail", "later Postfix"),
    (Probe("unanswered", seconds=20, notes=(f"connect to {AT}: Connection timed out",)), "unknown", "within 20 s"),
    (Probe("unanswered", seconds=20, notes=(f"connect to {AT}: Connection refused",)), "fail", "not reached"),
    (Probe("unknown", reply="there is no log"), "unknown", "no log"),
])  # fmt: skip
def test_postfix_words_are_told_apart(probe: Probe, result: str, words: str) -> None:
    found = judged(probe)
    assert found[0] == result, found
    assert words in found[1]


@pytest.mark.parametrize(("dns_root", "result"), [(True, "fail"), (False, "unknown"), (None, "unknown")])
def test_a_missing_name_is_believed_of_a_resolver_that_knows_the_root(dns_root: bool | None, result: str) -> None:
    probe = undelivered("Host or domain name not found. Name service error for name=x type=A: Host not found", "4.3.5")
    assert smarthost.needs_dns_root(probe)
    assert judged(probe, dns_root)[0] == result


def test_a_name_that_cannot_be_resolved_now_is_unknown() -> None:
    words = "Host or domain name not found. Name service error for name=x type=A: Host not found, try again"
    assert judged(undelivered(words, "4.4.3"), True)[0] == "unknown"
    assert not smarthost.needs_dns_root(undelivered(words))


def test_a_fallback_relay_may_take_it_when_the_smarthost_is_away() -> None:
    taken = Probe("accepted", "2.0.0", "fallback.example.net[192.0.2.9]:25", "250 OK", "",
                  (f"connect to {AT}: Connection refused",))  # fmt: skip
    result, answered = judged(taken, keys=FALLBACK)
    assert result == "pass"
    assert "fallback.example.net" in answered
    assert "Connection refused" in answered


def test_a_fallback_relay_does_not_hide_a_refused_password() -> None:
    note = f"SASL authentication failed; server {HOST} said: 535 5.7.8 no"
    taken = Probe("accepted", "2.0.0", "fallback.example.net[192.0.2.9]:25", "250 OK", "", (note,))
    result, answered = judged(taken, keys=FALLBACK)
    assert result == "warn"
    assert "535" in answered


def test_a_fallback_that_fails_too_leaves_the_smarthosts_failure() -> None:
    probe = undelivered("connect to fallback.example.net[192.0.2.9]:25: Connection timed out", "4.4.1",
                        f"SASL authentication failed; server {HOST} said: 535 5.7.8 no")  # fmt: skip
    assert judged(probe, keys=FALLBACK)[0] == "fail"


def test_without_a_smarthost_nothing_is_asked() -> None:
    assert judged(Probe("unknown"), keys={"postfix::relayhost": ""})[0] == "skipped"


def test_remote_words_are_printed_safely() -> None:
    assert "\x1b" not in judged(Probe("accepted", "2.0.0", AT, "250 \x1b[2J"))[1]


def test_an_accepted_failure_is_a_warning() -> None:
    finding = smarthost.judge(step(), Seen(smarthost=undelivered(f"connect to {AT}: Connection refused")))
    assert accept(finding, frozenset({"smarthost"})).result == "warn"
    assert accept(finding, frozenset({"greeting"})).result == "fail"
