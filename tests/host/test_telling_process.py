"""The process that sends a message: real Apprise, real sockets; and no URL where others could read it."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.host.told_place import MARKER, Place, place, until

from sendoff.change.facts import Ask, NotifyFacts, Unknown
from sendoff.host import real
from sendoff.host.asks import answer
from sendoff.host.telling import process, program
from sendoff.host.telling.process import Message, Sending, Told, send, usable

MESSAGE = Message("web1: Grüße", "two\nlines <b>&", "warning")


@pytest.fixture
def there() -> Iterator[Place]:
    with place() as made:
        yield made


def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


def test_a_message_arrives_as_it_was_written(there: Place) -> None:
    assert send([there.url], MESSAGE) == [Told(1, "json", "")]
    [found] = there.told
    assert (found["title"], found["message"], found["type"]) == ("web1: Grüße", "two\nlines <b>&", "warning")


def test_mail_arrives_too() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        sending = Sending([f"mailto://127.0.0.1:{port}?from=web1@example.net&to=admin@example.org"], MESSAGE, 5)
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"554 5.7.1 not you\r\n")
            [told] = sending.wait()
    assert (told.service, bool(told.error)) == ("mailto", True)


@pytest.mark.parametrize(
    ("manner", "error"), [("refuses", "refused with 500"), ("dies", program.UNREACHED), ("hangs", program.LATE)]
)
def test_what_went_wrong_is_told_without_the_url(there: Place, manner: str, error: str) -> None:
    there.manner = manner
    start = time.monotonic()
    assert send([there.url], MESSAGE, 2.0) == [Told(1, "json", error)]
    assert time.monotonic() - start < 2.0 + 3.0


def test_one_that_fails_does_not_hold_up_the_others(there: Place) -> None:
    with place() as silent:
        silent.manner = "hangs"
        gone = f"json://127.0.0.1:{closed_port()}/{MARKER}"
        found = send([silent.url, gone, f"nosuch://{MARKER}", there.url], MESSAGE, 2.0)
    assert found == [
        Told(1, "json", program.LATE),
        Told(2, "json", program.UNREACHED),
        Told(3, "", program.UNKNOWN),
        Told(4, "json", ""),
    ]
    assert len(there.told) == 1


def test_what_apprise_makes_of_urls_is_known_without_asking_anybody(there: Place) -> None:
    urls = [there.url, f"nosuch://{MARKER}", "slack://too-short", f"{MARKER}", "https://example.net/hook"]
    assert [told.error for told in usable(urls)] == [
        "",
        program.UNKNOWN,
        program.UNREADABLE,
        program.UNKNOWN,
        program.UNKNOWN,
    ]
    assert there.asked == 0


def test_the_ask_of_a_plan_tells_which_cannot_be_used(there: Place) -> None:
    ask = Ask("notify", secret=(there.url, f"nosuch://{MARKER}"))
    assert answer(real(), [ask])[ask] == NotifyFacts({2: program.UNKNOWN})


def test_the_ask_is_unknown_where_the_program_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)")
    monkeypatch.setattr(process, "_PROGRAM", str(broken))
    ask = Ask("notify", secret=("json://example.net/",))
    assert answer(real(), [ask])[ask] == Unknown(process.BROKEN)


def test_no_url_is_in_the_command_line_or_the_environment_or_a_file_of_the_process(there: Place) -> None:
    there.manner = "hangs"
    sending = Sending([there.url], MESSAGE, 5.0)
    until(lambda: there.asked)
    mine = Path(f"/proc/{sending.pid}")
    seen = (mine / "cmdline").read_bytes() + (mine / "environ").read_bytes()
    assert b"program.py" in seen
    assert MARKER.encode() not in seen
    named = [os.readlink(entry) for entry in (mine / "fd").iterdir()]
    assert not [name for name in named if name.startswith("/") and not name.startswith(("/dev/", "/memfd:"))]
    there.ended.set()
    assert sending.wait() == [Told(1, "json", "refused with 500")]


def test_what_was_told_before_the_process_died_counts(there: Place) -> None:
    with place() as silent:
        silent.manner = "hangs"
        sending = Sending([there.url, silent.url], MESSAGE, 10.0)
        until(lambda: there.told and silent.asked)
        time.sleep(0.2)  # the answer of the first is on its way back
        os.kill(sending.pid, signal.SIGKILL)
        assert sending.wait() == [Told(1, "json", ""), Told(2, "json", process.BROKEN)]


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stuck = tmp_path / "stuck.py"
    stuck.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(process, "_PROGRAM", str(stuck))
    monkeypatch.setattr(process, "_MARGIN", 0.2)
    sending = Sending(["json://example.net/"], MESSAGE, 0.3)
    assert sending.done() is None
    assert sending.wait() == [Told(1, "", program.LATE)]
    assert not Path(f"/proc/{sending.pid}").exists()
