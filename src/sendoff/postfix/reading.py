"""A Postfix configuration as it is read back: its values as Postfix takes them, and what was made of them so far."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sendoff.config import document, writing
from sendoff.config.document import Json
from sendoff.config.keys import KEYS, PUBLIC
from sendoff.config.report import Report
from sendoff.config.values.ledger import DEFAULT_LISTEN
from sendoff.postfix import main_cf, unsaid
from sendoff.postfix.expansion import Unexpandable, compatibility, expand
from sendoff.postfix.unsaid import Unsaid


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on the machine.

    `files` are the lookup tables that `files_needed` names; `defaults` is Postfix's own value of each parameter
    (`postconf -d`), empty where it could not be asked; `fresh_main_cf` and `fresh_master_cf` are what a machine
    has that sendoff installed; `monitoring`, `ledger`, `metrics_listen`, `domains`, `dkim` and `on_block` are what
    sendoff last applied, since Postfix does not know them; `notify` is how many it tells of incidents.
    """

    main_cf: str
    master_cf: str
    host_name: str
    mailname: str = ""
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    defaults: Mapping[str, str] = field(default_factory=dict, repr=False)
    fresh_main_cf: str = ""
    fresh_master_cf: str = ""
    monitoring: bool = True
    ledger: Mapping[str, Any] = field(default_factory=dict)
    metrics_listen: str = DEFAULT_LISTEN
    domains: Sequence[str] = ()
    notify: int = 0
    dkim: Mapping[str, Sequence[str]] = field(default_factory=dict)
    on_block: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Reader:
    """The configuration being read: values as Postfix takes them, and what was made of them so far.

    `ours` tells that sendoff wrote it, `level` is its compatibility_level.
    """

    def __init__(self, found: Found) -> None:
        self.found = found
        self.set = main_cf.values(found.main_cf)
        self.ours = bool(main_cf.split(found.main_cf)[1])
        self.document: dict[str, Json] = {}
        self.missed: list[Unsaid] = []
        self.level = compatibility(self.set.get("compatibility_level", "0"))
        self.names = {**found.defaults, "myhostname": found.host_name, "myorigin": "$myhostname", **self.set}
        if "mydomain" not in self.set:
            self.names["mydomain"] = self.value("myhostname", found.host_name).partition(".")[2] or "localdomain"

    def value(self, name: str, default: str = "") -> str:
        """Return a parameter as Postfix takes it; one that cannot be expanded here counts as its default."""
        try:
            return expand(self.set[name], self.names) if name in self.set else default
        except Unexpandable:
            self.miss(name, "what Postfix makes of its $ cannot be told; left out")
            return default

    def say(self, name: str, value: Json) -> bool:
        """Put a value into the document if its key's parser takes it; tell whether it did."""
        setting, problem = parsed(name, value)
        if problem:
            return False
        if setting != KEYS[name].unset:
            self.document[name] = writing.written(name, setting)
        return True

    def miss(self, parameter: str, why: str, value: str | None = None) -> None:
        """Note what the JSON cannot say."""
        entry = unsaid.unsaid(parameter, self.set.get(parameter, "") if value is None else value, why)
        if entry not in self.missed:
            self.missed.append(entry)


def parsed(name: str, value: Json) -> tuple[Any, str | None]:
    """Return what a key's parser makes of a value, and what is wrong with it, if anything."""
    read = document.parse("main.cf", json.dumps({name: value}).encode(), PUBLIC)
    report = Report(read, name)
    setting = KEYS[name].parse(read.entries[name].value, report)
    return setting, report.problems[0].what if report.problems else None
