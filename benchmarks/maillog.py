"""A mail log as a busy web server writes it, made up: the same seed gives the same lines.

    python benchmarks/maillog.py 1000000 > mail.log

Messages come by sendmail and by SMTP, go to one recipient or several, are sent, deferred and retried, or bounced with a
notice; connections have TLS or not, some are used again; and some of the lines are another program's. Messages overlap
as they do in life: lines are in the order of time, not of messages.
"""

from __future__ import annotations

import heapq
import itertools
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

HOST = "web1"
START = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
DOMAINS = [f"{name}.example" for name in ("mail", "post", "shop", "club", "inbox", "office", "village", "harbour")]
POPULARITY = (40, 20, 10, 10, 8, 6, 4, 2)
RECIPIENTS = ((1, 2, 3, 12), (85, 8, 5, 2))
BY_SENDMAIL, BOUNCED, DEFERRED, WITH_TLS, REUSED, FOREIGN = 0.6, 0.04, 0.07, 0.7, 0.18, 0.4
BACKOFF = (300, 600, 1200, 2400)
REFUSALS = (
    ("5.1.1", "550 5.1.1 <{to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)"),
    ("5.7.1", "550 5.7.1 messages from [192.0.2.25] weren't sent. (S3140) (in reply to MAIL FROM command)"),
    ("5.2.2", "552 5.2.2 The recipient's mailbox is full (in reply to RCPT TO command)"),
)
POSTPONED = (
    ("4.7.1", "host {mx} said: 450 4.7.1 <{to}>: Greylisted, try again later (in reply to RCPT TO command)"),
    ("4.4.1", "connect to {mx}:25: Connection timed out"),
    ("4.7.0", "host {mx} refused to talk to me: 421 4.7.0 Too many connections from your address"),
)
CIPHER = "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS"
LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
LONG_SECONDS = 100

Timed = list[tuple[float, str]]


def long_id(when: float, inode: int) -> str:
    """Return a queue id as Postfix makes it with `enable_long_queue_ids`: seconds, microseconds, z, inode."""
    seconds, micro = divmod(round(when * 1e6), 1_000_000)
    return f"{_digits(seconds, 52, 6)}{_digits(micro, 52, 4)}z{_digits(inode, 51, 4)}"


def short_id(when: float, inode: int) -> str:
    """Return a queue id as Postfix makes it by default: microseconds and inode."""
    return f"{round(when * 1e6) % 1_000_000:05X}{inode:X}"


def _digits(number: int, base: int, width: int) -> str:
    found = ""
    while number or len(found) < width:
        number, digit = divmod(number, base)
        found = LETTERS[digit] + found
    return found


def _seconds(value: float) -> str:
    return f"{value:.0f}" if value >= LONG_SECONDS else f"{value:.2g}"


