"""The table of keys: what may stand in the document, how it is read, and what it means.

Adding a key is adding a row here (and its field in `settings`, and its tests). Parser, default,
documentation, JSON Schema, completion and reference page all come from this table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sendoff.config.report import Report
from sendoff.config.values.addresses import envelope_address
from sendoff.config.values.credentials import Credentials, credentials
from sendoff.config.values.domains import domains, signings
from sendoff.config.values.hosts import next_hop, next_hops, server_name
from sendoff.config.values.ledger import ADDRESSES, DEFAULT_LISTEN, MAX_DAYS, MIN_MEGABYTES, Ledger, ledger, listen
from sendoff.config.values.networks import DEFAULT_NETWORKS, interfaces, networks
from sendoff.config.values.notify import notify
from sendoff.config.values.on_block import NAMES as PROVIDERS
from sendoff.config.values.on_block import on_block
from sendoff.config.values.scalars import boolean, choice, path, size, yes_no

NAMESPACES = ("postfix::", "sendoff::")
"""Keys of these namespaces are ours; all others belong to other modules and are ignored."""

_TEXT = {"type": "string"}
_TEXT_OR_LIST = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_YES_NO = {"anyOf": [{"enum": ["yes", "no"]}, {"type": "boolean"}]}


class Key(NamedTuple):
    """One row: the key's name, the setting it fills, and everything that is said of it.

    `parameters` are Postfix's own that follow from it; `value` and `default` are the wording for people;
    `unset` is the setting when the key is not given; `secret` values are never shown.
    """

    name: str
    setting: str
    parse: Callable[[Any, Report], Any]
    unset: Any
    parameters: tuple[str, ...]
    value: str
    default: str
    meaning: str
    schema: dict[str, Any]
    example: Any
    secret: bool = False


_ROWS = (
    Key(
        "postfix::mynetworks",
        "networks",
        networks,
        DEFAULT_NETWORKS,
        ("mynetworks",),
        "a string of networks separated by blanks or commas, or a list of them",
        "127.0.0.0/8 [::1]/128",
        "Trusted SMTP clients: they may send to any destination through this server. The value replaces the default, "
        "so it usually repeats 127.0.0.0/8 and [::1]/128. Host bits must be zero.",
        _TEXT_OR_LIST,
        "127.0.0.0/8 [::1]/128 192.0.2.0/24",
    ),
    Key(
        "postfix::relayhost",
        "relayhost",
        next_hop,
        None,
        ("relayhost", "default_transport", "sendoff_relay_wrappermode", "smtp_tls_policy_maps"),
        "domain (its MX is used) or [host], either with :port; an address as [192.0.2.1] or [2001:db8::1]:587",
        "empty: mail goes to its destination directly",
        "The next hop of all mail that is not for this server (the smarthost). Port 465 is spoken with TLS from "
        "the first byte, for this next hop only.",
        _TEXT,
        "[smtp.example.net]:587",
    ),
    Key(
        "postfix::envelope_from",
        "envelope_from",
        envelope_address,
        None,
        ("sender_canonical_maps", "sender_canonical_classes"),
        "one mail address",
        "empty: username@server-name",
        "Rewrites the envelope sender of each mail, whether it comes by sendmail or by SMTP. The header From stays "
        "as it is, and the null sender of bounces stays null.",
        _TEXT,
        "webserver@example.net",
    ),
    Key(
        "postfix::smtp_fallback_relay",
        "fallback_relays",
        next_hops,
        (),
        ("smtp_fallback_relay", "smtp_tls_policy_maps"),
        "a string of next hops separated by blanks or commas, or a list of them, each as in postfix::relayhost",
        "empty",
        "Next hops for destinations that cannot be found or reached; also used when the destination answers "
        "with a temporary error. Mail then leaves from that server's address, so SPF must cover it too.",
        _TEXT_OR_LIST,
        ["[fallback.example.net]"],
    ),
    Key(
        "postfix::inet_interfaces",
        "interfaces",
        interfaces,
        ("loopback-only",),
        ("inet_interfaces",),
        "loopback-only, all, or addresses and host names of this machine, as a string or a list",
        "loopback-only",
        "Where SMTP listens (port 25). A change needs Postfix to be stopped and started.",
        _TEXT_OR_LIST,
        "loopback-only",
    ),
    Key(
        "postfix::message_size_limit",
        "message_size_limit",
        size,
        25600000,
        ("message_size_limit", "mailbox_size_limit", "virtual_mailbox_limit"),
        "whole bytes, as a number or a numeric string; 0 means no limit",
        "25600000",
        "The largest message accepted, with its envelope (bytes). Attachments grow by a third when they are encoded, "
        "so 25600000 bytes carry about 18 MB. The limits of local mailboxes never undercut it.",
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^ *[0-9]+ *$"}]},
        25600000,
    ),
    Key(
        "postfix::monitoring",
        "monitoring",
        boolean,
        True,
        (),
        "true or false",
        "true",
        "Whether external monitoring checks this server's mail service. It changes nothing in Postfix.",
        {"type": "boolean"},
        True,
    ),
    Key(
        "postfix::smtpd_tls_cert_file",
        "certificate_file",
        path,
        None,
        ("smtpd_tls_cert_file", "smtpd_tls_security_level", "smtpd_tls_chain_files"),
        "an absolute path; the file holds the server's certificate first, then the chain",
        "empty: no STARTTLS for incoming SMTP",
        "The certificate that this server shows to SMTP clients. It must match its key, be readable by root, and be "
        "in date.",
        _TEXT,
        "/etc/ssl/certs/web1.example.net.pem",
    ),
    Key(
        "postfix::smtpd_tls_key_file",
        "key_file",
        path,
        None,
        ("smtpd_tls_key_file",),
        "an absolute path to an unencrypted private key",
        "empty",
        "The private key of postfix::smtpd_tls_cert_file. Postfix reads it as root, so mode 0400 is enough.",
        _TEXT,
        "/etc/ssl/private/web1.example.net.key",
    ),
    Key(
        "postfix::smtputf8_enable",
        "smtputf8",
        yes_no,
        True,
        ("smtputf8_enable",),
        '"yes", "no", true or false',
        "yes",
        "Mail with addresses or headers outside ASCII (RFC 6531 to 6533). With yes, such mail comes back when the next "
        "hop does not support it; with no, it is refused at submission.",
        _YES_NO,
        "yes",
    ),
    Key(
        "postfix::smtp_sasl_password_maps",
        "credentials",
        credentials,
        Credentials(),
        (
            "smtp_sasl_auth_enable",
            "smtp_sasl_password_maps",
            "smtp_sasl_security_options",
            "smtp_sasl_tls_security_options",
            "smtp_sasl_tls_verified_security_options",
            "smtp_tls_policy_maps",
        ),
        'an object of next hops, each with "user:password"; or a string of lines "next-hop user:password"; or the '
        "type:path of an existing Postfix table",
        "empty",
        "How to authenticate to the smarthost. The next hop is written as in postfix::relayhost, or as its bare host "
        "name. Credentials are kept in files that only root reads and are sent only under verified TLS, unless "
        "sendoff::smarthost_tls relaxes that.",
        {"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"type": "string"}]},
        {"[smtp.example.net]:587": "user:password"},
        secret=True,
    ),
    Key(
        "sendoff::server_name",
        "server_name",
        server_name,
        None,
        ("myhostname", "myorigin", "mydestination"),
        "a host name with a domain",
        "the machine's own name",
        "The name in the greeting and in HELO, and the domain of local addresses. Receivers compare it with "
        "the reverse DNS of this server's address.",
        _TEXT,
        "web1.example.net",
    ),
    Key(
        "sendoff::smarthost_tls",
        "smarthost_tls",
        choice("secure", "encrypt", "may"),
        "secure",
        ("smtp_tls_policy_maps", "smtp_sasl_security_options"),
        "secure, encrypt or may",
        "secure",
        "How a next hop that gets credentials must be protected. secure: TLS with a certificate that matches its name. "
        "encrypt: TLS with any certificate, so whoever intercepts the connection can read the password. may: TLS if "
        "offered, else the password travels in clear text.",
        {"enum": ["secure", "encrypt", "may"]},
        "secure",
    ),
    Key(
        "sendoff::ledger",
        "ledger",
        ledger,
        Ledger(),
        (),
        "an object with any of retention_days (1 to 3650), addresses (full, domain or hash) and max_megabytes (16 or "
        "more)",
        '{"retention_days": 30, "addresses": "full", "max_megabytes": 1024}',
        "What `sendoff watch` keeps of each delivery, and for how long. retention_days: a message is forgotten so many "
        "days after the last word of it. addresses: full keeps whole addresses; domain keeps only what stands behind "
        "the @; hash keeps a keyed hash of what stands before it, so that one can still ask for a known address, but "
        "not list those of others. max_megabytes: when the ledger outgrows so many 10^6 bytes on disk, its oldest "
        "messages go first. It changes nothing in Postfix.",
        {
            "type": "object",
            "properties": {
                "retention_days": {"type": "integer", "minimum": 1, "maximum": MAX_DAYS, "default": 30},
                "addresses": {"enum": [*ADDRESSES], "default": "full"},
                "max_megabytes": {"type": "integer", "minimum": MIN_MEGABYTES, "default": 1024},
            },
            "additionalProperties": False,
        },
        {"retention_days": 90, "addresses": "domain"},
    ),
    Key(
        "sendoff::metrics_listen",
        "metrics_listen",
        listen,
        DEFAULT_LISTEN,
        (),
        "address:port, [IPv6 address]:port, or off",
        DEFAULT_LISTEN,
        "Where `sendoff watch` answers /metrics (Prometheus) and /healthz. There is no login: whoever reaches the "
        "address reads the figures of this server's mail. With off, or false, it listens nowhere.",
        {"anyOf": [{"type": "string"}, {"const": False}]},
        "127.0.0.1:9725",
    ),
    Key(
        "sendoff::log_headers",
        "log_headers",
        boolean,
        False,
        ("header_checks", "mime_header_checks", "nested_header_checks", "sendoff_header_checks"),
        "true or false",
        "false",
        "Has Postfix log each message's header From, and the script that PHP's mail() names in "
        "X-PHP-Originating-Script or X-PHP-Script, so that the ledger knows them. Postfix logs the first 200 "
        "characters of a header. Your own header_checks go on working and are asked first: a header that they match "
        "is not logged. Messages without the header, and bounces made here, have nothing to log.",
        {"type": "boolean"},
        True,
    ),
    Key(
        "sendoff::domains",
        "domains",
        domains,
        (),
        (),
        "a string of domains separated by blanks or commas, or a list of them; outside ASCII in their xn-- form",
        "empty",
        "The domains that this server sends mail as: what stands behind the @ in From and in the envelope sender. "
        "`spf check` and `doctor` look at these beside those that the ledger shows. It changes nothing in Postfix.",
        _TEXT_OR_LIST,
        ["example.org", "example.net"],
    ),
    Key(
        "sendoff::dkim",
        "dkim",
        signings,
        (),
        ("smtpd_milters", "non_smtpd_milters"),
        "an object of domains, each with a selector or a list of selectors",
        "empty: nothing is signed, and no signer is installed",
        "The domains whose mail this server signs (DKIM, RFC 6376). Of several selectors the first signs; the others "
        "have their keys and records too, so that mail on its way still verifies, or a next one is published ahead. "
        "Mail is signed when its header From has exactly this domain and it comes from sendmail or "
        "postfix::mynetworks. sendoff makes the keys (RSA, 2048 bits) when it applies, never overwrites one, and "
        "leaves them when a domain is taken out. Your own milters stay, and are asked first.",
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
            },
        },
        {"example.org": "s2026a", "example.net": ["s2026b", "s2026a"]},
    ),
    Key(
        "sendoff::dkim_when_down",
        "dkim_when_down",
        choice("tempfail", "accept"),
        "tempfail",
        ("smtpd_milters", "non_smtpd_milters"),
        "tempfail or accept",
        "tempfail",
        "What becomes of mail while the signer of sendoff::dkim does not answer. tempfail: SMTP clients are told to "
        "try again (451), and mail from sendmail waits here; nothing leaves unsigned. accept: mail leaves unsigned, "
        "and receivers may refuse it or take it for spam.",
        {"enum": ["tempfail", "accept"]},
        "tempfail",
    ),
    Key(
        "sendoff::on_block",
        "on_block",
        on_block,
        (),
        (
            "transport_maps",
            "smtp_delivery_status_filter",
            "sendoff_relay_wrappermode",
            "smtp_tls_policy_maps",
        ),
        f"an object of providers ({', '.join(PROVIDERS)}), each with a next hop as in postfix::relayhost, "
        '"slow", or a list of both',
        "empty: nothing changes by itself",
        "What is done with mail to a provider while it blocks or throttles this server, and only then. A next hop: "
        "while the provider blocks this server's address, mail to all domains whose MX is the provider's goes through "
        'it. "slow": while the provider asks for less, its mail goes one at a time, with a pause between. '
        "`sendoff watch` notices; the service that `sendoff watch --install` sets up switches it on and, ten minutes "
        "after the provider takes mail again, off. `sendoff status` says whether it is on. Without effect beside "
        "postfix::relayhost.",
        {
            "type": "object",
            "properties": {
                name: {
                    "anyOf": [
                        {"type": "string"},
                        {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
                    ]
                }
                for name in PROVIDERS
            },
            "additionalProperties": False,
        },
        {"microsoft": ["slow", "[relay.example.net]:587"], "yahoo": "slow"},
    ),
    Key(
        "sendoff::notify",
        "notify",
        notify,
        (),
        (),
        "an Apprise URL, or a list of them",
        "empty: nobody is told",
        "Whom `sendoff watch` tells when a receiver begins to block this server's mail, when that is over, and when "
        "the answer to a request for delisting is due; never of single mails. Each URL names a service and holds its "
        "password or token (Apprise: mailtos://, ntfys://, jsons:// and many more), so sendoff shows it nowhere and "
        "keeps it where only root reads. It changes nothing in Postfix.",
        _TEXT_OR_LIST,
        ["ntfys://ntfy.example.net/mail-of-web1", "mailtos://user:password@smtp.example.org?to=admin@example.org"],
        secret=True,
    ),
)

KEYS: dict[str, Key] = {key.name: key for key in _ROWS}
"""Every key by its name, in the order of the documentation."""

PUBLIC = frozenset(name for name, key in KEYS.items() if not key.secret)
"""Keys whose values may be quoted in errors."""
