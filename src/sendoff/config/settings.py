"""Settings: what the documents say, parsed, with the place of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sendoff.config.document import Document
from sendoff.config.keys import KEYS, NAMESPACES
from sendoff.config.masking import shown
from sendoff.config.problems import InvalidInput, Place, Problem
from sendoff.config.report import Report
from sendoff.config.values.addresses import EnvelopeAddress
from sendoff.config.values.credentials import Credentials
from sendoff.config.values.hosts import NextHop


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server sends mail. Field names are those of the table of keys; sizes are bytes."""

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
    places: dict[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """The place of each key that was given."""

    def next_hops(self) -> tuple[NextHop, ...]:
        """Return every next hop that is named, the smarthost first."""
        first = (self.relayhost,) if self.relayhost else ()
        return (*first, *self.fallback_relays)


def defaults() -> Settings:
    """Return the settings of an empty document."""
    return Settings(**{key.setting: key.unset for key in KEYS.values()})


def build(documents: Sequence[Document]) -> Settings:
    """Return what the documents say together; later ones override earlier ones, key by key.

    Raises:
        InvalidInput: with every problem of every document.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {key.setting: key.unset for key in KEYS.values()}
    places: dict[str, Place] = {}
    sources: dict[str, Document] = {}
    for document in documents:
        problems += document.repeated
        for name in document.entries:
            if not name.startswith(NAMESPACES):
                continue
            if name not in KEYS:
                problems.append(_unknown_key(document, name))
                continue
            values[KEYS[name].setting] = _parse(document, name, problems)
            places[name] = document.place(name)
            sources[name] = document
    if not problems:
        problems += _across_keys(Settings(**values), sources)
    if problems:
        raise InvalidInput(tuple(sorted(problems, key=lambda p: (p.place.file, p.place.line, p.place.column))))
    return Settings(**values, places=places)


def _parse(document: Document, name: str, problems: list[Problem]) -> object:
    key = KEYS[name]
    report = Report(document, name)
    value = key.parse(document.entries[name].value, report)
    problems += report.problems
    return value


def _unknown_key(document: Document, name: str) -> Problem:
    from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for a mistake

    near = get_close_matches(name, KEYS, n=1, cutoff=0.4)
    mend = f"Did you mean {near[0]}? " if near else ""
    what = f"{shown(name)} is not a key of sendoff"
    return Problem("unknown-key", what, document.key_place(name), f"{mend}`sendoff explain` lists all keys.")


def _across_keys(settings: Settings, sources: dict[str, Document]) -> list[Problem]:
    """Return what is wrong with values that are fine by themselves."""
    problems = []

    def add(kind: str, what: str, name: str) -> None:
        problems.append(Problem(kind, what, sources[name].place(name)))

    if bool(settings.certificate_file) != bool(settings.key_file):
        name = "postfix::smtpd_tls_cert_file" if settings.certificate_file else "postfix::smtpd_tls_key_file"
        other = "key" if settings.certificate_file else "certificate"
        add("tls-pair", f"given without its {other}", name)
    if settings.envelope_from and not settings.envelope_from.is_ascii and not settings.smtputf8:
        add("needs-smtputf8", "the address is outside ASCII", "postfix::envelope_from")
    odd = next((hop for hop in settings.fallback_relays if hop.implicit_tls != _starts_with_tls(settings)), None)
    if odd:
        first = settings.relayhost.text if settings.relayhost else "delivery to the destination itself"
        add("mixed-tls-modes", f"{odd.text} beside {first}", "postfix::smtp_fallback_relay")
    return problems


def _starts_with_tls(settings: Settings) -> bool:
    return settings.relayhost is not None and settings.relayhost.implicit_tls


