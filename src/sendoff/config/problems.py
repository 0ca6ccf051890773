"""Problems: wrong input, and the catalogue that says why each kind matters and how to mend it.

A problem names a kind (a stable id), says what is wrong, and points into the document. Why it
matters and how to mend it come from the catalogue, so that `sendoff explain` and the reference
page tell the same as the error itself.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place in a document: file name, 1-based line and column in characters, and the line's text.

    `source` is already safe to print: secrets are masked and control characters are replaced. Of a very long
    line it is the part around the place, and `skipped` counts the characters left out before it.
    """

    file: str
    line: int
    column: int
    source: str
    skipped: int = 0


class Problem(NamedTuple):
    """One wrong thing in the input. `mend` replaces the catalogue's general advice where it is better."""

    id: str
    what: str
    place: Place
    mend: str = ""


class Kind(NamedTuple):
    """What all problems of one id have in common."""

    title: str
    why: str
    mend: str


class InvalidInput(Exception):
    """Carries every problem of the documents at once; nothing has been changed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems in the order of their places."""
        super().__init__(f"{len(problems)} problem(s)")
        self.problems = problems


KINDS: dict[str, Kind] = {
    "file-unreadable": Kind(
        "The file cannot be read",
        "Without the document nothing is known about how this server should send mail.",
        "Check the path and its permissions, or name another file.",
    ),
    "document-too-large": Kind(
        "The document is larger than 1 MiB",
        "A server's document has a few kilobytes; a larger file is almost surely another file.",
        "Name the server's JSON document.",
    ),
    "not-utf8": Kind(
        "The document is not UTF-8 text",
        "JSON is exchanged in UTF-8 (RFC 8259, section 8.1); other bytes would reach Postfix garbled.",
        "Save the file as UTF-8 without a byte order mark.",
    ),
    "json-syntax": Kind(
        "The document is not JSON",
        "sendoff reads strict JSON (RFC 8259): a guess at what was meant could change how mail leaves.",
        "Correct the text at the marked place.",
    ),
    "json-too-deep": Kind(
        "The document is nested too deeply",
        "No setting needs such depth, and reading it would exhaust the stack.",
        "Take out the needless levels.",
    ),
    "not-an-object": Kind(
        "The document is not an object",
        "A server-level document is one object of keys such as postfix::relayhost.",
        'Write the keys between { and }, for example {"postfix::relayhost": "example.net"}.',
    ),
    "duplicate-key": Kind(
        "A key stands twice",
        "JSON readers disagree which of the two counts, so another module could see another value.",
        "Keep one of the two.",
    ),
    "unknown-key": Kind(
        "A key that sendoff does not know",
        "A misspelt key would silently leave its default in force.",
        "Use a name that `sendoff explain` lists, or take the key out.",
    ),
    "unknown-member": Kind(
        "A member that the key does not have",
        "A misspelt member would silently leave its default in force.",
        "Use one of the members that `sendoff explain KEY` names, or take it out.",
    ),
    "wrong-type": Kind(
        "A value of the wrong type",
        "A value that has to be guessed at could configure something else than was meant.",
        "Write the value in the form that `sendoff explain KEY` shows.",
    ),
    "control-character": Kind(
        "A control character in a value",
        "A newline or another control character could start a second parameter in Postfix's files.",
        "Take the character out.",
    ),
    "dollar-sign": Kind(
        "A $ in a value",
        "Postfix expands $name in its files, so the value would become something else.",
        "Write the value out in full.",
    ),
    "bad-network": Kind(
        "Not a network",
        "One entry that Postfix cannot read makes it answer 451 to, or hang up on, every client that "
        "is compared with it.",
        "Write addresses or networks such as 127.0.0.0/8, 192.0.2.7 or [2001:db8::]/32.",
    ),
    "host-bits-set": Kind(
        "A network with host bits set",
        "Postfix answers 451 Temporary lookup failure to every client that it compares with such an entry; "
        "a test from localhost does not show it.",
        "Write the network's first address, or a single address without a prefix length.",
    ),
    "bad-next-hop": Kind(
        "Not a next hop",
        "Postfix would look up something else than was meant, and mail would wait in the queue.",
        "Write a domain (its MX is used), [host], either with :port, or [ipv6]:port.",
    ),
    "repeated-value": Kind(
        "A value given twice",
        "One of the two has no effect, and Postfix keeps whichever comes first.",
        "Keep one of the two.",
    ),
    "mixed-tls-modes": Kind(
        "A smarthost and a fallback that start TLS differently",
        "Port 465 starts with TLS, every other port in clear text. A fallback is tried by the same Postfix "
        "client as the first choice, which speaks only one of the two ways, so it could never be reached.",
        "Use the smarthost's port 587 instead of 465, or port 465 for both.",
    ),
    "bad-address": Kind(
        "Not a mail address",
        "Bounces go to the envelope sender: a wrong one loses them, and receivers may refuse the mail.",
        "Write one address such as webserver@example.net, without a display name or angle brackets.",
    ),
    "needs-smtputf8": Kind(
        "An address that needs SMTPUTF8 while it is off",
        "An envelope sender outside ASCII can be sent only with SMTPUTF8 (RFC 6531).",
        'Use an ASCII address, or set "postfix::smtputf8_enable": "yes".',
    ),
    "bad-interface": Kind(
        "Not a place to listen",
        "With an entry that Postfix cannot use, it neither starts nor stops.",
        "Write loopback-only, all, or addresses and host names of this machine.",
    ),
    "bad-size": Kind(
        "Not a size in bytes",
        "Postfix reads whole bytes only; with anything else every one of its programs ends at once.",
        "Write whole bytes, for example 25600000; 0 means no limit.",
    ),
    "bad-number": Kind(
        "Not one of the possible numbers",
        "Outside of its range the number would do something else than was meant, or nothing.",
        "Write a number in the range that `sendoff explain KEY` names.",
    ),
    "bad-listen": Kind(
        "Not an address and a port",
        "The watch would listen nowhere, or where nobody expects it, and monitoring would take this server for dead.",
        "Write 127.0.0.1:9725, [::1]:9725, another address of this server with a port, or off.",
    ),
    "bad-domain": Kind(
        "Not a domain",
        "Records would be looked for, or asked to be published, where nobody has them.",
        "Write the domain as the DNS has it, for example example.org; outside ASCII in its xn-- form.",
    ),
    "bad-selector": Kind(
        "Not a DKIM selector",
        "The selector becomes part of the record's name in the DNS and of the key's file name.",
        "Write letters, digits and hyphens, for example s2026a; at most 63 characters.",
    ),
    "bad-url": Kind(
        "Not an Apprise URL",
        "Nobody would be told when a receiver blocks this server's mail.",
        "Write it as Apprise has it for the service, service://…, for example ntfys://example.net/topic; "
        "a blank as %20.",
    ),
    "bad-provider": Kind(
        "Not a provider",
        "Only a provider whose MX hosts are known can be told apart, so for this one nothing would ever be done.",
        "Write one of the providers that `sendoff explain sendoff::on_block` lists.",
    ),
    "bad-path": Kind(
        "Not an absolute path",
        "Postfix's programs run in folders of their own: a relative path would be looked for elsewhere.",
        "Write the path from / on, without $ and without blanks at its ends.",
    ),
    "tls-pair": Kind(
        "A certificate without its key, or a key without its certificate",
        "STARTTLS would be offered and then fail, so applications that use it could not send.",
        "Give both postfix::smtpd_tls_cert_file and postfix::smtpd_tls_key_file, or neither.",
    ),
    "bad-server-name": Kind(
        "Not a host name with a domain",
        "Receivers check the name that a server greets them with; one without a domain is often refused.",
        "Write the server's full name, for example web1.example.net.",
    ),
    "bad-credentials": Kind(
        "Credentials that Postfix cannot carry",
        "Postfix's table holds one line per next hop, user:password; what does not fit would be cut or lost, "
        "and mail would go out unauthenticated or not at all.",
        'Write {"[smtp.example.net]:587": "user:password"}, without blanks at the ends.',
    ),
    "too-many-problems": Kind(
        "More problems than are listed",
        "So many problems have one cause more often than many.",
        "Mend those above, then look again.",
    ),
    "bad-choice": Kind(
        "Not one of the possible values",
        "Only the named values have a meaning.",
        "Use one of the values that `sendoff explain KEY` lists.",
    ),
}
"""Every kind of problem by its id."""
