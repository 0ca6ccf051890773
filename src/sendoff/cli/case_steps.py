"""`sendoff case sent`, `refused` and `close`: what happened is written down, and what to write next is printed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from sendoff.cli import case_files
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.reputation.cases.case import CLOSED, OPENED, REFUSED, SENT, Case, Event, Line


def sent(arguments: argparse.Namespace, host: Host) -> int:
    """Write down that a request, or the reply to a refusal, was sent."""
    event = Event(_at(arguments.at), SENT, "", arguments.ticket)
    case = _changed(arguments, host, lambda before: _after(before, event))
    return _told(arguments, case, f"case {case.number}: written down")


def close(arguments: argparse.Namespace, host: Host) -> int:
    """End a case by hand."""
    case = _changed(arguments, host, lambda before: before.then(Event(_at(None), CLOSED, arguments.why)))
    return _told(arguments, case, f"case {case.number}: closed")


def refused(arguments: argparse.Namespace, host: Host) -> int:
    """Write down a refusal of the request, and print the reply to it; 2 where nothing shows that mail is refused."""
    from sendoff.host import cases
    from sendoff.reputation.cases import load
    from sendoff.reputation.cases.filling import again

    case_files.check(arguments.write)
    before = cases.one(host.files, arguments.cases, arguments.number)
    _open(_ended(before, arguments.database))
    if before.sent is None:
        raise HostError(
            f"case {before.number} was not sent yet", f"First `sendoff case sent {before.number}`, with --at."
        )
    fresh = _fresh(arguments, before)
    if not fresh:
        return _nothing_fresh(arguments, before)
    event = Event(_at(arguments.at), REFUSED, arguments.says)
    case = _changed(arguments, host, lambda found: _after(found, event))
    course = load(case.provider)
    reply = again(course, case, fresh)
    meaning = _meaning(course.answers, arguments.says)
    written = _write(arguments, host, case, reply)
    if arguments.json:
        from sendoff.render import case_json

        told = {"reply": reply, "meaning": meaning or None, "fresh": case_json.lines(fresh), "written": written}
        print_json({"ready": True, "case": _summary(case), **told})
        return OK
    from sendoff.render import case_text, style

    where = f"to ticket {case.ticket}" if case.ticket else "as an answer to theirs, in the same ticket"
    print("\n".join(case_text.refused(case.number, reply, meaning, where, style.of(sys.stdout))))
    if written:
        print(f"written: {', '.join(written)}")
    return OK


def _fresh(arguments: argparse.Namespace, case: Case) -> tuple[Line, ...]:
    """Return what was refused since the case was sent: pasted, or from the ledger."""
    from sendoff.host.casing.matter import refused_since
    from sendoff.host.ledger.reading import ledger
    from sendoff.reputation.cases import load

    pasted = (Line(None, "", arguments.error),) if arguments.error else ()
    try:
        with ledger(arguments.database) as source:
            return (*pasted, *refused_since(source, load(case.provider), case.sent or 0))
    except HostError:
        if pasted:
            return pasted
        raise


def _nothing_fresh(arguments: argparse.Namespace, case: Case) -> int:
    told = "no mail was refused since the request was sent, so nothing shows that the block is still there"
    mend = "Send a test there (`sendoff send-test ADDRESS`), or paste a fresh refusal: `--error 'REPLY'`."
    if arguments.json:
        nothing: dict[str, object] = {"reply": None, "meaning": None, "fresh": [], "written": []}
        print_json({"ready": False, "case": _summary(case), **nothing})
    print(f"sendoff: {told}; nothing was written down\n  mend: {mend}", file=sys.stderr)
    return CHANGES


def _meaning(answers: tuple[tuple[str, str], ...], says: str) -> str:
    """Return what a provider's words usually come to; empty where they are not known."""
    words = " ".join(says.lower().split())
    return next((then for said, then in answers if words and said.lower() in words), "")


def _write(arguments: argparse.Namespace, host: Host, case: Case, reply: str) -> list[str]:
    return case_files.write(host, arguments.write, {f"case-{case.number}-reply.txt": reply}) if arguments.write else []


def _changed(arguments: argparse.Namespace, host: Host, change: Callable[[Case], Case]) -> Case:
    """Change a case that is not over, and write it down; one that has ended by itself is written down as that."""
    from sendoff.host import cases

    cases.one(host.files, arguments.cases, arguments.number)
    with cases.alone(host.files, arguments.cases):
        before = cases.one(host.files, arguments.cases, arguments.number)
        now = _ended(before, arguments.database)
        if now is not before and now.over:
            cases.save(host.files, arguments.cases, now)
        _open(now)
        after = change(now)
        cases.save(host.files, arguments.cases, after)
    return after


def _ended(case: Case, database: str) -> Case:
    from sendoff.host.casing.ending import ends

    return ends([case], database).cases[0]


def _open(case: Case) -> None:
    from sendoff.render.moments import local

    if case.over:
        event = case.events[-1]
        raise HostError(
            f"case {case.number} is over since {local(event.at)}" + (f": {event.text}" if event.text else ""),
            f"Another block is another case: `sendoff case open {case.provider}`.",
        )


def _after(case: Case, event: Event) -> Case:
    """Return a case with an event behind its last.

    Raises:
        HostError: it is said to be before what happened already.
    """
    from sendoff.render.moments import local

    last = case.events[-1]
    # Who asked before there was a case may say so.
    if event.at < last.at and last.what != OPENED:
        raise HostError(f"case {case.number} was {last.what} at {local(last.at)}, after that", "Name a later moment.")
    return case.then(event)


def _at(given: int | None) -> int:
    return time.time_ns() // 1000 if given is None else given


def _summary(case: Case) -> dict[str, object]:
    from sendoff.host.cases import due_at
    from sendoff.render import case_json

    return case_json.summary(case, due_at(case), _at(None))


def _told(arguments: argparse.Namespace, case: Case, text: str) -> int:
    if arguments.json:
        print_json({"case": _summary(case)})
        return OK
    from sendoff.host.cases import due_at
    from sendoff.render.moments import local

    due = due_at(case)
    print(text + (f"; an answer is due {local(due)}" if due is not None else ""))
    return OK
