"""Any server: what is said of this side, in words that also occur of recipients, so asked before those.

A limit of sending is no full mailbox, "your account" is the sender's, and an address in figures is this server's.
"""

from __future__ import annotations

from sendoff.replies.phrases import pairs
from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

_SENDING = (
    "sending | outgoing | outbound | relay | relaying | submission | daily | hourly | weekly | monthly"
    " | per day | per hour | per month | versand | envoi | envio | invio | verzend*"
)
_LIMIT = (
    "limit | limits | quota | quotas | allotment | allowance | allocation | credit | credits | threshold"
    " | kontingent | limite | cuota"
)
_PER = (
    "per day | per hour | per minute | per month | number of messages"
    " | number of mails | number of emails | number of recipients"
)
_CLOSED = (
    "disabled | suspended | blocked | locked | deactivated | inactive | not active | expired | restricted"
    " | terminated | banned | frozen | not allowed | not permitted | not enabled | not activated | not authorized"
    " | not authorised | cancelled | on hold"
)
_SENT_FROM = (
    "ip | ips | 0.0.0.0 | sending host | sending server | sending mail server | sending system | sender s server"
    " | sender host | sender s host | your server | your mail server | your host"
)
_LISTED = (
    "blacklist* | black list* | blocklist* | block list* | blocked list | denylist* | deny list | is banned"
    " | been banned | temporarily banned | watch list | watchlist | poor history | bad history | blocking list"
    " | reject list | internal list | local list | removal from"
)
_BLOCKED = (
    "is blocked | are blocked | been blocked | currently blocked | temporarily blocked | is denied | been denied"
    " | is filtered | been filtered"
)
_OF_CONTENT = (
    "attachment* | content* | link | links | url | urls | virus* | malware | keyword* | subject | greylist*"
    " | dmarc | dkim"
)
_OF_RECIPIENT = (
    "user | users | mailbox* | account | accounts | recipient* | your list | mailing list | unsubscribe | owner"
)
_OF_PROOF = "spf | ptr | rdns | reverse dns | helo"
_OF_SIZE = (
    "his mailbox | recipient s mailbox | mailbox is | mailbox over | is over quota | storage | disk | space | size | mb"
    " | kb | megabyte* | larger"
)
_BY_RECIPIENT = " | ".join(
    f"{refused} by {whom}"
    for refused in ("rejected", "blocked", "refused", "denied", "disabled", "declined", "blacklisted", "filtered")
    for whom in ("recipient*", "the recipient*", "user", "users", "this user", "the user", "its owner", "the owner")
)

