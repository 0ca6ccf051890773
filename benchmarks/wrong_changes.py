"""Wrong changes, and who notices: the plan, the rehearsal, or the replay of the last days.

    sudo .venv-test/bin/python benchmarks/wrong_changes.py [--table] [--json FILE] [NAME…]

Each change of benchmarks/wrong_changes is made in a private world of its own: the server as it is, with what the
administrator set by hand and the next hops as they really behave; then `sendoff plan --replay` and `sendoff rehearse`,
once with all that could be known of the next hops and once with what sendoff asks them itself, as apply does. `--table`
prints it as docs/wrong-changes.md has it, and `--json FILE` writes every sentence that was said. docs/wrong-changes.md
tells how it is counted.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from sendoff.config.values.hosts import NextHop  # noqa: E402
from sendoff.host.ledger.schema import TABLES, VERSION  # noqa: E402
from sendoff.lab import Receiver, World  # noqa: E402
from sendoff.rehearsal.configuration import next_hop  # noqa: E402

FOLDER = Path(__file__).with_suffix("")
SERVERS = "servers"
DOCUMENT, HOPS, PAST = "/etc/sendoff/server.json", "/etc/sendoff/hops.json", "/etc/sendoff/past.db"
HOST = "web1.example.com"
HOUR = 3_600_000_000
_DOMAINS = ("example.net", "example.org", "exmaple.net", "exmaple.org")
_NAMES = (HOST, "web2.example.com", "web1.example.net", "mail.example.org", "shop.example.org", "lists.example.org")
_NEVER_NAMES = "restart-interrupts"
"""A warning of some seconds, with every change of inet_interfaces."""
_COVERED = '"v=spf1 ip4:10.77.0.0/16 ip6:2001:db8:77::/48 -all"'
_ACCEPTED = ("smarthost-is-this-server", "relay-restrictions-open", "smarthost-unresolvable", "smarthost-unreachable")

Object = dict[str, Any]


class Change(NamedTuple):
    """A wrong change. `before` and `after` are the documents; before is None where nothing was applied yet.

    `by_hand` is what the administrator set; `next_hops` how they really behave, as --next-hops has it; `past` what the
    ledger knows; `beside` the consequences that warn of something else, with the reason; `rehearsal` a pattern of what
    names the mistake; `replay` the question that does; `note` a note of the plan that speaks of it and does not count.
    """

    name: str
    about: str
    why: str
    before: Object | None
    after: Object
    by_hand: Object
    next_hops: Object
    past: list[Object]
    beside: Mapping[str, str]
    rehearsal: str
    replay: str
    note: str


class Noticed(NamedTuple):
    """Who noticed a change: the sentences that name the mistake, and all that were said.

    `stopped`: a finding of the rehearsal that fails; `told`: a difference. Those with `unaided` are the same with no
    more than what sendoff asks the next hops itself (--ask), as apply does. `replayed`: what was counted.
    """

    change: Change
    static: tuple[str, ...]
    stopped: tuple[str, ...]
    told: tuple[str, ...]
    stopped_unaided: tuple[str, ...]
    told_unaided: tuple[str, ...]
    replayed: tuple[str, ...]
    noted: bool
    said: Object
    seconds: float

    @property
    def rehearsed(self) -> bool:
        """Tell whether the rehearsal names the mistake."""
        return bool(self.stopped or self.told)

    @property
    def by(self) -> str:
        """Who noticed it."""
        if self.static:
            return "plan"
        names = [name for name, found in (("rehearsal", self.rehearsed), ("replay", bool(self.replayed))) if found]
        return " and ".join(names) or "nobody"


def changes(folder: Path = FOLDER) -> list[Change]:
    """Return the set."""
    servers = json.loads((folder / f"{SERVERS}.json").read_text("utf-8"))
    files = [path for path in sorted(folder.glob("*.json")) if path.stem != SERVERS]
    return [_change(path.stem, each, servers) for path in files for each in json.loads(path.read_text("utf-8"))]


def _change(about: str, given: Object, servers: Object) -> Change:
    server = servers[given["server"]]
    live = server["document"]
    before = None if live is None else _patched(live, given.get("document", {}))
    return Change(
        given["name"], about, given["why"], before, _patched(before or {}, given["change"]), given.get("by_hand", {}),
        {**server.get("next_hops", {}), **given.get("next_hops", {})}, given["past"], given.get("beside", {}),
        given["rehearsal"], given.get("replay", ""), given.get("note", ""),
    )  # fmt: skip


def _patched(document: Object, patch: Object) -> Object:
    return {name: value for name, value in {**document, **patch}.items() if value is not None}


# the world


def noticed(change: Change) -> Noticed:
    """Make a change in a world of its own, and return who notices it."""
    began = time.monotonic()
    places = _Places(change.next_hops)
    with World(HOST, zones=[*_zones(), *places.zones], receivers=places.receivers) as world:
        _set_by_hand(world, change.by_hand)
        world.run(["mkdir", "-p", "/etc/sendoff"])
        if change.before is not None:
            _apply(world, change.before)
        _write(world, DOCUMENT, change.after)
        _write(world, HOPS, change.next_hops)
        _past(world, change.past)
        plan = _asked(world, "plan", "--replay", "7d", "--database", PAST)
        seen = _asked(world, "rehearse", "--next-hops", HOPS)
        unaided = _asked(world, "rehearse", "--ask")
    said = {"plan": _consequences(plan), "replay": _counted(plan), "stopped": _failed(seen), "told": _differences(seen),
            "stopped_unaided": _failed(unaided), "told_unaided": _differences(unaided)}  # fmt: skip

    def naming(what: str) -> tuple[str, ...]:
        return tuple(text for text in said[what] if re.search(change.rehearsal, text))

    beside = {_NEVER_NAMES, *change.beside}
    static = [c["id"] for c in plan["consequences"] if c["level"] != "note" and c["id"] not in beside]
    noted = any(text.startswith(f"note {change.note}: ") for text in said["plan"])
    replayed = [text for text in said["replay"] if change.replay and text.startswith(f"{change.replay}: ")]
    return Noticed(
        change, tuple(static), naming("stopped"), naming("told"), naming("stopped_unaided"), naming("told_unaided"),
        tuple(replayed), noted, said, time.monotonic() - began,
    )  # fmt: skip


def _zones() -> Iterator[str]:
    for domain in _DOMAINS:
        yield f"{domain}. MX 10 mx.{domain}."
        yield f"mx.{domain}. A 10.77.2.1"
        yield f"{domain}. TXT {_COVERED}"
    for name in _NAMES:
        yield f"{name}. A 10.77.0.1"
        yield f"1.0.77.10.in-addr.arpa. PTR {name}."
        yield f"{name}. TXT {_COVERED}"


class _Places:
    """The next hops as they really are, and the names by which they are found."""

    def __init__(self, habits: Object) -> None:
        self.receivers: list[Receiver] = []
        self.zones: list[str] = []
        for number, (text, habit) in enumerate(habits.items()):
            hop = next_hop(text)
            assert hop is not None, text  # noqa: S101 - an error of the set itself
            self._add(number, hop, habit)
        if not any(each.host == "mx.example.net" for each in self.receivers):
            self.receivers.append(Receiver("mx", "10.77.2.1", host="mx.example.net"))

    def _add(self, number: int, hop: NextHop, habit: Object) -> None:
        host = f"mx.{hop.host}" if hop.by_mx else hop.host
        inside = host.startswith("127.")
        address = host if inside else f"10.77.1.{number + 1}"
        if not inside and not hop.by_mx:
            self.zones.append(f"{host}. A {address}")
        elif hop.by_mx:
            address = "10.77.2.1"
        login = habit.get("login")
        self.receivers.append(
            Receiver(
                f"hop{number}", address, host=f"hop{number}.example.net" if inside else host, port=hop.port,
                tls=habit.get("tls", "starttls"), certificate=habit.get("certificate", "valid"),
                auth=dict([login.split(":", 1)]) if login else None, require_auth=bool(login),
                smtputf8=habit.get("smtputf8", True), size=habit.get("size"), replies=habit.get("replies", {}),
                senders=tuple(habit.get("senders", ())), inside=inside,
            )
        )  # fmt: skip


def _set_by_hand(world: World, by_hand: Object) -> None:
    for path, text in {**by_hand.get("files", {}), **by_hand.get("tables", {})}.items():
        world.path(path).write_text(text, "utf-8")
    for path in by_hand.get("tables", {}):
        world.run(["postmap", f"hash:{path}"])
    for name in by_hand.get("certificates", ()):
        line = f"openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
        world.run([*line.split(), "-keyout", f"{name}.key", "-out", f"{name}.pem"])
    if "aliases" in by_hand:
        world.path("/etc/aliases").write_text(by_hand["aliases"])
        world.run(["newaliases"])
    for command in by_hand.get("commands", ()):
        world.run(["eth0" if word == "@" else word for word in command])
    for line in by_hand.get("main.cf", ()):
        world.run(["postconf", "-e", line])
    for service, options in by_hand.get("options", {}).items():
        name, kind = service.split()
        for option in options:
            world.run(["postconf", "-P", f"{name}/{kind}/{option}"])
    if by_hand:
        world.run(["postfix", "stop"])
        world.run(["postfix", "start"])


def _apply(world: World, document: Object) -> None:
    _write(world, DOCUMENT, document)
    accepted = [word for name in _ACCEPTED for word in ("--accept", name)]
    done = world.sendoff("apply", "--yes", "--no-rehearse", *accepted, timeout=120)
    if done.returncode:
        raise RuntimeError(f"the server as it is cannot be made: {done.stdout}\n{done.stderr}")


def _write(world: World, path: str, value: Object) -> None:
    world.path(path).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    world.path(path).chmod(0o600)


def _asked(world: World, *arguments: str) -> Object:
    done = world.sendoff(*arguments, "--json", timeout=120)
    try:
        found: Object = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"{shlex.join(arguments)}: {done.stdout}\n{done.stderr}") from None
    if "error" in found or "problems" in found:
        raise RuntimeError(f"{shlex.join(arguments)}: {done.stdout}")
    return found


# what was said


def _consequences(plan: Object) -> list[str]:
    return [f"{each['level']} {each['id']}: {each['text']}" for each in plan["consequences"]]


def _counted(plan: Object) -> list[str]:
    counted = plan["replay"]["counted"]
    return [f"{each['id']}: {each['deliveries']} {each['text']}" for each in counted if each["deliveries"]]


def _failed(seen: Object) -> list[str]:
    """Return what the rehearsal stops at: of what the change brings, not of what is so already."""
    found = [each for each in seen["findings"] if each["result"] == "fail" and not each["as_before"]]
    return [f"{each['id'].removeprefix('rehearsal-')}: {each['text']}" for each in found]


def _differences(seen: Object) -> list[str]:
    unknown = [each["text"] for each in seen["findings"] if each["result"] == "unknown"]
    return [*(each["text"] for each in seen["differences"]), *unknown]


# the ledger


def _past(world: World, rows: Iterable[Object]) -> None:
    """Make the ledger of the last days: `count` messages of a kind each."""
    now = time.time_ns() // 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "past.db")
        connection = sqlite3.connect(path)
        connection.executescript(f"{TABLES} PRAGMA user_version = {VERSION};")
        facts = {"begins": now - 30 * 24 * HOUR, "last_line": now, "last_read": now}
        connection.executemany("INSERT INTO fact VALUES (?, ?)", [(k, json.dumps(v)) for k, v in facts.items()])
        number = 0
        for row in rows:
            for _ in range(row["count"]):
                number += 1
                _one(connection, number, row, now - HOUR - number)
        connection.commit()
        connection.close()
        world.path(PAST).write_bytes(path.read_bytes())


def _one(connection: sqlite3.Connection, number: int, row: Object, when: int) -> None:
    client, user = row.get("client"), row.get("user")
    sender, recipient = row.get("sender", f"{user or 'app'}@{HOST}"), row.get("to", "anna@example.org")
    relay = row.get("relay", "mx.example.org[10.77.2.1]:25")
    message = {
        "id": number, "queue_id": f"4{number:010X}", "instance": "postfix", "began": when, "first_seen": when,
        "last_seen": when, "ended": when, "ending": "removed", "sender_local": sender.rpartition("@")[0],
        "sender_domain": sender.rpartition("@")[2], "size": row.get("size", 20000), "uid": 33 if user else None,
        "user": user, "client": client,
    }  # fmt: skip
    delivery = {
        "id": number << 20, "local": recipient.rpartition("@")[0], "domain": recipient.rpartition("@")[2], "slot": "",
        "status": "sent", "attempts": 3 if row.get("deferred") else 1, "tries": "a" * 8, "reply": "250 ok",
        "relay": relay, "first_seen": when, "last_seen": when, "provider": "local" if relay == "local" else "other",
    }  # fmt: skip
    for table, values in (("message", message), ("delivery", delivery)):
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*values.values()])  # noqa: S608


# telling


def line(found: Noticed) -> str:
    """Return a change and who noticed it, for people who wait."""
    seen = [
        f"plan ({', '.join(found.static)})" if found.static else "",
        "rehearsal stops" if found.stopped else "rehearsal tells" if found.told else "",
        "unaided, too" if found.rehearsed and (found.stopped_unaided or found.told_unaided) else "",
        "replay" if found.replayed else "",
    ]
    return f"{found.change.name:<45} {'; '.join(filter(None, seen)) or 'nobody'}  ({found.seconds:.0f} s)"


def table(every: Iterable[Noticed]) -> Iterator[str]:
    """Yield the table of docs/wrong-changes.md."""
    yield "| change | what is wrong | noticed by |"
    yield "|---|---|---|"
    for found in every:
        yield f"| `{found.change.name}` | {found.change.why} | {_by(found)} |"


def _by(found: Noticed) -> str:
    if found.static:
        return f"the plan: {', '.join(f'`{name}`' for name in found.static)}"
    parts = []
    if found.rehearsed:
        how = "rehearsal" if found.stopped else "rehearsal, as a difference"
        known = "" if found.stopped_unaided or found.told_unaided else ", next hops known"
        parts.append(how + known)
    if found.replayed:
        parts.append(f"replay: {found.replayed[0].partition(':')[2].split()[0]}")
    told = "; ".join(parts) or "nobody"
    return f"{told} (the plan has a note: `{found.change.note}`)" if found.noted else told


def numbers(every: list[Noticed]) -> Iterator[str]:
    """Yield the counts."""
    passing = [found for found in every if not found.static]
    rehearsed = [found for found in passing if found.rehearsed]
    unaided = [found for found in rehearsed if found.stopped_unaided or found.told_unaided]
    replayed = [found for found in passing if found.replayed]
    both = [found for found in rehearsed if found.replayed]
    yield f"{len(every)} changes, {len(every) - len(passing)} noticed by the plan, {len(passing)} pass it; of these"
    yield f"  {len(rehearsed)} by rehearsal: {len([f for f in rehearsed if f.stopped])} stop, the rest are told; " \
          f"{len(unaided)} without knowing the next hops"  # fmt: skip
    yield f"  {len(replayed)} by replay, {len(both)} by both"
    nobody = [found for found in passing if found.by == "nobody"]
    yield f"  {len(nobody)} by nobody; of {len([f for f in passing if f.noted])} the plan has a note, " \
          f"of those by nobody {len([f for f in nobody if f.noted])}"  # fmt: skip


def main() -> int:
    """Run the set, or those named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--json", metavar="FILE")
    arguments = parser.parse_args()
    every = []
    for change in changes():
        if not arguments.names or {change.name, change.about} & {*arguments.names}:
            every.append(noticed(change))
            print(line(every[-1]), flush=True)
    print(*(table(every) if arguments.table else ()), *numbers(every), sep="\n")
    if arguments.json:
        told = [{**found._asdict(), "change": found.change._asdict()} for found in every]
        Path(arguments.json).write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
