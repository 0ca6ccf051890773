from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from sendoff.host.cleanup import _attributes, _record, post_probe
from sendoff.host.errors import HostError


@pytest.mark.parametrize(("length", "encoded"), [(0, b"\x00"), (127, b"\x7f"), (128, b"\x80\x01"), (300, b"\xac\x02")])
def test_a_records_length_is_written_in_groups_of_seven_bits(length: int, encoded: bytes) -> None:
    assert _record("N", b"x" * length) == b"N" + encoded + b"x" * length


@pytest.mark.parametrize("said", [b"status\x000\x00reason\x00\x00\x00", b"status\x000\x00reason\x00a\x00\x00"])
def test_attributes_may_come_byte_by_byte(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(2)

        def send() -> None:
            for byte in said:
                theirs.sendall(bytes([byte]))

        sender = threading.Thread(target=send)
        sender.start()
        assert _attributes(ours)["status"] == "0"
        sender.join()


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="cannot be reached"):
        post_probe(str(tmp_path), "a@example.com", "b@example.com", 1)


def test_a_service_that_hangs(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "public/cleanup"))
        server.listen()
        with pytest.raises(HostError, match=r"does not answer within 0\.2 s"):
            post_probe(str(tmp_path), "a@example.com", "b@example.com", 0.2)


def test_a_service_that_is_about_to_listen_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "public/cleanup"))
        listening = threading.Timer(0.2, server.listen)
        listening.start()
        with pytest.raises(HostError, match=r"does not answer within 1 s"):
            post_probe(str(tmp_path), "a@example.com", "b@example.com", 1)
        listening.join()
