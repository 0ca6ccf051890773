from __future__ import annotations

from sendoff.reputation.facts import Relay
from tests.checks.build import PARAMETERS, SERVER, only

UNTRIED = Relay(reason="every address is trusted")


def with_parameters(**more: str) -> str:
    server = SERVER._replace(parameters={**PARAMETERS, **more})
    return only("relay-closed", server=server, relay=UNTRIED).result


def test_a_stranger_who_is_refused_passes() -> None:
    relay = Relay(454, "4.7.1 Relay access denied", "203.0.113.25")
    assert only("relay-closed", relay=relay).result == "pass"


def test_a_stranger_who_is_taken_fails() -> None:
    found = only("relay-closed", relay=Relay(250, "2.1.5 Ok", "203.0.113.25"))
    assert (found.result, "reject_unauth_destination" in found.mend) == ("fail", True)


def test_nobody_can_connect_passes() -> None:
    assert only("relay-closed").result == "pass"


def test_a_dialogue_that_broke_is_unknown() -> None:
    assert only("relay-closed", relay=Relay(source="203.0.113.25", reason="no answer in time")).result == "unknown"


def test_by_its_settings_alone() -> None:
    assert with_parameters() == "pass"
    assert with_parameters(mynetworks="0.0.0.0/0") == "fail"
    assert with_parameters(smtpd_relay_restrictions="permit") == "fail"
    assert with_parameters(smtpd_relay_restrictions="permit_mynetworks, reject_unauth_destination") == "pass"


def test_restrictions_that_the_recipient_list_closes_pass() -> None:
    more = {"smtpd_relay_restrictions": "permit", "smtpd_recipient_restrictions": "reject_unauth_destination"}
    assert with_parameters(**more) == "pass"
