"""What it costs to tell the class of each refusal, against reading the log that has them and against a whole import.

    .venv-test/bin/python benchmarks/classify.py [--quick]

100,000 refusals that differ in recipient, host, ids and times, in the proportions of a server that everybody
refuses; and as many in which a bare name stands that is another each time, without a digit or an `@` about it.
Times are seconds of the processor, so that other work on the machine counts less. The log of the import has
all lines of each message, as Postfix has them: pickup, cleanup, active, refused, removed.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import at_most  # noqa: E402
from sendoff.delivery import parse  # noqa: E402
from sendoff.replies import classifying  # noqa: E402
from sendoff.replies.classifying import classify  # noqa: E402

COUNT, QUICK, RUNS = 100_000, 20_000, 5
SHARE = 0.1
FEW = 0.01
"""So many of the bare names make a template of their own: for each of those the tables are asked."""
OWN = "192.0.2.25"
STAMP = "2026-11-23T10:00:00.123456+00:00 web1 postfix"
LATEST = 4e9

Refusal = tuple[str, str, str]


def refusals(count: int) -> list[Refusal]:
    """Return so many replies with their enhanced codes and relays; the same seed gives the same."""
    pick = random.Random(1)  # noqa: S311 - nothing secret
    return [_refusal(pick) for _ in range(count)]


def bare_names(count: int) -> list[Refusal]:
    """Return so many replies that have nothing but a name of their own: nothing tells it from a word but that none is.

    A name is of random letters, so that hardly two are the same.
    """
    pick = random.Random(2)  # noqa: S311 - nothing secret
    return [_bare_name(pick) for _ in range(count)]


def _bare_name(pick: random.Random) -> Refusal:
    first, last, site = ("".join(pick.choices("abcdefghijklmnoprstuvwz", k=pick.randrange(5, 10))) for _ in range(3))
    words = pick.choice((
        f"550 No such user {first} here",
        f"550 5.1.1 {first.title()}.{last.title()}... User unknown",
        f"550 Mailbox {first}_{last} at mail.{site}.example is full",
        f"550 Unknown recipient - {first}.{last}",
        f"554 5.7.1 The account {first} of {site} is closed",
    ))  # fmt: skip
    host = f"mx.{site}.example[198.51.100.{pick.randrange(1, 250)}]"
    return f"host {host} said: {words} (in reply to RCPT TO command)", "5.0.0", f"{host}:25"


def _refusal(pick: random.Random) -> Refusal:
    to = f"user{pick.randrange(10**6)}@domain{pick.randrange(5000)}.example"
    host = f"mx{pick.randrange(1, 4)}.{to.partition('@')[2]}[198.51.100.{pick.randrange(1, 250)}]"
    some_id = f"{pick.randrange(16**12):012x}"
    gmail = f"gmail-smtp-in.l.google.com[142.250.102.{pick.randrange(20, 40)}]"
    olc = f"hotmail-com.olc.protection.outlook.com[52.101.73.{pick.randrange(30)}]"
    yahoo = f"mta{pick.randrange(5, 8)}.am0.yahoodns.net[67.195.204.{pick.randrange(99)}]"
    near = f"[AM{pick.randrange(9)}EUR06FT{pick.randrange(999):03d}.eop-eur06.prod.protection.outlook.com 2026-11-23T"
    near += f"10:{pick.randrange(60):02d}:00.{pick.randrange(999):03d}Z 08DE{some_id.upper()}]"
    gsmtp = f"{some_id}-{some_id[:9]}si{pick.randrange(10**8)}f8f.{pick.randrange(999)} - gsmtp"
    kinds: tuple[tuple[int, str, str, str], ...] = (
        (
            20,
            gmail,
            "5.1.1",
            "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 "
            "double-checking the recipient's email address for typos or 550-5.1.1 unnecessary spaces. For more "
            "information, "
            f"go to 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser {gsmtp} (in reply to RCPT TO command)",
        ),
        (
            20,
            olc,
            "5.7.1",
            f"550 5.7.1 Unfortunately, messages from [{OWN}] weren't sent. Please contact your Internet "
            "service provider since part of their network is on our block list (S3140). You can also refer your "
            "provider to "
            f"http://mail.live.com/mail/troubleshooting.aspx#errors. {near} (in reply to MAIL FROM command)",
        ),
        (
            10,
            yahoo,
            "4.7.0",
            f"421 4.7.0 [TSS04] Messages from {OWN} temporarily deferred due to unexpected volume or user "
            "complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes (in reply to MAIL FROM command)",
        ),
        (
            15,
            host,
            "5.1.1",
            f"550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table (in reply "
            "to RCPT TO command)",
        ),
        (5, host, "5.2.2", f"552 5.2.2 <{to}>: Mailbox is full (in reply to RCPT TO command)"),
        (
            5,
            host,
            "4.2.0",
            f"450 4.2.0 <{to}>: Recipient address rejected: Greylisted, see "
            f"http://postgrey.schweikert.ch/help/{to.partition('@')[2]}.html (in reply to RCPT TO command)",
        ),
        (
            5,
            host,
            "5.7.1",
            f"554 5.7.1 Service unavailable; Client host [{OWN}] blocked using zen.spamhaus.org; "
            f"https://www.spamhaus.org/query/ip/{OWN} (in reply to RCPT TO command)",
        ),
        (10, "", "4.4.1", f"connect to {host}:25: Connection timed out"),
        (
            5,
            "",
            "5.4.4",
            f"Host or domain name not found. Name service error for name={to.partition('@')[2]} type=AAAA: "
            "Host not found",
        ),
        (5, host, "5.0.0", f"550 No such user - {to} (in reply to RCPT TO command)"),
    )
    _, at, dsn, words = pick.choices(kinds, [kind[0] for kind in kinds])[0]
    return (f"host {at} said: {words}" if at else words), dsn, f"{at}:25" if at else "none"


def line(number: int, refusal: Refusal) -> str:
    """Return the line of the log that has a refusal."""
    reply, dsn, relay = refusal
    status = "deferred" if dsn[0] == "4" else "bounced"
    fields = f"relay={relay}, delay=1.2, delays=0.1/0.01/0.5/0.6, dsn={dsn}, status={status} ({reply})"
    return f"{STAMP}/smtp[123]: {number + 2**28:X}: to=<user{number}@domain.example>, {fields}"


def message(number: int, refusal: Refusal) -> list[str]:
    """Return all lines of a message that is refused."""
    queue_id = f"{number + 2**28:X}"
    return [
        f"{STAMP}/pickup[900]: {queue_id}: uid=33 from=<www@web1.example.net>",
        f"{STAMP}/cleanup[901]: {queue_id}: message-id=<{number}@web1.example.net>",
        f"{STAMP}/qmgr[902]: {queue_id}: from=<www@web1.example.net>, size=2000, nrcpt=1 (queue active)",
        line(number, refusal),
        f"{STAMP}/qmgr[902]: {queue_id}: removed",
    ]


def classifying_takes(found: list[Refusal]) -> float:
    """Return the seconds that the classes of all take, with nothing remembered before."""
    classifying._by_text.clear()
    classifying._by_template.clear()
    started = time.process_time()
    for reply, dsn, relay in found:
        classify(reply, dsn, relay)
    return time.process_time() - started


def reading_takes(data: bytes) -> float:
    """Return the seconds that `parse.read` takes for the same lines."""
    started = time.process_time()
    parse.read(data, LATEST)
    return time.process_time() - started


def importing_takes(log: Path) -> float:
    """Return the seconds of the processor that an import takes, all its processes together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(ROOT / "bin/sendoff"), "watch", "--import", str(log), "--database", f"{log}.db"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    Path(f"{log}.db").unlink()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Measure; 1 when classifying takes more than a tenth of an import, or a bare name misses what is remembered."""
    quick = "--quick" in sys.argv[1:]
    found = refusals(QUICK if quick else COUNT)
    data = "\n".join(line(number, each) for number, each in enumerate(found)).encode()
    classifying_takes(found[:1000])  # loads the tables
    own, reading = [], []
    for _ in range(RUNS):
        own.append(classifying_takes(found))
        reading.append(reading_takes(data))
    names = bare_names(count := len(found))
    named = [classifying_takes(names) for _ in range(RUNS)]
    templates = len(classifying._by_template)
    with TemporaryDirectory() as folder:
        log = Path(folder, "mail.log")
        log.write_text("\n".join(row for number, each in enumerate(found) for row in message(number, each)) + "\n")
        importing = [importing_takes(log) for _ in range(1 if quick else 3)]
    median = statistics.median
    print(f"{count} refusals; each of them takes")
    for name, taken in (
        ("classifying", own),
        ("classifying bare names", named),
        ("reading its line", reading),
        ("importing its message", importing),
    ):
        print(f"  {name:<42} median {median(taken) / count * 1e6:9.2f} us  ({min(taken) / count * 1e6:.2f} at best)")
    print(f"  {'classifying against reading':<42} {'':6} {median(own) / median(reading):9.2f}")
    print(f"  {'templates of bare names':<42} {'':6} {templates:9}")
    # The import classifies already: what it takes without is the rest.
    share = median(own) / (median(importing) - median(own))
    few = at_most("templates against bare names", [templates / count], "", FEW)
    return 0 if at_most("classifying against the rest of an import", [share], "", SHARE) and few else 1


if __name__ == "__main__":
    sys.exit(main())
