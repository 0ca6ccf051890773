"""Doing several things that wait at once."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Together:
    """Starts jobs by name, each in a thread, and hands back all their results; jobs end by their own deadlines."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._results: dict[str, object] = {}
        self._errors: list[BaseException] = []

    def start(self, name: str, job: Callable[[], object]) -> None:
        """Start a job."""
        thread = threading.Thread(target=self._run, args=(name, job), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def results(self) -> dict[str, object]:
        """Wait for all jobs and return their results; raises what one of them raised."""
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]
        return self._results

    def _run(self, name: str, job: Callable[[], object]) -> None:
        try:
            self._results[name] = job()
        except BaseException as error:  # noqa: BLE001 - raised again in `results`
            self._errors.append(error)
