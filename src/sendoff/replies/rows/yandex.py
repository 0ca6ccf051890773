"""Yandex Mail."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*yandex.ru | *yandex.net | *yandex.com | yandex.ru* | ya.cc"
_PAGE = "Yandex Mail help, bounce texts, 2026"

ROWS = (
    Row("spam", words="suspicion of spam | rejected under suspicion | spam | spam report*", source=_PAGE,
        example="554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc 1234567890-aBcDeF "
            "yandex.ru"),
    Row("rate", words="too many | rate limit* | try again later", code="4xx", source=_PAGE,
        example="451 4.7.1 Sorry, the service is currently unavailable. Please come back later: too many "
            "messages. yandex.net"),
    Row("unknown-recipient", words="no such user", source=_PAGE,
        example="550 5.7.1 No such user! 1234567890-aBcDeF mxback1.mail.yandex.net"),
    Row("dmarc", words="dmarc", source=_PAGE, example="550 5.7.1 Email rejected per DMARC policy for example.net "
        "yandex.ru"),
)  # fmt: skip
