"""Cisco Secure Email (IronPort), judged by Talos."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = (
    "*iphmx.com* | *talosintelligence* | *senderbase.org* | sending mta's poor reputation"
    " | your access to submit messages to this e mail system has been rejected"
)
_PAGE = "Cisco, Secure Email Gateway, default texts of the HAT, 2026"
_TICKET = "https://talosintelligence.com/reputation_center/"
_ASK = "Look the address up at Talos, mend the cause, and open a ticket there."

ROWS = (
    Row("address-reputation", words=
        "access to submit messages … rejected | sending mta's poor reputation | *senderbase.org*"
        " | poor reputation | sbrs | *talosintelligence*", next_step=_ASK, link=_TICKET, source=_PAGE,
        example="host mx1.hc123-45.iphmx.com[68.232.1.1] refused to talk to me: 550 #5.7.1 Your access to submit "
            "messages to this e-mail system has been rejected.",
        more=("554 mx1.example.org Your access to this mail system has been rejected due to the sending MTA's "
            "poor reputation. If you believe that this failure is in error, please contact the intended recipient "
            "via alternate means.",)),
    Row("address-reputation", words="access to this mail system has been rejected",
        next_step=_ASK, link=_TICKET, source=_PAGE,
        example="host mx1.hc123-45.iphmx.com[68.232.1.1] refused to talk to me: 554 Your access to this mail "
            "system has been rejected."),
    Row("unknown-recipient", words="address rejected | invalid recipient", code="550 5.1.0 5.1.1", source=_PAGE,
        example="host mx1.hc123-45.iphmx.com[68.232.1.1] said: 550 #5.1.0 Address rejected. (in reply to RCPT TO "
            "command)"),
    Row("connections", words="too many connections | concurrency limit | too many sessions", source=_PAGE,
        example="host mx1.hc123-45.iphmx.com[68.232.1.1] refused to talk to me: 421 #4.x.2 Too many connections "
            "from your host."),
    Row("rate", words="too many recipients received | rate limit* | throttl*", source=_PAGE,
        example="host mx1.hc123-45.iphmx.com[68.232.1.1] said: 452 #4.x.3 Too many recipients received this hour. "
            "(in reply to RCPT TO command)"),
)  # fmt: skip
