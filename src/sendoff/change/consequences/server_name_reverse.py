"""The reverse DNS of the server's address has another name.

What happens: mail goes to its destinations directly, and none of the addresses of the server's name has a PTR record
with that name.

Why it matters: large receivers refuse or suspect mail from an address without matching reverse DNS, over IPv6 always.

How to mend it: have the provider set the PTR record, or set sendoff::server_name to the name that it has.

When it is fine: mail leaves from another address than the name stands for (address translation), and that one is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _names
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    ask = _names.ask(transition)
    if ask and not transition.settings.relayhost:
        yield ask


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts, name = _names.facts(transition, answers), _names.own(transition)
    if not facts or transition.settings.relayhost:
        return
    # Addresses whose reverse DNS could not be asked are not among them.
    wrong = [address for address, names in facts.reverse.items() if name not in names]
    if wrong:
        said = [f"{address} ({some(list(facts.reverse[address])) or 'none'})" for address in wrong]
        text = f"The reverse DNS of {some(said)} is not {name}: large receivers may refuse mail from there."
        mend = f"Have the provider set the PTR record to {name}, or set {_names.KEY} to the name it has."
        yield found(transition, "server-name-reverse", "warn", text, _names.KEY, mend=mend)
