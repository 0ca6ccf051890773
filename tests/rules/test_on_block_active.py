from __future__ import annotations

from typing import Any

from sendoff.config.values.hosts import hop_of
from sendoff.postfix.transports import Route

from .build import applied, change, findings, only, points_at, quiet

RULE = "on-block-active"
KEY = "sendoff::on_block"
DOCUMENT: dict[str, object] = {KEY: {"microsoft": "[relay.example.net]:587", "yahoo": "slow"}}
HOP = hop_of("[relay.example.net]:587")
DETOUR = Route("microsoft", HOP, ("a.example", "hotmail.com"), ("S3140",), ("outlook.com",), 7, "2026-03-01T10:00:00Z")
SLOW = Route("yahoo", None, ("yahoo.com",), (), (), 8, "2026-03-01T10:00:00Z")
WAS: dict[str, Any] = {
    "kind": "detour", "next_hop": "[relay.example.net]:587", "domains": 2, "since": "2026-03-01T10:01:00Z",
    "incident": 7, "blocked_since": "2026-03-01T10:00:00Z", "marks": ["S3140"],
}  # fmt: skip


def test_tells_of_a_detour_with_its_cause_and_its_end() -> None:
    found = only(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(DETOUR,))))
    assert (found.level, points_at(found, KEY)) == ("note", True)
    assert "microsoft blocks this server (S3140) since 2026-03-01T10:00:00Z" in found.text
    assert "mail to 2 domains goes through [relay.example.net]:587" in found.text
    assert "ten minutes after" in found.text


def test_tells_of_a_slowdown() -> None:
    found = only(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(SLOW,))))
    assert "yahoo throttles this server" in found.text
    assert "mail to 1 domain goes one at a time, 5 s apart" in found.text


def test_tells_each_by_itself() -> None:
    assert len(findings(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(DETOUR, SLOW))))) == 2


def test_tells_that_it_is_about_to_end() -> None:
    ended = DETOUR._replace(ended="2026-03-01T11:00:00Z")
    assert (
        "took mail again at 2026-03-01T11:00:00Z"
        in only(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(ended,)))).text
    )


def test_tells_that_it_is_taken_back() -> None:
    on = applied(DOCUMENT)
    assert on.current is not None
    current = on.current._replace(detours={"microsoft": WAS})
    table = {**on.tables, "on_block": "# microsoft\nhotmail.com smtp:[relay.example.net]:587\n"}
    found = only(RULE, change(DOCUMENT, on._replace(current=current, tables=table)))
    assert "Mail to microsoft goes directly again" in found.text


def test_is_quiet_while_nothing_is_blocked() -> None:
    assert quiet(RULE, change(DOCUMENT))
    assert quiet(RULE, change(DOCUMENT, applied(DOCUMENT)))
    assert quiet(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(DETOUR._replace(domains=()),))))
