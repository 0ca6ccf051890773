"""The certificate of this change, and the names it is good for."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._main_cf import present
from sendoff.change.facts import Answers, Ask, CertificateFacts
from sendoff.change.plan import Transition

KEY = "postfix::smtpd_tls_cert_file"
NOW = Ask("now")


def ask(transition: Transition) -> Ask | None:
    """Return the question what the certificate files hold, if the change is about them."""
    settings = transition.settings
    touched = transition.touches("smtpd_tls_cert_file", "smtpd_tls_key_file", "smtpd_tls_security_level")
    if not settings.certificate_file or not (touched or transition.touches("myhostname")):
        return None
    return Ask("certificate", settings.certificate_file, settings.key_file or "")


def asks(transition: Transition) -> Iterator[Ask]:
    """Yield the question about the certificate files, and today's date to judge them by."""
    question = ask(transition)
    if question:
        yield question
        yield NOW


def usable(transition: Transition, answers: Answers) -> CertificateFacts | None:
    """Return what the files hold, if they can be used together."""
    question = ask(transition)
    facts = answers.get(question) if question else None
    return facts if isinstance(facts, CertificateFacts) and not facts.error else None


def covers(names: tuple[str, ...], host: str) -> bool:
    """Tell whether one of a certificate's names is a host's; `*` stands for one label (RFC 6125, 6.4.3)."""
    parent = host.lower().partition(".")[2]
    return any(name.lower() in (host.lower(), f"*.{parent}" if parent else "") for name in names)


def offered_before(transition: Transition) -> bool:
    """Tell whether SMTP clients are offered STARTTLS now."""
    level = present(transition, "smtpd_tls_security_level")
    old = transition.before("smtpd_use_tls") == "yes" or transition.before("smtpd_enforce_tls") == "yes"
    return level in ("may", "encrypt") or (level == "" and old)
