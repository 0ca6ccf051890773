from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sendoff.change.plan import Transition, transition
from sendoff.change.state import Machine
from sendoff.change.verify import CHECKS, addresses, judge, load
from sendoff.change.verify.finding import RESULTS, Finding
from sendoff.change.verify.seen import Conversation, Listening, LogSeen, Probe, RelayAttempt, Seen, SignedBy
from sendoff.config import document, settings
from sendoff.postfix.compiled import Build

TALK = Conversation("", "web1.example.com ESMTP", {"SIZE": "25600000", "SMTPUTF8": ""})
LOCAL = frozenset({"127.0.0.1", "::1"})


def step(main_cf: str = "", **keys: Any) -> Transition:
    machine = Machine("web1.example.com", True, True, Build("3.7.11", frozenset({"hash"})), False, main_cf, "")
    return transition(settings.build([document.parse("server.json", json.dumps(keys).encode())]), machine)


def found(check: str, seen: Seen, transition: Transition | None = None) -> Finding:
    finding = load(check).judge(transition or step(), seen)
    assert finding.id == check
    assert finding.result in RESULTS
    return finding


def talk(**changes: Any) -> Seen:
    words = TALK.capabilities | changes.pop("capabilities", {})
    return Seen(address="127.0.0.1", conversations=(Conversation("", TALK.greeting, words, **changes),))


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_explains_itself(check: str) -> None:
    text = load(check).__doc__
    parts = ["What happens:", "Why it matters:", "How to mend it:", "When it is fine:"]
    assert [part for part in parts if f"\n\n{part} " in text] == parts
    assert re.match(r".+\.\n\nWhat", text)


def test_a_server_that_was_not_asked_passes_nothing() -> None:
    assert [finding.id for finding in judge(step(), Seen()) if finding.result == "pass"] == []


@pytest.mark.parametrize(("place", "result", "words"), [
    (Listening(LOCAL, LOCAL, LOCAL), "pass", "127.0.0.1, ::1"),
    (Listening(LOCAL, LOCAL, frozenset({"127.0.0.1"})), "fail", "does not listen on ::1"),
    (Listening(LOCAL, LOCAL, LOCAL, others=frozenset({"192.0.2.9"})), "pass", "another program"),
    (Listening(LOCAL, LOCAL, frozenset({"::1"}), others=frozenset({"127.0.0.1"})), "fail", "another program"),
    (Listening(LOCAL, LOCAL, LOCAL | {"0.0.0.0"}), "fail", "all IPv4 addresses"),
    (Listening(LOCAL, LOCAL, LOCAL | {"192.0.2.1"}, by_hand=frozenset({"192.0.2.1"})), "warn", "master.cf"),
    (Listening(LOCAL, LOCAL, LOCAL, service=False), "warn", "no SMTP server"),
    (Listening(LOCAL, LOCAL, LOCAL, unresolved=("mail.example.net",)), "unknown", "mail.example.net"),
])  # fmt: skip
def test_listening(place: Listening, result: str, words: str) -> None:
    finding = found("listening", Seen(listening=place))
    assert (finding.result, words in finding.answered) == (result, True), finding


def test_where_it_must_listen() -> None:
    own = ["127.0.0.1", "192.0.2.1", "::1", "2001:db8::1"]
    assert addresses.expected(["loopback-only"], "all", own, {})[0] == LOCAL
    assert addresses.expected(["loopback-only"], "ipv4", own, {})[0] == {"127.0.0.1"}
    assert addresses.expected(["loopback-only"], "all", own[:2], {})[0] == {"127.0.0.1"}
    assert addresses.expected(["all"], "ipv4, ipv6", own, {})[0] == {"0.0.0.0", "::"}
    assert addresses.expected(["all"], "all", own[:2], {})[0] == {"0.0.0.0"}
    named = {"2001:db8::1": ("2001:db8::1",), "web1": ("192.0.2.1", "2001:db8::1")}
    assert addresses.expected(list(named), "all", own, named)[0] == {"192.0.2.1", "2001:db8::1"}
    assert addresses.expected(list(named), "ipv4", own, named)[0] == {"192.0.2.1"}


def test_whom_to_ask() -> None:
    assert addresses.to_ask({"192.0.2.1", "127.0.0.1"}) == "127.0.0.1"
    assert addresses.to_ask({"0.0.0.0", "::"}) == "127.0.0.1"
    assert addresses.to_ask({"::"}) == "::1"
    assert addresses.to_ask({"192.0.2.1"}) == "192.0.2.1"
    assert addresses.to_ask(()) == ""


def test_services_of_master_cf() -> None:
    assert addresses.by_hand(["smtp", "[::1]:25", "192.0.2.1:smtp", "587", "submission"]) == (
        ["::1", "192.0.2.1"],
        True,
    )
    assert addresses.by_hand(["192.0.2.1:smtp", "localhost:10025"]) == (["192.0.2.1"], False)


def test_greeting() -> None:
    assert found("greeting", talk()).result == "pass"
    hung = Seen(address="127.0.0.1", conversations=(TALK, Conversation(error="no answer to the greeting in time")))
    assert found("greeting", hung).result == "fail"
    assert found("greeting", Seen()).result == "skipped"
    renamed = step(**{"sendoff::server_name": "web2.example.com"})
    assert found("greeting", talk(), renamed).result == "fail"
    assert found("greeting", talk(), step("smtpd_banner = hello\n")).result == "pass"


def test_size() -> None:
    assert found("size", talk()).result == "pass"
    assert found("size", talk(capabilities={"SIZE": "10240000"})).result == "fail"
    assert found("size", talk(), step("smtpd_discard_ehlo_keywords = SIZE, dsn\n")).result == "skipped"
    unlimited = step("", **{"postfix::message_size_limit": 0})
    assert found("size", talk(capabilities={"SIZE": ""}), unlimited).result == "pass"
    assert found("size", talk(), unlimited).result == "fail"


