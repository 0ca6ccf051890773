"""Yahoo and AOL (with their domains, and those of AT&T and Comcast there) refuse this server or hold its mail back.

What happens: Replies with a code in brackets: [TSS04] is too much mail or complaints, and temporary; [TS03], [TSS09]
defer for good; [BL21] and [BL23] are Spamhaus.

Why it matters: Several large brands have one front.

How to mend it: Slow down and find the cause; what lasts for days goes to `sendoff case open yahoo`. [BL..] goes to
`sendoff case open spamhaus`.

When it is fine: [TSS04] for some hours.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Way

_AGAIN = """\
Yahoo still refuses mail from {addresses} ({domains}):

{fresh}

{changed}
Please have a person look at this, or name what we should still change.
"""

COURSE = Course(
    title="Yahoo and AOL",
    providers=("yahoo",),
    classes=("address-blocked", "address-reputation", "domain-reputation", "address-policy", "rate", "refused"),
    must=(*SERVER, *DOMAINS, "sender-domain-soa", "yahoo-bulk", "blocklist-address", "blocklist-domain"),
    should=("dkim-key", "dmarc-record", "alignment", "postmaster-receives", "outbound-tls"),
    lists=("zen.spamhaus.org", "dbl.spamhaus.org"),
    ways=(
        Way(
            "a ticket at the Sender Hub",
            (
                Field("Contact name", "name"),
                Field("Contact mail", "mail"),
                Field("Sending domains (d= of DKIM)", "sender_domains"),
                Field("IP addresses", "addresses_comma"),
                Field("The exact error, with the code in brackets", "errors"),
                Field("What happened, and what was changed", "story"),
            ),
            link="https://senders.yahooinc.com/contact",
            steps=("Enrol the DKIM domains in the Complaint Feedback Loop there: it shows who complains of what.",),
            sure=False,
        ),
    ),
    patience=48,
    answer=72,
    answers=(
        Answer("best practices, come back in two weeks", "a template: answer with fresh errors and what you changed"),
        Answer("the code in brackets explained", "do what it says, and answer with what you changed"),
    ),
    again=_AGAIN,
    remarks=(
        "Temporary codes end by themselves in about a day when less is sent; a ticket is for what lasts.",
        "The verification of a domain may go to its postmaster@ address: have somebody read it.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="senders.yahooinc.com, SMTP error codes and contact; the form's own fields are not public",
    checked="2026-11-23",
)
