"""What the running signer does with mail of each domain."""

from __future__ import annotations

from sendoff.change.verify.seen import SignedBy
from sendoff.config.settings import Settings
from sendoff.host.dkim.milter import signatures
from sendoff.host.dkim.signer import socket_path

_SECONDS = 5.0


def signed(configuration: str, settings: Settings) -> tuple[SignedBy, ...]:
    """Ask the signer about a message of each domain; a signer that is not there is asked only once."""
    path, found = socket_path(configuration), []
    for signing in settings.dkim:
        try:
            by = signatures(path, signing.domain, _SECONDS)
        except OSError as error:
            found.append(SignedBy(signing.domain, error=f"the signer does not answer: {error.strerror or error}"))
            break
        except ValueError as error:
            found.append(SignedBy(signing.domain, error=str(error)))
            continue
        own = tuple(selector for domain, selector in by if domain.lower() == signing.domain)
        found.append(SignedBy(signing.domain, own))
    return tuple(found)
