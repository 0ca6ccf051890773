"""Mail's lines in the systemd journal, by journalctl(1), written as syslog would write them.

They are chosen by facility and name, not by unit: a message that sendmail(1) hands in is logged outside of
Postfix's unit, and Debian's `postfix.service` is not where Postfix runs.
"""

from __future__ import annotations

from datetime import UTC

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
        lines.append(_line(entry))
    return lines, last


def _line(entry: dict[str, object]) -> str:
    """Return an entry as a syslog line with an RFC 3339 stamp."""
    from datetime import datetime

    message = entry.get("MESSAGE", "")
    if isinstance(message, list):  # bytes outside UTF-8 come as numbers
        message = bytes(message).decode(errors="replace")
    when = datetime.fromtimestamp(int(str(entry.get("__REALTIME_TIMESTAMP", 0))) / 1e6, UTC)
    pid = entry.get("SYSLOG_PID") or entry.get("_PID")
    tag = f"{entry.get('SYSLOG_IDENTIFIER', '')}[{pid}]" if pid else f"{entry.get('SYSLOG_IDENTIFIER', '')}"
    return f"{when.isoformat()} {entry.get('_HOSTNAME', 'localhost')} {tag}: {message}"
