from __future__ import annotations

import pytest

from .build import change, machine, only, points_at, quiet

KEY = "postfix::envelope_from"
RULE = "setting-rewrites-sender"
ADDRESS = {KEY: "web@example.com"}


@pytest.mark.parametrize(
    "line",
    [
        "canonical_maps = hash:/etc/postfix/canonical",
        "masquerade_domains = example.com",
        "smtp_generic_maps = hash:/etc/postfix/generic",
    ],
)
def test_warns_of_further_rewriting(line: str) -> None:
    found = only(RULE, change(ADDRESS, machine(f"{line}\n")))
    assert found.level == "warn"
    assert line.partition(" ")[0] in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "canonical_maps =\n",
        "canonical_maps = hash:/etc/postfix/canonical\ncanonical_classes = header_sender, header_recipient\n",
        "masquerade_domains = example.com\nmasquerade_classes = header_sender\n",
        "recipient_canonical_maps = hash:/etc/postfix/canonical\n",
    ],
)
def test_is_quiet_about_what_leaves_the_envelope_alone(text: str) -> None:
    assert quiet(RULE, change(ADDRESS, machine(text)))


def test_is_quiet_without_an_envelope_sender() -> None:
    assert quiet(RULE, change({}, machine("canonical_maps = hash:/etc/postfix/canonical\n")))
