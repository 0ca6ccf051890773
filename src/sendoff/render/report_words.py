"""What a report says in words, the same as text and in HTML."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.config.masking import printable
from sendoff.delivery.report import Report
from sendoff.render.figures import number, share, size, times_usual
from sendoff.render.gap_words import sentences
from sendoff.render.moments import MICRO, local, span

STAGES = {
    "total": "in all",
    "before_queue_manager": "waiting in the queue",
    "queue_manager": "waiting for a delivery agent",
    "connection_setup": "connecting",
    "transmission": "sending",
}


class Line(NamedTuple):
    """One of the main figures; `unusual` says by how much it differs from the usual, or is empty."""

    name: str
    number: int
    usual: int | None
    said: str
    unusual: str


def title(report: Report) -> str:
    """Return the span in words."""
    length = span((report.until - report.since) / MICRO)
    return f"mail from {local(report.since)} to {local(report.until)} ({length})"


def main_figures(report: Report) -> list[Line]:
    """Return the figures that stand first."""
    ended = sum(report.counts[name] for name in ("sent", "bounced", "expired"))
    counts = report.counts
    found = [
        _line(report, "received", report.received_messages, _received(report)),
        _line(report, "sent", counts["sent"], _sent(report)),
        _line(report, "deferred", (report.attempts or {}).get("deferred", counts["deferred"]), _deferred(report)),
        _line(
            report, "bounced", counts["bounced"], f"recipients, {share(counts['bounced'], ended)} of those at their end"
        ),
        _line(report, "expired", counts["expired"], "recipients given up after too long in the queue"),
        _line(report, "rejected", report.rejected.number, "refused at this server's door"),
    ]
    more = {
        "deleted": "recipients whose message an administrator deleted",
        "unknown": "recipients of whom the log does not tell the end",
    }
    return found + [Line(name, counts[name], None, said, "") for name, said in more.items() if counts[name]]


def _line(report: Report, name: str, count: int, said: str) -> Line:
    usual = report.usually(name)
    return Line(name, count, usual, said, "" if usual is None else times_usual(count, usual))


def _received(report: Report) -> str:
    names = {"sendmail": "sendmail", "smtp": "SMTP", "unknown": "not known how"}
    ways = [f"{name} {number(report.received[way])}" for way, name in names.items() if report.received.get(way)]
    return "; ".join(["messages", ", ".join(ways), size(report.received_bytes)] if ways else ["messages"])


def _sent(report: Report) -> str:
    said = ["recipients", size(report.sent_bytes)]
    if report.sent_after_retry:
        said.append(f"{number(report.sent_after_retry)} after a retry")
    if report.tls:
        said.append(f"{share(report.tls['with'], sum(report.tls.values()))} of SMTP with TLS")
    elif report.counts["sent"]:
        said.append("TLS is not in the log")
    return "; ".join(said)


def _deferred(report: Report) -> str:
    waiting = report.waiting
    held = f", {number(waiting['held'])} of them on hold" if waiting["held"] else ""
    what = "attempts" if report.attempts is not None else "recipients"
    return f"{what}; {number(sum(waiting.values()))} recipients wait now{held}"


def notices(report: Report) -> str:
    """Return what became of this server's own notices, or an empty text where there were none."""
    told = [f"{number(count)} {verdict}" for verdict, count in report.notices.items() if count]
    made = report.received.get("notice", 0)
    if not told and not made:
        return ""
    return f"{number(made)} bounces and delay notices of this server: {', '.join(told) or 'none ended yet'}"


def usual(report: Report) -> str:
    """Return what is called usual here."""
    return f"usual: {report.usual.against}"


def knowledge(report: Report) -> list[str]:
    """Return how complete and fresh the report is, in sentences; the first says it in short."""
    known = report.knowledge
    if known.begins is None:
        return ["nothing is known: the ledger is empty", *_freshness(report)]
    first = "complete: the ledger knows all of this span" if known.complete else "NOT complete:"
    return [first, *sentences(known.gaps), *_freshness(report)]


def _freshness(report: Report) -> list[str]:
    known = report.knowledge
    runs = {
        True: "sendoff watch runs",
        False: "sendoff watch does not run",
        None: "whether sendoff watch runs is not known",
    }
    read = "never read"
    if known.last_read is not None:
        read = f"the log was read {span(max(0, report.now - known.last_read) / MICRO)} ago"
    newest = f", its newest line is of {local(known.last_line)}" if known.last_line is not None else ""
    said = [f"{runs[known.running]}; {read}{newest}", *(f"trouble: {printable(told)}" for told in known.troubles)]
    if report.addresses != "full":
        said.append(f"addresses are kept by sendoff::ledger as: {report.addresses}")
    if report.monitoring is False:
        said.append("monitoring is off by postfix::monitoring")
    return said


def submitters(report: Report, limit: int) -> list[tuple[str, dict[str, int]]]:
    """Return who handed mail in, local users, SASL names and clients in one list, the most first."""
    called = {"user": "user", "sasl_username": "SASL", "client": "client"}
    found = [
        (name if name.startswith("uid ") else f"{word} {name}", counts)
        for by, word in called.items()
        for name, counts in report.by[by].rows
    ]
    return sorted(found, key=lambda row: (-sum(count for kind, count in row[1].items() if kind != "bytes"), row[0]))[
        :limit
    ]


def cut(text: str, width: int) -> str:
    """Return a stranger's text so that it fits, without what a terminal would obey."""
    shown = printable(text)
    return shown if len(shown) <= width else f"{shown[: width - 1]}…"


def named(text: str, floor: int, shown: int, names: int) -> str:
    """Return a table's title with how many names there are beyond those shown."""
    more = f", the first {shown} of {number(names)}" if names > shown else ""
    rare = f"; counts may be low by {number(floor)}" if floor else ""
    return f"{text}{more}{rare}"
