"""The system calls that Python 3.11 lacks: unshare, setns, mount, mount_setattr, prctl, and what they need.

Used instead of the commands of the same names because a world makes some fifty mounts, and because the
process that unshares must itself become the parent of the world's PID 1 (it then knows its outer PID).
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct

NEW_MOUNT, NEW_UTS, NEW_IPC, NEW_PID, NEW_NET = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000
NOSUID, NODEV, NOEXEC, BIND, RECURSIVE, PRIVATE = 0x2, 0x4, 0x8, 0x1000, 0x4000, 0x40000
_PR_SET_PDEATHSIG = 1
_MOUNT_SETATTR = 442  # the same number on every architecture
_AT_FDCWD, _AT_RECURSIVE, _ATTR_RDONLY = -100, 0x8000, 0x1

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p)


def unshare(flags: int) -> None:
    """Move this process (for NEW_PID: its future children) to new namespaces. Raises OSError."""
    _checked(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """mount(2). Raises OSError naming the target."""
    result = _libc.mount(source.encode(), target.encode(), kind.encode() or None, flags, options.encode() or None)
    _checked(result, f"mount {kind or source} on {target}")


def tmpfs(target: str, mode: int = 0o755, size: int = 0) -> None:
    """An empty private file system on `target`, which must exist; `size` in bytes, 0 for the kernel's default."""
    mount("sendoff-lab", target, "tmpfs", NOSUID | NODEV, f"mode={mode:o}" + (f",size={size}" if size else ""))


def bind(source: str, target: str) -> None:
    """Show `source` (with what is mounted below it) at `target` too."""
    mount(source, target, flags=BIND | RECURSIVE)


def make_read_only(target: str) -> None:
    """Make all that is mounted at and below `target` read-only, in this mount namespace alone. Needs Linux 5.12."""
    attributes = struct.pack("QQQQ", _ATTR_RDONLY, 0, 0, 0)
    result = _libc.syscall(
        _MOUNT_SETATTR, _AT_FDCWD, target.encode(), _AT_RECURSIVE, attributes, ctypes.c_size_t(len(attributes))
    )
    _checked(result, f"making {target} read-only")


def enter_network(descriptor: int) -> None:
    """Move this thread to the network namespace of an open `/proc/PID/ns/net`."""
    _checked(_libc.setns(descriptor, NEW_NET), "setns")


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends, however it ends."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
