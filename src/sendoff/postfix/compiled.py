"""What the settings come to on a machine: the files that Postfix reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.postfix import header_checks, main_cf, master_cf, milters, transports
from sendoff.postfix.parameters import COMPATIBILITY_LEVEL, OFFERED, parameters
from sendoff.postfix.tables import LOG_HEADERS, Table, best_type, tables
from sendoff.postfix.transports import Route

QUEUE = "/var/spool/postfix"
"""The queue directory where main.cf names none."""

NO_DEFAULTS: Mapping[str, str] = {}
"""What is known of the defaults of a Postfix that was not asked."""


class Build(NamedTuple):
    """What this Postfix is: its version, its table types (`postconf -m`), and its defaults of sendoff's parameters."""

    version: str
    table_types: frozenset[str]
    default_type: str = "hash"
    defaults: Mapping[str, str] = NO_DEFAULTS


class Surroundings(NamedTuple):
    """What of the machine the compilation depends on.

    `host_name` is the machine's own name; `has_log` tells whether a syslog or journald takes mail's log;
    `main_cf` and `master_cf` are the texts to build on; `routes` are the ways around blocks that are on.
    """

    build: Build
    host_name: str
    has_log: bool
    main_cf: str
    master_cf: str
    routes: tuple[Route, ...] = ()


class Compiled(NamedTuple):
    """The parameters, the tables and their folder, the two whole files, and the signer's (empty: nothing is signed)."""

    parameters: Mapping[str, str]
    tables: tuple[Table, ...]
    folder: str
    main_cf: str
    master_cf: str
    signer: str = ""


def compile_settings(settings: Settings, surroundings: Surroundings, folder: str) -> Compiled:
    """Return the files for `settings`; `folder` is where the tables will be."""
    theirs = main_cf.values(main_cf.split(surroundings.main_cf)[0])
    needed = tables(settings, surroundings.build.table_types)
    wanted = parameters(settings, surroundings.host_name, needed, folder, logs_itself=not surroundings.has_log)
    for name in OFFERED:
        if theirs.get(name):
            wanted.pop(name, None)
    if _level(theirs.get("compatibility_level", "")) >= _level(COMPATIBILITY_LEVEL):
        del wanted["compatibility_level"]
    text = surroundings.main_cf
    table = next((table for table in needed if table.name == LOG_HEADERS), None)
    if table:
        wanted |= header_checks.parameters(text, table.reference(folder))
    else:
        text = header_checks.given_back(text)
    if settings.on_block:
        around = transports.tables(surroundings.routes, best_type(surroundings.build.table_types), text)
        needed = (*needed, *around)
        wanted |= transports.limits(settings)
        wanted |= transports.parameters(text, {table.name: table.reference(folder) for table in around})
    if transports.MAPS not in wanted:
        text = transports.given_back(text)
    signer = ""
    if settings.dkim:
        from sendoff.postfix import opendkim  # start-up: only where mail is signed

        wanted |= milters.parameters(text, settings.dkim_when_down)
        queue = main_cf.values(text).get("queue_directory") or QUEUE
        signer = opendkim.configuration(settings, folder, queue)
    else:
        text = milters.given_back(text)
    text = main_cf.rewrite(text, wanted, wanted)
    master = master_cf.rewrite(surroundings.master_cf, transports.services(settings))
    return Compiled(wanted, needed, folder, text, master, signer)


def _level(text: str) -> tuple[int, ...]:
    """Return a compatibility level as it is compared; one that is not a number is below all others."""
    parts = text.split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def fresh_main_cf(distributed: str, build: Build) -> str:
    """Return the administrator's part for a machine without a main.cf, as the package's installation would.

    `distributed` is the package's own sample text; what it sets of the same is replaced, since Postfix complains
    of names that are set twice. TLS to others is used where they offer it.
    """
    wanted = {
        "alias_maps": f"{build.default_type}:/etc/aliases",
        "alias_database": f"{build.default_type}:/etc/aliases",
        "inet_protocols": "all",
        "recipient_delimiter": "+",
        "smtp_tls_security_level": "may",
        "smtp_tls_session_cache_database": "btree:${data_directory}/smtp_scache",
    }
    lines = "".join(f"{name} = {value}\n" for name, value in wanted.items())
    return f"{main_cf.without(distributed, wanted).rstrip()}\n\n{lines}"
