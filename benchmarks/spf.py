"""SPF verdicts for 1,000 pairs of address and domain, through a resolver that takes 10 ms for each answer.

    python benchmarks/spf.py [--cached]

sendoff asks side by side, each question once. pyspf asks as it does by itself: one question after the other, and again
for each check; `--cached` gives it a cache for the whole run. Verdicts must be equal, and sendoff at least three times
as fast.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
# This file is called as pyspf's module is, so its folder must not be on the path.
sys.path[:1] = [str(ROOT), str(ROOT / "src")]

from tests.rfc7208.name_server import NameServer, Records, txt  # noqa: E402 - after the paths

DOMAINS, ADDRESSES, PROVIDERS = 50, 20, 8
DELAY_SECONDS = 0.01
WANTED = 3.0

Pairs = list[tuple[str, str]]


def zone() -> dict[str, Records]:
    """Return domains as companies have them: MX, web server, one or two providers that include more."""
    made: dict[str, Records] = {}
    for number in range(PROVIDERS):
        blocks = [f"_b{part}.provider{number}.example" for part in range(3)]
        made[f"_spf.provider{number}.example"] = [txt(f"v=spf1 {' '.join(f'include:{b}' for b in blocks)} ~all")]
        for part, block in enumerate(blocks):
            nets = " ".join(f"ip4:10.{number}.{part * 40 + net}.0/24" for net in range(12))
            made[block] = [txt(f"v=spf1 {nets} ip6:2001:db8:{number}{part}::/48 ~all")]
    for number in range(DOMAINS):
        domain = f"company{number}.example"
        includes = " ".join(
            f"include:_spf.provider{(number + part) % PROVIDERS}.example" for part in range(number % 2 + 1)
        )
        made[domain] = [
            txt(f"v=spf1 mx a:web{number}.example {includes} {'-all' if number % 3 else '~all'}"),
            ("MX", f"10 mx{number}.example."),
        ]
        for host, last in (("mx", 1), ("web", 2)):
            made[f"{host}{number}.example"] = [
                ("A", f"192.0.{number}.{last}"),
                ("AAAA", f"2001:db8:ffff:{number}::{last}"),
            ]
    return made


def pairs() -> Pairs:
    """Return the questions: for each domain its own hosts, providers that it names and not, and strangers."""
    found = []
    for number in range(DOMAINS):
        own = (f"192.0.{number}.1", f"192.0.{number}.2", f"2001:db8:ffff:{number}::1", f"2001:db8:ffff:{number}::2")
        provided = [f"10.{provider}.{part * 40 + 3}.7" for provider in range(PROVIDERS) for part in range(2)]
        found += [(address, f"company{number}.example") for address in (*own, *provided)[:ADDRESSES]]
    return found


def ours(asked: Pairs, port: int) -> tuple[float, list[str], int]:
    """Return seconds, verdicts and the questions that went to the resolver."""
    from sendoff.host.dns import Dns
    from sendoff.host.spf import Question, evaluate

    dns = Dns(["127.0.0.1"], seconds=60, port=port)
    start = time.perf_counter()
    found = evaluate(dns, [Question(address, domain) for address, domain in asked])
    return time.perf_counter() - start, [check.rfc_result for check in found], dns.asked


def pyspf(asked: Pairs, port: int, *, cached: bool) -> tuple[float, list[str], int]:
    """Return the same of pyspf with its own driver for dnspython."""
    import dns.resolver

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spf
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port
    resolver.cache = dns.resolver.LRUCache() if cached else None
    dns.resolver.default_resolver = resolver
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [spf.check2(address, f"postmaster@{domain}", domain)[0] for address, domain in asked]
    misses = resolver.cache.misses() if resolver.cache else 0
    return time.perf_counter() - start, found, misses


def serve() -> None:
    """Run the resolver, in a process of its own, until its input ends."""
    with NameServer(zone(), delay=DELAY_SECONDS) as server:
        print(server.port, flush=True)
        sys.stdin.read()


def main() -> int:
    """Measure both and compare; 1 when verdicts differ or it is too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--cached", action="store_true", help="give pyspf a cache for the whole run")
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return 0
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        port, asked = int(server.stdout.readline() if server.stdout else 0), pairs()
        mine, verdicts, questions = ours(asked, port)
        theirs, others, missed = pyspf(asked, port, cached=arguments.cached)
        server.communicate()
    differ = [(pair, a, b) for pair, a, b in zip(asked, verdicts, others, strict=True) if a != b]
    print(f"{len(asked)} pairs: {dict(Counter(verdicts))}")
    print(f"sendoff: {mine:6.2f} s, {questions} questions")
    print(f"pyspf:   {theirs:6.2f} s" + (f", {missed} questions" if missed else ", without a cache"))
    print(f"{theirs / mine:.1f} times as fast; {len(differ)} verdicts differ")
    for pair, mine_says, theirs_says in differ[:10]:
        print(f"  {pair}: sendoff {mine_says}, pyspf {theirs_says}")
    return int(bool(differ) or theirs / mine < WANTED)


if __name__ == "__main__":
    sys.exit(main())
