"""Every row of the table of known replies, each code and mark that it names, in a whole reply as it comes."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sendoff.replies.classes import CLASSES
from sendoff.replies.understanding import understand

OLC = "hotmail-com.olc.protection.outlook.com[52.101.73.4]"
EOP = "example-org.mail.protection.outlook.com[52.101.73.5]"
GMAIL = "gmail-smtp-in.l.google.com[142.250.102.27]"
YAHOO = "mta5.am0.yahoodns.net[67.195.204.72]"
APPLE = "mx01.mail.icloud.com[17.57.154.33]"
PPHOSTED = "mx0a-00000001.pphosted.com[148.163.1.1]"
BARRACUDA = "d12345.a.ess.uk.barracudanetworks.com[35.176.92.96]"
GMX = "mx00.gmx.net[212.227.15.10]"
TELEKOM = "mx00.t-online.de[194.25.134.8]"
ORANGE = "smtp-in.orange.fr[80.12.26.32]"
MIMECAST = "eu-smtp-inbound-1.mimecast.com[195.130.217.221]"
CISCO = "mx1.hc123-45.iphmx.com[68.232.1.1]"
ANY = "mx.example.org[192.0.2.7]"

MAIL, RCPT, DATA = (
    " (in reply to MAIL FROM command)",
    " (in reply to RCPT TO command)",
    " (in reply to end of DATA command)",
)
NEAR = "[AM7EUR06FT032.eop-eur06.prod.protection.outlook.com 2026-11-23T10:00:00.000Z 08DE1A2B3C4D5E6F]"
GSMTP = "ffacd0b85a97d-3a1b2c3d4e5si12345678f8f.123 - gsmtp"
BLOCKED = (
    "550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. Please contact your Internet service provider "
    "since part "
    "of their network is on our block list ({0}). You can also refer your provider to "
    "http://mail.live.com/mail/troubleshooting.aspx#errors. " + NEAR
)
LIMITED = "451 {1} The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. ({0}) " + NEAR
SENT = "Unfortunately, messages from 192.0.2.25 weren't sent."
MICROSOFT_LIST = (
    "550 5.7.1 Service unavailable, {0} blocked using Spamhaus. To request removal see https://www.spamhaus.org/ ({1}) "
)


class Known(NamedTuple):
    """A reply with what is to be understood of it; `code` is the provider's own, `blocked` what is named as blocked."""

    row: int
    host: str
    reply: str
    name: str
    provider: str | None
    code: str | None = None
    blocked: str | None = None
    who: str = ""
    greeting: bool = False

    @property
    def logged(self) -> str:
        """The reply as Postfix logs it."""
        if not self.host:
            return self.reply
        return f"host {self.host} {'refused to talk to me' if self.greeting else 'said'}: {self.reply}"


