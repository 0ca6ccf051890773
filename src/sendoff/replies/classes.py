"""The closed set of classes that a receiver's reply may be of, and what each asks of whom."""

from __future__ import annotations

from typing import NamedTuple

COARSE = (
    "recipient",
    "policy",
    "reputation",
    "full",
    "content",
    "authentication",
    "rate",
    "size",
    "network",
    "greylisted",
    "unknown",
)
"""Every coarse class."""

WHO = ("operator", "domain_owner", "application", "recipient", "postmaster", "nobody")
"""Who must act: of this server, of the sending domain, of the program that sends, of the receiver; nobody: wait."""


class Class(NamedTuple):
    """One class: its coarse one, who must act, what it means, and the step that helps where a row says no better.

    `telling`: a single such reply of a provider says that it blocks or throttles this server or a domain of it, so it
    opens an incident.
    """

    coarse: str
    who: str
    meaning: str
    next_step: str
    telling: bool = False


CLASSES: dict[str, Class] = {
    "address-blocked": Class(
        "reputation", "operator", "The receiver blocks this server's address, or the range that it is in.",
        "Stop sending to this provider, find out what was sent (`sendoff report`), then ask for delisting: "
        "`sendoff case open PROVIDER`.", telling=True,
    ),
    "address-reputation": Class(
        "reputation", "operator", "The receiver trusts this server's address little, and takes less from it.",
        "Send less and more slowly to this provider, and look for what people complain about.", telling=True,
    ),
    "address-listed": Class(
        "reputation", "operator", "A public blocklist has this server's address.",
        "Ask the list why, mend it, then have the address removed: `sendoff case open PROVIDER`.", telling=True,
    ),
    "domain-listed": Class(
        "reputation", "domain_owner", "A public blocklist has the sending domain, the name in HELO, or a link.",
        "Look the named domain up at the list, mend the cause, then ask for its removal.", telling=True,
    ),
    "domain-reputation": Class(
        "reputation", "domain_owner", "The receiver trusts the sending domain little.",
        "Send only what people asked for, and watch the provider's postmaster pages.", telling=True,
    ),
    "address-policy": Class(
        "policy", "operator", "The receiver takes no mail from addresses of this kind: dynamic, generic, or unknown.",
        "Give the address a name of its own in reverse DNS, or send through a smarthost.", telling=True,
    ),
    "reverse-dns": Class(
        "policy", "operator", "The address has no name in reverse DNS, or the name does not lead back to it.",
        "Set the PTR record, and the A or AAAA record that it names: `sendoff doctor`.",
    ),
    "helo": Class(
        "policy", "operator", "The name that this server greets with is not one the receiver takes.",
        "Set sendoff::server_name to a full host name that resolves to this server.",
    ),
    "sender-domain": Class(
        "policy", "domain_owner", "The sender's domain does not exist in the DNS, or cannot receive mail.",
        "Publish an MX or address record for the domain, or send with another envelope sender.",
    ),
    "sender-refused": Class(
        "policy", "operator", "The receiver takes no mail from this sender, or not without a login.",
        "Use a sender that may send there; at a smarthost, look at credentials and allowed senders.",
    ),
    "relay-denied": Class(
        "policy", "operator", "The receiver says that this recipient is not its business, or wants a login first.",
        "Look at the recipient domain's MX records; at a smarthost, look at the credentials.",
    ),
    "tls": Class(
        "policy", "operator", "The receiver wants TLS, or TLS with it failed.",
        "Let Postfix use TLS: smtp_tls_security_level = may or stronger.",
    ),
    "recipient-policy": Class(
        "policy", "recipient", "The recipient, or the recipient's organisation, does not want this mail.",
        "Ask the recipient, by another way, to let it through.",
    ),
    "refused": Class(
        "policy", "operator", "The receiver refuses by a rule that it does not name.",
        "Look at the whole reply, and ask the receiver's postmaster.",
    ),
    "smtputf8": Class(
        "policy", "nobody", "The receiver does not take addresses outside ASCII.",
        "Use another address of the recipient.",
    ),
    "authentication": Class(
        "authentication", "domain_owner", "The mail proves its sender neither by SPF nor by DKIM, or not enough.",
        "Publish SPF and sign with DKIM: `sendoff doctor` has the records.", telling=True,
    ),
    "spf": Class(
        "authentication", "domain_owner", "The domain's SPF record does not allow this server.",
        "Add this server to the domain's SPF record: `sendoff spf record DOMAIN`.", telling=True,
    ),
    "dkim": Class(
        "authentication", "domain_owner", "The DKIM signature is missing or does not verify.",
        "Compare key and record: `sendoff dkim check`.", telling=True,
    ),
    "dmarc": Class(
        "authentication", "domain_owner", "The domain's DMARC policy forbids mail that is not aligned with it.",
        "Have SPF or DKIM pass for the very domain in From: `sendoff doctor`.", telling=True,
    ),
    "rate": Class(
        "rate", "operator", "Too much comes from this server or domain in this time.",
        "Wait: Postfix tries again by itself. If it lasts, send fewer at a time.", telling=True,
    ),
    "connections": Class(
        "rate", "operator", "Too many connections at once.",
        "Open fewer connections to this provider at a time.", telling=True,
    ),
    "recipient-rate": Class(
        "rate", "application", "This recipient gets too much mail at the moment.",
        "Send this recipient less; Postfix tries again where it may.",
    ),
    "busy": Class(
        "rate", "nobody", "The receiver is too busy at the moment.",
        "Wait: Postfix tries again by itself.",
    ),
    "greylisted": Class(
        "greylisted", "nobody", "The receiver takes mail of an unknown sender only at a later try.",
        "Wait: Postfix tries again by itself.",
    ),
    "spam": Class(
        "content", "application", "The receiver takes the message for spam, or for unwanted bulk mail.",
        "Look at what was sent, to whom, and whether they asked for it.",
    ),
    "malware": Class(
        "content", "application", "The receiver finds something dangerous in the message: a virus, a phishing link.",
        "Look at the message and at the site that sent it: it may be hacked.",
    ),
    "attachment": Class(
        "content", "application", "The receiver takes no attachment of this kind.",
        "Send a link instead, or another kind of file.",
    ),
    "format": Class(
        "content", "application", "The message is not built as RFC 5322 demands.",
        "Mend the program that writes it: `sendoff doctor --message FILE` says what is wrong.",
    ),
    "size": Class(
        "size", "application", "The message is larger than the receiver takes.",
        "Send less at once, or a link.",
    ),
    "unknown-recipient": Class(
        "recipient", "application", "There is no such recipient.",
        "Take the address out of your lists.",
    ),
    "disabled-recipient": Class(
        "recipient", "application", "The recipient's mailbox is closed or inactive.",
        "Take the address out of your lists.",
    ),
    "moved-recipient": Class(
        "recipient", "application", "The recipient has another address now.",
        "Use the new address.",
    ),
    "full": Class(
        "full", "recipient", "The recipient's mailbox, or the receiver's disk, is full.",
        "Wait; if it lasts, reach the recipient by another way.",
    ),
    "receiver-broken": Class(
        "network", "postmaster", "The receiver's own set-up is broken, not this mail.",
        "Tell the receiver's postmaster, with the whole reply.",
    ),
    "receiver-trouble": Class(
        "network", "nobody", "The receiver has trouble of its own at the moment.",
        "Wait: Postfix tries again by itself.",
    ),
    "unreachable": Class(
        "network", "nobody", "The receiver could not be reached, or the connection broke.",
        "Wait; if all destinations are unreachable, look at port 25 of this server's network.",
    ),
    "dns": Class(
        "network", "application", "The recipient's domain has no mail server in the DNS, or the DNS did not answer.",
        "Look for a typing mistake in the domain; else wait.",
    ),
    "loop": Class(
        "network", "operator", "The mail goes in a circle.",
        "Look at which server each of the domain's MX records leads to.",
    ),
    "expired": Class(
        "network", "nobody", "The mail waited as long as it may, and was given up.",
        "Look at the reason of the tries before.",
    ),
    "unknown": Class(
        "unknown", "operator", "The words are not known, and the status code says nothing more.",
        "Read the whole reply.",
    ),
}  # fmt: skip
"""Every class by its name."""
