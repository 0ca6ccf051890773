"""The message's Date is a date, and near the moment at which it was sent.

What happens: Date cannot be read, names another day of the week, or is far from the time of the first Received
(without one: from now).

Why it matters: Yahoo rejects outliers, filters count them, and mailboxes sort the mail to where nobody looks.

How to mend it: Let the server keep time (`timedatectl`), and set Date when the mail is sent, in RFC 5322's form:
`Mon, 23 Nov 2026 14:05:00 +0000`.

When it is fine: For a copy that waited in a queue; and for old mail that is judged without its Received fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sendoff.reputation.check import FAIL, PASS, SKIPPED, WARN, Finding
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.dates import moment, wrong_day
from sendoff.reputation.message.given import Given, fact

NEEDS = ("message",)
WEIGHT = 1.0

_ASKED = "Date"
_MEND = "Set Date when the mail is sent, in the form `Mon, 23 Nov 2026 14:05:00 +0000`, by a clock that is right."
_AHEAD = timedelta(minutes=15)
_FAR_AHEAD = timedelta(hours=24)
_BEHIND = timedelta(days=3)


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    text = message.header.value("date")
    if not text:
        yield Finding("message-date", message.name, SKIPPED, _ASKED, "there is none (see message-fields)")
        return
    result, told = _judged(message, text)
    yield Finding("message-date", message.name, result, _ASKED, told, "" if result == PASS else _MEND)


def _judged(message: Given, text: str) -> tuple[str, str]:
    date = moment(text)
    if date is None:
        return FAIL, f"{text[:80]!r} is no date"
    first = message.header.all("received")
    stamp = moment(first[-1].value.rpartition(";")[2]) if first else None
    seen, where = (stamp, "the first server received it") if stamp else (message.now, "now")
    if date - seen > _AHEAD:
        return (FAIL if date - seen > _FAR_AHEAD else WARN), f"{text[:80]} is {_days(date - seen)} later than {where}"
    if seen - date > _BEHIND:
        return WARN, f"{text[:80]} is {_days(seen - date)} earlier than {where}"
    if wrong_day(text):
        return WARN, f"{text[:80]} names another day of the week than it is"
    return PASS, text[:80]


def _days(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.1f} hours"  # noqa: PLR2004 - two days
