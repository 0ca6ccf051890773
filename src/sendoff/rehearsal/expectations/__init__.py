"""Expectations: whether mail flows as the JSON says. One expectation, one file; its name is its id with `_` for `-`.

A file has a docstring of five parts, as the consequences have, and `judge(view)`, which yields what it finds in the
world as it would be. `ALWAYS` is true in one that holds of any mail system, whatever the JSON says: what fails there as
it is, too, and with the same values, was not brought by the change, whichever way the mails go.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from sendoff.rehearsal.expectations import _demands
from sendoff.rehearsal.expectations._view import View
from sendoff.rehearsal.mails import Surroundings
from sendoff.rehearsal.observed import Finding, World
from sendoff.rehearsal.stage import Stage

EXPECTATIONS: tuple[str, ...] = (
    "rehearsal-postfix-starts",
    "rehearsal-all-seen",
    "rehearsal-smarthost-takes-all",
    "rehearsal-direct-delivery",
    "rehearsal-fallback-takes-over",
    "rehearsal-table-keys",
    "rehearsal-login-used",
    "rehearsal-login-protected",
    "rehearsal-envelope-sender",
    "rehearsal-header-from-kept",
    "rehearsal-server-name",
    "rehearsal-trusted-relay",
    "rehearsal-strangers-refused",
    "rehearsal-size-limit",
    "rehearsal-smtputf8",
    "rehearsal-notices-arrive",
    "rehearsal-local-mail",
)
"""Every expectation's id, in the order in which they are told."""

_START = EXPECTATIONS[0]


class Expectation(Protocol):
    """What an expectation's module offers."""

    __doc__: str

    def judge(self, view: View) -> Iterator[Finding]:
        """Yield what it finds."""
        ...


class Scene(NamedTuple):
    """What was rehearsed, and what was seen in both worlds."""

    around: Surroundings
    stage: Stage
    now: World
    then: World


def load(name: str) -> Expectation:
    """Return an expectation by its id."""
    return cast(Expectation, import_module(f"{__name__}.{name.removeprefix('rehearsal-').replace('-', '_')}"))


def judge(scene: Scene) -> Iterator[Finding]:
    """Yield what every expectation finds of the system as it would be, with how it is as it is."""
    for name in EXPECTATIONS:
        if scene.then.trouble and name != _START:
            return
        judged = load(name).judge
        for found in judged(View(scene.around, scene.stage, scene.then)):
            named = found._replace(id=name)
            if named.result == "fail" and not named.as_before and not _demands.is_new(named, scene.around):
                named = named._replace(as_before=_is_as_before(named, scene) or _is_always_so(named, scene))
            yield named


def _is_as_before(found: Finding, scene: Scene) -> bool:
    """Tell whether all mails of a finding fare with the configuration as it is as they would."""
    if scene.then.fatal and found.id == _START:
        return scene.now.fatal == scene.then.fatal
    pairs = [(scene.now.observed.get(name), scene.then.observed.get(name)) for name in found.mails]
    return bool(pairs) and all(was is not None and comes is not None and was.like(comes) for was, comes in pairs)


def _is_always_so(found: Finding, scene: Scene) -> bool:
    """Tell whether what no mail system should do is done as it is, too: to all mails of a finding, or in the same way.

    The same way is enough, since mail that waits as it is shows nothing of it.
    """
    expectation = load(found.id)
    if not getattr(expectation, "ALWAYS", False) or not all(name in scene.now.observed for name in found.mails):
        return False
    before = [each for each in expectation.judge(View(scene.around, scene.stage, scene.now)) if each.result == "fail"]
    if found.values:
        return any({*found.values} <= {*each.values} for each in before)
    return any(found.mails and {*found.mails} <= {*each.mails} for each in before)
