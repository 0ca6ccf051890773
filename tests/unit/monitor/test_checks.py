from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.monitor.build import EMPTY, HEALTHY, NOW, SECOND, facts, found, ledger, state

import sendoff.monitor.checks
from sendoff.change.facts import Unknown
from sendoff.delivery.gaps import Gap
from sendoff.monitor.check import CRITICAL, OK, THRESHOLDS, UNKNOWN, WARNING, limits, worst
from sendoff.monitor.check_facts import HOUR, Answering, Certificate, Changing, Facts, Health, Service
from sendoff.monitor.checks import CHECKS, judge, load, needs
from sendoff.monitor.incident import Incident
from sendoff.reference.entry import HEADINGS, from_docstring

DAY = 24 * HOUR
WHY = Unknown("because")


def queue(**changes: object) -> dict[str, object]:
    oldest = dict.fromkeys(EMPTY)
    return {"looked": NOW, "truncated": False, "unknown": None, "depth": EMPTY, "oldest": oldest, **changes}


@pytest.mark.parametrize("check", CHECKS)
def test_a_healthy_server_is_ok(check: str) -> None:
    assert state(check, HEALTHY) == OK


@pytest.mark.parametrize("check", CHECKS)
def test_what_could_not_be_asked_is_unknown_with_the_reason_and_never_ok(check: str) -> None:
    values = dict.fromkeys(Facts._fields, WHY) | {"now": NOW, "moved": None, "watch": None}
    unknown = Facts(**values)  # type: ignore[arg-type]
    judgement = found(check, unknown)
    assert judgement.state == UNKNOWN
    assert "because" in judgement.text


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_explains_itself_and_needs_facts_that_there_are(check: str) -> None:
    entry = from_docstring(check, "check", load(check).__doc__ or "")
    assert tuple(entry.parts) == HEADINGS
    assert needs([check])
    assert needs([check]) <= set(Facts._fields)


def test_the_files_are_the_checks() -> None:
    folder = Path(sendoff.monitor.checks.__file__).parent
    judging = {path.stem for path in folder.glob("[a-z]*.py") if "\ndef judge(" in path.read_text()}
    assert judging == {name.replace("-", "_") for name in CHECKS}


def test_a_known_trouble_weighs_more_than_a_question_without_answer_and_neither_is_ok() -> None:
    assert worst([OK, UNKNOWN, WARNING, CRITICAL]) == CRITICAL
    assert worst([OK, UNKNOWN, WARNING]) == WARNING
    assert worst([OK, UNKNOWN]) == UNKNOWN
    assert worst([]) == UNKNOWN


def test_all_are_judged_in_their_order() -> None:
    assert [one.id for one in judge(HEALTHY, limits())] == list(CHECKS)


# -- the service


def test_a_dead_postfix_is_critical() -> None:
    assert state("service", facts(service=Service(installed=True, pid=None))) == CRITICAL
    assert state("service", facts(service=Service(installed=False, pid=None))) == CRITICAL


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"code": 421, "text": "421 too busy"}, CRITICAL),
    ({"code": 0, "error": "no answer to the greeting in time"}, CRITICAL),
    ({"address": "", "listening": frozenset()}, CRITICAL),
    ({"required": frozenset({"127.0.0.1", "::1"})}, WARNING),
    ({"service": False, "address": "", "listening": frozenset(), "required": frozenset()}, OK),
])  # fmt: skip
def test_an_smtp_server_that_does_not_greet_everywhere(changes: dict[str, object], wanted: str) -> None:
    answering = HEALTHY.answering
    assert isinstance(answering, Answering)
    assert state("answering", facts(answering=answering._replace(**changes))) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(("changing", "wanted"), [
    (Changing(process="12"), OK),
    (Changing("12", NOW - 60 * SECOND), OK),
    (Changing("12", NOW - HOUR), WARNING),
    (Changing(None, NOW - 60 * SECOND), CRITICAL),
    (Changing(None, NOW - 60 * SECOND, certain=False), OK),
    (Changing(None, NOW - HOUR, certain=False), CRITICAL),
])  # fmt: skip
def test_an_apply_that_nobody_finishes_is_critical(changing: Changing, wanted: str) -> None:
    assert state("half-done", facts(changing=changing)) == wanted


def test_drift_is_a_warning_that_names_a_few_parameters() -> None:
    judgement = found("drift", facts(drifted=("relayhost", "mynetworks", "myhostname", "inet_interfaces")))
    assert judgement.state == WARNING
    assert judgement.text.endswith("relayhost, mynetworks, myhostname and 1 more")


def test_what_an_apply_changes_while_it_runs_is_no_drift() -> None:
    assert state("drift", facts(drifted=("relayhost",), changing=Changing("12", NOW))) == OK


