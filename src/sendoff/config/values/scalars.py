"""Sizes, switches, choices and paths."""

from __future__ import annotations

from collections.abc import Callable

from sendoff.config.document import Json
from sendoff.config.masking import shown
from sendoff.config.report import Report
from sendoff.config.values.text import safe_string, type_name

MAX_SIZE = 2**63 - 1
"""Postfix keeps sizes in a signed 64-bit number (bytes)."""


def size(value: Json, report: Report) -> int | None:
    """Parse whole bytes, as a number or a numeric string; 0 means no limit."""
    if isinstance(value, str) and value.strip(" ").isascii() and value.strip(" ").isdigit() and len(value) < 30:  # noqa: PLR2004
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        if isinstance(value, str | float):
            what = shown(value) if isinstance(value, str) else "a number with a fraction or an exponent"
            report.add("bad-size", f"{what} is not a number of bytes")
        else:
            mend = "Write whole bytes, for example 25600000."
            report.add("wrong-type", f"{type_name(value)} where a number of bytes is expected", mend=mend)
        return None
    if not 0 <= value <= MAX_SIZE:
        report.add("bad-size", f"{shown(value)} is outside 0 to {MAX_SIZE}")
        return None
    return value


def boolean(value: Json, report: Report) -> bool | None:
    """Parse JSON's true or false."""
    if isinstance(value, bool):
        return value
    what = f"{_named(value)} where true or false is expected"
    report.add("wrong-type", what, mend="Write true or false, without quotes.")
    return None


def yes_no(value: Json, report: Report) -> bool | None:
    """Parse Postfix's `yes` or `no`, or JSON's true or false."""
    if isinstance(value, bool):
        return value
    if value in ("yes", "no"):
        return bool(value == "yes")
    what = f'{_named(value)} where "yes", "no", true or false is expected'
    report.add("wrong-type", what, mend='Write "yes" or "no".')
    return None


def _named(value: Json) -> str:
    return (
        f'"{shown(value)}"'
        if isinstance(value, str) and value
        else type_name(value)
        if value != ""
        else "an empty text"
    )


def choice(*allowed: str) -> Callable[[Json, Report], str | None]:
    """Return a parser of one of the named words."""

    def parse(value: Json, report: Report) -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        what = f"{_named(value)} is not one of: {', '.join(allowed)}"
        report.add("bad-choice", what, mend=f'Write "{allowed[0]}", or another of them.')
        return None

    return parse


def path(value: Json, report: Report) -> str | None:
    """Parse an absolute path; an empty string means none."""
    text = safe_string(value, report)
    if not text:
        return None
    if "$" in text:
        report.add("dollar-sign", f"{shown(text)} holds a $", (), text.index("$"))
    elif not text.startswith("/") or text != text.strip() or "," in text or text.endswith("/"):
        report.add("bad-path", f"{shown(text)} {_path_fault(text)}")
    else:
        return text
    return None


def _path_fault(text: str) -> str:
    if text != text.strip():
        return "has a blank at its start or end"
    if "," in text:
        return "holds a comma"
    return "is a folder, not a file" if text.startswith("/") else "is not an absolute path"
