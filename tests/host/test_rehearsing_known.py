"""What the plan's questions found out of next hops is how their stand-ins behave."""

from __future__ import annotations

import pytest
from tests.rules.build import DEBIAN, change, machine

from sendoff.change.facts import Ask, NextHopReply, Unknown
from sendoff.host.rehearsing.known import habits
from sendoff.rehearsal.habit import Habit

HOP = "[smtp.example.net]:587"
ASK = Ask("next-hop", HOP, "/etc/ssl/certs/ca-certificates.crt")
OFFERS = {"SIZE": "10240000", "SMTPUTF8": "", "AUTH": "PLAIN LOGIN"}
WRONG_NAME = "its certificate is for other.invalid and not for smtp.example.net"
UNTRUSTED = "its certificate is not accepted: unable to get local issuer certificate"


@pytest.mark.parametrize(("reply", "habit"), [
    (NextHopReply(starttls=True, capabilities=OFFERS), Habit(size=10240000)),
    (NextHopReply(starttls=False, capabilities={**OFFERS, "SIZE": ""}), Habit(tls="none")),
    (NextHopReply(starttls=True, capabilities={"SIZE": "0"}), Habit(smtputf8=False, auth=False)),
    (NextHopReply(starttls=True, capabilities={**OFFERS, "SIZE": "0"}, certificate_error=WRONG_NAME),
     Habit(certificate="wrong-name")),
    (NextHopReply(starttls=True, capabilities={**OFFERS, "SIZE": "no"}, certificate_error=UNTRUSTED),
     Habit(certificate="self-signed")),
    (NextHopReply(error="192.0.2.1 port 587 greets with 554 5.7.1 go away"),
     Habit(replies={"GREETING": "554 5.7.1 go away"})),
])  # fmt: skip
def test_a_stand_in_behaves_as_the_next_hop_answered(reply: NextHopReply, habit: Habit) -> None:
    assert habits(change({}), {ASK: reply}) == {HOP: habit}


@pytest.mark.parametrize("answer", [
    NextHopReply(error="192.0.2.1 port 587 refused the connection"),
    NextHopReply(error="192.0.2.1 port 587 greets with 421 4.7.0 later"),
    NextHopReply(error="smtp.example.net does not exist in the DNS", missing=True), Unknown("no answer within 8 s"),
    NextHopReply(starttls=True, capabilities={"SMTPUTF8": "", "AUTH": "PLAIN"}),
])  # fmt: skip
def test_what_may_pass_and_what_is_not_known_is_no_habit(answer: object) -> None:
    assert habits(change({}), {ASK: answer}) == {}


def test_an_authority_of_a_folder_of_the_administrators_own_may_be_known_to_postfix() -> None:
    own = change({}, machine(f"{DEBIAN}smtp_tls_CApath = /etc/mail/authorities\n"))
    untrusted = NextHopReply(starttls=True, capabilities=OFFERS, certificate_error=UNTRUSTED)
    assert habits(own, {ASK: untrusted})[HOP].certificate == "valid"
    wrong = NextHopReply(starttls=True, capabilities=OFFERS, certificate_error=WRONG_NAME)
    assert habits(own, {ASK: wrong})[HOP].certificate == "wrong-name"
