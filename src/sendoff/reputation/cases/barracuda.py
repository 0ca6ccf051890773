"""Barracuda lists this server's address.

What happens: Receivers refuse with b.barracudacentral.org in their words, or say "Try Later" with a link there.

Why it matters: It is the list of many companies' own filters.

How to mend it: Stop the cause, then ask once: `sendoff case open barracuda`.

When it is fine: Where a single receiver's Barracuda refuses by a rule of its own: only that receiver can lift it.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Way

_AGAIN = """\
Our address {addresses} is still listed, and mail is refused:

{fresh}

{changed}
Please have a person look at this, or tell us what was seen, so that we can stop it.
"""

COURSE = Course(
    title="Barracuda",
    providers=("barracuda",),
    names=("barracudacentral",),
    classes=("address-listed", "address-blocked", "address-reputation", "address-policy"),
    must=(*SERVER, *DOMAINS),
    should=("reverse-generic", "blocklist-address", "dkim-key"),
    listed=("b.barracudacentral.org",),
    listed_sure=False,
    ways=(
        Way(
            "the form for removal",
            (
                Field("Email Server IP Address", "address"),
                Field("Your Email Address", "mail"),
                Field("Phone Number", "phone", "the form asks for one"),
                Field("Reason for Removal", "letter"),
            ),
            link="https://www.barracudacentral.org/rbl/removal-request",
            hosts=("barracudacentral.org",),
            steps=("Type the letters of the picture; send the form once for each address.",),
            one_each=True,
        ),
    ),
    answer=24,
    answers=(
        Answer("removed", "receivers notice within hours"),
        Answer("nothing", "it takes 12 to 24 hours; do not ask again before, that delays it"),
    ),
    again=_AGAIN,
    remarks=(
        "Ask once: a second request delays the first.",
        "The list answers only registered resolvers by DNS; the form and its look-up answer everybody.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="barracudacentral.org, removal request",
    checked="2026-11-23",
)
