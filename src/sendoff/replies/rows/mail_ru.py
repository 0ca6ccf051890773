"""Mail.ru and VK."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "help.mail.ru | corp.mail.ru | *mxs.mail.ru | *mx.mail.ru"
_PAGE = "help.mail.ru, notspam-support and error texts, 2026"
_FORM = "https://postmaster.mail.ru/"

ROWS = (
    Row("spam", words="spam message rejected | spam message discarded | spam", link=_FORM, source=_PAGE,
        example="550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=aBcDeF or "
            "report details to abuse@corp.mail.ru. Error code: 1234ABCD. ID: 0000."),
    Row("address-reputation", words=
        "too many … from your ip | your ip … blocked | access from ip address … blocked | rate limit*"
        " | ratelimit*", link=_FORM, source=_PAGE,
        example="550 Access from ip address 192.0.2.25 blocked. Visit http://help.mail.ru/notspam-support/ip"),
    Row("unknown-recipient", words="invalid mailbox | local mailbox … is unavailable | user not found | no such user"
        " | account is disabled | account … unavailable", source=_PAGE,
        example="550 Message was not accepted -- invalid mailbox. Local mailbox nobody@mail.ru is unavailable: "
            "user not found. mxs.mail.ru"),
    Row("spf", words="spf", source=_PAGE,
        example="550 SPF check failed for example.net. Visit https://help.mail.ru/spf"),
    Row("dmarc", words="dmarc", source=_PAGE,
        example="550 Message rejected due to DMARC policy of example.net. https://help.mail.ru/dmarc"),
)  # fmt: skip
