"""However a log is cut, read again or shuffled within a second, every verdict stays the same."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest
from benchmarks.maillog import lines
from hypothesis import given, settings
from hypothesis import strategies as st

from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer

LINES = 600
LATEST = 1_800_000_000.0
KINDS = ["rfc3339 short", "rfc3339 long", "traditional short", "traditional long"]
QUERY = """SELECT queue_id, recipient, original, verdict, attempts, reply, sender, message_id, size, parent, uid,
    client, ended IS NULL AS open FROM fate"""
Verdicts = set[tuple[object, ...]]


@cache
def log(kind: str, seed: int) -> tuple[str, ...]:
    made = lines(LINES, seed, traditional=kind.startswith("trad"), long_ids=kind.endswith("long"), rate=1.0)
    return tuple(made)


def verdicts(pieces: Iterable[Sequence[str]]) -> Verdicts:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "ledger.db"))
        for number, piece in enumerate(pieces):
            writer = Writer(path)
            writer.take("log", "".join(f"{line}\n" for line in piece).encode(), {"piece": number}, LATEST)
            writer.close()
        with ledger(path) as found:
            return {tuple(row) for row in found.rows(QUERY)}


@cache
def whole(kind: str, seed: int) -> Verdicts:
    return verdicts([log(kind, seed)])


def test_a_whole_log_gives_verdicts_of_many_kinds() -> None:
    found = {row[3] for row in whole("rfc3339 short", 1)}
    assert {"sent", "bounced", "deferred"} <= found


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8)
@given(cuts=st.lists(st.integers(0, LINES), max_size=6), seed=st.integers(1, 3))
def test_a_log_read_in_pieces_gives_the_same_verdicts(kind: str, cuts: list[int], seed: int) -> None:
    given_lines = log(kind, seed)
    places = [0, *sorted(cuts), LINES]
    pieces = [given_lines[start:end] for start, end in itertools.pairwise(places)]
    assert verdicts(pieces) == whole(kind, seed)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8)
@given(
    again=st.lists(st.tuples(st.integers(0, LINES), st.integers(0, 200)), min_size=1, max_size=4),
    seed=st.integers(1, 3),
)
def test_parts_read_again_change_no_verdict(kind: str, again: list[tuple[int, int]], seed: int) -> None:
    given_lines = log(kind, seed)
    pieces = [given_lines, *(given_lines[start : start + count] for start, count in again)]
    assert verdicts(pieces) == whole(kind, seed)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8)
@given(shuffle=st.integers(0, 10**6), seed=st.integers(1, 3))
def test_lines_of_other_processes_in_another_order_within_a_second_change_no_verdict(
    kind: str, shuffle: int, seed: int
) -> None:
    pick = random.Random(shuffle)  # noqa: S311 # nothing secret
    assert verdicts([shuffled(log(kind, seed), pick)]) == whole(kind, seed)


def shuffled(given_lines: Sequence[str], pick: random.Random) -> list[str]:
    """Move lines about within their second; lines of one process keep their order."""
    found: list[str] = []
    for second in by_second(given_lines):
        queues: dict[str, list[str]] = {}
        for line in second:
            queues.setdefault(process(line), []).append(line)
        while queues:
            name = pick.choice(sorted(queues))
            found.append(queues[name].pop(0))
            if not queues[name]:
                del queues[name]
    return found


def by_second(given_lines: Sequence[str]) -> Iterable[list[str]]:
    part: list[str] = []
    for line in given_lines:
        if part and part[0][:19] != line[:19]:
            yield part
            part = []
        part.append(line)
    yield part


def process(line: str) -> str:
    return line.split(": ", 1)[0].rsplit(" ", 1)[1]
