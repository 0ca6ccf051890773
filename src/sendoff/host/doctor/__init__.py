"""The facts that `sendoff doctor` judges: asked all at once, before one deadline. Nothing is changed, no mail is sent.

A fact is a file here with `async def gather(asking) -> value`; it asks DNS by `asking.dns`, and other facts by
`asking.fact(name)`, which gives the same value to everybody. What fails is `Unknown` and takes nothing else with it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple, Protocol, TypeVar

from sendoff.config.settings import Settings
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.reputation.dns import Answer
from sendoff.reputation.facts import Facts, Unknown

FACTS = (
    "server",
    "helo",
    "reverse",
    "relay",
    "sent",
    "domains",
    "spf",
    "organizations",
    "root",
    "blocklists",
    "message",
)
"""Every fact; the file's name is the fact's."""

_MARGIN = 0.3
"""Seconds that DNS's own deadline has to say so, before a fact is given up."""

Value = TypeVar("Value")


class Dns(Protocol):
    """`host.dns.Dns`: the one resolver of a run."""

    async def ask(self, name: str, kind: str) -> Answer:
        """Return the answer; it is unknown where DNS could not be asked, and nothing is raised."""
        ...

    async def invented(self) -> tuple[str, ...]:
        """Return the addresses that the resolver gives for names that do not exist."""
        ...

    def left(self) -> float:
        """Return the seconds that remain."""
        ...


class Order(NamedTuple):
    """What a run is about.

    `domains` and `addresses` are empty where they shall be found out; `settings` are those of the documents, None where
    there are none; `elsewhere` says that they are another machine's. `seconds` is the time for all questions;
    `message` is the file of a message to judge, `-` for standard input; `submit`: a message is sent through this server
    to a receiver of our own first, and judged as that got it.
    """

    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    settings: Settings | None = None
    elsewhere: bool = False
    database: str = ""
    seconds: float = 10.0
    message: str = ""
    submit: bool = False


class CannotAsk(Exception):
    """A fact cannot be found out; the text says why."""


class Asking:
    """One run: the machine, DNS, and every fact once; those that are `given` are not asked."""

    def __init__(self, host: Host, dns: Dns, order: Order, given: Mapping[str, object] | None = None) -> None:
        self.host, self.dns, self.order = host, dns, order
        self._given = given or {}
        self.end = time.monotonic() + order.seconds
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    def left(self) -> float:
        """Return the seconds that are left, never less than a moment."""
        return max(0.1, self.end - time.monotonic())

    async def fact(self, name: str) -> Any:
        """Return a fact.

        Raises:
            CannotAsk: it is Unknown.
        """
        found = await self.known(name)
        if isinstance(found, Unknown):
            raise CannotAsk(found.reason)
        return found

    async def known(self, name: str) -> Any:
        """Return a fact, or Unknown."""
        if name in self._given:
            return self._given[name]
        if name not in self._tasks:
            self._tasks[name] = asyncio.ensure_future(self._found(name))
        return await asyncio.shield(self._tasks[name])

    async def ask(self, *questions: tuple[str, str]) -> list[Answer]:
        """Return the answers to (name, kind), asked at once."""
        return await asyncio.gather(*(self.dns.ask(name, kind) for name, kind in questions))

    async def _found(self, name: str) -> object:
        try:
            module = import_module(f"{__name__}.{name}")
            gather: Callable[[Asking], Awaitable[object]] = module.gather
            async with asyncio.timeout(self.left() + _MARGIN):
                return await gather(self)
        except CannotAsk as error:
            return Unknown(str(error))
        except HostError as error:
            return Unknown(error.what)
        except TimeoutError:
            return Unknown(f"no answer within {self.order.seconds:g} s")
        except Exception as error:  # noqa: BLE001 - one question that fails must not take the others with it
            return Unknown(f"it could not be asked ({type(error).__name__}: {error})")


async def gather(asking: Asking, names: Iterable[str], say: Callable[[str], None] = lambda _text: None) -> Facts:
    """Return the facts of these names; `say` is told how far it is."""
    wanted = [name for name in FACTS if name in frozenset(names)]
    found: dict[str, Any] = {}

    async def one(name: str) -> None:
        found[name] = await asking.known(name)
        say(f"asked: {name} ({len(found)} of {len(wanted)})")

    await asyncio.gather(*(one(name) for name in wanted))
    return Facts(found)


async def in_thread(job: Callable[[], Value]) -> Value:
    """Return what a job returns that waits; it is left behind when its time is over: a daemon holds nobody up."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Value] = loop.create_future()

    def settle(value: Value | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error:
            future.set_exception(error)
        else:
            future.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value: Value | None = None
        failed: BaseException | None = None
        try:
            value = job()
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            failed = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, value, failed)

    threading.Thread(target=run, daemon=True).start()
    return await future
