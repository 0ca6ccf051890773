"""`sendoff explain 'REPLY'`: as text, as JSON, from standard input, of lines of the log."""

from __future__ import annotations

import io
import json

import pytest

from sendoff.cli import main

REPLY = (
    "550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. Part of their network is on our list (S3140)."
)
KEYS = ["class", "coarse", "permanent", "provider", "provider_code", "blocked", "who", "next_step", "sure", "link"]
LINE = (
    "Nov 23 10:00:00 web1 postfix/smtp[3]: 3F2A81C0D4: to=<a@web.de>, relay=mx-ha02.web.de[212.227.17.8]:25, "
    "delay=1.2, delays=0.1/0.01/0.5/0.6, dsn=4.0.0, status=deferred "
    "(host mx-ha02.web.de[212.227.17.8] refused to talk to me: 554-web.de "
    "Nemesis ESMTP Service not available 554 IP address is block listed.)"
)


def test_a_reply_as_json_has_these_members(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--json", REPLY]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == KEYS
    assert (found["class"], found["coarse"], found["permanent"], found["provider"]) == (
        "address-blocked",
        "reputation",
        True,
        "microsoft",
    )
    assert (found["provider_code"], found["blocked"], found["who"], found["sure"]) == (
        "S3140",
        "192.0.2.25",
        "operator",
        "exact",
    )


def test_a_reply_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", REPLY]) == 0
    out = capsys.readouterr().out
    assert out.startswith("address-blocked  (reputation, microsoft S3140)\n")
    for words in (
        "192.0.2.25",
        "yours: the operator",
        "sendoff case open microsoft",
        "https://olcsupport",
        "permanent",
        "exact",
    ):
        assert words in out


def test_words_need_no_quotes_around_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "550", "5.1.1", "User", "unknown"]) == 0
    assert capsys.readouterr().out.startswith("unknown-recipient ")


def test_a_line_of_the_log_says_who_and_that_it_is_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", LINE]) == 0
    out = capsys.readouterr().out
    assert out.startswith("address-blocked  (reputation, gmx)\n")
    assert "Postfix tries again by itself" in out


def test_standard_input_may_have_several_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("550-5.7.26 This mail is\r\n550 5.7.26 unauthenticated - gsmtp\r\n"))
    assert main(["explain", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["class"] == "authentication"
    other = LINE.replace("IP address is block listed", "Bad DNS PTR resource record")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{LINE}\n{other}\n"))
    assert main(["explain", "-", "--json"]) == 0
    assert [one["class"] for one in json.loads(capsys.readouterr().out)["replies"]] == [
        "address-blocked",
        "reverse-dns",
    ]


def test_relay_and_domain_may_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--json", "--relay", "mx00.t-online.de", "554 sorry (NOWL)"]) == 0
    assert json.loads(capsys.readouterr().out)["provider"] == "t-online"
    assert main(["explain", "--json", "--domain", "gmail.com", "550 5.1.1 gone"]) == 0
    assert json.loads(capsys.readouterr().out)["provider"] == "google"


def test_nothing_to_explain_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(["explain", "-"]) == 1
    assert "no reply" in capsys.readouterr().err


def test_a_stranger_s_letters_are_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "550 5.7.1 The domain evil.example is blacklisted \x1b[31m (in reply)"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_class_is_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "address-blocked"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("address-blocked  (class of replies)\n")
    assert "Opens an incident" in out
