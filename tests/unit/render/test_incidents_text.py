"""Incidents for a person at three in the morning, and for programs."""

from __future__ import annotations

from typing import Any

import pytest

from sendoff.monitor.incident import Incident, Met
from sendoff.render.incidents_json import as_json, course
from sendoff.render.incidents_text import text
from sendoff.render.status_incidents import lines
from sendoff.render.style import Style

MINUTE = 60_000_000
NOW = 1_795_000_000_000_000
DAY = 1440 * MINUTE
RELAY = "hotmail-com.olc.protection.outlook.com[192.0.2.1]"
S3140 = (
    f"host {RELAY} said: 550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. Please contact your Internet"
    " service provider since part of their network is on our block list (S3140). (in reply to MAIL FROM command)"
)


def met(**changes: Any) -> Met:
    usual: dict[str, Any] = {
        "id": 1, "provider": "microsoft", "part": "consumer", "kind": "address-blocked", "provider_code": "S3140",
        "open": True, "first": NOW - 120 * MINUTE, "last": NOW - 3 * MINUTE, "closed": None, "refused": 48,
        "accepted_since": 0, "senders": 12, "users": 5, "recipients": 1000, "generation": 4, "reply": S3140,
        "relay": RELAY, "blocked": "192.0.2.25", "reopened": 0, "changed": NOW - 180 * MINUTE,
    }  # fmt: skip
    users = (("user www-data", 40), ("SASL shop", 5), ("uid 7", 2), ("uid 8", 1))
    domains = (("example.net", 47), ("", 1))
    return Met(Incident(**(usual | changes)), users, (("shop@example.net", 48),), domains)


def shown(*found: Met, everything: bool = False) -> str:
    return text(found, NOW, Style(), everything=everything)


def test_an_open_one_says_who_what_since_when_and_what_next() -> None:
    assert shown(met()).split("\n")[0].startswith("Microsoft (Outlook.com, Hotmail) refuses mail (S3140) since ")
    for line in (
        "  means       The receiver blocks this server's address, or the range that it is in.",
        "  accepted    nothing since",
        "  sent by     user www-data (40), SASL shop (5), uid 7 (2) and others",
        "  domains     example.net (47)",
        "  addresses   12 senders, 1,000 or more recipients",
        f"  who said it {RELAY}",
        "  blocked     192.0.2.25",
        "  changed     generation 4 was applied 1 h before it began",
        "  acts        whoever runs this server",
        "  unblock     `sendoff case open microsoft`",
    ):
        assert line in shown(met()).split("\n")
    assert "48 times, the last at" in shown(met())


def test_what_is_not_known_has_no_line() -> None:
    told = shown(met(changed=None, blocked=None, users=0)._replace(users=(), domains=()))
    for label in ("changed", "blocked", "sent by", "domains"):
        assert f"  {label} " not in told


def test_one_that_is_over_says_so_and_asks_for_nothing() -> None:
    told = shown(met(open=False, closed=NOW - MINUTE), everything=True)
    assert "over, " in told.split("\n")[0]
    assert "mail was accepted again at" in told
    assert "  acts " not in told
    assert "sendoff case" not in told


def test_open_ones_come_first() -> None:
    told = shown(met(open=False, closed=NOW), met(provider="google", part="", kind="spf"), everything=True)
    assert told.startswith("Google refuses mail")


def test_nothing_tried_for_a_day_is_told() -> None:
    assert "nothing was sent there for 2 d" in shown(met(first=NOW - 3 * DAY, last=NOW - 2 * DAY))


def test_mail_of_other_domains_is_no_end() -> None:
    assert "7 since, of other sending domains" in shown(met(kind="spf", accepted_since=7))


def test_nothing_open_is_one_line() -> None:
    assert shown() == "no open incident: no provider is known to block or throttle this server"


def test_a_reply_cannot_end_its_quotes() -> None:
    [line] = [line for line in shown(met(reply='550 "\\ no')).split("\n") if line.startswith("  it said")]
    assert line == '  it said     "550 \\"\\\\ no"'


@pytest.mark.parametrize("evil", ["\x1b[2J", "\n  means       all is well", "\u202e"])
def test_strangers_words_look_like_nothing_else(evil: str) -> None:
    told = shown(met(reply=f"550 {evil}", relay=f"mx{evil}[192.0.2.1]", blocked=evil))
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert told.count("\n  means ") == 1


def test_json_has_every_member_and_null_for_what_is_not_known() -> None:
    [found] = as_json([met(part="", provider_code=None, changed=None)])
    assert found["open"] is True
    assert (found["part"], found["provider_code"], found["changed"], found["closed"]) == (None, None, None, None)
    assert (found["class"], found["coarse"], found["who"]) == ("address-blocked", "reputation", "operator")
    assert found["top"]["domains"] == [{"value": "example.net", "count": 47}, {"value": "", "count": 1}]
    assert found["first"].endswith("+00:00")


@pytest.mark.parametrize(("changes", "name"), [
    ({}, "microsoft"),
    ({"provider": "spamhaus", "part": "blocklist", "kind": "address-listed"}, "spamhaus"),
    ({"provider": "mail.ru", "part": "", "reply": "550 spam", "relay": "mxs.mail.ru[192.0.2.1]"}, None),
])  # fmt: skip
def test_the_course_that_fits_is_named(changes: dict[str, Any], name: str | None) -> None:
    assert course(met(**changes).incident) == name


def test_the_status_has_one_line_for_each() -> None:
    [line] = lines(as_json([met()]), NOW, Style())
    assert line.startswith("incident    Microsoft (Outlook.com, Hotmail) refuses mail (S3140) since ")
    assert line.endswith(": 48 refusals, the last 3 min ago; `sendoff incidents`")
