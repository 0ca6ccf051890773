"""Work that another process does ahead, on another core: an iterator whose items come through a pipe."""

from __future__ import annotations

import fcntl
import marshal
import multiprocessing
from collections.abc import Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from sendoff.host.errors import HostError

_PIPE_BYTES = 1 << 20
_END = b""


def ahead(items: Iterable[tuple[Any, ...]]) -> Generator[tuple[Any, ...], None, None]:
    """Yield the items of an iterable that is worked out in a process of its own, some ahead.

    Items are plain tuples, numbers, texts, bytes, lists and dicts. To be called before there are threads: the process
    is a fork.

    Raises:
        HostError: the one that was raised over there; or the process has died.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    with suppress(OSError):  # only more room
        fcntl.fcntl(ours.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    process = context.Process(target=_work, args=(items, ours, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        while data := _received(ours):
            item = marshal.loads(data)  # noqa: S302 # our own process wrote it
            if isinstance(item, list):
                raise HostError(*item)
            yield item
    finally:
        ours.close()
        process.terminate()
        process.join()


def _received(ours: Connection) -> bytes:
    try:
        return ours.recv_bytes()
    except EOFError:
        raise HostError(
            "the process that reads ahead has died", "Run the command again: it goes on where it was."
        ) from None


def _work(items: Iterable[tuple[Any, ...]], ours: Connection, theirs: Connection) -> None:
    ours.close()
    with suppress(BrokenPipeError, KeyboardInterrupt):  # nobody wants more
        try:
            for item in items:
                theirs.send_bytes(marshal.dumps(item))
            theirs.send_bytes(_END)
        except HostError as error:
            theirs.send_bytes(marshal.dumps([error.what, error.mend]))
