"""A password in whatever wrong place shows in no text, no JSON, and no representation of what was raised."""

from __future__ import annotations

import json
import traceback

import pytest

from sendoff.config.document import parse
from sendoff.config.keys import PUBLIC
from sendoff.config.problems import InvalidInput
from sendoff.config.settings import build
from sendoff.render import problem

SECRET = 'hunter2-Gehe!m#ß\\"%'
INNER = json.dumps(SECRET)[1:-1]
ESCAPED = "".join(f"\\u{ord(c):04x}" for c in SECRET)
FRAGMENTS = (SECRET, INNER, ESCAPED, "hunter2", "Gehe!m", "\\u0068\\u0075")
HOP = "[smtp.example.net]:587"
MAPS = "postfix::smtp_sasl_password_maps"
TELL = "sendoff::notify"
GOOD = f'"{MAPS}": {{"{HOP}": "user:{INNER}"}}'

DOCUMENTS = {
    "a mistake on the same line behind it": f'{{{GOOD}, "postfix::relayhost": "192.0.2.1"}}',
    "a mistake on the same line before it": f'{{"postfix::relayhost": "192.0.2.1", {GOOD}}}',
    "a syntax error before it": f'{{"postfix::relayhost": example.net, {GOOD}}}',
    "a syntax error behind it": f"{{{GOOD}, }}",
    "a syntax error right behind it": f'{{{GOOD} "postfix::monitoring": true}}',
    "a syntax error inside, a comma too many": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}",}}}}',
    "a syntax error inside, a colon missing": f'{{"{MAPS}": {{"{HOP}" "user:{INNER}"}}}}',
    "a syntax error inside, a bad escape": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}\\q"}}}}',
    "a value without its opening quote": f'{{"{MAPS}": {{"{HOP}": user:{INNER}"}}}}',
    "a value without its closing quote": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}}}}}',
    "a value without its closing quote before a line end": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}\n}}}}',
    "single quotes": f"{{'{MAPS}': {{'{HOP}': 'user:{INNER}'}}}}",
    "a comment": f'{{"{MAPS}": {{}} // was {INNER}\n}}',
    "an unterminated string before it": f'{{"postfix::relayhost": "example.net, {GOOD}}}',
    "an unterminated string in a public key behind it": f'{{{GOOD}, "postfix::relayhost": "example.net',
    "text behind the document": f"{{}} {INNER}",
    "a second document": f"{{}} {{{GOOD}}}",
    "only the password": json.dumps(SECRET),
    "not JSON at all": f"{HOP} user:{SECRET}",
    "YAML": f"{MAPS}:\n  '{HOP}': 'user:{SECRET}'",
    "main.cf": f"smtp_sasl_password_maps = inline:{{ {HOP} = user:{SECRET} }}",
    "a misspelt key": f'{{"postfix::smtp_sasl_passwd_maps": {{"{HOP}": "user:{INNER}"}}}}',
    "an unknown key": f'{{"postfix::password": "{INNER}"}}',
    "a key with an escape": f'{{"postfix::smtp_sasl_password\\u005fmap": "{INNER}"}}',
    "the password behind a name": f'{{"postfix::relayhost {HOP} user:{INNER}": 1}}',
    "the map at the top level": f'{{"{HOP}": "user:{INNER}", "postfix::monitoring": 1}}',
    "the password as a foreign key": f'{{"user:{INNER}": "{HOP}", "postfix::monitoring": 1}}',
    "a foreign token": f'{{"backup::token": "{INNER}", "postfix::monitoring": 1}}',
    "a foreign token, deep": f'{{"backup::a": [[{{"b": ["{INNER}"]}}]], "postfix::monitoring": 1}}',
    "a foreign token with a syntax error inside": f'{{"backup::a": {{"token": "{INNER}",}}, "postfix::monitoring": 1}}',
    "a foreign token, twice": f'{{"backup::token": "{INNER}", "backup::token": "{INNER}"}}',
    "a foreign token like a member": f'{{"backup::a": "\\"postfix::relayhost\\": {INNER}", "postfix::x": 1}}',
    "in the smarthost": f'{{"postfix::relayhost": "user:{INNER}@smtp.example.net"}}',
    "in the smarthost, escaped": f'{{"postfix::relayhost": "user:{ESCAPED}@smtp.example.net"}}',
    "in the smarthost, with an escaped colon": f'{{"postfix::relayhost": "user\\u003a{INNER}@smtp.example.net"}}',
    "in the smarthost, as a URL": f'{{"postfix::relayhost": "smtps://user:{INNER}@smtp.example.net:465"}}',
    "in the smarthost, with a blank": f'{{"postfix::relayhost": "user:a {INNER}@smtp.example.net"}}',
    "in the smarthost, with an @": f'{{"postfix::relayhost": "user:a@{INNER}@smtp.example.net"}}',
    "in the smarthost, behind the port": f'{{"postfix::relayhost": "{HOP}:user:{INNER}"}}',
    "in the smarthost, as in a table": f'{{"postfix::relayhost": "{HOP} user:{INNER}"}}',
    "in the smarthost, behind a very long user": f'{{"postfix::relayhost": "{"u" * 70}:{INNER}@smtp.example.net"}}',
    "in the smarthost, as an object": f'{{"postfix::relayhost": {{"host": "{HOP}", "password": "{INNER}"}}}}',
    "in the smarthost, as an object in a list": f'{{"postfix::relayhost": [{{"password": "{INNER}"}}]}}',
    "in the smarthost, as a list": f'{{"postfix::relayhost": ["{HOP}", "user:{INNER}"]}}',
    "in the fallbacks": f'{{"postfix::smtp_fallback_relay": ["[a.example.net]", "user:{INNER}@b.example.net"]}}',
    "in the fallbacks, with a blank": f'{{"postfix::smtp_fallback_relay": "user:a {INNER}@b.example.net"}}',
    "in the networks": f'{{"postfix::mynetworks": "10.0.0.0/8 user:{INNER}@10.0.0.1"}}',
    "in the interfaces": f'{{"postfix::inet_interfaces": "user:{INNER}@192.0.2.1"}}',
    "in the envelope sender": f'{{"postfix::envelope_from": "web:{INNER}@example.net"}}',
    "behind the envelope sender": f'{{"postfix::envelope_from": "web@example.net:{INNER}"}}',
    "in the server name": f'{{"sendoff::server_name": "user:{INNER}@web1.example.net"}}',
    "in the size": f'{{"postfix::message_size_limit": "user:{INNER}"}}',
    "in a switch": f'{{"postfix::smtputf8_enable": "user:{INNER}"}}',
    "as a member of the ledger": f'{{"sendoff::ledger": {{"{INNER}": 1}}}}',
    "as a member of the ledger that is near one": f'{{"sendoff::ledger": {{"addresses:{INNER}": 1}}}}',
    "as a number of the ledger": f'{{"sendoff::ledger": {{"retention_days": "{INNER}"}}}}',
    "in the ledger's addresses": f'{{"sendoff::ledger": {{"addresses": "user:{INNER}"}}}}',
    "the map in the ledger": f'{{"sendoff::ledger": {{{GOOD}}}}}',
    "the ledger as a text": f'{{"sendoff::ledger": "user:{INNER}"}}',
    "in the place of the metrics": f'{{"sendoff::metrics_listen": "user:{INNER}@127.0.0.1:9725"}}',
    "behind the place of the metrics": f'{{"sendoff::metrics_listen": "127.0.0.1:9725:user:{INNER}"}}',
    "in the switch of headers": f'{{"sendoff::log_headers": "user:{INNER}"}}',
    "as a place to tell": f'{{"{TELL}": "{INNER}"}}',
    "as a place to tell in a list": f'{{"{TELL}": ["json://a/", "{INNER}"]}}',
    "in a place to tell, with a blank": f'{{"{TELL}": "json://user:{INNER}@example.net/ x"}}',
    "in a place to tell, with a control character": f'{{"{TELL}": "json://user:{INNER}@example.net/\\u0007"}}',
    "in a place to tell, twice": f'{{"{TELL}": ["json://a:{INNER}@b/", "json://a:{INNER}@b/"]}}',
    "in a place to tell, as an object": f'{{"{TELL}": {{"json://user:{INNER}@example.net/": 1}}}}',
    "in a place to tell, as an object in a list": f'{{"{TELL}": [{{"url": "json://user:{INNER}@example.net/"}}]}}',
    "in a place to tell, with a syntax error inside": f'{{"{TELL}": ["json://user:{INNER}@example.net/",]}}',
    "in a place to tell, with a mistake beside it": (
        f'{{"{TELL}": "json://user:{INNER}@example.net/", "postfix::relayhost": "192.0.2.1"}}'
    ),
    "as a service to tell": f'{{"{TELL}": "hunter2:example.net"}}',
    "in a place to tell, for another key": f'{{"postfix::relayhost": "json://user:{INNER}@example.net/"}}',
    "a private key for its path": (
        f'{{"postfix::smtpd_tls_key_file": "-----BEGIN PRIVATE KEY-----\\n{INNER}\\n-----END PRIVATE KEY-----"}}'
    ),
    "the map inside a public key": f'{{"postfix::relayhost": {{{GOOD}}}}}',
    "as next hop": f'{{"{MAPS}": {{"{INNER}": "user"}}}}',
    "as next hop that could be a host": f'{{"{MAPS}": {{"hunter2": "user"}}}}',
    "as next hop that could be a host, in a line": f'{{"{MAPS}": "hunter2"}}',
    "as next hop, swapped": f'{{"{MAPS}": {{"user:{INNER}": "{HOP}"}}}}',
    "as next hop, twice": f'{{"{MAPS}": {{"hunter2": "a:b", "hunter2": "a:b", "HUNTER2.": "a:b"}}}}',
    "as next hop with an @": f'{{"{MAPS}": {{"user:{INNER}@smtp.example.net": "x"}}}}',
    "as next hop with a $": f'{{"{MAPS}": {{"$hunter2": "x"}}}}',
    "without a user": f'{{"{MAPS}": {{"{HOP}": "{INNER}"}}}}',
    "with a blank behind it": f'{{"{MAPS}": {{"{HOP}": "user:{INNER} "}}}}',
    "with a control character": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}\\u0007"}}}}',
    "with a raw control character": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}\x07"}}}}',
    "escaped": f'{{"{MAPS}": {{"{HOP}": "user:{ESCAPED} "}}}}',
    "a list": f'{{"{MAPS}": ["{HOP}", "user:{INNER}"]}}',
    "a nested list": f'{{"{MAPS}": [["{HOP}", ["user", "{INNER}"]]]}}',
    "an object of user and password": f'{{"{MAPS}": {{"{HOP}": {{"user": "user", "password": "{INNER}"}}}}}}',
    "twice": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}"}}, "{MAPS}": {{"{HOP}": "user:{INNER}"}}}}',
    "the next hop twice": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}", "{HOP}": "user:{INNER}"}}}}',
    "a line": f'{{"{MAPS}": "{HOP} {INNER}"}}',
    "a line without a next hop": f'{{"{MAPS}": "user:{INNER}"}}',
    "a line with a tab": f'{{"{MAPS}": "{HOP}\\tuser:{INNER} x\\ty"}}',
    "a line with a tab before the blank": f'{{"{MAPS}": "{HOP}\\t{INNER} x"}}',
    "a line with an equals sign": f'{{"{MAPS}": "{HOP} = user:{INNER}"}}',
    "a line with a carriage return": f'{{"{MAPS}": "{HOP}\\r user:{INNER}"}}',
    "a static table": f'{{"{MAPS}": "static:user:{INNER}"}}',
    "an inline table": f'{{"{MAPS}": "inline:{{ {HOP} = user:{INNER} }}"}}',
    "a table with a $": f'{{"{MAPS}": "hash:/etc/${INNER}"}}',
    "not closed": f"{{{GOOD}",
    "a wrong encoding behind it": f'{{{GOOD}, "x": "\udcff"}}',
    "a wrong encoding before it": f'{{"x": "\udcff", {GOOD}}}',
    "a wrong encoding inside": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}\udcff"}}}}',
    "a wrong encoding inside a public object": f'{{"postfix::relayhost": {{"password": "{INNER}\udcff"}}}}',
    "a byte order mark": f"\ufeff{{{GOOD}}}",
    "too deep beside it": f'{{{GOOD}, "a": {"[" * 100_000}',
    "NaN beside it": f'{{"{MAPS}": {{"{HOP}": "user:{INNER}", "x": NaN}}}}',
    "a long minified line": (
        f'{{"backup::a": [{"1," * 5000}"{INNER}"], {GOOD}, "postfix::x": ["{INNER}"], "y": [{"1," * 5000}1]}}'
    ),
}


