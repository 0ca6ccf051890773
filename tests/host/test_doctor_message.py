"""A message from a file: read, its signatures verified against a real name server, SpamAssassin asked."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.rfc7208.name_server import NameServer, Records, txt

from sendoff.host import Host, real
from sendoff.host.commands import Done, RealCommands
from sendoff.host.dns import Dns
from sendoff.host.doctor import Asking, Order
from sendoff.host.doctor import message as doctor_message
from sendoff.host.doctor.message import completed, read
from sendoff.host.errors import HostError
from sendoff.reputation.facts import Server, Source
from sendoff.reputation.message.given import Given, Spam

KEY = rsa.generate_private_key(65537, 2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
NAME = "s1._domainkey.example.net"
ZONE: dict[str, Records] = {NAME: [txt(f"v=DKIM1; k=rsa; p={PUBLIC}")]}
PLAIN = b"From: shop@example.net\r\nTo: a@example.org\r\nSubject: Hello\r\n\r\nHello  there\r\n"


def signed(raw: bytes = PLAIN) -> bytes:
    line = dkim.sign(raw, b"s1", b"example.net", PRIVATE, canonicalize=(b"relaxed", b"relaxed"))
    return bytes(line) + raw


class NoSpam(RealCommands):
    """Commands of a machine without SpamAssassin's rules: they answer what a test says."""

    def __init__(self, said: str = "", code: int = 0) -> None:
        self.said, self.code, self.given = said, code, b""

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | bytes | None = None,  # noqa: A002 - as in subprocess.run
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> Done:
        self.given = input if isinstance(input, bytes) else b""
        return Done(self.code, self.said, "")


class Known(Asking):
    async def known(self, name: str) -> Any:
        return Server("mail.example.net", (Source("203.0.113.7", "given"), Source("10.0.0.1", "x", translated=True)))


@pytest.fixture(autouse=True)
def no_spamassassin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_message, "which", lambda *_a, **_o: None)


def judged(path: Path, zone: Mapping[str, Records], commands: RealCommands | None = None, seconds: float = 3) -> Given:
    async def run(server: NameServer) -> Given:
        host = Host(real().files, commands or RealCommands())
        dns = Dns(["127.0.0.1"], seconds=seconds, port=server.port)
        return await completed(Known(host, dns, Order(seconds=seconds)), read(str(path)))

    with NameServer(zone) as server:
        return asyncio.run(run(server))


def results(path: Path, raw: bytes, zone: Mapping[str, Records] = ZONE, seconds: float = 3) -> list[tuple[str, str]]:
    path.write_bytes(raw)
    return [(one.result, one.why) for one in judged(path, zone, seconds=seconds).verified]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "message.eml"


def test_a_good_signature_verifies(path: Path) -> None:
    assert results(path, signed()) == [("pass", "")]


def test_a_file_with_unix_line_ends_verifies_as_it_was_sent(path: Path) -> None:
    assert results(path, signed().replace(b"\r\n", b"\n")) == [("pass", "")]


def test_a_message_that_was_changed_fails(path: Path) -> None:
    ((result, why),) = results(path, signed().replace(b"there", b"where"))
    assert result == "fail"
    assert "body" in why
    ((result, why),) = results(path, signed().replace(b"Subject: Hello", b"Subject: Hallo"))
    assert (result, why) == ("fail", "the signature does not match header and key")


