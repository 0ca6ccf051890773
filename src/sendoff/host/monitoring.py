"""The facts that `sendoff check` judges: asked all at once, cheaply, and before a deadline. Nothing is changed.

The check runs each minute, so the queue's folders are counted and no message is opened, the ledger is asked by its
indexes, and one SMTP connection is made. What this user may not know is `Unknown`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sendoff.change.drift import drift
from sendoff.change.facts import Unknown
from sendoff.change.state import Generation
from sendoff.host import Host, store
from sendoff.host.answering import answering
from sendoff.host.errors import HostError
from sendoff.host.ledger.running import running
from sendoff.host.lock import holder
from sendoff.host.observe import observe
from sendoff.host.paths import LOCK, POSTCONF
from sendoff.host.queue import FOLDERS, depth
from sendoff.host.queue_ids import oldest
from sendoff.host.service import running_pid
from sendoff.host.spool import spool
from sendoff.monitor.check_facts import Certificate, Changing, Facts, Health, History, Service
from sendoff.monitor.check_queue import age

if TYPE_CHECKING:
    from sendoff.host.ledger.reading import Ledger
    from sendoff.monitor.case import Due
    from sendoff.monitor.incident import Incident

_MARGIN = 0.3
"""Seconds that remain for judging and printing."""
_LATE = Unknown("no answer in time")
_MOVING = ("incoming", "active")


def gather(host: Host, generation: Generation, database: str, end: float, asked: frozenset[str]) -> Facts:
    """Return the facts (names of members of `Facts`) that are asked for; what is not there at `end` is Unknown.

    `end` is a moment of the monotonic clock.
    """
    now = time.time_ns() // 1000
    jobs: dict[str, Callable[[], object]] = {
        "service": lambda: _service(host),
        "answering": lambda: answering(host, generation, end - _MARGIN),
        "files": lambda: _files(host),
        "moved": lambda: _moved(host),
        "watch": lambda: running(database),
        "ledger": lambda: _ledger(host, database, now),
        "history": lambda: _history(host, database, now),
        "drifted": lambda: tuple(found.parameter for found in drift(observe(host, secrets=False))),
        "changing": lambda: _changing(host),
        "certificate": lambda: _certificate(host, generation),
        "cases": lambda: _cases(host, database, now),
        "incidents": lambda: _incidents(host, database),
    }
    found: dict[str, Any] = _together({name: job for name, job in jobs.items() if name in asked}, end - _MARGIN)
    for name in ("moved", "watch"):
        if isinstance(found.get(name), Unknown):
            found[name] = None
    facts = Facts(now, **found)
    if "ids" in asked and isinstance(age(facts), Unknown):
        return facts._replace(ids=in_time(lambda: oldest(spool(host)), end))  # type: ignore[arg-type]
    return facts


def in_time(job: Callable[[], object], end: float) -> object:
    """Return what a job returns; `Unknown` where it fails, or does not end before `end` (monotonic)."""
    return _together({"job": job}, end - _MARGIN)["job"]


def _together(jobs: dict[str, Callable[[], object]], end: float) -> dict[str, object]:
    """Do jobs at once; each ends by itself, or is left behind at `end`: a daemon does not keep the program alive."""
    found: dict[str, object] = {}
    threads = [
        threading.Thread(target=lambda name=name, job=job: found.__setitem__(name, _asked(job)), daemon=True)
        for name, job in jobs.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    known = dict(found)
    return {name: known.get(name, _LATE) for name in jobs}


def _asked(job: Callable[[], object]) -> object:
    try:
        return job()
    except HostError as error:
        return Unknown(error.what)
    except OSError as error:
        return Unknown(f"{error.filename or 'it'} cannot be read: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - one question that fails must not take the others with it
        return Unknown(f"it could not be asked ({type(error).__name__}: {error})")


def _service(host: Host) -> Service:
    return Service(host.files.status(POSTCONF) is not None, running_pid(host))


def _files(host: Host) -> dict[str, int] | Unknown:
    root = spool(host).root
    if not host.files.status(root):
        return Unknown(f"there is no queue folder {root}")
    if not all(os.access(f"{root}/{name}", os.R_OK | os.X_OK) for name in FOLDERS if os.path.exists(f"{root}/{name}")):
        # Listing them by postqueue(1) would read every message, each minute.
        return Unknown("only root may count it")
    return depth(host, root)


def _moved(host: Host) -> int | None:
    """Return when a message last came or went (µs): a folder's time changes with its entries, for all to see."""
    root = spool(host).root
    found = [status.changed_ns // 1000 for name in _MOVING if (status := host.files.status(f"{root}/{name}"))]
    return max(found, default=None)


def _ledger(host: Host, database: str, now: int) -> Health:
    from sendoff.host.ledger.health import health

    with _opened(host, database) as source:
        return health(source, now)


def _history(host: Host, database: str, now: int) -> History:
    from sendoff.host.ledger.baseline import history

    with _opened(host, database) as source:
        return history(source, now)


def _incidents(host: Host, database: str) -> tuple[Incident, ...]:
    from sendoff.host.ledger.incidents import incidents

    with _opened(host, database) as source:
        return tuple(incidents(source, only_open=True))


def _opened(host: Host, database: str) -> AbstractContextManager[Ledger]:
    from sendoff.host.ledger.reading import ledger

    try:
        host.files.status(database)
    except HostError:
        # Who may not look into the folder must not be told that nothing is there.
        raise HostError("this user may not read the ledger; members of group adm may") from None
    return ledger(database)


def _cases(host: Host, database: str, now: int) -> tuple[Due, ...]:
    from sendoff.host.cases import FOLDER, due

    return tuple(due(FOLDER, now, database, host.files))


def _changing(host: Host) -> Changing:
    process, pending = holder(), store.pending(host)
    certain = process is not None or os.access(LOCK, os.R_OK)
    started = None if pending is None else round(datetime.fromisoformat(pending.started).timestamp() * 1_000_000)
    return Changing(process, started, certain)


def _certificate(host: Host, generation: Generation) -> Certificate | None:
    path = generation.parameters.get("smtpd_tls_cert_file", "")
    if not path or path == "none":
        return None
    from cryptography.x509 import load_pem_x509_certificates

    data = host.files.read(path)
    if data is None:
        return Certificate(path, error=f"there is no file {path}")
    try:
        leaf = load_pem_x509_certificates(data)[0]
    except ValueError:
        return Certificate(path, error=f"{path} holds no certificate in PEM form")
    return Certificate(path, round(leaf.not_valid_after_utc.timestamp() * 1_000_000))
