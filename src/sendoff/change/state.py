"""The machine as it was found, and what sendoff remembers of its own doing. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sendoff.config.values.ledger import DEFAULT_LISTEN, Ledger
from sendoff.postfix.compiled import Build
from sendoff.postfix.transports import Route

DEFAULT_LEDGER: Mapping[str, Any] = Ledger()._asdict()
"""What holds for generations from before the ledger."""


NOTHING: Mapping[str, Any] = {}
"""No members."""


NO_MOMENTS: Mapping[str, int] = {}
"""No moments."""


class Generation(NamedTuple):
    """One applied configuration. `applied` is UTC in ISO 8601; generation 0 is what sendoff found.

    `parameters` is everything sendoff wrote into main.cf, by name; `folder` is where its tables are. What Postfix does
    not know stands here for those who watch: `monitoring`, the members of `ledger` (retention_days, addresses,
    max_megabytes: `config.values.ledger.Ledger`), and `metrics_listen`, empty when it is off. `dkim` has the
    selectors of each domain that is signed, the one that signs first; `domains` are those it sends as. `notify` is how
    many are told of incidents; where they are is a secret, in a file of its own. `on_block` has what is done while a
    provider blocks, as the document says it; `detours` what of that was on (`change.on_block.record`), by provider;
    `released` when a provider that still had an open incident was found to take mail again (µs).
    """

    number: int
    applied: str
    reason: str
    parameters: Mapping[str, str]
    folder: str
    monitoring: bool = True
    accepted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ledger: Mapping[str, Any] = DEFAULT_LEDGER
    metrics_listen: str = DEFAULT_LISTEN
    dkim: Mapping[str, Any] = NOTHING
    domains: tuple[str, ...] = ()
    notify: int = 0
    on_block: Mapping[str, Any] = NOTHING
    detours: Mapping[str, Any] = NOTHING
    released: Mapping[str, int] = NO_MOMENTS


class Pending(NamedTuple):
    """An apply that did not finish: its number, when it started (UTC, ISO 8601), and how far it came."""

    number: int
    started: str
    phase: str


class Signer(NamedTuple):
    """The DKIM signer that is there: its configuration (None: there is none) and whether it runs.

    `keys` are the public keys (base64 of the DER form) by `domain/selector`, also of keys that are in use no more.
    """

    configuration: str | None = None
    running: bool = False
    keys: Mapping[str, str] = NOTHING


NO_TABLES: Mapping[str, str] = {}
"""No tables are in use."""


class Machine(NamedTuple):
    """What was observed; nothing in here is a guess.

    `main_cf` and `master_cf` are None where the file does not exist; `tables` are the sources of the tables
    in use, by name; `sample_main_cf` is the package's own, for a machine without one; `other_mta` is the
    package of another mail server that installing Postfix would remove; `packages` are the installed ones
    among those that sendoff may need. `notify` are the URLs that `current` tells of incidents.
    `routes` are the ways around blocks that are called for now, `released` as in `Generation`; both are looked up only
    where the document names a provider.
    """

    host_name: str
    installed: bool
    running: bool
    build: Build
    has_log: bool
    main_cf: str | None = None
    master_cf: str | None = None
    sample_main_cf: str = ""
    tables: Mapping[str, str] = NO_TABLES
    current: Generation | None = None
    pending: Pending | None = None
    other_mta: str | None = None
    packages: frozenset[str] = frozenset()
    signer: Signer = Signer()
    notify: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    released: Mapping[str, int] = NO_MOMENTS

    def __repr__(self) -> str:
        """Return the machine without its tables and URLs, which may hold passwords."""
        return f"Machine({self.host_name!r}, generation {self.current.number if self.current else None})"
