"""The certificate ends soon.

What happens: The certificate of the applied postfix::smtpd_tls_cert_file is valid for less than 21 more days, for
CRITICAL less than 7, or cannot be used at all.

Why it matters: After the end, applications that verify certificates can no longer hand in their mail.

How to mend it: Renew it, and let Postfix reload; see why automatic renewal did not do it 30 days before.

When it is fine: With certificates made for a few days each time; give thresholds that fit.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import CRITICAL, OK, UNKNOWN, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Facts

NEEDS = ("certificate",)

_DAY = 86_400_000_000
_MEND = "Renew it, and let Postfix reload."


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    found = facts.certificate
    if found is None:
        return Judgement("certificate", OK, "no certificate is configured")
    if isinstance(found, Unknown):
        return Judgement("certificate", UNKNOWN, f"the certificate was not read: {found.reason}")
    if found.not_after is None:
        return Judgement("certificate", CRITICAL, f"the certificate cannot be used: {found.error}", _MEND)
    days = (found.not_after - facts.now) / _DAY
    limit = limits["certificate-days"]
    metrics = (Metric("certificate_days", days, "", limit, least=None),)
    if days < 0:
        return Judgement("certificate", CRITICAL, f"the certificate ended {-days:.0f} days ago", _MEND, metrics)
    state = limit.state(days)
    told = f"the certificate ends in {days:.0f} days"
    return Judgement("certificate", state, told, _MEND if state != OK else "", metrics)
