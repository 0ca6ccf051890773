"""iCloud Mail."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*support.apple.com* | *icloud.com* | *mail.me.com*"
SIGN_MARK = r"\[(?:CS|HM|HCM|HME)\d{1,2}\]"
_PAGE = (
    "Apple, Postmaster information for iCloud Mail (support.apple.com/102322), 2026, and replies collected in public"
)
_LINK = "https://support.apple.com/102322"
_WRITE = (
    "Look at what was sent; then write to icloudadmin@apple.com: company, domain, addresses, this reply, since when."
)

ROWS = (
    Row("domain-listed", words="spamhaus", blocked="domain", link="https://check.spamhaus.org/", source=_PAGE,
        next_step="Look the domain up in Spamhaus' DBL, mend the cause, ask for its removal.",
        example="550 5.7.1 Your email was rejected because the domain example.net is listed in the Spamhaus DBL. "
            "Visit https://support.apple.com/102322"),
    Row("dmarc", words="dmarc", source=_PAGE,
        example="554 5.7.1 Your message was rejected due to example.net's DMARC policy. See "
            "https://support.apple.com/102322"),
    Row("rate", mark=r"\[(HCM\d|HME\d)\]", link=_LINK, source=_PAGE,
        next_step="Send less and more slowly to iCloud; Postfix tries again by itself.",
        example="421 4.7.1 [HCM1] Message deferred due to excessive volume. Please visit "
            "https://support.apple.com/102322"),
    Row("rate", code="4xx", words="excessive volume | rate limit* | deferred due to", link=_LINK, source=_PAGE,
        example="host mx01.mail.icloud.com[17.57.154.33] said: 421 4.7.1 Messages from 192.0.2.25 deferred due to "
            "excessive volume (in reply to MAIL FROM command)"),
    Row("address-blocked", mark=r"\[((?:CS|HM|HME)\d\d)\]", next_step=_WRITE, link=_LINK, source=_PAGE,
        example="550 5.7.1 [CS01] Message rejected due to local policy. Please visit "
            "https://support.apple.com/en-us/HT204137",
        more=("554 5.7.1 [CS01] Message rejected due to local policy. Please visit "
            "https://support.apple.com/en-us/HT204137",
              "554 5.7.1 [HM08] Message rejected due to local policy. Please visit "
              "https://support.apple.com/102322")),
    Row("address-blocked", words="rejected due to local policy | local policy",
        next_step=_WRITE, link=_LINK, source=_PAGE,
        example="host mx01.mail.icloud.com[17.57.154.33] said: 550 5.7.1 Mail from IP 192.0.2.25 was rejected due "
            "to local policy. (in reply to MAIL FROM command)"),
)  # fmt: skip
