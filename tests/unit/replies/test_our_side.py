"""Wordings of servers about this side: how much it sends, whose account it is, and what is thought of its address.

They were written down from memory and from pages of hosters when these kinds were often taken for others; 62 % of the
first list were right then, and 94 % of the half that nobody looked at while the rules were mended.
"""

from __future__ import annotations

import pytest

from sendoff.replies.classes import CLASSES
from sendoff.replies.understanding import understand

QUIET = ("recipient", "full", "size", "content", "greylisted")
OURS = {
    "rate": (
        "550 5.4.5 Daily user sending quota exceeded. For more information on Gmail sending limits go to "
        "https://support.google.com/a/answer/166852",
        "550 Domain example.net has exceeded the max emails per hour (100/100 (100%)) allowed. Message discarded.",
        "550 Account example has sent more than its daily quota of mails",
        "554 5.7.1 <user@example.net>: Recipient address rejected: You have exceeded your Outmail quota",
        "433 Account is at / over message quota",
        "550 5.4.6 mail rate exceeded limit",
        "454 Throttling failure: Maximum sending rate exceeded.",
        "550 User info@example.net has exceeded its 24-hour sending limit. Messages to 500 recipients out of "
        "500 allowed have been sent. Relay quota will reset in 3 hours.",
        "535 5.7.8 You have exceeded your SMTP relay quota for this month",
        "451 4.7.1 Sender info@example.net exceeded outbound message quota, try again tomorrow",
        "450 4.7.1 <info@example.net>: Sender address rejected: Policy rejection; Message quota exceeded",
        "550 5.7.232 Your message can't be sent because your trial tenant has exceeded its daily limit for "
        "sending email to external recipients",
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
        "421 4.7.0 Domain example.net exceeded its hourly outbound allotment",
        "452 4.5.3 Your message has too many recipients",
        "452 4.3.1 Recipient user@example.org has received too many messages in the last hour",
        "450 4.2.1 The recipient's mailbox is receiving mail too quickly right now",
        "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more "
        "information.",
        "421 4.3.2 STOREDRV; mailbox server is too busy: mailbox thread limit exceeded for this database",
        "421 Too many concurrent SMTP connections from your IP address; please try again later",
        "450 You sent mail to too many different domains in a short time",
        "452 Error: too many messages from one domain, try tomorrow",
        "554 Sending limit for account info@example.net reached",
        "550 Sending over your account's hourly allotment is not possible",
        "571 Sender exceeded the number of messages permitted a day",
        "550 Mail cannot be sent: maximum number of outgoing mails reached",
        "452 4.2.1 mailbox sending quota reached",
        "550 5.7.1 your mailbox has reached the daily limit",
        "554 Your mailbox has exceeded the sending limit",
    ),
    "rate/policy": (
        "550 You have reached the limit of your sending plan, upgrade to send more",
        "550 5.7.1 Client sent to too many different recipients within 10 minutes, blocked",
    ),
    "rate/reputation": ("421 Your host has opened too many sessions, you are blocked for 5 minutes",),
    "reputation": (
        "550 Your server's address 192.0.2.25 is on our internal list of bad senders",
        "554 192.0.2.25 was found on the list of blocked hosts at mail.example.org",
        "550 5.7.1 Host mail.example.net [192.0.2.25] is in a black list at blackholes.example.org",
        "553 5.3.0 Mail from 192.0.2.25 rejected - see http://www.example.org/blocked.html for removal",
        "550 5.7.1 Email rejected per SORT: your IP is listed at dnsrbl.example.org",
        "554 5.7.1 mail.example.net listed at ubl.unsubscore.com",
        "550 The IP address of the sender (192.0.2.25) is blacklisted by our anti-spam system",
        "550 5.1.0 192.0.2.25 has been temporarily banned by our spam filter. Register at "
        "http://postmaster.example.org for removal",
        "421 Connection from 192.0.2.25 refused: too many failed logins from this address, blocked for 24 hours",
        "550 Mail from your host was rejected by the anti-spam system. To request removal fill in the form "
        "at https://www.example.org/unblock",
        "554 5.7.1 ACCESS DENIED to 192.0.2.25 through spam blocking list. Delist at https://delist.example.org",
        "550 5.7.1 Your mail server 192.0.2.25 is filtered by our network. Please register it",
        "554 Service unavailable; sending host 192.0.2.25 has a poor history with us, see https://example.org/removal",
        "451 Sending server 192.0.2.25 is on our watch list because of abuse",
        "550 5.7.1 The sending IP address is listed by bl.fmb.la, go there for delisting",
        "550 ip of sender blacklisted",
        "550-Sender IP 192.0.2.25 rejected. Contact abuse@example.org for removal from our list",
        "550 message rejected as spam; 192.0.2.9 is listed at spamhaus, see https://check.spamhaus.org",
        "550 Requested action not taken: mailbox unavailable. Your IP 192.0.2.9 is on a blacklist",
        "550 mailbox unavailable: IP 192.0.2.9 blocked by RBL",
        "550 5.7.1 user's filter: 192.0.2.9 has been blocked for spamming",
        "421 4.7.0 192.0.2.9 temporarily blocked, too much junk",
    ),
    "reputation/policy": (
        "554 Your address 192.0.2.25 is denied by our antispam gateway, ask postmaster@example.org to whitelist it",
    ),
    "policy": (
        "550 5.7.1 Sender info@example.net has been blacklisted by the administrator",
        "550 5.7.1 Message blocked by your organization's Tenant Allow/Block List",
        "550 Sender is on this user's block list",
        '550 Outgoing mail from "info@example.net" has been suspended.',
        "552 Your account has been suspended. Please contact us to reactivate",
        "550 5.1.8 Access denied, bad outbound sender AS(42004)",
        "535 Your account is not allowed to send mail",
        "554 5.7.1 You are not allowed to send: your membership has expired",
        "550 Sending from this account has been disabled due to abuse",
        "550 5.7.1 SMTP sending is not enabled for this mailbox",
        "525 5.7.13 Your account is disabled for sending",
        "550 5.7.1 This mailbox accepts mail only from internal users",
        "550 This address may only be used by local users",
        "550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized to send to recipient",
        "550 Only authenticated users of this domain may write to this mailbox",
        "550 Sender verify failed: unrouteable address",
        "550-Verification failed for <www-data@web1> 550-Unrouteable address 550 Sender verify failed",
        "550 The sender's address could not be verified: unknown user",
        "451 Could not complete sender verify callout",
        "501 5.5.4 Invalid domain name in EHLO",
        "501 5.0.0 HELO requires domain address",
        "501 Invalid HELO name, domain expected",
        '501 5.5.4 HELO/EHLO argument "x y" invalid, closing connection',
        "501 5.1.7 Bad sender address syntax",
        "501 Sender domain must exist",
        "501 5.1.7 Invalid address: missing domain in sender",
        "553 5.7.1 Sender address must match the login name",
        "501 MAIL FROM address does not match authenticated user",
        "550 5.7.1 From address doesn't match the account you logged in with",
        "550 Rejected by policy: this may be because the sender is on a blacklist, has no SPF or has a wrong PTR",
        "550 5.7.1 Message rejected by administrator of the recipient's domain",
        "550 5.7.1 HELO name does not match, see rfc",
        "550 5.7.1 Only senders of the local domain may write",
        "550 5.7.1 192.0.2.9 has been denied: no PTR",
    ),
    "policy/recipient": (
        "550 Mailbox is reserved for internal mail",
        "550 Callback to sender mailbox says: mailbox unavailable",
    ),
    "recipient": (
        "501 5.1.3 Bad recipient address syntax",
        "501 5.5.2 RCPT TO syntax error",
        "501 5.1.3 Invalid address format",
        "501 Malformed recipient address",
        "553 5.1.3 Illegal recipient: two @ in address",
        "501 <user..name@example.org>: malformed address: local part may not have two dots",
        "555 5.5.2 Recipient is badly formatted",
        "550 No such user here. If you think this is an error, check that your mail is not blocked by a blacklist",
        "550 5.1.1 Mailbox does not exist. Possible reasons: wrong address, account closed, quota exceeded, "
        "sender blacklisted",
        "550 5.1.1 sorry, the user has been removed from the mailing list",
        "550 User unknown, request removal from your list",
        "550 No such user; please remove this address from your list",
        "550 unknown user. To unblock your mail to us write to postmaster",
        "550 5.2.1 The account you are sending to is disabled",
        "550 sending to this address is disabled, user left",
        "550 You are sending to an inactive mailbox",
        "550 relaying to this mailbox is closed: no such user",
        "550 5.1.1 no such user in the local directory, internal mail id 1234",
        "550 Rejected: user not listed at this host",
        "550 5.1.1 Not listed at directory server",
        "450 4.1.1 <someone@example.org>: Recipient address rejected: unverified address: host "
        "mx.example.org[192.0.2.7] said: 550 5.1.1 user unknown",
        "550 too many bounces, account of user disabled",
        "550 recipient address rejected: user's account expired in the last 10 days",
        "550 5.1.1 unknown user in the internal directory",
        "550 Requested action not taken: mailbox unavailable; your IP is not blocked",
    ),
    "content": (
        "554 5.7.1 Rejected as spam. Please see our guidelines: publish SPF, sign with DKIM and set a PTR record",
        "550 5.7.1 The message was classified as spam. For more information check whether your IP is on a blacklist",
        "550 Spam message rejected. To resolve this contact your administrator; your server may be blacklisted",
        "571 Message looks like spam, please make sure that your domain has a valid DMARC record",
        "550 Message from 192.0.2.9 has been blocked: attachment type .exe",
        "554 5.7.1 Your mail from IP 192.0.2.9 is blocked because its content looks like spam",
        "550 Your email sent through 192.0.2.9 has been blocked due to a suspicious link",
        "554 5.7.1 attachment of this type is not allowed from your account",
        "550 5.7.1 Your account's message was rejected as spam",
        "501 5.6.0 malformed From header",
        "554 5.6.0 Malformed address in To header",
        "550 5.6.0 header syntax error: malformed address",
        "554 mail rejected, links to blacklisted site",
    ),
    "full": (
        "552 5.2.2 Mailbox is over quota. Please ask the recipient to delete some messages, or send less at once",
        "552 5.2.2 The account has exceeded its storage limit",
        "550 user@example.org has exceeded the size limit of the mailbox",
        "452 4.2.2 Quota of the account is exhausted",
        "550 Your message could not be stored: user's mail quota exceeded",
        "552 Mailbox quota exceeded, storage limit per day reached",
        "552 5.2.2 The recipient's daily storage is full",
        "452 4.2.2 quota exceeded for user (limit 1 GB)",
        "550 relay recipient's mailbox is over quota",
        "452 You have sent mail to a mailbox that is over quota",
        "450 4.2.2 mailbox over limit, try again in an hour",
        "452 4.2.2 user has reached the limit of his mailbox, it is cleaned daily",
        "552 5.2.2 Account storage limit reached, quota is checked per day",
        "552 quota limit of the relay recipient reached",
    ),
    "recipient/policy": (
        "550 Delivery failed. The account may be disabled, may not exist, or your address may be blocked",
        "550 5.2.1 Your message from 192.0.2.9 could not be delivered, the mailbox has been blocked",
    ),
    "size": (
        "552 Outgoing message size limit exceeded",
        "552 5.3.4 Your message exceeds your account's message size limit",
        "554 5.3.4 message exceeds the relay size limit of 25 MB",
        "552 5.3.4 Outgoing mail larger than permitted",
    ),
    "greylisted": (
        "451 4.7.1 Greylisted, your IP is temporarily blocked for 5 minutes",
        "450 4.2.0 Recipient address rejected: Greylisted, see http://example.org/; to avoid this publish SPF",
        "450 4.7.1 192.0.2.9 temporarily blocked by greylisting",
    ),
    "authentication": (
        "550 SPF check failed: 192.0.2.9 is not allowed, see http://openspf.org",
        "554 5.7.5 Permanent error evaluating DMARC policy, please contact the sender",
        "550 5.7.1 mail from 192.0.2.9 is denied: SPF",
    ),
    "network": ("451 temporary error, if you are blocked write to postmaster",),
}
"""Replies by what a careful reader takes them for; several with a stroke between, where either is right."""


