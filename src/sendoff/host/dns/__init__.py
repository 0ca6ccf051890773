"""Asking DNS: for a whole run each question once, many at a time, all before one deadline.

Search domains are never used: every name is a whole name. SERVFAIL, REFUSED and silence are `unknown`, never absence.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sendoff.host.dns.names import NoName, dns_name
from sendoff.reputation.dns import FOUND, NO_SUCH_NAME, UNKNOWN, Answer

if TYPE_CHECKING:
    import dns.message
    import dns.name

    from sendoff.host.dns.exchange import Server

_AT_ONCE = 200
"""Questions under way; enough that some dozens without an answer do not keep the others waiting."""
_FIRST_TRY_SECONDS = 1.0
_LAST_ALIAS = 8
_NOBODYS = "does-not-exist.sendoff.invalid"


class Dns:
    """The DNS as one run sees it. `nameservers`: addresses; None: those of /etc/resolv.conf.

    `seconds` begin with the first question; what is asked after them is `unknown` at once. An instance belongs to one
    event loop. `asked` counts the questions that were really sent, each once.
    """

    def __init__(self, nameservers: Sequence[str] | None = None, *, seconds: float = 10.0, port: int = 53) -> None:
        self._nameservers = nameservers
        self._seconds, self._port = seconds, port
        self._servers: tuple[Server, ...] | None = None
        self._end: float | None = None
        self._answers: dict[tuple[str, str], asyncio.Task[Answer]] = {}
        self._names: dict[str, tuple[str, dns.name.Name] | str] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._invented: tuple[str, ...] | None = None
        self.asked = 0

    def left(self) -> float:
        """Return the seconds that remain; all of them before the first question."""
        return self._seconds if self._end is None else max(0.0, self._end - time.monotonic())

    async def ask(self, name: str, kind: str) -> Answer:
        """Return the answer to a question; `name` in presentation form, in A-labels or not.

        Never raises for what DNS says or does not say.
        """
        found = self._name(name)
        if isinstance(found, str):
            return Answer(name, kind, NO_SUCH_NAME, why=found)
        shown, whole = found
        task = self._answers.get((shown, kind))
        if task is None:
            task = self._answers[shown, kind] = asyncio.create_task(self._answer(shown, whole, kind))
        # Whoever stops waiting must not take the answer from the others who wait for it.
        return task.result() if task.done() else await asyncio.shield(task)

    async def invented(self) -> tuple[str, ...]:
        """Return the addresses that this resolver gives for names that do not exist; empty for an honest one.

        A name under `invalid` never exists (RFC 6761, 6.4); it is asked once in a run.
        """
        if self._invented is None:
            found = await asyncio.gather(self.ask(_NOBODYS, "A"), self.ask(_NOBODYS, "AAAA"))
            self._invented = tuple(value for one in found if one.outcome == FOUND for value in one.values)
        return self._invented

    def _name(self, text: str) -> tuple[str, dns.name.Name] | str:
        """Return a name as answers show it and as it is asked, or why it is none."""
        found = self._names.get(text)
        if found is None:
            from sendoff.host.dns.exchange import text_of

            try:
                whole = dns_name(text)
                found = (text_of(whole), whole)
            except NoName as error:
                found = str(error)
            self._names[text] = found
        return found

    async def _answer(self, shown: str, name: dns.name.Name, kind: str) -> Answer:
        from sendoff.host.dns.exchange import Failed, meaning

        self._end = self._end or time.monotonic() + self._seconds
        try:
            for _ in range(_LAST_ALIAS):
                async with self._places:
                    reply = await self._reply(name, kind)
                answer, following = meaning(shown, kind, reply)
                if following is None:
                    return answer
                name = dns_name(following)
            return Answer(shown, kind, UNKNOWN, why=f"more than {_LAST_ALIAS} aliases (CNAME) in a row")
        except (Failed, NoName) as error:
            return Answer(shown, kind, UNKNOWN, why=str(error))

    async def _reply(self, name: dns.name.Name, kind: str) -> dns.message.QueryMessage:
        """Ask the name servers in turn, with more patience in every round, until one answers."""
        from sendoff.host.dns.exchange import Failed, Silent, ask

        self.asked += 1
        patience, why = _FIRST_TRY_SECONDS, f"no answer within {self._seconds:g} s"
        while self.left() > 0:
            refusal = ""
            for server in self._asked_servers():
                try:
                    reply = await ask(server, name, kind, max(min(patience, self.left()), 0.01))
                except Silent as error:
                    why = str(error)
                except Failed as error:
                    refusal = refusal or str(error)
                else:
                    self._prefer(server)
                    return reply
            if refusal:
                raise Failed(refusal)
            if why != "timeout":
                # An unreachable network answers at once; asking in a tight loop would not mend it.
                await asyncio.sleep(min(0.2, self.left()))
            patience *= 2
        raise Failed(why)

    def _prefer(self, server: Server) -> None:
        # Where the first name server is dead, only the first questions wait for it.
        if self._servers and self._servers[0] != server:
            self._servers = (server, *(other for other in self._servers if other != server))

    def _asked_servers(self) -> tuple[Server, ...]:
        from sendoff.host.dns.exchange import Failed, Server

        if self._servers is None:
            addresses = _configured() if self._nameservers is None else self._nameservers
            self._servers = tuple(Server(address, self._port) for address in addresses)
        if not self._servers:
            raise Failed("no name server in /etc/resolv.conf" if self._nameservers is None else "no name server")
        return self._servers


def _configured() -> Sequence[str]:
    import dns.resolver

    try:
        return [str(server) for server in dns.resolver.Resolver().nameservers]
    except dns.resolver.NoResolverConfiguration:
        return ()
