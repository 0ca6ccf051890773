"""Answers about the world, from real sockets and files; nothing leaves the loopback interface."""

from __future__ import annotations

import json
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from sendoff.change.facts import (
    AddressReply,
    Ask,
    CertificateFacts,
    FileFacts,
    LocalFacts,
    NameFacts,
    NextHopReply,
    PortFacts,
    QueueFacts,
    SpaceFacts,
    Unknown,
)
from sendoff.host import Host, real
from sendoff.host.asks import answer
from sendoff.host.asks import dns as dns_asks
from sendoff.host.asks.machine import counted
from sendoff.host.asks.tls import matches
from sendoff.host.commands import Done
from sendoff.host.files import RealFiles


def told(ask: Ask, host: Host | None = None, deadline: float = 8.0) -> object:
    return answer(host or real(), [ask], deadline)[ask]


# -- a name server, and a mail server, of this test's own


class NameServer:
    """Answers from lines of a zone; what stands there as SERVFAIL fails, and all else does not exist."""

    def __init__(self) -> None:
        self.zone: list[str] = []
        self.failing: set[str] = set()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                data, client = self._socket.recvfrom(4096)
                self._socket.sendto(self._reply(dns.message.from_wire(data)).to_wire(), client)

    def _reply(self, query: dns.message.Message) -> dns.message.Message:
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        question = query.question[0]
        name = question.name.to_text()
        known = [line.split(maxsplit=2) for line in self.zone]
        if name in self.failing:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif name not in [owner for owner, _, _ in known]:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        values = [value for owner, kind, value in known if (owner, kind) == (name, question.rdtype.name)]
        if values:
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", question.rdtype.name, *values))
        return reply

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    server = NameServer()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    monkeypatch.setattr(dns.resolver, "Resolver", lambda: resolver)
    monkeypatch.setattr(dns_asks, "knows_root", lambda _host: True)
    yield server
    server.close()


