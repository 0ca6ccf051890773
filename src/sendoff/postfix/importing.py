"""A Postfix configuration read back into a document, with the list of what the JSON cannot say.

The document holds only what the parser of each key accepts, so it is always one that `plan` reads.
Where Postfix does something that no key can say, the narrower reading is taken (nobody is trusted
who was not), and what is left out stands in the list. Passwords are in neither: a table of
credentials is named by its `type:path`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from sendoff.config import document
from sendoff.config.document import Json
from sendoff.config.keys import KEYS, PUBLIC
from sendoff.config.masking import printable
from sendoff.config.problems import InvalidInput
from sendoff.config.settings import build
from sendoff.config.values.ledger import OFF
from sendoff.config.values.networks import DEFAULT_NETWORKS
from sendoff.postfix import header_checks, main_cf, master_cf, milters, transports, unsaid
from sendoff.postfix.reading import Found, Reader, parsed
from sendoff.postfix.unsaid import STAYS, Unsaid, entries

_MAPPED = re.compile(r"\[::ffff:(\d+\.\d+\.\d+\.\d+)\]/(\d+)", re.IGNORECASE)
_MAPPED_BITS = 96
_CATCH_ALL = re.compile(r"/(\^?\.[+*](?:@\.[+*])?\$?)/[a-z]*\s+(\S+)")
_OUR_TABLE = re.compile(r":/etc/postfix/sendoff/\d+/[a-z_]+$")

_VERIFYING = ("secure", "verify", "fingerprint", "dane-only")

_NETWORK_STYLE = (
    "it is not set, so Postfix trusts networks by mynetworks_style; sendoff trusts loopback only, and "
    "`postconf -h mynetworks` shows what is trusted today"
)
_EXCLUSION = (
    "no key can say an exclusion, and without it more clients would be trusted, so none of it is in the document"
)
_MORE_RELAYS = (
    "only the first of several next hops is in the document; the others may stand in postfix::smtp_fallback_relay"
)
_INTERFACES = "not in a form that the key takes; sendoff would listen on loopback only"
_FORM = "not in a form that the key takes; applying the JSON replaces it"
_MAILBOX = "sendoff sets no limit on mailboxes, so that they never refuse what the server accepted"
_DEMANDS_TLS = "sendoff offers STARTTLS to SMTP clients and does not demand it"
_CHAIN = "the keys take one certificate file and one key file"
_CERTIFICATE = "not an absolute path to a file; sendoff would offer no STARTTLS"
_TOLD = "its URLs hold passwords and are not shown; copy the key from the last JSON, or nobody is told of incidents"
_SENDER = "only one address for all envelope senders can be said; applying the JSON takes this table out"
_HEADER = "it rewrites the header From too; sendoff leaves the header as it is"
_NULL_SENDER = (
    "it rewrites the null sender too, so that bounces can bounce for ever; sendoff leaves the null sender as it is"
)
_CREDENTIALS = "only one table in a file can be named; give the credentials in the JSON"
_OUR_CREDENTIALS = (
    "a table of sendoff's own, made from the passwords of the last JSON and removed some day; put the "
    "credentials into the new JSON"
)
_POLICY = "TLS levels by destination cannot be said; applying the JSON takes this table out"
_VERIFIED_TLS = (
    "sendoff demands TLS with a verified certificate wherever it sends a password; sendoff::smarthost_tls relaxes that"
)


@dataclass(frozen=True, slots=True)
class Imported:
    """The document, in the order of the table of keys, and what it cannot say, by parameter."""

    document: dict[str, Json]
    cannot_say: tuple[Unsaid, ...]


def files_needed(text: str) -> tuple[str, ...]:
    """Return the paths of the lookup tables that a main.cf uses for the envelope sender."""
    maps = entries(main_cf.values(text).get("sender_canonical_maps", ""))
    return tuple(path for kind, _, path in (name.partition(":") for name in maps) if kind in ("regexp", "pcre"))


def read(found: Found) -> Imported:
    """Return the document that describes a configuration."""
    reader = Reader(found)
    for step in _STEPS:
        step(reader)
    _consistent(reader)
    fresh = main_cf.values(found.fresh_main_cf)
    told = {entry.parameter for entry in reader.missed}
    reader.missed += [e for e in unsaid.parameters(found.main_cf, fresh, found.defaults) if e.parameter not in told]
    reader.missed += unsaid.services(found.master_cf, found.fresh_master_cf)
    ordered = {name: reader.document[name] for name in KEYS if name in reader.document}
    return Imported(ordered, tuple(sorted(reader.missed, key=lambda entry: (entry.parameter, entry.value))))


def _networks(reader: Reader) -> None:
    if "mynetworks" not in reader.set:
        style = reader.value("mynetworks_style", "subnet" if reader.level < (2,) else "host")
        if style != "host":
            reader.miss("mynetworks", _NETWORK_STYLE, "")
        return
    found = [_unmapped(entry) for entry in entries(reader.value("mynetworks", " ".join(DEFAULT_NETWORKS)))]
    if any(entry.startswith("!") for entry in found):
        reader.miss("mynetworks", _EXCLUSION)
        return
    kept: dict[str, None] = {}
    for entry in found:
        setting, problem = parsed("postfix::mynetworks", entry)
        if problem:
            reader.miss("mynetworks", f"{printable(problem)}; left out", entry)
        else:
            kept |= dict.fromkeys(setting)
    # Debian writes the default in another order and form; what sendoff wrote comes back as it was.
    as_default = set(kept) == set(DEFAULT_NETWORKS) and not reader.ours
    if not as_default and (kept or not found):
        reader.say("postfix::mynetworks", " ".join(kept))


def _unmapped(entry: str) -> str:
    """Return an IPv4 network for its IPv6-mapped form, since Postfix takes such clients as IPv4."""
    found = _MAPPED.fullmatch(entry)
    return f"{found[1]}/{int(found[2]) - _MAPPED_BITS}" if found and int(found[2]) >= _MAPPED_BITS else entry


def _relayhost(reader: Reader) -> None:
    hops = entries(reader.value("relayhost"))
    if hops and not reader.say("postfix::relayhost", hops[0]):
        reader.miss("relayhost", f"{printable(parsed('postfix::relayhost', hops[0])[1] or '')}; mail would go directly")
    elif len(hops) > 1:
        reader.miss("relayhost", _MORE_RELAYS, ", ".join(hops[1:]))


def _fallback(reader: Reader) -> None:
    kept = []
    for hop in entries(reader.value("smtp_fallback_relay", reader.value("fallback_relay"))):
        setting, problem = parsed("postfix::smtp_fallback_relay", hop)
        if problem:
            reader.miss("smtp_fallback_relay", f"{printable(problem)}; left out", hop)
        else:
            kept += [entry.text for entry in setting if entry.text not in kept]
    reader.say("postfix::smtp_fallback_relay", kept)


def _interfaces(reader: Reader) -> None:
    names = list(dict.fromkeys(entry.lower() for entry in entries(reader.value("inet_interfaces", "all"))))
    if not reader.say("postfix::inet_interfaces", names):
        reader.miss("inet_interfaces", _INTERFACES)


def _size(reader: Reader) -> None:
    if not reader.say("postfix::message_size_limit", reader.value("message_size_limit", "10240000")):
        reader.miss("message_size_limit", _FORM)
    for name in ("mailbox_size_limit", "virtual_mailbox_limit"):
        if reader.set.get(name, "0") != "0":
            reader.miss(name, _MAILBOX)


def _utf8(reader: Reader) -> None:
    default = "no" if reader.level < (1,) else "yes"
    if not reader.say("postfix::smtputf8_enable", reader.value("smtputf8_enable", default).lower()):
        reader.miss("smtputf8_enable", _FORM)


def _remembered(reader: Reader) -> None:
    reader.say("postfix::monitoring", reader.found.monitoring)
    reader.say("sendoff::ledger", dict(reader.found.ledger))
    reader.say("sendoff::metrics_listen", reader.found.metrics_listen or OFF)
    if reader.found.notify:
        reader.miss("sendoff::notify", _TOLD, "***")


def _log_headers(reader: Reader) -> None:
    if not header_checks.is_logged(reader.set):
        return
    reader.say("sendoff::log_headers", True)
    # sendoff's block holds the administrator's values meanwhile, so they are not among his own parameters.
    for name, value in header_checks.own(reader.found.main_cf).items():
        reader.miss(name, STAYS, value)


def _dkim(reader: Reader) -> None:
    reader.say("sendoff::domains", [*reader.found.domains])
    if not milters.is_signed(reader.set):
        return
    reader.say("sendoff::dkim", {domain: [*selectors] for domain, selectors in reader.found.dkim.items()})
    reader.say("sendoff::dkim_when_down", milters.when_down(reader.set))
    # sendoff's block holds the administrator's values meanwhile, so they are not among his own parameters.
    for name, value in milters.own(reader.found.main_cf).items():
        reader.miss(name, STAYS, value)


def _on_block(reader: Reader) -> None:
    reader.say("sendoff::on_block", {provider: [*words] for provider, words in reader.found.on_block.items()})
    if transports.own(reader.found.main_cf) != transports.own(main_cf.split(reader.found.main_cf)[0]):
        # sendoff's block holds the administrator's value meanwhile, so it is not among his own parameters.
        for name, value in transports.own(reader.found.main_cf).items():
            reader.miss(name, STAYS, value)


def _certificate(reader: Reader) -> None:
    level = reader.value("smtpd_tls_security_level") or _old_level(reader, "smtpd")
    if level in ("", "none"):
        return
    if level != "may":
        reader.miss("smtpd_tls_security_level", _DEMANDS_TLS)
    if reader.value("smtpd_tls_chain_files"):
        reader.miss("smtpd_tls_chain_files", _CHAIN)
        return
    certificate = reader.value("smtpd_tls_cert_file")
    key = reader.value("smtpd_tls_key_file", certificate)
    if not certificate:
        return
    if not (reader.say("postfix::smtpd_tls_cert_file", certificate) and reader.say("postfix::smtpd_tls_key_file", key)):
        reader.document.pop("postfix::smtpd_tls_cert_file", None)
        reader.miss("smtpd_tls_cert_file", _CERTIFICATE)


def _old_level(reader: Reader, side: str) -> str:
    """Return the level that the parameters from before smtp_tls_security_level come to."""
    if reader.value(f"{side}_enforce_tls") == "yes":
        return "encrypt"
    return "may" if reader.value(f"{side}_use_tls") == "yes" else ""


def _envelope_from(reader: Reader) -> None:
    maps = entries(reader.value("sender_canonical_maps"))
    if not maps:
        return
    rewriting = _catch_all(reader, maps[0]) if len(maps) == 1 else None
    if rewriting is None or not reader.say("postfix::envelope_from", rewriting[1]):
        reader.miss("sender_canonical_maps", _SENDER)
        return
    classes = entries(reader.value("sender_canonical_classes", "envelope_sender, header_sender"))
    if "header_sender" in classes:
        reader.miss("sender_canonical_classes", _HEADER, ", ".join(classes))
    if rewriting[0]:
        reader.miss("sender_canonical_maps", _NULL_SENDER)


def _catch_all(reader: Reader, table: str) -> tuple[bool, str] | None:
    """Return whether the null sender is rewritten too, and the address; None for tables of any other shape."""
    kind, _, rest = table.partition(":")
    if kind == "static":
        return True, rest
    if kind not in ("regexp", "pcre"):
        return None
    text = reader.found.files.get(rest, "")
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    rule = _CATCH_ALL.fullmatch(lines[0].strip()) if len(lines) == 1 else None
    if rule is None or "$" in rule[2].replace("$$", ""):
        return None
    return "@" not in rule[1], rule[2].replace("$$", "$")


def _credentials(reader: Reader) -> None:
    tables = entries(reader.value("smtp_sasl_password_maps"))
    if reader.value("smtp_sasl_auth_enable") != "yes" or not tables:
        return
    name = "postfix::smtp_sasl_password_maps"
    if len(tables) > 1 or not (":/" in tables[0] and reader.say(name, tables[0])):
        reader.miss("smtp_sasl_password_maps", _CREDENTIALS)
    elif _OUR_TABLE.search(tables[0]):
        reader.miss("smtp_sasl_password_maps", _OUR_CREDENTIALS)


def _smarthost_tls(reader: Reader) -> None:
    sasl = entries(reader.value("smtp_sasl_security_options", "noplaintext, noanonymous"))
    under_tls = entries(reader.value("smtp_sasl_tls_security_options", ", ".join(sasl)))
    if reader.ours:
        level = "may" if "noplaintext" not in sasl else "secure" if "noplaintext" in under_tls else "encrypt"
        reader.say("sendoff::smarthost_tls", level)
        return
    if reader.value("smtp_tls_policy_maps"):
        reader.miss("smtp_tls_policy_maps", _POLICY)
    level = reader.value("smtp_tls_security_level") or _old_level(reader, "smtp")
    if "postfix::smtp_sasl_password_maps" in reader.document and level not in _VERIFYING:
        reader.miss("smtp_tls_security_level", _VERIFIED_TLS, level)


def _names(reader: Reader) -> None:
    name = reader.value("myhostname", reader.found.host_name)
    if name.lower() != reader.found.host_name.lower() and not reader.say("sendoff::server_name", name):
        reader.miss("myhostname", "not a host name with a domain; sendoff uses the machine's own name")
    origin = reader.value("myorigin", name)
    if origin.startswith("/"):
        origin = reader.found.mailname.strip() if origin == "/etc/mailname" else origin
    if origin.lower() not in (name.lower(), ""):
        reader.miss(
            "myorigin",
            "sendoff completes local addresses with the server's name; postfix::envelope_from changes "
            "the envelope sender",
            origin,
        )
    ours = {name.lower(), "localhost", f"localhost.{reader.names['mydomain']}".lower()}
    theirs = entries(reader.value("mydestination", " ".join(ours)))
    more = [entry for entry in theirs if entry.lower() not in ours and not entry.lower().startswith("localhost.")]
    if more:
        reader.miss(
            "mydestination",
            "sendoff takes mail for the server's name and localhost only; mail for these would be sent on",
            ", ".join(more),
        )
    if name.lower() not in (entry.lower() for entry in theirs):
        reader.miss("mydestination", "mail for the server's own name is sent on today; sendoff delivers it here")


def _transport(reader: Reader) -> None:
    hop = parsed("postfix::relayhost", reader.document.get("postfix::relayhost", ""))[0]
    at_once = hop is not None and hop.implicit_tls
    if reader.value("smtp_tls_wrappermode") == "yes" and not at_once:
        reader.miss("smtp_tls_wrappermode", "sendoff starts with TLS only towards a next hop on port 465")
    if reader.value("default_transport", "smtp") not in ("smtp", master_cf.RELAY):
        reader.miss("default_transport", "sendoff sends all mail that is not local by SMTP")


def _compatibility(reader: Reader) -> None:
    if reader.level < (3, 6):
        reader.miss("compatibility_level", "sendoff sets 3.6, and some of Postfix's own defaults change with it")


_STEPS: tuple[Callable[[Reader], None], ...] = (
    _networks,
    _relayhost,
    _envelope_from,
    _fallback,
    _interfaces,
    _size,
    _remembered,
    _log_headers,
    _dkim,
    _on_block,
    _certificate,
    _utf8,
    _credentials,
    _names,
    _smarthost_tls,
    _transport,
    _compatibility,
)

_AT_ODDS = {
    "mixed-tls-modes": ("postfix::smtp_fallback_relay", "smtp_fallback_relay"),
    "needs-smtputf8": ("postfix::envelope_from", "sender_canonical_maps"),
}
"""Which key gives way when two that are fine by themselves are at odds, and its parameter."""


def _consistent(reader: Reader) -> None:
    """Take out what is at odds with another key, so that the document can be read."""
    while problem := _odd(reader.document):
        key, parameter = _AT_ODDS[problem[0]]
        reader.miss(parameter, f"{problem[1]}; left out", str(reader.document.pop(key)))


def _odd(found: dict[str, Json]) -> tuple[str, str] | None:
    try:
        build([document.parse("main.cf", json.dumps(found).encode(), PUBLIC)])
    except InvalidInput as error:
        return error.problems[0].id, error.problems[0].what
    return None
