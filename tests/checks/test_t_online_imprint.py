from __future__ import annotations

from sendoff.reputation.facts import Sent
from tests.checks.build import IPV4, SERVER, only, sent

MUCH = sent(("example.org", "example.org", 1), days={("example.org", "t-online"): 1})


def test_a_name_that_leads_somewhere_is_left_to_a_person() -> None:
    found = only("t-online-imprint", f"mail.example.net A {IPV4}", sent=MUCH)
    assert (found.result, "a person must look" in found.answered) == ("skipped", True)


def test_a_name_that_leads_nowhere_warns() -> None:
    assert only("t-online-imprint", sent=MUCH).result == "warn"


def test_without_mail_to_t_online_it_does_not_apply() -> None:
    found = only("t-online-imprint", sent=sent(("example.org", "", 5)))
    assert (found.result, "no mail went" in found.answered) == ("skipped", True)


def test_without_a_ledger_it_is_judged_all_the_same() -> None:
    assert only("t-online-imprint", sent=Sent(unknown="there is no ledger")).result == "warn"


def test_servfail_is_unknown() -> None:
    assert only("t-online-imprint", sent=MUCH, failing=["mail.example.net"]).result == "unknown"


def test_behind_a_smarthost_it_does_not_apply() -> None:
    found = only("t-online-imprint", sent=MUCH, server=SERVER._replace(smarthost="[smtp.example.org]"))
    assert (found.result, "smtp.example.org" in found.answered) == ("skipped", True)
