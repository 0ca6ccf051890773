"""The resolver's client against real servers that are slow, silent, lying, truncating or broken."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence

import pytest
from tests.rfc7208.name_server import NameServer, txt

from sendoff.host.dns import Dns
from sendoff.reputation.dns import Answer


def ask(server: NameServer, *questions: tuple[str, str], seconds: float = 3.0) -> list[Answer]:
    return asked(Dns(["127.0.0.1"], seconds=seconds, port=server.port), questions)


def asked(dns: Dns, questions: Sequence[tuple[str, str]]) -> list[Answer]:
    async def run() -> list[Answer]:
        return list(await asyncio.gather(*(dns.ask(*question) for question in questions)))

    return asyncio.run(run())


def test_each_kind_in_presentation_form() -> None:
    zone = {
        "example.net": [("MX", "10 MX.example.net."), ("A", "192.0.2.1"), ("AAAA", "2001:db8::1"), txt("v=spf1 -all")],
        "null.example": [("MX", "0 .")],
        "1.2.0.192.in-addr.arpa": [("PTR", "Mail.example.net.")],
    }
    with NameServer(zone) as server:
        found = ask(
            server,
            ("Example.NET.", "MX"),
            ("example.net", "A"),
            ("example.net", "AAAA"),
            ("example.net", "TXT"),
            ("null.example", "MX"),
            ("1.2.0.192.in-addr.arpa", "PTR"),
        )
    assert [answer.values for answer in found] == [
        ("10 mx.example.net",),
        ("192.0.2.1",),
        ("2001:db8::1",),
        ("v=spf1 -all",),
        ("0 .",),
        ("mail.example.net",),
    ]
    assert {answer.outcome for answer in found} == {"found"}
    assert (found[0].name, found[0].ttl) == ("example.net", 300)


def test_absence_has_two_forms() -> None:
    with NameServer({"example.net": [("A", "192.0.2.1")]}) as server:
        none, nobody = ask(server, ("example.net", "MX"), ("nobody.example", "MX"))
    assert (none.outcome, nobody.outcome) == ("no-data", "no-such-name")


@pytest.mark.parametrize("fault", ["SERVFAIL", "REFUSED"])
def test_a_failing_resolver_is_unknown_and_never_absence(fault: str) -> None:
    with NameServer({"example.net": [(fault, "")]}) as server:
        (answer,) = ask(server, ("example.net", "TXT"))
    assert (answer.outcome, answer.why, answer.values) == ("unknown", fault, ())


def test_the_next_name_server_is_asked_after_one_that_fails() -> None:
    with (
        NameServer({"example.net": [("A", "192.0.2.1")]}) as good,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent,
    ):
        silent.bind(("127.0.0.2", good.port))
        (answer,) = asked(Dns(["127.0.0.2", "127.0.0.1"], seconds=5, port=good.port), [("example.net", "A")])
    assert answer.values == ("192.0.2.1",)


def test_a_dead_first_name_server_is_waited_for_once() -> None:
    zone = {f"n{number}.example": [("A", "192.0.2.1")] for number in range(5)}
    with NameServer(zone) as good, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.2", good.port))
        dns = Dns(["127.0.0.2", "127.0.0.1"], seconds=9, port=good.port)

        async def run() -> float:
            await dns.ask("n0.example", "A")
            start = time.monotonic()
            for number in range(1, 5):
                await dns.ask(f"n{number}.example", "A")
            return time.monotonic() - start

        assert asyncio.run(run()) < 0.9


def test_a_silent_resolver_ends_at_the_deadline() -> None:
    with NameServer({"example.net": [("DROP", "")]}) as server:
        start = time.monotonic()
        (answer,) = ask(server, ("example.net", "TXT"), seconds=0.5)
    assert (answer.outcome, answer.why) == ("unknown", "timeout")
    assert 0.4 < time.monotonic() - start < 1.5


def test_after_the_deadline_all_is_unknown_at_once() -> None:
    with NameServer({"silent.example": [("DROP", "")], "example.net": [("A", "192.0.2.1")]}) as server:
        dns = Dns(["127.0.0.1"], seconds=0.2, port=server.port)

        async def run() -> tuple[Answer, float]:
            await dns.ask("silent.example", "A")
            start = time.monotonic()
            return await dns.ask("example.net", "A"), time.monotonic() - start

        answer, took = asyncio.run(run())
    assert answer.outcome == "unknown"
    assert took < 0.1


def test_a_question_asked_often_is_sent_once_also_where_the_answer_is_no() -> None:
    with NameServer({"example.net": [("A", "192.0.2.1")], "broken.example": [("SERVFAIL", "")]}) as server:
        dns = Dns(["127.0.0.1"], port=server.port)
        questions = [("example.net", "A"), ("EXAMPLE.net.", "A"), ("nobody.example", "A"), ("broken.example", "A")]
        asked(dns, questions * 10)
    assert server.questions == {("example.net", "A"): 1, ("nobody.example", "A"): 1, ("broken.example", "A"): 1}
    assert dns.asked == 3


def test_questions_wait_side_by_side() -> None:
    with NameServer({f"n{n}.example": [("A", "192.0.2.1")] for n in range(50)}, delay=0.1) as server:
        start = time.monotonic()
        found = ask(server, *((f"n{n}.example", "A") for n in range(50)))
    assert {answer.outcome for answer in found} == {"found"}
    assert time.monotonic() - start < 2.5, "one after the other they take five seconds"


def test_a_slow_resolver_still_answers_within_the_deadline() -> None:
    with NameServer({"example.net": [("A", "192.0.2.1")]}, delay=1.3) as server:
        (answer,) = ask(server, ("example.net", "A"), seconds=6)
    assert answer.values == ("192.0.2.1",), "the second try is more patient than the first"


def test_a_truncated_answer_is_asked_again_by_tcp() -> None:
    long = "v=spf1 " + "ip4:192.0.2.1 " * 300 + "-all"
    with NameServer({"example.net": [txt(long)]}) as server:
        (answer,) = ask(server, ("example.net", "TXT"))
    assert answer.values == (long,)


def test_truncated_without_tcp_is_unknown() -> None:
    with NameServer({"example.net": [("A", "192.0.2.1")]}, truncate=True, tcp=False) as server:
        (answer,) = ask(server, ("example.net", "A"))
    assert (answer.outcome, answer.why) == ("unknown", "truncated and no TCP")


def test_a_server_without_edns_is_asked_without_it() -> None:
    with NameServer({"example.net": [("A", "192.0.2.1")]}, edns=False) as server:
        (answer,) = ask(server, ("example.net", "A"))
    assert answer.values == ("192.0.2.1",)


def test_forged_replies_are_not_believed() -> None:
    with NameServer({"example.net": [("A", "192.0.2.1")]}, forged=True, delay=0.05) as server:
        (answer,) = ask(server, ("example.net", "A"))
    assert answer.values == ("192.0.2.1",)


def test_aliases_are_followed_and_circles_end() -> None:
    zone = {
        "a.example": [("CNAME", "b.example.")],
        "b.example": [("A", "192.0.2.7")],
        "c.example": [("CNAME", "d.example.")],
        "d.example": [("CNAME", "c.example.")],
    }
    with NameServer(zone) as server:
        followed, circle = ask(server, ("a.example", "A"), ("c.example", "A"))
    assert followed.values == ("192.0.2.7",)
    assert circle.outcome == "unknown"


@pytest.mark.parametrize(
    "text", ["", "@", "a..example", f"{'a' * 64}.example", ".".join(["abcdefg"] * 40), "a b\u2028.de"]
)
def test_what_can_be_no_name_does_not_exist_and_is_not_asked(text: str) -> None:
    with NameServer({}) as server:
        (answer,) = ask(server, (text, "A"))
    assert answer.outcome == "no-such-name"
    assert answer.why
    assert not server.questions


def test_names_outside_ascii_are_asked_as_a_labels() -> None:
    with NameServer({"xn--strae-oqa.example": [("A", "192.0.2.3")]}) as server:
        (answer,) = ask(server, ("Straße.example", "A"))
    assert (answer.name, answer.values) == ("xn--strae-oqa.example", ("192.0.2.3",))


def test_bytes_that_are_no_utf8_come_escaped() -> None:
    with NameServer({"example.net": [txt(b"caf\xc3\xa9 \xff\x1b[31m")]}) as server:
        (answer,) = ask(server, ("example.net", "TXT"))
    assert answer.values == ("café \\xff\x1b[31m",)
    assert answer.raw == (b"caf\xc3\xa9 \xff\x1b[31m",)


def test_no_resolver_at_all_is_unknown() -> None:
    (answer,) = asked(Dns([]), [("example.net", "A")])
    assert (answer.outcome, answer.why) == ("unknown", "no name server")


def test_a_closed_port_is_unknown_and_not_a_busy_loop() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    dns = Dns(["127.0.0.1"], seconds=0.6, port=port)
    (answer,) = asked(dns, [("example.net", "A")])
    assert answer.outcome == "unknown"
