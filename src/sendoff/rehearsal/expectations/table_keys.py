"""The entries of routing tables stand under keys that Postfix looks for.

What happens: the administrator's transport_maps and tables of routes by sender are read, where the change moves the way
of all other mail, or the table itself: for keys that Postfix looks for never, such as *.example.net or example.net. in
transport_maps, and example.net without its @ in a table by sender.

Why it matters: such an entry does nothing and nobody is told. What it was made for takes the way of all other mail,
which now is another one.

How to mend it: transport_maps has example.net for a domain, .example.net for all below it and user@example.net for one
address; a table by sender has @example.net and user@example.net (transport(5), postconf(5)).

When it is fine: the entry is no longer needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.configuration import Configuration, references
from sendoff.rehearsal.expectations._view import View
from sendoff.rehearsal.observed import WARN, Finding

_BY_RECIPIENT = "transport_maps"
_BY_SENDER = ("sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps")
_WAYS = ("relayhost", "default_transport", "smtp_fallback_relay")
_PATTERNS = ("regexp:", "pcre:", "cidr:")
_NULL_SENDER = "<>"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    now, then = view.around.now, view.around.then
    moved = now is not None and any(now.value(name) != then.value(name) for name in _WAYS)
    for name in (_BY_RECIPIENT, *_BY_SENDER):
        known = () if moved or now is None else [*_never(now, name)]
        keys = [key for key in _never(then, name) if key not in known]
        if keys:
            text = f"{name}: Postfix never looks for {', '.join(keys)}"
            yield Finding("", "fail", text, None, weight=WARN)


def _never(configuration: Configuration, name: str) -> Iterator[str]:
    by_sender = name in _BY_SENDER
    for reference in references(configuration.value(name)):
        if not reference.removeprefix("proxy:").startswith(_PATTERNS):
            yield from (key for key in configuration.tables.get(reference, ()) if _is_dead(key, by_sender=by_sender))


def _is_dead(key: str, *, by_sender: bool) -> bool:
    if by_sender:
        return key != _NULL_SENDER and ("@" not in key or "*" in key)
    return key != "*" and ("*" in key or key.startswith("@") or key.endswith("."))
