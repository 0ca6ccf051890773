"""`sendoff queue` on a real Postfix."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sendoff.host.ledger.schema import TABLES, VERSION
from sendoff.lab import Receiver, World
from tests.lab.server import sendoff_as

MakeWorld = Callable[..., World]

pytestmark = pytest.mark.lab

ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
MAIL = "Subject: hello\n\nHello.\n"
LEDGER = "/var/lib/sendoff/ledger/ledger.db"


def queue(world: World, *arguments: str, **options: Any) -> dict[str, Any]:
    done = world.sendoff("queue", "--json", *arguments, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def by_name(found: dict[str, Any], kind: str) -> dict[str, tuple[int, int]]:
    """Return messages and recipients of each group."""
    return {group["name"]: (group["messages"], group["recipients"]) for group in found["by"][kind]["first"]}


def messages(found: dict[str, Any]) -> dict[str, int]:
    return {one["queue"]: one["messages"] for one in found["queues"] if one["messages"]}


def put_off(make_world: MakeWorld) -> World:
    """Return a world whose only receiver defers everybody."""
    return make_world(zones=ZONES, receivers=[Receiver("mx", replies={"RCPT": "450 4.2.0 later, please"})])


def deferred(world: World, count: int) -> None:
    """Wait until so many recipients are deferred."""
    world.wait_log("(?s)" + "status=deferred.*?" * count)
    until(lambda: messages(queue(world)).keys() <= {"deferred", "hold"})


def until(fits: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not fits():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ledger(path: Path, queue_id: str, *users: str) -> bytes:
    """Return a ledger in which these users handed in a message of this queue id, one after the other."""
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{TABLES}; PRAGMA user_version={VERSION}")
        connection.executemany(
            "INSERT INTO message (queue_id, instance, first_seen, last_seen, user) VALUES (?, 'postfix', 1, 1, ?)",
            [(queue_id, user) for user in users],
        )
    connection.close()
    return path.read_bytes()


def test_an_empty_queue_is_called_empty(make_world: MakeWorld) -> None:
    world = make_world()
    assert world.sendoff("queue").stdout == "Nothing waits: the queue is empty.\n"
    assert (queue(world)["messages"], queue(world)["complete"]) == (0, True)


def test_recipients_of_one_message_wait_for_different_reasons(make_world: MakeWorld) -> None:
    replies = {"RCPT TO:<full@": "452 4.2.2 mailbox full", "RCPT TO:<grey@": "450 4.2.0 come back later"}
    world = make_world(zones=ZONES, receivers=[Receiver("mx", replies=replies)])
    world.submit_sendmail(
        ["-f", "shop@example.org", "full@example.net", "grey@example.net", "good@example.net", "x@nowhere.example"],
        MAIL,
    )
    world.wait_log("to=<good@example.net>.*status=sent")
    deferred(world, 2)
    found = queue(world)
    assert (found["messages"], messages(found)) == (1, {"deferred": 1})
    [message] = found["first"]
    reasons = {one["address"]: one["reason"] for one in message["recipients"]}
    assert "good@example.net" not in reasons
    assert "452 4.2.2 mailbox full" in reasons["full@example.net"]
    assert "450 4.2.0 come back later" in reasons["grey@example.net"]
    assert by_name(found, "destination")["example.net"] == (1, 2)
    assert by_name(found, "sender") == {"shop@example.org": (1, found["recipients"])}
    shown = world.sendoff("queue").stdout
    assert shown.startswith("1 message waits (")
    assert "to full@example.net: host mx.example.net[10.77.0.11] said: 452 4.2.2 mailbox full" in shown


def test_mail_on_hold_in_the_active_queue_and_deferred_are_told_apart(make_world: MakeWorld) -> None:
    slow = Receiver("mx", replies={"RCPT TO:<later@": "450 4.2.0 later"}, delays={"RCPT TO:<slow@": 60.0})
    world = make_world(zones=ZONES, receivers=[slow])
    world.submit_sendmail(["-f", "a@example.org", "later@example.net"], MAIL)
    deferred(world, 1)
    world.run(["postsuper", "-h", queue(world)["first"][0]["queue_id"]])
    world.submit_sendmail(["-f", "b@example.org", "later@example.net"], MAIL)
    world.wait_log("(?s)status=deferred.*status=deferred")
    world.submit_sendmail(["-f", "c@example.org", "slow@example.net"], MAIL)
    until(lambda: messages(queue(world)) == {"active": 1, "deferred": 1, "hold": 1})
    found = queue(world, "--by", "reason")
    reasons = by_name(found, "reason")
    assert len(reasons) == 3
    assert {name.partition(":")[0] for name in reasons} >= {"on hold", "being delivered, or next in turn"}
    [retried] = [one for one in found["first"] if one["next_retry"]]
    assert (retried["queue"], retried["envelope_sender"]) == ("deferred", "b@example.org")


@pytest.mark.parametrize("long_ids", ["no", "yes"])
def test_the_next_retry_is_when_postfix_tries_again(make_world: MakeWorld, long_ids: str) -> None:
    world = put_off(make_world)
    world.run(["postconf", "-e", f"enable_long_queue_ids={long_ids}", "hash_queue_depth=2"])
    world.run(["postfix", "stop"])
    world.run(["postfix", "start"])
    before = time.time()
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    deferred(world, 1)
    found = queue(world)
    [message] = found["first"]
    [file] = [path for path in world.path("/var/spool/postfix/deferred").rglob("*") if path.is_file()]
    assert file.name == message["queue_id"]
    assert message["next_retry"].startswith(time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(file.stat().st_mtime)))
    assert file.stat().st_mtime > before + 100  # minimal_backoff_time is 300 s
    assert found["next_retry"]["known"] == 1


def test_the_null_sender_and_smtputf8_addresses(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx", smtputf8=True, replies={"RCPT": "450 4.2.0 later"})])
    world.submit_smtp("", "a@example.net", MAIL, source="127.0.0.1", to=("127.0.0.1", 25))
    world.submit_smtp(
        "jörg@example.org", "пётр@example.net", MAIL, source="127.0.0.1", to=("127.0.0.1", 25), options=["SMTPUTF8"]
    )
    deferred(world, 2)
    found = queue(world)
    assert by_name(found, "sender") == {"": (1, 1), "jörg@example.org": (1, 1)}
    shown = world.sendoff("queue", "пётр@example.net", env={"LC_ALL": "C.UTF-8"}).stdout
    assert shown.startswith("1 of 2 messages to or from пётр@example.net waits")
    assert "from jörg@example.org" in shown
    assert queue(world, "--by", "sender")["by"]["sender"]["groups"] == 2


def test_a_question_shows_its_part_only(make_world: MakeWorld) -> None:
    world = put_off(make_world)
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    world.submit_sendmail(["-f", "app@example.com", "b@example.net"], MAIL)
    deferred(world, 2)
    [one] = queue(world, "a@example.net")["first"]
    assert queue(world, one["queue_id"])["messages"] == 1
    assert queue(world, "example.com")["first"][0]["envelope_sender"] == "app@example.com"
    assert (queue(world, "example.net")["messages"], queue(world, "example.net")["in_queue"]) == (2, 2)
    done = world.sendoff("queue", "nobody@example.net")
    assert (done.returncode, done.stdout) == (0, "Nothing of nobody@example.net waits; the queue has 2 messages.\n")


def test_a_stopped_postfix_is_said_and_its_queue_is_read(make_world: MakeWorld) -> None:
    world = put_off(make_world)
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    deferred(world, 1)
    world.run(["postfix", "stop"])
    shown = world.sendoff("queue").stdout.splitlines()
    assert shown[0].startswith("1 message waits")
    assert shown[1].startswith("Postfix is not running")
    assert (queue(world)["read_from"], queue(world)["complete"]) == ("files", True)


def test_a_stopped_postfix_with_an_empty_queue_is_not_just_empty(make_world: MakeWorld) -> None:
    world = make_world(start=False)
    shown = world.sendoff("queue").stdout
    assert shown == "Postfix is not running. There is no message in its files.\n"
    assert queue(world)["read_from"] == "files"


def test_mail_that_nobody_picked_up_is_in_maildrop(make_world: MakeWorld) -> None:
    world = put_off(make_world)
    world.run(["postfix", "stop"])
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    assert messages(queue(world)) == {"maildrop": 1}


def test_another_user_may_ask_while_postfix_runs_and_not_else(make_world: MakeWorld) -> None:
    world = put_off(make_world)
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    deferred(world, 1)
    found = json.loads(sendoff_as(world, "nobody", "queue", "--json").stdout)
    assert (found["messages"], found["next_retry"]["unknown"]) == (1, 1)
    assert "next retry: unknown; root may look" in sendoff_as(world, "nobody", "queue").stdout
    world.run(["postfix", "stop"])
    done = sendoff_as(world, "nobody", "queue")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the queue cannot be listed: Postfix does not run" in done.stderr


def test_another_user_whom_postfix_refuses_is_told_so(make_world: MakeWorld) -> None:
    world = make_world()
    world.run(["postconf", "-e", "authorized_mailq_users=root"])
    done = sendoff_as(world, "nobody", "queue", "--json")
    assert done.returncode == 1
    assert "not allowed to view the mail queue" in json.loads(done.stdout)["error"]["what"]


def test_a_machine_without_postfix_is_no_empty_queue(make_world: MakeWorld) -> None:
    done = make_world(postfix="absent").sendoff("queue")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the queue cannot be listed" in done.stderr


def test_a_queue_that_breaks_off_is_shown_and_called_incomplete(make_world: MakeWorld) -> None:
    world = put_off(make_world)
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    deferred(world, 1)
    world.run(["postfix", "stop"])
    world.run(["rmdir", "/var/spool/postfix/hold"])  # the world's own: the last folder that is read
    found = queue(world)
    assert (found["messages"], found["complete"]) == (1, False)
    assert "Not all of it: postqueue failed: malformed showq server response." in world.sendoff("queue").stdout


def test_the_ledger_tells_who_handed_it_in_and_none_is_no_error(make_world: MakeWorld, tmp_path: Path) -> None:
    world = put_off(make_world)
    world.submit_sendmail(["-f", "shop@example.org", "a@example.net"], MAIL)
    world.submit_sendmail(["-f", "app@example.org", "b@example.net"], MAIL)
    deferred(world, 2)
    without = queue(world)
    assert by_name(without, "user") == {"unknown": (2, 2)}
    assert "there is no ledger" in without["users_unknown"]
    [shop] = queue(world, "shop@example.org")["first"]
    path = world.path(LEDGER)
    path.parent.mkdir(parents=True)
    path.write_bytes(ledger(tmp_path / "ledger.db", shop["queue_id"], "before", "www-data"))
    known = queue(world)
    assert by_name(known, "user") == {"user www-data": (1, 1), "unknown": (1, 1)}
    assert known["users_unknown"] is None
    assert "handed in by user www-data" in world.sendoff("queue", "shop@example.org").stdout
    path.write_bytes(b"no database at all" * 1000)
    broken = queue(world)
    assert (broken["messages"], "cannot read the ledger" in broken["users_unknown"]) == (2, True)
