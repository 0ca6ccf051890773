"""Making a plan: documents, machine and consequences brought together."""

from __future__ import annotations

from sendoff.change.plan import Plan, plan, with_consequences
from sendoff.cli import documents
from sendoff.cli.documents import Documents
from sendoff.host import Host
from sendoff.host.observe import observe


def draft(host: Host, given: Documents) -> Plan:
    """Return the plan for documents without its consequences; the machine is only read."""
    settings = documents.settings(given)
    return plan(settings, observe(host), documents.stamps(host, given, settings))


def judged(host: Host, made: Plan) -> Plan:
    """Return a plan with what its rules find, after asking the world for what they need.

    A plan that changes nothing brings nothing, and no rule knows what files mean that sendoff did not make.
    """
    step = made.transition
    if made.in_sync or not step.compiled.parameters:
        return made
    from sendoff.change import consequences  # start-up: not needed when in sync
    from sendoff.host.asks import answer

    answers = answer(host, consequences.asks(step))
    return with_consequences(made, tuple(consequences.judge(step, answers)))