@dataclass
class MailServer:
    """A mail server on a free port of 127.0.0.1; `replies` answers commands by their first word."""

    greeting: str = "220 smtp.example.net ESMTP"
    keywords: tuple[str, ...] = ("SIZE 10240000", "AUTH PLAIN LOGIN", "SMTPUTF8")
    secure: ssl.SSLContext | None = None
    at_once: bool = False
    replies: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection = self._socket.accept()[0]
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        try:
            if self.at_once and self.secure:
                connection = self.secure.wrap_socket(connection, server_side=True)
            self._converse(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def _converse(self, connection: socket.socket) -> None:
        connection.sendall(f"{self.greeting}\r\n".encode())
        self._answer(connection, ("STARTTLS",) if self.secure and not self.at_once else ())

    def _answer(self, connection: socket.socket, offer: tuple[str, ...]) -> None:
        while command := connection.recv(4096).decode().strip():
            self.said.append(command)
            verb = command.split()[0].upper()
            if verb == "EHLO":
                lines = ["smtp.example.net", *self.keywords, *offer]
                text = "".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}\r\n"
                connection.sendall(text.encode())
            elif verb == "STARTTLS" and self.secure:
                connection.sendall(b"220 go ahead\r\n")
                with self.secure.wrap_socket(connection, server_side=True) as secured:
                    self._answer(secured, ())
                return
            else:
                connection.sendall(f"{self.replies.get(verb, '250 ok')}\r\n".encode())
                if verb == "QUIT":
                    return

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., MailServer]]:
    servers: list[MailServer] = []

    def start(**fields: object) -> MailServer:
        servers.append(MailServer(**fields))  # type: ignore[arg-type]
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def to_port(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Lead connections to a well-known port of 127.0.0.1 to the port of a server of the test."""
    connect = socket.create_connection

    def lead(known: int, port: int) -> None:
        def led(address: tuple[str, int], *rest: object) -> socket.socket:
            return connect((address[0], port if address[1] == known else address[1]), *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "create_connection", led)

    return lead


# -- certificates


@dataclass(frozen=True)
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    folder: Path

    @property
    def file(self) -> str:
        path = self.folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return str(path)

    def pair(self, *names: str, days: int = 30, name: str = "server") -> tuple[str, str]:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(key, self.key, names=names, issuer=self.certificate.subject, days=days)
        chain, private = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        chain.write_bytes(certificate.public_bytes(Encoding.PEM) + self.certificate.public_bytes(Encoding.PEM))
        private.write_bytes(_written(key))
        return str(chain), str(private)

    def context(self, *names: str, days: int = 30) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.pair(*names, days=days))
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of this test")])
    return Authority(key, _signed(key, key, issuer=subject, subject=subject), tmp_path)


def _signed(
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    *,
    names: tuple[str, ...] = (),
    issuer: x509.Name,
    days: int = 30,
    subject: x509.Name | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject or x509.Name([]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
    return builder.sign(by, hashes.SHA256())


def _written(key: ec.EllipticCurvePrivateKey, encryption: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


# -- all asks at once


def test_answers_every_ask_and_says_what_came_too_late() -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    late = Ask("next-hop", f"[127.0.0.1]:{silent.getsockname()[1]}")
    start = datetime.now(UTC)
    found = answer(real(), [Ask("now"), late], deadline=1.0)
    assert datetime.now(UTC) - start < timedelta(seconds=2)
    assert isinstance(found[Ask("now")], datetime)
    reply = found[late]
    assert isinstance(reply, NextHopReply)
    assert reply.error is not None
    assert "in time" in reply.error
    silent.close()


def test_what_is_not_back_at_the_deadline_is_unknown() -> None:
    class Slow(RealFiles):
        def status(self, path: str) -> None:
            threading.Event().wait(5)

    asked = Ask("file", "/etc/hosts")
    assert told(asked, Host(Slow(), real().commands), 0.2) == Unknown("no answer within 0.2 s")


def test_a_question_that_fails_does_not_take_the_others_with_it() -> None:
    found = answer(real(), [Ask("nonsense"), Ask("now")])
    assert isinstance(found[Ask("nonsense")], Unknown)
    assert isinstance(found[Ask("now")], datetime)


def test_nothing_asked_is_nothing_answered() -> None:
    assert answer(real(), []) == {}


# -- the DNS


def test_a_name_with_addresses_reverse_names_and_mail_hosts(names: NameServer) -> None:
    names.zone = [
        "web1.example.net. A 192.0.2.5",
        "web1.example.net. AAAA 2001:db8::5",
        "web1.example.net. MX 20 mx2.example.net.",
        "web1.example.net. MX 10 mx1.example.net.",
        "5.2.0.192.in-addr.arpa. PTR web1.example.net.",
    ]
    facts = told(Ask("name", "web1.example.net"))
    assert facts == NameFacts(
        ("192.0.2.5", "2001:db8::5"),
        ("mx1.example.net", "mx2.example.net"),
        {"192.0.2.5": ("web1.example.net",), "2001:db8::5": ()},
    )


@pytest.mark.usefixtures("names")
def test_a_name_that_does_not_exist_has_nothing() -> None:
    assert told(Ask("name", "gone.example.net")) == NameFacts()


@pytest.mark.usefixtures("names")
def test_a_resolver_that_is_cut_off_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns_asks, "knows_root", lambda _host: False)
    for ask in (Ask("name", "web1.example.net"), Ask("next-hop", "example.net"), Ask("address", "a@example.net")):
        reply = told(ask)
        assert isinstance(reply, Unknown)
        assert "DNS root" in reply.reason


def test_a_failing_name_server_is_unknown(names: NameServer) -> None:
    names.failing = {"example.net."}
    for ask in (Ask("name", "example.net"), Ask("next-hop", "example.net"), Ask("next-hop", "[example.net]")):
        assert isinstance(told(ask), Unknown)


# -- next hops


def test_a_next_hop_that_takes_mail(names: NameServer, serve: Callable[..., MailServer]) -> None:
    names.zone = ["smtp.example.net. A 127.0.0.1"]
    server = serve()
    reply = told(Ask("next-hop", f"[smtp.example.net]:{server.port}"))
    assert isinstance(reply, NextHopReply)
    assert (reply.hosts, reply.addresses, reply.own) == (("smtp.example.net",), ("127.0.0.1",), ("127.0.0.1",))
    assert (reply.error, reply.starttls, reply.certificate_error) == (None, False, None)
    assert reply.capabilities == {"SIZE": "10240000", "AUTH": "PLAIN LOGIN", "SMTPUTF8": ""}
    assert [command.split()[0] for command in server.said] == ["EHLO", "QUIT"]


def test_a_domain_goes_by_its_mx_hosts_and_the_next_one_when_the_first_is_down(
    names: NameServer, serve: Callable[..., MailServer]
) -> None:
    names.zone = [
        "example.net. MX 20 mx2.example.net.",
        "example.net. MX 10 mx1.example.net.",
        "mx1.example.net. A 127.0.0.9",
        "mx2.example.net. A 127.0.0.1",
    ]
    reply = told(Ask("next-hop", f"example.net:{serve().port}"))
    assert isinstance(reply, NextHopReply)
    assert reply.hosts == ("mx1.example.net", "mx2.example.net")
    assert reply.own == ("127.0.0.9",)
    assert reply.error is None


def test_a_domain_without_mx_goes_by_its_address(names: NameServer, serve: Callable[..., MailServer]) -> None:
    names.zone = ["example.net. A 127.0.0.1"]
    reply = told(Ask("next-hop", f"example.net:{serve().port}"))
    assert isinstance(reply, NextHopReply)
    assert reply.hosts == ("example.net",)


def test_a_domain_that_takes_no_mail(names: NameServer) -> None:
    names.zone = ["example.net. MX 0 ."]
    reply = told(Ask("next-hop", "example.net"))
    assert isinstance(reply, NextHopReply)
    assert reply.error == "example.net takes no mail (null MX, RFC 7505)"
    assert not reply.missing


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("hop", ["smpt.example.net", "[smpt.example.net]:587"])
def test_a_name_that_is_missing(hop: str) -> None:
    reply = told(Ask("next-hop", hop))
    assert isinstance(reply, NextHopReply)
    assert reply.missing
    assert "smpt.example.net" in (reply.error or "")


@pytest.mark.usefixtures("names")
def test_postfix_does_not_look_into_etc_hosts_unless_told_so(serve: Callable[..., MailServer]) -> None:
    port = serve().port
    reply = told(Ask("next-hop", f"[localhost]:{port}"))
    assert isinstance(reply, NextHopReply)
    assert reply.missing
    assert "/etc/hosts" in (reply.error or "")
    native = told(Ask("next-hop", f"[localhost]:{port}", "native"))
    assert isinstance(native, NextHopReply)
    assert native.error is None


def test_a_next_hop_that_is_down_or_turns_mail_away(serve: Callable[..., MailServer]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    refused = told(Ask("next-hop", f"[127.0.0.1]:{port}"))
    assert isinstance(refused, NextHopReply)
    assert refused.error == f"no connection to 127.0.0.1 port {port}: Connection refused"
    away = told(Ask("next-hop", f"[127.0.0.1]:{serve(greeting='554 no mail here').port}"))
    assert isinstance(away, NextHopReply)
    assert "554 no mail here" in (away.error or "")


@pytest.mark.parametrize(
    ("names_in_it", "days", "said"),
    [
        (("smtp.example.net",), 30, None),
        (("*.example.net",), 30, None),
        (("other.example.net",), 30, "is for other.example.net and not for smtp.example.net"),
        (("smtp.example.net",), -1, "expired"),
    ],
)
def test_starttls_with_a_certificate(
    names: NameServer,
    serve: Callable[..., MailServer],
    authority: Authority,
    *,
    names_in_it: tuple[str, ...],
    days: int,
    said: str | None,
) -> None:
    names.zone = ["smtp.example.net. A 127.0.0.1"]
    server = serve(secure=authority.context(*names_in_it, days=days))
    reply = told(Ask("next-hop", f"[smtp.example.net]:{server.port}", authority.file))
    assert isinstance(reply, NextHopReply)
    assert reply.starttls
    assert reply.capabilities["SIZE"] == "10240000"
    if said is None:
        assert reply.certificate_error is None
    else:
        assert said in (reply.certificate_error or "")


def test_an_unknown_authority(names: NameServer, serve: Callable[..., MailServer], authority: Authority) -> None:
    names.zone = ["smtp.example.net. A 127.0.0.1"]
    server = serve(secure=authority.context("smtp.example.net"))
    chain, _ = authority.pair("elsewhere.example.net", name="elsewhere")
    reply = told(Ask("next-hop", f"[smtp.example.net]:{server.port}", chain.replace("elsewhere.pem", "other.pem")))
    assert isinstance(reply, NextHopReply)
    # Without a file of authorities nothing can be said about the certificate.
    assert reply.certificate_error is None
    own = _signed(authority.key, authority.key, names=("a.example.net",), issuer=authority.certificate.subject)
    (authority.folder / "stranger.pem").write_bytes(own.public_bytes(Encoding.PEM))
    stranger = told(Ask("next-hop", f"[smtp.example.net]:{server.port}", str(authority.folder / "stranger.pem")))
    assert isinstance(stranger, NextHopReply)
    assert "not accepted" in (stranger.certificate_error or "")


def test_port_465_starts_with_tls(
    serve: Callable[..., MailServer], authority: Authority, to_port: Callable[[int, int], None]
) -> None:
    server = serve(secure=authority.context("smtp.example.net"), at_once=True)
    to_port(465, server.port)
    reply = told(Ask("next-hop", "[127.0.0.1]:465", authority.file))
    assert isinstance(reply, NextHopReply)
    assert reply.starttls
    assert "not for 127.0.0.1" in (reply.certificate_error or "")
    assert "STARTTLS" not in server.said


@pytest.mark.parametrize(
    ("certified", "wanted", "fits"),
    [
        ("smtp.example.net", "SMTP.example.net", True),
        ("mx1.example.net", "example.net", True),
        ("*.example.net", "smtp.example.net", True),
        ("*.example.net", "a.b.example.net", False),
        ("example.net", "smtp.example.net", False),
        ("badexample.net", "example.net", False),
        ("*.example.net", "example.net", True),
    ],
)
def test_names_are_matched_as_postfix_does_it(certified: str, wanted: str, *, fits: bool) -> None:
    assert matches((certified,), wanted) is fits


# -- addresses


def test_an_address_that_takes_bounces(
    names: NameServer, serve: Callable[..., MailServer], to_port: Callable[[int, int], None]
) -> None:
    names.zone = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 127.0.0.1"]
    server = serve()
    to_port(25, server.port)
    reply = told(Ask("address", "web@example.net"))
    assert isinstance(reply, AddressReply)
    assert reply.accepted
    assert server.said[1:] == ["MAIL FROM:<>", "RCPT TO:<web@example.net>", "QUIT"]


def test_an_address_that_does_not_exist(
    names: NameServer, serve: Callable[..., MailServer], to_port: Callable[[int, int], None]
) -> None:
    names.zone = ["example.net. A 127.0.0.1"]
    to_port(25, serve(replies={"RCPT": "550 5.1.1 no such user"}).port)
    reply = told(Ask("address", "web@example.net"))
    assert reply == AddressReply(accepted=False, reply="127.0.0.1 answers with 550 5.1.1 no such user")


@pytest.mark.parametrize(
    "replies",
    [{"RCPT": "450 4.2.0 greylisted"}, {"RCPT": "550 5.7.1 your address is listed"}, {"MAIL": "550 no bounces"}],
)
def test_what_is_not_about_the_address_is_unknown(
    names: NameServer, serve: Callable[..., MailServer], to_port: Callable[[int, int], None], replies: dict[str, str]
) -> None:
    names.zone = ["example.net. A 127.0.0.1"]
    to_port(25, serve(replies=replies).port)
    assert isinstance(told(Ask("address", "web@example.net")), Unknown)


def test_an_address_without_a_mail_server(names: NameServer) -> None:
    names.zone = ["null.example.net. MX 0 ."]
    for domain in ("gone.example.net", "null.example.net"):
        reply = told(Ask("address", f"web@{domain}"))
        assert isinstance(reply, AddressReply)
        assert not reply.accepted


# -- certificates


def test_a_pair_that_fits(authority: Authority) -> None:
    facts = told(Ask("certificate", *authority.pair("web1.example.net", "localhost")))
    assert isinstance(facts, CertificateFacts)
    assert (facts.error, facts.names) == (None, ("web1.example.net", "localhost"))
    assert facts.not_after is not None
    assert facts.not_after > datetime.now(UTC)


def test_files_that_do_not_fit(authority: Authority, tmp_path: Path) -> None:
    chain, key = authority.pair("web1.example.net")
    _, other = authority.pair("web2.example.net", name="other")
    empty, locked, turned = tmp_path / "empty", tmp_path / "locked", tmp_path / "turned"
    empty.write_text("")
    locked.write_bytes(_written(authority.key, BestAvailableEncryption(b"secret")))
    parts = Path(chain).read_bytes().split(b"-----END CERTIFICATE-----\n")
    turned.write_bytes(b"-----END CERTIFICATE-----\n".join([parts[1], parts[0], b""]))
    for pair, said in (
        ((chain, other), "does not belong"),
        ((chain, str(empty)), "no private key"),
        ((str(empty), key), "no certificate"),
        ((chain, str(tmp_path / "gone")), "there is no file"),
        ((chain, str(locked)), "encrypted"),
        ((str(turned), key), "not the first"),
    ):
        facts = told(Ask("certificate", *pair))
        assert isinstance(facts, CertificateFacts)
        assert said in (facts.error or "")


# -- this machine


def test_messages_are_counted_from_their_lines() -> None:
    lines = [json.dumps({"message_size": size}).encode() for size in (10, 100, 1000)]
    assert counted(lines, 99) == QueueFacts(3, 2)
    assert counted(lines, 0) == QueueFacts(3, 0)
    assert counted(lines, 9, most=2) == QueueFacts(2, 2, complete=False)
    assert counted([], 9) == QueueFacts(0, 0)


def test_own_and_foreign_addresses() -> None:
    assert told(Ask("local", "127.0.0.1")) == LocalFacts(("127.0.0.1",), ())
    assert told(Ask("local", "192.0.2.123")) == LocalFacts(("192.0.2.123",), ("192.0.2.123",))
    assert told(Ask("local", "gone.invalid")) == LocalFacts((), ())


def test_the_holder_of_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr("sendoff.host.asks.machine._SMTP", server.getsockname()[1])
        facts = told(Ask("port-25"))
        assert isinstance(facts, PortFacts)
        assert facts.addresses == ("127.0.0.1",)
        assert facts.holder == Path("/proc/self/comm").read_text().strip()
    assert told(Ask("port-25")) == PortFacts()


def test_space_of_a_folder_that_is_yet_to_come(tmp_path: Path) -> None:
    facts = told(Ask("space", str(tmp_path / "spool" / "postfix")))
    assert isinstance(facts, SpaceFacts)
    assert facts.free > 0


def test_a_file_and_none(tmp_path: Path) -> None:
    path = tmp_path / "server.json"
    path.write_text("{}")
    path.chmod(0o640)
    assert told(Ask("file", str(path))) == FileFacts(exists=True, mode=0o640, owner=os.geteuid())
    assert told(Ask("file", str(tmp_path / "gone"))) == FileFacts(exists=False)


def test_a_table_tells_whether_and_never_what() -> None:
    class Postmap:
        def run(self, argv: list[str], **_: object) -> Done:
            key = argv[2]
            if key == "broken":
                return Done(1, "", "postmap: fatal: open database\n")
            return Done(0, "user:password\n", "") if key == "smtp.example.net" else Done(1, "", "")

    host = Host(RealFiles(), Postmap())  # type: ignore[arg-type]
    table = "hash:/etc/postfix/sasl_passwd"
    found = [told(Ask("table-entry", table, key), host) for key in ("smtp.example.net", "example.net", "broken")]
    assert "password" not in repr(found)
    assert [getattr(each, "found", None) for each in found] == [True, False, None]
    assert isinstance(found[2], Unknown)
