"""What an apply does about DKIM."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sendoff.change import signing
from sendoff.change.plan import Transition
from sendoff.host import Host
from sendoff.host.dkim import keys, signer
from sendoff.host.errors import HostError

Say = Callable[[str], None]


def make_keys(host: Host, step: Transition, say: Say) -> None:
    """Make the keys that are missing. They stay whatever comes, so that a record that was published stays right."""
    keys.ensure(host, step.settings, say)


def bring(host: Host, step: Transition, say: Say) -> None:
    """Have the signer answer before Postfix hands it mail."""
    say("having OpenDKIM read its new configuration" if step.signer == "reload" else "starting OpenDKIM")
    signer.bring(host, step.compiled.signer, step.signer)


def stop(host: Host, say: Say) -> None:
    """Stop the signer, now that Postfix hands it no new mail; what is left over, the next plan shows."""
    say("stopping OpenDKIM, which nothing uses any more")
    with suppress(HostError):
        signer.stop(host)


def records(host: Host, step: Transition) -> tuple[tuple[str, str | None], ...]:
    """Return the records to publish, now that all keys are there."""
    return signing.records(step.settings, keys.found(host))
