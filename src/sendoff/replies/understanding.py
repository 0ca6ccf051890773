"""What a receiver's reply means: class, provider, its own code, what is blocked, who must act, and what to do."""

from __future__ import annotations

import re

from sendoff.replies.blocked import blocked
from sendoff.replies.brief import brief
from sendoff.replies.classes import CLASSES
from sendoff.replies.collapsing import LOOKED_AT, collapsed, hidden
from sendoff.replies.finding import UNKNOWN, Found, found, next_hop
from sendoff.replies.row import Row
from sendoff.replies.rows import FILES
from sendoff.replies.templates import template
from sendoff.replies.understood import Understood

_PERMANENT = {"5": True, "4": False}


def understand(reply: str, *, relay: str = "", domain: str = "", dsn: str = "") -> Understood:
    """Return what a reply says.

    `reply` is as Postfix logs it (behind `status=... (`) or as people paste it. `relay` is the next hop as the log has
    it (`mx.example.org[192.0.2.7]:25`) or a host's name, `domain` the recipient's, `dsn` Postfix's own enhanced code.
    Never raises; text beyond 4096 characters is not looked at.
    """
    spaced = " ".join(reply[:LOOKED_AT].split())
    lead, text, host = brief(spaced)
    said = collapsed(lead, template(text), dsn)
    result = found(said, next_hop(relay, domain, host))
    kind, row = CLASSES[result.name], result.row
    return Understood(
        result.name,
        kind.coarse,
        _PERMANENT.get((said.code or said.enhanced)[:1]),
        result.provider,
        result.code or None,
        blocked(hidden(text), result.name, row.blocked if row else ""),
        (row and row.who) or kind.who,
        (row and row.next_step) or kind.next_step,
        _link(row, text),
        _sure(result),
        f"{result.table}/{result.place}" if row else None,
    )


def _link(row: Row | None, text: str) -> str | None:
    if row is None:
        return None
    within = re.search(row.link_within, text) if row.link_within else None
    return (within[0].rstrip(".,;") if within else row.link) or None


def _sure(result: Found) -> str:
    if result.row is None:
        return "no" if result.name == UNKNOWN else "code"
    return "exact" if result.table in FILES else "words"
