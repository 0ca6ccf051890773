"""The plan: what would change, as a sorted value that can be printed, compared and bound by a digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sendoff.change import signing
from sendoff.change.state import DEFAULT_LEDGER, Generation, Machine
from sendoff.config.problems import Place
from sendoff.config.settings import Settings, defaults
from sendoff.config.values.ledger import DEFAULT_LISTEN, OFF, Ledger
from sendoff.config.values.notify import Url
from sendoff.postfix import header_checks, main_cf, milters, tables, transports
from sendoff.postfix.compiled import Compiled, Surroundings, compile_settings, fresh_main_cf
from sendoff.postfix.tables import SIGNER, Table

if TYPE_CHECKING:
    from sendoff.change.replay import Replay

TABLES_ROOT = "/etc/postfix/sendoff"
"""Where the tables of each generation have a folder of its number."""

RESTART_PARAMETERS = ("inet_interfaces", "inet_protocols")
"""Postfix takes a change of these only when it is stopped and started (postconf(5))."""

_NO_SECRETS = (*SIGNER, tables.ON_BLOCK, tables.ON_BLOCK_REPLIES)

ON_BLOCK = "on_block."
"""How the names of differences begin that are about what is done while a provider blocks."""

LEVELS = ("refuse", "warn", "note")
"""How much a consequence weighs: `refuse` stops an apply unless its id is accepted by name."""


class Change(NamedTuple):
    """One parameter's difference; None is "not set". `origin` says whose value `before` is.

    `administrator`: set by hand before sendoff; `sendoff`: as last applied; `drift`: changed since then;
    `default`: Postfix's own default, which is also what it will be, so that nothing changes in effect.
    """

    parameter: str
    before: str | None
    after: str | None
    origin: str
    key: str | None = None


class TableChange(NamedTuple):
    """A table's difference, with secrets masked in both texts."""

    name: str
    before: str | None
    after: str | None
    secret_changed: bool = False


class Consequence(NamedTuple):
    """What a change will bring. `unknown` tells why it could not be found out, if so."""

    id: str
    level: str
    text: str
    key: str | None = None
    place: Place | None = None
    unknown: str | None = None
    mend: str = ""


class Transition(NamedTuple):
    """Everything a rule may look at without asking the world: from the machine as it is to the settings.

    `changes` maps each changed parameter to its change. `action` is what is done to Postfix, `signer` what is done to
    the DKIM signer: none, start, reload, restart or stop.
    """

    settings: Settings
    machine: Machine
    compiled: Compiled
    changes: Mapping[str, Change]
    table_changes: tuple[TableChange, ...]
    action: str
    signer: str = "none"

    def touches(self, *parameters: str) -> bool:
        """Tell whether any of these parameters changes."""
        return any(name in self.changes for name in parameters)

    def before(self, parameter: str) -> str | None:
        """Return what main.cf sets now; None where it sets nothing."""
        return main_cf.values(self.machine.main_cf or "").get(parameter)


class Plan(NamedTuple):
    """A transition with its consequences; `stamps` are further signs of what it was made from.

    `replay` is what it would have done to the mail of the last days, where that was asked for.
    """

    transition: Transition
    packages: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    replay: Replay | None = None

    @property
    def digest(self) -> str:
        """Return what binds an apply to this plan: a digest over the compiled files and the observed state.

        No secret goes into it, so that nobody can try passwords against a printed digest: texts of secret
        tables are masked, and `stamps` (the documents' times and sizes) stand in for them.
        """
        import hashlib  # start-up: not needed when in sync

        return hashlib.sha256("\0".join(_parts(self)).encode(errors="surrogateescape")).hexdigest()[:16]

    @property
    def in_sync(self) -> bool:
        """Tell whether there is nothing to do."""
        t = self.transition
        idle = t.action == "none" and t.signer == "none"
        return idle and not (t.changes or t.table_changes or self.packages or t.machine.pending)

    @property
    def records(self) -> tuple[tuple[str, str | None], ...]:
        """Return the DKIM records to publish, where the plan changes something about them: name and value.

        The value is None of a key that is made only when the plan is applied.
        """
        step = self.transition
        return signing.records(step.settings, step.machine.signer.keys) if signing.concerns(step.changes) else ()

    def refused(self, accepted: frozenset[str]) -> tuple[Consequence, ...]:
        """Return the consequences that stop an apply, but for those that were accepted by id."""
        return tuple(c for c in self.consequences if c.level == "refuse" and c.id not in accepted)


def transition(settings: Settings, machine: Machine) -> Transition:
    """Return how `machine` would get to `settings`."""
    compiled, table_changes = _compile(settings, machine)
    changes = {change.parameter: change for change in _changes(settings, machine, compiled)}
    return Transition(
        settings,
        machine,
        compiled,
        changes,
        table_changes,
        _action(machine, compiled, changes, table_changes),
        signing.action(machine, compiled, {change.name for change in table_changes}),
    )


