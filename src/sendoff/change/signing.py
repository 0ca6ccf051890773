"""What a change means for the DKIM signer: its keys, its records, and whether it is started, reloaded or stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sendoff.change.state import Machine
from sendoff.config.settings import Settings
from sendoff.postfix.compiled import Compiled
from sendoff.postfix.tables import SIGNER

NEW_KEY = "a new key"
"""What stands as the new value of a key that will be made."""

PREFIX = "dkim."
"""How the names of differences begin that are about signing."""

_FIXED = ("Socket ", "PidFile ", "UserID ", "UMask ")
"""What OpenDKIM takes up only when it starts."""


def keys_of(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield every domain and selector that has a key."""
    for domain, selectors in settings.dkim:
        for selector in selectors:
            yield domain, selector


def differences(settings: Settings, machine: Machine) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the domains whose selectors change, and the keys that are not there yet: name, before, after."""
    known = machine.current.dkim if machine.current else {}
    before = {domain: " ".join(names) for domain, names in known.items()}
    after = {domain: " ".join(names) for domain, names in settings.dkim}
    for domain in sorted({*before, *after}):
        if before.get(domain) != after.get(domain):
            yield f"{PREFIX}{domain}", before.get(domain), after.get(domain)
    for domain, selector in keys_of(settings):
        if f"{domain}/{selector}" not in machine.signer.keys:
            yield f"{PREFIX}{domain}/{selector}", None, NEW_KEY


def action(machine: Machine, compiled: Compiled, changed_tables: Collection[str]) -> str:
    """Return what is done to the signer: none, start, reload, restart or stop."""
    present, wanted = machine.signer, compiled.signer
    if not wanted:
        return "stop" if present.configuration is not None else "none"
    if not present.running:
        return "start"
    if _fixed(present.configuration or "") != _fixed(wanted):
        return "restart"
    same = present.configuration == wanted and not any(name in SIGNER for name in changed_tables)
    return "none" if same else "reload"


def records(settings: Settings, keys: Mapping[str, str]) -> tuple[tuple[str, str | None], ...]:
    """Return the TXT records of all selectors: name, and value where the key (by `domain/selector`) is known."""
    from sendoff.reputation import dkim  # start-up: only where mail is signed

    found = []
    for domain, selector in keys_of(settings):
        key = keys.get(f"{domain}/{selector}")
        found.append((dkim.record_name(domain, selector), dkim.record(domain, selector, key).value if key else None))
    return tuple(found)


def concerns(changes: Collection[str]) -> bool:
    """Tell whether any of these differences is about signing."""
    return any(name.startswith(PREFIX) for name in changes)


def _fixed(configuration: str) -> list[str]:
    return [line for line in configuration.splitlines() if line.startswith(_FIXED)]
