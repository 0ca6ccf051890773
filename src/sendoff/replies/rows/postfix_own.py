"""What this server's own Postfix writes where no remote has spoken: connections, DNS, TLS, loops, local delivery."""

from __future__ import annotations

from sendoff.replies.row import Row

_SOURCE = "Postfix's source, 3.4 to 3.11"

ROWS = (
    Row("tls", words="tls is required but was not offered | tls is required but host … refused"
        " | tls is required but unavailable"
        " | tls is required but our tls engine | mandatory tls | starttls … is required | tls is required"
        " | requiretls",
        source=_SOURCE, next_step="Relax this destination's TLS level, or have the receiver mend its TLS.",
        example="TLS is required, but was not offered by host mx.example.org[192.0.2.7]"),
    Row("tls", words=
        "server certificate not verified | server certificate not trusted | certificate verification failed"
        " | cannot start tls | tls handshake failed | ssl connect error | no tlsa records found | tlsa lookup error"
        " | unusable tlsa | host lookup … tlsa | dane",
        source=_SOURCE, next_step="Look at the certificate of the receiver, and at this destination's TLS level.",
        example="Server certificate not verified", more=("Cannot start TLS: handshake failure",
            "Server certificate not trusted")),
    Row("sender-refused", words="sasl authentication failed | sasl authentication cannot", source=_SOURCE,
        next_step="Look at the smarthost's user and password: `sendoff plan` tries them.",
        example="SASL authentication failed; cannot authenticate to server smtp.example.net[192.0.2.7]: no "
            "mechanism available"),
    Row("loop", words=
        "loops back to myself | mail forwarding loop | too many hops | mail loop | best mx host for … is local",
        source=_SOURCE, example="mail for example.org loops back to myself",
        more=("mail forwarding loop for nobody@example.org",)),
    Row("dns", words="does not accept mail nullmx | nullmx | null mx", who="application", source=_SOURCE,
        next_step="The domain takes no mail at all (null MX): take the address out of your lists.",
        example="Domain example.org does not accept mail (nullMX)"),
    Row("dns", words="name service error | host or domain name not found | host not found | domain not found"
        " | host or domain name lookup | malformed … dns | unable to look up host | no mx host for | invalid mx"
        " | mx … numeric | host not found try again | malformed or unexpected name server reply"
        " | non recoverable name server",
        source=_SOURCE,
        example="Host or domain name not found. Name service error for name=example.org type=A: Host not found",
        more=("Host or domain name not found. Name service error for name=example.org type=MX: Host not found, "
            "try again",)),
    Row("size", words="message size … exceeds size limit | message size exceeds | message file too big", source=_SOURCE,
        example="message size 26214401 exceeds size limit 10485760 of server mx.example.org[192.0.2.7]",
        more=("message file too big",)),
    Row("smtputf8", words="smtputf8 is required but was not offered | smtputf8", source=_SOURCE,
        example="SMTPUTF8 is required, but was not offered by host mx.example.org[192.0.2.7]"),
    Row("unreachable", words="connection timed out | connection refused | network is unreachable | no route to host"
        " | connection reset | lost connection with | conversation with … timed out | host is unreachable"
        " | host is down"
        " | server refused mail service | read timeout | server dropped connection | connect to | network unreachable"
        " | all network protocols are disabled | bad file descriptor | broken pipe | cannot assign requested address"
        " | server disconnected", source=_SOURCE,
        example="connect to mx.example.org[192.0.2.7]:25: Connection timed out",
        more=("lost connection with mx.example.org[192.0.2.7] while sending RCPT TO",
              "conversation with mx.example.org[192.0.2.7] timed out while receiving the initial server greeting",
              "connect to mx.example.org[2001:db8::7]:25: Network is unreachable",
              "delivery temporarily suspended: connect to mx.example.org[192.0.2.7]:25: Connection refused")),
    Row("expired", words="message expired | delivery time expired | expired returned to sender", source=_SOURCE,
        example="message expired, returned to sender"),
    Row("unknown-recipient", words="unknown user | unknown recipient | user unknown", source=_SOURCE,
        example='unknown user: "nobody"'),
    Row("full", words="quota exceeded | disk quota exceeded | over quota | file too large | no space left on device"
        " | mailbox … too large", source=_SOURCE,
        example="cannot update mailbox /var/mail/someone for user someone. error writing message: Disk quota "
            "exceeded",
        more=("maildir delivery failed: error writing message: No space left on device",)),
    Row("receiver-trouble", words=
        "mail system configuration error | mail transport unavailable | temporary lookup failure"
        " | unable to open | command died | cannot update mailbox | mailbox is locked | delivery to … failed"
        " | alias database"
        " | maildir delivery failed | local configuration error | local data error | temporary failure"
        " | service unavailable"
        " | deferred transport | unable to lock | command time limit exceeded | cannot append message"
        " | permission denied",
        who="operator", source=_SOURCE, next_step="Look at this server's own log: its set-up keeps it from "
            "delivering.",
        example="mail transport unavailable", more=("temporary failure. Command output: the database is away",)),
)  # fmt: skip
