"""What the server's checks share."""

from __future__ import annotations

from sendoff.reputation.check import SKIPPED, UNKNOWN, Finding
from sendoff.reputation.dns import FOUND, NO_SUCH_NAME, Answer
from sendoff.reputation.dns import UNKNOWN as NOT_ASKED
from sendoff.reputation.facts import Reverse, Server


def by_smarthost(check: str, server: Server, asked: str) -> Finding | None:
    """Return why a check of this server's own addresses does not apply, if so: receivers see the smarthost's."""
    if not server.smarthost:
        return None
    told = f"mail leaves by {server.smarthost}, so receivers see that server's addresses and names"
    return Finding(check, server.helo, SKIPPED, asked, told)


def no_address(check: str, server: Server, asked: str) -> Finding | None:
    """Return that no address is known that receivers see, if so."""
    if any(not source.translated for source in server.sources):
        return None
    told = "no address is known that receivers see"
    return Finding(check, server.helo, UNKNOWN, asked, told, "Name it: `--address ADDRESS`.")


def unknown(check: str, subject: str, asked: str, answer: Answer) -> Finding:
    """Return the finding for a question that DNS did not answer."""
    return Finding(check, subject, UNKNOWN, asked, f"DNS could not be asked for {answer.name}: {answer.why}")


def nameless(check: str, one: Reverse, asked: str) -> Finding | None:
    """Return that an address has no reverse name to judge, or that none could be asked for, if so."""
    if one.ptr.outcome == FOUND:
        return None
    if one.ptr.outcome == NOT_ASKED:
        return unknown(check, one.address, asked, one.ptr)
    return Finding(check, one.address, SKIPPED, asked, "there is no reverse name (see reverse-name)")


def said(answer: Answer) -> str:
    """Return an answer in words."""
    if answer.outcome == FOUND:
        return ", ".join(answer.values)
    return f"{answer.name} does not exist" if answer.outcome == NO_SUCH_NAME else f"{answer.name} has no {answer.kind}"


def record_of(address: str) -> str:
    """Return the kind of an address's record."""
    return "AAAA" if ":" in address else "A"