@pytest.mark.parametrize(("right", "reply"), [(right, reply) for right, replies in OURS.items() for reply in replies])
def test_a_reply_is_of_its_kind(right: str, reply: str) -> None:
    assert understand(reply).coarse in right.split("/")


@pytest.mark.parametrize(
    "reply", [reply for right, replies in OURS.items() if right.split("/")[0] in QUIET for reply in replies]
)
def test_what_is_ordinary_alarms_nobody(reply: str) -> None:
    assert not CLASSES[understand(reply).name].telling


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("550 5.7.1 Rejected as spam. Please publish SPF and sign with DKIM.", "spam"),
        ("550 5.1.1 No such user. If you think that you are blocked, see our blacklist.", "unknown-recipient"),
        ("550 5.7.1 Rejected as spam. Please see https://check.spamhaus.org/ for 192.0.2.25", "address-listed"),
        ("550 5.7.1 Please publish an SPF record.", "spf"),
        ("550 5.7.1 Refused. Please sign with DKIM.", "dkim"),
    ],
)
def test_advice_counts_only_where_no_ordinary_reason_stands_before_it(reply: str, name: str) -> None:
    assert understand(reply).name == name


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("501 qwertz (in reply to RCPT TO command)", "unknown-recipient"),
        ("501 qwertz (in reply to MAIL FROM command)", "sender-domain"),
        ("501 qwertz (in reply to EHLO command)", "helo"),
        ("501 qwertz (in reply to end of DATA command)", "format"),
    ],
)
def test_a_wrong_parameter_is_that_of_the_command(reply: str, name: str) -> None:
    assert understand(f"host mx.example.org[192.0.2.7] said: {reply}").name == name
