from __future__ import annotations

from sendoff.config.values.hosts import hop_of
from sendoff.postfix.transports import Route

from .build import DEBIAN, applied, change, only, points_at, quiet

RULE = "on-block-may-bounce"
KEY = "sendoff::on_block"
DOCUMENT: dict[str, object] = {KEY: {"microsoft": ["slow", "[relay.example.net]:587"]}}
DETOUR = Route("microsoft", hop_of("[relay.example.net]:587"), ("hotmail.com",), ("S3140",), ("outlook.com",))


def test_says_that_a_filter_of_yours_keeps_ours_out() -> None:
    before = applied(DOCUMENT, DEBIAN + "smtp_delivery_status_filter = regexp:/etc/postfix/mine\n")
    found = only(RULE, change(DOCUMENT, before._replace(routes=(DETOUR,))))
    assert (found.level, points_at(found, KEY)) == ("note", True)
    assert "smtp_delivery_status_filter of its own" in found.text


def test_says_when_the_refusal_has_no_code() -> None:
    found = only(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(DETOUR._replace(marks=()),))))
    assert "no code of its own" in found.text


def test_is_quiet_where_the_mail_is_kept_or_only_slowed() -> None:
    for route in (DETOUR, DETOUR._replace(next_hop=None, marks=())):
        assert quiet(RULE, change(DOCUMENT, applied(DOCUMENT)._replace(routes=(route,))))
    assert quiet(RULE, change(DOCUMENT))
