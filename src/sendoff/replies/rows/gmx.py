"""GMX, Web.de, mail.com, IONOS: one operator, one set of replies, mostly without enhanced codes."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = (
    "*postmaster.gmx.* | *postmaster.web.de* | *postmaster.mail.com* | *postmaster.1und1* | *postmaster.ionos*"
    " | nemesis esmtp"
    " | nemesis | *postmaster.1and1* | *mx.gmx.* | *mx.web.de* | *kundenserver.de* | *postmaster.kundenserver*"
    " | bad dns ptr resource record"
)
_PAGE = "postmaster.gmx.net, Fehlermeldungen (error codes), 2026"

_CASE = r"https://postmaster\.(?:gmx\.(?:net|com|de)|web\.de|mail\.com|1und1\.de|1and1\.com|ionos\.[a-z.]{2,5}|kundenserver\.de)/[^\s\"'<>()]*"

ROWS = (
    Row("address-blocked", words="ip address is block listed | ip address is blacklisted | ip address is listed"
        " | ip is block listed", source=_PAGE, link_within=_CASE,
        next_step="Open the address in the reply: it says why and has the form. `sendoff case open gmx` prepares it.",
        example="host mx00.gmx.net[212.227.15.10] refused to talk to me: 554-gmx.net (mxgmx015) Nemesis ESMTP "
            "Service not available 554-No SMTP service 554-IP address is block listed. 554 For explanation visit "
            "https://postmaster.gmx.net/de/case?c=r0201&i=ip&v=192.0.2.25&r=1M1aBc"),
    Row("reverse-dns", words="bad dns ptr resource record | ptr resource record | bad ptr",
        source=_PAGE, link_within=_CASE,
        example="host mx00.kundenserver.de[212.227.15.41] refused to talk to me: 554-kundenserver.de (mxeue011) "
            "Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource record. 554 For "
            "explanation visit https://postmaster.1und1.de/error-messages?ip=192.0.2.25"),
    Row("spf", words="spf policy | sender policy framework | spf", source=_PAGE, link_within=_CASE,
        example="550-Requested action not taken: mailbox unavailable 550-Reject due to SPF policy. 550 For "
            "explanation visit https://postmaster.gmx.net/de/case?c=r0601&i=ip&v=192.0.2.25"),
    Row("dmarc", words="dmarc", source=_PAGE, link_within=_CASE,
        example="550-Requested action not taken: mailbox unavailable 550-Reject due to DMARC policy. 550 For "
            "explanation visit https://postmaster.web.de/de/case?c=r0701"),
    Row("sender-domain", words=
        "invalid dns … record | invalid mx | dns mx … invalid | mx or a aaaa | a aaaa resource record"
        " | bad dns", source=_PAGE, link_within=_CASE,
        example="550-Requested action not taken: mailbox unavailable 550-invalid DNS MX or A/AAAA resource "
            "record. 550 For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.25"),
    Row("address-reputation", words="policy violations | policy violation | bad recipient*",
        source=_PAGE, link_within=_CASE,
        next_step="Take unknown recipients off your lists, greet with one name only, and send more slowly.",
        example="554-Transaction failed 554-Reject due to policy violations. 554 For explanation visit "
        "https://postmaster.gmx.net/en/case?c=r0302&i=ip&v=192.0.2.25"),
    Row("refused", words="policy restrictions | policy restriction | due to policy", source=_PAGE, link_within=_CASE,
        next_step="Open the address in the reply: it says whether IP, domain or a header is meant.",
        example="554-Transaction failed 554-Reject due to policy restrictions. 554 For explanation visit "
        "https://postmaster.gmx.net/en/case?c=hi&i=ip&v=192.0.2.25"),
    Row("connections", words="too many connections | connections", code="4xx", source=_PAGE, link_within=_CASE,
        example="host mx00.gmx.net[212.227.15.10] refused to talk to me: 421-gmx.net (mxgmx015) Nemesis ESMTP "
            "Service not available 421 Service closing transmission channel: too many connections"),
    Row("rate", code="4xx", words="rate limit* | limit exceeded | too many | throttl* | limit reached",
        source=_PAGE, link_within=_CASE,
        example="450-Requested mail action not taken: mailbox unavailable 450-Mail send limit exceeded (rate "
            "limit). 450 For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.25",
        more=("421-Rate limit reached. 421 For explanation visit https://postmaster.web.de/en/error-messages",)),
    Row("size", words="message size … exceed* | size limit", source=_PAGE, link_within=_CASE,
        example="552-Requested mail action aborted: exceeded storage allocation 552-Message size exceeds maximum. "
            "552 For explanation visit https://postmaster.gmx.net/en/error-messages"),
    Row("full", words="exceeded storage allocation | quota exceeded | mailbox … exceeded | quota | mailbox is full",
        source=_PAGE, link_within=_CASE,
        example="552-Requested mail action aborted: exceeded storage allocation 552-Quota exceeded. The "
            "recipient's mailbox is full. 552 For explanation visit https://postmaster.gmx.net/en/error-messages"),
    Row("spam", words="spam | suspicious content", source=_PAGE, link_within=_CASE,
        example="554-Transaction failed 554-Message is classified as spam. 554 For explanation visit "
        "https://postmaster.gmx.net/en/case?c=r0401"),
    Row("unknown-recipient", words="mailbox unavailable | user unknown | unknown user | invalid recipient", code=
        "550 553",
        source=_PAGE, link_within=_CASE,
        example="550 Requested action not taken: mailbox unavailable. For explanation visit "
        "https://postmaster.web.de/en/error-messages"),
    Row("address-blocked", words="nemesis … no smtp service", code="554", source=_PAGE, link_within=_CASE,
        next_step="Open the address in the reply: it says why and has the form. `sendoff case open gmx` prepares it.",
        example="554-web.de (mxweb010) Nemesis ESMTP Service not available 554 No SMTP service"),
)  # fmt: skip
