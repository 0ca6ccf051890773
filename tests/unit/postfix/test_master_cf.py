"""master.cf as text."""

from __future__ import annotations

from sendoff.postfix.master_cf import RELAY, find, remove, rewrite, services

MASTER = """# service type
smtp      inet  n       -       y       -       -       smtpd
  -o syslog_name=postfix/in
# comment in between
  -o smtpd_x=y
#submission inet n - y - - smtpd
smtp      unix  -       -       n       -       -       smtp
short line
relay     unix  -       -       y       -       -       smtp"""


def test_services_are_read_with_their_options_and_lines() -> None:
    found = list(services(MASTER))
    assert [(s.name, s.type, s.chroot, s.program) for s in found] == [
        ("smtp", "inet", "y", "smtpd"),
        ("smtp", "unix", "n", "smtp"),
        ("relay", "unix", "y", "smtp"),
    ]
    assert found[0].options() == {"syslog_name": "postfix/in", "smtpd_x": "y"}
    assert found[0].lines == (2, 3, 5)


def test_our_service_is_added_at_the_end_with_the_chroot_of_smtp() -> None:
    text = rewrite(MASTER)
    assert text.startswith(MASTER + "\n")
    ours = find(text, RELAY, "unix")
    assert ours is not None
    assert (ours.chroot, ours.program) == ("n", "smtp")
    assert ours.options() == {
        "syslog_name": f"postfix/{RELAY}",
        "smtp_tls_wrappermode": "$sendoff_relay_wrappermode",
        "smtp_tls_security_level": "encrypt",
    }


def test_rewrite_again_changes_nothing() -> None:
    assert rewrite(rewrite(MASTER)) == rewrite(MASTER)


def test_changed_service_of_ours_is_replaced() -> None:
    changed = rewrite(MASTER).replace("=encrypt", "=none") + "mine unix - - n - - smtp\n"
    text = rewrite(changed)
    assert text.count(RELAY + " unix") == 1
    assert "=none" not in text
    assert "mine unix - - n - - smtp\n" in text


def test_remove_gives_the_administrators_text_back() -> None:
    assert remove(rewrite(MASTER + "\n")) == MASTER + "\n"
    assert remove(MASTER) == MASTER
