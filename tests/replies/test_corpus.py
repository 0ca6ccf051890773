"""How well replies of servers that the rules were not written from are understood."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from sendoff.replies.classes import CLASSES
from sendoff.replies.understanding import understand

EIGHT = ("recipient", "policy", "reputation", "full", "content", "authentication", "rate", "size")
FLOORS = {"seen": 0.97, "held_out": 0.95, "fresh": 0.95, "fourth": 0.869}  # fourth: two points below its first figure
"""The least share of right answers in a set.

Whoever writes rules may read `seen` only; of the others, which kinds of wording are missed, never a text. At their
first measurement, before a word of them was known, `held_out` had 0.886 and `fresh` 0.892 right. `fourth` was drawn and
labelled without a look at the rules, while these were broadened without it: 0.890 right (0.800 if only the first label
counts). Its floors guard against getting worse; they are not the target, and the first figure is the honest one.
"""

CLASS_FLOOR, CLASS_LEAST = 0.85, 10
"""The least share right in one coarse class, where a set has so many samples of it that a share means anything."""

LOWER_CLASS_FLOORS = {("fourth", "reputation"): 0.769, ("fourth", "rate"): 0.813}
"""Where a class stood below the floor when its set was first measured: two points below that figure, a guard only."""

QUIET = ("recipient", "full", "size", "content", "greylisted")
"""Coarse classes of ordinary traffic: taken for a telling one, they would open an incident for nothing."""

FALSE_ALARMS, FIRST_FALSE_ALARMS = 0.01, {"fourth": 2 / 133}
"""The largest share of quiet samples so taken; of `fourth`, what its first measurement found, a guard only."""


class Sample(NamedTuple):
    """One public reply with its label."""

    reply: str
    relay: str
    right: tuple[str, ...]
    source: str


class Answer(NamedTuple):
    """What was understood of a sample."""

    sample: Sample
    coarse: str
    name: str

    @property
    def right(self) -> bool:
        """Whether the class is one that a careful reader gives."""
        return self.coarse in self.sample.right

    def __str__(self) -> str:
        """Return a line for the list of misses."""
        return f"{'/'.join(self.sample.right)} taken for {self.coarse} ({self.name}): {self.sample.reply[:180]}"


@cache
def answers(name: str) -> tuple[Answer, ...]:
    """Return what is understood of every reply of a set."""
    rows = json.loads((Path(__file__).with_name(f"{name}.json")).read_text(encoding="utf-8"))["replies"]
    samples = [Sample(r["reply"], r.get("relay", ""), (r["coarse"], *r.get("also", ())), r["source"]) for r in rows]
    found = [(sample, understand(sample.reply, relay=sample.relay)) for sample in samples]
    return tuple(Answer(sample, it.coarse, it.name) for sample, it in found)


def of_the_eight(name: str) -> list[Answer]:
    """Return the answers to samples of the eight coarse classes that the target is about."""
    return [answer for answer in answers(name) if answer.sample.right[0] in EIGHT]


@pytest.mark.parametrize("name", FLOORS)
def test_most_replies_are_understood(name: str) -> None:
    """Of the replies of the eight classes, the share that the issue asks for is right."""
    all_of_them = of_the_eight(name)
    misses = [answer for answer in all_of_them if not answer.right]
    share = 1 - len(misses) / len(all_of_them)
    assert share >= FLOORS[name], f"{share:.1%} of {len(all_of_them)}\n" + "\n".join(map(str, misses))


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.parametrize("coarse", EIGHT)
def test_no_class_is_understood_badly(name: str, coarse: str) -> None:
    """A good share overall does not hide one class that is mostly wrong."""
    of_it = [answer for answer in answers(name) if answer.sample.right[0] == coarse]
    if len(of_it) < CLASS_LEAST:
        pytest.skip(f"only {len(of_it)} samples")
    misses = [answer for answer in of_it if not answer.right]
    share = 1 - len(misses) / len(of_it)
    assert share >= LOWER_CLASS_FLOORS.get((name, coarse), CLASS_FLOOR), f"{share:.1%} of {len(of_it)}\n" + "\n".join(
        map(str, misses)
    )


@pytest.mark.parametrize("name", FLOORS)
def test_ordinary_refusals_alarm_nobody(name: str) -> None:
    """What ordinary traffic brings is hardly ever taken for a block of this server."""
    quiet = [answer for answer in answers(name) if answer.sample.right[0] in QUIET]
    wrong = [a for a in quiet if not a.right and CLASSES[a.name].telling]
    assert len(wrong) <= FIRST_FALSE_ALARMS.get(name, FALSE_ALARMS) * len(quiet), "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", FLOORS)
def test_a_set_is_broad(name: str) -> None:
    """The figures rest on many sources, and each reply counts once."""
    samples = [answer.sample for answer in answers(name)]
    twice = [reply for reply, count in Counter(sample.reply for sample in samples).items() if count > 1]
    assert not twice
    assert len({sample.source for sample in samples}) >= 5
