"""The catalogue: every name that can be explained, by kind. A further kind is a further row of `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sendoff.reference import reply_classes
from sendoff.reference.entry import Entry, from_docstring


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of names: what they are called together, all of them in order, and the entry of one.

    A source is asked for names before entries, so that a look-up reads no more than it needs.
    """

    kind: str
    plural: str
    names: Callable[[], Iterable[str]]
    entry: Callable[[str], Entry]


def _keys() -> Iterable[str]:
    from sendoff.config.keys import KEYS

    return KEYS


def _key(name: str) -> Entry:
    import json

    from sendoff.config.keys import KEYS
    from sendoff.config.schema import title

    key = KEYS[name]
    parts = {
        "Meaning": key.meaning,
        "Value": key.value,
        "Default": key.default,
        "Postfix parameters": ", ".join(key.parameters) or "none",
        "Example": json.dumps({name: key.example}),
    }
    return Entry(name, "key", title(key), parts)


_FOLLOWING_NO_KEY = {
    "compatibility_level": "Raised where it is lower: below 1, Postfix returns to old defaults, among them no relay "
    "restrictions.",
    "smtp_tls_CAfile": "With credentials only: the certificates of the authorities that next hops are verified with. "
    "A file is read before Postfix's client enters its chroot; a folder would have to be inside it.",
    "smtp_tls_loglevel": "One line for each connection, so that it can be told afterwards how a mail was protected.",
    "maillog_file": "Postfix's own log file, only on a machine that has neither a syslog nor journald.",
}
"""Why sendoff sets parameters that no key decides about."""


def _parameters() -> Iterable[str]:
    from sendoff.config.keys import KEYS
    from sendoff.postfix.parameters import names

    # relayhost and its like are explained as the keys of the same name.
    return sorted(names() - {name.partition("::")[2] for name in KEYS})


def _parameter(name: str) -> Entry:
    from sendoff.config.keys import KEYS
    from sendoff.config.settings import defaults
    from sendoff.postfix import header_checks, milters, transports
    from sendoff.postfix.parameters import OFFERED, parameters

    keys = [key.name for key in KEYS.values() if name in key.parameters]
    value = parameters(defaults(), "(the machine's own name)", (), "", logs_itself=True).get(name, "not written")
    written = "only where the administrator has set nothing" if name in OFFERED else "always"
    if name in (header_checks.KEPT, *header_checks.SHARED):
        written = "only with sendoff::log_headers, beside the administrator's own values"
    if name in milters.SHARED:
        written = "only with sendoff::dkim, behind the administrator's own milters"
    if name in transports.NAMES:
        written = "only while a provider blocks (sendoff::on_block); the administrator's own come first"
    parts = {
        "Follows from": ", ".join(keys) or "no key",
        **({} if keys else {"Meaning": _FOLLOWING_NO_KEY[name]}),
        "Value of an empty document": value or "(empty)",
        "Written": written,
    }
    return Entry(name, "parameter", "A parameter of Postfix that sendoff writes (see postconf(5))", parts)


def _problems() -> Iterable[str]:
    from sendoff.config.problems import KINDS

    return KINDS


def _problem(name: str) -> Entry:
    from sendoff.config.problems import KINDS

    kind = KINDS[name]
    return Entry(name, "problem", kind.title, {"Why it matters": kind.why, "How to mend it": kind.mend})


def _consequences() -> Iterable[str]:
    from sendoff.change.consequences import RULES

    return RULES


def _consequence(name: str) -> Entry:
    from sendoff.change.consequences import load

    return from_docstring(name, "consequence", load(name).__doc__ or "")


def _checks() -> Iterable[str]:
    from sendoff.change.verify import CHECKS

    return CHECKS


def _check(name: str) -> Entry:
    from sendoff.change.verify import load

    return from_docstring(name, "check", load(name).__doc__ or "")


def _expected() -> Iterable[str]:
    from sendoff.rehearsal.expectations import EXPECTATIONS

    return EXPECTATIONS


def _expectation(name: str) -> Entry:
    from sendoff.rehearsal.expectations import load

    return from_docstring(name, "expectation", load(name).__doc__ or "")


def _questions() -> Iterable[str]:
    from sendoff.change.replay import QUESTIONS

    return QUESTIONS


