"""From the text of a name to what DNS is asked: A-labels, and nothing that is no name."""

from __future__ import annotations

import dns.exception
import dns.name


class NoName(Exception):
    """The text can be no name in DNS; the message says why."""


def dns_name(text: str) -> dns.name.Name:
    """Return a name given in presentation form; labels outside ASCII become A-labels as Postfix makes them (UTS 46).

    Raises:
        NoName: it has an empty or too long label, or letters that no domain may have.
    """
    if text in ("", "@"):
        raise NoName("an empty name")
    try:
        return dns.name.from_text(a_labels(text), dns.name.root)
    except dns.name.LabelTooLong:
        raise NoName("a label of more than 63 bytes") from None
    except dns.name.EmptyLabel:
        raise NoName("an empty label") from None
    except dns.name.NameTooLong:
        raise NoName("a name of more than 255 bytes") from None
    except (dns.exception.DNSException, ValueError):
        raise NoName("text that is no name") from None


def a_labels(text: str) -> str:
    """Return the name in A-labels and small letters.

    Raises:
        NoName: it holds letters that no domain may have.
    """
    if text.isascii():
        return text.lower()
    import idna

    try:
        return idna.encode(text, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise NoName("letters that no domain name may have") from None
