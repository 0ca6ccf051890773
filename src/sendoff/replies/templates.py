"""The template of a text: the same for all replies that differ only in ids, addresses, times, and names.

The rows are compared with the template, never with the text, so what is remembered for a template is right for every
text of it. What looks like a status code or like a provider's own code stays, and so does each word of any row.
"""

from __future__ import annotations

import re

from sendoff.replies.phrases import words
from sendoff.replies.vocabulary import vocabulary

VARIABLE = "0"
FIGURES = "0.0.0.0"  # noqa: S104 - no address to listen at
"""Stands for any address in figures."""
_MOST = 16384

_PIECE = re.compile(
    # What stays: status codes, codes of providers.
    r"((?<![\w.])(?:[245]\.\d{1,3}\.\d{1,3}(?![.\d]*\d)|[245]\d\d(?=[-#:]|$))"
    r"|(?<![A-Za-z0-9])(?:S\d{3,4}|AS\(?\d{2,9}\)?|[A-Z]{2}-\d{3}|TSS?\d\d|IPTS\d\d|(?:BL|PH|AU|CS|HCM|HM|HME|IB|OU)\d{1,3}"
    r"|[A-Z]{2,8}\d{0,5}_\d{3}|(?:RLY|HVU|CON|DYN|DNS|RTR|MXP):[A-Z0-9]{2}|(?i:ofr|lpn)\d{0,5}_\d{3}|G[0-9A-F]{2}|554\.30|r\d{4}|AUP#(?:[A-Z][A-Za-z]?-?)?\d{4})(?![A-Za-z0-9])"
    r"|(?i:IPv[46]|(?:SMTP)?UTF-?8|8-?bit|pop3|attr\d{1,3}|RFC-?\d{3,5})|(?<![\w.])(?:(?:28|53)2[12]|822|204[57])(?![\w])"
    r"|(?:163|126)\.com|BL\d{6}|127\.255\.255\.\d{1,3}|127\.0\.0\.1(?!\d)|dnsbl-\d|s5h|0spam|spf1)"
    r"|((?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d))|[0-9A-Za-z]*\d[0-9A-Za-z]*",
    re.ASCII,
)
_ADDRESS = re.compile(r"([^\s<>\"'(),;:\[\]|=]*)@(?:(?!\.\.)[^\s<>\"'(),;:\[\]|])*")
_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"(?<![\w@.])[A-Za-z0][a-z0]*(?:[._][A-Za-z0]?[a-z0]+)*(?![\w@]|\.\w)")
_known: dict[str, str] = {}
"""What is made of words whose ids and addresses are taken out."""
_lately: dict[str, str] = {}
"""The same, by whole words; most with an id never come again, but this server's own address comes in each reply."""

_LONG = 9
"""A word of letters and digits of at least so many is an id; no provider's code is as long, but for these."""
_AROUND = "[](){}<>.,;:'\""
_MAY_BE_A_CODE = ("AS", "as", "As", "aS", "BL")
_MAY_BEGIN_ONE = ("ipv", "utf", "smt", "8bi", "pop", "att", "rfc")


def template(text: str) -> str:
    """Return a text's template."""
    lately = _lately
    return " ".join([lately.get(word) or _word(word) for word in text.split(" ")])


def _word(word: str) -> str:
    """Return a word of the template, and remember it."""
    kept = _id(word) or _looked_at(word)
    if len(_lately) >= _MOST:
        _lately.clear()
    _lately[word] = kept
    return kept


def _id(word: str) -> str | None:
    """Return the template of what is plainly an id, such as a queue's; None where that takes a closer look."""
    core = word.strip(_AROUND)
    if len(core) < _LONG or not core.isalnum() or not core.isascii() or core.isalpha():
        return None
    if core.startswith(_MAY_BE_A_CODE) or core[:3].lower() in _MAY_BEGIN_ONE:
        return None
    return _known.get(word.replace(core, VARIABLE, 1))


def _looked_at(word: str) -> str:
    """Return a word of the template; what is left of it without ids and addresses is remembered."""
    made = word
    if "@" in made:
        made = _ADDRESS.sub(lambda found: "a@a" if found[1] else "@a", made)
    if _DIGIT.search(made):
        made = _PIECE.sub(lambda found: found[1] or (FIGURES if found[2] else VARIABLE), made)
    if made != word and (again := _known.get(made)):
        return again
    kept = _NAME.sub(_if_known, made)
    if made != word:
        if len(_known) >= _MOST:
            _known.clear()
        _known[made] = kept
    return kept


def _if_known(found: re.Match[str]) -> str:
    """Return a word that some row may look at; any other may be a name, and another in each reply."""
    known, said = vocabulary(), words(found[0]).split()
    if not any(map(known.has, said)):
        return VARIABLE
    if len(said) == 1 and "." in said[0] and known.only_begins(said[0]):
        return f"{found[0].partition('.')[0]}.{VARIABLE}"
    return found[0]
