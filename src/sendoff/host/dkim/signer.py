"""The signer's process: an OpenDKIM of sendoff's own, beside whatever else uses that package.

With systemd it is the service sendoff-dkim; without it a plain process that watches over itself. Its configuration
stands in one file, replaced whole; the tables that the file names belong to a generation.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import suppress

from sendoff.change.state import Signer
from sendoff.host import Host
from sendoff.host.dkim import keys
from sendoff.host.dkim.unit import NAME, TEXT, UNIT
from sendoff.host.errors import HostError
from sendoff.host.texts import encoded, read_text
from sendoff.postfix.milters import FOLDER
from sendoff.postfix.opendkim import KEYS, USER

CONFIGURATION = f"{KEYS}/opendkim.conf"
PROGRAM = "/usr/sbin/opendkim"

_SECONDS = 10.0
_POLL = 0.02
_FOLDER_MODE = 0o710
_POSTFIX = "postfix"


def observe(host: Host) -> Signer:
    """Return the signer as it is, without anything secret."""
    text = read_text(host, CONFIGURATION)
    return Signer(text, text is not None and pid(host) is not None, keys.found(host))


def pid(host: Host) -> int | None:
    """Return the signer's process id, or None when it does not run."""
    path = _value(read_text(host, CONFIGURATION) or "", "PidFile")
    try:
        said = (host.files.read(path) or b"").strip() if path else b""
    except HostError:
        # Only root may read it; the command line tells as much to everybody.
        return next((int(name) for name in host.files.names("/proc") if name.isdigit() and _is_ours(host, name)), None)
    return int(said) if said.isdigit() and _is_ours(host, said.decode()) else None


def bring(host: Host, text: str, action: str) -> None:
    """Have the signer run with this configuration; `action`: none, start, reload or restart.

    Raises:
        HostError: OpenDKIM refuses the configuration, or does not answer within some seconds.
    """
    if action == "none":
        return
    _try_out(host, text)
    former = _value(read_text(host, CONFIGURATION) or "", "Socket")
    _make_room(host, text)
    running = pid(host)
    if running and action == "restart":
        _end(host, running)
        _clear(host, former)
        _make_room(host, text)
    host.files.write(CONFIGURATION, encoded(text))
    if running and action == "reload":
        os.kill(running, signal.SIGUSR1)
    else:
        _start(host)
    _wait(text)


def start(host: Host) -> bool:
    """Start the signer if one is configured and does not run; true when it was started."""
    text = read_text(host, CONFIGURATION)
    if text is None or pid(host):
        return False
    bring(host, text, "start")
    return True


def stop(host: Host) -> None:
    """End the signer and remove everything of it but the keys."""
    from sendoff.host.service import has_systemd

    text = read_text(host, CONFIGURATION)
    running = pid(host)
    if host.files.status(UNIT) and has_systemd(host):
        host.commands.run(["systemctl", "disable", "--now", NAME], timeout=60.0)
        host.files.remove(UNIT)
        host.commands.run(["systemctl", "daemon-reload"], timeout=60.0)
    if running:
        _end(host, running)
    _clear(host, _value(text or "", "Socket"))
    host.files.remove(CONFIGURATION)


def put_back(host: Host, before: str | None, *, was_running: bool) -> None:
    """Have the signer as it was: with its former configuration, or none at all."""
    live = read_text(host, CONFIGURATION)
    if before is None:
        if live is not None:
            stop(host)
    elif before != live or not pid(host):
        same_place = _value(before, "Socket") == _value(live or "", "Socket")
        if was_running:
            bring(host, before, "start" if not pid(host) else "reload" if same_place else "restart")
        else:
            host.files.write(CONFIGURATION, encoded(before))


def socket_path(text: str) -> str:
    """Return the path of the socket that a configuration names."""
    return _value(text, "Socket").partition(":")[2]


def _value(text: str, name: str) -> str:
    return next((line.partition(" ")[2] for line in text.splitlines() if line.startswith(f"{name} ")), "")


def _is_ours(host: Host, process: str) -> bool:
    words = (host.files.read(f"/proc/{process}/cmdline") or b"").split(b"\0")
    return words[0].endswith(b"opendkim") and CONFIGURATION.encode() in words


def _try_out(host: Host, text: str) -> None:
    """Have OpenDKIM read the configuration before anything counts."""
    beside = f"{CONFIGURATION}.new"
    host.files.write(beside, encoded(text))
    try:
        done = host.commands.run([PROGRAM, "-n", "-x", beside])
    finally:
        host.files.remove(beside)
    if done.code:
        said = " ".join((done.err or done.out).replace(beside, CONFIGURATION).split())
        raise HostError(f"OpenDKIM refuses its configuration: {said}", "This is a fault of sendoff; please report it.")


def _make_room(host: Host, text: str) -> None:
    """Make the socket's folder: the signer may write, Postfix may reach the socket, and nobody else anything."""
    import grp
    import pwd

    folder = os.path.dirname(socket_path(text))
    try:
        owner, group = pwd.getpwnam(USER).pw_uid, grp.getgrnam(_POSTFIX).gr_gid
    except KeyError as error:
        raise HostError(f"there is no user or group of this name: {error}") from None
    if not os.path.isdir(os.path.dirname(folder)):
        raise HostError(f"there is no queue directory {os.path.dirname(folder)}")
    host.files.make_folder(folder, _FOLDER_MODE)
    os.chown(folder, owner, group)


def _start(host: Host) -> None:
    from sendoff.host.service import has_systemd

    if not has_systemd(host):
        return host.commands.detach([PROGRAM, "-f", "-A", "-x", CONFIGURATION])
    if host.files.read(UNIT) != TEXT.encode():
        host.files.write(UNIT, TEXT.encode())
        _systemctl(host, "daemon-reload")
    _systemctl(host, "enable", NAME)
    _systemctl(host, "restart", NAME)
    return None


def _systemctl(host: Host, *words: str) -> None:
    done = host.commands.run(["systemctl", *words], timeout=60.0)
    if done.code:
        said = " ".join((done.err or done.out).split())
        raise HostError(f"`systemctl {' '.join(words)}` failed: {said}", f"`journalctl -u {NAME}` says more.")


def _end(host: Host, running: int) -> None:
    """End the process that watches, which ends its child; what does not end within some seconds is killed."""
    for kind, seconds in ((signal.SIGTERM, 2 * _SECONDS), (signal.SIGKILL, _SECONDS)):
        deadline = time.monotonic() + seconds
        with suppress(ProcessLookupError):
            os.kill(running, kind)
        while time.monotonic() < deadline:
            if not _is_ours(host, str(running)):
                return
            time.sleep(_POLL)


def _clear(host: Host, place: str) -> None:
    folder = os.path.dirname(place.partition(":")[2])
    if os.path.basename(folder) == FOLDER:
        host.files.remove(folder)


def _wait(text: str) -> None:
    """Wait until the signer takes connections."""
    path, deadline = socket_path(text), time.monotonic() + _SECONDS
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(_SECONDS)
                return connection.connect(path)
        except OSError as error:
            if time.monotonic() > deadline:
                why = f"OpenDKIM does not answer {_SECONDS:g} s after it was told to start: {error.strerror or error}"
                raise HostError(why, "Its log (facility mail, program opendkim) says why.") from None
        time.sleep(_POLL)
