"""A message from a file, and what can be asked about it: do its signatures verify, and what does SpamAssassin say.

dkimpy verifies, for nobody should verify with the code that signs or judges. Its keys come from `asking.dns`, as every
other answer. Nothing here is learned or kept: SpamAssassin neither learns from the message nor writes preferences.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from shutil import which

from sendoff.config.masking import printable
from sendoff.host import Host
from sendoff.host.commands import PATH
from sendoff.host.doctor import Asking, CannotAsk, in_thread
from sendoff.host.doctor.submitting import NAME, through
from sendoff.host.errors import HostError
from sendoff.reputation.check import FAIL, PASS, UNKNOWN
from sendoff.reputation.dns import FOUND, Answer
from sendoff.reputation.dns import UNKNOWN as NOT_ANSWERED
from sendoff.reputation.facts import Server, Unknown
from sendoff.reputation.message.given import MOST_BYTES, Given, Spam, Verified, given, signatures
from sendoff.reputation.message.headers import header

_MOST_SIGNATURES = 5
_LONGEST_SIGNATURE = 20_000
_MOST_WORK = 200_000_000
_NAME = re.compile(r"[A-Za-z0-9._-]{1,250}")
_STATUS = re.compile(
    r"score=(-?[0-9.]{1,9})\s+required=(-?[0-9.]{1,9})(?:\s+tests=([A-Za-z0-9_,\s]{0,4000}?)(?=\s+\w+=|$))?"
)
_SPAM_FIELD = re.compile(rb"(?im)^X-Spam[-\w]*[ \t]*:.*(?:\r?\n[ \t].*)*\r?\n")
_LEAST_SECONDS = 1.0
_LARGEST_SCORED = 1_000_000
"""Bytes; spamc gives no more than half of that to spamd by itself."""
_NO_HOME = {"HOME": "/nonexistent"}
"""SpamAssassin keeps its state in the home folder; it shall keep none."""


def read(path: str, now: datetime | None = None) -> Given:
    """Return the message in a file (`-`: standard input); at most MOST_BYTES of it.

    Raises:
        HostError: it cannot be read, or is empty.
    """
    try:
        if path == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with open(path, "rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise HostError(
            f"cannot read {printable(path)}: {error.strerror}", "Name a file that holds one message."
        ) from None
    if not raw.strip():
        raise HostError(
            f"{printable(path)} holds no message", "Save a whole message, with its header, and name that file."
        )
    return given("standard input" if path == "-" else path, raw, now or datetime.now(UTC))


async def gather(asking: Asking) -> Given:
    """Return the message that the order names, with all that was found out about it.

    `order.message` is a file; with `order.submit` it (else a test message) goes through this server first.
    """
    path, submit = str(getattr(asking.order, "message", "")), bool(getattr(asking.order, "submit", False))
    found: Given | None = await in_thread(lambda: read(path)) if path else None
    if submit:
        domain, raw = await _domain(asking), found.raw if found else None
        # Half of the time is for the way through Postfix, half for asking about what came.
        got = await in_thread(lambda: through(asking.host, raw, domain, asking.left() / 2))
        found = given(NAME, got, datetime.now(UTC))
    if found is None:
        raise CannotAsk("no message is given")
    return await completed(asking, found)


async def _domain(asking: Asking) -> str:
    """Return the domain that a test message is from: the first that is asked about, else the server's own name."""
    domains, server = await asyncio.gather(asking.known("domains"), asking.known("server"))
    if not isinstance(domains, Unknown) and domains:
        return str(domains[0].name)
    return server.helo if isinstance(server, Server) else os.uname().nodename


async def completed(asking: Asking, message: Given) -> Given:
    """Return a message with this server's addresses, its signatures verified, and SpamAssassin's score."""
    server, checked, spam = await asyncio.gather(
        asking.known("server"), verified(asking, message), in_thread(lambda: _spam(asking, message))
    )
    addresses: tuple[str, ...] = ()
    if isinstance(server, Server) and not server.smarthost:
        addresses = tuple(source.address for source in server.sources if not source.translated)
    return message._replace(addresses=addresses, verified=checked, spam=spam)


