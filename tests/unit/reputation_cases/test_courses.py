"""Each provider's file is whole: what it names is there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import sendoff.reputation.cases
from sendoff.reference.entry import HEADINGS, from_docstring
from sendoff.replies import providers
from sendoff.replies.classes import CLASSES
from sendoff.reputation.blocklists import BLOCKLISTS
from sendoff.reputation.cases import PROVIDERS, docstring, fitting, load
from sendoff.reputation.cases.case import Case, Event
from sendoff.reputation.cases.filling import FILLINGS, again
from sendoff.reputation.checks import CHECKS

ZONES = {one.zone for one in BLOCKLISTS}
LISTS = ("spamhaus",)


def test_the_files_are_the_providers() -> None:
    folder = Path(sendoff.reputation.cases.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py") if "\nCOURSE = " in path.read_text()}
    assert files == set(PROVIDERS)


@pytest.mark.parametrize("name", PROVIDERS)
def test_what_a_course_names_is_there(name: str) -> None:
    course = load(name)
    assert {*course.must, *course.should} <= set(CHECKS)
    assert not set(course.must) & set(course.should)
    assert set(course.classes) <= set(CLASSES)
    assert {*course.lists, *course.listed} <= ZONES
    assert set(course.providers) <= {*providers.PROVIDERS, *LISTS}
    assert {field.filling for way in course.ways for field in way.fields} <= set(FILLINGS)
    assert course.answer > 0
    assert course.answers
    assert course.remarks
    assert date.fromisoformat(course.checked) >= date(2026, 1, 1)
    assert course.source


@pytest.mark.parametrize("name", PROVIDERS)
def test_one_way_takes_what_no_other_does(name: str) -> None:
    course = load(name)
    assert len([way for way in course.ways if not way.words and not way.codes]) == 1
    for way in course.ways:
        assert not (way.link and way.mail)
        assert way.link.startswith("https://") or not way.link
        own = re.match(r"https://([^/]+)/", way.link)
        assert not own or not way.hosts or any(own[1].endswith(host) for host in way.hosts)


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_server_must_be_in_order_before_anybody_is_asked(name: str) -> None:
    assert set(load(name).must) >= {"reverse-name", "reverse-confirmed", "relay-closed", "helo-name"}


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_reply_to_a_refusal_asks_for_more_than_it_got(name: str) -> None:
    case = Case(1, name, (Event(0, "opened"),), addresses=("192.0.2.10",))
    told = again(load(name), case, ())
    assert "192.0.2.10" in told
    assert "[you: a fresh error line, with its time]" in told
    assert "[you: what was done, and when]" in told
    assert "{" not in told


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_explains_itself(name: str) -> None:
    assert tuple(from_docstring(name, "course", docstring(name)).parts) == HEADINGS


@pytest.mark.parametrize(
    ("provider", "part", "kind", "reply", "fit"),
    [
        ("microsoft", "consumer", "address-blocked", "(S3140)", {"microsoft"}),
        ("microsoft", "365", "address-blocked", "banned sending IP", {"microsoft-365"}),
        ("microsoft", "", "address-blocked", "(S3150)", {"microsoft"}),
        ("microsoft", "", "address-blocked", "550 5.7.511 Access denied", {"microsoft-365"}),
        ("microsoft", "consumer", "address-listed", "blocked using Spamhaus", {"spamhaus"}),
        ("microsoft", "consumer", "unknown-recipient", "no such user", set()),
        ("google", "", "rate", "4.7.28", {"google"}),
        ("google", "", "spf", "5.7.27", set()),
        ("other", "", "address-listed", "blocked using zen.spamhaus.org", {"spamhaus"}),
        ("other", "", "address-listed", "http://www.barracudacentral.org/rbl/removal-request", {"barracuda"}),
        ("other", "", "address-blocked", "https://ipcheck.proofpoint.com/?ip=192.0.2.10", {"proofpoint"}),
        ("spamhaus", "", "address-listed", "x", {"spamhaus"}),
        ("t-online", "", "address-policy", "(NOWL)", {"t-online"}),
        ("gmx", "", "address-blocked", "block listed", {"gmx"}),
        ("yahoo", "", "address-reputation", "[TSS04]", {"yahoo"}),
    ],
)
def test_an_incident_is_of_the_course_that_can_lift_it(
    provider: str, part: str, kind: str, reply: str, fit: set[str]
) -> None:
    assert {name for name in PROVIDERS if fitting(load(name), provider, part, kind, reply)} == fit
