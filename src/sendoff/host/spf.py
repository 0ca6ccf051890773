"""SPF verdicts by the library `spftrace`, which asks through the run's own DNS: no question is asked twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TYPE_CHECKING, NamedTuple

from spftrace import BaseResolver, DnsError, Evaluator, Limits, SpfError
from spftrace.macros import MacroContext, expand, truncate_domain

from sendoff.host.dns import Dns
from sendoff.host.dns.names import NoName, a_labels
from sendoff.reputation.dns import FOUND, NO_DATA, NO_SUCH_NAME, Answer
from sendoff.reputation.dns import UNKNOWN as UNASKED
from sendoff.reputation.spf.verdict import HELO, MAILFROM, UNKNOWN, Check, deciding, tree

if TYPE_CHECKING:
    from spftrace import Result, Term

_AT_ONCE = 128
_RCODES = {FOUND: "NOERROR", NO_DATA: "NOERROR", NO_SUCH_NAME: "NXDOMAIN"}
_COUNTED_TERMS = 120
NOBODY = ("240.0.0.1", "100::1")
"""Addresses that no sender has (reserved, and the discard prefix): with them, a record is read to its end."""


class Question(NamedTuple):
    """What a receiver would ask: whether an address may send as a domain, by MAIL FROM or by HELO.

    `policy` stands in for what the domain publishes. `local` is the sender's local part. `server` is only carried on.
    """

    address: str
    domain: str
    identity: str = MAILFROM
    policy: str | None = None
    local: str = "postmaster"
    helo: str = ""
    server: str = ""


async def verdicts(dns: Dns, questions: Iterable[Question]) -> list[Check]:
    """Return the verdict on each question, in their order; they are asked side by side."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(question: Question) -> Check:
        async with places:
            return await verdict(dns, question)

    return list(await asyncio.gather(*map(one, questions)))


async def verdict(dns: Dns, question: Question) -> Check:
    """Return the verdict on one question. What DNS does not tell within the run's deadline is `unknown`."""
    try:
        domain, helo = a_labels(question.domain.rstrip(".")), a_labels(question.helo.rstrip("."))
    except NoName as error:
        return _of(question, "none", why=f"not a domain: {error}")
    resolver = _ByRun(dns)
    sender = "" if question.identity == HELO else f"{question.local}@{domain}"
    try:
        result = await _evaluator(dns, resolver, question.policy).evaluate(question.address, sender, helo or domain)
    except RecursionError:
        return _of(question, "permerror", why="records that include each other too deeply")
    return _check(question, result, resolver)


async def cost(dns: Dns, domain: str, policy: str | None) -> tuple[int, int]:
    """Return the most lookups and void lookups that a record can take, also beyond what is allowed."""
    found = []
    for address in NOBODY:
        evaluator = _evaluator(dns, _ByRun(dns), policy, counting=True)
        found.append(await evaluator.evaluate(address, f"postmaster@{domain}", domain))
    return max(one.dns_terms_used for one in found), max(one.void_lookups_used for one in found)


def _evaluator(dns: Dns, resolver: _ByRun, policy: str | None, *, counting: bool = False) -> Evaluator:
    # The terms bound the questions already; a cap of the library's own would be a verdict that no receiver gives.
    limits = Limits(
        time_limit=max(dns.left(), 0.01) + 1.0, max_queries=None, audit=counting, audit_max_terms=_COUNTED_TERMS
    )
    return _Evaluator(resolver, limits, receiver="unknown", policy_override=policy)


def _of(question: Question, result: str, *, why: str = "") -> Check:
    return Check(question.domain, question.identity, question.address, result, why=why, server=question.server)


