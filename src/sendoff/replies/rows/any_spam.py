"""Any server: what it takes for spam."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("spam", source=_SEEN,
        words="spam | *spam | spamming | spamprofiler | spampolicy | spamfilter | antispam | spammy | spam like"
            " | spamassassin | spam score | unsolicited | junk | bulk mail | bulk email | bulk message*"
            " | unwanted | score too high | spam threshold | rspamd | spam detected | spamscore | bayes*"
            " | content rejected | content filter | content filtering | content not | content was"
            " | content denied | content blocked | content policy | content violation | content restriction*"
            " | message content | mail content | contents rejected | undesirable content | objectionable content"
            " | offensive | suspicious | suspect | suspected | considered spam | identified as spam"
            " | classified as spam | looks like spam | appears to be spam | gtube | razor | pyzor | dcc"
            " | mailscanner | body checks | header checks | prohibited content | forbidden content"
            " | forbidden words | keyword* | blocked url | bad url | url in | links | subject rejected"
            " | subject line | advertis* | ube | uce | message looks | message rejected by filter | filter rule"
            " | mail filter | filter rejected | filtered | by filter | high probability"
        " | werbung | unerwünscht* | unerwuenscht* | spamverdacht | spam verdacht | als spam | inhalt* | pourriel"
        " | pourriels | indésirable | indesirable | courrier indésirable | contenu | no deseado | correo basura"
        " | contenido | indesiderata | contenuto | ongewenst | niespam | спам | подозрение на спам"
        " | похоже на спам | *垃圾邮件* | *垃圾* | *스팸* | *内容*拒* | *迷惑メール* | *スパム* | nevyžádaná",
        example="554 5.7.1 Unsolicited bulk mail refused", more=(
                                                                            "550 Diese Nachricht wurde als Spam "
                                                                            "eingestuft",)),
)  # fmt: skip
