from __future__ import annotations

import pytest

from sendoff.host.dkim import keys
from tests.checks.build import only, signing
from tests.checks.public_keys import ED25519, OTHER, RSA

SETTINGS = signing(example_org="s1")
HERE = "s1._domainkey.example.org"


def published(*records: str) -> str:
    return "\n".join(f'{HERE} TXT "{record}"' for record in records)


def result(*records: str) -> tuple[str, str]:
    found = only("dkim-key", published(*records), settings=SETTINGS)
    return found.result, found.answered


def test_a_published_key_passes_and_says_that_the_private_one_is_not_here() -> None:
    found, told = result(f"v=DKIM1; k=ed25519; p={ED25519}")
    assert (found, "not here to compare" in told) == ("pass", True)


def test_the_key_that_signs_here_passes_and_another_fails_with_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "found", lambda _host: {"example.org/s1": RSA})
    assert result(f"v=DKIM1; k=rsa; p={RSA}")[0] == "pass"
    found = only("dkim-key", published(f"v=DKIM1; k=rsa; p={OTHER}"), settings=SETTINGS)
    assert found.result == "fail"
    assert found.mend.startswith(f'Publish: {HERE}. IN TXT "v=DKIM1; k=rsa; p={RSA[:20]}')


@pytest.mark.parametrize(
    "records",
    [
        (),
        ("v=DKIM1; p=",),
        ("v=DKIM1; p=####",),
        ("v=DKIM1; p=QUJD",),
        (f"v=DKIM1; p={RSA}",) * 2,
        ("v=DKIM1; k=dsa; p=QUJD",),
    ],
)
def test_missing_revoked_unreadable_and_several_fail(records: tuple[str, ...]) -> None:
    assert result(*records)[0] == "fail"


def test_a_domain_that_nothing_signs_only_warns_with_the_setting() -> None:
    found = only("dkim-key", settings=signing(example_net="s1"))
    assert (found.result, '"example.org": "s1"' in found.mend) == ("warn", True)


def test_without_a_document_it_is_unknown() -> None:
    assert only("dkim-key").result == "unknown"


def test_servfail_is_unknown() -> None:
    assert only("dkim-key", failing=["_domainkey.example.org"], settings=SETTINGS).result == "unknown"
