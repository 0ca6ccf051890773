"""GMX, Web.de, mail.com and IONOS refuse this server.

What happens: 554 at the greeting, "IP address is block listed", with a page to explain it; or 421 and 550 for rates and
for policy.

Why it matters: One filter stands before all of these brands, and before the customers' own domains at IONOS.

How to mend it: `sendoff case open gmx`: the page in the reply tells the reason and has the way to reach people.

When it is fine: Where the block is gone within a day: most end by themselves once the spam has ended.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Way

_AGAIN = """\
Our address {addresses} is still refused:

{fresh}

{changed}
Please have a person look at this and lift the block, or name what we should still change.
"""

COURSE = Course(
    title="GMX, Web.de, mail.com and IONOS",
    providers=("gmx",),
    classes=("address-blocked", "address-reputation", "address-policy", "rate", "refused"),
    must=(*SERVER, *DOMAINS, "reverse-generic", "blocklist-address"),
    should=("reverse-is-helo", "dkim-key", "dmarc-record", "alignment", "blocklist-domain", "outbound-tls"),
    lists=("zen.spamhaus.org", "bl.spamcop.net", "dbl.spamhaus.org"),
    ways=(
        Way(
            "the page that the reply names, and its contact form",
            (
                Field("Contact name", "name"),
                Field("Contact mail", "mail"),
                Field("IP address", "address"),
                Field("Error message", "errors"),
                Field("What happened, and what was changed", "story"),
            ),
            link="https://postmaster.gmx.net/en/contact",
            hosts=("postmaster.gmx.net", "postmaster.gmx.com", "postmaster.web.de", "postmaster.mail.com",
                   "postmaster.1und1.de", "postmaster.ionos.com", "postmaster.ionos.de", "postmaster.kundenserver.de"),
            steps=("Open the page of the newest reply: it knows this very refusal.",),
            sure=False,
            one_each=True,
        ),
    ),
    patience=24,
    answer=72,
    answers=(
        Answer("The block was lifted", "mail is accepted within hours"),
        Answer("Spam came from the address", "answer with what it was, what you stopped, and fresh lines"),
    ),
    again=_AGAIN,
    remarks=(
        "Keep one HELO name, the same as the reverse name: another name each time counts against a server.",
        "Many unknown recipients in a short time are a reason for the block: clean the lists.",
        "These hosts send no enhanced status codes: the last line of the reply says what is the matter.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="postmaster.gmx.net and postmaster.web.de, error messages, e-mail policy; the form's fields are not public",
    checked="2026-11-23",
)  # fmt: skip
