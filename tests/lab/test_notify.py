"""A person is told of a block, and the URL by which he is told stands nowhere that others could read it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sendoff.lab import World
from tests.lab import providers
from tests.lab.providers import mails
from tests.lab.server import sendoff_as
from tests.lab.watched import PERSON, Watched

pytestmark = pytest.mark.lab

MARKER = "hunter2-Geheim"
URL = PERSON.replace("://", f"://user:{MARKER}@") + MARKER
OTHER = f"nosuch://{MARKER}"


def readable(root: Path) -> Iterator[Path]:
    """Yield the files below a folder that others than root can reach and read."""
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if os.stat(f"{folder}/{name}").st_mode & stat.S_IXOTH]
        for name in files:
            path = Path(folder, name)
            if path.is_file() and path.stat().st_mode & (stat.S_IROTH | stat.S_IRGRP):
                yield path


def test_whoever_is_named_is_told_and_the_url_is_in_no_output_and_no_open_file(
    make_world: Callable[..., World],
) -> None:
    server = Watched.begin(make_world, {"consumer": providers.microsoft_blocks()})
    said = []

    def run(*arguments: str, expect: int = 0) -> str:
        done = server.sendoff(*arguments, expect=expect)
        said.append(done.stdout + done.stderr)
        return done.stdout

    server.write({"sendoff::notify": [URL, OTHER]})
    text = run("plan", expect=2)
    assert "notify = nobody -> 2 places" in text
    assert "warn[notify-unusable]" in text
    assert "URL 2 of sendoff::notify: Apprise knows no such service." in text
    run("plan", "--json", expect=2)
    run("apply", "--yes")
    assert "in sync" in run("plan")
    with server.person() as told:
        run("incidents", "--test-notification", expect=1)
        assert said[-1].startswith("URL 1 (json): sent\nURL 2: Apprise knows no such service")
        found = json.loads(run("incidents", "--test-notification", "--json", expect=1))
        assert found["notify"][0] == {"number": 1, "service": "json", "sent": True, "error": None}
        assert [one["title"] for one in told()] == ["web1.example.com: a test of sendoff::notify"] * 2
        with server.watching("--settled", "1"):
            server.send(mails("a@hotmail.example", 2))
            server.until("told", lambda: len(told()) == 3)
            assert "Microsoft (Outlook.com, Hotmail) refuses mail" in told()[2]["title"]
            server.until("noted", lambda: server.asked("status")["notify"]["last"])
            server.world.receiver("consumer").set(manner=None)
            server.send(mails("a@hotmail.example", 1, first=10))
            server.until("told of the end", lambda: len(told()) == 4)
            assert "takes mail again" in told()[3]["title"]
        for arguments in (["status"], ["history"], ["incidents", "--all"], ["import"], ["check"]):
            for more in ([], ["--json"]):
                done = server.world.sendoff(*arguments, *more)
                said.append(done.stdout + done.stderr)
        assert "1 message did not" not in said[-1]
    stranger = sendoff_as(server.world, "nobody", "incidents", "--test-notification")
    assert stranger.returncode == 1
    assert "root" in stranger.stderr
    assert MARKER not in "".join(said) + stranger.stdout + stranger.stderr + server.world.log()
    kept = server.world.path("/var/lib/sendoff/generations/1/notify.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text()) == [URL, OTHER]
    for folder in ("/var/lib/sendoff", "/etc/postfix"):
        assert not [path for path in readable(server.world.path(folder)) if MARKER.encode() in path.read_bytes()]


def test_going_back_tells_whom_the_former_configuration_told(make_world: Callable[..., World]) -> None:
    server = Watched.begin(make_world)
    server.apply({"sendoff::notify": URL})
    done = server.apply({"sendoff::notify": f"{URL}x"})
    assert "notify = 1 place -> 1 place, not the same as before" in done.stdout
    digest = server.plan({"sendoff::notify": [URL, OTHER]})["digest"]
    server.write({"sendoff::notify": [URL, f"{OTHER}x"]})
    moved = server.world.sendoff("apply", "--digest", digest)
    assert "the plan has moved" in moved.stdout + moved.stderr
    server.apply({})
    server.sendoff("incidents", "--test-notification", expect=1)
    server.sendoff("rollback", "1", "--yes")
    assert json.loads(server.world.path("/var/lib/sendoff/generations/4/notify.json").read_text()) == [URL]
    server.write({"sendoff::notify": URL})
    assert "in sync" in server.sendoff("plan").stdout
