"""What goes wrong while the watch runs: said once when it begins, and once when it is over."""

from __future__ import annotations

from collections.abc import Callable

from sendoff.host.errors import HostError


class Troubles:
    """The troubles of now, by what has them: source, ledger, metrics."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` tells a person, on standard error; under systemd that is the journal."""
        self._say = say
        self._now = dict[str, str]()

    def tell(self, name: str, error: HostError, again: str = "trying again") -> bool:
        """Say a trouble, unless it is the one of before; returns whether it was new."""
        if self._now.get(name) == error.what:
            return False
        self._now[name] = error.what
        self._say(f"{error.what}; {again}" + (f"\n  mend: {error.mend}" if error.mend else ""))
        return True

    def has(self, name: str) -> bool:
        """Tell whether there is one."""
        return name in self._now

    def over(self, name: str) -> bool:
        """Note that there is none (any more); returns whether there was one."""
        what = self._now.pop(name, None)
        if what is not None:
            self._say(f"over: {what}")
        return what is not None
