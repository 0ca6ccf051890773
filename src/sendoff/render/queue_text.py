"""The queue for people: the total and the oldest first, then where to, why, and whose."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.config.masking import printable
from sendoff.delivery.queue_groups import AGES
from sendoff.delivery.queue_view import UNKNOWN_USER, Answer, Shown, View
from sendoff.render.moments import local, span
from sendoff.render.style import Style

WIDTH = 100
_MICRO = 1_000_000
_BY_THEMSELVES = 3
_COLUMN = 4
_REASON = 27
_EXAMPLE_LINES, _REPLY_LINES = 3, 6
_SHOWN_RECIPIENTS = 3
_THOUSAND = 1000


def text(answer: Answer, style: Style, top: int, by: str | None = None) -> str:
    """Return the answer with the first `top` of each; `by` shows only the table of that kind."""
    view = answer.view
    lines = [*(style.paint(line, "bold") for line in _cut(_heading(answer), 0, 3)), *_warnings(answer, style)]
    if not view.all.messages:
        return "\n".join(lines)
    lines += _overview(view)
    if by in (None, "destination") and (by or view.all.messages > _BY_THEMSELVES):
        lines += _ages(view, top)
    if by in (None, "reason") and (by or view.all.messages > _BY_THEMSELVES):
        lines += _reasons(view, top)
    for kind, title in (("sender", "envelope sender"), ("user", "handed in by")):
        if by == kind or (by is None and view.all.messages > _BY_THEMSELVES and not (kind == "user" and _nobody(view))):
            heading = [] if "whose they are" in lines else ["", "whose they are"]
            lines += heading + _owners(view, kind, title, top)[bool(heading) :]
    if answer.users_unknown and by in (None, "user"):
        lines += ["", *_cut(f"who handed it in is unknown: {answer.users_unknown}", 0, 2)]
    if by is None:
        lines += _messages(view, "the largest" if view.sort == "size" else "oldest first")
    return "\n".join(lines)


def _heading(answer: Answer) -> str:
    every, what = answer.view.all, printable(answer.what or "")
    if not every.messages and what:
        return f"Nothing of {what} waits; the queue has {_count(answer.in_queue, 'message')}."
    if not every.messages and answer.direct:
        return "Postfix is not running. There is no message in its files."
    if not every.messages:
        return "Nothing waits: the queue is empty." if answer.complete else "No message could be read."
    waits = "waits" if every.messages == 1 else "wait"
    some = f" of {answer.in_queue}" if what else ""
    about = f" to or from {what}" if "." in what or "@" in what else ""
    return (
        f"{every.messages}{some} message{'s' if answer.in_queue > 1 else ''}{about} {waits} "
        f"({_count(every.recipients, 'recipient')}, {size(every.bytes)}); "
        f"the oldest since {_since(every.oldest, answer.view.now)}"
    )


def _warnings(answer: Answer, style: Style) -> Iterator[str]:
    if answer.direct and answer.view.all.messages:
        yield style.paint("Postfix is not running; this was read from its files, and none of it moves.", "red")
    if answer.truncated:
        yield from (style.paint(line, "yellow") for line in _cut(f"Not all of it: {answer.truncated}.", 0, 3))
    if answer.unreadable:
        yield style.paint(f"Not all of it: {_count(answer.unreadable, 'entry')} could not be understood.", "yellow")


def _overview(view: View) -> list[str]:
    parts = [
        f"{name} {group.messages} (oldest {_age(group.oldest, view.now)})"
        for name, group in view.queues.items()
        if group.messages
    ]
    return [*_cut(f"messages by queue: {', '.join(parts)}", 0, 2), *_retries(view)]


def _retries(view: View) -> Iterator[str]:
    retries = view.retries
    if retries.soonest is not None and retries.latest is not None:
        due = f"; {retries.due} due now" if retries.due else ""
        lost = f"; of {retries.unknown} not known" if retries.unknown else ""
        if retries.soonest == retries.latest:
            yield f"next retry: {local(retries.soonest)}{due}{lost}"
        else:
            yield f"next retry: from {local(retries.soonest)} to {local(retries.latest)}{due}{lost}"
    elif retries.unknown:
        yield "next retry: unknown; root may look"


def _ages(view: View, top: int) -> list[str]:
    """Return qshape's table: recipients by destination and age."""
    groups = view.groups["destination"]
    shown = groups.first(top, view.sort)
    rows = [("all", view.all), *((name or "(no domain)", group) for name, group in shown)]
    table = [(name, [group.recipients, *group.ages]) for name, group in rows]
    others = len(groups) - len(shown)
    if others > 0:
        sums = [sum(column) for column in zip(*(numbers for _, numbers in table[1:]), strict=True)]
        table.append((f"({others} others)", [total - seen for total, seen in zip(table[0][1], sums, strict=True)]))
    titles = ["total", *map(str, AGES), f">{AGES[-1]}"]
    columns = zip(titles, *(map(_short, numbers) for _, numbers in table), strict=True)
    widths = [max(_COLUMN, *map(len, column)) + 1 for column in columns]
    room = WIDTH - sum(widths) - 2
    head = "".join(title.rjust(width) for title, width in zip(titles, widths, strict=True))
    lines = ["", "recipients by destination and minutes since arrival", f"  {'':{room}}{head}"]
    for name, numbers in table:
        cells = "".join(_short(number).rjust(width) for number, width in zip(numbers, widths, strict=True))
        lines.append(f"  {_fit(name, room):{room}}{cells}")
    return lines


