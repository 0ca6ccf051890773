"""The stage has a stand-in for every next hop, names for all, and the mails that a server sends."""

from __future__ import annotations

from typing import Any

from tests.unit.rehearsal.scenes import HOP, HOST, LOGIN, SMARTHOST, around, configuration

from sendoff.rehearsal.configuration import Configuration
from sendoff.rehearsal.habit import Habit
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.stage import Stage, stage
from sendoff.rehearsal.stand_ins import StandIn


def made(now: Configuration | None = None, then: Configuration | None = None, **document: Any) -> Stage:
    named = {name.replace("__", "::"): value for name, value in document.items()}
    return stage(around(named, now, then))


def the(found: Stage, name: str) -> StandIn:
    return next(each for each in found.stand_ins if each.name == name)


def logged_in(*hops: str, word: str = "secret", relayhost: str = HOP) -> Configuration:
    return configuration(
        f"relayhost = {relayhost}", "smtp_sasl_password_maps = hash:/logins",
        logins=dict.fromkeys(hops or (HOP,), f"web1:{word}"),
    )  # fmt: skip


def test_both_smarthosts_are_stood_in_for_under_their_own_names() -> None:
    found = made(configuration("relayhost = [old.example.net]"), configuration("relayhost = [new.example.net]:2525"))
    old, new = the(found, "old.example.net"), the(found, "new.example.net:2525")
    assert (old.host, old.port, new.host, new.port) == ("old.example.net", 25, "new.example.net", 2525)
    assert f"old.example.net. A {old.address}" in found.zones
    assert old.address != new.address


def test_one_host_with_two_ports_is_two_stand_ins_with_one_address() -> None:
    found = made(configuration("relayhost = [a.example.net]"), configuration("relayhost = [a.example.net]:587"))
    assert the(found, "a.example.net").address == the(found, "a.example.net:587").address


def test_a_domain_gets_a_mail_server_with_a_certificate_for_both_names() -> None:
    found = made(then=configuration("relayhost = example.net"))
    each = the(found, "example.net")
    assert (each.host, each.names) == ("mx.example.net", ("example.net",))
    assert "example.net. MX 10 mx.example.net." in found.zones


def test_a_login_for_a_host_of_the_domain_makes_that_host_its_mail_server() -> None:
    found = made(then=logged_in("out.example.net", relayhost="example.net"))
    each = the(found, "example.net")
    assert (each.host, each.then) == ("out.example.net", (("web1", "secret"),))


def test_an_address_stays_itself_and_is_given_to_nobody_else() -> None:
    found = made(configuration("relayhost = [198.18.0.11]"), configuration("relayhost = [new.example.net]"))
    assert the(found, "198.18.0.11").address == "198.18.0.11"
    assert [each.name for each in found.stand_ins if each.address == "198.18.0.11"] == ["198.18.0.11"]
    assert the(made(then=configuration("relayhost = [2001:db8::5]:587")), "[2001:db8::5]:587").address == "2001:db8::5"


def test_what_works_today_tells_whether_a_login_is_demanded() -> None:
    without = configuration(f"relayhost = {HOP}")
    other = configuration("relayhost = [other.example.net]")
    assert the(made(logged_in(), logged_in()), SMARTHOST).demands
    assert the(made(logged_in(), without), SMARTHOST).demands  # taken away: what the smarthost wants does not change
    assert not the(made(without, logged_in()), SMARTHOST).demands  # it takes mail without one today
    assert the(made(other, logged_in()), SMARTHOST).demands  # new: why else would there be a login
    assert not the(made(other, without), SMARTHOST).demands


def test_each_world_has_its_own_password_of_a_user() -> None:
    each = the(made(logged_in(word="old"), logged_in(word="new")), SMARTHOST)
    assert (each.now, each.then) == ((("web1", "old"),), (("web1", "new"),))
    assert "old" not in repr(each)


def test_every_other_domain_has_a_mail_server_but_for_the_one_that_must_not_exist() -> None:
    found = made()
    assert "*. MX 10 mx.elsewhere.sendoff.test." in found.zones
    assert "nowhere.sendoff.test. NXDOMAIN" in found.zones


def test_nobody_stands_in_for_this_server_itself() -> None:
    for text in (f"[{HOST}]", "[192.0.2.10]", "[127.0.0.1]:25"):
        found = made(then=configuration(f"relayhost = {text}"))
        assert not [each for each in found.stand_ins if each.role == "smarthost"], text


def test_a_next_hop_on_loopback_stands_on_the_server() -> None:
    for text in ("[127.0.0.1]:2525", "[localhost]:2525"):
        each = next(e for e in made(then=configuration(f"relayhost = {text}")).stand_ins if e.role == "smarthost")
        assert (each.address, each.inside) == ("127.0.0.1", True)


