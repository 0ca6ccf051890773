"""Zoho Mail."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*zoho.com | *zohomail* | *zoho.eu"
_PAGE = "Zoho Mail help, bounce messages, 2026"

ROWS = (
    Row("address-blocked", words="ip … blocked | ip blocked | has been blocked temporarily", source=_PAGE,
        example="550 5.7.1 Access denied. IP 192.0.2.25 blocked. See https://www.zoho.com/mail/help/"),
    Row("sender-refused", words="unusual sending activity | outgoing blocked", source=_PAGE,
        example="550 5.4.6 Unusual sending activity detected. Please try after sometime. "
            "https://mail.zoho.com/UnblockMe"),
    Row("unknown-recipient", words="invalid email recipients | no such user | recipient … invalid", source=_PAGE,
        example="550 5.1.1 Invalid email recipients. mx.zoho.com"),
)  # fmt: skip
