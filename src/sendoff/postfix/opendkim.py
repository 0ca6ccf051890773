"""The signer in OpenDKIM's words: its configuration and its three tables (opendkim.conf(5)).

It is an OpenDKIM of sendoff's own: /etc/opendkim.conf and whatever service uses that stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sendoff.config.settings import Settings
from sendoff.config.values.domains import Signing
from sendoff.postfix.milters import FOLDER, SOCKET
from sendoff.postfix.tables import DKIM_HOSTS, DKIM_KEYS, DKIM_SIGNING

KEYS = "/var/lib/sendoff/dkim"
"""Where the keys live, across all generations."""

USER = "opendkim"
"""Who the signer runs as; Debian's package makes the user."""

BITS = 2048
"""RFC 8301: at least 1024, should be 2048; longer keys do not fit into every DNS answer."""

_LOCAL = ("127.0.0.0/8", "::1/128")
"""What sendmail(1) hands in comes as from this machine, whoever else may send."""

_HEADERS = (
    *("From", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "To", "Cc", "MIME-Version"),
    *("Content-Type", "Content-Transfer-Encoding", "Content-ID", "Content-Description"),
    *("Resent-Date", "Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Message-ID"),
    *("In-Reply-To", "References", "List-Id", "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post"),
    *("List-Subscribe", "List-Post", "List-Owner", "List-Archive"),
)
"""The fields that are signed where they are there: RFC 6376, 5.4.1, and one-click unsubscription (RFC 8058)."""


def private_key(domain: str, selector: str) -> str:
    """Return the path of a private key."""
    return f"{KEYS}/{domain}/{selector}.private"


def public_key(domain: str, selector: str) -> str:
    """Return the path of a public key, which everybody may read."""
    return f"{KEYS}/{domain}/{selector}.public"


def configuration(settings: Settings, folder: str, queue: str) -> str:
    """Return the signer's configuration; `folder` is where its tables are, `queue` Postfix's queue directory."""
    if not settings.dkim:
        return ""
    lines = {
        "Mode": "s",
        "UserID": USER,
        "UMask": "000",
        "Socket": f"local:{queue}/{SOCKET}",
        "PidFile": f"{queue}/{FOLDER}/pid",
        "Syslog": "yes",
        "SyslogSuccess": "yes",
        "Canonicalization": "relaxed/relaxed",
        "SignatureAlgorithm": "rsa-sha256",
        "SubDomains": "no",
        "SignHeaders": ",".join(_HEADERS),
        "OversignHeaders": "From",
        # A key that cannot be read is as bad as no signer; by itself OpenDKIM would refuse the mail for good.
        "On-InternalError": settings.dkim_when_down,
        "On-Security": settings.dkim_when_down,
        "On-SignatureError": settings.dkim_when_down,
        "RequireSafeKeys": "yes",
        "InternalHosts": f"file:{folder}/{DKIM_HOSTS}",
        "KeyTable": f"file:{folder}/{DKIM_KEYS}",
        "SigningTable": f"refile:{folder}/{DKIM_SIGNING}",
    }
    head = "# Written by sendoff from the server's JSON: change it there, then `sendoff apply`.\n"
    return head + "".join(f"{name} {value}\n" for name, value in lines.items())


def tables(settings: Settings) -> dict[str, str]:
    """Return the texts of the signer's tables by their names; empty when nothing is signed."""
    if not settings.dkim:
        return {}
    networks = dict.fromkeys((*_LOCAL, *(network.replace("[", "").replace("]", "") for network in settings.networks)))
    return {
        DKIM_HOSTS: "".join(f"{network}\n" for network in networks),
        DKIM_KEYS: "".join(map(_key, settings.dkim)),
        # Patterns: of names alone OpenDKIM finds none outside ASCII.
        DKIM_SIGNING: "".join(f"*@{name} {domain}\n" for domain, _ in settings.dkim for name in _spellings(domain)),
    }


def _spellings(domain: str) -> Iterator[str]:
    """Yield a domain as From may have it: in A-labels, and with SMTPUTF8 in U-labels too."""
    yield domain
    if "xn--" in domain:
        with suppress(UnicodeError):
            shown = domain.encode().decode("idna")
            if shown != domain and shown.isprintable() and " " not in shown:
                yield shown


def _key(signing: Signing) -> str:
    domain, selector = signing.domain, signing.selectors[0]
    return f"{domain} {domain}:{selector}:{private_key(domain, selector)}\n"
