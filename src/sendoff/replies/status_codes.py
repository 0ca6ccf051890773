"""What the status codes alone say: RFC 5321's three digits, RFC 3463's and its registry's three numbers.

The registry is IANA's "SMTP Enhanced Status Codes" (RFC 3463, 4954, 5248, 6531, 6710, 7293, 7372, 7504, 7505, 8689).
Many servers send 5.7.1 for anything and 5.1.1 for what they block, so words are asked first.
"""

from __future__ import annotations

ENHANCED = {
    "1.0": "unknown-recipient", "1.1": "unknown-recipient", "1.2": "unknown-recipient", "1.3": "unknown-recipient",
    "1.4": "unknown-recipient", "1.5": "unknown-recipient", "1.6": "moved-recipient", "1.7": "sender-domain",
    "1.8": "sender-domain", "1.9": "format", "1.10": "unknown-recipient",
    "2.0": "disabled-recipient", "2.1": "disabled-recipient", "2.2": "full", "2.3": "size", "2.4": "receiver-broken",
    "3.0": "receiver-trouble", "3.1": "full", "3.2": "receiver-trouble", "3.3": "receiver-broken", "3.4": "size",
    "3.5": "receiver-broken", "3.6": "receiver-trouble",
    "4.0": "unreachable", "4.1": "unreachable", "4.2": "unreachable", "4.3": "dns", "4.4": "dns", "4.5": "busy",
    "4.6": "loop", "4.7": "expired", "4.8": "unreachable",
    "5.0": "refused", "5.1": "refused", "5.2": "refused", "5.3": "rate", "5.4": "refused", "5.5": "refused",
    "5.6": "size",
    "6.0": "format", "6.1": "format", "6.2": "format", "6.3": "format", "6.4": "format", "6.5": "format",
    "6.6": "format", "6.7": "smtputf8", "6.8": "smtputf8", "6.9": "smtputf8", "6.10": "smtputf8",
    "7.0": "refused", "7.1": "refused", "7.2": "recipient-policy", "7.3": "refused", "7.4": "tls", "7.5": "tls",
    "7.6": "refused", "7.7": "format", "7.8": "sender-refused", "7.9": "sender-refused", "7.10": "tls", "7.11": "tls",
    "7.12": "sender-refused", "7.13": "disabled-recipient", "7.14": "refused", "7.15": "refused", "7.16": "refused",
    "7.17": "disabled-recipient", "7.18": "disabled-recipient", "7.19": "refused", "7.20": "dkim", "7.21": "dkim",
    "7.22": "dkim", "7.23": "spf", "7.24": "spf", "7.25": "reverse-dns", "7.26": "authentication",
    "7.27": "sender-domain", "7.28": "rate", "7.29": "authentication", "7.30": "tls",
}  # fmt: skip
"""The class for each subject and detail."""

TEMPORARY = {"2.0": "receiver-trouble", "2.1": "receiver-trouble", "3.5": "receiver-trouble"}
"""Where the same numbers behind a 4 mean another."""

_PLAIN = {
    "421": "receiver-trouble", "431": "full", "432": "receiver-trouble", "441": "unreachable", "442": "unreachable",
    "446": "loop", "447": "expired", "450": "receiver-trouble", "451": "receiver-trouble", "452": "busy",
    "454": "tls", "455": "receiver-trouble", "471": "refused",
    "500": "receiver-broken", "501": "format", "502": "receiver-broken", "503": "receiver-broken", "504": "helo",
    "511": "unknown-recipient", "512": "dns", "513": "unknown-recipient", "515": "unknown-recipient",
    "517": "sender-domain",
    "521": "dns", "522": "full", "523": "size",
    "525": "sender-refused", "530": "sender-refused", "534": "size", "535": "sender-refused",
    "538": "tls", "541": "spam", "550": "refused", "551": "relay-denied", "552": "size", "553": "refused",
    "554": "refused", "555": "format", "556": "dns",
}  # fmt: skip
_AT_SENDER = {"501": "sender-domain"}
_AT_GREETING = {"501": "helo"}
_AT_RECIPIENT = {
    "550": "unknown-recipient",
    "551": "relay-denied",
    "552": "full",
    "553": "unknown-recipient",
    "452": "full",
    "501": "unknown-recipient",
}
_BY_COMMAND = {
    "RCPT TO": _AT_RECIPIENT,
    "MAIL FROM": _AT_SENDER,
    "EHLO": _AT_GREETING,
    "HELO": _AT_GREETING,
}


def by_codes(code: str, enhanced: str, command: str) -> str | None:
    """Return the class that the codes speak for; None where they say nothing.

    No code speaks for a class that opens an incident by blaming this server's address: 554 and 5.7.1 are sent for all.
    """
    if enhanced:
        kind, _, numbers = enhanced.partition(".")
        found = (TEMPORARY.get(numbers) if kind == "4" else None) or ENHANCED.get(numbers)
        if found:
            return found
    return _BY_COMMAND.get(command, {}).get(code) or _PLAIN.get(code)


def says_much(enhanced: str) -> bool:
    """Tell whether an enhanced code names a reason, as 5.2.2 does and 5.7.1 does not."""
    kind, _, numbers = enhanced.partition(".")
    if kind == "4" and numbers in TEMPORARY:
        return False
    return not numbers.endswith(".0") and ENHANCED.get(numbers, "refused") != "refused"
