"""Mail that would have another envelope sender."""

from __future__ import annotations

from sendoff.change.consequences import _senders
from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import OTHER, SAME, Counted, Kind, Traffic, Wanted, top

_ID = "envelope-sender-changes"
_RULES = ("envelope-from-covers-all", "envelope-from-is-local", "server-name-changes")


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    sender = transition.settings.envelope_from
    own = not sender and differs(transition, "myhostname")
    return Wanted(
        sender=str(sender) if sender else "",
        submitters=own or bool(_senders.new(transition)),
        sender_domains=own,
    )


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    sender = transition.settings.envelope_from
    if _senders.dropped(transition):
        every = sum(number for kind, number in traffic.kinds.items() if kind.sender in (SAME, OTHER))
        why = "the log has the rewritten sender, not the one that was given"
        return Counted(_ID, "would keep the sender that they are handed in with", 0, every, why, (), _RULES)
    if sender:
        if not _senders.new(transition):
            return None
        concerned = [(kind, number) for kind, number in traffic.kinds.items() if kind.sender == OTHER]
        text = f"would have the envelope sender {sender}"
    elif differs(transition, "myhostname"):
        name = (transition.before("myhostname") or transition.machine.host_name).lower()
        concerned = [(kind, number) for kind, number in traffic.kinds.items() if kind.sender_domain == name]
        text = f"have a sender at {name}, which becomes {transition.compiled.parameters['myhostname']}"
    else:
        return None
    return _counted(text, concerned)


def _counted(text: str, concerned: list[tuple[Kind, int]]) -> Counted:
    total, examples = top(iter(concerned), lambda kind: kind.submitter)
    who = f"; {total} user{'s' if total != 1 else ''} and clients" if total > 1 else ""
    return Counted(_ID, text + who, sum(number for _, number in concerned), examples=examples, rules=_RULES)
