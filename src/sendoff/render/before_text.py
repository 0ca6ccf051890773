"""The rehearsal before an apply, for people: what changes, and what of it weighs."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.plan import Plan
from sendoff.config.masking import printable
from sendoff.rehearsal.before import FIRST, INSTALLED, Before, Expected
from sendoff.rehearsal.observed import Rehearsal
from sendoff.render import plan_text, rehearsal_text
from sendoff.render.style import Style

_MOST = 10
"""So many differences are told here; `sendoff rehearse` tells all."""


def text(before: Before, plan: Plan, accepted: frozenset[str], style: Style) -> str:
    """Return what a rehearsal came to; `plan` has what it found among its consequences."""
    return "\n".join(_lines(before, plan, accepted, style))


def _lines(before: Before, plan: Plan, accepted: frozenset[str], style: Style) -> Iterator[str]:
    if before.rehearsal is None:
        yield style.paint(style.wrap(f"not rehearsed: {printable(before.why)}", ""), "yellow")
        return
    yield ""
    yield style.paint("in rehearsal", "bold")
    differences = before.rehearsal.differences
    yield from (style.wrap(f"~ {printable(each.text)}", "  ") for each in differences[:_MOST])
    if len(differences) > _MOST:
        yield f"  ~ and {len(differences) - _MOST} more: `sendoff rehearse` tells all"
    if not differences:
        yield "  no difference: all mail goes as it went"
    order = [each.id for each in before.rehearsal.findings]
    told = sorted((found for found in plan.consequences if found.id in order), key=lambda found: order.index(found.id))
    for found in told:
        yield from plan_text.consequence(found, accepted, style)
    yield f"  {_verdict(before.rehearsal, style, stops=bool(plan.refused(accepted)))}"


def _verdict(rehearsal: Rehearsal, style: Style, *, stops: bool) -> str:
    if rehearsal.flows is False and not stops:
        return style.paint("nothing of this stops the apply", "yellow") + f" {rehearsal_text.how(rehearsal, style)}"
    return rehearsal_text.verdict(rehearsal, style)


def expected(found: Expected) -> str:
    """Return when a change will be rehearsed."""
    if found.when == FIRST:
        return "before that it is rehearsed in private networks; where mail does not flow there, nothing is done"
    if found.when == INSTALLED:
        return f"it is rehearsed in private networks once {found.why} is installed"
    return f"not rehearsed: {printable(found.why)}"
