"""DKIM: the selectors that the document declares, the key of each private one, and what is published."""

from __future__ import annotations

import base64
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.host import Host
from sendoff.host.dkim import keys
from sendoff.reputation import dkim
from sendoff.reputation.dns import FOUND, Answer
from sendoff.reputation.facts import Key
from sendoff.reputation.names import ascii_name


class Selector(NamedTuple):
    """A domain's selector; `public` is the key that must be published (base64), empty where it is not known here."""

    domain: str
    selector: str
    public: str = ""


def selectors(host: Host, settings: Settings | None, *, here: bool) -> tuple[Selector, ...]:
    """Return the selectors that sign now or soon, with the keys of this machine where they are (`here`)."""
    signings = settings.dkim if settings else ()
    known = keys.found(host) if signings and here else {}
    return tuple(
        Selector(ascii_name(one.domain), selector, known.get(f"{one.domain}/{selector}", ""))
        for one in signings
        for selector in one.selectors
    )


def published(selector: Selector, answer: Answer) -> Key:
    """Return what is published for a selector."""
    if answer.outcome != FOUND or len(answer.values) != 1:
        return Key(selector.selector, answer, selector.public)
    tags = dkim.tags(answer.values[0])
    kind = tags.get("k", "rsa").lower()
    try:
        bits = _bits(kind, base64.b64decode(tags.get("p", ""), validate=True))
    except ValueError as error:
        wrong = "p= is empty, so the key is revoked" if tags.get("p") == "" else f"the key cannot be read: {error}"
        return Key(selector.selector, answer, selector.public, kind, wrong=wrong)
    return Key(selector.selector, answer, selector.public, kind, bits)


def _bits(kind: str, data: bytes) -> int:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if kind == "ed25519":
        if len(data) != 32:  # noqa: PLR2004 - RFC 8463
            raise ValueError(f"an Ed25519 key has 32 bytes, not {len(data)}")
        return 256
    if kind != "rsa":
        raise ValueError(f"k={kind} is no algorithm of DKIM")
    try:
        key = load_der_public_key(data)
    except (UnsupportedAlgorithm, ValueError):
        raise ValueError("it is no RSA key in DER form") from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("it is no RSA key")  # noqa: TRY004 - the record's value, not a programmer's mistake
    return key.key_size
