"""The unit of systemd, for this installation."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sendoff.host import Host, store
from sendoff.host.commands import Done
from sendoff.host.errors import HostError
from sendoff.host.files import RealFiles, Status
from sendoff.host.watching import installing, settings
from sendoff.host.watching.service import instance_name

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "packaging" / "systemd" / installing.NAME


class Files(RealFiles):
    """The files below a folder; systemd seems to run."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    def status(self, path: str) -> Status | None:
        return super().status("/" if path == "/run/systemd/system" else path)

    def read(self, path: str) -> bytes | None:
        return super().read(self._folder + path)

    def write(self, path: str, data: bytes, mode: int = 0o644, *, settled: bool = False) -> None:
        os.makedirs(os.path.dirname(self._folder + path), exist_ok=True)
        super().write(self._folder + path, data, mode, settled=settled)

    def remove(self, path: str) -> None:
        super().remove(self._folder + path)


class Commands:
    """Notes what systemctl was told; `code` is its answer."""

    def __init__(self, code: int = 0) -> None:
        self.told: list[str] = []
        self.code = code

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | bytes | None = None,  # noqa: A002
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> Done:
        self.told.append(" ".join(argv))
        return Done(self.code, "", "Unit is masked." if self.code else "")

    def on_terminal(self, argv: Sequence[str], timeout: float = 60.0) -> Done:
        raise NotImplementedError

    def detach(self, argv: Sequence[str]) -> None:
        raise NotImplementedError


def exec_start(text: str) -> str:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return parser["Service"]["ExecStart"]


def test_the_unit_in_packaging_is_the_one_that_is_installed() -> None:
    assert UNIT.read_text() == installing.template()
    assert exec_start(installing.template()) == "/usr/local/bin/sendoff watch"


def test_the_program_of_this_installation_is_started() -> None:
    text = installing.unit(["/opt/sendoff/.venv/bin/python", "-I", "/opt/100%/start.py"], ["--log", "/var/log/a b.log"])
    assert exec_start(text) == ('/opt/sendoff/.venv/bin/python -I /opt/100%%/start.py watch --log "/var/log/a b.log"')
    assert "ProtectHome=yes" in text


@pytest.mark.parametrize("word", ["$HOME", 'a"b', "a\\b", "tab\there"])
def test_no_word_becomes_something_else(word: str) -> None:
    quoted = installing.quoted(word)
    assert quoted == word.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$") or quoted.startswith('"')


def test_a_program_in_a_home_may_be_read() -> None:
    text = installing.unit(["/root/sendoff/.venv/bin/python"], [])
    assert "ProtectHome=read-only" in text


def test_another_database_may_be_written() -> None:
    assert "ReadWritePaths=/srv/ledger\n" in installing.unit(["/usr/bin/sendoff"], [], folder="/srv/ledger")


def test_the_command_line_of_this_process_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(sys, "argv", ["start.py", "watch", "--install"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "-I", "-S", "/opt/start.py", "watch", "--install"])
    assert installing.program() == ([sys.executable, "-I", "-S", "/opt/start.py"], "")


def test_as_a_module_it_finds_its_packages(tmp_path: Path) -> None:
    code = "from sendoff.host.watching.installing import program; import json; print(json.dumps(program()))"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, cwd=tmp_path)
    assert json.loads(done.stdout)[1] == f"PYTHONPATH={ROOT / 'src'}"


def test_it_is_written_enabled_and_started_and_taken_away(tmp_path: Path) -> None:
    commands = Commands()
    host = Host(Files(tmp_path), commands)
    if os.geteuid() != 0:
        pytest.skip("needs root")
    installing.install(host, installing.template())
    assert installing.installed(host) == installing.template()
    assert commands.told == [
        "systemctl daemon-reload", "systemctl enable sendoff-watch.service", "systemctl restart sendoff-watch.service",
    ]  # fmt: skip
    installing.uninstall(host)
    assert installing.installed(host) is None
    assert commands.told[3:] == ["systemctl disable --now sendoff-watch.service", "systemctl daemon-reload"]


def test_what_systemctl_refuses_is_said(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    with pytest.raises(HostError, match=r"Unit is masked\."):
        installing.install(Host(Files(tmp_path), Commands(1)), "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    path = tmp_path / installing.NAME
    path.write_text(installing.unit(["/bin/true"], []))
    done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, installing.NAME in done.stderr) == (0, False), done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_the_unit_is_as_hard_as_the_docs_say(tmp_path: Path) -> None:
    path = tmp_path / installing.NAME
    path.write_text(installing.template())
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_instance_is_named_as_its_log_names_it() -> None:
    assert instance_name({}) == "postfix"
    assert instance_name({"syslog_name": "postfix-out/smtp"}) == "postfix-out"
    assert instance_name({"syslog_name": "${multi_instance_name}", "multi_instance_name": "postfix-b"}) == "postfix-b"


def test_settings_are_those_of_the_newest_generation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from sendoff.change.state import Generation

    made = [
        Generation(number, f"2026-11-0{number}T00:00:00+00:00", "", {}, "", monitoring=number != 2,
                   ledger={"retention_days": number, "addresses": "hash", "max_megabytes": 99}, metrics_listen="")
        for number in (1, 2)
    ]  # fmt: skip
    monkeypatch.setattr(store, "numbers", lambda _: [0, 1, 2])
    monkeypatch.setattr(store, "generation", lambda _, number: made[number - 1])
    host = Host(Files(tmp_path), Commands())
    live = settings.read(host)
    assert (live.ledger, live.metrics, live.monitoring, live.number) == (("hash", 2, 99), "", False, 2)
    assert live.generations == ((1793491200_000000, 1), (1793577600_000000, 2))


def test_without_a_generation_the_defaults_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store, "numbers", lambda _: [])
    live = settings.read(Host(Files(tmp_path), Commands()))
    assert (live.ledger.retention_days, live.ledger.addresses, live.monitoring, live.number) == (30, "full", None, None)
    assert live.metrics.startswith("127.0.0.1:")
