/**
 * Words that attacks are made of, in the forms they are used in, and the small words that hold sentences
 * together: by these a decoded piece shows that it is language. Without accents.
 */
const TRIGGERS: Record<string, string> = {
  en: `ignore ignores ignored ignoring disregard disregards disregarding forget forgets override overrides overriding
    bypass bypasses bypassing previous prior above earlier preceding instruction instructions instructed rule rules
    guideline guidelines prompt prompts system developer assistant reveal reveals print output repeat secret secrets
    password passwords credential credentials token tokens hidden confidential jailbreak jailbroken unrestricted
    unfiltered uncensored restriction restrictions limitation limitations filter filters safety policy policies
    pretend roleplay persona character simulate simulation imagine hypothetical hypothetically admin administrator root
    sudo execute command commands shell payload exploit exploits vulnerability malware ransomware keylogger phishing
    hack hacking hacker bomb bombs explosive explosives weapon weapons poison kill murder suicide drugs
    methamphetamine cocaine steal stealing fraud counterfeit launder laundering exfiltrate upload send forward email
    webhook attacker respond response responses answer comply compliance refuse refusal warning warnings disclaimer ethics
    ethical moral morality illegal anything everything nothing without never always must immediately now onwards
    henceforth instead following message conversation user context delete remove disable deactivate unlock mode
    enabled opposite translate decode encoded base64 synthesize synthesis manufacture detonate firearm silencer
    grenade nerve agent toxin virus pathogen anthrax stalk harass blackmail extort forge smuggle trafficking`,
  de: `ignoriere ignoriert ignorieren vergiss vergesse missachte alle alles vorherigen vorherige vorigen bisherigen
    bisherige obigen anweisung anweisungen regel regeln richtlinien befehl befehle system prompt zeige
    verrate nenne gib wiederhole geheim geheimnis geheime passwort passworter zugangsdaten schlussel umgehe umgehen
    einschrankungen beschrankungen filter sicherheit antworte antwort ohne immer niemals sofort stattdessen bombe
    sprengstoff waffe waffen gift toten mord drogen herstellen bauen hacken stehlen betrug loschen senden`,
  fr: `ignore ignorez ignorer oublie oubliez toutes tous instructions precedentes precedente consignes consigne regles
    regle directives systeme invite revele revelez affiche affichez montre repete secret secrets motdepasse passe
    contourner contourne restrictions limites filtre filtres securite reponds repondez reponse reponses sans jamais toujours
    immediatement bombe explosif explosifs arme armes poison tuer meurtre drogue fabriquer pirater voler fraude
    supprime supprimer envoie envoyer mode developpeur`,
  es: `ignora ignore ignorar olvida olvide todas todos instrucciones anteriores anterior previas previa reglas regla
    indicaciones directrices sistema revela revele muestra muestre repite secreto secretos contrasena contrasenas
    claves clave evita evadir elude restricciones limitaciones filtro filtros seguridad responde respuesta sin nunca
    siempre inmediatamente bomba explosivo explosivos arma armas veneno matar asesinato droga drogas fabricar hackear
    robar fraude borra borrar elimina envia enviar modo desarrollador`,
  pt: `ignore ignora ignorar esqueca esquecer todas todos instrucoes anteriores anterior previas regras regra
    diretrizes sistema revele mostre repita segredo segredos senha senhas credenciais contorne contornar restricoes
    limitacoes filtro filtros seguranca responda resposta sem nunca sempre imediatamente bomba explosivo explosivos
    arma armas veneno matar assassinato droga drogas fabricar invadir roubar fraude apague excluir envie enviar modo
    desenvolvedor`,
  it: `ignora ignorate ignorare dimentica dimenticate tutte tutti istruzioni precedenti precedente regole regola
    direttive sistema rivela mostra ripeti segreto segreti password credenziali aggira aggirare restrizioni limiti
    filtro filtri sicurezza rispondi risposta senza mai sempre subito immediatamente bomba esplosivo esplosivi arma
    armi veleno uccidere omicidio droga droghe fabbricare costruire hackerare rubare frode cancella elimina invia
    inviare modalita sviluppatore`,
  nl: `negeer vergeet alle vorige eerdere instructies regels systeem onthul toon herhaal geheim wachtwoord zonder
    altijd nooit antwoord omzeil beperkingen bom wapen wapens vermoorden drugs stelen`,
};

const COMMON: Record<string, string> = {
  en: `a i an as at be by do go he if in is it me my no of on or so to up us we am the and for are but not you all any
    can had her was one our out day get has him his how man new now old see two way who boy did its let put say she
    too use that with have this will your from they know want been good much some time very when come here just like
    long make many more only over such take than them well were what about there their which would could should
    write give tell show explain please make create help need first into also after`,
  de: `der die das und ist nicht ein eine einen einem einer ich du er sie es wir ihr mit auf fur von zu im in den dem
    des dass wie was wer wo wenn aber oder auch nur noch kann konnen wird werden hat haben sind war sein mir mich dir
    dich uns euch bitte schreibe erklare schritt anleitung uber nach bei aus um so als`,
  fr: `le la les un une des du de et est pas ne que qui quoi dans pour sur avec par ce cette ces mon ma mes ton ta tes
    son sa ses nous vous ils elle elles je tu il au aux en ou mais donc plus tout comme peut peux faire etre avoir
    comment ecris explique moi etape`,
  es: `el la los las un una unos de del y es no que en para con por como su sus mi tu se lo le les al o pero mas este
    esta estos estas ese esa eso yo usted ellos puede puedes hacer ser estar tener escribe explica dime paso sobre`,
  pt: `o a os as um uma de do da dos das e nao que em no na para com por como seu sua meu minha se ao ou mas mais este
    esta isso eu voce eles pode fazer ser estar ter escreva explique diga passo sobre`,
  it: `il lo la i gli le un uno una di del della dei delle e non che in nel per con come suo sua mio mia si al o ma piu
    questo questa quello io tu lui lei noi voi loro puo fare essere avere scrivi spiega dimmi passo su`,
  nl: `de het een en is niet dat wat hoe voor met van op aan in te ik je jij hij zij wij maar ook kan kunnen worden`,
};

export const TRIGGER_WORDS: readonly string[] = [...new Set(Object.values(TRIGGERS).flatMap(wordsOf))];
export const LANGUAGES: Record<string, string[]> = Object.fromEntries(
  Object.entries(COMMON).map(([language, list]) => [
    language,
    [...wordsOf(list), ...wordsOf(TRIGGERS[language] ?? "")],
  ]),
);

function wordsOf(list: string): string[] {
  return list.split(/\s/).filter((word) => /^[a-z]+$/.test(word));
}
