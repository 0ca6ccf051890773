"""What was understood of a reply, as a value."""

from __future__ import annotations

from typing import NamedTuple

SURE = ("exact", "words", "code", "no")
"""How sure: a known reply of a known provider; words that many use; only the status code; not at all."""


class Understood(NamedTuple):
    """What a reply says. `name` is one of `classes.CLASSES`; `permanent` is None where the text has no code.

    `provider` is one of `providers.PROVIDERS`, or the blocklist that the words name (spamhaus, barracuda, spamcop,
    cloudmark ...); None where neither is known. `provider_code` is the provider's own (S3140, TSS04). `blocked` is the
    address or domain that the reply names as blocked. `link` is where the next step leads, if anywhere.
    """

    name: str
    coarse: str
    permanent: bool | None
    provider: str | None
    provider_code: str | None
    blocked: str | None
    who: str
    next_step: str
    link: str | None
    sure: str
    row: str | None = None
    """The id of the row that matched (for tests and doubt): provider/number; None for the status code's class."""