def _check(question: Question, result: Result, resolver: _ByRun) -> Check:
    events = result.trace.events
    grown = tree(events)
    path = deciding(grown)
    reason = next((str(event.data.get("reason", "")) for event in reversed(events) if event.kind == "exit"), "")
    unknown = result.result == "temperror"
    decided = result.result not in ("permerror", "temperror", "none")
    return Check(
        question.domain,
        question.identity,
        question.address,
        UNKNOWN if unknown else result.result,
        path[0] if path and decided else "",
        path[1:] if decided else (),
        min(result.dns_terms_used, 11),
        *_voids(result),
        "" if unknown else reason,
        (resolver.trouble() or reason) if unknown else "",
        grown,
        question.server,
        result.explanation or "",
    )


def _voids(result: Result) -> tuple[int, int]:
    """Return the questions without an answer, once each and as often as met; the record's own is not among them."""
    if result.result == "none":
        return 0, 0
    return result.void_lookups_used, sum(query.void for query in result.queries)


@lru_cache(maxsize=4096)
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text, strict=False)


class _Evaluator(Evaluator):
    """The library's, but for networks, which thousands of verdicts in a run read again and again, and explanations."""

    def _match_ip4(self, term: Term, ctx: MacroContext) -> bool:
        return ctx.is_v4 and ctx.ip in _network(f"{term.arg}/{term.cidr4}")

    def _match_ip6(self, term: Term, ctx: MacroContext) -> bool:
        return not ctx.is_v4 and ctx.ip in _network(f"{term.arg}/{term.cidr6}")

    async def _explanation(
        self, ip: IPv4Address | IPv6Address, domain: str, sender: str, helo: str, exp_term: Term
    ) -> str | None:
        # The library (0.3.0) takes no blank in an explanation; RFC 7208 (6.2) does, so it expands word by word.
        context = MacroContext(
            ip=ip, sender=sender, helo=helo, domain=domain, receiver=self.receiver, session=self.session
        )
        try:
            with self.session.void_exempt():
                target = truncate_domain(await expand(exp_term.arg or "", context))
                _, texts = await self.session.query(target, "TXT")
                words = [await expand(word, context, exp=True) for word in texts[0].split(" ")] if texts[:1] else []
        except (SpfError, DnsError, ValueError):
            return None
        return " ".join(words) if len(texts) == 1 else None


class _ByRun(BaseResolver):
    """The library's way to DNS for one check; what could not be asked is remembered for the report."""

    def __init__(self, dns: Dns) -> None:
        self._dns = dns
        self._unknown: list[Answer] = []

    def trouble(self) -> str:
        """Return the last question that could not be asked, and why."""
        return next((f"{one.kind} of {one.name}: {one.why}" for one in reversed(self._unknown)), "")

    async def _lookup(self, name: str, rtype: str) -> tuple[str, list[str]]:
        # A name that macros made is no presentation form: a backslash in it is a letter.
        answer = await self._dns.ask(name.replace("\\", "\\\\"), rtype)
        if answer.kind in ("A", "AAAA") and answer.outcome == FOUND:
            answer = await self._believed(answer)
        if answer.outcome not in _RCODES:
            self._unknown.append(answer)
            return answer.why or "no answer", []
        return _RCODES[answer.outcome], _records(answer)

    async def _believed(self, answer: Answer) -> Answer:
        invented = await self._dns.invented()
        if not invented or not set(answer.values) <= set(invented):
            return answer
        why = f"the resolver answers {', '.join(invented)} for names that do not exist"
        return answer._replace(outcome=UNASKED, values=(), why=why)


def _records(answer: Answer) -> list[str]:
    if answer.kind == "TXT":
        # What is not ASCII is never part of a record (RFC 7208, 3.1); the library sees that it is something else.
        return [raw.decode("ascii", "replace") for raw in answer.raw]
    if answer.kind == "MX":
        return [value.partition(" ")[2] for value in sorted(answer.values, key=_preference)]
    return list(answer.values)


def _preference(value: str) -> int:
    return int(value.partition(" ")[0])


def evaluate(dns: Dns, questions: Sequence[Question]) -> list[Check]:
    """Return the verdicts from code that has no event loop."""
    return asyncio.run(verdicts(dns, questions))
