"""The ledger will know less, or another part, of past mail.

What happens: retention_days or max_megabytes of sendoff::ledger becomes smaller: `sendoff watch` deletes what is older,
or the oldest of what is too large. Or addresses changes: new deliveries are stored in the new form; what is stored
keeps its form until it ages out.

Why it matters: what was deleted does not come back, but for what the logs still have. Until the old rows have aged
out, whole addresses may stand beside hashed ones, and a report adds them up as different people.

How to mend it: leave the numbers as they are, or save the ledger's file first. To be rid of whole addresses at once,
stop the watch, remove the ledger and import the logs anew.

When it is fine: the data is no longer needed, or may no longer be kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_KEY = "sendoff::ledger"
_MEND = "Leave it as it is if that mail may still be asked for."
_ONE_FORM = "To have one form at once, stop the watch, remove the ledger and import the logs anew."


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`; what the ledger holds is known only where an applied generation says how it was kept."""
    if transition.machine.current is None:
        return
    for text, mend in _texts(transition):
        yield found(transition, "ledger-forgets", "note", text, _KEY, mend=mend)


def _texts(transition: Transition) -> Iterator[tuple[str, str]]:
    changes, kept = transition.changes, transition.settings.ledger
    days, size, addresses = (changes.get(f"ledger.{name}") for name in ("retention_days", "max_megabytes", "addresses"))
    if days and int(days.before or 0) > kept.retention_days:
        unit = "day" if kept.retention_days == 1 else "days"
        yield (
            f"The ledger forgets mail older than {kept.retention_days} {unit}; until now it kept {days.before}.",
            _MEND,
        )
    if size and int(size.before or 0) > kept.max_megabytes:
        yield f"If the ledger is larger than {kept.max_megabytes} MB, it forgets its oldest mail.", _MEND
    if addresses:
        text = (
            f"New deliveries are stored with addresses in the form {kept.addresses}; what is stored already keeps the "
            f"form {addresses.before} for up to {kept.retention_days} days."
        )
        yield text, _ONE_FORM
