"""The plan: a value that says what would change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sendoff.change.drift import drift
from sendoff.change.plan import Consequence, Plan, plan, restoring, with_consequences
from sendoff.change.signing import keys_of
from sendoff.change.state import Generation, Machine, Pending, Signer
from sendoff.change.steps import steps
from sendoff.config.document import parse
from sendoff.config.settings import Settings, build
from sendoff.postfix.compiled import Build

MASTER = "smtp unix - - y - - smtp\n"
MAPS = "postfix::smtp_sasl_password_maps"


def read(document: dict[str, Any]) -> Settings:
    return build([parse("f", json.dumps(document).encode())])


def running(main: str = "biff = no\n") -> Machine:
    """Return a machine with a Postfix that sendoff has not touched."""
    packages = frozenset({"postfix", "ca-certificates", "libsasl2-modules"})
    build = Build("3.7.11", frozenset({"hash", "regexp"}))
    return Machine(
        "web1.example.net", True, True, build, has_log=True, main_cf=main, master_cf=MASTER, packages=packages
    )


def applied(document: dict[str, Any], machine: Machine | None = None) -> Machine:
    """Return a machine after the document has been applied."""
    before = machine or running()
    made = plan(read(document), before).transition.compiled
    number = before.current.number + 1 if before.current else 1
    settings = read(document)
    current = Generation(
        number, "2026-01-01T00:00:00Z", "", made.parameters, made.folder, settings.monitoring,
        ledger=settings.ledger._asdict(), metrics_listen=settings.metrics_listen, domains=settings.domains,
        dkim={domain: [*selectors] for domain, selectors in settings.dkim},
    )  # fmt: skip
    keys = {f"{domain}/{selector}": "MIIB" for domain, selector in keys_of(settings)}
    signer = Signer(made.signer, True, keys) if made.signer else Signer()
    tables = {table.name: table.text for table in made.tables}
    return before._replace(
        main_cf=made.main_cf, master_cf=made.master_cf, tables=tables, current=current, signer=signer,
        packages=before.packages | ({"opendkim"} if made.signer else set()), notify=settings.notify,
    )  # fmt: skip


def changed(found: Plan) -> dict[str, tuple[str | None, str | None]]:
    return {name: (change.before, change.after) for name, change in found.transition.changes.items()}


DOCUMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"postfix::relayhost": "example.net", "postfix::envelope_from": "a@example.net"},
    {"postfix::relayhost": "[a.example]:465", MAPS: {"[a.example]:465": "user:password"}},
    {"postfix::monitoring": False, "postfix::inet_interfaces": "all"},
    {"sendoff::ledger": {"retention_days": 7, "addresses": "hash"}, "sendoff::metrics_listen": "off"},
    {"sendoff::log_headers": True, "postfix::envelope_from": "a@example.net"},
    {"sendoff::domains": "example.org"},
    {"sendoff::dkim": {"example.org": ["s2", "s1"]}, "sendoff::log_headers": True},
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_plan_after_apply_is_empty(document: dict[str, Any]) -> None:
    found = plan(read(document), applied(document))
    assert found.in_sync
    assert found.transition.action == "none"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_plan_on_a_new_machine_is_not_empty_and_starts_postfix(document: dict[str, Any]) -> None:
    found = plan(read(document), running()._replace(running=False, main_cf=None, master_cf=None, packages=frozenset()))
    assert not found.in_sync
    assert found.transition.action == "start"
    assert "postfix" in found.packages


def test_key_taken_out_returns_to_its_default() -> None:
    found = plan(read({}), applied({"postfix::relayhost": "example.net", "postfix::message_size_limit": 1}))
    assert changed(found) == {"relayhost": ("example.net", ""), "message_size_limit": ("1", "25600000")}


def test_changes_are_sorted_and_name_their_key() -> None:
    found = plan(read({"postfix::relayhost": "example.net"}), running()).transition.changes
    assert list(found) == sorted(found)
    assert found["relayhost"].key == "postfix::relayhost"
    assert found["compatibility_level"].key is None


def test_origin_says_whose_value_is_overridden() -> None:
    theirs = plan(read({}), running("relayhost = [old.example]\n")).transition.changes["relayhost"]
    machine = applied({"postfix::relayhost": "a.example"})
    ours = plan(read({}), machine).transition.changes["relayhost"]
    by_hand = machine._replace(main_cf=(machine.main_cf or "").replace("= a.example", "= b.example"))
    drifted = plan(read({"postfix::relayhost": "a.example"}), by_hand).transition.changes["relayhost"]
    assert (theirs.origin, ours.origin, drifted.origin) == ("administrator", "sendoff", "drift")


@pytest.mark.parametrize(
    ("document", "action"),
    [
        ({}, "none"),
        ({"postfix::relayhost": "example.net"}, "reload"),
        ({"postfix::inet_interfaces": "all"}, "restart"),
        ({"postfix::inet_interfaces": "all", "postfix::relayhost": "example.net"}, "restart"),
        ({"postfix::monitoring": False}, "none"),
        ({"sendoff::ledger": {"retention_days": 7}}, "none"),
        ({"sendoff::metrics_listen": False}, "none"),
        ({"sendoff::log_headers": True}, "reload"),
    ],
)
def test_postfix_is_woken_no_more_than_these_keys_need(document: dict[str, Any], action: str) -> None:
    assert plan(read(document), applied({})).transition.action == action


def test_monitoring_alone_is_a_change() -> None:
    found = plan(read({"postfix::monitoring": False}), applied({}))
    assert changed(found) == {"monitoring": ("true", "false")}
    assert not found.in_sync


def test_what_only_the_watch_knows_is_a_change_and_leaves_postfix_alone() -> None:
    document = {
        "sendoff::ledger": {"retention_days": 7, "addresses": "hash", "max_megabytes": 16},
        "sendoff::metrics_listen": "off",
    }
    before = applied({})
    found = plan(read(document), before)
    assert changed(found) == {
        "ledger.retention_days": ("30", "7"),
        "ledger.addresses": ("full", "hash"),
        "ledger.max_megabytes": ("1024", "16"),
        "metrics_listen": ("127.0.0.1:9725", "off"),
    }
    assert {change.key for change in found.transition.changes.values()} == {*document}
    assert not found.in_sync
    assert (found.transition.compiled.main_cf, found.transition.compiled.master_cf) == (
        before.main_cf,
        before.master_cf,
    )
    assert "stay as they are" in steps(found)[1]


def test_members_taken_out_return_to_their_defaults() -> None:
    found = plan(read({}), applied({"sendoff::ledger": {"retention_days": 7}, "sendoff::metrics_listen": "[::1]:80"}))
    assert changed(found) == {"ledger.retention_days": ("7", "30"), "metrics_listen": ("[::1]:80", "127.0.0.1:9725")}


def test_going_back_to_what_was_found_does_not_make_the_ledger_forget() -> None:
    machine = applied({"sendoff::ledger": {"retention_days": 3650}, "sendoff::metrics_listen": "off"})
    kept = restoring(machine, "biff = no\n", MASTER).transition.settings
    assert (kept.ledger.retention_days, kept.metrics_listen) == (3650, "")


LOGGED = {"sendoff::log_headers": True}
CHECKED = "header_checks = regexp:/mine\n"


def test_plan_after_apply_is_empty_where_the_administrator_has_header_checks() -> None:
    assert plan(read(LOGGED), applied(LOGGED, running(CHECKED))).in_sync
    assert plan(read({}), applied({}, applied(LOGGED, running(CHECKED)))).in_sync


def test_header_checks_of_the_administrator_are_shown_as_kept_and_given_back() -> None:
    machine = applied({}, running(CHECKED))
    on = plan(read(LOGGED), machine).transition.changes
    assert on["header_checks"].before == "regexp:/mine"
    assert on["header_checks"].origin == "administrator"
    assert on["sendoff_header_checks"].after == "regexp:/mine"
    off = changed(plan(read({}), applied(LOGGED, machine)))
    assert off["header_checks"][1] == "regexp:/mine"
    assert off["sendoff_header_checks"] == ("regexp:/mine", None)


def test_a_missing_table_of_headers_is_drift_beside_tables_of_the_administrators() -> None:
    machine = applied(LOGGED, running(CHECKED))
    assert drift(machine) == ()
    assert [found.parameter for found in drift(machine._replace(tables={}))] == ["/etc/postfix/sendoff/1/log_headers"]


def test_stopped_postfix_is_started_even_if_nothing_else_changes() -> None:
    found = plan(read({}), applied({})._replace(running=False))
    assert found.transition.action == "start"
    assert not found.in_sync


def test_unfinished_apply_is_never_in_sync() -> None:
    assert not plan(read({}), applied({})._replace(pending=Pending(2, "2026-01-01T00:00:00Z", "swap"))).in_sync


def test_changed_password_is_a_change_that_shows_no_password() -> None:
    found = plan(read({MAPS: {"[a.example]": "user:new-password"}}), applied({MAPS: {"[a.example]": "user:hunter2"}}))
    (change,) = found.transition.table_changes[:1]
    assert (change.name, change.secret_changed, change.before) == ("credentials", True, change.after)
    assert not found.in_sync
    assert "hunter2" not in repr(found.transition.table_changes)
    assert "new-password" not in repr(found.transition.table_changes)


def test_credentials_taken_out_show_no_password() -> None:
    found = plan(read({}), applied({MAPS: {"[a.example]": "user:hunter2"}}))
    assert [(c.name, c.after) for c in found.transition.table_changes] == [("credentials", None), ("tls_policy", None)]
    assert "hunter2" not in repr(found.transition.table_changes)


def test_new_tables_get_a_folder_of_their_own_and_unchanged_ones_keep_theirs() -> None:
    machine = applied({"postfix::envelope_from": "a@example.net"})
    same = plan(read({"postfix::envelope_from": "a@example.net", "postfix::relayhost": "b.example"}), machine)
    other = plan(read({"postfix::envelope_from": "b@example.net"}), machine)
    assert same.transition.compiled.folder == "/etc/postfix/sendoff/1"
    assert other.transition.compiled.folder == "/etc/postfix/sendoff/2"


def test_sasl_modules_are_installed_where_credentials_need_them() -> None:
    machine = running()._replace(packages=frozenset({"postfix", "ca-certificates"}))
    assert plan(read({}), machine).packages == ()
    assert plan(read({MAPS: {"[a.example]": "u:p"}}), machine).packages == ("libsasl2-modules",)


def test_digest_binds_the_settings_the_machine_and_the_stamps() -> None:
    document = {"postfix::relayhost": "a.example"}
    first = plan(read(document), running())
    assert first.digest == plan(read(document), running()).digest
    others = {
        plan(read({"postfix::relayhost": "b.example"}), running()).digest,
        plan(read(document), running("biff = yes\n")).digest,
        plan(read(document), running()._replace(running=False)).digest,
        plan(read(document), running(), ("stamp",)).digest,
        plan(read(document), running()._replace(master_cf=MASTER + "# x\n")).digest,
        plan(read({**document, "postfix::monitoring": False}), running()).digest,
        plan(read({**document, "sendoff::ledger": {"retention_days": 7}}), running()).digest,
        plan(read({**document, "sendoff::ledger": {"retention_days": 8}}), running()).digest,
        plan(read({**document, "sendoff::metrics_listen": "off"}), running()).digest,
    }
    assert len(others) == 9
    assert first.digest not in others


def test_digest_holds_no_password() -> None:
    first, second = (plan(read({MAPS: {"[a.example]": f"user:{p}"}}), running()).digest for p in ("hunter2", "other"))
    assert first == second


URLS = ["ntfys://token-hunter2@example.net/topic", "jsons://user:hunter2@example.org/"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([], URLS, ("nobody", "2 places")),
        (URLS, URLS[0], ("2 places", "1 place")),
        (URLS[0], [], ("1 place", "nobody")),
        (URLS[0], URLS[1], ("1 place", "1 place, not the same as before")),
        (URLS, URLS[::-1], ("2 places", "2 places, not the same as before")),
    ],
)
def test_whom_to_tell_is_told_by_number_alone(before: object, after: object, told: tuple[str, str]) -> None:
    found = plan(read({"sendoff::notify": after}), applied({"sendoff::notify": before}))
    assert changed(found) == {"notify": told}
    assert found.transition.action == "none"
    assert "hunter2" not in repr(found.transition)


def test_the_same_to_tell_is_no_change() -> None:
    assert plan(read({"sendoff::notify": URLS[0]}), applied({"sendoff::notify": URLS[:1]})).in_sync


def test_digest_holds_no_url() -> None:
    first, second = (plan(read({"sendoff::notify": url}), running()).digest for url in URLS)
    assert first == second
    assert first != plan(read({}), running()).digest


def test_going_back_to_what_was_found_still_tells() -> None:
    found = restoring(applied({"sendoff::notify": URLS}), "biff = no\n", MASTER)
    assert [*found.transition.settings.notify] == URLS


def test_refusing_consequence_stops_unless_its_id_is_accepted() -> None:
    refusing = Consequence("open-relay", "refuse", "x")
    found = with_consequences(
        plan(read({}), running()), (Consequence("b", "note", "x"), refusing, Consequence("a", "warn", "x"))
    )
    assert [c.id for c in found.consequences] == ["open-relay", "a", "b"]
    assert found.refused(frozenset()) == (refusing,)
    assert found.refused(frozenset({"open-relay"})) == ()


def test_new_tables_never_take_the_folder_that_the_live_main_cf_names() -> None:
    machine = applied({"postfix::envelope_from": "a@example.net"})
    ahead = (machine.main_cf or "").replace("/etc/postfix/sendoff/1/", "/etc/postfix/sendoff/2/")
    found = plan(read({"postfix::envelope_from": "b@example.net"}), machine._replace(main_cf=ahead))
    assert found.transition.compiled.folder == "/etc/postfix/sendoff/3"


SIGNED = {"sendoff::dkim": {"example.org": "s1"}}


def test_without_a_signing_domain_no_plan_knows_of_a_signer() -> None:
    found = plan(read({}), running())
    assert (found.transition.signer, found.transition.compiled.signer, found.records) == ("none", "", ())
    assert "opendkim" not in found.packages


@pytest.mark.parametrize(
    ("after", "signer", "action"),
    [
        (SIGNED, "none", "none"),
        ({}, "stop", "reload"),
        ({"sendoff::dkim": {"example.org": ["s1", "s2"]}}, "none", "none"),
        ({"sendoff::dkim": {"example.org": ["s2", "s1"]}}, "reload", "none"),
        ({"sendoff::dkim": {"example.net": "s1"}}, "reload", "none"),
        ({**SIGNED, "sendoff::dkim_when_down": "accept"}, "reload", "reload"),
        ({**SIGNED, "postfix::mynetworks": "127.0.0.0/8 192.0.2.0/24"}, "reload", "reload"),
        ({**SIGNED, "postfix::message_size_limit": 1000000}, "none", "reload"),
    ],
)
def test_what_a_change_does_to_the_signer(after: dict[str, Any], signer: str, action: str) -> None:
    step = plan(read(after), applied(SIGNED)).transition
    assert (step.signer, step.action) == (signer, action)


def test_a_signer_that_does_not_run_or_was_edited_is_not_in_sync() -> None:
    machine = applied(SIGNED)
    assert plan(read(SIGNED), machine).in_sync
    dead = plan(read(SIGNED), machine._replace(signer=machine.signer._replace(running=False)))
    assert (dead.in_sync, dead.transition.signer, dead.transition.action) == (False, "start", "none")
    text = (machine.signer.configuration or "").replace("Mode s", "Mode sv")
    edited = plan(read(SIGNED), machine._replace(signer=machine.signer._replace(configuration=text)))
    assert edited.transition.signer == "reload"
    moved = (machine.signer.configuration or "").replace("local:/var", "local:/srv")
    other = plan(read(SIGNED), machine._replace(signer=machine.signer._replace(configuration=moved)))
    assert other.transition.signer == "restart"
    assert len({dead.digest, edited.digest, other.digest}) == 3


def test_a_key_that_is_gone_is_made_anew_and_said() -> None:
    machine = applied(SIGNED)
    found = plan(read(SIGNED), machine._replace(signer=machine.signer._replace(keys={})))
    assert changed(found) == {"dkim.example.org/s1": (None, "a new key")}
    assert found.records == (("s1._domainkey.example.org", None),)
    assert any("make a key" in line for line in steps(found))


def test_records_are_told_where_something_about_them_changes() -> None:
    found = plan(read({"sendoff::dkim": {"example.org": ["s1", "s2"]}}), applied(SIGNED))
    assert found.records == (
        ("s1._domainkey.example.org", "v=DKIM1; k=rsa; p=MIIB"),
        ("s2._domainkey.example.org", None),
    )
    assert plan(read({**SIGNED, "postfix::monitoring": False}), applied(SIGNED)).records == ()


def test_going_back_to_what_was_found_stops_the_signer_and_keeps_the_domains() -> None:
    found = restoring(applied({**SIGNED, "sendoff::domains": "example.org"}), "biff = no\n", MASTER)
    assert found.transition.signer == "stop"
    assert found.transition.settings.domains == ("example.org",)
    assert found.transition.settings.dkim == ()
