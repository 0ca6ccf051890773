"""Microsoft 365 refuses this server (companies' own domains).

What happens: Hosts below mail.protection.outlook.com refuse with 550 5.7.606 to 5.7.649 (banned sending IP), or with
5.7.511. It is another list than that of Outlook.com and Hotmail.

Why it matters: Every company that has its mail at Microsoft is behind this one list.

How to mend it: `sendoff case open microsoft-365`: the portal for senders; for 5.7.511 a mail with the refusal.

When it is fine: 5.7.5xx that speak of the recipient's own lists: only the recipient can lift those.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Way

_AGAIN = """\
Our address {addresses} is still refused by Microsoft 365:

{fresh}

The server is {helo}. {changed}
Please have a person look at this and remove the address from the list, or name what we should still change.
"""

COURSE = Course(
    title="Microsoft 365",
    providers=("microsoft",),
    part="365",
    others=("s3140", "s3150"),
    classes=("address-blocked", "address-reputation", "address-policy", "refused"),
    must=(*SERVER, *DOMAINS, "microsoft-bulk", "blocklist-address", "blocklist-domain"),
    should=("reverse-generic", "dkim-key", "dmarc-record", "alignment", "spf-budget", "outbound-tls"),
    lists=("zen.spamhaus.org", "dbl.spamhaus.org"),
    ways=(
        Way(
            "a mail with the whole refusal",
            (
                Field("Subject", "title"),
                Field("Text", "letter"),
            ),
            mail="delist@messaging.microsoft.com",
            hosts=("microsoft.com",),
            words=("5.7.511",),
            steps=("Forward the bounce itself with it: the refusal must be in the mail, with the address.",),
        ),
        Way(
            "the portal for senders",
            (
                Field("Your email address", "mail", "a mailbox that you read: it gets a link to click"),
                Field("IP address", "address", "the address in the refusal"),
            ),
            link="https://sender.office.com/",
            hosts=("sender.office.com",),
            steps=("Solve the picture, then click the link in the mail that comes; without that nothing happens.",),
            one_each=True,
        ),
    ),
    patience=24,
    answer=24,
    answers=(
        Answer("The address was removed", "it takes effect within 24 hours"),
        Answer(
            "The address is not blocked",
            "the portal knows only its own list: where the refusal has S3140 or S3150, it is `sendoff case open "
            "microsoft`",
        ),
    ),
    again=_AGAIN,
    remarks=(
        "Nothing may be listed at Spamhaus: Microsoft uses it too.",
        "A refusal with S3140 or S3150 is not this list's: that is `sendoff case open microsoft`.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="sender.office.com; Microsoft Learn, Use the delist portal; the words of 5.7.511 and 5.7.606",
    checked="2026-11-23",
)
