"""Made-up domains whose records hold every kind of term, good and bad: the same seed gives the same zone."""

from __future__ import annotations

import random

from tests.rfc7208.name_server import txt

ADDRESSES = ("192.0.2.1", "192.0.2.77", "198.51.100.9", "203.0.113.200", "2001:db8::1", "2001:db8:0:1::9")
HOSTS = {
    "a.hosts.example": [("A", "192.0.2.1"), ("AAAA", "2001:db8::1")],
    "b.hosts.example": [("A", "198.51.100.9"), ("A", "198.51.100.10")],
    "c.hosts.example": [("AAAA", "2001:db8:0:1::9")],
    "alias.hosts.example": [("CNAME", "a.hosts.example.")],
    "many.hosts.example": [("MX", f"10 mx{n}.hosts.example.") for n in range(11)],
    "mail.hosts.example": [("MX", "10 a.hosts.example."), ("MX", "20 b.hosts.example.")],
    "null.hosts.example": [("MX", "0 .")],
    "fails.hosts.example": [("SERVFAIL", "")],
    "1.2.0.192.in-addr.arpa": [("PTR", "a.hosts.example.")],
}
_NAMES = ("a.hosts.example", "b.hosts.example", "c.hosts.example", "alias.hosts.example", "none.hosts.example")
_RARE = ("fails.hosts.example", "many.hosts.example", "none2.hosts.example", "a.hosts.example/33", "bad_/.example")


def zone(count: int, seed: int = 7208) -> dict[str, list[tuple[str, str]]]:
    """Return a zone with domains d0.example, d1.example, and so on, besides the hosts that they name."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    made: dict[str, list[tuple[str, str]]] = dict(HOSTS)
    for number in range(count):
        domain = f"d{number}.example"
        made[domain] = [txt(_record(chance, number)), ("MX", f"10 {chance.choice(_NAMES)}."), ("A", "192.0.2.77")]
        if chance.random() < 0.05:
            made[domain].append(txt("v=spf1 -all"))
    return made


def _record(chance: random.Random, number: int) -> str:
    terms = [_term(chance, number) for _ in range(chance.randint(0, 5))]
    end = chance.choices(("-all", "~all", "?all", "+all", "", f"redirect=d{number // 2}.example"), (6, 4, 1, 1, 1, 2))
    return " ".join(("v=spf1", *terms, *(word for word in end if word)))


def _term(chance: random.Random, number: int) -> str:
    name = chance.choice(_NAMES) if chance.random() < 0.9 else chance.choice(_RARE)
    inner = f"d{chance.randrange(number)}.example" if number else name
    forms = (
        "a", "mx", f"a:{name}", f"mx:{inner}", f"a:{name}/24", f"mx:{inner}/28//64",
        "ip4:192.0.2.0/25", "ip4:198.51.100.9", "ip6:2001:db8::/64", f"include:{inner}", f"include:{inner}",
        f"exists:%{{i}}.{name}", "a:%{d2}", "ptr", "ptr:hosts.example",
        "mx:mail.hosts.example", "mx:null.hosts.example", "ip4:203.0.113.0/24",
        "exp=a.hosts.example", "ip4:300.1.1.1", "unknown:x",
    )  # fmt: skip
    weights = (4, 4, 8, 4, 4, 2, 6, 4, 5, 8, 8, 2, 1, 1, 1, 3, 1, 4, 0.5, 0.3, 0.3)
    return chance.choices(("", "-", "~", "?"), (12, 1, 1, 1))[0] + chance.choices(forms, weights)[0]