def everything_said(documents: dict[str, bytes]) -> str:
    """Return all that could be printed of what goes wrong."""
    try:
        parsed = [parse(name, data, PUBLIC) for name, data in documents.items()]
        said = repr(parsed) + str(parsed)
        build(parsed)
    except InvalidInput as error:
        said = f"{error}{error!r}{error.problems!r}{error.args}{''.join(traceback.format_exception(error))}"
        for found in error.problems:
            said += problem.text(found, colour=False) + problem.text(found, colour=True)
            said += json.dumps(problem.as_json(found)) + json.dumps(problem.as_json(found), ensure_ascii=False)
        return said
    raise AssertionError("nothing is wrong with this document")


def leaked(said: str) -> list[str]:
    return [fragment for fragment in FRAGMENTS if fragment.casefold() in said.casefold()]


@pytest.mark.parametrize("where", DOCUMENTS)
def test_password_is_not_shown(where: str) -> None:
    assert not leaked(everything_said({"server.json": DOCUMENTS[where].encode(errors="surrogateescape")}))


@pytest.mark.parametrize("where", DOCUMENTS)
def test_password_in_a_second_file_is_not_shown(where: str) -> None:
    first = b'{"postfix::relayhost": "[smtp.example.net]:587"}'
    assert not leaked(everything_said({"a.json": first, "b.json": DOCUMENTS[where].encode(errors="surrogateescape")}))


@pytest.mark.parametrize("where", DOCUMENTS)
def test_password_is_not_shown_when_the_document_has_been_cut_anywhere(where: str) -> None:
    data = DOCUMENTS[where].encode(errors="surrogateescape")[:600]
    for end in range(0, len(data), 7):
        try:
            said = everything_said({"server.json": data[:end]})
        except AssertionError:
            continue
        assert not leaked(said)
