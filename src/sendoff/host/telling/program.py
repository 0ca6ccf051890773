"""The program that sends one message to every place, and says of each whether it went; see `process`, which starts it.

It is run by its path and imports nothing of sendoff. The order comes on standard input as JSON: `path` (where Python
finds modules), `urls`, `seconds` (until it ends), and for a message `subject`, `body` and `mood`; without a subject
the URLs are only read. For each URL a line of JSON leaves when it is read, `[number, service, null]`, and one when it
is done, `[number, service, error]`. Errors are phrases of this file, never Apprise's own: those may quote a URL.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from importlib import import_module
from typing import IO, Any

UNKNOWN = "Apprise knows no such service"
UNREADABLE = "Apprise cannot use it: something that this service needs is missing or malformed"
DISABLED = "this service needs a Python package that is not installed"
UNREACHED = "no connection"
LATE = "no answer in time"
FAILED = "not delivered"
MISSING = "the Python package apprise cannot be loaded"

_SCHEME = r"[A-Za-z0-9]{1,32}(?=://)"
_SAID_CODE = r"\berror=(\d{3})\b|\((\d{3}), b?['\"]"
_NO_CONNECTION = r"(?i)connection error|socket exception|connection refused|timed? ?out"

_AT_ONCE = 8

_said: ContextVar[list[str]] = ContextVar("said")


class _Listening(logging.Handler):
    """Keeps what Apprise logs, by the message that is being sent."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; it stays in this process."""
        heard = _said.get(None)
        if heard is not None:
            heard.append(record.getMessage())


def main() -> None:
    """Do what the order says, then end at once: threads that still wait for somebody are left behind."""
    order = json.load(sys.stdin.buffer)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):  # whatever a service prints is nobody's business
        os.dup2(nothing, descriptor)
    sys.path[:] = order["path"]
    end = time.monotonic() + order["seconds"]
    _prepare()
    urls = enumerate(order["urls"], 1)
    workers = [threading.Thread(target=_work, args=(order, urls, answers), daemon=True) for _ in range(_AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    os._exit(0)


def _work(order: dict[str, Any], urls: Iterator[tuple[int, str]], answers: IO[str]) -> None:
    while True:
        with _turn:
            number, url = next(urls, (0, ""))
        if not number:
            return
        _one(order, number, url, answers)


def _prepare() -> None:
    logger = logging.getLogger("apprise")
    logger.handlers[:], logger.propagate = [_Listening()], False
    logger.setLevel(logging.DEBUG)


_turn = threading.Lock()


def _one(order: dict[str, Any], number: int, url: str, answers: IO[str]) -> None:
    service = ""
    heard: list[str] = []
    _said.set(heard)
    try:
        with _turn:  # of several at once, one loads the services
            place, service, error = _read(url)
        if place is not None and "subject" in order:
            _tell(answers, number, service, None)
            sent = place.notify(order["body"], title=order["subject"], notify_type=order["mood"], body_format="text")
            error = "" if sent else _why(heard)
    except ImportError:
        error = MISSING
    except BaseException:  # noqa: BLE001 - a service that falls over must not take the others with it
        error = FAILED
    _tell(answers, number, service, error)


def _tell(answers: IO[str], number: int, service: str, error: str | None) -> None:
    with _turn:
        answers.write(json.dumps([number, service, error]) + "\n")
        answers.flush()


def _read(url: str) -> tuple[Any, str, str]:
    """Return what sends to a URL, or None; the service's scheme, '' for an unknown one; and what is wrong."""
    apprise = import_module("apprise")
    found = re.match(_SCHEME, url)
    scheme = found[0].lower() if found else ""
    services = import_module("apprise.manager_plugins").NotificationManager()
    known = scheme in services
    asset = _asset(apprise.AppriseAsset)
    place = apprise.Apprise.instantiate(url, asset=asset)
    if place is None:
        if not known:
            return None, "", UNKNOWN
        return None, scheme, UNREADABLE if services[scheme].enabled else DISABLED
    if not known:  # the address of a known service's web hook
        own = place.secure_protocol or place.protocol
        scheme = own if isinstance(own, str) else next(iter(own or ()), "")
    whole = apprise.Apprise(asset=asset)
    whole.add(place)
    return whole, scheme, ""


def _asset(kind: Any) -> Any:
    """Return how Apprise presents itself: as sendoff, without pictures from elsewhere, and without files."""
    wanted = {
        "app_id": "sendoff",
        "app_desc": "sendoff",
        "app_url": "",
        "image_url_mask": "",
        "image_url_logo": "",
        "async_mode": False,
        "pgp_autogen": False,
        "pem_autogen": False,
    }
    return kind(**{name: value for name, value in wanted.items() if hasattr(kind, name)})


def _why(heard: list[str]) -> str:
    for line in reversed(heard):
        if found := re.search(_SAID_CODE, line):
            return f"refused with {found[1] or found[2]}"
    return UNREACHED if any(re.search(_NO_CONNECTION, line) for line in heard) else FAILED


if __name__ == "__main__":
    main()
