"""What DNS answered, as values."""

from __future__ import annotations

from typing import NamedTuple

FOUND, NO_DATA, NO_SUCH_NAME, UNKNOWN = "found", "no-data", "no-such-name", "unknown"


class Answer(NamedTuple):
    """One answer. `outcome` is one of the four above; of `unknown`, `why` tells why it could not be asked.

    `name` is as asked, in A-labels and small letters, without the last dot. `values` are in presentation form: of TXT
    the strings of each record joined, with backslash escapes for what is no UTF-8; of MX `10 mx.example.net`, names
    in small letters and without the last dot (a null MX is `0 .`). `raw` has each TXT record's bytes as they came.
    `ttl` is in seconds; `authentic` is the resolver's AD bit, which is worth as much as the way to that resolver.
    A text that can be no name at all is `no-such-name`, and `why` says what is wrong with it.
    """

    name: str
    kind: str
    outcome: str
    values: tuple[str, ...] = ()
    ttl: int = 0
    authentic: bool = False
    why: str = ""
    raw: tuple[bytes, ...] = ()
