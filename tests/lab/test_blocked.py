"""A provider blocks or throttles this server: seen at once, told once, and over by itself when mail is accepted again.

Real receivers answer as the providers do (tests.lab.providers); Postfix, the watch and the commands are real.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable

import pytest

from sendoff.lab import Manner, Receiver, World
from sendoff.replies.classes import CLASSES
from tests.lab import providers
from tests.lab.providers import Mail, ends, mails, waits
from tests.lab.watched import PERSON, Watched

pytestmark = pytest.mark.lab

MakeWorld = Callable[..., World]

METRIC = r'^sendoff_incident_open{{.*provider="{provider}".*}} 1(\.0)?$'

ELSEWHERE = ("google", "yahoo", "elsewhere")


def others(count: int, first: int = 0) -> list[Mail]:
    """Mails to destinations that block nobody."""
    domains = [providers.PLACES[name].domains[0] for name in ELSEWHERE]
    return [mail for number in range(first, first + count) for mail in (Mail(f"o@{d}", number) for d in domains)]


def shuffled(*lists: list[Mail]) -> list[Mail]:
    """All of them, by turns."""
    return [mail for _, mail in sorted((n / len(one), mail) for one in lists for n, mail in enumerate(one))]


def pace(server: Watched, sent: list[Mail]) -> float:
    """How long these mails to the others took, in the middle (seconds)."""
    return statistics.median([wait for name in ELSEWHERE for wait in waits(server.world, name, sent)])


def test_s3140_opens_one_incident_and_delisting_ends_it_while_all_else_flows(make_world: MakeWorld) -> None:
    server = Watched.begin(make_world, {"consumer": providers.microsoft_blocks(after=3)})
    server.apply({})
    with server.watching():
        sent = others(6)
        server.send(shuffled(sent, mails("b@customer.example", 6)))
        server.until("delivered", server.drained)
        usual = pace(server, sent)
        assert server.incidents("--all") == []

        more = [*mails("a@hotmail.example", 8), *mails("b@outlook.example", 4)]
        aside = others(6, first=10)
        sent += [*more, *aside]
        server.send(shuffled(more, aside))
        server.until("drained", server.drained)
        count = server.world.log().count("(S3140)")
        [found] = server.until("counted", lambda: [one for one in server.incidents() if one["refused"] == count])
        assert (found["provider"], found["class"], found["provider_code"], found["open"]) == (
            "microsoft", "address-blocked", "S3140", True,
        )  # fmt: skip
        assert (found["blocked"], found["recipients"]) == ("10.77.0.1", 2)
        assert ends(server.world).wrong(sent) == {}
        # All at once pass the fourth mail while the third is being accepted, as at the real one.
        assert ends(server.world).told.total() == count
        assert pace(server, aside) < 3 * usual + 1.0
        done = server.sendoff("check", "--only", "incidents", expect=2)
        assert "S3140" in done.stdout
        assert "S3140" in server.sendoff("status").stdout

        server.delist("consumer")
        after = mails("a@hotmail.example", 2, first=100)
        server.send(after)
        server.until("closed", server.blocked)
        [closed] = server.incidents("--all")
        assert (closed["open"], closed["first"], closed["refused"]) == (False, found["first"], count)
        assert server.sendoff("check", "--only", "incidents").stdout.startswith("SENDOFF OK")
        server.until("drained", server.drained)
        assert ends(server.world).wrong(sent + after) == {}


def test_each_of_microsofts_systems_has_an_incident_of_its_own_customers_domains_among_them(
    make_world: MakeWorld,
) -> None:
    server = Watched.begin(make_world, {"consumer": providers.microsoft_blocks()})
    with server.watching():
        server.send(mails("a@hotmail.example", 1))
        assert server.incident("microsoft")["part"] == "consumer"
        server.send(mails("info@customer.example", 3))
        server.until("read", lambda: server.asked("trace", "info@customer.example")["deliveries"][2:])
        assert len(ends(server.world, "365").accepted) == 3
        assert [(one["open"], one["accepted_since"]) for one in server.incidents("--all")] == [(True, 0)]

        server.world.receiver("365").set(manner=providers.microsoft_365_bans())
        server.send([Mail("info@customer.example", 10), *others(1)])
        server.until("opened", lambda: len(server.incidents()) == 2)
        found = {one["part"]: one for one in server.incidents()}
        assert (found["365"]["provider"], found["365"]["class"], found["365"]["provider_code"]) == (
            "microsoft", "address-blocked", "AS1616",
        )  # fmt: skip
        assert server.blocked("microsoft")


# A mail every two seconds is let through, with some to spare; who tries on after a refusal is blocked.
WINDOW = 5.0
THROTTLES = providers.microsoft_throttles(3, WINDOW, tries=4, returns=13, memory=10.0)
CALM = ("queue_run_delay=1s", "minimal_backoff_time=20s", "maximal_backoff_time=20s")
SLOW = {"sendoff::on_block": {"microsoft": "slow"}}


def answered(server: Watched, count: int) -> None:
    """Wait until so many mails were tried."""
    server.until("answered", lambda: server.world.log().count("to=<a@hotmail.example>") >= count)


def throttled(server: Watched) -> list[Mail]:
    """Send one after the other until there is a refusal; returns what was sent."""
    sent = list[Mail]()
    while "(S775)" not in server.world.log():
        sent += mails("a@hotmail.example", 1, first=len(sent))
        server.send(sent[-1:])
        answered(server, len(sent))
    found = server.incident("microsoft")
    assert (found["class"], found["provider_code"]) == ("address-reputation", "S775")
    assert CLASSES[found["class"]].coarse in ("rate", "reputation")
    return sent


def refusals(world: World, name: str) -> list[str]:
    """What a receiver said instead of the usual, in all its connections so far."""
    return [said for session in world.receiver(name).sessions() for said in session.refusals]


def switched(server: Watched) -> str:
    """Have what is on follow what the incidents call for, as systemd does; returns what is on."""
    server.sendoff("apply", "--live", "--yes")
    on = server.asked("status")["on_block"]["on"]
    return str(on[0]["kind"]) if on else ""


def test_throttling_that_is_ignored_becomes_a_block(make_world: MakeWorld) -> None:
    """The control of the next test: the same receiver, the same mails, Postfix as it is."""
    server = Watched.begin(make_world, {"consumer": THROTTLES}, *CALM)
    with server.watching():
        sent = throttled(server)
        more = mails("a@hotmail.example", 7, first=100)
        server.send(more)
        server.until("blocked", lambda: any("(S3150)" in said for said in refusals(server.world, "consumer")))
        server.world.run(["postqueue", "-f"])
        server.until("drained", server.drained)
        server.until("read", lambda: {"S775", "S3150"} == {one["provider_code"] for one in server.incidents("--all")})
        assert ends(server.world).wrong(sent + more) == {}
        assert ends(server.world).told.total() > 0


def test_a_slowed_provider_never_comes_to_block_and_no_other_waits(make_world: MakeWorld) -> None:
    server = Watched.begin(make_world, {"consumer": THROTTLES}, *CALM)
    server.apply(SLOW)
    with server.watching():
        before = others(4)
        server.send(before)
        server.until("delivered", server.drained)
        sent = throttled(server)
        assert switched(server) == "slow"
        burst = max(mail.when for mail in server.world.receiver("consumer").messages())
        server.until("over", lambda: time.time() > burst + WINDOW)
        before_that = len(refusals(server.world, "consumer"))
        aside = others(4, first=10)
        more = shuffled(mails("a@hotmail.example", 7, first=100), aside)
        server.send(more)
        server.world.run(["postqueue", "-f"])
        server.until("drained", server.drained, seconds=90.0)
        assert pace(server, aside) < 3 * pace(server, before) + 1.0
    assert refusals(server.world, "consumer")[before_that:] == []
    assert not any("(S3150)" in said for said in refusals(server.world, "consumer"))
    assert ends(server.world).wrong([*sent, *more]) == {}
    assert ends(server.world).told.total() == 0


SMARTHOST = Receiver("smarthost", "10.77.7.1", port=587, tls="starttls", auth={"web1": "geheim"}, require_auth=True)
SMARTHOST_ZONE = ["smarthost.example.net. A 10.77.7.1"]
DETOUR = {
    "sendoff::on_block": {"microsoft": "[smarthost.example.net]:587"},
    "postfix::smtp_sasl_password_maps": {"[smarthost.example.net]:587": "web1:geheim"},
}
MICROSOFT = ("a@hotmail.example", "info@customer.example")
ALL = (*(name for name in providers.PLACES if name != "own"), "smarthost")
# The ten minutes that a way stays on after the provider took mail again are over.
LATER = (
    "import sys; from sendoff.change import on_block; on_block.HOLD = 0; from sendoff.cli import main;"
    " sys.argv = ['sendoff', 'apply', '--live', '--yes']; sys.exit(main())"
)


def detoured(make_world: MakeWorld) -> tuple[Watched, list[Mail]]:
    """A server whose mail to Microsoft takes the detour, since Outlook.com blocks it; and the mails so far."""
    server = Watched.begin(
        make_world, {"consumer": providers.microsoft_blocks(after=2)}, zones=SMARTHOST_ZONE, more=[SMARTHOST]
    )
    server.apply(DETOUR)
    return server, [*mails("a@hotmail.example", 2), *mails("info@customer.example", 1), *others(1)]


def blocks(server: Watched, sent: list[Mail]) -> None:
    """Send until Outlook.com blocks, and have the detour switched on."""
    # The ledger learns whose mail goes to which provider.
    server.send(sent)
    server.until("delivered", server.drained)
    last = mails("a@hotmail.example", 1, first=10)
    server.send(last)
    server.incident("microsoft")
    assert switched(server) == "detour"
    sent += last


def test_a_detour_takes_a_blocking_providers_mail_only_and_is_taken_back(make_world: MakeWorld) -> None:
    server, sent = detoured(make_world)
    own = server.parameter("transport_maps")
    with server.watching():
        blocks(server, sent)
        assert "[smarthost.example.net]:587" in server.sendoff("status").stdout
        around = [mail for address in MICROSOFT for mail in mails(address, 3, first=20)]
        aside = others(2, first=20)
        server.send(shuffled(around, aside))
        server.until("drained", server.drained)
        taken = ends(server.world, "smarthost").accepted
        assert {mail.message_id for mail in around} <= taken.keys()
        assert not {mail.message_id for mail in aside} & taken.keys()
        assert {mail.auth_user for mail in server.world.receiver("smarthost").messages()} == {"web1"}
        # The provider is asked, and still says no.
        assert switched(server) == "detour"
        assert server.blocked("microsoft")

        server.delist("consumer")
        switched(server)
        assert server.parameter("transport_maps") == own
        after = [mail for address in MICROSOFT for mail in mails(address, 1, first=30)]
        server.send(after)
        server.until("closed", server.blocked)
        server.until("drained", server.drained)
        assert not {mail.message_id for mail in after} & ends(server.world, "smarthost").accepted.keys()
        assert ends(server.world, *ALL).wrong(sent + around + aside + after) == {}
        server.world.python("-c", LATER)
        assert server.asked("status")["on_block"]["on"] == []


def test_mail_that_is_refused_while_a_provider_is_tried_again_waits_and_takes_the_detour(make_world: MakeWorld) -> None:
    server, sent = detoured(make_world)
    with server.watching():
        blocks(server, sent)
        server.delist("consumer")
        switched(server)
        # It said yes when it was asked, and says no to the mail.
        server.world.receiver("consumer").set(manner=providers.microsoft_blocks())
        between = mails("a@hotmail.example", 3, first=40)
        server.send(between)
        server.until("refused", lambda: len(re.findall(r"status=deferred .*\(S3140\)", server.world.log())) >= 3)
        server.until("read", lambda: server.incidents()[0]["refused"] >= 4)
        assert switched(server) == "detour"
        server.until("drained", server.drained)
        assert {mail.message_id for mail in between} == ends(server.world, "smarthost").accepted.keys()
        assert ends(server.world, *ALL).wrong(sent + between) == {}


def test_others_that_defer_lose_no_mail_and_their_incidents_end(make_world: MakeWorld) -> None:
    manners: dict[str, Manner] = {
        "google": providers.google_throttles(0, 3600.0), "yahoo": providers.yahoo_defers(), "gmx": providers.gmx_lists()
    }  # fmt: skip
    server = Watched.begin(make_world, manners)
    sent = [mail for domain in ("gmail", "yahoo", "gmx") for mail in mails(f"a@{domain}.example", 2)]
    with server.watching():
        server.send(sent)
        server.incident(*manners)
        assert {(one["provider"], one["class"], one["provider_code"]) for one in server.incidents()} == {
            ("google", "rate", None), ("yahoo", "address-reputation", "TSS04"), ("gmx", "address-blocked", None),
        }  # fmt: skip
        server.delist(*manners)
        server.until("closed", server.blocked)
        server.until("drained", server.drained)
    assert ends(server.world).wrong(sent) == {}
    assert ends(server.world).told.total() == 0
    assert len(server.incidents("--all")) == 3


def test_a_watch_that_is_killed_goes_on_with_the_same_incident_and_tells_it_once(make_world: MakeWorld) -> None:
    server = Watched.begin(make_world, {"consumer": providers.microsoft_blocks()})
    server.apply({"sendoff::notify": PERSON})
    with server.person() as told:
        with server.watching(quick=True) as process:
            server.send(mails("a@hotmail.example", 2))
            before = server.incident("microsoft")
            server.until("told", told)
            server.until("noted", lambda: server.incidents()[0]["told"]["open"])
            server.kill_watch(process)
        server.send(mails("a@hotmail.example", 3, first=10))
        server.until("refused", lambda: server.world.log().count("(S3140)") == 5)
        with server.watching(quick=True):
            [after] = server.until("read", lambda: [one for one in server.incidents("--all") if one["refused"] == 5])
            assert (after["id"], after["first"], after["open"]) == (before["id"], before["first"], True)
            server.delist("consumer")
            server.send(mails("a@hotmail.example", 1, first=20))
            # A second message of the beginning would have come before it.
            server.until("told of the end", lambda: len(told()) > 1)
    assert [message["type"] for message in told()] == ["failure", "success"]


def test_from_the_refusal_in_the_log_to_the_metric_it_takes_less_than_a_second(make_world: MakeWorld) -> None:
    manners = {
        "consumer": providers.microsoft_blocks(), "yahoo": providers.yahoo_defers(), "gmx": providers.gmx_lists(),
    }  # fmt: skip
    server = Watched.begin(make_world, manners)
    took = []
    with server.watching():
        for provider, address, words in (
            ("microsoft", "a@hotmail.example", r"\(S3140\)"),
            ("yahoo", "a@yahoo.example", r"\[TSS04\]"),
            ("gmx", "a@gmx.example", "Nemesis"),
        ):
            with server.timed(words, METRIC.format(provider=provider)) as seconds:
                server.send([Mail(address, 1)])
                took.append(seconds())
    print("from the log to the metric:", took)
    # Of three, since another test may have all processors for a while.
    assert min(took) < 1.0, took
    assert max(took) < 10.0, took


def test_the_words_on_the_wire_are_the_providers_own(make_world: MakeWorld) -> None:
    """What the receivers say arrives in Postfix's log as it does from the real ones."""
    manners = {
        "consumer": providers.microsoft_blocks(), "google": providers.google_throttles(0, 3600.0),
        "yahoo": providers.yahoo_defers(), "gmx": providers.gmx_lists(), "365": providers.microsoft_365_bans(),
    }  # fmt: skip
    server = Watched.begin(make_world, manners, "queue_run_delay=300s")
    names = ("hotmail", "gmail", "yahoo", "gmx", "customer")
    server.send([Mail(f"a@{name}.example", 1) for name in names])
    server.until("answered", lambda: len(re.findall(r"to=<a@.*status=(?:bounced|deferred)", server.world.log())) == 5)
    log = server.world.log()
    for words in (
        r"hotmail-com\.olc\.protection\.outlook\.com\[10\.77\.1\.1\] said: 550 5\.7\.1 Unfortunately, messages from"
        r" \[10\.77\.0\.1\] weren't sent\. .*\(S3140\).*\(in reply to MAIL FROM command\)",
        r"said: 421-4\.7\.28 Gmail has detected .* 421 4\.7\.28  https.* \(in reply to end of DATA command\)",
        r"said: 421 4\.7\.0 \[TSS04\] Messages from 10\.77\.0\.1 .*\(in reply to MAIL FROM command\)",
        r"refused to talk to me: 554-gmx\.net \(mxgmx016\) Nemesis .* 554-IP address is block listed\. 554 For ",
        r"said: 550 5\.7\.606 Access denied, banned sending IP \[10\.77\.0\.1\]",
    ):
        assert re.search(words, log), words
