"""Blocklists by their names: whoever names one has asked it.

The name stands in what the receiver wrote; in an address or in quotes it does not count. A list of domains is about the
domain in MAIL FROM, in HELO or in a link, and the reply says which.
"""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = "the lists' own pages, and replies collected in public, 2024 to 2026"
_BROKEN = (
    "open resolver | public resolver | query refused | query refused see | excessive queries"
    " | excessive number of queries"
    " | error open resolver | *127.255.255.252* | *127.255.255.254* | *127.255.255.255* | typing error in dnsbl"
    " | dns resolver"
    " | *uribl.com* … 127.0.0.1 | refused.shtml | query limit | over query limit | dnsbl query blocked"
    " | returnc eq | quota of queries"
)
_TELL = (
    "The receiver asks the list through a resolver that the list does not answer, and takes the error for a "
    "listing. This server is not listed: tell the receiver's postmaster, with this reply."
)


def _row(
    name: str, words: str, provider: str, link: str, example: str, *, more: tuple[str, ...] = (), step: str = ""
) -> Row:
    return Row(
        name, words=words, provider=provider, link=link, next_step=step, source=_SEEN, example=example, more=more,
        blocked="domain" if name.startswith("domain") else "address",
    )  # fmt: skip


def _client(zone: str, reply: str = "550 5.7.1") -> str:
    return f"{reply} Service unavailable; Client host [192.0.2.25] blocked using {zone}"


_HAUS = "https://check.spamhaus.org/"
_ASK_HAUS = (
    "Look the address up at check.spamhaus.org, mend the cause, and ask for removal there; an SBL entry only the "
    "network's owner can have removed: `sendoff case open spamhaus`."
)
_BRBL = "https://www.barracudacentral.org/rbl/removal-request"

