"""What is understood, beyond the rows: codes, wrappers, forms in which people paste, who is blocked."""

from __future__ import annotations

import pytest

from sendoff.replies import classifying
from sendoff.replies.classifying import classify
from sendoff.replies.understanding import understand


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("550 5.1.1 qwertz", "unknown-recipient"),
        ("550 5.1.10 qwertz", "unknown-recipient"),
        ("550 5.2.2 qwertz", "full"),
        ("450 4.2.0 qwertz", "receiver-trouble"),
        ("552 5.3.4 qwertz", "size"),
        ("451 4.4.3 qwertz", "dns"),
        ("554 5.4.6 qwertz", "loop"),
        ("554 5.4.7 qwertz", "expired"),
        ("452 4.5.3 qwertz", "rate"),
        ("550 5.6.7 qwertz", "smtputf8"),
        ("550 5.7.23 qwertz", "spf"),
        ("550 5.7.20 qwertz", "dkim"),
        ("550 5.7.25 qwertz", "reverse-dns"),
        ("550 5.7.27 qwertz", "sender-domain"),
        ("550 5.7.26 qwertz", "authentication"),
        ("550 5.7.1 qwertz", "refused"),
        ("550 5.7.2 qwertz", "recipient-policy"),
        ("530 qwertz", "sender-refused"),
        ("552 qwertz", "size"),
        ("556 qwertz", "dns"),
        ("host mx.example.org[192.0.2.7] said: 550 qwertz (in reply to RCPT TO command)", "unknown-recipient"),
        ("host mx.example.org[192.0.2.7] said: 550 qwertz (in reply to end of DATA command)", "refused"),
        ("host mx.example.org[192.0.2.7] said: 552 qwertz (in reply to RCPT TO command)", "full"),
    ],
)
def test_where_words_say_nothing_the_code_does_and_is_told(reply: str, name: str) -> None:
    found = understand(reply)
    assert (found.name, found.sure) == (name, "code")


def test_what_says_nothing_is_unknown() -> None:
    for text in ("qwertz", "", "   ", "250 2.0.0 Ok"):
        found = understand(text)
        assert (found.name, found.sure, found.permanent) == ("unknown", "no", None)


def test_words_decide_over_codes() -> None:
    assert understand("550 5.7.1 <a@example.org>... User unknown").name == "unknown-recipient"
    assert understand("550 5.1.1 Client host [192.0.2.25] blocked using zen.spamhaus.org").name == "address-listed"
    assert understand("554 5.7.1 mailbox full").name == "full"


@pytest.mark.parametrize(
    "pasted",
    [
        "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown",
        "<<< 550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown",
        "smtp; 550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown",
        "Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.org>: User unknown",
        "550-5.1.1 <nobody@example.org>: Recipient address\r\n550 5.1.1 rejected: User unknown\r\n",
        "SMTP error from remote mail server after RCPT TO:<nobody@example.org>: host mx.example.org [192.0.2.7]: 550 "
        "5.1.1 User unknown",
        "Remote Server returned '550 5.1.1 User unknown'",
        "nobody@example.org: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)",
        "192.0.2.7 does not like recipient. Remote host said: 550 5.1.1 User unknown Giving up on 192.0.2.7.",
        "host mx.example.org[192.0.2.7] said: 550-5.1.1 <nobody@example.org>: Recipient address rejected: User unkn",
        "delivery temporarily suspended: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown (in reply to "
        "RCPT TO command)",
    ],
)
def test_forms_in_which_replies_come(pasted: str) -> None:
    found = understand(pasted)
    assert (found.name, found.permanent) == ("unknown-recipient", True)


def test_repeated_codes_do_not_tear_phrases_apart() -> None:
    reply = "550-5.7.1 This message was rejected since the mailbox 550-5.7.1 is 550 5.7.1 full"
    assert understand(reply).name == "full"


def test_a_greeting_is_judged_by_the_code_that_the_server_said() -> None:
    reply = "host mx00.gmx.net[212.227.15.10] refused to talk to me: 554-gmx.net Nemesis 554 IP address is block listed"
    found = understand(reply, dsn="4.0.0")
    assert (found.provider, found.permanent) == ("gmx", True)


def test_the_provider_is_the_relay_s_then_the_words_then_the_domain_s() -> None:
    assert understand("550 5.1.1 gone", relay="mx.microsoft").provider == "microsoft"
    assert understand("550 5.7.1 (S3140)", relay="gmail-smtp-in.l.google.com[142.250.102.27]:25").provider == "google"
    assert understand("550 5.1.1 x - gsmtp", relay="mx.example.org[192.0.2.7]:25").provider == "google"
    assert understand("550 5.1.1 gone", domain="gmail.com").provider == "google"
    assert understand("550 5.1.1 gone", relay="mx.example.org[192.0.2.7]:25", domain="gmail.com").provider is None
    assert understand("unknown user", relay="local", domain="gmail.com").provider is None


@pytest.mark.parametrize(
    ("reply", "blocked"),
    [
        ("554 5.7.1 Client host [2001:db8::25] blocked using zen.spamhaus.org", "2001:db8::25"),
        ("554 Your IP 192.0.2.25 has been blocked at 12:30:45", "192.0.2.25"),
        ("host mx.example.org[192.0.2.7] said: 554 your IP has been blocked", None),
        ("550 5.7.1 The domain example.net is blacklisted", "example.net"),
        ("550 SPF: 192.0.2.25 is not allowed to send mail from example.net", "example.net"),
        ("550 5.1.1 <a@example.org>: unknown user", None),
    ],
)
def test_what_is_blocked_is_told(reply: str, blocked: str | None) -> None:
    assert understand(reply).blocked == blocked


def test_a_case_of_gmx_is_linked_as_the_reply_has_it() -> None:
    reply = "554 IP address is block listed. See https://postmaster.gmx.net/de/case?c=r0201&i=ip&v=192.0.2.25"
    assert understand(reply).link == "https://postmaster.gmx.net/de/case?c=r0201&i=ip&v=192.0.2.25"
    forged = reply.replace("postmaster.gmx.net", "postmaster.gmx.net.example.org")
    assert understand(forged, relay="mx00.gmx.net[212.227.15.10]:25").link is None


def test_the_importer_forgets_but_never_mixes_up() -> None:
    relay = "hotmail-com.olc.protection.outlook.com[52.101.73.4]:25"
    for number in range(3 * classifying._MOST):
        sure = number % 2
        reply = (
            f"550 5.7.1 messages from [192.0.2.{number % 250}] weren't sent {number}. ({'S3140' if sure else 'S3150'})"
        )
        assert classify(reply, "5.7.1", relay)[:2] == ("address-blocked", "S3140" if sure else "S3150")
    assert len(classifying._by_text) <= classifying._MOST
    assert len(classifying._by_template) <= classifying._MOST
