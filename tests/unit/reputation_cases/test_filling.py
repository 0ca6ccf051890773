"""What fills a form, and where a request goes."""

from __future__ import annotations

import pytest

from sendoff.reputation.cases import load
from sendoff.reputation.cases.case import Contact, Line, Matter
from sendoff.reputation.cases.filling import FILLINGS, Known, error_line, errors, letter, request
from sendoff.reputation.cases.ways import target, way

NOON = 1_795_435_200_000_000  # 2026-11-23 12:00:00 UTC
COURSE = load("microsoft")


def known(**changes: object) -> Known:
    return Known(COURSE, Matter("microsoft"))._replace(**changes)  # type: ignore[arg-type]


def test_a_line_has_its_time_in_utc_and_stays_one_line() -> None:
    assert error_line(Line(NOON, "mx.example.net", "550 no\n 5.7.1 block")) == (
        "2026-11-23 12:00:00 UTC mx.example.net: 550 no 5.7.1 block"
    )
    assert error_line(Line(NOON, "mx", "host mx[192.0.2.1] said: 550")).endswith("UTC host mx[192.0.2.1] said: 550")


def test_a_line_whose_time_nobody_said_has_none() -> None:
    assert error_line(Line(None, "", "550 no")) == "550 no"


def test_a_strangers_words_are_printable_and_not_endless() -> None:
    told = error_line(Line(None, "", "550 \x1b[2J\u202e" + "x" * 5000))
    assert told.isprintable()
    assert len(told) < 700


def test_only_the_newest_lines_are_pasted() -> None:
    lines = [Line(NOON + number, "", f"550 {number}") for number in range(9)]
    assert [line.split()[-1] for line in errors(lines).splitlines()] == ["4", "5", "6", "7", "8"]


@pytest.mark.parametrize(
    ("domains", "choice"),
    [
        (["outlook.com"], "outlook.com"),
        (["firm.example", "msn.com"], "msn.com"),
        (["hotmail.de"], "hotmail.com"),
        (["live.nl", "x.example"], "live.com"),
        (["firm.example"], ""),
        ([], ""),
    ],
)
def test_microsofts_choice_of_a_domain_is_what_the_mail_went_to(domains: list[str], choice: str) -> None:
    assert FILLINGS["recipient_domain"](known(recipient_domains=tuple(domains))) == choice


def test_addresses_are_joined_as_each_form_wants_them() -> None:
    two = known(addresses=("192.0.2.10", "2001:db8::10"))
    assert FILLINGS["addresses_semicolon"](two) == "192.0.2.10; 2001:db8::10"
    assert FILLINGS["addresses_comma"](two) == "192.0.2.10, 2001:db8::10"
    assert FILLINGS["address"](two) == "192.0.2.10\n2001:db8::10"


def test_a_form_for_one_address_says_how_often_to_ask() -> None:
    course = load("barracuda")
    two = known(course=course, addresses=("192.0.2.10", "192.0.2.11"))
    assert request(two, course.ways[0], "", "").steps[-1] == "Ask once for each of the 2 of them."
    assert "Ask once" not in request(two._replace(addresses=("192.0.2.10",)), course.ways[0], "", "").steps[-1]


def test_of_nothing_known_nothing_is_said() -> None:
    empty = request(known(), COURSE.ways[0], "", "")
    filled = {field.name: field.value for field in empty.fields}
    assert filled["Contact name"] == filled["IP addresses or ranges"] == filled["Time zone"] == ""
    assert filled["Issue title"] == "Mail is refused"
    told = letter(known())
    assert "[you: the cause, in a sentence]" in told
    assert "[you: what was done about it, and when]" in told
    assert "Checked" not in told


def test_a_letter_has_the_cause_the_changes_the_proof_and_who_asks() -> None:
    told = letter(
        known(
            helo="web1.example.net", addresses=("192.0.2.10",), cause="A form was open.", changed=("It is closed.",),
            proved=("SPF: pass",), asked=NOON, contact=Contact("Hostmaster", "hostmaster@example.com"),
            matter=Matter("microsoft", first=NOON, refused=3, lines=(Line(NOON, "", "550 no"),)),
        )
    )  # fmt: skip
    assert told.startswith("Mail of our mail server web1.example.net (192.0.2.10) is refused by Microsoft since 2026-")
    assert "What was wrong: A form was open." in told
    assert "- It is closed." in told
    assert "Checked on 2026-11-23 12:00:00 UTC:\n- SPF: pass" in told
    assert told.endswith("Hostmaster\nhostmaster@example.com")


def matter(*replies: str) -> Matter:
    return Matter("x", lines=tuple(Line(None, "", reply) for reply in replies))


def test_the_reply_names_where_to_ask() -> None:
    gmx = load("gmx").ways[0]
    page = "https://postmaster.web.de/en/case?c=r0201&i=ip&v=192.0.2.10&r=1M"
    assert target(gmx, matter(f"554 For explanation visit {page}.")) == (page, "")
    telekom = load("t-online").ways[0]
    assert target(telekom, matter("contact tobr@rx.t-online.de for reset.")) == ("", "tobr@rx.t-online.de")
    assert target(telekom, matter("554 no")) == ("", "tosa@rx.t-online.de")


@pytest.mark.parametrize(
    "words",
    [
        "visit https://postmaster.gmx.net.evil.example/case?ip=1",
        "visit https://evil.example/postmaster.gmx.net",
        "visit https://evilpostmaster.gmx.net.example/",
        "visit https://user@evil.example/https://postmaster.gmx.net",
        "visit https://postmaster.gmx.net@evil.example/",
        "visit https://postmaster.gmx.net:443@evil.example/",
    ],
)
def test_a_page_of_somebody_else_is_not_believed(words: str) -> None:
    link, _ = target(load("gmx").ways[0], matter(words))
    assert link in ("https://postmaster.gmx.net/en/contact", "https://postmaster.gmx.net")


def test_a_mail_address_of_somebody_else_is_not_believed() -> None:
    assert target(load("t-online").ways[0], matter("contact me@evil-t-online.de"))[1] == "tosa@rx.t-online.de"


def test_the_newest_reply_names_the_page() -> None:
    pages = [f"https://postmaster.gmx.net/en/case?r={number}" for number in (1, 2)]
    assert target(load("gmx").ways[0], matter(*pages))[0] == pages[1]


def test_the_way_follows_the_words_and_the_listing() -> None:
    portal = load("microsoft-365")
    assert way(portal, matter("550 5.7.511 Access denied")).mail
    assert way(portal, matter("550 5.7.606 banned sending IP")).link
    lists = load("spamhaus")
    assert "(SBL)" in way(lists, matter("x"), ["127.0.0.4", "127.0.0.2"]).title
    assert way(lists, matter("x"), ["127.0.0.4"]).link == "https://check.spamhaus.org/"
