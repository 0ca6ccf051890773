"""The class of each refusal while a log is read: as `understand` would say, but for a million of them.

Replies differ in ids, addresses and times. What is remembered is the answer for what `brief` leaves of a reply, and
for the template of that; the tables are asked only where neither is known. Both are bounded.
"""

from __future__ import annotations

from typing import NamedTuple

from sendoff.replies.brief import brief
from sendoff.replies.collapsing import collapsed
from sendoff.replies.finding import found, next_hop
from sendoff.replies.templates import template

_MOST = 4096
_Key = tuple[str, str, str, str | None]


class Classified(NamedTuple):
    """A reply's class, and the provider's own code or an empty text; `guessed` by single words only."""

    name: str
    code: str
    guessed: bool = False


_by_text: dict[_Key, Classified] = {}
_by_template: dict[_Key, Classified] = {}


def classify(reply: str, dsn: str, relay: str) -> Classified:
    """Return the class of a reply. Never raises."""
    lead, text, host = brief(reply)
    key = (lead, text, dsn, next_hop(relay, "", host))
    return _by_text.get(key) or _remembered(_by_text, key, _by_its_template(*key))


def _by_its_template(lead: str, text: str, dsn: str, provider: str | None) -> Classified:
    key = (lead, template(text), dsn, provider)
    answer = _by_template.get(key)
    if answer is None:
        result = found(collapsed(lead, key[1], dsn), provider)
        answer = _remembered(_by_template, key, Classified(result.name, result.code, result.guessed))
    return answer


def _remembered(known: dict[_Key, Classified], key: _Key, answer: Classified) -> Classified:
    if len(known) >= _MOST:
        known.clear()
    known[key] = answer
    return answer
