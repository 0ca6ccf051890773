"""Cases for people: the gate first, then who sent what, then the request as it is to be copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sendoff.config.masking import printable
from sendoff.render.case_words import Opening, of_state, result, took
from sendoff.render.moments import local, span
from sendoff.render.style import Style
from sendoff.reputation.cases import load
from sendoff.reputation.cases.case import Case, Filled, Line, Matter, Request
from sendoff.reputation.cases.filling import error_line
from sendoff.reputation.cases.gate import ADVICE, FIRST, NOT_SURE, PASSED_OVER, Item
from sendoff.reputation.cases.senders import Sender

_LONGEST = 300
_STATES = {
    FIRST: ("FIRST", "red"),
    NOT_SURE: ("UNKNOWN", "cyan"),
    PASSED_OVER: ("passed over", "yellow"),
    ADVICE: ("better", "yellow"),
}
_COPY = "---- copy from here " + "-" * 40
_END = "---- to here " + "-" * 47


def opening(found: Opening, due: int | None, style: Style) -> str:
    """Return what `case open` found; `due` is when the answer would be due if the request were sent now (µs)."""
    return "\n".join(_opening(found, due, style))


def _opening(found: Opening, due: int | None, style: Style) -> Iterator[str]:
    yield style.paint(f"{found.course.title}: {_matter(found.matter)}", "bold")
    if found.matter.lines:
        yield f"  {_cut(error_line(found.matter.lines[-1]))}"
    if found.last:
        yield f"  last time: {_last(found.last)}"
    yield ""
    told = result(found.items)
    yield style.paint(told[0].upper() + told[1:], "red" if found.case is None else "green", "bold")
    for state in _STATES:
        for group in _grouped(of_state(found.items, state)):
            yield from _items(group, style)
    if found.case is None:
        yield ""
        yield style.wrap(_how_on(found.items), "")
    yield ""
    yield from _senders(found, style)
    if found.case is None:
        return
    yield ""
    yield from request(found.case.number, found.case.request, style)
    yield ""
    yield from _course(found, due, style)


def _how_on(items: Sequence[Item]) -> str:
    told = "Asking too early costs the one good try, so no request is printed."
    if of_state(tuple(items), FIRST):
        told += " Who knows better says `--although ID`."
    if of_state(tuple(items), NOT_SURE):
        told += " What stays unknown is passed over by `--although-unknown ID`."
    return told


def _matter(matter: Matter) -> str:
    told = [" ".join(filter(None, (matter.kind, matter.code))) or "a refusal"]
    if matter.refused:
        told.append(f"{matter.refused} refused")
    if matter.first is not None:
        told.append(f"since {local(matter.first)}")
    return printable(", ".join(told))


def _last(case: Case) -> str:
    seconds = took(case)
    told = [f"case {case.number}, opened {local(case.opened)}"]
    if seconds is not None:
        told.append(f"took {span(seconds)}")
    told.append(f"cause: {_cut(case.cause)}" if case.cause else "no cause was written down")
    return ", ".join(told)


def _grouped(items: Iterable[Item]) -> Iterable[list[Item]]:
    """Return items that say the same together."""
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.told, item.mend), []).append(item)
    return groups.values()


def _items(group: Sequence[Item], style: Style) -> Iterator[str]:
    item, (word, colour) = group[0], _STATES[group[0].state]
    ids, subjects = ((dict.fromkeys(getattr(one, name) for one in group)) for name in ("id", "subject"))
    yield f"{style.paint(word, colour, 'bold')} {', '.join(ids)}: {_cut(', '.join(subjects))}"
    yield "  " + style.wrap(_cut(item.told), " " * 2).lstrip()
    if item.mend and item.state != PASSED_OVER:
        # A record to publish must be whole.
        yield "  mend: " + style.wrap(printable(item.mend), " " * 8).lstrip()


def _senders(found: Opening, style: Style) -> Iterator[str]:
    to = "anybody" if found.course.listed else found.course.title
    yield style.paint(f"Who sent to {to} in the last 7 days", "bold")
    if found.senders is None:
        yield style.paint(f"  unknown: {_cut(found.senders_unknown)}", "yellow")
    elif not found.senders:
        yield "  nobody, as far as the ledger knows"
    else:
        yield from sender_lines(found.senders, style)


def sender_lines(senders: Sequence[Sender], style: Style) -> Iterator[str]:
    """Yield a table of senders, with what is unusual at the end of the line."""
    names = [_short(one.name) for one in senders]
    width = max(len(name) for name in names)
    yield style.paint(f"  {'':<14}{'':<{width}}  accepted  refused  recipients", "dim")
    for name, one in zip(names, senders, strict=True):
        marks = style.paint(f"  ! {', '.join(one.marks)}", "yellow") if one.marks else ""
        yield f"  {one.kind:<14}{name:<{width}}  {one.accepted:>8}  {one.refused:>7}  {one.recipients:>10}{marks}"


def request(number: int, found: Request, style: Style) -> Iterator[str]:
    """Yield a request: where it goes, what to know, and every field to copy."""
    yield style.paint(f"Request of case {number}: {found.title}", "bold")
    if found.link:
        yield f"  go to  {printable(found.link)}"
    if found.mail:
        yield f"  to     {printable(found.mail)}"
    for step in found.steps:
        yield "  -      " + style.wrap(printable(step), " " * 9).lstrip()
    if not found.sure:
        yield "  -      The form's own fields are not public: these are what such forms ask."
    yield "  sendoff sends nothing and fills nothing in: a person does."
    yield style.paint(_COPY, "dim")
    yield copied(found.fields)
    yield style.paint(_END, "dim")


def copied(fields: Iterable[Filled]) -> str:
    """Return the fields as they are copied, or written to a file."""
    return "\n\n".join(f"{field.name}:\n{_value(field)}" for field in fields)


def _value(field: Filled) -> str:
    if not field.value:
        return f"[you: {field.hint or 'only you know this'}]"
    return "\n".join(printable(line) for line in field.value.splitlines())


def _course(found: Opening, due: int | None, style: Style) -> Iterator[str]:
    assert found.case is not None  # noqa: S101 - only after a request
    course = found.course
    for title, told in (("Know", course.remarks), ("Meanwhile", course.meanwhile)):
        yield style.paint(title, "bold")
        yield from (f"  - {style.wrap(one, ' ' * 4).lstrip()}" for one in told)
    yield style.paint("What answers usually say", "bold")
    for answer in course.answers:
        yield "  - " + style.wrap(f"{answer.says}: {answer.then}", " " * 4).lstrip()
    number = found.case.number
    yield ""
    yield f"When it is sent: `sendoff case sent {number}`." + (f" {_expected(course.promised, due)}" if due else "")
    if found.written:
        yield f"written: {', '.join(printable(path) for path in found.written)}"


def _expected(promised: bool, due: int) -> str:
    return f"An answer is due by {local(due)}." if promised else f"No answer is promised; look again {local(due)}."


def listed(cases: Sequence[tuple[Case, int | None]], now: int, style: Style) -> Iterator[str]:
    """Yield a line for each case with the moment its answer is due (µs)."""
    for case, due in cases:
        state = f"{case.number:>3}  {case.provider:<14} {_state(case, due, now)}"
        late = due is not None and due <= now
        yield style.paint(state, "yellow") if late else state
        yield f"     {_about(case)}"


def _state(case: Case, due: int | None, now: int) -> str:
    event = case.events[-1]
    if due is not None:
        late = "the answer was due" if due <= now else "an answer is due"
        return f"sent {local(event.at)}, {late} {local(due)}"
    words = {
        "draft": f"not sent yet, opened {local(case.opened)}: fill in the form, then `sendoff case sent {case.number}`",
        "refused": f"refused {local(event.at)}: send the answer, then `sendoff case sent {case.number}`",
        "ended": f"ended {local(event.at)}: {event.text}",
        "closed": f"closed {local(event.at)}" + (f": {_cut(event.text)}" if event.text else ""),
    }
    return words[case.state]


def _about(case: Case) -> str:
    code = " ".join(filter(None, (case.matter.kind, case.matter.code)))
    parts = (code, ", ".join(case.addresses), ", ".join(case.domains[:3]), case.ticket and f"ticket {case.ticket}")
    return _cut("; ".join(filter(None, parts)))


def shown(case: Case, due: int | None, now: int, style: Style) -> str:
    """Return the whole of a case."""
    return "\n".join(_shown(case, due, now, style))


def _shown(case: Case, due: int | None, now: int, style: Style) -> Iterator[str]:
    yield style.paint(f"case {case.number}: {load(case.provider).title}, {_state(case, due, now)}", "bold")
    for name, told in (
        ("reply", _matter(case.matter)),
        ("addresses", ", ".join(case.addresses)),
        ("domains", ", ".join(case.domains)),
        ("cause", case.cause),
        ("changed", "; ".join(case.changed)),
        ("ticket", case.ticket),
        ("although", ", ".join(case.although)),
    ):
        if told:
            yield f"  {name:<10} {_cut(told)}"
    yield ""
    yield style.paint("History", "bold")
    for event in sorted(case.events, key=lambda each: each.at):
        more = ", ".join(filter(None, (_cut(event.text), event.ticket and f"ticket {printable(event.ticket)}")))
        yield f"  {local(event.at)}  {event.what}" + (f": {more}" if more else "")
    yield ""
    yield from request(case.number, case.request, style)


def refused(number: int, reply: str, meaning: str, where: str, style: Style) -> Iterator[str]:
    """Yield the reply to a refusal, to be copied; `meaning` is what the provider's words come to."""
    if meaning:
        yield f"what that is: {meaning}"
    yield style.paint(f"Reply of case {number}, {where}", "bold")
    yield style.paint(_COPY, "dim")
    yield "\n".join(printable(line) for line in reply.splitlines())
    yield style.paint(_END, "dim")
    yield f"When it is sent: `sendoff case sent {number}`."


def error_lines(lines: Iterable[Line]) -> str:
    """Return refusals, one a line."""
    return "\n".join(error_line(line) for line in lines)


def _short(name: str) -> str:
    plain = printable(name)
    return plain if len(plain) <= _LONGEST // 6 else f"{plain[: _LONGEST // 6]}…"


def _cut(told: str) -> str:
    plain = printable(" ".join(told.split()))
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]} …"
