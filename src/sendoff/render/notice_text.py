"""The message that a person gets when a receiver begins to block this server, and when that is over.

Replies are strangers' words: they come printable, on one line, and cut. Addresses are as the ledger's privacy keeps
them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from sendoff.config.masking import printable
from sendoff.monitor.case import Due
from sendoff.monitor.incident import Incident
from sendoff.monitor.incident_words import happens, kind_of, whose
from sendoff.monitor.notice import Affected, Notice
from sendoff.render.moments import MICRO, span
from sendoff.render.style import Style

_WIDTH = 78
_LABEL = 10
_LONGEST_REPLY = 400
_LONGEST_NAME = 100
_MOST = 10
_NAMED = 3
_WHO = {
    "operator": "you, as operator of this server",
    "domain_owner": "the owner of the sending domain",
    "application": "the application that sends",
    "recipient": "the recipient",
    "postmaster": "the receiver's postmaster",
    "nobody": "nobody: it passes by itself",
}


def subject(notice: Notice) -> str:
    """Return the subject: server, provider, and what it does."""
    parts = [f"{_plain(happens(one.incident))}{_code(one.incident)}" for one in notice.began[:_NAMED]]
    parts += [f"{_plain(whose(one.incident))} takes mail again" for one in notice.ended[:_NAMED]]
    parts += [f"{_plain(case.provider)} owes an answer" for case in notice.cases[:_NAMED]]
    more = len(notice.began) + len(notice.ended) + len(notice.cases) - len(parts)
    return f"{_plain(notice.server)}: {'; '.join(parts)}{f'; and {more} more' if more else ''}"


def body(notice: Notice) -> str:
    """Return the text: for each incident what it means, since when, whose mail, and the next step."""
    blocks = [*map(_began, notice.began[:_MOST]), *map(_ended, notice.ended[:_MOST])]
    blocks += [_case(case, notice.now) for case in notice.cases[:_MOST]]
    more = len(notice.began) + len(notice.ended) + len(notice.cases) - len(blocks)
    last = ["`sendoff incidents` and `sendoff case` on the server have the others."] if more else []
    return "\n\n".join([*blocks, *last, f"From sendoff watch on {_plain(notice.server)}."]) + "\n"


def mood(notice: Notice) -> str:
    """Return how grave it is, in Apprise's words."""
    return "failure" if notice.began else "warning" if notice.cases else "success"


def trial_subject(server: str) -> str:
    """Return the subject of a message that only tries the way."""
    return f"{_plain(server)}: a test of sendoff::notify"


def trial_body(server: str) -> str:
    """Return the text of a message that only tries the way."""
    return (
        f"Somebody on {_plain(server)} asked for this message with `sendoff incidents --test-notification`.\n"
        "When a receiver begins to block the mail of this server, one such message comes, and one when it is over.\n"
    )


class Tried(Protocol):
    """How it went with one place: its number in sendoff::notify, its service where known, '' or the error."""

    @property
    def number(self) -> int: ...  # noqa: D102

    @property
    def service(self) -> str: ...  # noqa: D102

    @property
    def error(self) -> str: ...  # noqa: D102


def trial(told: Sequence[Tried], style: Style) -> str:
    """Return how the trial went, place by place; a URL is named by its number in sendoff::notify alone."""
    lines = []
    for one in told:
        name = f"URL {one.number}" + (f" ({one.service})" if one.service else "")
        lines.append(style.paint(f"{name}: {one.error}", "red") if one.error else f"{name}: sent")
    return "\n".join(lines)


