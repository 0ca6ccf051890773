"""An address probe: Postfix's own delivery path is asked whether it would deliver, and no mail is sent.

It is what reject_unverified_recipient uses (ADDRESS_VERIFICATION_README): a message that exists for one
attempt, goes the way of real mail with its rewritten sender, and ends before DATA. The result is in the log.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sendoff.change.verify.seen import Probe
from sendoff.change.verify.stages import stage
from sendoff.delivery.line import Delivery, Line, delivery, parse
from sendoff.host.cleanup import post_probe
from sendoff.host.errors import HostError
from sendoff.host.journal import Log, Mark

_CLEANUP_SECONDS = 10.0
_POLL = 0.02
_JOURNAL_POLL = 0.2
_MAX_NOTES = 20
_ON_THE_WAY = ("cleanup", "qmgr", "trivial-rewrite", "verify")
"""Programs that every probe passes; when one of them fails, Postfix waits a minute, and so would we."""
_AGENTS = ("smtp", "lmtp", "local", "virtual", "pipe", "error", "discard")


def probe(log: Log, queue_directory: str, sender: str, recipient: str, *, agent: str, seconds: float) -> Probe:
    """Ask about a recipient and wait for the result, `seconds` at most; `agent` is the program that would deliver."""
    if log.reason:
        return Probe("unknown", reply=f"the result would stand in Postfix's log, which cannot be read: {log.reason}")
    mark = log.mark()
    start = time.monotonic()
    try:
        queue_id = post_probe(queue_directory, sender, recipient, min(seconds, _CLEANUP_SECONDS))
    except HostError as error:
        return Probe("refused", reply=error.what, stage="cleanup")
    watch = Watch(queue_id, agent)
    follow(log, mark, watch.take, start + seconds)
    return watch.result(time.monotonic() - start)


def follow(log: Log, mark: Mark, take: Callable[[Line], bool], deadline: float) -> bool:
    """Give a log's lines to `take` until it says that it has enough; False when the deadline comes first.

    Raises:
        HostError: the log cannot be read.
    """
    pause = _POLL if log.name.startswith("/") else _JOURNAL_POLL
    while True:
        lines, mark = log.read(mark)
        for text in lines:
            line = parse(text)
            if line and take(line):
                return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)


class Watch:
    """Waits for the line with the result, and remembers what the same delivery agent said on the way."""

    def __init__(self, queue_id: str, agent: str) -> None:
        self._queue_id = queue_id
        self._programs = (agent, *_ON_THE_WAY)
        self._failure = ""
        self._said: dict[tuple[str, int | None], list[str]] = {}
        self._found: Delivery | None = None
        self._notes: tuple[str, ...] = ()

    def take(self, line: Line) -> bool:
        """Look at a line; True when it is the one that was waited for, or says that it will not come."""
        if line.severity in ("fatal", "panic") and line.program in self._programs:
            self._failure = f"{line.program}: {line.severity}: {line.text}"
            return True
        if line.program not in _AGENTS:
            return False
        agent = (line.tag, line.pid)
        found = delivery(line)
        if found:
            said = self._said.pop(agent, [])
            if found.queue_id == self._queue_id:
                self._found, self._notes = found, tuple(said[-_MAX_NOTES:])
        elif line.queue_id in ("", self._queue_id):
            self._said.setdefault(agent, []).append(line.text)
        return self._found is not None

    def result(self, seconds: float) -> Probe:
        """Return the result as far as it is known after so many seconds."""
        found = self._found
        if self._failure:
            return Probe("deferred", reply=self._failure, stage=stage(self._failure), seconds=seconds)
        if found is None:
            said = [text for texts in self._said.values() for text in texts]
            return Probe("unanswered", notes=tuple(said[-_MAX_NOTES:]), seconds=seconds)
        return Probe(_status(found), found.dsn, found.relay, found.reply, stage(found.reply), self._notes, seconds)


def _status(found: Delivery) -> str:
    if found.status == "deliverable":
        return "accepted"
    return "refused" if found.dsn.startswith("5") else "deferred"
