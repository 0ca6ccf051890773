"""Making a plan: documents, machine and consequences brought together."""

from __future__ import annotations

from sendoff.change.plan import Plan, plan, with_consequences
from sendoff.cli import documents
from sendoff.cli.documents import Documents
from sendoff.host import Host
from sendoff.host.observe import observe


def make(host: Host, given: Documents) -> Plan:
    """Return the plan for documents, with its consequences; the machine is only read."""
    settings = documents.settings(given)
    made = plan(settings, observe(host), documents.stamps(host, given, settings))
    return made if made.in_sync else judged(host, made)


def judged(host: Host, made: Plan) -> Plan:
    """Return the plan with what its rules find, after asking the world for what they need."""
    from sendoff.change import consequences  # start-up: not needed when in sync
    from sendoff.host.asks import answer

    step = made.transition
    answers = answer(host, consequences.asks(step))
    return with_consequences(made, tuple(consequences.judge(step, answers)))
