"""The one table of exit codes: for each command, what each code means."""

from __future__ import annotations

OK = 0
PROBLEM = 1
CHANGES = 2
UNDONE = 3
NOT_UNDONE = 4

APPLY_RESULTS = {"done": OK, "nothing": OK, "refused": PROBLEM, "undone": UNDONE, "not-undone": NOT_UNDONE}

_CHANGE = {
    OK: "done, or nothing to do",
    PROBLEM: "refused: nothing was changed",
    UNDONE: "failed and undone: the machine is as it was",
    NOT_UNDONE: "failed and not undone: look at the machine",
}

EXIT_CODES: dict[str, dict[int, str]] = {
    "plan": {
        OK: "in sync",
        PROBLEM: "a problem in the input, or the plan would be refused",
        CHANGES: "changes pending",
    },
    "rehearse": {
        OK: "mail flows as the JSON says",
        PROBLEM: "a problem in the input, or it cannot be rehearsed here",
        CHANGES: "mail does not flow as the JSON says",
        UNDONE: "unknown: not all mail came to an end in time, and the rest flows",
    },
    "apply": _CHANGE,
    "rollback": _CHANGE,
    "status": {
        OK: "as applied, and Postfix runs",
        PROBLEM: "could not be found out",
        CHANGES: "drift, an apply under way or half done, Postfix not running, or nothing applied yet",
    },
    "check": {
        OK: "OK, or off by postfix::monitoring",
        PROBLEM: "WARNING",
        CHANGES: "CRITICAL",
        UNDONE: "UNKNOWN, and wrong usage",
    },
    "doctor": {
        OK: "nothing is wrong; warnings are possible",
        PROBLEM: "a problem in the input, or it could not run",
        CHANGES: "something fails",
        UNDONE: "nothing fails, but something could not be asked",
    },
    "case": {
        OK: "shown, or written down",
        PROBLEM: "a problem in the input, no such case, or it could not be read or written",
        CHANGES: "open: something comes first, so no request; refused: nothing shows that mail is still refused",
        UNDONE: "open: nothing is wrong, but something is not known, so there is no request",
    },
    "incidents": {
        OK: "no incident is open; or the test of sendoff::notify reached every place",
        PROBLEM: "there is no ledger, or it could not be read; or the test of sendoff::notify reached not every place",
        CHANGES: "a provider blocks or throttles this server",
    },
    "report": {OK: "shown", PROBLEM: "could not be read"},
    "queue": {OK: "shown", PROBLEM: "could not be asked"},
    "spf": {
        OK: "every server passes; of `record`: shown",
        PROBLEM: "could not be told: no domain, a document that cannot be read",
        CHANGES: "something does not pass",
        UNDONE: "unknown: DNS could not be asked for something, and the rest passes",
    },
    "dkim": {
        OK: "shown; of check: every record fits its key, and the signer signs",
        PROBLEM: "could not be read, or nothing is signed here",
        CHANGES: "check: a record is missing or another, or the signer does not sign",
        UNDONE: "check: the DNS could not be asked for something, and the rest is right",
    },
    "history": {OK: "shown", PROBLEM: "could not be read"},
    "import": {OK: "written", PROBLEM: "no Postfix configuration can be read"},
    "explain": {OK: "shown", PROBLEM: "unknown name"},
    "schema": {OK: "written"},
    "completion": {OK: "written", PROBLEM: "unknown shell"},
    "trace": {
        OK: "everything found is delivered",
        PROBLEM: "nothing was found, or the ledger could not be read",
        CHANGES: "something is not delivered: it waits, came back, was given up, deleted or refused",
        UNDONE: "unknown: the log does not tell the end of something, and the rest is delivered",
    },
    "watch": {
        OK: "ended when asked, or read all there was",
        PROBLEM: "could not: no log, the ledger cannot be written, or another watch runs",
    },
    "send-test": {
        OK: "sent",
        PROBLEM: "refused or bounced",
        CHANGES: "not final within the time",
        UNDONE: "unknown: the log cannot be read",
    },
}
"""Every command's codes; wrong usage is always 1, but for a plugin's."""
