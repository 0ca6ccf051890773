"""Postfix's files: what is ours comes back as it went in, and what is not ours stays byte for byte."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from sendoff.change.plan import plan
from sendoff.change.state import Generation, Machine
from sendoff.config.document import parse
from sendoff.config.problems import InvalidInput
from sendoff.config.settings import Settings, build
from sendoff.postfix import header_checks, main_cf, master_cf
from sendoff.postfix.compiled import Build, Compiled

BUILD = Build("3.7.11", frozenset({"hash", "regexp"}))
NAMES = st.sampled_from(["mynetworks", "relayhost", "inet_interfaces", "biff", "always_bcc", "my_own", "smtp_x"])
BLANKS = st.text(" \t", max_size=3)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x0b\x0c"), max_size=20)
LINES = st.one_of(
    st.builds("{}{}={}{}".format, NAMES, BLANKS, BLANKS, VALUES),
    st.builds("{}{}".format, st.text(" \t", min_size=1, max_size=3), VALUES),
    st.builds("{}#{}".format, BLANKS, VALUES),
    BLANKS,
    NAMES,
    st.sampled_from([main_cf.BEGIN, main_cf.END]),
)
MAIN = st.builds(
    lambda lines, ending, last: ending.join(lines) + (ending if last else ""),
    st.lists(LINES, max_size=12),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.booleans(),
)
PARAMETERS = st.dictionaries(NAMES, st.sampled_from(["", "a", "a b", "x, y", "#", "a # b", "="]), min_size=1)

HOSTS = st.sampled_from(
    ["example.net", "[a.example]", "[A.Example]:587", "b.example:submission", "[2001:DB8::1]:465", "[192.0.2.1]"]
)
ODD = st.text(st.sampled_from("a:#$ \n\t\\\"'{}=,/@é\u2028\u00a0\x00!%[]"), max_size=12)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "postfix::mynetworks": st.lists(
            st.sampled_from(["127.0.0.0/8", "[::1]/128", "2001:db8::/32", "192.0.2.7", "0.0.0.0/0"]), unique=True
        ),
        "postfix::relayhost": HOSTS | ODD,
        "postfix::envelope_from": st.sampled_from(["a@example.net", "ü@example.net", ""]) | ODD,
        "postfix::smtp_fallback_relay": st.lists(HOSTS, unique=True, max_size=3) | ODD,
        "postfix::inet_interfaces": st.sampled_from(["all", "loopback-only", "127.0.0.1 ::1"]) | ODD,
        "postfix::message_size_limit": st.integers(0, 2**63 - 1) | ODD,
        "postfix::monitoring": st.booleans(),
        "postfix::smtpd_tls_cert_file": ODD.map(lambda text: "/" + text),
        "postfix::smtpd_tls_key_file": ODD.map(lambda text: "/" + text),
        "postfix::smtputf8_enable": st.booleans(),
        "postfix::smtp_sasl_password_maps": st.dictionaries(
            HOSTS | ODD, ODD.map(lambda text: f"user:{text}"), max_size=3
        )
        | ODD
        | ODD.map(lambda text: f"[a.example] user:{text}\n[b.example] x:{text}")
        | ODD.map(lambda text: f"hash:/{text}"),
        "sendoff::server_name": st.sampled_from(["web1.example.net"]) | ODD,
        "sendoff::smarthost_tls": st.sampled_from(["secure", "encrypt", "may"]),
        "sendoff::ledger": st.fixed_dictionaries(
            {},
            optional={
                "retention_days": st.integers(-1, 3651),
                "addresses": st.sampled_from(["full", "domain", "hash"]) | ODD,
                "max_megabytes": st.integers(15),
            },
        ),
        "sendoff::metrics_listen": st.sampled_from(["off", "[::1]:9725", False]) | ODD,
        "sendoff::log_headers": st.booleans(),
    },
)


def read(document: dict[str, Any]) -> Settings:
    """Return the settings without those keys whose values do not pass."""
    passing: dict[str, Any] = {}
    for name, value in document.items():
        try:
            build([parse("f", json.dumps({**passing, name: value}).encode())])
        except InvalidInput as error:
            if any(found.id != "tls-pair" for found in error.problems):
                continue
        passing[name] = value
    try:
        return build([parse("f", json.dumps(passing).encode())])
    except InvalidInput:
        paths = ("postfix::smtpd_tls_cert_file", "postfix::smtpd_tls_key_file")
        return build([parse("f", json.dumps({n: v for n, v in passing.items() if n not in paths}).encode())])


def machine(main: str | None) -> Machine:
    master = None if main is None else "smtp unix - - y - - smtp\n"
    return Machine("web1.example.net", True, True, BUILD, has_log=True, main_cf=main, master_cf=master)


def applied(settings: Settings, made: Compiled) -> Generation:
    return Generation(
        1, "2026-01-01T00:00:00Z", "", made.parameters, made.folder, settings.monitoring,
        ledger=settings.ledger._asdict(), metrics_listen=settings.metrics_listen,
    )  # fmt: skip


def others(text: str, owned: set[str]) -> list[str]:
    """Return the physical lines that set none of `owned`, found in another way than the program's."""
    kept: list[str] = []
    owner = ""
    for line in text.split("\n"):
        bare = line.strip(" \t\r\n\v\f")
        if bare and not bare.startswith("#") and line[0] not in " \t\r\v\f":
            owner = line.partition("=")[0].strip(" \t\r\v\f") if "=" in line else f"?{line}"
        is_value = bool(bare) and not bare.startswith("#")
        if not (is_value and owner.lstrip("?").strip(" \t\r\v\f") in owned):
            kept.append(line)
    return kept