def _began(one: Affected) -> str:
    found = one.incident
    kind = kind_of(found)
    acts, step = _next(found)
    again = f", again: it was over {_times(found.reopened)} before" if found.told_closed is not None else ""
    facts = [
        ("since", f"{_moment(found.first)}{again}"),
        ("means", kind.meaning),
        ("reply", _cut(found.reply, _LONGEST_REPLY)),
        ("said by", _cut(found.relay, _LONGEST_NAME)),
        ("blocked", _cut(found.blocked or "", _LONGEST_NAME)),
        *_mail(one, "so far"),
        ("changed", _changed(found)),
        ("acts", _WHO[acts]),
        ("next", step),
        ("more", "`sendoff incidents` on the server; a message follows when it is over"),
    ]
    return "\n".join([f"{_plain(happens(found))}.", *_lines(facts)])


def _ended(one: Affected) -> str:
    found = one.incident
    over = found.closed or found.last
    facts = [
        ("began", _moment(found.first)),
        ("last", f"{_moment(found.last)}, the last mail that it refused"),
        ("again", f"{_moment(over)}, the first mail that it accepted after that"),
        ("lasted", span(max(0.0, (over - found.first) / MICRO))),
        *_mail(one, "in all"),
        ("note", "its beginning could not be told when it was" if found.told_open is None else ""),
        ("next", "nothing: mail that still waits is tried again by itself; what came back must be sent anew"),
    ]
    return "\n".join([f"{_plain(whose(found))} takes mail again{_code(found)}.", *_lines(facts)])


def _case(case: Due, now: int) -> str:
    name = _plain(case.provider)
    facts = [
        ("sent", _moment(case.sent)),
        ("due", f"{_moment(case.due)}, {span(max(0.0, (now - case.due) / MICRO))} ago"),
        ("next", f"look for their mail, in spam too; `sendoff case show {case.number}` on the server has the course"),
    ]
    return "\n".join([f"The answer of {name} to the request for delisting is due.", *_lines(facts)])


def _next(found: Incident) -> tuple[str, str]:
    """Return who must act, and what to do with its link: the reply's own row may say more than its class."""
    from sendoff.replies.understanding import understand  # start-up: only for a message

    kind, understood = kind_of(found), understand(found.reply, relay=found.relay)
    if understood.name != found.kind:
        return kind.who, kind.next_step
    link = f" {_cut(understood.link, _LONGEST_REPLY)}" if understood.link else ""
    return understood.who, understood.next_step + link


def _mail(one: Affected, when: str) -> Iterator[tuple[str, str]]:
    found = one.incident
    numbers = [
        f"{count:,} {word}{'' if count == 1 else 's'}"
        for count, word in ((found.senders, "sender"), (found.recipients, "recipient"))
        if count
    ]
    yield "refused", f"{_times(found.refused)} {when}" + (f": {', '.join(numbers)}" if numbers else "")
    yield "senders", _names(one.senders, found.senders)
    yield "users", _names(one.users, found.users)


def _names(some: tuple[tuple[str, int], ...], count: int) -> str:
    named = [f"{_cut(value, _LONGEST_NAME)} ({number:,})" for value, number in some[:_NAMED] if value]
    more = count - len(named)
    return ", ".join(named) + (f" and {more:,} more" if named and more > 0 else "")


def _changed(found: Incident) -> str:
    if found.changed is None or found.generation is None:
        return ""
    return f"generation {found.generation} of the configuration was applied {_moment(found.changed)}"


def _code(found: Incident) -> str:
    return f" ({_cut(found.provider_code, _NAMED * _LABEL)})" if found.provider_code else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _moment(moment: int) -> str:
    """Return a moment in this machine's time zone, with its difference from UTC: readers may be elsewhere."""
    return datetime.fromtimestamp(moment / MICRO, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S %z")


def _lines(facts: list[tuple[str, str]]) -> Iterator[str]:
    for label, text in facts:
        if text:
            start = f"  {label:<{_LABEL}}"
            yield textwrap.fill(
                text, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_long_words=False
            )


def _plain(text: str) -> str:
    return _cut(text, _LONGEST_NAME)


def _cut(text: str, limit: int) -> str:
    safe = " ".join(printable(text).split())
    return safe if len(safe) <= limit else safe[:limit] + "…"
