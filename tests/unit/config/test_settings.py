"""What documents say together."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sendoff.config.document import parse
from sendoff.config.keys import KEYS, PUBLIC
from sendoff.config.problems import KINDS, InvalidInput
from sendoff.config.settings import Settings, build, defaults


def read(*documents: dict[str, Any]) -> Settings:
    return build([parse(f"{n}.json", json.dumps(d).encode(), PUBLIC) for n, d in enumerate(documents)])


def problems(*documents: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        read(*documents)
    return [(found.place.file, found.id) for found in caught.value.problems]


def test_empty_document_gives_the_defaults() -> None:
    assert read({}) == defaults()


def test_foreign_keys_are_ignored() -> None:
    assert read({"nftables::rules": [{}], "postfixes::relayhost": 1, "x": None}) == defaults()


def test_page_example_works_as_it_stands() -> None:
    settings = read({"postfix::relayhost": "example.net", "postfix::envelope_from": "webserver@example.net"})
    assert settings.relayhost is not None
    assert (settings.relayhost.text, settings.relayhost.by_mx, settings.relayhost.port) == ("example.net", True, 25)
    assert str(settings.envelope_from) == "webserver@example.net"


@pytest.mark.parametrize("name", KEYS)
def test_example_of_each_key_is_accepted(name: str) -> None:
    extra = {
        "postfix::smtpd_tls_cert_file": {"postfix::smtpd_tls_key_file": "/etc/a.key"},
        "postfix::smtpd_tls_key_file": {"postfix::smtpd_tls_cert_file": "/etc/a.pem"},
    }.get(name, {})
    read({name: KEYS[name].example, **extra})


def test_later_documents_override_key_by_key() -> None:
    settings = read(
        {"postfix::relayhost": "a.example", "postfix::monitoring": False},
        {"postfix::relayhost": "b.example"},
    )
    assert settings.relayhost is not None
    assert settings.relayhost.text == "b.example"
    assert settings.monitoring is False
    assert {name: place.file for name, place in settings.places.items()} == {
        "postfix::relayhost": "1.json",
        "postfix::monitoring": "0.json",
    }


def test_empty_text_returns_a_key_to_its_default() -> None:
    assert read({"postfix::relayhost": "a.example"}, {"postfix::relayhost": ""}) == defaults()


def test_problems_stand_in_the_order_of_files_and_places() -> None:
    found = problems({"postfix::monitoring": 1, "postfix::x": 1}, {"postfix::relayhost": 1})
    assert found == [("0.json", "wrong-type"), ("0.json", "unknown-key"), ("1.json", "wrong-type")]


def test_keys_with_problems_cause_no_further_problems_across_keys() -> None:
    assert problems({"postfix::smtpd_tls_cert_file": "relative", "postfix::smtpd_tls_key_file": "/etc/a.key"}) == [
        ("0.json", "bad-path")
    ]


def test_problems_across_keys_are_told_along_with_others() -> None:
    assert problems({"postfix::smtpd_tls_cert_file": "/etc/a.pem", "postfix::monitoring": 1}) == [
        ("0.json", "tls-pair"),
        ("0.json", "wrong-type"),
    ]


def test_later_good_value_heals_the_checks_across_keys_but_not_the_problem() -> None:
    assert problems({"postfix::relayhost": 1}, {"postfix::relayhost": "[a.example]:465"}) == [("0.json", "wrong-type")]


def test_number_of_problems_that_are_listed_is_limited() -> None:
    found = problems({"postfix::mynetworks": ["x"] * 1000, **{f"postfix::x{n}": 1 for n in range(1000)}})
    assert len(found) == 102
    assert [kind for _, kind in found].count("too-many-problems") == 2


def test_unknown_key_names_the_nearest_and_nothing_far_away() -> None:
    def mend(name: str) -> str:
        with pytest.raises(InvalidInput) as caught:
            read({name: 1})
        return caught.value.problems[0].mend

    assert mend("postfix::RelayHost").startswith("Did you mean postfix::relayhost? ")
    assert mend("postfix::server_name").startswith("Did you mean sendoff::server_name? ")
    assert "Did you mean" not in mend("postfix::xyzzy")


def test_every_kind_of_problem_has_a_title_a_reason_and_advice() -> None:
    assert all(kind.title and kind.why.endswith(".") and kind.mend for kind in KINDS.values())


def test_password_shows_in_no_representation_of_the_settings() -> None:
    settings = read({"postfix::smtp_sasl_password_maps": {"[a.example]": "user:hunter2"}})
    assert settings.credentials.entries[0].password == "hunter2"
    assert "hunter2" not in repr(settings)
