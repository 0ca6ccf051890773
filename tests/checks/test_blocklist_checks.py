"""What the checks of blocklists make of what the lists say."""

from __future__ import annotations

import pytest

from sendoff.reputation.blocklist_reading import Blocklisted, Listing, NotAsked
from sendoff.reputation.blocklists import BLOCKLISTS
from sendoff.reputation.check import Finding
from sendoff.reputation.checks import BLOCKLISTS as CHECKS
from sendoff.reputation.checks import load
from sendoff.reputation.facts import Facts

LISTS = {one.zone: one for one in BLOCKLISTS}
ADDRESS = "203.0.113.7"
ZEN, SPAMCOP, BARRACUDA = "zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org"
PSBL, LEVEL3, DBL, URIBL = "psbl.surriel.com", "dnsbl-3.uceprotect.net", "dbl.spamhaus.org", "multi.uribl.com"


def said(zone: str, state: str, meaning: str = "", subject: str = ADDRESS, text: str = "") -> Listing:
    codes = ("127.0.0.2",) if state == "listed" else ()
    return Listing(LISTS[zone], subject, state, f"7.113.0.203.{zone}", codes, meaning, text)


def judged(check: str, *listings: Listing, not_asked: tuple[NotAsked, ...] = ()) -> list[Finding]:
    return list(load(check).judge(Facts({"blocklists": Blocklisted(listings, not_asked)})))


def test_an_address_that_is_on_no_list_passes() -> None:
    (found,) = judged("blocklist-address", said(ZEN, "clean"), said(SPAMCOP, "clean"), said(PSBL, "listed"))
    assert (found.result, found.subject) == ("pass", ADDRESS)
    assert found.answered == f"not listed by {ZEN}, {SPAMCOP}"


def test_a_listing_tells_list_address_code_meaning_words_and_the_way_off_it() -> None:
    (found,) = judged("blocklist-address", said(ZEN, "listed", "XBL: hacked", text="see them"), said(SPAMCOP, "clean"))
    assert (found.result, found.subject, found.asked) == ("fail", ADDRESS, f"7.113.0.203.{ZEN} A")
    assert found.answered == f"listed by Spamhaus ZEN ({ZEN}), 127.0.0.2: XBL: hacked. The list says: see them"
    assert "check.spamhaus.org" in found.mend


def test_each_listing_is_told() -> None:
    found = judged("blocklist-address", said(ZEN, "listed"), said(BARRACUDA, "listed"), said(SPAMCOP, "clean"))
    assert [one.result for one in found] == ["fail", "fail"]


def test_a_list_that_could_not_be_asked_makes_the_address_unknown() -> None:
    (found,) = judged("blocklist-address", said(ZEN, "unknown", "may not ask"), said(SPAMCOP, "clean"))
    assert found.result == "unknown"
    assert found.answered == f"Spamhaus ZEN ({ZEN}): may not ask"
    assert "resolver of its own" in found.mend


def test_a_gap_beside_a_listing_is_told_too() -> None:
    found = judged("blocklist-address", said(ZEN, "listed"), said(SPAMCOP, "unknown", "SERVFAIL"))
    assert [one.result for one in found] == ["fail", "unknown"]


def test_a_dead_list_alarms_nobody_and_is_no_pass_by_itself() -> None:
    (found,) = judged("blocklist-address", said(ZEN, "dead", "the list is dead"), said(SPAMCOP, "clean"))
    assert found.result == "pass"
    assert f"not believed: {ZEN}" in found.answered
    (alone,) = judged("blocklist-address", said(ZEN, "dead", "the list is dead"))
    assert alone.result == "unknown"
    (small,) = judged("blocklist-informative", said(PSBL, "dead", "the list is dead"))
    assert small.result == "skipped"


def test_a_small_list_warns_and_its_silence_is_no_gap() -> None:
    (listed,) = judged("blocklist-informative", said(PSBL, "listed"), said("bl.mailspike.net", "unknown", "timeout"))
    assert listed.result == "warn"
    (found,) = judged("blocklist-informative", said(PSBL, "clean"), said("bl.mailspike.net", "unknown", "timeout"))
    assert found.result == "pass"
    assert "bl.mailspike.net (timeout)" in found.answered
    (none,) = judged("blocklist-informative", said(PSBL, "unknown", "timeout"))
    assert none.result == "unknown"


@pytest.mark.parametrize("state", ["listed", "unknown", "dead"])
def test_a_list_of_whole_networks_never_alarms(state: str) -> None:
    (found,) = judged("blocklist-shown", said(LEVEL3, state, "its whole provider"))
    assert found.result == "skipped"


def test_domains_and_addresses_are_kept_apart() -> None:
    domain = said(DBL, "listed", "phishing", "example.net")
    assert judged("blocklist-address", domain) == []
    (found,) = judged("blocklist-domain", domain, said(URIBL, "clean", subject="example.net"), said(ZEN, "listed"))
    assert (found.result, found.subject) == ("fail", "example.net")


def test_what_was_not_asked_is_told_where_it_belongs() -> None:
    gaps = (NotAsked("10.0.0.5", "private"), NotAsked("reverse names", "no answer", domains=True, unknown=True))
    assert [(one.result, one.subject) for one in judged("blocklist-address", not_asked=gaps)] == [
        ("skipped", "10.0.0.5")
    ]
    assert [one.result for one in judged("blocklist-domain", not_asked=gaps)] == ["unknown"]


def test_dead_lists_are_shown_once_and_living_ones_named() -> None:
    dead = [said(ZEN, "dead", "it lacks", subject) for subject in ("203.0.113.7", "203.0.113.8")]
    found = judged("blocklist-alive", *dead, said(SPAMCOP, "clean"), said(PSBL, "unknown", "timeout"))
    assert [(one.result, one.subject) for one in found] == [("skipped", ZEN), ("pass", "blocklists")]
    assert found[1].answered == f"alive: {SPAMCOP}"


@pytest.mark.parametrize("check", CHECKS)
def test_without_anything_to_ask_nothing_is_found(check: str) -> None:
    assert judged(check) == []
