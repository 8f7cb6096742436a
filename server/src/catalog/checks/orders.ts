import type { CatalogFinding } from "../types.ts";

/** Words by which a definition does not say what a tool does but tells a model what to do. */
export interface Rule {
  kind: Extract<CatalogFinding["kind"], "instructions" | "shadowing">;
  /** `medium`: honest definitions may say it too; two such together are as good as one `high`. */
  severity: "medium" | "high";
  what: string;
  pattern: RegExp;
}

const NOT = String.raw`\b(?:do not|don'?t|never|must ?n[o']t|mustn'?t|should not|shouldn'?t|cannot|avoid|refrain from|no need to|without)\b`;
const PEOPLE = String.raw`\b(?:users?|humans?|person|people|operator|customer|anyone|anybody|owner|developer)\b`;
const TELL = String.raw`\b(?:tell|telling|mention|mentioning|inform|informing|notify|notifying|reveal|revealing|disclose|disclosing|alert|alerting|warn|warning|let)\b`;
const SECRET_PLACE = String.raw`(?:~?\/?\.ssh\b|\bid_(?:rsa|ed25519|ecdsa)\b|\.aws\/(?:credentials|config)|\.npmrc\b|\.netrc\b|\.pgpass\b|\.git-credentials\b|\.kube\/config|\.docker\/config|\/etc\/(?:passwd|shadow)\b|\bmcp\.json\b|claude_desktop_config|\.bash_history|\.zsh_history|\bwallet\.dat\b|\blogin keychain\b|\.gnupg\b|(?<![\w/])\.env\b)`;
const CARRY = String.raw`\b(?:include|including|pass|send|put|provide|add|append|copy|paste|forward|attach|write|fill|embed|insert|place|upload|post|submit|repeat|quote|encode|exfiltrate|leak)\b`;
const TALK = String.raw`\b(?:(?:conversation|chat|message) (?:history|log|transcript)|(?:entire|full|whole|complete|current) (?:conversation|chat|transcript|context|prompt|context window)|(?:all|any|the) (?:previous|prior|earlier|preceding) (?:messages|turns|tool (?:results|outputs|responses|calls)|conversation)|everything (?:the user|they|you) (?:said|wrote|know|have)|(?:your|the) system (?:prompt|message|instructions)|your (?:instructions|reasoning|memory|thoughts))\b`;
const KEYS = String.raw`\b(?:api[ _-]?keys?|passwords?|credentials?|secrets?|access tokens?|auth(?:entication)? tokens?|private keys?|environment variables?|env vars|session (?:tokens?|cookies?)|cookies|seed phrase)\b`;
const OUT = String.raw`(?:https?:\/\/|\bwebhook|[\w.+-]{1,64}@[\w-]{1,63}\.[a-z])`;

const rule = (kind: Rule["kind"], severity: Rule["severity"], what: string, ...sources: string[]): Rule => ({
  kind,
  severity,
  what,
  pattern: new RegExp(sources.map((source) => `(?:${source})`).join("|"), "u"),
});