class _Message:
    """The lines of one message."""

    def __init__(self, pick: random.Random, number: int, when: float, *, long_ids: bool) -> None:
        self.pick, self.number, self.began = pick, number, when
        self.make_id = long_id if long_ids else short_id
        self.queue_id = self.make_id(when, 100_000 + number % 50_000)
        self.sender = f"www{pick.randrange(40)}@{HOST}.example.net"
        self.count = pick.choices(*RECIPIENTS)[0]
        self.size = pick.randrange(800, 60_000)
        self.lines: Timed = []

    def tell(self, when: float, program: str, pid: int, text: str) -> None:
        self.lines.append((when, f"postfix/{program}[{pid}]: {text}"))

    def all(self) -> Timed:
        """Return every line with its time."""
        self._begin()
        fates = [self._recipient() for _ in range(self.count)]
        end = max(when for when, _ in fates)
        if any(bounced for _, bounced in fates):
            self._notice(end)
        self.tell(end + 0.01, "qmgr", 777, f"{self.queue_id}: removed")
        if self.pick.random() < FOREIGN:
            name = self.pick.randrange(99)
            self.lines.append((self.began + self.pick.random(), f"dovecot: imap-login: Login: user=<box{name}>, TLS"))
        return self.lines

    def _begin(self) -> None:
        when, queue_id, pick = self.began, self.queue_id, self.pick
        if pick.random() < BY_SENDMAIL:
            uid = 33 + pick.randrange(40)
            self.tell(when, "pickup", pick.randrange(900, 905), f"{queue_id}: uid={uid} from=<{self.sender}>")
        else:
            pid, client = pick.randrange(2000, 2040), "localhost[127.0.0.1]"
            self.tell(when - 0.02, "smtpd", pid, f"connect from {client}")
            self.tell(when, "smtpd", pid, f"{queue_id}: client={client}")
            counts = f"ehlo=1 mail=1 rcpt={self.count} data=1 quit=1 commands={self.count + 4}"
            self.tell(when + 0.05, "smtpd", pid, f"disconnect from {client} {counts}")
        name = f"<{self.number}.{pick.randrange(10**9)}@{HOST}.example.net>"
        self.tell(when + 0.01, "cleanup", pick.randrange(1000, 1010), f"{queue_id}: message-id={name}")
        self._active(when + 0.02)

    def _active(self, when: float) -> None:
        text = f"{self.queue_id}: from=<{self.sender}>, size={self.size}, nrcpt={self.count} (queue active)"
        self.tell(when, "qmgr", 777, text)

    def _recipient(self) -> tuple[float, bool]:
        """Add a recipient's attempts; return when the last one ended, and whether it bounced."""
        pick, when = self.pick, self.began + 0.02
        domain = pick.choices(DOMAINS, POPULARITY)[0]
        to = f"user{pick.randrange(200_000)}@{domain}"
        mx = f"mx{pick.randrange(1, 4)}.{domain}[192.0.2.{pick.randrange(1, 250)}]"
        fate, pid = pick.random(), pick.randrange(3000, 3060)
        if fate > 1 - DEFERRED:
            for wait in BACKOFF[: pick.randrange(1, 5)]:
                dsn, words = pick.choice(POSTPONED)
                relay = "none" if words.startswith("connect") else f"{mx}:25"
                self._attempt(when + 1, pid, to, relay, dsn, "deferred", words.format(mx=mx, to=to))
                when += wait
                self._active(when)
        end = when + pick.uniform(0.2, 4)
        if fate < BOUNCED:
            dsn, words = pick.choice(REFUSALS)
            self._attempt(end, pid, to, f"{mx}:25", dsn, "bounced", f"host {mx} said: {words.format(to=to)}")
            return end, True
        if pick.random() < WITH_TLS:
            self.tell(end - 0.1, "smtp", pid, f"Trusted TLS connection established to {mx}:25: {CIPHER}")
        words = f"250 2.0.0 Ok: queued as {pick.randrange(16**10):010X}"
        self._attempt(end, pid, to, f"{mx}:25", "2.0.0", "sent", words)
        return end, False

    def _attempt(self, when: float, pid: int, to: str, relay: str, dsn: str, status: str, words: str) -> None:  # noqa: PLR0917
        used = f"conn_use={self.pick.randrange(2, 9)}, " if self.pick.random() < REUSED else ""
        delay = when - self.began
        last = min(delay, 0.6)
        stages = "/".join((_seconds(max(0.0, delay - 1)), "0.01", _seconds(last / 2), _seconds(last)))
        fields = f"to=<{to}>, relay={relay}, {used}delay={_seconds(delay)}, delays={stages}, dsn={dsn}"
        self.tell(when, "smtp", pid, f"{self.queue_id}: {fields}, status={status} ({words})")

    def _notice(self, when: float) -> None:
        child = self.make_id(when + 0.01, 160_000 + self.number % 50_000)
        name = f"<{self.number}.notice@{HOST}.example.net>"
        self.tell(when + 0.005, "cleanup", self.pick.randrange(1000, 1010), f"{child}: message-id={name}")
        self.tell(when + 0.006, "bounce", 1100, f"{self.queue_id}: sender non-delivery notification: {child}")
        self.tell(when + 0.008, "qmgr", 777, f"{child}: from=<>, size={self.size + 2000}, nrcpt=1 (queue active)")
        fields = f"to=<{self.sender}>, relay=local, delay=0.06, delays=0.03/0.01/0/0.02, dsn=2.0.0"
        self.tell(when + 0.009, "local", 1200, f"{child}: {fields}, status=sent (delivered to mailbox)")
        self.tell(when + 0.01, "qmgr", 777, f"{child}: removed")


def lines(
    count: int, seed: int = 1, *, traditional: bool = False, long_ids: bool = False, rate: float = 3.0
) -> Iterator[str]:
    """Yield `count` lines without line ends; `rate` is messages a second of the log's time."""
    return itertools.islice(_lines(seed, traditional=traditional, long_ids=long_ids, rate=rate), count)


def _lines(seed: int, *, traditional: bool, long_ids: bool, rate: float) -> Iterator[str]:
    stamp = _traditional if traditional else _rfc3339
    pick = random.Random(seed)  # noqa: S311 # nothing secret
    waiting: list[tuple[float, int, str]] = []
    when, order = START, itertools.count()
    for number in itertools.count(1):
        when += pick.expovariate(rate)
        while waiting and waiting[0][0] < when - 0.1:
            moment, _, text = heapq.heappop(waiting)
            yield f"{stamp(moment)} {HOST} {text}"
        for moment, text in _Message(pick, number, when, long_ids=long_ids).all():
            heapq.heappush(waiting, (moment, next(order), text))


def _rfc3339(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).isoformat(timespec="microseconds")


def _traditional(when: float) -> str:
    moment = datetime.fromtimestamp(when, UTC)
    return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S}"


def main() -> None:
    """Write a log to standard output."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    traditional, long_ids = "--traditional" in sys.argv, "--long" in sys.argv
    for line in lines(numbers[0] if numbers else 1_000_000, traditional=traditional, long_ids=long_ids):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
