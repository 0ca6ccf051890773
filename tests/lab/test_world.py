"""What the laboratory promises to the tests that use it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sendoff import lab
from sendoff.lab import DROP, STRANGER, TRUSTED, LabError, LabTimeout, Receiver, Refused, World
from sendoff.lab.model import CertificateKind, Tls

MakeWorld = Callable[..., World]

ZONE = """
example.net. MX 10 mx.example.net.
mx.example.net. A 10.77.0.11
"""
HELLO = "Subject: hello\n\nHello.\n"


def smtp(world: World, script: str, host: str = "10.77.0.11", port: int = 25, kind: str = "SMTP") -> str:
    """Run lines of Python on a smtplib client `c` that is connected from outside; returns what they print."""
    prelude = f"import smtplib, ssl\ncontext = ssl.create_default_context()\nc = smtplib.{kind}('{host}', {port}"
    context = ", context=context" if kind == "SMTP_SSL" else ""
    done = world.python("-c", f"{prelude}, timeout=5{context})\n{script}", at="outside", check=False)
    return done.stdout + (done.stderr.splitlines()[-1] if done.stderr else "")


# its own everything


def test_a_world_has_its_own_names_network_and_processes(make_world: MakeWorld) -> None:
    world = make_world("web7", postfix="absent")
    assert world.run(["hostname"]).stdout == "web7\n"
    assert world.run(["cat", "/etc/hostname"]).stdout == "web7\n"
    assert world.run(["getent", "hosts", "web7"]).stdout.split() == ["127.0.1.1", "web7"]
    assert "10.77.0.1/24" in world.run(["ip", "-brief", "address"]).stdout
    assert "sendoff.lab.keeper" in world.run(["cat", "/proc/1/cmdline"]).stdout
    assert not world.path("/dev/log").exists()
    assert not world.path("/run/systemd").exists()


def test_an_absent_postfix_is_installed_but_not_configured(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent")
    assert world.run(["which", "postfix"]).stdout == "/usr/sbin/postfix\n"
    assert not world.path("/etc/postfix/main.cf").exists()
    assert not world.path("/etc/mailname").exists()
    with pytest.raises(Refused, match=r"CONNECT|connection"):
        world.submit_smtp("a@example.com", "b@example.net", HELLO)


def test_what_is_written_in_a_world_is_not_on_the_machine(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent")
    private = ["/etc/mark", "/etc/postfix/mark", "/var/lib/sendoff/mark", "/var/spool/postfix/mark", "/run/mark",
               "/var/mail/mark", "/var/log/mark", "/var/lib/postfix/mark", "/dev/shm/mark"]  # fmt: skip
    world.run(["mkdir", "/var/lib/sendoff"])
    world.run(["touch", *private])
    assert [path for path in private if os.path.exists(path)] == []


def test_files_in_etc_can_be_replaced_by_renaming(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent")
    world.run(["sh", "-ec", "echo new >/etc/resolv.conf.new; mv /etc/resolv.conf.new /etc/resolv.conf"])
    assert world.path("/etc/resolv.conf").read_text() == "new\n"
    world.run(["mv", "/etc/postfix", "/etc/postfix.old"])


def test_tmp_is_shared_with_the_machine(make_world: MakeWorld, tmp_path: Path) -> None:
    (tmp_path / "given").write_text("here")
    assert make_world(postfix="absent").run(["cat", str(tmp_path / "given")]).stdout == "here"


def test_two_worlds_side_by_side_do_not_see_each_other(make_world: MakeWorld) -> None:
    one = make_world("one.example.com", zones=[ZONE], receivers=[Receiver("mx")])
    two = make_world("two.example.com", zones=[ZONE], receivers=[Receiver("mx")])
    one.submit_sendmail(["someone@example.net"], HELLO)
    assert [mail.helo for mail in one.receiver("mx").wait()] == ["one.example.com"]
    assert two.receiver("mx").messages() == []
    assert "someone@example.net" not in two.log()


def test_a_killed_test_leaves_nothing_behind(tmp_path: Path) -> None:
    script = "import sys, time\nfrom sendoff.lab import *\nwith World(receivers=[Receiver('mx')]) as w:\n" \
             "    print(w.pid, flush=True)\n    time.sleep(60)"  # fmt: skip
    state = Path("/var/lib/sendoff").exists(), Path("/etc/postfix/main.cf").exists(), Path("/run/lab").exists()
    mounts = Path("/proc/self/mountinfo").read_text()
    test = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(lab.__file__).parents[2])},
    )  # fmt: skip
    assert test.stdout is not None
    space = pid_namespace(test.stdout.readline().strip())
    try:
        eventually(lambda: len(processes_in(space)) > 5)
    except BaseException:
        end(test)
        raise
    guards = children_of(test.pid)
    end(test)
    eventually(lambda: not processes_in(space) and not any(Path(f"/proc/{guard}").exists() for guard in guards))
    assert Path("/proc/self/mountinfo").read_text() == mounts
    assert list(tmp_path.iterdir()) == []
    assert state == tuple(Path(p).exists() for p in ("/var/lib/sendoff", "/etc/postfix/main.cf", "/run/lab"))


def pid_namespace(pid: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""


def processes_in(space: str) -> list[str]:
    assert space
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and pid_namespace(pid) == space]


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def end(test: subprocess.Popen[str]) -> None:
    test.kill()
    test.communicate()


def eventually(is_so: Callable[[], bool], timeout: float = 10) -> None:
    deadline = time.monotonic() + timeout
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# names


def ask(world: World, name: str, kind: int, timeout: float = 2) -> tuple[str, int]:
    """The response code and the number of answers that the world's resolver gives."""
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    packet = bytes.fromhex("123401000001000000000000") + question + bytes([0, kind, 0, 1])
    script = (
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"s.settimeout({timeout})\ns.sendto({packet!r}, ('127.0.0.1', 53))\n"
        "try:\n    r = s.recv(4096)\n    print(r[3] & 15, r[7])\nexcept TimeoutError:\n    print(-1, 0)"
    )
    code, answers = world.python("-c", script).stdout.split()
    return {"0": "NOERROR", "2": "SERVFAIL", "3": "NXDOMAIN", "-1": "silence"}[code], int(answers)


