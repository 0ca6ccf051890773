"""The lookup tables that sendoff writes: credentials, TLS policy, envelope sender, headers to log, DKIM keys, and more.

Tables live in a folder of their generation, so a new set never disturbs the one in use, and the
rename of main.cf, which names the folder, is the one moment of commitment.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.config.values.credentials import Credential
from sendoff.config.values.hosts import NextHop

PREFERRED_TYPES = ("cdb", "lmdb", "hash", "texthash")
"""Indexed types, the best for a table that is built once and only read first; the last needs no index."""

CREDENTIALS = "credentials"
TLS_POLICY = "tls_policy"
ENVELOPE_SENDER = "envelope_sender"
LOG_HEADERS = "log_headers"
ON_BLOCK = "on_block"
ON_BLOCK_REPLIES = "on_block_replies"
DKIM_HOSTS = "dkim_hosts"
DKIM_KEYS = "dkim_keys"
DKIM_SIGNING = "dkim_signing"
SIGNER = (DKIM_HOSTS, DKIM_KEYS, DKIM_SIGNING)
"""Tables that the DKIM signer reads, not Postfix."""

LOGGED_HEADERS = ("From", "X-PHP-Originating-Script", "X-PHP-Script")
"""The header fields that sendoff::log_headers has Postfix log."""


class Table(NamedTuple):
    """A table's name, Postfix type and source text; secret ones are readable by root alone."""

    name: str
    type: str
    text: str
    secret: bool = False

    def __repr__(self) -> str:
        """Return name and type; the text may hold passwords."""
        return f"Table({self.name!r}, {self.type!r})"

    @property
    def indexed(self) -> bool:
        """Tell whether postmap(1) must build it."""
        return self.type in ("cdb", "lmdb", "hash")

    @property
    def mode(self) -> int:
        """The files' permission bits."""
        return 0o600 if self.secret else 0o644

    def reference(self, folder: str) -> str:
        """Return the `type:path` under which main.cf names the table."""
        return f"{self.type}:{folder}/{self.name}"

    def shown(self) -> str:
        """Return the text as it may be printed: of credentials only next hop and user."""
        if not self.secret:
            return self.text
        return re.sub(r"(?m)^(\S+ [^:\n]*):.*$", r"\1:********", self.text)


def best_type(types: Collection[str]) -> str:
    """Return the best type that this Postfix has (`postconf -m`)."""
    return next((name for name in PREFERRED_TYPES if name in types), "texthash")


def tables(settings: Settings, types: Collection[str]) -> tuple[Table, ...]:
    """Return the tables that the settings need."""
    best = best_type(types)
    found = []
    entries = settings.credentials.entries
    if entries:
        lines = (f"{entry.hop.text} {entry.user}:{entry.password}\n" for entry in entries)
        found.append(Table(CREDENTIALS, best, "".join(lines), secret=True))
    policy = tls_policy(settings)
    if policy:
        found.append(Table(TLS_POLICY, best, "".join(f"{hop} {level}\n" for hop, level in policy.items())))
    if settings.envelope_from:
        found.append(Table(ENVELOPE_SENDER, "regexp", _envelope_sender(str(settings.envelope_from))))
    if settings.log_headers:
        # Postfix always has regexp, but pcre only with another package. Letter case does not count.
        lines = (f"/^{name}:/ INFO\n" for name in LOGGED_HEADERS)
        found.append(Table(LOG_HEADERS, "regexp", "".join(lines)))
    if settings.dkim:
        from sendoff.postfix import opendkim  # start-up: only where mail is signed

        kinds = {DKIM_SIGNING: "refile"}
        found += [Table(name, kinds.get(name, "file"), text) for name, text in opendkim.tables(settings).items()]
    return tuple(found)


def _envelope_sender(address: str) -> str:
    # The null sender is looked up as two quote characters and must not match: a rewritten bounce could
    # bounce again, for ever. Hence a pattern that needs an @ between other characters.
    return f"/.+@.+/ {address.replace('$', '$$')}\n"


def matches(credential: Credential, hop: NextHop) -> bool:
    """Tell whether Postfix finds a credential for a next hop: by the hop as written, or by its host name."""
    return credential.hop.text in (hop.text, hop.host)


def authenticated(settings: Settings, hop: NextHop) -> bool:
    """Tell whether Postfix could send credentials to a next hop; a foreign table may hold any."""
    found = settings.credentials
    return bool(found.table) or any(matches(entry, hop) for entry in found.entries)


def tls_policy(settings: Settings) -> dict[str, str]:
    """Return the TLS level of every next hop that has credentials (TLS_README, smtp_tls_policy_maps).

    Entries without a matching next hop are covered too: the administrator's own routes may lead there. So is a
    next hop by MX while an entry may be meant for one of its MX hosts, which Postfix looks up by their names.
    """
    if settings.smarthost_tls == "may":
        return {}
    entries, named = settings.credentials.entries, settings.next_hops()
    unmatched = any(not any(matches(entry, hop) for hop in named) for entry in entries)
    hops = [hop for hop in named if authenticated(settings, hop) or (hop.by_mx and unmatched)]
    hops += [entry.hop for entry in entries]
    return dict.fromkeys((hop.text for hop in hops), settings.smarthost_tls)