def plan(settings: Settings, machine: Machine, stamps: tuple[str, ...] = ()) -> Plan:
    """Return the plan without its consequences; `stamps` are further signs of what it was made from."""
    step = transition(settings, machine)
    packages = tuple(name for name in _packages(settings) if name not in machine.packages)
    return Plan(step, packages, stamps)


def restoring(machine: Machine, main_text: str, master_text: str) -> Plan:
    """Return the plan that puts back files which sendoff did not make; no rule knows what they mean."""
    compiled = Compiled({}, (), "", main_text, master_text)
    before, after = main_cf.values(machine.main_cf or ""), main_cf.values(main_text)
    changes = {
        name: Change(name, before.get(name), after.get(name), "sendoff")
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
    action = _action(machine, compiled, changes, ())
    step = Transition(
        _still_remembered(machine), machine, compiled, changes, (), action, signing.action(machine, compiled, ())
    )
    return Plan(step)


def _still_remembered(machine: Machine) -> Settings:
    """Return the default settings with what Postfix never knew: going back must not make the ledger forget."""
    current = machine.current
    if current is None:
        return defaults()
    kept = {name: current.ledger.get(name, value) for name, value in DEFAULT_LEDGER.items()}
    return defaults()._replace(
        ledger=Ledger(**kept),
        metrics_listen=current.metrics_listen,
        domains=tuple(current.domains),
        notify=tuple(Url(text) for text in machine.notify),
    )


def with_consequences(plan: Plan, consequences: tuple[Consequence, ...]) -> Plan:
    """Return the plan with its consequences, the heaviest first."""
    weight = {level: number for number, level in enumerate(LEVELS)}
    return plan._replace(consequences=tuple(sorted(consequences, key=lambda c: (weight[c.level], c.id, c.text))))


def next_number(machine: Machine) -> int:
    """Return the number the next generation gets."""
    return machine.current.number + 1 if machine.current else 1


def _compile(settings: Settings, machine: Machine) -> tuple[Compiled, tuple[TableChange, ...]]:
    base = machine.main_cf if machine.main_cf is not None else fresh_main_cf(machine.sample_main_cf, machine.build)
    master = machine.master_cf or ""
    around = Surroundings(machine.build, machine.host_name, machine.has_log, base, master, machine.routes)
    folder = machine.current.folder if machine.current else ""
    compiled = compile_settings(settings, around, folder)
    differences = _table_changes(compiled, machine)
    if differences or (compiled.tables and not folder):
        number = next_number(machine)
        # A hand-edited main.cf may still name the tables of an apply that did not finish.
        while f"{TABLES_ROOT}/{number}/" in base:
            number += 1
        compiled = compile_settings(settings, around, f"{TABLES_ROOT}/{number}")
    return compiled, differences


def _table_changes(compiled: Compiled, machine: Machine) -> tuple[TableChange, ...]:
    wanted, present = compiled.tables, machine.tables
    # A table is in use under its type: where this Postfix has got a better one, it must be built anew.
    values = machine.current.parameters.values() if machine.current else ()
    used = {part for value in values for part in value.replace(",", " ").split()}
    used |= set((machine.signer.configuration or "").split())
    found = []
    for table in wanted:
        before = present.get(table.name)
        if before != table.text or table.reference(compiled.folder) not in used:
            masked = Table(table.name, table.type, before, table.secret).shown() if before is not None else None
            found.append(TableChange(table.name, masked, table.shown(), masked == table.shown()))
    names = {table.name for table in wanted}
    # A table that is no longer wanted may have been secret; these never were.
    gone = ((name, Table(name, "", present[name], secret=name not in _NO_SECRETS)) for name in present.keys() - names)
    found += [TableChange(name, table.shown(), None) for name, table in gone]
    return tuple(sorted(found, key=lambda change: change.name))


def _changes(settings: Settings, machine: Machine, compiled: Compiled) -> list[Change]:
    from sendoff.postfix.parameters import key_of  # start-up

    present = main_cf.values(machine.main_cf or "")
    ours = main_cf.values(main_cf.split(machine.main_cf or "")[1])
    applied = machine.current.parameters if machine.current else {}
    wanted = {**_given_back(compiled, ours), **compiled.parameters}
    found = []
    for name in sorted({*wanted, *ours}):
        before, after = present.get(name), wanted.get(name)
        if before != after:
            default = before is None and machine.build.defaults.get(name) == after
            by_hand = before is not None and name not in applied and name not in ours
            origin = "default" if default else "administrator" if by_hand else _origin(name, before, machine, applied)
            found.append(Change(name, before, after, origin, key_of(name)))
    return [*found, *_remembered(settings, machine)]


def _given_back(compiled: Compiled, ours: Mapping[str, str]) -> dict[str, str]:
    """Return what main.cf will set of the administrator's where sendoff's block had it until now."""
    names = [name for name in (*header_checks.SHARED, *milters.SHARED, *transports.SHARED) if name in ours]
    final = main_cf.values(compiled.main_cf) if names else {}
    return {name: final[name] for name in names if name in final}


def _remembered(settings: Settings, machine: Machine) -> Iterator[Change]:
    """Yield the differences of what Postfix does not know: monitoring, the ledger, who reads figures and is told."""
    current = machine.current
    was = current.monitoring if current else True
    if was != settings.monitoring:
        yield Change("monitoring", str(was).lower(), str(settings.monitoring).lower(), "sendoff", "postfix::monitoring")
    kept = {**DEFAULT_LEDGER, **(current.ledger if current else {})}
    for name, after in settings.ledger._asdict().items():
        if kept[name] != after:
            yield Change(f"ledger.{name}", str(kept[name]), str(after), "sendoff", "sendoff::ledger")
    listened = current.metrics_listen if current else DEFAULT_LISTEN
    if listened != settings.metrics_listen:
        key = "sendoff::metrics_listen"
        yield Change("metrics_listen", listened or OFF, settings.metrics_listen or OFF, "sendoff", key)
    sent_as = " ".join(current.domains if current else ())
    if sent_as != " ".join(settings.domains):
        yield Change("domains", sent_as, " ".join(settings.domains), "sendoff", "sendoff::domains")
    if machine.notify != settings.notify:
        told, tells = (_places(len(urls)) for urls in (machine.notify, settings.notify))
        tells += "" if told != tells else ", not the same as before"
        yield Change("notify", told, tells, "sendoff", "sendoff::notify")
    yield from _on_block(settings, current)
    for name, was_key, is_key in signing.differences(settings, machine):
        yield Change(name, was_key, is_key, "sendoff", "sendoff::dkim")


def _places(count: int) -> str:
    """Return how many are told; who they are is a secret."""
    return "nobody" if not count else "1 place" if count == 1 else f"{count} places"


def _on_block(settings: Settings, current: Generation | None) -> Iterator[Change]:
    known = current.on_block if current else {}
    before = {provider: " ".join(words) for provider, words in known.items()}
    after = {entry.provider: " ".join(entry.words()) for entry in settings.on_block}
    for provider in sorted({*before, *after}):
        if before.get(provider) != after.get(provider):
            name = f"{ON_BLOCK}{provider}"
            yield Change(name, before.get(provider), after.get(provider), "sendoff", "sendoff::on_block")


def _origin(name: str, before: str | None, machine: Machine, applied: Mapping[str, str]) -> str:
    if machine.current is None or machine.current.number == 0:
        return "administrator"
    return "sendoff" if applied.get(name) == before else "drift"


def _action(
    machine: Machine, compiled: Compiled, changes: Mapping[str, Change], table_changes: tuple[TableChange, ...]
) -> str:
    """Return what wakes Postfix: none, reload, restart or start."""
    if not machine.running:
        return "start"
    if any(_differs_in_effect(changes[name], machine) for name in RESTART_PARAMETERS if name in changes):
        return "restart"
    same = compiled.main_cf == machine.main_cf and compiled.master_cf == machine.master_cf
    of_postfix = any(change.name not in SIGNER for change in table_changes)
    return "reload" if of_postfix or not same else "none"


def _differs_in_effect(change: Change, machine: Machine) -> bool:
    """Tell whether a list changes beyond its spelling, and beyond writing down the default."""
    default = machine.build.defaults.get(change.parameter, "")
    before, after = (default if value is None else value for value in (change.before, change.after))
    return set(before.replace(",", " ").split()) != set(after.replace(",", " ").split())


def _packages(settings: Settings) -> tuple[str, ...]:
    sasl = ("libsasl2-modules",) if settings.credentials else ()
    signer = ("opendkim",) if settings.dkim else ()
    return ("postfix", "ca-certificates", *sasl, *signer)


def _parts(plan: Plan) -> list[str]:
    """Return everything a plan stands on, as texts without secrets."""
    step, machine = plan.transition, plan.transition.machine
    return [
        *plan.packages,
        *plan.stamps,
        machine.main_cf or "",
        machine.master_cf or "",
        str(machine.current.number if machine.current else None),
        str(machine.running),
        step.compiled.main_cf,
        step.compiled.master_cf,
        *(table.shown() for table in step.compiled.tables),
        *(change.name for change in step.table_changes),
        *(f"{change.parameter} {change.after}" for change in _remembered(step.settings, machine)),
        *((step.signer, step.compiled.signer) if step.signer != "none" else ()),
    ]
