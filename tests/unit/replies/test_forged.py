"""What the sender or the recipient chose is no word of the receiver's; and no text is too odd."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendoff.replies.classes import CLASSES, COARSE, WHO
from sendoff.replies.classifying import classify
from sendoff.replies.pasted import pasted
from sendoff.replies.providers import PROVIDERS
from sendoff.replies.rows import FILES, GENERAL, rows_of
from sendoff.replies.understanding import understand
from sendoff.replies.understood import SURE

SECONDS = 1.0
TELLING = (
    "(S3140)",
    "S3140",
    "blocked using zen.spamhaus.org",
    "[TSS04]",
    "550 5.7.1 S3150",
    "421 4.7.28 unusual rate",
    "554 IP=192.0.2.25 (BL)",
    "your IP is blacklisted",
    "too many connections",
    "SPF fail",
    "dkim",
    "spamcop.net",
)
RELAYS = (
    "",
    "none",
    "mx.example.org[192.0.2.7]:25",
    "hotmail-com.olc.protection.outlook.com[52.101.73.4]:25",
    "gmail-smtp-in.l.google.com[142.250.102.27]:25",
    "mta5.am0.yahoodns.net[67.195.204.72]:25",
    "local",
)
KNOWN_REPLIES = [
    example for name in (*FILES, *GENERAL) for row in rows_of(name) for example in (row.example, *row.more)
]

texts = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                '"',
                "\\",
                "@",
                "550-",
                "550 ",
                "5.1.1",
                "(",
                ")",
                "[",
                "]",
                "host x[1] said: ",
                "a",
                " ",
                "subject: ",
                "\r\n",
                "http://",
                "S3140",
                "…",
                "|",
                "¤",
                " - gsmtp",
                ".outlook.com 20",
                "=",
                "0" * 30,
            ]
        ),
        max_size=60,
    ).map("".join),
    st.sampled_from(KNOWN_REPLIES),
)


def telling(reply: str, relay: str = "") -> bool:
    return CLASSES[understand(reply, relay=relay).name].telling


@given(texts, st.sampled_from(RELAYS), st.sampled_from(["", "5.1.1", "4.7.1", "5.0.0", "x", "9.9.9"]))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_odd(reply: str, relay: str, dsn: str) -> None:
    result = understand(reply, relay=relay, dsn=dsn)
    assert result.coarse in COARSE
    assert result.who in WHO
    assert result.sure in SURE
    assert result.name in CLASSES
    listed = {row.provider for row in rows_of("any_server")}
    assert result.provider is None or result.provider in PROVIDERS or result.provider in listed


@given(texts, st.sampled_from(RELAYS), st.sampled_from(["", "5.1.1", "4.7.1"]))
@settings(max_examples=300, deadline=None)
def test_the_importer_is_told_the_same(reply: str, relay: str, dsn: str) -> None:
    logged = " ".join(reply.split())
    result = understand(logged, relay=relay, dsn=dsn)
    assert classify(logged, dsn, relay)[:2] == (result.name, result.provider_code or "")
    assert classify(logged, dsn, relay)[:2] == (result.name, result.provider_code or "")


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_is_pasted_is_taken_apart(text: str) -> None:
    assert bool(pasted(text)) == bool(text.strip())


FORMS = (
    "550 5.1.1 <{0}@example.org>: Recipient address rejected: User unknown",
    "550 5.1.1 <{0}>: Recipient address rejected: User unknown in virtual mailbox table",
    '550 5.1.1 <"{0}"@example.org>: Recipient address rejected: User unknown',
    '550 5.1.1 <"a>{0}<b"@example.org>: Recipient address rejected: User unknown',
    '550 5.1.1 "{0}"@example.org: no such user',
    "550 5.1.1 {1}@example.org: no such user",
    "550 No such user - {1}@example.org (in reply to RCPT TO command)",
    '550 5.7.1 message refused: Subject: "{0}"',
    "550 5.7.1 message refused by header check: Subject: {0}",
    '550 5.2.1 the account of "{0}" is disabled',
    '552 5.2.2 <"{0}\\" x"@example.org>: mailbox full',
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", TELLING)
@pytest.mark.parametrize("relay", RELAYS)
def test_a_forged_reply_opens_no_incident(form: str, words: str, relay: str) -> None:
    reply = form.format(
        words, words.replace(" ", ".").replace("[", "").replace("]", "").replace("(", "").replace(")", "")
    )
    assert not telling(reply, relay), understand(reply, relay=relay)
    assert not CLASSES[classify(reply, "5.1.1", relay).name].telling


@pytest.mark.parametrize("words", TELLING)
@pytest.mark.parametrize("form", FORMS[:4])
def test_a_cut_makes_no_incident_of_an_address(form: str, words: str) -> None:
    whole = f"host mx.example.org[192.0.2.7] said: {form.format(words, words)} (in reply to RCPT TO command)"
    assert [end for end in range(len(whole)) if telling(whole[:end], RELAYS[3])] == []


def test_a_real_reply_is_still_known_beside_an_address() -> None:
    reply = "550 5.7.1 <s3150@example.org>: Unfortunately, messages from [192.0.2.25] weren't sent. (S3140)"
    result = understand(reply, relay=RELAYS[3])
    assert (result.name, result.provider_code, result.blocked) == ("address-blocked", "S3140", "192.0.2.25")


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        '<"',
        '"',
        "a" * 50 + "@",
        "<a@",
        '"\\',
        "550-",
        "550 ",
        "5.7.1 ",
        "host x[y] said: ",
        "subject",
        "subject:",
        "::",
        "1.1.1.",
        "user … unknown ",
        "user unknown ",
        "a.",
        "-",
        "blocked ip ",
        "Diagnostic-Code: smtp;\n ",
        "to=<a>, relay=b, ",
        "to=<",
        "  ",
    ],
)
def test_long_hostile_texts_take_no_longer(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    understand(text)
    classify(text, "5.7.1", "mx.example.org[192.0.2.7]:25")
    for one in pasted(text)[:10]:
        understand(one.reply)
    assert time.perf_counter() - started < SECONDS
