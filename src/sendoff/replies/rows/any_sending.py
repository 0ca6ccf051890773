"""Any server: how much this server sends, and from whom."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("recipient-policy", source=_SEEN,
        words="sender blocked | sender blacklisted | sender is blacklisted | sender is blocked | blacklisted sender"
            " | blocked sender | sender … on … blacklist | sender address … blacklisted"
            " | sender address … blocked | your address … blocked | sender rejected",
        who="operator", next_step="The receiver has the sender on a list of its own: ask its postmaster, or the "
            "recipient.",
        example="550 5.7.1 Your address was blocked"),
    Row("connections", source=_SEEN,
        words="too many connections | too many concurrent | too many simultaneous | concurrent connection*"
            " | simultaneous connection* | maximum connections | connection limit | connection rate"
            " | connection count | connections exceeded"
        " | max connections | maximum number of connections | number of concurrent | too many sessions"
        " | session limit | too many smtp sessions | too many open connections | connections from your"
        " | connection frequency | connection throttl* | connections per"
        " | exceeded … connections | exceed … connections | too frequent connections | too many parallel"
        " | zu viele verbindungen | zu viele gleichzeitige | trop de connexions | demasiadas conexiones"
        " | troppe connessioni | te veel verbindingen | muitas conexões | слишком много соединений"
        " | zbyt wiele połączeń | too many smtp connections | reconnecting too",
        example="421 4.7.0 connection rate of 192.0.2.25 is too high"),
    Row("recipient-rate", source=_SEEN,
        words="received too much | receiving too much | received too many | receiving too many"
            " | recipient … receiving mail at a rate | user … receiving mail at a rate"
            " | receiving mail too quickly | recipient … too many messages | recipient … hourly limit"
            " | recipient … daily limit | mailbox … receiv* … too many | recipient s … message receive limit",
        example="450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
            "additional messages"),
    Row("rate", source=_SEEN, unless="mb | kb | megabyte* | mailsize | message size",
        words="too many errors from your ip | sending quota | quota of messages | throttled | temporarily rate"
        " | rate exceeded | rate too high | high rate | temporarily limited | limited … messages"
        " | allowed per | allowance | burst | maximum messages | maximum rate | message count | volume | "
        "limit … reached | limits … reached | reached … limit | rcpt number* | number of rcpt*"
            " | messages per connection | per connection | mails per connection | too much mail"
            " | many messages in a short | absent recipients | rate limit* | ratelimit* | rate control*"
            " | throttl* | too many messages | too many mails | too many emails | too many recipients"
            " | too many rcpts | too many errors | too much mail | too many requests | too many bad"
            " | too many unknown | too many rcpt | too many | too fast | too frequent* | too quickly"
        " | excessive rate | excessive volume | excessive number | exceeded … rate | exceeds … rate"
        " | sending rate | message rate | send rate | sending limit* | send limit* | message limit | mail limit"
        " | hourly limit | daily limit | per hour | per minute | per day | quota … messages"
        " | maximum number of recipients | number of recipients | maximum recipients | recipient limit"
        " | recipients per"
        " | exceeded … messages | exceeded … limit | limit exceeded | exceeding … limit | limits exceeded"
        " | volume limit | unusual rate | unusual … volume | unexpected volume | unusual volume | slow down"
        " | slowing down | please slow | flood* | messages per | mails per | emails per | maximum message count"
        " | deferred due to volume | try fewer | frequency | back off | backing off | mail bomb* | sending too"
        " | sent too many"
        " | has exceeded the max | max emails per | max defers and failures | defers and failures"
        " | zu viele nachrichten | zu viele empfänger | zu viele mails | zu viele e mails | zu viele"
        " | trop de messages | trop de destinataires | trop de mails | trop d | demasiados mensajes"
        " | demasiados correos | demasiados destinatarios | demasiados | troppi messaggi | troppi destinatari"
        " | troppe | te veel berichten | te veel | muitas mensagens | muitos destinatários | excedeu"
        " | слишком много | слишком часто | zbyt wiele"
        " | *频率* | *频繁* | *过多* | *多すぎ* | *너무 많* | *超过*限制* | *送信*制限*",
        example="450 4.7.1 Error: too much mail from 192.0.2.25", more=("421 4.7.0 Rate exceeded, slow down",
                                                                   "421 4.2.1 Too many messages today")),
)  # fmt: skip
