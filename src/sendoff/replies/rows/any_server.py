"""Phrases that many servers use, whatever they are: the parts in the order in which they are asked.

What is specific stands before what is general: a full mailbox before an unknown one, a named proof before spam.
"""

from __future__ import annotations

from sendoff.replies.rows import (
    any_identity,
    any_last,
    any_mailbox,
    any_message,
    any_our_side,
    any_reputation,
    any_sending,
    any_server_state,
    any_spam,
    any_strong,
    blocklists,
)

ROWS = (
    *any_server_state.ROWS,
    *blocklists.ROWS,
    *any_our_side.ROWS,
    *any_strong.ROWS,
    *any_identity.ROWS,
    *any_mailbox.ROWS,
    *any_sending.ROWS,
    *any_message.ROWS,
    *any_reputation.ROWS,
    *any_spam.ROWS,
    *any_last.ROWS,
)
