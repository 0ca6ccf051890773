"""`sendoff doctor` on a real Postfix and a real resolver with made-up zones: pass, fail, and what cannot be asked.

Names that fail or are silent are longer than all others: the resolver of Debian 12 loses names that sort behind a zone
that is added while it runs (shorter labels sort first).
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sendoff.host.ledger import schema
from sendoff.host.paths import LEDGER
from sendoff.lab import SERVER, SERVER6, World
from tests.checks.public_keys import OTHER, RSA
from tests.lab.server import Server

pytestmark = pytest.mark.lab

MakeWorld = Callable[..., World]

FAILING, SILENT = "this-domain-fails.example", "this-domain-is-silent.example"
REVERSE4 = "1.0.77.10.in-addr.arpa."
REVERSE6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.7.0.0.8.b.d.0.1.0.0.2.ip6.arpa."
HOST = f"""
web1.example.com. A {SERVER}
web1.example.com. AAAA {SERVER6}
web1.example.com. TXT "v=spf1 a -all"
{REVERSE4} PTR web1.example.com.
{REVERSE6} PTR web1.example.com.
"""
SOUND = """
example.org. SOA ns.example.org. hostmaster.example.org. 1 3600 600 86400 300
example.org. MX 10 mx.example.org.
mx.example.org. A 10.77.0.11
example.org. TXT "v=spf1 mx a:web1.example.com -all"
_dmarc.example.org. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.org"
"""
UNSOUND = """
example.net. A 10.77.0.12
example.net. TXT "v=spf1 a:gone.example.net +all"
_dmarc.example.net. TXT "v=DMARC1; p=none; pct=10; rua=mailto:dmarc@reports.example"
"""
SERVER_CHECKS = (
    "helo-name",
    "helo-resolves",
    "reverse-name",
    "reverse-confirmed",
    "reverse-generic",
    "reverse-is-helo",
)
DNS_CHECKS = ("sender-domain-resolves", "sender-domain-soa", "spf-record", "spf-pass", "dmarc-record", "dmarc-reports")


def doctor(world: World, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = world.sendoff("doctor", "--json", *arguments)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def results(found: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The heaviest result by check and subject."""
    return {(one["id"], one["subject"]): one["result"] for one in reversed(found["findings"])}


def only(*checks: str) -> list[str]:
    return [word for check in checks for word in ("--only", check)]


def test_a_sound_server_and_domain_pass(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST, SOUND])
    code, found = doctor(world, "example.org", *only(*SERVER_CHECKS, *DNS_CHECKS, "relay-closed", "outbound-tls"))
    assert [one for one in found["findings"] if one["result"] != "pass"] == []
    assert (code, found["score"], found["best"], found["unasked"]) == (0, 10.0, 10.0, 0)
    assert (found["server"], found["domains"]) == ("web1.example.com", ["example.org"])
    assert {(one["id"], one["subject"]) for one in found["findings"]} >= {
        ("reverse-name", SERVER),
        ("reverse-name", SERVER6),
    }


def test_an_unsound_server_and_domain_fail_with_the_records_to_publish(make_world: MakeWorld) -> None:
    world = make_world(zones=[UNSOUND, f"{REVERSE4} PTR host-10-77-0-1.example.net."])
    code, found = doctor(world, "example.net", "--address", SERVER)
    told = results(found)
    assert code == 2
    fails = {check for (check, _), result in told.items() if result == "fail"}
    assert fails >= {"helo-resolves", "reverse-confirmed", "sender-domain-soa", "spf-end"}
    assert told["reverse-generic", SERVER] == told["dmarc-reports", "example.net"] == "warn"
    mends = {one["id"]: one["mend"] for one in found["findings"] if one["result"] in ("fail", "warn")}
    assert mends["helo-resolves"] == f"Publish: web1.example.com. A {SERVER}"
    assert 'example.net._report._dmarc.reports.example. TXT "v=DMARC1"' in mends["dmarc-reports"]


@pytest.mark.parametrize("silent", [False, True], ids=["servfail", "silence"])
def test_what_cannot_be_asked_is_unknown_and_never_absent(make_world: MakeWorld, silent: bool) -> None:
    world = make_world(zones=[HOST, SOUND])
    name = SILENT if silent else FAILING
    (world.dns.silence if silent else world.dns.servfail)(f"{name}.")
    start = time.monotonic()
    code, found = doctor(world, name, "example.org", "--timeout", "2", *only(*DNS_CHECKS))
    assert time.monotonic() - start < 5
    told = results(found)
    assert {told[check, name] for check in DNS_CHECKS} == {"unknown"}
    assert {told[check, "example.org"] for check in DNS_CHECKS} == {"pass"}
    assert (code, found["score"] < 10, found["best"]) == (3, True, 10.0)