def _reasons(view: View, top: int) -> list[str]:
    groups = view.groups["reason"]
    lines = ["", "why they wait", "  recipients       oldest  reason"]
    shown = groups.first(top, view.sort)
    for name, group in shown:
        first, *more = _cut(name, _REASON, 2)
        lines += [f"  {group.recipients:>10}  {_age(group.oldest, view.now):>11}  {first.lstrip()}", *more]
        if group.example and group.example[1].reason:
            queue_id, recipient = group.example
            lines += _cut(f"e.g. {queue_id} to {recipient.address}: {recipient.reason}", _REASON, _EXAMPLE_LINES)
    return lines + _others(len(groups) - len(shown), "reasons")


def _owners(view: View, kind: str, title: str, top: int) -> list[str]:
    groups = view.groups[kind]
    shown = groups.first(top, view.sort)
    lines = ["", f"  messages  recipients      size       oldest  {title}"]
    for name, group in shown:
        named = name or "<> (bounces and other notices)"
        lines.append(
            f"  {group.messages:>8}  {group.recipients:>10}  {size(group.bytes):>8}  "
            f"{_age(group.oldest, view.now):>11}  {_fit(named, WIDTH - 47)}"
        )
    return lines + _others(len(groups) - len(shown), "more")


def _others(count: int, what: str) -> list[str]:
    return [f"  and {count} {what}; --top N shows more"] if count > 0 else []


def _messages(view: View, order: str) -> list[str]:
    shown = view.first()
    few = len(shown) <= _BY_THEMSELVES
    lines = ["", f"messages, {order}"]
    for one in shown:
        lines += _message(one, view.now, few)
    left = view.all.messages - len(shown)
    return lines + ([f"  and {_count(left, 'more message')}"] if left else [])


def _message(shown: Shown, now: int, few: bool) -> Iterator[str]:
    waiting = shown.waiting
    expire = ", forced to expire" if waiting.forced_expire else ""
    seconds = None if shown.retry is None else shown.retry // _MICRO - now
    retry = "" if seconds is None else f", next retry in {span(seconds)}" if seconds > 0 else ", retry is due"
    yield from _cut(
        f"{waiting.queue_id}  {waiting.queue_name}{expire}  {size(waiting.size)}  since "
        f"{_since(waiting.arrival, now)}{retry}", 2, 2,
    )  # fmt: skip
    by = f", handed in by {shown.user}" if shown.user != UNKNOWN_USER else ""
    yield from _cut(f"from {waiting.sender or '<>'}{by}", 6, 1)
    recipients = waiting.recipients if few else waiting.recipients[:_SHOWN_RECIPIENTS]
    for one in recipients:
        yield from _cut(f"to {one.address}{': ' if one.reason else ''}{one.reason}", 6, _REPLY_LINES if few else 1)
    if shown.recipients > len(recipients):
        yield f"      and {_count(shown.recipients - len(recipients), 'more recipient')}"


def _nobody(view: View) -> bool:
    return set(view.groups["user"]) <= {UNKNOWN_USER}


def _since(seconds: int, now: int) -> str:
    return f"{local(seconds * _MICRO)} ({_age(seconds, now)})"


def _age(seconds: int, now: int) -> str:
    return span(max(0, now - seconds)) if now - seconds >= 1 else "0 s"


def _count(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _short(number: int) -> str:
    """Return a count for a column: never wider than six characters below ten thousand millions."""
    if number < _THOUSAND**2:
        return str(number)
    return f"{number / _THOUSAND**2:.1f}M"


def size(count: int) -> str:
    """Return bytes as people read them: `12.0 kB`."""
    number, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while number >= _THOUSAND and len(units) > 1:
        number /= _THOUSAND
        units.pop(0)
    return f"{count} B" if units[0] == "B" else f"{number:.1f} {units[0]}"


def _fit(words: str, room: int) -> str:
    words = printable(words)
    return words if len(words) <= room else f"{words[: room - 1]}…"


def _cut(words: str, indent: int, lines: int) -> list[str]:
    """Return a text on at most so many lines, indented; what has no room ends in an ellipsis."""
    import textwrap

    margin = " " * indent
    wrapped = textwrap.wrap(
        _fit(words, WIDTH * lines), WIDTH, initial_indent=margin, subsequent_indent=margin, max_lines=lines,
        placeholder="…", break_on_hyphens=False,
    )  # fmt: skip
    return wrapped or [margin]
