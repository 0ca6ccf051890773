"""Gmail and Google Workspace."""

from __future__ import annotations

from sendoff.replies.row import Row

SIGNS = (
    "gsmtp | gcdp | *support.google.com* | *postmaster.google.com* | *google.com mail* | gmail has detected"
    " | gmail requires | gmail does not | to gmail"
)
_PAGE = "Gmail SMTP errors and codes (support.google.com/a/answer/3726730), 2026"
_TOOLS = "https://postmaster.google.com/"
_RULES = "https://support.google.com/mail/answer/81126"
_SEEN = "replies collected in public, 2024 to 2026"

ROWS = (
    Row("spf", code="x.7.26", words="spf … hardfail | spf … hard fail | spf record … all", source=_PAGE, link=_RULES,
        next_step="Add this server's address to the domain's SPF record: `sendoff spf record DOMAIN`.",
        example="550-5.7.26 The MAIL FROM domain [example.net] has an SPF record with a hard fail policy (-all) "
            "but it fails to pass SPF checks with the ip: [192.0.2.25]. To best protect our users from spam and "
            "phishing, the message has been blocked. 550-5.7.26 For more information, go to 550 5.7.26 "
            "https://support.google.com/mail/answer/81126 ffacd0b85a97d-3a1b2c3d4e5si12345678f8f.123 - gsmtp"),
    Row("dmarc", code="x.7.26", words="dmarc policy | dmarc", source=_PAGE, link=_RULES,
        example="550-5.7.26 Unauthenticated email from example.net is not accepted due to domain's DMARC policy. "
            "Please contact the administrator of example.net domain if this was a legitimate mail. To learn about "
            "the DMARC initiative, go to 550 5.7.26 https://support.google.com/mail/?p=DmarcRejection "
            "ffacd0b85a97d-3a1b2c3d4e5si12345678f8f.123 - gsmtp",
        more=("451-4.7.26 Unauthenticated email from example.net is not accepted due to domain's DMARC policy, "
            "but temporary DNS failures prevent authentication. Please contact the administrator of example.net "
            "domain. 451 4.7.26 https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",)),
    Row("authentication", code="x.7.26", source=_PAGE, link=_RULES,
        next_step="Publish SPF for this server, or sign with DKIM; better both: `sendoff doctor`.",
        example="550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail "
            "requires all senders to authenticate with either SPF or DKIM. 550-5.7.26 550-5.7.26 Authentication "
            "results: 550-5.7.26 DKIM = did not pass 550-5.7.26 SPF [example.net] with ip: [192.0.2.25] = did not "
            "pass 550-5.7.26 550-5.7.26 For instructions on setting up authentication, go to 550 5.7.26 "
            "https://support.google.com/mail/answer/81126#authentication "
            "ffacd0b85a97d-3a1b2c3d4e5si12345678f8f.123 - gsmtp",
        more=("550-5.7.26 This message does not have authentication information or fails to pass authentication "
            "checks. To best protect our users from spam, the message has been blocked. Please visit 550 5.7.26 "
            "https://support.google.com/mail/answer/81126#authentication a1-20020a05600c - gsmtp",)),
    Row("spf", code="x.7.27", source=_PAGE, link=_RULES,
        example="421-4.7.27 Your email has been rate limited because SPF authentication didn't pass for this "
            "message. Gmail requires all bulk email senders to authenticate their email with SPF. 421-4.7.27 "
            "Authentication results: SPF [example.net] with ip: [192.0.2.25] = Did not pass. 421 4.7.27 "
            "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",
        more=("550-5.7.27 Your email has been blocked because SPF authentication didn't pass for this message. "
            "550 5.7.27 https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",)),
    Row("dkim", code="x.7.30", source=_PAGE, link=_RULES,
        example="421-4.7.30 Your email has been rate limited because DKIM authentication didn't pass for this "
            "message. Gmail requires all bulk email senders to authenticate their email with DKIM. 421 4.7.30 "
            "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",
        more=("550 5.7.30 Your email has been blocked because DKIM authentication didn't pass. "
              "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",)),
    Row("dmarc", code="x.7.32", source=_PAGE, link=_RULES,
        next_step="Align the domain in From with the one that SPF or DKIM passes for: `sendoff doctor`.",
        example="421-4.7.32 Your email has been rate limited because the From: header (RFC5322) in this message "
            "isn't aligned with either the authenticated SPF or DKIM organizational domain. 421 4.7.32 "
            "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp"),
    Row("dmarc", code="x.7.40", source=_PAGE, link=_RULES, next_step="Publish a DMARC record: `sendoff doctor`.",
        example="421-4.7.40 Your email has been rate limited because the sending domain doesn't have a DMARC "
            "record, or the DMARC record doesn't specify a DMARC policy. 421 4.7.40 "
            "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",
        more=("550-5.7.40 Your email has been blocked because the sending domain doesn't have a DMARC record. 550 "
            "5.7.40 https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",)),
    Row("tls", code="x.7.29", source=_PAGE, link=_RULES,
        example="421-4.7.29 Your email has been rate limited because this message wasn't sent over a TLS "
            "connection. Gmail requires all bulk email senders to use TLS/SSL for SMTP connections. 421 4.7.29 "
            "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",
        more=("550 5.7.29 Your email has been blocked because this message wasn't sent over a TLS connection. "
              "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",)),
    Row("tls", words="tls required for | must issue a starttls | requires a tls | starttls command first"
        " | secure connection is required", source=_PAGE,
        example="421 4.7.0 TLS required for RCPT domain, closing connection. a1-20020a05600c - gsmtp"),
    Row("reverse-dns", code="x.7.25", source=_PAGE, link=_RULES,
        example="550-5.7.25 [192.0.2.25] The IP address sending this message does not have a PTR record setup, or "
            "the corresponding forward DNS entry does not point to the sending IP. As a policy, Gmail does not "
            "accept messages from IPs with missing PTR records. 550 5.7.25 "
            "https://support.google.com/mail/answer/81126#ip-practices a1-20020a05600c - gsmtp"),
    Row("reverse-dns", code="x.7.23", source=_PAGE, link=_RULES,
        example="451-4.7.23 The IP address sending this message does not have a PTR record, or the PTR record's "
            "forward DNS entry doesn't match the sending IP address. To protect users from spam, your email has "
            "been temporarily rate limited. 451 4.7.23 https://support.google.com/mail/answer/81126#ip-practices "
            "a1-20020a05600c - gsmtp"),
    Row("spf", code="x.7.24", source=_PAGE, link=_RULES,
        next_step="Take wide ranges and +all out of the SPF record.",
        example="550-5.7.24 The SPF record of the sending domain has one or more suspicious entries. 550 5.7.24 "
        "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",
        more=("421-4.7.24 The SPF record of the sending domain has one or more suspicious entries. To protect "
            "users from spam, your email has been temporarily rate limited. 421 4.7.24 "
            "https://support.google.com/mail/answer/81126 a1-20020a05600c - gsmtp",)),
    Row("rate", code="4.7.28", source=_PAGE, link=_RULES,
        next_step="Stop sending to Google for ten minutes, begin again with one connection, then add one at a time.",
        example="421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP "
            "address [192.0.2.25]. To protect our users from spam, mail sent from your IP address has been "
            "temporarily rate limited. Please visit 421 4.7.28 "
            "https://support.google.com/mail/?p=UnsolicitedRateLimitError a1-20020a05600c - gsmtp",
        more=tuple(
            f"421-4.7.28 Gmail has detected an unusual rate of mail originating from your {what}. To protect our users "
            "from spam, mail has been temporarily rate limited. 421 4.7.28 https://support.google.com/mail/answer/"
            "81126 a1-20020a05600c - gsmtp"
            for what in ("IP Netblock [192.0.2.0/24]", "DKIM domain [example.net]", "SPF domain [example.net]",
                         "URL domain [example.net]", "Message-ID")
        )),
    Row("address-reputation", code="5.7.28", source=_PAGE, link=_TOOLS,
        next_step="Stop sending to Google, and find out who sends: `sendoff report`.",
        example="550-5.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP "
            "address [192.0.2.25]. To protect our users from spam, mail sent from your IP address has been "
            "blocked. Please visit 550 5.7.28 https://support.google.com/mail/?p=UnsolicitedIPError "
            "a1-20020a05600c - gsmtp"),
    Row("spam", words="suspicious … content | suspicious … links | content or links | suspicious due to … content"
        " | suspicious due to the nature of the content"
        " | nature of the content", source=_PAGE,
        example="421-4.7.0 [192.0.2.25 15] Our system has detected that this message is suspicious due to the "
            "nature of the content and/or the links within. To best protect our users from spam, the message has "
            "been blocked. 421 4.7.0 https://support.google.com/mail/answer/188131 a1-20020a05600c - gsmtp"),
    Row("sender-refused", words="mail relay denied | invalid credentials for relay | relay denied", source=_PAGE,
        example="550-5.7.1 Invalid credentials for relay [192.0.2.25]. The IP address you've registered in your "
            "Workspace SMTP Relay service doesn't match the domain of the account. 550 5.7.1 "
            "https://support.google.com/a/answer/6140680 a1-20020a05600c - gsmtp"),
    Row("rate", words="relay sending limit | relay … limit exceeded | daily smtp relay | relay limit", source=_PAGE,
        example="550 5.7.1 Daily SMTP relay sending limit exceeded for customer. For more information visit "
        "https://support.google.com/a/answer/6140680 a1-20020a05600c - gsmtp"),
    Row("domain-reputation", words="low reputation of the sending domain | reputation of the sending domain"
        " | low reputation … domain", source=_PAGE, link=_TOOLS,
        next_step="Look at the domain in Postmaster Tools, and send only what people asked for.",
        example="550-5.7.1 [192.0.2.25] Gmail has detected that this message is likely suspicious due to the very "
            "low reputation of the sending domain. To best protect our users from spam, the message has been "
            "blocked. 550 5.7.1 https://support.google.com/mail/answer/188131 a1-20020a05600c - gsmtp",
        more=("421-4.7.0 This message is suspicious due to the very low reputation of the sending domain. 421 4.7.0 "
              "https://support.google.com/mail/answer/188131 a1-20020a05600c - gsmtp",)),
    Row("address-reputation", words="low reputation", source=_PAGE, link=_TOOLS,
        next_step="Look at the address in Postmaster Tools, send less, and find what people complain about.",
        example="550-5.7.1 [192.0.2.25 19] Gmail has detected that this message is likely suspicious due to the "
            "very low reputation of the sending IP address. To best protect our users from spam, the message has "
            "been blocked. Please visit 550 5.7.1 https://support.google.com/mail/answer/188131 a1-20020a05600c - "
            "gsmtp",
        more=("421-4.7.0 [192.0.2.25] Our system has detected that this message is suspicious due to the very low "
            "reputation of the sending IP address. 421 4.7.0 https://support.google.com/mail/answer/188131 "
            "a1-20020a05600c - gsmtp",)),
    Row("reverse-dns", words="ipv6 sending guidelines", source=_PAGE, link=_RULES,
        next_step="Set the PTR record of the IPv6 address and have SPF or DKIM pass, or send by IPv4 only.",
        example="550-5.7.1 [2001:db8::25] Our system has detected that this message does not meet IPv6 sending "
            "guidelines regarding PTR records and authentication. Please review 550 5.7.1 "
            "https://support.google.com/mail/?p=IPv6AuthError for more information. a1-20020a05600c - gsmtp"),
    Row("address-policy", words="not authorized to send email directly", source=_PAGE,
        next_step="Send through your provider's smarthost, or get the address off the lists of dynamic ones.",
        example="550-5.7.1 [192.0.2.25] The IP you're using to send mail is not authorized to send email directly "
            "to our servers. Please use the SMTP relay at your service provider instead. For more information, go "
            "to 550 5.7.1 https://support.google.com/mail/?p=NotAuthorizedError a1-20020a05600c - gsmtp"),
    Row("format", words=
        "rfc 5322 compliant | rfc 5322 | rfc 2822 compliant | not rfc* … compliant | multiple addresses in from"
        " | missing a valid message id | missing a valid address in from | duplicate headers | duplicate … header*"
        " | malformed | message id header | no valid … header", source=_PAGE,
        example="550-5.7.1 [192.0.2.25] Messages missing a valid Message-ID header are not accepted. For more "
            "information, go to 550 5.7.1 https://support.google.com/mail/?p=RfcMessageNonCompliant and review "
            "RFC 5322 specifications. a1-20020a05600c - gsmtp",
        more=("550-5.7.1 [192.0.2.25] Messages missing a valid address in From: header, or having no From: "
            "header, are not accepted. 550 5.7.1 https://support.google.com/mail/?p=RfcMessageNonCompliant "
            "a1-20020a05600c - gsmtp",
              "550-5.7.1 [192.0.2.25] This message is not RFC 5322 compliant. There are multiple From headers. To "
              "reduce the amount of spam sent to Gmail, this message has been blocked. 550 5.7.1 a1-20020a05600c "
              "- gsmtp")),
    Row("recipient-policy", words="gcdp", code="5.7.1 4.7.1 5.7.0 4.7.0",
        source=_SEEN, example="550 5.7.1 The user or domain that you are sending to (or from) has a policy that "
            "prohibited the mail that you sent. Please contact your domain administrator for further details. "
            "a1-20020a05600c - gcdp"),
    Row("recipient-policy", words="has a policy that prohibited", source=_PAGE,
        example="550-5.7.1 The user or domain that you are sending to (or from) has a policy that 550-5.7.1 "
            "prohibited the mail that you sent. Please contact your domain administrator for further details. For "
            "more information, please visit 550 5.7.1 https://support.google.com/a/answer/172179 a1-20020a05600c "
            "- gsmtp"),
    Row("attachment", words="security issue | blocked because its content presents", source=_PAGE,
        example="552-5.7.0 This message was blocked because its content presents a potential 552-5.7.0 security "
            "issue. To review our message content and attachment content guidelines, go to 552 5.7.0 "
            "https://support.google.com/mail/?p=BlockedMessage a1-20020a05600c - gsmtp"),
    Row("spam", words=
        "likely unsolicited mail | likely suspicious | likely spam | unsolicited message | unsolicited mail"
        " | blocked … spam", source=_PAGE,
        example="550-5.7.1 [192.0.2.25 12] Our system has detected that this message is likely unsolicited mail. "
            "To reduce the amount of spam sent to Gmail, this message has been blocked. Please visit 550 5.7.1 "
            "https://support.google.com/mail/?p=UnsolicitedMessageError for more information. a1-20020a05600c - "
            "gsmtp"),
    Row("recipient-rate", code="4.2.1 5.2.1", source=_PAGE, words=
        "at a rate | too quickly | receiving mail … rate | too fast",
        example="450-4.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
            "additional messages from being delivered. Please resend your message at a later time. 450 4.2.1 "
            "https://support.google.com/mail/?p=ReceivingRatePerm a1-20020a05600c - gsmtp",
        more=("450-4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your "
            "message at a later time. 450 4.2.1 https://support.google.com/mail/answer/6592 a1-20020a05600c - "
            "gsmtp",)),
    Row("disabled-recipient", code="5.2.1 4.2.1", source=_PAGE,
        example="550-5.2.1 The email account that you tried to reach is inactive. For more information, go to 550 "
            "5.2.1 https://support.google.com/mail/?p=DisabledUser a1-20020a05600c - gsmtp"),
    Row("unknown-recipient", code="5.1.1 4.1.1", source=_PAGE, words="",
        example="550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking "
            "the recipient's email address for typos or unnecessary spaces. For more information, go to 550 5.1.1 "
            "https://support.google.com/mail/?p=NoSuchUser a1-20020a05600c - gsmtp"),
    Row("full", code="4.2.2 5.2.2", source=_PAGE,
        example="452-4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to 452 4.2.2 "
        "https://support.google.com/mail/?p=OverQuotaTemp a1-20020a05600c - gsmtp",
        more=("552-5.2.2 The email account that you tried to reach is over quota. Please direct the recipient to "
            "552 5.2.2 https://support.google.com/mail/?p=OverQuotaPerm a1-20020a05600c - gsmtp",)),
    Row("size", code="5.3.4 5.2.3", source=_PAGE,
        example="552-5.3.4 Your message exceeded Google's message size limits. Please visit 552 5.3.4 "
        "https://support.google.com/mail/?p=MaxSizeError to view our size guidelines. a1-20020a05600c - gsmtp"),
    Row("receiver-trouble", code="4.7.0 4.3.0", words="temporary system problem", source=_PAGE,
        example="421 4.7.0 Temporary System Problem. Try again later a1-20020a05600c - gsmtp"),
    Row("rate", code="4.7.0 5.7.0 5.4.5 4.4.5 5.5.3 4.5.3", source=_PAGE,
        words="rate limited | daily … limit | sending limit* | try again later | too many | rate limit",
        example="421-4.7.0 Try again later, closing connection. (EHLO) a1-20020a05600c - gsmtp",
        more=("550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to "
              "https://support.google.com/a/answer/166852 a1-20020a05600c - gsmtp",)),
    Row("helo", words="helo/ehlo argument | helo argument | ehlo argument | empty helo", source=_PAGE,
        example="550 5.5.4 HELO/EHLO argument \"\" invalid, closing connection. Empty HELO/EHLO argument not "
            "allowed. https://support.google.com/mail/?p=helo a1-20020a05600c - gsmtp"),
)  # fmt: skip