def _question(name: str) -> Entry:
    from sendoff.change.replay import load
    from sendoff.reference.entry import unwrapped

    module = load(name)
    title, _, more = (module.__doc__ or "").partition("\n\n")
    rules = ", ".join(getattr(module, "_RULES", ()))
    parts = {"How it is counted": unwrapped(more), "Consequences that it counts": rules}
    return Entry(
        name, "replay question", unwrapped(title).rstrip("."), {head: said for head, said in parts.items() if said}
    )


def _monitored() -> Iterable[str]:
    from sendoff.monitor.checks import CHECKS

    return CHECKS


def _monitoring_check(name: str) -> Entry:
    from sendoff.monitor.checks import load

    return from_docstring(name, "monitoring check", load(name).__doc__ or "")


def _asked() -> Iterable[str]:
    from sendoff.reputation.checks import CHECKS, MESSAGE

    return (*CHECKS, *MESSAGE)


def _doctor_check(name: str) -> Entry:
    from sendoff.reputation.checks import load

    check = load(name)
    found = from_docstring(name, "doctor check", check.__doc__ or "")
    return Entry(name, found.kind, found.title, {**found.parts, "Weight": f"{check.WEIGHT:g} of ten points"})


def _courses() -> Iterable[str]:
    from sendoff.reputation.cases import PROVIDERS

    return PROVIDERS


def _course(name: str) -> Entry:
    from sendoff.reputation.cases import docstring, load

    course = load(name)
    found = from_docstring(name, "course", docstring(name))
    ways = (f"{way.title}{f': {way.link or way.mail}' if way.link or way.mail else ''}" for way in course.ways)
    confirmed = f"; and that {'; '.join(one.text for one in course.questions)}" if course.questions else ""
    parts = {
        "Before asking": f"{', '.join(course.must)}{confirmed}.",
        "Where": f"{'; '.join(ways)}.",
        "An answer": f"After {course.answer} h" + (".", ", but none is promised.")[not course.promised],
        "Know": " ".join(course.remarks),
        "Source": f"{course.source} ({course.checked}).",
    }
    return Entry(name, found.kind, found.title, {**found.parts, **parts})


def _metrics() -> Iterable[str]:
    from sendoff.monitor.metrics import METRICS

    return METRICS


def _metric(name: str) -> Entry:
    from sendoff.monitor.metrics import METRICS

    metric = METRICS[name]
    labels = "; ".join(f"{label}: {', '.join(values)}" for label, values in metric.labels.items())
    parts = {"Type": metric.kind, "Labels": labels, "Unit": metric.unit, "Source": metric.source}
    return Entry(name, "metric", metric.help.rstrip("."), {heading: body for heading, body in parts.items() if body})


SOURCES = (
    Source("key", "keys of the document", _keys, _key),
    Source("consequence", "consequences of a change (in a plan)", _consequences, _consequence),
    Source("expectation", "expectations of a rehearsal (before an apply)", _expected, _expectation),
    Source("replay question", "what a replay counts (`sendoff plan --replay`)", _questions, _question),
    Source("check", "checks of the running server (after an apply)", _checks, _check),
    Source("monitoring check", "what `sendoff check` looks at", _monitored, _monitoring_check),
    Source("doctor check", "what `sendoff doctor` asks", _asked, _doctor_check),
    Source("problem", "problems of a document", _problems, _problem),
    Source("parameter", "Postfix parameters that sendoff writes", _parameters, _parameter),
    Source("metric", "metrics of /metrics", _metrics, _metric),
    Source(reply_classes.KIND, "classes of replies", reply_classes.names, reply_classes.entry),
    Source("course", "providers, for `sendoff case open PROVIDER`", _courses, _course),
)
"""Every kind of names, in the order in which they are listed. No name is of two kinds."""


def find(name: str) -> Entry | None:
    """Return what is said of a name; a key is found without its namespace too."""
    from sendoff.config.keys import NAMESPACES

    for candidate in (name, *(space + name for space in NAMESPACES)):
        for source in SOURCES:
            if candidate in source.names():
                return source.entry(candidate)
    return None


def names() -> list[str]:
    """Return every name, keys with their namespace."""
    return [name for source in SOURCES for name in source.names()]


def nearest(name: str) -> list[str]:
    """Return the names that come closest to one that is not known."""
    from difflib import get_close_matches

    known = {bare: full for full in names() for bare in (full, full.rpartition("::")[2])}
    return list(dict.fromkeys(known[near] for near in get_close_matches(name.lower(), known, n=3)))
