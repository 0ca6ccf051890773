r"""A private network with a real Postfix, a real resolver and real receivers, in Linux namespaces.

    with World(zones=["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"],
               receivers=[Receiver("mx")]) as world:
        world.submit_sendmail(["someone@example.net"], "Subject: hello\n\nHello.\n")
        [message] = world.receiver("mx").wait()

With `copy` the server is made like this machine (see Copy): that is how `sendoff rehearse` uses it.

The machine's own Postfix, queue, logs and network are neither used nor touched. Needs root; see LabUnavailable.
"""

from .copy import Copy, File
from .manner import Clause, Manner, Memory
from .model import (
    DROP,
    Attempt,
    LabError,
    LabTimeout,
    LabUnavailable,
    PostfixFailed,
    Received,
    Receiver,
    Refused,
    Reply,
    Session,
)
from .network import SERVER, SERVER6, SILENT_NETWORK, STRANGER, TRUSTED, UNREACHABLE_NETWORK
from .process import CommandFailed
from .world import World

__all__ = [
    "DROP", "SERVER", "SERVER6", "SILENT_NETWORK", "STRANGER", "TRUSTED", "UNREACHABLE_NETWORK",
    "Attempt", "Clause", "CommandFailed", "Copy", "File", "LabError", "LabTimeout", "LabUnavailable", "Manner",
    "Memory", "PostfixFailed", "Received", "Receiver", "Refused", "Reply", "Session", "World",
]  # fmt: skip
