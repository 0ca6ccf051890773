"""`sendoff rehearse` sees on a real Postfix what a change would bring, and touches nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sendoff.lab import TRUSTED, Receiver, World
from tests.lab.server import Server

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

MakeWorld = Callable[..., World]
HOP = "[smtp.example.net]:587"
LOGIN: dict[str, Any] = {
    "postfix::relayhost": HOP,
    "postfix::smtp_sasl_password_maps": {HOP: "web1:a secret"},
    "postfix::envelope_from": "webserver@example.net",
}
ACCEPTED = ("--accept", "smarthost-unresolvable", "--accept", "smarthost-unreachable")


class Rehearsal:
    """What `sendoff rehearse --json` told."""

    def __init__(self, code: int, told: dict[str, Any]) -> None:
        self.code, self.told = code, told
        self.differences = [each["text"] for each in told["differences"]]
        self.failed = {each["id"].removeprefix("rehearsal-"): each["text"] for each in told["findings"]
                       if each["result"] == "fail"}  # fmt: skip

    def ends(self, mail: str, world: str = "then") -> list[tuple[str, str]]:
        """Return the fate and the place of a mail in a world."""
        seen = next(each for each in self.told["mails"] if each["id"] == mail)[world]
        return [(each["fate"], each["at"]) for each in seen["arrivals"]]


@pytest.fixture
def server(make_world: MakeWorld) -> Server:
    """A Debian server, on which nothing was applied yet."""
    return Server(make_world())


def live(server: Server, document: dict[str, Any]) -> None:
    """Make the server live with a document; its next hops are not there, and none is asked."""
    server.apply(document, *ACCEPTED)


def rehearse(server: Server, document: dict[str, Any], *options: str, habits: Any = None) -> Rehearsal:
    server.write(document)
    if habits is not None:
        server.world.path("/etc/sendoff/hops.json").write_text(json.dumps(habits))
        options += ("--next-hops", "/etc/sendoff/hops.json")
    done = server.world.sendoff("rehearse", "--json", *options, timeout=120)
    assert done.returncode in (0, 2), done.stderr
    return Rehearsal(done.returncode, json.loads(done.stdout))


def change_main_cf(server: Server, *lines: str) -> None:
    path = server.world.path("/etc/postfix/main.cf")
    path.write_text(path.read_text() + "".join(f"{line}\n" for line in lines))
    server.world.run(["postfix", "reload"])


# what changes


def test_rehearsing_what_is_live_finds_no_difference(server: Server) -> None:
    live(server, LOGIN)
    done = rehearse(server, LOGIN)
    assert (done.code, done.differences, done.failed) == (0, [], {})


def test_a_smarthost_takes_what_used_to_go_straight_to_its_destination(server: Server) -> None:
    live(server, {})
    done = rehearse(server, LOGIN)
    assert (done.code, done.failed) == (0, {})
    straight = "all mail to destinations that can be reached now leaves through smtp.example.net:587; " \
               "it used to go straight to its destination"  # fmt: skip
    waits = "all mail to unreachable destinations and recipients whom their server puts off now leaves through " \
            "smtp.example.net:587; it used to wait"  # fmt: skip
    assert straight in done.differences
    assert waits in done.differences
    assert any("with the login web1; it went without a login" in text for text in done.differences)
    assert any("encrypted to a server that proved its name" in text for text in done.differences)


def test_a_new_relayhost_is_told_by_both_names(server: Server) -> None:
    live(server, LOGIN)
    done = rehearse(server, {**LOGIN, "postfix::relayhost": "example.org", "postfix::smtp_sasl_password_maps": {}})
    assert (done.code, done.failed) == (0, {})
    moves = "all mail to other servers now leaves through example.org; it used to leave through smtp.example.net:587"
    assert moves in done.differences


def test_a_new_envelope_sender_is_told_with_the_old_one(server: Server) -> None:
    live(server, LOGIN)
    done = rehearse(server, {**LOGIN, "postfix::envelope_from": "shop@example.org"})
    assert (done.code, done.failed) == (0, {})
    changed = "all mail to other servers now has the envelope sender shop@example.org; it had webserver@example.net"
    assert done.differences == [changed]
    assert next(each for each in done.told["mails"] if each["id"] == "null-direct")["then"]["arrivals"][0][
        "envelope_sender"
    ] == ""  # fmt: skip


def test_clients_that_are_no_longer_trusted_are_named(server: Server) -> None:
    networks = f"127.0.0.0/8 [::1]/128 {TRUSTED}/32 192.168.5.0/24"
    live(server, {"postfix::inet_interfaces": "all", "postfix::mynetworks": networks})
    narrowed = {"postfix::inet_interfaces": "all", "postfix::mynetworks": f"127.0.0.0/8 [::1]/128 {TRUSTED}/32"}
    done = rehearse(server, narrowed)
    assert (done.code, done.failed) == (0, {})
    [difference] = done.differences
    assert difference.startswith("mail from 192.168.5.0/24 to destinations that can be reached now is refused (RCPT TO")
    assert difference.endswith("it used to go straight to its destination")


def test_a_mail_that_a_lower_limit_refuses_is_told(server: Server) -> None:
    live(server, {"postfix::message_size_limit": 400000})
    done = rehearse(server, {"postfix::message_size_limit": 100000})
    assert (done.code, done.failed) == (0, {})
    [difference] = done.differences
    assert difference.startswith("mail of 100001 bytes and mail of 398000 bytes now is refused (MAIL FROM: 552")
    assert done.ends("under-100000") == [("arrived", "the mail server of direct.sendoff.test")]


def test_a_fallback_takes_what_used_to_wait(server: Server) -> None:
    live(server, {})
    done = rehearse(server, {"postfix::smtp_fallback_relay": "[fallback.example.net]"})
    assert (done.code, done.failed) == (0, {})
    waits = "all mail to unreachable destinations and recipients whom their server puts off now leaves through " \
            "fallback.example.net; it used to wait"  # fmt: skip
    assert waits in done.differences
    assert done.ends("root-nowhere") == [("arrived", "fallback.example.net")]
    assert done.ends("root-refusing") == [("returned", "")]


def test_a_domain_that_becomes_local_is_told(server: Server) -> None:
    live(server, {})
    done = rehearse(server, {"sendoff::server_name": "mail.example.org"})
    told = "\n".join(done.differences)
    assert "mail.example.org now is put into the mailbox of root; it used to" in told
    assert "is announced as mail.example.org (HELO); it was announced as web1.example.com" in told


# what goes wrong


def test_a_smarthost_that_does_not_take_this_sender_is_noticed(server: Server) -> None:
    live(server, {})
    done = rehearse(server, LOGIN, habits={HOP: {"senders": ["@example.org"]}})
    assert done.code == 2
    assert "553 5.7.1 Sender address rejected" in done.failed["smarthost-takes-all"]
    assert done.ends("root-direct") == [("returned", "")]


def test_credentials_that_the_smarthost_does_not_know_are_noticed(server: Server) -> None:
    live(server, {})
    done = rehearse(server, LOGIN, habits={HOP: {"login": "web1:another secret"}})
    assert done.code == 2
    assert "authentication failed" in done.failed["smarthost-takes-all"].lower()
    assert "no message was sent with the login" in done.failed["login-used"]


def test_credentials_under_a_name_by_which_postfix_does_not_look_are_noticed(server: Server) -> None:
    live(server, {})
    other = {**LOGIN, "postfix::smtp_sasl_password_maps": {"[smtp.example.org]:587": "web1:a secret"}}
    done = rehearse(server, other)
    assert done.code == 2
    assert "login-used" in done.failed


@pytest.mark.parametrize("certificate", ["wrong-name", "expired", "self-signed"])
def test_a_smarthost_that_does_not_prove_its_name_gets_no_mail(server: Server, certificate: str) -> None:
    live(server, {})
    done = rehearse(server, LOGIN, habits={HOP: {"certificate": certificate}})
    assert done.code == 2
    assert "certificate" in done.failed["smarthost-takes-all"]
    assert done.ends("root-direct")[0][0] == "waits"


def test_a_smarthost_without_smtputf8_is_noticed(server: Server) -> None:
    live(server, {})
    hop = {"postfix::relayhost": HOP}
    done = rehearse(server, hop, habits={HOP: {"smtputf8": False}})
    assert done.code == 2
    assert "SMTPUTF8" in done.failed["smtputf8"]


def test_a_smarthost_with_a_smaller_limit_is_noticed(server: Server) -> None:
    live(server, {})
    done = rehearse(server, {"postfix::relayhost": HOP}, habits={HOP: {"size": 1000000}})
    told = "smtp.example.net:587 takes 1000000 bytes at most, and this server takes 25600000"
    assert done.failed["size-limit"] == told


def test_the_real_smarthost_is_asked_where_that_is_wanted_and_for_a_page(make_world: MakeWorld) -> None:
    smtp = Receiver("smtp", "10.77.0.13", port=587, tls="starttls", certificate="expired", auth={"web1": "a secret"})
    server = Server(make_world(zones=["smtp.example.net. A 10.77.0.13"], receivers=[smtp]))
    assert rehearse(server, LOGIN).failed == {}
    done = rehearse(server, LOGIN, "--ask", "--html", "/etc/sendoff/page.html")
    assert "certificate not" in done.failed["smarthost-takes-all"]
    assert done.told["html"] == "/etc/sendoff/page.html"
    page = server.world.path("/etc/sendoff/page.html").read_text()
    assert page.index("mail does not flow as the JSON says") < page.index("The mail system")
    assert "certificate has expired" in page  # the plan's own words
    assert "a secret" not in page
    assert not server.world.receiver("smtp").messages()


def test_a_postfix_that_would_not_start_is_told_with_its_own_words(server: Server) -> None:
    live(server, {})
    done = rehearse(server, {"postfix::inet_interfaces": "192.0.2.99"})
    assert done.code == 2
    assert list(done.failed) == ["postfix-starts"]
    assert "192.0.2.99" in done.failed["postfix-starts"]
    assert done.told["trouble"]["now"] == ""


# what the administrator set by hand


def test_a_hand_made_route_is_stood_in_for_and_goes_on(server: Server) -> None:
    server.world.path("/etc/postfix/transport").write_text("partner.example smtp:[mail.partner.example]:2525\n")
    server.world.run(["postmap", "hash:/etc/postfix/transport"])
    change_main_cf(server, "transport_maps = hash:/etc/postfix/transport")
    live(server, {})
    done = rehearse(server, LOGIN)
    assert (done.code, done.failed) == (0, {})
    assert done.ends("routed-partner.example", "now") == [("arrived", "mail.partner.example:2525")]
    assert done.ends("routed-partner.example") == [("arrived", "mail.partner.example:2525")]


def test_a_next_hop_on_the_server_itself_is_stood_in_for_there(server: Server) -> None:
    live(server, {})
    done = rehearse(server, {"postfix::relayhost": "[127.0.0.1]:2525"})
    assert (done.code, done.failed) == (0, {})
    assert done.ends("root-direct") == [("arrived", "127.0.0.1:2525")]


def test_master_cf_edited_by_hand_shows_in_the_rehearsal(server: Server) -> None:
    live(server, {"postfix::inet_interfaces": "all"})
    path = server.world.path("/etc/postfix/master.cf")
    smtpd = next(line for line in path.read_text().splitlines() if line.startswith("smtp ") and "inet" in line)
    path.write_text(path.read_text().replace(smtpd, f"{smtpd}\n  -o mynetworks=0.0.0.0/0"))
    done = rehearse(server, {"postfix::inet_interfaces": "all"})
    assert done.code == 2
    assert "the server relays for strangers" in done.failed["strangers-refused"]
    [finding] = [each for each in done.told["findings"] if each["id"] == "rehearsal-strangers-refused"]
    assert finding["as_before"] is True


def test_a_program_that_ends_by_an_error_is_told_with_its_words(server: Server) -> None:
    live(server, {})
    path = server.world.path("/etc/postfix/master.cf")
    smtpd = next(line for line in path.read_text().splitlines() if line.startswith("smtp ") and "inet" in line)
    path.write_text(path.read_text().replace(smtpd, f"{smtpd}\n  -o smtpd_relay_restrictions=permit"))
    done = rehearse(server, {})
    assert done.code == 2
    assert "smtpd: fatal: in parameter smtpd_relay_restrictions" in done.failed["postfix-starts"]
    assert "the server does not answer" in done.failed["direct-delivery"]


def test_what_cannot_run_there_is_told_and_does_not_hold_up_the_rest(server: Server) -> None:
    change_main_cf(
        server, "smtpd_milters = inet:127.0.0.1:8891", "non_smtpd_milters = $smtpd_milters",
        "content_filter = smtp:[127.0.0.1]:10024", "home_mailbox = Maildir/",
        "virtual_alias_maps = mysql:/etc/postfix/aliases.mysql", "default_destination_rate_delay = 5s",
    )  # fmt: skip
    master = server.world.path("/etc/postfix/master.cf")
    master.write_text(f"{master.read_text()}submission inet n - y - - smtpd\n  -o smtpd_milters=inet:127.0.0.1:8892\n")
    server.world.run(["postfix", "reload"])
    done = rehearse(server, LOGIN)
    assert (done.code, done.failed) == (0, {})
    told = "\n".join(done.told["not_rehearsed"])
    for name in ("smtpd_milters = inet:127.0.0.1:8891", "content_filter", "home_mailbox", "mysql:", "rate_delay",
                 "smtpd_milters in master.cf"):  # fmt: skip
        assert name in told, name


def test_programs_of_aliases_and_the_homes_of_users_are_left_alone(server: Server) -> None:
    server.world.path("/etc/aliases").write_text('postmaster: root\nroot: |"touch /tmp/sendoff-alias-ran"\n')
    server.world.run(["newaliases"])
    change_main_cf(server, "home_mailbox = sendoff-mail-arrived")
    done = rehearse(server, {})
    assert done.ends("root-local") == [("program", "root")]
    assert not server.world.path("/tmp/sendoff-alias-ran").exists()
    assert not server.world.path("/root/sendoff-mail-arrived").exists()


def test_mail_of_root_that_an_alias_sends_away_arrives_there(server: Server) -> None:
    server.world.path("/etc/aliases").write_text("postmaster: root\nroot: admin@example.org\n")
    server.world.run(["newaliases"])
    change_main_cf(server, "always_bcc = archive@example.net")
    done = rehearse(server, LOGIN)
    assert (done.code, done.failed) == (0, {})
    assert ("arrived", "the mail server of example.org") in done.ends("root-local", "now")
    assert done.ends("root-local") == [("arrived", "smtp.example.net:587")] * 2


def test_a_machine_without_ipv6_is_rehearsed_without(server: Server) -> None:
    server.world.run(["sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"])
    done = rehearse(server, LOGIN)
    assert (done.code, done.failed) == (0, {})
    assert not [mail for mail in done.told["mails"] if mail["id"] == "app6-direct"]


def test_a_machine_without_a_configuration_is_rehearsed_as_it_would_be(make_world: MakeWorld) -> None:
    server = Server(make_world(postfix="absent"))
    done = rehearse(server, LOGIN)
    assert (done.code, done.failed) == (0, {})
    assert done.differences == ["this server now takes mail; as it is, it takes none: Postfix is not configured"]
