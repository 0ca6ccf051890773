"""What differs between the two worlds, in sentences: the same change of many mails is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sendoff.rehearsal import words
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, Arrival, Difference, Observed, World


def compare(mails: Sequence[Mail], now: World, then: World) -> Iterator[Difference]:
    """Yield each difference, what becomes of the mail first."""
    if now.trouble or then.trouble:
        if then.trouble != now.trouble:
            yield Difference(_troubles(now, then), tuple(mail.id for mail in mails))
        return
    pairs = [(mail, now.of(mail), then.of(mail)) for mail in mails]
    yield from _outcomes(pairs)
    yield from _notices(pairs)
    for aspect in _ASPECTS:
        yield from _aspect(pairs, aspect)


Pair = tuple[Mail, Observed, Observed]


def _troubles(now: World, then: World) -> str:
    if not then.trouble:
        return f"this server now takes mail; as it is, it takes none: {now.trouble}"
    as_it_is = "it runs as it is" if not now.trouble else f"as it is: {now.trouble}"
    return f"Postfix does not start any more: {then.trouble}; {as_it_is}"


def _outcomes(pairs: Sequence[Pair]) -> Iterator[Difference]:
    every = [mail for mail, was, comes in pairs if (was.taken or comes.taken) and not mail.declared]
    groups: dict[tuple[object, object], list[Pair]] = {}
    for pair in pairs:
        _, was, comes = pair
        if words.kind(was) != words.kind(comes):
            groups.setdefault((words.kind(comes), words.kind(was)), []).append(pair)
    for group in groups.values():
        _, was, comes = group[0]
        found = [mail for mail, _, _ in group]
        text = f"{words.subject(found, every)} now {words.present(comes)}; it {words.past(was)}"
        yield Difference(text, tuple(mail.id for mail in found))


def _notices(pairs: Sequence[Pair]) -> Iterator[Difference]:
    """Yield where notices about mail that came back in both worlds go, if that differs."""
    groups: dict[tuple[object, object], list[Pair]] = {}
    for pair in pairs:
        was, comes = (Observed(True, "", each.notices) for each in pair[1:])
        if was.arrivals and comes.arrivals and words.kind(was) != words.kind(comes):
            groups.setdefault((words.kind(comes), words.kind(was)), []).append((pair[0], was, comes))
    every = [mail for mail, was, comes in pairs if was.notices and comes.notices]
    for group in groups.values():
        found, (_, was, comes) = [mail for mail, _, _ in group], group[0]
        about = words.subject(found, every)
        text = f"the non-delivery notice about {about} now {words.present(comes)}; it {words.past(was)}"
        yield Difference(text, tuple(mail.id for mail in found))


def _aspect(pairs: Sequence[Pair], aspect: Aspect) -> Iterator[Difference]:
    """Yield what differs of mail that arrives in both worlds."""
    value = aspect.value
    both = [
        (mail, value(_arrived(was)[0]), value(_arrived(comes)[0]))
        for mail, was, comes in pairs if _arrived(was) and _arrived(comes)
    ]  # fmt: skip
    # The null sender stays as it is, whatever all others become.
    every = [mail for mail, was, comes in both if was != comes or was != _NULL]
    groups: dict[str, list[tuple[Mail, str]]] = {}
    for mail, was, comes in both:
        if was != comes:
            groups.setdefault(comes, []).append((mail, was))
    for after, group in groups.items():
        found = [mail for mail, _ in group]
        before = _or(list(dict.fromkeys(was for _, was in group)))
        text = f"{words.subject(found, every)} now {aspect.now.format(after)}; it {aspect.then.format(before)}"
        yield Difference(text, tuple(mail.id for mail in found))


def _or(texts: Sequence[str]) -> str:
    most = 3
    *some, last = [*texts[:most], *(["others"] if len(texts) > most else [])]
    return f"{', '.join(some)} or {last}" if some else last


def _arrived(seen: Observed) -> list[Arrival]:
    return [each for each in seen.arrivals if each.fate == ARRIVED]


_NULL = "the null sender"


class Aspect(NamedTuple):
    """Something of a mail that arrives: its value, and how a sentence says it."""

    value: Callable[[Arrival], str]
    now: str
    then: str


_ASPECTS = (
    Aspect(lambda each: each.sender or _NULL, "has the envelope sender {}", "had {}"),
    Aspect(lambda each: each.header_from or "none", "has the header From {}", "had {}"),
    Aspect(words.protection, "is {}", "was {}"),
    Aspect(lambda each: f"with the login {each.login}" if each.login else "without a login", "is sent {}", "went {}"),
    Aspect(lambda each: each.helo, "is announced as {} (HELO)", "was announced as {}"),
)
