"""Requests to providers: what is known as JSON, and the whole text that a person copies, with the reply to a refusal.

Update: see conftest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sendoff.render import case_text
from sendoff.render.style import Style
from sendoff.reputation.cases import PROVIDERS, load
from sendoff.reputation.cases.case import Case, Contact, Event, Line, Matter
from sendoff.reputation.cases.filling import Known, again, request
from sendoff.reputation.cases.ways import target, way

FOLDER = Path(__file__).parent / "cases"
INPUTS = sorted(FOLDER.glob("*.json"))
NOON = 1_795_435_200_000_000  # 2026-11-23 12:00:00 UTC
HOUR = 3_600_000_000


def told(given: dict[str, Any]) -> str:
    """Return the request, and the reply to its refusal."""
    course = load(given["provider"])
    lines = tuple(Line(NOON - hours * HOUR, given["relay"], given["reply"]) for hours in (50, 26))
    matter = Matter(given["provider"], code=given["code"], first=lines[0].at, refused=14, lines=lines)
    said = given.get("contact", True)
    known = Known(
        course=course,
        matter=matter,
        contact=Contact("Hostmaster", "hostmaster@example.com", "+49 30 0000000", "Example Ltd") if said else Contact(),
        helo="web1.example.net",
        addresses=("192.0.2.10",),
        listed=tuple(given["listed"]),
        sender_domains=("example.org", "shop.example.org"),
        recipient_domains=tuple(given["recipient_domains"]),
        recipients=("kim@example.com",),
        zone="UTC+01:00",
        cause="A contact form was open to everybody." if said else "",
        changed=("The form is closed.",) if said else (),
        changes=("2026-11-22 12:00:00 UTC: the mail server's smtp_tls_security_level",) if said else (),
        proved=("The reverse name leads back to the address: web1.example.net leads back to 192.0.2.10",),
        asked=NOON,
    )
    one = way(course, matter, given["codes"])
    made = request(known, one, *target(one, matter))
    case = Case(
        3, given["provider"], (Event(NOON, "opened"),), matter, known.sender_domains, known.addresses,
        helo=known.helo, changed=known.changed,
    )  # fmt: skip
    fresh = (Line(NOON + 30 * HOUR, given["relay"], given["reply"]),)
    text = "\n".join(case_text.request(3, made, Style()))
    return f"{text}\n\n==== the reply to a refusal, due after {course.answer} h\n{again(course, case, fresh)}\n"


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_a_request_reads_as_it_did(path: Path, update_golden: bool) -> None:
    found = told(json.loads(path.read_text()))
    expected = path.with_suffix(".txt")
    if update_golden:
        expected.write_text(found)
    assert found == expected.read_text()


def test_every_provider_has_one() -> None:
    assert {json.loads(path.read_text())["provider"] for path in INPUTS} == set(PROVIDERS)
