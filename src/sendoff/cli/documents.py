"""Reading the documents that a command is given."""

from __future__ import annotations

import argparse

from sendoff.config.document import Document, parse
from sendoff.config.keys import PUBLIC
from sendoff.config.problems import InvalidInput, Place, Problem
from sendoff.config.settings import Settings, build
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.paths import DOCUMENT

Documents = list[tuple[str, bytes]]
"""Names and contents, in the order in which later ones override earlier ones."""


def add_files(parser: argparse.ArgumentParser, *, live: bool = False) -> None:
    """Add the FILE arguments, and --live where it makes sense."""
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"documents, later ones override; {DOCUMENT} if none")
    if live:
        parser.add_argument(
            "--live",
            action="store_true",
            help="the documents that were applied last, with what open incidents call for now (sendoff::on_block)",
        )


def asked(host: Host, arguments: argparse.Namespace) -> Documents:
    """Return the documents that the command line asks for.

    Raises:
        InvalidInput: one of them cannot be read.
        HostError: of --live: nothing was applied yet, or files are named too.
    """
    return _live(host, arguments.files) if arguments.live else read(host, arguments.files)


def accepted(host: Host, arguments: argparse.Namespace) -> frozenset[str]:
    """Return the consequences that are accepted: those named now and, with --live, those accepted last time."""
    current = store.current(host) if arguments.live else None
    return frozenset((*arguments.accept, *(current.accepted if current else ())))


def _live(host: Host, files: list[str]) -> Documents:
    if files:
        raise HostError("--live takes the documents that were applied last, and files are named too", "Leave one out.")
    current = store.current(host)
    if current is None:
        raise HostError("nothing was applied yet", "Apply a document first: `sendoff apply FILE`.")
    found = store.documents_of(host, current.number)
    if not found:
        raise HostError(
            f"generation {current.number} was made from no documents, so there is nothing to apply again",
            "Apply a document: `sendoff apply FILE`.",
        )
    return found


def read(host: Host, files: list[str]) -> Documents:
    """Return the documents' names and contents.

    Raises:
        InvalidInput: one of them cannot be read.
    """
    return [(name, _content(host, name)) for name in files or [DOCUMENT]]


def _content(host: Host, name: str) -> bytes:
    try:
        data = host.files.read(name)
        reason = "there is no such file"
    except HostError as error:
        data, reason = None, error.what
    if data is None:
        raise InvalidInput((Problem("file-unreadable", reason, Place(name, 1, 1, "")),))
    return data


def settings(documents: Documents) -> Settings:
    """Return what the documents say together; every problem of every document is raised at once."""
    parsed: list[Document] = []
    problems: list[Problem] = []
    for name, data in documents:
        try:
            parsed.append(parse(name, data, PUBLIC))
        except InvalidInput as error:
            problems += error.problems
    try:
        # Without a document that cannot be read, nothing can be said across keys.
        built = build(parsed, across_keys=not problems)
    except InvalidInput as error:
        raise InvalidInput((*problems, *error.problems)) from None
    if problems:
        raise InvalidInput(tuple(problems))
    return built


def stamps(host: Host, documents: Documents, found: Settings) -> tuple[str, ...]:
    """Return signs of the documents' state that stand in for passwords in a plan's digest."""
    if not (found.credentials.entries or found.notify):
        return ()
    seen = ((name, host.files.status(name)) for name, _ in documents)
    return tuple(f"{name} {status.changed_ns} {status.size} {status.inode}" for name, status in seen if status)
