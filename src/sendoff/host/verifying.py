"""Verification: the running server is asked what the checks want to know (`change.verify` judges).

Nothing here changes anything, and no mail is sent. What takes time is asked at once: the server's own port by
several connections, a stranger's attempt to relay, local delivery and the smarthost by address probes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sendoff.change.on_block import CONSUMER
from sendoff.change.plan import Transition
from sendoff.change.verify import SERVER_CHECKS, accept, addresses, judge, log_clean, running, smarthost
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Conversation, Listening, LogSeen, Probe, RelayAttempt, Seen
from sendoff.delivery.line import Line
from sendoff.host import Host, asking, journal, listening, service
from sendoff.host.dns_root import knows_root
from sendoff.host.errors import HostError
from sendoff.host.journal import Log, Mark
from sendoff.host.paths import QUEUE
from sendoff.host.probe import follow, probe
from sendoff.host.together import Together
from sendoff.postfix import main_cf, master_cf
from sendoff.postfix.tables import ON_BLOCK

Say = Callable[[str], None]

SMTP_PORT = 25
SERVER_SECONDS = 6.0
"""How long daemons of the former configuration may still answer."""
SMARTHOST_SECONDS = 20.0
LOCAL_SECONDS = 10.0
THROTTLE_SECONDS = 70.0
"""Postfix starts a daemon that failed again after a minute (throttle_time)."""

_CONNECTIONS = 3
_LOOPBACK_SECONDS = 2.0
_RELOAD_SECONDS = 1.0
_POLL = 0.05


def log_mark(host: Host) -> Mark:
    """Return this moment in Postfix's log; take it before the change."""
    return journal.mark(host)


def verify(
    host: Host, transition: Transition, mark: Mark, accepted: frozenset[str], progress: Say
) -> tuple[Finding, ...]:
    """Ask the running server and return what every check finds; failures accepted by id become warnings.

    `mark` is from before the change. A healthy server without a smarthost takes about half a second.
    """
    log = journal.find(host)
    _wait_for_reload(transition, log, mark)
    deadline = time.monotonic() + SERVER_SECONDS
    seen = _until_fine(lambda: _places(host, transition), transition, ("running", "listening"), deadline)
    together = Together()
    _start_probes(together, transition, log, progress)
    if seen.address:
        progress(f"asking the SMTP server at {seen.address}")
        together.start("relay", lambda: _relay(host, transition, seen.address))
    seen = _until_fine(lambda: _conversations(host, transition), transition, SERVER_CHECKS, deadline)
    found = together.results()
    seen = replace(seen, **found)  # type: ignore[arg-type]
    if transition.settings.dkim:
        before = seen
        seen = _until_fine(lambda: _signed(transition, before), transition, ("signer",), deadline)
    probes = (*((seen.smarthost,) if seen.smarthost else ()), *(found for *_, found in seen.detours))
    if any(map(smarthost.needs_dns_root, probes)):
        seen = replace(seen, dns_root=knows_root(host))
    seen = replace(seen, log=_log_seen(log, mark))
    return tuple(accept(finding, accepted) for finding in judge(transition, seen))


def basics(host: Host, mark: Mark) -> tuple[Finding, ...]:
    """Ask whether Postfix runs, greets, and logs no failures, whatever its configuration; for after an undo."""
    deadline = time.monotonic() + THROTTLE_SECONDS
    while True:
        master = service.running_pid(host)
        greeting = _basic_greeting(host, master)
        if (master and greeting.result != "fail") or time.monotonic() > deadline:
            break
        time.sleep(_POLL)
    seen = Seen(master=master, log=_log_seen(journal.find(host), mark))
    return (running.judge(None, seen), greeting, log_clean.judge(None, seen))


def _basic_greeting(host: Host, master: int | None) -> Finding:
    address = addresses.to_ask(_ours(listening.listeners(host, SMTP_PORT), master))
    subject = f"a connection to {address or 'port 25'}"
    if not address:
        return Finding("greeting", "skipped", subject, "Postfix listens nowhere on port 25")
    [talk] = asking.converse(address, 1, _patience(address), "localhost")
    return Finding("greeting", "fail" if talk.error else "pass", subject, talk.error or talk.greeting)


