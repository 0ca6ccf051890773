"""The two mail systems as a picture: what is in it, and how differences are called."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.rules.build import DEBIAN, applied, bare, change, machine

from sendoff.change import picture
from sendoff.change.picture import CHANGED, GONE, NEW, SAME, System
from sendoff.change.plan import Consequence, Plan, with_consequences
from sendoff.render.picture_html import figures
from sendoff.render.plan_html import page

SMARTHOST: dict[str, Any] = {
    "postfix::relayhost": "[smtp.example.net]:587",
    "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": "mailer:hunter2"},
}
OPEN: dict[str, Any] = {
    "postfix::inet_interfaces": "all",
    "postfix::mynetworks": "127.0.0.0/8 [::1]/128 192.0.2.0/24",
}


def after(document: dict[str, Any]) -> System:
    return picture.after(change(document))


def test_a_server_that_listens_on_loopback_has_two_ways_in() -> None:
    found = after({})
    assert [entry.door.name for entry in found.entries] == ["the sendmail command", "SMTP, port 25"]
    assert {entry.submitter.name for entry in found.entries} == {"programs on this server"}
    assert all(entry.anywhere for entry in found.entries)
    assert found.hops[0].facts == ("all mail for elsewhere", "TLS where it is offered")


def test_trusted_machines_may_send_anywhere_and_all_others_only_here() -> None:
    trusted, others = after(OPEN).entries[2:]
    assert (trusted.submitter.facts, trusted.anywhere) == (("192.0.2.0/24",), True)
    assert (others.submitter.name, others.anywhere) == ("everybody else", False)


def test_programs_that_lose_their_trust_reach_only_this_server() -> None:
    assert [entry.anywhere for entry in after({"postfix::mynetworks": "192.0.2.0/24"}).entries] == [True, False]


def test_a_smarthosts_protection_and_login_are_told_and_its_password_is_not() -> None:
    hop = after(SMARTHOST).hops[0]
    assert (hop.name, hop.facts[1:]) == (
        "[smtp.example.net]:587", ("TLS always, certificate verified", "logs in as mailer"),
    )  # fmt: skip
    assert "hunter2" not in repr(after(SMARTHOST))


def test_fallbacks_and_own_mailboxes_stand_behind_the_usual_way() -> None:
    found = after({"postfix::smtp_fallback_relay": "[a.example.net] [b.example.net]:587"})
    assert [hop.id for hop in found.hops] == ["main", "fallback0", "fallback1", "local"]


def test_what_the_administrator_set_is_read_like_sendoffs_own() -> None:
    main_cf = f"{DEBIAN}smtp_fallback_relay = $mydomain\nsmtp_tls_security_level = none\n"
    hops = picture.before(change({}, machine(main_cf))).hops
    assert (hops[0].facts[1], hops[1].name) == ("no TLS", "example.net")


def test_differences_are_called_changed_new_or_gone() -> None:
    step = change({**SMARTHOST, **OPEN}, applied({"postfix::smtp_fallback_relay": "[f.example.net]"}))
    was, will = picture.before(step), picture.after(step)
    assert [picture.hop_state(hop, was, NEW) for hop in will.hops] == [CHANGED, SAME]
    assert [picture.hop_state(hop, will, GONE) for hop in was.hops] == [CHANGED, GONE, SAME]
    assert [picture.entry_state(entry, was, NEW) for entry in will.entries] == [SAME, CHANGED, NEW, NEW]


def test_a_machine_without_postfix_has_nothing_to_compare_with() -> None:
    drawn = figures(change(SMARTHOST, bare()))
    assert "no mail server on this machine yet" in drawn
    assert 'class="state"' not in drawn


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def drawn(document: dict[str, Any], *found: Consequence) -> str:
    step = change(document, applied())
    return page(with_consequences(Plan(step), found), frozenset(), "web1.example.net", "2026-11-23 08:40")


def test_the_page_is_whole_and_has_no_scripts_and_nothing_from_elsewhere() -> None:
    text = drawn({**SMARTHOST, **OPEN})
    reader = _Reader()
    reader.feed(text)
    assert not reader.open
    assert not {"script", "link", "img", "iframe"} & set(reader.tags)
    assert "://" not in text
    assert "hunter2" not in text


def test_the_page_tells_consequences_by_weight() -> None:
    text = drawn(SMARTHOST, Consequence("b", "note", "Know this."), Consequence("a", "refuse", "Mind that."))
    assert text.index("Mind that.") < text.index("Know this.")
    assert "Refused unless accepted (1)" in text


def test_a_strangers_words_stay_words() -> None:
    text = drawn(SMARTHOST, Consequence("a", "warn", "<script>alert(1)</script> \x1b[31m"))
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
