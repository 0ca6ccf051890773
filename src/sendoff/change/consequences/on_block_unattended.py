"""Nothing on this machine switches a detour on or off by itself.

What happens: sendoff::on_block names a provider, and the units that have systemd follow the incidents of `sendoff
watch` are not installed.

Why it matters: when the provider blocks, its mail goes on being refused until somebody runs `sendoff apply --live`; and
a detour stays on until somebody does.

How to mend it: `sendoff watch --install` installs the watch and those units. Without systemd, have cron run `sendoff
apply --live --yes` every few minutes, beside the watch.

When it is fine: cron does it already, or somebody applies by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change import plan
from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, FileFacts
from sendoff.change.plan import Consequence, Transition

_ASK = Ask("file", "/etc/systemd/system/sendoff-on-block.path")


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    named = (name.startswith(plan.ON_BLOCK) and change.after for name, change in transition.changes.items())
    if any(named) and not transition.settings.relayhost:
        yield _ASK


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts = answers.get(_ASK) if list(asks(transition)) else None
    if isinstance(facts, FileFacts) and not facts.exists:
        text = "Nothing switches this on or off by itself here: the units of `sendoff watch` are not installed."
        mend = "Run `sudo sendoff watch --install`, or have cron run `sendoff apply --live --yes`."
        yield found(transition, "on-block-unattended", "note", text, _routes.ON_BLOCK, mend=mend)
