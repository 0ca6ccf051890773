"""Asking for the queue: programs stand in for postqueue where a real one cannot be made to misbehave.

What a real Postfix answers is in tests/lab/test_queue.py.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from sendoff.delivery.waiting import Recipient
from sendoff.host import spool as spool_module
from sendoff.host.errors import HostError
from sendoff.host.queue_listing import listing
from sendoff.host.spool import Spool


def entry(queue_id: str = "4F1A", **changes: object) -> str:
    return json.dumps(
        {
            "queue_name": "deferred", "queue_id": queue_id, "arrival_time": 1_800_000_000, "message_size": 260,
            "forced_expire": False, "sender": "shop@example.org",
            "recipients": [{"address": "a@example.net", "delay_reason": "later"}, {"address": "b@example.net"}],
            **changes,
        },
        ensure_ascii=False,
    )  # fmt: skip


def says(tmp_path: Path, *lines: str, then: str = "exit 0") -> list[str]:
    (tmp_path / "said").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return ["sh", "-c", f"cat {tmp_path}/said; {then}"]


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not os.path.exists(f"/proc/{pid}"):
            return True
        time.sleep(0.01)
    return False


def test_every_field_is_read(tmp_path: Path) -> None:
    found = listing(program=says(tmp_path, entry()))
    [one] = found
    assert one[:5] == ("deferred", "4F1A", 1_800_000_000, 260, "shop@example.org")
    assert one.recipients == (Recipient("a@example.net", "later"), Recipient("b@example.net", ""))
    assert one.forced_expire is False
    assert (found.direct, found.truncated, found.unreadable, found.messages) == (False, None, 0, 1)


def test_a_bounce_whose_notice_is_pending_has_its_reason_as_postfix_3_11_tells_it(tmp_path: Path) -> None:
    who = {"address": "a@example.net", "orig_address": "b@example.org", "bounce_reason": "no such user"}
    [one] = listing(program=says(tmp_path, entry(recipients=[who])))
    assert one.recipients == (Recipient("a@example.net", "no such user"),)


def test_the_null_sender_is_empty(tmp_path: Path) -> None:
    [one] = listing(program=says(tmp_path, entry(sender="MAILER-DAEMON")))
    assert one.sender == ""


def test_a_message_that_moved_meanwhile_is_given_once(tmp_path: Path) -> None:
    found = listing(program=says(tmp_path, entry("A", queue_name="active"), entry("B"), entry("A")))
    assert [(one.queue_id, one.queue_name) for one in found] == [("A", "active"), ("B", "deferred")]
    assert found.messages == 2


def test_only_the_wanted_ids_are_given_and_all_are_counted(tmp_path: Path) -> None:
    found = listing(["B", "X"], program=says(tmp_path, entry("A"), entry("B"), entry("C")))
    assert ([one.queue_id for one in found], found.messages) == (["B"], 3)


def test_an_empty_queue_is_empty(tmp_path: Path) -> None:
    found = listing(program=says(tmp_path))
    assert (list(found), found.messages, found.truncated) == ([], 0, None)


def test_a_queue_that_could_not_be_asked_is_not_empty(tmp_path: Path) -> None:
    program = says(tmp_path, then="echo 'postqueue: fatal: no such thing' >&2; exit 69")
    with pytest.raises(HostError, match="cannot be listed: postqueue failed: no such thing"):
        list(listing(program=program))


def test_a_listing_that_breaks_off_is_kept_and_called_truncated(tmp_path: Path) -> None:
    program = says(tmp_path, entry(), then="echo 'postqueue: fatal: malformed showq server response' >&2; exit 69")
    found = listing(program=program)
    assert [one.queue_id for one in found] == ["4F1A"]
    assert found.truncated == "postqueue failed: malformed showq server response"


def test_postqueue_killed_without_a_word_is_truncated_too(tmp_path: Path) -> None:
    found = listing(program=says(tmp_path, entry(), then="kill -9 $$"))
    assert len(list(found)) == 1
    assert found.truncated == "postqueue failed: it gave no reason"


def test_a_line_that_breaks_off_is_not_taken_for_a_message(tmp_path: Path) -> None:
    found = listing(program=says(tmp_path, entry("A"), then="printf '{\"queue_name'; kill -9 $$"))
    assert [one.queue_id for one in found] == ["A"]
    assert (found.truncated, found.unreadable) == ("postqueue failed: it gave no reason", 1)


def test_time_is_up_and_what_is_known_is_kept(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    start = time.monotonic()
    found = listing(program=says(tmp_path, entry(), then=f"echo $$ > {pid}; exec sleep 60"), seconds=0.5)
    assert len(list(found)) == 1
    assert found.truncated == "postqueue was still at it after 0.5 s"
    assert time.monotonic() - start < 10
    assert gone(int(pid.read_text()))


def test_time_is_up_with_nothing_known_is_no_empty_queue(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="still at it"):
        list(listing(program=says(tmp_path, then="exec sleep 60"), seconds=0.2))


def test_a_reader_that_stops_early_ends_postqueue(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    program = ["sh", "-c", f"echo $$ > {pid}; cat {tmp_path}/said; exec sleep 60"]
    says(tmp_path, entry())
    for _ in listing(program=program):
        break
    assert gone(int(pid.read_text()))


def test_a_program_that_is_missing_is_told() -> None:
    with pytest.raises(HostError, match="cannot be listed: /nonexistent/postqueue: No such file"):
        list(listing(program=["/nonexistent/postqueue", "-j"]))


def test_lines_that_are_no_entries_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    found = listing(program=says(tmp_path, entry("A"), "{broken", "[1]", '{"queue_id": "x"}', entry("B")))
    assert [one.queue_id for one in found] == ["A", "B"]
    assert found.unreadable == 3


def test_a_message_with_50000_recipients_and_odd_characters_is_read(tmp_path: Path) -> None:
    many = [{"address": f"jörg{n}@пример.example", "delay_reason": 'no "more" \x1b[2J'} for n in range(50_000)]
    [one] = listing(program=says(tmp_path, entry(recipients=many)))
    assert len(one.recipients) == 50_000
    assert one.recipients[7] == Recipient("jörg7@пример.example", 'no "more" \x1b[2J')


def test_bytes_that_are_no_text_do_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(entry(sender="@@@").encode().replace(b"@@@", b"a\xff@example.org") + b"\n")
    [one] = listing(program=["cat", f"{tmp_path}/bytes"])
    assert one.sender == "a\N{REPLACEMENT CHARACTER}@example.org"


@pytest.mark.parametrize(
    ("place", "queue_id", "path"),
    [
        (Spool(), "4F1A", "/var/spool/postfix/deferred/4/4F1A"),
        (Spool(depth=2), "4F1A", "/var/spool/postfix/deferred/4/F/4F1A"),
        (Spool("/q", (), 1), "4F1A", "/q/deferred/4F1A"),
        (Spool(depth=2), "4", "/var/spool/postfix/deferred/4/_/4"),
    ],
)
def test_where_a_queue_file_is(place: Spool, queue_id: str, path: str) -> None:
    assert place.path("deferred", queue_id) == path


def test_the_next_retry_is_the_files_time_and_unknown_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "deferred/4").mkdir(parents=True)
    (tmp_path / "deferred/4/4F1A").touch()
    os.utime(tmp_path / "deferred/4/4F1A", (1_800_000_000, 1_800_000_000))
    place = Spool(str(tmp_path))
    assert place.next_retry("4F1A") == 1_800_000_000_000_000
    assert place.next_retry("4F1B") is None
    assert spool_module.next_retry([]) == {}
