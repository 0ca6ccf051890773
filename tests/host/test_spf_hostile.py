"""Whatever DNS answers: a verdict or a clear error, within the deadline, and nothing printed raw."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from tests.rfc7208.name_server import NameServer, Records, txt

from sendoff.cli import main
from sendoff.host.dns import Dns
from sendoff.host.spf import Question, cost, evaluate
from sendoff.reputation.spf.verdict import Check

ADDRESS = "192.0.2.1"


def check(zone: dict[str, Records], *, seconds: float = 3.0, address: str = ADDRESS, **options: Any) -> Check:
    with NameServer(zone, **options) as server:
        start = time.monotonic()
        (found,) = evaluate(Dns(["127.0.0.1"], seconds=seconds, port=server.port), [Question(address, "x.example")])
        assert time.monotonic() - start < seconds + 1.5
    return found


def test_a_loop_of_includes_ends() -> None:
    found = check({"x.example": [txt("v=spf1 include:y.example -all")], "y.example": [txt("v=spf1 include:x.example")]})
    assert found.result == "permerror"
    assert "limit" in found.why


def test_a_redirect_to_itself_ends() -> None:
    assert check({"x.example": [txt("v=spf1 redirect=x.example")]}).result == "permerror"


def test_a_hundred_includes_are_too_many_and_all_are_counted() -> None:
    names = [f"i{number}.example" for number in range(100)]
    zone: dict[str, Records] = {name: [txt("v=spf1 -all")] for name in names}
    zone["x.example"] = [txt(f"v=spf1 {' '.join(f'include:{name}' for name in names)} -all")]
    found = check(zone)
    assert (found.result, found.lookups) == ("permerror", 11)
    with NameServer(zone) as server:
        dns = Dns(["127.0.0.1"], port=server.port)
        assert asyncio.run(cost(dns, "x.example", None))[0] == 100


def test_a_huge_record_gets_a_verdict() -> None:
    nets = " ".join(f"ip4:10.{number // 250}.{number % 250}.0/24" for number in range(3000))
    assert check({"x.example": [txt(f"v=spf1 {nets} ip4:{ADDRESS} -all")]}).result == "pass"


def test_a_record_of_very_many_includes_inside_includes_ends() -> None:
    zone: dict[str, Records] = {
        f"n{number}.example": [txt(f"v=spf1 include:n{number + 1}.example include:n{number + 2}.example -all")]
        for number in range(60)
    }
    zone["x.example"] = [txt("v=spf1 include:n0.example -all")]
    assert check(zone).result == "permerror"


def test_ten_mx_of_ten_hosts_each_are_within_the_budget() -> None:
    zone: dict[str, Records] = {f"h{number}.example": [("A", "198.51.100.7")] for number in range(100)}
    for part in range(10):
        zone[f"m{part}.example"] = [("MX", f"10 h{part * 10 + number}.example.") for number in range(10)]
    zone["x.example"] = [txt(f"v=spf1 {' '.join(f'mx:m{part}.example' for part in range(10))} -all")]
    assert check(zone).result == "fail", "the library's own cap of 75 questions would make it permerror"


def test_long_macros_and_strange_local_parts_end() -> None:
    record = "v=spf1 exists:" + "%{s}." * 40 + "x.example a:%{l}.%{o}.%{h}.example -all"
    with NameServer({"x.example": [txt(record)]}) as server:
        questions = [
            Question(ADDRESS, "x.example", local=local) for local in ("a" * 300, "..", "\\", "\x00\x1b", "é", "@")
        ]
        found = evaluate(Dns(["127.0.0.1"], seconds=3, port=server.port), questions)
    assert {one.result for one in found} <= {"fail", "permerror", "none"}


def test_a_silent_include_is_unknown_at_the_deadline() -> None:
    zone: dict[str, Records] = {"x.example": [txt("v=spf1 include:y.example -all")], "y.example": [("DROP", "")]}
    found = check(zone, seconds=0.6)
    assert (found.result, found.unknown_because) == ("unknown", "TXT of y.example: timeout")


def test_a_failing_include_is_unknown_and_not_permerror() -> None:
    zone: dict[str, Records] = {"x.example": [txt("v=spf1 include:y.example -all")], "y.example": [("SERVFAIL", "")]}
    assert check(zone).unknown_because == "TXT of y.example: SERVFAIL"


def test_a_term_that_passes_before_the_trouble_is_believed() -> None:
    zone: dict[str, Records] = {
        "x.example": [txt(f"v=spf1 ip4:{ADDRESS} a:y.example -all")],
        "y.example": [("DROP", "")],
    }
    assert check(zone).result == "pass"


def test_a_resolver_that_invents_addresses_is_not_believed() -> None:
    zone: dict[str, Records] = {"x.example": [txt("v=spf1 exists:nobody.example -all")]}
    found = check(zone, everything="203.0.113.99")
    assert found.result == "unknown", "believed, it would pass"
    assert "203.0.113.99 for names that do not exist" in found.unknown_because


def test_beside_invented_addresses_real_ones_still_count() -> None:
    zone: dict[str, Records] = {"x.example": [txt("v=spf1 a -all"), ("A", ADDRESS)]}
    assert check(zone, everything="203.0.113.99").result == "pass"


def test_a_slow_resolver_gets_a_verdict() -> None:
    zone: dict[str, Records] = {"x.example": [txt("v=spf1 a:y.example -all")], "y.example": [("A", ADDRESS)]}
    assert check(zone, delay=0.4, seconds=6).result == "pass"


def test_a_truncating_resolver_is_asked_by_tcp_or_unknown() -> None:
    zone: dict[str, Records] = {"x.example": [txt("v=spf1 a -all"), ("A", ADDRESS)]}
    assert check(zone, truncate=True).result == "pass"
    assert check(zone, truncate=True, tcp=False).unknown_because == "TXT of x.example: truncated and no TCP"


HOSTILE: dict[str, Records] = {
    "x.example": [
        txt(b"v=spf1 include:\x1b]0;owned\x07.example a:\xe2\x80\xae\xd0\xb0pple.example exp=e.example -all"),
        txt(b"v=spf1\x1b[2Jmx"),
    ],
    "y.example": [txt(b"v=spf1 include:z.example\x1b[31m -all")],
    "z.example": [txt("v=spf1 exists:%{i}.\x1b.example -all"), ("MX", "10 \\027[31m.example.")],
    "w.example": [txt("v=spf1 mx:z.example redirect=_\x9b.example")],
    "web1.example.com": [("A", ADDRESS)],
}


@pytest.mark.parametrize("form", [(), ("--json",)])
@pytest.mark.parametrize(
    "action",
    [
        ("check", "x.example", "y.example", "z.example", "w.example"),
        ("record", "x.example"),
        ("record", "y.example"),
        ("record", "z.example"),
        ("record", "w.example"),
        ("try", "y.example", "v=spf1 include:z.example \x1b[31m -all"),
    ],
)
def test_nothing_is_printed_raw(
    action: tuple[str, ...], form: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with NameServer(HOSTILE) as server:
        code = main(["spf", *action, "--server", "web1.example.com", "--resolver", f"127.0.0.1:{server.port}", *form])
    told = capsys.readouterr()
    assert code in (0, 2, 3)
    assert "x.example" in told.out or ".example" in told.out
    odd = {letter for letter in told.out + told.err if not letter.isprintable() and letter != "\n"}
    assert odd == set(), "control characters of DNS reached the terminal"
