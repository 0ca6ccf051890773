"""The official suite as values."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from tests.rfc7208.name_server import txt

FILE = Path(__file__).with_name("rfc7208-tests.yml")


class Case(NamedTuple):
    """One case: what is asked, and the results of which one must come."""

    name: str
    scenario: int
    host: str
    mailfrom: str
    helo: str
    results: tuple[str, ...]
    explanation: str | None


@cache
def _scenarios() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(FILE.read_text("utf-8")))


def zone(case: Case) -> dict[str, list[tuple[str, str]]]:
    """Return the case's zone; a record of type SPF is TXT too, unless the name has TXT of its own."""
    data = _scenarios()[case.scenario]["zonedata"]
    return {str(name): list(_records(records)) for name, records in data.items()}


def _records(records: list[Any]) -> Any:
    own = any(isinstance(record, dict) and "TXT" in record for record in records)
    for record in records:
        if record == "TIMEOUT":
            yield "SERVFAIL", ""
            continue
        ((kind, value),) = record.items()
        if kind == "SPF" and own:
            continue
        if value == "TIMEOUT":
            yield "SERVFAIL", ""
        elif value != "NONE":
            yield from _record("TXT" if kind == "SPF" else kind, value)


def _record(kind: str, value: Any) -> Any:
    if kind == "TXT":
        yield txt("".join(value) if isinstance(value, list) else value)
    elif kind == "MX":
        yield kind, f"{value[0]} {_name(value[1])}"
    elif kind in ("CNAME", "PTR"):
        yield kind, _name(value)
    else:
        yield kind, value


def _name(text: str) -> str:
    return f"{text.rstrip('.')}."


def _cases() -> list[Case]:
    found = []
    for number, scenario in enumerate(_scenarios()):
        for name, test in scenario["tests"].items():
            results = test["result"] if isinstance(test["result"], list) else [test["result"]]
            explanation = test.get("explanation")
            found.append(Case(name, number, test["host"], test["mailfrom"], test["helo"], tuple(results), explanation))
    return found


CASES = _cases()
