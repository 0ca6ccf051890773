from __future__ import annotations

from .build import applied, bare, change, only, quiet

RULE = "server-name-unqualified"


def test_warns_of_a_single_word() -> None:
    found = only(RULE, change({}, bare(host_name="web1.localdomain")))
    assert found.level == "warn"
    assert "root@web1.localdomain" in found.text
    assert found.key == "sendoff::server_name"


def test_is_quiet_about_a_full_name() -> None:
    assert quiet(RULE, change({}, bare()))
    assert quiet(RULE, change({"sendoff::server_name": "web1.example.net"}, bare(host_name="web1")))


def test_is_quiet_when_the_name_stays() -> None:
    assert quiet(RULE, change({"postfix::monitoring": False}, applied({}, host_name="web1")))
