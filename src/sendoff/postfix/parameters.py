"""Settings as Postfix parameters (postconf(5)).

Every parameter named here is sendoff's and always written, so that a key taken out of the JSON
returns to its default. `OFFERED` ones are written only where the administrator has set nothing. Those of
`header_checks`, `milters` and `transports` are written only where headers are logged, mail is signed, or a provider's
mail may take another way, and hold the administrator's values too.
"""

from __future__ import annotations

from collections.abc import Mapping

from sendoff.config.settings import Settings, defaults
from sendoff.config.values.credentials import Credentials
from sendoff.postfix import header_checks, milters, transports
from sendoff.postfix.master_cf import RELAY, SLOW
from sendoff.postfix.tables import CREDENTIALS, ENVELOPE_SENDER, TLS_POLICY, Table

COMPATIBILITY_LEVEL = "3.6"
"""At least this: below 1, Postfix silently returns to old defaults, among them no relay restrictions. A higher level
of the administrator's stays."""

CA_FILE = "/etc/ssl/certs/ca-certificates.crt"
"""Debian's bundle. smtp(8) reads a file before it enters its chroot, but a folder of certificates inside it."""

OWN_LOG = "/var/log/mail.log"
"""Where Postfix logs by itself on a machine with neither syslog nor journald."""

OFFERED = ("smtp_tls_CAfile", "smtp_tls_loglevel", "maillog_file")


def parameters(
    settings: Settings, host_name: str, tables: tuple[Table, ...], folder: str, *, logs_itself: bool
) -> dict[str, str]:
    """Return the parameters for main.cf, in a fixed order; values are safe to write as they are."""
    references = {table.name: table.reference(folder) for table in tables}
    return {
        "compatibility_level": COMPATIBILITY_LEVEL,
        "myhostname": settings.server_name or host_name,
        "myorigin": "$myhostname",
        "mydestination": "$myhostname, localhost.$mydomain, localhost",
        "inet_interfaces": ", ".join(settings.interfaces),
        "mynetworks": " ".join(settings.networks),
        **_limits(settings),
        "smtputf8_enable": _yes_no(settings.smtputf8),
        **_incoming_tls(settings),
        "sender_canonical_maps": references.get(ENVELOPE_SENDER, ""),
        "sender_canonical_classes": "envelope_sender",
        **_routes(settings),
        **_authentication(settings, references),
        "smtp_tls_policy_maps": references.get(TLS_POLICY, ""),
        # Every new smtp(8) reads the whole file, which costs a tenth of its messages a second: only to verify with it.
        **({"smtp_tls_CAfile": CA_FILE} if settings.credentials else {}),
        # One line for each connection, or nobody can tell afterwards whether a mail was protected on its way.
        "smtp_tls_loglevel": "1",
        **({"maillog_file": OWN_LOG} if logs_itself else {}),
    }


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _limits(settings: Settings) -> dict[str, str]:
    # local(8) and virtual(8) end at start when a mailbox may hold less than a message; 0 is "no limit".
    return {
        "message_size_limit": str(settings.message_size_limit),
        "mailbox_size_limit": "0",
        "virtual_mailbox_limit": "0",
    }


def _incoming_tls(settings: Settings) -> dict[str, str]:
    # The level must be set too: a certificate alone does not switch STARTTLS on. Chain files would win over both.
    return {
        "smtpd_tls_cert_file": settings.certificate_file or "",
        "smtpd_tls_key_file": settings.key_file or "",
        "smtpd_tls_chain_files": "",
        "smtpd_tls_security_level": "may" if settings.certificate_file else "none",
    }


def _routes(settings: Settings) -> dict[str, str]:
    # default_transport has no next hop of its own: with one, a smarthost that does not resolve would bounce
    # all mail at once instead of deferring it.
    first = (settings.relayhost,) if settings.relayhost else ()
    implicit_tls = any(hop.implicit_tls for hop in (*first, *settings.fallback_relays))
    # The service is used by a detour on port 465, too, and then by nothing else.
    any_implicit = any(hop.implicit_tls for hop in settings.next_hops())
    return {
        "relayhost": settings.relayhost.text if settings.relayhost else "",
        "default_transport": RELAY if implicit_tls else "smtp",
        "sendoff_relay_wrappermode": _yes_no(any_implicit),
        "smtp_fallback_relay": ", ".join(hop.text for hop in settings.fallback_relays),
    }


def _authentication(settings: Settings, references: Mapping[str, str]) -> dict[str, str]:
    # Beside the TLS policy, a second bar that holds for every next hop: plain-text mechanisms only where
    # the connection is as safe as smarthost_tls demands.
    level = settings.smarthost_tls
    careful, plain = "noanonymous, noplaintext", "noanonymous"
    return {
        "smtp_sasl_auth_enable": _yes_no(bool(settings.credentials)),
        "smtp_sasl_password_maps": settings.credentials.table or references.get(CREDENTIALS, ""),
        "smtp_sasl_security_options": plain if level == "may" else careful,
        "smtp_sasl_tls_security_options": careful if level == "secure" else plain,
        "smtp_sasl_tls_verified_security_options": plain,
    }


def names() -> frozenset[str]:
    """Return the name of every parameter that sendoff may write."""
    everything = defaults()._replace(credentials=Credentials(table="any"))
    written = parameters(everything, "", (), "", logs_itself=True)
    shared = (*header_checks.SHARED, header_checks.KEPT, *milters.SHARED)
    return frozenset((*written, *shared, *transports.NAMES))


def key_of(parameter: str) -> str | None:
    """Return the JSON key that decides about a parameter, None for those that follow from no key."""
    from sendoff.config.keys import KEYS  # start-up: only needed to print a change

    if parameter.startswith(SLOW):
        return "sendoff::on_block"
    return next((name for name, key in KEYS.items() if parameter in key.parameters), None)
