"""What an apply will do, in words, in the order in which it does it."""

from __future__ import annotations

from sendoff.change.plan import Plan
from sendoff.change.signing import NEW_KEY

_WAKES = {
    "none": "Postfix needs no waking",
    "reload": "reload Postfix (running deliveries end first)",
    "restart": "stop and start Postfix (SMTP clients are refused for a moment; the queue stays)",
    "start": "start Postfix",
}

_SIGNER = {
    "start": "start OpenDKIM with sendoff's own configuration; /etc/opendkim.conf is not touched",
    "reload": "have sendoff's OpenDKIM read its new configuration",
    "restart": "stop and start sendoff's OpenDKIM",
}


def steps(plan: Plan) -> list[str]:
    """Return the steps; what fails is undone from the files back to Postfix."""
    step = plan.transition
    found = []
    if plan.packages:
        own = "; the service of the package opendkim stays off" if "opendkim" in plan.packages else ""
        found.append(f"install {', '.join(plan.packages)}; no service starts by itself meanwhile{own}")
    found += _keys(plan)
    if step.compiled.tables and step.table_changes:
        found.append(f"build the tables in {step.compiled.folder}")
    if step.machine.main_cf is None:
        found.append("write /etc/aliases where there is none, so that root gets the postmaster's mail")
    found.append("have Postfix read the new files in a folder of their own")
    if step.signer in _SIGNER:
        found.append(_SIGNER[step.signer])
    found.append(_writing(plan))
    found.append(_WAKES[step.action])
    found.append("ask the running server whether it holds; undo it all if it does not")
    if step.signer == "stop":
        found.append("stop sendoff's OpenDKIM, which nothing uses any more; the keys stay in /var/lib/sendoff/dkim")
    return [f"{number}. {text}" for number, text in enumerate(found, 1)]


def _keys(plan: Plan) -> list[str]:
    new = [change for change in plan.transition.changes.values() if change.after == NEW_KEY]
    if not new:
        return []
    count, them = ("a key", "it") if len(new) == 1 else (f"{len(new)} keys", "them")
    return [f"make {count} in /var/lib/sendoff/dkim (RSA, 2048 bits); only the signer and root can read {them}"]


def _writing(plan: Plan) -> str:
    step = plan.transition
    if step.compiled.master_cf != step.machine.master_cf:
        return "write master.cf, then main.cf"
    same = step.compiled.main_cf == step.machine.main_cf
    return "remember it; main.cf and master.cf stay as they are" if same else "write main.cf"
