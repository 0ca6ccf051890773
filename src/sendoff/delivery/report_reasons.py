"""Groups what remotes said into reasons: the same words without the addresses, hosts, ids and numbers of one mail."""

from __future__ import annotations

import re
from functools import lru_cache

_LOOKED_AT = 600
_SHOWN = 110
_ANY = "…"
_LEADING = (
    (re.compile(r"delivery temporarily suspended: "), ""),
    (re.compile(r"host \S+ said: "), ""),
    (re.compile(r"host \S+ refused to talk to me: "), "refused at greeting: "),
    (re.compile(r"(connect to|lost connection with|conversation with) [^\s\[]+\[[^\]]*\](?::\d+)?"), r"\1 " + _ANY),
)
_REPLIED_TO = re.compile(r" \(in reply to (.{1,40}?) command\)?$")
_CODES = re.compile(r"(?:(refused at greeting: ))?(\d{3})[- ](?:(\d\.\d{1,3}\.\d{1,3})[: ]?)?")
_PIECES = re.compile(r"https?://\S+|<[^<>]*>|\"[^\"]*\"|\[[^\[\]]*\]|[^\s<>()\[\];,\"]++")
_HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z][\w-]*\w")
_DIGIT = re.compile(r"\d")
_RUN = re.compile(rf"{_ANY}(?:[\s,;:/-]*{_ANY})+")


@lru_cache(16384)
def reason(reply: str) -> str:
    """Return the reason in a reply of Postfix's log: `550 5.1.1 …: Recipient address rejected: User unknown`.

    Empty or missing words give `no reason logged`.
    """
    text = " ".join(reply[:_LOOKED_AT].split())
    for pattern, instead in _LEADING:
        text = pattern.sub(instead, text, count=1) if pattern.match(text) else text
    text = _REPLIED_TO.sub("", text)
    codes = _CODES.match(text)
    start, rest = "", text
    if codes:
        start = " ".join(part for part in (codes[1] and codes[1].strip(), codes[2], codes[3]) if part)
        rest = text[codes.end() :]
        if codes[2] in rest:  # Each line of a reply repeats its codes.
            rest = re.sub(rf"(?:^|\s){codes[2]}(?:[- ]|$)(?:{re.escape(codes[3] or '')}[: ]?)?", " ", rest)
    rest = _RUN.sub(_ANY, _PIECES.sub(_piece, rest))
    words = " ".join(f"{start} {rest}".split())
    return (words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…") or "no reason logged"


def _piece(found: re.Match[str]) -> str:
    """Return a word as it is, or a sign for what differs from mail to mail."""
    whole = found[0]
    if whole[0] in '<"[' or whole.startswith(("http://", "https://")):
        return _ANY
    word = whole.rstrip(".:")
    name, equals, value = word.rpartition("=")
    if "@" in value or _DIGIT.search(value) or ("." in value and _HOST.fullmatch(value)):
        return f"{name}{equals}{_ANY}{whole[len(word) :]}"
    return whole
