"""The ways of mail through both systems, and which of them differ."""

from __future__ import annotations

from tests.unit.rehearsal.scenes import SMARTHOST, around, through, usual, world

from sendoff.rehearsal.observed import Rehearsal
from sendoff.rehearsal.paths import Way, ways
from sendoff.rehearsal.stage import stage

STAGE = stage(around())


def rehearsal() -> Rehearsal:
    return Rehearsal(STAGE.mails, world(STAGE, usual), world(STAGE, through(SMARTHOST)), (), ())


def test_each_way_has_its_mails_in_both_systems_and_says_whether_they_differ() -> None:
    found = {each.way: each for each in ways(rehearsal())}
    smarthost = Way(
        "root", "sendmail", "arrived", SMARTHOST, "smarthost", "encrypted to a server that proved its name", "web1"
    )
    assert found[smarthost].now == ()
    assert {"root-direct", "root-unreachable"} <= {*found[smarthost].then}
    assert found[smarthost].changed
    local = found[Way("root", "sendmail", "mailbox", "root")]
    assert (local.now, local.then, local.changed) == (("root-local",), ("root-local",), False)
    assert any(each.way.door == "SMTP ::1" for each in found.values())


def test_what_is_refused_ends_at_the_door() -> None:
    [stranger] = [each for each in ways(rehearsal()) if each.way.who == "stranger"]
    assert stranger.way == Way("stranger", "SMTP from outside", "refused")
