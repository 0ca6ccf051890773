"""Postfix 3.7's own words, as seen in the laboratory."""

from __future__ import annotations

import pytest

from sendoff.change.verify.stages import stage

HOST = "smtp.example.net[192.0.2.1]"


@pytest.mark.parametrize(("reply", "expected"), [
    (f"host {HOST} said: 550 5.7.1 not yours (in reply to MAIL FROM command)", "sender"),
    (f"host {HOST} said: 554 5.7.1 no (in reply to MAIL FROM command) (in reply to RCPT TO command)", "recipient"),
    (f"host {HOST} refused to talk to me: 554 5.7.1 go away (in reply to RCPT TO command)", "greeting"),
    (f"SASL authentication failed; server {HOST} said: 535 5.7.8 no (in reply to MAIL FROM command)", "authentication"),
    (f"SASL authentication failed: server {HOST} offered no compatible authentication mechanisms", "authentication"),
    ("Server certificate not verified", "certificate"),
    (f"TLS is required, but was not offered by host {HOST}", "no-tls"),
    (f"TLS is required, but host {HOST} refused to start TLS: 454 4.7.0 TLS not available", "no-tls"),
    ("Cannot start TLS: handshake failure", "tls"),
    (f"connect to {HOST}:587: Connection refused", "connection"),
    (f"lost connection with {HOST} while receiving the initial server greeting", "connection"),
    (f"lost connection with {HOST} while sending MAIL FROM", "sender"),
    ("Host or domain name not found. Name service error for name=smtp.example.net type=AAAA: Host not found", "names"),
    (f"delivery temporarily suspended: connect to {HOST}:587: Connection refused", "connection"),
    ("mail for example.net loops back to myself", "loop"),
    ("unknown mail transport error", "program"),
    ("delivers to mailbox", ""),
])  # fmt: skip
def test_how_far_it_came(reply: str, expected: str) -> None:
    assert stage(reply) == expected
