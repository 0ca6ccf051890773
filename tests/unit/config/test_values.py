"""What passes, and what Postfix is told then. What does not pass is in tests/golden/bad."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sendoff.config.document import parse
from sendoff.config.keys import KEYS
from sendoff.config.report import Report
from sendoff.config.values.credentials import Credentials
from sendoff.config.values.ledger import Ledger


def value(key: str, given: Any) -> Any:
    report = Report(parse("f", json.dumps({key: given}).encode()), key)
    result = KEYS[key].parse(report.document.entries[key].value, report)
    assert report.problems == []
    return result


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("127.0.0.0/8 [::1]/128", ("127.0.0.0/8", "[::1]/128")),
        ("127.0.0.0/8,\n\t::1/128", ("127.0.0.0/8", "[::1]/128")),
        (["192.0.2.7", "2001:DB8::"], ("192.0.2.7/32", "[2001:db8::]/128")),
        ("2001:db8::/32", ("[2001:db8::]/32",)),
        ("10.0.0.0/08", ("10.0.0.0/8",)),
        ("0.0.0.0/0 ::/0", ("0.0.0.0/0", "[::]/0")),
        ("", ()),
        ([], ()),
    ],
)
def test_networks_come_out_canonical(given: Any, expected: tuple[str, ...]) -> None:
    assert value("postfix::mynetworks", given) == expected


@pytest.mark.parametrize(
    ("given", "text", "host", "port", "by_mx"),
    [
        ("example.net", "example.net", "example.net", 25, True),
        ("Example.NET.", "example.net", "example.net", 25, True),
        ("example.net:587", "example.net:587", "example.net", 587, True),
        ("[smtp.example.net]", "[smtp.example.net]", "smtp.example.net", 25, False),
        (" [smtp.example.net]:587 ", "[smtp.example.net]:587", "smtp.example.net", 587, False),
        ("[smtp.example.net]:Submissions", "[smtp.example.net]:465", "smtp.example.net", 465, False),
        ("[smtp.example.net]:0025", "[smtp.example.net]:25", "smtp.example.net", 25, False),
        ("[192.0.2.1]", "[192.0.2.1]", "192.0.2.1", 25, False),
        ("[2001:DB8::0001]:587", "[2001:db8::1]:587", "2001:db8::1", 587, False),
        ("[IPv6:2001:db8::1]", "[2001:db8::1]", "2001:db8::1", 25, False),
        ("xn--exmple-cua.net", "xn--exmple-cua.net", "xn--exmple-cua.net", 25, True),
        ("relay", "relay", "relay", 25, True),
    ],
)
def test_next_hop_comes_out_canonical(given: str, text: str, host: str, port: int, by_mx: bool) -> None:
    hop = value("postfix::relayhost", given)
    assert (hop.text, hop.host, hop.port, hop.by_mx) == (text, host, port, by_mx)
    assert hop.implicit_tls == (port == 465)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("loopback-only", ("loopback-only",)),
        ("ALL", ("all",)),
        ("127.0.0.1, [::1]", ("127.0.0.1", "::1")),
        (["Web1.example.net", "2001:DB8::1"], ("web1.example.net", "2001:db8::1")),
    ],
)
def test_interfaces_come_out_canonical(given: Any, expected: tuple[str, ...]) -> None:
    assert value("postfix::inet_interfaces", given) == expected


@pytest.mark.parametrize(("given", "expected"), [(0, 0), ("0", 0), (" 25600000 ", 25600000), (2**63 - 1, 2**63 - 1)])
def test_size_is_whole_bytes(given: Any, expected: int) -> None:
    assert value("postfix::message_size_limit", given) == expected


@pytest.mark.parametrize(("given", "expected"), [("yes", True), ("no", False), (True, True), (False, False)])
def test_smtputf8_takes_words_and_booleans(given: Any, expected: bool) -> None:
    assert value("postfix::smtputf8_enable", given) is expected


@pytest.mark.parametrize(
    "given",
    [
        "webserver@example.net",
        "a.b+c@example.net",
        "O'Neil@example.net",
        "wéb@example.net",
        "web@exämple.net",
        "-@example.net",
    ],
)
def test_addresses_are_taken(given: str) -> None:
    assert str(value("postfix::envelope_from", given)) == given


def test_domain_of_an_address_is_lower_case_and_its_local_part_as_written() -> None:
    assert str(value("postfix::envelope_from", " Web@Example.NET ")) == "Web@example.net"


@pytest.mark.parametrize(
    "password",
    ["pass", "pa:ss", "#pa#ss#", "pa ss  word", '"pa\\ss"', "$pa${ss}", " :lead", "pässwörd-密碼", "%s", "a" * 5000],
)
def test_passwords_that_postfix_can_carry_are_taken_as_they_are(password: str) -> None:
    for given in ({"[a.example]": f"user:{password}"}, f"[a.example] user:{password}"):
        entry = value("postfix::smtp_sasl_password_maps", given).entries[0]
        assert (entry.hop.text, entry.user, entry.password) == ("[a.example]", "user", password)


def test_credentials_as_lines_skip_comments_and_blank_lines() -> None:
    given = "# comment\r\n\n  [a.example]:587\tuser:x y\r\nb.example   other:z\n"
    entries = value("postfix::smtp_sasl_password_maps", given).entries
    assert [(e.hop.text, e.user, e.password) for e in entries] == [
        ("[a.example]:587", "user", "x y"),
        ("b.example", "other", "z"),
    ]


@pytest.mark.parametrize(
    "given", ["hash:/etc/postfix/sasl_passwd", " lmdb:/etc/x ", "proxy:cdb:/etc/x", "texthash:/a-b/c.d"]
)
def test_name_of_a_table_is_taken(given: str) -> None:
    assert value("postfix::smtp_sasl_password_maps", given) == Credentials(table=given.strip())


@pytest.mark.parametrize("given", ["", {}, "\n# nothing\n"])
def test_no_credentials_are_none(given: Any) -> None:
    assert not value("postfix::smtp_sasl_password_maps", given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Ledger(30, "full", 1024)),
        ({"retention_days": 1}, Ledger(retention_days=1)),
        ({"retention_days": 3650, "addresses": "hash", "max_megabytes": 16}, Ledger(3650, "hash", 16)),
        ({"addresses": "domain"}, Ledger(addresses="domain")),
    ],
)
def test_ledger_has_the_members_given_and_defaults_for_the_others(given: Any, expected: Ledger) -> None:
    assert value("sendoff::ledger", given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("127.0.0.1:9725", "127.0.0.1:9725"),
        (" 192.0.2.5:080 ", "192.0.2.5:80"),
        ("[::1]:9725", "[::1]:9725"),
        ("[2001:DB8::0001]:1", "[2001:db8::1]:1"),
        ("0.0.0.0:65535", "0.0.0.0:65535"),
        ("off", ""),
        (False, ""),
    ],
)
def test_place_of_the_metrics_comes_out_canonical(given: Any, expected: str) -> None:
    assert value("sendoff::metrics_listen", given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("json://example.net", ("json://example.net",)),
        (["ntfys://u:p@example.net/a,b?x=$y", "MailTo://a@b"], ("ntfys://u:p@example.net/a,b?x=$y", "MailTo://a@b")),
        ("", ()),
        ([], ()),
    ],
)
def test_places_to_tell_stay_as_they_are(given: Any, expected: tuple[str, ...]) -> None:
    assert value("sendoff::notify", given) == expected


def test_a_place_to_tell_shows_in_no_representation() -> None:
    [url] = value("sendoff::notify", "json://user:hunter2@example.net")
    assert (f"{url!r}", str(url)) == ("Url(***)", "json://user:hunter2@example.net")


@pytest.mark.parametrize("given", ["/etc/ssl/a.pem", "/etc/ssl/my certificate#1.pem", "/a"])
def test_absolute_paths_are_taken(given: str) -> None:
    assert value("postfix::smtpd_tls_cert_file", given) == given
