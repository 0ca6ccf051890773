"""The answer of `sendoff trace` for people: the newest last, one block for each message.

What strangers wrote (replies, addresses, header lines) is made printable, and a reply stands in quotes on a line of its
own, so that it cannot look like a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sendoff.config.masking import printable
from sendoff.delivery.gaps import KINDS
from sendoff.delivery.trace_known import About, Answer, Mail, Notice, Rejection, Traced
from sendoff.delivery.trace_words import asked_for, recipient, verdict
from sendoff.render.moments import local, span
from sendoff.render.style import Style
from sendoff.replies.classes import CLASSES

_COLOURS = {"sent": "green", "deferred": "yellow", "queued": "yellow", "held": "yellow"}
_STAGES = ("in the queue", "for a delivery agent", "connecting", "sending")
_FEW = 3
"""Up to so many verdicts are told with all details."""
_LABEL = 13
_LABELS = {"sent": "it said", "deferred": "because", "bounced": "because", "expired": "because"}
_SHOWN = 5


def text(answer: Answer, style: Style) -> str:
    """Return the whole answer."""
    found = answer.traced or answer.rejections
    lines = [*_messages(answer, style)] if found else [style.paint(_nothing(answer), "yellow")]
    return "\n".join([*lines, *_footer(answer, style)])


def change(one: Traced, style: Style) -> str:
    """Return a verdict that is new, for whoever follows."""
    reply = _reply(one, "    ") if one.end.verdict != "sent" else []
    who = f"{one.end.mail.queue_id} {recipient(one)}"
    return "\n".join([f"{printable(who)}: {_verdict(one, one.last_seen, style)}", *reply])


def _messages(answer: Answer, style: Style) -> Iterator[str]:
    detailed = len(answer.traced) <= _FEW
    for _, group in groupby(answer.traced, key=lambda one: one.end.way[0].id):
        verdicts = list(group)
        yield from _message(verdicts[0], style, detailed=detailed)
        for one in verdicts:
            yield f"  {printable(recipient(one))}"
            yield f"    {_verdict(one, one.end.way[0].first_seen, style)}"
            yield from _details(one) if detailed else _reply(one, "      ") if one.end.verdict != "sent" else ()
        yield ""
    if answer.rejections:
        yield style.paint("refused at this server's door, never in its queue:", "red")
        for refused in answer.rejections:
            yield from _rejection(refused)
        yield ""


def _message(one: Traced, style: Style, *, detailed: bool) -> Iterator[str]:
    mail = one.end.way[0]
    by = f", by {one.submitted_by}" if one.submitted_by else ", by whom is not known"
    head = f"{local(mail.first_seen)}  {mail.queue_id}  from {_sender(mail)}{by}"
    yield style.paint(printable(head), "bold")
    if one.about:
        yield _row("about", _about(one.about))
    if detailed:
        rows = (
            ("message id", mail.message_id),
            ("header From", one.origin.header_from or mail.header_from),
            ("script", one.origin.script or mail.script),
            ("size", f"{mail.size} bytes" if mail.size is not None else None),
        )
        yield from (_row(label, value) for label, value in rows if value)


def _sender(mail: Mail) -> str:
    if mail.sender is None:
        return "a sender that is not known"
    return mail.sender or "<> (the null sender)"


def _about(about: About) -> str:
    of = f"{about.queue_id} from {about.sender}" if about.sender else about.queue_id
    people = [f"{who} {status}" for who, status in about.recipients[:_SHOWN]]
    more = [f"and {len(about.recipients) - _SHOWN} more"] if len(about.recipients) > _SHOWN else []
    return f"a notice about {of}" + (f": {', '.join([*people, *more])}" if people else "")


def _verdict(one: Traced, day_of: int, style: Style) -> str:
    """Return the verdict; on the day of `day_of` without the date."""
    day = local(day_of)[:10]

    def clock(moment: int) -> str:
        return local(moment).removeprefix(f"{day} ")

    return style.paint(printable(verdict(one, clock, span)), _COLOURS.get(one.end.verdict, "red"))


def _details(one: Traced) -> Iterator[str]:
    fate, end = one.end.fate, one.end
    yield from _reply(one, "      ")
    if fate:
        delays = zip(_STAGES, fate.delays, strict=True)
        waited = ", ".join(f"{stage} {span(spent)}" for stage, spent in delays if spent is not None)
        rows = (
            ("enhanced", fate.dsn),
            ("next hop", fate.relay if end.verdict != "sent" and fate.relay != "none" else None),
            ("TLS", fate.tls),
            ("waited", waited or None),
            ("also tried", fate.tried and _quoted(fate.tried)),
            ("generation", str(fate.generation) if fate.generation is not None else None),
        )
        yield from (_row(label, value) for label, value in rows if value)
    if end.lost and end.verdict == "sent":
        yield _row("note", end.lost)
    if len(end.way) > 1:
        yield _row("way", " → ".join(mail.queue_id for mail in end.way))
    yield from (_row("notice", _notice(notice)) for notice in one.notices)


def _notice(notice: Notice) -> str:
    return f"{notice.queue_id} to {notice.recipient or 'whom no line names'}: {notice.status}"


def _reply(one: Traced, indent: str) -> list[str]:
    """Return what the other side said, quoted, and what a refusal means; nothing where there was no attempt."""
    fate = one.end.fate
    if not fate or not fate.reply:
        return []
    label = _LABELS.get(one.end.verdict, "last answer")
    said = [f"{indent}{label.ljust(_LABEL)}{printable(_quoted(fate.reply))}"]
    known = CLASSES.get(fate.kind or "unknown")
    if known is None or fate.kind in (None, "unknown"):
        return said
    code = f" ({fate.kind}, {fate.code})" if fate.code else f" ({fate.kind})"
    return [*said, f"{indent}{'that means'.ljust(_LABEL)}{known.meaning}{printable(code)}"]


def _quoted(said: str) -> str:
    """Return a stranger's words in quotes that they cannot end."""
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _row(label: str, value: str) -> str:
    return f"      {label.ljust(_LABEL)}{printable(value)}"


