"""What of a Postfix configuration no JSON can say: the administrator's own parameters and services.

sendoff leaves them in place, byte for byte; they are listed so that nobody believes that the JSON
alone makes the same server elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sendoff.config.masking import printable, without_password
from sendoff.postfix import header_checks, main_cf, master_cf, milters, transports
from sendoff.postfix.parameters import CA_FILE, OFFERED, names

_BLANKS_OR_COMMAS = re.compile(r"[ \t\n\v\f\r,]+")
_SECRET_NAME = re.compile(r"passw|secret|bind_pw|_pw$", re.IGNORECASE)
_SECRET_TABLE = re.compile(r"\b(static|inline):.*", re.IGNORECASE | re.DOTALL)
_SECRET_OPTION = re.compile(r"(\w*(?:passw|secret|bind_pw)\w*=)(?!(?:\w+:)+/)\S+", re.IGNORECASE)
_ARGUMENTS = re.compile(r"(argv=\S+)\s.*")
_TABLE = re.compile(r"(?:\w+:)+[/*]")

STAYS = "no key says it; it stays on this machine, and another machine made from the JSON does not have it"

WHYS = {
    "transport_maps": "it sends some mail another way than the smarthost",
    "sender_dependent_relayhost_maps": "it sends some mail another way than the smarthost",
    "sender_dependent_default_transport_maps": "it sends some mail another way than the smarthost",
    "relay_transport": "it sends some mail another way than the smarthost",
    "smtp_sender_dependent_authentication": "passwords by sender are not supported",
    "smtp_generic_maps": "it rewrites addresses when mail leaves",
    "canonical_maps": "it rewrites addresses",
    "virtual_alias_maps": "it redirects mail",
    "content_filter": "it hands mail to another program",
    "smtpd_milters": "it hands mail to another program",
    "non_smtpd_milters": "it hands mail to another program",
    "always_bcc": "it copies all mail",
    "smtp_tls_security_level": "the level of TLS towards destinations without credentials",
    "smtp_bind_address": "the address that mail leaves from",
}
"""What some of the administrator's parameters do, in words."""

_QUIET = {"smtp_tls_CApath": "/etc/ssl/certs", "smtp_tls_CAfile": CA_FILE}
"""What the distribution's installation writes, and what sendoff writes too."""

_JUDGED_ELSEWHERE = frozenset({"smtp_tls_wrappermode", "smtpd_use_tls", "smtpd_enforce_tls", "fallback_relay"})


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something that the JSON cannot say: the parameter (or `master.cf NAME/TYPE`), its value, and why."""

    parameter: str
    value: str
    why: str


def unsaid(parameter: str, value: str, why: str) -> Unsaid:
    """Return an entry of the list, its value without passwords and control characters."""
    if _SECRET_NAME.search(parameter):
        value = _SECRET_TABLE.sub(r"\1:********", value)
        if value not in ("", "yes", "no") and not _TABLE.match(value):
            value = "********"
    return Unsaid(printable(parameter), without_password(printable(value)), why)


def entries(value: str) -> list[str]:
    """Return the entries of a list as Postfix splits it, at blanks and commas."""
    return [entry for entry in _BLANKS_OR_COMMAS.split(value) if entry]


def parameters(text: str, fresh: Mapping[str, str], defaults: Mapping[str, str]) -> Iterator[Unsaid]:
    """Yield the administrator's own parameters, but for those as on a fresh machine or as Postfix has them anyway."""
    shared = {*OFFERED, *header_checks.SHARED, *milters.SHARED, *transports.SHARED, transports.FILTER}
    for name, value in main_cf.values(main_cf.split(text)[0]).items():
        ours = name in names() and name not in shared
        known = _same(value, fresh.get(name)) or _same(value, defaults.get(name)) or _QUIET.get(name) == value
        if not (ours or known or name in _JUDGED_ELSEWHERE):
            yield unsaid(name, value, f"{WHYS[name]}; {STAYS}" if name in WHYS else STAYS)


def _same(value: str, other: str | None) -> bool:
    return other is not None and entries(value) in (entries(other), entries(_at_our_level(other)))


def _at_our_level(default: str) -> str:
    """Return what a default that depends on the compatibility level comes to at the level that sendoff sets."""
    form = r"\$\{\{\$compatibility_level\} *<level *\{[0-9.]+\} *\? *\{[^}]*\} *: *\{([^}]*)\}\}"
    found = re.fullmatch(form, default)
    return found[1] if found else default


def services(text: str, fresh: str) -> Iterator[Unsaid]:
    """Yield the services of a master.cf that are not as in the package's own, which is `fresh`."""
    theirs, packaged = _by_name(text), _by_name(fresh)
    for name, command in theirs.items():
        if name not in packaged:
            yield _service(name, command, f"a service of your own: {STAYS}")
        elif command != packaged[name]:
            yield _service(name, command, f"not as the package has it: {STAYS}")
    for name in packaged.keys() - theirs.keys():
        yield _service(name, "", "the package's service was taken out; it stays out on this machine")


def _service(name: str, command: str, why: str) -> Unsaid:
    shown = _ARGUMENTS.sub(r"\1 …", _SECRET_OPTION.sub(r"\1********", command))
    return unsaid(f"master.cf {name}", _SECRET_TABLE.sub(r"\1:********", shown), why)


def _by_name(text: str) -> dict[str, str]:
    found = {}
    for entry in master_cf.services(text):
        if not master_cf.is_ours(entry.name):
            fields = (entry.private, entry.unprivileged, entry.chroot, entry.wakeup, entry.limit)
            found[f"{entry.name}/{entry.type}"] = " ".join((*fields, *entry.command.split()))
    return found
