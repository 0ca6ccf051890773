"""The address of a name server as people write it."""

from __future__ import annotations

import re

_PORT = 53
_MOST = 65535


def resolver_address(text: str) -> tuple[str, int]:
    """Return address and port of `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`.

    Raises:
        ValueError: it is none of these.
    """
    from ipaddress import ip_address

    found = re.fullmatch(r"\[([^\]]*)\](?::([0-9]{1,5}))?", text) or re.fullmatch(r"([^:]*):([0-9]{1,5})", text)
    address, port = found.groups() if found else (text, None)
    number = int(port or _PORT)
    if not 0 < number <= _MOST:
        raise ValueError(f"{number} is not a port")
    return str(ip_address(address)), number
