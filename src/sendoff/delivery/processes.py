"""What delivery processes say before the line that names the recipient: TLS, and hosts that were tried.

Those lines have no queue id, so they belong to the next attempt of the same process, and to all recipients of that
attempt; never to another message.
"""

from __future__ import annotations

from typing import Any

MICRO = 1_000_000
_SLACK = 2 * MICRO
_KEPT = 3600 * MICRO
_MOST_WORDS = 500


class Processes:
    """The last words of each process, by its tag with the pid. `state` and `restore` carry them over a restart."""

    def __init__(self) -> None:
        self._tls: dict[str, list[Any]] = {}  # process -> [when, peer, words, queue id or None]
        self._tried: dict[str, list[Any]] = {}  # process -> [when, words, attempt or None]

    def tls(self, process: str, when: int, peer: str, words: str) -> None:
        """Note a TLS connection."""
        self._tls[process] = [when, peer, words, None]

    def tried(self, process: str, when: int, words: str) -> None:
        """Note a host that could not be used."""
        found = self._tried.get(process)
        if found is None or found[2] is not None or when - found[0] > _KEPT:
            self._tried[process] = [when, words[:_MOST_WORDS], None]
        elif len(found[1]) < _MOST_WORDS and words not in found[1]:
            found[0], found[1] = when, f"{found[1]}; {words}"[:_MOST_WORDS]

    def tls_of(self, process: str, queue_id: str, when: int, relay: str, *, reused: bool, took: int) -> str:
        """Return the TLS of an attempt that took so long (microseconds); empty where none was told."""
        found = self._tls.get(process)
        if found is None or found[1] != relay:
            return ""
        if not reused and ((found[3] or queue_id) != queue_id or found[0] < when - took - _SLACK):
            return ""
        found[3] = queue_id
        return str(found[2])

    def tried_of(self, process: str, queue_id: str, when: int, relay: str, *, took: int, reply: str) -> str:
        """Return which hosts were tried before in an attempt; empty where none was, or the reply itself tells it.

        A process may try several destinations of one message: where no host was reached, those of one attempt have one
        reply; where one was, one relay. What that relay said before was about another recipient, who goes elsewhere.
        """
        found = self._tried.get(process)
        attempt = [queue_id, reply if relay in ("", "none") else relay]
        if found is None or (found[2] or attempt) != attempt or found[0] < when - took - _SLACK:
            return ""
        host, bracket, _ = relay.partition("]")
        if bracket and f"host {host}] " in found[1] and f"host {host}] " not in reply:
            return ""
        found[2] = attempt
        before = str(found[1]).removesuffix(reply).removesuffix("; ") if reply else str(found[1])
        return "" if before in reply else before

    def prune(self, now: int) -> None:
        """Forget what is too old to belong to anything that comes."""
        for kept in (self._tls, self._tried):
            for process in [process for process, found in kept.items() if found[0] < now - _KEPT]:
                del kept[process]

    def state(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {"tls": self._tls, "tried": self._tried}

    def restore(self, state: dict[str, Any]) -> None:
        """Take what `state` gave."""
        self._tls, self._tried = state["tls"], state["tried"]
