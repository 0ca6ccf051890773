"""Generations as they are written and read: what older and newer versions wrote, and who may read it."""

from __future__ import annotations

import json
from typing import Any, cast

from sendoff.change.state import Generation
from sendoff.config.values.ledger import Ledger
from sendoff.host import Host, store

# As the version before the ledger wrote it.
FORMER = """{
 "number": 3,
 "applied": "2026-03-01T10:00:00Z",
 "reason": "apply",
 "parameters": {
  "relayhost": "example.net"
 },
 "folder": "/etc/postfix/sendoff/3",
 "monitoring": false,
 "accepted": [
  "open-relay"
 ],
 "unknown": []
}
"""


class Kept:
    """Files in a dictionary, with their modes."""

    def __init__(self, **files: str) -> None:
        self.files = {f"/var/lib/sendoff/generations/{name.lstrip('g')}": text for name, text in files.items()}
        self.modes: dict[str, int] = {}

    def read(self, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None

    def names(self, path: str) -> list[str]:
        return sorted({name[len(path) + 1 :].split("/")[0] for name in self.files if name.startswith(path + "/")})

    def write(self, path: str, data: bytes, mode: int = 0o644, *, settled: bool = False) -> None:
        self.files[path], self.modes[path] = data.decode(), mode

    def make_folder(self, path: str, mode: int = 0o755) -> None:
        self.modes[path] = mode


def host(files: Kept) -> Host:
    return Host(cast(Any, files), cast(Any, None))


def with_generations(*numbers: int) -> Kept:
    kept = Kept()
    for number in numbers:
        text = json.dumps({**json.loads(FORMER), "number": number, "applied": f"2026-03-{number + 1:02}T10:00:00Z"})
        kept.files[f"/var/lib/sendoff/generations/{number}/generation.json"] = text
    return kept


def test_one_of_the_version_before_loads_and_has_the_defaults() -> None:
    kept = Kept()
    kept.files["/var/lib/sendoff/generations/3/generation.json"] = FORMER
    found = store.generation(host(kept), 3)
    assert found == Generation(
        3, "2026-03-01T10:00:00Z", "apply", {"relayhost": "example.net"}, "/etc/postfix/sendoff/3", False,
        ("open-relay",), (),
    )  # fmt: skip
    assert found.ledger == {"retention_days": 30, "addresses": "full", "max_megabytes": 1024}
    assert found.metrics_listen == "127.0.0.1:9725"


def test_one_of_a_later_version_loads_without_what_is_not_known() -> None:
    kept = Kept()
    kept.files["/var/lib/sendoff/generations/3/generation.json"] = FORMER.replace("{", '{"from_tomorrow": 1,', 1)
    assert store.generation(host(kept), 3) is not None


def test_what_is_written_is_read_back() -> None:
    kept = Kept()
    made = Generation(
        4, "2026-03-01T10:00:00Z", "apply", {}, "", ledger=Ledger(7, "hash", 16)._asdict(), metrics_listen=""
    )
    store.write_generation(host(kept), store.folder(4), made, {}, [])
    assert store.generation(host(kept), 4) == made


def test_everybody_may_read_when_it_was_applied_and_only_root_the_rest() -> None:
    kept = Kept()
    made = Generation(1, "2026-03-01T10:00:00Z", "apply", {}, "")
    base = store.folder(1)
    files = {"main.cf": b"x", "master.cf": b"x", store.NOTIFY: b"[]"}
    store.write_generation(host(kept), base, made, files, [("server.json", b"{}")])
    parents = ["/var/lib/sendoff", "/var/lib/sendoff/generations", base]
    open_to_all = {path for path, mode in kept.modes.items() if mode & 0o007}
    assert open_to_all == {*parents, f"{base}/generation.json"}
    assert kept.modes[f"{base}/generation.json"] == 0o644


def test_whom_it_tells_is_read_back_and_shows_in_no_representation() -> None:
    kept = Kept()
    made = Generation(1, "2026-03-01T10:00:00Z", "apply", {}, "", notify=1)
    files = {store.NOTIFY: store.as_json(["jsons://user:hunter2@example.org/"])}
    store.write_generation(host(kept), store.folder(1), made, files, [])
    assert [*store.notify_of(host(kept), 1)] == ["jsons://user:hunter2@example.org/"]
    assert "hunter2" not in repr(store.notify_of(host(kept), 1))
    assert "hunter2" not in kept.files[f"{store.folder(1)}/generation.json"]
    assert store.notify_of(host(kept), 2) == ()


def test_applied_lists_all_generations_in_the_order_of_their_times() -> None:
    assert store.applied(host(with_generations(10, 2, 0))) == [
        ("2026-03-01T10:00:00Z", 0), ("2026-03-03T10:00:00Z", 2), ("2026-03-11T10:00:00Z", 10)
    ]  # fmt: skip


def test_applied_is_empty_before_the_first_apply_and_skips_a_folder_without_its_file() -> None:
    assert store.applied(host(Kept())) == []
    kept = with_generations(1)
    kept.files["/var/lib/sendoff/generations/2/main.cf"] = ""
    assert [number for _, number in store.applied(host(kept))] == [1]