A, PTR, MX, TXT, AAAA = 1, 12, 15, 16, 28


def test_the_resolver_knows_what_it_was_told_and_nothing_else(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent", zones=[
        ZONE, "mx.example.net. AAAA 2001:db8:77::11", 'example.net. TXT "v=spf1 -all"',
        "1.0.77.10.in-addr.arpa. PTR web1.example.com.",
    ])  # fmt: skip
    assert ask(world, "mx.example.net", A) == ("NOERROR", 1)
    assert ask(world, "mx.example.net", AAAA) == ("NOERROR", 1)
    assert ask(world, "example.net", MX) == ("NOERROR", 1)
    assert ask(world, "example.net", TXT) == ("NOERROR", 1)
    assert ask(world, "1.0.77.10.in-addr.arpa", PTR) == ("NOERROR", 1)
    assert ask(world, "example.net", A) == ("NOERROR", 0)
    assert ask(world, "nowhere.invalid", A) == ("NXDOMAIN", 0)


def test_names_change_fail_and_fall_silent_while_all_is_running(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent")
    world.dns.add("new.example.org. A 10.77.0.12", "new.example.org. A 10.77.0.13")
    assert ask(world, "new.example.org", A) == ("NOERROR", 2)
    world.dns.servfail("new.example.org.")
    assert ask(world, "new.example.org", A) == ("SERVFAIL", 0)
    world.dns.silence("new.example.org.")
    assert ask(world, "new.example.org", A, timeout=0.3) == ("silence", 0)
    world.dns.replace("new.example.org. A 10.77.0.14")
    assert ask(world, "new.example.org", A) == ("NOERROR", 1)
    world.dns.remove("new.example.org.")
    assert ask(world, "new.example.org", A) == ("NXDOMAIN", 0)
    with pytest.raises(LabError, match="not a record"):
        world.dns.add("not a record")


# Postfix as Debian configures it


def test_mail_from_sendmail_finds_its_receiver_by_mx(make_world: MakeWorld) -> None:
    world = make_world(zones=[ZONE], receivers=[Receiver("mx")])
    world.submit_sendmail(["someone@example.net"], HELLO, user="nobody")
    [mail] = world.receiver("mx").wait()
    assert (mail.mail_from, mail.rcpt_to) == ("nobody@web1.example.com", ("someone@example.net",))
    assert (mail.peer, mail.helo, mail.tls) == ("10.77.0.1", "web1.example.com", None)
    assert mail.data.endswith(b"\r\nHello.\r\n")
    world.wait_log("status=sent")


def test_mail_travels_by_ipv6(make_world: MakeWorld) -> None:
    world = make_world(
        zones=["example.net. AAAA 2001:db8:77::11"], receivers=[Receiver("mx", address6="2001:db8:77::11")]
    )
    world.submit_sendmail(["someone@example.net"], HELLO)
    assert world.receiver("mx").wait()[0].peer == "2001:db8:77::1"


def test_debian_encrypts_when_the_receiver_can_and_keeps_passwords_to_itself(make_world: MakeWorld) -> None:
    receiver = Receiver("mx", tls="starttls", auth={"user": "secret"}, auth_in_clear=True)
    world = make_world(zones=[ZONE], receivers=[receiver])
    world.submit_sendmail(["someone@example.net"], HELLO)
    assert world.receiver("mx").wait()[0].tls == "TLSv1.3"
    [session] = world.receiver("mx").wait_sessions()
    assert session.attempts == ()
    verbs = [command.split()[0] for command in session.commands]
    assert verbs[:6] == [  # Postfix does not wait for QUIT's answer, so it may be missing
        "EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA",
    ]  # fmt: skip


def test_clients_come_from_the_address_they_are_given(make_world: MakeWorld) -> None:
    world = make_world(zones=[ZONE], receivers=[Receiver("mx")])
    for source in (STRANGER, TRUSTED, "192.0.2.7"):
        with pytest.raises(Refused) as refused:  # Debian trusts loopback only
            world.submit_smtp("a@example.com", "someone@example.net", HELLO, source=source)
        assert refused.value.code == 454
        world.wait_log(rf"connect from unknown\[{source}\]")
    world.submit_smtp("", "someone@example.net", ".dot\n", source="127.0.0.1", to=("127.0.0.1", 25), starttls=True)
    [mail] = world.receiver("mx").wait()
    assert mail.mail_from == ""
    assert mail.data.endswith(b"\r\n.dot\r\n")


def test_local_mail_reaches_its_mailbox(make_world: MakeWorld) -> None:
    world = make_world()
    world.submit_smtp("someone@example.net", "postmaster@web1.example.com", HELLO, source=STRANGER)
    world.wait_log("relay=local.*status=sent")
    assert "Subject: hello" in world.mailbox("root")
    assert world.mailbox("nobody") == ""


def test_an_unreachable_network_fails_at_once(make_world: MakeWorld) -> None:
    world = make_world(zones=["example.net. A 10.77.67.1"])
    world.submit_sendmail(["someone@example.net"], HELLO)
    assert "status=deferred" in world.wait_log(r"status=.*10\.77\.67\.1.*No route.*", timeout=3)[0]


def test_waiting_in_vain_shows_the_log_and_the_queue(make_world: MakeWorld) -> None:
    world = make_world(zones=[ZONE], receivers=[Receiver("mx", replies={"RCPT": "450 4.2.1 later"})])
    world.submit_sendmail(["someone@example.net"], HELLO)
    world.wait_log("status=deferred")
    with pytest.raises(LabTimeout, match=r"0 of 1 messages(.|\n)*450 4.2.1 later(.|\n)*Queue ID"):
        world.receiver("mx").wait(timeout=0)


# receivers


@pytest.mark.parametrize(("kind", "complaint"), [
    ("valid", ""), ("wrong-name", "not valid for"), ("expired", "expired"), ("self-signed", "self-signed"),
])  # fmt: skip
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_certificates_are_as_asked(make_world: MakeWorld, kind: CertificateKind, complaint: str, tls: Tls) -> None:
    world = make_world(postfix="absent", zones=[ZONE], receivers=[Receiver("mx", tls=tls, certificate=kind)])
    world.path("/etc/hosts").write_text("10.77.0.11 mx.example.net\n")  # the resolver is not outside
    show = "print(c.sock.version())"
    if tls == "starttls":
        said = smtp(world, f"c.starttls(context=context)\n{show}", "mx.example.net")
    else:
        said = smtp(world, show, "mx.example.net", kind="SMTP_SSL")
    assert said == "TLSv1.3\n" if not complaint else complaint in said.replace("self signed", "self-signed")


def test_users_log_in_with_any_password_and_failures_are_recorded(make_world: MakeWorld) -> None:
    receiver = Receiver("mx", tls="implicit", port=465, auth={"büro@example.net": "pä ss:#$%€"}, require_auth=True)
    world = make_world(postfix="absent", receivers=[receiver])
    world.path("/etc/hosts").write_text("10.77.0.11 mx.example.net\n")
    login = "c.user, c.password = 'büro@example.net', {!r}\n" \
            "def go(m):\n    r = base64.b64encode(f'\\0{{c.user}}\\0{{c.password}}'.encode()).decode()\n" \
            "    print(c.docmd('AUTH', 'PLAIN ' + r)[0])\nimport base64\nc.ehlo()\n"  # fmt: skip
    talk = "print(c.docmd('MAIL', 'FROM:<a@example.com>')[0]); go(0)"
    assert smtp(world, login.format("pä ss:#$%€") + talk, "mx.example.net", 465, "SMTP_SSL") == "530\n235\n"
    assert smtp(world, login.format("wrong") + talk, "mx.example.net", 465, "SMTP_SSL") == "530\n535\n"
    attempts = [attempt for session in world.receiver("mx").wait_sessions(2) for attempt in session.attempts]
    assert [(a.user, a.password, a.accepted) for a in attempts] == [
        ("büro@example.net", "pä ss:#$%€", True), ("büro@example.net", "wrong", False),
    ]  # fmt: skip
    assert {(a.mechanism, a.tls) for a in attempts} == {("PLAIN", "TLSv1.3")}
    assert "AUTH PLAIN" in world.receiver("mx").sessions()[0].commands


@pytest.mark.parametrize(("receiver", "has"), [
    (Receiver("mx"), "8bitmime smtputf8"),
    (Receiver("mx", smtputf8=False, size=1000), "8bitmime size"),
    (Receiver("mx", auth={"u": "p"}), "8bitmime smtputf8"),
    (Receiver("mx", auth={"u": "p"}, tls="starttls"), "8bitmime smtputf8 starttls"),
    (Receiver("mx", auth={"u": "p"}, auth_in_clear=True, mechanisms=("PLAIN",)), "8bitmime auth smtputf8"),
])  # fmt: skip
def test_receivers_offer_what_they_have(make_world: MakeWorld, receiver: Receiver, has: str) -> None:
    world = make_world(postfix="absent", receivers=[receiver])
    said = smtp(world, "c.ehlo(); print(*sorted(set(c.esmtp_features) - {'help'}))")
    assert said == f"{has}\n"


def test_receivers_refuse_at_any_point_and_change_their_minds(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent", receivers=[Receiver("mx")])
    mx = world.receiver("mx")
    send = "print(c.ehlo())\n" \
           "try: c.sendmail('a@example.com', ['b@example.net', 'c@example.net'], 'hello')\n" \
           "except smtplib.SMTPException as e: print(e)"  # fmt: skip
    for stage, reply in [("EHLO", "550 no EHLO"), ("MAIL", "451 4.3.0 no MAIL"), ("RCPT", "550 5.1.1 no RCPT"),
                         ("DATA", "554 no DATA"), ("END", "552 5.3.4 no END")]:  # fmt: skip
        mx.set(replies={stage: reply})
        assert reply.split(" ")[-1] in smtp(world, send), stage
    mx.set(replies={"GREETING": "554 5.7.1 no greeting"})
    assert "no greeting" in smtp(world, send)
    assert mx.messages() == []
    mx.set(replies={"RCPT TO:<b@": "550 5.1.1 not b"})
    smtp(world, send)
    assert [mail.rcpt_to for mail in mx.wait()] == [("c@example.net",)]


@pytest.mark.parametrize("stage", ["GREETING", "MAIL", "END"])
def test_receivers_drop_the_connection(make_world: MakeWorld, stage: str) -> None:
    world = make_world(postfix="absent", receivers=[Receiver("mx", replies={stage: DROP})])
    assert "closed" in smtp(world, "c.sendmail('a@example.com', ['b@example.net'], 'hello')")
    assert world.receiver("mx").messages() == []
    assert len(world.receiver("mx").wait_sessions()) == 1


def test_receivers_are_slow(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent", receivers=[Receiver("mx", delays={"GREETING": 0.2, "": 0.1})])
    script = "import time; a = time.time(); c.noop(); c.noop(); print(time.time() - a)"
    assert 0.2 <= float(smtp(world, script)) < 1


# commands


def test_commands_end_at_their_time_limit_with_all_their_children(make_world: MakeWorld) -> None:
    world = make_world(postfix="absent")
    start = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired) as expired:
        world.run(["sh", "-c", "echo begun; sleep 61 & sleep 62"], timeout=0.3)
    assert time.monotonic() - start < 2
    assert "begun" in str(expired.value.output)
    eventually(lambda: world.run(["pgrep", "sleep"], check=False).returncode == 1)


def test_a_failed_start_says_why() -> None:
    with pytest.raises(LabError, match="bad numerical configuration"), World(postfix="message_size_limit = 25MB\n"):
        pass