def _rejection(refused: Rejection) -> Iterator[str]:
    times = f", {refused.count} times in that hour" if refused.count > 1 else ""
    who = f"{refused.client}: from {refused.sender or '<>'} to {refused.recipient}"
    yield f"  {local(refused.last_seen)}  {printable(who)}{times}"
    yield f"      {'it was told'.ljust(_LABEL)}{printable(_quoted(refused.reply))}"


def _nothing(answer: Answer) -> str:
    since = f"since {local(answer.begins)}, when the ledger begins" if answer.begins is not None else "at all"
    return f"nothing known of {printable(asked_for(answer))} {since}"


def _footer(answer: Answer, style: Style) -> Iterator[str]:
    if answer.understood and answer.traced:
        yield f"asked for: {printable(asked_for(answer))}"
    if answer.truncated:
        yield style.paint(
            f"there is more: shown are the newest {answer.limit} messages; --limit N shows more, --since less", "yellow"
        )
    yield from (style.paint(f"note: {printable(note)}", "yellow") for note in answer.notes)
    if not answer.gaps:
        yield "complete: the ledger misses nothing of the time that this is about"
        return
    yield style.paint("not complete: there may be more, and ends may have come later", "yellow")
    yield from (f"  {line}" for line in _gaps(answer))


def _gaps(answer: Answer) -> Iterable[str]:
    """Return the gaps, those of a kind in one line."""
    for kind in dict.fromkeys(gap.kind for gap in answer.gaps):
        same = [gap for gap in answer.gaps if gap.kind == kind]
        since, until = min(gap.since for gap in same), max(gap.until for gap in same)
        count = sum(gap.count for gap in same)
        when = local(since) if local(since) == local(until) else f"{local(since)} to {local(until)}"
        what = KINDS.get(kind, kind)
        yield f"{when}: {what if what.startswith('a ') else f'{count} {what}'}"
