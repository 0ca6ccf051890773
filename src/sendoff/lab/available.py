"""Can this machine hold a world? If not, say what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil

from .model import LabUnavailable
from .process import PATH

_COMMANDS = {
    "postfix": "postfix", "postalias": "postfix", "nsenter": "util-linux", "setpriv": "util-linux", "ip": "iproute2",
}  # fmt: skip
_UNBOUND = {"unbound": "unbound"}
_MODULES = {"aiosmtpd": "aiosmtpd", "cryptography": "cryptography", "dns": "dnspython"}


def require(*, unbound: bool = True) -> None:
    """Raises LabUnavailable. `unbound`: the resolver is not the world's own."""
    if os.geteuid() != 0:
        raise LabUnavailable("the laboratory needs root, to make namespaces of its own")
    commands = _COMMANDS | (_UNBOUND if unbound else {})
    packages = sorted({package for name, package in commands.items() if shutil.which(name, path=PATH) is None})
    if packages:
        raise LabUnavailable(f"the laboratory needs Debian packages: apt-get install {' '.join(packages)}")
    modules = [package for name, package in _MODULES.items() if importlib.util.find_spec(name) is None]
    if modules:
        raise LabUnavailable(f"the laboratory needs Python packages: pip install {' '.join(modules)}")
