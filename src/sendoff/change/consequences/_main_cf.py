"""What Postfix does now and will do, where main.cf may leave the word to Postfix's own default."""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.postfix import main_cf

# Only of parameters that rules look at; these hold for every Postfix from 3.5 on (postconf(5)).
_DEFAULTS = {
    "inet_interfaces": "all",
    "inet_protocols": "all",
    "relayhost": "",
    "default_transport": "smtp",
    "smtp_fallback_relay": "",
    "message_size_limit": "10240000",
    "smtputf8_enable": "yes",
    "queue_directory": "/var/spool/postfix",
}


def present(transition: Transition, parameter: str) -> str | None:
    """Return what is in force now, Postfix's default included; None on a machine without a configuration."""
    if transition.machine.main_cf is None:
        return None
    before = transition.before(parameter)
    return _DEFAULTS.get(parameter, "") if before is None else before


def after(transition: Transition, parameter: str) -> str:
    """Return what will be in force, Postfix's default included."""
    return main_cf.values(transition.compiled.main_cf).get(parameter, _DEFAULTS.get(parameter, ""))


def differs(transition: Transition, parameter: str) -> bool:
    """Tell whether what is in force changes, not merely whether main.cf says it aloud."""
    return transition.touches(parameter) and present(transition, parameter) != after(transition, parameter)


def adopted(transition: Transition) -> bool:
    """Tell whether sendoff takes this machine over now."""
    return transition.machine.current is None


def words(value: str) -> list[str]:
    """Return the entries of a list in main.cf."""
    return value.replace(",", " ").split()
