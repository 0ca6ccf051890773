"""The swap: the undo record first, then the files, in an order that leaves a working server at every instant.

    pending/undo.json   written before anything live changes; its phase says how far the apply came
    pending/before/     the two files as they were, and the DKIM signer's

master.cf goes first, since what sendoff adds there is used only once main.cf names it; the rename
of main.cf is the one moment at which the new configuration counts.
"""

from __future__ import annotations

from contextlib import suppress

from sendoff.change.plan import Plan, Transition
from sendoff.change.state import Generation
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.paths import MAIN_CF, MASTER_CF, PENDING
from sendoff.host.texts import decoded, encoded

BEFORE = f"{PENDING}/before"
SIGNER = "opendkim.conf"


def record(host: Host, plan: Plan, made: Generation, documents: list[tuple[str, bytes]]) -> None:
    """Write the undo record and the generation to be; from here on a killed apply can be undone."""
    step = plan.transition
    host.files.remove(PENDING)
    files = {"main.cf": encoded(step.compiled.main_cf), "master.cf": encoded(step.compiled.master_cf)}
    if step.settings.notify:
        files[store.NOTIFY] = store.as_json([*step.settings.notify])
    store.write_generation(host, PENDING, made, files, documents)
    host.files.make_folder(BEFORE, 0o700)
    live = None if step.machine.main_cf is None else encoded(step.machine.main_cf)
    signer = step.machine.signer.configuration
    former = [("main.cf", live), ("master.cf", host.files.read(MASTER_CF))]
    if signer is not None:
        former.append((SIGNER, encoded(signer)))
    for name, data in former:
        if data is not None:
            host.files.write(f"{BEFORE}/{name}", data, 0o600)
    advance(host, step, made, "swapping")


def advance(host: Host, step: Transition, made: Generation, phase: str) -> None:
    """Note how far the apply has come: `swapping`, then `verified`."""
    entry = {
        "number": made.number,
        "started": made.applied,
        "action": step.action,
        "phase": phase,
        "was_running": step.machine.running,
    }
    if step.signer != "none":
        entry |= {"signer": step.signer, "signer_was_running": step.machine.signer.running}
    store.write_json(host, store.RECORD, entry)


def swap(host: Host, plan: Plan) -> None:
    """Put the new files in place.

    Raises:
        HostError: main.cf was edited since it was observed; nothing has changed then.
    """
    step = plan.transition
    expected = None if step.machine.main_cf is None else encoded(step.machine.main_cf)
    if host.files.read(MAIN_CF) != expected:
        raise HostError("main.cf was edited while the change was prepared", "Plan again and look at the difference.")
    master = encoded(step.compiled.master_cf)
    if host.files.read(MASTER_CF) != master:
        host.files.write(MASTER_CF, master, _mode(host, MASTER_CF))
    host.files.write(MAIN_CF, encoded(step.compiled.main_cf), _mode(host, MAIN_CF), settled=True)


def restore(host: Host) -> bool:
    """Put the files back as the undo record has them; false when main.cf has been edited since, and is left alone."""
    live, ours = host.files.read(MAIN_CF), host.files.read(f"{PENDING}/main.cf")
    before = host.files.read(f"{BEFORE}/main.cf")
    if live not in (ours, before):
        return False
    if before is None:
        host.files.remove(MAIN_CF)
    elif live != before:
        host.files.write(MAIN_CF, before, _mode(host, MAIN_CF), settled=True)
    master = host.files.read(f"{BEFORE}/master.cf")
    if master is not None and host.files.read(MASTER_CF) != master:
        host.files.write(MASTER_CF, master, _mode(host, MASTER_CF))
    return True


def restore_signer(host: Host) -> None:
    """Have the DKIM signer as it was before the apply of the undo record, if that did anything to it."""
    record = store.read_json(host, store.RECORD) or {}
    if "signer" in record:
        from sendoff.host.dkim import signer  # start-up: only where mail is signed

        before = host.files.read(f"{BEFORE}/{SIGNER}")
        signer.put_back(host, None if before is None else decoded(before), was_running=record["signer_was_running"])


def commit(host: Host, number: int) -> None:
    """Make the pending generation the current one, in one step."""
    host.files.remove(store.folder(number))
    host.files.rename(PENDING, store.folder(number))
    # The rename counted; what is left of the undo record is only in the way.
    with suppress(HostError):
        host.files.remove(f"{store.folder(number)}/undo.json")
        host.files.remove(f"{store.folder(number)}/before")


def forget(host: Host) -> None:
    """Drop the undo record, and then what it referred to."""
    host.files.remove(store.RECORD)
    host.files.remove(PENDING)


def _mode(host: Host, path: str) -> int:
    status = host.files.status(path)
    return status.mode if status else 0o644
