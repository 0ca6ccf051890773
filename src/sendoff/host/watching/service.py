"""The watch put together for this machine: run on, run once, or over logs that are there."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import NamedTuple

from sendoff.delivery.reconcile import Looked
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.files import failed
from sendoff.host.following.source import Source
from sendoff.host.ledger import keeping
from sendoff.host.ledger.open_messages import open_messages
from sendoff.host.ledger.running import hold, running
from sendoff.host.ledger.writing import Writer
from sendoff.host.observe import host_name
from sendoff.host.paths import LEDGER
from sendoff.host.telling.process import Message
from sendoff.host.texts import live_parameters
from sendoff.host.watching.counts import Counts
from sendoff.host.watching.keeper import Keeper
from sendoff.host.watching.loop import IDLE, Loop, Parts, at_end
from sendoff.host.watching.metrics import Metrics, Server
from sendoff.host.watching.notifying import Notify
from sendoff.host.watching.priority import stand_back
from sendoff.host.watching.reconciling import Asking, Reconciliation
from sendoff.host.watching.settings import Live, Settings
from sendoff.host.watching.signals import Asked
from sendoff.host.watching.switching import Switching
from sendoff.host.watching.telling import SETTLE, Telling, Way, pace
from sendoff.host.watching.troubles import Troubles
from sendoff.monitor.case import Due
from sendoff.monitor.notice import Notice

_FOLDER_MODE = 0o750
_READERS = "adm"
_INSTANCE = "postfix"
_ONCE = 5.0
_MEND = "End it first (the service: `systemctl stop sendoff-watch`), or use another --database."


class Order(NamedTuple):
    """What the command line says: the ledger, another log than this machine's, where metrics listen ('': nowhere).

    `settled`: the end of an incident is told when no mail was refused for so long after it (seconds).
    """

    database: str
    log: str | None = None
    metrics: str | None = None
    settled: float = SETTLE


class Started(NamedTuple):
    """What a watch says of itself when it begins."""

    log: str
    database: str
    metrics: str


class Ended(NamedTuple):
    """What was read, and the last look at the queue, if there was one."""

    log: str
    counts: Counts
    queue: Looked | None


def run(
    host: Host,
    order: Order,
    asked: Asked,
    say: Callable[[str], None],
    begun: Callable[[Started], None],
    *,
    words: Callable[[Notice], Message],
) -> Ended:
    """Watch until asked to end; `words` writes the messages to people.

    Raises:
        HostError: there is no log, another watch runs, or the ledger cannot be written.
    """
    stand_back()
    troubles, settings, notify = Troubles(say), Settings(host), Notify()
    find = partial(_find, host, order.log)
    reconciliation = _reconciliation(host, order)
    metrics = Metrics(partial(_serve, order.database), troubles, order.metrics)
    with held(order.database):
        keeper = Keeper(
            order.database, settings, partial(open_writer, order.database, instance=_instance(host)), troubles
        )
        telling = Telling(_way(host, order, words), troubles, pace(order.settled))
        # What switches reads this machine's own ledger.
        own = order.database == LEDGER and reconciliation is not None
        switching = Switching(host, order.database, say) if own else None
        loop = Loop(Parts(settings, find, keeper, reconciliation, metrics, notify, troubles, telling, switching), asked)
        begun(Started(loop.source.name, order.database, metrics.where(settings.live.metrics)))
        loop.run()
    return Ended(loop.source.name, loop.counts, reconciliation.last if reconciliation else None)


def once(
    host: Host, order: Order, asked: Asked, say: Callable[[str], None], *, words: Callable[[Notice], Message]
) -> Ended:
    """Read what there is, and end; with this machine's own log, look at the queue too, and forget what is old.

    Raises:
        HostError: the log cannot be read, another watch runs, or the ledger cannot be written.
    """
    live, reconciliation = Settings(host).live, _reconciliation(host, order)
    with held(order.database):
        source = _find(host, order.log)
        try:
            writer = open_writer(order.database, live, instance=_instance(host))
            try:
                counts = _read_all(source, writer, asked)
                if reconciliation and not asked.is_set():
                    writer.fact("monitoring", live.monitoring)
                    writer.fact("generation", live.number)
                    reconciliation.once(writer)
                _trim(order.database, live, asked, by_age=reconciliation is not None)
                if not asked.is_set():
                    Telling(_way(host, order, words), Troubles(say), pace(order.settled)).once(writer, live.notify)
            finally:
                writer.close()
        finally:
            source.close()
    return Ended(source.name, counts, reconciliation.last if reconciliation else None)


def _way(host: Host, order: Order, words: Callable[[Notice], Message]) -> Way:
    return Way(order.database, words, partial(_server, host), partial(_overdue, order.database))


def _server(host: Host) -> str:
    name = live_parameters(host).get("myhostname", "")
    return name if name and "$" not in name else host_name(host)


def _overdue(database: str, now: int) -> list[Due]:
    from sendoff.host import cases  # start-up

    # Whether one has ended by itself takes the ledger, which is asked only for those that are due.
    return cases.due(cases.FOLDER, now, database) if cases.due(cases.FOLDER, now) else []


def _trim(database: str, live: Live, asked: Asked, *, by_age: bool) -> None:
    """Forget what is old; another machine's old log was read to be asked, and stays."""
    for _ in keeping.trim(database, live.ledger, time.time_ns() // 1000, by_age=by_age):
        if asked.is_set():
            break


def _read_all(source: Source, writer: Writer, asked: Asked) -> Counts:
    """Read a log to its end."""
    counts, place, start = Counts(), writer.place(source.name), time.monotonic()
    writer.fact("source", source.name)
    writer.fact("source_trouble", None)
    while not asked.is_set():
        looked = time.time_ns() // 1000
        chunk = source.read(place)
        if at_end(chunk):
            writer.fact("last_read", looked)
        if not (chunk.data or chunk.gap or chunk.caught_up):
            source.wait(IDLE)
            continue
        counts.add(writer.take(source.name, chunk.data, chunk.place, chunk.latest, chunk.gap))
        place = chunk.place
        if chunk.caught_up or (at_end(chunk) and time.monotonic() > start + _ONCE):
            break  # a busy log has always another line
    return counts


@contextmanager
def held(database: str) -> Iterator[None]:
    """Be the one that writes a ledger; its folder is made if there is none.

    Raises:
        HostError: another one is, or the folder cannot be made.
    """
    folder = os.path.dirname(os.path.abspath(database))
    if not os.path.isdir(folder):
        try:
            os.makedirs(folder)
            os.chmod(folder, _FOLDER_MODE)
            with suppress(LookupError, PermissionError):
                shutil.chown(folder, group=_READERS)
        except OSError as error:
            raise failed("make", folder, error) from None
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(database))
        except HostError as error:
            if running(database):
                raise HostError(error.what, _MEND) from None
            raise
        yield


