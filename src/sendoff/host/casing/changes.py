"""What was changed in this server's configuration since a moment: names only, for the provider's eyes."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from sendoff.host import Host, store
from sendoff.reputation.cases.filling import moment

_MOST_NAMES = 6


def changes(host: Host, since: int | None) -> tuple[str, ...]:
    """Return the configurations applied since a moment (µs) that changed something, the oldest first.

    Raises:
        HostError: what sendoff applied cannot be read.
    """
    if since is None:
        return ()
    made = [found for number in store.numbers(host) if (found := store.generation(host, number))]
    told = []
    for before, after in pairwise(made):
        at = round(datetime.fromisoformat(after.applied).timestamp() * 1_000_000)
        names = sorted(
            name
            for name in {*before.parameters, *after.parameters}
            if before.parameters.get(name) != after.parameters.get(name)
        )
        # Generation 0 is what was found, with all that sendoff never set.
        if at >= since and names and before.number:
            more = ", ..." if len(names) > _MOST_NAMES else ""
            told.append(f"{moment(at)}: the mail server's {', '.join(names[:_MOST_NAMES])}{more}")
    return tuple(told)
