"""`sendoff import`: the document on standard output, the list beside it, and no Postfix at all."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any, cast

import pytest

from sendoff.cli import import_command
from sendoff.host import Host
from sendoff.host.commands import Done
from sendoff.host.errors import HostError

MAIN_CF = (
    "compatibility_level = 3.6\nrelayhost = example.net\ntransport_maps = hash:/etc/postfix/transport\nbiff = no\n"
)


class Machine:
    """Files of a dictionary, and a Postfix that says its defaults or is missing."""

    def __init__(self, files: dict[str, str], defaults: str | None) -> None:
        self.known = files
        self.defaults = defaults

    def read(self, path: str) -> bytes | None:
        return self.known[path].encode() if path in self.known else None

    def names(self, path: str) -> list[str]:
        return []

    def run(self, argv: Sequence[str], **options: Any) -> Done:
        if self.defaults is None:
            raise HostError("the program postconf is missing")
        return Done(0, self.defaults, "")


def imported(files: dict[str, str], defaults: str | None, *, as_json: bool) -> int:
    machine = cast(Any, Machine(files, defaults))
    return import_command.run(argparse.Namespace(json=as_json), Host(machine, machine))


def test_the_document_and_the_list_are_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert imported({"/etc/postfix/main.cf": MAIN_CF}, "biff = no\n", as_json=False) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["postfix::relayhost"] == "example.net"
    assert "transport_maps = hash:/etc/postfix/transport" in told.err
    assert "biff" not in told.err


def test_both_are_one_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert imported({"/etc/postfix/main.cf": MAIN_CF}, None, as_json=True) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert list(found) == ["document", "cannot_say"]
    assert {entry["parameter"] for entry in found["cannot_say"]} == {"biff", "transport_maps"}
    assert all(entry["why"] for entry in found["cannot_say"])
    assert told.err == ""


def test_the_table_of_the_envelope_sender_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "/etc/postfix/main.cf": "sender_canonical_maps = regexp:/etc/postfix/senders\n",
        "/etc/postfix/senders": "/.+@.+/ webserver@example.net\n",
    }
    assert imported(files, None, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["document"]["postfix::envelope_from"] == "webserver@example.net"


def test_without_a_configuration_there_is_nothing_to_import() -> None:
    with pytest.raises(HostError, match=r"no /etc/postfix/main\.cf"):
        imported({}, None, as_json=False)
