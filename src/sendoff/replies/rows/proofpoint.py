"""Proofpoint, and what is behind its filter or its Cloudmark (also CSI)."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*proofpoint.com* | *pphosted.com* | *ppe-hosted.com* | *prs.proofpoint*"
_PAGE = "Proofpoint Dynamic Reputation, ipcheck.proofpoint.com, 2026, and replies collected in public"
_FORM = "https://ipcheck.proofpoint.com/"

ROWS = (
    Row("address-blocked", words=
        "*ipcheck.proofpoint.com* | *support.proofpoint.com* | *prs.proofpoint* | blocked … proofpoint"
        " | dnsbl-lookup.cgi", link=_FORM, source=_PAGE,
        next_step="Find out what was sent, mend it, then ask for removal at ipcheck: `sendoff case open proofpoint`.",
        example="554 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.25",
        more=("host mx1-us1.ppe-hosted.com[67.231.154.162] refused to talk to me: 554 Blocked - see "
              "https://ipcheck.proofpoint.com/?ip=192.0.2.25",
              "550 5.7.1 Connection rejected, see https://prs.proofpoint.com/ip?192.0.2.25")),
    Row("address-blocked", words="blocked see http* | blocked see", code="554 550", link=_FORM, source=_PAGE,
        next_step="Find out what was sent, mend it, then ask for removal at ipcheck: `sendoff case open proofpoint`.",
        example="host mx0a-00000001.pphosted.com[148.163.1.1] refused to talk to me: 554 Blocked - see "
        "https://example.net/?ip=192.0.2.25"),
    Row("dmarc", words="dmarc", source=_PAGE,
        example="host mx0a-00000001.pphosted.com[148.163.1.1] said: 550 5.7.0 Local Policy Violation - DMARC (in "
            "reply to end of DATA command)"),
    Row("unknown-recipient", words="user unknown | unknown user | invalid recipient | recipient unknown", source=_PAGE,
        example="host mx0a-00000001.pphosted.com[148.163.1.1] said: 550 5.1.1 User Unknown (in reply to RCPT TO "
            "command)"),
    Row("connections", words="too many concurrent | too many connections | connection rate", source=_PAGE,
        example="host mx0a-00000001.pphosted.com[148.163.1.1] refused to talk to me: 421 4.7.0 Too many "
            "concurrent SMTP connections from this IP address; please try again later."),
    Row("rate", code="4xx", words="throttled | rate limit* | too many", source=_PAGE,
        example="host mx0a-00000001.pphosted.com[148.163.1.1] said: 452 4.3.2 Rate limit exceeded, throttled (in "
            "reply to MAIL FROM command)"),
    Row("refused", words="local policy violation | policy violation", source=_PAGE,
        example="host mx0a-00000001.pphosted.com[148.163.1.1] said: 554 5.7.0 Local Policy Violation (in reply to "
            "end of DATA command)"),
)  # fmt: skip
