"""What it costs an import to understand refusals: a log in which every delivery is refused, with and without.

    .venv-test/bin/python benchmarks/import_refused.py [--quick] [--against FOLDER]

The replies are the examples of the tables (`sendoff.replies.rows`), from their providers' hosts and from others, with
changing ids. Both ways are `sendoff watch --import` into a new ledger, timed whole. Without: the same program, whose
words for a refusal are one class for all, so that nothing is looked at and no incident opens. `--against` takes another
tree of the project instead, such as one of before replies were understood.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.maillog import lines  # noqa: E402
from benchmarks.pairs import PAIRS, compare, report  # noqa: E402
from sendoff.replies.rows import FILES, rows_of  # noqa: E402

LINES, QUICK_LINES, QUICK_PAIRS = 500_000, 50_000, 2
WANTED = 0.9
HOSTS = {
    "microsoft": "hotmail-com.olc.protection.outlook.com",
    "google": "gmail-smtp-in.l.google.com",
    "yahoo": "mta5.am0.yahoodns.net",
    "apple": "mx01.mail.icloud.com",
    "gmx": "mx00.gmx.net",
    "t-online": "mx00.t-online.de",
    "proofpoint": "mxa-0001.pphosted.com",
    "any_server": "mx.site{}.example",
}
_TRIED = re.compile(
    r"(?P<head>.* postfix/smtp\[\d+\]: \w+: to=<[^>]*>), relay=[^ ]*, (?P<fields>.*)dsn=[\d.]*, status=\w+ \(.*"
)
_BLIND = (
    "import sendoff.delivery.attempts as a; a._meaning = lambda *_: ('unknown', '', '', '');"
    " from sendoff.cli import main; raise SystemExit(main())"
)


def replies() -> list[tuple[str, str]]:
    """Return hosts and what they say."""
    known = [(host, row) for name, host in HOSTS.items() for row in rows_of(name)]
    others = [(HOSTS["any_server"], row) for name in FILES if name not in HOSTS for row in rows_of(name)]
    return [(host, text) for host, row in [*known, *others] for text in (row.example, *row.more)]


def refused(count: int) -> Iterator[str]:
    """Yield the lines of a log in which nothing is delivered but what stays on the server."""
    pick, said = random.Random(1), replies()  # noqa: S311 # nothing secret
    for line in lines(count):
        found = _TRIED.match(line)
        if not found:
            yield line
            continue
        host, text = pick.choice(said)
        host, address = host.format(pick.randrange(500)), f"192.0.2.{pick.randrange(1, 255)}"
        text = text.replace("gsmtp", f"{pick.randrange(16**8):08x}.{pick.randrange(99)} - gsmtp")
        kind = text[:1] if text[:1] in "45" else "5"
        yield (
            f"{found['head']}, relay={host}[{address}]:25, {found['fields']}dsn={kind}.0.0,"
            f" status={'deferred' if kind == '4' else 'bounced'} (host {host}[{address}] said: {text}"
            f" [{pick.randrange(16**10):010X}] (in reply to RCPT TO command))"
        )


def importing(log: Path, count: int, source: Path, code: str) -> Callable[[], float]:
    """Return a function that imports the log with a tree's program and gives lines a second."""

    def run() -> float:
        with TemporaryDirectory(dir=log.parent) as folder:
            command = [sys.executable, "-c", code, "watch", "--import", str(log), "--database", f"{folder}/ledger.db"]
            started = time.perf_counter()
            subprocess.run(
                command, check=True, capture_output=True, env={"PYTHONPATH": str(source), "PATH": "/usr/bin:/bin"}
            )
            return count / (time.perf_counter() - started)

    return run


def main() -> int:
    """Measure; 1 when understanding costs more than a tenth."""
    quick = "--quick" in sys.argv[1:]
    count, pairs = (QUICK_LINES, QUICK_PAIRS) if quick else (LINES, PAIRS)
    other = Path(sys.argv[sys.argv.index("--against") + 1], "src") if "--against" in sys.argv else None
    plain = "from sendoff.cli import main; raise SystemExit(main())"
    with TemporaryDirectory() as folder:
        log = Path(folder, "mail.log")
        log.write_text("".join(f"{line}\n" for line in refused(count)))
        print(f"a generated log of {count} lines, {log.stat().st_size / 1e6:.0f} MB, {len(replies())} replies")
        without = importing(log, count, other or ROOT / "src", plain if other else _BLIND)
        measured = compare(without, importing(log, count, ROOT / "src", plain), pairs)
        names = ("without", "refusals understood")
        return 0 if report(names, "lines/s", measured, WANTED) else 1


if __name__ == "__main__":
    sys.exit(main())
