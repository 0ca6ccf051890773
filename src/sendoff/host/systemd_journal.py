"""Mail's lines in the systemd journal, by journalctl(1), written as syslog would write them.

They are chosen by facility and name, not by unit: a message that sendmail(1) hands in is logged outside of
Postfix's unit, and Debian's `postfix.service` is not where Postfix runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sendoff.host import Host
from sendoff.host.errors import HostError

_MAX_LINES = "20000"
_BEFORE_LINES = "500"
_READ = ("journalctl", "--quiet", "--no-pager", "--facility=mail", "--output=json")


def cursor(host: Host) -> str:
    """Return the place of the newest entry; empty when journalctl cannot tell it."""
    try:
        done = host.commands.run(["journalctl", "--quiet", "--no-pager", "--lines=0", "--show-cursor"])
    except HostError:
        return ""
    found = [line for line in done.out.splitlines() if line.startswith("-- cursor: ")]
    return found[-1].removeprefix("-- cursor: ") if found and done.code == 0 else ""


def after(host: Host, cursor: str, when: float) -> tuple[list[str], str]:
    """Return the lines behind a cursor, or where there is none, since a time; and the cursor of the last.

    Raises:
        HostError: journalctl is missing or failed.
    """
    start = f"--after-cursor={cursor}" if cursor else f"--since=@{int(when)}"
    return _entries(host, [start, f"--lines={_MAX_LINES}"])


def until(host: Host, when: float) -> list[str]:
    """Return the last lines before a time."""
    return _entries(host, [f"--until=@{int(when)}", f"--lines={_BEFORE_LINES}"])[0]


def _entries(host: Host, options: list[str]) -> tuple[list[str], str]:
    import json

    done = host.commands.run([*_READ, *options])
    if done.code:
        raise HostError(f"journalctl failed: {done.err.strip() or done.code}", "Run the command as root.")
    lines, last = [], ""
    for text in done.out.splitlines():
        try:
            entry = json.loads(text)
        except ValueError:
            continue
        last = entry.get("__CURSOR", last)
        lines.append(line(entry))
    return lines, last


def line(entry: Mapping[str, Any]) -> str:
    """Return an entry as one syslog line with an RFC 3339 stamp in microseconds.

    Any user may write to the journal, so what would end the line, or look like another tag, is a question mark.
    """
    message = entry.get("MESSAGE")
    if isinstance(message, list):  # bytes outside UTF-8 come as numbers, a field set twice as texts
        numbers = all(isinstance(byte, int) for byte in message)
        message = bytes(message).decode(errors="replace") if numbers else message[0]
    text = "(more than journalctl shows)" if message is None else _one_line(str(message))
    pid = str(entry.get("SYSLOG_PID") or entry.get("_PID") or "")
    tag = _name(entry.get("SYSLOG_IDENTIFIER"), "")
    tag = f"{tag}[{pid}]" if pid.isascii() and pid.isdigit() else tag
    return f"{_stamp(moment(entry))} {_name(entry.get('_HOSTNAME'), 'localhost')} {tag}: {text}"


def moment(entry: Mapping[str, Any]) -> int:
    """Return when journald took an entry (microseconds since 1970)."""
    return int(str(entry.get("__REALTIME_TIMESTAMP", 0)))


def _stamp(when: int) -> str:
    return f"{_second(when // 1_000_000)}.{when % 1_000_000:06d}+00:00"


@lru_cache(maxsize=256)
def _second(when: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _one_line(text: str) -> str:
    return text if text.isprintable() else "".join(" " if one == "\t" else _shown(one) for one in text)


def _shown(character: str) -> str:
    import unicodedata

    return "?" if unicodedata.category(character) in _CONTROLS else character


def _name(value: object, default: str) -> str:
    import re

    return re.sub(r"[^\w./@+-]", "?", value) if isinstance(value, str) and value else default


_CONTROLS = ("Cc", "Cs", "Zl", "Zp")
