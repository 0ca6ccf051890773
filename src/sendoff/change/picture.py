"""A mail system in one view: who hands mail in, through which door, and where it goes, how protected.

Read from main.cf and sendoff's tables alone, as they are and as they would be; so the two can be laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sendoff.change.plan import Transition
from sendoff.postfix import main_cf, milters, tables
from sendoff.postfix.expansion import Unexpandable, expand

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"

_DEFAULTS = {
    "inet_interfaces": "all",
    "message_size_limit": "10240000",
    "smtputf8_enable": "yes",
    "mydestination": "$myhostname, localhost.$mydomain, localhost",
}
_LOOPBACK = ("loopback-only", "localhost", "::1", "[::1]")
_LEVELS = {
    "": "no TLS",
    "none": "no TLS",
    "may": "TLS where it is offered",
    "encrypt": "TLS always, any certificate",
    "verify": "TLS always, certificate verified",
    "secure": "TLS always, certificate verified",
    "dane": "TLS by DANE, else where it is offered",
    "dane-only": "TLS by DANE always",
}


class Stop(NamedTuple):
    """A station of mail: what it is, and what is worth knowing of it."""

    id: str
    name: str
    facts: tuple[str, ...] = ()


class Entry(NamedTuple):
    """One way in: who hands mail in, and through which door. `anywhere`: mail may go to any destination by it."""

    submitter: Stop
    door: Stop
    anywhere: bool


class System(NamedTuple):
    """A mail system: its ways in, what holds for all mail, and its next hops, the usual one first.

    `present` is false where there is none.
    """

    entries: tuple[Entry, ...]
    postfix: Stop
    hops: tuple[Stop, ...]
    present: bool = True


def before(transition: Transition) -> System:
    """Return the system as it is."""
    if transition.machine.main_cf is None:
        return System((), Stop("postfix", "no Postfix"), (), present=False)
    return _system(transition.machine.main_cf, transition.machine.tables)


def after(transition: Transition) -> System:
    """Return the system as it would be."""
    return _system(transition.compiled.main_cf, {table.name: table.text for table in transition.compiled.tables})


def hop_state(hop: Stop, other: System, alone: str) -> str:
    """Return how a next hop differs from the other system's; `alone` is what one is called that the other lacks."""
    there = next((found for found in other.hops if found.id == hop.id), None)
    return alone if there is None else SAME if there == hop else CHANGED


def entry_state(entry: Entry, other: System, alone: str) -> str:
    """Return how a way in differs from the other system's."""
    key = (entry.submitter.id, entry.door.id)
    there = next((found for found in other.entries if (found.submitter.id, found.door.id) == key), None)
    return alone if there is None else SAME if there == entry else CHANGED


class _Read:
    """One main.cf with its tables, read for the picture."""

    def __init__(self, text: str, found: Mapping[str, str]) -> None:
        self.values = {**_DEFAULTS, **main_cf.values(text)}
        self.tables = found

    def value(self, name: str) -> str:
        """Return a parameter, expanded as far as that is simple."""
        value = self.values.get(name, "")
        own = self.values.get("myhostname", "")
        names = {"mydomain": own.partition(".")[2], **self.values}
        try:
            return expand(value, names).strip()
        except Unexpandable:
            return value

    def entries(self, table: str) -> dict[str, str]:
        """Return the lines of one of sendoff's tables, by their keys."""
        pairs = (line.split(None, 1) for line in self.tables.get(table, "").splitlines())
        return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}


def _system(text: str, found: Mapping[str, str]) -> System:
    read = _Read(text, found)
    return System(tuple(_entries(read)), Stop("postfix", "Postfix", _facts(read)), tuple(_hops(read)))


def _facts(read: _Read) -> tuple[str, ...]:
    limit = read.value("message_size_limit")
    sender = read.tables.get(tables.ENVELOPE_SENDER, "").partition("/ ")[2].strip()
    return tuple(
        filter(
            None,
            (
                f"greets as {read.value('myhostname') or 'the name of the machine'}",
                f"every envelope sender becomes {sender}" if sender else "envelope senders stay as they are handed in",
                "messages of any size" if limit == "0" else f"messages up to {limit} bytes",
                "" if read.value("smtputf8_enable") == "yes" else "no addresses outside ASCII",
                "mail is signed with DKIM" if milters.is_signed(read.values) else "",
            ),
        )
    )


def _entries(read: _Read) -> Iterator[Entry]:
    networks = read.value("mynetworks").replace(",", " ").split()
    loopback = [network for network in networks if network.startswith(("127.", "[::1]", "[::ffff:127."))]
    others = tuple(network for network in networks if network not in loopback)
    door, is_open = _door(read)
    here = Stop("programs", "programs on this server")
    yield Entry(here, Stop("sendmail", "the sendmail command"), anywhere=True)
    yield Entry(here, door, anywhere=bool(loopback))
    if is_open and others:
        yield Entry(Stop("trusted", "trusted machines", others), door, anywhere=True)
    if is_open:
        yield Entry(Stop("others", "everybody else"), door, anywhere=False)


def _door(read: _Read) -> tuple[Stop, bool]:
    interfaces = read.value("inet_interfaces").replace(",", " ").split()
    inside = all(name in _LOOPBACK or name.startswith("127.") for name in interfaces)
    names = {"loopback-only": "loopback only", "all": "all addresses"}
    where = ", ".join(names.get(name, name) for name in interfaces)
    tls = "no STARTTLS" if read.value("smtpd_tls_security_level") in ("", "none") else "STARTTLS offered"
    return Stop("port25", "SMTP, port 25", (where, tls)), not inside


def _hops(read: _Read) -> Iterator[Stop]:
    relayhost = read.value("relayhost")
    name = relayhost or "the servers of each destination"
    yield Stop("main", name, ("all mail for elsewhere", *_protection(read, relayhost)))
    for number, hop in enumerate(read.value("smtp_fallback_relay").replace(",", " ").split()):
        yield Stop(f"fallback{number}", hop, ("where a destination cannot be reached", *_protection(read, hop)))
    yield _own(read)


def _own(read: _Read) -> Stop:
    names = (name for name in read.value("mydestination").replace(",", " ").split() if "." in name)
    return Stop("local", "mailboxes on this server", tuple(dict.fromkeys(names)))


def _protection(read: _Read, hop: str) -> tuple[str, ...]:
    """Return how a next hop is spoken to; without one it is whatever server the destination has."""
    policy = _of(read.entries(tables.TLS_POLICY), hop).split()[:1]
    level = policy[0] if policy else read.value("smtp_tls_security_level")
    return (_LEVELS.get(level, f"TLS: {level}"), *([_login(read, hop)] if hop else ()))


def _login(read: _Read, hop: str) -> str:
    if read.value("smtp_sasl_auth_enable") != "yes":
        return "no login"
    known = read.entries(tables.CREDENTIALS)
    found = _of(known, hop)
    return f"logs in as {found.partition(':')[0]}" if found else "no login" if known else "logs in by a table"


def _of(entries: Mapping[str, str], hop: str) -> str:
    """Return what a table has for a next hop: as it is written, or by its host's name."""
    host = hop[1:].partition("]")[0] if hop.startswith("[") else hop.partition(":")[0]
    return entries.get(hop) or entries.get(host) or ""
