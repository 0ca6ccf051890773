"""When there can be no rehearsal."""

from __future__ import annotations

from sendoff.change.plan import Plan
from sendoff.host.errors import HostError
from sendoff.host.rehearsing.possible import missing


class CannotRehearse(HostError):
    """This machine cannot hold a rehearsal; nothing is said about the configuration."""


def require(plan: Plan) -> None:
    """Raise CannotRehearse where the plan installs first what a rehearsal needs."""
    lacking = missing(plan)
    if lacking:
        raise CannotRehearse(
            f"cannot rehearse here: not installed yet: {' '.join(lacking)}",
            f"apt-get install {' '.join(lacking)}; everything else of sendoff works without.",
        )
