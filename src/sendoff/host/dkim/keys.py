"""The keys: made once, never overwritten, never printed, kept when nothing uses them any more.

A private key that is already in its place is taken as it is, so an administrator may put his own there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from sendoff.change.signing import keys_of
from sendoff.config.settings import Settings
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.postfix.opendkim import BITS, KEYS, USER, private_key, public_key

_MODE = 0o600
_PEM = r"-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----"
_PRIVATE, _PUBLIC = ".private", ".public"


def ensure(host: Host, settings: Settings, say: Callable[[str], None]) -> None:
    """Make the keys that are missing, and see that the signer, and nobody else but root, can read each.

    Raises:
        HostError: a key cannot be made, or one that is there is not a key.
    """
    for domain, selector in keys_of(settings):
        path = private_key(domain, selector)
        if host.files.status(path) is None:
            say(f"making the key {selector} of {domain}")
            host.files.make_folder(KEYS)
            host.files.make_folder(os.path.dirname(path))
            host.files.write(path, _made(host), _MODE)
            host.files.remove(public_key(domain, selector))
        _hand_over(host, path)
        text = public_of(host, domain, selector)
        if _stored(host, domain, selector) != text:
            host.files.write(public_key(domain, selector), _pem(text), 0o644)


def found(host: Host) -> dict[str, str]:
    """Return the public keys (base64 of the DER form) of all keys that are there, by `domain/selector`.

    Nothing secret is read.
    """
    names = ((domain, name) for domain in host.files.names(KEYS) for name in _names(host, domain))
    keys = ((domain, name.removesuffix(_PRIVATE)) for domain, name in names if name.endswith(_PRIVATE))
    return {f"{domain}/{selector}": _stored(host, domain, selector) for domain, selector in keys}


def _names(host: Host, domain: str) -> list[str]:
    return host.files.names(f"{KEYS}/{domain}") if os.path.isdir(f"{KEYS}/{domain}") else []


def public_of(host: Host, domain: str, selector: str) -> str:
    """Return the public key that belongs to the private one itself (base64 of the DER form); needs root.

    Raises:
        HostError: there is no private key, or it cannot be read.
    """
    path = private_key(domain, selector)
    data = host.files.read(path)
    if data is None:
        raise HostError(f"there is no key {path}", "`sendoff apply` makes it when sendoff::dkim names it.")
    done = host.commands.run(["openssl", "pkey", "-pubout"], input=data)
    text = _base64(done.out)
    if done.code or not text:
        raise HostError(f"{path} is not an unencrypted private key in PEM form", "Put back the key from your backup.")
    return text


def _made(host: Host) -> bytes:
    made = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{BITS}"]
    done = host.commands.run(made, timeout=120.0)
    if done.code or "PRIVATE KEY" not in done.out:
        raise HostError(f"openssl makes no key (exit status {done.code})")
    return done.out.encode()


def _hand_over(host: Host, path: str) -> None:
    import pwd  # start-up

    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        raise HostError(f"there is no user {USER}", "Install the package opendkim anew; it makes the user.") from None
    status = host.files.status(path)
    if status and (status.owner, status.group, status.mode) != (user.pw_uid, user.pw_gid, _MODE):
        os.chmod(path, _MODE)
        os.chown(path, user.pw_uid, user.pw_gid)


def _stored(host: Host, domain: str, selector: str) -> str:
    return _base64((host.files.read(public_key(domain, selector)) or b"").decode(errors="replace"))


def _base64(pem: str) -> str:
    match = re.search(_PEM, pem)
    return "".join(match[1].split()) if match else ""


def _pem(text: str) -> bytes:
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n".encode()
