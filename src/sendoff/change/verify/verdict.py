"""What Postfix's words about a failed attempt mean for a next hop that everything depends on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sendoff.change.verify.stages import stage

_AUTH_WANTED = r"said: 530|authentication (?:is )?required|must (?:first )?authenticate"
_NO_RELAY = r"(?i)relay\w* (?:access )?(?:denied|not permitted|not allowed|prohibited)|unable to relay"
_NO_SUCH_RECIPIENT = r"(?i)no such|unknown|unrouteable|does not exist|not found|null ?mx|does not accept mail"
_SENDER_WORDS = r"(?i)sender address rejected|sender (?:is )?not (?:allowed|authori[sz]ed)"
_UNTRUSTED = r"(?:server )?certificate verification failed for \S+: (?:num=\d+:)?(.*)"
_NOT_TLS = r"TLS library problem: .*wrong version number"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result with its words. `stage` is how far it came; `about_names` that the DNS said "no such name"."""

    result: str
    words: str
    mend: str = ""
    stage: str = ""
    about_names: bool = False


def verdict(reply: str, dsn: str, notes: tuple[str, ...], *, dns_root: bool | None) -> Verdict:
    """Judge a reply; `notes` are what else was logged, `dns_root` whether the resolver can be believed."""
    at = stage(reply)
    if at == "names":
        return _names(reply, dns_root)
    if at == "certificate":
        return _certificate(reply, notes)
    if at == "recipient":
        return _recipient(reply, dsn)
    if at == "connection":
        return _connection(reply)
    words, mend = _WORDS.get(at, ("", ""))
    if at == "tls" and any(re.match(_NOT_TLS, note) for note in notes):
        words, mend = "it does not speak TLS there", "Port 465 has TLS from the first byte; 587 starts in clear."
    if at == "sender" and re.search(_AUTH_WANTED, reply, re.IGNORECASE):
        words, mend = "it wants credentials", "Give them in postfix::smtp_sasl_password_maps."
    told = f"{words}: {reply}" if words else reply
    return Verdict(_by_code(at, reply, dsn), told, mend, at)


_WORDS = {
    "greeting": ("it refuses to talk to this server", "Ask its operator whether this server's address may connect."),
    "no-tls": (
        "it offers no TLS",
        "Use a port with TLS (587 or 465); sendoff::smarthost_tls relaxes the demand, and then "
        "passwords may travel in clear text.",
    ),
    "tls": ("TLS does not come about", "See that the port fits: 465 for TLS from the first byte, 587 for STARTTLS."),
    "authentication": ("the credentials are not accepted", "Look at postfix::smtp_sasl_password_maps."),
    "sender": (
        "it refuses this server's envelope sender",
        "Set postfix::envelope_from to an address that these credentials may use.",
    ),
    "loop": ("it is this server itself", "postfix::relayhost must be another server."),
    "program": ("Postfix's own smtp client failed", "Postfix's log has a line with fatal: that says why."),
    "cleanup": ("", "Postfix's log says why."),
}


def _by_code(at: str, reply: str, dsn: str) -> str:
    """Temporary words of the remote server are no verdict; whatever else stopped it before the recipient is."""
    code = re.search(r"(?:said|refused to talk to me|refused to start TLS): (\d)\d\d", reply)
    if code:
        return "fail" if code[1] == "5" else "unknown"
    if "lost connection" in reply or "timed out" in reply or not at:
        return "fail" if dsn.startswith("5") else "unknown"
    return "fail"


def _names(reply: str, dns_root: bool | None) -> Verdict:
    mend = "Look at postfix::relayhost, and at /etc/resolv.conf."
    if "try again" in reply:
        return Verdict("unknown", f"its name could not be resolved now: {reply}", mend, "names")
    if dns_root:
        return Verdict("fail", f"not reached, its name does not exist: {reply}", mend, "names", about_names=True)
    told = "the resolver says that its name does not exist, but does not know the DNS root either (cut off?)"
    return Verdict("unknown", f"{told}: {reply}", mend, "names", about_names=True)


def _certificate(reply: str, notes: tuple[str, ...]) -> Verdict:
    found = next((match[1] for note in notes if (match := re.match(_UNTRUSTED, note))), "")
    why = "it is for another name" if "hostname mismatch" in found else found
    told = f"its certificate is not accepted{': ' if why else ''}{why} ({reply})"
    mend = (
        "Name the server as its certificate does, or have the certificate renewed; sendoff::smarthost_tls = encrypt "
        "takes any certificate, and then whoever intercepts the connection can read the password."
    )
    return Verdict("fail", told, mend, "certificate")


def _connection(reply: str) -> Verdict:
    mend = "Look at the host and port in postfix::relayhost, and at firewalls on the way."
    if "Connection refused" in reply:
        return Verdict("fail", f"not reached: {reply}", mend, "connection")
    return Verdict("unknown", f"not reached now: {reply}", mend, "connection")


def _recipient(reply: str, dsn: str) -> Verdict:
    told = re.search(r"said: \d\d\d[ -](\d\.\d+\.\d+)?", reply)
    code = (told[1] if told and told[1] else dsn).partition(".")[2]
    if re.search(_NO_RELAY, reply):
        return Verdict("fail", f"it does not relay for this server: {reply}", _RELAY_MEND, "recipient")
    if re.search(_SENDER_WORDS, reply) or code in ("1.7", "1.8"):
        return Verdict(_by_code("sender", reply, dsn), f"{_WORDS['sender'][0]}: {reply}", _WORDS["sender"][1], "sender")
    if not re.search(r"said: 5\d\d", reply):
        return Verdict("unknown", f"a temporary answer: {reply}", "", "recipient")
    if code.startswith(("1.", "2.")) or (code == "0.0" and re.search(_NO_SUCH_RECIPIENT, reply)):
        return Verdict("pass", f"it takes mail, though not for the address asked about: {reply}", "", "recipient")
    return Verdict("fail", f"it does not relay for this server: {reply}", _RELAY_MEND, "recipient")


_RELAY_MEND = (
    "The smarthost must permit this server: by credentials (postfix::smtp_sasl_password_maps) or by its address. If it "
    "takes mail for some domains only, and that is meant: --accept smarthost."
)
