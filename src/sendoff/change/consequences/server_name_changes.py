"""The server gets another name.

What happens: the name in the greeting and in HELO changes, and with it the domain of local addresses, such as that of
root's mail.

Why it matters: receivers compare HELO with the reverse DNS of the address, and SPF may be judged by it. Mail to
addresses under the old name is no longer delivered here.

How to mend it: let PTR and address records follow the name, or set sendoff::server_name to the present one.

When it is fine: the DNS has the new name already.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.consequences._names import KEY
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if transition.machine.main_cf is None or not transition.touches("myhostname"):
        return
    before = transition.before("myhostname") or transition.machine.host_name
    name = transition.compiled.parameters["myhostname"]
    if "$" not in before and before.lower() != name.lower():
        text = f"The server calls itself {name} instead of {before}: reverse DNS and SPF must follow."
        mend = f"See that the PTR record says {name}, or set {KEY} to {before}."
        yield found(transition, "server-name-changes", "warn", text, KEY, mend=mend)
