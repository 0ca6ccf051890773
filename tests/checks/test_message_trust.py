"""What the checks of signatures, unsubscribing, trace and spam scores find, and what they let pass."""

from __future__ import annotations

import pytest

from sendoff.reputation.message.given import Spam, Verified
from tests.checks.message import findings, judged, message

SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=s1; h={}; bh=x; b=y{}"
ALL = "From:To:List-Unsubscribe:List-Unsubscribe-Post"
CLICK = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
BOTH = "List-Unsubscribe: <https://example.net/u/1>, <mailto:u@example.net>"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "skipped"),
        (["Precedence: first-class"], "skipped"),
        (["List-Id: <news.example.net>"], "fail"),
        (["Precedence: bulk"], "fail"),
        ([BOTH, CLICK, SIGNED.format(ALL, "")], "pass"),
        ([BOTH, CLICK, SIGNED.format("From:List-Unsubscribe", "")], "fail"),
        ([BOTH, CLICK], "fail"),
        ([BOTH, SIGNED.format(ALL, "")], "fail"),
        ([BOTH, "List-Unsubscribe-Post: yes", SIGNED.format(ALL, "")], "fail"),
        (["List-Unsubscribe: <mailto:u@example.net>", CLICK, SIGNED.format(ALL, "")], "fail"),
        (["List-Unsubscribe: <http://example.net/u>", CLICK, SIGNED.format(ALL, "")], "fail"),
        (["List-Unsubscribe: <https://example.net/u>", CLICK, SIGNED.format(ALL, "")], "warn"),
        (["List-Unsubscribe: https://example.net/u", CLICK, SIGNED.format(ALL, "")], "fail"),
    ],
)
def test_mail_to_many_can_be_left_with_one_click(lines: list[str], expected: str) -> None:
    assert judged("message-unsubscribe", message("x", *lines)).result == expected


@pytest.mark.parametrize(
    ("line", "expected", "words"),
    [
        (SIGNED.format("From:To", ""), "pass", "d=example.net"),
        (SIGNED.format("from : to", ""), "pass", ""),
        (SIGNED.format("From", "; x=99999999999"), "pass", ""),
        (SIGNED.format("To:Subject", ""), "fail", "From is not signed"),
        (SIGNED.format("X-From:To", ""), "fail", "From is not signed"),
        (SIGNED.format("From", "; l=100"), "fail", "append"),
        (SIGNED.format("From", "; x=1000"), "fail", "ended"),
        (SIGNED.format("From", "").replace("rsa-sha256", "rsa-sha1"), "fail", "rsa-sha1"),
        (SIGNED.format("From", "").replace("s=s1; ", ""), "fail", "lacks s="),
        (SIGNED.format("From", "").replace("example.net", "mail.example.net"), "pass", ""),
        (SIGNED.format("From", "").replace("example.net", "example.org"), "fail", "From is of example.net"),
        (SIGNED.format("From", "").replace("example.net", "notexample.net"), "fail", "From is of example.net"),
        ("X-Nothing: 1", "warn", "there is none"),
        ("Precedence: bulk", "fail", "there is none"),
    ],
)
def test_a_signature_is_of_the_domain_and_lasts(line: str, expected: str, words: str) -> None:
    found = judged("message-signature", message("x", line))
    assert found.result == expected
    assert words in found.answered


def test_of_two_signatures_the_strange_one_costs_nothing() -> None:
    strange = SIGNED.format("From", "").replace("example.net", "provider.example")
    assert judged("message-signature", message("x", strange, SIGNED.format("From", ""))).result == "pass"


def test_a_signature_that_does_not_verify_fails_and_one_not_asked_is_unknown() -> None:
    own = {"d": "example.net", "s": "s1"}
    one = message("x")
    assert judged("message-verifies", one).result == "skipped"
    assert judged("message-verifies", one._replace(verified=(Verified(own, "pass"),))).result == "pass"
    assert judged("message-verifies", one._replace(verified=(Verified(own, "fail", "no"),))).result == "fail"
    assert judged("message-verifies", one._replace(verified=(Verified(own, "unknown", "timeout"),))).result == "unknown"


def test_a_broken_signature_beside_a_good_one_warns() -> None:
    own, other = {"d": "example.net", "s": "s1"}, {"d": "provider.example", "s": "p"}
    one = message("x")._replace(verified=(Verified(other, "fail", "no"), Verified(own, "pass")))
    assert [found.result for found in findings("message-verifies", one)] == ["warn", "pass"]


HOP = "Received: from mail.example.net (mail.example.net [{}]) by mx.example.org with {} id 1; x"


@pytest.mark.parametrize(
    ("lines", "expected", "words"),
    [
        ([], "skipped", "no receiver"),
        (["Received: by web1.example.net (Postfix, from userid 0) id 1; x"], "skipped", ""),
        (["Received: from localhost (localhost [127.0.0.1]) by web1 with ESMTP id 1; x"], "skipped", ""),
        ([HOP.format("198.51.100.7", "ESMTPS")], "pass", "over TLS"),
        ([HOP.format("IPv6:2001:DB8:0::7", "ESMTPS")], "pass", "2001:DB8:0::7"),
        ([HOP.format("198.51.100.7", "UTF8SMTPS")], "pass", ""),
        ([HOP.format("198.51.100.7", "ESMTP")], "warn", "not over TLS"),
        ([HOP.format("198.51.100.7", "ESMTP (version=TLS1_3 cipher=x)")], "pass", ""),
        ([HOP.format("9.9.9.9", "ESMTPS")], "warn", "came from 9.9.9.9"),
        ([HOP.format("9.9.9.9", "ESMTP"), HOP.format("198.51.100.7", "ESMTPS")], "pass", "198.51.100.7"),
    ],
)
def test_the_trace_shows_the_declared_address_and_tls(lines: list[str], expected: str, words: str) -> None:
    one = message("x", *lines)._replace(addresses=("198.51.100.7", "2001:db8::7"))
    found = judged("message-trace", one)
    assert found.result == expected
    assert words in found.answered


@pytest.mark.parametrize(
    ("score", "expected"), [(0.1, "pass"), (2.4, "pass"), (2.5, "warn"), (4.9, "warn"), (5.0, "fail"), (-1.0, "pass")]
)
def test_spamassassins_score_is_judged_by_its_limit(score: float, expected: str) -> None:
    found = judged("message-spamassassin", message("x")._replace(spam=Spam(score, 5.0, ("RULE_A",))))
    assert found.result == expected
    assert "RULE_A" in found.answered


def test_without_spamassassin_nothing_is_counted() -> None:
    assert judged("message-spamassassin", message("x")).result == "skipped"
