from __future__ import annotations

import json

import pytest
from tests.lab import providers

from sendoff.lab import Clause, Manner, Memory

PEER = "192.0.2.1"


class Clock:
    """Time that passes when told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def accept(memory: Memory, count: int) -> None:
    for _ in range(count):
        memory.accepted()


def refuse(memory: Memory, count: int) -> None:
    for _ in range(count):
        memory.refused()


def codes(memory: Memory) -> dict[str, str]:
    return {key: text[:3] for key, text in memory.replies(PEER).items()}


def test_a_manner_survives_the_way_to_the_receivers_process() -> None:
    manner = providers.microsoft_throttles(5, 2.0, tries=3, returns=4, memory=9.0)
    assert Manner.from_json(json.loads(json.dumps(manner.to_json()))) == manner


def test_the_first_clause_that_holds_answers(clock: Clock) -> None:
    severe, mild = Clause("refused", 1, {"MAIL": "550 no"}), Clause("accepted", 1, {"MAIL": "451 later"})
    memory = Memory(Manner("m", (severe, mild)), clock)
    assert codes(memory) == {}
    memory.accepted()
    assert codes(memory) == {"MAIL": "451"}
    memory.refused()
    assert codes(memory) == {"MAIL": "550"}


def test_what_is_older_than_the_window_does_not_count(clock: Clock) -> None:
    memory = Memory(Manner("m", (Clause("accepted", 2, {"MAIL": "451 later"}, within=10.0),)), clock)
    accept(memory, 2)
    clock.now += 10.0
    assert codes(memory) == {"MAIL": "451"}
    clock.now += 0.1
    assert codes(memory) == {}


def test_what_lasts_is_noticed_when_it_happens_and_stays(clock: Clock) -> None:
    memory = Memory(Manner("m", (Clause("refused", 2, {"MAIL": "550 no"}, within=1.0, lasting=True),)), clock)
    refuse(memory, 2)
    clock.now += 1000.0
    assert codes(memory) == {"MAIL": "550"}


def test_returns_are_connections_after_a_refusal(clock: Clock) -> None:
    memory = Memory(Manner("m", (Clause("returns", 1, {"MAIL": "550 no"}),)), clock)
    memory.connected()
    assert codes(memory) == {}
    memory.refused()
    memory.connected()
    assert codes(memory) == {"MAIL": "550"}


def test_a_reply_names_the_client(clock: Clock) -> None:
    memory = Memory(providers.microsoft_blocks(), clock)
    assert f"messages from [{PEER}] weren't sent" in memory.replies(PEER)["MAIL"]


def test_outlook_blocks_after_so_many_mails(clock: Clock) -> None:
    memory = Memory(providers.microsoft_blocks(after=3), clock)
    accept(memory, 2)
    assert codes(memory) == {}
    accept(memory, 1)
    assert "(S3140)" in memory.replies(PEER)["MAIL"]


def test_outlook_throttles_and_takes_more_from_whoever_waits(clock: Clock) -> None:
    memory = Memory(providers.microsoft_throttles(2, 5.0, tries=3, returns=3, memory=5.0), clock)
    accept(memory, 2)
    assert "(S775)" in memory.replies(PEER)["MAIL"]
    refuse(memory, 2)
    clock.now += 5.1
    assert codes(memory) == {}
    accept(memory, 2)
    refuse(memory, 2)
    assert "(S775)" in memory.replies(PEER)["MAIL"]


def test_outlook_blocks_whoever_tries_on_or_connects_again_and_again(clock: Clock) -> None:
    tries, returns = (
        Memory(providers.microsoft_throttles(2, 5.0, tries=3, returns=3, memory=5.0), clock) for _ in range(2)
    )
    refuse(tries, 3)
    returns.refused()
    for _ in range(3):
        returns.connected()
    clock.now += 1000.0
    assert "(S3150)" in tries.replies(PEER)["MAIL"]
    assert "(S3150)" in returns.replies(PEER)["MAIL"]


def test_gmail_yahoo_and_gmx_answer_where_they_do(clock: Clock) -> None:
    manners = (providers.google_throttles(1, 60.0), providers.yahoo_defers(1), providers.gmx_lists(1))
    memories = [Memory(manner, clock) for manner in manners]
    assert [codes(memory) for memory in memories] == [{}, {}, {}]
    for memory in memories:
        memory.accepted()
    assert [codes(memory) for memory in memories] == [{"END": "421"}, {"MAIL": "421"}, {"GREETING": "554"}]
