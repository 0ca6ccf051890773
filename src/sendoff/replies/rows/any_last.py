"""Any server: words that say little, asked last: policies without a name, trouble without a reason."""

from __future__ import annotations

from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

ROWS = (
    Row("dns", source=_SEEN,
        words="host does not accept mail | does not accept mail nullmx | host not found | name service error"
            " | dns error | dns failure | dns lookup | dns temporary | dns timeout | dns problem | temporary dns"
            " | domain not found | no mx | no route to domain | mx lookup | name resolution | nameserver"
            " | name server | unable to resolve | could not resolve | cannot resolve | can t resolve"
            " | nicht aufgelöst | no mail exchanger | hostname lookup failed | unable to lookup | mx record*"
            " | no answer from dns | address family",
        example="451 4.4.3 Temporary DNS failure"),
    Row("busy", source=_SEEN,
        words="too much load | server load | server busy | server is busy | too busy | system busy | busy"
            " | overloaded | overload | load too high | load average | system load | heavy load | high load"
            " | resources temporarily | out of resources | insufficient resources"
            " | insufficient system resources | system resources | resource temporarily | resources"
            " | not enough resources | low on | memory | überlastet | überlastung | surchargé | surcharge"
            " | saturado | sobrecargado | sovraccarico | перегружен",
        example="421 4.3.2 System load too high, please try later", more=("452 4.3.1 Insufficient system resources",)),
    Row("unreachable", source=_SEEN,
        words="connection timed out | connection timeout | timed out | timeout exceeded | timeout"
            " | connection refused | connection reset | connection dropped | connection lost | lost connection"
            " | connection closed | could not connect | unable to connect | can t connect | cannot connect"
            " | failed to connect | no route to host | network unreachable | host unreachable | unreachable"
            " | no answer | not responding | host down | idle too long | idle timeout | smtp timeout"
            " | socket error | conversation failed | bad connection | connection failed | connection died"
            " | retry timeout exceeded | retry time not reached | all hosts | could not deliver"
            " | delivery timed out | delivery attempts failed | has been delayed | no response"
            " | zeitüberschreitung | délai dépassé | tiempo de espera | tempo scaduto",
        example="421 4.4.2 mx.example.org Error: timeout exceeded", more=("451 4.4.1 Connection timed out to the "
            "mailbox server",)),
    Row("expired", source=_SEEN, words=
        "message expired | delivery expired | delivery time expired | expired | too old | been in the queue"
        " | in queue too long | queue too long | maximum time",
        example="554 5.4.7 Message expired, delivery time exceeded"),
    Row("receiver-trouble", source=_SEEN, code="4xx 4.x.x",
        words="temporary failure | temporary error | temporary local problem | temporary problem"
            " | temporarily unavailable | temporary lookup failure | temporary authentication failure"
            " | local error in processing | local problem | service not available | service unavailable"
            " | service temporarily | service is temporarily | internal error | internal server error"
            " | system error | server error | software error | maintenance | shutting down | shutdown"
            " | not available | unavailable | try again | try later | please retry | retry later"
            " | come back later | later | queue file write error | write error | lookup failure | lookup failed"
            " | lookup error | database | backend | i o error | starting up | not ready | processing error"
            " | system not accepting | unable to process | cannot process | could not be processed | temporarily"
            " | temporary | temporär* | vorübergehend* | vorrübergehend | später | temporairement"
            " | ultérieurement | temporalmente | más tarde | temporaneamente | più tardi | riprova* | tijdelijk"
            " | later opnieuw | tymczasow* | później | временн* | позже | *稍后* | *一時的* | could not load | problem"
            " | problems | error",
        example="451 4.3.0 <someone@example.org>: Temporary lookup failure", more=("421 4.3.2 Service not "
            "available, closing transmission channel",
                                                                                 "451 Temporary local problem - "
                                                                                 "please try later")),
    Row("receiver-trouble", source=_SEEN,
        words="could not load | internal error | internal server error | system error | server error"
            " | software error | i o error | database error | queue file write error | unexpected error"
            " | exception | error in processing | lookup failed | temporary failure | service unavailable try"
            " | unable to process | command not implemented | command unrecognized | unrecognized command"
            " | bad sequence of commands | protocol error | unknown error | cannot process | maintenance",
        example="554 5.3.0 Internal server error"),
    Row("recipient-policy", source=_SEEN,
        words="recipient address rejected … policy | recipient … policy | message refused by recipient"
            " | organization s policy | organization policy | recipient domain s policy | recipient s policy"
            " | prohibited by recipient",
        example="554 5.7.1 <someone@example.org>: Recipient address rejected: organization policy"),
    Row("address-blocked", source=_SEEN, code="554 550 521 5.7.1 5.3.2",
        words="does not accept mail from you | not accept mail from your | no mail from your"
            " | we do not accept mail from your | connection … from your ip | mail from your ip"
            " | mail from your server | messages from your ip | refuse mail from your | refusing mail from your"
            " | mail from 0.0.0.0 | email from 0.0.0.0 | from your ip | from your host | from your server"
            " | from your network | from your mail server",
        example="554 5.7.1 We do not accept mail from your server (192.0.2.25)"),
    Row("sender-refused", source=_SEEN, words=
        "sender address rejected | sender address refused | mail from refused | mail from rejected",
        example="554 5.5.0 <info@example.net>: Sender address rejected"),
    Row("refused", source=_SEEN,
        words="address rejected access denied | address rejected … policy | address rejected … denied"
            " | address rejected … blocked | address rejected … not allowed | address rejected … prohibited"
            " | address rejected … refused",
        example="554 5.7.1 <someone@example.org>: Recipient address rejected: Access denied"),
    Row("unknown-recipient", source=_SEEN, code="5.1.x 4.1.1",
        words="recipient address rejected | recipient rejected | address rejected | undeliverable"
            " | unable to deliver | cannot deliver | delivery failed | delivery failure | delivery not possible"
            " | not deliverable | unzustellbar | zustellung fehlgeschlagen | no valid | mailbox"
            " | recipient … rejected | not a mail* | invalid | empfänger … abgelehnt | empfänger … abgewiesen"
            " | destinataire … refusé | destinataire … rejeté | destinatario rechazado | destinatario rifiutato",
        example="550 5.1.1 <someone@example.org>: Recipient address rejected"),
    Row("refused", source=_SEEN,
        words="rejected by policy | denied by policy | connection rejected by policy | acl | blocked by policy"
        " | blocked by rule | "
        "violation | violations | violates | violate* | policy | policies | administrative prohibition"
            " | administratively | administratively denied | not allowed | not permitted | not accepted"
            " | not authorized | not authorised | unauthorized | permission denied | access denied"
            " | access is denied | access rejected | access not | denied | prohibited | forbidden | rejected"
            " | reject | refused | refuse | blocked | restricted | restriction* | rule | rules | local rule"
            " | security | go away | you are not welcome | no thanks | declined | will not accept"
            " | transaction failed | message refused | mail refused | connection rejected | client host rejected"
            " | don t send | do not send | service refused | abgelehnt | abgewiesen | verweigert | zurückgewiesen"
            " | nicht erlaubt | nicht gestattet | nicht zugelassen | refusé | refuse | rejeté | interdit"
            " | rechazado | denegado | no permitido | rifiutato | respinto | negato | non consentito | geweigerd"
            " | niet toegestaan | recusada | rejeitada | rejeitado | negado | odrzucona | odrzucono | zabroniony"
            " | отклонен* | запрещен* | отказано | *拒绝* | *拒否*",
        example="554 5.7.1 <mail.example.net[192.0.2.25]>: Client host rejected: Access denied", more=(
            "550 5.7.1 Administrative prohibition",
            "554 5.7.0 Message rejected due to policy")),
)  # fmt: skip

VAGUE = frozenset((*ROWS[-2:], *(row for row in ROWS if row.code == "4xx 4.x.x")))
"""The rows that say little more than "refused" or "try again later": single words may say more."""
