from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sendoff.change import consequences
from sendoff.change.facts import Unknown

from .build import applied, bare, change, machine

FOLDER = Path(consequences.__file__).parent
PARTS = ("What happens:", "Why it matters:", "How to mend it:", "When it is fine:")
LOGIN = {
    "postfix::relayhost": "[smtp.example.net]:587",
    "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": "user:password"},
}


def files(folder: Path, start: str) -> set[str]:
    names = (path.stem for path in folder.glob(f"{start}*.py"))
    return {name.removeprefix(start).replace("_", "-") for name in names if start or not name.startswith("_")}


def test_rules_files_and_tests_agree() -> None:
    assert list(consequences.RULES) == sorted(consequences.RULES)
    assert set(consequences.RULES) == files(FOLDER, "")
    assert set(consequences.RULES) == files(Path(__file__).parent, "test_") - {"every-rule"}


@pytest.mark.parametrize("rule", consequences.RULES)
def test_a_docstring_has_its_five_parts(rule: str) -> None:
    text = consequences.load(rule).__doc__
    title, *rest = text.strip().split("\n\n")
    assert re.fullmatch(r"[A-Z][^\n]*\.", title)
    assert len(title) < 80
    for part, label in zip(rest, PARTS, strict=True):
        assert part.startswith(label)
        assert part.endswith(".")
        assert len(part) > len(label) + 5


@pytest.mark.parametrize("rule", consequences.RULES)
def test_a_rule_is_pure_and_short(rule: str) -> None:
    text = (FOLDER / f"{rule.replace('-', '_')}.py").read_text()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not [name for name in names if name.split(".")[0] in ("os", "socket", "subprocess", "pathlib")]
            assert not [name for name in names if name.startswith("sendoff.host")]
    assert len(text.splitlines()) <= 90


def test_nothing_is_said_and_asked_when_nothing_changes() -> None:
    for document in ({}, LOGIN):
        step = change(document, applied(document))
        assert not step.changes
        assert consequences.asks(step) == frozenset()
        assert list(consequences.judge(step, {})) == []


@pytest.mark.parametrize(
    "document", [{}, LOGIN, {"postfix::relayhost": "example.net", "postfix::envelope_from": "web@example.com"}]
)
def test_a_machine_that_can_ask_nothing_still_gets_a_plan(document: dict[str, object]) -> None:
    for before in (bare(), machine(), applied(), machine("")):
        step = change(document, before)
        answers = {ask: Unknown("no way out") for ask in consequences.asks(step)}
        found = list(consequences.judge(step, answers))
        assert not [each.id for each in found if each.level == "refuse"]


def test_debians_own_server_gets_no_false_alarm() -> None:
    found = {each.id: each.level for each in consequences.judge(change({}), {})}
    assert found == {"restart-interrupts": "warn", "setting-overridden": "note", "starttls-disappears": "note"}


def test_a_bare_machine_gets_no_false_alarm() -> None:
    assert [each.id for each in consequences.judge(change({}, bare()), {})] == ["installs-postfix"]


def test_no_password_is_ever_said() -> None:
    document = {**LOGIN, "postfix::smtp_sasl_password_maps": {"[other.example.net]": "user:Tr0ub4dor"}}
    step = change(document, applied(LOGIN))
    said = [f"{each}" for each in consequences.judge(step, {})]
    assert said
    assert "Tr0ub4dor" not in "".join(said) + repr(consequences.asks(step))
