"""The table of credentials has no entry for the smarthost.

What happens: postfix::smtp_sasl_password_maps names an existing table, and neither the next hop as written nor its
host name is in it.

Why it matters: a missing entry is silent. Mail goes out without a login, and most smarthosts then refuse it for good.

How to mend it: add a line for the next hop to the table, in the spelling of postfix::relayhost, and run postmap.

When it is fine: the smarthost knows this server by its address; or the next hop is a domain and the entries are by
the names of its MX hosts (that is a note).
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, TableFacts, Unknown
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import NextHop


def _asks_for(table: str, hop: NextHop) -> list[Ask]:
    return [Ask("table-entry", table, key) for key in dict.fromkeys((hop.text, hop.host))]


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    table = transition.settings.credentials.table
    for hop in _routes.concerned(transition) if table else ():
        yield from _asks_for(table or "", hop)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    table = transition.settings.credentials.table
    for hop in _routes.concerned(transition) if table else ():
        replies = [answers.get(ask) for ask in _asks_for(table or "", hop)]
        if any(isinstance(reply, TableFacts) and reply.found for reply in replies):
            continue
        failed = next((reply for reply in replies if isinstance(reply, Unknown)), None)
        if failed:
            text = f"Whether {table} has credentials for {hop.text} could not be found out."
            yield found(
                transition, "credentials-not-in-table", "note", text, _routes.CREDENTIALS, unknown=failed.reason
            )
        elif all(isinstance(reply, TableFacts) for reply in replies):
            names = f"{hop.text} nor for {hop.host}" if hop.text != hop.host else hop.text
            either = "neither for" if hop.text != hop.host else "not for"
            text = f"{table} has credentials {either} {names}: mail goes there without a login."
            mend = f"Add an entry {hop.text} to the table and run postmap on it."
            level = "note" if hop.by_mx else "warn"
            yield found(transition, "credentials-not-in-table", level, text, _routes.CREDENTIALS, mend=mend)