def _wait_for_reload(transition: Transition, log: Log, mark: Mark) -> None:
    """Wait until master has taken up the configuration; before, the former daemons would answer."""
    if transition.action == "reload" and not log.reason:
        follow(log, mark, _is_reload, time.monotonic() + _RELOAD_SECONDS)


def _is_reload(line: Line) -> bool:
    return line.program == "master" and line.text.startswith("reload -- version")


def _until_fine(look: Callable[[], Seen], transition: Transition, checks: tuple[str, ...], deadline: float) -> Seen:
    """Look until these checks do not fail any more, or time is up."""
    while True:
        seen = look()
        fine = all(finding.result != "fail" for finding in judge(transition, seen, checks))
        if fine or time.monotonic() > deadline:
            return seen
        time.sleep(_POLL)


def _places(host: Host, transition: Transition) -> Seen:
    master = service.running_pid(host)
    found = listening.listeners(host, SMTP_PORT)
    ours = _ours(found, master)
    interfaces = transition.settings.interfaces
    resolved = {name: listening.resolved(name) for name in interfaces if name not in ("all", "loopback-only")}
    protocols = main_cf.values(transition.compiled.main_cf).get("inet_protocols", "all")
    required, allowed = addresses.expected(interfaces, protocols, listening.own_addresses(host), resolved)
    services = (entry.name for entry in master_cf.services(transition.compiled.master_cf) if entry.type == "inet")
    hosts, general = addresses.by_hand(services)
    by_hand = frozenset(address for name in hosts for address in listening.resolved(name))
    unresolved = tuple(name for name, addresses_ in resolved.items() if not addresses_)
    others = frozenset(found) - ours
    place = Listening(required, allowed, ours, others, by_hand, general, unresolved)
    return Seen(master=master, listening=place, address=addresses.to_ask(ours))


def _ours(found: dict[str, int], master: int | None) -> frozenset[str]:
    """Return the addresses whose sockets are master's; all of them where it may not be looked at."""
    sockets = listening.sockets_of(master) if master else frozenset()
    return frozenset(address for address, inode in found.items() if not sockets or inode in sockets)


def _conversations(host: Host, transition: Transition) -> Seen:
    seen = _places(host, transition)
    certificate, error = _certificate(host, transition.settings.certificate_file)
    talks: tuple[Conversation, ...] = ()
    if seen.address:
        talks = asking.converse(seen.address, _connections(transition), _patience(seen.address), _name(transition))
    return replace(seen, conversations=talks, certificate=certificate, certificate_error=error)


def _signed(transition: Transition, seen: Seen) -> Seen:
    from sendoff.host.dkim.asking import signed  # start-up: only where mail is signed

    return replace(seen, signed=signed(transition.compiled.signer, transition.settings))


def _connections(transition: Transition) -> int:
    """Return how many connections may be open at once without waiting for each other."""
    entry = next((s for s in master_cf.services(transition.compiled.master_cf) if s.name in ("smtp", "25")), None)
    limit = entry.limit if entry else "-"
    return min(_CONNECTIONS, int(limit)) if limit.isdigit() and int(limit) else _CONNECTIONS


def _patience(address: str) -> float:
    """Return how long a conversation may last: the name of another address than loopback is asked of the DNS first."""
    return _LOOPBACK_SECONDS if address.startswith("127.") or address == "::1" else SERVER_SECONDS


def _name(transition: Transition) -> str:
    return transition.compiled.parameters["myhostname"]


def _certificate(host: Host, path: str | None) -> tuple[bytes | None, str]:
    """Return the first certificate in a file (DER), or why there is none."""
    if not path:
        return None, ""
    import ssl

    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    try:
        text = (host.files.read(path) or b"").decode(errors="replace")
        start = text.index(begin)
        return ssl.PEM_cert_to_DER_cert(text[start : text.index(end, start) + len(end)]), ""
    except HostError as error:
        return None, error.what
    except ValueError:
        return None, "there is no certificate in it"


