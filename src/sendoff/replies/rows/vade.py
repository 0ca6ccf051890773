"""Hosts behind Vade's filter (Open-Xchange, hosters and telephone companies): PREFIX0001_nnn."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*vadesecure* | *vade-retro* | *vadesecure.com*"
SIGN_MARK = r"\b(?!OFR|LPN)[A-Z]{2,8}\d{3,5}_\d{3}\b"
_PAGE = "replies collected in public, 2024 to 2026"
_CODE = r"\b([A-Z]{2,8}\d{3,5}_(?:%s))\b"

ROWS = (
    Row("address-listed", mark=_CODE % "101|102", source=_PAGE,
        next_step="Look the address up at the list that the reply names, mend the cause, and ask for removal there.",
        example="550 5.7.1 Service unavailable; client [192.0.2.25] blocked. VADE0001_101"),
    Row("reverse-dns", mark=_CODE % "105", source=_PAGE,
        example="550 5.7.1 mx.example.org: no reverse DNS for 192.0.2.25. OXSUS0001_105"),
    Row("rate", mark=_CODE % "110|139|140|103|104", source=_PAGE,
        example="421 4.7.1 mx.example.org: too much mail. OXSUS0001_110",
        more=("421 4.7.1 mx.example.org: please slow down. VADE0001_139", "421 4.7.1 mx.example.org: later. "
            "VADE0001_140")),
    Row("unknown-recipient", mark=_CODE % "416|418", source=_PAGE,
        example="550 5.1.1 mx.example.org: Invalid recipient. VADE0001_416"),
    Row("full", mark=_CODE % "417", source=_PAGE, example="552 5.2.2 mx.example.org: Recipient overquota. "
        "VADE0001_417"),
    Row("spam", mark=_CODE % "506", source=_PAGE, example="550 5.7.1 mx.example.org: Mail rejected. VADE0001_506"),
)  # fmt: skip
