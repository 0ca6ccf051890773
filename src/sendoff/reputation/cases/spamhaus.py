"""Spamhaus lists this server's address or a domain.

What happens: Receivers refuse with zen.spamhaus.org, sbl, xbl, css, pbl or dbl in their words.

Why it matters: Most receivers use it, Microsoft too, so it comes before all other cases.

How to mend it: Find the cause, stop it, then `sendoff case open spamhaus`. An SBL listing is removed only at the
word of the provider who owns the network.

When it is fine: PBL for a line at home: send by a smarthost.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, ON_BLOCK, SERVER, Answer, Course, Field, Way

_AGAIN = """\
{addresses} is still listed, and mail is refused:

{fresh}

{changed}
Please tell us what is still seen, so that we can end it, or remove the listing.
"""

COURSE = Course(
    title="Spamhaus",
    providers=("spamhaus",),
    names=("spamhaus",),
    classes=("address-listed", "domain-listed", "address-blocked", "address-policy", "address-reputation"),
    must=SERVER,
    should=("reverse-generic", "reverse-is-helo", "spf-pass", "dkim-key"),
    listed=("zen.spamhaus.org", "dbl.spamhaus.org"),
    ways=(
        Way(
            "a mail of the provider who owns the network (SBL)",
            (
                Field("To", "isp", "the abuse or support desk of whoever rents you the address"),
                Field("Subject", "title"),
                Field("Text", "letter"),
            ),
            codes=("127.0.0.2", "127.0.0.9"),
            steps=(
                "SBL is removed only when the provider (the ISP, the hoster) asks the SBL team; a mail of yours to "
                "Spamhaus is not read.",
                "While SBL stands, CSS, XBL and PBL cannot be removed.",
            ),
            plea="Spamhaus removes this listing (SBL) only at your word. Please ask their SBL team to remove it.",
        ),
        Way(
            "the look-up and its removal",
            (
                Field("IP address or domain", "listed"),
                Field("Your name", "name"),
                Field("Your email address", "mail", "it is verified, better one at the server's own domain"),
                Field("What was the cause, and what was done", "letter"),
            ),
            link="https://check.spamhaus.org/",
            hosts=("check.spamhaus.org",),
            steps=("Read what the look-up says of the cause, confirm the mail that comes, then ask.",),
            one_each=True,
        ),
    ),
    answer=24,
    answers=(
        Answer("removed", "it is out of the zone within minutes; receivers notice within the hour"),
        Answer("a ticket", "a person looks at it; say what the cause was"),
        Answer("listed again", "the cause is still there: look for it before asking again"),
    ),
    again=_AGAIN,
    remarks=(
        "SBL goes by the provider only.",
        "CSS and XBL come back as long as the cause is there.",
        "PBL is no accusation: a mail server with a fixed address is taken out at once.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="spamhaus.com, removals by the checker; spamhaus.org, SBL delisting procedure",
    checked="2026-11-23",
)
