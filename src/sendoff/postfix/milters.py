"""Milters, shared with the administrator: his first, then sendoff's signer (MILTER_README).

The signer comes last, so that it signs what the others have made of a message. What becomes of mail while it does not
answer is said for it alone, inside its braces; the administrator's milter_default_action stays his.

The signer is reached by a socket inside Postfix's queue directory, in a folder that only Postfix and the signer may
enter. Its path is relative to that directory, where smtpd(8) and cleanup(8) work, with a chroot and without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sendoff.postfix import main_cf

SMTPD = "smtpd_milters"
OTHERS = "non_smtpd_milters"
SHARED = (SMTPD, OTHERS)
"""Postfix's parameters in which the administrator's milters go on working."""

FOLDER = "sendoff-dkim"
"""The socket's folder in the queue directory."""
SOCKET = f"{FOLDER}/socket"

_OURS = rf"[,\s]*\{{\s*unix:{SOCKET}\b[^}}]*\}}"
_REFERENCE = r"\$(?:%s\b|\{%s\}|\(%s\))"
_DEEPEST = 10


def entry(when_down: str) -> str:
    """Return the signer as one entry of a list of milters; `when_down` is what becomes of mail without it."""
    return f"{{ unix:{SOCKET}, default_action={when_down}, connect_timeout=10s, command_timeout=20s }}"


def parameters(text: str, when_down: str) -> dict[str, str]:
    """Return what main.cf must set beside `text` so that mail by SMTP and by sendmail(1) passes the signer."""
    theirs = own(text)
    names = {**main_cf.values(text), **{name: theirs.get(name, "") for name in SHARED}}
    found = {}
    for name, other in (SHARED, SHARED[::-1]):
        value = theirs.get(name, "")
        # A list that takes in the other one has the signer by it; twice would sign twice.
        twice = _takes_in(value, other, names) and name != _first(names)
        found[name] = value if twice else ", ".join(filter(None, (value, entry(when_down))))
    return found


def own(text: str) -> dict[str, str]:
    """Return the administrator's values of `SHARED`, as they are without sendoff; only those that say something."""
    theirs, block = map(main_cf.values, main_cf.split(text))
    present = {**block, **theirs}
    found = {name: re.sub(_OURS, "", present[name]).strip(", \t") for name in SHARED if name in present}
    return {name: value for name, value in found.items() if value}


def given_back(text: str) -> str:
    """Return `text` with the administrator's values where the signer had been added; sendoff's block may go."""
    if SOCKET not in text:
        return text
    outside = main_cf.split(text)[0]
    ours = {name for name, value in main_cf.values(outside).items() if name in SHARED and re.search(_OURS, value)}
    rest = main_cf.without(outside, ours)
    present = main_cf.values(rest)
    lines = [f"{name} = {value}" for name, value in own(text).items() if name not in present]
    if not lines:
        return rest
    return "\n".join([rest.removesuffix("\n"), *lines]).lstrip("\n") + "\n"


def is_signed(values: Mapping[str, str]) -> bool:
    """Tell whether a main.cf with these values hands mail to sendoff's signer."""
    return any(SOCKET in values.get(name, "") for name in SHARED)


def when_down(values: Mapping[str, str]) -> str:
    """Return what becomes of mail while the signer does not answer, as a main.cf with these values says it."""
    said = (re.search(rf"unix:{SOCKET}, default_action=(\w+)", values.get(name, "")) for name in SHARED)
    return next((found[1] for found in said if found), "tempfail")


def _takes_in(value: str, other: str, names: Mapping[str, str], depth: int = 0) -> bool:
    """Tell whether a value refers to another parameter, by itself or by others."""
    if re.search(_REFERENCE.replace("%s", other), value):
        return True
    referred = re.findall(r"\$[{(]?(\w+)", value) if depth < _DEEPEST else []
    return any(_takes_in(names.get(name, ""), other, names, depth + 1) for name in referred)


def _first(names: Mapping[str, str]) -> str:
    """Return the list that gets the signer in any case: of two that take in each other, Postfix's own is smtpd's."""
    return OTHERS if _takes_in(names[SMTPD], OTHERS, names) else SMTPD
