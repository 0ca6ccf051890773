"""A trace is read by a person at night: each verdict as it is printed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.delivery.trace_rows import NOON, SECOND, answer, fate, mail, waiting

from sendoff.delivery.gaps import Gap
from sendoff.delivery.trace_known import Fate, Rejection
from sendoff.delivery.trace_words import exit_code
from sendoff.render.style import Style
from sendoff.render.trace_json import as_json
from sendoff.render.trace_text import change, text

PLAIN = Style()


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's zone does not show in the expected texts."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def verdict(*rows: Any) -> str:
    """Return the line with the verdict on the first recipient."""
    lines = text(answer(*rows), PLAIN).splitlines()
    return next(line.strip() for line in lines if line.startswith("    ") and not line.startswith("      "))


def test_one_mail_is_told_with_all_that_is_known() -> None:
    found = answer(
        mail(1, "4A", user="www-data", size=4200, header_from="Shop <shop@example.net>", script="33:order.php"),
        fate(1, 0, "info@example.org", original="sales@example.net", tls="TLSv1.3 with cipher X", generation=12,
             tried="host mx2.example.org[192.0.2.8] refused to talk to me: 421 busy"),
    )  # fmt: skip
    assert (
        text(found, PLAIN)
        == """\
2026-11-23 12:00:00  4A  from shop@www.example.net, by user www-data
      message id   <1@www.example.net>
      header From  Shop <shop@example.net>
      script       33:order.php
      size         4200 bytes
  info@example.org (addressed as sales@example.net)
    delivered to mx1.example.org[192.0.2.7]:25 at 12:00:02, 2.0 s after it was handed in
      it said      "250 2.0.0 Ok: queued as 4Remote"
      enhanced     2.0.0
      TLS          TLSv1.3 with cipher X
      waited       in the queue 0.1 s, for a delivery agent 0.0 s, connecting 0.9 s, sending 1.0 s
      also tried   "host mx2.example.org[192.0.2.8] refused to talk to me: 421 busy"
      generation   12

