"""Whether a certificate and a key can be used together, and for which names and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendoff.change.facts import Ask, CertificateFacts
from sendoff.host import Host
from sendoff.host.asks import Asking
from sendoff.host.errors import HostError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate


class _Unusable(Exception):
    """The files cannot be used; the text says why."""


def certificate(asking: Asking, ask: Ask) -> CertificateFacts:
    """Answer Ask("certificate", …)."""
    try:
        chain = _chain(_read(asking.host, ask.subject), ask.subject)
        _belong_together(chain, _key(_read(asking.host, ask.detail), ask.detail), ask)
    except _Unusable as error:
        return CertificateFacts(error=str(error))
    leaf = chain[0]
    return CertificateFacts(None, leaf.not_valid_before_utc, leaf.not_valid_after_utc, _names(leaf))


def _read(host: Host, path: str) -> bytes:
    try:
        data = host.files.read(path)
    except HostError as error:
        raise _Unusable(error.what) from None
    if data is None:
        raise _Unusable(f"there is no file {path}")
    return data


def _chain(data: bytes, path: str) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(data)
    except ValueError:
        raise _Unusable(f"{path} holds no certificate in PEM form") from None


def _key(data: bytes, path: str) -> PrivateKeyTypes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(data, None)
    except TypeError:
        raise _Unusable(f"the key {path} is encrypted, and Postfix cannot ask for its passphrase") from None
    except (ValueError, UnsupportedAlgorithm):
        raise _Unusable(f"{path} holds no private key in PEM form") from None


def _belong_together(chain: list[Certificate], key: PrivateKeyTypes, ask: Ask) -> None:
    wanted = _public(key.public_key())
    belongs = [_public(each.public_key()) == wanted for each in chain]
    if any(belongs[1:]) and not belongs[0]:
        raise _Unusable(f"in {ask.subject} the server's certificate is not the first, as Postfix needs it")
    if not belongs[0]:
        raise _Unusable(f"the key {ask.detail} does not belong to the certificate {ask.subject}")


def _public(key: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined,no-any-return]


def _names(leaf: Certificate) -> tuple[str, ...]:
    from cryptography.x509 import DNSName, ExtensionNotFound, NameOID, SubjectAlternativeName

    try:
        names = leaf.extensions.get_extension_for_class(SubjectAlternativeName).value.get_values_for_type(DNSName)
    except ExtensionNotFound:
        names = []
    common = [str(each.value) for each in leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return tuple(names or common)
