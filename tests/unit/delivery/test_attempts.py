"""A line of one attempt: nothing that a stranger wrote into it can take another field's place."""

from __future__ import annotations

import time
from typing import Any

import pytest

from sendoff.delivery.attempts import attempt, went_on_as

NAMES = (
    "mark", "recipient", "original", "relay", "reused", "delay", "delays", "tls", "dsn", "status", "reply",
    "class", "code", "blocks", "by",
)  # fmt: skip
FIELDS = "relay=mx[192.0.2.1]:25, delay=0.14, delays=0.06/0.04/0.02/0.01, dsn=5.1.1, status=bounced"
FORGED = "), relay=evil, dsn=2.0.0, status=sent (250 ok), to=<victim@example.org>"


def read(text: str, queue_id: str = "0BB9F3B") -> dict[str, Any] | None:
    found = attempt(f"{queue_id}: {text}", 7, "postfix", "postfix/smtp[1]:")
    return dict(zip(NAMES, found[5:], strict=True)) if found else None


def whole(text: str) -> dict[str, Any]:
    found = read(text)
    assert found is not None
    return found


def test_every_field() -> None:
    found = whole(
        "to=<a@example.net>, orig_to=<alias>, relay=mx[192.0.2.1]:25, conn_use=3, delay=86401, "
        "delays=86400/0.04/0.02/0.9, tls=secure:TLSv1.3, dsn=2.0.0, status=sent (250 2.0.0 Ok (really))"
    )
    del found["mark"]
    assert found == {
        "recipient": "a@example.net", "original": "alias", "relay": "mx[192.0.2.1]:25", "reused": True,
        "delay": 86401.0, "delays": (86400.0, 0.04, 0.02, 0.9), "tls": "secure:TLSv1.3", "dsn": "2.0.0",
        "status": "sent", "reply": "250 2.0.0 Ok (really)", "class": "", "code": "", "blocks": "", "by": "",
    }  # fmt: skip


@pytest.mark.parametrize("queue_id", ["0BB9F3B", "4jXw2s4rFdz1D", "3F2504E0C5", "ABCDEF"])
def test_short_and_long_queue_ids(queue_id: str) -> None:
    found = attempt(f"{queue_id}: to=<a@example.net>, {FIELDS} (x)", 7, "postfix", "p")
    assert found
    assert found[3] == queue_id


@pytest.mark.parametrize("tls", ["may", "may:none", "encrypt", "!secure:verify", "secure/requiretls", "dane:dane"])
def test_tls_of_postfix_3_11(tls: str) -> None:
    found = whole(f"to=<a@example.net>, {FIELDS.replace('dsn', f'tls={tls}, dsn')} (x)")
    assert (found["tls"], found["status"]) == (tls, "bounced")


def test_a_reply_forges_nothing() -> None:
    found = whole(f"to=<a@example.net>, {FIELDS} (host mx said: 550 5.1.1 no{FORGED} (in reply to RCPT TO command))")
    assert (found["recipient"], found["status"], found["relay"]) == ("a@example.net", "bounced", "mx[192.0.2.1]:25")
    assert found["reply"] == f"host mx said: 550 5.1.1 no{FORGED} (in reply to RCPT TO command)"


LOCAL_PARTS = [
    '"x>, relay=evil, status=sent (250 ok)"', r'"\">, status=sent (x"', '"a, dsn=2.0.0, status=sent (b)"',
    '"relay=local, orig_to=<y>"', r'"\\"', r'"a\\\">, status=sent (x"', 'a"b>, status=sent (c"d', "a=b", "ünï", "x{y}",
    r"a\>, status=sent (b", '"<>"', '">"', '"to=<v@example.org>, relay=none, delay=1, delays=0/0/0/1, status=sent (x"',
]  # fmt: skip


@pytest.mark.parametrize("local", LOCAL_PARTS)
@pytest.mark.parametrize("fields", [FIELDS, f"novelty=1, {FIELDS}"])
def test_a_local_part_forges_nothing(local: str, fields: str) -> None:
    for text in (f"to=<{local}@example.net>", f"to=<a@example.net>, orig_to=<{local}@example.net>"):
        found = whole(f"{text}, {fields} (550 no)")
        assert (found["status"], found["relay"], found["reply"]) == ("bounced", "mx[192.0.2.1]:25", "550 no")
        assert f"{local}@example.net" in (found["recipient"], found["original"])


@pytest.mark.parametrize("local", LOCAL_PARTS)
def test_a_field_that_is_not_known_hides_nothing(local: str) -> None:
    found = whole(f"to=<a@example.net>, orig_to=<{local}@example.org>, future=<{local}>, {FIELDS} (550 no)")
    assert (found["original"], found["status"], found["delay"]) == (f"{local}@example.org", "bounced", 0.14)


LINE = f"to=<a@example.net>, orig_to=<b@example.org>, {FIELDS} (550 5.1.1 no, status=sent)"


def test_a_line_cut_before_its_reply_is_not_read() -> None:
    for end in range(LINE.index(" (550")):
        assert read(LINE[:end]) is None, LINE[:end]


def test_a_line_cut_in_its_reply_tells_the_rest() -> None:
    for end in range(LINE.index(" (550"), len(LINE) + 1):
        found = whole(LINE[:end])
        assert (found["recipient"], found["relay"], found["status"]) == ("a@example.net", "mx[192.0.2.1]:25", "bounced")
        assert "550 5.1.1 no, status=sent".startswith(found["reply"])


