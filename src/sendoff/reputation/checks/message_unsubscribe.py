"""Mail to many can be unsubscribed with one click.

What happens: The message looks like mail to many (List-Id, Feedback-ID, Precedence: bulk ...), but List-Unsubscribe
has no https address, List-Unsubscribe-Post is missing, or the DKIM signature does not cover both.

Why it matters: Google and Yahoo demand it (RFC 8058) of who sends more than 5,000 a day; without it readers press
"spam".

How to mend it: Add both fields before signing: `List-Unsubscribe: <https://example.net/u/TOKEN>,
<mailto:u@example.net>` and `List-Unsubscribe-Post: List-Unsubscribe=One-Click`; honour it within two days.

When it is fine: For mail that one person waits for, as a receipt or a reset of a password: leave the fields of bulk
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import FAIL, SKIPPED, WARN, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, fact, signatures

NEEDS = ("message",)
WEIGHT = 2.0

_ASKED = "List-Unsubscribe and List-Unsubscribe-Post"
_ONE_CLICK = "list-unsubscribe=one-click"
_MEND = (
    "Before signing add `List-Unsubscribe: <https://example.net/u/TOKEN>, <mailto:u@example.net>` and "
    "`List-Unsubscribe-Post: List-Unsubscribe=One-Click`, and let DKIM sign both."
)


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    if not message.bulk:
        yield Finding("message-unsubscribe", message.name, SKIPPED, _ASKED, "it does not look like mail to many")
        return
    wrong, small = _wrong(message)
    good = "one click is enough, and DKIM covers it"
    yield found(
        "message-unsubscribe", message, _ASKED, wrong or small, good=good, mend=_MEND, result=FAIL if wrong else WARN
    )


def _wrong(message: Given) -> tuple[list[str], list[str]]:
    uris = re.findall(r"<([^<>]{1,2000})>", message.header.value("list-unsubscribe")[:20_000])
    schemes = {uri.strip().partition(":")[0].lower() for uri in uris}
    if not schemes:
        return [f"{message.bulk}, but no address to unsubscribe"], []
    wrong = [] if "https" in schemes else ["List-Unsubscribe has no https address"]
    post = re.sub(r"\s+", "", message.header.value("list-unsubscribe-post")).lower()
    if post != _ONE_CLICK:
        wrong.append("List-Unsubscribe-Post is missing" if not post else f"List-Unsubscribe-Post is {post[:60]!r}")
    signed = [set(one.get("h", "").lower().split(":")) for one in signatures(message)]
    if not any({"list-unsubscribe", "list-unsubscribe-post"} <= names for names in signed):
        wrong.append("no DKIM signature covers both" if signed else "no DKIM signature, so it covers neither")
    return wrong, (
        [] if "mailto" in schemes else ["List-Unsubscribe has no mailto address; some programs know only that"]
    )
