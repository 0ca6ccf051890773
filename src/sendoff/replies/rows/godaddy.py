"""GoDaddy (secureserver.net): IBnnn."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*secureserver.net* | *unblock.secureserver* | *godaddy*"
SIGN_MARK = r"\bIB\d{3}\b"
_PAGE = "GoDaddy help, Fix rejected email with bounce codes (IB...), 2026"
_FORM = "https://unblock.secureserver.net/"
_CODE = r"\b(IB%s)\b"

ROWS = (
    Row("reverse-dns", mark=_CODE % "108", source=_PAGE,
        example="554 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp Connection refused. IB108. 192.0.2.25 "
            "does not have a PTR record."),
    Row("address-listed", mark=_CODE % "10[3-6]", link=_FORM, source=_PAGE,
        next_step="Look the address up at Spamhaus and Cloudmark CSI, mend the cause, be removed there, then "
            "unblock it.",
        example="550 5.7.1 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp IB103. Connection refused. "
            "192.0.2.25 is listed on CSI.",
        more=("554 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp Connection refused. IB104 192.0.2.25 is "
            "listed on Spamhaus SBL", "554 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp IB105. 192.0.2.25 XBL",
              "554 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp IB106. 192.0.2.25 PBL")),
    Row("rate", mark=_CODE % "(?:607|007|605|606|504|101)", source=_PAGE,
        example="421 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp Temporarily rejected. Too many messages from "
        "192.0.2.25. IB607",
        more=("554 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp IB007. Connection refused, 192.0.2.25 sends "
            "too much",)),
    Row("address-blocked", mark=_CODE % "11\\d", link=_FORM, source=_PAGE,
        example="554 This IP has been temporarily blocked for attempting to send too many messages containing "
            "content judged to be spam by the Internet community. IB110"),
    Row("spf", mark=_CODE % "508", source=_PAGE,
        example="550 Invalid SPF record. Inspect your SPF settings, and try again. IB508"),
    Row("malware", mark=_CODE % "705", source=_PAGE, example="552 Virus infected message rejected. IB705"),
    Row("sender-domain", mark=_CODE % "506", source=_PAGE,
        example="550 example.net From: Domain is invalid. Provide a valid From: IB506"),
    Row("spam", mark=_CODE % "212", source=_PAGE,
        example="552 5.2.0 p3plibsmtp01-01.prod.phx3.secureserver.net bizsmtp Message rejected for spam or virus "
            "content. IB212"),
)  # fmt: skip
