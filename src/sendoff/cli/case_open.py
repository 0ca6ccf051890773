"""`sendoff case open`: the gate, who sent what, and the request."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sendoff.cli import case_files
from sendoff.cli.asking_dns import resolver_of
from sendoff.cli.command import print_json, say
from sendoff.cli.exit_codes import CHANGES, OK, UNDONE
from sendoff.host import Host
from sendoff.host.errors import HostError

if TYPE_CHECKING:
    from sendoff.config.settings import Settings
    from sendoff.host.casing.matter import Found
    from sendoff.host.doctor import Order
    from sendoff.render.case_words import Opening
    from sendoff.reputation.cases.case import Case, Contact
    from sendoff.reputation.cases.course import Course, Way
    from sendoff.reputation.cases.gate import Item
    from sendoff.reputation.cases.senders import Sender
    from sendoff.reputation.facts import Facts

_MOST_DOMAINS = 10
"""Sending domains that the gate looks at; a provider asks for no more."""


class _Run(NamedTuple):
    """One opening: what was asked for, on which machine, of which provider, beside which cases, when (µs)."""

    arguments: argparse.Namespace
    host: Host
    course: Course
    before: tuple[Case, ...]
    now: int


class _Evidence(NamedTuple):
    """What is refused, the sending domains, and what the doctor found out."""

    found: Found
    domains: tuple[str, ...]
    facts: Facts


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Open a case, or say what comes first; returns 0, 2 something comes first, 3 something is not known."""
    from sendoff.host import cases
    from sendoff.host.casing import gate as asking
    from sendoff.host.casing.ending import ends
    from sendoff.render.case_words import Opening
    from sendoff.reputation.cases import load
    from sendoff.reputation.cases.case import last_of

    now, course = time.time_ns() // 1000, load(arguments.provider)
    _check_ids(arguments, course)
    case_files.check(arguments.write)
    before = ends(cases.shelf(host.files, arguments.cases).cases, arguments.database).cases
    this = _Run(arguments, host, course, before, now)
    found, senders, why = _ledgers(arguments, course, now)
    if found is None:
        raise _no_refusal(course, why)
    domains = tuple(arguments.domain or found.sender_domains[:_MOST_DOMAINS])
    facts = asking.facts(host, resolver_of(arguments), _order(this, found, domains), course, _progress(arguments))
    evidence = _Evidence(found, domains, facts)
    items = _items(this, evidence)
    last = last_of(before, arguments.provider)
    opening = Opening(course, arguments.provider, found.matter, items, senders, why, last)
    states = {item.state for item in items}
    if not states & {"first", "unknown"}:
        opening = _opened(this, opening, evidence)
    _tell(this, opening)
    return CHANGES if "first" in states else UNDONE if "unknown" in states else OK


def _ledgers(
    arguments: argparse.Namespace, course: Course, now: int
) -> tuple[Found | None, tuple[Sender, ...] | None, str]:
    """Return what is refused, who sent there, and why the ledger cannot tell, if so."""
    from sendoff.host.casing import matter
    from sendoff.host.casing.senders import senders
    from sendoff.host.ledger.reading import ledger

    words = None
    if arguments.reply:
        words = matter.pasted(arguments.reply, arguments.relay, "")
    found, who, why = None, None, ""
    try:
        with ledger(arguments.database) as source:
            found = matter.known(source, course, now)
            who = tuple(senders(source, course, now))
    except HostError as error:
        why = error.what
    if words is not None and found is not None and found.matter.accepted_at is None:
        found = found._replace(matter=matter.joined(found.matter, words))
    elif words is not None:
        found = matter.Found(words)
    return found, who, why


def _no_refusal(course: Course, why: str) -> HostError:
    told = f"no refusal of {course.title} is known of the last week" + (f" ({why})" if why else "")
    return HostError(
        told, "Paste the words of the bounce: `--reply 'TEXT'`; `sendoff explain 'TEXT'` says whose they are."
    )


def _check_ids(arguments: argparse.Namespace, course: Course) -> None:
    own = [question.id for question in course.questions]
    more = ("reply", "refused", "lasting", "listed", "smarthost", "open-case")
    known = [*course.must, *more, *own]
    for name in (*arguments.although, *arguments.although_unknown):
        if name not in known:
            raise HostError(f"{name!r} is nothing that comes before asking here", f"Such are: {', '.join(known)}.")
    for name in arguments.confirm:
        if name not in own:
            raise HostError(f"{name!r} is no question here", f"Such are: {', '.join(own) or 'none'}.")


def _order(this: _Run, found: Found, domains: tuple[str, ...]) -> Order:
    from sendoff.host.casing.matter import addresses as among
    from sendoff.host.doctor import Order

    given = this.arguments
    # What the provider says it saw is the address to judge, also where this server cannot know it (NAT).
    addresses = tuple(given.address) or among(found.matter.blocked)
    return Order(domains, addresses, _settings(this.host), database=given.database, seconds=given.timeout)


def _settings(host: Host) -> Settings | None:
    """Return what is applied here, or what the document says; None where neither can be read."""
    from sendoff.cli import documents
    from sendoff.config.problems import InvalidInput
    from sendoff.host import store

    try:
        current = store.current(host)
        return documents.settings(store.documents_of(host, current.number) if current else documents.read(host, []))
    except (HostError, InvalidInput):
        return None


