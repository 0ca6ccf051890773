"""Whether the SMTP server of this machine answers: where it listens, and its greeting."""

from __future__ import annotations

import time

from sendoff.change.state import Generation
from sendoff.change.verify import addresses
from sendoff.host import Host, listening
from sendoff.host.paths import MASTER_CF
from sendoff.host.service import running_pid
from sendoff.host.texts import live_parameters, read_text
from sendoff.monitor.check_facts import Answering
from sendoff.postfix import master_cf

SMTP_PORT = 25
GREETING_SECONDS = 5.0


def answering(host: Host, generation: Generation, end: float) -> Answering:
    """Return who listens on port 25, and what the SMTP server says to one connection, until `end` (monotonic)."""
    pid = running_pid(host)
    held = listening.listeners(host, SMTP_PORT)
    sockets = listening.sockets_of(pid) if pid else frozenset()
    ours = frozenset(address for address, inode in held.items() if pid and (not sockets or inode in sockets))
    text = read_text(host, MASTER_CF) or ""
    names, general = addresses.by_hand(entry.name for entry in master_cf.services(text) if entry.type == "inet")
    by_hand = frozenset(address for name in names for address in listening.resolved(name))
    required = by_hand | (_required(host, generation) if general else frozenset())
    found = Answering(required, ours, general or bool(names), addresses.to_ask(ours))
    return _greeted(found, end) if found.address else found


def _required(host: Host, generation: Generation) -> frozenset[str]:
    """Return where the applied configuration wants Postfix to listen, as far as names can be resolved."""
    interfaces = generation.parameters.get("inet_interfaces", "all").replace(",", " ").split()
    literal = [name.strip("[]") for name in interfaces]
    resolved = {name: listening.resolved(name) for name in literal if name not in ("all", "loopback-only")}
    protocols = live_parameters(host).get("inet_protocols", "all")
    required, _ = addresses.expected(literal, protocols, listening.own_addresses(host), resolved)
    return required


def _greeted(found: Answering, end: float) -> Answering:
    from sendoff.host.smtp import Dialogue, NoAnswer

    start = time.monotonic()
    seconds = min(GREETING_SECONDS, max(end - start, 0.5))
    try:
        with Dialogue(found.address, SMTP_PORT, seconds) as talk:
            said = talk.greeting()
            spent = time.monotonic() - start
    except NoAnswer as error:
        return found._replace(error=str(error))
    return found._replace(code=said.code, text=said.text, seconds=spent)
