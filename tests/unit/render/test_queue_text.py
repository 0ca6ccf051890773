"""The queue for people."""

from __future__ import annotations

import json
import re

import pytest

from sendoff.delivery.queue_view import Answer, View
from sendoff.delivery.waiting import Recipient, Waiting
from sendoff.render.queue_json import as_json
from sendoff.render.queue_text import WIDTH, size, text
from sendoff.render.style import Style

NOW = 1_800_000_000
REASON = "connect to mx.example.net[192.0.2.1]:25: Connection timed out"


def waiting(number: int, age: int = 600, queue: str = "deferred", **changes: object) -> Waiting:
    who = Recipient(f"u{number}@example{number % 7}.net", "" if queue == "active" else REASON)
    return Waiting(queue, f"4F{number:X}", NOW - age, 1000, "shop@example.org", (who,), False)._replace(**changes)  # type: ignore[arg-type]


def answer(*messages: Waiting, **known: object) -> Answer:
    view = View(NOW, 5)
    for message in messages:
        view.add(message, "user www-data", (NOW + 60) * 1_000_000 if message.queue_name == "deferred" else None)
    return Answer(view, len(messages))._replace(**known)  # type: ignore[arg-type]


def shown(found: Answer, by: str | None = None, top: int = 5) -> str:
    return text(found, Style(), top, by)


def test_the_first_line_has_the_total_and_the_oldest() -> None:
    said = shown(answer(waiting(1), waiting(2, age=3 * 86400)))
    assert re.match(r"2 messages wait \(2 recipients, 2\.0 kB\); the oldest since \S+ \S+ \(3 d\)\n", said)


def test_an_empty_queue_says_so() -> None:
    assert shown(answer()) == "Nothing waits: the queue is empty."


def test_an_empty_queue_of_a_stopped_postfix_is_not_just_empty() -> None:
    assert shown(answer(direct=True)) == "Postfix is not running. There is no message in its files."


def test_nothing_found_tells_how_much_there_is() -> None:
    assert shown(answer(what="example.org", in_queue=12)) == "Nothing of example.org waits; the queue has 12 messages."


def test_part_of_a_queue_is_told_as_a_part() -> None:
    said = shown(answer(waiting(1), what="example1.net", in_queue=12))
    assert said.startswith("1 of 12 messages to or from example1.net waits (1 recipient, 1.0 kB); ")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"direct": True}, "Postfix is not running; this was read from its files"),
        ({"truncated": "time was up"}, "Not all of it: time was up."),
        ({"unreadable": 2}, "Not all of it: 2 entries could not be understood."),
        ({"users_unknown": "there is no ledger"}, "who handed it in is unknown: there is no ledger"),
    ],
)
def test_what_is_missing_is_said(known: dict[str, object], words: str) -> None:
    assert words in shown(answer(waiting(1), **known))
    assert words not in shown(answer(waiting(1)))


def test_a_queue_that_cannot_be_understood_is_not_called_empty() -> None:
    assert "empty" not in shown(answer(unreadable=3))


def test_the_table_adds_up_to_all() -> None:
    said = shown(answer(*(waiting(n, age=60 * n) for n in range(100))), by="destination", top=3)
    table = [re.split(r"\s{2,}|\s(?=\d+\b)", line.strip()) for line in said.splitlines()[-5:]]
    assert [row[0] for row in table[:1]] == ["all"]
    assert table[-1][0] == "(4 others)"
    numbers = [[int(cell) for cell in " ".join(row[1:]).split()] for row in table]
    assert all(len(row) == 11 for row in numbers)
    assert [sum(column) for column in zip(*numbers[1:], strict=True)] == numbers[0]
    assert sum(numbers[0][1:]) == numbers[0][0] == 100


def test_no_line_is_wider_than_a_terminal() -> None:
    long = "x" * 300
    wide = waiting(1, sender=f"{long}@example.org", recipients=(Recipient(f"{long}@{long}.example", long),) * 4)
    said = shown(
        answer(*[waiting(n) for n in range(2000)], wide, what=f"{long}.example", users_unknown=long, truncated=long * 9)
    )
    assert max(map(len, said.splitlines())) <= WIDTH


def test_strangers_words_cannot_move_the_cursor_or_forge_a_line() -> None:
    evil = "450 \x1b[2J\nNothing waits: the queue is empty.\u202e\x9b"
    mail = waiting(1, sender="a\x1b]0;x\x07@example.org", recipients=(Recipient("b\r\n@ev\x1bil.example", evil),))
    for by in (None, "destination", "reason", "sender", "user"):
        said = shown(answer(*[mail._replace(queue_id=str(n)) for n in range(9)], what="x\x1b.example"), by)
        assert not set(said) - {"\n"} & {chr(code) for code in (*range(32), *range(127, 160), 0x202E)}
        assert "\nNothing" not in said


def test_few_messages_are_shown_whole() -> None:
    everyone = tuple(Recipient(f"u{n}@example.net", f"reason {n}") for n in range(20))
    said = shown(answer(waiting(1, recipients=everyone)))
    assert all(f"to u{n}@example.net: reason {n}" in said for n in range(20))
    assert "recipients by destination" not in said


def test_whose_it_is_names_sender_user_and_the_null_sender() -> None:
    said = shown(answer(*(waiting(n, sender="") for n in range(5))))
    assert "<> (bounces and other notices)" in said
    assert "user www-data" in said


def test_by_shows_that_table_only() -> None:
    said = shown(answer(*(waiting(n) for n in range(9))), by="sender")
    assert "shop@example.org" in said
    assert "by destination" not in said
    assert "why they wait" not in said
    assert "oldest first" not in said


def test_colours_add_nothing_but_colours() -> None:
    found = answer(waiting(1), direct=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", text(found, Style(colours=True), 5)) == shown(found)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (26_500_265, "26.5 MB"), (5 * 10**15, "5000.0 TB")],
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words


def test_json_counts_messages_and_recipients_apart_and_says_whether_it_is_all() -> None:
    two = (Recipient("a@example.net", REASON), Recipient("b@example.net", ""))
    found = as_json(answer(waiting(1, recipients=two), waiting(2, sender=""), truncated="time was up"), 5)
    assert json.loads(json.dumps(found)) == found
    assert (found["messages"], found["recipients"], found["bytes"]) == (2, 3, 2000)
    assert (found["complete"], found["truncated"]) == (False, "time was up")
    assert {one["queue"]: one["messages"] for one in found["queues"]}["deferred"] == 2
    [net, _] = found["by"]["destination"]["first"]
    assert (net["name"], net["messages"], net["recipients"], sum(net["ages"])) == ("example.net", 1, 2, 2)
    assert {one["name"] for one in found["by"]["sender"]["first"]} == {"", "shop@example.org"}
    assert found["first"][0]["recipients"] == [
        {"address": "a@example.net", "reason": REASON}, {"address": "b@example.net", "reason": None}
    ]  # fmt: skip
    assert found["next_retry"]["soonest"] == "2027-01-15T08:01:00.000+00:00"


def test_json_of_an_empty_queue_has_nulls_not_zeros_for_moments() -> None:
    found = as_json(answer(), 5)
    assert (found["messages"], found["oldest"], found["next_retry"]["soonest"]) == (0, None, None)
    assert found["complete"] is True
