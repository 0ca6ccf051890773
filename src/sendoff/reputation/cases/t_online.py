"""T-Online refuses this server.

What happens: 554 at the greeting: "IP=... - None/bad reputation (NOWL)", or (BL), or (DIAL). T-Online takes mail only
from servers that it knows.

Why it matters: A new server is refused from its first mail on, whatever it sends.

How to mend it: Let the server's name lead to a website that says who runs it, then write to the address in the reply:
`sendoff case open t-online`.

When it is fine: Never; T-Online asks this of everybody.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, ON_BLOCK, SERVER, Answer, Course, Field, Question, Way

_AGAIN = """\
Dear postmaster,

thank you for your answer. Our server {helo} ({addresses}) is still refused:

{fresh}

http://{helo}/ shows who runs it and how to reach us at once, as 4.1 of your postmaster pages asks. {changed}
Please have a person look at this, and name what is still missing.
"""

COURSE = Course(
    title="T-Online (Telekom, Magenta)",
    providers=("t-online",),
    classes=("address-blocked", "address-reputation", "address-policy", "refused"),
    must=(*SERVER, "reverse-generic", "reverse-is-helo", "sender-domain-resolves"),
    should=("t-online-imprint", "spf-pass", "blocklist-address", "outbound-tls"),
    questions=(
        Question(
            "imprint",
            "the website at the server's own name, or at its domain, says who runs it: name, address, telephone, mail",
            "Publish such a page at the server's name (it may lead on to the company's imprint), and look at it.",
        ),
    ),
    ways=(
        Way(
            "a mail to the address that the reply names",
            (
                Field("Subject", "title"),
                Field("Text", "letter"),
            ),
            mail="tosa@rx.t-online.de",
            hosts=("t-online.de",),
            plea="http://{helo}/ shows who runs this server and how to reach us at once (4.1 of your pages). "
            "Please reset its reputation, or tell us what is still missing.",
            steps=("Send it from another mailbox than one behind this server: its mail would be refused, too.",),
        ),
    ),
    patience=0,
    answer=48,
    answers=(
        Answer("4.1 of postmaster.t-online.de", "a template: the website's imprint is missing, or is not found"),
        Answer("The reputation was reset", "mail is accepted within a day"),
    ),
    again=_AGAIN,
    remarks=(
        "The reverse name must lead to a website with the operator's imprint; a page of the hoster does not count.",
        "One mail for each server, with its address in it.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="postmaster.t-online.de, 4.1 and 4.13; replies at the greeting, January 2026",
    checked="2026-11-23",
)
