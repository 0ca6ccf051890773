"""What commands that ask the DNS share: domains on the command line, which resolver, and how long."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sendoff.cli.moments import seconds
from sendoff.config.masking import printable

if TYPE_CHECKING:
    from sendoff.host.dns import Dns


def domain(text: str) -> str:
    """Return a domain, or that of an address, in A-labels.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    from sendoff.config.values.hosts import is_server_name
    from sendoff.host.dns.names import NoName, a_labels

    try:
        name = a_labels(text.rpartition("@")[2].rstrip("."))
    except NoName:
        name = ""
    # Below names such as _spf nobody sends, but who asks shall be told.
    if not is_server_name(name.replace("_", "x")):
        raise argparse.ArgumentTypeError(f"{printable(text[:80])!r} is not a domain")
    return name


def add_dns(parser: argparse.ArgumentParser, timeout: float) -> None:
    """Add the options which resolver is asked, and for how long (seconds)."""
    parser.add_argument(
        "--resolver", metavar="ADDRESS[:PORT]", type=_resolver, help="ask this one (default: /etc/resolv.conf)"
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=timeout,
        help=f"what has not answered by then is unknown (default {timeout:g})",
    )


def resolver_of(arguments: argparse.Namespace) -> Dns:
    """Return the resolver of a run, as the options of `add_dns` say."""
    from sendoff.host.dns import Dns

    if arguments.resolver is None:
        return Dns(seconds=arguments.timeout)
    address, port = arguments.resolver
    return Dns([address], seconds=arguments.timeout, port=port)


def _resolver(text: str) -> tuple[str, int]:
    from sendoff.host.dns.address import resolver_address

    try:
        return resolver_address(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{printable(text[:80])!r} is not the address of a resolver; write 192.0.2.53 or [2001:db8::53]:5353"
        ) from None
