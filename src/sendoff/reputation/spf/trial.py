"""What a record would change that nobody has published yet."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.reputation.spf.review import Remark
from sendoff.reputation.spf.servers import Server
from sendoff.reputation.spf.verdict import Check


class Trial(NamedTuple):
    """Verdicts for each address of each server by what is published (`before`) and by a record to try (`after`).

    `unknown` says why today's record could not be asked.
    """

    domain: str
    record: str
    today: tuple[str, ...]
    before: tuple[Check, ...]
    after: tuple[Check, ...]
    remarks: tuple[Remark, ...]
    lookups: int
    void: int
    servers: tuple[Server, ...]
    unknown: str = ""
