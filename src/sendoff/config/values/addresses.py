"""The envelope sender (RFC 5321, 4.1.2; outside ASCII RFC 6531)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sendoff.config.document import Json
from sendoff.config.masking import shown
from sendoff.config.report import Report
from sendoff.config.values.hosts import is_server_name
from sendoff.config.values.text import one_word

# Patterns stay text: few documents name an address, and compiling them costs more than reading a document.
_ATOM = r"[A-Za-z0-9!#%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = rf"{_ATOM}(?:\.{_ATOM})*$"
_MAX_LOCAL = 64
_UNICODE_LABEL = r"[^\s@.\x00-\x2c\x2f\x3a-\x40\[-`{-\x7f]+"
_UNICODE_DOMAIN = rf"{_UNICODE_LABEL}(?:\.{_UNICODE_LABEL})+$"


class EnvelopeAddress(NamedTuple):
    """An address of the envelope: never to be mixed up with one of the header."""

    local: str
    domain: str

    def __str__(self) -> str:
        """Return the address as it stands in the envelope."""
        return f"{self.local}@{self.domain}"

    @property
    def is_ascii(self) -> bool:
        """Tell whether the address can be sent without SMTPUTF8."""
        return str(self).isascii()


def envelope_address(value: Json, report: Report) -> EnvelopeAddress | None:
    """Parse one address; an empty string means none. Quoted local parts and address literals are refused."""
    word = one_word(value, report)
    if word is None:
        return None
    local, at, domain = word.text.rpartition("@")
    wrong = not re.match(_LOCAL, local) or len(local.encode()) > _MAX_LOCAL or not word.text.isprintable()
    if not at or wrong or not _is_domain(domain):
        report.add("bad-address", f"{shown(word.text, address=True)} is not an address", (), word.offset)
        return None
    return EnvelopeAddress(local, domain.lower())


def _is_domain(text: str) -> bool:
    return is_server_name(text) if text.isascii() else bool(re.match(_UNICODE_DOMAIN, text))
