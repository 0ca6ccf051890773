"""The first cut of a reply, by plain text operations: what Postfix wrote around it, and what is another in each mail.

Both `understand` and the importer's `classify` judge what is left, so what is remembered of it is right for each reply
that leaves the same.
"""

from __future__ import annotations

from typing import NamedTuple

SAID, REFUSED, OWN = "said", "refused", "own"
"""Who speaks: a server that answers a command, a server that greets, or Postfix itself (or whoever was pasted)."""

_SUSPENDED = "delivery temporarily suspended: "
_SAID, _REFUSED = "] said: ", "] refused to talk to me: "
_FAR = 400
_CONNECTIONS = ("connect to ", "lost connection with ", "conversation with ")


class Brief(NamedTuple):
    """What is left of a reply: who speaks, the text, and the server that Postfix names (`host[address]`, or "")."""

    lead: str
    text: str
    host: str


def brief(reply: str) -> Brief:
    """Return a reply without Postfix's words, the recipient's address and the ids of Google and Microsoft."""
    lead, host, text = OWN, "", reply
    text = text.removeprefix(_SUSPENDED)
    if text.startswith("host "):
        lead, start, end = SAID, len(_SAID), text.find(_SAID, 5, _FAR)
        if end < 0:
            lead, start, end = REFUSED, len(_REFUSED), text.find(_REFUSED, 5, _FAR)
        if end < 0 or text.find(" ", 5, end) >= 0:
            lead = OWN
        else:
            host, text = text[5 : end + 1], text[end + start :]
    elif text.startswith(_CONNECTIONS):
        text = _without_host(text)
    return Brief(lead, _without_ids(_without_address(text)), host)


def _without_address(text: str) -> str:
    """Return a text without what stands in its first `<...>`, where that is a plain address."""
    start = text.find("<")
    if start < 0:
        return text
    end = text.find(">", start)
    within = text[start + 1 : end]
    if end < 0 or "@" not in within or '"' in within or "<" in within or "\\" in within:
        return text
    return f"{text[:start]}<@{text[end:]}"


def _without_ids(text: str) -> str:
    end = text.rfind(" - gsmtp")
    if end > 0:
        start = text.rfind(" ", 0, end)
        return text[:start] + text[end:] if start > 0 and text.find("/", start, end) < 0 else text
    place = text.rfind(".outlook.com 20")
    start = text.rfind("[", 0, place) if place > 0 else -1
    end = text.find("]", place) if start >= 0 else -1
    if end > 0:
        return f"{text[:start]}[outlook.com{text[end:]}"
    if text.startswith("Host or domain name not found. Name service error for name="):
        start = text.find("=")
        return text[: start + 1] + text[text.find(" ", start) :]
    return text


def _without_host(text: str) -> str:
    start = text.find("[")
    end = text.find("]", start)
    first = text.rfind(" ", 0, start)
    return text[:first] + text[end + 1 :] if 0 < first < start < end else text
