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
FLOORS = {"seen": 0.97, "held_out": 0.95, "fresh": 0.95, "fourth": 0.98, "fifth": 0.95}
"""The least share of right answers in a set.

All of them have been read since, so they guard against getting worse and say nothing of unseen replies. Only the first
measurement of a set did, before a word of it was known: `held_out` 0.886, `fresh` 0.892, `fourth` 0.890 (0.800 if only
the first label counts), the two draws of `fifth` 0.855 and 0.944 by the rules that had just been measured with
`fourth`, 0.882 and 0.956 by those that were mended after it. Nine of ten is what to expect of replies that nobody has
seen.
"""

CLASS_FLOOR, CLASS_LEAST = 0.85, 10
"""The least share right in one coarse class, where a set has so many samples of it that a share means anything."""

QUIET = ("recipient", "full", "size", "content", "greylisted")
"""Coarse classes of ordinary traffic: taken for a telling one, they would open an incident for nothing."""

FALSE_ALARMS = 0.01
"""The largest share of quiet samples so taken."""


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
    assert share >= CLASS_FLOOR, f"{share:.1%} of {len(of_it)}\n" + "\n".join(map(str, misses))


@pytest.mark.parametrize("name", FLOORS)
def test_ordinary_refusals_alarm_nobody(name: str) -> None:
    """What ordinary traffic brings is hardly ever taken for a block of this server."""
    quiet = [answer for answer in answers(name) if answer.sample.right[0] in QUIET]
    wrong = [a for a in quiet if not a.right and CLASSES[a.name].telling]
    assert len(wrong) <= FALSE_ALARMS * len(quiet), "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", FLOORS)
def test_a_set_is_broad(name: str) -> None:
    """The figures rest on many sources, and each reply counts once."""
    samples = [answer.sample for answer in answers(name)]
    twice = [reply for reply, count in Counter(sample.reply for sample in samples).items() if count > 1]
    assert not twice
    assert len({sample.source for sample in samples}) >= 5
