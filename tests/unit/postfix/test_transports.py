"""Ways around a block: the administrator's own routes stay first and come back, and nobody else is touched."""

from __future__ import annotations

import json
import re

import pytest

from sendoff.config.document import parse
from sendoff.config.settings import build
from sendoff.config.values.hosts import hop_of
from sendoff.config.values.on_block import NAMES
from sendoff.postfix import main_cf, master_cf
from sendoff.postfix.compiled import Build, Compiled, Surroundings, compile_settings
from sendoff.postfix.transports import FILTER, MAPS, Route, domains_in, given_back, has_filter, own, pace, service

HOP = "[relay.example.net]:587"
DETOUR: dict[str, object] = {"sendoff::on_block": {"microsoft": HOP}}
MICROSOFT = Route(
    "microsoft", hop_of(HOP), ("hotmail.com", "customer.example"), ("S3140", "5.7.606"), ("protection.outlook.com",)
)
HOST = "host hotmail-com.olc.protection.outlook.com[192.0.2.7]"
THEIRS = {
    "nothing": "biff = no\n",
    "one": "transport_maps = hash:/etc/postfix/transport\n",
    "two over lines": "transport_maps = hash:/etc/postfix/transport,\n  regexp:/etc/postfix/more\nbiff = no\n",
    "said to be empty": "transport_maps =\n",
}


def compiled(
    text: str, document: dict[str, object], *routes: Route, folder: str = "/etc/postfix/sendoff/7", master: str = ""
) -> Compiled:
    settings = build([parse("f", json.dumps(document).encode())])
    around = Surroundings(Build("3.7.11", frozenset({"hash"})), "web1.example.net", True, text, master, routes)
    return compile_settings(settings, around, folder)


def table(made: Compiled, name: str) -> str:
    return next(table.text for table in made.tables if table.name == name)


def filtered(text: str, route: Route = MICROSOFT) -> str:
    """Return what the filter makes of a status, as regexp_table(5) reads its lines."""
    for line in table(compiled("", DETOUR, route), "on_block_replies").splitlines():
        pattern, _, result = line.rpartition("/ ")
        found = re.search(pattern.removeprefix("/"), text)
        if found:
            return result.replace("$1", found[1])
    return text


@pytest.mark.parametrize("name", THEIRS)
def test_their_routes_come_first_and_come_back(name: str) -> None:
    text = THEIRS[name]
    on = compiled(text, DETOUR, MICROSOFT).main_cf
    theirs = own(text).get(MAPS, "")
    value = main_cf.values(on)[MAPS]
    assert value == (f"{theirs}, " if theirs else "") + "hash:/etc/postfix/sendoff/7/on_block"
    assert own(on) == own(text)
    again = compiled(on, DETOUR, MICROSOFT, folder="/etc/postfix/sendoff/8").main_cf
    assert main_cf.values(again)[MAPS] == value.replace("/7/", "/8/")
    off = compiled(again, DETOUR).main_cf
    assert own(off) == own(text)
    assert "on_block" not in off
    assert compiled(off, DETOUR).main_cf == off


def test_without_routes_of_their_own_going_on_and_off_leaves_every_byte() -> None:
    before = compiled("biff = no\n", DETOUR).main_cf
    assert compiled(compiled(before, DETOUR, MICROSOFT).main_cf, DETOUR).main_cf == before


def test_each_domain_has_a_line_and_no_other() -> None:
    made = compiled("", DETOUR, MICROSOFT, MICROSOFT._replace(provider="yahoo", domains=("yahoo.com", "hotmail.com")))
    text = table(made, "on_block")
    assert text == (
        f"# microsoft\ncustomer.example smtp:{HOP}\nhotmail.com smtp:{HOP}\n# yahoo\nyahoo.com smtp:{HOP}\n"
    )
    assert domains_in(text) == {"microsoft": ("customer.example", "hotmail.com"), "yahoo": ("yahoo.com",)}


def test_port_465_takes_the_service_that_starts_with_tls_and_nothing_else_does() -> None:
    document: dict[str, object] = {"sendoff::on_block": {"microsoft": "[relay.example.net]:465"}}
    hop = hop_of("[relay.example.net]:465")
    made = compiled("", document, MICROSOFT._replace(next_hop=hop))
    assert "hotmail.com sendoff-relay:[relay.example.net]:465\n" in table(made, "on_block")
    values = main_cf.values(made.main_cf)
    assert (values["default_transport"], values["sendoff_relay_wrappermode"]) == ("smtp", "yes")


def test_a_detour_gets_its_credentials_only_under_tls() -> None:
    made = compiled("", {**DETOUR, "postfix::smtp_sasl_password_maps": {HOP: "web1:secret"}})
    assert table(made, "tls_policy") == f"{HOP} secure\n"


