"""The facts behind /metrics and /healthz, at most half a second old however often they are asked for."""

from __future__ import annotations

import threading
import time

from sendoff.host import real
from sendoff.host.ledger.metrics import Tallies, numbers
from sendoff.host.metrics_machine import Machine
from sendoff.monitor.metrics_facts import MICRO, MetricFacts

FRESH_SECONDS = 0.5


def facts(path: str) -> MetricFacts:
    """Return the numbers of the ledger at a path, and what is asked of the machine; never raises for what is absent."""
    return Facts(path).now()


class Facts:
    """Remembers the last answer, and what need not be read again; used by several threads."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._tallies = Tallies()
        self._machine = Machine(real())
        self._lock = threading.Lock()
        self._answer: MetricFacts | None = None
        self._asked = 0.0

    def now(self) -> MetricFacts:
        """Return the facts."""
        with self._lock:
            if self._answer is None or time.monotonic() - self._asked > FRESH_SECONDS:
                self._answer, self._asked = self._ask(), time.monotonic()
            return self._answer

    def _ask(self) -> MetricFacts:
        found = numbers(self._path, self._tallies)
        if "unreadable" in found and self._answer:
            # A server that nobody is to watch stays so while the ledger cannot be read.
            found["monitoring"] = self._answer.monitoring
        end = self._machine.certificate_end()
        return MetricFacts(
            now=time.time_ns() * MICRO // 1_000_000_000,
            postfix_up=self._machine.postfix_up(),
            certificate_end=end.moment,
            certificate_trouble=end.trouble,
            **found,
        )
