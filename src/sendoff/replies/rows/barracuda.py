"""Barracuda's filters at receivers and in its cloud; its list stands with the other lists."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = (
    "*ess.barracudanetworks* | *barracudanetworks.com* said | permanent failure for one or more recipients"
    " | barracuda networks"
)
_PAGE = "barracudacentral.org, 2026, and replies collected in public"

ROWS = (
    Row("recipient-policy", words="permanent failure for one or more recipients … blocked", source=_PAGE,
        next_step="The receiver's Barracuda blocks this: ask the recipient to have it let through.",
        example="host d12345.a.ess.uk.barracudanetworks.com[35.176.92.96] said: 550 permanent failure for one or "
            "more recipients (someone@example.org:blocked) (in reply to end of DATA command)"),
    Row("unknown-recipient", words=
        "no such … | user unknown | invalid recipient | recipient address rejected | not found",
        code="550 553 5.1.1", source=_PAGE,
        example="host d12345.a.ess.uk.barracudanetworks.com[35.176.92.96] said: 550 permanent failure for one or "
            "more recipients (nobody@example.org:550 5.1.1 User unknown) (in reply to end of DATA command)"),
    Row("greylisted", code="4xx", words="temporary failure for one or more recipients | deferred", source=_PAGE,
        example="host d12345.a.ess.uk.barracudanetworks.com[35.176.92.96] said: 421 Message temporarily deferred "
            "due to greylisting (in reply to RCPT TO command)"),
)  # fmt: skip