def test_a_reverse_zone_that_fails_is_unknown(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST])
    world.dns.servfail("77.10.in-addr.arpa.")
    found = results(doctor(world, "example.org", "--address", SERVER, "--timeout", "2", *only("reverse-name"))[1])
    assert found == {("reverse-name", SERVER): "unknown"}


def test_one_without_a_resolver_ends_in_time_and_knows_nothing(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST, SOUND])
    start = time.monotonic()
    # Nobody answers there, so packets vanish.
    code, found = doctor(world, "example.org", "--resolver", "10.77.66.1", "--timeout", "1.5", *only(*DNS_CHECKS))
    assert time.monotonic() - start < 5
    assert {one["result"] for one in found["findings"]} == {"unknown"}
    assert code == 3


def test_a_resolver_that_invents_addresses_proves_nothing(make_world: MakeWorld) -> None:
    world = make_world(zones=[SOUND])
    world.dns._tell("local_zone_remove invalid.")
    world.dns._tell("local_zone . redirect")
    world.dns._tell(f"local_data . A {SERVER}")
    found = results(doctor(world, "example.org", "--address", SERVER, *only("helo-resolves"))[1])
    assert found == {("helo-resolves", SERVER): "unknown"}


def test_an_open_relay_is_found_by_asking(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST, SOUND])
    checks = ("example.org", *only("relay-closed"))
    assert results(doctor(world, *checks)[1]) == {("relay-closed", "web1.example.com"): "pass"}
    world.run(["postconf", "-e", "smtpd_relay_restrictions=check_client_access static:permit, reject"])
    world.run(["postfix", "reload"])
    deadline = time.monotonic() + 10
    while results(found := doctor(world, *checks)[1]) != {("relay-closed", "web1.example.com"): "fail"}:
        assert time.monotonic() < deadline
    assert "250 2.1.5 Ok" in found["findings"][0]["answered"]
    assert world.run(["mailq"]).stdout.startswith("Mail queue is empty")


def test_outbound_tls_is_what_main_cf_says_now(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST])
    world.run(["postconf", "-e", "smtp_tls_security_level=none"])
    assert doctor(world, "example.org", *only("outbound-tls"))[0] == 2


def test_a_smarthost_takes_the_place_of_the_servers_own_addresses(make_world: MakeWorld) -> None:
    world = make_world(zones=[SOUND, f"smtp.example.net. A {SERVER}"])
    world.run(["postconf", "-e", "relayhost=[smtp.example.net]:587"])
    found = results(doctor(world, "example.org", *only(*SERVER_CHECKS[1:], "spf-pass"))[1])
    assert {result for (check, _), result in found.items() if check in SERVER_CHECKS} == {"skipped"}
    assert found["spf-pass", "example.org"] == "warn"


def write_ledger(world: World, folder: Path, *messages: tuple[str, str, int]) -> None:
    """A ledger of envelope domains, header From, and recipients at Google, an hour ago."""
    path = folder / "ledger.db"
    now = time.time_ns() // 1000 - 3_600_000_000
    base = sqlite3.connect(path)
    base.executescript(schema.TABLES)
    base.execute(f"PRAGMA user_version = {schema.VERSION}")
    for number, (envelope, header, count) in enumerate(messages, 1):
        base.execute(
            "INSERT INTO message (id, queue_id, instance, first_seen, last_seen, sender_local, sender_domain,"
            " header_from) VALUES (?, ?, 'postfix', ?, ?, 'x', ?, ?)",
            (number, f"Q{number}", now, now, envelope, header),
        )
        base.executemany(
            "INSERT INTO delivery (id, local, domain, slot, status, attempts, tries, first_seen, last_seen, provider)"
            " VALUES (?, 'y', 'gmail.com', '', 'sent', 1, '', ?, ?, 'google')",
            (((number << 20) + index, now, now) for index in range(count)),
        )
    base.commit()
    base.close()
    place = world.path(LEDGER)
    place.parent.mkdir(parents=True)
    place.write_bytes(path.read_bytes())


