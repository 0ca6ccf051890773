"""Messages for tests of the checks that judge one."""

from __future__ import annotations

from datetime import UTC, datetime

from sendoff.reputation.check import Finding
from sendoff.reputation.checks import load
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, given

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

FIELDS = {
    "From": "Example Shop <shop@example.net>",
    "To": "customer@example.org",
    "Date": "Mon, 23 Nov 2026 14:04:00 +0000",
    "Message-ID": "<1@example.net>",
    "Subject": "Hello",
}


def message(body: str | bytes = "Hello\r\n", /, *more: str, **changed: str | None) -> Given:
    """Return a good message with some fields changed (None: left out), and more lines of header."""
    names = {name.replace("-", "_").lower(): name for name in FIELDS}
    fields = FIELDS | {names.get(key, key.replace("_", "-")): value for key, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    head = "".join(f"{line}\r\n" for line in (*lines, *more))
    data = body.encode() if isinstance(body, str) else body
    return given("message.eml", head.encode("utf-8", "surrogateescape") + b"\r\n" + data, NOW)


def judged(check: str, one: Given) -> Finding:
    """Return the check's only finding."""
    (found,) = load(check).judge(Facts({"message": one}))
    return found


def findings(check: str, one: Given) -> list[Finding]:
    """Return all of the check's findings."""
    return list(load(check).judge(Facts({"message": one})))
