"""What a blocklist's answer says, and when a list is believed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sendoff.reputation.blocklist_names import kind, proofs, questions
from sendoff.reputation.blocklist_reading import CLEAN, DEAD, LISTED, NOT_KNOWN, Proof, judged, reading, trouble
from sendoff.reputation.blocklists import BLOCKLISTS, CHECKED, DOMAIN, HIGH, IP4, IP6, SHOWN, Blocklist
from sendoff.reputation.blocklists import DEAD as ENDED
from sendoff.reputation.dns import Answer

LISTS = {one.zone: one for one in BLOCKLISTS}
ZEN, DBL = LISTS["zen.spamhaus.org"], LISTS["dbl.spamhaus.org"]
SPAMCOP, URIBL = LISTS["bl.spamcop.net"], LISTS["multi.uribl.com"]
SURBL, HOSTKARMA = LISTS["multi.surbl.org"], LISTS["hostkarma.junkemailfilter.com"]


def found(*values: str) -> Answer:
    return Answer("asked.example", "A", "found", values)


def none(name: str = "asked.example") -> Answer:
    return Answer(name, "A", "no-such-name")


def unknown(why: str) -> Answer:
    return Answer("asked.example", "A", "unknown", why=why)


ALIVE = Proof((found("127.0.0.2"),), none())


@pytest.mark.parametrize(
    ("asked", "values", "meaning"),
    [
        (ZEN, ["127.0.0.2"], "SBL"),
        (ZEN, ["127.0.0.3"], "CSS"),
        (ZEN, ["127.0.0.4"], "XBL"),
        (ZEN, ["127.0.0.9", "127.0.0.2"], "SBL: a source of spam, entered by hand; DROP"),
        (ZEN, ["127.0.0.11"], "PBL"),
        (DBL, ["127.0.1.4"], "phishing"),
        (SPAMCOP, ["127.0.0.2"], "spam"),
        (SURBL, ["127.0.0.72"], "phishing; abuse"),
        (URIBL, ["127.0.0.2"], "black"),
    ],
)
def test_a_listing_code_is_a_listing(asked: Blocklist, values: list[str], meaning: str) -> None:
    said = reading(asked, found(*values))
    assert said.state == LISTED
    assert meaning in said.meaning


@pytest.mark.parametrize(
    ("asked", "value", "why"),
    [
        (ZEN, "127.255.255.252", "mistyped"),
        (ZEN, "127.255.255.254", "public resolvers"),
        (ZEN, "127.255.255.255", "too many"),
        (DBL, "127.0.1.255", "only domains"),
        (SPAMCOP, "127.255.255.254", "may not ask"),
        (URIBL, "127.0.0.1", "may not ask"),
        (SURBL, "127.0.0.1", "may not ask"),
        (SPAMCOP, "127.0.0.1", "never a listing"),
        (ZEN, "127.0.0.12", "does not say to be a listing"),
        (ZEN, "127.0.1.2", "does not say to be a listing"),
        (SPAMCOP, "127.0.0.3", "does not say to be a listing"),
        (ZEN, "203.0.113.7", "rewrites"),
        (ZEN, "not an address", "rewrites"),
        (SURBL, "127.0.0.4", "does not say to be a listing"),
    ],
)
def test_what_is_no_listing_code_is_not_known(asked: Blocklist, value: str, why: str) -> None:
    said = reading(asked, found(value))
    assert said.state == NOT_KNOWN
    assert why in said.meaning


def test_a_listing_beside_a_rewritten_answer_is_not_known() -> None:
    assert reading(ZEN, found("127.0.0.2", "203.0.113.7")).state == NOT_KNOWN


@pytest.mark.parametrize("why", ["SERVFAIL", "timeout", "REFUSED"])
def test_what_could_not_be_asked_is_not_known_and_never_clean(why: str) -> None:
    assert reading(ZEN, unknown(why)) == (NOT_KNOWN, (), why)


def test_a_name_that_cannot_be_asked_for_is_not_clean() -> None:
    assert reading(ZEN, none()._replace(why="a name is longer than 255 bytes")).state == NOT_KNOWN


def test_a_code_of_praise_is_clean_and_told() -> None:
    assert reading(HOSTKARMA, found("127.0.0.1")) == (CLEAN, ("127.0.0.1",), "white: only good mail was seen")
    assert reading(HOSTKARMA, found("127.0.0.2")).state == LISTED


def test_a_list_with_both_test_entries_right_is_believed() -> None:
    assert trouble(ZEN, ALIVE) == ("", "")


def test_the_test_entry_may_have_any_code_of_its_own() -> None:
    dyna = LISTS["dyna.spamrats.com"]
    assert trouble(dyna, Proof((found("127.0.0.2"),), none())) == ("", "")
    assert reading(dyna, found("127.0.0.2")).state == NOT_KNOWN


def test_one_of_several_test_entries_is_enough() -> None:
    assert trouble(URIBL, Proof((none(), found("127.0.0.14")), none())) == ("", "")


@pytest.mark.parametrize(
    ("present", "absent", "state", "why"),
    [
        (none(), none(), DEAD, "lacks"),
        (found("127.0.0.2"), found("127.0.0.2"), DEAD, "no list may have"),
        (found("127.0.0.7"), found("127.0.0.7"), DEAD, "no list may have"),
        (found("203.0.113.7"), found("203.0.113.7"), NOT_KNOWN, "rewrites"),
        (found("127.0.0.2"), found("203.0.113.7"), NOT_KNOWN, "rewrites"),
        (found("127.255.255.254"), found("127.255.255.254"), NOT_KNOWN, "public resolvers"),
        (found("127.255.255.254"), none(), NOT_KNOWN, "public resolvers"),
        (unknown("SERVFAIL"), none(), NOT_KNOWN, "SERVFAIL"),
        (found("127.0.0.2"), unknown("timeout"), NOT_KNOWN, "timeout"),
        (none(), unknown("timeout"), NOT_KNOWN, "timeout"),
    ],
)
def test_a_list_that_fails_its_test_is_dead_or_not_known(present: Answer, absent: Answer, state: str, why: str) -> None:
    judgement, told = trouble(ZEN, Proof((present,), absent))
    assert judgement == state
    assert why in told


def test_a_dead_list_never_lists() -> None:
    world = Proof((found("127.0.0.2"),), found("127.0.0.2"))
    assert judged(ZEN, "203.0.113.7", world, [found("127.0.0.2")]).state == DEAD


def test_a_list_that_cannot_be_tested_is_not_believed_even_when_it_says_clean() -> None:
    assert judged(ZEN, "203.0.113.7", Proof((unknown("timeout"),), none()), [none()]).state == NOT_KNOWN


def test_of_several_names_the_listed_one_is_told() -> None:
    answers = [none("mail.example.net.z"), Answer("example.net.z", "A", "found", ("127.0.1.2",))]
    said = judged(DBL, "mail.example.net", ALIVE, answers)
    assert (said.state, said.asked) == (LISTED, "example.net.z")


def test_one_name_that_could_not_be_asked_is_not_clean() -> None:
    assert judged(DBL, "mail.example.net", ALIVE, [none(), unknown("SERVFAIL")]).state == NOT_KNOWN


def test_addresses_are_asked_reversed() -> None:
    assert questions(ZEN, "203.0.113.7") == ("7.113.0.203.zen.spamhaus.org",)


def test_ipv6_is_asked_by_32_nibbles() -> None:
    (name,) = questions(ZEN, "2001:db8::1")
    labels = name.removesuffix(".zen.spamhaus.org").split(".")
    assert len(labels) == 32
    assert labels[0] == "1"
    assert labels[-4:] == ["1", "0", "0", "2"]
    assert questions(ZEN, "2001:DB8:0:0::1") == (name,)


def test_a_mapped_address_is_asked_as_ipv4() -> None:
    assert kind("::ffff:203.0.113.7") == IP4
    assert questions(ZEN, "::ffff:203.0.113.7") == ("7.113.0.203.zen.spamhaus.org",)


def test_domains_are_asked_with_two_parents_and_never_a_single_label() -> None:
    assert questions(DBL, "a.b.Mail.example.net.") == (
        "a.b.mail.example.net.dbl.spamhaus.org",
        "b.mail.example.net.dbl.spamhaus.org",
        "mail.example.net.dbl.spamhaus.org",
    )
    assert questions(DBL, "example.net") == ("example.net.dbl.spamhaus.org",)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("203.0.113.7", IP4),
        ("2001:db8::1", IP6),
        ("example.net", DOMAIN),
        ("xn--bcher-kva.example", DOMAIN),
        ("10.1.2.3", ""),
        ("127.0.0.1", ""),
        ("172.31.0.1", ""),
        ("172.32.0.1", IP4),
        ("100.64.0.1", ""),
        ("fe80::1", ""),
        ("fd00::1", ""),
        ("::1", ""),
        ("localhost", ""),
        ("", ""),
        ("a..b", ""),
        ("evil\x1b[31m.example", ""),
        ("x" * 64 + ".example", ""),
        ("a." * 127 + "example", ""),
    ],
)
def test_only_what_a_list_can_know_is_asked(subject: str, expected: str) -> None:
    assert kind(subject) == expected


def test_the_test_entries_are_those_of_rfc_5782() -> None:
    assert proofs(ZEN, IP4) == (("2.0.0.127.zen.spamhaus.org",), "1.0.0.127.zen.spamhaus.org")
    (there,), not_there = proofs(ZEN, IP6)
    assert there.startswith("2.0.0.0.0.0.f.7.f.f.f.f.0.0.")
    assert not_there.startswith("1.0.0.0.0.0.f.7.f.f.f.f.0.0.")
    assert len(there.removesuffix(".zen.spamhaus.org").split(".")) == 32
    assert proofs(DBL, DOMAIN)[0][0] == "test.dbl.spamhaus.org"
    assert proofs(DBL, DOMAIN)[1] == "invalid.dbl.spamhaus.org"


def test_no_row_lists_127_0_0_1_or_an_error_code() -> None:
    for one in BLOCKLISTS:
        assert "127.0.0.1" not in one.codes
        assert not {code for code in one.codes if code.startswith("127.255.")}
        assert 1 not in one.bits


def test_every_row_says_how_to_get_off_it_and_where_its_codes_are_from() -> None:
    for one in BLOCKLISTS:
        assert one.delist
        assert one.source
        assert one.codes or one.bits
        assert not ("ip6" in one.lists and "ip4" not in one.lists)


def test_a_list_that_ended_is_not_asked() -> None:
    assert not {one.zone for one in BLOCKLISTS} & set(ENDED)


def test_lists_of_whole_networks_never_alarm() -> None:
    assert {one.zone for one in BLOCKLISTS if one.weight == SHOWN} == {
        "dnsbl-2.uceprotect.net",
        "dnsbl-3.uceprotect.net",
        "all.s5h.net",
        "ips.backscatterer.org",
    }
    assert {one.zone for one in BLOCKLISTS if one.weight == HIGH and IP4 in one.lists} == {
        "zen.spamhaus.org",
        "b.barracudacentral.org",
        "bl.spamcop.net",
    }


def test_few_lists_carry_ipv6() -> None:
    assert {one.zone for one in BLOCKLISTS if IP6 in one.lists} == {"zen.spamhaus.org", "dnsbl.dronebl.org"}


def test_the_page_names_every_list_and_every_dead_one() -> None:
    page = (Path(__file__).parents[3] / "docs/blocklists.md").read_text()
    rows = re.findall(r"^\| `([a-z0-9.-]+\.[a-z]+)` \|", page, re.MULTILINE)
    assert rows == [one.zone for one in BLOCKLISTS]
    assert re.findall(r"^- `([a-z0-9.-]+)`:", page, re.MULTILINE) == list(ENDED)
    assert CHECKED in page
