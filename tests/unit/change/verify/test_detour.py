from __future__ import annotations

import pytest

from sendoff.change.plan import Transition, transition
from sendoff.change.state import Machine
from sendoff.change.verify import detour
from sendoff.change.verify.seen import Probe, Seen
from sendoff.change.verify.stages import stage
from sendoff.config.settings import defaults
from sendoff.postfix.compiled import Build

HOP = "[relay.example.net]:587"
HOST = "relay.example.net[192.0.2.13]"
TO = "postmaster@hotmail.com"
ACCEPTED = Probe("accepted", "2.1.5", f"{HOST}:587", "250 2.1.5 Ok")


def step() -> Transition:
    machine = Machine("web1.example.com", True, True, Build("3.7.11", frozenset({"hash"})), False, "", "")
    return transition(defaults(), machine)


def refused(reply: str, dsn: str) -> Probe:
    return Probe("refused" if dsn.startswith("5") else "deferred", dsn, f"{HOST}:587", reply, stage(reply))


DENIED = refused(f"host {HOST} said: 554 5.7.1 <x>: Relay access denied (in reply to RCPT TO command)", "5.7.1")
LATER = refused(f"host {HOST} said: 451 4.3.0 later (in reply to MAIL FROM command)", "4.3.0")


@pytest.mark.parametrize(
    ("probe", "result", "words"),
    [
        (ACCEPTED, "pass", "accepts it"),
        (DENIED, "fail", "does not relay"),
        (LATER, "unknown", "later"),
        (Probe("unanswered", seconds=20.0), "unknown", "no result within 20 s"),
        (refused(f"SASL authentication failed; server {HOST} said: 535 5.7.8 bad", "4.7.8"), "fail", "credentials"),
    ],
)
def test_the_answer_is_judged_like_a_smarthosts(probe: Probe, result: str, words: str) -> None:
    found = detour.judge(step(), Seen(detours=((HOP, TO, probe),)))
    assert (found.id, found.result) == ("detour", result)
    assert words in found.answered
    assert found.subject == f"an address probe for {TO} through {HOP}"


def test_of_several_the_worst_counts() -> None:
    seen = Seen(detours=(("[other.example.net]", TO, ACCEPTED), (HOP, TO, DENIED), (HOP, TO, LATER)))
    assert detour.judge(step(), seen).result == "fail"


def test_is_skipped_where_no_mail_takes_another_way() -> None:
    assert detour.judge(step(), Seen()).result == "skipped"
