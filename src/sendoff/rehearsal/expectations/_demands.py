"""What the JSON asks for that is not asked for as it is: mail that fares as before does not fare as it says."""

from __future__ import annotations

import re

from sendoff.rehearsal.configuration import Configuration
from sendoff.rehearsal.mails import Surroundings
from sendoff.rehearsal.observed import Finding

_PARAMETERS = {
    "rehearsal-trusted-relay": "mynetworks",
    "rehearsal-envelope-sender": "sender_canonical_maps",
    "rehearsal-size-limit": "message_size_limit",
    "rehearsal-server-name": "myhostname",
}
"""Expectations whose failure leaves all mail as it was: the key has no effect."""
_GENERATION = re.compile(r"(?<=/sendoff/)\d+(?=/)")


def is_new(found: Finding, around: Surroundings) -> bool:
    """Tell whether the document's key asks for more than what holds as it is."""
    parameter = _PARAMETERS.get(found.id)
    if parameter is None or found.key not in around.settings.places or around.now is None:
        return False
    return not _words(around.then, parameter) <= _words(around.now, parameter)


def _words(configuration: Configuration, parameter: str) -> set[str]:
    # Each generation has a folder of its own for its tables.
    return set(_GENERATION.sub("", configuration.value(parameter).lower()).replace(",", " ").split())
