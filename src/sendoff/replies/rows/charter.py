"""Charter, Spectrum, Road Runner: AUP#nnnn."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*charter.net* | *spectrum.net* | *rr.com postmaster*"
SIGN_MARK = r"\bAUP#"
_PAGE = "Charter, e-mail error codes (AUP#), 2024"
_CODE = r"\b(AUP#(?:[A-Z][A-Za-z]?-?)?\d{4})"

ROWS = (
    Row("rate", code="4xx", mark=_CODE, source=_PAGE,
        example="421 dnvrco-cmimta18.email.rr.com cmsmtp 192.0.2.25 Too many messages in this time. AUP#1310"),
    Row("connections", words="connection limit | too many connections | simultaneous", mark=_CODE, source=_PAGE,
        example="554 dnvrco-cmimta18.email.rr.com cmsmtp 192.0.2.25 exceeded the connection limit. AUP#1330"),
    Row("address-listed", mark=_CODE, source=_PAGE,
        next_step="Look the address up at Spamhaus and Cloudmark CSI, mend the cause, be removed there, then "
            "write to Charter.",
        example="554 dnvrco-cmimta18.email.rr.com cmsmtp 192.0.2.25 blocked. Please see https://www.spectrum.net. "
            "AUP#1260"),
)  # fmt: skip
