"""Apply: the whole change or none of it.

install · build beside · check in the shadow · undo record · swap · wake · verify · commit;
and where verification fails: files back first, then Postfix woken, then verified again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from sendoff.change.on_block import record
from sendoff.change.outcome import Outcome
from sendoff.change.plan import TABLES_ROOT, Plan, Transition, next_number
from sendoff.change.state import Generation
from sendoff.change.verify.finding import Finding
from sendoff.host import Host, aliases, building, observe, service, store, swap
from sendoff.host.errors import HostError
from sendoff.host.paths import MAIN_CF, MASTER_CF, PENDING
from sendoff.host.verifying import basics, log_mark, said_by_log, verify

Say = Callable[[str], None]
Documents = list[tuple[str, bytes]]

_KEPT_FOLDERS = 50
"""How many generations keep their tables; the documents are kept for all, so that each can be gone back to."""


def apply(host: Host, plan: Plan, documents: Documents, *, reason: str, accepted: frozenset[str], say: Say) -> Outcome:
    """Carry out a plan that was shown and not refused; the caller holds the lock.

    Every HostError before the swap leaves the machine as it was; after it, the change is undone.
    """
    step = plan.transition
    made = _generation(plan, reason, accepted)
    try:
        say("building the new configuration beside the live one")
        _remember_found(host, step)
        if step.settings.dkim:
            from sendoff.host.dkim import signing  # start-up: only where mail is signed

            signing.make_keys(host, step, say)
        building.build(host, step.compiled)
        swap.record(host, plan, made, documents)
    except HostError as error:
        _clean(host, step)
        return Outcome("refused", why=error.what, mend=error.mend)
    outcome = _change(host, plan, made, accepted, say)
    if outcome.result == "undone":
        return undo(host, step, outcome, say)
    _tidy(host, step, say)
    if plan.records:
        from sendoff.host.dkim import signing  # start-up

        return replace(outcome, records=signing.records(host, step))
    return outcome


def _change(host: Host, plan: Plan, made: Generation, accepted: frozenset[str], say: Say) -> Outcome:
    """Swap, wake, verify, commit; returns `done`, or `undone` for a change that must be undone now."""
    step, mark = plan.transition, log_mark(host)
    findings: tuple[Finding, ...] = ()
    try:
        if step.signer not in ("none", "stop"):
            from sendoff.host.dkim import signing  # start-up

            signing.bring(host, step, say)
        say("putting it in place" + _waking(step.action))
        swap.swap(host, plan)
        aliases.ensure(host)
        service.wake(host, step.action)
        say("asking the running server")
        # Nothing is known of files that sendoff did not make; there only the basics can be asked.
        findings = verify(host, step, mark, accepted, say) if step.compiled.parameters else basics(host, mark)
        failed = [finding for finding in findings if finding.result == "fail"]
        if failed:
            why = "; ".join(f"{finding.id}: {finding.answered}" for finding in failed)
            return Outcome("undone", why=why, mend=failed[0].mend, findings=findings)
        _commit(host, step, made, findings)
    except HostError as error:
        log = said_by_log(host, mark)
        why = f"{error.what}; the log says: {log}" if log else error.what
        return Outcome("undone", why=why, mend=error.mend, findings=findings)
    except Exception as error:  # noqa: BLE001 - whatever it is, the machine must not stay half changed
        why = f"a fault in sendoff: {type(error).__name__}: {error}"
        return Outcome("undone", why=why, mend="Please report it.", findings=findings)
    return Outcome("done", made.number, findings=findings)


def _waking(action: str) -> str:
    return {"none": "", "reload": " and reloading Postfix", "restart": " and restarting Postfix"}.get(
        action, " and starting Postfix"
    )


def _generation(plan: Plan, reason: str, accepted: frozenset[str]) -> Generation:
    step = plan.transition
    used = tuple(sorted(c.id for c in plan.consequences if c.id in accepted))
    moment = now()
    return Generation(
        number=int(step.compiled.folder.rpartition("/")[2]) if _is_new(step) else next_number(step.machine),
        applied=moment,
        reason=reason,
        parameters=dict(step.compiled.parameters),
        folder=step.compiled.folder if step.compiled.tables else "",
        monitoring=step.settings.monitoring,
        accepted=used,
        ledger=step.settings.ledger._asdict(),
        metrics_listen=step.settings.metrics_listen,
        domains=step.settings.domains,
        notify=len(step.settings.notify),
        dkim={signing.domain: [*signing.selectors] for signing in step.settings.dkim},
        on_block={entry.provider: entry.words() for entry in step.settings.on_block},
        detours=record(step.machine, moment),
        released=dict(step.machine.released),
    )


def _is_new(step: Transition) -> bool:
    current = step.machine.current
    return bool(step.compiled.tables) and step.compiled.folder != (current.folder if current else "")


def now() -> str:
    """Return the time, UTC, in ISO 8601 to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _remember_found(host: Host, step: Transition) -> None:
    """Keep what was there before sendoff's first change as generation 0."""
    if step.machine.current is not None:
        return
    found = {path.rpartition("/")[2]: host.files.read(path) for path in (MAIN_CF, MASTER_CF)}
    files = {name: data for name, data in found.items() if data is not None}
    made = Generation(0, now(), "as it was found", {}, "")
    store.write_generation(host, store.folder(0), made, files, [])


