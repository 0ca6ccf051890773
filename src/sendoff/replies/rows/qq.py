"""QQ Mail and Tencent's mail for companies."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*qq.com* | *exmail.qq*"
_PAGE = "service.mail.qq.com, help for postmasters, 2026"

ROWS = (
    Row("unknown-recipient", words="mailbox not found | mailbox unavailable or access denied | mailbox unavailable"
        " | non existent account", source=_PAGE,
        example="550 Mailbox unavailable or access denied [aBcDeF IP: 192.0.2.25]. "
            "https://open.work.weixin.qq.com/help2/pc/20049"),
    Row("full", words="mailbox space not enough | mailbox … full | mailbox space is full", source=_PAGE,
        example="552 mailbox space not enough. http://service.mail.qq.com/cgi-bin/help?id=20022"),
    Row("spam", words="mail content denied | content denied | suspected spam | suspected bounce*", source=_PAGE,
        example="550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726"),
    Row("connections", words="connection frequency limited | concurrent connection | connection denied", source=_PAGE,
        example="550 Connection frequency limited. "
            "http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722"),
    Row("rate", words=
        "frequency limited | mail is rejected by recipients … frequency | exceed* … limit | ip frequency"
        " | domain frequency limited", source=_PAGE,
        example="550 Domain frequency limited. "
            "http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000725"),
    Row("address-blocked", words=
        "ip … blocked | suspected … ip | ip address … denied | suspicious ip | bad reputation", source=_PAGE,
        example="550 Suspicious IP address blocked. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022"),
    Row("spf", words="spf check failed | spf", source=_PAGE,
        example="550 SPF check failed. http://service.mail.qq.com/cgi-bin/help?id=20022"),
    Row("recipient-policy", words="mail is rejected by recipients | rejected by recipients", source=_PAGE,
        example="550 Mail is rejected by recipients [aBcDeF IP: 192.0.2.25]. "
            "http://service.mail.qq.com/cgi-bin/help?id=20022"),
    Row("helo", words="sender ehlo | ehlo mismatch", source=_PAGE,
        example="550 Sender EHLO mismatch. http://service.mail.qq.com/cgi-bin/help?id=20022"),
)  # fmt: skip
