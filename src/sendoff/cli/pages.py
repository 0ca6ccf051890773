"""Pages of HTML that commands write for people."""

from __future__ import annotations

from sendoff.config.masking import printable
from sendoff.host.errors import HostError


def write(path: str, page: str) -> None:
    """Write a page.

    Raises:
        HostError: it cannot be written.
    """
    try:
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(page)
    except OSError as error:
        raise HostError(
            f"cannot write {printable(path)}: {error.strerror}", "Name a file in a folder that you may write to."
        ) from None
