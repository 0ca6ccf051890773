from __future__ import annotations

from sendoff.delivery.following import Following
from sendoff.delivery.line import parse


def follow(*texts: str) -> Following:
    following = Following("<id@web1>")
    for text in texts:
        line = parse(f"Nov 23 02:30:12 web1 postfix/{text}")
        assert line
        following.take(line)
    return following


START = "cleanup[1]: AAAAAA1: message-id=<id@web1>"
TO = "to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1"
DEFERRED = f"smtp[2]: AAAAAA1: {TO}, dsn=4.2.0, status=deferred (host mx said: 450 later)"
SENT = f"smtp[2]: AAAAAA1: {TO}, dsn=2.0.0, status=sent (250 ok)"


def test_from_hand_over_to_the_end() -> None:
    assert follow().status() == "queued"
    assert follow(START).status() == "queued"
    assert follow(START, DEFERRED).status() == "deferred"
    assert follow(START, DEFERRED).waiting
    assert follow(START, SENT).queued
    assert follow(START, DEFERRED, SENT, "qmgr[3]: AAAAAA1: removed").status() == "sent"
    assert follow(START, SENT.replace("status=sent", "status=bounced")).status() == "bounced"
    expired = "qmgr[3]: AAAAAA1: from=<a@b>, status=expired, returned to sender"
    assert follow(START, DEFERRED, expired, "qmgr[3]: AAAAAA1: removed").status() == "bounced"


def test_other_messages_are_not_mixed_in() -> None:
    other = "cleanup[1]: BBBBBB1: message-id=<id@web1> "
    following = follow(START, other, SENT.replace("AAAAAA1", "BBBBBB1"), "qmgr[3]: BBBBBB1: removed")
    assert (following.queue_ids, following.deliveries) == (["AAAAAA1"], {})


def test_a_forwarded_message_is_followed_to_its_child() -> None:
    following = follow(
        START,
        "local[4]: AAAAAA1: to=<root@web1>, relay=local, delay=0, dsn=2.0.0, status=sent (forwarded as BBBBBB1)",
        "qmgr[3]: AAAAAA1: removed",
    )
    assert following.queued
    assert following.ends() == []
    for text in (SENT, "qmgr[3]: AAAAAA1: removed"):
        line = parse(f"Nov 23 02:30:12 web1 postfix/{text.replace('AAAAAA1', 'BBBBBB1')}")
        assert line
        following.take(line)
    assert (following.status(), following.queued, len(following.ends())) == ("sent", False, 1)


def test_tls_is_taken_from_the_same_agent_and_the_same_next_hop() -> None:
    trusted = "Verified TLS connection established to mx.example.net[192.0.2.1]:25: TLSv1.3 with cipher X"
    assert follow(START, f"smtp[2]: {trusted}", SENT).tls == {"mx.example.net[192.0.2.1]:25": "TLSv1.3 with cipher X"}
    assert follow(START, f"smtp[9]: {trusted}", SENT).tls == {}