def test_domains_alignment_and_volume_come_from_the_ledger(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(zones=[HOST, SOUND])
    write_ledger(
        world,
        tmp_path,
        ("example.org", '"Shop, the" <shop@Example.ORG>', 5001),
        ("web1.example.com", "Robot <robot@example.net>", 3),
    )
    code, found = doctor(world, *only("alignment", "google-bulk"))
    told = results(found)
    assert found["domains"] == ["example.org", "example.net", "web1.example.com"]
    assert (told["alignment", "example.org"], told["alignment", "example.net"]) == ("pass", "fail")
    # A bulk sender: SPF and DMARC are there, and no document tells whether it is signed.
    assert (told["google-bulk", "example.org"], told["google-bulk", "example.net"]) == ("unknown", "skipped")
    assert code == 2


def test_published_keys_are_compared_with_those_that_sign_here(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST, SOUND])
    Server(world).write({"sendoff::dkim": {"example.org": ["s2", "s1"], "example.net": "s1"}})
    keys_folder(world, "example.org", "s1", OTHER)
    keys_folder(world, "example.org", "s2", RSA)
    half = len(RSA) // 2
    world.dns.add(f's1._domainkey.example.org. TXT "v=DKIM1; k=rsa; p={RSA[:half]}" "{RSA[half:]}"')
    world.dns.add(f's2._domainkey.example.org. TXT "v=DKIM1; k=rsa; p={RSA[:half]}" "{RSA[half:]}"')
    _, found = doctor(world, *only("dkim-key", "dkim-strength"))
    by_name = {one["asked"]: one["result"] for one in found["findings"] if one["id"] == "dkim-key"}
    assert by_name == {
        "TXT s2._domainkey.example.org": "pass",
        "TXT s1._domainkey.example.org": "fail",
        "TXT s1._domainkey.example.net": "fail",
    }


def keys_folder(world: World, domain: str, selector: str, key: str) -> None:
    from sendoff.postfix.opendkim import private_key, public_key

    for path, text in (
        (private_key(domain, selector), "secret"),
        (public_key(domain, selector), f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----\n"),
    ):
        place = world.path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def test_what_strangers_publish_is_never_printed_raw(make_world: MakeWorld) -> None:
    evil = r"v=spf1 \027[2J\155]0;x\007 <script>alert(1)</script> -all"
    world = make_world(zones=[HOST, f'example.org. TXT "{evil}"', f'_dmarc.example.org. TXT "{evil}"'])
    for options in ((), ("--json",), ("--html", "/tmp/sendoff-doctor-test.html", "--json")):
        done = world.sendoff("doctor", "example.org", *only("spf-record", "dmarc-record"), *options)
        assert "\x1b" not in done.stdout
        assert "\x07" not in done.stdout
        assert done.returncode == 2
    page = world.path("/tmp/sendoff-doctor-test.html")
    text = page.read_text()
    page.unlink()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text


def test_progress_goes_to_standard_error_and_the_page_is_one_file(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(zones=[HOST, SOUND])
    page = tmp_path / "page.html"
    done = world.sendoff("doctor", "example.org", "--html", str(page), *only(*DNS_CHECKS))
    assert "DNS questions" in done.stderr
    assert done.stdout == f"web1.example.com: 10 of 10\nwritten: {page}\n"
    text = page.read_text()
    assert all(word in text for word in ("prefers-color-scheme: dark", "width=device-width", "example.org"))
    assert not any(word in text for word in ("<script", 'http-equiv="refresh', "src=", "@import"))


def test_without_any_domain_it_says_what_to_do(make_world: MakeWorld) -> None:
    world = make_world(zones=[HOST])
    code, found = doctor(world, *only("spf-record"))
    assert code == 3
    assert "name one, or declare it in sendoff::domains" in found["findings"][0]["answered"]


def test_another_servers_document_is_judged_by_its_name(make_world: MakeWorld) -> None:
    world = make_world(zones=[SOUND, "mail2.example.org. A 10.77.0.99"])
    world.run(["mkdir", "-p", "/run/other"])
    world.path("/run/other/mail2.json").write_text(json.dumps({"sendoff::server_name": "mail2.example.org"}))
    _, found = doctor(world, "example.org", "--server", "/run/other/mail2.json", *only("helo-resolves", "spf-pass"))
    told = results(found)
    assert found["server"] == "mail2.example.org"
    assert told["helo-resolves", "10.77.0.99"] == "pass"
    assert told["spf-pass", "example.org"] == "fail"
