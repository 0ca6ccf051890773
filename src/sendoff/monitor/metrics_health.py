"""What /healthz says: does the watch do its work? Whether mail goes well is a matter of metrics and alerts."""

from __future__ import annotations

from typing import Any

from sendoff.monitor.metrics_facts import MetricFacts, monitored, troubles


def health(facts: MetricFacts) -> tuple[bool, dict[str, Any]]:
    """Return whether the watch reads the log and writes the ledger, or nobody is to watch, and the answer for JSON.

    The answer is `{"status": ok|failing|off, "why": [...]}`.
    """
    if monitored(facts) is False:
        return True, {"status": "off", "why": ["off by postfix::monitoring"]}
    found = troubles(facts)
    why = list(dict.fromkeys(told for source in ("ledger", "log") if (told := found[source])))
    return not why, {"status": "failing" if why else "ok", "why": why}
