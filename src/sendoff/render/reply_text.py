"""What was understood of a reply, for people who are in a hurry."""

from __future__ import annotations

from sendoff.config.masking import printable
from sendoff.render.style import Style
from sendoff.replies.classes import CLASSES
from sendoff.replies.understood import Understood

WHO = {
    "operator": "yours: the operator of this server",
    "domain_owner": "the owner of the sending domain",
    "application": "the program that sends, and its lists",
    "recipient": "the recipient, or the recipient's organisation",
    "postmaster": "the receiver's postmaster",
    "nobody": "nobody's: wait",
}
"""Whose turn it is."""

SURE = {
    "exact": "exact: a reply that is known of this provider",
    "words": "by words that many servers use",
    "code": "only by the status code: the words are not known",
    "no": "not at all: neither words nor code say more",
}
"""How sure it is, best first."""

_COLOURS = {"nobody": "green", "operator": "red"}
_LABEL = 13
_AGAIN = {
    "deferred": "yes: Postfix tries again by itself",
    "bounced": "no: the mail went back to its sender",
    True: "no: the receiver says that it is permanent",
    False: "yes: the receiver says that it is temporary",
    None: "the text does not say",
}


def text(found: Understood, style: Style, status: str = "") -> str:
    """Return what is understood; `status` is the log's word, where a line of it was given."""
    kind = CLASSES[found.name]
    from_whom = " ".join(word for word in (found.provider, found.provider_code) if word)
    head = ", ".join(part for part in (found.coarse, from_whom) if part)
    lines = [
        style.paint(found.name, "bold") + style.paint(f"  ({printable(head)})", "dim"),
        style.wrap(kind.meaning, "  "),
        "",
        _row("blocked", found.blocked or "", style),
        _row("whose turn", WHO[found.who], style, _COLOURS.get(found.who, "yellow")),
        _row("next step", found.next_step, style),
        _row("see", found.link or "", style),
        _row("tried again", _AGAIN.get(status) or _AGAIN[found.permanent], style),
        _row("how sure", SURE[found.sure], style),
    ]
    return "\n".join(line for line in lines if line is not None)


def _row(label: str, value: str, style: Style, colour: str = "") -> str | None:
    if not value:
        return None
    wrapped = style.wrap(printable(value), " " * (_LABEL + 2)).lstrip()
    return f"  {label.ljust(_LABEL)}{style.paint(wrapped, colour) if colour else wrapped}"
