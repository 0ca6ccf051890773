from __future__ import annotations

import pytest

from .build import applied, change, machine, only, points_at, quiet

KEY = "sendoff::notify"
RULE = "notify-through-this-server"
ELSEWHERE = "mailtos://user:hunter2@smtp.example.org?to=admin@example.org"


@pytest.mark.parametrize(
    "url",
    [
        "mailto://localhost?to=admin@example.org&from=web@example.net",
        "mailto://127.0.0.1:25?to=admin@example.org",
        "MAILTO://[::1]/admin@example.org",
        "mailtos://user:hunter2@web1.example.net?to=admin@example.org",
        "mailto://user:hunter2@example.org?smtp=localhost",
        ["mailto://localhost?to=a@example.org", "mailto://localhost?to=b@example.org"],
    ],
)
def test_warns_where_all_messages_are_mail_of_this_server(url: object) -> None:
    found = only(RULE, change({KEY: url}))
    assert found.level == "warn"
    assert points_at(found, KEY)
    assert "hunter2" not in repr(found)


def test_the_name_that_the_server_gets_is_its_own_too() -> None:
    document = {KEY: "mailto://mail.example.net?to=a@example.org", "sendoff::server_name": "mail.example.net"}
    assert only(RULE, change(document)).level == "warn"


@pytest.mark.parametrize(
    "url",
    [
        ELSEWHERE,
        "mailto://user:hunter2@example.org",
        ["mailto://localhost?to=admin@example.org", ELSEWHERE],
        ["mailto://localhost?to=admin@example.org", "ntfys://ntfy.example.net/web1"],
        "json://localhost/",
        "mailto://[broken?to=a@example.org",
        [],
    ],
)
def test_is_quiet_where_a_message_goes_another_way(url: object) -> None:
    assert quiet(RULE, change({KEY: url}))


def test_is_quiet_about_what_was_there_before() -> None:
    document = {KEY: "mailto://localhost?to=admin@example.org"}
    assert quiet(RULE, change(document, applied(document)))
    assert quiet(RULE, change({**document, "postfix::monitoring": False}, applied(document)))
    assert not quiet(RULE, change(document, machine()))
