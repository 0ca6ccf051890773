"""Broken documents, each with the whole text that an administrator reads.

`bad/TOPIC.txt` holds the cases of a topic: a line `=== what is wrong`, the document, a line `---`, and the text.
`+++ NAME` inside a case starts a further file. `bad/generated/*.txt` are the texts for documents made below, which
are too large or too binary for a text file. Update: see conftest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sendoff.config.document import parse
from sendoff.config.keys import PUBLIC
from sendoff.config.problems import InvalidInput
from sendoff.config.settings import build
from sendoff.render import problem

FOLDER = Path(__file__).parent / "bad"
FIRST = "server.json"


def told(documents: dict[str, bytes]) -> str:
    """Return everything that is said of the documents."""
    try:
        build([parse(name, data, PUBLIC) for name, data in documents.items()])
    except InvalidInput as error:
        return "".join(f"{problem.text(found, colour=False)}\n" for found in error.problems)
    return "nothing is wrong\n"


def cases(path: Path) -> dict[str, tuple[str, str]]:
    """Return the cases of a file by name: input and expected text."""
    found = {}
    for block in path.read_bytes().decode().split("=== ")[1:]:
        name, _, rest = block.partition("\n")
        given, _, expected = rest.partition("\n---\n")
        assert name not in found, f"{path.name}: two cases are called {name!r}"
        found[name] = given, expected
    return found


def documents(given: str) -> dict[str, bytes]:
    first, *others = f"\n{given}".split("\n+++ ")
    found = {FIRST: first[1:].encode()}
    for other in others:
        name, _, text = other.partition("\n")
        found[name] = text.encode()
    return found


def all_cases() -> list[object]:
    return [
        pytest.param(path, name, id=f"{path.stem}: {name}")
        for path in sorted(FOLDER.glob("*.txt"))
        for name in cases(path)
    ]


@pytest.mark.parametrize(("path", "name"), all_cases())
def test_error_text_is_the_reviewed_one(path: Path, name: str, update_golden: bool) -> None:
    found = cases(path)
    given, expected = found[name]
    result = told(documents(given))
    assert result != "nothing is wrong\n"
    if update_golden and result != expected:
        found[name] = given, result
        text = "".join(f"=== {title}\n{g}\n---\n{e}" for title, (g, e) in found.items())
        path.write_bytes(text.encode())
        return
    assert result == expected


def test_there_are_at_least_two_hundred_cases_and_each_document_stands_once() -> None:
    inputs = [given for path in FOLDER.glob("*.txt") for given, _ in cases(path).values()]
    assert len(inputs) + len(GENERATED) >= 200
    assert len(inputs) == len(set(inputs))


MIB = 1024 * 1024

GENERATED: dict[str, Callable[[], bytes]] = {
    "lists-100000-deep": lambda: b'{"postfix::mynetworks": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "lists-100000-deep-and-open": lambda: b"[" * 100_000,
    "objects-100000-deep-in-a-foreign-key": lambda: b'{"backup::tree": ' + b'{"a":' * 100_000,
    "larger-than-the-limit": lambda: b'{"backup::blob": "' + b"x" * 5 * MIB + b'"}',
    "five-mib-of-blanks": lambda: b" " * 5 * MIB,
    "whole-number-of-5000-digits": lambda: b'{"postfix::message_size_limit": ' + b"9" * 5000 + b"}",
    "whole-number-of-4000-digits": lambda: b'{"postfix::message_size_limit": ' + b"9" * 4000 + b"}",
    "number-of-5000-digits-deep-in-a-foreign-key": lambda: b'{"backup::a": ["1", {"b": ' + b"9" * 5000 + b"}]}",
    "number-string-of-5000-digits": lambda: b'{"postfix::message_size_limit": "' + b"9" * 5000 + b'"}',
    "minified-line-of-200000-characters": lambda: (
        b'{"backup::list":[' + b'"x",' * 50_000 + b'"x"],"postfix::relayhost":"192.0.2.1","z":[' + b"1," * 5000 + b"1]}"
    ),
    "sixty-bad-networks": lambda: (
        b'{"postfix::mynetworks": "' + b" ".join(b"10.0.0.%d/24" % n for n in range(1, 61)) + b'"}'
    ),
    "sixty-unknown-keys": lambda: b"{" + b",\n".join(b'"postfix::unknown%d": 1' % n for n in range(60)) + b"}",
    "sixty-repeated-keys": lambda: b"{" + b",\n".join(b'"backup::same": %d' % n for n in range(60)) + b"}",
    "latin-1-in-a-value": lambda: b'{"postfix::envelope_from": "caf\xe9@example.net"}',
    "latin-1-in-a-foreign-value": lambda: b'{"backup::token": "caf\xe9",\n"postfix::relayhost": "example.net"}',
    "utf-8-cut-in-the-middle": lambda: b'{"postfix::envelope_from": "caf\xc3',
    "utf-8-surrogate": lambda: b'{"postfix::relayhost": "\xed\xa0\x80"}',
    "utf-8-overlong": lambda: b'{"postfix::relayhost": "\xc0\xaf"}',
    "utf-16-with-byte-order-mark": lambda: '{"postfix::relayhost": "example.net"}'.encode("utf-16"),
    "utf-16-big-endian": lambda: b"\xfe\xff" + '{"a": 1}'.encode("utf-16-be"),
    "utf-16-without-byte-order-mark": lambda: '{"a": 1}'.encode("utf-16-le"),
    "utf-32-without-byte-order-mark": lambda: '{"a": 1}'.encode("utf-32-le"),
    "byte-order-mark": lambda: b'\xef\xbb\xbf{"postfix::relayhost": "example.net"}',
    "nul-before-the-document": lambda: b'\0{"postfix::relayhost": "example.net"}',
    "nul-behind-the-document": lambda: b'{"postfix::relayhost": "example.net"}\0',
    "nul-in-a-string": lambda: b'{"postfix::relayhost": "example\0.net"}',
    "tab-in-a-string": lambda: b'{"postfix::relayhost": "example\t.net"}',
    "carriage-return-in-a-string": lambda: b'{"postfix::relayhost": "example.net\r"}',
    "escape-character-in-a-string": lambda: b'{"postfix::relayhost": "\x1b[31mexample.net"}',
    "form-feed-between-members": lambda: b'{"postfix::relayhost": "example.net",\f"postfix::monitoring": true}',
    "no-break-space-between-members": '{"postfix::relayhost":\u00a0"example.net"}'.encode,
    "windows-line-ends": lambda: b'{\r\n  "postfix::relayhost": "192.0.2.1",\r\n  "postfix::monitoring": 1\r\n}\r\n',
    "old-mac-line-ends": lambda: b'{\r  "postfix::relayhost": "192.0.2.1"\r}\r',
    "elf-binary": lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)),
    "gzip": lambda: b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "all-bytes": lambda: bytes(range(256)),
    "empty": lambda: b"",
    "wide-characters-before-the-place": '{"postfix::mynetworks": ["例え", "10.1.2.3/24"]}'.encode,
    "combining-characters-before-the-place": '{"postfix::mynetworks": ["e\u0301\u0301", "10.1.2.3/24"]}'.encode,
    "bidirectional-override-in-an-address": '{"postfix::envelope_from": "a\u202eb@example.net"}'.encode,
    "no-break-space-in-an-address": '{"postfix::envelope_from": "a\u00a0b@example.net"}'.encode,
    "zero-width-space-in-a-host": '{"postfix::relayhost": "smtp\u200b.example.net"}'.encode,
}


@pytest.mark.parametrize("name", GENERATED)
def test_error_text_for_a_generated_document_is_the_reviewed_one(name: str, update_golden: bool) -> None:
    path = FOLDER / "generated" / f"{name}.txt"
    started = time.perf_counter()
    result = told({FIRST: GENERATED[name]()})
    assert time.perf_counter() - started < 1
    assert result != "nothing is wrong\n"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(result, encoding="utf-8")
        return
    assert result == path.read_text(encoding="utf-8")