def _relay(host: Host, transition: Transition, address: str) -> RelayAttempt:
    import ipaddress

    trusted = [ipaddress.ip_network(text.replace("[", "").replace("]", "")) for text in transition.settings.networks]
    own = [ipaddress.ip_address(text) for text in listening.own_addresses(host)]
    version = ipaddress.ip_address(address).version
    sources = [
        str(source) for source in own
        if source.version == version and not any(source in network for network in trusted)
    ]  # fmt: skip
    if not sources:
        return RelayAttempt(reason="every address of this machine is in postfix::mynetworks", tried=False)
    return asking.relay_attempt(address, sources, SERVER_SECONDS, _name(transition))


def _start_probes(together: Together, transition: Transition, log: Log, progress: Say) -> None:
    values = main_cf.values(transition.compiled.main_cf)
    queue, name = values.get("queue_directory", QUEUE), _name(transition)
    sender = f"root@{name}"
    hindered = _hindered(transition, values)
    if hindered:
        unknown = Probe("unknown", reply=hindered)
        together.start("local", lambda: unknown)
        together.start("smarthost", lambda: unknown)
        together.start("detours", lambda: tuple((*way, unknown) for way in _new_detours(transition)))
        return
    together.start("local", lambda: probe(log, queue, sender, f"root@{name}", agent="local", seconds=LOCAL_SECONDS))
    hop = transition.settings.relayhost
    if hop:
        progress(f"asking {hop.text} through Postfix, by an address probe ({SMARTHOST_SECONDS:g} s at most)")
        together.start(
            "smarthost", lambda: probe(log, queue, sender, smarthost.RECIPIENT, agent="smtp", seconds=SMARTHOST_SECONDS)
        )
    detours = _new_detours(transition)
    for text, recipient in detours:
        progress(f"asking {text} through Postfix about {recipient} ({SMARTHOST_SECONDS:g} s at most)")
    if detours:
        ask = partial(probe, log, queue, sender, agent="smtp", seconds=SMARTHOST_SECONDS)
        together.start("detours", lambda: tuple((text, to, ask(to)) for text, to in detours))


def _new_detours(transition: Transition) -> list[tuple[str, str]]:
    """Return the next hops that mail of a provider takes by this change, each with an address that goes there."""
    if not any(change.name == ON_BLOCK and change.after for change in transition.table_changes):
        return []
    current = transition.machine.current
    before = current.detours if current else {}
    found = {}
    for route in transition.machine.routes:
        known = before.get(route.provider, {})
        was = known["next_hop"] if known and known["domains"] else None
        if route.next_hop and route.domains and was != route.next_hop.text:
            consumer = [domain for domain in CONSUMER.get(route.provider, ()) if domain in route.domains]
            found[route.next_hop.text] = f"postmaster@{(*consumer, *route.domains)[0]}"
    return list(found.items())


def _hindered(transition: Transition, values: dict[str, str]) -> str:
    """Return why an address probe would not go the way of real mail, if so."""
    routes = ("relayhost", "maps", "transport")
    own_way = [name for name in values if name.startswith("address_verify_") and name.endswith(routes)]
    if own_way:
        return f"address probes go another way than mail here ({own_way[0]} is set)"
    if master_cf.find(transition.compiled.master_cf, "verify", "unix") is None:
        return "master.cf has no verify service, which address probes need"
    return ""


def said_by_log(host: Host, mark: Mark) -> str:
    """Return the worst that Postfix's daemons logged since the mark, or nothing."""
    found = log_clean.judge(None, Seen(log=_log_seen(journal.find(host), mark)))
    return found.answered if found.result == "fail" else ""


def _log_seen(log: Log, mark: Mark) -> LogSeen:
    if log.reason:
        return LogSeen(unknown=log.reason)
    try:
        return LogSeen(tuple(log.since(mark)), tuple(log.before(mark)))
    except HostError as error:
        return LogSeen(unknown=error.what)
