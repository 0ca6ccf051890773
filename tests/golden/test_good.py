"""Scenarios: a document and a machine, and what Postfix's files become.

`good/SCENARIO/` holds `server.json` and, of the machine, `before.main.cf`, `before.master.cf` and `before.tables/`
where they exist (`before.applied.main.cf` is what sendoff wrote, where somebody has changed it since);
`before.on_block.json` is what was on of sendoff::on_block, and `routes.json` what is called for now;
`main.cf`, `master.cf`, `tables/` and `plan.txt` are what comes out. Update: see conftest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from sendoff.change.on_block import record
from sendoff.change.plan import Plan, plan
from sendoff.change.state import Generation, Machine, Signer
from sendoff.config.document import parse
from sendoff.config.keys import PUBLIC
from sendoff.config.settings import Settings, build
from sendoff.config.values.hosts import hop_of
from sendoff.postfix import header_checks, main_cf, master_cf, milters, transports
from sendoff.postfix.compiled import Build
from sendoff.postfix.transports import Route

FOLDER = Path(__file__).parent / "good"
SCENARIOS = sorted(path.name for path in FOLDER.iterdir())
BUILD = Build("3.7.11", frozenset({"btree", "hash", "regexp", "texthash"}))
SAMPLE = "# The package's sample, as distributed.\n\ncompatibility_level = 3.6\nqueue_directory = /var/spool/postfix\n"
PACKAGES = frozenset({"postfix", "ca-certificates", "libsasl2-modules"})


def settings(scenario: Path) -> Settings:
    return build([parse("server.json", (scenario / "server.json").read_bytes(), PUBLIC)])


def machine(scenario: Path) -> Machine:
    """Return the machine before: one with a main.cf runs; one with tables has been applied to."""
    main, master, tables = (scenario / f"before.{name}" for name in ("main.cf", "master.cf", "tables"))
    installed = main.exists()
    found = Machine("web1.example.net", installed, installed, BUILD, has_log=True, sample_main_cf=SAMPLE)
    text = main.read_bytes().decode() if installed else None
    applied = scenario / "before.applied.main.cf"
    current = _applied(ours) if (ours := _written(applied, text)) else None
    on = scenario / "before.on_block.json"
    if current and on.exists():
        current = current._replace(**json.loads(on.read_text(encoding="utf-8")))
    return found._replace(
        main_cf=text,
        master_cf=master.read_bytes().decode() if master.exists() else None,
        packages=PACKAGES if ours else PACKAGES - {"libsasl2-modules"} if installed else frozenset[str](),
        tables={path.name: path.read_text(encoding="utf-8") for path in tables.glob("*")},
        current=current,
        routes=_routes(scenario / "routes.json"),
        signer=Signer("a configuration", True, {"example.org/s2026a": "key"}) if milters.is_signed(ours) else Signer(),
    )


def _written(applied: Path, text: str | None) -> dict[str, str]:
    """Return what sendoff wrote into main.cf."""
    return main_cf.values(main_cf.split(applied.read_text(encoding="utf-8") if applied.exists() else text or "")[1])


def _routes(path: Path) -> tuple[Route, ...]:
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    lists = ("domains", "marks", "hosts")
    return tuple(
        Route(**{**one, "next_hop": hop_of(one["next_hop"] or ""), **{name: tuple(one[name]) for name in lists}})
        for one in found
    )


def _applied(ours: dict[str, str]) -> Generation:
    dkim = {"example.org": ["s2026a"]} if milters.is_signed(ours) else {}
    return Generation(4, "2026-01-01T00:00:00Z", "", ours, "/etc/postfix/sendoff/4", dkim=dkim)


def after(found: Plan, before: Machine) -> Machine:
    """Return the machine as it is when the plan has been applied."""
    made = found.transition.compiled
    kept = found.transition.settings
    generation = Generation(
        5, "2026-01-02T00:00:00Z", "", made.parameters, made.folder, kept.monitoring,
        ledger=kept.ledger._asdict(), metrics_listen=kept.metrics_listen,
        on_block={entry.provider: entry.words() for entry in kept.on_block}, detours=record(before, "2026-01-02"),
        domains=kept.domains, dkim={signing.domain: [*signing.selectors] for signing in kept.dkim},
        notify=len(kept.notify),
    )  # fmt: skip
    keys = {name.removeprefix("dkim."): "key" for name in found.transition.changes if name.startswith("dkim.")}
    return before._replace(
        installed=True,
        running=True,
        main_cf=made.main_cf,
        master_cf=made.master_cf,
        tables={table.name: table.text for table in made.tables},
        current=generation,
        packages=before.packages | frozenset(found.packages),
        notify=kept.notify,
        signer=Signer(made.signer or None, bool(made.signer), keys),
    )


def described(found: Plan) -> str:
    step = found.transition
    lines = [f"Postfix: {step.action}", f"install: {' '.join(found.packages) or 'nothing'}"]
    lines += [f"signer: {step.signer}"] if step.signer != "none" else []
    for change in step.changes.values():
        before = "not set" if change.before is None else f'"{change.before}"'
        after = "not set" if change.after is None else f'"{change.after}"'
        lines.append(f"{change.parameter}: {before} -> {after} ({change.origin}; {change.key or 'no key'})")
    for table in step.table_changes:
        lines.append(f"table {table.name}{', a secret changed' if table.secret_changed else ''}:")
        lines += [f"  - {line}" for line in (table.before or "").splitlines()]
        lines += [f"  + {line}" for line in (table.after or "").splitlines()]
    return "\n".join(lines) + "\n"


def files(found: Plan) -> dict[str, bytes]:
    made = found.transition.compiled
    named: Mapping[str, str] = {
        "main.cf": made.main_cf,
        "master.cf": made.master_cf,
        "plan.txt": described(found),
        **{f"tables/{table.name}": table.text for table in made.tables},
        **({"opendkim.conf": made.signer} if made.signer else {}),
    }
    return {name: text.encode() for name, text in named.items()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_comes_out_as_reviewed(name: str, update_golden: bool) -> None:
    scenario = FOLDER / name
    results = files(plan(settings(scenario), machine(scenario)))
    if update_golden:
        for path, data in results.items():
            (scenario / path).parent.mkdir(exist_ok=True)
            (scenario / path).write_bytes(data)
    expected = {path: (scenario / path).read_bytes() for path in results}
    assert results == expected
    assert {path.name for path in (scenario / "tables").glob("*")} == {
        path.removeprefix("tables/") for path in results if path.startswith("tables/")
    }


@pytest.mark.parametrize("name", SCENARIOS)
def test_second_plan_is_empty(name: str) -> None:
    scenario = FOLDER / name
    before = machine(scenario)
    first = plan(settings(scenario), before)
    assert not first.in_sync or name == "nothing-to-do"
    second = plan(settings(scenario), after(first, before))
    assert second.in_sync
    assert files(second)["main.cf"] == files(first)["main.cf"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_other_byte_of_the_administrator_stays(name: str) -> None:
    scenario = FOLDER / name
    before = machine(scenario)
    made = plan(settings(scenario), before).transition.compiled
    theirs = main_cf.split(before.main_cf or "")[0]
    kept = main_cf.split(made.main_cf)[0]
    ours = set(made.parameters)
    gone = {line for a in main_cf.assignments(theirs) if a.name in ours for line in a.lines}
    expected = [line for number, line in enumerate(theirs.split("\n"), 1) if number not in gone]
    # What sendoff's block held of theirs is given back behind their own lines.
    own = header_checks.own(before.main_cf or "") if header_checks.CHECKS not in ours else {}
    own |= milters.own(before.main_cf or "") if milters.SMTPD not in ours else {}
    own |= transports.own(before.main_cf or "") if transports.MAPS not in ours else {}
    back = [f"{name} = {value}" for name, value in own.items() if name not in main_cf.values(theirs)]
    expected = [*"\n".join(expected).removesuffix("\n").split("\n"), *back] if back else expected
    if before.main_cf is not None:
        assert kept.removesuffix("\n") == "\n".join(expected).removesuffix("\n")
    assert master_cf.remove(made.master_cf).removesuffix("\n") == master_cf.remove(before.master_cf or "").removesuffix(
        "\n"
    )
