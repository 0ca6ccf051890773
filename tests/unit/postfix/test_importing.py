"""Import: what is read back, what is left out and said, and that nothing secret is printed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendoff.config.document import parse
from sendoff.config.keys import PUBLIC
from sendoff.config.settings import Settings, build
from sendoff.config.values.credentials import Credentials
from sendoff.postfix.compiled import Build, Compiled, Surroundings, compile_settings
from sendoff.postfix.importing import Imported, files_needed, read
from sendoff.postfix.main_cf import BEGIN, END
from sendoff.postfix.reading import Found

HOST = "web1.example.net"
FRESH = "smtpd_banner = $myhostname ESMTP\nbiff = no\ninet_protocols = all\nsmtp_tls_security_level = may\n"
MASTER = "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\n"
# What Debian's installation writes for an Internet site.
DEBIAN = f"""
compatibility_level = 3.6
smtpd_banner = $myhostname ESMTP
biff = no
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
myhostname = {HOST}
myorigin = /etc/mailname
mydestination = $myhostname, {HOST}, localhost.example.net, , localhost
relayhost =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
mailbox_size_limit = 0
recipient_delimiter =
inet_interfaces = all
inet_protocols = all
smtp_tls_CApath=/etc/ssl/certs
smtp_tls_security_level=may
"""
DEFAULTS = {
    "recipient_delimiter": "",
    "smtpd_relay_restrictions": "${{$compatibility_level} <level {1} ? {} : "
    "{permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination}}",
}


def imported(text: str, **more: Any) -> Imported:
    found: dict[str, Any] = {"master_cf": MASTER, "fresh_main_cf": FRESH, "fresh_master_cf": MASTER}
    return read(
        Found(**{**found, "main_cf": text, "host_name": HOST, "mailname": f"{HOST}\n", "defaults": DEFAULTS} | more)
    )


def settings(document: dict[str, Any]) -> Settings:
    return build([parse("d.json", json.dumps(document).encode(), PUBLIC)])


def compiled(made: Settings) -> Compiled:
    around = Surroundings(Build("3.7.11", frozenset({"hash", "regexp"})), HOST, True, FRESH, MASTER)
    return compile_settings(made, around, "/etc/postfix/sendoff/3")


def told(found: Imported) -> dict[str, str]:
    return {entry.parameter: f"{entry.value} | {entry.why}" for entry in found.cannot_say}


HOPS = st.sampled_from(
    [
        "example.net",
        "[smtp.example.net]",
        "[smtp.example.net]:587",
        "example.net:2525",
        "[2001:db8::1]:587",
        "[192.0.2.9]",
    ]
)
PASSWORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).map(
    lambda text: f"p{text}p"
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "postfix::mynetworks": st.lists(
            st.sampled_from(
                ["127.0.0.0/8", "[::1]/128", "192.0.2.0/24", "198.51.100.7", "[2001:db8::]/32", "10.0.0.0/8"]
            ),
            unique=True,
        ),
        "postfix::relayhost": HOPS,
        "postfix::envelope_from": st.sampled_from(["webserver@example.net", "a+b%c@example.net", "jürgen@example.net"]),
        "postfix::smtp_fallback_relay": st.lists(HOPS, unique=True),
        "postfix::inet_interfaces": st.sampled_from(
            ["all", "loopback-only", ["192.0.2.1", "[::1]"], "web1.example.net"]
        ),
        "postfix::message_size_limit": st.integers(0, 2**63 - 1),
        "postfix::monitoring": st.booleans(),
        "postfix::smtputf8_enable": st.just("yes"),
        "postfix::smtp_sasl_password_maps": st.one_of(
            st.dictionaries(HOPS, PASSWORDS.map(lambda text: f"user:{text}"), min_size=1),
            st.just("hash:/etc/postfix/passwords"),
        ),
        "sendoff::server_name": st.just("mail.example.net"),
        "sendoff::smarthost_tls": st.sampled_from(["secure", "encrypt", "may"]),
        "sendoff::ledger": st.fixed_dictionaries(
            {}, optional={"retention_days": st.integers(1, 3650), "addresses": st.sampled_from(["full", "hash"])}
        ),
        "sendoff::metrics_listen": st.sampled_from(["[::1]:9725", "off", False]),
        "sendoff::log_headers": st.booleans(),
        "sendoff::domains": st.sampled_from(["example.org", ["example.org", "example.net"]]),
        "sendoff::dkim": st.sampled_from([{"example.org": "s1"}, {"example.org": ["s2", "s1"], "example.net": "k"}]),
        "sendoff::dkim_when_down": st.sampled_from(["tempfail", "accept"]),
        "sendoff::on_block": st.dictionaries(
            st.sampled_from(["microsoft", "mail.ru"]),
            st.one_of(HOPS, st.just("slow"), HOPS.map(lambda hop: ["slow", hop])),
        ),
    },
)


@given(DOCUMENTS, st.booleans())
def test_what_sendoff_applied_comes_back(document: dict[str, Any], with_certificate: bool) -> None:
    if with_certificate:
        document |= {"postfix::smtpd_tls_cert_file": "/etc/ssl/a.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/a.key"}
    made = settings(document)
    done = compiled(made)
    files = {f"{done.folder}/{table.name}": table.text for table in done.tables}
    needed = {path: files[path] for path in files_needed(done.main_cf)}
    remembered = {"monitoring": made.monitoring, "ledger": made.ledger._asdict(), "metrics_listen": made.metrics_listen}
    remembered |= {"domains": made.domains, "dkim": {domain: [*names] for domain, names in made.dkim}}
    remembered |= {"on_block": {entry.provider: entry.words() for entry in made.on_block}}
    if not made.dkim:
        made = made._replace(dkim_when_down="tempfail")  # nothing is there that could be down
    found = imported(done.main_cf, master_cf=done.master_cf, files=needed, **remembered)
    own = f"hash:{done.folder}/credentials"
    if made.credentials.entries:
        # The passwords stay where they are.
        made = made._replace(credentials=Credentials(table=own))
        assert told(found).keys() == {"smtp_sasl_password_maps"}
    else:
        assert found.cannot_say == ()
    assert settings(found.document) == made


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted({*compiled(settings({})).parameters, "mydomain", "transport_maps"})), st.text()
        )
    )
)
def test_whatever_main_cf_holds_the_document_can_be_read(lines: list[tuple[str, str]]) -> None:
    found = imported("".join(f"{name} = {value}\n" for name, value in lines))
    settings(found.document)
    json.dumps([entry.value for entry in found.cannot_say], ensure_ascii=False).encode()


@given(
    st.sampled_from(["relayhost", "smtp_fallback_relay", "mynetworks", "inet_interfaces", "sender_canonical_maps"]),
    st.lists(
        st.sampled_from(
            [
                "[smtp.example.net]:465",
                "[smtp.example.net]",
                "10.1.2.3/24",
                "!10.0.0.1",
                "all",
                "static:a@b.example",
                "$x",
                "$$",
                ",",
                "hash:/a",
            ]
        )
    ),
)
def test_likely_pieces_in_any_mix_can_be_read(name: str, pieces: list[str]) -> None:
    settings(imported(f"relayhost = [smtp.example.net]:465\n{name} = {' '.join(pieces)}\n").document)


def test_a_fresh_debian_installation_differs_in_little() -> None:
    found = imported(DEBIAN)
    assert found.document == {"postfix::inet_interfaces": "all", "postfix::message_size_limit": 10240000}
    assert found.cannot_say == ()


def test_keys_stand_in_the_order_of_the_table() -> None:
    found = imported("sender_canonical_maps = static:a@example.net\nrelayhost = example.net\nmynetworks = 10.0.0.0/8\n")
    assert [name.partition("::")[2] for name in found.document][:3] == ["mynetworks", "relayhost", "envelope_from"]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("relayhost = [SMTP.example.net]:submission", "relayhost", "[smtp.example.net]:587"),
        ("relayhost = $mydomain", "relayhost", "example.net"),
        ("relayhost = [mail.${mydomain}]", "relayhost", "[mail.example.net]"),
        ("relayhost = a.example.net, b.example.net", "relayhost", "a.example.net"),
        (
            "fallback_relay = [f.example.net]\nsmtp_fallback_relay = $fallback_relay",
            "smtp_fallback_relay",
            "[f.example.net]",
        ),
        ("inet_interfaces = $myhostname, localhost", "inet_interfaces", [HOST, "localhost"]),
        ("message_size_limit = 0", "message_size_limit", 0),
        ("smtputf8_enable = no", "smtputf8_enable", "no"),
        ("mynetworks = 127.0.0.0/8, 192.0.2.0/24", "mynetworks", "127.0.0.0/8 192.0.2.0/24"),
        ("mynetworks = 192.0.2.7/24 10.0.0.0/8", "mynetworks", "10.0.0.0/8"),
        ("mynetworks =", "mynetworks", ""),
        ("smtpd_use_tls = yes\nsmtpd_tls_cert_file = /etc/a.pem", "smtpd_tls_key_file", "/etc/a.pem"),
    ],
)
def test_a_parameter_becomes_its_key(line: str, key: str, value: Any) -> None:
    assert imported(f"compatibility_level = 3.6\n{line}\n").document[f"postfix::{key}"] == value


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("mynetworks = [::1]/128, 127.0.0.0/8", "mynetworks"),
        ("mynetworks = 10.0.0.0/8 !10.0.0.7", "mynetworks"),
        ("mynetworks = /etc/postfix/networks", "mynetworks"),
        ("relayhost = ${a?b}", "relayhost"),
        ("smtpd_tls_cert_file = /etc/a.pem", "smtpd_tls_cert_file"),
        ("smtp_sasl_password_maps = hash:/etc/postfix/sasl", "smtp_sasl_password_maps"),
        ("inet_interfaces = loopback-only", "inet_interfaces"),
        ("message_size_limit = 25600000", "message_size_limit"),
        ("myhostname = localhost", "server_name"),
    ],
)
def test_what_is_default_or_without_effect_or_unreadable_makes_no_key(line: str, key: str) -> None:
    assert not [name for name in imported(line).document if name.endswith(f"::{key}")]


@pytest.mark.parametrize(
    ("line", "parameter"),
    [
        ("mynetworks = 10.0.0.0/8 !10.0.0.7", "mynetworks"),
        ("mynetworks = 10.0.0.0/8 hash:/etc/postfix/networks", "mynetworks"),
        ("mynetworks = 10.1.2.3/8", "mynetworks"),
        ("compatibility_level = 1", "mynetworks"),
        ("relayhost = a.example.net b.example.net", "relayhost"),
        ("relayhost = ${a?b}", "relayhost"),
        ("transport_maps = hash:/etc/postfix/transport", "transport_maps"),
        ("default_transport = uucp:relay", "default_transport"),
        ("mydestination = $myhostname localhost example.org", "mydestination"),
        ("mydestination =", "mydestination"),
        ("myorigin = example.org", "myorigin"),
        ("sender_canonical_maps = hash:/etc/postfix/senders", "sender_canonical_maps"),
        ("sender_canonical_maps = static:a@example.net", "sender_canonical_classes"),
        ("mailbox_size_limit = 51200000", "mailbox_size_limit"),
        ("smtp_tls_security_level = encrypt", "smtp_tls_security_level"),
        ("smtp_tls_wrappermode = yes\nrelayhost = [smtp.example.net]:2465", "smtp_tls_wrappermode"),
        ("smtpd_tls_security_level = encrypt\nsmtpd_tls_cert_file = /a.pem", "smtpd_tls_security_level"),
        ("smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /a.pem", "smtpd_tls_chain_files"),
        ("smtp_tls_policy_maps = hash:/etc/postfix/policy", "smtp_tls_policy_maps"),
        ("smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/a, hash:/b", "smtp_sasl_password_maps"),
        ("smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/a", "smtp_tls_security_level"),
        ("always_bcc = archive@example.net", "always_bcc"),
        ("compatibility_level = 2", "compatibility_level"),
    ],
)
def test_what_the_json_cannot_say_is_listed(line: str, parameter: str) -> None:
    assert parameter in told(imported(f"{line}\n"))


def test_a_port_that_starts_with_tls_needs_no_word_about_wrappermode() -> None:
    found = imported("compatibility_level = 3.6\nsmtp_tls_wrappermode = yes\nrelayhost = [smtp.example.net]:465\n")
    assert found.document["postfix::relayhost"] == "[smtp.example.net]:465"
    assert "smtp_tls_wrappermode" not in told(found)


def test_a_fallback_that_starts_tls_differently_gives_way() -> None:
    found = imported("relayhost = [smtp.example.net]:465\nsmtp_fallback_relay = [smtp.example.net]:587\n")
    assert "postfix::smtp_fallback_relay" not in found.document
    assert "[smtp.example.net]:587" in told(found)["smtp_fallback_relay"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/.+@.+/ a@example.net\n", "a@example.net"),
        ("# all senders\n/^.*$/ a@example.net\n", "a@example.net"),
        ("/.+/i\ta@example.net\n", "a@example.net"),
        ("/^www-data@/ a@example.net\n", None),
        ("/.+@.+/ a@example.net\n/.*/ b@example.net\n", None),
        ("/(.+)@.+/ $1@example.net\n", None),
        ("", None),
    ],
)
def test_a_table_for_all_senders_becomes_envelope_from(text: str, address: str | None) -> None:
    line = "sender_canonical_maps = regexp:/etc/postfix/senders\nsender_canonical_classes = envelope_sender\n"
    assert files_needed(line) == ("/etc/postfix/senders",)
    found = imported(line, files={"/etc/postfix/senders": text})
    assert found.document.get("postfix::envelope_from") == address
    assert ("sender_canonical_maps" in told(found)) == ("@.+/" not in text or address is None)


@pytest.mark.parametrize(
    ("line", "master"),
    [
        ("smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = static:user:hunter2", MASTER),
        ("smtp_sasl_password_maps = inline:{ { example.net = user:hunter2 } }\nsmtp_sasl_auth_enable = yes", MASTER),
        ("ldap_bind_pw = hunter2", MASTER),
        ("mysql_password = hunter2", MASTER),
        ("relayhost = user:hunter2@example.net", MASTER),
        ("", f"{MASTER}out unix - - y - - smtp -o smtp_sasl_password_maps=static:user:hunter2\n"),
        ("", f"{MASTER}out unix - - y - - smtp -o my_password=hunter2\n"),
        ("", f"{MASTER}out unix - n n - - pipe flags=R user=nobody argv=/usr/bin/send --key hunter2\n"),
    ],
)
def test_no_password_is_printed(line: str, master: str) -> None:
    found = imported(f"{line}\n", master_cf=master)
    assert found.cannot_say
    assert "hunter2" not in json.dumps(found.document) + str(found.cannot_say)


def test_whom_to_tell_is_not_printed_but_missed() -> None:
    found = imported("biff = no\n", notify=2)
    assert "sendoff::notify" not in found.document
    assert ("sendoff::notify", "***") in [(entry.parameter, entry.value) for entry in found.cannot_say]
    assert "sendoff::notify" not in [entry.parameter for entry in imported("biff = no\n").cannot_say]


OUR_CHECKS = "regexp:/etc/postfix/sendoff/3/log_headers"


@pytest.mark.parametrize(
    ("line", "logged", "theirs"),
    [
        (f"sendoff_header_checks =\nheader_checks = $sendoff_header_checks, {OUR_CHECKS}", True, None),
        (
            f"sendoff_header_checks = regexp:/a, pcre:/b\nheader_checks = $sendoff_header_checks, {OUR_CHECKS}",
            True,
            "regexp:/a, pcre:/b",
        ),
        (f"header_checks = {OUR_CHECKS}", True, None),
        ("header_checks = regexp:/etc/postfix/header_checks", None, "regexp:/etc/postfix/header_checks"),
        ("header_checks = regexp:/etc/postfix/log_headers", None, "regexp:/etc/postfix/log_headers"),
        ("nested_header_checks =\nmime_header_checks = regexp:/m", None, None),
    ],
)
def test_header_checks_of_ours_become_log_headers_and_others_are_listed(
    line: str, logged: bool | None, theirs: str | None
) -> None:
    block = f"{BEGIN}\n{line}\nmime_header_checks = $sendoff_header_checks\n{END}\n" if logged else f"{line}\n"
    found = imported(f"compatibility_level = 3.6\n{block}")
    assert found.document.get("sendoff::log_headers") is logged
    assert told(found).get("header_checks", "").partition(" | ")[0] == (theirs or "")
    assert not [name for name in told(found) if name.startswith("sendoff_")]


def test_services_are_compared_with_the_package() -> None:
    master = "smtp inet n - n - - smtpd\nsubmission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n"
    found = told(imported(DEBIAN, master_cf=master))
    assert found.keys() == {"master.cf smtp/inet", "master.cf smtp/unix", "master.cf submission/inet"}
    assert "syslog_name=postfix/submission" in found["master.cf submission/inet"]


def test_milters_of_the_administrator_are_listed_beside_the_signer() -> None:
    main = "smtpd_milters = unix:/scanner, { unix:sendoff-dkim/socket, default_action=accept, connect_timeout=10s }\n"
    found = imported(main, dkim={"example.org": ["s1"]})
    assert found.document["sendoff::dkim"] == {"example.org": "s1"}
    assert found.document["sendoff::dkim_when_down"] == "accept"
    assert [entry.value for entry in found.cannot_say if entry.parameter == "smtpd_milters"] == ["unix:/scanner"]


def test_routes_of_the_administrator_are_listed_beside_the_way_around_a_block() -> None:
    ours = "hash:/etc/postfix/sendoff/7/on_block"
    block = f"{BEGIN}\ntransport_maps = hash:/etc/postfix/transport, {ours}\n{END}\n"
    found = imported(f"biff = no\n{block}", on_block={"microsoft": ["[relay.example.net]:587"]})
    assert found.document["sendoff::on_block"] == {"microsoft": "[relay.example.net]:587"}
    assert [e.value for e in found.cannot_say if e.parameter == "transport_maps"] == ["hash:/etc/postfix/transport"]