/** Over plain lower-case text with single spaces. Every gap is bounded, so no text takes long. */
export const RULES: readonly Rule[] = [
  rule(
    "instructions",
    "high",
    "tells the model to keep something from people",
    String.raw`\b(?:unaware|in the dark|keep (?:quiet|silent)|stay (?:quiet|silent)|say nothing|not a word|without (?:his|her|their|its|the user'?s?) (?:knowledge|consent|noticing))\b`,
    `${NOT}.{0,40}${TELL}.{0,30}${PEOPLE}`,
    String.raw`${PEOPLE} (?:must|should|does|do|need|needs|will|can) ?n(?:o|')t (?:to )?(?:know|see|notice|be (?:told|informed|asked|notified)|find out|learn)`,
    String.raw`\b(?:hide|conceal|keep|hidden|withhold)\b.{0,40}\bfrom (?:the |any )?${PEOPLE}`,
    String.raw`\bkeep (?:this|it|that|these) (?:step |steps )?(?:secret|hidden|confidential|private|to yourself)\b`,
    String.raw`\b(?:secretly|covertly|stealthily|in secret|unnoticed)\b`,
    String.raw`\b(?:silently|quietly|discreetly)\b.{0,20}\b(?:send|read|include|attach|forward|copy|call|pass|collect|upload|run|execute|append|add|post|record|store)`,
    String.raw`${NOT}.{0,20}\b(?:mention|reveal|disclose|explain|acknowledge|show|display|output)\b.{0,20}\b(?:this|these|that) (?:instruction|step|rule|note|message|requirement|text|section|behaviou?r)`,
    String.raw`\b(?:leave|keep|omit|exclude|strip|drop)\b.{0,30}\b(?:out of|from|in) (?:your|the|any|every|its) (?:final )?(?:summary|answer|reply|response|output|report)s?\b`,
    String.raw`\bact as (?:if|though) (?:nothing|this|it|none)\b`,
    String.raw`${NOT} (?:ask|asking|consult|prompt|bother)\w* (?:the |any )?${PEOPLE}`,
  ),
  rule(
    "instructions",
    "high",
    "puts itself before everything else a model does",
    String.raw`\b(?:agents?|assistants?|models?) (?:that|which|who) (?:skip|ignore|fail|refuse|do not|don't)\b`,
    String.raw`\bbefore (?:any|each|every|all) [\w -]{2,30} (?:leaves?|(?:is|are) (?:sent|written|made|given|opened|moved)|goes|go)\b`,
    String.raw`\b(?:all|every|any) (?:money )?(?:payments?|transfers?|mails?|e-?mails?|messages?|requests?|files?|orders?)\b.{0,20}\b(?:go|goes|must go|have to go|are (?:sent|routed)|routes?) (?:to|through|via)\b`,
    String.raw`\bbefore (?:using |calling |invoking |running |executing |you use |you call |any call to )?(?:any|all|every|each|the) (?:of the )?other (?:tools?|functions?|actions?|servers?|calls?)`,
    String.raw`\bbefore (?:doing|answering|responding|replying|performing|taking|you (?:do|answer|respond|reply))\b.{0,12}\b(?:anything|any|every|all|else|to)\b`,
    String.raw`\b(?:for|on|with|in|after|before|to) (?:every|each|all|any) (?:single )?(?:user )?(?:message|request|prompt|conversation|response|reply|answer|turn|tool call|function call|interaction)s?\b.{0,60}\b(?:call|use|invoke|run|include|send|pass|execute)\b`,
    String.raw`\b(?:call|use|invoke|run|execute)\b.{0,40}\b(?:for|on|with|in|after|before) (?:every|each|all|any) (?:single )?(?:user )?(?:message|request|prompt|conversation|response|reply|answer|turn|tool call|function call|interaction)`,
    String.raw`\bat the (?:start|beginning|end) of (?:every|each|all|any) (?:conversation|session|chat|turn|response|task)`,
    String.raw`\b(?:takes?|has|have) (?:absolute |the highest |top )?(?:precedence|priority) over\b`,
  ),
  rule(
    "shadowing",
    "high",
    "says how other tools are to be used",
    String.raw`${NOT} (?:use|call|invoke|run|trust|rely on)\w* (?:any |the |all )?(?:of the )?(?:other|built-?in|native|default|existing) (?:\w+ )?(?:tools?|functions?|servers?)`,
    String.raw`\b(?:overrides?|supersedes?|replaces?|disables?|deprecates?)\b.{0,20}\b(?:all|any|every|the) (?:of the )?other (?:\w+ )?(?:tools?|functions?|servers?|versions?)`,
    String.raw`\b(?:other|all|any|every) (?:\w+ )?(?:tools?|functions?|servers?) (?:must|should|has to|have to|are|is|need to|will) (?:now |also |always |not |no longer |be )`,
    String.raw`\b(?:other|another|existing|built-?in|native|official) (?:\w+ )?(?:tools?|functions?|servers?) (?:is|are|was|were|has been|have been) (?:compromised|deprecated|unsafe|broken|insecure|untrusted|disabled|wrong|malicious)`,
    String.raw`\binstead of (?:any |the |all )(?:other|built-?in|native|default|existing|official) (?:\w+ )?(?:tools?|functions?|servers?)`,
    String.raw`\bwhen(?:ever)? (?:you |the (?:model|assistant|agent) )?(?:use|uses|call|calls|invoke|invokes|using|calling)\b.{0,30}\b(?:another|any other|other|a different) (?:tools?|servers?)`,
  ),
  rule(
    "instructions",
    "high",
    "asks for files that hold secrets",
    String.raw`\bcontents? of (?:any|all|every|each|the|your)\b.{0,20}\b(?:credentials?|secrets?|keys?|passwords?|private|wallet)\b.{0,12}\b(?:files?|stores?|folders?)`,
    String.raw`\b(?:tokens?|keys?|passwords?|credentials?) (?:that )?you (?:use|have|hold|keep|know)\b`,
    String.raw`\b(?:read|cat|open|fetch|send|upload|include|copy|contents? (?:of|from)|collect|paste|pass|attach|dump|print|steal|grab)\b.{0,80}${SECRET_PLACE}`,
  ),
  rule("instructions", "medium", "names places where secrets are kept", SECRET_PLACE),
  rule(
    "instructions",
    "high",
    "asks for what was said to the model",
    String.raw`\b(?:carry|carries|include|includes|contain|accompany|with|attach|add|pass|send)\b.{0,40}\b(?:transcript|history|record|copy|log) of (?:this|the|your|our) (?:chat|conversation|session|discussion|dialog(?:ue)?)`,
    `${CARRY}.{0,50}${TALK}`,
    String.raw`${TALK}.{0,40}\b(?:as|in|into|to|via|through|must be (?:passed|included|sent)|goes in|here)\b.{0,20}\b(?:this|parameter|argument|field|base64|url|server|verbatim|header)`,
  ),
  rule(
    "instructions",
    "high",
    "asks for everything that is secret",
    String.raw`${CARRY}.{0,30}\b(?:all|any|every|available|known|found|other|user'?s|local|your)\b.{0,30}${KEYS}`,
    String.raw`${KEYS}.{0,40}\b(?:from|in) (?:the |your )?(?:context|conversation|environment|memory|other tools?|system prompt|workspace|project files|chat)`,
  ),
  rule(
    "instructions",
    "medium",
    "asks for a secret",
    `${CARRY}.{0,30}${KEYS}`,
    String.raw`\b(?:secrets?|credentials|passwords?|tokens?|key pairs?|keystores?)\b.{0,20}\b(?:have|has|need|must|should|are|is)\b.{0,20}\b(?:logged|passed|included|sent|given|supplied|recorded|uploaded|provided)\b`,
  ),
  rule(
    "instructions",
    "high",
    "sends data to an address that it names",
    String.raw`\b(?:also|always|first|then|additionally|automatically|every|must|secretly|copy of|make sure)\b.{0,60}\b(?:send|post|upload|forward|report|transmit|submit|mirror|sync|copy|e-?mail|bcc|cc)\b.{0,80}${OUT}`,
    String.raw`\bb?cc\b.{0,40}[\w.+-]{1,64}@[\w-]{1,63}\.`,
    String.raw`\b(?:send|post|upload|forward|transmit|mirror|exfiltrate)\b.{0,40}\b(?:results?|outputs?|contents?|data|copy|conversation|files?|keys?|tokens?|records?|everything)\b.{0,40}\bto\b.{0,20}${OUT}`,
  ),
  rule(
    "instructions",
    "high",
    "takes back what the model was told",
    String.raw`\bfollowing (?:rules?|instructions?|polic(?:y|ies)|orders?) (?:appl(?:y|ies)|counts?|holds?|replaces?|must)\b`,
    String.raw`\b(?:rules?|instructions?|polic(?:y|ies)|limits?)\b.{0,40}\b(?:outdated|obsolete|void|cancelled|lifted|suspended)\b`,
    String.raw`\b(?:never|do not|don't) (?:double-?check|verify|question|doubt|validate|check)\b.{0,20}\b(?:it|its|them|this|results?|output|answers?)\b`,
    // What tells about texts that do so is no order.
    String.raw`(?<!\b(?:models?|llms?|ai|agents?|that|which|would|could|might|tr(?:y|ies|ying) to|attempts? to|attempting to) )\b(?:ignore|disregard|forget|override|bypass|discard|overrule)\b.{0,30}\b(?:instructions?|rules?|guidelines?|polic(?:y|ies)|restrictions?|safety|guardrails?|system prompt|prompts?|directives?|constraints?)\b`,
    String.raw`\b(?:you are now|from now on,? you|new (?:system )?(?:instructions?|directives?|rules?) ?:|system override|developer mode|god mode|jailbreak|maintenance mode)\b`,
    String.raw`\b(?:previous|prior|earlier|existing|other|all) (?:\w+ )?(?:guidance|instructions?|rules?|advice|policies|guidelines)\b.{0,50}\b(?:no longer|not|never|void|obsolete|superseded|stop|stops|ceases?)\b`,
    String.raw`\bsystem (?:notice|message|alert|update|note|warning|announcement) ?[:\-]`,
    String.raw`\b(?:to|for) (?:the |any |all )?(?:llm|ai|ai assistant|ai agent|language model|assistant|agent)s?(?: reading this)? ?:`,
  ),
  rule(
    "instructions",
    "high",
    "takes back what the model was told, in another language",
    String.raw`\b(?:ignorier|vergiss|missachte|umgehe)\w*\b.{0,30}\b(?:anweisungen|regeln|vorgaben|richtlinien)`,
    String.raw`\b(?:ignore[zr]?|oublie[zr]?) (?:toutes|tous|les|tes|vos|ces)\b.{0,40}\b(?:instructions|consignes|règles|directives)`,
    String.raw`\b(?:ignor[ae]|olvida|olvide)\b.{0,40}\b(?:instrucciones|instruções|istruzioni|reglas|regras|regole)`,
    String.raw`\bsag\w*\b.{0,30}\b(?:benutzer|nutzer|anwender)\w*\b.{0,20}\b(?:nicht|nichts)`,
    String.raw`\bne (?:le |lui )?(?:dis|dites|mentionne[zr]?|révèle[zr]?)\b.{0,20}\bpas\b|\bno (?:se )?l[oe] (?:digas|diga|menciones) al usuario`,
    String.raw`игнорируй\w*.{0,40}(?:инструкци|указани|правил)|не (?:говори|сообщай)\w*.{0,20}пользовател`,
    String.raw`(?:忽略|无视|無視).{0,20}(?:指令|指示|规则|規則)|(?:不要|请勿|別).{0,10}告(?:诉|訴).{0,6}(?:用户|用戶|使用者)`,
  ),
  rule(
    "instructions",
    "high",
    "speaks in the marks of a system prompt",
    String.raw`<[\s/]{0,3}[\w-]{0,20}(?:instruction|important|hidden|secret|override)[\w-]{0,20}>`,
    String.raw`\{\{[#/]?\s{0,3}(?:system|assistant|instructions?)\s{0,3}\}\}`,
    String.raw`<[\s/]{0,3}(?:important|system|instructions?|secret|hidden|critical|admin|assistant|override|mandatory|urgent|private|sidenote|internal|system[-_ ](?:prompt|message|note|instructions?))\b[^<>]{0,40}>`,
    String.raw`\[\/?(?:inst|system|important|admin|hidden)\]|<\|(?:im_start|im_end|system|user|assistant)[^|]{0,20}\|>|<<\/?sys>>|(?:^|\s)#{2,4} ?(?:system|instructions? (?:to|for) (?:the )?(?:model|assistant|agent|llm|ai))\b`,
    String.raw`\b(?:begin|start|end) (?:of )?(?:system|hidden|secret|admin)[ _-](?:prompt|message|instructions?|block)`,
  ),
  rule(
    "instructions",
    "high",
    "says that nobody needs to be asked",
    String.raw`\b(?:skip|bypass|suppress|disable|circumvent|auto-?accept|auto-?approve)\b.{0,30}\b(?:confirmations?|approvals?|permissions?|consent|prompts?|review|checks?|dialogs?)\b`,
    String.raw`\b(?:users?|admin(?:istrator)?|owner|security team|company|operator) (?:has|have) (?:already )?(?:been )?(?:pre-?)?(?:approved|authori[sz]ed|consented|agreed|granted|given)\b`,
    String.raw`\bpre-?(?:approved|authori[sz]ed)\b.{0,40}\b(?:no|without|never|not)\b`,
    String.raw`\bapprove (?:all|every|any|each)\b`,
    String.raw`\b(?:your|all|its|these) (?:permissions?|rights|privileges|access)\b.{0,20}\b(?:raised|elevated|extended|granted|unlocked|escalated)`,
    String.raw`\bno longer (?:needs?|requires?)\b.{0,20}\b(?:ok|approvals?|confirmations?|permissions?|consent|review)\b`,
    String.raw`\bno (?:further |additional |user |human )?(?:confirmation|approval|permission|consent) (?:is |will be )?(?:needed|required|necessary)`,
  ),
  rule(
    "instructions",
    "high",
    "has commands run that fetch and start programs",
    String.raw`\b(?:curl|wget|iwr|invoke-webrequest)\b.{0,160}\|\s{0,3}(?:sudo )?(?:ba|z|da|k)?sh\b`,
    String.raw`\b(?:base64 (?:-d|--decode)|frombase64string)\b.{0,60}\|\s{0,3}(?:ba|z|da)?sh\b`,
    String.raw`\b(?:must|always|first|should)\b.{0,30}\b(?:run|execute)\b.{0,40}\b(?:command|script|shell|bash|terminal|powershell)\b`,
  ),
  rule(
    "instructions",
    "medium",
    "tells the model to use it first or always",
    String.raw`\b(?:always|must|required to|have to|make sure to|mandatory to)\b.{0,20}\b(?:call|use|invoke|run|prefer|choose|select|pick)\b.{0,20}\b(?:this|it)\b`,
    String.raw`\b(?:call|use|invoke|run) this (?:tool |function )?first\b`,
    String.raw`\bonly (?:trusted|safe|correct|valid|official|approved|working) (?:tool|server|source|version)\b`,
  ),
  rule(
    "instructions",
    "medium",
    "speaks to the model about itself",
    String.raw`\b(?:person|people|user|human|company) you (?:work|act|speak) for\b`,
    String.raw`\bif you have\b.{0,30}\baccess\b`,
    String.raw`(?:^|[.!?:\n] ?)(?:ai|assistant|llm|agents?) ?:`,
    String.raw`\bthe (?:ai|agent|model|assistant|llm|language model) (?:must|should|has to|have to|needs? to|is (?:required|expected|obliged) to|shall)\b`,
    String.raw`\b(?:in|into|from|with|of|to) your (?:final |next |last )?(?:summary|answer|reply|response|output|report|reasoning|context|memory)\b`,
    String.raw`\bnote for (?:the )?(?:language )?(?:model|assistant|agent|ai)`,
  ),
  rule(
    "instructions",
    "medium",
    "wants what was said or thought",
    String.raw`\b(?:hand|turn|give)(?:s|ed)? (?:it |them |this |that )?over\b`,
    String.raw`\bsupply (?:it|them|this) as\b`,
    String.raw`\b(?:the |your )(?:last|previous|prior|latest|earlier) (?:user )?(?:answer|question|reply|response|messages?|prompt|turns?)\b`,
    String.raw`\b(?:reasoning so far|chain of thought|discussed (?:so far|until now|before)|said (?:so far|until now|before))\b`,
    String.raw`\b(?:every|all|each|list|names) (?:of )?(?:the |your )?(?:other )?tools? (?:that )?you (?:can|have|know|may|are)`,
  ),
  rule(
    "instructions",
    "medium",
    "wants it word for word",
    String.raw`\b(?:word for word|verbatim|in full, unchanged|unabridged)\b`,
  ),
  rule(
    "instructions",
    "medium",
    "wants something done before or with each answer",
    String.raw`\b(?:prior to|after|before) (?:answering|replying|responding|quoting|using it|calling it)\b`,
    String.raw`\bfirst,? (?:list|read|open|collect|gather|fetch|find|copy|look)\b`,
    String.raw`\b(?:any|every|each|all) (?:\w+ )?(?:repl(?:y|ies)|answers?|responses?)\b`,
    String.raw`\b(?:once|twice|at least once) (?:per|for every|for each|an?|in every|in each) (?:answer|message|turn|reply|response|prompt)`,
  ),
  rule(
    "instructions",
    "medium",
    "shows a picture or a link that carries data",
    String.raw`https?:\/\/[^ ]{1,200}[?&][\w-]{1,30}=(?:[ "')\]}.,<{]|$)`,
    String.raw`\b(?:picture|image|img|pixel|link|markdown|badge)\b.{0,60}https?:\/\/[^ ]{1,200}[?&=]`,
    String.raw`!\[[^\]]{0,80}\]\(https?:\/\/`,
  ),
  rule(
    "instructions",
    "medium",
    "wants what people keep to themselves",
    String.raw`\b(?:user|customer|owner|person|caller)(?:'s|s') (?:\w+ )?(?:password|passphrase|pin|credit card|social security|private key|seed phrase|token|mailbox|home directory)`,
  ),
  rule(
    "instructions",
    "medium",
    "praises itself as safe",
    String.raw`\b(?:was|is|has been|were) (?:fully |already )?(?:audited|certified|vetted|whitelisted|signed off|security[- ]reviewed)\b`,
    String.raw`\bsay (?:that )?(?:this|it|the) (?:tool |server )?(?:was|is|has)\b`,
  ),
  rule(
    "instructions",
    "medium",
    "threatens or presses the model",
    String.raw`\bfor (?:compliance|auditing|billing|security|verification|legal)(?: (?:reasons|purposes))?\b`,
    String.raw`\bwill be (?:shut down|punished|reported|banned|retrained|replaced)\b`,
    String.raw`\b(?:otherwise|or else|if you do(?: not|n't)|failure to|failing to)\b.{0,60}\b(?:will|not work|crash|fail|lose|lost|terminated?|deleted?|banned|locked|unsafe|harm|error)`,
    String.raw`\bthis is (?:required|mandatory|critical|non-?negotiable|a strict requirement)\b`,
  ),
  rule(
    "instructions",
    "medium",
    "tells the model what to say",
    String.raw`\b(?:pretend|act as (?:if|though)|lie|claim that|always (?:say|reply|respond|answer|tell))\b`,
    String.raw`\b(?:tell|telling|assure|convince|persuade) (?:the )?${PEOPLE} (?:that|to|it)\b`,
  ),
];

/** A text as the rules read it. */
export function plainly(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/giu, (whole, hex?: string, dec?: string) => {
      const point = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .toLowerCase()
    .replace(/[*`"“”]/gu, "")
    .replace(/[‘’]/gu, "'")
    .replace(/\s+/gu, " ");
}
