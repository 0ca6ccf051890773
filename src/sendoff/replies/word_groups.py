"""What a reply is about, by single words, where no phrase is known: whom or what it names, and what it says of that.

A group is words of one meaning in the languages that occur, without accents; `*` leaves a word open at its end. The
kinds are asked in their order, and the first whose groups all occur (and whose other groups do not) decides.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from sendoff.replies.collapsing import HIDDEN

_GROUPS = {
    "whom": "user* recipient* rcpt* mailbox* account* addressee* customer* subscriber* alias* employee* person people"
    " login username inbox maildir destinatari* destinataire* destinat usuari* utent* utilisateur* benutzer* empfang*"
    " empfaeng* adressat* postfach* konto* konta kont compte* boite* casella* casilla* buzon* cuenta* conta caixa"
    " gebruiker* ontvanger* geadresseerde* postvak* postbus* uzytkownik* odbiorc* adresat* skrzynk* anvandar* mottagar*"
    " bruker* modtager* uzivatel* prijemc* schrank* kullanici* alici* felhasznalo* получател* пользовател* адресат*"
    " ящик* абонент*",
    "address": "address* addr adres* adress* indirizz* direccion* enderec* адрес* name localpart",
    "sender": "sender* envelope originator postmaster dsn* bounce* callback* callout* expediteur* emetteur* absender*"
    " remitente* mittente* remetent* afzender*"
    " nadawc* odesilatel* avsandar* gonderen* отправител*",
    "machine": "ip ips ipv4 ipv6 host hosts hostname server* client* network* machine remotehost relayhost netblock"
    " connection* 0.0.0.0 serveur* servidor* serwer* сервер*",
    "figures": "ip ips 0.0.0.0",
    "domain": "domain* domaine* dominio* domini domena domeny домен*",
    "content": "content* attach* body header* headers url urls uri html link links virus* malware* trojan* bulk*"
    " advertis* spam* phish* keyword* mime pattern* classif* quarantin* score scored scoring base64 image* images file"
    " files filter* words inhalt* anhang* contenid* contenut* conteud* piece allegat* adjunt* anexo* zalacznik*"
    " bijlage* werbung* pourriel* вложени* спам* rfc compliant unsolicited junk junkmail",
    "message": "messag* msg nachricht* mensaje* messagg* mensag* wiadomosc* bericht* письм* zprav*",
    "space": "quota* space* storage diskspace disk disc kapazitat* speicher* speicherplatz* espacio* spazio* espaco*"
    " espace miejsc* przestrzen* квот* ruimte errno",
    "full": "full overquota overflow* voll lleno* llena* cheia cheio pleine plein pieno piena przepeln* pelna pelny"
    " overvol vol plna megtelt doldu dolu переполнен*",
    "over": "over exceed* exceded overdrawn insufficient exhaust* enough shortage limit* maximum reached out achieved"
    " threshold erschopft* uberschrit* ueberschrit* agotad* superad* supera sobrepass* ultrapass* excedid* depass*"
    " esaurit* przekrocz* prekroc* превышен* larger",
    "size": "size* oversize* large* big bigger length long gross* taille* tamano* dimension* wielkosc* размер*"
    " grande grosse groot megabyte* mb kb",
    "pace": "rate rates ratelimit* throttl* frequen* hour* hourly minute* daily monthly slow* fast* quickly"
    " often burst* flood* numerous recently credits posts attempts speed* volume*",
    "many": "many much number* numbers count* too excessive trop demasiad* tropp* muit* zbyt много viele vele",
    "absent": "unknown unrecogni* found exist* recogni* known valid invalid* validrcptto badrcptto* badrecipient*"
    " listed"
    " nonexist* inexist* unexist* present such wrong incorrect* bogus unavailable unavaiable unassigned nobody"
    " undeliverable"
    " unrout*"
    " missing removed misspel* sconosciut* errat* esiste trovat* desconocid* existe encontrad* desconhecid*"
    " inconnu* introuvable* unbekannt* existiert gefunden vorhanden bekannt* niemand ungultig* ungueltig*"
    " onbekend* bestaat gevonden ongeldig* nieznan* istnieje bledn* ukjent okand finns ukendt tuntematon bilinmeyen"
    " bulunamad* yok mevcut"
    " neznam* neexist* nenalezen* неизвестн* существует найден* unused nessun* never logged"
    " ok entry redirect",
    "checked": "verif* validat* ldap directory lookup",
    "closed": "disab* suspend* inactiv* deactiv* closed closure expir* lock* terminat* delet* archiv* frozen hangup"
    " hung dormant"
    " abandon* discontinu* quit left retired desactiv* deshabilit* vencid* cerrad*"
    " gesperrt* deaktiviert* geloscht* geloescht* stillgelegt* supprim* suspendu* ferme* chius* scadut*"
    " disattiv* disabilit* bloccat* inutilizz* opgeheven verlopen stato estado geblokkeerd nieaktywn* zablokowan*"
    " usunie* zawieszon*"
    " wylaczon* заблокирован* отключен* inactivity unread activated expirou moved changed replaced activity entered",
    "no": "no not non cannot isn doesn won wasn hasn couldn t nicht kein keine pas aucun* geen niet nie nao nem inte"
    " ikke ne нет не nessun* unable failed failure nothing without never",
    "receive": "accept* receiv* deliver* receber recevoir empfangen ricezione handle*",
    "refused": "block* reject* refus* deny denied denies ban* blacklist* blocklist* denylist* abus* forbid* forbidden"
    " prohibit* disallow* deferred go away verweigert* abgelehnt* abgewiesen* gesperrt* rechazad* bloquead* denegad*"
    " refuse rejet* bloqu* interdit* rifiutat* bloccat* respint* negat* geweigerd* geblokkeerd* odrzucon* zablokowan*"
    " recusad* rejeitad* отклонен* запрещ* заблокирован* odmitnut* engellen* allowed permitted welcome connect",
    "infamous": "blacklist* blocklist* denylist* abus* rbl rbls dnsbl* listed listing spammer* spamming reputation"
    " banned"
    " bad suspicious* infected compromised hacked black abusive spams",
    "member": "member* subscri* moderat* group* posting post",
    "login": "authenticat* auth login logged credential* password*",
    "relay": "relay* gateway",
    "sessions": "thread* connection* session* slot* verbindung* connexion* conexion* conexoes connession* verbinding*"
    " polaczen*"
    " соединен*",
    "sends": "sending outgoing outbound submission allotment",
    "names": "helo ehlo",
    "load": "load overload*",
    "wants": "want* wish* opted",
    "line": "line lines",
    "lists": "rbl* dnsbl* blacklist* blocklist* denylist* noire negra nera zwarte czarn* черн* sperrliste",
    "your": "your ihr ihre ihrer votre su sua vostro vostra uw twoj* ваш*",
    "used": "used",
    "reverse": "ptr rdns reverse",
}  # fmt: skip


_BY_COMMAND = " mail from "
_SAYS_NOTHING = " recipient address rejected "
"""Postfix writes this before whatever the reason is."""


class Kind(NamedTuple):
    """A class, the groups that must all occur, and those of which none may."""

    name: str
    groups: str
    unless: str = ""


KINDS = (
    Kind("rate", "sends over", "size content"),
    Kind("rate", "relay over", "size content"),
    Kind("sender-refused", "sends closed", "machine"),
    Kind("helo", "names"),
    Kind("busy", "load many", "content"),
    Kind("full", "space full", "content"),
    Kind("full", "space over", "pace content"),
    Kind("full", "space used", "pace content"),
    Kind("rate", "space pace"),
    Kind("format", "line size"),
    Kind("connections", "sessions over", "content"),
    Kind("connections", "sessions many", "content"),
    Kind("size", "size over", "whom space"),
    Kind("size", "size many", "whom space"),
    Kind("full", "full", "pace content sender machine"),
    Kind("full", "whom over", "pace content closed many refused size"),
    Kind("spam", "content refused", "figures whom sender"),
    Kind("rate", "pace many"),
    Kind("rate", "pace over"),
    Kind("rate", "pace refused"),
    Kind("address-blocked", "lists refused", "whom sender domain content address"),
    Kind("reverse-dns", "reverse no"),
    Kind("reverse-dns", "reverse refused"),
    Kind("recipient-policy", "wants no"),
    Kind("relay-denied", "relay no"),
    Kind("relay-denied", "relay refused"),
    Kind("relay-denied", "relay closed"),
    Kind("rate", "message over", "size space whom content"),
    Kind("recipient-rate", "whom many receive", "absent"),
    Kind("disabled-recipient", "whom closed"),
    Kind("address-blocked", "figures refused", "whom domain content"),
    Kind("address-blocked", "your figures refused", "whom domain"),
    Kind("address-blocked", "your machine refused", "whom domain sender content message"),
    Kind("address-blocked", "your machine no receive", "whom domain sender content message"),
    Kind("address-blocked", "figures lists", "whom domain content"),
    Kind("address-blocked", "machine infamous", "whom sender domain content"),
    Kind("address-blocked", "figures infamous", "whom sender domain content"),
    Kind("sender-refused", "login no", "whom"),
    Kind("sender-refused", "sender refused", "whom"),
    Kind("sender-domain", "sender absent", "whom"),
    Kind("recipient-policy", "whom member", "absent domain"),
    Kind("recipient-policy", "whom sender no"),
    Kind("unknown-recipient", "whom absent"),
    Kind("unknown-recipient", "whom checked", "sender"),
    Kind("unknown-recipient", "address absent", "machine sender domain"),
    Kind("disabled-recipient", "address closed", "machine sender domain"),
    Kind("disabled-recipient", "closed receive", "machine sender content"),
    Kind("unknown-recipient", "whom no receive"),
    Kind("unknown-recipient", "address no receive", "machine sender domain full over"),
    Kind("unknown-recipient", "whom refused", "figures content message login domain member infamous no"),
    Kind("unknown-recipient", "whom no", "machine refused content message login domain member sender"),
    Kind("unknown-recipient", "address no", "machine refused content message login domain member sender receive"),
    Kind("disabled-recipient", "closed domain", "machine sender content"),
    Kind("disabled-recipient", "closed", "machine sender content message login figures pace space size receive"),
    Kind("format", "content many"),
    Kind("spam", "content message"),
    Kind("spam", "content", "machine whom"),
)
"""Every kind, in the order in which they are asked."""


def kind(text: str, words: str) -> str | None:
    """Return the class that single words speak for; None where none does.

    `words` are the text's, as `phrases.words` gives them. An address that was hidden in the text counts as one.
    """
    told = words.replace(_SAYS_NOTHING, " ")
    if told == " ":
        return "unknown-recipient"
    found = {group for word in set(told.split()) for group in groups_of(word)}
    if HIDDEN in text:
        found.add("address")
    if _BY_COMMAND in told and "figures" not in found:
        found.add("sender")
    return next((each.name for each, needed, unless in _asked() if needed <= found and not unless & found), None)


def groups_of(word: str) -> tuple[str, ...]:
    """Return the groups that a word is of."""
    whole, open_ones = _words()
    found = [whole.get(word, ())]
    found += [open_ones.get(word[:end], ()) for end in range(2, len(word) + 1)]
    return tuple(group for groups in found for group in groups)


def group_words() -> str:
    """Return the words of all groups, as they are written."""
    return " ".join(_GROUPS.values())


@cache
def _asked() -> tuple[tuple[Kind, frozenset[str], frozenset[str]], ...]:
    return tuple((each, frozenset(each.groups.split()), frozenset(each.unless.split())) for each in KINDS)


@cache
def _words() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, tuple[str, ...]] = {}
    open_ones: dict[str, tuple[str, ...]] = {}
    for group, words in _GROUPS.items():
        for word in words.split():
            table, bare = (open_ones, word[:-1]) if word.endswith("*") else (whole, word)
            table[bare] = (*table.get(bare, ()), group)
    return whole, open_ones