def test_habits_go_to_the_hop_as_it_is_written() -> None:
    habit = Habit(size=5)
    found = stage(around({}, None, configuration(f"relayhost = {HOP}")), {HOP: habit})
    assert the(found, SMARTHOST).habit == habit


def test_port_465_starts_with_tls() -> None:
    assert the(made(then=configuration("relayhost = [smtp.example.net]:465")), "smtp.example.net:465").implicit_tls


# what is sent


def ids(found: Stage) -> list[str]:
    return [mail.id for mail in found.mails]


def mail(found: Stage, name: str) -> Mail:
    return next(each for each in found.mails if each.id == name)


def test_every_mail_has_its_own_id_and_a_header_from() -> None:
    found = made(then=logged_in())
    assert len(ids(found)) == len(set(ids(found)))
    assert all(each.header_from for each in found.mails)
    assert {each.who for each in found.mails} >= {"root", "user", "application", "stranger"}
    assert {each.source for each in found.mails} >= {"127.0.0.1", "::1"}


def test_both_limits_are_tried_from_both_sides_and_large_ones_only_announced() -> None:
    small, large = configuration("message_size_limit = 50000"), configuration("message_size_limit = 30000000")
    found = made(small, large)
    sizes = {each.id: (each.size, each.declared) for each in found.mails if each.size}
    assert sizes == {
        "under-50000": (48000, False), "over-50000": (50001, False),
        "under-30000000": (29998000, True), "over-30000000": (30000001, True),
    }  # fmt: skip
    assert any("1 MB" in note for note in found.not_rehearsed)
    assert not [each for each in made(None, configuration("message_size_limit = 0")).mails if each.declared]


def test_a_client_comes_from_each_network_that_one_of_them_trusts() -> None:
    found = made(
        configuration("mynetworks = 127.0.0.0/8 10.1.0.0/16 [2001:db8:5::]/48 hash:/x !10.9.9.9"),
        configuration("mynetworks = 127.0.0.0/8 192.0.2.10/31"),
    )  # fmt: skip
    sources = {each.network: each.source for each in found.mails if each.network}
    assert sources == {"10.1.0.0/16": "10.1.0.1", "2001:db8:5::/48": "2001:db8:5::1", "192.0.2.10/31": "192.0.2.11"}
    assert mail(found, "trusted-2001:db8:5::/48").door == "2001:db8:77::1"


def test_a_stranger_is_in_no_trusted_network() -> None:
    assert mail(made(then=configuration("mynetworks = 203.0.113.0/24")), "stranger-direct").source == "198.51.100.77"
    everybody = made(then=configuration("mynetworks = 0.0.0.0/0"))
    assert "stranger-direct" not in ids(everybody)


def test_without_ipv6_nothing_is_sent_by_it() -> None:
    assert "app6-direct" in ids(made())
    without = stage(around()._replace(ipv6=False))
    assert not [each for each in without.mails if ":" in each.source]
    assert "app6-direct" not in ids(made(then=configuration("inet_protocols = ipv4")))


def test_domains_that_become_local_or_cease_to_be_get_mail() -> None:
    found = made(
        configuration("mydestination = $myhostname, old.example.org"), configuration("mydestination = $myhostname")
    )
    assert mail(found, "to-old.example.org").recipient == "root@old.example.org"


def test_destinations_with_a_route_of_their_own_get_mail() -> None:
    now = configuration("transport_maps = hash:/t", t={f"d{n}.example.com": "smtp:[10.0.0.1]" for n in range(9)})
    found = made(now, now)
    assert len([each for each in found.mails if each.id.startswith("routed-")]) == 6
    assert "3 further routes of tables" in found.not_rehearsed


def test_a_very_long_table_does_not_make_a_very_large_stage() -> None:
    table = {f"d{n}.example.com": f"smtp:[h{n}.example.net]" for n in range(2000)}
    now = configuration("transport_maps = hash:/t", t=table)
    found = made(now, now)
    assert len(found.stand_ins) < 60
    assert all(any(mail.domain in key for key in table) for mail in found.mails if mail.id.startswith("routed-"))


def test_applications_send_as_each_domain_of_the_json() -> None:
    found = made(sendoff__domains=["example.org", "example.net"])
    assert mail(found, "app-direct").sender == "app@example.org"
    assert mail(found, "app-as-example.net").header_from == "app@example.net"
    assert mail(found, f"app-as-{HOST}").sender == f"root@{HOST}"  # one that exists, so that notices arrive


def test_the_smarthosts_of_the_json_are_found_by_their_text() -> None:
    found = stage(around(LOGIN, None, logged_in()))
    assert [each.name for each in found.stand_ins if HOP in each.hops] == [SMARTHOST]
