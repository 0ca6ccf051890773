"""Where there can be no rehearsal, what is missing is told; and what one is made from is read as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sendoff.host import Host
from sendoff.host.commands import RealCommands
from sendoff.host.files import RealFiles
from sendoff.host.rehearsing import reading
from sendoff.lab import Copy, LabUnavailable, available


def test_missing_programs_are_told_by_their_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(available, "PATH", str(tmp_path))
    with pytest.raises(LabUnavailable, match="apt-get install iproute2 postfix util-linux"):
        available.require(unbound=False)
    with pytest.raises(LabUnavailable, match="unbound"):
        available.require()


def test_another_user_than_root_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(LabUnavailable, match="needs root"):
        available.require(unbound=False)


def test_own_addresses_are_those_that_others_can_reach() -> None:
    found, _ = reading.addresses(Host(RealFiles(), RealCommands()))
    assert not [address for address in found if address.startswith(("127.", "::1", "fe80"))]


def test_a_copy_goes_through_json_and_back_with_every_byte() -> None:
    copy = Copy("banner = caf\udce9\n", "smtp inet\n", tables=("hash:/a",), addresses=("192.0.2.1",))
    assert Copy.from_json(copy.to_json()) == copy
    assert "banner" not in repr(copy)
