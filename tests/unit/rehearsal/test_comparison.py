"""Differences are told in sentences, the same change of many mails once, and no difference is none."""

from __future__ import annotations

from typing import Any

from tests.unit.rehearsal.scenes import SMARTHOST, around, through, usual, world

from sendoff.rehearsal.comparison import compare
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, MAILBOX, RETURNED, WAITS, Arrival, Observed, World
from sendoff.rehearsal.stage import stage

STAGE = stage(around())


def told(now: World, then: World) -> list[str]:
    return [each.text for each in compare(STAGE.mails, now, then)]


def test_two_equal_worlds_have_no_difference() -> None:
    assert told(world(STAGE, usual), world(STAGE, usual)) == []


def test_only_the_words_of_a_reply_are_no_difference() -> None:
    waits = Observed(True, "", (Arrival(WAITS, "x", reply="something else"),))
    assert told(world(STAGE, usual), world(STAGE, usual, root_unreachable=waits)) == []


def test_a_smarthost_is_told_in_few_sentences() -> None:
    sentences = told(world(STAGE, usual), world(STAGE, through(SMARTHOST)))
    assert sentences[:3] == [
        f"all mail to destinations that can be reached now leaves through {SMARTHOST}; it used to go straight to its "
        "destination",
        "all mail to unreachable destinations and recipients whom their server puts off now leaves through "
        f"{SMARTHOST}; it used to wait",
        "all mail to domains that do not exist and recipients whom their server refuses now leaves through "
        f"{SMARTHOST}; it used to come back to its sender",
    ]
    assert f"now has the envelope sender webserver@example.net; it had root@{'web1.example.com'}" in sentences[3]
    assert sentences[4:] == [
        "all mail to other servers now is encrypted to a server that proved its name; it was encrypted",
        "all mail to other servers now is sent with the login web1; it went without a login",
    ]


def test_the_issues_own_sentence() -> None:
    away = Observed(True, "", (Arrival(ARRIVED, "x", "fallback.example.net", role="fallback"),))
    [sentence] = told(world(STAGE, usual), world(STAGE, usual, app_unreachable=away))
    assert sentence == (
        "mail from applications to unreachable destinations now leaves through fallback.example.net; it used to wait"
    )


def test_a_single_odd_mail_is_named_by_what_is_odd_about_it() -> None:
    back = Observed(True, "", (Arrival(RETURNED, "x", reply="SMTPUTF8 is required, but was not offered"),))
    [sentence] = told(world(STAGE, usual), world(STAGE, usual, utf8_direct=back))
    assert sentence == (
        "mail from an address outside ASCII now comes back to its sender (SMTPUTF8 is required, but was not offered); "
        "it used to go straight to its destination"
    )


def test_a_refusal_is_quoted_and_a_silent_server_is_told() -> None:
    no = Observed(False, "RCPT TO: 554 5.7.1 denied")
    silent = Observed(False, "(connection): TimeoutError('timed out')")
    gone = Observed(False, "(connection): ConnectionRefusedError(111, 'Connection refused')")
    [sentence] = told(world(STAGE, usual), world(STAGE, usual, app_direct=no))
    assert "now is refused (RCPT TO: 554 5.7.1 denied); it used to go" in sentence
    [sentence] = told(world(STAGE, usual, app_direct=silent), world(STAGE, usual))
    assert sentence.endswith("it could not be handed in: the server does not answer")
    [sentence] = told(world(STAGE, usual), world(STAGE, usual, app_direct=gone))
    assert "now cannot be handed in: nobody listens there;" in sentence


def test_notices_that_go_elsewhere_are_told() -> None:
    here = Observed(True, "", (Arrival(RETURNED, "x"),), (Arrival(MAILBOX, "root", "root"),))
    there = here._replace(notices=(Arrival(ARRIVED, "a@example.net", "smtp.example.net:587", role="smarthost"),))
    [sentence] = told(world(STAGE, usual, root_refusing=here), world(STAGE, usual, root_refusing=there))
    about = "the non-delivery notice about mail of root to recipients whom their server refuses now "
    assert sentence.startswith(about)
    assert sentence.endswith("leaves through smtp.example.net:587; it used to be put into the mailbox of root")


def test_other_aspects_of_what_arrives_are_told() -> None:
    def other(**changes: Any) -> list[str]:
        def seen(mail: Mail) -> Observed:
            before = usual(mail)
            ends = tuple(each._replace(**changes) if each.fate == ARRIVED else each for each in before.arrivals)
            return before._replace(arrivals=ends)

        return told(world(STAGE, usual), world(STAGE, seen))

    to = "all mail to other servers now"
    assert other(helo="mail.example.org") == [
        f"{to} is announced as mail.example.org (HELO); it was announced as web1.example.com"
    ]
    assert other(tls="") == [f"{to} is in the clear; it was encrypted"]
    assert other(header_from="root")[0].startswith(f"{to} has the header From root; it had someone@web1.example.com")


def test_a_postfix_that_does_not_start_is_the_one_difference() -> None:
    good, bad = world(STAGE, usual), World({}, "fatal: bad number")
    assert told(good, bad) == ["Postfix does not start any more: fatal: bad number; it runs as it is"]
    assert told(bad, good) == ["this server now takes mail; as it is, it takes none: fatal: bad number"]
    assert told(bad, bad) == []
