"""Certificates of the world's own authority. Made once per process: P-256, so a few milliseconds."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .model import CertificateKind

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, GeneralName, KeyUsage, Name

_ONLY_ONE = threading.Lock()
AUTHORITY_NAME = "sendoff lab authority"  # lower case ASCII on purpose, see subject_hash


@dataclass(frozen=True)
class Pair:
    """PEM texts of a certificate and its key."""

    certificate: str
    key: str


@dataclass(frozen=True)
class Authority:
    """Whom the world trusts, and only the world."""

    pem: str
    subject_hash: str
    """The name (without `.0`) under which OpenSSL looks for it in a CApath directory."""


def authority() -> Authority:
    """The same for all worlds of this process."""
    certificate, _ = _authority()
    der = certificate.subject.public_bytes()
    # OpenSSL hashes the canonical name: lower case, without the outer SEQUENCE. Ours is already canonical.
    digest = hashlib.sha1(der[2:], usedforsecurity=False).digest()
    return Authority(_pem(certificate), f"{int.from_bytes(digest[:4], 'little'):08x}")


@cache
def issue(host: str, kind: CertificateKind = "valid", names: tuple[str, ...] = ()) -> Pair:
    """A certificate for `host` and `names` with the wanted fault; wrong-name is one for `other.invalid`."""
    from cryptography.hazmat.primitives import serialization as s

    issuer, issuer_key = _authority()
    key = _new_key()
    name = "other.invalid" if kind == "wrong-name" else host
    alone = kind == "self-signed"
    certificate = _sign(
        name, key, _name(name) if alone else issuer.subject, key if alone else issuer_key,
        days=-1 if kind == "expired" else 30, names=() if kind == "wrong-name" else names,
    )  # fmt: skip
    text = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode()
    return Pair(_pem(certificate), text)


def _authority() -> tuple[Certificate, EllipticCurvePrivateKey]:
    with _ONLY_ONE:  # worlds may be made in several threads
        return _made_authority()


@cache
def _made_authority() -> tuple[Certificate, EllipticCurvePrivateKey]:
    key = _new_key()
    name = _name(AUTHORITY_NAME)
    return _sign(AUTHORITY_NAME, key, name, key, days=30, is_authority=True), key


def _sign(
    name: str, key: EllipticCurvePrivateKey, issuer: Name, issuer_key: EllipticCurvePrivateKey,
    *, days: int, is_authority: bool = False, names: tuple[str, ...] = (),
) -> Certificate:  # fmt: skip
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name)).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - datetime.timedelta(days=60)).not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(_usage(is_authority), critical=True)
    )  # fmt: skip
    if not is_authority:
        alternatives = [_alternative(each) for each in dict.fromkeys((name, *names))]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(issuer_key, SHA256())


def _alternative(name: str) -> GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(is_authority: bool) -> KeyUsage:
    """Strict clients (Python 3.13's default) demand it, and the identifiers."""
    from cryptography.x509 import KeyUsage

    return KeyUsage(
        digital_signature=True, key_cert_sign=is_authority, crl_sign=is_authority, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(text: str) -> Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _new_key() -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _pem(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()
