"""Mimecast."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*mimecast* "
_PAGE = "Mimecast community, SMTP error codes, 2026"

ROWS = (
    Row("greylisted", words=
        "internal resources are temporarily unavailable | internal resource temporarily unavailable"
        " | internal resources temporarily unavailable | greylist*", source=_PAGE,
        example="451 Internal resources are temporarily unavailable - "
        "https://community.mimecast.com/docs/DOC-1369#451 [aBcDeFgH1234.uk123]"),
    Row("address-reputation", words="*csi.mimecast.org* | poor reputation | csi … reputation", source=_PAGE,
        link="https://csi.mimecast.com/",
        example="550 csi.mimecast.org Poor Reputation Sender. - https://community.mimecast.com/docs/DOC-1369#550 "
        "[aBcDeFgH1234.uk123]"),
    Row("spf", words="spf sender invalid | spf … fail*", source=_PAGE,
        example="550 SPF Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550 "
        "[aBcDeFgH1234.uk123]"),
    Row("dkim", words="dkim sender invalid | dkim … fail*", source=_PAGE,
        example="550 DKIM Sender Invalid - email rejected - https://community.mimecast.com/docs/DOC-1369#550 "
        "[aBcDeFgH1234.uk123]"),
    Row("dmarc", words="dmarc sender invalid | dmarc", source=_PAGE,
        example="550 DMARC Sender Invalid - email rejected - https://community.mimecast.com/docs/DOC-1369#550 "
        "[aBcDeFgH1234.uk123]"),
    Row("recipient-policy", words="envelope blocked | administrative prohibition | sender blocked", source=_PAGE,
        example="550 Envelope blocked - User Entry - https://community.mimecast.com/docs/DOC-1369#550 "
            "[aBcDeFgH1234.uk123]",
        more=("550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550 "
              "[aBcDeFgH1234.uk123]",
              "553 Envelope blocked - User Domain Entry - https://community.mimecast.com/docs/DOC-1369#550 "
              "[aBc.uk123]")),
    Row("tls", words="requires encryption | requires tls | route requires | tls … required", source=_PAGE,
        example="553 This route requires encryption (TLS) - https://community.mimecast.com/docs/DOC-1369#550 "
            "[aBc.uk123]"),
    Row("malware", words="virus | malware", source=_PAGE,
        example="554 Email rejected due to security policies - Virus signature detected - "
        "https://community.mimecast.com/docs/DOC-1369#554 [aBcDeFgH1234.uk123]"),
    Row("refused", words="spoofing | spoof*", who="domain_owner", source=_PAGE,
        example="550 Rejected by header based Anti-Spoofing policy - "
            "https://community.mimecast.com/docs/DOC-1369#550 [aBc.uk123]"),
    Row("spam", words="security policies | email rejected due to | spam | content policy", source=_PAGE,
        next_step="The receiver's filter took it for dangerous or unwanted: look at the message and its links.",
        example="554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554 "
        "[aBcDeFgH1234.uk123]"),
    Row("unknown-recipient", words="invalid recipient | known recipient | recipient verification | address … rejected"
        " | no such", source=_PAGE,
        example="550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [aBcDeFgH1234.uk123]"),
    Row("rate", words="rate limit* | too many", source=_PAGE,
        example="451 Account service is temporarily unavailable: rate limit exceeded - "
        "https://community.mimecast.com/docs/DOC-1369#451 [aBcDeFgH1234.uk123]"),
    Row("relay-denied", words="relay", source=_PAGE,
        example="554 Open relay not allowed - https://community.mimecast.com/docs/DOC-1369#554 [aBcDeFgH1234.uk123]"),
)  # fmt: skip
