"""Postfix's files as text: bytes outside UTF-8 are the administrator's, and come back as they were."""

from __future__ import annotations

from sendoff.host import Host
from sendoff.host.paths import MAIN_CF
from sendoff.postfix import main_cf

_AS_THEY_WERE = "surrogateescape"


def decoded(data: bytes) -> str:
    """Return a file's content as text."""
    return data.decode(errors=_AS_THEY_WERE)


def encoded(text: str) -> bytes:
    """Return the content that `decoded` made this text of."""
    return text.encode(errors=_AS_THEY_WERE)


def read_text(host: Host, path: str) -> str | None:
    """Return a file's text, or None when there is none."""
    data = host.files.read(path)
    return None if data is None else decoded(data)


def live_parameters(host: Host) -> dict[str, str]:
    """Return what main.cf sets now, unexpanded; nothing when there is none."""
    return main_cf.values(read_text(host, MAIN_CF) or "")
