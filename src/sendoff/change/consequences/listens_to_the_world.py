"""Other machines can connect to SMTP.

What happens: postfix::inet_interfaces goes beyond the loopback addresses, further than before. With all, Postfix
listens on every address that this machine has or gets at its next start.

Why it matters: a server that only sends mail of its own applications needs no such door. Strangers cannot relay, but
they can try passwords, fill connections, and deliver mail to the local users.

How to mend it: take the key out (loopback-only), or list only the addresses that clients use, and let the firewall
admit the trusted networks only.

When it is fine: other machines send their mail through this server. With private addresses only, this is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import present, words
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if transition.touches("inet_interfaces"):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    before = words(present(transition, "inet_interfaces") or "")
    if not transition.touches("inet_interfaces") or "all" in before:
        return
    mend = "Leave the key out if only this server's own applications send, and let a firewall guard port 25."
    if transition.settings.interfaces == ("all",):
        text = "SMTP listens on every address of this server: whoever reaches port 25 can connect."
        yield found(transition, "listens-to-the-world", "warn", text, _listening.KEY, mend=mend)
        return
    listed = _listening.addresses(transition, answers)
    new = [address for address in listed if not _listening.is_loopback(address) and address not in before]
    if new:
        public = any(map(_listening.is_public, new))
        text = f"SMTP listens on {some(new)}: whoever reaches port 25 there can connect."
        level = "warn" if public else "note"
        yield found(transition, "listens-to-the-world", level, text, _listening.KEY, mend=mend)