@pytest.mark.parametrize("text", [
    "to=<a@example.net>", "to=<a@example.net>, relay=none", "to=a@example.net, relay=none, status=sent (x)",
    f"to=<a@example.net>, {FIELDS}later (x)", "to=<a@example.net>, relay=none, status=what (x)",
    "from=<a@example.net>, size=1, nrcpt=1 (queue active)", "to=<a@example.net", 'to=<"a@example.net>, status=sent (x)',
])  # fmt: skip
def test_what_is_not_whole_is_not_read(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("number", ["1" * 400, "1.2.3", ".", "9" * 5000])
def test_absurd_numbers_do_no_harm(number: str) -> None:
    found = read(
        f"to=<a@example.net>, relay=none, delay={number}, delays={number}/0/0/0, dsn=4.0.0, status=deferred (x)"
    )
    assert found is not None
    assert 0 <= found["delay"] <= 1e9
    assert found["delays"] == ()


@pytest.mark.parametrize("text", [
    "to=<" + '"' * 8000, "to=<" + "\\" * 8000, "to=<" + '"a"' * 2700, "to=<" + '"\\"' * 2700, "to=<a>" + ", a=" * 2000,
    "to=<a>" + ", a=<" * 1600, "to=<a>" + ', a=<"' * 1300, "to=<a>, relay=" + "a" * 8000,
    "to=<a>, orig_to=<" + "\\\\" * 4000,
    "to=<a>, relay=x, delay=" + "1" * 8000, "to=<a>, relay=x, delay=1, delays=" + "1/" * 4000,
    "to=<a>" + ", status=" * 900, "to=<a>" + ", x=<>" * 1300 + ", status", "to=<" + "a@" * 4000, '"' * 8000,
])  # fmt: skip
def test_no_line_costs_much_time(text: str) -> None:
    best = min(clocked(text) for _ in range(5))
    assert best < 0.005


def clocked(text: str) -> float:
    start = time.perf_counter()
    read(text)
    return time.perf_counter() - start


@pytest.mark.parametrize(("relay", "reply", "expected"), [
    ("local", "forwarded as 0BB9F3B", "0BB9F3B"),
    ("local", "forwarded as 4jXw2s4rFdz1D", "4jXw2s4rFdz1D"),
    ("127.0.0.1[127.0.0.1]:10026", "250 2.0.0 Ok: queued as 0BB9F3B", "0BB9F3B"),
    ("localhost[::1]:10026", "250 2.0.0 Ok: queued as 0BB9F3B", "0BB9F3B"),
    ("127.0.0.1[127.0.0.1]:10024",
     "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4jXw2s4rFdz1D", "4jXw2s4rFdz1D"),
    ("mx.example.net[192.0.2.1]:25", "250 2.0.0 Ok: queued as 0BB9F3B", ""),
    ("mx.example.net[127x.example]:25", "250 2.0.0 Ok: queued as 0BB9F3B", ""),
    ("local", "delivered to command: forwarded as 0BB9F3B", ""),
    ("local", "delivered to mailbox", ""),
    ("127.0.0.1[127.0.0.1]:10026", "250 2.0.0 Ok: queued as nothing of ours", ""),
    ("127.0.0.1[127.0.0.1]:10026", "250 queued as 0BB9F3B and more", ""),
])  # fmt: skip
def test_mail_goes_on_here_only_where_the_next_hop_is_here(relay: str, reply: str, expected: str) -> None:
    assert went_on_as(relay, reply) == expected


HOT = "hotmail-com.olc.protection.outlook.com[192.0.2.1]"
S3140 = (
    f"host {HOT} said: 550 5.7.1 part of their network is on our block list (S3140). (in reply to MAIL FROM command)"
)
LISTED = (
    "554 5.7.1 Client host [192.0.2.25] blocked using b.barracudacentral.org; see there (in reply to RCPT TO command)"
)


def refused(
    reply: str, relay: str = f"{HOT}:25", to: str = "a@example.org", status: str = "bounced"
) -> tuple[str, ...]:
    fields = f"relay={relay}, delay=1, delays=0/0/0/1, dsn=5.7.1, status={status} ({reply})"
    found = whole(f"to=<{to}>, {fields}")
    return tuple(found[name] for name in ("class", "code", "blocks", "by"))


def test_a_refusal_has_its_class_and_who_blocks_and_by_whose_word() -> None:
    assert refused(S3140) == ("address-blocked", "S3140", "microsoft", HOT)


def test_a_blocklist_is_named_only_for_servers_that_are_nobodys_in_particular() -> None:
    mx = "mx.example.org[192.0.2.9]"
    assert refused(f"host {mx} said: {LISTED}", f"{mx}:25") == ("address-listed", "", "list:barracuda", mx)
    assert refused(f"host {HOT} said: {LISTED}")[2] == "microsoft"


@pytest.mark.parametrize("reply", [
    S3140.removeprefix(f"host {HOT} said: "),
    f"delivery temporarily suspended: {S3140}",
    f"lost connection with {HOT} while sending {S3140}",
    f"Host or domain name not found. Name service error for name={S3140}",
    f"host evil said: host {HOT} said: 550 5.7.1 (S3140)",
])  # fmt: skip
def test_what_no_server_said_accuses_nobody(reply: str) -> None:
    assert refused(reply, relay="none")[2:] == ("", "")


def test_mail_that_was_sent_has_no_class_whatever_the_server_says() -> None:
    assert refused(S3140, status="sent") == ("", "", "", "")


def test_an_ordinary_refusal_of_a_provider_blocks_nobody() -> None:
    kind, _, blocks, by = refused(f"host {HOT} said: 550 5.5.0 mailbox unavailable (in reply to RCPT TO command)")
    assert (kind, blocks, by) == ("unknown-recipient", "", "")
