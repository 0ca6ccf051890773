"""header_checks, shared with the administrator: his tables first, then sendoff's (header_checks(5)).

Postfix asks the tables of header_checks in order, and the first that matches a header decides about it; even DUNNO
ends the search. So sendoff's table comes last: then no action of the administrator's is lost, and only the headers
that his tables match are not logged. His value is kept as `sendoff_header_checks`, from which it can be put back.

Headers inside attached messages and MIME parts are checked by $header_checks unless he says otherwise. They go on
being checked by his tables, and are not logged, since they are not the message's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from sendoff.postfix import main_cf
from sendoff.postfix.tables import LOG_HEADERS

CHECKS = "header_checks"
KEPT = "sendoff_header_checks"
"""Our own parameter that holds the administrator's header_checks."""
INNER = ("mime_header_checks", "nested_header_checks")
SHARED = (CHECKS, *INNER)
"""Postfix's parameters in which his values go on working."""

_REFERENCE = r"\$(?:header_checks\b|\{header_checks\}|\(header_checks\))"
_OURS = rf"[,\s]*regexp:/etc/postfix/sendoff/\d+/{LOG_HEADERS}(?=[,\s]|$)"


def parameters(text: str, reference: str) -> dict[str, str]:
    """Return what main.cf must set beside `text` so that the table `reference` logs headers."""
    import re  # start-up: only where headers are logged

    theirs, outside = own(text), main_cf.values(main_cf.split(text)[0])
    found = {KEPT: theirs.get(CHECKS, ""), CHECKS: f"${KEPT}, {reference}"}
    for name in INNER:
        value = theirs.get(name, f"${CHECKS}")
        if name not in outside or re.search(_REFERENCE, value) or _is_ours(outside[name]):
            found[name] = re.sub(_REFERENCE, lambda _: f"${KEPT}", value)
    return found


def own(text: str) -> dict[str, str]:
    """Return the administrator's values of `SHARED`, as they were without sendoff; only those that he has set."""
    theirs, block = map(main_cf.values, main_cf.split(text))
    present = {**block, **theirs}
    found = {name: present[name] for name in SHARED if name in present}
    if not _mentions_ours(text):
        return found
    kept = present.get(KEPT, "")
    found[CHECKS] = _without_ours(found.get(CHECKS, f"${KEPT}"), kept)
    for name in INNER:
        if found.get(name) == f"${KEPT}":
            del found[name]
        elif name in found:
            found[name] = found[name].replace(f"${KEPT}", f"${CHECKS}")
    return {name: value for name, value in found.items() if name != CHECKS or value}


def given_back(text: str) -> str:
    """Return `text` with the administrator's values where sendoff's table had been added; sendoff's block may go."""
    if not _mentions_ours(text):
        return text
    outside = main_cf.split(text)[0]
    ours = {name for name, value in main_cf.values(outside).items() if name == KEPT or _is_ours(value)}
    rest = main_cf.without(outside, ours)
    present = main_cf.values(rest)
    lines = [f"{name} = {value}".rstrip() for name, value in own(text).items() if name not in present]
    if not lines:
        return rest
    return "\n".join([rest.removesuffix("\n"), *lines]).lstrip("\n") + "\n"


def is_logged(values: Mapping[str, str]) -> bool:
    """Tell whether a main.cf with these values has sendoff's table among its header_checks."""
    import re  # start-up

    return bool(re.search(_OURS, values.get(CHECKS, "")))


def _mentions_ours(text: str) -> bool:
    return KEPT in text or f"/{LOG_HEADERS}" in text


def _is_ours(value: str) -> bool:
    import re  # start-up

    return f"${KEPT}" in value or bool(re.search(_OURS, value))


def _without_ours(value: str, kept: str) -> str:
    import re  # start-up

    rest = re.sub(_OURS, "", value)
    # Without his own tables nothing stands before ours, and the commas around stay behind.
    return rest.replace(f"${KEPT}", kept).strip(", \t")
