"""A mail log as a busy web server writes it, made up: the same seed gives the same lines.

    python benchmarks/maillog.py 1000000 > mail.log

Messages come by sendmail and by SMTP, go to one recipient or several, are sent, deferred and retried, bounced with a
notice, or expire; connections with and without TLS, some used again; and a tenth of the lines is other programs' talk.
Messages overlap as they do in life: lines are in the order of time, not of messages.
"""

from __future__ import annotations

import heapq
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

HOST = "web1"
START = datetime(2026, 11, 1, tzinfo=UTC)
DOMAINS = [f"{name}.example" for name in ("mail", "post", "shop", "club", "inbox", "office", "village", "harbour")]
WEIGHTS = [40, 20, 10, 10, 8, 6, 4, 2]
REFUSED = [
    ("5.1.1", "550 5.1.1 <{to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)"),
    (
        "5.7.1",
        "550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. (S3140) (in reply to MAIL FROM command)",
    ),
    ("5.2.2", "552 5.2.2 The recipient's mailbox is full (in reply to RCPT TO command)"),
]
POSTPONED = [
    ("4.7.1", "host {mx} said: 450 4.7.1 <{to}>: Greylisted, try again later (in reply to RCPT TO command)"),
    ("4.4.1", "connect to {mx}:25: Connection timed out"),
    ("4.7.0", "host {mx} refused to talk to me: 421 4.7.0 Too many connections from your address"),
]
_LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
_RETRIES = (300, 600, 1200, 2400, 4000)


def long_id(when: float, inode: int) -> str:
    """Return a queue id as Postfix makes it with `enable_long_queue_ids`: seconds, microseconds, z, inode."""
    seconds, micro = divmod(round(when * 1e6), 1_000_000)
    return _digits(seconds, 52, 6) + _digits(micro, 52, 4) + "z" + _digits(inode, 51, 4)


def short_id(when: float, inode: int) -> str:
    """Return a queue id as Postfix makes it by default: microseconds and inode."""
    return f"{round(when * 1e6) % 1_000_000:05X}{inode:X}"


def _digits(number: int, base: int, width: int) -> str:
    found = ""
    while number or len(found) < width:
        number, digit = divmod(number, base)
        found = _LETTERS[digit] + found
    return found


