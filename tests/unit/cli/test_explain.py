"""`sendoff explain`: every kind of name, a mistake, and the list."""

from __future__ import annotations

import json

import pytest

from sendoff.cli import main
from sendoff.reference.catalogue import names
from sendoff.reference.entry import from_docstring


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("postfix::relayhost", "key", "smarthost"),
        ("relayhost", "key", "smarthost"),
        ("server_name", "key", "reverse DNS"),
        ("open-relay", "consequence", "any destination"),
        ("greeting", "check", "port 25"),
        ("host-bits-set", "problem", "451"),
        ("smtp_tls_policy_maps", "parameter", "sendoff::smarthost_tls"),
        ("compatibility_level", "parameter", "no key"),
    ],
)
def test_a_name_is_explained(name: str, kind: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name]) == 0
    out = capsys.readouterr().out
    assert f"({kind})" in out.splitlines()[0]
    assert says in out
    assert "\x1b" not in out


def test_a_key_has_all_its_parts_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--json", "relayhost"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["name", "kind", "title", "parts"]
    assert list(found["parts"]) == ["meaning", "value", "default", "postfix_parameters", "example"]
    assert json.loads(found["parts"]["example"]) == {"postfix::relayhost": "[smtp.example.net]:587"}


def test_a_mistake_names_what_comes_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "relayhots"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "postfix::relayhost" in told.err


def test_without_a_name_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines if line.startswith("  ") and line[2] != " "] == names()
    assert main(["explain", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["names"]
    assert [entry["name"] for entry in listed] == names()
    assert all(entry["title"] for entry in listed)


def test_a_docstring_is_taken_apart_at_its_headings() -> None:
    text = """A title.

    What happens: something: it
    goes on.

    And on.

    Why it matters: postfix::relayhost says so.

    How to mend it: like this.

    When it is fine: never.
    """
    entry = from_docstring("x", "check", "\n".join(line.strip() for line in text.splitlines()))
    assert entry.title == "A title"
    assert entry.parts == {
        "What happens": "Something: it goes on.\n\nAnd on.",
        "Why it matters": "postfix::relayhost says so.",
        "How to mend it": "Like this.",
        "When it is fine": "Never.",
    }
