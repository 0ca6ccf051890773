"""TLS to a next hop, with the certificate judged as Postfix's level `secure` does it (smtp_tls_secure_cert_match)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sendoff.host.smtp import Dialogue, NoAnswer

if TYPE_CHECKING:
    import ssl


class NotVerified(Exception):
    """The certificate's chain is not accepted; the text says why."""


class Connection(Dialogue):
    """A connection that can be secured, at once or after STARTTLS."""

    def secure(self, name: str, authorities: str, *, verify: bool) -> str | None:
        """Start TLS; return why the certificate's names are not those wanted, None when they are.

        Without `verify` any certificate will do. Raises NotVerified when its chain is not accepted.
        """
        import ssl

        context = _context(authorities, verify=verify)
        self._socket.settimeout(self._left("the TLS handshake"))
        try:
            # No server name is sent: Postfix sends none either (smtp_tls_servername is empty).
            secured = context.wrap_socket(self._socket)
        except ssl.SSLCertVerificationError as error:
            raise NotVerified(f"its certificate is not accepted: {error.verify_message}") from None
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or error
            raise NoAnswer(f"the TLS handshake failed: {reason}") from None
        self._socket, self._buffer = secured, b""
        if context.verify_mode is not ssl.CERT_REQUIRED:
            return None
        names = certified(secured.getpeercert() or {})
        if matches(names, name):
            return None
        return f"its certificate is for {', '.join(names) or 'no host name'} and not for {name}"


def _context(authorities: str, *, verify: bool) -> ssl.SSLContext:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if verify and os.path.isfile(authorities):
        context.load_verify_locations(cafile=authorities)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def certified(certificate: object) -> tuple[str, ...]:
    """Return the host names of a certificate as `getpeercert` gives it; the common name counts only without them."""
    fields: dict[str, tuple[tuple[object, ...], ...]] = certificate  # type: ignore[assignment]
    names = tuple(str(value) for kind, value in fields.get("subjectAltName", ()) if kind == "DNS")
    subject = (pair for part in fields.get("subject", ()) for pair in part)
    return names or tuple(str(pair[1]) for pair in subject if pair[0] == "commonName")  # type: ignore[index]


def matches(names: tuple[str, ...], wanted: str) -> bool:
    """Tell whether a certificate is for the next hop or for a name below it (nexthop, dot-nexthop)."""
    wanted = wanted.lower().rstrip(".")
    parent = wanted.partition(".")[2]
    for name in map(str.lower, names):
        if name == wanted or name.endswith(f".{wanted}") or (parent and name == f"*.{parent}"):
            return True
    return False
