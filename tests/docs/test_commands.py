"""What help, README and examples say is so."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sendoff import __version__
from sendoff.cli import COMMANDS, command, documents
from sendoff.cli.exit_codes import EXIT_CODES
from sendoff.config.schema import schema

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = sorted(path for path in ROOT.rglob("*.md") if not {".venv", ".venv-test", ".git"} & set(path.parts))
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def words_after_sendoff(line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    start = next(index for index, word in enumerate(words) if word.endswith("sendoff"))
    redirected = [index for index, word in enumerate(words) if word in (">", "|")]
    return words[start + 1 : redirected[0] if redirected else None]


def parses(line: str) -> None:
    name, *rest = words_after_sendoff(line)
    command.parser(name).parse_args(rest)


def test_every_command_has_a_module_exit_codes_and_a_line_in_the_readme() -> None:
    modules = {path.stem.removesuffix("_command") for path in (ROOT / "src/sendoff/cli").glob("*_command.py")}
    assert modules == {name.replace("-", "_") for name in COMMANDS}
    assert EXIT_CODES.keys() == COMMANDS.keys()
    assert re.findall(r"^\| `sendoff ([a-z-]+)", README, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_that_parses(name: str) -> None:
    loaded = command.load(name)
    assert loaded.HELP.endswith(".")
    assert words_after_sendoff(loaded.EXAMPLE)[0] == name
    parses(loaded.EXAMPLE)
    shown = command.parser(name).format_help()
    assert loaded.EXAMPLE in shown
    assert "--json" in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_command_lines_in_the_pages_parse(page: Path) -> None:
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL))
    lines = re.findall(r"^(?:\$ )?((?:sudo )?(?:bin/)?sendoff [a-z-]+.*)$", blocks, re.MULTILINE)
    inline = re.findall(r"`((?:sudo )?sendoff [a-z-]+[^`\n]*)`", page.read_text())
    for line in [*lines, *(line for line in inline if not re.search(r"\b[A-Z]+\b|[…\[]", line))]:
        parses(line)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]+`", "", page.read_text())  # a regular expression may look like a link
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("path", re.findall(r"(?:^|[ `])((?:bin|examples)/[\w.]+)", README))
def test_files_that_the_readme_names_exist(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_valid(path: Path) -> None:
    data = path.read_bytes()
    documents.settings([(path.name, data)])
    Draft202012Validator(schema()).validate(json.loads(data))


def test_the_changelog_has_an_entry_for_this_version() -> None:
    entry = (ROOT / "CHANGELOG.md").read_text().partition(f"\n## {__version__}")[2].partition("\n## ")[0]
    assert "\n- " in entry


@pytest.mark.parametrize("name", COMMANDS)
def test_json_output_is_documented(name: str) -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs/json-output.md").read_text(), re.MULTILINE)
    assert name in ", ".join(headings).split(", ")


@pytest.mark.parametrize(
    "module",
    [
        "sendoff.render.plan_json",
        "sendoff.render.case_json",
        "sendoff.render.incidents_json",
        "sendoff.render.rehearsal_json",
        "sendoff.render.replay_json",
        "sendoff.render.reply_json",
        "sendoff.render.outcome_text",
        "sendoff.render.problem",
        "sendoff.cli.send_test_command",
        "sendoff.cli.status_command",
        "sendoff.cli.history_command",
        "sendoff.cli.import_command",
        "sendoff.cli.check_command",
        "sendoff.cli.watch_command",
        "sendoff.cli.queue_command",
        "sendoff.render.trace_json",
        "sendoff.render.spf_json",
        "sendoff.render.doctor_json",
    ],
)
def test_json_members_that_the_code_documents_stand_in_the_page(module: str) -> None:
    page = (ROOT / "docs/json-output.md").read_text()
    found = importlib.util.find_spec(module)
    assert found is not None
    assert found.origin is not None
    shapes = re.findall(r"`+([\[{].*?[}\]])`", Path(found.origin).read_text(), re.DOTALL)
    assert [name for shape in shapes for name in re.findall(r'"(\w+)"', shape) if f'"{name}"' not in page] == []
