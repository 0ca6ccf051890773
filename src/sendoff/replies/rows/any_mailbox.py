"""Any server: full mailboxes, messages too large, recipients that are not there any more or never were."""

from __future__ import annotations

from sendoff.replies.phrases import pairs
from sendoff.replies.row import Row

_SEEN = (
    "Postfix, Exim, Sendmail, qmail, Exchange and others: their sources and replies collected in public, 2024 to 2026"
)

_BOX = (
    "mailbox | inbox | account | user | recipient | quota | storage | mail box | mailstore | maildir | folder"
    " | buzon | casilla | cuenta | caixa | conta | casella | skrzynka | skrzynki | konto | postfach | boite"
    " | compte | postvak | postbus | mailbox | brievenbus | espacio | spazio | espaco | espace | schranka"
    " | schranky | postkasse | brevlada | kotak"
)
_FULL = (
    "full | exceeded | exceeds | exceeding | over limit | over quota | overquota | overflow* | lleno | llena"
    " | excedid* | excede | excedio | superad* | supera | agotado | agotada | cheio | cheia | esgotad* | excedeu"
    " | ultrapass* | pieno | piena | esaurit* | superat* | pleine | plein | depass* | sature* | voll"
    " | uberschritten | ueberschritten | erschopft | vol | overvol | overschreden | pelna | pelne | przepelnion*"
    " | przekroczon* | przekroczyla | plna | prekrocen* | full opp | fuld | tele | megtelt | doldu | dolu | penuh"
)
_GONE = (
    "expired | unused | abandoned | closed | terminated | cancelled | canceled | removed | vencida | caducad*"
    " | cerrad* | eliminad* | inactiv* | inativ* | desactivad* | desativad* | deshabilitad* | suspendid*"
    " | suspens* | bloquead* | scadut* | chius* | disattiv* | disabilitat* | sospes* | ferme* | supprime*"
    " | desactive* | suspendu* | inactif | geschlossen | geloscht | geloescht | deaktiviert | gesperrt"
    " | stillgelegt | abgelaufen | opgeheven | verwijderd | geblokkeerd | verlopen | wygas* | usuniet*"
    " | nieaktywn* | nieuzywan* | zablokowan* | zawieszon* | wylaczon* | locked"
)
_WHOM = (
    "user | recipient | mailbox | account | address | addressee | usuario | cuenta | destinatario | direccion"
    " | buzon | casilla | conta | endereco | utente | indirizzo | casella | utilisateur | compte | destinataire"
    " | adresse | benutzer | empfanger | empfaenger | postfach | konto | gebruiker | adres | geadresseerde"
    " | uzytkownik | odbiorca | skrzynka | adresat | anvandare | bruker | modtager"
)
_NOT_THERE = (
    "no existe | no valido | no valida | desconocid* | inexistente | invalid* | no encontrad* | nao existe"
    " | nao encontrad* | desconhecid* | non esiste | non trovat* | sconosciut* | non valido | inesistent*"
    " | inconnu* | introuvable | n existe pas | inexistant* | unbekannt | existiert nicht | ungultig*"
    " | ungueltig* | nicht gefunden | nicht vorhanden | bestaat niet | onbekend | ongeldig | niet gevonden"
    " | nieznan* | nie istnieje | nieprawidlow* | finns inte | finnes ikke | findes ikke | not in | not listed"
    " | not recognised | not recognized | not allowed here | isn t known | isn t here | isn t valid"
)

