"""`sendoff case` from the refusal in the log to the first mail that is accepted again."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.host.case_world import ADDRESS, DAY, HELO, HOUR, OLC, S3140, Machine, World, sound
from tests.rfc7208.name_server import NameServer, Records, txt

from sendoff.change.state import Generation
from sendoff.host import Host, cases
from sendoff.host.cases import due, shelf
from sendoff.host.casing.changes import changes
from sendoff.host.errors import HostError
from sendoff.host.files import RealFiles
from sendoff.host.ledger.reading import ledger
from sendoff.monitor.case import Due
from sendoff.reputation.cases.case import Case, Event

CONTACT = ("--name", "Hostmaster", "--mail", "hostmaster@example.com",
           "--cause", "A contact form was open to everybody.", "--changed", "The form is closed.")  # fmt: skip
MICRO = 1_000_000


def world(tmp_path: Path, capsys: pytest.CaptureFixture[str], zone: dict[str, Records]) -> Iterator[World]:
    with NameServer(zone) as server:
        made = World(tmp_path, server, capsys)
        yield made
        made.close()


@pytest.fixture
def fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[World]:
    """A server that is in order."""
    yield from world(tmp_path, capsys, sound())


@pytest.fixture
def blocked(fine: World) -> World:
    """A server that is in order and refused by Microsoft since two days."""
    for number in range(6):
        fine.mail(-2 * DAY + number * HOUR, f"kim{number}@outlook.com", S3140)
    fine.take()
    return fine


def states(found: dict[str, Any], *wanted: str) -> dict[str, str]:
    return {item["id"]: item["state"] for item in found["gate"] if item["state"] in (wanted or ("first", "unknown"))}


def fields(found: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: field["value"] for field in found["case"]["request"]["fields"]}


def test_a_block_becomes_a_request_with_every_field_of_the_form(blocked: World) -> None:
    found = blocked.json("open", "microsoft", *CONTACT, "--organization", "Example Ltd")
    assert (blocked.code, found["ready"], states(found)) == (0, True, {})
    filled = fields(found)
    assert list(filled)[:2] == ["Issue title", "Contact name"]
    assert filled["Issue title"] == f"Mail from {ADDRESS} is refused (S3140)"
    assert filled["Contact name"] == "Hostmaster"
    assert filled["Contact e-mail address"] == "hostmaster@example.com"
    assert filled["What domain are you sending to?"] == "outlook.com"
    assert filled["What domain are you sending from?"] == "example.org"
    assert filled["IP addresses or ranges"] == ADDRESS
    pasted, *story = filled["Copy and paste any error messages"].split("\n\n")
    errors = pasted.splitlines()
    assert len(errors) == 5
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC host .* \(S3140\)", line) for line in errors)
    assert errors == sorted(errors)
    assert story[:2] == [
        "What was wrong: A contact form was open to everybody.",
        "What was changed:\n- The form is closed.",
    ]
    assert f"{HELO} leads back to {ADDRESS}" in story[2]
    assert found["case"]["request"]["link"].startswith("https://olcsupport.office.com")
    assert found["case"]["number"] == 1


def test_nothing_is_invented_that_only_a_person_knows(blocked: World) -> None:
    told = blocked.text("open", "microsoft")
    assert "Contact name:\n[you: your name, or the company's]" in told
    assert "Dedicated or shared?:\n[you: dedicated if" in told


def test_what_is_not_in_order_comes_first_and_no_request_is_printed(blocked: World) -> None:
    zone = sound()
    zone["example.org"] = [("MX", "10 mx.example.org.")]
    del zone["7.113.0.203.in-addr.arpa"]
    zone["7.113.0.203.zen.spamhaus.org"] = [("A", "127.0.0.4")]
    before = blocked.files()
    with NameServer(zone) as server:
        blocked._server = server
        found = blocked.json("open", "microsoft", *CONTACT)
        told = blocked.text("open", "microsoft", *CONTACT)
    assert blocked.code == 2
    assert (found["ready"], found["case"]) == (False, None)
    assert {"reverse-name", "spf-record", "blocklist-address"} <= set(states(found, "first"))
    mends = {item["id"]: item["mend"] for item in found["gate"]}
    assert f"PTR {HELO}" in mends["reverse-name"]
    assert "copy from here" not in told
    assert "olcsupport" not in told
    assert "Not ready:" in told
    assert blocked.files() == before


def test_what_could_not_be_asked_stops_too_until_somebody_passes_it_over(blocked: World) -> None:
    zone = sound()
    zone["example.org"] = [("SERVFAIL", "")]
    with NameServer(zone) as server:
        blocked._server = server
        found = blocked.json("open", "microsoft", *CONTACT)
        stopped = states(found)
        assert (blocked.code, set(stopped.values())) == (3, {"unknown"})
        over = [word for name in stopped for word in ("--although-unknown", name)]
        found = blocked.json("open", "microsoft", *CONTACT, *over)
    assert (blocked.code, found["ready"]) == (0, True)
    assert set(found["case"]["although"]) == set(stopped)
    assert "although" not in json.dumps(found["case"]["request"])


def test_who_knows_better_may_ask_and_the_case_remembers(blocked: World) -> None:
    zone = sound()
    zone["7.113.0.203.zen.spamhaus.org"] = [("A", "127.0.0.4")]
    with NameServer(zone) as server:
        blocked._server = server
        found = blocked.json("open", "microsoft", *CONTACT, "--although", "blocklist-address")
    assert (blocked.code, found["case"]["although"]) == (0, ["blocklist-address"])


def test_a_listing_elsewhere_is_of_no_matter_to_microsoft(blocked: World) -> None:
    zone = sound()
    zone["7.113.0.203.b.barracudacentral.org"] = [("SERVFAIL", "")]
    zone["7.113.0.203.bl.spamcop.net"] = [("A", "127.0.0.2")]
    with NameServer(zone) as server:
        blocked._server = server
        assert blocked.json("open", "microsoft", *CONTACT)["ready"]


def test_a_name_that_stops_nothing_is_told(blocked: World) -> None:
    with pytest.raises(HostError, match="'spf-pas' is nothing that comes before asking"):
        blocked.text("open", "microsoft", "--although", "spf-pas")
    with pytest.raises(HostError, match="no question"):
        blocked.text("open", "microsoft", "--confirm", "imprint")


def test_who_sent_what_is_shown_with_what_is_unusual(fine: World) -> None:
    fine.mail(-20 * DAY, "old@outlook.com", status="sent", uid=1000, sender="hostmaster@example.org")
    unknown = f"host {OLC}[198.51.100.1] said: 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)"
    for number in range(120):
        reply = unknown if number < 30 else S3140
        fine.mail(-2 * DAY + number * 60, f"x{number}@outlook.com", reply, uid=33, sender="web@hacked.example")
    fine.mail(-DAY - HOUR, "friend@outlook.com", S3140, uid=1000, sender="hostmaster@example.org")
    fine.take()
    found = fine.json("open", "microsoft")
    by = {(one["kind"], one["name"]): one for one in found["senders"]}
    hacked = by["sender domain", "hacked.example"]
    assert (hacked["refused"], hacked["recipients"], hacked["unknown"]) == (120, 120, 30)
    assert hacked["marks"] == ["first seen this week", "many recipients", "many unknown recipients"]
    assert by["sender domain", "example.org"]["marks"] == []
    assert found["senders"][0]["kind"] == "user"


def test_a_pasted_reply_is_enough_where_the_ledger_knows_nothing(fine: World) -> None:
    fine.take()
    with pytest.raises(HostError, match="no refusal of Microsoft") as raised:
        fine.text("open", "microsoft")
    assert "--reply" in raised.value.mend
    found = fine.json("open", "microsoft", "--reply", S3140, "--domain", "example.org", *CONTACT)
    assert fine.code == 0
    assert fields(found)["IP addresses or ranges"] == ADDRESS
    assert "UTC" not in fields(found)["Copy and paste any error messages"].partition("\n\n")[0]


def test_a_pasted_reply_needs_no_ledger_at_all(fine: World) -> None:
    for path in fine.folder.glob("ledger.db*"):
        path.unlink()
    words = ("--reply", S3140, "--domain", "example.org", *CONTACT)
    assert states(fine.json("open", "microsoft", *words)) == {"microsoft-bulk": "unknown"}
    found = fine.json("open", "microsoft", *words, "--although-unknown", "microsoft-bulk")
    assert (fine.code, found["senders"]) == (0, None)
    assert "there is no ledger" in found["senders_unknown"]
    assert "there is no ledger" in fine.json("list")["unknown"]


def test_the_words_of_another_provider_are_not_taken_for_this_one(fine: World) -> None:
    fine.take()
    reply = "550-5.7.1 [203.0.113.7] Our system has detected that this message is likely unsolicited mail. gsmtp"
    found = fine.json("open", "microsoft", "--reply", reply, "--domain", "example.org")
    assert (fine.code, states(found, "first")) == (2, {"reply": "first"})


def test_s3140_is_not_microsoft_365s(fine: World) -> None:
    fine.take()
    found = fine.json("open", "microsoft-365", "--reply", S3140, "--domain", "example.org")
    assert states(found, "first") == {"reply": "first"}


def opened(made: World, **back: float) -> None:
    """Open a case and date it back by some hours, so that things can have happened since."""
    assert made.json("open", "microsoft", *CONTACT)["ready"]
    date_back(made, back.get("hours", 40))


def date_back(made: World, hours: float) -> None:
    path = made.cases / "1.json"
    found = json.loads(path.read_text())
    for event in found["events"]:
        event["at"] -= round(hours * HOUR * MICRO)
    path.write_text(json.dumps(found))


def test_the_answer_is_due_a_day_after_it_was_sent(blocked: World) -> None:
    opened(blocked)
    sent = blocked.json("sent", "1", "--at", "30h", "--ticket", "SRX-1")["case"]
    assert (sent["state"], sent["overdue"], sent["ticket"]) == ("sent", True, "SRX-1")
    now = round(time.time() * MICRO)
    [one] = due(str(blocked.cases), now, blocked.database)
    assert isinstance(one, Due)
    assert (one.number, one.provider, one.due - one.sent) == (1, "microsoft", 24 * 3600 * MICRO)
    assert due(str(blocked.cases), one.due - 1) == []
    assert "the answer was due" in blocked.text("list")


def test_who_asked_before_there_was_a_case_says_when(blocked: World) -> None:
    assert blocked.json("open", "microsoft", *CONTACT)["case"]["state"] == "draft"
    found = blocked.json("sent", "1", "--at", "30h")["case"]
    assert (found["state"], found["overdue"]) == ("sent", True)


def test_a_refusal_is_answered_with_fresh_evidence(blocked: World) -> None:
    opened(blocked)
    blocked.text("sent", "1", "--at", "30h", "--ticket", "SRX-1")
    blocked.mail(-2 * HOUR, "later@outlook.com", S3140)
    blocked.take()
    says = "Our investigation: nothing was detected to prevent your mail from reaching Outlook.com customers."
    found = blocked.json("refused", "1", "--says", says)
    assert (blocked.code, found["case"]["state"], found["case"]["due"]) == (0, "refused", None)
    assert len(found["fresh"]) == 1
    assert "have a person look at this" in found["reply"]
    assert "(S3140)" in found["reply"]
    assert ADDRESS in found["reply"]
    assert "The form is closed." in found["reply"]
    assert "template" in found["meaning"]
    again = blocked.json("sent", "1")["case"]
    assert (again["state"], again["overdue"], again["ticket"]) == ("sent", False, "SRX-1")


def test_without_fresh_evidence_no_reply_is_printed(blocked: World) -> None:
    opened(blocked)
    blocked.text("sent", "1", "--at", "1h")
    before = blocked.files()
    found = blocked.json("refused", "1")
    assert (blocked.code, found["ready"], found["reply"]) == (2, False, None)
    assert "send-test" in blocked.error
    assert blocked.files() == before
    assert blocked.json("refused", "1", "--error", S3140)["ready"]


def test_a_case_ends_with_the_first_mail_accepted_after_the_last_refusal(blocked: World) -> None:
    opened(blocked)
    blocked.text("sent", "1", "--at", "30h")
    blocked.mail(-20 * HOUR, "again@outlook.com", S3140)
    blocked.mail(-10 * HOUR, "friend@outlook.com", status="sent")
    blocked.take()
    before = blocked.files()
    assert blocked.json("list")["cases"] == []
    [over] = blocked.json("list", "--all")["cases"]
    assert (over["state"], over["due"]) == ("ended", None)
    shown = blocked.json("show", "1")
    assert shown["events"][-1]["what"] == "ended"
    assert due(str(blocked.cases), round(time.time() * MICRO), blocked.database) == []
    assert blocked.files() == before


def test_mail_accepted_by_another_part_of_the_provider_ends_nothing(blocked: World) -> None:
    opened(blocked)
    blocked.mail(-10 * HOUR, "x@firm.example", status="sent", relay="firm.mail.protection.outlook.com")
    blocked.take()
    assert [case["state"] for case in blocked.json("list")["cases"]] == ["draft"]


def test_an_end_is_written_down_by_the_next_command_that_writes(blocked: World) -> None:
    opened(blocked)
    blocked.text("sent", "1", "--at", "30h")
    blocked.mail(-10 * HOUR, "friend@outlook.com", status="sent")
    blocked.take()
    with pytest.raises(HostError, match="case 1 is over since"):
        blocked.text("sent", "1")
    written = json.loads((blocked.cases / "1.json").read_text())
    assert [event["what"] for event in written["events"]] == ["opened", "sent", "ended"]


def test_the_next_case_tells_of_the_last_one(blocked: World) -> None:
    opened(blocked)
    blocked.text("sent", "1", "--at", "30h")
    blocked.mail(-10 * HOUR, "friend@outlook.com", status="sent")
    for hour in (6, 5):
        blocked.mail(-hour * HOUR, "again@outlook.com", S3140)
    blocked.take()
    told = blocked.text("open", "microsoft", *CONTACT)
    assert "last time: case 1, opened " in told
    assert "cause: A contact form was open to everybody." in told
    assert "Request of case 2" in told
    assert json.loads((blocked.cases / "1.json").read_text())["events"][-1]["what"] == "ended"


def test_nothing_is_asked_for_when_mail_is_accepted_again(blocked: World) -> None:
    blocked.mail(-10 * HOUR, "friend@outlook.com", status="sent")
    blocked.take()
    found = blocked.json("open", "microsoft", *CONTACT)
    assert (blocked.code, states(found)) == (2, {"refused": "first"})


def test_a_draft_is_written_anew_and_keeps_its_number(blocked: World) -> None:
    blocked.text("open", "microsoft")
    found = blocked.json("open", "microsoft", *CONTACT)
    assert (found["case"]["number"], found["case"]["contact"]["name"]) == (1, "Hostmaster")


def test_a_second_request_is_stopped_while_the_first_is_open(blocked: World) -> None:
    opened(blocked)
    blocked.text("sent", "1", "--at", "1h")
    found = blocked.json("open", "microsoft", *CONTACT)
    assert (blocked.code, states(found)) == (2, {"open-case": "first"})


def test_a_case_is_closed_by_hand_with_a_reason(blocked: World) -> None:
    opened(blocked)
    found = blocked.json("close", "1", "--why", "The address is given back.")
    assert found["case"]["state"] == "closed"
    assert "The address is given back." in blocked.text("list", "--all")
    with pytest.raises(HostError, match="is over"):
        blocked.text("sent", "1")


def test_a_step_is_not_dated_before_the_last(blocked: World) -> None:
    opened(blocked, hours=2)
    with pytest.raises(HostError, match="was not sent yet"):
        blocked.text("refused", "1")
    blocked.text("sent", "1", "--at", "1h")
    with pytest.raises(HostError, match=r"was sent at .*, after that"):
        blocked.text("sent", "1", "--at", "90min")
    with pytest.raises(HostError, match="there is no case 7"):
        blocked.text("show", "7")


def test_a_file_that_is_broken_is_named_and_the_others_are_listed(blocked: World) -> None:
    opened(blocked)
    for name, content in (("2", b"{"), ("3", b"\xff"), ("4", b'{"schema": 9}'), ("5", b"[]")):
        (blocked.cases / f"{name}.json").write_bytes(content)
    (blocked.cases / "notes.json").write_text("mine")
    found = blocked.json("list")
    assert [case["number"] for case in found["cases"]] == [1]
    assert [Path(one["path"]).name for one in found["broken"]] == ["2.json", "3.json", "4.json", "5.json"]
    assert "version 9" in found["broken"][2]["why"]
    assert "2.json" in blocked.text("list")
    with pytest.raises(HostError, match=r"case 2 cannot be read: .*2\.json"):
        blocked.text("show", "2")
    with pytest.raises(HostError, match=r"2\.json"):
        due(str(blocked.cases), 0)


def test_a_number_is_never_given_twice(blocked: World) -> None:
    blocked.cases.mkdir()
    (blocked.cases / "4.json").write_text("{")
    assert blocked.json("open", "microsoft", *CONTACT)["case"]["number"] == 5


def test_cases_are_for_their_owner_alone(blocked: World) -> None:
    opened(blocked)
    assert blocked.cases.stat().st_mode & 0o777 == 0o700
    assert (blocked.cases / "1.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_there_keeps_its_mode(blocked: World) -> None:
    blocked.cases.mkdir(mode=0o755)
    opened(blocked)
    assert blocked.cases.stat().st_mode & 0o777 == 0o755


def test_reading_writes_nothing_and_makes_no_folder(blocked: World) -> None:
    assert blocked.json("list") == {"cases": [], "broken": [], "unknown": None}
    assert blocked.text("list") == blocked.text() == "no cases; `sendoff case open PROVIDER` opens one\n"
    assert not blocked.cases.exists()


def test_the_request_is_written_as_files_when_asked(blocked: World, tmp_path: Path) -> None:
    found = blocked.json("open", "microsoft", *CONTACT, "--write", str(tmp_path))
    assert [Path(path).name for path in found["written"]] == ["case-1-request.txt", "case-1-errors.txt"]
    text = (tmp_path / "case-1-request.txt").read_text()
    assert text.startswith("https://olcsupport.office.com/\n")
    assert "Contact name:\nHostmaster" in text
    assert (tmp_path / "case-1-errors.txt").read_text().count("S3140") == 6
    assert (tmp_path / "case-1-request.txt").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_told_before_anything_is_written(blocked: World, tmp_path: Path) -> None:
    with pytest.raises(HostError, match="is no folder"):
        blocked.text("open", "microsoft", *CONTACT, "--write", str(tmp_path / "nowhere"))
    assert not blocked.cases.exists()


def test_a_strangers_words_obey_nothing(blocked: World) -> None:
    blocked.mail(-DAY, "kim@outlook.com", S3140.replace("Please contact", "\x1b[2JPlease \u202econtact"))
    blocked.take()
    told = blocked.text("open", "microsoft", *CONTACT, "--cause", "a\x1bb")
    told += blocked.text("show", "1")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "a\N{REPLACEMENT CHARACTER}b" in told


def test_what_the_case_keeps_comes_back_as_it_was(blocked: World) -> None:
    opened(blocked)
    [case] = shelf(RealFiles(), str(blocked.cases)).cases
    with ledger(blocked.database) as source:
        [number] = source.rows("SELECT id FROM incident")
    assert case.matter.incidents == (number[0],)
    assert case.matter.refused == 6
    assert case.although == ()
    shown = blocked.json("show", "1")
    assert shown["cause"] == "A contact form was open to everybody."
    assert shown["matter"]["lines"][-1]["reply"].endswith("(in reply to MAIL FROM command)")


def test_a_smarthost_means_that_its_operator_asks(blocked: World) -> None:
    main_cf = f"myhostname = {HELO}\nrelayhost = [relay.example.com]\n"
    blocked.host.files._files["/etc/postfix/main.cf"] = main_cf.encode()  # type: ignore[attr-defined]
    found = blocked.json("open", "microsoft", *CONTACT)
    assert "smarthost" in states(found, "first")


def test_spamhaus_sbl_goes_by_the_provider_of_the_network(fine: World) -> None:
    reply = (
        "host mx.example.com[198.51.100.9] said: 554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked "
        "using zen.spamhaus.org (in reply to RCPT TO command)"
    )
    zone = sound()
    zone["7.113.0.203.zen.spamhaus.org"] = [("A", "127.0.0.2"), txt("https://check.spamhaus.org/sbl")]
    fine.take()
    with NameServer(zone) as server:
        fine._server = server
        found = fine.json("open", "spamhaus", "--reply", reply, "--domain", "example.org", *CONTACT)
    assert (fine.code, states(found)) == (0, {})
    request = found["case"]["request"]
    assert "(SBL)" in request["title"]
    assert request["link"] == ""
    assert ADDRESS in fields(found)["Text"]
    assert "sendoff::postfix" not in fields(found)["Text"]


def test_spamhaus_is_not_asked_about_what_it_does_not_list(fine: World) -> None:
    reply = "554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org"
    fine.take()
    found = fine.json("open", "spamhaus", "--reply", reply, "--domain", "example.org", *CONTACT)
    assert (fine.code, states(found)) == (2, {"listed": "first"})


def test_t_online_wants_a_person_to_have_looked_at_the_imprint(fine: World) -> None:
    reply = (
        "host mx00.t-online.de[198.51.100.4] refused to talk to me: 554 IP=203.0.113.7 - None/bad reputation. Ask your "
        "postmaster for help or to contact tobr@rx.t-online.de for reset. (NOWL)"
    )
    fine.take()
    found = fine.json("open", "t-online", "--reply", reply, "--domain", "example.org", *CONTACT)
    assert (fine.code, states(found)) == (3, {"imprint": "unknown"})
    found = fine.json("open", "t-online", "--reply", reply, "--domain", "example.org", *CONTACT, "--confirm", "imprint")
    assert (fine.code, found["case"]["request"]["mail"]) == (0, "tobr@rx.t-online.de")
    assert "imprint" in found["case"]["events"][0]["text"]


def test_at_a_terminal_who_asks_is_asked_for(blocked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outer, inner = pty.openpty()
    with open(inner, encoding="utf-8") as stdin, open(os.dup(inner), "w", encoding="utf-8") as stdout:
        monkeypatch.setattr("sys.stdin", stdin)
        monkeypatch.setattr("sys.stdout", stdout)
        os.write(outer, b"Hostmaster\nA hacked form.\n")
        blocked.text("open", "microsoft", "--mail", "hostmaster@example.com")
        monkeypatch.undo()
    os.close(outer)
    case = blocked.json("show", "1")
    assert case["contact"] == {"name": "Hostmaster", "mail": "hostmaster@example.com", "phone": "", "organization": ""}
    assert case["cause"] == "A hacked form."


def test_two_at_once_do_not_take_the_same_number(tmp_path: Path) -> None:
    files, folder, taken = RealFiles(), str(tmp_path / "cases"), list[int]()

    def one() -> None:
        with cases.alone(files, folder):
            number = cases.next_number(files, folder)
            cases.save(files, folder, Case(number, "gmx", (Event(number, "opened"),)))
            taken.append(number)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 9))


@pytest.mark.parametrize(("kept", "told"), [("full", "kim@firm.example"), ("hash", "")])
def test_recipients_are_named_only_where_the_ledger_keeps_them(fine: World, kept: str, told: str) -> None:
    reply = f"host mx1.pphosted.com[198.51.100.7] said: 554 Blocked - see https://ipcheck.proofpoint.com/?ip={ADDRESS}"
    fine.mail(-DAY, "kim@firm.example", reply, relay="mx1.pphosted.com")
    fine.take()
    with closing(sqlite3.connect(fine.database)) as source, source:
        settings = json.dumps({"addresses": kept, "retention_days": 30, "max_megabytes": 1024})
        source.execute("INSERT OR REPLACE INTO fact VALUES ('settings', ?)", (settings,))
    found = fine.json("open", "proofpoint", *CONTACT)
    assert fine.code == 0
    assert fields(found)["Recipient of the blocked mail"] == told
    assert found["case"]["request"]["link"] == f"https://ipcheck.proofpoint.com/?ip={ADDRESS}"


def test_what_was_applied_since_the_first_refusal_is_told(blocked: World) -> None:
    made: dict[str, bytes] = {}
    for number, level in ((1, "none"), (2, "may")):
        at = datetime.fromtimestamp(blocked.now - (3 if number == 1 else 1) * DAY, UTC)
        found = Generation(number, at.isoformat(), "apply", {"smtp_tls_security_level": level}, "x")
        made[f"/var/lib/sendoff/generations/{number}/generation.json"] = json.dumps(found._asdict()).encode()
    machine = blocked.host.files
    machine._files |= made  # type: ignore[attr-defined]
    since = round((blocked.now - 2 * DAY) * MICRO)
    [told] = changes(Host(Numbered(machine._files), blocked.host.commands), since)  # type: ignore[attr-defined]
    assert told.endswith(" UTC: the mail server's smtp_tls_security_level")
    assert changes(blocked.host, None) == ()


class Numbered(Machine):
    """A machine with two generations."""

    def names(self, path: str) -> list[str]:
        return ["1", "2"] if path.endswith("/generations") else super().names(path)


def test_a_block_that_comes_back_within_the_hour_has_not_ended(blocked: World) -> None:
    opened(blocked)
    blocked.mail(-10 * HOUR, "friend@outlook.com", status="sent")
    blocked.mail(-9.5 * HOUR, "again@outlook.com", S3140)
    blocked.take()
    assert [case["state"] for case in blocked.json("list")["cases"]] == ["draft"]
    blocked.mail(-8 * HOUR, "friend@outlook.com", status="sent")
    blocked.take()
    assert blocked.json("list")["cases"] == []


def test_a_blocklist_that_several_receivers_name_is_a_case_of_its_own(fine: World) -> None:
    for place, name in enumerate(("one.example", "two.example", "one.example")):
        reply = (
            f"host mx.{name}[198.51.100.9] said: 554 5.7.1 Service unavailable; Client host [{ADDRESS}] blocked using "
            "zen.spamhaus.org (in reply to RCPT TO command)"
        )
        fine.mail(-DAY + place * HOUR, f"kim@{name}", reply, relay=f"mx.{name}")
    fine.mail(-DAY, "friend@three.example", status="sent", relay="mx.three.example")
    fine.take()
    zone = sound() | {"7.113.0.203.zen.spamhaus.org": [("A", "127.0.0.4")]}
    with NameServer(zone) as server:
        fine._server = server
        found = fine.json("open", "spamhaus", *CONTACT)
    assert (fine.code, found["matter"]["provider"]) == (0, "spamhaus")
    assert fields(found)["IP address or domain"] == ADDRESS
    assert found["matter"]["refused"] == len(found["matter"]["lines"]) == 3
    [user] = [one for one in found["senders"] if one["kind"] == "user"]
    assert (user["accepted"], user["refused"]) == (1, 3)
