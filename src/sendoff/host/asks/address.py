"""Whether an address can receive bounces: its MX host is asked, with the null sender, and nothing is sent."""

from __future__ import annotations

from sendoff.change.facts import AddressReply, Ask
from sendoff.host.asks import Asking, CannotAsk
from sendoff.host.asks.next_hop import own_name
from sendoff.host.smtp import Dialogue, NoAnswer, Reply

_MOST_HOSTS = 3
_TEMPORARY, _PERMANENT = 400, 500
_POLICY = "5.7."


def address(asking: Asking, ask: Ask) -> AddressReply:
    """Answer Ask("address", …)."""
    domain = ask.subject.rpartition("@")[2]
    found = asking.names.mail_hosts(domain)
    hosts = tuple(host for _, host in found or ()) or (domain,)
    if hosts == ("",):
        return AddressReply(accepted=False, reply=f"{domain} takes no mail (null MX, RFC 7505)")
    addresses = [each for host in hosts[:_MOST_HOSTS] for each in (asking.names.addresses(host) or ())[:1]]
    if found is None or not addresses:
        return AddressReply(accepted=False, reply=f"{domain} does not exist in the DNS, or has no mail server")
    reason = ""
    for number, each in enumerate(addresses):
        try:
            return _judged(_asked(each, ask.subject, asking.left() / (len(addresses) - number)), each)
        except NoAnswer as error:
            reason = reason or str(error)
    raise CannotAsk(reason)


def _asked(address: str, recipient: str, seconds: float) -> Reply:
    """Return the reply to RCPT TO; what is refused before it is about this machine, not about the address."""
    with Dialogue(address, seconds=seconds) as talk:
        greeting = talk.greeting()
        if not greeting.ok:
            raise NoAnswer(f"{address} greets with {greeting.text}")
        capabilities = talk.ehlo(own_name())
        utf8 = " SMTPUTF8" if not recipient.isascii() else ""
        if utf8 and "SMTPUTF8" not in capabilities:
            raise NoAnswer(f"{address} does not support SMTPUTF8")
        sender = talk.ask(f"MAIL FROM:<>{utf8}")
        if not sender.ok:
            raise NoAnswer(f"{address} answers MAIL FROM:<> with {sender.text}")
        return talk.ask(f"RCPT TO:<{recipient}>")


def _judged(reply: Reply, address: str) -> AddressReply:
    # 4xx is greylisting or a passing fault; 5.7 is a policy, usually about the client's address.
    if _TEMPORARY <= reply.code < _PERMANENT or (not reply.ok and _POLICY in reply.text):
        raise CannotAsk(f"{address} answers with {reply.text}")
    return AddressReply(accepted=reply.ok, reply=f"{address} answers with {reply.text}")
