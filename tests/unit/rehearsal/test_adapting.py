"""What cannot run in a world is taken out and told; everything else stays."""

from __future__ import annotations

import pytest
from tests.unit.rehearsal.scenes import MASTER_CF, configuration

from sendoff.postfix import main_cf, master_cf
from sendoff.rehearsal.adapting import EMPTY, adapt


def values(*lines: str, master: str = MASTER_CF) -> tuple[dict[str, str], str]:
    made = adapt(configuration(*lines, master=master))
    return main_cf.values(made.main_cf), "\n".join(made.not_rehearsed)


def test_what_can_run_stays_as_it_is_and_nothing_is_told() -> None:
    text = ("relayhost = [smtp.example.net]", "mynetworks = 10.0.0.0/8", "smtpd_banner = $myhostname")
    found, told = values(*text)
    assert told == ""
    for line in text:
        name, _, value = line.partition(" = ")
        assert found[name] == value
    assert (found["maillog_file"], found["smtp_tls_loglevel"]) == ("/var/log/mail.log", "1")


@pytest.mark.parametrize(("line", "name", "value", "words"), [
    ("smtpd_milters = inet:localhost:1", "smtpd_milters", "", "smtpd_milters = inet:localhost:1"),
    ("smtpd_milters = { unix:sendoff-dkim/socket, default_action=accept }", "smtpd_milters", "", "DKIM signing"),
    ("content_filter = smtp:[127.0.0.1]:10024", "content_filter", "", "content_filter"),
    ("home_mailbox = Maildir/", "home_mailbox", "", "home_mailbox"),
    ("mailbox_command = procmail", "mailbox_command", "", "mailbox_command"),
    ("virtual_transport = lmtp:unix:private/dovecot", "virtual_transport", "discard:", "virtual_transport"),
    ("smtpd_sasl_auth_enable = yes", "smtpd_sasl_auth_enable", "no", "logins"),
    ("default_destination_rate_delay = 2s", "default_destination_rate_delay", "0s", "pauses"),
    ("smtpd_client_restrictions = check_policy_service inet:x:1", "smtpd_policy_service_default_action", "DUNNO",
     "policy"),
    ("virtual_alias_maps = hash:/a, proxy:mysql:/b", "virtual_alias_maps", f"hash:/a, texthash:{EMPTY}",
     "proxy:mysql:/b"),
])  # fmt: skip
def test_what_cannot_run_is_taken_out_and_told(line: str, name: str, value: str, words: str) -> None:
    found, told = values(line)
    assert found[name] == value
    assert words in told


def test_a_pause_of_nothing_and_an_empty_filter_are_not_worth_a_word() -> None:
    assert values("default_destination_rate_delay = 0s", "content_filter =", "smtpd_milters =")[1] == ""


def test_networks_that_postfix_derives_are_those_of_the_machine() -> None:
    derived = configuration()._replace(networks="127.0.0.0/8 192.0.2.0/24")
    assert main_cf.values(adapt(derived).main_cf)["mynetworks"] == "127.0.0.0/8 192.0.2.0/24"
    named = configuration("mynetworks = 10.0.0.0/8")._replace(networks="")
    assert main_cf.values(adapt(named).main_cf)["mynetworks"] == "10.0.0.0/8"


def test_programs_behind_transports_do_not_run() -> None:
    list_server = "mailman unix - n n - - pipe\n  flags=FR user=list argv=/usr/lib/mailman ${nexthop}\n"
    master = f"{MASTER_CF}{list_server}uucp unix - n n - - pipe flags=F argv=uux\n"
    made = adapt(configuration("local_transport = mailman:x", master=master))
    found = master_cf.find(made.master_cf, "mailman", "unix")
    assert found is not None
    assert found.command == "discard"
    assert "argv" not in made.master_cf
    assert made.not_rehearsed == ("the program behind the transport mailman: what comes there counts as delivered",)


def test_options_of_master_cf_are_adapted_too() -> None:
    master = (
        "submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_milters=inet:localhost:1\n"
        "  -o { content_filter = smtp:[127.0.0.1]:10024 }\n  -o virtual_alias_maps=mysql:/x\n"
    )
    made = adapt(configuration(master=master))
    options = next(master_cf.services(made.master_cf)).command
    assert options == (
        "smtpd -o smtpd_sasl_auth_enable=no -o smtpd_milters= -o content_filter= "
        f"-o virtual_alias_maps=texthash:{EMPTY}"
    )
    assert "smtpd_milters in master.cf" in made.not_rehearsed


def test_postfix_can_log_where_there_is_no_syslog() -> None:
    made = adapt(configuration())
    assert master_cf.find(made.master_cf, "postlog", "unix-dgram") is not None
    own = MASTER_CF + "postlog unix-dgram n - n - 1 postlogd\n"
    assert adapt(configuration(master=own)).master_cf == own