@pytest.mark.parametrize(("days", "wanted"), [(90, OK), (21, OK), (20, WARNING), (6, CRITICAL), (-1, CRITICAL)])
def test_a_certificate_near_its_end(days: int, wanted: str) -> None:
    assert state("certificate", facts(certificate=Certificate("/c.pem", NOW + days * DAY))) == wanted


def test_a_certificate_that_is_gone_is_critical() -> None:
    assert state("certificate", facts(certificate=Certificate("/c.pem", error="there is no file /c.pem"))) == CRITICAL


def test_an_ended_certificate_is_critical_whatever_the_thresholds() -> None:
    ended = facts(certificate=Certificate("/c.pem", NOW - DAY))
    assert state("certificate", ended, warning_certificate_days="~:", critical_certificate_days="~:") == CRITICAL


# -- the queue


def test_a_long_queue_is_told_by_its_name() -> None:
    judgement = found("queue-depth", facts(files={**EMPTY, "deferred": 10_001, "incoming": 1001, "hold": 10**6}))
    assert (judgement.state, judgement.text) == (CRITICAL, "the queue is long: 1001 incoming, 10001 deferred")


def test_an_unreadable_queue_is_unknown_and_has_no_depth() -> None:
    judgement = found("queue-depth", facts(files=WHY))
    assert judgement.state == UNKNOWN
    assert {metric.value for metric in judgement.metrics} == {None}


def test_the_watchs_count_stands_for_one_that_only_root_may_make_while_it_is_new() -> None:
    deep = {**EMPTY, "deferred": 20_000}
    look = facts(files=WHY, ledger=Health("", queue=queue(depth=deep)))
    assert state("queue-depth", look) == CRITICAL
    old = Health("", queue=queue(depth=deep, looked=NOW - HOUR))
    assert state("queue-depth", facts(files=WHY, ledger=old)) == UNKNOWN
    failed = Health("", queue=queue(depth=deep, unknown="postqueue failed"))
    assert state("queue-depth", facts(files=WHY, ledger=failed)) == UNKNOWN


@pytest.mark.parametrize(("hours", "wanted"), [(1, OK), (25, WARNING), (97, CRITICAL)])
def test_the_oldest_message_counts_from_when_it_was_handed_in(hours: int, wanted: str) -> None:
    waiting = {**EMPTY, "deferred": 1}
    oldest = {**dict.fromkeys(EMPTY), "deferred": NOW - hours * HOUR, "hold": NOW - 100 * DAY}
    health = Health("", last_read=NOW, queue=queue(depth=waiting, oldest=oldest))
    assert state("queue-age", facts(files=waiting, ledger=health)) == wanted
    by_ledger = Health("", last_read=NOW, oldest_open=NOW - hours * HOUR)
    assert state("queue-age", facts(files=waiting, ledger=by_ledger)) == wanted
    by_ids = facts(files=waiting, ledger=WHY, ids=NOW - hours * HOUR)
    assert state("queue-age", by_ids) == wanted


def test_a_look_that_was_cut_short_gives_the_least_age() -> None:
    oldest = {**dict.fromkeys(EMPTY), "deferred": NOW - HOUR}
    health = Health("", queue=queue(truncated=True, oldest=oldest))
    judgement = found("queue-age", facts(files={**EMPTY, "deferred": 1}, ledger=health))
    assert judgement.text == "the oldest message has waited for at least 1 h"


def test_a_stale_ledger_does_not_tell_an_age() -> None:
    stale = Health("", last_read=NOW - HOUR, oldest_open=NOW - HOUR)
    assert state("queue-age", facts(files={**EMPTY, "deferred": 1}, ledger=stale, ids=WHY)) == UNKNOWN


def test_mail_on_hold_is_nobodys_delay() -> None:
    assert found("queue-age", facts(files={**EMPTY, "hold": 5}, ledger=WHY)).text == "no message waits"


# -- watch and ledger


def test_no_watch_is_a_warning_unless_the_log_was_read_a_short_time_ago() -> None:
    assert state("watch", facts(watch=False)) == OK
    assert state("watch", ledger(last_read=NOW - HOUR)._replace(watch=False)) == WARNING
    assert state("watch", facts(watch=False, ledger=Unknown("there is no ledger"))) == WARNING
    assert state("watch", facts(watch=None, ledger=WHY)) == UNKNOWN


def test_a_log_that_is_not_read_or_cannot_be_read_is_a_warning() -> None:
    assert state("log-fresh", ledger(last_read=NOW - 301 * SECOND)) == WARNING
    assert state("log-fresh", ledger(last_read=None)) == WARNING
    assert "gone" in found("log-fresh", ledger(source_trouble="gone")).text