class _Maker:
    def __init__(self, seed: int, long_ids: bool, rate: float) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.make_id = long_id if long_ids else short_id
        self.rate = rate
        self.number = 0

    def messages(self) -> Iterator[tuple[float, list[tuple[float, str]]]]:
        """Yield each message's start and lines: (seconds, text behind the host), for ever."""
        now = START.timestamp()
        while True:
            now += self.random.expovariate(self.rate)
            yield now, self._message(now)

    def _message(self, now: float) -> list[tuple[float, str]]:
        pick, self.number = self.random, self.number + 1
        queue_id = self.make_id(now, 100_000 + self.number % 50_000)
        size, count = pick.randrange(800, 60_000), pick.choices((1, 2, 3, 12), (85, 8, 5, 2))[0]
        sender = f"www{pick.randrange(40)}@{HOST}.example.net"
        mta = f"{queue_id}: "
        lines = []
        if pick.random() < 0.6:
            lines.append(
                (now, f"postfix/pickup[{pick.randrange(900, 905)}]: {mta}uid={33 + pick.randrange(40)} from=<{sender}>")
            )
        else:
            pid = pick.randrange(2000, 2040)
            lines.append((now - 0.02, f"postfix/smtpd[{pid}]: connect from localhost[127.0.0.1]"))
            lines.append((now, f"postfix/smtpd[{pid}]: {mta}client=localhost[127.0.0.1]"))
            lines.append(
                (
                    now + 0.05,
                    f"postfix/smtpd[{pid}]: disconnect from localhost[127.0.0.1] ehlo=1 mail=1 rcpt={count} data=1 quit=1 commands={count + 4}",
                )
            )
        lines.append(
            (
                now + 0.01,
                f"postfix/cleanup[{pick.randrange(1000, 1010)}]: {mta}message-id=<{self.number}.{pick.randrange(10**9)}@{HOST}.example.net>",
            )
        )
        lines.append(
            (now + 0.02, f"postfix/qmgr[777]: {mta}from=<{sender}>, size={size}, nrcpt={count} (queue active)")
        )
        end = now + 0.02
        bounced = False
        for _ in range(count):
            domain = pick.choices(DOMAINS, WEIGHTS)[0]
            recipient = f"user{pick.randrange(200_000)}@{domain}"
            mx = f"mx{pick.randrange(1, 4)}.{domain}[192.0.2.{pick.randrange(1, 250)}]"
            fate = pick.random()
            when, tries = now + 0.02, 0
            if fate > 0.93:
                for wait in _RETRIES[: pick.randrange(1, 5)]:
                    dsn, words = pick.choice(POSTPONED)
                    words = words.format(mx=mx, to=recipient)
                    lines.append(
                        (
                            when + 1,
                            self._to(
                                queue_id,
                                recipient,
                                mx if "connect" not in words else "",
                                when + 1 - now,
                                dsn,
                                "deferred",
                                words,
                            ),
                        )
                    )
                    tries += 1
                    when += wait
                    lines.append(
                        (when, f"postfix/qmgr[777]: {mta}from=<{sender}>, size={size}, nrcpt={count} (queue active)")
                    )
            took = pick.uniform(0.2, 4)
            pid = pick.randrange(3000, 3060)
            if fate < 0.04:
                dsn, words = pick.choice(REFUSED)
                words = f"host {mx} said: " + words.format(to=recipient)
                lines.append(
                    (when + took, self._to(queue_id, recipient, mx, when + took - now, dsn, "bounced", words, pid))
                )
                bounced = True
            else:
                if pick.random() < 0.7:
                    lines.append(
                        (
                            when + took * 0.6,
                            f"postfix/smtp[{pid}]: Trusted TLS connection established to {mx}:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256",
                        )
                    )
                words = f"250 2.0.0 Ok: queued as {pick.randrange(16**10):010X}"
                lines.append(
                    (when + took, self._to(queue_id, recipient, mx, when + took - now, "2.0.0", "sent", words, pid))
                )
            end = max(end, when + took)
        if bounced:
            child = self.make_id(end + 0.01, 160_000 + self.number % 50_000)
            lines.append(
                (
                    end + 0.01,
                    f"postfix/cleanup[{pick.randrange(1000, 1010)}]: {child}: message-id=<{self.number}.b@{HOST}.example.net>",
                )
            )
            lines.append(
                (
                    end + 0.02,
                    f"postfix/bounce[{pick.randrange(1100, 1110)}]: {mta}sender non-delivery notification: {child}",
                )
            )
            lines.append(
                (end + 0.03, f"postfix/qmgr[777]: {child}: from=<>, size={size + 2000}, nrcpt=1 (queue active)")
            )
            lines.append(
                (
                    end + 0.09,
                    f"postfix/local[1200]: {child}: to=<{sender}>, relay=local, delay=0.06, delays=0.03/0.01/0/0.02, dsn=2.0.0, status=sent (delivered to mailbox)",
                )
            )
            lines.append((end + 0.1, f"postfix/qmgr[777]: {child}: removed"))
        lines.append((end + 0.01, f"postfix/qmgr[777]: {mta}removed"))
        if pick.random() < 0.4:
            lines.append(
                (
                    now + pick.random(),
                    f"dovecot: imap-login: Login: user=<box{pick.randrange(99)}>, method=PLAIN, rip=192.0.2.9, TLS",
                )
            )
        return lines

    def _to(
        self, queue_id: str, to: str, mx: str, delay: float, dsn: str, status: str, words: str, pid: int = 3001
    ) -> str:
        relay, again = (f"{mx}:25", self.random.random() < 0.18) if mx else ("none", False)
        used = f"conn_use={self.random.randrange(2, 9)}, " if again else ""
        a, d = max(0.0, delay - 1), min(delay, 0.6)
        return (
            f"postfix/smtp[{pid}]: {queue_id}: to=<{to}>, relay={relay}, {used}delay={_seconds(delay)}, "
            f"delays={_seconds(a)}/0.01/{_seconds(d / 2)}/{_seconds(d)}, dsn={dsn}, status={status} ({words})"
        )


def _seconds(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"


def lines(
    count: int, seed: int = 1, *, traditional: bool = False, long_ids: bool = False, rate: float = 3.0
) -> Iterator[str]:
    """Yield `count` lines without line ends; `rate` is messages a second of log time."""
    stamp = _traditional if traditional else _rfc3339
    waiting: list[tuple[float, int, str]] = []
    number = given = 0
    for start, found in _Maker(seed, long_ids, rate).messages():
        while waiting and waiting[0][0] < start - 0.1:
            when, _, text = heapq.heappop(waiting)
            yield f"{stamp(when)} {HOST} {text}"
            given += 1
            if given == count:
                return
        for when, text in found:
            number += 1
            heapq.heappush(waiting, (when, number, text))


def _rfc3339(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).isoformat(timespec="microseconds")


def _traditional(when: float) -> str:
    moment = datetime.fromtimestamp(when, UTC)
    return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S}"


def main() -> None:
    """Write a log to standard output."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for line in lines(count, traditional="--traditional" in sys.argv, long_ids="--long" in sys.argv):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
