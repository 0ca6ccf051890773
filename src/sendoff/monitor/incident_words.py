"""Incidents in words: who blocks, and how grave that is."""

from __future__ import annotations

from sendoff.monitor.check import CRITICAL, WARNING
from sendoff.monitor.incident import Incident
from sendoff.monitor.incidents import BLOCKLIST, DAY
from sendoff.replies.classes import CLASSES, Class

_NAMES = {
    "microsoft": "Microsoft",
    "google": "Google",
    "yahoo": "Yahoo",
    "apple": "Apple",
    "gmx": "GMX (Web.de, IONOS)",
    "t-online": "T-Online",
    "proofpoint": "Proofpoint",
    "mimecast": "Mimecast",
    "barracuda": "Barracuda",
    "cisco": "Cisco",
    "orange": "Orange",
    "comcast": "Comcast",
    "mail.ru": "Mail.ru",
    "zoho": "Zoho",
    "spamhaus": "Spamhaus",
}
_PARTS = {
    ("microsoft", "consumer"): "Microsoft (Outlook.com, Hotmail)",
    ("microsoft", "365"): "Microsoft 365",
}
_BLOCKING = frozenset(("address-blocked", "address-listed", "address-policy"))


def whose(found: Incident) -> str:
    """Return whose incident it is: Google, Microsoft 365, the blocklist Spamhaus."""
    name = _NAMES.get(found.provider, found.provider)
    if found.part == BLOCKLIST:
        return f"the blocklist {name}"
    return _PARTS.get((found.provider, found.part), name)


def kind_of(found: Incident) -> Class:
    """Return what its class means."""
    return CLASSES.get(found.kind, CLASSES["unknown"])


def happens(found: Incident) -> str:
    """Return what happens, as a sentence without its end."""
    if found.part == BLOCKLIST:
        what = "this server's address" if found.kind == "address-listed" else "a domain or name of this server's mail"
        return f"{whose(found)} has {what}, and receivers refuse for it"
    return f"{whose(found)} {'throttles' if kind_of(found).coarse == 'rate' else 'refuses'} mail"


def untried(found: Incident, now: int) -> bool:
    """Tell whether an open incident was not put to the test for a day: nothing was refused, nothing accepted."""
    return found.open and not found.accepted_since and now - found.last > DAY


def state(found: Incident, now: int) -> str:
    """Return how grave an open incident is: CRITICAL where a provider takes nothing from this server's address.

    Mail that is throttled goes out later; what concerns one sending domain leaves the others alone; and what nothing
    was tried against for a day keeps no mail back now.
    """
    return CRITICAL if found.kind in _BLOCKING and not untried(found, now) else WARNING