@given(MAIN, PARAMETERS)
def test_rewriting_main_cf_again_changes_nothing(text: str, parameters: dict[str, str]) -> None:
    once = main_cf.rewrite(text, parameters, parameters)
    assert main_cf.rewrite(once, parameters, parameters) == once


@given(MAIN, PARAMETERS)
def test_rewritten_main_cf_reads_back_as_it_was_meant(text: str, parameters: dict[str, str]) -> None:
    before = main_cf.values(main_cf.split(text)[0])
    after = main_cf.values(main_cf.rewrite(text, parameters, parameters))
    assert after == {**before, **parameters}


@given(MAIN, PARAMETERS)
def test_every_other_line_of_main_cf_stays_byte_for_byte(text: str, parameters: dict[str, str]) -> None:
    theirs = main_cf.split(text)[0]
    assume(not any(line.strip() in set(parameters) for line in theirs.split("\n")))
    kept = main_cf.split(main_cf.rewrite(text, parameters, parameters))[0]
    assert kept.removesuffix("\n") == "\n".join(others(theirs, set(parameters))).removesuffix("\n")


@given(MAIN, PARAMETERS, PARAMETERS)
def test_nothing_of_the_administrators_is_lost_in_several_rewrites(
    text: str, first: dict[str, str], second: dict[str, str]
) -> None:
    owned = {*first, *second}
    once = main_cf.rewrite(text, first, owned)
    twice = main_cf.rewrite(once, second, owned)
    assert main_cf.split(once)[0].removesuffix("\n") == main_cf.split(twice)[0].removesuffix("\n")


@given(DOCUMENTS, MAIN | st.none())
def test_plan_after_apply_is_empty(document: dict[str, Any], main: str | None) -> None:
    settings, before = read(document), machine(main)
    first = plan(settings, before)
    made = first.transition.compiled
    after = before._replace(
        main_cf=made.main_cf,
        master_cf=made.master_cf,
        tables={table.name: table.text for table in made.tables},
        current=applied(settings, made),
        packages=frozenset({"postfix", "ca-certificates", "libsasl2-modules"}),
    )
    second = plan(settings, after)
    assert second.in_sync
    assert second.transition.compiled.main_cf == made.main_cf


@given(DOCUMENTS)
def test_no_value_adds_a_parameter_or_changes_another(document: dict[str, Any]) -> None:
    made = plan(read(document), machine("biff = no\n")).transition.compiled
    assert main_cf.values(made.main_cf) == {"biff": "no", **made.parameters}
    assert len(made.main_cf.split("\n")) == 1 + 2 + len(made.parameters) + 1


@given(DOCUMENTS)
def test_no_value_is_expanded_by_postfix(document: dict[str, Any]) -> None:
    made = plan(read(document), machine("")).transition.compiled
    ours = {"myorigin", "mydestination", *header_checks.SHARED}
    assert not [name for name, value in made.parameters.items() if "$" in value and name not in ours]


CHECKS = st.sampled_from(["", "regexp:/a", "regexp:/a, pcre:/b", "$mine", "inline:{{x=y}}", "$header_checks", "#"])
OWN = st.dictionaries(st.sampled_from(header_checks.SHARED), CHECKS).filter(
    lambda own: own.get("header_checks") != "$header_checks"
)


@given(OWN, st.lists(st.booleans(), min_size=1, max_size=5), st.booleans())
def test_header_checks_of_the_administrator_survive_any_number_of_switches(
    own: dict[str, str], switches: list[bool], torn: bool
) -> None:
    text = "biff = no\n" + "".join(f"{name} = {value}\n" for name, value in own.items())
    before = machine(text)
    for on in switches:
        settings = read({"sendoff::log_headers": on})
        made = plan(settings, before).transition.compiled
        tables = {table.name: table.text for table in made.tables}
        before = before._replace(main_cf=made.main_cf, tables=tables, current=applied(settings, made))
        assert header_checks.is_logged(main_cf.values(made.main_cf)) == on
        if torn:
            before = before._replace(main_cf=made.main_cf.replace(main_cf.END + "\n", ""))
    off = plan(read({}), before).transition.compiled.main_cf
    values = main_cf.values(off)
    default = {"header_checks": "", "mime_header_checks": "$header_checks", "nested_header_checks": "$header_checks"}
    assert {name: values.get(name, default[name]) for name in default} == {**default, **own}
    assert header_checks.KEPT not in off


@given(DOCUMENTS)
def test_no_value_adds_a_row_to_a_table(document: dict[str, Any]) -> None:
    settings = read(document)
    tables = {table.name: table.text for table in plan(settings, machine("")).transition.compiled.tables}
    rows = [line.split(" ", 1) for line in tables.get("credentials", "").split("\n")[:-1]]
    assert rows == [[c.hop.text, f"{c.user}:{c.password}"] for c in settings.credentials.entries]
    for hop, value in rows:
        assert not hop.startswith("#")
        assert value == value.strip()
    assert tables.get("envelope_sender", "\n").count("\n") == 1


@given(MAIN)
def test_our_service_in_master_cf_comes_and_goes_without_a_trace(text: str) -> None:
    assume(main_cf.BEGIN not in text and main_cf.END not in text)
    added = master_cf.rewrite(text)
    assert master_cf.rewrite(added) == added
    assert master_cf.remove(added).removesuffix("\n") == text.removesuffix("\n")
