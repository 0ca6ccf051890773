"""How far a delivery attempt came, read from Postfix's own words (smtp(8), error(8), qmgr(8)).

The remote server's words stand inside Postfix's, so patterns hold on to the beginning, and to the
end where Postfix names the command.
"""

from __future__ import annotations

import re

_SUSPENDED = "delivery temporarily suspended: "

_STAGES = (
    (r"Host or domain name not found|.*\bName service error for name=|unable to look up host|.*malformed DNS", "names"),
    (r"connect to |.* while receiving the initial server greeting$", "connection"),
    (r"host \S+ refused to talk to me: ", "greeting"),
    (r"TLS is required, but (?:was not offered|our TLS engine|host \S+ refused)", "no-tls"),
    (r"Server certificate not (?:verified|trusted)", "certificate"),
    (r"Cannot start TLS|.* while performing the (?:STARTTLS|TLS)", "tls"),
    (r"SASL authentication failed|.* while performing the (?:AUTH|SASL)", "authentication"),
    (r".*\(in reply to MAIL FROM command\)$|.* while sending MAIL FROM$", "sender"),
    (r".*\(in reply to RCPT TO command\)$|.* while sending RCPT TO$", "recipient"),
    (r".*\(in reply to (?:EHLO|HELO|LHLO)\b.* command\)$|.* while performing the \w+ handshake$", "greeting"),
    (r"mail for \S+ loops back to myself", "loop"),
    (r"SMTPUTF8 is required|.*requires? SMTPUTF8", "smtputf8"),
    (
        r"unknown mail transport error|mail transport unavailable|.*malformed response|[\w-]+: (?:fatal|panic): ",
        "program",
    ),
)


def stage(reply: str) -> str:
    """Return how far it came, or an empty text where the words tell nothing of it."""
    words = reply
    while words.startswith(_SUSPENDED):
        words = words.removeprefix(_SUSPENDED)
    return next((name for pattern, name in _STAGES if re.match(pattern, words, re.DOTALL)), "")