IP = "192.0.2.25"
KNOWN = (
    Known(1, OLC, BLOCKED.format("S3140") + MAIL, "address-blocked", "microsoft", "S3140", IP),
    Known(2, OLC, BLOCKED.format("S3150") + MAIL, "address-blocked", "microsoft", "S3150", IP),
    Known(2, OLC, BLOCKED.format("AS3150") + MAIL, "address-blocked", "microsoft", "AS3150", IP),
    *(
        Known(3, OLC, LIMITED.format(code, "4.7.650") + MAIL, "address-reputation", "microsoft", code, IP)
        for code in ("S775", "S843", "S3113")
    ),
    Known(3, OLC, LIMITED.format("S9999", "4.7.650") + MAIL, "address-reputation", "microsoft", None, IP),
    Known(4, OLC, LIMITED.format("S3114", "4.7.651") + MAIL, "address-reputation", "microsoft", "S3114", IP),
    Known(
        5,
        OLC,
        f"451 4.7.652 The mail server [{IP}] has exceeded the maximum number of connections. {NEAR}{MAIL}",
        "connections",
        "microsoft",
        None,
        IP,
    ),
    Known(
        6,
        EOP,
        f"451 4.7.500 Server busy. Please try again later from [{IP}]. (AS843) {NEAR}{RCPT}",
        "rate",
        "microsoft",
        "AS843",
    ),
    Known(
        6,
        EOP,
        f"451 4.7.500 Server busy. Please try again later from [{IP}]. (AS77712004) {NEAR}{RCPT}",
        "rate",
        "microsoft",
        "AS77712004",
    ),
    Known(6, EOP, f"451 4.7.500 Server busy. Please try again later from [{IP}]. {NEAR}{RCPT}", "rate", "microsoft"),
    Known(7, EOP, f"451 4.7.700 PFA agent busy, please try again. {NEAR}{DATA}", "receiver-trouble", "microsoft"),
    *(
        Known(
            8,
            OLC,
            f"421 {code} (SNT004-MC1F3) {SENT} Please try again. {what}{MAIL}",
            "address-reputation",
            "microsoft",
            code,
        )
        for code, what in (
            ("RP-001", "We have limits for how many messages can be sent per hour and per day."),
            ("RP-002", "We have limits for this connection."),
            ("RP-003", "The connection limit was exceeded."),
        )
    ),
    *(
        Known(
            9,
            OLC,
            f"550 {code} (COL004-MC1F6) {SENT} Mail rejected by Outlook.com for policy reasons. Reasons for "
            "rejection may be "
            f"related to content with spam-like characteristics or IP/domain reputation.{DATA}",
            "spam",
            "microsoft",
            code,
            who="operator",
        )
        for code in ("SC-001", "OU-002")
    ),
    Known(
        10,
        OLC,
        f"550 SC-002 (BAY004-MC3F5) Mail rejected by Outlook.com for policy reasons. The mail server IP connecting to "
        f"Outlook.com has exhibited namespace mining behavior.{MAIL}",
        "address-blocked",
        "microsoft",
        "SC-002",
    ),
    Known(
        11,
        OLC,
        "550 SC-003 (BAY004-MC3F5) Mail rejected by Outlook.com for policy reasons. Your IP address appears to be "
        "an open "
        f"proxy/relay.{MAIL}",
        "address-blocked",
        "microsoft",
        "SC-003",
    ),
    Known(
        12,
        OLC,
        "550 SC-004 (BAY004-MC3F5) Mail rejected by Outlook.com for policy reasons. A block has been placed against "
        "your IP "
        f"address because we have received complaints concerning mail coming from that IP address.{MAIL}",
        "address-reputation",
        "microsoft",
        "SC-004",
    ),
    Known(
        13,
        OLC,
        f"550 DY-001 (SNT004-MC1F7) {SENT} We generally do not accept email from dynamic IP's.{MAIL}",
        "address-policy",
        "microsoft",
        "DY-001",
        IP,
    ),
    Known(
        13,
        OLC,
        f"550 DY-002 (SNT004-MC1F7) {SENT} The likely cause is a compromised or virus infected server.{MAIL}",
        "address-blocked",
        "microsoft",
        "DY-002",
        IP,
    ),
    Known(
        14,
        OLC,
        f"550 OU-001 (SNT004-MC3F14) {SENT} The IP is blocked by Spamhaus.{MAIL}",
        "address-listed",
        "microsoft",
        "OU-001",
        IP,
    ),
    Known(
        15,
        OLC,
        "550 5.7.515 Access denied, sending domain example.net doesn't meet the required authentication level. "
        f"{NEAR}{DATA}",
        "authentication",
        "microsoft",
        None,
        "example.net",
    ),
    Known(
        16,
        OLC,
        "550 5.7.509 Access denied, sending domain example.net does not pass DMARC verification and has a DMARC "
        "policy of "
        f"reject. {NEAR}{DATA}",
        "dmarc",
        "microsoft",
        None,
        "example.net",
    ),
    Known(
        17,
        EOP,
        f"550 5.7.23 The message was rejected because of Sender Policy Framework violation {NEAR}{DATA}",
        "spf",
        "microsoft",
    ),
    Known(
        18,
        EOP,
        "450 4.7.26 Service does not accept messages sent over IPv6 [2001:db8::25] unless they pass either SPF or "
        "DKIM "
        f"validation (message not signed) {NEAR}{DATA}",
        "authentication",
        "microsoft",
    ),
    Known(
        18,
        EOP,
        "550 5.7.25 Service unavailable, sending IPv6 address [2001:db8::25] must have reverse DNS record "
        f"{NEAR}{MAIL}",
        "reverse-dns",
        "microsoft",
        None,
        "2001:db8::25",
    ),
    Known(
        18,
        EOP,
        f"550 5.7.510 Access denied, example.org does not accept email over IPv6 {NEAR}{RCPT}",
        "address-policy",
        "microsoft",
    ),
    *(
        Known(
            19,
            EOP,
            f"550 5.7.{code} Access denied, banned sending IP [{IP}]. To request removal from this list please visit "
            f"https://sender.office.com/ and follow the directions. {NEAR}{RCPT}",
            "address-blocked",
            "microsoft",
            None,
            IP,
        )
        for code in (606, 620, 649)
    ),
    Known(
        20,
        EOP,
        f"550 5.7.511 Access denied, banned sender[{IP}]. To request removal from this list please forward this "
        "message to "
        f"delist@messaging.microsoft.com. {NEAR}{RCPT}",
        "address-blocked",
        "microsoft",
        None,
        IP,
    ),
    Known(
        21,
        EOP,
        MICROSOFT_LIST.format(f"Client host [{IP}]", "AS16012611") + NEAR + RCPT,
        "address-listed",
        "microsoft",
        "AS16012611",
        IP,
    ),
    Known(
        21,
        EOP,
        MICROSOFT_LIST.format("HELO domain [mail.example.net]", "S8001") + NEAR + RCPT,
        "domain-listed",
        "microsoft",
        "S8001",
        "mail.example.net",
        "operator",
    ),
    Known(
        21,
        EOP,
        MICROSOFT_LIST.format("MailFrom domain [example.net]", "S8002") + NEAR + RCPT,
        "domain-listed",
        "microsoft",
        "S8002",
        "example.net",
    ),
    Known(
        22,
        EOP,
        f"550 5.7.513 Service unavailable, Client host [{IP}] blocked by recipient domain using Customer Block list. "
        f"{NEAR}"
        f"{RCPT}",
        "recipient-policy",
        "microsoft",
    ),
    Known(22, EOP, f"550 5.7.507 Access denied, rejected by recipient {NEAR}{RCPT}", "recipient-policy", "microsoft"),
    Known(
        22,
        EOP,
        f"550 5.7.1 Service unavailable, Client host [{IP}] blocked using Customer Block list (AS16012607) "
        f"{NEAR}{RCPT}",
        "recipient-policy",
        "microsoft",
        "AS16012607",
    ),
    Known(
        23, EOP, f"550 5.7.705 Access denied, tenant has exceeded threshold {NEAR}{RCPT}", "sender-refused", "microsoft"
    ),
    Known(
        23,
        EOP,
        f"550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. {NEAR}{RCPT}",
        "address-policy",
        "microsoft",
    ),
    Known(
        24, EOP, f"550 5.4.1 Recipient address rejected: Access denied. {NEAR}{RCPT}", "unknown-recipient", "microsoft"
    ),
    Known(
        25,
        EOP,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient nobody@example.org not found by SMTP address lookup "
        f"{NEAR}"
        f"{DATA}",
        "unknown-recipient",
        "microsoft",
    ),
    Known(
        25,
        OLC,
        f"550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). {NEAR}{RCPT}",
        "unknown-recipient",
        "microsoft",
    ),
    Known(
        26,
        EOP,
        f"554 5.2.121 Recipient's per hour message receive limit from specific sender exceeded {NEAR}{DATA}",
        "recipient-rate",
        "microsoft",
    ),
    Known(
        26,
        EOP,
        "554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour. "
        f"{NEAR}"
        f"{DATA}",
        "recipient-rate",
        "microsoft",
    ),
    Known(27, EOP, f"550 5.7.506 Access denied, bad HELO {NEAR}{MAIL}", "helo", "microsoft"),
    Known(
        28,
        GMAIL,
        "550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all "
        "senders "
        "to authenticate with either SPF or DKIM. 550-5.7.26 Authentication results: 550-5.7.26 DKIM = did not pass "
        "550-5.7.26 SPF "
        f"[example.net] with ip: [{IP}] = did not pass 550-5.7.26 For instructions on setting up authentication, go "
        "to 550 5.7.26 "
        f"https://support.google.com/mail/answer/81126#authentication {GSMTP}{DATA}",
        "authentication",
        "google",
        None,
        "example.net",
    ),
    Known(
        29,
        GMAIL,
        "550-5.7.26 The MAIL FROM domain [example.net] has an SPF record with a hard fail policy (-all) but it "
        "fails to "
        f"pass SPF checks with the ip: [{IP}]. 550 5.7.26 https://support.google.com/mail/answer/81126 {GSMTP}{DATA}",
        "spf",
        "google",
        None,
        "example.net",
    ),
    Known(
        30,
        GMAIL,
        "550-5.7.26 Unauthenticated email from example.net is not accepted due to domain's DMARC policy. Please "
        "contact the "
        "administrator of example.net domain. 550 5.7.26 https://support.google.com/mail/?p=DmarcRejection "
        f"{GSMTP}{DATA}",
        "dmarc",
        "google",
        None,
        "example.net",
    ),
    Known(
        30,
        GMAIL,
        "451-4.7.26 Unauthenticated email from example.net is not accepted due to domain's DMARC policy, but "
        "temporary DNS "
        f"failures prevent authentication. 451 4.7.26 https://support.google.com/mail/answer/81126 {GSMTP}{DATA}",
        "dmarc",
        "google",
        None,
        "example.net",
    ),
    *(
        Known(
            31,
            GMAIL,
            f"{reply}.7.{code} Your email has been {what} because of {why}. {reply.replace('-', ' ')}.7.{code} "
            f"https://support.google.com/mail/answer/81126 {GSMTP}{DATA}",
            name,
            "google",
        )
        for code, why, name in (
            (27, "SPF authentication that didn't pass", "spf"),
            (30, "DKIM authentication that didn't pass", "dkim"),
            (32, "a From: header that isn't aligned", "dmarc"),
            (40, "a missing DMARC record", "dmarc"),
            (29, "no TLS connection", "tls"),
        )
        for reply, what in (("421-4", "rate limited"), ("550-5", "blocked"))
    ),
    Known(
        32,
        GMAIL,
        f"550-5.7.25 [{IP}] The IP address sending this message does not have a PTR record setup. 550 5.7.25 "
        f"https://support.google.com/mail/answer/81126#ip-practices {GSMTP}{DATA}",
        "reverse-dns",
        "google",
        None,
        IP,
    ),
    Known(
        32,
        GMAIL,
        "451-4.7.23 The IP address sending this message does not have a PTR record, or the PTR record's forward DNS "
        "entry "
        f"doesn't match the sending IP address [{IP}]. 451 4.7.23 https://support.google.com/mail/answer/81126 "
        f"{GSMTP}{DATA}",
        "reverse-dns",
        "google",
        None,
        IP,
    ),
    *(
        Known(
            33,
            GMAIL,
            f"{code} The SPF record of the sending domain has one or more suspicious entries. "
            f"https://support.google.com/mail/answer/81126 {GSMTP}{DATA}",
            "spf",
            "google",
        )
        for code in ("421 4.7.24", "550 5.7.24")
    ),
    *(
        Known(
            34,
            GMAIL,
            f"421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your {what}. To "
            "protect our "
            "users from spam, mail has been temporarily rate limited. 421 4.7.28 "
            f"https://support.google.com/mail/?p=UnsolicitedRateLimitError {GSMTP}{DATA}",
            "rate",
            "google",
        )
        for what in (
            "IP address [192.0.2.25]",
            "IP Netblock [192.0.2.0/24]",
            "DKIM domain [example.net]",
            "SPF domain [example.net]",
            "URL domain [example.net]",
            "Message-ID",
        )
    ),
    Known(
        35,
        GMAIL,
        "550-5.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address "
        f"[{IP}]. "
        f"550 5.7.28 https://support.google.com/mail/?p=UnsolicitedIPError {GSMTP}{DATA}",
        "address-reputation",
        "google",
        None,
        IP,
    ),
    *(
        Known(
            36,
            GMAIL,
            f"{code} [{IP}] Gmail has detected that this message is likely suspicious due to the very low reputation "
            "of the "
            f"sending {what}. https://support.google.com/mail/answer/188131 {GSMTP}{DATA}",
            name,
            "google",
        )
        for code in ("550 5.7.1", "421 4.7.0")
        for what, name in (("IP address", "address-reputation"), ("domain", "domain-reputation"))
    ),
    Known(
        37,
        GMAIL,
        f"550-5.7.1 [{IP}      12] Our system has detected that this message is 550-5.7.1 likely unsolicited mail. "
        "To reduce "
        "the amount of spam sent to Gmail, 550-5.7.1 this message has been blocked. Please visit 550 5.7.1 "
        f"https://support.google.com/mail/?p=UnsolicitedMessageError {GSMTP}{DATA}",
        "spam",
        "google",
    ),
    Known(
        38,
        GMAIL,
        "550-5.7.1 [2001:db8::25] Our system has detected that this message does not meet IPv6 sending guidelines "
        "regarding "
        f"PTR records and authentication. 550 5.7.1 https://support.google.com/mail/?p=IPv6AuthError {GSMTP}{DATA}",
        "reverse-dns",
        "google",
        None,
        "2001:db8::25",
    ),
    Known(
        39,
        GMAIL,
        f"550-5.7.1 [{IP}] The IP you're using to send mail is not authorized to send email directly to our servers. "
        "Please "
        "use the SMTP relay at your service provider instead. 550 5.7.1 "
        "https://support.google.com/mail/?p=NotAuthorizedError "
        f"{GSMTP}{DATA}",
        "address-policy",
        "google",
        None,
        IP,
    ),
    *(
        Known(
            40,
            GMAIL,
            f"550-5.7.1 [{IP}] {what} 550 5.7.1 https://support.google.com/mail/?p=RfcMessageNonCompliant "
            f"{GSMTP}{DATA}",
            "format",
            "google",
        )
        for what in (
            "Messages missing a valid address in From: header are not accepted.",
            "Messages missing a valid Message-ID header are not accepted.",
            "This message is not RFC 5322 compliant. There are multiple From headers.",
            "This message has duplicate Subject headers.",
        )
    ),
    *(
        Known(41, GMAIL, f"{reply} https://support.google.com/mail/?p=NoSuchUser {GSMTP}{RCPT}", name, "google")
        for reply, name in (
            ("550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1", "unknown-recipient"),
            ("550-5.2.1 The email account that you tried to reach is inactive. 550 5.2.1", "disabled-recipient"),
            ("450-4.2.1 The user you are trying to contact is receiving mail too quickly. 450 4.2.1", "recipient-rate"),
            ("452-4.2.2 The recipient's inbox is out of storage space. 452 4.2.2", "full"),
            ("552-5.2.2 The email account that you tried to reach is over quota. 552 5.2.2", "full"),
            ("552-5.3.4 Your message exceeded Google's message size limits. 552 5.3.4", "size"),
            (
                "552-5.7.0 This message was blocked because its content presents a potential security issue. 552 5.7.0",
                "attachment",
            ),
        )
    ),
    Known(42, GMAIL, f"421 4.7.0 TLS required for RCPT domain, closing connection. {GSMTP}{RCPT}", "tls", "google"),
    *(
        Known(
            43,
            YAHOO,
            f"421 4.7.0 [{code}] Messages from {IP} temporarily deferred due to unexpected volume or user complaints - "
            f"4.16.55.1; see https://postmaster.yahooinc.com/error-codes{MAIL}",
            "address-reputation",
            "yahoo",
            code,
            IP,
        )
        for code in ("TSS04", "TS02", "TSS05", "IPTS04")
    ),
    Known(
        43,
        YAHOO,
        f"421 4.7.0 [TS01] Messages from {IP} temporarily deferred due to user complaints{MAIL}",
        "address-reputation",
        "yahoo",
        "TS01",
        IP,
    ),
    *(
        Known(
            44,
            YAHOO,
            f"{code} [{mark}] All messages from {IP} will be permanently deferred; Retrying will NOT succeed. See "
            f"https://postmaster.yahooinc.com/error-codes{MAIL}",
            "address-blocked",
            "yahoo",
            mark,
            IP,
        )
        for code, mark in (("421 4.7.1", "TS03"), ("553 5.7.2", "TSS09"))
    ),
    *(
        Known(
            45,
            YAHOO,
            f"553 5.7.1 [{code}] Connections will not be accepted from {IP}, because the ip is in Spamhaus's "
            f"list{MAIL}",
            "address-listed",
            "yahoo",
            code,
            IP,
        )
        for code in ("BL21", "BL23", "TSS07")
    ),
    Known(
        46,
        YAHOO,
        f"554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes{DATA}",
        "dmarc",
        "yahoo",
    ),
    Known(
        46,
        YAHOO,
        "553 5.7.1 [PH01] Email not accepted for policy reasons. See "
        f"https://postmaster.yahooinc.com/error-codes{DATA}",
        "spam",
        "yahoo",
        "PH01",
    ),
    Known(
        47,
        YAHOO,
        "554 5.7.5 (AU01) Message not accepted for policy reasons. See "
        f"https://postmaster.yahooinc.com/error-codes{DATA}",
        "dkim",
        "yahoo",
        "AU01",
    ),
    Known(
        48,
        YAHOO,
        f"554 delivery error: dd This user doesn't have a yahoo.com account (nobody@yahoo.com) [0] - "
        f"mta1371.mail.bf1.yahoo.com{DATA}",
        "unknown-recipient",
        "yahoo",
    ),
    Known(
        48,
        YAHOO,
        f"554 30 Sorry, your message to nobody@example.org cannot be delivered. This mailbox is disabled (554.30). - "
        f"mta4205.mail.gq1.yahoo.com{DATA}",
        "disabled-recipient",
        "yahoo",
        "554.30",
    ),
    *(
        Known(
            49,
            YAHOO,
            f"{code} Message not allowed - unresolvable RFC.5321 from domain; see "
            f"https://senders.yahooinc.com/smtp-error-codes{MAIL}",
            "sender-domain",
            "yahoo",
        )
        for code in ("451", "554")
    ),
    *(
        Known(
            50,
            APPLE,
            f"{code} 5.7.1 [CS01] Message rejected due to local policy. Please visit "
            f"https://support.apple.com/102322{DATA}",
            "address-blocked",
            "apple",
            "CS01",
        )
        for code in ("550", "554")
    ),
    Known(
        51,
        APPLE,
        "421 4.7.1 [HCM1] Message deferred due to excessive volume. Please visit "
        f"https://support.apple.com/102322{DATA}",
        "rate",
        "apple",
        "HCM1",
    ),
    Known(
        52,
        APPLE,
        "554 5.7.1 Your message was rejected due to example.net's DMARC policy. See "
        f"https://support.apple.com/102322{DATA}",
        "dmarc",
        "apple",
    ),
    Known(
        52,
        APPLE,
        f"550 5.7.1 Your email was rejected because the domain example.net is listed in the Spamhaus DBL.{DATA}",
        "domain-listed",
        "apple",
        None,
        "example.net",
    ),
    *(
        Known(53, PPHOSTED, f"554 Blocked - see {url}{IP}", "address-blocked", "proofpoint", None, IP, greeting=True)
        for url in (
            "https://support.proofpoint.com/dnsbl-lookup.cgi?ip=",
            "https://ipcheck.proofpoint.com/?ip=",
            "https://prs.proofpoint.com/?ip=",
        )
    ),
    *(
        Known(
            54,
            ANY,
            f"554 5.7.1 Service unavailable; Client host [{IP}] blocked using {zone}{RCPT}",
            "address-listed",
            provider,
            None,
            IP,
        )
        for zone, provider in (
            ("zen.spamhaus.org", "spamhaus"),
            ("b.barracudacentral.org", "barracuda"),
            ("bl.spamcop.net", "spamcop"),
            ("csi.cloudmark.com", "cloudmark"),
        )
    ),
    *(
        Known(
            55,
            ANY,
            f"550 5.7.1 The domain example.net is listed by {zone}{DATA}",
            "domain-listed",
            provider,
            None,
            "example.net",
        )
        for zone, provider in (
            ("dbl.spamhaus.org", "spamhaus"),
            ("black.uribl.com", "uribl"),
            ("multi.surbl.org", "surbl"),
        )
    ),
    *(
        Known(
            56,
            ANY,
            f"554 5.7.1 Service unavailable; Client host [{IP}] blocked using {zone}{RCPT}",
            "receiver-broken",
            None,
        )
        for zone in (
            "zen.spamhaus.org; Error: open resolver; https://www.spamhaus.org/returnc/pub/172.70.0.1",
            "multi.uribl.com; 127.0.0.1 -> Query Refused. See http://uribl.com/refused.shtml",
            "zen.spamhaus.org; 127.255.255.254",
            "zen.spamhaus.org; 127.255.255.252",
        )
    ),
    Known(
        57,
        BARRACUDA,
        f"450 4.7.1 Service unavailable; Client host [{IP}] blocked using Barracuda Reputation; Try Later; see "
        f"http://www.barracudacentral.org/reputation?r=1&ip={IP}{RCPT}",
        "address-listed",
        "barracuda",
        None,
        IP,
    ),
    Known(
        57,
        ANY,
        f"450 4.7.1 Client host [{IP}] blocked, Try Later; see http://www.barracudacentral.org/rbl{RCPT}",
        "address-listed",
        "barracuda",
        None,
        IP,
    ),
    Known(
        57,
        BARRACUDA,
        f"550 permanent failure for one or more recipients (someone@example.org:blocked){DATA}",
        "recipient-policy",
        "barracuda",
    ),
    Known(
        58,
        GMX,
        "554-gmx.net (mxgmx015) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is block "
        "listed. 554 For "
        f"explanation visit https://postmaster.gmx.net/de/case?c=r0201&i=ip&v={IP}&r=1M1aBc",
        "address-blocked",
        "gmx",
        None,
        IP,
        greeting=True,
    ),
    Known(
        59,
        GMX,
        "554-gmx.net (mxgmx015) Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS PTR resource "
        "record. 554 "
        f"For explanation visit https://postmaster.gmx.net/error-messages?ip={IP}",
        "reverse-dns",
        "gmx",
        None,
        IP,
        greeting=True,
    ),
    Known(
        59,
        GMX,
        f"550-Requested action not taken: mailbox unavailable 550 Bad DNS PTR resource record.{MAIL}",
        "reverse-dns",
        "gmx",
    ),
    *(
        Known(
            60,
            GMX,
            f"550-Requested action not taken: mailbox unavailable 550-Reject due to {what}. 550 For explanation visit "
            f"https://postmaster.gmx.net/en/case?c=r0601{MAIL}",
            name,
            "gmx",
        )
        for what, name in (
            ("SPF policy", "spf"),
            ("policy restrictions", "refused"),
            ("invalid DNS MX or A/AAAA resource record", "sender-domain"),
        )
    ),
    *(
        Known(
            61,
            GMX,
            f"{code}-Requested action not taken {code}-{what}. {code} For explanation visit "
            f"https://postmaster.gmx.net/en/error-messages?ip={IP}{RCPT}",
            name,
            "gmx",
        )
        for code, what, name in (
            ("421", "Rate limit reached", "rate"),
            ("450", "Mail send limit exceeded: rate limit", "rate"),
            ("554", "Reject due to policy violations", "address-reputation"),
            ("552", "Requested mail action aborted: exceeded storage allocation, quota exceeded", "full"),
        )
    ),
    *(
        Known(62, TELEKOM, f"554 IP={IP} - {what}", name, "t-online", mark, IP, greeting=True)
        for what, name, mark in (
            (
                "A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)",
                "address-blocked",
                "BL",
            ),
            (
                "None/bad reputation. Ask your postmaster for help or to contact tobr@rx.t-online.de for reset. (NOWL)",
                "address-reputation",
                "NOWL",
            ),
            ("Dialup/transient IP not allowed. Use a mailgateway. (DIAL)", "address-policy", "DIAL"),
        )
    ),
    *(
        Known(63, ORANGE, f"{reply} [{code[-3:]}]{RCPT}", name, "orange", code)
        for reply, code, name in (
            (
                "421 mwinf5c04 ME Trop de connexions. Too many connections, slow down. OFR005_104",
                "OFR005_104",
                "connections",
            ),
            ("550 5.7.1 mwinf5c04 ME Service refuse. Client host blocked. OFR006_102", "OFR006_102", "address-listed"),
            ("421 4.3.2 Service refuse. Veuillez essayer plus tard. OFR_999", "OFR_999", "refused"),
            ("550 5.5.0 Service refuse. Veuillez verifier votre configuration. OFR_505", "OFR_505", "refused"),
            (
                "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416",
                "OFR204_416",
                "unknown-recipient",
            ),
            ("552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR204_417", "OFR204_417", "full"),
            ("550 5.7.1 Mail rejete. Mail rejected. OFR_506", "OFR_506", "spam"),
            ("550 5.7.1 Service refuse. Authentication required. OFR_401", "OFR_401", "authentication"),
            ("550 5.7.1 Service refuse. Authentication. OFR_517", "OFR_517", "authentication"),
        )
    ),
    *(
        Known(
            64,
            MIMECAST,
            f"{reply} - https://community.mimecast.com/docs/DOC-1369#550 [aBcDeFgH1234.uk123]{RCPT}",
            name,
            "mimecast",
        )
        for reply, name in (
            ("451 Internal resources are temporarily unavailable", "greylisted"),
            ("550 csi.mimecast.org Poor Reputation Sender.", "address-reputation"),
            ("550 SPF Sender Invalid - envelope rejected", "spf"),
            ("550 DKIM Sender Invalid - email rejected", "dkim"),
            ("550 DMARC Sender Invalid - email rejected", "dmarc"),
            ("550 Envelope blocked - User Entry", "recipient-policy"),
            ("553 Envelope blocked - User Domain Entry", "recipient-policy"),
            ("554 Email rejected due to security policies", "spam"),
            ("553 This route requires encryption (TLS)", "tls"),
        )
    ),
    Known(
        65,
        CISCO,
        "550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.",
        "address-reputation",
        "cisco",
        greeting=True,
    ),
    Known(
        65,
        CISCO,
        "554 mx1.example.org Your access to this mail system has been rejected due to the sending MTA's poor "
        "reputation.",
        "address-reputation",
        "cisco",
        greeting=True,
    ),
    *(
        Known(66, ANY, f"{reply} mx.example.org: see our page. {code}{MAIL}", name, "vade", code)
        for reply, code, name in (
            ("550 5.7.1", "OXSUS0001_101", "address-listed"),
            ("550 5.7.1", "VADE0001_105", "reverse-dns"),
            ("421 4.7.1", "PREFIX0001_110", "rate"),
            ("421 4.7.1", "PREFIX0001_139", "rate"),
            ("421 4.7.1", "PREFIX0001_140", "rate"),
        )
    ),
    *(
        Known(
            67,
            "mailstore1.secureserver.net[68.178.213.203]",
            f"554 bizsmtp {code}. Connection refused. {IP}{MAIL}",
            name,
            "godaddy",
            code,
        )
        for code, name in (
            ("IB108", "reverse-dns"),
            ("IB103", "address-listed"),
            ("IB104", "address-listed"),
            ("IB105", "address-listed"),
            ("IB106", "address-listed"),
            ("IB607", "rate"),
            ("IB007", "rate"),
            ("IB212", "spam"),
        )
    ),
    Known(
        68,
        "mx1.emailsrvr.com[146.20.161.1]",
        f"450 4.7.1 Client host rejected: cannot find your reverse hostname, [{IP}] (G1F){RCPT}",
        "reverse-dns",
        "rackspace",
        "G1F",
        IP,
    ),
    Known(
        68,
        "mx1.emailsrvr.com[146.20.161.1]",
        f"451 4.7.1 Received too many messages from a new or untrusted IP: {IP} (G28){RCPT}",
        "rate",
        "rackspace",
        "G28",
        IP,
    ),
    *(
        Known(69, ANY, f"{reply}{RCPT}", name, None)
        for reply, name in (
            ("450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.25]", "reverse-dns"),
            ("450 4.7.25 Client host rejected: cannot find your reverse hostname, [192.0.2.25]", "reverse-dns"),
            ("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", "helo"),
            ("450 4.1.8 <info@example.net>: Sender address rejected: Domain not found", "sender-domain"),
            ("550 5.1.8 <info@example.net>: Sender address rejected: Domain not found", "sender-domain"),
            ("554 5.7.1 <someone@example.org>: Relay access denied", "relay-denied"),
        )
    ),
    *(
        Known(70, ANY, f"{reply}{RCPT}", "greylisted", None)
        for reply in (
            "450 4.2.0 <someone@example.org>: Recipient address rejected: Greylisted, see "
            "http://postgrey.schweikert.ch/help",
            "451 4.7.1 Greylisting in action, please come back later",
            "450 4.7.1 Greylisted, please try again in 300 seconds",
        )
    ),
    *(
        Known(71, ANY, f"{reply}{RCPT}", name, None)
        for reply, name in (
            ("452 4.2.2 <someone@example.org> Quota exceeded", "full"),
            ("552 5.2.2 <someone@example.org> Over quota", "full"),
            ("552 5.3.4 Message size exceeds fixed limit", "size"),
            ("552 5.2.3 Message exceeds maximum message size", "size"),
            ("550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown", "unknown-recipient"),
            ("550 5.2.1 <someone@example.org> Mailbox disabled", "disabled-recipient"),
            ("551 5.1.6 <someone@example.org> User has moved", "moved-recipient"),
        )
    ),
)


