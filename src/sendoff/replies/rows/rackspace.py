"""Rackspace Email (emailsrvr.com): (Gnn)."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*emailsrvr.com* | *rackspace*"
_PAGE = "Rackspace, bounce codes of Cloud Office, 2026"

ROWS = (
    Row("reverse-dns", mark=r"\((G1F)\)", source=_PAGE,
        example="450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.25] (G1F) "
            "mx1.emailsrvr.com"),
    Row("rate", mark=r"\((G28)\)", source=_PAGE,
        next_step="The address is new to them: send little at first, and more each day.",
        example="451 4.7.1 Received too many messages from a new or untrusted IP: 192.0.2.25 (G28) "
            "mx1.emailsrvr.com"),
)  # fmt: skip
