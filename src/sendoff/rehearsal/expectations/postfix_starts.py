"""Postfix starts with the new configuration, and its programs run.

What happens: a Postfix of its own is started with the new files in a private network, and its log is read for programs
that end by an error.

Why it matters: a configuration with which Postfix does not start stops all mail, also that of root and of cron jobs.

How to mend it: the finding quotes Postfix's own words; they name the parameter or the file.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, passed
from sendoff.rehearsal.observed import Finding


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    if view.world.trouble:
        yield Finding("", "fail", f"Postfix does not start: {view.world.trouble}")
    elif view.world.fatal:
        yield Finding("", "fail", f"programs of Postfix end by an error: {'; '.join(view.world.fatal)}")
    else:
        yield passed("Postfix starts, and its programs run")
