"""DKIM's records: what is to be published, and whether what is published belongs to the key."""

from __future__ import annotations

import pytest

from sendoff.reputation.dkim import Published, judge, record, zone_form
from sendoff.reputation.dkim_rotation import DAY, Known, fresh_selector, next_step
from sendoff.reputation.dns import Answer

KEY = "MIIB" + "A" * 388
NAME = "s1._domainkey.example.org"


def answer(*values: str, outcome: str = "found", why: str = "") -> Answer:
    return Answer(NAME, "TXT", outcome, values, why=why)


def test_a_record_has_strings_that_fit_and_loses_no_character() -> None:
    made = record("example.org", "s1", KEY)
    assert made == (NAME, f"v=DKIM1; k=rsa; p={KEY}")
    line = zone_form(made)
    strings = line.split('"')[1::2]
    assert line.startswith(f"{NAME}. IN TXT ")
    assert max(map(len, strings)) == 255
    assert "".join(strings) == made.value


@pytest.mark.parametrize(
    ("found", "outcome", "word"),
    [
        (answer(f"v=DKIM1; k=rsa; p={KEY}"), "same", ""),
        (answer(f"p={KEY}"), "same", ""),
        (answer(f" v = DKIM1 ;k=rsa;h=sha1:sha256;s=email;p={KEY[:9]} {KEY[9:]};"), "same", ""),
        (answer(f"v=DKIM1; t=s; p={KEY}"), "same", ""),
        (answer(f"v=DKIM1; t=y:s; p={KEY}"), "same", "test"),
        (answer(outcome="no-such-name"), "missing", "no TXT"),
        (answer(outcome="no-data"), "missing", "no TXT"),
        (answer(f"p={KEY}", f"p={KEY}"), "other", "2 TXT records"),
        (answer("v=spf1 -all"), "other", "not a DKIM key record"),
        (answer(f"v=DKIM2; p={KEY}"), "other", "not a DKIM key record"),
        (answer("v=DKIM1; p="), "other", "revokes"),
        (answer("v=DKIM1; p=MIIC"), "other", "another key"),
        (answer(f"v=DKIM1; k=ed25519; p={KEY}"), "other", "another key"),
        (answer(f"v=DKIM1; h=sha1; p={KEY}"), "other", "sha256"),
        (answer(f"v=DKIM1; s=tlsrpt; p={KEY}"), "other", "not for mail"),
        (answer(outcome="unknown", why="SERVFAIL"), "unknown", "SERVFAIL"),
        (answer(outcome="unknown", why="timeout"), "unknown", "timeout"),
    ],
)
def test_what_is_published_is_compared_with_the_key(found: Answer, outcome: str, word: str) -> None:
    judged = judge(found, KEY)
    assert judged.outcome == outcome
    assert word in judged.why
    assert bool(judged.why) == (bool(word))


@pytest.mark.parametrize(
    ("known", "step", "selectors"),
    [
        (Known(("a",), frozenset("a"), 99 * DAY), "add", ("a", "new")),
        (Known(("a", "b"), frozenset("a"), 99 * DAY, Published("missing", "x")), "publish", ("a", "b")),
        (Known(("a", "b"), frozenset("a"), 99 * DAY, Published("unknown", "x")), "publish", ("a", "b")),
        (Known(("a", "b"), frozenset("a"), 99 * DAY), "publish", ("a", "b")),
        (Known(("a", "b"), frozenset("a"), 99 * DAY, Published("same")), "switch", ("b", "a")),
        (Known(("a", "b", "c"), frozenset("ac"), 99 * DAY, Published("same")), "switch", ("b", "a", "c")),
        (Known(("b", "a"), frozenset("ab"), 6.9 * DAY), "wait", ("b", "a")),
        (Known(("b", "a"), frozenset("ab"), 7 * DAY), "retire", ("b",)),
    ],
)
def test_a_rotation_never_signs_with_what_is_not_published(known: Known, step: str, selectors: tuple[str, ...]) -> None:
    found = next_step(known, "new")
    assert (found.step, found.selectors) == (step, selectors)
    assert found.why


def test_a_selector_is_never_used_again() -> None:
    assert fresh_selector(2026, ()) == "s2026a"
    assert fresh_selector(2026, {"s2026a", "s2026b", "s2025c"}) == "s2026c"
    used = {f"s2026{chr(letter)}" for letter in range(ord("a"), ord("z") + 1)}
    assert fresh_selector(2026, used) == "s2026aa"
