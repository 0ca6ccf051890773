"""The picture of the house is true: who may import whom, and that pure rooms touch nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sendoff"
ROW = re.compile(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", re.MULTILINE)
ALLOWED = {
    row[1]: set(re.findall(r"`(\w+)`", row[2])) for row in ROW.finditer((ROOT / "docs/structure.md").read_text())
}

TOUCHING = {"host", "lab", "cli"}
# Of the standard library what only computes; everything else could touch the world.
COMPUTING = {
    "__future__", "binascii",
    "bisect", "collections", "contextlib", "copy", "dataclasses", "datetime", "difflib", "enum",
    "fnmatch", "functools", "hashlib", "heapq", "html", "importlib", "ipaddress", "itertools", "json", "math",
    "operator", "re", "string", "textwrap", "types", "typing", "unicodedata", "zlib", "zoneinfo",
}  # fmt: skip
EFFECTS = {"open", "print", "input", "exec", "eval"}
# Looks at the stream it writes to.
LOOKS = {"render/style.py": {"os"}}
# Joins the rooms, as cli does: the program that writes the reference pages.
PROGRAMS = {"reference/__main__.py"}


def files(room: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((SOURCE / room).rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if name not in PROGRAMS:
            yield name, ast.parse(path.read_text())


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(tree: ast.Module) -> set[str]:
    return {name.split(".")[1] for name in imports(tree) if name.startswith("sendoff.")} - {"__version__"}


def test_every_room_stands_in_the_table() -> None:
    assert {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()} == set(ALLOWED)


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    odd = {name: found for name, tree in files(room) if (found := rooms_imported(tree) - ALLOWED[room] - {room})}
    assert odd == {}


@pytest.mark.parametrize("room", ALLOWED)
def test_the_table_allows_nothing_that_goes_round(room: str) -> None:
    reached, ahead = set[str](), set(ALLOWED[room])
    while ahead:
        reached |= ahead
        ahead = set().union(*(ALLOWED[name] for name in ahead)) - reached
    assert room not in reached


@pytest.mark.parametrize("room", sorted(set(ALLOWED) - TOUCHING))
def test_pure_rooms_import_nothing_that_touches_the_world(room: str) -> None:
    odd = {}
    for name, tree in files(room):
        foreign = (
            {found.partition(".")[0] for found in imports(tree)} - COMPUTING - {"sendoff"} - LOOKS.get(name, set())
        )
        called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        if foreign or called & EFFECTS:
            odd[name] = foreign | (called & EFFECTS)
    assert odd == {}


@pytest.mark.parametrize("folder", ["change/consequences", "change/verify", "monitor/checks"])
def test_the_files_of_a_catalogue_are_its_ids(folder: str) -> None:
    from sendoff.change import consequences, verify
    from sendoff.monitor import checks

    listed = {
        "change/consequences": consequences.RULES,
        "change/verify": verify.CHECKS,
        "monitor/checks": checks.CHECKS,
    }[folder]
    judging = {path.stem for path in (SOURCE / folder).glob("[a-z]*.py") if "\ndef judge(" in path.read_text()}
    assert judging == {name.replace("-", "_") for name in listed}
