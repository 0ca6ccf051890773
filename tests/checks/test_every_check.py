from __future__ import annotations

import asyncio
import re
from collections.abc import Generator
from pathlib import Path

import pytest

from sendoff.host import real
from sendoff.host.doctor import Asking, Order, domains
from sendoff.reputation import checks
from sendoff.reputation.facts import Facts, Unknown
from tests.checks.build import Table

HERE = Path(__file__).parent
FILES = Path(checks.__file__).parent
ALL = (*checks.CHECKS, *checks.MESSAGE)


def test_the_files_are_the_ids() -> None:
    judging = {path.stem for path in FILES.glob("[a-z]*.py") if "\ndef judge(" in path.read_text()}
    assert judging == {name.replace("-", "_") for name in ALL}


@pytest.mark.parametrize("check", [*checks.SERVER, *checks.DOMAIN, *checks.PROVIDERS])
def test_every_check_has_a_file_of_tests(check: str) -> None:
    assert (HERE / f"test_{check.replace('-', '_')}.py").exists()


@pytest.mark.parametrize("check", ALL)
def test_its_title_why_and_weight_can_be_told(check: str) -> None:
    assert checks.title(check)
    assert checks.why(check)
    assert 0 <= checks.weights([check])[check] <= 5
    assert re.fullmatch(r"[a-z0-9-]+", check)


@pytest.mark.parametrize("check", ALL)
def test_a_fact_that_could_not_be_found_out_makes_it_unknown(check: str) -> None:
    facts = Facts({name: Unknown("the dog ate it") for name in checks.needs([check])})
    [found] = checks.judge(facts, [check])
    assert (found.result, found.answered) == ("unknown", "the dog ate it")


def test_whoever_names_domains_does_not_wait_for_the_ledger() -> None:
    class Never:
        def __await__(self) -> Generator[None, None, object]:
            raise AssertionError("the ledger was asked")

    async def run() -> list[str]:
        asking = Asking(real(), Table(""), Order(domains=("example.org", "EXAMPLE.org.")))
        asking.fact = lambda _name: Never()  # type: ignore[method-assign, assignment, return-value]
        return [domain.name for domain in await domains.gather(asking)]

    assert asyncio.run(run()) == ["example.org"]
