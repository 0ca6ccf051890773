"""Outlook.com (consumer) and Microsoft 365."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = (
    "*outlook.com* | sender.office.com | postmaster.live.com | mail.live.com | messaging.microsoft.com"
    " | go.microsoft.com"
    " | aka.ms | part of their network is on our block list | traffic not accepted from this ip | banned sending ip"
    " | tenant has exceeded threshold | resolver.rst.* | resolver.adr.*"
)
SIGN_MARK = r"\((?:S3\d{3}|AS\(?\d{4,9}\)?|S775|S843|S800[12])\)|\b(?:RP|SC|DY|OU)-00\d \("
_OLC = "Outlook.com postmaster pages (sendersupport.olc.protection.outlook.com), 2026"
_EOP = "Microsoft Learn, NDR error codes in Exchange Online, 2026"
_NOTES = "replies collected in public, 2024 to 2026"

FORM = "https://olcsupport.office.com/"
PORTAL = "https://sender.office.com/"
_ASK = (
    "Stop sending to Outlook.com, find out what was sent (`sendoff report`), let `sendoff doctor` "
    "pass, then ask for delisting with this line: `sendoff case open microsoft`. Answer the first refusal in "
    "the same ticket."
)
_SLOW = "Halve the rate to Microsoft and let retries wait longer. Do not send from more addresses."
_SPAMHAUS = "Look the address up at Spamhaus, mend the cause, and be removed there first. Microsoft follows."
_LOOKUP = "https://check.spamhaus.org/"

ROWS = (
    Row(
        "address-blocked", mark=r"\(?\b(S3140)\b", link=FORM, next_step=_ASK, source=_OLC,
        example="host hotmail-com.olc.protection.outlook.com[52.101.73.4] said: 550 5.7.1 Unfortunately, messages "
            "from [192.0.2.25] weren't sent. Please contact your Internet service provider since part of their "
            "network is on our block list (S3140). You can also refer your provider to "
            "http://mail.live.com/mail/troubleshooting.aspx#errors. "
            "[AM7EUR06FT032.eop-eur06.prod.protection.outlook.com 2026-11-23T10:00:00.000Z 08DE1A2B3C4D5E6F] (in "
            "reply to MAIL FROM command)",
    ),
    Row(
        "address-blocked", mark=r"\b((?:AS|S)3150)\b", link=FORM, source=_NOTES,
        next_step="First open fewer connections to Microsoft and retry less often: this block follows ignored 4xx "
        "replies. Then ask for delisting: `sendoff case open microsoft`.",
        example="550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. Please contact your Internet "
            "service provider since part of their network is on our block list (S3150). You can also refer your "
            "provider to http://mail.live.com/mail/troubleshooting.aspx#errors. "
            "[DB1PEPF000509EE.eurprd02.prod.outlook.com]",
        more=("550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. (AS3150) "
              "[DB1PEPF000509EE.eurprd02.prod.outlook.com]",),
    ),
    Row(
        "address-reputation", mark=r"\b(S775|S843|S3113|S3114|S3115)\b", next_step=_SLOW, source=_NOTES,
        example="451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. "
            "For e-mail delivery information, see https://aka.ms/postmaster (S775) "
            "[VE1EUR01FT063.eop-EUR01.prod.protection.outlook.com 2026-11-23T10:00:00.000Z 08DE1A2B3C4D5E6F]",
        more=(
            "451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. For "
            "e-mail delivery information, see https://postmaster.live.com (S843)",
            "451 4.7.650 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. For "
            "e-mail delivery information, see https://postmaster.live.com (S3113)",
            "451 4.7.651 The mail server [192.0.2.25] has been temporarily rate limited due to IP reputation. For "
            "e-mail delivery information, see https://postmaster.live.com (S3114)",
        ),
    ),
    Row(
        "address-reputation", code="4.7.650-651", next_step=_SLOW, source=_EOP,
        example="host outlook-com.olc.protection.outlook.com[52.101.73.4] said: 451 4.7.650 The mail server "
            "[192.0.2.25] has been temporarily rate limited due to IP reputation. (in reply to MAIL FROM command)",
        more=("host outlook-com.olc.protection.outlook.com[52.101.73.4] said: 451 4.7.651 The mail server "
            "[192.0.2.25] has been temporarily rate limited due to IP reputation. (in reply to MAIL FROM command)",),
    ),
    Row(
        "connections", code="4.7.652", next_step="Open one or two connections to Microsoft at a time.", source=_EOP,
        example="451 4.7.652 The mail server [192.0.2.25] has exceeded the maximum number of connections. "
        "[BL02EPF0001A0F9.namprd03.prod.outlook.com]",
    ),
    Row("rate", code="4.7.500", mark=r"\b(AS\(?\d{2,9})\b", source=_EOP,
        next_step="Send less and more slowly to Microsoft; Postfix tries again by itself.",
        example="451 4.7.500 Server busy. Please try again later from [192.0.2.25]. (AS843) "
        "[DB5EUR03FT012.eop-EUR03.prod.protection.outlook.com]",
        more=("451 4.7.500 Server busy. Please try again later from [192.0.2.25]. (AS77712004) "
              "[DB5EUR03FT012.eop-EUR03.prod.protection.outlook.com]",)),
    Row("rate", code="4.7.500-699", words="server busy | access denied please try again later | rate limited",
        source=_EOP, next_step="Send less and more slowly to Microsoft; Postfix tries again by itself.",
        example="host example-org.mail.protection.outlook.com[52.101.73.4] said: 451 4.7.500 Server busy. Please try "
        "again later from [192.0.2.25]. (in reply to MAIL FROM command)",
        more=("451 4.7.550 Access denied, please try again later "
            "[VE1EUR03FT012.eop-EUR03.prod.protection.outlook.com]",)),
    Row("receiver-trouble", code="4.7.700", source=_NOTES,
        example="451 4.7.700 PFA agent busy, please try again. [AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("address-reputation", mark=r"\b(RP-00[123])\b", next_step=_SLOW, source=_OLC,
        example="421 RP-001 (SNT004-MC1F3) Unfortunately, some messages from 192.0.2.25 weren't sent. Please try "
            "again. We have limits for how many messages can be sent per hour and per day. You can also refer to "
            "http://mail.live.com/mail/troubleshooting.aspx#errors.",
        more=("421 RP-002 (BAY004-MC1F3) Unfortunately, some messages on this connection weren't sent. Please try "
            "again. You can also refer to http://mail.live.com/mail/troubleshooting.aspx#errors.",
              "421 RP-003 (BAY004-MC1F3) Unfortunately, some messages from 192.0.2.25 weren't sent. The "
              "connection limit was exceeded. You can also refer to "
              "http://mail.live.com/mail/troubleshooting.aspx#errors.")),
    Row("spam", mark=r"\b(SC-001|OU-002)\b", link=FORM, who="operator", source=_OLC,
        next_step="Look at what was sent; if it was wanted mail, ask for delisting: `sendoff case open microsoft`.",
        example="550 SC-001 (COL004-MC1F6) Unfortunately, messages from 192.0.2.25 weren't sent. Mail rejected by "
            "Outlook.com for policy reasons. Reasons for rejection may be related to content with spam-like "
            "characteristics or IP/domain reputation.",
        more=("550 OU-002 (SNT004-MC2F40) Unfortunately, messages from 192.0.2.25 weren't sent. Mail rejected by "
              "Outlook.com for policy reasons. Reasons for rejection may be related to content with spam-like "
              "characteristics or IP/domain reputation.",)),
    Row("address-blocked", mark=r"\b(SC-002)\b", link=FORM, source=_OLC,
        next_step="Take unknown recipients off your lists, and look for a hacked site or account that tries out "
            "names.",
        example="550 SC-002 (BAY004-MC3F5) Mail rejected by Outlook.com for policy reasons. The mail server IP "
            "connecting to Outlook.com has exhibited namespace mining behavior."),
    Row("address-blocked", mark=r"\b(SC-003)\b", source=_OLC,
        next_step="Close what lets strangers send through this server: `sendoff check`, `sendoff doctor`.",
        example="550 SC-003 (BAY004-MC3F5) Mail rejected by Outlook.com for policy reasons. Your IP address "
            "appears to be an open proxy/relay."),
    Row("address-reputation", mark=r"\b(SC-004)\b", link=FORM, source=_OLC,
        next_step="Stop what people complain about, and enrol in the Junk Mail Reporting Program to hear of "
            "complaints.",
        example="550 SC-004 (BAY004-MC3F5) Mail rejected by Outlook.com for policy reasons. A block has been placed "
        "against your IP address because we have received complaints concerning mail coming from that IP address."),
    Row("address-policy", mark=r"\b(DY-001)\b", source=_OLC,
        next_step="Get a static address with a PTR record of its own, or send through a smarthost.",
        example="550 DY-001 (SNT004-MC1F7) Unfortunately, messages from 192.0.2.25 weren't sent. Mail rejected by "
            "Outlook.com for policy reasons. We generally do not accept email from dynamic IP's as they are not "
            "typically used to deliver unauthenticated SMTP email to an Internet mail server."),
    Row("address-blocked", mark=r"\b(DY-002)\b", source=_OLC,
        next_step="Look for a virus or a hacked site on this machine or behind its address, and clean it.",
        example="550 DY-002 (SNT004-MC1F7) Unfortunately, messages from 192.0.2.25 weren't sent. The likely cause "
            "is a compromised or virus infected server/personal computer. Mail rejected by Outlook.com for policy "
            "reasons."),
    Row("address-listed", mark=r"\b(OU-001)\b", next_step=_SPAMHAUS, link=_LOOKUP, source=_OLC,
        example="550 OU-001 (SNT004-MC3F14) Unfortunately, messages from 192.0.2.25 weren't sent. Please contact "
            "your Internet service provider since part of their network is on a block list. Mail rejected by "
            "Outlook.com: the IP is blocked by Spamhaus."),
    Row("domain-listed", mark=r"\b(S8001)\b", who="operator", link=_LOOKUP, source=_EOP, blocked="domain",
        next_step="The name in HELO is listed: look it up at Spamhaus, mend the cause, ask for its removal.",
        example="550 5.7.1 Service unavailable, HELO domain [mail.example.net] is blocked using Spamhaus. To "
            "request removal from this list see https://www.spamhaus.org/query/lookup (S8001) "
            "[AM0PR03.eurprd03.prod.outlook.com]"),
    Row("domain-listed", mark=r"\b(S8002)\b", link=_LOOKUP, source=_EOP, blocked="domain",
        next_step="The domain in MAIL FROM is listed: look it up at Spamhaus, mend the cause, ask for its removal.",
        example="550 5.7.1 Service unavailable, MailFrom domain [example.net] listed in Spamhaus. To request "
            "removal from this list see https://www.spamhaus.org/query/lookup/ (S8002) "
            "[AM0PR03.eurprd03.prod.outlook.com]"),
    Row("address-listed", mark=r"\b(AS16012611)\b", next_step=_SPAMHAUS, link=_LOOKUP, source=_EOP,
        example="550 5.7.1 Service unavailable, Client host [192.0.2.25] blocked using Spamhaus. To request "
            "removal from this list see https://www.spamhaus.org/query/ip/192.0.2.25 (AS16012611) "
            "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("address-listed", words="client host … spamhaus | ip … blocked using spamhaus", next_step=_SPAMHAUS,
        link=_LOOKUP, source=_EOP,
        example="host example-org.mail.protection.outlook.com[52.101.73.4] said: 550 5.7.1 Service unavailable, "
            "Client host [192.0.2.25] blocked using Spamhaus. To request removal from this list see "
            "https://www.spamhaus.org/query/ip/192.0.2.25 (in reply to RCPT TO command)"),
    Row("domain-listed", words="domain … spamhaus | helo … spamhaus", link=_LOOKUP, source=_EOP, blocked="domain",
        example="host example-org.mail.protection.outlook.com[52.101.73.4] said: 550 5.7.1 Service unavailable, "
            "MailFrom domain [example.net] is listed in Spamhaus. (in reply to RCPT TO command)"),
    Row("authentication", code="5.7.515", source=_OLC, link="https://go.microsoft.com/fwlink/p/?linkid=2319303",
        next_step="Have SPF and DKIM pass both, and publish DMARC aligned with one of them: `sendoff doctor`.",
        example="550 5.7.515 Access denied, sending domain example.net doesn't meet the required authentication "
            "level. The sender's domain in the 5322.From address doesn't meet the authentication requirements "
            "defined for the sender. To learn how to fix this see: "
            "https://go.microsoft.com/fwlink/p/?linkid=2319303 Spf= Fail , Dkim= Pass , DMARC= Pass "
            "[BL6PEPF0001AB4D.namprd02.prod.outlook.com]"),
    Row("dmarc", code="5.7.509 4.7.509", source=_EOP,
        example="550 5.7.509 Access denied, sending domain example.net does not pass DMARC verification and has a "
            "DMARC policy of reject. [AM7EUR06FT032.eop-eur06.prod.protection.outlook.com]"),
    Row("spf", code="5.7.23 4.7.23", words="spf | sender policy framework", source=_EOP,
        example="550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.1 "
            "SPF fail [DB5EUR03FT034.eop-EUR03.prod.protection.outlook.com]"),
    Row("authentication", code="x.7.26", words="ipv6", source=_EOP,
        next_step="Have SPF or DKIM pass for mail over IPv6, or send by IPv4 only.",
        example="450 4.7.26 Service does not accept messages sent over IPv6 [2001:db8::25] unless they pass "
            "either SPF or DKIM validation (message not signed) "
            "[DB5EUR03FT034.eop-EUR03.prod.protection.outlook.com]"),
    Row("reverse-dns", code="x.7.25", source=_EOP,
        next_step="Set the PTR record of the IPv6 address, or send by IPv4 only.",
        example="450 4.7.25 Service unavailable, sending IPv6 address [2001:db8::25] must have reverse DNS record "
        "[DB5EUR03FT034.eop-EUR03.prod.protection.outlook.com]",
        more=("550 5.7.25 Service unavailable, sending IPv6 address [2001:db8::25] must have reverse DNS record "
              "[DB5EUR03FT034.eop-EUR03.prod.protection.outlook.com]",)),
    Row("address-policy", code="5.7.510", source=_EOP, next_step="Send by IPv4 to this provider.",
        example="550 5.7.510 Access denied, example.org does not accept email over IPv6 "
        "[DB5EUR03FT034.eop-EUR03.prod.protection.outlook.com]"),
    Row("address-blocked", code="5.7.606-649", mark=r"\b(AS\(?\d{2,9})\b", link=PORTAL, source=_EOP,
        next_step="Find out what was sent, then ask for delisting at sender.office.com.",
        example="550 5.7.606 Access denied, banned sending IP [192.0.2.25]. To request removal from this list "
            "please visit https://sender.office.com/ and follow the directions. For more information please go to "
            "http://go.microsoft.com/fwlink/?LinkID=526655 AS(1430) "
            "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("address-blocked", code="5.7.606-649", link=PORTAL, source=_EOP,
        next_step="Find out what was sent, then ask for delisting at sender.office.com.",
        example="550 5.7.649 Access denied, banned sending IP [192.0.2.25]. To request removal from this list "
            "please visit https://sender.office.com/ and follow the directions. "
            "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("address-blocked", words="banned sending ip", link=PORTAL, source=_EOP,
        next_step="Find out what was sent, then ask for delisting at sender.office.com.",
        example="550 5.7.1 Service unavailable; banned sending IP [192.0.2.25]. To request removal from this list "
            "please visit https://sender.office.com/"),
    Row("address-blocked", code="5.7.511 5.7.1", words="banned sender | delist forward this", source=_EOP,
        next_step="Send the whole notice, with this address, to the delist mailbox that the reply names.",
        example="550 5.7.511 Access denied, banned sender[192.0.2.25]. To request removal from this list please "
            "forward this message to delist@messaging.microsoft.com. For more information please go to "
            "http://go.microsoft.com/fwlink/?LinkId=526653. AS(1410) "
            "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("address-blocked", code="5.7.511", source=_EOP,
        next_step="Send the whole notice, with this address, to delist@messaging.microsoft.com.",
        example="550 5.7.511 Access denied [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("recipient-policy", code="5.7.507 5.7.513", source=_EOP,
        example="550 5.7.513 Service unavailable, Client host [192.0.2.25] blocked by recipient domain using "
            "Customer Block list. To request removal from this list please contact the recipient domain. "
            "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]",
        more=("550 5.7.507 Access denied, rejected by recipient "
            "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]",)),
    Row("recipient-policy", mark=r"\b(AS16012607)\b", source=_EOP,
        example="550 5.7.1 Service unavailable, Client host [192.0.2.25] blocked using Customer Block list "
            "(AS16012607) [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("size", code="5.3.4 5.2.3 5.3.6 5.7.1", words=
        "too large | size | sizelimit | overadvertisedsize | resolver.rst.sendsizelimit*"
        " | resolver.rst.recipsizelimit*", source=_EOP,
        example="550 5.3.4 SMTPSEND.OverAdvertisedSize; message size exceeds fixed maximum size "
        "[AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("recipient-policy", words="customer block list | rejected by recipient | blocked by recipient"
        " | tenantallowblocklist | sender not authenticated for group | sender was not authorized"
        " | sender is not allowed"
        " | resolver.rst.* | restricted to | transport.rules.rejectmessage* | organization policy"
        " | delivery not authorized | not authorized to send to the recipient",
        source=_EOP,
        example="550 5.7.1 RESOLVER.RST.AuthRequired; authentication required "
        "[Stage: CreateMessage] [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]",
        more=("550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery "
            "restriction check failed because the sender was not authenticated when sending to this group "
            "[AM0PR03MB1234.eurprd03.prod.outlook.com]",
              "550 5.7.703 Your message can't be delivered because messages to XXX, YYY are blocked by your "
              "organization using Tenant Allow Block List. TenantAllowBlockList "
              "[AM0PR03MB1234.eurprd03.prod.outlook.com]")),
    Row("recipient-policy", code="5.7.124 5.7.133 5.7.134 5.7.135 5.7.136 5.7.703", source=_EOP,
        example="550 5.7.124 Sender not in allowed-senders list [AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("sender-refused", code="5.7.705 5.7.501-505", source=_EOP,
        next_step="Look for hacked accounts in the sending tenant, then ask Microsoft's support.",
        example="550 5.7.705 Access denied, tenant has exceeded threshold [AM0PR03MB1234.eurprd03.prod.outlook.com]",
        more=("550 5.7.501 Access denied, spam abuse detected [AM0PR03MB1234.eurprd03.prod.outlook.com]",)),
    Row("address-policy", code="5.7.704-799", source=_EOP,
        next_step="Ask Microsoft's support: this address or tenant may not send there.",
        example="550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. For more "
            "information please go to http://go.microsoft.com/fwlink/?LinkId=526653 AS(7230) "
            "[AM0PR03MB1234.eurprd03.prod.outlook.com]",
        more=("550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains. "
              "[AM0PR03MB1234.eurprd03.prod.outlook.com]",)),
    Row("unknown-recipient", code="x.4.1", words="access denied | recipient address rejected", source=_EOP,
        example="550 5.4.1 Recipient address rejected: Access denied. For more information see "
        "https://aka.ms/EXOSmtpErrors [AM7EUR03FT003.eop-EUR03.prod.protection.outlook.com 2026-11-23T10:00:00.000Z "
        "08DE1A2B3C4D5E6F]"),
    Row("unknown-recipient", code="5.1.10 5.1.1 5.1.0", source=_EOP,
        words="recipient not found | resolver.adr.* | recipnotfound | not found by smtp address lookup | user unknown"
        " | address not found | mailbox unavailable | does not exist",
        example="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient nobody@example.org not found by SMTP "
            "address lookup [AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("unknown-recipient", code="5.5.0 550", words="mailbox unavailable", source=_OLC,
        example="host hotmail-com.olc.protection.outlook.com[52.101.73.4] said: 550 5.5.0 Requested action not "
            "taken: mailbox unavailable (S2017062302). [AM7EUR06FT032.eop-eur06.prod.protection.outlook.com] (in "
            "reply to RCPT TO command)"),
    Row("recipient-rate", code="5.2.121-122 4.2.121-122", source=_EOP,
        next_step="Send this recipient less; try again in an hour.",
        example="554 5.2.121 Recipient's per hour message receive limit from specific sender exceeded "
        "[AM0PR03MB1234.eurprd03.prod.outlook.com]",
        more=("554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per "
            "hour. For more information go to http://go.microsoft.com/fwlink/?LinkId=526653. "
            "[AM0PR03MB1234.eurprd03.prod.outlook.com]",)),
    Row("helo", code="5.7.506", source=_EOP,
        example="550 5.7.506 Access denied, bad HELO [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("full", words="quotaexceeded | mailboxfull | mailbox full | quota exceeded", source=_EOP,
        example="554 5.2.2 mailbox full; "
            "STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to "
            "process message due to a permanent exception [Stage: CreateMessage] "
            "[AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("disabled-recipient", words="mailbox disabled | mailboxdisabled | accountdisabled | inactive", source=_EOP,
        example="550 5.2.1 STOREDRV.Deliver; mailbox disabled, not accepting messages "
        "[AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("loop", words="hop count exceeded | *loopdetected | loop detected", source=_EOP,
        example="554 5.4.14 Hop count exceeded - possible mail loop ATTR34 "
        "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]"),
    Row("relay-denied", words="unable to relay | relay access denied | attr36 | attr1", source=_EOP,
        example="550 5.7.64 TenantAttribution; Relay Access Denied [ValidationStatus of '...' is EmptyCertificate] "
        "[DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]",
        more=("550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 : Relay access denied "
              "[AM0PR03MB1234.eurprd03.prod.outlook.com]",)),
    Row("spam", words="message was identified as spam | detected as spam | considered spam | suspicious", source=_EOP,
        example="550 5.7.1 Message rejected as spam: detected as spam by content filter "
        "[AM0PR03MB1234.eurprd03.prod.outlook.com]"),
    Row("tls", code="5.7.57 x.7.30", words="must issue a starttls | client was not authenticated", source=_EOP,
        example="530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM "
        "[AM0PR03MB1234.eurprd03.prod.outlook.com]"),
)  # fmt: skip
