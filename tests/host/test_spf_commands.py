"""`sendoff spf` against a real name server."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.rfc7208.name_server import NameServer, Records, txt

from sendoff.cli import main
from sendoff.host.ledger.schema import TABLES, VERSION

ZONE: dict[str, Records] = {
    "example.org": [txt("v=spf1 mx include:_spf.example.net -all"), ("MX", "10 mx.example.org.")],
    "mx.example.org": [("A", "192.0.2.25")],
    "_spf.example.net": [txt("v=spf1 ip4:203.0.113.0/24 ~all")],
    "web1.example.com": [("A", "192.0.2.10"), ("AAAA", "2001:db8::10"), txt("v=spf1 a -all")],
    "web2.example.com": [("A", "203.0.113.9"), txt("v=spf1 a -all")],
    "relay.example.com": [("A", "203.0.113.77")],
    "hub.example.com": [("MX", "10 relay.example.com.")],
    "new.example.org": [("MX", "10 mx.example.org.")],
    "broken.example.org": [("SERVFAIL", "")],
    "two.example.org": [txt("v=spf1 mx -all"), txt("v=spf1 include:_spf.example.net ~all")],
    "dead.example.org": [txt("v=spf1 include:gone.example.org a:web1.example.com -all")],
    "refuses.example.org": [txt("v=spf1 -ip4:192.0.2.0/24 ip4:203.0.113.0/24 -all")],
    "full.example.org": [txt("v=spf1 " + " ".join(f"a:h{n}.example.org" for n in range(10)) + " -all")],
    "over.example.org": [txt("v=spf1 " + " ".join(f"a:h{n}.example.org" for n in range(12)) + " -all")],
    "open.example.org": [txt("v=spf1 ptr +all")],
    "redirected.example.org": [txt("v=spf1 redirect=example.org")],
    **{f"h{n}.example.org": [("A", f"198.51.100.{n}"), ("AAAA", f"2001:db8:1::{n}")] for n in range(12)},
}


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer(ZONE) as running:
        yield running


class Spf:
    """Runs the command and reads its JSON."""

    def __init__(self, server: NameServer, capsys: pytest.CaptureFixture[str]) -> None:
        self._server, self._capsys = server, capsys
        self.code = -1

    def __call__(self, *arguments: str) -> Any:
        return json.loads(self.text(*arguments, "--json"))

    def text(self, *arguments: str) -> str:
        self._capsys.readouterr()
        self.code = main(["spf", *arguments, "--resolver", f"127.0.0.1:{self._server.port}", "--timeout", "3"])
        return self._capsys.readouterr().out


@pytest.fixture
def spf(server: NameServer, capsys: pytest.CaptureFixture[str]) -> Spf:
    return Spf(server, capsys)


def document(path: Path, **keys: object) -> str:
    path.write_text(json.dumps({name.replace("__", "::"): value for name, value in keys.items()}))
    return str(path)


WEB1 = ("--server", "web1.example.com")


def test_with_nothing_published_and_one_server_the_record_names_mx_and_the_server(spf: Spf) -> None:
    found = spf("record", "new.example.org", *WEB1)
    assert found["record"] == "v=spf1 mx a:web1.example.com -all"
    assert found["zone"] == 'new.example.org. 3600 IN TXT "v=spf1 mx a:web1.example.com -all"'
    assert {check["result"] for check in found["after"]} == {"pass"}
    assert spf.code == 0


def test_with_a_smarthost_the_record_names_the_smarthost(spf: Spf, tmp_path: Path) -> None:
    file = document(
        tmp_path / "a.json", postfix__relayhost="[relay.example.com]:587", sendoff__server_name="web1.example.com"
    )
    assert spf("record", "new.example.org", "--server", file)["record"] == "v=spf1 mx a:relay.example.com -all"


def test_a_smarthost_found_by_mx_is_named_by_mx(spf: Spf, tmp_path: Path) -> None:
    file = document(tmp_path / "a.json", postfix__relayhost="hub.example.com")
    found = spf("record", "new.example.org", "--server", file)
    assert found["record"] == "v=spf1 mx mx:hub.example.com -all"
    assert [check["address"] for check in found["after"]] == ["203.0.113.77"]


def test_a_fallback_sends_too(spf: Spf, tmp_path: Path) -> None:
    file = document(
        tmp_path / "a.json",
        sendoff__server_name="web1.example.com",
        postfix__smtp_fallback_relay="[203.0.113.200]",
    )
    record = spf("record", "new.example.org", "--server", file)["record"]
    assert record == "v=spf1 mx a:web1.example.com ip4:203.0.113.200 -all"


def test_a_new_record_for_many_servers_keeps_the_budget(spf: Spf) -> None:
    servers = [word for number in range(12) for word in ("--server", f"h{number}.example.org")]
    found = spf("record", "new.example.org", *servers)
    assert found["record"].startswith("v=spf1 mx a:h0.example.org ")
    assert found["record"].endswith(" ip4:198.51.100.11 ip6:2001:db8:1::11 -all")
    assert found["lookups"] == 10
    assert {check["result"] for check in found["after"]} == {"pass"}


def test_a_server_that_is_called_as_the_domain_is_needs_no_name(spf: Spf) -> None:
    assert spf("record", "relay.example.com", "--server", "relay.example.com")["record"] == "v=spf1 mx a -all"


def test_the_change_to_a_published_record_is_one_term(spf: Spf) -> None:
    found = spf("record", "example.org", *WEB1)
    assert found["record"] == "v=spf1 mx include:_spf.example.net a:web1.example.com -all"
    assert [(change["kind"], change["term"]) for change in found["changes"]] == [("add", "a:web1.example.com")]
    assert found["zone"].startswith("example.org. 300 IN TXT ")


def test_a_server_that_passes_already_changes_nothing(spf: Spf) -> None:
    found = spf("record", "example.org", "--server", "web2.example.com")
    assert found["record"] == found["today"][0]
    assert found["changes"] == []
    assert "nothing to change" in spf.text("record", "example.org", "--server", "web2.example.com")


def test_two_records_become_one_and_every_server_passes(spf: Spf) -> None:
    found = spf("record", "two.example.org", *WEB1, "--server", "web2.example.com")
    assert found["record"] == "v=spf1 include:_spf.example.net mx a:web1.example.com ~all"
    assert {check["result"] for check in found["before"]} == {"permerror"}
    assert {check["result"] for check in found["after"]} == {"pass"}
    assert [remark["id"] for remark in found["remarks"]] == ["spf-two-records"]


def test_a_dropped_term_says_who_loses_its_pass(spf: Spf) -> None:
    found = spf("record", "dead.example.org", *WEB1)
    assert found["record"] == "v=spf1 a:web1.example.com -all"
    (change,) = found["changes"]
    assert (change["kind"], change["term"]) == ("drop", "include:gone.example.org")
    assert change["loses"].startswith("nobody")


def test_a_term_that_refuses_the_server_first_gets_the_new_one_before_it(spf: Spf) -> None:
    found = spf("record", "refuses.example.org", "--server", "192.0.2.10")
    assert found["record"] == "v=spf1 ip4:192.0.2.10 -ip4:192.0.2.0/24 ip4:203.0.113.0/24 -all"


def test_where_a_name_would_take_the_eleventh_lookup_addresses_are_written(spf: Spf) -> None:
    found = spf("record", "full.example.org", *WEB1)
    assert found["record"].endswith(" ip4:192.0.2.10 ip6:2001:db8::10 -all")
    assert found["lookups"] == 10
    assert {check["result"] for check in found["after"]} == {"pass"}


def test_a_broken_budget_is_told_with_what_each_term_costs(spf: Spf) -> None:
    found = spf("record", "over.example.org", *WEB1)
    assert "spf-lookups" in [remark["id"] for remark in found["remarks"]]
    assert [cost["lookups"] for cost in found["costs"]] == [1] * 12
    text = spf.text("record", "over.example.org", *WEB1)
    assert "a:h0.example.org takes 1 lookups; none of the servers asked passes by it" in text


def test_a_redirect_keeps_its_place_behind_the_new_term(spf: Spf) -> None:
    found = spf("record", "redirected.example.org", *WEB1)
    assert found["record"] == "v=spf1 a:web1.example.com redirect=example.org"


def test_without_an_answer_no_record_is_proposed(spf: Spf) -> None:
    found = spf("record", "broken.example.org", *WEB1)
    assert (found["record"], spf.code) == (None, 3)
    assert "SERVFAIL" in found["unknown"]


def test_the_text_of_a_record_is_a_piece_of_a_zone_file(spf: Spf) -> None:
    first, *rest = spf.text("record", "example.org", *WEB1).splitlines()
    assert first.startswith("example.org. ")
    assert all(line.startswith("; ") for line in rest)


def test_each_address_is_checked_for_mail_from_and_helo(spf: Spf) -> None:
    found = spf("check", "example.org", *WEB1, "--server", "web2.example.com")
    told = {(c["identity"], c["domain"], c["address"], c["result"], c["term"]) for c in found["checks"]}
    assert told == {
        ("mailfrom", "example.org", "192.0.2.10", "fail", "-all"),
        ("mailfrom", "example.org", "2001:db8::10", "fail", "-all"),
        ("mailfrom", "example.org", "203.0.113.9", "pass", "include:_spf.example.net"),
        ("helo", "web1.example.com", "192.0.2.10", "pass", "a"),
        ("helo", "web1.example.com", "2001:db8::10", "pass", "a"),
        ("helo", "web2.example.com", "203.0.113.9", "pass", "a"),
    }
    assert spf.code == 2


def test_includes_are_a_tree_and_the_path_leads_to_the_term_inside(spf: Spf) -> None:
    found = spf("check", "redirected.example.org", "--server", "web2.example.com")["checks"][0]
    assert [found["term"], *found["path"]] == [
        "redirect=example.org", "include:_spf.example.net", "ip4:203.0.113.0/24",
    ]  # fmt: skip
    node = found["tree"]
    domains = []
    while node:
        domains.append(node["domain"])
        node = node["children"][0] if node["children"] else None
    assert domains == ["redirected.example.org", "example.org", "_spf.example.net"]
    assert found["lookups"] == 3


def test_what_is_wrong_with_the_record_itself_is_told_even_where_all_pass(spf: Spf) -> None:
    found = spf("check", "open.example.org", "--server", "web2.example.com")
    assert spf.code == 0
    assert [remark["id"] for remark in found["domains"][0]["remarks"]] == ["spf-all-pass", "spf-ptr"]
    assert "every address in the world passes" in spf.text("check", "open.example.org", *WEB1)


def test_all_pass_is_0_and_what_dns_does_not_tell_is_3(spf: Spf) -> None:
    spf("check", "example.org", "--server", "web2.example.com")
    assert spf.code == 0
    found = spf("check", "broken.example.org", "--server", "web2.example.com")["checks"][0]
    assert (found["result"], spf.code) == ("unknown", 3)
    assert found["unknown_because"] == "TXT of broken.example.org: SERVFAIL"


def test_a_server_whose_addresses_cannot_be_asked_is_not_passed_over(spf: Spf) -> None:
    found = spf("check", "example.org", "--server", "broken.example.org")
    assert spf.code == 3
    assert "SERVFAIL" in found["servers"][0]["unknown"]


def test_domains_come_from_the_ledger_with_most_mail_first(spf: Spf, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger(path, ["example.org", "two.example.org", "two.example.org", "", "localhost"], old="old.example.org")
    found = spf("check", "--database", str(path), "--server", "web2.example.com")
    assert list(dict.fromkeys(c["domain"] for c in found["checks"] if c["identity"] == "mailfrom")) == [
        "two.example.org",
        "example.org",
    ]


def ledger(path: Path, senders: list[str], old: str) -> None:
    now = time.time_ns() // 1000
    with closing(sqlite3.connect(path)) as made, made:
        made.executescript(TABLES)
        made.execute(f"PRAGMA user_version = {VERSION}")
        rows = [(f"Q{n}", "postfix", now, now, domain) for n, domain in enumerate(senders)]
        rows.append(("OLD", "postfix", now, now - 8 * 86400 * 1_000_000, old))
        made.executemany(
            "INSERT INTO message (queue_id, instance, first_seen, last_seen, sender_domain) VALUES (?, ?, ?, ?, ?)",
            rows,
        )
    made.close()


def test_no_domain_at_all_is_an_error_that_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["spf", "check", "--database", str(tmp_path / "none.db"), "--server", "web2.example.com"])
    assert code == 1
    assert "Name one" in capsys.readouterr().err


def test_try_compares_without_publishing(spf: Spf) -> None:
    found = spf("try", "example.org", "v=spf1 a:web1.example.com ptr +all", *WEB1, "--server", "web2.example.com")
    assert [check["result"] for check in found["before"]] == ["fail", "fail", "pass"]
    assert [check["result"] for check in found["after"]] == ["pass", "pass", "pass"]
    assert [remark["id"] for remark in found["remarks"]] == ["spf-all-pass", "spf-ptr"]
    assert spf.code == 0


def test_try_wants_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spf", "try", "example.org", "mx -all", *WEB1]) == 1
    assert "no SPF record" in capsys.readouterr().err


@pytest.mark.parametrize("domain", ["", "localhost", "a b.example", "\x1b[31m.example", "example..org", "-"])
def test_what_is_no_domain_is_refused_and_not_printed_raw(domain: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["spf", "check", "--server", "web1.example.com", "--", domain])
    assert ended.value.code == 1
    assert "\x1b" not in capsys.readouterr().err


def test_domains_outside_ascii_are_asked_as_a_labels(server: NameServer, spf: Spf) -> None:
    spf("check", "bücher.example", "--server", "web2.example.com")
    assert ("xn--bcher-kva.example", "TXT") in server.questions
