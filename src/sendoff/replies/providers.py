"""Who runs the next hop: a closed set of providers, told by the MX host's name, so that customers' own domains count.

Sources are the providers' own MX names, as their domains publish them, and the domains of their mailboxes, which count
only where no host was reached.
"""

from __future__ import annotations

from functools import lru_cache

OTHER, LOCAL = "other", "local"

_HOSTS = {
    "microsoft": ("protection.outlook.com", "mx.microsoft", "olc.protection.outlook.com", "outlook.com", "hotmail.com"),
    "google": ("google.com", "googlemail.com", "smtp.goog", "gmail.com"),
    "yahoo": ("yahoodns.net", "yahoo.com", "aol.com"),
    "apple": ("icloud.com", "apple.com", "me.com"),
    "gmx": ("gmx.net", "gmx.com", "web.de", "mail.com", "kundenserver.de", "ionos.com", "ionos.co.uk", "ionos.fr",
            "ionos.de", "ionos.es", "1and1.com"),
    "t-online": ("t-online.de", "magenta.de"),
    "proofpoint": ("pphosted.com", "ppe-hosted.com", "cloudfilter.net"),
    "mimecast": ("mimecast.com",),
    "barracuda": ("barracudanetworks.com",),
    "cisco": ("iphmx.com",),
    "orange": ("orange.fr", "wanadoo.fr"),
    "comcast": ("comcast.net",),
    "mail.ru": ("mail.ru",),
    "zoho": ("zoho.com", "zoho.eu"),
    "vade": ("vadesecure.com",),
    "godaddy": ("secureserver.net",),
    "rackspace": ("emailsrvr.com",),
    "charter": ("charter.net", "spectrum.net"),
    "yandex": ("yandex.ru", "yandex.net", "yandex.com"),
    "qq": ("qq.com",),
    "netease": ("163.com", "126.com", "netease.com", "yeah.net"),
}  # fmt: skip

PROVIDERS = (*_HOSTS, LOCAL, OTHER)
"""Every name that `provider` may return."""

_BY_HOST = {host: name for name, hosts in _HOSTS.items() for host in hosts}


_ENDS = {".".join(host.split(".")[-2:]) for host in _BY_HOST}


@lru_cache(4096)
def provider(host: str) -> str:
    """Return the provider that a host name belongs to, by its longest known ending; `other` where none fits."""
    labels = host.lower().rstrip(".").split(".")
    if ".".join(labels[-2:]) not in _ENDS:  # Most hosts are nobody's, and logs have many.
        return OTHER
    return next((found for start in range(len(labels)) if (found := _BY_HOST.get(".".join(labels[start:])))), OTHER)


def provider_of(relay: str, domain: str) -> str:
    """Return the provider of a log line's `relay=`; where no host was reached, of the recipient's domain."""
    if relay.endswith("]") or "]:" in relay:
        return provider(relay.partition("[")[0])
    if relay in ("local", "virtual") or not domain:
        return LOCAL
    return provider(domain)


def endings(name: str) -> tuple[str, ...]:
    """Return the endings of the host names that belong to a provider."""
    return _HOSTS.get(name, ())


def part(host: str) -> str:
    """Return which of a provider's separate mail systems a host belongs to; empty where there is one only.

    What Outlook.com's consumer system refuses, Microsoft 365 may accept, and the reverse: they keep lists of their own.
    """
    name = host.lower().rstrip(".")
    if name.endswith((".olc.protection.outlook.com", ".hotmail.com")):
        return "consumer"
    return "365" if name.endswith((".mail.protection.outlook.com", ".mx.microsoft")) else ""
