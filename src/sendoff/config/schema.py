"""JSON Schema (2020-12) of the document, from the table of keys: for editors and for other programs.

It never contradicts the parser: what the parser accepts is valid here. The reverse does not hold,
since a schema cannot tell a network with host bits set from one without.
"""

from __future__ import annotations

from typing import Any

from sendoff.config.keys import KEYS, NAMESPACES, Key
from sendoff.config.writing import default

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_CERTIFICATE, _KEY = "postfix::smtpd_tls_cert_file", "postfix::smtpd_tls_key_file"


def schema() -> dict[str, Any]:
    """Return the schema. Keys of other namespaces are allowed, unknown ones of ours are not."""
    namespaces = "|".join(name.removesuffix("::") for name in NAMESPACES)
    return {
        "$schema": DIALECT,
        "title": "A server's document, as sendoff reads it",
        "description": "Keys of postfix:: and sendoff:: say how this server sends mail; all others belong to other "
        "modules.",
        "type": "object",
        "properties": {name: _property(key) for name, key in KEYS.items()},
        "propertyNames": {"anyOf": [{"enum": list(KEYS)}, {"not": {"pattern": f"^({namespaces})::"}}]},
        # Both or neither; an empty string counts as not given.
        "dependentSchemas": {_CERTIFICATE: _needs(_CERTIFICATE, _KEY), _KEY: _needs(_KEY, _CERTIFICATE)},
    }


def title(key: Key) -> str:
    """Return the first sentence of a key's meaning."""
    return key.meaning.partition(". ")[0].rstrip(".")


def _property(key: Key) -> dict[str, Any]:
    described = f"{key.meaning}\nValue: {key.value}.\nDefault: {key.default}."
    found = {"title": title(key), "description": described, **key.schema, "default": default(key.name)}
    found["examples"] = [key.example]
    return {**found, "writeOnly": True} if key.secret else found


def _needs(name: str, other: str) -> dict[str, Any]:
    return {"anyOf": [{"properties": {name: {"const": ""}}}, {"required": [other]}]}
