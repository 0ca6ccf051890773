"""Hands in many messages inside a world, several at once: by sendmail(1) as different users, and by SMTP.

`python -m sendoff.lab.player`: a JSON list of acts on standard input, a JSON list of results on standard output, in
the same order. An act is an order of `sendoff.lab.client` with `"way": "smtp"`, or `{"way": "sendmail", "uid", "gid",
"arguments", "data"}`; `"pad"` makes the data that many bytes long. A result is `{"taken", "said"}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from . import client
from .model import positive

_AT_ONCE = 4
_SECONDS = 60.0
_PATIENCE = 2
"""After so many connections on which a server said nothing, it is not asked again: each takes the whole time limit."""
_SILENT = "(connection): TimeoutError('timed out')"
_silent: Counter[str] = Counter()
_LINE = "x" * 70 + "\n"


def play(act: dict[str, Any]) -> dict[str, Any]:
    """Hand in one message."""
    act = act | {"data": _padded(act["data"], act.get("pad", 0))}
    return _by_sendmail(act) if act["way"] == "sendmail" else _by_smtp(act)


def _by_sendmail(act: dict[str, Any]) -> dict[str, Any]:
    who: dict[str, Any] = {}
    if act["uid"]:
        who = {"user": act["uid"], "group": act["gid"], "extra_groups": []}
    try:
        done = subprocess.run(
            ["sendmail", *act["arguments"]], input=act["data"].encode("utf-8", "surrogateescape"),
            capture_output=True, timeout=_SECONDS, check=False, cwd="/", **who,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return {"taken": False, "said": str(error)}
    said = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())
    return {"taken": done.returncode == 0, "said": said}


def _by_smtp(act: dict[str, Any]) -> dict[str, Any]:
    door = str(act["to"])
    if _silent[door] >= _PATIENCE:
        return {"taken": False, "said": _SILENT}
    command, code, text = client.dialogue(act)[-1]
    _silent[door] += "timed out" in text and not code
    said = f"{code} {text}" if code else text
    return {"taken": positive(code), "said": said if positive(code) else f"{command.split(':')[0]}: {said}"}


def _padded(data: str, size: int) -> str:
    """Return data that is `size` bytes long on its way (each line end two bytes), where it is shorter."""
    lines = data.count("\n")
    missing = size - len(data.encode("utf-8", "surrogateescape")) - lines
    if missing <= 0:
        return data
    whole, rest = divmod(missing, len(_LINE) + 1)
    return data + _LINE * whole + ("x" * max(rest - 2, 0) + "\n" if rest else "")


def main() -> None:
    """Play all acts."""
    acts = json.load(sys.stdin)
    os.umask(0o022)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        json.dump(list(pool.map(play, acts)), sys.stdout)


if __name__ == "__main__":
    main()