def _items(this: _Run, evidence: _Evidence) -> tuple[Item, ...]:
    from sendoff.reputation.cases import gate

    given = this.arguments
    items = [
        *gate.matters(this.course, evidence.found.matter, this.now, given.confirm),
        *_open_case(given.provider, this.before),
        *gate.judged(this.course, evidence.facts),
    ]
    return tuple(gate.passed_over(items, given.although, given.although_unknown))


def _open_case(provider: str, before: tuple[Case, ...]) -> list[Item]:
    from sendoff.reputation.cases.gate import FIRST, Item

    mend = "Answer in that one: `sendoff case show {0}`; or end it: `sendoff case close {0}`."
    return [
        Item("open-case", FIRST, provider, f"case {case.number} is open with this provider", mend.format(case.number))
        for case in before
        if case.provider == provider and case.state in ("sent", "refused")
    ]


def _opened(this: _Run, opening: Opening, evidence: _Evidence) -> Opening:
    """Write the case down, with its request; return what was found with it."""
    from sendoff.host.casing import gate as asking
    from sendoff.host.casing import matter as matters
    from sendoff.host.casing.changes import changes
    from sendoff.reputation.cases import gate
    from sendoff.reputation.cases.case import OPENED, Case, Event
    from sendoff.reputation.cases.filling import Known, request
    from sendoff.reputation.cases.ways import target, way

    arguments, (found, domains, facts) = this.arguments, evidence
    domains = domains or asking.domains(facts)[:_MOST_DOMAINS]
    course, block = this.course, found.matter
    listed, codes = gate.codes(course, facts)
    blocked = matters.addresses(block.blocked)
    chosen = way(course, block, codes)
    contact, cause = _contact(arguments, chosen)
    known = Known(
        course=course,
        matter=block,
        contact=contact,
        helo=asking.helo(facts),
        addresses=tuple(arguments.address) or blocked or asking.seen(facts),
        listed=listed,
        sender_domains=domains,
        recipient_domains=found.recipient_domains,
        recipients=found.recipients,
        zone=_zone(),
        cause=cause,
        changed=tuple(arguments.changed),
        changes=changes(this.host, block.first),
        proved=gate.proved(opening.items, course),
        asked=this.now,
    )
    although = tuple(item.id for item in opening.items if item.state == gate.PASSED_OVER)
    looked = f"somebody looked: {', '.join(arguments.confirm)}" if arguments.confirm else ""
    case = Case(
        0, arguments.provider, (Event(this.now, OPENED, looked),), block, domains, known.addresses, contact, known.helo,
        cause, known.changed, although, request(known, chosen, *target(chosen, block)),
    )  # fmt: skip
    case = _saved(this, case)
    return opening._replace(case=case, written=tuple(_written(arguments, this.host, case)))


def _saved(this: _Run, case: Case) -> Case:
    """Write a case down; a draft of the same provider is written anew, and what has ended is written down as that."""
    from sendoff.host import cases
    from sendoff.reputation.cases.case import ENDED

    files, folder = this.host.files, this.arguments.cases
    draft = next((one for one in this.before if one.provider == case.provider and one.state == "draft"), None)
    with cases.alone(files, folder):
        for one in this.before:
            if one.events[-1].what == ENDED and not cases.one(files, folder, one.number).over:
                cases.save(files, folder, one)
        number = draft.number if draft else cases.next_number(files, folder)
        events = (*draft.events, *case.events) if draft else case.events
        made = case._replace(number=number, events=events)
        cases.save(files, folder, made)
    return made


def _written(arguments: argparse.Namespace, host: Host, case: Case) -> list[str]:
    if not arguments.write:
        return []
    from sendoff.render.case_text import copied, error_lines

    where = case.request.link or case.request.mail
    texts = {
        f"case-{case.number}-request.txt": f"{where}\n\n{copied(case.request.fields)}",
        f"case-{case.number}-errors.txt": error_lines(case.matter.lines),
    }
    return case_files.write(host, arguments.write, texts)


def _contact(arguments: argparse.Namespace, chosen: Way) -> tuple[Contact, str]:
    """Return who asks, and the cause: from the options, or asked at a terminal; never invented."""
    from sendoff.reputation.cases.case import Contact

    wanted = {field.filling for field in chosen.fields}
    if "letter" in wanted:
        wanted |= {"name", "mail"}
    if wanted & {"letter", "errors_and_story"}:
        wanted.add("cause")
    given = {name: getattr(arguments, name) for name in ("name", "mail", "phone", "organization", "cause")}
    if sys.stdin.isatty() and sys.stdout.isatty() and not arguments.json:
        labels = {"name": "Your name", "mail": "Your mail", "phone": "Your telephone number",
                  "organization": "Your company", "cause": "What was wrong, in a sentence"}  # fmt: skip
        given |= {name: _asked(label) for name, label in labels.items() if name in wanted and not given[name]}
    cause = given.pop("cause")
    return Contact(**given), cause


def _asked(label: str) -> str:
    try:
        return input(f"{label} (empty: fill it in yourself): ").strip()
    except EOFError:
        return ""


def _zone() -> str:
    """Return this server's time zone, as a person may know it and as an offset."""
    from datetime import UTC, datetime

    here = datetime.now(UTC).astimezone()
    offset = here.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]}"


def _progress(arguments: argparse.Namespace) -> Callable[[str], None]:
    return (lambda _text: None) if arguments.json else say


def _tell(this: _Run, opening: Opening) -> None:
    if this.arguments.json:
        from sendoff.render import case_json

        print_json(case_json.opening(opening, None, this.now))
        return
    from sendoff.render import case_text, style

    due = this.now + this.course.answer * 3_600_000_000
    print(case_text.opening(opening, due, style.of(sys.stdout)))