async def verified(asking: Asking, message: Given) -> tuple[Verified, ...]:
    """Return what dkimpy says of each signature, the first five."""
    found = signatures(message)[:_MOST_SIGNATURES]
    if not found:
        return ()
    names = [name for name in map(_key_name, found) if name]
    keys = dict(zip(names, await asking.ask(*((name, "TXT") for name in names)), strict=True))
    trouble = _too_much(message)
    if trouble:
        return tuple(Verified(tags, UNKNOWN, trouble) for tags in found)
    return await in_thread(lambda: tuple(_verified(message, place, tags, keys) for place, tags in enumerate(found)))


def _key_name(tags: Mapping[str, str]) -> str:
    name = f"{tags.get('s', '')}._domainkey.{tags.get('d', '')}".lower().rstrip(".")
    return name if tags.get("s") and tags.get("d") and _NAME.fullmatch(name) else ""


def _too_much(message: Given) -> str:
    """Return why a message is not verified: the verifier's work grows with the square of such things."""
    if message.cut or not message.header.whole:
        return "the message is too large to be verified"
    if any(len(field.raw) > _LONGEST_SIGNATURE for field in message.header.all("dkim-signature")):
        return "the signature is too long to be verified"
    work = sum((run.end() - run.start()) ** 2 for run in re.finditer(rb"[ \t]{100,}|(?:\r?\n){100,}", message.raw))
    return "it holds too many blanks in a row to be verified" if work > _MOST_WORK else ""


def _verified(message: Given, place: int, tags: dict[str, str], keys: Mapping[str, Answer]) -> Verified:
    name = _key_name(tags)
    key = keys.get(name)
    if key is None:
        return Verified(tags, FAIL, "it names no key that could be asked for")
    if key.outcome == NOT_ANSWERED:
        return Verified(tags, UNKNOWN, f"the key {name} could not be asked: {key.why}")
    if key.outcome != FOUND:
        return Verified(tags, FAIL, f"there is no key at {name}")
    try:
        import dkim  # type: ignore[import-untyped]
    except ImportError:
        return Verified(tags, UNKNOWN, "dkimpy is not installed (the Debian package python3-dkim, or dkimpy by pip)")
    if tags.get("a", "").startswith("ed25519") and find_spec("nacl") is None:
        return Verified(tags, UNKNOWN, "dkimpy verifies Ed25519 only with PyNaCl, which is not installed")
    try:
        good = dkim.DKIM(_with_pairs(message.raw)).verify(idx=place, dnsfunc=lambda *_a, **_o: key.values[0].encode())
    except dkim.DKIMException as error:
        return Verified(tags, FAIL, str(error) or type(error).__name__)
    except Exception as error:  # noqa: BLE001 - a stranger's signature may break the library in any way
        return Verified(tags, FAIL, f"the verifier cannot read it ({type(error).__name__})")
    return Verified(tags, PASS) if good else Verified(tags, FAIL, "the signature does not match header and key")


def _with_pairs(raw: bytes) -> bytes:
    """Return a message with CR LF, as it was signed; a file with LF everywhere lost the CR on its way to the disk."""
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def _spam(asking: Asking, message: Given) -> Spam:
    # Received by whomever, the message may bring a score of its own.
    bare = _SPAM_FIELD.sub(b"", message.raw[: message.header.ends]) + message.raw[message.header.ends :]
    if len(bare) > _LARGEST_SCORED:
        return Spam(None, why=f"the message has more than {_LARGEST_SCORED // 1000} kB, and is not given to it")
    why = "it is not installed"
    for command in (["spamassassin", "-x", "-L", "--cf=use_bayes 0"], ["spamc"]):
        if which(command[0], path=PATH) is None:
            continue
        score, why = _asked(asking.host, command, bare, max(_LEAST_SECONDS, asking.left()))
        if score is not None:
            return score
    return Spam(None, why=why)


def _asked(host: Host, command: list[str], raw: bytes, seconds: float) -> tuple[Spam | None, str]:
    # A stranger's text is read by a program without rights, which can also keep nothing.
    rights = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] if os.geteuid() == 0 else []
    try:
        done = host.commands.run([*rights, *command], input=raw, timeout=seconds, env=_NO_HOME)
    except HostError as error:
        return None, error.what
    status = header(done.out.encode("utf-8", "surrogateescape")).value("x-spam-status")
    found = _STATUS.search(status)
    if found is None:
        return None, f"{command[0]} gave no score"
    rules = tuple(rule for rule in re.split(r"[,\s]+", found[3] or "") if rule and rule != "none")
    try:
        return Spam(float(found[1]), float(found[2]), rules), ""
    except ValueError:
        return None, f"{command[0]} gave no score"
