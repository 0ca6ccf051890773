"""A case: one course with a provider, from the request to the first mail that is accepted again.

Moments are microseconds since 1970 (UTC). What state a case is in follows from its events; it ends by itself, which is
seen in the ledger and written down by the next command that changes something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

SCHEMA = 1
"""Of the stored form."""

OPENED, SENT, REFUSED, ENDED, CLOSED = "opened", "sent", "refused", "ended", "closed"
STATES = {OPENED: "draft", SENT: "sent", REFUSED: "refused", ENDED: "ended", CLOSED: "closed"}
"""The state after each kind of event. `sent`: an answer is waited for; `refused`: an answer is to be written."""
OVER = ("ended", "closed")


class Event(NamedTuple):
    """Something that happened: one of STATES, when, what was said, and the provider's own number where it gave one."""

    at: int
    what: str
    text: str = ""
    ticket: str = ""


class Line(NamedTuple):
    """A refusal: when (None: pasted, and nobody said), by which host, and its words."""

    at: int | None
    relay: str
    reply: str


class Filled(NamedTuple):
    """A field of a form with its value, empty where only a person knows it; `hint` says what to choose or write."""

    name: str
    value: str
    hint: str = ""


class Request(NamedTuple):
    """A request as it is to be copied: where it goes, what to know about that, and the fields in the form's order."""

    title: str
    link: str
    mail: str
    sure: bool
    fields: tuple[Filled, ...]
    steps: tuple[str, ...] = ()


class Contact(NamedTuple):
    """Who asks; never invented, empty where nobody said."""

    name: str = ""
    mail: str = ""
    phone: str = ""
    organization: str = ""


class Matter(NamedTuple):
    """What is refused: by whom, why, since when, in which words.

    `kind` is one of `replies.classes`, `permanent` None where no code tells. `refused` counts the refusals;
    `accepted_at` is when mail was accepted after the last of them. `incidents` are those of the ledger.
    """

    provider: str = ""
    part: str = ""
    kind: str = ""
    code: str = ""
    permanent: bool | None = None
    blocked: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    refused: int = 0
    accepted_at: int | None = None
    lines: tuple[Line, ...] = ()
    incidents: tuple[int, ...] = ()


class Case(NamedTuple):
    """One case. `although` are the gate's ids that a person passed over; they are never told to the provider."""

    number: int
    provider: str
    events: tuple[Event, ...]
    matter: Matter = Matter()
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    contact: Contact = Contact()
    helo: str = ""
    cause: str = ""
    changed: tuple[str, ...] = ()
    although: tuple[str, ...] = ()
    request: Request = Request("", "", "", True, ())

    @property
    def opened(self) -> int:
        """When it was opened."""
        return self.events[0].at

    @property
    def state(self) -> str:
        """One of the values of STATES."""
        return STATES[self.events[-1].what]

    @property
    def over(self) -> bool:
        """Whether it has ended, or was closed."""
        return self.state in OVER

    @property
    def sent(self) -> int | None:
        """When the request, or the last answer, was sent; None before."""
        return next((event.at for event in reversed(self.events) if event.what == SENT), None)

    @property
    def ticket(self) -> str:
        """The provider's own number of it, the last that was named."""
        return next((event.ticket for event in reversed(self.events) if event.ticket), "")

    def due(self, hours: int) -> int | None:
        """Return when the answer is due that is waited for; None where none is."""
        return None if self.state != "sent" or self.sent is None else self.sent + hours * 3_600_000_000

    def then(self, event: Event) -> Case:
        """Return the case with one event more."""
        return self._replace(events=(*self.events, event))


def last_of(cases: Iterable[Case], provider: str) -> Case | None:
    """Return the newest case of a provider that is over."""
    over = [case for case in cases if case.provider == provider and case.over]
    return max(over, key=lambda case: case.number, default=None)


def stored(case: Case) -> dict[str, Any]:
    """Return the form that is written to a file."""
    return {
        "schema": SCHEMA,
        **case._asdict(),
        "events": [event._asdict() for event in case.events],
        "matter": {**case.matter._asdict(), "lines": [line._asdict() for line in case.matter.lines]},
        "contact": case.contact._asdict(),
        "request": {**case.request._asdict(), "fields": [field._asdict() for field in case.request.fields]},
    }


def restored(found: Mapping[str, Any]) -> Case:
    """Return the case of a stored form.

    Raises:
        ValueError: it is not one, or of a newer sendoff; the text says what is wrong.
    """
    if found.get("schema") != SCHEMA:
        raise ValueError(f"it is of version {found.get('schema')}; this sendoff reads version {SCHEMA}")
    try:
        return Case(
            number=int(found["number"]),
            provider=str(found["provider"]),
            events=_events(found["events"]),
            matter=_matter(found["matter"]),
            domains=tuple(found["domains"]),
            addresses=tuple(found["addresses"]),
            contact=Contact(**found["contact"]),
            helo=str(found["helo"]),
            cause=str(found["cause"]),
            changed=tuple(found["changed"]),
            although=tuple(found["although"]),
            request=_request(found["request"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it lacks something, or has something else there: {error}") from None


def _events(found: Sequence[Mapping[str, Any]]) -> tuple[Event, ...]:
    if not found or any(type(event["at"]) is not int or event["what"] not in STATES for event in found):
        raise ValueError("its events are not such as sendoff writes")
    return tuple(Event(**event) for event in found)


def _matter(found: Mapping[str, Any]) -> Matter:
    tuples = {name: tuple(found[name]) for name in ("blocked", "incidents")}
    return Matter(**{**found, **tuples, "lines": tuple(Line(**line) for line in found["lines"])})


def _request(found: Mapping[str, Any]) -> Request:
    fields = tuple(Filled(**field) for field in found["fields"])
    return Request(**{**found, "fields": fields, "steps": tuple(found["steps"])})
