"""What an apply will do, in words, in the order in which it does it."""

from __future__ import annotations

from sendoff.change.plan import Plan

_WAKES = {
    "none": "Postfix needs no waking",
    "reload": "reload Postfix (running deliveries end first)",
    "restart": "stop and start Postfix (SMTP clients are refused for a moment; the queue stays)",
    "start": "start Postfix",
}


def steps(plan: Plan) -> list[str]:
    """Return the steps; what fails is undone from the files back to Postfix."""
    step = plan.transition
    found = []
    if plan.packages:
        found.append(f"install {', '.join(plan.packages)}; no service starts by itself meanwhile")
    if step.compiled.tables and step.table_changes:
        found.append(f"build the tables in {step.compiled.folder}")
    if step.machine.main_cf is None:
        found.append("write /etc/aliases where there is none, so that root gets the postmaster's mail")
    found.append("have Postfix read the new files in a folder of their own")
    found.append(_writing(plan))
    found.append(_WAKES[step.action])
    found.append("ask the running server whether it holds; undo it all if it does not")
    return [f"{number}. {text}" for number, text in enumerate(found, 1)]


def _writing(plan: Plan) -> str:
    step = plan.transition
    if step.compiled.master_cf != step.machine.master_cf:
        return "write master.cf, then main.cf"
    same = step.compiled.main_cf == step.machine.main_cf
    return "remember it; main.cf and master.cf stay as they are" if same else "write main.cf"