def open_writer(database: str, live: Live, instance: str = _INSTANCE) -> Writer:
    """Open the ledger as the live configuration wants it; `instance` is whose queue may correct it."""
    return Writer(database, live.ledger, live.generations, instance)


def _instance(host: Host) -> str:
    return instance_name(live_parameters(host))


def _find(host: Host, log: str | None) -> Source:
    from sendoff.host.following.choosing import find  # start-up: an import follows nothing

    return find(host, log)


def _serve(database: str, listen: str) -> Server:
    from sendoff.host.metrics_server import serve  # start-up: not everybody wants it

    return serve(listen, database)


def _reconciliation(host: Host, order: Order) -> Reconciliation | None:
    """Return the look at the queue, if the log that is read is this machine's: another's says nothing of it."""
    from sendoff.host.queue_listing import listing, next_retry

    if order.log is not None and not _is_own(host, order.log):
        return None
    known = partial(open_messages, order.database, _instance(host))
    return Reconciliation(Asking(listing, lambda ids: next_retry(ids, host), known))


def _is_own(host: Host, log: str) -> bool:
    with suppress(HostError, OSError):
        source = _find(host, None)
        source.close()
        return os.path.samefile(source.name, log)
    return False


def instance_name(parameters: dict[str, str]) -> str:
    """Return the syslog name of the Postfix whose queue postqueue lists, up to its first slash."""
    for name in ("syslog_name", "multi_instance_name"):
        value = parameters.get(name, "")
        if value and "$" not in value:
            return value.partition("/")[0]
    return _INSTANCE
