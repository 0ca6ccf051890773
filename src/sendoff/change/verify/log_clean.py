"""Postfix's daemons do not fail.

What happens: Since the change, a Postfix daemon ended with an error, or Postfix waits before it starts one again.

Why it matters: Such a daemon answers nobody for a minute, then fails again: mail of its kind stands still. Some wrong
values are noticed by no check of the configuration, only by the daemon that needs them.

How to mend it: The quoted line of the log names the parameter or the file.

When it is fine: When the same daemon failed in the same way before the change; sendoff then only says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import LogSeen, Seen
from sendoff.delivery.line import Line, parse

_SUBJECT = "Postfix's log since the change"
_TOOLS = ("sendmail", "postdrop", "postqueue", "postsuper", "postmap", "postalias", "postconf", "postcat", "postlog",
          "postkick", "postlock", "mailq", "newaliases")  # fmt: skip
"""Programs that people start; what they do wrong says nothing of the server."""

_FRESH_START = r"(?:starting|refreshing) the Postfix mail system|(?:daemon started|reload) -- version"
_BAD_WARNING = r"bad command startup -- throttling|process \S+ pid \d+ (?:exit status [1-9]|killed by signal)"


def judge(_transition: Transition | None, seen: Seen) -> Finding:
    """See the module."""
    if seen.log is None or seen.log.unknown:
        return Finding("log-clean", "unknown", _SUBJECT, seen.log.unknown if seen.log else "was not read")
    bad = [line for line in _after_start(seen.log) if _is_bad(line)]
    if not bad:
        return Finding("log-clean", "pass", _SUBJECT, "no daemon failed")
    known = {_sort(line) for line in _parsed(seen.log.before) if _is_bad(line)}
    new = [line for line in bad if _sort(line) not in known]
    worst = min(new or bad, key=lambda line: ("panic", "fatal", "warning").index(line.severity))
    told = f"{worst.tag}: {worst.severity}: {worst.text}"
    if new:
        return Finding("log-clean", "fail", _SUBJECT, told, "The line names the parameter or the file.")
    return Finding("log-clean", "warn", _SUBJECT, f"{told} (as before the change)")


def _parsed(lines: Iterable[str]) -> list[Line]:
    return [line for text in lines if (line := parse(text)) and "/" in line.tag]


def _after_start(log: LogSeen) -> list[Line]:
    """Return the lines since Postfix last took up its configuration: what came before was said by the former one."""
    lines = _parsed(log.lines)
    starts = [number for number, line in enumerate(lines) if re.match(_FRESH_START, line.text)]
    return lines[starts[-1] :] if starts else lines


def _is_bad(line: Line) -> bool:
    if line.program in _TOOLS:
        return False
    return line.severity in ("fatal", "panic") or (
        line.severity == "warning" and line.program == "master" and re.search(_BAD_WARNING, line.text) is not None
    )


def _sort(line: Line) -> tuple[str, str]:
    return line.tag, re.sub(r"\d+", "0", line.text)