ROWS = (
    Row("malware", source=_SEEN,
        words="contains a virus | contains virus | contains malware | blocked … virus | blocked … malware",
        example="550 Message from 192.0.2.25 has been blocked: it contains a virus",
        more=("554 5.7.1 Message contains a virus (Eicar-Test-Signature)",
              "550 5.7.1 This message contains malware")),
    Row("spam", source=_SEEN,
        words="blocked because … content | contains spam | classified as spam | detected as spam | identified as spam"
            " | considered spam | considered as spam | spam classification"
            " | fortiguard antispam | fortispam* | blocking url",
        example="550 Message from 192.0.2.25 is blocked, since it was identified as spam"),
    Row("connections", source=_SEEN,
        words="too many connections | to many connections | too many concurrent | too many simultaneous"
            " | too many sessions | too many open connections | too many open sessions | too many parallel"
            " | too many smtp connections | too many smtp sessions | too many concurrent smtp"
            " | thread limit | concurrent … limit | connections limit | session limit"
            " | opened too many | opens too many",
        example="421 #4.4.5 Too many connections from your host",
        more=("421 4.7.0 mx.example.org Error: too many connections from 192.0.2.25",
              "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded",)),
    Row("recipient-rate", source=_SEEN,
        words="recipient … hourly limit | recipient … daily limit | recipient … receiving limit"
            " | recipient … receive limit | receiving limit | receive limit"
            " | received too many | received too much | receiving too many | receiving too much",
        example="450 4.2.1 The recipient has exceeded the hourly receiving limit"),
    Row("full", source=_SEEN, words="message quota exceeded … mailbox | mailbox … storage limit | storage limit",
        example="552 5.2.2 The account has exceeded its storage limit"),
    Row("rate", source=_SEEN, unless=_OF_SIZE,
        words=f"{pairs(_SENDING, _LIMIT)} | {pairs(_LIMIT, _PER)} | recipient limit | recipients limit"
            " | hour limit | hours limit | day limit | message recipients … limit"
            " | limit … recipients | limit* … your account | quota … your account | your account … limit*"
            " | your account … quota | your account … credit* | your quota | your limit | over your … quota"
            " | outmail quota | account … message quota | over message quota | message quota"
            " | messages quota | message* … permitted a day | sent more than | sends more than | sent too many"
            " | sent to many | sent to too many | sending to too many | send to too many"
            " | limit of your … plan | limit for sending | limit* … outgoing | limit* … outbound | number of outgoing"
            " | number of sent | max emails | max mails | messages out of"
            " | rate limit | rate limits | message rate | submission rate | messages per hour | mails per hour"
            " | emails per hour | recipients per hour | per hour | per minute | sending quota"
            " | quota exceeded messages | quota … mails in | quota exceeded mails | unusual sending"
            " | throttling | numerous attempts | too many invalid recipients"
            " | too many unknown recipients | too many unknown rcpt | try again slower"
            " | mail rate | sent mail to too many | too many different | too many domains | too many recipients"
            " | too many messages from | too many mails from | too many emails from | too many messages per"
            " | too many messages in … hour* | too many messages in … minutes | too many messages in a"
            " | different domains in | different recipients in",
        example="550 User info@example.net has exceeded its 24-hour sending limit. Messages to 500 recipients out "
            "of 500 allowed have been sent.",
        more=("471 4.7.1 <info@example.net>: The limits for your account are exceeded. Please try again later.",
              "452 4.5.3 Too many recipients",
              "552 Message would take you over your relay quota of 500 Current quota used: 487",
              "421 Domain example.net is not allowed to send: recipient limit exceeded, try again later",
              "450 4.2.1 Sender ip address rejected: You sent to many mails from different domains in the last 10 "
              "minutes")),
    Row("sender-refused", source=_SEEN,
        words=f"{pairs('your account | your mailbox | your membership | your subscription', _CLOSED)}"
            " | sending is disabled | sending is suspended | sending is not enabled | sending is blocked"
            " | sending has been disabled | sending has been suspended | sending has been blocked"
            " | sending … from this account … disabled | sending from this account | disabled for sending"
            " | suspended for sending | blocked for outgoing | sending disabled | sending suspended"
            " | outgoing … suspended | outgoing … disabled | outbound … disabled | outbound … suspended"
            " | outbound mail is | outgoing mail is"
            " | outboundspamexception | bad outbound sender | same as authorization | same as the authorization"
            " | same as authenticat* | same as the authenticat* | same as login | same as the login"
            " | match … authorization user | match … authenticated | match … authentication | match … login"
            " | match … account you | match … logged in | conform with authentication"
            " | tenant allow block list | tenant allow",
        example="554 5.7.1 Outbound sending is disabled for this account",
        more=("501 mail from address must be same as authorization user",
              "436 \"MAIL FROM\" doesn't conform with authentication",
              "552 Your account has been suspended. Please contact us to reactivate",
              "550 Outgoing mail from \"info@example.net\" has been suspended.",
              "550 5.7.703 Your message can't be delivered because messages to someone@example.org are blocked by "
              "your organization using Tenant Allow Block List.")),
    Row("recipient-policy", source=_SEEN,
        words="receiver denied | receiver has denied | denied by the receiver | closed system"
            " | no mail enabled subscriptions | local user only | local users only | by local users"
            " | from local users | internal users"
            " | for internal mail | internal mail only | internal senders | from internal | only … authenticated users"
            " | authenticated users only | rule imposed | user s reject list"
            " | not subscribed to that | not subscribed to this | not subscribed to the | is not subscribed"
            " | are not subscribed | blacklisted user | this user s block*"
            f" | {_BY_RECIPIENT}",
        example="550 Rule imposed mailbox access for someone@example.org refused",
        more=("510 5.1.1 Your email address, info@example.net, is not subscribed to that group.",
              "550 Requested action not taken: Local user only", "554 5.7.1 Disabled by user from hPanel")),
    Row("sender-domain", source=_SEEN,
        words="account or domain may not exist | may not exist … may be blacklisted | unable to verify sender"
            " | unable to verify the sender | verify sender | verify the sender | verifying sender"
            " | verification of sender | verification of the sender | sender verify | sender verification"
            " | sender … could not be verified | callback to sender | callout to sender | sender callback"
            " | sender address syntax | sender s address … syntax | sender s mailbox … syntax | sender syntax"
            " | malformed sender | sender … malformed | sender … badly formatted | missing domain in sender"
            " | sender … missing domain | sender domain must | sender address must contain | sender address … illegal"
            " | illegal sender | mail from syntax | mail from … syntax",
        example="550-Verification failed for <web@host.example.net> 550-Unrouteable address 550 unable to verify "
            "sender address",
        more=("550-The mail server could not deliver mail to info@example.net. 550-The account or domain may not "
              "exist, they may be blacklisted, or missing 550 the proper dns entries.",
              "501 5.1.7 Bad sender address syntax", "550 Sender verify failed",
              "501 info: sender address must contain a domain")),
    Row("address-listed", source=_SEEN, blocked="address", unless="not listed | user | link | url | domain | domains",
        words="rbl* | dnsbl* | dnsrbl* | blackholes* | ubl.* | relays.ordb*"
            " | rejected … listed at | listed at | sender … black list at | host … black list at",
        example="550 The sender is in a black list rbl.example.org",
        more=("550 5.7.1 Rejected: mail.example.net listed at relays.ordb.org",)),
    Row("address-blocked", source=_SEEN, unless=_OF_CONTENT,
        words=f"{pairs(_SENT_FROM, _LISTED)} | list of blocked hosts | list of blocked ips | bad senders"
            " | too many failed … blocked | blocked … too many failed | spam blocking list | spam origin*"
            " | origin of spam",
        example="550-Message rejected because [192.0.2.25]:10503 is blacklisted see Blocked - 550 Too many failed "
            "logins",
        more=("550 5.7.1 - This message has been blocked because the sender's IP address is blacklisted",)),
    Row("address-blocked", source=_SEEN, unless=f"{_OF_CONTENT} | {_OF_RECIPIENT} | {_OF_PROOF}",
        words=f"{pairs(_SENT_FROM, _BLOCKED)} | register your ip | register … ip | request removal"
            " | removal request | removal form | for removal | for delisting | request delisting | delist"
            " | delisting | unblock | removal of the block",
        example="554 5.7.1 Your IP 192.0.2.25 has been blocked",
        more=("421 4.3.2 Your IP(192.0.2.25) is filtered and this connection will be closed. You must register your "
              "IP to postmaster@example.org",
              "571 Mail of your server is refused. Visit http://www.example.org/whitelist and request removal of "
              "the block.")),
    Row("format", source=_SEEN, words="conversion failure | comply with standards | comply with required"
        " | comply with rfc*"
        " | malformed … header | header … malformed | address in header"
        " | address in from | header … syntax", example="550 5.6.0 Malformed address in From: header",
        more=("550 5.7.1 Messages missing a valid address in From: header are not accepted",)),
    Row("helo", code="501 504", source=_SEEN, words="helo | ehlo"
        " | dns says", example="501 #5.0.0 EHLO requires domain address",
        more=("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
              "501 Syntactically invalid HELO argument(s)")),
    Row("unknown-recipient", source=_SEEN,
        words="malformed address | malformed recipient | malformed local part | missing or malformed | malformed rcpt"
            " | recipient … malformed | recipient … badly formatted | recipient is badly | bad address syntax"
            " | bad recipient address syntax | recipient address syntax | recipient syntax | rcpt to syntax"
            " | rcpt syntax | invalid address format | illegal recipient | nosuchuser | no such user"
            " | bad destination mailbox address syntax | address malformed",
        example="501 <>: missing or malformed local part",
        more=("550 No such user here", "501 Malformed address",
              "554 Hi [192.0.2.1], 5.0.0 unresolvable address: <someone@example.org>; nosuchuser; "
              "someone@example.org")),
)  # fmt: skip
