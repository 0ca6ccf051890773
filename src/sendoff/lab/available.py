"""Can this machine hold a world? If not, say what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil

from .model import LabUnavailable
from .process import PATH

_COMMANDS = {
    "postfix": "postfix", "postalias": "postfix", "unbound": "unbound", "nsenter": "util-linux",
    "setpriv": "util-linux", "ip": "iproute2",
}  # fmt: skip
_MODULES = ("aiosmtpd", "cryptography")


def require() -> None:
    """Raises LabUnavailable."""
    if os.geteuid() != 0:
        raise LabUnavailable("the laboratory needs root, to make namespaces of its own")
    packages = sorted({package for name, package in _COMMANDS.items() if shutil.which(name, path=PATH) is None})
    if packages:
        raise LabUnavailable(f"the laboratory needs Debian packages: apt-get install {' '.join(packages)}")
    modules = [name for name in _MODULES if importlib.util.find_spec(name) is None]
    if modules:
        raise LabUnavailable(f"the laboratory needs Python packages: pip install {' '.join(modules)}")
