"""What fills a form: one function for each kind of field. What nobody knows stays empty; nothing is invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sendoff.config.masking import printable
from sendoff.reputation.cases.case import Case, Contact, Filled, Line, Matter, Request
from sendoff.reputation.cases.course import PLEA, Course, Way

_MICRO = 1_000_000
_LONGEST_REPLY = 600
"""Characters of a stranger's words that a request holds."""
MOST_LINES = 5
"""Refusals that a request pastes."""
_MOST_NAMES = 20
_CONSUMER = ("outlook.com", "hotmail.com", "live.com", "msn.com")


class Known(NamedTuple):
    """Everything that may fill a field.

    `listed` are addresses and names on the provider's own list; `zone` is this server's time zone; `proved` are the
    checks that pass, in words; `changes` are the configurations applied since the first refusal, likewise; `plea`
    is what is asked for at the end; `asked` is when the checks were asked.
    """

    course: Course
    matter: Matter
    contact: Contact = Contact()
    helo: str = ""
    addresses: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    sender_domains: tuple[str, ...] = ()
    recipient_domains: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    zone: str = ""
    cause: str = ""
    changed: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    proved: tuple[str, ...] = ()
    plea: str = PLEA
    asked: int = 0


def moment(at: int) -> str:
    """Return a moment as a request says it."""
    return datetime.fromtimestamp(at / _MICRO, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def error_line(line: Line) -> str:
    """Return a refusal as it is pasted: its time in UTC, and the words on one line."""
    words = printable(" ".join(line.reply.split()))
    if len(words) > _LONGEST_REPLY:
        words = f"{words[:_LONGEST_REPLY]} …"
    # Postfix begins what a remote server says with the server's name.
    host = f" {printable(line.relay)}:" if line.relay and not words.startswith("host ") else ""
    return f"{moment(line.at)}{host} {words}" if line.at is not None else f"{words}"


def errors(lines: Sequence[Line]) -> str:
    """Return the newest refusals, one a line, the newest last."""
    return "\n".join(error_line(line) for line in lines[-MOST_LINES:])


def letter(known: Known) -> str:
    """Return the request in words, for forms with one large field and for mails."""
    told = f"The replies:\n{errors(known.matter.lines)}" if known.matter.lines else ""
    who = "\n".join(filter(None, (known.contact.name, known.contact.organization, known.contact.mail)))
    return "\n\n".join(part for part in (*_story(known), told, _plea(known), who) if part)


def story(known: Known) -> str:
    """Return the request in words, for forms that have fields of their own for the replies and for who asks."""
    return "\n\n".join(part for part in (*_story(known), _plea(known)) if part)


def _story(known: Known) -> tuple[str, ...]:
    return _refusal(known), _cause(known), _changes(known), _proof(known)


def _plea(known: Known) -> str:
    return known.plea.format(helo=known.helo or "[you: the server's name]")


def errors_and_story(known: Known) -> str:
    """Return the refusals with what was wrong and changed below, for a form that has no field for these."""
    return "\n\n".join(
        part for part in (errors(known.matter.lines), _cause(known), _changes(known), _proof(known)) if part
    )


def _cause(known: Known) -> str:
    return f"What was wrong: {known.cause or '[you: the cause, in a sentence]'}"


def _refusal(known: Known) -> str:
    server = f"our mail server {known.helo}".strip()
    where = f" ({', '.join(known.addresses)})" if known.addresses else ""
    by = known.course.title.partition(" (")[0]
    by = f", which {by} lists, is refused" if known.course.listed else f" is refused by {by}"
    since = f" since {moment(known.matter.first)}" if known.matter.first is not None else ""
    count = f"; {known.matter.refused} refusals so far" if known.matter.refused > 1 else ""
    domains = f" It sends for {_joined(known.sender_domains, ', ')}." if known.sender_domains else ""
    return f"Mail of {server}{where}{by}{since}{count}.{domains}"


def _changes(known: Known) -> str:
    told = [*known.changed, *known.changes]
    if not told:
        return "What was changed: [you: what was done about it, and when]"
    return "What was changed:\n" + "\n".join(f"- {one}" for one in told)


def _proof(known: Known) -> str:
    if not known.proved:
        return ""
    return f"Checked on {moment(known.asked)}:\n" + "\n".join(f"- {one}" for one in known.proved)


def _title(known: Known) -> str:
    code = f" ({known.matter.code})" if known.matter.code else ""
    where = ", ".join(known.listed or known.addresses) or known.helo
    return f"Mail from {where} is refused{code}" if where else f"Mail is refused{code}"


def _recipient_domain(known: Known) -> str:
    """Return the choice of Microsoft's form that the refused mail went to most."""
    found = [name for name in known.recipient_domains if name in _CONSUMER]
    if found:
        return found[0]
    brands = [each for name in known.recipient_domains for each in _CONSUMER if name.startswith(each.split(".")[0])]
    return brands[0] if brands else ""


def _joined(names: Sequence[str], sign: str) -> str:
    more = f"{sign}and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return sign.join(names[:_MOST_NAMES]) + more


FILLINGS: dict[str, Callable[[Known], str]] = {
    "title": _title,
    "name": lambda known: known.contact.name,
    "mail": lambda known: known.contact.mail,
    "phone": lambda known: known.contact.phone,
    "organization": lambda known: known.contact.organization,
    "zone": lambda known: known.zone,
    "recipient_domain": _recipient_domain,
    "recipients": lambda known: _joined(known.recipients[:3], ", "),
    "sender_domain": lambda known: known.sender_domains[0] if known.sender_domains else "",
    "sender_domains": lambda known: _joined(known.sender_domains, ", "),
    "addresses_semicolon": lambda known: "; ".join(known.addresses),
    "addresses_comma": lambda known: ", ".join(known.addresses),
    "address": lambda known: "\n".join(known.addresses),
    "listed": lambda known: "\n".join(known.listed or known.addresses),
    "errors_and_story": errors_and_story,
    "errors": lambda known: errors(known.matter.lines),
    "letter": letter,
    "story": story,
    "shared": lambda _known: "",
    "kind": lambda _known: "",
    "isp": lambda _known: "",
}
"""What fills a field, by the name that the field has; the last ones only a person knows."""


def request(known: Known, way: Way, link: str, mail: str) -> Request:
    """Return the request for a way, to `link` or `mail`, with every field filled that can be."""
    asking = known._replace(plea=way.plea)
    fields = tuple(Filled(field.name, FILLINGS[field.filling](asking), field.hint) for field in way.fields)
    count = len(known.listed or known.addresses)
    each = (f"Ask once for each of the {count} of them.",) if way.one_each and count > 1 else ()
    return Request(way.title, link, mail, way.sure, fields, (*way.steps, *each))


def again(course: Course, case: Case, fresh: Sequence[Line]) -> str:
    """Return what to write to a refusal of the request; `fresh` is what was refused since it was sent."""
    told = "; ".join(one.rstrip(".") for one in case.changed)
    changed = f"What was changed: {told}." if told else "What was changed: [you: what was done, and when]"
    return course.again.format(
        addresses=", ".join(case.addresses) or "[you: the address]",
        domains=", ".join(case.domains) or "[you: the sending domains]",
        helo=case.helo or "[you: its name]",
        changed=changed,
        fresh=errors(fresh) or "[you: a fresh error line, with its time]",
    ).strip()
