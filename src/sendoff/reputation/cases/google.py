"""Google refuses this server or a domain, or holds its mail back.

What happens: Gmail and Workspace reply 421 4.7.28, 550 5.7.28, or 550 5.7.1 for a very low reputation.

Why it matters: There is no list to be removed from: reputation is measured each day, of address and domain.

How to mend it: Meet the rules for senders, keep the spam rate low for seven days, then `sendoff case open google`.

When it is fine: 421 4.7.28 for some minutes: wait, and begin again with one connection.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Question, Way

_AGAIN = """\
Mail from {addresses} ({domains}) is still refused by Gmail:

{fresh}

The sender guidelines are met. {changed}
Please have a person look at this, or name what we should still change.
"""

COURSE = Course(
    title="Google (Gmail, Workspace)",
    providers=("google",),
    classes=("address-blocked", "address-reputation", "domain-reputation", "address-policy", "rate", "refused"),
    must=(*SERVER, *DOMAINS, "outbound-tls", "google-bulk", "blocklist-address", "blocklist-domain"),
    should=("dkim-key", "dmarc-record", "alignment", "spf-end", "spf-budget", "reverse-generic"),
    lists=("zen.spamhaus.org", "dbl.spamhaus.org"),
    questions=(
        Question(
            "spam-rate",
            "Postmaster Tools shows a spam rate below 0.3 % on each of the last seven days, or has too little mail",
            "Look at postmaster.google.com; above 0.3 % Google helps nobody, and seven days below it must pass.",
        ),
    ),
    ways=(
        Way(
            "the contact form for senders",
            (
                Field("Contact mail", "mail", "a mailbox that you read"),
                Field("Sending domains", "sender_domains"),
                Field("IP addresses", "addresses_comma"),
                Field("Error messages", "errors"),
                Field("What happened, and what was changed", "story"),
            ),
            link="https://support.google.com/mail/contact/gmail_bulk_sender_escalation",
            steps=("Verify the domains at Postmaster Tools first: Google looks there.",),
            sure=False,
        ),
    ),
    patience=48,
    answer=14 * 24,
    promised=False,
    answers=(
        Answer("nothing", "usual: Google answers few; look at the replies and at Postmaster Tools instead"),
        Answer("the guidelines for senders", "a template: compare each rule with `sendoff doctor`"),
    ),
    again=_AGAIN,
    remarks=(
        "Only senders who meet every rule, with a spam rate below 0.3 % for seven days, are helped.",
        "After 4.7.28: no mail for ten minutes, then one connection, then one more at a time.",
    ),
    meanwhile=(CAUSE_FIRST, ON_BLOCK),
    source="Google, Email sender guidelines and their FAQ; the form's own fields are not public",
    checked="2026-11-23",
)
