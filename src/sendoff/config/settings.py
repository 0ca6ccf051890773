"""Settings: what the documents say, parsed, with the place of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sendoff.config.document import MAX_PROBLEMS, Document
from sendoff.config.keys import KEYS, NAMESPACES
from sendoff.config.masking import shown_name
from sendoff.config.problems import InvalidInput, Place, Problem
from sendoff.config.report import Enough, Report
from sendoff.config.values.addresses import EnvelopeAddress
from sendoff.config.values.credentials import Credentials
from sendoff.config.values.domains import Signing
from sendoff.config.values.hosts import NextHop
from sendoff.config.values.ledger import Ledger
from sendoff.config.values.notify import Url
from sendoff.config.values.on_block import OnBlock

_LONGEST_NAME = 100


class _Places(Mapping[str, Place]):
    """The place of each key that was given, looked up when somebody asks."""

    def __init__(self, sources: Mapping[str, Document]) -> None:
        self._sources = sources

    def __getitem__(self, name: str) -> Place:
        return self._sources[name].place(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def __eq__(self, other: object) -> bool:
        # Where a setting was written does not make it another setting.
        return isinstance(other, _Places)

    __hash__ = None  # type: ignore[assignment]


_NOWHERE = _Places({})


class Settings(NamedTuple):
    """How a server sends mail. Field names are those of the table of keys; sizes are bytes.

    `metrics_listen` is empty when it is off.
    """

    networks: tuple[str, ...]
    relayhost: NextHop | None
    envelope_from: EnvelopeAddress | None
    fallback_relays: tuple[NextHop, ...]
    interfaces: tuple[str, ...]
    message_size_limit: int
    monitoring: bool
    certificate_file: str | None
    key_file: str | None
    smtputf8: bool
    credentials: Credentials
    server_name: str | None
    smarthost_tls: str
    ledger: Ledger
    metrics_listen: str
    log_headers: bool
    domains: tuple[str, ...]
    dkim: tuple[Signing, ...]
    dkim_when_down: str
    on_block: tuple[OnBlock, ...]
    notify: tuple[Url, ...]
    places: Mapping[str, Place] = _NOWHERE
    """The place of each key that was given."""

    def next_hops(self) -> tuple[NextHop, ...]:
        """Return every next hop that is named, the smarthost first and the detours last."""
        first = (self.relayhost,) if self.relayhost else ()
        return tuple(dict.fromkeys((*first, *self.fallback_relays, *self.detours())))

    def detours(self) -> tuple[NextHop, ...]:
        """Return the next hops that mail takes only while a provider blocks this server."""
        return tuple(dict.fromkeys(entry.detour for entry in self.on_block if entry.detour))


def defaults() -> Settings:
    """Return the settings of an empty document."""
    return Settings(**{key.setting: key.unset for key in KEYS.values()})


def build(documents: Sequence[Document], *, across_keys: bool = True) -> Settings:
    """Return what the documents say together; later ones override earlier ones, key by key.

    `across_keys` compares keys with each other, which makes no sense while a document is missing.

    Raises:
        InvalidInput: with every problem of every document.
    """
    reading = _Reading({key.setting: key.unset for key in KEYS.values()})
    for document in documents:
        reading.take(document)
    problems = [*reading.problems, *(_across_keys(reading) if across_keys else ())]
    if problems:
        files = [document.file for document in documents]
        problems.sort(key=lambda p: (files.index(p.place.file), p.place.line, p.place.column))
        raise InvalidInput(tuple(problems))
    return Settings(**reading.values, places=_Places(reading.sources))


class _Reading:
    """What was read so far: setting by setting, the document each key comes from, and the keys with problems."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.sources: dict[str, Document] = {}
        self.broken: set[str] = set()
        self.problems: list[Problem] = []
        self.unknown = 0

    def take(self, document: Document) -> None:
        """Read one document's keys."""
        self.problems += document.repeated
        for name in document.entries:
            if name in KEYS:
                self._parse(document, name)
            elif name.startswith(NAMESPACES):
                self._unknown_key(document, name)

    def _parse(self, document: Document, name: str) -> None:
        key = KEYS[name]
        report = Report(document, name)
        with suppress(Enough):
            self.values[key.setting] = key.parse(document.entries[name].value, report)
        self.sources[name] = document
        (self.broken.add if report.problems else self.broken.discard)(name)
        self.problems += report.problems

    def _unknown_key(self, document: Document, name: str) -> None:
        self.unknown += 1
        if self.unknown > MAX_PROBLEMS + 1:
            return
        from difflib import get_close_matches  # start-up: only for a mistake

        known = {key.partition("::")[2]: key for key in KEYS}
        near = get_close_matches(name.partition("::")[2].strip().lower()[:_LONGEST_NAME], known)
        mend = f"Did you mean {known[near[0]]}? " if near else ""
        what = f"{shown_name(name)} is not a key of sendoff"
        place = document.key_place(name)
        if self.unknown > MAX_PROBLEMS:
            self.problems.append(Problem("too-many-problems", f"more than {MAX_PROBLEMS} unknown keys", place))
            return
        self.problems.append(Problem("unknown-key", what, place, f"{mend}`sendoff explain` lists all keys."))


def _across_keys(reading: _Reading) -> Iterator[Problem]:
    """Yield what is wrong with values that are fine by themselves; keys with problems are left alone."""
    settings = Settings(**reading.values)

    def add(kind: str, what: str, name: str, mend: str = "") -> Problem:
        return Problem(kind, what, reading.sources[name].place(name), mend)

    def fine(*names: str) -> bool:
        return reading.broken.isdisjoint(names)

    pair = ("postfix::smtpd_tls_cert_file", "postfix::smtpd_tls_key_file")
    if fine(*pair) and bool(settings.certificate_file) != bool(settings.key_file):
        name, other = (pair[0], "key") if settings.certificate_file else (pair[1], "certificate")
        yield add("tls-pair", f"given without its {other}", name)
    if fine("postfix::envelope_from", "postfix::smtputf8_enable") and _needs_smtputf8(settings):
        yield add("needs-smtputf8", "the address is outside ASCII", "postfix::envelope_from")
    if fine("postfix::relayhost", "postfix::smtp_fallback_relay"):
        odd = next((hop for hop in settings.fallback_relays if hop.implicit_tls != _starts_with_tls(settings)), None)
        first = settings.relayhost.text if settings.relayhost else "delivery to the destination itself"
        mend = "" if settings.relayhost else "Use the fallback's port 25 or 587 instead of 465."
        if odd:
            yield add("mixed-tls-modes", f"{odd.text} beside {first}", "postfix::smtp_fallback_relay", mend)


def _needs_smtputf8(settings: Settings) -> bool:
    return settings.envelope_from is not None and not settings.envelope_from.is_ascii and not settings.smtputf8


def _starts_with_tls(settings: Settings) -> bool:
    return settings.relayhost is not None and settings.relayhost.implicit_tls
