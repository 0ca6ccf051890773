"""From a document to what a rule finds: the shortest way for a test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sendoff.change.consequences import load
from sendoff.change.facts import Ask, NextHopReply, Unknown
from sendoff.change.plan import Consequence, Transition, transition
from sendoff.change.state import Generation, Machine, Pending
from sendoff.config import settings
from sendoff.config.document import parse
from sendoff.config.keys import PUBLIC
from sendoff.postfix.compiled import Build

FILE = "server.json"

DEBIAN = """\
smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)
compatibility_level = 3.6
smtpd_tls_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem
smtpd_tls_key_file=/etc/ssl/private/ssl-cert-snakeoil.key
smtpd_tls_security_level=may
smtp_tls_security_level=may
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
myhostname = web1.example.net
alias_maps = hash:/etc/aliases
myorigin = /etc/mailname
mydestination = $myhostname, web1.example.net, localhost.example.net, , localhost
relayhost =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
inet_protocols = all
"""
"""What Debian's package writes for an Internet Site."""

MASTER = """\
smtp      inet  n       -       y       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
cleanup   unix  n       -       y       -       0       cleanup
smtp      unix  -       -       y       -       -       smtp
relay     unix  -       -       y       -       -       smtp
        -o syslog_name=postfix/$service_name
"""

AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"

BUILD = Build("3.7.11", frozenset({"hash", "regexp", "texthash"}))


def machine(main_cf: str | None = DEBIAN, master_cf: str | None = MASTER, **fields: Any) -> Machine:
    """Return a running Debian machine; fields of `Machine` override it."""
    values: dict[str, Any] = {
        "host_name": "web1.example.net",
        "installed": True,
        "running": True,
        "build": BUILD,
        "has_log": True,
        "main_cf": main_cf,
        "master_cf": master_cf,
    }
    return Machine(**{**values, **fields})


def bare(**fields: Any) -> Machine:
    """Return a machine without Postfix."""
    return machine(None, None, **{"installed": False, "running": False, **fields})


def change(document: Mapping[str, Any] | None = None, on: Machine | None = None) -> Transition:
    """Return the change that a document brings to a machine."""
    return transition(_settings(document or {}), on or machine())


def applied(document: Mapping[str, Any] | None = None, main_cf: str = DEBIAN, **fields: Any) -> Machine:
    """Return the machine on which a document has been applied; `fields` override what it is."""
    step = change(document, machine(main_cf, **{k: v for k, v in fields.items() if k == "host_name"}))
    made, kept = step.compiled, step.settings
    generation = Generation(
        1, "2026-03-01T10:00:00Z", "apply", made.parameters, made.folder, kept.monitoring,
        ledger=kept.ledger._asdict(), metrics_listen=kept.metrics_listen,
        on_block={entry.provider: entry.words() for entry in kept.on_block},
        domains=kept.domains, dkim={signing.domain: [*signing.selectors] for signing in kept.dkim},
        notify=len(kept.notify),
    )  # fmt: skip
    found: dict[str, Any] = {
        "current": generation,
        "tables": {table.name: table.text for table in step.compiled.tables},
        "notify": kept.notify,
    }
    return machine(step.compiled.main_cf, step.compiled.master_cf, **{**found, **fields})


def pending() -> Pending:
    """Return an apply that was interrupted."""
    return Pending(7, "2026-03-01T10:00:00Z", "swap")


def findings(rule: str, step: Transition, answers: Mapping[Ask, Any] | None = None) -> list[Consequence]:
    """Return what a rule finds. What it asks beyond `answers` is unknown to it; unasked answers are an error."""
    module = load(rule)
    asked = set(module.asks(step)) if hasattr(module, "asks") else set()
    given = dict(answers or {})
    assert set(given) <= asked, f"{rule} does not ask {set(given) - asked}"
    found = list(module.judge(step, {ask: given.get(ask, Unknown("not answered")) for ask in asked}))
    for each in found:
        assert each.id == rule
        assert each.level in ("refuse", "warn", "note")
        assert each.text.endswith(".")
        assert "  " not in each.text
        assert len(each.text) < 400
        assert each.place == (step.settings.places.get(each.key) if each.key else None)
        assert each.unknown is None or each.level == "note"
    return found


def only(rule: str, step: Transition, answers: Mapping[Ask, Any] | None = None) -> Consequence:
    """Return the one thing that a rule finds."""
    found = findings(rule, step, answers)
    assert len(found) == 1, [each.text for each in found]
    return found[0]


def quiet(rule: str, step: Transition, answers: Mapping[Ask, Any] | None = None) -> bool:
    """Tell whether a rule finds nothing."""
    return [each.text for each in findings(rule, step, answers)] == []


def points_at(found: Consequence, key: str) -> bool:
    """Tell whether a consequence names a key and its line in the document."""
    return found.key == key and found.place is not None and f'"{key}"' in found.place.source


def hop(text: str, how: str = AUTHORITIES) -> Ask:
    """Return the question how a next hop answers."""
    return Ask("next-hop", text, how)


def answering(**fields: Any) -> NextHopReply:
    """Return the reply of a smarthost in order, with STARTTLS and a good certificate."""
    usual: dict[str, Any] = {
        "hosts": ("smtp.example.net",),
        "addresses": ("192.0.2.25",),
        "starttls": True,
        "capabilities": {"SIZE": "52428800", "AUTH": "PLAIN LOGIN", "SMTPUTF8": "", "8BITMIME": ""},
    }
    return NextHopReply(**{**usual, **fields})


def _settings(document: Mapping[str, Any]) -> settings.Settings:
    return settings.build([parse(FILE, json.dumps(document, indent=2, ensure_ascii=False).encode(), PUBLIC)])