ROWS = (
    Row("receiver-broken", words=_BROKEN, next_step=_TELL, source=_SEEN,
        example="554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; Error: "
            "open resolver; https://www.spamhaus.org/returnc/pub/172.70.0.1",
        more=("554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using multi.uribl.com; 127.0.0.1 "
            "-> Query Refused. See http://uribl.com/refused.shtml for more information",
              "550 Service unavailable, 192.0.2.25 listed in zen.spamhaus.org: 127.255.255.254")),
    _row("domain-listed", "*dbl.spamhaus.org* | spamhaus dbl | domain … *spamhaus.org* | helo … *spamhaus.org*"
         " | sender address rejected … *spamhaus.org* | rhsbl … spamhaus", "spamhaus", _HAUS,
         "554 5.7.1 Service unavailable; Sender address [info@example.net] blocked using dbl.spamhaus.org; "
         "https://www.spamhaus.org/query/dbl?domain=example.net",
         more=("554 5.7.1 Service unavailable; Helo command [mail.example.net] blocked using dbl.spamhaus.org",
               "550 5.7.1 Message contains a link to example.net, which is listed in dbl.spamhaus.org")),
    _row("address-listed", "*spamhaus.* | spamhaus | sbl xbl | *spamhaus.net*", "spamhaus", _HAUS,
         _client("zen.spamhaus.org", "554 5.7.1") + "; https://www.spamhaus.org/query/ip/192.0.2.25", step=_ASK_HAUS,
         more=(_client("sbl-xbl.spamhaus.org"), _client("pbl.spamhaus.org"),
               "550-192.0.2.25 is listed at zen.spamhaus.org (127.0.0.4: "
               "https://www.spamhaus.org/query/ip/192.0.2.25) 550 Rejected",
               "550 Your IP 192.0.2.25 is in the Spamhaus XBL")),
    _row("address-listed", "*barracudacentral.org* | barracuda reputation | *barracudanetworks.com* reputation",
        "barracuda",
         _BRBL, _client("b.barracudacentral.org"),
         more=(_client("Barracuda Reputation"), "450 4.7.1 Service unavailable; Client host [192.0.2.25] blocked "
             "using Barracuda Reputation; Try Later; see "
             "http://www.barracudacentral.org/reputation?r=1&ip=192.0.2.25"),
         step="Mend the cause, then ask for removal once; a second request only delays it: `sendoff case open "
             "barracuda`."),
    _row("address-listed", "*spamcop.net* | spamcop", "spamcop", "https://www.spamcop.net/bl.shtml",
         _client("bl.spamcop.net", "554 5.7.1") + "; Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.25",
         step="Stop what is reported; the listing ends by itself a day after the last report."),
    _row("address-listed", "*cloudmark.com* | cloudmark | *csi.cloudmark*", "cloudmark",
        "https://csi.cloudmark.com/en/reset/",
         "550 5.7.1 192.0.2.25 is blocked by Cloudmark CSI: http://csi.cloudmark.com/reset-request/?ip=192.0.2.25",
         step="Ask for a reset at Cloudmark's CSI."),
    _row("domain-listed", "*surbl.org* | surbl", "surbl", "https://surbl.org/surbl-analysis",
         "554 5.7.1 Message contains example.net, listed by multi.surbl.org"),
    _row("domain-listed", "*uribl.com* | uribl", "uribl", "https://admin.uribl.com/",
         "554 5.7.1 The domain example.net is listed by black.uribl.com"),
    _row("domain-listed", "*rhsbl* | *invaluement* … domain | *nordspam* … domain | *ivmuri*", "", "",
         "554 5.7.1 Service unavailable; Sender address [info@example.net] blocked using rhsbl.example.org"),
    _row("address-listed", "*uceprotect* ", "uceprotect", "https://www.uceprotect.net/en/rblcheck.php",
         _client("dnsbl-1.uceprotect.net", "554 5.7.1"),
         step="Levels 2 and 3 list whole networks: ask the receiver to use another list. Level 1 ends by itself "
             "in a week."),
    _row("address-listed", "*mailspike* ", "mailspike", "https://mailspike.io/ip_verify", _client(
        "bl.mailspike.net")),
    _row("address-listed", "*psbl.* | psbl", "psbl", "https://psbl.org/", _client("psbl.surriel.com")),
    _row("address-listed", "*spamrats* ", "spamrats", "https://www.spamrats.com/removal.php", _client(
        "noptr.spamrats.com")),
    _row("address-listed", "*sorbs.net* | sorbs", "sorbs", "",
         _client("dnsbl.sorbs.net", "554 5.7.1") + "; Currently Sending Spam See: http://www.sorbs.net/lookup.shtml",
         step="SORBS ended in 2024: tell the receiver's postmaster to ask another list."),
    _row("address-listed", "*abuseat.org* | cbl abuseat", "spamhaus", _HAUS, _client("cbl.abuseat.org")
    , step=_ASK_HAUS),
    _row("address-listed", "*dronebl* ", "dronebl", "https://dronebl.org/lookup", _client("dnsbl.dronebl.org")),
    _row("address-listed", "*junkemailfilter.com* | hostkarma", "hostkarma", "https://wiki.junkemailfilter.com/",
         _client("hostkarma.junkemailfilter.com")),
    _row("address-listed", "*s5h.net* ", "s5h", "https://www.usenix.org.uk/content/rblremove", _client(
        "all.s5h.net")),
    _row("address-listed", "*backscatterer* ", "backscatterer", "https://www.backscatterer.org/", _client(
        "ips.backscatterer.org"),
         step="Stop bouncing and probing mail of others; the listing ends by itself after four weeks."),
    _row("address-listed", "*manitu.net* | nixspam | nix spam", "nixspam", "",
         _client("ix.dnsbl.manitu.net") + "; Your e-mail service was detected by spam.over.port25.me",
         step="NiX Spam ended in January 2025: tell the receiver's postmaster to ask another list."),
    _row("address-listed", "*invaluement* | *ivmsip*", "invaluement", "https://www.invaluement.com/removal/",
         _client("sip.invaluement.com")),
    _row("address-listed", "*senderscore* | sender score | *validity.com* | *score.senderscore*", "validity",
         "https://senderscore.org/", _client("bl.score.senderscore.com")),
    _row("address-listed", "*spameatingmonkey* ", "spameatingmonkey", "https://spameatingmonkey.com/lookup",
         _client("bl.spameatingmonkey.net")),
    _row("address-listed", "*abusix* ", "abusix", "https://lookup.abusix.com/", _client("combined.mail.abusix.zone")),
    _row("address-listed", "*rbl.interserver.net* | *interserver.net*", "interserver", "https://rbl.interserver.net/",
         _client("rbl.interserver.net")),
    _row("address-listed", "*truncate.gbudb* ", "gbudb", "http://www.gbudb.com/truncate/", _client(
        "truncate.gbudb.net")),
    _row("address-listed", "*0spam* ", "0spam", "https://0spam.org/", _client("bl.0spam.org")),
    _row("address-listed", "*blocklist.de* ", "blocklist.de", "https://www.blocklist.de/en/delist.html", _client(
        "bl.blocklist.de")),
    _row("address-listed", "*trendmicro.com* | *trendmicro* | mail abuse.org* | email reputation service",
        "trendmicro",
         "https://servicecentral.trendmicro.com/en-us/ers/ip-lookup/",
         "550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using Trend Micro RBL+. Please see "
         "http://www.mail-abuse.com/cgi-bin/lookup?ip_address=192.0.2.25 trendmicro.com"),
    _row("address-listed", "*sophos* | *cyren* | *ctipd* | *commtouch* | *cyberoam*", "", "",
         "554 5.7.1 Blacklisted by \"sophos\" reputation. Please visit https://www.sophos.com/ reputation "
         "192.0.2.25"),
    Row("address-policy", words="*nerd.dk* | *countries.* ", source=_SEEN, blocked="address",
        next_step="The receiver takes no mail from this country: ask its postmaster, or send through a smarthost "
            "elsewhere.",
        example="554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using ee.countries.nerd.dk"),
    Row("address-listed", source=_SEEN, blocked="address",
        words="ers rbl | ers qil | ers dul | ers dhip | fortiguard … ip | ip … fortiguard | black hole list*"
            " | in block list at"
        " | found in … rbl | found in … blacklist at | listed by … dnsbl | appears in … rbl | "
        "client host … blocked using | host … blocked using | address … blocked using | ip … blocked using"
            " | sender … blocked using | client … blocked using | service unavailable … blocked using"
            " | blocked using … rbl | listed in … rbl | listed in … dnsbl | found in dns blacklist"
            " | listed by … rbl | found on one or more dnsbl*"
        " | in an rbl | in rbl | blocked by rbl | blocked by dnsbl | rbl restriction* | rbl filtered | dnsbl | rbl"
        " | dns blacklist* | dns blocklist* | rbldns* | real time blackhole | realtime blackhole | realtime blacklist"
        " | real time block list | real time blacklist | on a blacklist at | blacklisted at | found on dnsbl"
        " | is blacklisted by … rbl | is blacklisted by … dnsbl | blackhole list* | dns block list"
        " | host is listed | is listed at | is listed in | is listed on"
        " | public blacklist | public blocklist | spam block list | dns based block* | dnsbls | rbls | blocklists"
        " | blacklists | block lists | black lists",
        example="554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using bl.example.org",
        more=("550 Message rejected because [192.0.2.25] is blacklisted at rbl.example.org",
              "550-5.7.1 Your IP 192.0.2.25 is listed in a DNSBL 550 5.7.1 rejected")),
)  # fmt: skip
