"""master.cf as text: its services, and ours among them (master(5))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sendoff.postfix.main_cf import logical_lines

_FIELDS = 8


class Service(NamedTuple):
    """One entry: name, type, the five settings as they stand, command, options; and its lines (1-based)."""

    name: str
    type: str
    private: str
    unprivileged: str
    chroot: str
    wakeup: str
    limit: str
    command: str
    lines: tuple[int, ...] = ()

    @property
    def program(self) -> str:
        """Return the program that serves this entry."""
        return self.command.split()[0]

    def options(self) -> dict[str, str]:
        """Return the `-o name=value` options of the command, without `{ name = value }` forms' blanks."""
        found: dict[str, str] = {}
        parts = self.command.split()
        for flag, option in pairwise(parts):
            name, equals, value = option.partition("=")
            if flag == "-o" and equals:
                found[name] = value
        return found


def services(text: str) -> Iterator[Service]:
    """Yield the entries of a master.cf in order."""
    for logical, numbers in logical_lines(text):
        parts = logical.split(None, _FIELDS - 1)
        if len(parts) == _FIELDS:
            name, kind, private, unprivileged, chroot, wakeup, limit, command = parts
            yield Service(name, kind, private, unprivileged, chroot, wakeup, limit, command.strip(), numbers)


def find(text: str, name: str, kind: str) -> Service | None:
    """Return the entry of a name and type, or None."""
    return next((s for s in services(text) if s.name == name and s.type == kind), None)


RELAY = "sendoff-relay"
"""The service for a smarthost that starts with TLS (port 465)."""

SLOW = "sendoff-slow-"
"""How the services begin that slow the mail to one provider each."""

_BEGIN = "# >>> sendoff >>> used for a smarthost on port 465; its switch stands in main.cf"
_BEGIN_SLOW = "# >>> sendoff >>> one provider each, used only while it throttles (sendoff::on_block)"
_END = "# <<< sendoff <<<"
_LABELS = (_BEGIN, _BEGIN_SLOW, _END)


def is_ours(name: str) -> bool:
    """Tell whether a service is one of sendoff's."""
    return name == RELAY or name.startswith(SLOW)


def rewrite(text: str, slow: Sequence[str] = ()) -> str:
    """Return `text` with sendoff's services: the one for port 465, and the `slow` ones of these names.

    They change with the document alone; whether mail takes them is said in main.cf. The first differs from the `smtp`
    client only in that TLS is required and may start at once (smtp_tls_wrappermode), which cannot be set per next hop;
    the others in that they run once and have limits of their own.
    """
    smtp = find(text, "smtp", "unix")
    chroot = smtp.chroot if smtp else "n"
    entry = (
        f"{RELAY} unix - - {chroot} - - smtp\n"
        f"  -o syslog_name=postfix/{RELAY}\n"
        "  -o smtp_tls_wrappermode=$sendoff_relay_wrappermode\n"
        "  -o smtp_tls_security_level=encrypt"
    )
    block = f"{_BEGIN}\n{entry}\n{_END}\n"
    if slow:
        entries = (f"{name} unix - - {chroot} - 1 smtp\n  -o syslog_name=postfix/{name}\n" for name in slow)
        block += f"{_BEGIN_SLOW}\n{''.join(entries)}{_END}\n"
    if block in text and {s.name for s in services(text) if is_ours(s.name)} == {RELAY, *slow}:
        return text
    theirs = remove(text)
    return theirs + ("" if theirs.endswith("\n") or not theirs else "\n") + block


def remove(text: str) -> str:
    """Return `text` without sendoff's services."""
    gone = {line for service in services(text) if is_ours(service.name) for line in service.lines}
    if not gone:
        return text
    lines = text.split("\n")
    kept = (line for n, line in enumerate(lines, 1) if n not in gone and line not in _LABELS)
    return "\n".join(kept)
