"""Canonical forms are read as themselves."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sendoff.config.document import parse
from sendoff.config.keys import KEYS
from sendoff.config.masking import masked, masked_value, without_password
from sendoff.config.problems import Problem
from sendoff.config.report import Report

LABELS = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{0,8}[a-zA-Z0-9]", fullmatch=True)
NAMES = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
ADDRESSES = st.ip_addresses().map(str)
PORTS = st.integers(1, 65535).map(str) | st.sampled_from(["smtp", "SMTPS", "submission", "submissions", "00025"])
HOPS = st.builds(
    lambda host, bracketed, port: (f"[{host}]" if bracketed else host) + port,
    NAMES,
    st.booleans(),
    st.just("") | PORTS.map(lambda port: f":{port}"),
) | st.builds("[{}]{}".format, ADDRESSES, st.just("") | PORTS.map(lambda port: f":{port}"))
NETWORKS = st.builds(
    lambda address, length: f"{address}/{length}", st.ip_addresses(v=4), st.integers(0, 32)
) | st.builds(lambda address, length: f"{address}/{length}", st.ip_addresses(v=6), st.integers(0, 128))
ANY = st.text(st.characters(exclude_categories=()), max_size=30)
NEAR = st.text(st.sampled_from("a.-_0123:/[]%!@$ ,\t\n#é\u00a0"), max_size=20)


def read(key: str, value: object) -> tuple[object, list[Problem]]:
    report = Report(parse("f", json.dumps({key: value}).encode()), key)
    return KEYS[key].parse(report.document.entries[key].value, report), report.problems


@given(HOPS | NEAR | ANY)
def test_next_hop_is_wrong_or_reads_as_itself(text: str) -> None:
    hop, problems = read("postfix::relayhost", text)
    if hop is None:
        return
    assert not problems
    written = getattr(hop, "text", "")
    assert read("postfix::relayhost", written) == (hop, [])
    assert not set(written) & set(" \t\n,$#={}\"'")


@given(HOPS)
def test_well_formed_next_hop_is_taken(text: str) -> None:
    assert read("postfix::relayhost", text)[1] == []


@given(NETWORKS | ADDRESSES | NEAR)
def test_networks_are_wrong_or_read_as_themselves(text: str) -> None:
    networks, problems = read("postfix::mynetworks", text)
    if problems:
        return
    assert isinstance(networks, tuple)
    assert read("postfix::mynetworks", " ".join(networks)) == (networks, [])
    assert all("/" in network and ("[" in network) == (":" in network) for network in networks)


@given(NETWORKS)
def test_advice_for_host_bits_is_itself_right(text: str) -> None:
    for found in read("postfix::mynetworks", text)[1]:
        assert found.id == "host-bits-set"
        words = found.mend.rstrip(".").split()
        for word in (words[1], words[6]):
            assert read("postfix::mynetworks", word)[1] == []


@given(NEAR | ANY)
def test_interfaces_are_wrong_or_read_as_themselves(text: str) -> None:
    interfaces, problems = read("postfix::inet_interfaces", text)
    if not problems:
        assert isinstance(interfaces, tuple)
        assert read("postfix::inet_interfaces", ", ".join(interfaces)) == (interfaces, [])


@given(NEAR | ANY | st.emails())
def test_address_is_wrong_or_reads_as_itself_and_holds_nothing_that_could_be_a_second_word(text: str) -> None:
    address, problems = read("postfix::envelope_from", text)
    if address is None:
        return
    assert not problems
    assert read("postfix::envelope_from", str(address)) == (address, [])
    assert str(address).isprintable()
    assert not set(str(address)) & set(' ,$<>()"')


@given(ANY | NEAR)
def test_masking_keeps_every_character_in_its_place(text: str) -> None:
    source = json.dumps(text)
    for result in (masked(source), masked_value(source), without_password(text)):
        assert len(result) in {len(source), len(text)}
    assert len(masked(source)) == len(masked_value(source)) == len(source)
