"""The world's files: what is private, and what stands in it at the beginning. Runs inside the new namespaces."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import kernel
from .copy import DATA, QUEUE, Copy
from .network import NAME_SERVER

HOME = Path("/run/lab")
"""The laboratory's own things in the world (records, sockets, certificates). Root only."""
OUTSIDE = HOME / "outside"
"""The network namespace of the Internet, for `nsenter --net=`."""

_HISTORIES = (".git", ".hg", ".bzr", "_darcs")
"""Where etckeeper keeps every /etc that ever was."""
_BUNDLE, _CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/ssl/certs")
_QUEUE_DIRECTORIES = {
    "active bounce corrupt defer deferred flush hold incoming private saved trace": ("postfix", "root", 0o700),
    "maildrop": ("postfix", "postdrop", 0o1730),
    "public": ("postfix", "postdrop", 0o2710),
    "pid etc dev": ("root", "root", 0o755),
}


def build(spec: dict[str, Any], copy: Copy | None) -> None:
    """Make /etc, the mail directories and the names private and fill them as the specification says."""
    queue = Path(copy.queue if copy else QUEUE)
    _private_mounts(queue, of_machine=copy is not None)
    _copy_etc()
    _mirror_var_lib()
    if copy is None:
        _names(spec["hostname"], spec["mailname"])
        _snakeoil(spec["snakeoil"])
    else:
        _as_the_machine(copy)
    _trust(spec["authority"], spec["authority_hash"], copy.authorities if copy else ())
    _queue(queue)


def _private_mounts(queue: Path, *, of_machine: bool) -> None:
    try:
        kernel.mount("none", "/", flags=kernel.RECURSIVE | kernel.PRIVATE)
    except OSError as error:
        raise OSError(f"{error}; in a chroot, bind-mount its directory on itself first") from error
    if of_machine:
        # What the machine's aliases, filters and tables name may be read, and nothing of it may be changed.
        kernel.make_read_only("/")
    kernel.mount("proc", "/proc", "proc", kernel.NOSUID | kernel.NODEV | kernel.NOEXEC)
    # Postfix takes no mail where there is little space, so it must be as much as there is on the machine.
    kernel.tmpfs(str(queue), size=_free(queue) if of_machine else 0)
    for place in ("/run", "/var/log"):
        kernel.tmpfs(place)
    for place in filter(_holds_no_code, ("/tmp", "/var/tmp") if of_machine else ()):  # noqa: S108 - private ones
        kernel.tmpfs(place, 0o1777)
    kernel.tmpfs("/var/mail", 0o2775)
    shutil.chown("/var/mail", "root", "mail")
    shared = "/dev/shm"  # noqa: S108
    if Path(shared).is_dir():
        kernel.tmpfs(shared, 0o1777)
    HOME.mkdir(mode=0o700)


def _holds_no_code(place: str) -> bool:
    """Tell whether neither this Python nor this very program lies there."""
    return not any(Path(code).is_relative_to(place) for code in (__file__, sys.prefix, sys.base_prefix, sys.executable))


def _free(place: Path) -> int:
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize


def _copy_etc() -> None:
    # A copy, not an overlay: there files keep their inode when written and directories can be renamed.
    copy = HOME / "etc"
    copy.mkdir()
    kernel.tmpfs(str(copy))
    children = [path for path in Path("/etc").iterdir() if path.name not in _HISTORIES]
    subprocess.run(["cp", "-a", "-t", str(copy), "--", *children], check=True, capture_output=True)
    kernel.bind(str(copy), "/etc")


def _mirror_var_lib() -> None:
    """/var/lib with the machine's children shown through, but Postfix's and sendoff's own state private."""
    mirror = HOME / "lib"
    mirror.mkdir()
    kernel.tmpfs(str(mirror))
    for child in Path("/var/lib").iterdir():
        if child.name in ("postfix", "sendoff") or child.is_symlink() or not child.is_dir():
            continue
        (mirror / child.name).mkdir()
        kernel.bind(str(child), str(mirror / child.name))
    (mirror / "postfix").mkdir()
    shutil.chown(mirror / "postfix", "postfix", "postfix")
    kernel.bind(str(mirror), "/var/lib")


def _names(hostname: str, mailname: str | None) -> None:
    short = hostname.partition(".")[0]
    own = hostname if short == hostname else f"{hostname} {short}"
    _write("/etc/hostname", f"{hostname}\n")
    _write("/etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {own}\n::1 localhost ip6-localhost ip6-loopback\n")
    _write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")
    _write("/etc/aliases", "postmaster: root\n")
    _write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\n")
    if mailname is not None:
        _write("/etc/mailname", f"{mailname}\n")
    else:
        Path("/etc/mailname").unlink(missing_ok=True)


def _as_the_machine(copy: Copy) -> None:
    """The machine's own names and tables stay, but its resolver is the world's."""
    _write("/etc/resolv.conf", f"nameserver {NAME_SERVER}\noptions timeout:2 attempts:2\n")
    switch = Path("/etc/nsswitch.conf")
    lines = switch.read_text().splitlines() if switch.exists() else []
    kept = [line for line in lines if not line.startswith("hosts:")]
    _write("/etc/nsswitch.conf", "\n".join([*kept, "hosts: files dns", ""]))
    for file in copy.files:
        path = Path(file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(file.text, errors="surrogateescape")
        path.chmod(file.mode)
    if copy.data != DATA:
        kernel.tmpfs(copy.data)
        shutil.chown(copy.data, "postfix", "postfix")


def _trust(pem: str, subject_hash: str, authorities: Iterable[str]) -> None:
    _CERTIFICATES.mkdir(parents=True, exist_ok=True)
    for bundle in dict.fromkeys((str(_BUNDLE), *authorities)):
        with Path(bundle).open("a") as file:
            file.write(pem)
    (_CERTIFICATES / f"{subject_hash}.0").write_text(pem)


def _snakeoil(pair: dict[str, str]) -> None:
    """What Debian's ssl-cert package makes at installation: the default certificate of many services."""
    (_CERTIFICATES / "ssl-cert-snakeoil.pem").write_text(pair["certificate"])
    private = Path("/etc/ssl/private")
    private.mkdir(mode=0o710, exist_ok=True)
    key = private / "ssl-cert-snakeoil.key"
    key.write_text(pair["key"])
    key.chmod(0o640)


def _queue(queue: Path) -> None:
    for names, (owner, group, mode) in _QUEUE_DIRECTORIES.items():
        for name in names.split():
            directory = queue / name
            directory.mkdir()
            shutil.chown(directory, owner, group)
            directory.chmod(mode)
    _fill_chroot(queue)


def _fill_chroot(queue: Path) -> None:
    """Copy to the queue directory what Debian's start script copies there for chrooted daemons."""
    for name in ("resolv.conf", "hosts", "nsswitch.conf", "services", "host.conf", "localtime"):
        source = Path("/etc") / name
        if source.exists():
            shutil.copyfile(source, queue / "etc" / name)
    trusted = queue / "etc/ssl/certs"
    trusted.mkdir(parents=True, exist_ok=True)
    for own in _CERTIFICATES.glob("*.0"):
        if not own.is_symlink():
            shutil.copyfile(own, trusted / own.name)


def _write(path: str, text: str) -> None:
    """Anew: what stood there may be a link to somewhere else."""
    Path(path).unlink(missing_ok=True)
    Path(path).write_text(text)
    os.chmod(path, 0o644)
