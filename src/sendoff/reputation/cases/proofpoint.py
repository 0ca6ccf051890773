"""Proofpoint refuses this server for its customers (companies, and providers such as Apple's filter).

What happens: 554 Blocked, with a link to ipcheck.proofpoint.com: the list is Proofpoint Dynamic Reputation.

Why it matters: Thousands of companies filter by it.

How to mend it: Stop the spam; the delay ends by itself within minutes, a block goes to `sendoff case open proofpoint`.

When it is fine: A delay (4xx) of some minutes.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Way

_AGAIN = """\
Our address {addresses} is still refused:

{fresh}

{changed}
Please have a person look at the address's reputation, or tell us what was seen, so that we can stop it.
"""

COURSE = Course(
    title="Proofpoint",
    providers=("proofpoint",),
    names=("ipcheck.proofpoint.com", "prs.proofpoint.com"),
    classes=("address-blocked", "address-reputation", "address-listed", "address-policy", "refused"),
    must=(*SERVER, *DOMAINS),
    should=("reverse-generic", "dkim-key", "dmarc-record", "blocklist-address", "outbound-tls"),
    ways=(
        Way(
            "the look-up of an address, and its form",
            (
                Field("IP address", "address"),
                Field("Contact name", "name"),
                Field("Contact mail", "mail"),
                Field("Recipient of the blocked mail", "recipients", "the address that the refused mail was for"),
                Field("Kind of mail", "kind", "personal, newsletter, company's own"),
                Field("The reply", "errors"),
                Field("What happened lately, and what was changed", "story"),
            ),
            link="https://ipcheck.proofpoint.com/",
            hosts=("ipcheck.proofpoint.com",),
            one_each=True,
        ),
    ),
    patience=6,
    answer=72,
    answers=(
        Answer("The address is not blocked", "reputation changes all the time; send again, and keep the reply's time"),
        Answer("Spam was seen", "an address that sent none for some time is taken off by itself"),
    ),
    again=_AGAIN,
    remarks=(
        "A recent trouble that you ended is worth telling: they ask for it.",
        "The recipient's own administrator can ask Proofpoint, too.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="proofpoint.com, PDR IP Lookup Frequently Asked Questions",
    checked="2026-11-23",
)
