"""`sendoff plan` with nothing to do, against puppet and Ansible that find two or three things unchanged.

    apt-get install puppet ansible-core       # the peers, from Debian
    sudo .venv-test/bin/python benchmarks/plan_startup.py

Everything runs in one private world with a real, applied Postfix. All processes are timed whole.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import compare, report  # noqa: E402
from sendoff.lab import World  # noqa: E402

DOCUMENT = """{"postfix::relayhost": "[smtp.example.net]:587", "postfix::envelope_from": "webserver@example.net",
 "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": "user:password"}}"""
PUPPET = 'file { "/etc/bench/one": content => "one\\n" }\nfile { "/etc/bench/two": content => "two\\n" }\n'
ANSIBLE = """- hosts: localhost
  connection: local
  tasks:
    - copy: {dest: /etc/bench/one, content: "one\\n"}
    - copy: {dest: /etc/bench/two, content: "two\\n"}
    - lineinfile: {path: /etc/bench/three, line: "x = 1", create: true}
"""


def seconds(world: World, command: list[str]) -> Callable[[], float]:
    """Return a function that runs a command in the world and gives its seconds."""

    def run() -> float:
        started = time.perf_counter()
        world.run(command, timeout=120, env={"HOME": "/root", "NO_COLOR": "1"})
        return time.perf_counter() - started

    return run


def main() -> int:
    """Measure both peers; 1 when a ratio misses what is wanted."""
    missing = [name for name in ("puppet", "ansible-playbook") if not shutil.which(name)]
    if missing:
        print(f"missing: {', '.join(missing)}; apt-get install puppet ansible-core", file=sys.stderr)
        return 2
    subprocess.run([ROOT / "bin/sendoff", "--version"], check=True, stdout=subprocess.DEVNULL)
    with World(zones=["smtp.example.net. A 10.77.0.13"]) as world:
        world.run(["mkdir", "-p", "/etc/sendoff", "/etc/bench"])
        world.path("/etc/sendoff/server.json").write_text(DOCUMENT)
        world.path("/etc/bench/site.pp").write_text(PUPPET)
        world.path("/etc/bench/site.yml").write_text(ANSIBLE)
        sendoff = str(ROOT / "bin/sendoff")
        world.run([sendoff, "apply", "--yes", "--accept", "smarthost"], timeout=60)
        plan = seconds(world, [sendoff, "plan"])
        ansible = ["ansible-playbook", "-i", "localhost,", "/etc/bench/site.yml"]
        peers = {
            "puppet apply, two unchanged files": (["puppet", "apply", "/etc/bench/site.pp"], 20.0),
            "ansible-playbook, three unchanged tasks": (ansible, 60.0),
        }
        good = True
        for name, (command, wanted) in peers.items():
            print(name)
            measured = compare(plan, seconds(world, command))
            good &= report(("sendoff plan, in sync", name), "s", measured, wanted)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
