"""Encoded words (RFC 2047): what a header says in other letters than ASCII's; and names of charsets."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 75
"""Characters of an encoded word (RFC 2047, 2)."""
_MOST = 200
_LONGEST_READ = 1000
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([^?\s]{1,5})\?([^?\n]*)\?=")
_CHARSETS = re.compile(
    r"utf-?8|utf-16(?:be|le)?|us-ascii|ascii|iso-8859-\d{1,2}(?:-[ei])?|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gb2312|gbk"
    r"|gb18030|big5(?:-hkscs)?|shift[_-]jis|iso-2022-(?:jp(?:-[123])?|kr)|euc-(?:jp|kr)|ks_c_5601-1987|tis-620|macintosh",
    re.IGNORECASE,
)


class Word(NamedTuple):
    """An encoded word: as it stands, its text, and what is wrong with it."""

    raw: str
    text: str
    wrong: str = ""


def known_charset(name: str) -> bool:
    """Tell whether mail programs know a charset."""
    return _CHARSETS.fullmatch(name) is not None


def decoded(data: bytes, charset: str) -> str | None:
    """Return the text of bytes, or None where they are none in that charset; only charsets of mail are tried."""
    if not known_charset(charset):
        return None
    try:
        return data.decode({"ks_c_5601-1987": "cp949", "macintosh": "mac-roman"}.get(charset.lower(), charset))
    except (UnicodeError, LookupError):
        return None


def words(value: str) -> Iterator[Word]:
    """Yield a value's encoded words, the first 200."""
    for number, found in enumerate(_WORD.finditer(value)):
        if number >= _MOST:
            return
        yield _word(found[0], found[1].partition("*")[0], found[2].upper(), found[3])


def _word(raw: str, charset: str, encoding: str, data: str) -> Word:
    if len(raw) > _LONGEST_READ:
        return Word(raw, "", f"is {len(raw)} characters long; {LONGEST} are allowed")
    if encoding not in ("B", "Q"):
        return Word(raw, "", f"has the encoding {encoding}; there are only B and Q")
    if not known_charset(charset):
        return Word(raw, "", f"has the charset {charset}, which mail programs do not know")
    try:
        plain = data.encode("ascii")
        octets = a2b_base64(plain, strict_mode=True) if encoding == "B" else a2b_qp(plain, header=True)
    except (UnicodeError, Error):
        return Word(raw, "", f"is no {'base64' if encoding == 'B' else 'Q encoding'}")
    text = decoded(octets, charset)
    if text is None:
        return Word(raw, "", f"is no {charset}")
    long = f"is {len(raw)} characters long; {LONGEST} are allowed" if len(raw) > LONGEST else ""
    broken = "holds a line break or another control character" if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text) else ""
    return Word(raw, text, broken or long)


def text(value: str) -> str:
    """Return a value as a mail program shows it: encoded words decoded, blanks between two of them left out."""
    joined = re.sub(r"(\?=)[ \t]{1,100}(?==\?)", r"\1", value[:50_000])
    known = {one.raw: one.text for one in words(joined)}
    return _WORD.sub(lambda found: known.get(found[0]) or found[0], joined)