ROWS = (
    Row("full", source=_SEEN,
        words="size limit of the mailbox | size limit of mailbox | mailbox size limit | mailbox size"
            " | mailbox … size limit | mail file size | too many messages on"
            " | too many messages in | zuviele mails auf | zu viele mails auf | too many mails in"
            " | mailbox … too many messages | too much mail data | too much mail … mailbox | quota … size limit"
            " | over quota | quota exceeded | mailbox full | mailbox is full",
        example="452 4.2.2 <someone@example.org> Mailbox size limit exceeded",
        more=("552 5.2.2 <someone@example.org>: Recipient address rejected: Mailbox full",
              "452 4.2.2 <someone@example.org> Mailbox is full / Blocks limit exceeded / Inode limit exceeded")),
    Row("full", code="5.2.2 4.2.2", source=_SEEN,
        words="exceed* | full | quota | space | limit* | storage | too much | over | size",
        example="452 4.2.2 Account disabled temporarily for exceeding receiving limits"),
    Row("size", source=_SEEN,
        words="size limit | class size | message size exceeds | message exceeds … size | message too large"
            " | message too big | message is too big"
        " | message is too large | message length exceeds | exceeded maximum message size | maximum message size"
        " | message larger than | size exceeds fixed | size exceeds fixed limit | exceeds fixed maximum"
        " | exceeds maximum message size"
        " | exceeds the maximum message size | larger than the maximum | size of the message exceeds"
        " | size limit for this"
        " | message size limit | message file too big | message size … too large | fixed maximum message size"
        " | maximum allowed message size | mail size limit | too much data | max message size | maxmessagesize"
        " | overadvertisedsize"
        " | message exceeds maximum | message size … exceeds | message size greater than | data size exceeds"
        " | exceeded message size"
        " | exceeds size limit | exceed … message size | mail too big | mail too large | email too large"
        " | file size exceeds"
        " | email size exceeds | size exceeds maximum | maximum size | size limits | larger than … limit"
        " | message size violation"
        " | attachment too large | attachment … too large | attachments too large | attachment size"
        " | nachricht ist zu gross"
        " | nachricht zu gross | nachricht zu groß | nachricht ist zu groß | mail zu gross | mail zu groß"
        " | message trop volumineux"
        " | message trop gros | taille maximale | taille du message | mensaje demasiado grande | excede el tamaño"
        " | tamaño máximo | messaggio troppo grande | dimensione massima | dimensioni del messaggio"
        " | bericht te groot"
        " | bericht is te groot | mensagem muito grande | tamanho máximo | wiadomość jest zbyt duża"
        " | wiadomosc jest zbyt duza"
        " | слишком больш* | размер письма | *メッセージサイズ* | *邮件过大* | *邮件大小* | b data limit | data exceeds"
        " | size limit exceeded | your message exceeded | message exceeds | exceeds the size | size exceeded",
        example="552 5.3.4 The mail exceeds fixed maximum size",
        more=("554 5.3.4 Die Nachricht ist zu groß",)),
    Row("full", source=_SEEN,
        words="mailbox full | mailbox is full | mailbox … is full | mailbox … full | over quota | overquota"
            " | over the quota | quota exceed*"
        " | exceeded … quota | quota … exceeded | exceeds … quota | exceed … quota | over its quota"
        " | over their quota | disk quota"
        " | out of storage | storage allocation | mailbox size limit | mailbox has exceeded | mailbox exceeded"
        " | exceeded … mailbox size"
        " | mailbox limit | mailbox quota | quota limit | quota full | quota reached | user is over"
        " | account is over | full mailbox"
        " | inbox is full | inbox full | insufficient mailbox | not enough space | not enough storage | no space left"
        " | insufficient space | exceeded storage | storage limit | storage quota | storage space | mail box full"
        " | mailfolder is full"
        " | out of quota | not enough disk | disk full | disk is full | space shortage | insufficient disk"
        " | insufficient system storage"
        " | insufficient storage | mailbox too large | maildir … quota | overdrawn … quota | over disk quota"
        " | quota violation"
        " | recipient … full | account … full | account full | user … full | user full | exceeded … space"
        " | exceeded allocat* | exceeded … limit … mailbox"
        " | mailbox … exceed* | mailbox … over | not enough free space | recipient storage full | quotaexceeded"
        " | no storage"
        " | user disk quota exceeded | mailbox space | low on … space | exceeding … quota | exceeding their"
        " | enough space | space … used up | space has been used | over limit … mailbox | mbox full"
        " | folder is full"
        " | has exceeded his | has exceeded its | has exceeded their | mailbox overflow* | message would exceed"
        " | would exceed"
        " | postfach … voll | postfach voll | postfach ist voll | mailbox voll | mailbox ist voll | speicherplatz"
        " | quota überschritten | speicher voll"
        " | boite … pleine | boîte … pleine | boite pleine | boîte aux lettres pleine | dépassé … quota"
        " | quota dépassé | depasse … quota"
        " | buzón lleno | buzon lleno | buzón … lleno | buzon … lleno | casilla llena | cuota excedida"
        " | cuota … excedid* | excedido … cuota"
        " | superado … cuota | casella piena | casella … piena | mailbox piena | quota superata | spazio esaurito"
        " | caixa cheia"
        " | caixa … cheia | cota excedida | cota … excedida | mailbox vol | postvak vol | postbus vol"
        " | mailbox is vol"
        " | skrzynka … pełna | skrzynka … przepełniona | skrzynka … pelna | skrzynka jest pelna"
        " | przekroczono limit | przekroczony limit … skrzynki"
        " | ящик переполнен | ящик … переполнен | почтовый ящик … переполнен | переполнен | превышен* … квот* | квота"
        " | *メールボックス*いっぱい*"
        " | *容量* | *已满* | *空间*不足* | *容量*不足* | *配额* | *容量*超* | *いっぱい* | *満杯* | *가득*"
        " | *용량*초과* | *邮箱已满* | *邮箱空间* | *空间不足* | *信箱已滿* | schránka je plná | postafiók megtelt",
        example="452 4.3.1 Insufficient system storage",
        more=("552 Postfach ist voll", "550 User is over the disk quota",
              "550 La boîte aux lettres du destinataire est pleine")),
    Row("full", source=_SEEN, words=pairs(_BOX, _FULL), example="550 la casilla de correo del usuario esta llena"),
    Row("moved-recipient", source=_SEEN,
        words="has moved | user has moved | address has changed | has changed their address | new address"
            " | new email address"
        " | no longer at this address | user not local please try | user not local will forward"
        " | please try forward path"
        " | mailbox has moved | moved to | use … instead | please use … instead | adresse a changé"
        " | ha cambiado de direcci* | neue adresse"
        " | address changed | has changed his | has changed its", code="551 5.1.6 4.1.6 5xx 4xx",
        example="551 5.1.6 <someone@example.org>: User has moved to someone@example.net"),
    Row("disabled-recipient", source=_SEEN,
        words="is now disabled | now disabled | not activated | account … not activated | recipient suspend*"
            " | suspend the service | mailbox disabled | mailbox is disabled | mailbox … disabled"
            " | account disabled | account is disabled | account … disabled | user disabled"
        " | account has been disabled | account inactive | account is inactive | account … inactive"
        " | inactive user | mailbox inactive"
        " | mailbox is inactive | mailbox … inactive | user … inactive | user is inactive | recipient … inactive"
        " | account suspended | account is suspended"
        " | account … suspended | mailbox suspended | user suspended | recipient … suspended | user … suspended"
        " | mailbox … suspended | account deactivated | account … deactivated"
        " | account has been closed | account closed | account is closed | mailbox closed | mailbox is closed"
        " | account expired"
        " | account has expired | account … expired | account … locked | account is locked | account locked"
        " | mailbox locked | mailbox … locked"
        " | no longer active | no longer available | not active | is not active | recipient disabled"
        " | address disabled"
        " | recipient … disabled | address … disabled | email account … inactive | account terminated"
        " | has been deactivated | has been disabled"
        " | has been suspended | has been deleted | is deactivated | discontinued | no longer in use"
        " | no longer in service | no longer valid"
        " | no longer used | account … deleted | mailbox … deleted | no longer accept* … mail"
        " | not accepting messages | not accepting mail"
        " | mailbox not accepting | isn t active | mailbox frozen | mailbox is frozen | account frozen"
        " | account … blocked | mailbox … blocked | mailbox … is blocked | temporarily disabled"
        " | temporarily suspended mailbox | account temporarily suspended | no longer on server | no longer employed"
        " | no longer with | no longer works | left the company | has left | not longer | days inactive | dormant"
        " | deactivated mailbox"
        " | disabled mailbox | disabled recipient | inactive mailbox | inactive account | closed account"
        " | suspended account | unused mailbox"
        " | konto … gesperrt | konto … deaktiviert | postfach … gesperrt | postfach … deaktiviert | nicht mehr aktiv"
        " | nicht mehr gültig | nicht mehr verfügbar | nicht mehr erreichbar | existiert nicht mehr"
        " | compte … désactivé | compte … desactive"
        " | compte … suspendu | compte inactif | n est plus | cuenta … desactivada | cuenta … deshabilitada"
        " | cuenta … suspendida"
        " | cuenta inactiva | casella disattivata | casella … disattivata | casella … disabilitata"
        " | account … disattivato"
        " | utente … disabilitato | conta … desativada | conta inativa | conta … suspensa | account … geblokkeerd"
        " | niet meer actief"
        " | niet meer in gebruik | konto … zablokowane | konto … nieaktywne | konto … wyłączone"
        " | учетная запись … заблокирована | ящик … заблокирован | ящик … отключен"
        " | *账户*禁用* | *已停用* | *停用* | *使用停止*",
        example="550 5.2.1 <someone@example.org>: Recipient address rejected: Mailbox disabled",
        more=("550 5.2.1 The email account that you tried to reach is disabled", "550 Konto wurde deaktiviert",
              "554 5.2.1 Account inactive")),
    Row("disabled-recipient", source=_SEEN, words=pairs(_BOX, _GONE), example="550 la cuenta de este usuario esta "
        "cerrada"),
    Row("recipient-policy", source=_SEEN,
        words="blocked by the recipient | rejected by this user | rejected by the user"
            " | recipient … does not accept mail from | user … does not accept mail from"
        " | recipient … whitelist | white list … recipient | only accepts mail from | only accept mail from"
        " | accepts … only from | blocked by recipient | blocked by user | blocked by the user"
        " | rejected by recipient"
        " | rejected by user | rejected by the recipient | recipient has blocked | user has blocked"
        " | recipient has rejected"
        " | recipient refuses | not on the allowed"
        " | not in … allowed senders | whitelisted senders | members only | restricted to members | closed list"
        " | only members"
        " | subscribers only| not a member of the list | not a member of this list"
        " | you are not allowed to send to | not allowed to send to this | not permitted to send to"
        " | not authorized to send to | not authorised to send to | does not accept external | internal use only"
        " | only internal"
        " | not accept mail from outside | no external mail | external senders | outside the organization"
        " | does not accept messages from"
        " | sendernotauthenticatedforgroup"
        " | challenge response | boxtrapper | personal blacklist | user s blacklist | recipient s blacklist"
        " | personal block"
        " | does not want | doesn t want | refuses mail from | has opted | delivery restriction* | private list"
        " | moderated",
        example="550 5.7.1 <someone@example.org>: Recipient address rejected: no external mail for this list",
        more=("550 5.7.1 This mailing list is members only",)),
    Row("greylisted", source=_SEEN, code="450 4.2.0 451",
        words="policy rejection please try | policy rejection try"
            " | recipient address rejected policy restrictions try later | try again later policy"
            " | temporarily rejected",
        example="450 4.2.0 <someone@example.org>: Recipient address rejected: policy restrictions, try later"),
    Row("unknown-recipient", source=_SEEN,
        words="badrcptto | userid unknown* | address reserved | recipient not authorized | mailbox cannot be accessed"
        " | user is not known | recipient is not allowed | recipient is not valid"
        " | recipient not exist | user not exist | user not exists | no valid mailbox"
        " | recipient could not be found | recipient not known | addressee not known | wrong recipient"
        " | wrong address | incorrect address | incorrect recipient | misspelled | mistyped"
        " | recipient not on | unknown or | user account is unavailable | account is unavailable"
        " | account unavailable | no mail for | nobody here | please check the recipient"
        " | check the address | check recipient | recipient not recognized | invalid to address"
        " | not a subscriber | never existed | "
        "no mail box | account is not allowed | no exist | rcpt user … not ok | not a member of domain"
            " | recipient cannot be verified | recipient could not be verified | recipients cannot be verified"
            " | user unknown | unknown user | no such user | no such recipient | no such mailbox"
            " | no such address | no such account"
        " | no such person | no such local user | no such email | no such virtual user | no such"
        " | unknown recipient | recipient unknown | unknown local part | unknown mailbox | mailbox unknown"
        " | unknown account | account unknown"
        " | unknown local user | unknown address | address unknown | unknown email | unknown to address"
        " | unknown or illegal alias | unknown alias"
        " | user … unknown | recipient … unknown | address … unknown | mailbox … unknown"
        " | user not found | user … not found | recipient not found | recipient … not found | mailbox not found"
        " | mailbox … not found | address not found | address … not found"
        " | account not found | account … not found | recipientnotfound | recipnotfound | usernotfound"
        " | resolver.adr.* | not found by smtp address lookup"
        " | user does not exist | user … does not exist | user doesn t exist | user … doesn t exist"
        " | recipient does not exist"
        " | recipient … does not exist | mailbox does not exist | mailbox … does not exist"
        " | address does not exist | address … does not exist | account does not exist"
        " | account … does not exist | account that you tried to reach does not exist | doesn t exist"
        " | does not exist | not exist | non existent | nonexistent | non existing | not existing | no existing"
        " | user doesn t have | does not have an account | doesn t have an account | does not have a mailbox"
        " | doesn t have | no mailbox here | no mailbox by that name"
        " | no mailbox | no account by that name | no account | no recipient by | not our customer"
        " | not a valid user | not a valid mailbox"
        " | not a valid recipient | not a valid address | not a valid email | not a valid account"
        " | not a known user | not a known recipient | not a known"
        " | not a registered | not a local user | not known | not known here | not known at this | not listed in"
        " | not listed in domino directory | not listed in public name"
        " | invalid recipient | invalid user | invalid mailbox | invalid recipients | invalid email address"
        " | invalid account | invalid local"
        " | recipient invalid | recipient … invalid | recipient is invalid | user invalid | mailbox invalid"
        " | address invalid | address … invalid"
        " | bad destination mailbox | bad destination | bad recipient | bad address | bad recipient address"
        " | illegal user | illegal recipient"
        " | mailbox unavailable | mailbox not available | mailbox is unavailable | mailbox … unavailable"
        " | mailbox temporarily unavailable | address unavailable"
        " | unrouteable address | unroutable address | unrouteable mail | unrouteable | cannot route to"
        " | undeliverable address | unverified address"
        " | address lookup failed | address verification failed | callout verification failure"
        " | recipient verify failed | recipient verification failed"
        " | could not verify recipient | unable to verify recipient | verification failed for … recipient"
        " | verify recipient | recipient address has been verified as"
        " | user unavailable | recipient not accepted | recipient rejected | recipients rejected"
        " | no valid recipient | no valid recipients"
        " | address error | delivery to this address | user … not … here | no one here by | nobody here by"
        " | does not live here | is not here"
        " | no … by that name | no user by | no user | no users here | unable to find | not a mailbox | isn t a user"
        " | ldap … not found | addressee unknown | addressee not | unknown addressee | local address … unknown"
        " | virtual alias table | local recipient table"
        " | relay recipient table | virtual mailbox table | not recognised | not recognized"
        " | unable to deliver to … recipient | requested mailbox unavailable | dosn t exist"
        " | cannot be found | could not be found | email address … not exist"
        " | benutzer unbekannt | benutzer … unbekannt | empfänger unbekannt | empfänger … unbekannt"
        " | empfaenger … unbekannt | unbekannter benutzer | unbekannter empfänger | adresse … unbekannt"
        " | adresse unbekannt | empfänger existiert nicht | empfaenger existiert nicht | existiert nicht"
        " | existieren nicht | kein postfach | nicht bekannt | ungültiger empfänger | ungültige adresse"
        " | postfach … nicht vorhanden | nicht vorhanden | nicht gefunden | nicht erreichbar"
        " | utilisateur inconnu | destinataire inconnu | destinataire … inconnu"
        " | adresse … inexistante | adresse … invalide | adresse inconnue | destinataire … invalide"
        " | destinataire invalide | boite inexistante | n existe pas | compte inexistant"
        " | compte inconnu | usuario desconocido | usuario no existe | usuario … no existe"
        " | destinatario desconocido | destinatario … desconocido | no existe"
        " | cuenta inexistente | buzón … inexistente | dirección … inválida | usuario inexistente"
        " | utente sconosciuto | utente … sconosciuto | destinatario sconosciuto | destinatario … sconosciuto"
        " | non esiste | indirizzo sconosciuto | indirizzo inesistente | casella inesistente | utente non trovato"
        " | inesistente | onbekende gebruiker"
        " | gebruiker onbekend | adres onbekend | onbekend | bestaat niet | usuário desconhecido"
        " | usuario desconhecido | não existe | nao existe | destinatário desconhecido | inexistente"
        " | usuário inexistente | użytkownik nieznany | nieznany użytkownik | nie istnieje | nieznany odbiorca"
        " | brak użytkownika | nie ma takiego | brak takiego"
        " | пользователь не найден | пользователя не существует | не существует | нет такого пользователя"
        " | адресат не найден | неизвестный пользователь | ящик не найден | ящик не существует"
        " | neznámý uživatel | uživatel neexistuje | neexistuje | nem létezik | ismeretlen | okänd användare"
        " | finnes ikke | findes ikke | ukendt modtager | tuntematon | bilinmeyen"
        " | *ユーザ*存在しません* | *存在しません* | *宛先不明*"
        " | *見つかりません* | *見つからない*"
        " | *用户不存在* | *不存在* | *收件人*无效* | *无此用户* | *不正确* | *未找到* | *没有*用户* | *找不到*"
        " | *無効*宛先* | *無効*アドレス* | *不明*宛先* | *존재하지* | *없는 사용자* | *알 수 없는*",
        example="550 5.1.1 <s3140@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
        more=("550-5.1.1 unknown or illegal alias: nobody@example.org 550 5.1.1 bye",
              "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)", "550 Unrouteable address",
              "550 5.1.1 Benutzer unbekannt", "550 Utilisateur inconnu", "550 Usuario desconocido",
                  "550 utente sconosciuto",
              "450 4.1.1 <nobody@example.org>: Recipient address rejected: unverified address: Address lookup "
              "failed")),
    Row("unknown-recipient", source=_SEEN, words=f"{pairs(_WHOM, _NOT_THERE)} | "
        "can t accept … user | won t accept … user | not in recipient list"
        " | not in … recipient list | not in … recipients list | allowed recipients | recipient list",
        example="550 de gebruiker is niet gevonden"),
)  # fmt: skip