def test_smtputf8() -> None:
    off = step(**{"postfix::smtputf8_enable": "no"})
    assert found("smtputf8", talk()).result == "pass"
    assert found("smtputf8", talk(), off).result == "fail"


def test_starttls() -> None:
    keys = {"postfix::smtpd_tls_cert_file": "/c.pem", "postfix::smtpd_tls_key_file": "/k.pem"}
    tls = {"capabilities": {"STARTTLS": ""}}

    def judged(seen: Seen, certificate: bytes | None = b"mine") -> str:
        from dataclasses import replace

        return found("starttls", replace(seen, certificate=certificate), step(**keys)).result

    assert found("starttls", talk()).result == "skipped"
    assert found("starttls", talk(**tls)).result == "warn"
    assert judged(talk()) == "fail"
    assert judged(talk(certificate=b"mine", **tls)) == "pass"
    assert judged(talk(certificate=b"other", **tls)) == "fail"
    assert judged(talk(certificate=b"mine", **tls), None) == "unknown"
    assert judged(talk(tls_error="STARTTLS was answered with 454", **tls)) == "fail"


def test_relay_refused() -> None:
    def judged(**attempt: Any) -> str:
        return found("relay-refused", Seen(relay=RelayAttempt("192.0.2.1", **attempt))).result

    assert judged(code=454, text="Relay access denied") == "pass"
    assert judged(code=250, text="Ok") == "fail"
    assert judged(reason="no answer") == "unknown"
    assert judged(reason="every address is trusted", tried=False) == "skipped"


def test_local_delivery() -> None:
    def judged(status: str, dsn: str = "", relay: str = "", reply: str = "", stage: str = "") -> str:
        return found("local-delivery", Seen(local=Probe(status, dsn, relay, reply, stage))).result

    assert judged("accepted", "2.0.0", "local", "delivers to mailbox") == "pass"
    assert judged("deferred", "4.3.0", "none", "unknown mail transport error", "program") == "fail"
    assert judged("refused", "", "", "cleanup takes no mail", "cleanup") == "fail"
    assert judged("refused", "5.1.1", "none", "local delivery is off", "") == "warn"
    assert judged("unanswered") == "unknown"
    assert judged("unknown", "", "", "no log") == "unknown"


def log(*texts: str) -> tuple[str, ...]:
    return tuple(f"Nov 23 02:30:12 web1 postfix/{text}" for text in texts)


FATAL = "smtpd[7]: fatal: bad numeric value 25MB"
THROTTLE = "master[1]: warning: /usr/lib/postfix/sbin/smtpd: bad command startup -- throttling"


def judged(lines: tuple[str, ...], before: tuple[str, ...] = ()) -> tuple[str, str]:
    finding = found("log-clean", Seen(log=LogSeen(lines, before)))
    return finding.result, finding.answered


def test_a_failing_daemon_is_told_with_its_words() -> None:
    assert judged(log(THROTTLE, FATAL)) == ("fail", "postfix/smtpd: fatal: bad numeric value 25MB")
    assert judged(log(THROTTLE))[0] == "fail"
    assert judged(log("smtp[9]: panic: oops"))[0] == "fail"


def test_what_is_no_failing_daemon() -> None:
    assert judged(())[0] == "pass"
    assert judged(log("smtpd[7]: NOQUEUE: reject: RCPT from x: 554 fatal: throttling"))[0] == "pass"
    assert judged(log("sendmail[7]: fatal: Recipient addresses must be specified"))[0] == "pass"
    assert judged(log("smtp[7]: warning: no MX host has a valid address record"))[0] == "pass"


def test_the_former_configuration_is_not_blamed_on_the_new_one() -> None:
    assert (
        judged(
            log(FATAL, "postfix-script[1]: refreshing the Postfix mail system", "master[1]: reload -- version 3.7.11")
        )[0]
        == "pass"
    )
    assert judged(log("master[1]: reload -- version 3.7.11", FATAL))[0] == "fail"


def test_what_failed_before_is_only_told() -> None:
    assert judged(log(FATAL), log(FATAL.replace("7", "8")))[0] == "warn"
    assert judged(log(FATAL, "pipe[9]: fatal: other"), log(FATAL))[0] == "fail"


def test_a_log_that_cannot_be_read_is_unknown() -> None:
    assert found("log-clean", Seen(log=LogSeen(unknown="there is none"))).result == "unknown"


@pytest.mark.parametrize(
    ("signed", "result", "words"),
    [
        (None, "unknown", "not asked"),
        ((SignedBy("example.org", ("s2",)), SignedBy("example.net", ("k",))), "pass", "example.org (s2)"),
        ((SignedBy("example.org", ("s1",)), SignedBy("example.net", ("k",))), "fail", "signed with s1, not with s2"),
        ((SignedBy("example.org", ("s2", "s1")), SignedBy("example.net", ("k",))), "fail", "s2 and s1"),
        ((SignedBy("example.org", ("s2",)), SignedBy("example.net")), "fail", "signed with nothing, not with k"),
        ((SignedBy("example.org", error="no answer"),), "fail", "no answer, and so for 1 more"),
    ],
)
def test_signer(signed: tuple[SignedBy, ...] | None, result: str, words: str) -> None:
    keys: dict[str, Any] = {"sendoff::dkim": {"example.org": ["s2", "s1"], "example.net": "k"}}
    transition = step(**keys)
    finding = found("signer", Seen(signed=signed), transition)
    assert (finding.result, words in finding.answered) == (result, True), finding.answered


def test_without_a_domain_the_signer_is_skipped() -> None:
    assert found("signer", Seen()).result == "skipped"
