"""No attachment is of a kind that large receivers refuse, and the message is not too large.

What happens: An attachment's name ends in .exe, .js, .iso or another ending that Gmail and Outlook refuse, or the
whole message is larger than 25 MB.

Why it matters: The whole mail is refused (552 5.7.0), not only the attachment; renamed files are found all the same.

How to mend it: Put the file where it can be fetched by https, and send the link.

When it is fine: Between servers whose administrators agreed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import fact
from sendoff.reputation.message.words import text

NEEDS = ("message",)
WEIGHT = 2.0

REFUSED = frozenset(
    [
        "ade", "adp", "apk", "appx", "appxbundle", "bat", "cab", "chm", "cmd", "com", "cpl", "diagcab",
        "diagcfg", "diagpkg", "dll", "dmg", "ex", "ex_", "exe", "hta", "img", "ins", "iso", "isp", "jar",
        "jnlp", "js", "jse", "lib", "lnk", "mde", "mjs", "msc", "msi", "msix", "msixbundle", "msp", "mst",
        "nsh", "pif", "ps1", "scr", "sct", "shb", "sys", "vb", "vbe", "vbs", "vhd", "vxd", "wsc", "wsf", "wsh",
        "xll",
    ]
)  # fmt: skip
"""Endings that Gmail blocks (support.google.com, File types blocked in Gmail; looked at 2026-11-23)."""

_LARGEST = 25_000_000


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    names = [text(part.filename)[:200] for part in message.mime.parts if part.filename]
    wrong = [f"{name!r} is of a kind that is refused" for name in names if ending(name) in REFUSED]
    if len(message.raw) > _LARGEST:
        wrong.append(f"the message has {len(message.raw) / 1e6:.0f} MB; Gmail and others take {_LARGEST / 1e6:.0f}")
    good = f"{len(names)} attachments, none of a kind that is refused" if names else "there are none"
    yield found(
        "message-attachments",
        message,
        "attachments",
        wrong,
        good=good,
        mend="Send a link to the file instead of the file.",
    )


def ending(name: str) -> str:
    """Return what follows a name's last dot, as Windows reads it: dots and blanks at the end do not count."""
    stem, dot, last = name.rstrip(". \t\0").lower().rpartition(".")
    return last if dot and stem else ""
