"""Two engines, one name server: where spftrace (ours) and pyspf disagree, and why. See docs/spf.md."""

from __future__ import annotations

from tests.rfc7208.cases import CASES, zone
from tests.rfc7208.generated import ADDRESSES
from tests.rfc7208.generated import zone as generated
from tests.rfc7208.name_server import NameServer
from tests.rfc7208.second_opinion import verdict
from tests.rfc7208.test_suite import ours

from sendoff.host.dns import Dns
from sendoff.host.spf import Question, evaluate
from sendoff.reputation.spf.verdict import Check

DOMAINS = 120

IN_THE_SUITE = {
    # RFC 7208 (4.3, 4.8) leaves open what a target that is no name means; the suite allows both.
    "invalid-domain-empty-label": ("permerror", "fail"),
    "invalid-domain-long": ("permerror", "fail"),
    # Aliases in a circle: a failure to pyspf's driver; for `ptr`, RFC 7208 (5.5) says to skip the name.
    "ptr-cname-loop": ("neutral", "temperror"),
}
BY_CHANCE = {"ptr-limit"}
"""Eleven PTR names, of which ten are looked at: which of them, is the resolver's order, and the suite allows both."""


def test_the_suite_shows_three_disagreements_and_no_other() -> None:
    found = {}
    for case in CASES:
        mine = ours(case).rfc_result
        with NameServer(zone(case)) as server:
            other = verdict(case.host, case.mailfrom, case.helo, server.port)
        if mine != other and case.name not in BY_CHANCE:
            found[case.name] = (mine, other)
    assert found == IN_THE_SUITE


def why(check: Check, other: str, record: str) -> str:
    """Return the known reason of a disagreement, or nothing."""
    if other == "permerror" and check.void_repeated > 2:
        return "pyspf counts a void lookup again each time a check meets it; we count each question once"
    if other == "permerror" and "mx" in record and check.void_repeated == 2:
        return "pyspf looks up all hosts of an MX even after one matched, so their voids count"
    if check.result == "permerror" and "void" in check.why and check.void_repeated == 3:
        return "we count the address of a null MX's host, which is no host, as void; pyspf does not ask for it"
    return ""


def test_generated_records_show_no_disagreement_without_a_known_reason() -> None:
    table = generated(DOMAINS)
    records = {name: dict(found).get("TXT", "") for name, found in table.items()}
    with NameServer(table) as server:
        questions = [Question(address, f"d{number}.example") for number in range(DOMAINS) for address in ADDRESSES]
        found = evaluate(Dns(["127.0.0.1"], seconds=60, port=server.port), questions)
        others = [verdict(one.address, f"postmaster@{one.domain}", one.domain, server.port) for one in questions]
    differ = [(check, other) for check, other in zip(found, others, strict=True) if check.rfc_result != other]
    assert [
        (check.address, check.domain, check.result, other)
        for check, other in differ
        if not why(check, other, plain(records[check.domain]))
    ] == []
    assert len({check.result for check in found}) == 6
    assert len(differ) < len(found) / 20


def plain(text: str) -> str:
    """Return a record that stands as \\DDD escapes in the table."""
    return "".join(chr(int(part)) for part in text.strip('"').split("\\") if part.isdigit())