def test_another_key_in_dns_fails(path: Path) -> None:
    other = rsa.generate_private_key(65537, 2048).public_key()
    text = base64.b64encode(
        other.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    assert results(path, signed(), {NAME: [txt(b"v=DKIM1; p=" + text)]})[0][0] == "fail"


def test_a_key_that_is_not_there_fails_and_one_not_asked_is_unknown(path: Path) -> None:
    assert results(path, signed(), {}) == [("fail", f"there is no key at {NAME}")]
    for fault in ("SERVFAIL", "REFUSED"):
        ((result, why),) = results(path, signed(), {NAME: [(fault, "")]})
        assert (result, fault in why) == ("unknown", True)
    assert results(path, signed(), {NAME: [("DROP", "")]}, seconds=0.5)[0][0] == "unknown"


@pytest.mark.parametrize(
    "record", [b"v=DKIM1; p=", b"v=DKIM1; p=!!!", b"\xff\x00", b"v=DKIM1; k=rsa; p=AAAA", b"x" * 5000]
)
def test_a_broken_key_fails_and_breaks_nothing(path: Path, record: bytes) -> None:
    assert results(path, signed(), {NAME: [txt(record)]})[0][0] == "fail"


@pytest.mark.parametrize(
    "line",
    [
        b"DKIM-Signature: \r\n",
        b"DKIM-Signature: v=1\r\n",
        b"DKIM-Signature: v=1; d=example.net; s=s1; h=from; b=!!!; bh=!!!; a=rsa-sha256\r\n",
        b"DKIM-Signature: v=1; d=../../x; s=s1; h=from; b=aa; bh=aa; a=rsa-sha256\r\n",
        b"DKIM-Signature: " + b"\xff" * 100 + b"\r\n",
        b"DKIM-Signature: v=2; a=b; d=example.net; s=s1; h=from; b=aa; bh=aa; l=-1; t=x; x=y; i=@z; q=dns\r\n",
    ],
)
def test_a_strange_signature_never_passes(path: Path, line: bytes) -> None:
    assert [result for result, _ in results(path, line + PLAIN)] == ["fail"]


def test_only_the_first_signatures_are_verified(path: Path) -> None:
    assert len(results(path, b"DKIM-Signature: v=1\r\n" * 500 + PLAIN)) == 5


def test_what_would_take_the_verifier_hours_is_unknown(path: Path) -> None:
    ((result, why),) = results(path, signed() + b" " * 100_000)
    assert result == "unknown"
    assert "blanks" in why


def test_an_unsigned_message_asks_no_key_and_has_the_servers_public_addresses(path: Path) -> None:
    path.write_bytes(PLAIN)
    found = judged(path, {})
    assert (found.verified, found.addresses) == ((), ("203.0.113.7",))


def test_without_spamassassin_that_is_said(path: Path) -> None:
    path.write_bytes(PLAIN)
    assert judged(path, {}).spam == Spam(None, why="it is not installed")


SCORED = "From: a\nX-Spam-Status: Yes, score=6.4 required=5.0 tests=RULE_A,\n\tRULE_B autolearn=no version=4\n\nbody\n"


def test_spamassassin_gives_score_limit_and_rules(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_message, "which", lambda *_a, **_o: "/usr/bin/spamassassin")
    path.write_bytes(b"X-Spam-Status: No, score=-99\r\n\tmore\r\nX-Spam-Level: *\r\n" + PLAIN)
    commands = NoSpam(SCORED)
    assert judged(path, {}, commands).spam == Spam(6.4, 5.0, ("RULE_A", "RULE_B"))
    assert commands.given == PLAIN


def test_a_large_message_is_not_given_to_spamassassin(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_message, "which", lambda *_a, **_o: "/usr/bin/spamassassin")
    path.write_bytes(PLAIN + b"x\r\n" * 400_000)
    commands = NoSpam(SCORED)
    assert judged(path, {}, commands).spam.score is None
    assert commands.given == b""


def test_what_is_no_score_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_message, "which", lambda *_a, **_o: "/usr/bin/spamc")
    path.write_bytes(PLAIN)
    for said in ("", "From: a\n\nX-Spam-Status: Yes, score=1 required=5", "X-Spam-Status: Yes, score=. required=.\n\n"):
        spam = judged(path, {}, NoSpam(said)).spam
        assert (spam.score, spam.why) == (None, "spamc gave no score")


def test_a_file_that_is_not_there_or_empty_is_told(path: Path) -> None:
    with pytest.raises(HostError, match="No such file"):
        read(str(path))
    path.write_bytes(b"\r\n")
    with pytest.raises(HostError, match="holds no message"):
        read(str(path))
    with pytest.raises(HostError, match=re.escape("Is a directory")):
        read(str(path.parent))
