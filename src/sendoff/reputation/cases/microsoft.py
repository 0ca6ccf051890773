"""Microsoft's consumer mail refuses this server (Outlook.com, Hotmail, Live, MSN).

What happens: Hosts below olc.protection.outlook.com refuse with 550 5.7.1 S3140 or S3150, or hold mail back with
451 4.7.650. It is a block list of Microsoft's own, apart from that of Microsoft 365.

Why it matters: The list knows ranges as well as addresses, so a neighbour can be the cause; but a server that goes on
after 4xx replies, or is listed at Spamhaus, gets onto it by itself.

How to mend it: `sendoff case open microsoft`, fill in the form, and answer the first refusal: it is a template.

When it is fine: Where 4xx replies come for some minutes only; Postfix tries again by itself.
"""

from __future__ import annotations

from sendoff.reputation.cases.course import CAUSE_FIRST, DOMAINS, ON_BLOCK, SERVER, Answer, Course, Field, Way

_FIELDS = (
    Field("Issue title", "title"),
    Field("Contact name", "name", "your name, or the company's"),
    Field(
        "What domain are you sending to?", "recipient_domain", "choose outlook.com, hotmail.com, live.com or msn.com"
    ),
    Field("Contact e-mail address", "mail", "the form may fix it to the account that you are signed in with"),
    Field("Time zone", "zone", "choose it from the form's list"),
    Field("What domain are you sending from?", "sender_domain", "the domain after the @ of your senders"),
    Field("How would you describe yourself?", "kind", "choose it from the form's list: company, provider ..."),
    Field("IP addresses or ranges", "addresses_semicolon", "each address, joined by ; and a blank"),
    Field("Dedicated or shared?", "shared", "dedicated if nobody else sends by this address"),
    Field("Copy and paste any error messages", "errors_and_story", "whole lines, with the code in brackets"),
)

_AGAIN = """\
Thank you for your answer. The error persists: Outlook.com still refuses mail from {addresses}.

{fresh}

This is a legitimate mail server ({helo}). {changed}
Please have a person look at this case and lift the block, or name what we should still change.
"""

COURSE = Course(
    title="Microsoft (Outlook.com, Hotmail, Live, MSN)",
    providers=("microsoft",),
    part="consumer",
    others=("5.7.511", "banned sending ip"),
    classes=("address-blocked", "address-reputation", "address-policy", "refused"),
    must=(*SERVER, *DOMAINS, "microsoft-bulk", "blocklist-address", "blocklist-domain"),
    should=("reverse-generic", "dkim-key", "dmarc-record", "alignment", "spf-budget", "outbound-tls"),
    lists=("zen.spamhaus.org", "dbl.spamhaus.org"),
    ways=(
        Way(
            "the form for senders (Sender Support)",
            _FIELDS,
            link="https://olcsupport.office.com/",
            steps=("Sign in with a Microsoft account: the form asks for one, and answers go to its mailbox.",),
        ),
    ),
    patience=24,
    answer=24,
    answers=(
        Answer("We have received your request", "it is automatic, and comes within the hour"),
        Answer(
            "nothing was detected to prevent your mail from reaching Outlook.com customers",
            "a template: answer it with a fresh error line (`sendoff case refused N`)",
        ),
        Answer("Not qualified for mitigation", "a template: answer it; only the answer reaches a person"),
        Answer(
            "Mitigated, or conditionally mitigated",
            "mail is accepted within 24 to 48 hours; send little at first, there are low daily limits",
        ),
    ),
    again=_AGAIN,
    remarks=(
        "Nothing may be listed at Spamhaus: Microsoft uses it too, and says no while it stands there.",
        "Answer in the same ticket. A new form starts again at the template.",
        "S3150 follows when a server goes on after 4xx replies: slow down before asking.",
        "A server that is new at this address asks for a pre-emptive accommodation, with the mail expected a day.",
    ),
    meanwhile=(
        CAUSE_FIRST,
        ON_BLOCK,
        "Enrol the addresses in SNDS and JMRP: they show complaints and trap hits that no log has.",
    ),
    source="olcsupport form as hosters describe it (swhosting.com, help.ishosting.com); spamresource.com 2021, 2023; "
    "Hetzner docs, Microsoft blacklist; mailop, February 2026",
    checked="2026-11-23",
)