def test_a_quiet_log_is_fresh_unless_mail_moved_meanwhile() -> None:
    quiet = ledger(last_line=NOW - HOUR)
    assert state("log-fresh", quiet) == OK
    assert state("log-fresh", quiet._replace(moved=NOW - HOUR)) == OK
    assert state("log-fresh", quiet._replace(moved=NOW - HOUR // 2)) == WARNING
    # The line may still be on its way.
    assert state("log-fresh", quiet._replace(moved=NOW - SECOND)) == OK


def test_a_ledger_that_cannot_be_written_says_why() -> None:
    judgement = found("ledger-writable", ledger(trouble="disk full"))
    assert (judgement.state, "disk full" in judgement.text) == (WARNING, True)


def test_one_lost_thing_is_a_warning_and_foreign_lines_only_in_numbers() -> None:
    def gaps(kind: str, count: int) -> Facts:
        return ledger(gaps=(Gap(kind, NOW - HOUR, NOW, count),))

    assert found("ledger-complete", gaps("dropped-by-log", 512)).text.endswith("512 lines that journald or syslog "
                                                                              "dropped, by its own word")  # fmt: skip
    assert state("ledger-complete", gaps("log-missing", 1)) == WARNING
    assert state("ledger-complete", gaps("not-understood", 100)) == OK
    assert state("ledger-complete", gaps("not-understood", 101)) == WARNING


def test_a_young_ledger_says_since_when_it_is_complete() -> None:
    assert found("ledger-complete", ledger(begins=NOW - 2 * HOUR)).text.endswith("since it begins, 2 h ago")


# -- the thresholds


def test_ones_own_threshold_takes_the_place_of_the_usual_one() -> None:
    deep = facts(files={**EMPTY, "deferred": 50})
    assert state("queue-depth", deep) == OK
    assert state("queue-depth", deep, warning_deferred="10") == WARNING
    assert state("queue-depth", deep, critical_deferred="@40:60") == CRITICAL
    assert (
        state("queue-depth", facts(files={**EMPTY, "deferred": 10**6}), warning_deferred="", critical_deferred="~:")
        == OK
    )


def test_the_icinga_command_knows_every_threshold() -> None:
    text = (Path(__file__).parents[3] / "packaging/icinga2/sendoff.conf").read_text()
    options = set(re.findall(r'"--((?:warning|critical)-[a-z-]+)"', text))
    assert options == {f"{state}-{name}" for name in THRESHOLDS for state in ("warning", "critical")}
    macros = dict(re.findall(r'"--((?:warning|critical)-[a-z-]+)" = "\$sendoff_(\w+)\$"', text))
    assert macros == {name: name.replace("-", "_") for name in options}


# -- incidents


def incident(**changes: object) -> Incident:
    usual: dict[str, object] = {
        "id": 1, "provider": "microsoft", "part": "consumer", "kind": "address-blocked", "provider_code": "S3140",
        "open": True, "first": NOW - 2 * HOUR, "last": NOW - 60 * SECOND, "closed": None, "refused": 7,
        "accepted_since": 0, "senders": 1, "users": 1, "recipients": 7, "generation": 3, "reply": "550 no",
        "relay": "mx[192.0.2.1]", "blocked": None, "reopened": 0,
    }  # fmt: skip
    return Incident(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "wanted"), [
    ("address-blocked", CRITICAL), ("address-listed", CRITICAL), ("address-policy", CRITICAL),
    ("address-reputation", WARNING), ("rate", WARNING), ("connections", WARNING), ("spf", WARNING),
    ("domain-listed", WARNING), ("domain-reputation", WARNING), ("authentication", WARNING),
])  # fmt: skip
def test_a_block_of_the_address_is_critical_and_all_else_a_warning(kind: str, wanted: str) -> None:
    assert state("incidents", facts(incidents=(incident(kind=kind),))) == wanted


def test_the_worst_incident_is_told_first_with_its_code() -> None:
    judged = found("incidents", facts(incidents=(incident(kind="rate", provider="yahoo", part=""), incident())))
    assert judged.state == CRITICAL
    assert judged.text.startswith("Microsoft (Outlook.com, Hotmail) refuses mail (S3140) since 2 h, 7 refusals; Yahoo")
    assert str(judged.metrics[0]) == "'open_incidents'=2;;;0"


def test_a_block_that_nothing_was_tried_against_for_a_day_wakes_nobody() -> None:
    judged = found("incidents", facts(incidents=(incident(first=NOW - 3 * DAY, last=NOW - 2 * DAY),)))
    assert judged.state == WARNING
    assert judged.text.endswith("nothing was tried for 2 d")


def test_many_incidents_are_not_all_told() -> None:
    judged = found("incidents", facts(incidents=tuple(incident(id=number) for number in range(9))))
    assert judged.text.endswith("; and 6 more")