def _commit(host: Host, step: Transition, made: Generation, findings: tuple[Finding, ...]) -> None:
    unknown = tuple(f"{finding.id}: {finding.answered}" for finding in findings if finding.result == "unknown")
    if unknown:
        store.write_json(host, f"{PENDING}/generation.json", made._replace(unknown=unknown)._asdict())
    swap.advance(host, step, made, "verified")
    swap.commit(host, made.number)


def _tidy(host: Host, step: Transition, say: Say) -> None:
    """Remember what this Postfix can do, and remove what nobody needs any more; the change holds even if this fails."""
    if step.signer == "stop":
        from sendoff.host.dkim import signing  # start-up

        signing.stop(host, say)
    with suppress(HostError):
        observe.remember_build(host, observe.read_build(host))
        _prune(host)


def _prune(host: Host) -> None:
    """Remove the tables of generations long past, and those of applies that were undone."""
    kept = store.numbers(host)[-_KEPT_FOLDERS:]
    folders = {found.folder for number in kept if (found := store.generation(host, number))}
    for name in host.files.names(TABLES_ROOT):
        if f"{TABLES_ROOT}/{name}" not in folders:
            host.files.remove(f"{TABLES_ROOT}/{name}")


def _clean(host: Host, step: Transition) -> None:
    """Remove what a refused apply had built; what cannot be removed is in nobody's way."""
    with suppress(HostError):
        swap.forget(host)
        if _is_new(step):
            host.files.remove(step.compiled.folder)
            host.files.remove(f"{step.compiled.folder}.new")


def undo(host: Host, step: Transition, outcome: Outcome, say: Say) -> Outcome:
    """Put everything back as it was and see that it holds; the outcome says whether it does."""
    say("that did not hold; putting the former configuration back")
    mark = log_mark(host)
    try:
        edited = not _put_back(host, "restart" if _needs_restart(step, outcome) else step.action, step.machine.running)
        findings = basics(host, mark) if step.machine.running else ()
        swap.forget(host)
        if not edited:  # else main.cf may still name our tables
            _clean(host, step)
    except HostError as error:
        why = f"{outcome.why}; undoing: {error.what}"
        return Outcome("not-undone", why=why, mend=error.mend, findings=outcome.findings)
    broken = "; ".join(f"{f.id}: {f.answered}" for f in findings if f.result == "fail")
    if broken or edited:
        told = broken or "main.cf was edited by hand meanwhile and is left as it is"
        why = f"{outcome.why}; after the undo: {told}"
        return Outcome("not-undone", why=why, findings=(*outcome.findings, *findings))
    return outcome


def _needs_restart(step: Transition, outcome: Outcome) -> bool:
    # A program that ended with a fatal error is not started again for a minute, unless master itself is new.
    dead = ("log-clean", "running", "greeting")
    return step.action == "restart" or any(f.id in dead and f.result == "fail" for f in outcome.findings)


def _put_back(host: Host, action: str, was_running: bool) -> bool:
    """Restore the files, then wake Postfix; false when main.cf has been edited meanwhile and is left alone.

    A Postfix that did not run before is stopped first, since it cannot be told anything without a main.cf.
    """
    if not was_running:
        service.stop(host)
        restored = swap.restore(host)
    else:
        restored = swap.restore(host)
        service.wake(host, action)
    if restored:  # else main.cf may still name the new one
        swap.restore_signer(host)
    return restored


def recover(host: Host, say: Say) -> str | None:
    """Finish or undo what an apply left half done; returns what was done, in words. The caller holds the lock."""
    record = store.read_json(host, store.RECORD)
    if record is None:
        return None
    number = record["number"]
    if record["phase"] == "verified":
        swap.commit(host, number)
        return f"generation {number} had been verified; finished it"
    say(f"an apply begun {record['started']} did not finish; undoing it")
    action = "restart" if record["action"] == "restart" else "reload"
    restored = _put_back(host, action, record["was_running"])
    swap.forget(host)
    if not restored:
        return f"the apply begun {record['started']} was half done, but main.cf was edited since: left as it is"
    return f"undid the apply begun {record['started']}"
