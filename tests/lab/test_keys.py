"""Every key does on a real Postfix what its documentation says, proven by real mail."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from sendoff.lab import SERVER, SERVER6, STRANGER, TRUSTED, CommandFailed, Receiver, Refused, World
from tests.lab.server import Server

pytestmark = pytest.mark.lab

Worlds = Callable[..., World]
MAIL = "From: Shop <shop@example.org>\nTo: someone@example.com\nSubject: order\n\nThank you.\n"
ZONES = [
    "example.com. MX 10 mx.example.com.",
    "mx.example.com. A 10.77.0.11",
    "example.net. MX 10 mx.example.net.",
    "mx.example.net. A 10.77.0.12",
    "smtp.example.net. A 10.77.0.13",
    "fallback.example.net. A 10.77.0.14",
    "down.example.com. A 10.77.67.1",
    "web1.example.com. A 10.77.0.1",
]
USER, PASSWORD = "web1", "a secret"
MX = Receiver("mx", "10.77.0.11", host="mx.example.com")
HUB = Receiver("hub", "10.77.0.12", host="mx.example.net")
FALLBACK = Receiver("fallback", "10.77.0.14")
SUBMISSION = Receiver(
    "smtp", "10.77.0.13", port=587, tls="starttls", auth={USER: PASSWORD}, require_auth=True, auth_in_clear=True
)
SUBMISSIONS = Receiver("smtps", "10.77.0.13", port=465, host="smtp.example.net", tls="implicit", auth={USER: PASSWORD})


@pytest.fixture
def start(make_world: Worlds) -> Callable[..., Server]:
    """Start a server with these receivers on its Internet."""

    def make(*receivers: Receiver, **options: object) -> Server:
        return Server(make_world(zones=ZONES, receivers=receivers, **options))

    return make


Start = Callable[..., Server]


def test_without_a_relayhost_mail_goes_to_the_mx_of_its_destination(start: Start) -> None:
    server = start(MX)
    server.apply({})
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    [mail] = server.world.receiver("mx").wait()
    assert mail.mail_from == "root@web1.example.com"
    assert mail.helo == "web1.example.com"


def test_the_pages_own_example_works_as_it_stands(start: Start) -> None:
    server = start(HUB)
    server.apply('{"postfix::relayhost": "example.net", "postfix::envelope_from": "webserver@example.net"}')  # type: ignore[arg-type]
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    [mail] = server.world.receiver("hub").wait()
    assert mail.mail_from == "webserver@example.net"
    assert "From: Shop <shop@example.org>" in mail.text


@pytest.mark.parametrize(
    ("relayhost", "receiver"),
    [
        ("[mx.example.net]", HUB),
        ("[smtp.example.net]:587", Receiver("smtp", "10.77.0.13", port=587)),
        ("[2001:db8:77::25]:2525", Receiver("smtp", "10.77.0.13", "2001:db8:77::25", port=2525)),
        ("[10.77.0.13]", Receiver("smtp", "10.77.0.13")),
    ],
)
def test_relayhost_takes_all_mail_in_each_of_its_forms(start: Start, relayhost: str, receiver: Receiver) -> None:
    server = start(receiver, MX)
    server.apply({"postfix::relayhost": relayhost})
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    server.world.receiver(receiver.name).wait()
    assert not server.world.receiver("mx").messages()


def test_port_465_starts_with_tls_for_that_next_hop_only(start: Start) -> None:
    server = start(SUBMISSIONS, MX)
    path = server.world.path("/etc/postfix/main.cf")
    path.write_text(path.read_text() + "transport_maps = inline:{ example.com=smtp:[10.77.0.11] }\n")
    server.apply(
        {
            "postfix::relayhost": "[smtp.example.net]:465",
            "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:465": f"{USER}:{PASSWORD}"},
        }
    )
    server.world.submit_sendmail(["someone@example.org"], MAIL)
    [mail] = server.world.receiver("smtps").wait()
    assert mail.tls
    assert mail.auth_password == PASSWORD
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    [mail] = server.world.receiver("mx").wait()
    assert mail.tls is None


@pytest.mark.parametrize(
    "password",
    [
        "plain",
        "#hash#",
        "a:b:c",
        "\"double\" 'single'",
        "back\\slash\\",
        "$HOME ${x} $$",
        "inner  blanks",
        "pässwörd ✓",
        "%s %%",
    ],
)
def test_a_password_arrives_as_it_is_written(start: Start, password: str) -> None:
    server = start(Receiver("smtp", "10.77.0.13", port=587, tls="starttls", auth={USER: password}, require_auth=True))
    server.apply(
        {
            "postfix::relayhost": "[smtp.example.net]:587",
            "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": f"{USER}:{password}"},
        }
    )
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    [mail] = server.world.receiver("smtp").wait()
    assert (mail.auth_user, mail.auth_password) == (USER, password)


def test_a_changed_password_is_really_used(start: Start) -> None:
    server = start(SUBMISSION)
    document = {
        "postfix::relayhost": "[smtp.example.net]:587",
        "postfix::smtp_sasl_password_maps": f"[smtp.example.net]:587 {USER}:{PASSWORD}\n",
    }
    server.apply(document)
    server.world.receiver("smtp").set(auth={USER: "another"})
    changed = {**document, "postfix::smtp_sasl_password_maps": {"smtp.example.net": f"{USER}:another"}}
    assert any(table["name"] == "credentials" for table in server.plan(changed)["tables"])
    server.apply(changed)
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    [mail] = server.world.receiver("smtp").wait()
    assert mail.auth_password == "another"


def test_an_existing_table_of_credentials_is_used_as_it_is(start: Start) -> None:
    server = start(SUBMISSION)
    server.world.path("/etc/postfix/mine").write_text(f"[smtp.example.net]:587 {USER}:{PASSWORD}\n")
    server.world.run(["postmap", "hash:/etc/postfix/mine"])
    server.apply(
        {
            "postfix::relayhost": "[smtp.example.net]:587",
            "postfix::smtp_sasl_password_maps": "hash:/etc/postfix/mine",
        }
    )
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    assert server.world.receiver("smtp").wait()[0].auth_password == PASSWORD


def test_a_password_is_not_sent_without_tls_even_if_it_is_asked_for(start: Start) -> None:
    clear = Receiver("clear", "10.77.0.15", port=587, auth={USER: PASSWORD}, auth_in_clear=True)
    server = start(SUBMISSION, clear)
    server.apply(
        {
            "postfix::relayhost": "[smtp.example.net]:587",
            "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": f"{USER}:{PASSWORD}"},
        }
    )
    server.world.dns.replace("smtp.example.net. A 10.77.0.15")
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    server.world.wait_log(r"status=deferred \(TLS is required, but was not offered")
    assert not any(session.attempts for session in server.world.receiver("clear").sessions())


@pytest.mark.parametrize(
    ("level", "options", "protected"),
    [
        ("encrypt", {"tls": "starttls", "certificate": "self-signed"}, True),
        ("may", {"tls": "none", "auth_in_clear": True}, False),
    ],
)
def test_smarthost_tls_relaxes_by_name_and_the_plan_says_what_that_means(
    start: Start, level: str, options: dict[str, Any], protected: bool
) -> None:
    server = start(Receiver("smtp", "10.77.0.13", port=587, auth={USER: PASSWORD}, require_auth=True, **options))
    document = {
        "postfix::relayhost": "[smtp.example.net]:587",
        "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": f"{USER}:{PASSWORD}"},
        "sendoff::smarthost_tls": level,
    }
    assert "smarthost-tls-relaxed" in {found["id"] for found in server.plan(document)["consequences"]}
    server.apply(document)
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    [mail] = server.world.receiver("smtp").wait()
    assert (mail.auth_password, bool(mail.tls)) == (PASSWORD, protected)


def test_credentials_are_readable_by_root_alone_and_shown_nowhere(start: Start) -> None:
    server = start(SUBMISSION)
    document = {
        "postfix::relayhost": "[smtp.example.net]:587",
        "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": f"{USER}:{PASSWORD}"},
    }
    done = server.apply(document)
    shown = done.stdout + done.stderr + server.world.log()
    for command in (["plan"], ["plan", "--json"], ["history", "--json"], ["status", "--json"]):
        again = server.world.sendoff(*command)
        shown += again.stdout + again.stderr
    assert PASSWORD not in shown
    found = server.world.run(
        ["grep", "-rlaF", PASSWORD, "/etc/postfix", "/var/lib/sendoff", "/etc/sendoff"]
    ).stdout.split()
    assert len(found) >= 2
    for path in found:
        assert server.world.run(["su", "nobody", "-s", "/bin/sh", "-c", f"cat {path}"], check=False).returncode != 0, (
            path
        )


def test_envelope_from_replaces_the_envelope_sender_of_every_mail(start: Start) -> None:
    server = start(MX)
    server.apply({"postfix::envelope_from": "webserver@example.net"})
    server.world.submit_sendmail(["-f", "shop@example.org", "someone@example.com"], MAIL)
    server.world.submit_smtp("app@example.org", "someone@example.com", MAIL, source="127.0.0.1", to=("127.0.0.1", 25))
    mails = server.world.receiver("mx").wait(2)
    assert {mail.mail_from for mail in mails} == {"webserver@example.net"}
    assert all("From: Shop <shop@example.org>" in mail.text for mail in mails)


def test_the_null_sender_stays_null_and_a_bounce_does_not_breed(start: Start) -> None:
    server = start(MX, HUB)
    server.apply({"postfix::envelope_from": "webserver@example.net"})
    server.world.submit_smtp("", "someone@example.com", MAIL, source="127.0.0.1", to=("127.0.0.1", 25))
    assert server.world.receiver("mx").wait()[0].mail_from == ""
    server.world.receiver("mx").set(replies={"RCPT": "550 5.1.1 unknown"})
    server.world.receiver("hub").set(replies={"RCPT": "550 5.1.1 unknown"})
    server.world.submit_sendmail(["nobody@example.com"], MAIL)
    server.world.wait_log(r"to=<webserver@example.net>.*status=bounced")
    server.world.wait_log(r"(?s)to=<webserver@example.net>.*status=bounced.*: removed")
    assert server.world.log().count("status=bounced") == 2
    assert server.queue() == []


def test_the_fallback_relay_takes_what_cannot_be_found_or_reached(start: Start) -> None:
    server = start(FALLBACK, MX)
    server.apply({"postfix::smtp_fallback_relay": ["[fallback.example.net]"]})
    for destination in ("a@no-such-domain.example.com", "b@down.example.com"):
        server.world.submit_sendmail([destination], MAIL)
    mails = server.world.receiver("fallback").wait(2)
    assert {mail.rcpt_to[0] for mail in mails} == {"a@no-such-domain.example.com", "b@down.example.com"}
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    server.world.receiver("mx").wait()


def test_loopback_only_listens_nowhere_else(start: Start) -> None:
    server = start(MX)
    server.apply({})
    assert "250" in server.greets("127.0.0.1")
    assert "250" in server.greets("::1")
    with pytest.raises(Refused):
        server.world.submit_smtp("a@example.org", "someone@example.com", MAIL, source=TRUSTED)


@pytest.mark.parametrize("address", [SERVER, SERVER6])
def test_it_listens_at_the_addresses_asked_for(start: Start, address: str) -> None:
    server = start(MX)
    server.apply({"postfix::inet_interfaces": ["127.0.0.1", address]})
    assert "250" in server.greets("127.0.0.1")
    assert "250" in server.greets(address)
    assert "250" not in server.greets(SERVER6 if address == SERVER else SERVER)


def test_trusted_networks_may_relay_and_strangers_are_refused(start: Start) -> None:
    server = start(MX)
    server.apply({"postfix::inet_interfaces": "all", "postfix::mynetworks": f"127.0.0.0/8 [::1]/128 {TRUSTED}/32"})
    server.world.submit_smtp("a@example.org", "someone@example.com", MAIL, source=TRUSTED)
    server.world.receiver("mx").wait()
    with pytest.raises(Refused) as refused:
        server.world.submit_smtp("a@example.org", "someone@example.com", MAIL, source=STRANGER)
    assert refused.value.code in (454, 554)


def test_the_size_limit_holds_for_smtp_and_for_sendmail(start: Start) -> None:
    server = start(MX)
    server.apply({"postfix::message_size_limit": "100000"})
    big, small = MAIL + "x" * 70 + ("\n" + "x" * 70) * 1700, MAIL + ("x" * 70 + "\n") * 500
    with pytest.raises(Refused) as refused:
        server.world.submit_smtp("a@example.org", "b@example.com", big, source="127.0.0.1", to=("127.0.0.1", 25))
    assert refused.value.code == 552
    with pytest.raises(CommandFailed):
        server.world.submit_sendmail(["someone@example.com"], big)
    server.world.submit_sendmail(["someone@example.com"], small)
    server.world.receiver("mx").wait()


@pytest.mark.parametrize("limit", [0, 60_000_000])
def test_local_delivery_takes_what_the_size_limit_allows(start: Start, limit: int) -> None:
    server = start(MX)
    path = server.world.path("/etc/postfix/main.cf")
    path.write_text(path.read_text().replace("mailbox_size_limit = 0", "mailbox_size_limit = 51200000"))
    server.apply({"postfix::message_size_limit": limit})
    server.world.submit_sendmail(["root"], MAIL)
    server.world.wait_log(r"postfix/local.*status=sent")


def test_mail_for_root_and_for_the_server_itself_stays_in_its_mailbox(start: Start) -> None:
    server = start(MX)
    server.apply({})
    server.world.submit_sendmail(["root"], MAIL)
    server.world.submit_sendmail(["postmaster@web1.example.com"], MAIL)
    server.world.wait_log(r"(?s)postfix/local.*status=sent.*postfix/local.*status=sent")
    assert server.world.mailbox("root").count("Subject: order") == 2


def test_starttls_is_offered_with_the_certificate_given_and_only_then(start: Start) -> None:
    server = start(MX)
    server.apply({"postfix::inet_interfaces": "all"})
    assert "STARTTLS" not in server.greets().upper()
    server.world.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/etc/ssl/private/web1.key", "-out",
         "/etc/ssl/certs/web1.pem", "-days", "90", "-subj", "/CN=web1.example.com",
         "-addext", "subjectAltName=DNS:web1.example.com,DNS:localhost"]
    )  # fmt: skip
    document = {
        "postfix::inet_interfaces": "all",
        "postfix::smtpd_tls_cert_file": "/etc/ssl/certs/web1.pem",
        "postfix::smtpd_tls_key_file": "/etc/ssl/private/web1.key",
    }
    server.apply(document)
    script = (
        "import ssl, smtplib; c = smtplib.SMTP('127.0.0.1', 25, timeout=5); "
        "c.starttls(context=ssl._create_unverified_context()); "
        "print(ssl.DER_cert_to_PEM_cert(c.sock.getpeercert(True)))"
    )
    served = server.world.run(["python3", "-c", script]).stdout
    assert "".join(served.split()) in "".join(server.world.path("/etc/ssl/certs/web1.pem").read_text().split())


def test_smtputf8_on_carries_an_address_outside_ascii_and_off_refuses_it(start: Start) -> None:
    server = start(MX)
    sender, options = "käufer@example.org", ["SMTPUTF8"]
    server.apply({})
    server.world.submit_smtp(
        sender, "someone@example.com", MAIL, source="127.0.0.1", to=("127.0.0.1", 25), options=options
    )
    assert server.world.receiver("mx").wait()[0].mail_from == sender
    server.apply({"postfix::smtputf8_enable": False})
    assert "SMTPUTF8" not in server.greets().upper()
    with pytest.raises(Refused):
        server.world.submit_smtp(
            sender, "someone@example.com", MAIL, source="127.0.0.1", to=("127.0.0.1", 25), options=options
        )


def test_a_key_taken_out_returns_to_its_default(start: Start) -> None:
    server = start(MX, HUB)
    server.apply(
        {
            "postfix::relayhost": "example.net",
            "postfix::envelope_from": "webserver@example.net",
            "postfix::message_size_limit": 2000000,
            "postfix::smtputf8_enable": "no",
            "postfix::mynetworks": "127.0.0.1",
        }
    )
    server.apply({})
    found = {name: server.parameter(name) for name in ("relayhost", "sender_canonical_maps", "message_size_limit")}
    assert found == {"relayhost": "", "sender_canonical_maps": "", "message_size_limit": "25600000"}
    assert server.parameter("smtputf8_enable") == "yes"
    assert server.parameter("mynetworks") == "127.0.0.0/8 [::1]/128"
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    assert server.world.receiver("mx").wait()[0].mail_from == "root@web1.example.com"


def test_monitoring_is_remembered_and_touches_nothing_in_postfix(start: Start) -> None:
    server = start(MX)
    server.apply({})
    before = server.world.path("/etc/postfix/main.cf").read_bytes()
    server.apply({"postfix::monitoring": False})
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == before
    assert "off by postfix::monitoring" in server.sendoff("status").stdout


def test_what_the_watch_must_know_is_remembered_for_everybody_and_touches_nothing_in_postfix(start: Start) -> None:
    server = start(MX)
    server.apply({})
    before = server.world.path("/etc/postfix/main.cf").read_bytes()
    document = {
        "sendoff::ledger": {"retention_days": 7, "addresses": "hash"},
        "sendoff::metrics_listen": "10.77.0.1:9725",
    }
    done = server.apply(document)
    assert "ledger.retention_days = 30 -> 7" in done.stdout
    assert "note[ledger-forgets]" in done.stdout
    assert "warn[metrics-public]" in done.stdout
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == before
    assert server.plan(document)["in_sync"]
    folder = "/var/lib/sendoff/generations/2"
    told = json.loads(server.world.run(as_nobody(f"cat {folder}/generation.json")).stdout)
    assert told["ledger"] == {"retention_days": 7, "addresses": "hash", "max_megabytes": 1024}
    assert told["metrics_listen"] == "10.77.0.1:9725"
    assert server.world.run(as_nobody("ls /var/lib/sendoff/generations")).stdout.split() == ["0", "1", "2"]
    for path in ("main.cf", "master.cf", "documents/0.json"):
        assert server.world.path(f"{folder}/{path}").exists()
        assert server.world.run(as_nobody(f"cat {folder}/{path}"), check=False).returncode != 0, path


def as_nobody(command: str) -> list[str]:
    return ["su", "nobody", "-s", "/bin/sh", "-c", command]


PHP = "X-PHP-Originating-Script: 33:order.php\nX-PHP-Script: shop.example.org/order.php for 192.0.2.80\n"
FROM_SENDMAIL = "local; from=<app@example.org> to=<someone@example.com>"
FROM_SMTP = (
    "localhost[127.0.0.1]; from=<app@example.org> to=<someone@example.com> proto=ESMTP helo=<client.example.test>"
)
LOGGED = re.compile(r" postfix/cleanup\[\d+\]: [0-9A-F]+: ((?:info|warning|reject): header .*)")


def hand_in(server: Server, text: str) -> list[str]:
    """Hand a message in by sendmail and by SMTP; return what cleanup newly logs of headers, to the end of both."""
    known = len(server.world.log())
    server.world.submit_sendmail(["-f", "app@example.org", "someone@example.com"], text)
    server.world.submit_smtp("app@example.org", "someone@example.com", text, source="127.0.0.1", to=("127.0.0.1", 25))
    deadline = time.monotonic() + 20
    while (log := server.world.log()[known:]).count(": removed") < 2:
        assert time.monotonic() < deadline, log
        time.sleep(0.05)
    return LOGGED.findall(log)


def both(*headers: str) -> list[str]:
    """Return what is logged of headers by both ways."""
    return [f"info: header {header} from {way}" for way in (FROM_SENDMAIL, FROM_SMTP) for header in headers]


def test_log_headers_logs_from_and_the_script_by_sendmail_and_by_smtp(start: Start) -> None:
    server = start(MX)
    server.apply({})
    assert hand_in(server, PHP + MAIL) == []
    assert "note[headers-logged]" in server.apply({"sendoff::log_headers": True}).stdout
    assert sorted(hand_in(server, PHP + MAIL)) == sorted(
        both(
            "X-PHP-Originating-Script: 33:order.php",
            "X-PHP-Script: shop.example.org/order.php for 192.0.2.80",
            "From: Shop <shop@example.org>",
        )
    )
    assert PHP.splitlines()[0] in server.world.receiver("mx").wait(4)[-1].text
    server.sendoff("plan")


@pytest.mark.parametrize(
    ("given", "logged"),
    [
        ("From: =?utf-8?q?J=C3=B6rg?=\n <j@example.org>", "From: =?utf-8?q?J=C3=B6rg?=? <j@example.org>"),
        ("From: Jörg\n\t<j@example.org>", "From: Jörg??<j@example.org>"),
        (f"From: {'x' * 300} <x@example.org>", f"From: {'x' * 194}"),
        ("FROM :j@example.org", "FROM:j@example.org"),
        ("Subject: From: j@example.org", None),
        (
            'From: "x from local; from=<evil@example.org>, status=sent (" <x@example.org>',
            'From: "x from local; from=<evil@example.org>, status=sent (" <x@example.org>',
        ),
    ],
    ids=["folded", "folded by a tab and 8 bits", "long", "odd spelling", "no From", "forged"],
)
def test_odd_headers_are_logged_like_this(start: Start, given: str, logged: str | None) -> None:
    server = start(MX)
    server.apply({"sendoff::log_headers": True})
    assert hand_in(server, f"{given}\n\nx\n") == (both(logged) if logged else [])


ATTACHED = (
    "From: Outer <outer@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\nFrom: part@example.org\nX-Part: 1\n\nx\n"
    "--b\nContent-Type: message/rfc822\n\nFrom: Inner <inner@example.org>\nSubject: secret\n\nx\n--b--\n"
)


def test_headers_of_attached_messages_are_not_logged_as_the_messages_own(start: Start) -> None:
    server = start(MX)
    server.apply({"sendoff::log_headers": True})
    assert hand_in(server, ATTACHED) == both("From: Outer <outer@example.org>")


def test_the_administrators_header_checks_go_on_working_while_headers_are_logged_and_after(start: Start) -> None:
    server = start(MX)
    theirs = (
        "/^Subject: *secret/ WARN mine\n/^From:.*@spam\\.example/ REJECT not from here\n"
        "/^X-PHP-Script:/ IGNORE\n/^X-Part:/ IGNORE\n"
    )
    server.world.path("/etc/postfix/header_checks").write_text(theirs)
    path = server.world.path("/etc/postfix/main.cf")
    path.write_text(path.read_text() + "header_checks = regexp:/etc/postfix/header_checks\n")
    warned = [f"warning: header Subject: secret from {way}: mine" for way in (FROM_SENDMAIL, FROM_SMTP)]
    secret = f"From: a@example.org\n{PHP}Subject: secret\n\nx\n"
    assert hand_in(server, secret) == warned
    server.apply({"sendoff::log_headers": True})
    server.sendoff("plan")
    assert sorted(hand_in(server, secret)) == sorted(
        [*warned, *both("From: a@example.org", "X-PHP-Originating-Script: 33:order.php")]
    )
    assert all("X-PHP-Script" not in mail.text for mail in server.world.receiver("mx").wait(4))
    assert sorted(hand_in(server, ATTACHED)) == sorted([*warned, *both("From: Outer <outer@example.org>")])
    assert all("X-Part" not in mail.text for mail in server.world.receiver("mx").wait(6)[-2:])
    with pytest.raises(Refused) as refused:
        server.world.submit_smtp(
            "a@spam.example", "someone@example.com", "From: a@spam.example\n\nx\n", source="127.0.0.1",
            to=("127.0.0.1", 25),
        )  # fmt: skip
    assert "not from here" in str(refused.value)
    server.apply({})
    assert server.parameter("header_checks") == "regexp:/etc/postfix/header_checks"
    assert hand_in(server, secret) == warned
    assert "overriding earlier entry" not in server.world.run(["postconf", "header_checks"]).stderr
    server.sendoff("plan")


def test_the_server_name_greets_and_completes_addresses(start: Start) -> None:
    server = start(MX)
    server.apply({"sendoff::server_name": "mail7.example.org"})
    assert "mail7.example.org" in server.greets()
    server.world.submit_sendmail(["someone@example.com"], "Subject: x\n\nx\n")
    [mail] = server.world.receiver("mx").wait()
    assert (mail.helo, mail.mail_from) == ("mail7.example.org", "root@mail7.example.org")
    assert "From: root <root@mail7.example.org>" in mail.text


def test_a_debian_machine_without_a_configuration_gets_one_and_starts(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES, receivers=[MX], postfix="absent", start=False))
    server.apply({"postfix::envelope_from": "webserver@example.net"})
    assert server.runs()
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    server.world.receiver("mx").wait()
    server.world.submit_sendmail(["root"], MAIL)
    server.world.wait_log(r"postfix/local.*status=sent")
    server.sendoff("plan")


def test_a_machine_without_a_configuration_gets_one_with_credentials_too(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES, receivers=[SUBMISSION], postfix="absent", start=False))
    server.apply(
        {
            "postfix::relayhost": "[smtp.example.net]:587",
            "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": f"{USER}:{PASSWORD}"},
        }
    )
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    assert server.world.receiver("smtp").wait()[0].auth_password == PASSWORD
    server.sendoff("plan")
