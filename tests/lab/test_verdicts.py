"""What became of each mail, on a real Postfix: mixed fates, refusals, aliases, what is no mail at all."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sendoff.lab import DROP, Receiver, Refused, World
from tests.lab.verdicts import TEXT, MakeWorld, empty, known, pick, started, tried

pytestmark = pytest.mark.lab

MX = "mx.example.net[10.77.0.11]:25"
NO = "550 5.1.1 no such user, status=sent (250 ok), to=<victim@example.org>, relay=x"
LATER = "450 4.2.0 later"
TLS = "Trusted TLSv1.3 TLS_AES_256_GCM_SHA384"
PER_RECIPIENT = {"RCPT TO:<no@": NO, "RCPT TO:<later@": LATER}


@pytest.mark.parametrize("long_ids", ["yes", "no"])
def test_one_message_with_mixed_fates(make_world: MakeWorld, long_ids: str) -> None:
    mx = Receiver("mx", tls="starttls", replies=PER_RECIPIENT)
    world = started(make_world, f"enable_long_queue_ids={long_ids}", receivers=[mx])
    world.submit_sendmail(["-f", "me@example.com", "yes@example.net", "no@example.net", "later@example.net"], TEXT)
    tried(world, "yes@example.net", "no@example.net", "later@example.net")
    tried(world, "me@example.com")  # the notice
    found = known(world)
    yes, no, later = (found.of(f"{name}@example.net") for name in ("yes", "no", "later"))
    assert [each["verdict"] for each in (yes, no, later)] == ["sent", "bounced", "deferred"]
    assert {pick(each, "attempts", "relay", "tls", "sender", "uid", "nrcpt", "tried") for each in (yes, no, later)} == {
        (1, MX, TLS, "me@example.com", 0, 3, None)
    }
    assert yes["reply"].startswith("250 2.0.0 Ok: received")
    assert no["reply"] == f"host mx.example.net[10.77.0.11] said: {NO} (in reply to RCPT TO command)"
    assert later["reply"] == f"host mx.example.net[10.77.0.11] said: {LATER} (in reply to RCPT TO command)"
    assert (yes["dsn"], no["dsn"], later["dsn"]) == ("2.0.0", "5.1.1", "4.2.0")
    assert "z" in yes["queue_id"] if long_ids == "yes" else re.fullmatch("[0-9A-F]+", yes["queue_id"])
    notice = found.of("me@example.com")
    assert pick(notice, "parent", "parent_kind", "sender") == (yes["queue_id"], "notice", "")
    assert not found.all_of("victim@example.org")
    assert (yes["ended"], notice["ending"]) == (None, "removed")
    place = ("--database", "/run/lab/ledger.db")
    world.sendoff("watch", "--once", "--log", "/var/log/mail.log", *place, check=True)
    said = json.loads(world.sendoff("trace", "example.net", "--json", *place).stdout)
    assert {each["recipient"].partition("@")[0]: each["status"] for each in said["deliveries"]} == {
        "yes": "sent", "no": "bounced", "later": "deferred",
    }  # fmt: skip
    assert (said["complete"], said["gaps"]) == (True, [])


def test_deferred_then_sent_counts_its_attempts(make_world: MakeWorld) -> None:
    world = started(make_world, receivers=[Receiver("mx", tls="starttls", replies=PER_RECIPIENT)])
    world.submit_sendmail(["yes@example.net", "later@example.net"], TEXT)
    tried(world, "later@example.net")
    world.run(["postqueue", "-f"])
    tried(world, "later@example.net", attempts=2)
    before = known(world)
    world.receiver("mx").set(replies={})
    world.run(["postqueue", "-f"])
    empty(world)
    found = known(world)
    assert pick(before.of("later@example.net"), "verdict", "attempts", "tls") == ("deferred", 2, TLS)
    assert pick(found.of("later@example.net"), "verdict", "attempts", "tls", "dsn") == ("sent", 3, TLS, "2.0.0")
    assert pick(found.of("yes@example.net"), "verdict", "attempts") == ("sent", 1)
    assert found.tallies["attempts", "deferred other"] == 2
    assert found.tallies["attempts", "sent other"] == 2


def test_refusals_of_every_kind(make_world: MakeWorld) -> None:
    far = "10.77.0.2{}"
    replies = {
        "banner5": {"GREETING": "554 5.3.2 go away"},
        "banner4": {"GREETING": "421 4.3.2 too busy"},
        "drop": {"GREETING": DROP},
        "dropdata": {"END": DROP},
        "from": {"MAIL": "550 5.7.1 not from you"},
        "end": {"END": "554 5.6.0 spam, relay=none, status=sent (ok)"},
        "second": {},
    }
    addresses = {name: far.format(number) for number, name in enumerate(replies)}
    zones = [
        *(f"{name}.example. MX 10 mx.{name}.example." for name in replies),
        *(f"mx.{name}.example. A {address}" for name, address in addresses.items()),
        "banner4.example. MX 20 mx.banner4.example.",
        "two.example. MX 10 mx.banner5.example.", "two.example. MX 20 mx.second.example.",
        "refused.example. MX 10 mx.refused.example.", "mx.refused.example. A 10.77.0.40",
        "silent.example. MX 10 mx.silent.example.", "mx.silent.example. A 10.77.66.1",
        "null.example. MX 0 .",
        "bothdown.example. MX 10 mx.refused.example.", "bothdown.example. MX 20 other.refused.example.",
        "other.refused.example. A 10.77.0.41",
    ]  # fmt: skip
    receivers = [Receiver(name, address=addresses[name], replies=said) for name, said in replies.items()]
    world = started(make_world, "smtp_connect_timeout=1s", zones=zones, receivers=receivers)
    names = [*replies, "two", "refused", "silent", "null", "bothdown", "unknown"]
    world.submit_sendmail(["-f", "me@example.com", *(f"a@{name}.example" for name in names)], TEXT)
    tried(world, *(f"a@{name}.example" for name in names))
    tried(world, "me@example.com")
    found = known(world)
    assert found.verdicts() == {
        **{f"a@{name}.example": "deferred" for name in ("banner4", "drop", "dropdata", "silent")},
        **{f"a@{name}.example": "deferred" for name in ("refused", "bothdown")},
        **{f"a@{name}.example": "bounced" for name in ("from", "end", "null", "unknown")},
        "a@banner5.example": "deferred", "a@two.example": "sent", "a@second.example": "sent",
        "me@example.com": "bounced",
    }  # fmt: skip
    assert found.of("a@banner5.example")["reply"].endswith("refused to talk to me: 554 5.3.2 go away")
    assert found.of("a@banner4.example")["reply"].endswith("421 4.3.2 too busy")
    two = found.of("a@two.example")
    assert pick(two, "relay", "tried") == (
        "mx.second.example[10.77.0.26]:25",
        "host mx.banner5.example[10.77.0.20] refused to talk to me: 554 5.3.2 go away",
    )
    assert found.of("a@refused.example")["tried"] is None
    assert found.of("a@second.example")["tried"] is None
    both = found.of("a@bothdown.example")
    assert "other.refused.example[10.77.0.41]:25: Connection refused" in both["reply"]
    assert both["tried"] == "connect to mx.refused.example[10.77.0.40]:25: Connection refused"
    assert found.of("a@end.example")["reply"].startswith("host mx.end.example[10.77.0.25] said: 554 5.6.0 spam, relay")
    assert "lost connection with mx.dropdata.example" in found.of("a@dropdata.example")["reply"]
    assert found.of("a@unknown.example")["dsn"] == "5.4.4"


def test_aliases_and_forwards_lead_to_the_real_ends(make_world: MakeWorld) -> None:
    aliases = (
        "postmaster: root\nsolo: far@example.net\nchain: solo\n"
        "list: yes@example.net, no@example.net, later@example.net\n"
        "team: root, nobody-here, /dev/null, other@example.net\nbob: root\n"
    )
    mx = Receiver("mx", replies=PER_RECIPIENT)
    world = started(make_world, receivers=[mx], files={"/etc/aliases": aliases})
    world.run(["useradd", "--create-home", "--home-dir", "/var/mail/home-carol", "carol"])
    world.path("/var/mail/home-carol/.forward").write_text("\\carol, forwarded@example.net\n")
    for name in ("solo", "chain", "list", "team", "carol"):
        world.submit_sendmail(["-f", "root", name], TEXT)
    ends = ("yes", "no", "later", "other", "forwarded")
    tried(world, *(f"{name}@example.net" for name in ends))
    tried(world, "far@example.net", attempts=2)
    tried(world, "root@web1.example.com", attempts=3)
    found = known(world)
    here = "web1.example.com"
    assert {each["verdict"] for each in found.all_of("far@example.net")} == {"sent"}
    first = found.of(f"solo@{here}")
    assert (first["verdict"], first["original"]) == ("sent", "solo")
    on = found.message(first["handed_to"])
    assert pick(on, "parent", "parent_kind", "ending") == (first["queue_id"], "forward", "removed")
    handed = found.of(f"list@{here}")["handed_to"]
    assert {pick(each, "recipient", "verdict") for each in found.deliveries if each["queue_id"] == handed} == {
        ("yes@example.net", "sent"), ("no@example.net", "bounced"), ("later@example.net", "deferred"),
    }  # fmt: skip
    [team] = {each["queue_id"] for each in found.deliveries if each["original"] == "team" and each["nrcpt"] == 1
              and each["uid"] is not None}  # fmt: skip
    fates = {each["recipient"]: each for each in found.deliveries if each["queue_id"] == team}
    assert {name: each["verdict"] for name, each in fates.items()} == {
        f"root@{here}": "sent", f"nobody-here@{here}": "bounced", f"team@{here}": "sent",
    }  # fmt: skip
    assert {each["attempts"] for each in fates.values()} == {1}
    assert found.of("other@example.net")["queue_id"] == fates[f"team@{here}"]["handed_to"]
    carol = found.all_of(f"carol@{here}")
    assert {each["verdict"] for each in carol} == {"sent"}
    assert found.of("forwarded@example.net")["queue_id"] in {each["handed_to"] for each in carol}


def test_what_is_no_mail_leaves_no_delivery_and_no_gap(make_world: MakeWorld) -> None:
    world = started(
        make_world, "notify_classes=resource,software,protocol", receivers=[Receiver("mx", replies=PER_RECIPIENT)]
    )
    world.submit_sendmail(["-bv", "probed@example.net", "no@example.net"], TEXT)
    world.submit_sendmail(["-v", "told@example.net"], TEXT)
    program = (
        "import smtplib; c = smtplib.SMTP('127.0.0.1'); c.ehlo(); c.mail('m@example.com'); c.rcpt('x@example.net');"
        " c.docmd('FOO'); c.docmd('RSET'); c.mail('m@example.com'); c.rcpt('x@example.net'); c.close()"
    )
    world.run(["python3", "-c", program])  # twice begun, never handed in; the protocol error goes to postmaster
    probe = (
        "from sendoff.host.cleanup import post_probe; print(post_probe('/var/spool/postfix', '', 'p@example.net', 10))"
    )
    queue_id = world.python("-c", probe).stdout.strip()
    world.wait_log(f"{queue_id}: removed")
    world.wait_log("orig_to=<postmaster>.*status=sent")
    tried(world, "root@web1.example.com", attempts=3)  # both reports, and the postmaster's
    found = known(world)
    assert {each["recipient"] for each in found.deliveries} == {"told@example.net", "root@web1.example.com"}
    assert {each["verdict"] for each in found.deliveries} == {"sent"}
    assert not [each for each in found.messages if each["queue_id"] == queue_id]
    [told] = [each for each in found.messages if each["parent"] == found.of("told@example.net")["queue_id"]]
    assert told["parent_kind"] == "notice"


def test_addresses_that_look_like_the_rest_of_a_line(make_world: MakeWorld) -> None:
    recipients = [
        '"q>, relay=y, dsn=2.0.0, status=sent (z"@example.net',
        r'"a\">, status=sent (b"@example.net',
        '"relay=local, orig_to=<x>"@example.net',
        '"spaces in it, to=<victim@example.org>"@example.net',
        "ünï@example.net",
        "plus+tag=x@example.net",
    ]
    sender = '"o>, size=1, nrcpt=9 (queue active)"@example.com'
    world = started(make_world, receivers=[Receiver("mx", tls="starttls", replies={"RCPT": NO})])
    world.submit_smtp(sender, recipients, TEXT, source="127.0.0.1", options=["SMTPUTF8"])
    tried(world, *recipients, sender)
    found = known(world)
    assert {name: found.of(name)["verdict"] for name in recipients} == dict.fromkeys(recipients, "bounced")
    assert {pick(found.of(name), "relay", "sender", "client", "nrcpt", "tls") for name in recipients} == {
        (MX, sender, "localhost[127.0.0.1]", 6, TLS)
    }
    others = {each["recipient"] for each in found.deliveries} - set(recipients)
    assert others == {sender}  # the notice's


def refused(world: World, sender: str, *recipients: str, subject: str = "hello", **options: Any) -> None:
    with pytest.raises(Refused):
        world.submit_smtp(sender, recipients, f"Subject: {subject}\n\nx\n", **options)


def test_header_checks_transports_and_refusals_at_the_door(make_world: MakeWorld) -> None:
    checks = {
        "redirected": "REDIRECT elsewhere@example.net", "discarded": "DISCARD", "refused": "REJECT no",
        "told": "INFO noted", "held": "HOLD", "changed": "PREPEND X-Seen: yes",
    }  # fmt: skip
    files = {
        "/etc/postfix/checks": "".join(f"/^Subject: {subject}/ {action}\n" for subject, action in checks.items()),
        "/etc/postfix/way": "gone.example discard:\nbroken.example error:5.0.0 broken, status=sent (250\n"
        "paused.example retry:4.0.0 wait a bit\n",
    }
    world = started(
        make_world, "header_checks=regexp:/etc/postfix/checks", "transport_maps=texthash:/etc/postfix/way",
        "message_size_limit=20000", receivers=[Receiver("mx", size=9000)], files=files,
    )  # fmt: skip
    for subject in checks:
        world.submit_sendmail([f"{subject}1@example.net", f"{subject}2@example.net"], f"Subject: {subject}\n\nx\n")
    world.submit_sendmail(["a@gone.example", "a@broken.example", "a@paused.example"], TEXT)
    world.submit_sendmail(["big@example.net"], TEXT + "x" * 70 + "\n" + ("y" * 70 + "\n") * 150)
    refused(world, "a@example.com", "b@example.org")
    refused(world, 'a@"; from=<v@x>.example', '"x; from=<v@x> to=<w@x>"@example.org')
    refused(world, "a@example.com", "b@example.org", source="127.0.0.1", options=["SIZE=99999"])
    refused(world, "a@example.com", "b@example.org", "c@example.org", subject="refused", source="127.0.0.1")
    sent = ("elsewhere@example.net", "told1@example.net", "changed2@example.net", "a@paused.example", "big@example.net")
    tried(world, *sent)
    tried(world, "refused1@example.net", "refused2@example.net")
    found = known(world)
    assert found.of("elsewhere@example.net")["verdict"] == "sent"
    assert found.of("told1@example.net")["verdict"] == "sent"
    assert pick(found.of("a@gone.example"), "verdict", "relay") == ("sent", "none")
    assert pick(found.of("a@broken.example"), "verdict", "reply", "relay") == (
        "bounced", "broken, status=sent (250", "none"
    )  # fmt: skip
    assert pick(found.of("a@paused.example"), "verdict", "reply") == ("deferred", "wait a bit")
    assert found.of("big@example.net")["verdict"] == "bounced"
    assert "size" in found.of("big@example.net")["reply"]
    assert {found.of(f"refused{n}@example.net")["verdict"] for n in (1, 2)} == {"bounced"}
    endings = [each["ending"] for each in found.messages if each["uid"] == 0]
    assert endings.count("discarded") == 2  # DISCARD, and what cleanup itself bounced
    [held] = [each for each in found.messages if each["held"]]
    assert held["ended"] is None
    replies = [each["reply"] for each in found.rejections]
    assert sum("Relay access denied" in each for each in replies) >= 1
    assert sum("exceeds" in each for each in replies) == 1
    assert sum(each.startswith("5.7.1 no") for each in replies) == 1
    assert not [each for each in found.messages if each["client"] and not each["ended"]]


@pytest.mark.parametrize("long_ids", ["yes", "no"])
def test_hold_release_requeue_delete_and_expire(make_world: MakeWorld, long_ids: str) -> None:
    world = started(
        make_world, f"enable_long_queue_ids={long_ids}", receivers=[Receiver("mx", replies={"RCPT": LATER})]
    )
    names = ("held", "released", "requeued", "deleted", "expired", "twice")
    for name in names:
        world.submit_sendmail(["-f", "", f"{name}@example.net"], TEXT)
    tried(world, *(f"{name}@example.net" for name in names))
    ids = {name: known(world).of(f"{name}@example.net")["queue_id"] for name in names}
    for name, options in {
        "held": "-h", "released": "-h -H", "requeued": "-h -r", "deleted": "-d", "expired": "-e", "twice": "-h -H -h"
    }.items():  # fmt: skip
        for option in options.split():
            world.run(["postsuper", option, ids[name]])
    world.receiver("mx").set(replies={"RCPT TO:<expired@": LATER})
    world.run(["postqueue", "-f"])
    tried(world, "released@example.net", "requeued@example.net", attempts=2)
    world.wait_log(f"{ids['expired']}: removed")
    found = known(world, mix=False)  # each postsuper is another process, and their order is the order of what they do
    assert {name: found.of(f"{name}@example.net")["verdict"] for name in names if name != "requeued"} == {
        "held": "held", "released": "sent", "deleted": "deleted", "expired": "expired", "twice": "held",
    }  # fmt: skip
    old, new = found.all_of("requeued@example.net")
    assert pick(old, "verdict", "ending", "attempts") == ("queued", "requeued", 1)
    assert pick(new, "verdict", "attempts", "parent", "parent_kind") == ("sent", 1, old["queue_id"], "requeue")
    assert pick(new, "uid", "client") == pick(old, "uid", "client") == (0, None)
    assert found.message(ids["deleted"])["ending"] == "deleted"
    assert not found.message(ids["released"])["held"]


def test_requeued_before_its_first_attempt(make_world: MakeWorld) -> None:
    world = started(
        make_world, "header_checks=regexp:/etc/postfix/checks", receivers=[Receiver("mx")],
        files={"/etc/postfix/checks": "/^Subject: hello/ HOLD\n"},
    )  # fmt: skip
    world.submit_smtp("me@example.com", "a@example.net", TEXT, source="127.0.0.1")
    [queue_id] = [each["queue_id"] for each in known(world).messages]
    world.run(["postconf", "-e", "header_checks="])
    world.run(["postfix", "reload"])
    world.run(["postsuper", "-r", queue_id])
    world.submit_sendmail(["other@example.net"], "\nThis wakes pickup.\n")
    tried(world, "a@example.net")
    empty(world)
    found = known(world)
    way = ("sent", queue_id, "requeue", "localhost[127.0.0.1]", None)
    assert pick(found.of("a@example.net"), "verdict", "parent", "parent_kind", "client", "uid") == way
    assert found.message(queue_id)["ending"] == "requeued"


def test_expired_and_warned(make_world: MakeWorld) -> None:
    world = started(
        make_world, "maximal_queue_lifetime=3s", "bounce_queue_lifetime=3s", "delay_warning_time=1s",
        "queue_run_delay=1s", "minimal_backoff_time=1s", "maximal_backoff_time=1s",
        receivers=[Receiver("mx", replies=PER_RECIPIENT)],
    )  # fmt: skip
    world.submit_sendmail(["-f", "root", "yes@example.net", "later@example.net"], TEXT)
    world.wait_log("status=expired, returned to sender", timeout=20)
    empty(world)
    found = known(world)
    assert pick(found.of("yes@example.net"), "verdict", "attempts") == ("sent", 1)
    later = found.of("later@example.net")
    assert pick(later, "verdict", "ending") == ("expired", "expired")
    assert later["attempts"] >= 2
    notices = [each for each in found.messages if each["parent"] == later["queue_id"]]
    assert [each["parent_kind"] for each in notices] == ["notice", "notice"]  # the warning, and the return
    assert found.tallies["expired", "other"] == 1


def test_soft_bounce_keeps_mail_waiting(make_world: MakeWorld) -> None:
    world = started(make_world, "soft_bounce=yes", receivers=[Receiver("mx", replies=PER_RECIPIENT)])
    world.submit_sendmail(["no@example.net", "yes@example.net"], TEXT)
    tried(world, "no@example.net", "yes@example.net")
    found = known(world)
    assert pick(found.of("no@example.net"), "verdict", "ended") == ("deferred", None)
    assert found.of("yes@example.net")["verdict"] == "sent"


def test_deleted_while_it_was_on_the_way_but_sent(make_world: MakeWorld) -> None:
    world = started(make_world, receivers=[Receiver("mx", delays={"END": 4.0})])
    world.submit_sendmail(["slow@example.net"], TEXT)
    world.wait_log("queue active")
    [queue_id] = [each["queue_id"] for each in known(world).messages]
    world.run(["postsuper", "-d", queue_id])
    world.wait_log("status=sent", timeout=20)
    assert pick(known(world).of("slow@example.net"), "verdict", "ending") == ("sent", "deleted")
