"""The DNS blocklists that are known: what each lists, what its answers mean, and how to get off it.

One row is one zone. A code that a row does not name is never a listing: lists use odd codes for "you may not ask".
Facts on codes and ways change; each row says where they are from. `docs/blocklists.md` tells the rules in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

IP4, IP6, DOMAIN = "ip4", "ip6", "domain"
HIGH, INFORMATIVE, SHOWN = "high", "informative", "shown"
"""What a listing comes to: a failure, a warning, or only a line for those who look. All three are asked."""

CHECKED = "2026-11-23"
"""When the rows were last compared with their sources."""


class Blocklist(NamedTuple):
    """One list.

    `lists` are of IP4, IP6, DOMAIN. `codes` are the answers that are listings, with their meaning; with `bits` the last
    octet of 127.0.0.x is a sum of these. `fine` are answers that are no listing, `refused` those that mean "you may not
    ask". `live` are names that a domain list must have (RFC 5782 says TEST; the list's own are beside it).
    """

    zone: str
    name: str
    lists: tuple[str, ...]
    weight: str
    codes: Mapping[str, str]
    delist: str
    source: str
    bits: Mapping[int, str] = {}
    fine: Mapping[str, str] = {}
    refused: Mapping[str, str] = {}
    live: tuple[str, ...] = ("test",)
    note: str = ""


_SPAM = "seen sending spam"

_SPAMHAUS_ERRORS = {
    "127.255.255.252": "the zone's name is mistyped",
    "127.255.255.253": "the key for asking is not valid",
    "127.255.255.254": "it does not answer public resolvers, or ones it cannot attribute",
    "127.255.255.255": "too many questions came from this resolver",
}
_SPAMHAUS = "docs.spamhaus.com, Available Zones; spamhaus.org, DNSBL Usage FAQ"
_SPAMHAUS_WAY = "Look it up at check.spamhaus.org, mend the cause, and ask for removal there"


def _one(zone: str, name: str, weight: str, delist: str, source: str) -> Blocklist:
    """Return a list of IPv4 addresses that sent spam, whose only code is 127.0.0.2."""
    return Blocklist(zone, name, (IP4,), weight, {"127.0.0.2": _SPAM}, delist, source)


BLOCKLISTS = (
    Blocklist(
        "zen.spamhaus.org",
        "Spamhaus ZEN",
        (IP4, IP6),
        HIGH,
        {
            "127.0.0.2": "SBL: a source of spam, entered by hand",
            "127.0.0.3": "CSS: a source of spam, found by machine; or a name or behaviour as spammers have it",
            "127.0.0.4": "XBL: hacked, infected, or an open proxy",
            "127.0.0.9": "DROP: a network in criminal hands",
            "127.0.0.10": "PBL: the provider says that no mail server should be here",
            "127.0.0.11": "PBL: Spamhaus says that no mail server should be here",
        },
        f"{_SPAMHAUS_WAY}. SBL is removed only at the provider's request; PBL can be removed at once for a mail server "
        "with a fixed address; the others not while SBL stands.",
        _SPAMHAUS,
        refused=_SPAMHAUS_ERRORS,
        note="Does not answer through public resolvers (127.255.255.254): ask through a resolver of your own.",
    ),
    _one(
        "b.barracudacentral.org",
        "Barracuda",
        HIGH,
        "Ask at barracudacentral.org/rbl/removal-request, once; a second request delays the first.",
        "barracudacentral.org/rbl",
    )._replace(
        note="The resolver's address must be registered there, else it answers to some and not to others.",
    ),
    _one(
        "bl.spamcop.net",
        "SpamCop",
        HIGH,
        "Mend the cause; the entry ends by itself about 24 hours after the last report (spamcop.net/bl.shtml).",
        "spamcop.net, How do I use the blocking list",
    ),
    _one(
        "psbl.surriel.com",
        "PSBL",
        INFORMATIVE,
        "Anybody can remove an address at psbl.org/remove.",
        "psbl.org, Howto",
    ),
    Blocklist(
        "spam.spamrats.com",
        "RATS-Spam",
        (IP4,),
        INFORMATIVE,
        {"127.0.0.38": _SPAM},
        "Ask at spamrats.com/removal.php after mending the cause.",
        "spamrats.com/lists.php",
    ),
    Blocklist(
        "dyna.spamrats.com",
        "RATS-Dyna",
        (IP4,),
        INFORMATIVE,
        {"127.0.0.36": "its reverse name looks like a dynamic address"},
        "Give the address a reverse name of its own, then ask at spamrats.com/removal.php.",
        "spamrats.com/lists.php",
    ),
    Blocklist(
        "noptr.spamrats.com",
        "RATS-NoPtr",
        (IP4,),
        INFORMATIVE,
        {"127.0.0.37": "it has no reverse name"},
        "Give the address a reverse name, then ask at spamrats.com/removal.php.",
        "spamrats.com/lists.php",
    ),
    Blocklist(
        "bl.mailspike.net",
        "Mailspike",
        (IP4,),
        INFORMATIVE,
        {
            "127.0.0.2": "part of a wave of spam just now",
            "127.0.0.10": "worst reputation",
            "127.0.0.11": "very bad reputation",
            "127.0.0.12": "bad reputation",
        },
        "Mend the cause; entries end by themselves. Else ask at mailspike.org/iplookup.html.",
        "mailspike.org/usage.html",
        note="Contains z.mailspike.net, which is therefore not asked by itself.",
    ),
    Blocklist(
        "dnsbl.dronebl.org",
        "DroneBL",
        (IP4, IP6),
        INFORMATIVE,
        {
            "127.0.0.2": "sample",
            "127.0.0.3": "IRC drone",
            "127.0.0.5": "bottler",
            "127.0.0.6": "spambot or drone of unknown kind",
            "127.0.0.7": "takes part in DDoS",
            "127.0.0.8": "open SOCKS proxy",
            "127.0.0.9": "open HTTP proxy",
            "127.0.0.10": "chain of proxies",
            "127.0.0.11": "web page proxy",
            "127.0.0.12": "open DNS resolver",
            "127.0.0.13": "guesses passwords",
            "127.0.0.14": "open Wingate proxy",
            "127.0.0.15": "router taken over",
            "127.0.0.16": "worm that takes over machines",
            "127.0.0.17": "bot, found by machine",
            "127.0.0.18": "name of a kind that bots have",
            "127.0.0.19": "abused VPN",
            "127.0.0.255": "kind not known",
        },
        "Clean the machine, then ask at dronebl.org/lookup.",
        "dronebl.org/docs/howtouse and its list of classes",
    ),
    Blocklist(
        "hostkarma.junkemailfilter.com",
        "Hostkarma",
        (IP4,),
        INFORMATIVE,
        {"127.0.0.2": "black: only spam was seen", "127.0.0.4": "brown: nearly only spam was seen"},
        "Ask at ipadmin.junkemailfilter.com/remove.php.",
        "wiki.junkemailfilter.com, Spam DNS Lists",
        fine={
            "127.0.0.1": "white: only good mail was seen",
            "127.0.0.3": "yellow: good mail and spam were seen",
            "127.0.0.5": "not to be blocked",
        },
    ),
    _one(
        "dnsbl-2.uceprotect.net",
        "UCEPROTECT level 2",
        SHOWN,
        "Nothing to do: it lists whole networks, and ends by itself; pay nobody for it.",
        "uceprotect.net",
    )._replace(codes={"127.0.0.2": "its network"}),
    _one(
        "dnsbl-3.uceprotect.net",
        "UCEPROTECT level 3",
        SHOWN,
        "Nothing to do: it lists whole providers, and ends by itself; pay nobody for it.",
        "uceprotect.net",
    )._replace(codes={"127.0.0.2": "its whole provider"}),
    _one("all.s5h.net", "s5h", SHOWN, "Ask at s5h.net/rbl.", "s5h.net/rbl"),
    _one(
        "ips.backscatterer.org",
        "Backscatterer",
        SHOWN,
        "Stop sending bounces to strangers; it ends by itself after four weeks; pay nobody for it.",
        "backscatterer.org",
    )._replace(codes={"127.0.0.2": "sent bounces or call-outs to strangers"}),
    Blocklist(
        "dbl.spamhaus.org",
        "Spamhaus DBL",
        (DOMAIN,),
        HIGH,
        {
            "127.0.1.2": "domain of low reputation",
            "127.0.1.4": "phishing",
            "127.0.1.5": "malware",
            "127.0.1.6": "commands a botnet",
            "127.0.1.102": "good domain, abused for spam",
            "127.0.1.103": "redirector, abused for spam",
            "127.0.1.104": "good domain, abused for phishing",
            "127.0.1.105": "good domain, abused for malware",
            "127.0.1.106": "good domain, abused to command a botnet",
        },
        f"{_SPAMHAUS_WAY}.",
        _SPAMHAUS,
        refused={**_SPAMHAUS_ERRORS, "127.0.1.255": "it was asked for an address, and knows only domains"},
        live=("test", "dbltest.com"),
        note="Does not answer through public resolvers (127.255.255.254): ask through a resolver of your own.",
    ),
    Blocklist(
        "multi.surbl.org",
        "SURBL",
        (DOMAIN,),
        HIGH,
        {},
        "Clean the web site and stop the abuse, then ask at surbl.org/surbl-analysis.",
        "surbl.org/lists",
        bits={8: "phishing", 16: "malware", 64: "abuse", 128: "hacked site"},
        refused={"127.0.0.1": "it does not answer this resolver"},
        live=("test", "surbl-org-permanent-test-point.com"),
    ),
    Blocklist(
        "multi.uribl.com",
        "URIBL",
        (DOMAIN,),
        HIGH,
        {},
        "Ask at admin.uribl.com after signing in.",
        "uribl.com/about.shtml and uribl.com/refused.shtml",
        bits={2: "black: in spam", 8: "red: under watch"},
        fine={"127.0.0.4": "grey: bulk mail that some did not ask for"},
        refused={"127.0.0.1": "it does not answer this resolver"},
        live=("test", "test.uribl.com", "2.0.0.127"),
    ),
)
"""The lists that are asked, the weighty ones first."""

DEAD = {
    "dnsbl.sorbs.net": "ended in 2024, with all its parts",
    "ix.dnsbl.manitu.net": "ended in January 2025",
    "cbl.abuseat.org": "is inside Spamhaus XBL now",
    "ubl.unsubscore.com": "ended",
    "spam.dnsbl.anonmails.de": "ended in November 2024; answers nonsense since",
    "dnsbl.inps.de": "ended",
    "dnsbl.njabl.org": "ended in 2013",
    "dnsbl.ahbl.org": "ended in 2015; listed the whole world then",
    "bl.spamcannibal.org": "ended; its domain lists the whole world",
    "spam.abuse.ch": "ended",
}
"""Lists that are never asked, and why. Pages that still ask them alarm for nothing."""
