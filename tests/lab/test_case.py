"""The course with a provider, from the first refusal to the first mail that is accepted again, on a real server.

Real DNS answers stand behind the gate. The server sends from a public address, which receivers then name.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from sendoff.lab import World
from tests.lab import providers
from tests.lab.providers import mails
from tests.lab.watched import QUICK, Watched

pytestmark = pytest.mark.lab

MakeWorld = Callable[..., World]

ADDRESS = "203.0.113.7"
SPF = f'example.org. TXT "v=spf1 ip4:{ADDRESS} -all"'
ZONES = [
    f"web1.example.com. A {ADDRESS}",
    "7.113.0.203.in-addr.arpa. PTR web1.example.com.",
    f'web1.example.com. TXT "v=spf1 ip4:{ADDRESS} -all"',
    "example.org. SOA ns.example.org. hostmaster.example.org. 1 3600 600 86400 300",
    '_dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.org"',
    "2.0.0.127.zen.spamhaus.org. A 127.0.0.2",
    "test.dbl.spamhaus.org. A 127.0.1.2",
    "dbltest.com.dbl.spamhaus.org. A 127.0.1.2",
]


def begin(make_world: MakeWorld) -> Watched:
    """A server at a public address that Outlook.com blocks."""
    bound = (*QUICK, f"smtp_bind_address={ADDRESS}", "inet_protocols=ipv4")
    server = Watched.begin(make_world, {"consumer": providers.microsoft_blocks()}, *bound, zones=ZONES)
    server.world.run(["ip", "address", "add", f"{ADDRESS}/32", "dev", "eth0"])
    back = ["ip", "route", "add", f"{ADDRESS}/32", "dev", "eth0", "table", "local"]
    server.world.run(back, at="outside")
    return server


def case(server: Watched, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run `sendoff case`; returns the exit code and the JSON."""
    done = server.world.sendoff("case", *arguments, "--json")
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}") from None


def test_from_the_refusal_to_the_end_with_a_gate_that_refuses_while_spf_is_missing(make_world: MakeWorld) -> None:
    server = begin(make_world)
    with server.watching():
        server.send(mails("a@hotmail.example", 3), user="www-data")
        server.until("opened", lambda: [one for one in server.incidents() if one["refused"] == 3])

        # SPF is missing: the one good try is not spent.
        code, said = case(server, "open", "microsoft")
        wrong = {one["id"]: one["mend"] for one in said["gate"] if one["state"] in ("first", "unknown")}
        assert code == 2, said
        assert set(wrong) == {"spf-record", "spf-pass"}, said["gate"]
        assert "sendoff spf record example.org" in wrong["spf-record"]
        assert (said["ready"], case(server, "list")[1]["cases"]) == (False, [])

        server.world.dns.add(SPF)
        code, said = case(server, "open", "microsoft", "--cause", "A form was abused.", "--changed", "It is closed.")
        assert code == 0, said["gate"]
        assert [one["name"] for one in said["senders"] if one["kind"] == "user"] == ["www-data"]
        fields = {one["name"]: one["value"] for one in said["case"]["request"]["fields"]}
        assert fields["IP addresses or ranges"] == ADDRESS
        assert fields["What domain are you sending from?"] == "example.org"
        pasted = fields["Copy and paste any error messages"]
        assert pasted.count(f"[{ADDRESS}] weren't sent") == 3
        assert str(said["case"]["matter"]["lines"][0]["at"])[:16] in fields[
            "Copy and paste any error messages"
        ].replace(" ", "T")
        number = str(said["case"]["number"])

        code, said = case(server, "sent", number, "--ticket", "SRX1")
        assert (code, said["case"]["state"], said["case"]["ticket"]) == (0, "sent", "SRX1")
        assert hours(said["case"]["sent"], said["case"]["due"]) == 24
        # The answer is a template that says no. The reply has a refusal of after it was sent.
        code, said = case(server, "refused", number, "--says", "nothing was detected")
        assert (code, said["ready"]) == (2, False), said
        server.until("the next second", lambda: int(time.time()) > second(said["case"]["sent"]))
        server.send(mails("a@hotmail.example", 1, first=10))
        server.until("read", lambda: server.incidents()[0]["refused"] == 4)
        code, said = case(server, "refused", number, "--says", "nothing was detected")
        assert (code, said["ready"], len(said["fresh"])) == (0, True, 1), said
        assert all(words in said["reply"] for words in ("S3140", ADDRESS, "a person"))

        # A person lifted it: the first accepted mail ends the case, and nobody says so by hand.
        server.delist("consumer")
        server.send(mails("a@hotmail.example", 1, first=20))
        server.until("closed", server.blocked)
        assert case(server, "list")[1]["cases"] == []
        code, said = case(server, "show", number)
        assert (said["state"], [one["what"] for one in said["events"]][-3:]) == ("ended", ["sent", "refused", "ended"])


def hours(begin: str, end: str) -> float:
    """The time between two moments."""
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() / 3600


def second(moment: str) -> int:
    """The second of a moment, since 1970."""
    return int(datetime.fromisoformat(moment).timestamp())
