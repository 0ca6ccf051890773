"""Comcast; its mailboxes moved to Yahoo in 2025, some hosts still answer."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*comcast.net* | *comcast.com* | *xfinity.com*"
_PAGE = "postmaster.comcast.net, error codes, 2024"

ROWS = (
    Row("address-blocked", mark=r"\b((?:BL|PTR)\d{6})\b", source=_PAGE,
        example="554 resimta-po-17v.sys.comcast.net resimta-po-17v.sys.comcast.net 192.0.2.25 is blocked, see "
        "http://postmaster.comcast.net/smtp-error-codes.php BL000001"),
    Row("reverse-dns", words="reverse dns | ptr record", source=_PAGE,
        example="554 imta25.westchester.pa.mail.comcast.net comcast 192.0.2.25 Comcast requires that all mail "
            "servers must have a PTR record with a valid Reverse DNS entry. See http://postmaster.comcast.net"),
    Row("rate", words="too many sessions | rate limited | try again later | throttled", code="4xx", source=_PAGE,
        example="421 resimta-po-17v.sys.comcast.net Try again later. Too many sessions opened"),
)  # fmt: skip
