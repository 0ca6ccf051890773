from __future__ import annotations

import pytest

from .build import DEBIAN, MASTER, applied, change, machine, only, quiet

RULE = "relay-restrictions-open"
OPEN = {"postfix::inet_interfaces": "all"}


def test_refuses_a_table_that_says_ok_to_everybody() -> None:
    text = "smtpd_relay_restrictions = check_client_access static:OK, reject_unauth_destination\n"
    found = only(RULE, change(OPEN, machine(text)))
    assert found.level == "refuse"
    assert "Every client" in found.text


def test_warns_of_it_behind_loopback() -> None:
    text = "smtpd_relay_restrictions = check_client_access static:OK, reject\n"
    assert only(RULE, change({}, machine(text))).level == "warn"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "permit_mynetworks",
        "permit",
        "permit_mynetworks, permit, reject_unauth_destination",
        "permit_mynetworks, warn_if_reject, defer_unauth_destination",
    ],
)
def test_refuses_lists_that_refuse_nobody_because_smtpd_ends(value: str) -> None:
    found = only(RULE, change({}, machine(f"smtpd_relay_restrictions = {value}\n")))
    assert found.level == "refuse"
    assert "ends at every connection" in found.text


def test_looks_at_master_cf_too() -> None:
    master = MASTER.replace("smtpd\n", "smtpd\n  -o smtpd_relay_restrictions=permit\n", 1)
    only(RULE, change(OPEN, machine(DEBIAN, master)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination, permit\n",
        "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n",
        "smtpd_relay_restrictions = permit\nsmtpd_recipient_restrictions = permit_mynetworks, reject\n",
        "smtpd_relay_restrictions = warn_if_reject reject\nsmtpd_recipient_restrictions = reject_unauth_destination\n",
        "smtpd_relay_restrictions = permit_mynetworks, defer_if_permit\n",
        "smtpd_relay_restrictions = check_client_access static:OK, reject\nsmtpd_recipient_restrictions = reject\n",
        "smtpd_relay_restrictions = $mua_restrictions\n",
    ],
)
def test_is_quiet_where_strangers_are_refused(text: str) -> None:
    assert quiet(RULE, change(OPEN, machine(text)))
    assert quiet(RULE, change(OPEN))


def test_is_quiet_later_when_nothing_of_it_changes() -> None:
    text = DEBIAN.replace("permit_mynetworks permit_sasl_authenticated defer_unauth_destination", "permit, reject")
    assert quiet(RULE, change({"postfix::message_size_limit": 30000000}, applied({}, text)))
    only(RULE, change(OPEN, applied({}, text)))