def test_a_slowed_provider_has_a_service_and_limits_of_its_own() -> None:
    made = compiled("", {"sendoff::on_block": {"mail.ru": "slow"}})
    entry = master_cf.find(made.master_cf, "sendoff-slow-mail-ru", "unix")
    assert entry is not None
    assert (entry.limit, entry.program) == ("1", "smtp")
    limits = {name: value for name, value in made.parameters.items() if name.startswith("sendoff-slow-")}
    assert {name.rpartition("ru_")[2]: value for name, value in limits.items()} == {
        "destination_concurrency_limit": "1",
        "initial_destination_concurrency": "1",
        "destination_concurrency_failed_cohort_limit": "1",
        "transport_rate_delay": "2s",
    }
    assert MAPS not in made.parameters, "nothing is slowed yet"
    assert not [name for name in made.parameters if name.startswith(("default_dest", "smtp_dest", "initial_dest"))]


def test_services_go_with_the_key_and_others_stay() -> None:
    theirs = "smtp unix - - y - - smtp\nmine unix - - n - 1 smtp\n"
    with_two = compiled("", {"sendoff::on_block": {"yahoo": "slow", "google": "slow"}}, master=theirs).master_cf
    assert with_two.startswith(theirs)
    with_one = compiled("", {"sendoff::on_block": {"google": "slow"}}, master=with_two).master_cf
    assert "yahoo" not in with_one
    assert master_cf.remove(with_one) == theirs
    assert compiled("", {}, master=with_one).master_cf == compiled("", {}, master=theirs).master_cf


@pytest.mark.parametrize("provider", NAMES)
def test_every_provider_has_a_pace_with_its_reason_and_a_service_that_postfix_can_name(provider: str) -> None:
    assert 1 <= pace(provider).pause <= 60
    assert pace(provider).source
    assert re.fullmatch(r"sendoff-slow-[a-z-]+", service(provider))


@pytest.mark.parametrize(
    "words",
    [
        f"{HOST} said: 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent (S3140). (in reply to MAIL)",
        f"{HOST} refused to talk to me: 554 5.7.1 no [S3140] here",
        f"{HOST} said: 550 5.7.606 Access denied, banned sending IP [192.0.2.1]",
        "5.4.4 Host or domain name not found. Name service error for name=relay.example.net type=A: Host not found",
    ],
)
def test_the_block_and_a_detour_that_is_gone_keep_the_mail(words: str) -> None:
    status = words if words.startswith("5.") else f"5.7.1 {words}"
    assert filtered(status) == f"4{status[1:]}"


@pytest.mark.parametrize(
    "status",
    [
        f"5.1.1 {HOST} said: 550 5.1.1 <S3140@hotmail.com>: no such user",
        f"5.1.1 {HOST} said: 550 5.1.1 no such user S3140",
        f"5.7.1 {HOST} said: 550 5.7.1 spam (5.7.606)",
        "5.7.1 host mx.example.net[192.0.2.9] said: 550 5.7.1 (S3140)",
        "5.7.1 host protection.outlook.com.example.net[192.0.2.9] said: 550 5.7.1 (S3140)",
        f"5.7.1 host mx.example.net[192.0.2.9] said: 550 {HOST} said: 550 (S3140)",
        f"4.7.1 {HOST} said: 451 4.7.1 (S3140)",
        f"2.0.0 {HOST} said: 250 (S3140)",
        "5.4.4 Host or domain name not found. Name service error for name=example.net type=A: Host not found",
    ],
)
def test_nothing_else_is_kept(status: str) -> None:
    assert filtered(status) == status


@pytest.mark.parametrize("mark", ["5.7.1", "a b", "x", "(", "S3140|.*"])
def test_a_code_that_tells_nothing_or_is_none_makes_no_pattern(mark: str) -> None:
    assert table(compiled("", DETOUR, MICROSOFT._replace(marks=(mark,))), "on_block_replies").count("\n") == 1


@pytest.mark.parametrize("name", ["smtp_delivery_status_filter", "default_delivery_status_filter"])
def test_a_filter_of_theirs_is_left_alone(name: str) -> None:
    text = f"{name} = regexp:/etc/postfix/mine\n"
    made = compiled(text, DETOUR, MICROSOFT)
    assert has_filter(text)
    assert FILTER not in made.parameters
    assert main_cf.values(made.main_cf)[name] == "regexp:/etc/postfix/mine"


def test_our_filter_is_not_taken_for_theirs() -> None:
    on = compiled("", DETOUR, MICROSOFT).main_cf
    assert FILTER in compiled(on, DETOUR, MICROSOFT).parameters
    assert given_back("biff = no\n") == "biff = no\n"


def test_while_it_is_tried_again_only_its_words_are_looked_at() -> None:
    made = compiled("", DETOUR, MICROSOFT._replace(domains=()))
    assert (MAPS in made.parameters, FILTER in made.parameters) == (False, True)
