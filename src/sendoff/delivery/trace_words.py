"""Where a mail is, in plain words. Texts of strangers in them are as they came: whoever prints makes them printable."""

from __future__ import annotations

from collections.abc import Callable

from sendoff.delivery.trace_known import GOOD, Answer, Traced

Clock = Callable[[int], str]
"""Words for a moment in microseconds."""

_MICRO = 1_000_000
_HERE = ("local", "virtual")
_STILL = ("deferred", "held", "queued")


def verdict(one: Traced, clock: Clock, span: Callable[[float], str]) -> str:
    """Return one verdict as the rest of a sentence whose subject is the recipient."""
    moment = clock(one.last_seen)
    mail, status = one.end.mail, one.end.verdict
    if status == "sent":
        return f"{_sent(one)} at {moment}{_after(one, span)}"
    if status == "deferred":
        return _deferred(one, clock)
    if status == "bounced":
        return f"{_bounced(one)} at {moment}"
    if status == "expired":
        began = one.origin.began
        waited = f"after {span((one.last_seen - began) / _MICRO)} " if began is not None else ""
        return f"gave up {waited}(expired) at {moment}"
    if status == "held":
        return f"on hold since {clock(mail.held)}" if mail.held is not None else "on hold"
    if status == "deleted":
        by = "thrown away by a rule of this server (discarded)" if mail.ending == "discarded" else None
        return f"{by or 'deleted by an administrator'} at {moment}"
    if status == "queued":
        return f"still queued, not yet tried{f': {one.end.lost}' if one.end.lost else ''}"
    return f"unknown: {one.end.lost or 'the log does not tell the end'}"


def _sent(one: Traced) -> str:
    relay = one.end.fate.relay if one.end.fate else None
    if relay in _HERE:
        return f"delivered on this server ({relay})"
    if relay in (None, "none"):
        return "accepted and sent nowhere (no next hop: the discard service)"
    return f"delivered to {relay}"


def _after(one: Traced, span: Callable[[float], str]) -> str:
    """Return how long it took since it was handed in; a message that went on here has a clock of its own."""
    began, fate = one.origin.began, one.end.fate
    seconds = fate.delay if fate else None
    if len(one.end.way) > 1 or one.origin.id != one.end.mail.id:
        # A log that tells whole seconds may put both into one.
        seconds = max((one.last_seen - began) / _MICRO, seconds or 0.0) if began is not None else None
    return "" if seconds is None else f", {span(seconds)} after it was handed in"


def _deferred(one: Traced, clock: Clock) -> str:
    count = one.end.fate.attempts if one.end.fate else 0
    tries = f"{count} attempt{'' if count == 1 else 's'}, the last at {clock(one.last_seen)}"
    coming = (
        f"next one at {clock(one.next_retry)}" if one.next_retry is not None else "when the next one is, is not known"
    )
    began = one.origin.began
    since = f"waits since {clock(began)}" if began is not None else "waits"
    return f"{since}; {tries}; {coming}"


def _bounced(one: Traced) -> str:
    if one.end.mail.sender == "":
        return "could not be delivered (bounced; the null sender gets no notice)"
    return "came back to the sender (bounced)"


def exit_code(answer: Answer) -> int:
    """Return 0 all delivered, 1 nothing found, 2 something is not delivered, 3 of something the end is unknown."""
    statuses = {one.end.verdict for one in answer.traced}
    if answer.rejections or statuses - {*GOOD, "unknown"}:
        return 2
    if not statuses:
        return 1
    return 3 if "unknown" in statuses else 0


def asked_for(answer: Answer) -> str:
    """Return what was asked for, with how it was understood."""
    asked = (f"{text} (as {' or '.join(words)})" for text, words in answer.understood)
    return ", ".join(asked) or "that span of time"


def recipient(one: Traced) -> str:
    """Return for whom a verdict is."""
    end = one.end
    if end.recipient is None:
        told = "recipients not known" if not end.others else f"{end.others} recipient{'s' if end.others > 1 else ''}"
        told += " whom no line names" if end.others else ""
        return f"({told})" + (f", addressed as {end.original}" if end.original else "")
    return end.recipient + (f" (addressed as {end.original})" if end.original else "")


def is_open(one: Traced) -> bool:
    """Tell whether the mail is still in the queue."""
    return one.end.verdict in _STILL