asked for: info@example.org (as address or message id)
complete: the ledger misses nothing of the time that this is about"""
    )


def test_many_are_told_in_short_with_the_reason_of_those_that_did_not_arrive() -> None:
    found = answer(
        mail(1, "4A", nrcpt=4),
        *(fate(1, number, f"a{number}@example.org") for number in range(3)),
        fate(1, 3, "b@example.org", "bounced", reply="host mx said: 550 5.1.1 no such user", relay="mx[192.0.2.9]:25"),
        truncated=True,
    )
    assert text(found, PLAIN).splitlines()[-6:] == [
        "    came back to the sender (bounced) at 12:00:02",
        '      because      "host mx said: 550 5.1.1 no such user"',
        "",
        "asked for: info@example.org (as address or message id)",
        "there is more: shown are the newest 50 messages; --limit N shows more, --since less",
        "complete: the ledger misses nothing of the time that this is about",
    ]
    assert "it said" not in text(found, PLAIN)


LATER = NOON + 86400 * SECOND


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((mail(1, "4A"), fate(1, 0, "a", relay="local")), "delivered on this server (local) at 12:00:02, 2.0 s after"),
        ((mail(1, "4A"), fate(1, 0, "a", relay="none")), "accepted and sent nowhere (no next hop: the discard serv"),
        (
            (waiting(1, "4A", next_retry=NOON + 7200 * SECOND), fate(1, 0, "a", "deferred", attempts=4)),
            "waits since 12:00:00; 4 attempts, the last at 12:00:02; next one at 14:00:00",
        ),
        (
            (waiting(1, "4A", began=None), fate(1, 0, "a", "deferred", last_seen=LATER)),
            "waits; 1 attempt, the last at 2026-11-24 12:00:00; when the next one is, is not known",
        ),
        ((mail(1, "4A"), fate(1, 0, "a", "bounced")), "came back to the sender (bounced) at 12:00:02"),
        (
            (mail(1, "4A", sender=""), fate(1, 0, "a", "bounced")),
            "could not be delivered (bounced; the null sender gets no notice) at 12:00:02",
        ),
        (
            (mail(1, "4A", ended=NOON + 5 * 86400 * SECOND), fate(1, 0, "a", "expired")),
            "gave up after 5 d (expired) at 2026-11-28 12:00:00",
        ),
        ((waiting(1, "4A", held=NOON + SECOND), fate(1, 0, "a", "held")), "on hold since 12:00:01"),
        ((mail(1, "4A", ending="deleted"), fate(1, 0, "a", "deleted")), "deleted by an administrator at 12:00:02"),
        (
            (mail(1, "4A", ending="discarded"), fate(1, 0, "a", "deleted")),
            "thrown away by a rule of this server (discarded) at 12:00:02",
        ),
        ((waiting(1, "4A"), fate(1, 0, "a", "queued", attempts=0)), "still queued, not yet tried"),
        ((mail(1, "4A", ending="gone"), fate(1, 0, "a", "unknown")), "unknown: the log does not tell the end"),
        (
            (mail(1, "4A"), fate(1, 0, "a", relay="local", handed_to="4B")),
            "unknown: forwarded on this server as 4B, of which the ledger has nothing",
        ),
    ],
)  # fmt: skip
def test_every_verdict_in_plain_words(rows: tuple[Any, ...], words: str) -> None:
    assert verdict(*rows).startswith(words)


def test_behind_a_forward_the_time_counts_from_when_it_was_handed_in() -> None:
    child = mail(2, "4B", began=NOON + 10 * SECOND, first_seen=NOON + 10 * SECOND, parent="4A", parent_kind="forward")
    found = answer(
        mail(1, "4A", user="cron"),
        fate(1, 0, "root@www.example.net", relay="local", handed_to="4B"),
        child,
        fate(2, 0, "admin@example.org", last_seen=NOON + 12 * SECOND),
    )
    shown = text(found, PLAIN)
    assert "delivered to mx1.example.org[192.0.2.7]:25 at 12:00:12, 12 s after it was handed in" in shown
    assert "admin@example.org (addressed as root@www.example.net)" in shown
    assert "way          4A → 4B" in shown


def test_a_bounce_shows_its_notice_and_a_notice_what_it_is_about() -> None:
    rows = (
        mail(1, "4A"),
        fate(1, 0, "a@example.org", "bounced"),
        mail(2, "4N", sender="", parent="4A", parent_kind="notice"),
        fate(2, 0, "shop@www.example.net", relay="local"),
    )
    assert "      notice       4N to shop@www.example.net: sent" in text(answer(*rows), PLAIN).splitlines()
    notice = text(answer(rows[2], rows[3], rows[0], rows[1]), PLAIN).splitlines()
    assert notice[0] == "2026-11-23 12:00:00  4N  from <> (the null sender), by this server (bounce of 4A)"
    assert notice[1] == "      about        a notice about 4A from shop@www.example.net: a@example.org bounced"


def test_recipients_that_no_line_names_are_told() -> None:
    assert "  (recipients not known)" in text(answer(waiting(1, "4A")), PLAIN)
    assert "  (2 recipients whom no line names)" in text(answer(waiting(1, "4A", nrcpt=2)), PLAIN)


FORGED = '250 ok"\n    delivered to everybody\x1b[2J\u202e status=sent (" yes'


@pytest.mark.parametrize("field", ["reply", "tls", "tried", "recipient", "original", "relay", "dsn"])
def test_no_words_of_a_stranger_make_a_line_of_their_own(field: str) -> None:
    honest = text(answer(mail(1, "4A"), fate(1, 0, "a", original="x", tls="x", tried="x")), PLAIN)
    row: dict[str, Any] = {**fate(1, 0, "a", original="x", tls="x", tried="x")._asdict(), field: FORGED}
    shown = text(answer(mail(1, "4A"), Fate(**row)), PLAIN)
    assert len(shown.splitlines()) == len(honest.splitlines())
    assert not {"\x1b", "\u202e"} & set(shown)


@pytest.mark.parametrize("field", ["sender", "message_id", "client", "sasl_username", "header_from", "script", "user"])
def test_no_words_of_who_handed_it_in_do_so_either(field: str) -> None:
    honest = text(answer(mail(1, "4A", **{field: "x"}), fate(1, 0, "a")), PLAIN)
    shown = text(answer(mail(1, "4A", **{field: FORGED}), fate(1, 0, "a")), PLAIN)
    assert len(shown.splitlines()) == len(honest.splitlines())
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_reply_cannot_end_its_quotes() -> None:
    shown = text(answer(mail(1, "4A"), fate(1, 0, "a", reply='ok" delivered \\" x')), PLAIN)
    assert r'it said      "ok\" delivered \\\" x"' in shown


def test_nothing_found_says_since_when_it_would_be_known() -> None:
    assert text(answer(), PLAIN).splitlines()[0] == (
        "nothing known of info@example.org (as address or message id) since 2026-11-22 12:00:00, when the ledger begins"
    )
    assert "at all" in text(answer(begins=None, read=None), PLAIN)


def test_refused_mail_has_a_list_of_its_own() -> None:
    refused = Rejection("c[192.0.2.3]", "", "info@example.org", "554 5.7.1 no", 3, NOON)
    assert text(answer(rejections=(refused,)), PLAIN).splitlines()[:3] == [
        "refused at this server's door, never in its queue:",
        "  2026-11-23 12:00:00  c[192.0.2.3]: from <> to info@example.org, 3 times in that hour",
        '      it was told  "554 5.7.1 no"',
    ]
    assert exit_code(answer(rejections=(refused,))) == 2


def test_what_is_not_known_is_said_once_for_each_kind() -> None:
    gaps = (
        Gap("dropped-by-log", NOON, NOON, 5),
        Gap("dropped-by-log", NOON + SECOND, NOON + SECOND, 7),
        Gap("not-watched", NOON, NOON + 600 * SECOND, 1),
    )
    found = answer(mail(1, "4A"), fate(1, 0, "a"), gaps=gaps)
    assert text(found, PLAIN).splitlines()[-3:] == [
        "not complete: there may be more, and ends may have come later",
        "  2026-11-23 12:00:00 to 2026-11-23 12:00:01: 12 lines that journald or syslog dropped, by its own word",
        "  2026-11-23 12:00:00 to 2026-11-23 12:10:00: a time of which the log was not read yet: `sendoff watch` does "
        "not run, or is behind",
    ]
    assert as_json(found)["complete"] is False


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (["sent", "sent"], 0),
        ([], 1),
        (["sent", "bounced"], 2),
        (["unknown", "deferred"], 2),
        (["sent", "queued"], 2),
        (["sent", "held"], 2),
        (["sent", "unknown"], 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst(verdicts: list[str], code: int) -> None:
    fates = [fate(1, number, f"a{number}", found) for number, found in enumerate(verdicts)]
    found = answer(mail(1, "4A"), *fates) if fates else answer()
    assert exit_code(found) == code


def test_whoever_follows_sees_what_is_new_with_its_reason() -> None:
    found = answer(mail(1, "4A"), fate(1, 0, "a@example.org", "bounced", reply="550 no"))
    assert change(found.traced[0], PLAIN).splitlines() == [
        "4A a@example.org: came back to the sender (bounced) at 12:00:02",
        '    because      "550 no"',
    ]


def test_in_json_what_is_not_known_is_null_and_the_null_sender_is_empty() -> None:
    (one,) = as_json(answer(waiting(1, "4A", sender="", message_id=None)))["deliveries"]
    assert (one["recipient"], one["status"], one["envelope_sender"], one["attempts"]) == (None, "queued", "", 0)
    unknown = ("message_id", "reply", "enhanced_status", "next_hop", "tls", "delay", "next_retry", "generation", "size")
    assert [one[name] for name in (*unknown, "submitted_by", "header_from", "about")] == [None] * 12


def test_a_refusal_is_followed_by_what_it_means() -> None:
    found = answer(
        mail(1, "4A"), fate(1, 0, "a@example.org", "bounced", reply="550 no", kind="address-blocked", code="S3140")
    )
    assert (
        "      because      \"550 no\"\n"
        "      that means   The receiver blocks this server's address, or the range that it is in."
        " (address-blocked, S3140)\n"
    ) in text(found, PLAIN)  # fmt: skip
    [one] = as_json(found)["deliveries"]
    assert (one["class"], one["provider_code"]) == ("address-blocked", "S3140")


def test_words_that_nobody_knows_are_not_explained() -> None:
    found = answer(mail(1, "4A"), fate(1, 0, "a@example.org", "bounced", reply="550 no", kind="unknown"))
    assert "that means" not in text(found, PLAIN)
