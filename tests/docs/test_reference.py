"""The reference pages and the code are the same, and every name is explained whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from sendoff.config.keys import KEYS
from sendoff.postfix import parameters
from sendoff.reference.__main__ import all_pages
from sendoff.reference.catalogue import SOURCES, find, names
from sendoff.reference.entry import HEADINGS
from sendoff.reference.pages import COMMAND

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def test_the_pages_are_those_of_the_code() -> None:
    made = all_pages()
    assert {path.name for path in FOLDER.iterdir()} == set(made), f"run: {COMMAND}"
    differing = [name for name, text in made.items() if (FOLDER / name).read_text() != text]
    assert differing == [], f"run: {COMMAND}"


def test_no_name_stands_twice() -> None:
    assert len(names()) == len(set(names()))
    bare = {name.partition("::")[2] for name in KEYS}
    assert len(bare) == len(KEYS)
    assert not bare & set(names())


@pytest.mark.parametrize("name", [name for source in SOURCES for name in source.names()])
def test_every_name_has_a_title_and_all_its_parts(name: str) -> None:
    entry = find(name)
    assert entry is not None
    assert entry.name == name
    assert entry.title
    assert "\n" not in entry.title
    assert all(entry.parts.values())
    if entry.kind in ("consequence", "expectation", "check"):
        assert tuple(entry.parts) == HEADINGS


@pytest.mark.parametrize("parameter", sorted(parameters.names()))
def test_every_parameter_that_sendoff_writes_is_explained(parameter: str) -> None:
    entry = find(parameter)
    assert entry is not None
    assert entry.kind in ("parameter", "key")


def test_a_key_names_only_parameters_that_sendoff_writes() -> None:
    assert {name for key in KEYS.values() for name in key.parameters} <= set(parameters.names())
