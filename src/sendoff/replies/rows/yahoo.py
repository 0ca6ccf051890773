"""Yahoo and AOL, and what moved to them: att.net, comcast.net, verizon.net."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = "*yahoo.com* | *yahooinc.com* | *yahoodns.net* | *mail.yahoo* | *postmaster.aol.com*"
SIGN_MARK = r"\((?:RLY|HVU|CON|DYN|DNS|RTR):[A-Z0-9]{2}\)|\[(?:TSS?\d\d|IPTS\d\d|BL2\d|PH01)\]"
_PAGE = "Yahoo Sender Hub, SMTP error codes (senders.yahooinc.com/smtp-error-codes), 2026"
_AOL = "AOL postmaster, SMTP error codes, 2016"
_HUB = "https://senders.yahooinc.com/"

ROWS = (
    Row("address-listed", mark=r"\[(BL\d\d|TSS07)\]", link="https://check.spamhaus.org/", source=_PAGE,
        next_step="Look the address up at Spamhaus, mend the cause, and be removed there.",
        example="553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.25, because the ip is in "
            "Spamhaus's list; see http://postmaster.yahoo.com/550-bl23.html",
        more=("553 5.7.1 [BL23] Connections not accepted from IP addresses on Spamhaus XBL; see "
              "http://postmaster.yahoo.com/errors/550-bl23.html [550]",
              "553 5.7.1 [TSS07] Connections will not be accepted from 192.0.2.25, because the ip is in "
              "Spamhaus's list; see https://postmaster.yahooinc.com/error-codes")),
    Row("address-blocked", mark=r"\[(TS03|TSS03|TSS09|TSS10|TSS11)\]", link=_HUB, source=_PAGE,
        next_step="Stop sending to Yahoo, mend the cause, then open a ticket at the Sender Hub: `sendoff case "
            "open yahoo`.",
        example="421 4.7.1 [TS03] All messages from 192.0.2.25 will be permanently deferred; Retrying will NOT "
            "succeed. See https://postmaster.yahooinc.com/error-codes",
        more=("553 5.7.2 [TSS09] All messages from 192.0.2.25 will be permanently deferred; Retrying will NOT "
            "succeed. See https://postmaster.yahooinc.com/error-codes",)),
    Row("address-reputation", mark=r"\[(TSS?0\d|IPTS0\d)\]", link=_HUB, source=_PAGE,
        next_step="Send less and more slowly to Yahoo; if it lasts for days, ask at the Sender Hub.",
        example="host mta5.am0.yahoodns.net[67.195.204.72] said: 421 4.7.0 [TSS04] Messages from 192.0.2.25 "
            "temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see "
            "https://postmaster.yahooinc.com/error-codes (in reply to MAIL FROM command)",
        more=("421 4.7.0 [TS02] Messages from 192.0.2.25 temporarily deferred due to user complaints - 4.16.56.1; "
            "see https://postmaster.yahooinc.com/error-codes",
              "421 4.7.0 [TSS05] Messages from 192.0.2.25 temporarily deferred due to unexpected volume or user "
              "complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes",
              "421 4.7.0 [IPTS04] Messages from 192.0.2.25 temporarily deferred due to unexpected volume or user "
              "complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes",
              "421 4.7.0 [TS01] Messages from 192.0.2.25 temporarily deferred due to user complaints - 4.16.55.1; "
              "see https://postmaster.yahooinc.com/error-codes")),
    Row("spam", mark=r"[\[(](PH01)[\])]", source=_PAGE,
        next_step="Look at the message and the links in it: it looks like phishing.",
        example="554 5.7.9 Message not accepted for policy reasons. See "
            "https://postmaster.yahooinc.com/error-codes [PH01]",
        more=("553 5.7.1 [PH01] Email not accepted for policy reasons. Please visit "
              "https://postmaster.yahooinc.com/error-codes",)),
    Row("dkim", mark=r"\b(AU01)\b", source=_PAGE,
        example="554 5.7.5 (AU01) Message not accepted for policy reasons. See "
            "https://postmaster.yahooinc.com/error-codes"),
    Row("dkim", code="5.7.5", source=_PAGE,
        example="host mta5.am0.yahoodns.net[67.195.204.72] said: 554 5.7.5 Message not accepted for policy "
            "reasons (in reply to end of DATA command)"),
    Row("dmarc", code="5.7.9 5.7.1", words="not accepted for policy reasons | policy reasons", link=_HUB, source=_PAGE,
        next_step="Have SPF or DKIM pass for the very domain in From: `sendoff doctor`. Mostly it is DMARC.",
        example="554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes"),
    Row("authentication", words="unauthenticated email is not accepted | unauthenticated email … not accepted",
        source=_PAGE,
        example="550 5.7.9 This mail has been blocked because the sender is unauthenticated. Unauthenticated "
            "email is not accepted from this domain. Yahoo requires all senders to authenticate with either SPF "
            "or DKIM. See https://senders.yahooinc.com/smtp-error-codes"),
    Row("connections", mark=r"\((CON:[A-Z0-9]{2})\)", source=_AOL, example="421 4.7.1 : (CON:B1) "
        "http://postmaster.info.aol.com/errors/421conb1.html"),
    Row("spam", mark=r"\((HVU:[A-Z0-9]{2})\)", source=_AOL, example="554 5.7.1 : (HVU:B1) "
        "http://postmaster.info.aol.com/errors/554hvub1.html"),
    Row("reverse-dns", mark=r"\((DNS:[A-Z0-9]{2})\)", source=_AOL, example="421 4.7.1 : (DNS:NR) "
        "http://postmaster.info.aol.com/errors/421dnsnr.html"),
    Row("address-policy", mark=r"\((RTR:DU)\)", source=_AOL, example="554 5.7.1 : (RTR:DU) "
        "http://postmaster.info.aol.com/errors/554rtrdu.html"),
    Row("address-blocked", mark=r"\(((?:RTR|RLY|DYN):[A-Z0-9]{2})\)", link=_HUB, source=_AOL,
        example="554 5.7.1 : (RTR:BL) http://postmaster.info.aol.com/errors/554rtrbl.html",
        more=("554 5.7.1 : (RLY:B1) http://postmaster.info.aol.com/errors/554rlyb1.html",)),
    Row("disabled-recipient", mark=r"\b(554\.30)\b", source=_PAGE,
        example="554 30 Sorry, your message to nobody@example.org cannot be delivered. This mailbox is disabled "
            "(554.30). - mta4205.mail.gq1.yahoo.com"),
    Row("disabled-recipient", words="this mailbox is disabled | mailbox is disabled | account disabled | not "
        "active", source=_PAGE,
        example="host mta5.am0.yahoodns.net[67.195.204.72] said: 554 delivery error: dd Sorry, your message "
            "cannot be delivered. This mailbox is disabled. (in reply to end of DATA command)"),
    Row("unknown-recipient", words=
        "dd … doesn't have | doesn't have a yahoo | dd this user doesn't have | dd requested mail action"
        " | dd not a valid recipient | not a valid recipient | mailbox unavailable | no such user", source=_PAGE,
        example="554 delivery error: dd This user doesn't have a yahoo.com account (nobody@yahoo.com) [0] - "
        "mta1371.mail.bf1.yahoo.com"),
    Row("full", words="over quota | mailbox full | user over quota | mailbox is full", source=_PAGE,
        example="552 1 Requested mail action aborted, mailbox full - mta4205.mail.gq1.yahoo.com"),
    Row("sender-domain", words="unresolvable | cannot resolve your domain | not exist … soa | does not resolve"
        " | unable to resolve", code="451 550 553 554", source=_PAGE,
        example="451 Message temporarily deferred due to unresolvable RFC.5321 from domain; see "
        "https://senders.yahooinc.com/smtp-error-codes",
        more=("554 Message not allowed - Unresolvable RFC.5321 From domain: example.net; see "
              "https://senders.yahooinc.com/smtp-error-codes",)),
    Row("sender-domain", words="unresolvable", source=_PAGE,
        example="501 5.1.8 sender domain unresolvable; see https://senders.yahooinc.com/smtp-error-codes"),
    Row("format", words="headers are not properly formatted | malformed | rfc 5322 | unexpected header", source=_PAGE,
        example="554 Message not allowed - Headers are not RFC compliant: malformed From; see "
        "https://senders.yahooinc.com/smtp-error-codes"),
    Row("connections", words="max connections | too many connections | connections per | concurrent connection*",
        source=_PAGE,
        example="421 Max connections exceeded for 192.0.2.25; see https://senders.yahooinc.com/smtp-error-codes"),
    Row("rate", words="excessive volume | too many … recipients | too many messages", source=_PAGE,
        example="451 Too many messages from 192.0.2.25 in this session; see "
            "https://senders.yahooinc.com/smtp-error-codes"),
    Row("address-reputation", words="temporarily deferred", code="421 451", link=_HUB, source=_PAGE,
        next_step="Send less and more slowly to Yahoo; if it lasts for days, ask at the Sender Hub.",
        example="421 Message from (192.0.2.25) temporarily deferred - 4.16.50. Please refer to "
        "http://postmaster.yahoo.com/errors/postmaster-21.html"),
)  # fmt: skip
