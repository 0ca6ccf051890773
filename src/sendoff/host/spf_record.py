"""Finding the smallest change to a domain's record with which every server passes; each step is tried out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from sendoff.host.dns import Dns
from sendoff.host.spf import Question, cost, verdicts
from sendoff.reputation.dns import FOUND, NO_SUCH_NAME, UNKNOWN
from sendoff.reputation.spf.proposal import ADD, DROP, MERGE, NEW, Change, Proposal, Published, TermCost
from sendoff.reputation.spf.record import Term, merged, published, terms, with_term, without
from sendoff.reputation.spf.review import Cost, Remark, near_misses, review
from sendoff.reputation.spf.servers import Server, address_term
from sendoff.reputation.spf.verdict import MOST_LOOKUPS, PASS, Check

_ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")


async def proposal(dns: Dns, domain: str, servers: Sequence[Server]) -> Proposal:
    """Return what to publish for a domain so that these servers pass."""
    answer = await dns.ask(domain, "TXT")
    if answer.outcome == UNKNOWN:
        why = f"TXT of {answer.name}: {answer.why}"
        return Proposal(domain, (), "", 0, (), (), (), (), (), 0, 0, (), tuple(servers), unknown=why)
    today = published(answer.values)
    work = _Work(dns, domain, servers)
    before = await work.checks(today[0] if len(today) == 1 else None)
    if today:
        record = await work.mended(today)
        record = await work.added(record)
    else:
        record = work.new()
    after = await work.checks(record)
    spent = Cost(*await cost(dns, domain, record))
    return Proposal(
        domain,
        today,
        record,
        answer.ttl if today else 0,
        tuple(work.changes),
        tuple(before),
        tuple(after),
        (*near_misses(answer.values), *await examined(dns, domain, today)),
        (*review([record], spent), *_still_wrong(after)),
        spent.lookups,
        spent.void,
        await _costs(dns, domain, today[0], before) if len(today) == 1 else (),
        tuple(servers),
        tuple(await work.notes(answer.outcome == NO_SUCH_NAME, new=not today)),
    )


async def examined(dns: Dns, domain: str, records: Sequence[str]) -> list[Remark]:
    """Return what is wrong with published records, or with one to try, its cost included."""
    return review(records, Cost(*await cost(dns, domain, records[0])) if len(records) == 1 else None)


async def looked_at(dns: Dns, domain: str) -> Published:
    """Return what a domain publishes, with what is wrong with it; nothing where DNS could not be asked."""
    answer = await dns.ask(domain, "TXT")
    today = published(answer.values)
    return Published(domain, today, (*near_misses(answer.values), *await examined(dns, domain, today)))


def _still_wrong(checks: Iterable[Check]) -> list[Remark]:
    reasons = dict.fromkeys(check.why for check in checks if check.result == "permerror")
    return [
        Remark("fail", "spf-permerror", why, "Mend this in the record; until then no server passes.") for why in reasons
    ]


class _Work:
    """One domain's record while it is changed; `changes` are the steps so far."""

    def __init__(self, dns: Dns, domain: str, servers: Sequence[Server]) -> None:
        self._dns, self._domain, self._servers = dns, domain, servers
        self.changes: list[Change] = []

    async def checks(self, policy: str | None) -> list[Check]:
        """Return the verdict on each address of each server by a record, or by what is published."""
        return await verdicts(self._dns, questions(self._domain, self._servers, policy))

    def new(self) -> str:
        """Return the record for a domain without one."""
        added: dict[str, None] = {"mx": None}
        for server in self._servers:
            named = [self._short(term) for term in server.terms]
            asking = [term for term in (*added, *named) if not term.startswith("ip")]
            # Beyond ten lookups, addresses: they take none, but have to be kept up to date by hand.
            whole = len(dict.fromkeys(asking)) <= MOST_LOOKUPS or not server.addresses
            added |= dict.fromkeys(named if whole else map(address_term, server.addresses))
        names = ", ".join(server.name for server in self._servers)
        record = " ".join(("v=spf1", *added, "-all"))
        self.changes.append(Change(NEW, record, f"nothing is published; {names} and the hosts of the domain's MX send"))
        return record

    async def mended(self, today: Sequence[str]) -> str:
        """Return one record of all that are published, without includes that make every check permerror."""
        record = today[0]
        if len(today) > 1:
            record = merged(today)
            self.changes.append(
                Change(MERGE, record, f"{len(today)} records are published, and every check is permerror", "nobody")
            )
        targets = [term for term in terms(record) if term.name == "include" and "%" not in term.target]
        dead = [(term, why) for term in targets if (why := await self._dead(term))]
        for term, why in dead:
            loses = "nobody: every check that comes to it is permerror"
            self.changes.append(Change(DROP, term.raw, why, loses))
        return without(record, [term.raw for term, _ in dead])

    async def _dead(self, term: Term) -> str:
        answer = await self._dns.ask(term.target, "TXT")
        if answer.outcome == UNKNOWN or (answer.outcome == FOUND and published(answer.values)):
            return ""
        return f"{term.target} publishes no SPF record"

    async def added(self, record: str) -> str:
        """Return the record with what the servers that do not pass need, by name while lookups allow it."""
        for server in self._servers:
            for number, term in enumerate(map(self._short, server.terms)):
                failing = [check for check in await self.checks(record) if self._fails(check, server)]
                missing = not server.addresses and not number and term not in record.split(" ")
                if failing or missing:
                    record = await self._with(record, server, term, failing)
        return record

    async def _with(self, record: str, server: Server, term: str, failing: Sequence[Check]) -> str:
        spent, _ = await cost(self._dns, self._domain, with_term(record, term))
        before, _ = await cost(self._dns, self._domain, record)
        addresses = [address_term(check.address) for check in failing]
        if spent > MOST_LOOKUPS >= before and addresses:
            # By name it would take an eleventh lookup; addresses take none, but have to be kept up to date by hand.
            why = f"{server.name} does not pass, and {term} would take lookup {spent} of {MOST_LOOKUPS}"
            for address in addresses:
                record = self._add(record, address, why)
            return record
        if await self._passes(with_term(record, term), failing):
            return self._add(record, term, _reason(server, failing))
        first = next((check.term for check in failing if check.term), "")
        if first and await self._passes(with_term(record, term, before=first), failing):
            return self._add(record, term, f"{_reason(server, failing)}; before {first}, which decides first", first)
        if term in record.split(" "):
            for address in addresses:
                record = self._add(record, address, _reason(server, failing))
            return record
        return self._add(record, term, _reason(server, failing))

    def _add(self, record: str, term: str, why: str, before: str = "") -> str:
        if term in record.split(" "):
            return record
        self.changes.append(Change(ADD, term, why))
        return with_term(record, term, before=before)

    async def _passes(self, record: str, failing: Sequence[Check]) -> bool:
        wanted = {check.address for check in failing}
        return all(check.result == PASS for check in await self.checks(record) if check.address in wanted)

    @staticmethod
    def _fails(check: Check, server: Server) -> bool:
        return check.address in server.addresses and check.result != PASS

    def _short(self, term: str) -> str:
        name, _, target = term.partition(":")
        return name if target == self._domain and name in ("a", "mx") else term

    async def notes(self, absent: bool, *, new: bool) -> list[str]:
        """Return what should be known besides."""
        found = [f"{server.name}: {note}" for server in self._servers for note in server.notes]
        found += [
            f"{server.name}: addresses not known ({server.unknown})" for server in self._servers if server.unknown
        ]
        if absent:
            found.append(f"{self._domain} does not exist in DNS: nobody can answer its mail")
            if (await self._dns.ask(".", "NS")).outcome != FOUND:
                found.append(
                    "the resolver does not know the DNS root: it may be cut off, and all this only its own word"
                )
        mail = await self._dns.ask(self._domain, "MX") if new else None
        if mail and mail.outcome != FOUND:
            found.append(
                f"{self._domain} has no MX: `mx` is a lookup without an answer until it has one; leave it out if the "
                "domain never receives mail"
                if mail.outcome != UNKNOWN
                else f"whether {self._domain} has an MX could not be asked ({mail.why})"
            )
        return found


def _reason(server: Server, failing: Sequence[Check]) -> str:
    if not failing:
        return f"{server.name} sends, and its addresses could not be asked"
    results = ", ".join(f"{check.address} ({check.result})" for check in failing)
    return f"{server.name} sends and does not pass: {results}"


def questions(domain: str, servers: Iterable[Server], policy: str | None = None) -> list[Question]:
    """Return what to ask for each address of each server as the domain's sender."""
    return [
        Question(address, domain, policy=policy, helo=server.helo or server.name, server=server.name)
        for server in servers
        for address in server.addresses
    ]


async def _costs(dns: Dns, domain: str, record: str, checks: Sequence[Check]) -> tuple[TermCost, ...]:
    asking = [term for term in terms(record) if term.name in _ASKING]
    spent = await asyncio.gather(*(cost(dns, domain, f"v=spf1 {term.raw}") for term in asking))
    return tuple(
        TermCost(
            term.raw,
            lookups,
            tuple(check.address for check in checks if check.term == term.raw and check.result == PASS),
        )
        for term, (lookups, _) in zip(asking, spent, strict=True)
    )
