"""What a server really did, as far as it decides about a change: the ledger's deliveries, counted by what they share.

There may be millions of deliveries, but few combinations of who handed them in, as what, and what is special of them;
so memory follows the combinations, and every question about a change is answered from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sendoff.delivery.gaps import Gap

REMOTE, OVER_LIMIT, OUTSIDE_ASCII, DEFERRED, VIA, AT_DOMAINS, NO_SIZE, BY_NOBODY = (1 << bit for bit in range(8))
"""What may be special of a delivery: it left by SMTP; larger than the new limit; an address outside ASCII; it was
deferred at least once; it left through a host of `Wanted.hosts`; its recipient is at one of `Wanted.domains`; the
ledger does not know its size, or who handed it in."""

NULL, SAME, OTHER = "null", "same", "other"
"""How an envelope sender relates to `Wanted.sender`."""


class Wanted(NamedTuple):
    """What a change makes a difference to: a size (bytes; 0: none), an envelope sender, hosts, recipients' domains.

    `outside_ascii`: addresses outside ASCII. `clients`, `submitters` and `sender_domains` are told apart only where
    they are wanted, since each of them multiplies the kinds.
    """

    limit: int = 0
    sender: str = ""
    hosts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    outside_ascii: bool = False
    clients: bool = False
    submitters: bool = False
    sender_domains: bool = False


class Kind(NamedTuple):
    """What deliveries share. What the ledger does not know, or nobody wanted, is None.

    `client` is name[address] of an SMTP client, `user` who called sendmail, `sasl` a login name. `sender` is one of
    `NULL`, `SAME`, `OTHER`; `sender_domain` is empty for the null sender. `marks` are bits.
    """

    client: str | None
    user: str | None
    sasl: str | None
    sender: str | None
    sender_domain: str | None
    marks: int

    @property
    def submitter(self) -> str | None:
        """Return who handed it in, in one word; None where nobody knows."""
        return self.user or self.sasl or self.client


class Traffic(NamedTuple):
    """The deliveries of a span (microseconds since 1970), by kind, and what of it the ledger does not know.

    `large` are the senders of messages over the limit, with how many deliveries, the most first.
    """

    since: int
    until: int
    kinds: Mapping[Kind, int]
    gaps: tuple[Gap, ...] = ()
    large: tuple[tuple[str, int], ...] = ()

    @property
    def deliveries(self) -> int:
        """Return how many deliveries there were."""
        return sum(self.kinds.values())

    def having(self, marks: int) -> Iterator[tuple[Kind, int]]:
        """Yield the kinds that have all of these marks, with their counts."""
        return ((kind, count) for kind, count in self.kinds.items() if kind.marks & marks == marks)

    def number(self, marks: int) -> int:
        """Return how many deliveries have all of these marks."""
        return sum(count for _, count in self.having(marks))


class Counted(NamedTuple):
    """What a change would have done to the deliveries of the span.

    `id` is the file's name; `deliveries` are those concerned, `unknown` those of which nobody can tell, `why`.
    `examples` are whose they were, the most first. `rules` are the consequences that this counts.
    """

    id: str
    text: str
    deliveries: int
    unknown: int = 0
    why: str = ""
    examples: tuple[tuple[str, int], ...] = ()
    rules: tuple[str, ...] = ()


MOST = 5
"""So many examples are named."""


def top(
    pairs: Iterator[tuple[Kind, int]], name: Callable[[Kind], str | None]
) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return how many different names there are, and the most frequent."""
    found: dict[str, int] = {}
    for kind, count in pairs:
        said = name(kind)
        if said is not None:
            found[said] = found.get(said, 0) + count
    ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return len(found), tuple(ranked[:MOST])
