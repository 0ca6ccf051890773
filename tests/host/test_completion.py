"""Completion, tried in the shells themselves where they are installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sendoff.cli import COMMANDS, main
from sendoff.cli.completion_command import SHELLS, script


def run(shell: str, text: str, folder: Path, *options: str) -> str:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [shell, *options, "-c", text], cwd=folder, capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TERM": "dumb"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for shell in SHELLS:
        (tmp_path / f"sendoff.{shell}").write_text(script(shell))
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "server.json").write_text("{}")
    (tmp_path / "documents" / "notes.txt").write_text("")
    return tmp_path


CASES = [
    ("sendoff ", list(COMMANDS)),
    ("sendoff ap", ["apply"]),
    ("sendoff plan --ac", ["--accept"]),
    ("sendoff plan --accept open-re", ["open-relay"]),
    ("sendoff plan documents/", ["documents/server.json"]),
    ("sendoff plan documents/server.json documents/s", ["documents/server.json"]),
    ("sendoff explain postfix::relay", ["postfix::relayhost"]),
    ("sendoff explain host-b", ["host-bits-set"]),
    ("sendoff send-test --via s", ["sendmail", "smtp"]),
    ("sendoff completion ", ["bash", "zsh", "fish"]),
]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_bash_completes(line: str, expected: list[str], folder: Path) -> None:
    # bash hands over a line in words that end at blanks and at colons.
    words = line.replace("::", " :: ").split() + ([""] if line.endswith(" ") else [])
    text = f"""
    source ./sendoff.bash
    complete -p sendoff >/dev/null || exit 1
    COMP_LINE='{line}' COMP_POINT={len(line)} COMP_WORDS=({" ".join(map(repr, words))}) COMP_CWORD={len(words) - 1}
    _shtab_sendoff 2>/dev/null
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    given = line.rpartition(" ")[2]
    before = given[: given.rfind(":") + 1]
    assert [before + found for found in run("bash", text, folder, "--norc").split()] == expected


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_fish_completes(line: str, expected: list[str], folder: Path) -> None:
    out = run("fish", f"source ./sendoff.fish; complete -C '{line}'", folder, "--no-config")
    assert sorted(found.partition("\t")[0] for found in out.splitlines()) == sorted(expected)


@pytest.mark.parametrize(("line", "expected"), [case for case in CASES if len(case[1]) == 1])
def test_zsh_completes(line: str, expected: list[str], folder: Path) -> None:
    (folder / "functions").mkdir()
    (folder / "functions" / "_sendoff").write_text(script("zsh"))
    # A shell on a terminal of its own: a tab is typed, then a key that prints the line as it stands.
    text = rf"""
    zmodload zsh/zpty
    zpty shell zsh -f -i
    until_seen() {{
      local part; seen=""
      while [[ $seen != *"$1"* ]]; do zpty -r shell part || break; seen+=$part; done
    }}
    zpty -w shell 'PROMPT=; fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D'
    zpty -w shell 'tell() {{ print -r -- "<<$BUFFER>>"; BUFFER="" }}; zle -N tell; bindkey "^G" tell; print REA""DY'
    until_seen READY
    zpty -w -n shell $'{line}\t\a'
    until_seen '>>'
    print -r -- "${{${{seen##*<<}}%%>>*}}"
    zpty -d shell
    """
    assert run("zsh", text, folder, "-f").split()[-1] == expected[0]


@pytest.mark.parametrize(("shell", "option"), [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
def test_the_shell_finds_nothing_wrong(shell: str, option: str, folder: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([shell, option, folder / f"sendoff.{shell}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_the_script(shell: str) -> None:
    made = script(shell)
    for name in (*COMMANDS, "--digest", "--accept", "--via", "host-bits-set"):
        assert name.removeprefix("--" if shell == "fish" else "") in made


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "fish", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"shell": "fish", "script": script("fish")}


def test_an_unknown_shell_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["completion", "csh"])
    assert ended.value.code == 1
    assert "csh" in capsys.readouterr().err