class Own(NamedTuple):
    """What this server's own Postfix says, with its code."""

    reply: str
    dsn: str
    name: str


OWN = (
    Own("TLS is required, but was not offered by host mx.example.org[192.0.2.7]", "4.7.4", "tls"),
    Own("Server certificate not trusted", "4.7.5", "tls"),
    Own("connect to mx.example.org[192.0.2.7]:25: Connection timed out", "4.4.1", "unreachable"),
    Own(
        "Host or domain name not found. Name service error for name=example.org type=A: Host not found", "5.4.4", "dns"
    ),
    Own("mail for example.org loops back to myself", "5.4.6", "loop"),
    Own("words that nobody knows", "4.4.7", "expired"),
)


def identity(known: Known) -> str:
    return f"{known.row}-{known.name}-{known.code or ''}"


@pytest.mark.parametrize("known", KNOWN, ids=identity)
def test_every_row_is_understood_as_it_is_logged(known: Known) -> None:
    found = understand(known.logged, relay=f"{known.host}:25")
    expected = (known.name, CLASSES[known.name].coarse, known.who or CLASSES[known.name].who)
    assert (found.name, found.coarse, found.who) == expected, found
    assert found.permanent is (known.reply[0] == "5")
    if known.name != "receiver-broken":
        assert found.provider == known.provider
    assert found.provider_code == known.code
    if known.blocked:
        assert found.blocked == known.blocked


@pytest.mark.parametrize("known", KNOWN, ids=identity)
def test_every_row_is_of_its_class_without_the_host_too(known: Known) -> None:
    """A reply that somebody pastes has no host; where its words name the provider, the class is the same."""
    found = understand(known.reply)
    if found.provider == known.provider:
        assert found.name == known.name


@pytest.mark.parametrize("own", OWN, ids=lambda own: own.dsn)
def test_what_our_own_postfix_says_is_judged_too(own: Own) -> None:
    found = understand(own.reply, relay="none", dsn=own.dsn)
    assert found.name == own.name
    assert found.permanent is (own.dsn[0] == "5")


def test_the_table_is_whole() -> None:
    assert {known.row for known in KNOWN} | {72} == set(range(1, 73))
