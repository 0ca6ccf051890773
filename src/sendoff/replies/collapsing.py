"""Takes a reply apart: codes, also repeated ones, the command, and what other servers write around it.

Then everything that the sender or the recipient chose is hidden: addresses, quoted local parts, subjects. What is left
was written by the receiver, so only that is looked at.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sendoff.replies.brief import OWN, REFUSED

LOOKED_AT = 4096
"""What stands beyond this (characters) is not looked at; Postfix cuts its lines at about 2000."""

HIDDEN = "¤"
"""Stands for what was hidden."""


class Said(NamedTuple):
    """A reply taken apart.

    `text` is the receiver's, with strangers' parts hidden; `code` the three digits ("" without), `enhanced` the code of
    RFC 3463, `command` what it answers (RCPT TO, end of DATA ...; "greeting" for the banner), `remote` tells that
    Postfix says that a server spoke, `quoted` is the text with what stands in double quotes.
    """

    text: str
    code: str
    enhanced: str
    command: str
    remote: bool
    quoted: str


_COMMAND = re.compile(r" \(in reply to ([A-Za-z ]{1,40}?)(?: command)?\)?$")
GREETING = "greeting"
_LEADING = re.compile(
    r"^(?:(?:<<<|SMTP:|smtp;|Diagnostic-Code:|Diagnostic code:|Response:|Reason:|-) ?)+", re.IGNORECASE
)
_ENHANCED_PART = r"[(\[]?#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)[)\]]?"
_CODE = re.compile(rf"([245]\d\d)(?:[- ]+{_ENHANCED_PART}|(?=[-\s:,#;.<\[(]|$))")
_CODE_WITHIN = (
    re.compile(rf"(?<![\w.])([45]\d\d)[- ]+{_ENHANCED_PART}"),
    re.compile(r"(?:(?<=[:;'\"(>])|(?<=[:;'\"(>] ))([45]\d\d)[- ]()(?=\D)"),
    re.compile(r"\b(?:code|error|status|said|returned|reply|response):? ([45]\d\d)()(?![\w.])", re.IGNORECASE),
)
_ENHANCED = re.compile(r"(?<![\w.#-])#?([45]\.\d{1,2}\.\d{1,3})(?![\w]|\.\d|-\d)")
_GENERAL = ("0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0", "7.1")
_ENHANCED_CODES = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")

_LINK = r"https?://[^\s<>\"@]*"
_ADDRESS = re.compile(
    rf"(<{_LINK}>)"
    r"|<[^<>\"\\]*(?:(?:\"(?:[^\"\\]|\\.)*+\"|\\.)[^<>\"\\]*)*>"
    r"|<[^<>\"\s]*\"(?:[^\"\\]|\\.)*+\\?$|<(?=[^\s<=])[^<>]*$"
    r"|\"(?:[^\"\\@]|\\.)*+\"@[^\s,;:)>\]]*"
    r"|(?<![^\s<>\"'(),;:\[\]|=])[^\s<>\"'(),;:\[\]|=]*@(?:(?!\.\.)[^\s<>\"'(),;:\[\]|])*"
)
_SUBJECT = re.compile(r"\b((?:subject|betreff|objet|asunto|oggetto)\s?(?::|=|[\"'«„“])).*", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*(?:\"|$)")


def collapsed(lead: str, text: str, dsn: str = "") -> Said:
    """Return a reply's text, as `brief` leaves it, taken apart.

    `dsn` is Postfix's own enhanced code, used where the words have none.
    """
    spaced = " ".join(text[:LOOKED_AT].split())
    text, command = _answered(spaced if lead != OWN else _LEADING.sub("", spaced), GREETING if lead == REFUSED else "")
    code, enhanced, rest = _codes(hidden(text))
    return Said(hidden_quotes(rest), code, enhanced or _class_fits(dsn, code), command, lead != OWN, rest)


def _answered(text: str, command: str) -> tuple[str, str]:
    place = text.rfind(" (in reply to ")
    found = _COMMAND.search(text, place) if place >= 0 else None
    return (text[: found.start()], found[1]) if found else (text, command)


def hidden(text: str) -> str:
    """Return a text without the addresses and subjects in it; a `<` that is not closed hides the rest."""
    if "@" in text or "<" in text:
        text = _ADDRESS.sub(lambda found: found[1] or HIDDEN, text)
    return _SUBJECT.sub(rf"\1 {HIDDEN}", text)


def hidden_quotes(text: str) -> str:
    """Return a text without what stands in double quotes."""
    return _QUOTED.sub(HIDDEN, text) if '"' in text else text


def _codes(text: str) -> tuple[str, str, str]:
    """Return the status code, the enhanced one, and the text in which further lines do not repeat them."""
    found = _CODE.match(text) or next((found for each in _CODE_WITHIN if (found := each.search(text))), None)
    if not found:
        enhanced = _ENHANCED.search(text)
        return "", enhanced[1] if enhanced else "", text
    code, enhanced_code = found[1], found[2] or ""
    rest = text[found.end() :]
    if code in rest:
        rest = re.sub(
            rf"(?:(?<=\s)|^-?){code}(?:-\s?|\s(?=\D|[245]\.\d))(?:#?[245]\.\d{{1,3}}\.\d{{1,3}}(?=[\s:]|$))?", "", rest
        )
    if not enhanced_code or enhanced_code.partition(".")[2] in _GENERAL:
        # A server that quotes another one says less than the other did.
        within = (one[1] for one in _ENHANCED.finditer(rest) if one[1][0] == code[0])
        others = list(within)
        enhanced_code = next(
            (one for one in others if one.partition(".")[2] not in _GENERAL), enhanced_code or "".join(others[:1])
        )
        # A quote right behind the code is the server's own.
    own = rest.removeprefix("-").strip().removeprefix('"')
    return code, enhanced_code, f"{text[: found.start()]} {own}".strip()


def _class_fits(dsn: str, code: str) -> str:
    """Return Postfix's code, with the class that the server's has: a 554 in a greeting is deferred as 4.x.x."""
    found = _ENHANCED_CODES.fullmatch(dsn)
    if not found:
        return ""
    return f"{code[:1] or found[1]}.{found[2]}.{found[3]}" if code[:1] in ("", "4", "5") else ""
