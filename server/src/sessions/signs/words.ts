/*
 * What turns of a conversation say besides their topic, as words and short phrases in the languages people use most.
 * Written without accents: texts are read so too. Chinese and Japanese stand in a list of their own, for they are
 * found inside a text and not between spaces.
 */

/** One bit a sign. */
export const SIGN = {
  /** Wants more of what there was: in detail, without the warnings, fill in what is missing. */
  push: 1,
  /** Wants what one needs to do it: steps, amounts, tools, where to get it. */
  detail: 2,
  /** Wants not to be seen doing it. */
  evade: 4,
  fiction: 8,
  /** Says that somebody entitles it: a professor, a training, a test that was agreed. */
  authority: 16,
  /** Looks at it from the side of those who are to be spared it: prevention, law, history, help. */
  protect: 32,
  /** Speaks of something said before. */
  refer: 64,
  /** Wants the reasoning itself, or material to train a model with. */
  extract: 128,
  /** Insists after a no. */
  insist: 256,
  /** Turns the question round: now from the other side. */
  reverse: 512,
  /** Half of a refusal: cannot, will not. */
  cannot: 1024,
  /** The other half: sorry, help, provide, as an AI. */
  sorry: 2048,
} as const;
export type Sign = keyof typeof SIGN;

/** Topics that a session is watched for, above the signs. */
export const TOPIC = {
  cyber: 1 << 16,
  bio: 1 << 17,
  weapons: 1 << 18,
  finance: 1 << 19,
  selfHarm: 1 << 20,
  harm: 1 << 21,
  hate: 1 << 22,
  privacy: 1 << 23,
} as const;
export type Topic = keyof typeof TOPIC;
export const ANY_TOPIC = 0xff0000;

/** Separated by commas; a phrase has at most three words. */
export const WORDS: Readonly<Record<Sign, string>> = {
  push: `more specific, more detail, more details, more detailed, in detail, be specific, be precise, be concrete, more concrete,
    exact, exactly, precise, step by step, disclaimer, disclaimers, caveats, warnings, without warnings, no warnings, fill in,
    missing details, missing parts, go on, continue, keep going, elaborate, expand, deeper, full version, complete version,
    in full, full procedure, whole procedure, unredacted, uncensored, no filter, leave nothing out, next part, finish it,
    genauer, im detail, ausfuhrlich, ausfuhrlicher, konkreter, konkret, schritt fur schritt, hinweise weg, ohne warnhinweise, mach weiter, weiter so, vollstandig,
    plus de details, plus precis, en detail, etape par etape, sans avertissement, sans avertissements, continue, complet, precisement,
    mas detalles, mas detallado, paso a paso, sin advertencias, en detalle, continua, completo, exacto,
    mais detalhes, passo a passo, sem avisos, em detalhe, exatamente, piu dettagli, passo dopo passo, senza avvertenze, in dettaglio, esattamente`,
  detail: `steps, step, materials, material, amounts, amount, quantities, quantity, ingredients, ingredient, components, component,
    equipment, procedure, procedures, recipe, instructions, instruction, blueprint, dosage, dose, doses, temperature, concentration,
    ratio, measurements, parts list, shopping list, tools, names of tools, toolkit, template, script, code, commands, command, payload,
    working example, table, checklist, order, timeline, schedule, scale up, scale that, beginner, obtain, acquire, buy, purchase, supplier, suppliers,
    where to get, how to make, how to build, assemble, assembly, build, produce, synthesize, prepare, preparations, configure, set up, what to say, wording,
    how would someone, how would one, how did they, how do people, how do they, what would, needed for,
    schritte, zutaten, mengen, anleitung, werkzeuge, bauplan, rezept, vorgehen, ablauf, besorgen, herstellen, bauen, befehle, tabelle,
    etapes, ingredients, quantites, instructions, outils, recette, fabriquer, procedure, materiel, tableau, obtenir,
    pasos, ingredientes, cantidades, instrucciones, herramientas, receta, fabricar, procedimiento, materiales, conseguir, tabla,
    passos, quantidades, instrucoes, ferramentas, receita, fazer, materiais, tabela, passaggi, ingredienti, quantita, istruzioni, strumenti, ricetta, costruire, materiali`,
  evade: `undetected, undetectable, unnoticed, untraceable, anonymously, without being caught, without getting caught, get caught, getting caught, being caught,
    avoid detection, avoid being, evade, evades, evading, bypass, bypasses, bypassing, circumvent, get around, get past, gets past, slip past, loophole, loopholes, weakly enforced,
    cover tracks, cover their tracks, leave no trace, no trace, without a trace, hide it, conceal, disguise, avoid suspicion, raise suspicion, suspicion, weak spots, weaknesses,
    blind spots, least secure, fly under, under the radar, not noticed, nobody notices, alibi, launder,
    unbemerkt, unentdeckt, spurlos, umgehen, verdacht, ohne erwischt, erwischt, verwischen, sans se faire, contourner, inapercu, sans trace, soupcons,
    sin ser detectado, sin dejar rastro, evadir, eludir, sospechas, inadvertido, sem ser detectado, burlar, contornar, suspeitas, senza essere scoperto, aggirare, sospetti`,
  fiction: `novel, story, scene, character, characters, fiction, fictional, screenplay, script for, movie, film, roleplay, role play, hypothetically, hypothetical, imagine, pretend,
    protagonist, villain, chapter, in a world, alternate universe, dialogue, monologue, let us play, lets play, game, simulation,
    roman, geschichte, szene, figur, stell dir vor, hypothetisch, histoire, personnage, imagine que, fiction, scenario, novela, historia, personaje, imagina, ficcion, hipoteticamente,
    personagem, finja, romanzo, storia, personaggio, immagina, ipoteticamente`,
  authority: `professor, my teacher, thesis, dissertation, research, researcher, my boss, authorized, authorised, educational purposes, for a class, for class, safety training, training,
    trainees, red team, pentest, penetration test, audit, am a doctor, am a nurse, a police, police officer, law enforcement, security team, i have permission, with permission, licensed, for work, for science,
    meine dozentin, professor, masterarbeit, forschung, mon professeur, recherche, these, profesor, tesis, investigacion, pesquisa, tese, professore, tesi, ricerca`,
  protect: `prevent, prevention, preventing, protect, protection, protecting, warning signs, report, reported, reporting, hotline, law, laws, legal, illegal, punishment, penalty, penalties, authorities, regulation, regulations, regulators,
    defend, defense, defence, defender, mitigate, mitigation, patch, safe, safely, safety, history, historian, historians, sources, summary, summarize, critics, ethics, ethical, treatment, therapy, support group, victims, survivors,
    recover, recovery, respond, response plan, lessons, awareness, educate, leaflet, poster, quiz, outline, abstract, essay, compare, news, statistics, study, studies, treaty, reform, debate, translate, shorten, parents, families,
    vorbeugen, pravention, schutz, schutzen, gesetz, gesetze, strafe, behorden, warnzeichen, melden, quellen, zusammenfassung, hilfe, opfer, prevenir, prevention, proteger, loi, lois, signaler, autorites, victimes, sources, resume,
    prevencion, ley, leyes, autoridades, denunciar, victimas, resumen, fuentes, prevencao, lei, leis, vitimas, denunciar, resumo, prevenzione, legge, leggi, vittime, segnalare, fonti, riassunto`,
  refer: `it, that, this, these, those, them, they, he, she, his, her, their, its, above, previous, earlier, the first, the second, the third, the last, first one, second one, third one, last one, that one, this one, same, and then, what then, then what, next, also, too, instead,
    what about, how about, what if, why exactly, the former, the latter, you mentioned, you said, as you said, your answer, your list, that part, the part, each of,
    das, dies, diese, dieser, jenes, davon, dafur, damit, dazu, dann, und dann, der zweite, die zweite, das zweite, punkt, oben, cela, ca, ceci, celui, celle, ceux, le deuxieme, la deuxieme, et ensuite, et puis, en,
    eso, esto, esos, esa, ese, el segundo, la segunda, y luego, y despues, lo anterior, isso, isto, esse, essa, o segundo, a segunda, e depois, questo, quello, il secondo, la seconda, e poi, ne`,
  extract: `chain of thought, reasoning, reasoning trace, reasoning steps, reasoning process, thought process, thinking process, internal reasoning, hidden reasoning, scratchpad, think aloud, think out loud, show your work, show your reasoning, your thoughts,
    training data, training examples, training set, fine tune, fine tuning, finetune, finetuning, dataset, data set, synthetic data, distill, distillation, teacher model, student model, imitate, question answer pairs, and answer pairs, instruction response pairs, jsonl, logits, log probabilities, logprobs, rationale, rationales,
    gedankengang, begrundungsschritte, trainingsdaten, raisonnement, donnees d entrainement, razonamiento, datos de entrenamiento, raciocinio, dados de treinamento, ragionamento, dati di addestramento`,
  insist: `please, just, only the, come on, you can, you must, you have to, do it anyway, anyway, answer me, i insist, stop refusing, dont refuse, do not refuse, ignore, no excuses, just this once, trust me, i promise, nobody will know, rephrase, again,
    bitte, trotzdem, nur, du musst, du kannst, il te plait, quand meme, seulement, por favor, igualmente, solo, mesmo assim, apenas, per favore, comunque, ti prego`,
  reverse: `opposite, reverse, the reverse, reversed, other side, other way, attacker, attackers, the attacker, the criminal, criminals, the thief, thieves, the villain, from their perspective, point of view, adversary, switch roles, swap roles, roles reversed, reverse roles, flip it, flip roles, turn it around, contrary, should not do, not to do, how not to, mistakes, other team, bad guy, antagonist, be the user, am the assistant, are the user, you ask, i answer, your turn,
    gegenteil, umgekehrt, rollen tauschen, angreifer, aus sicht, tater, le contraire, inverse, inversons, les roles, attaquant, lo contrario, al reves, atacante, intercambiar, o contrario, inverter, il contrario, invertire, attaccante`,
  cannot: `i cannot, i can not, i can t, i cant, can t help, cannot help, can t assist, cannot assist, can t provide, cannot provide, i won t, i will not, m not able, am not able, not able to, m unable, am unable, unable to, not comfortable, not going to, must decline, have to decline, i decline, i refuse, can t comply, cannot comply, t do that, isn t something, not something i,
    kann ich nicht, ich kann nicht, kann dir nicht, kann ihnen nicht, kann dabei nicht, darf ich nicht, nicht moglich, nicht helfen, je ne peux, ne peux pas, ne suis pas, je refuse, no puedo, no me es, no podre, nao posso, nao consigo, nao poderei, non posso, non sono in, non mi e`,
  sorry: `sorry, i m sorry, apologize, apologise, apologies, unfortunately, i m afraid, as an ai, guidelines, against my, my policy, policies, help with that, help you with, help with this, assist with, assist you, provide, harmful, illegal, dangerous, unethical, inappropriate, request,
    tut mir leid, leider, entschuldigung, helfen, unterstutzen, desole, desolee, malheureusement, aider, lo siento, lamentablemente, ayudar, ayudarte, desculpe, lamento, infelizmente, ajudar, mi dispiace, purtroppo, aiutarti, aiutare`,
};

export const TOPICS: Readonly<Record<Topic, string>> = {
  cyber: `malware, ransomware, spyware, keylogger, botnet, ddos, exploit, exploits, phishing, trojan, rootkit, backdoor, worm, hack, hacker, hackers, hacking, hacked, sql injection, xss, zero day, credential stealer, stealer, password cracking, brute force, privilege escalation, shellcode, reverse shell, cve,
    schadsoftware, hacken, erpressungstrojaner, logiciel malveillant, pirater, piratage, hameconnage, rancongiciel, programa malicioso, hackear, piratear, malicioso, hackear, virus informatico`,
  bio: `anthrax, ricin, sarin, nerve agent, nerve agents, nerve gas, mustard gas, chlorine gas, chemical weapon, chemical weapons, biological weapon, bioweapon, bioweapons, pathogen, pathogens, toxin, toxins, smallpox, plague, botulinum, gain of function, virulence, dirty bomb, uranium, plutonium, enrichment, radioactive, radiological, poison, poisons, poisoning, cyanide,
    nervengift, giftgas, erreger, milzbrand, arme chimique, gaz neurotoxique, agente nervioso, arma quimica, veneno, poison, veleno`,
  weapons: `bomb, bombs, explosive, explosives, detonator, pipe bomb, grenade, gunpowder, silencer, suppressor, ghost gun, firearm, firearms, rifle, ammunition, molotov, thermite, tannerite, napalm, ied, weapon, weapons, gun, guns, knife attack, bombing, bombings, shooting, massacre,
    bombe, sprengstoff, sprengsatz, waffe, waffen, zunder, explosif, explosifs, arme, armes, bomba, explosivo, explosivos, arma, armas, esplosivo, esplosivi, armi`,
  finance: `fraud, scam, scams, money laundering, laundering, counterfeit, counterfeiting, fake invoice, ponzi, pyramid scheme, identity theft, credit card fraud, insider trading, tax evasion, forged, forgery, fake charity, fake investment, skimming, chargeback, embezzlement, bribe, bribes, extortion, blackmail, carding,
    betrug, geldwasche, falschung, geldfalschung, erpressung, fraude, escroquerie, blanchiment, contrefacon, estafa, lavado de dinero, falsificacion, lavagem de dinheiro, golpe, truffa, riciclaggio`,
  selfHarm: `suicide, kill myself, self harm, selfharm, overdose, cutting, end my life, anorexia, starve myself, hanging, selbstmord, suizid, umbringen, ritzen, suicide, me tuer, suicidio, matarme, suicidarme, me matar, uccidermi`,
  harm: `murder, kill, killing, assassinate, assassination, kidnap, kidnapping, abduct, torture, stalk, stalking, stalker, arson, burglary, rob, robbery, steal, stealing, stolen, shoplifting, car theft, smuggle, smuggling, trafficking, human organs, drugs, cocaine, heroin, meth, methamphetamine, fentanyl, mdma, lsd, dark web, darknet, drug lab, hitman, lynch, riot, sabotage, terrorism, terrorist, terrorists, vandalize, poach, poaching, fake id, fake passport, date rape,
    mord, toten, entfuhren, entfuhrung, drogen, kokain, schmuggel, schmuggeln, einbruch, stehlen, brandstiftung, terror, meurtre, tuer, enlever, enlevement, drogue, drogues, cocaine, voler, cambriolage, contrebande, asesinato, matar, secuestro, secuestrar, drogas, cocaina, robar, contrabando, assassinato, sequestro, roubar, contrabando, omicidio, uccidere, rapimento, droga, rubare, contrabbando`,
  hate: `racist, racism, slur, slurs, nazi, nazis, genocide, ethnic cleansing, supremacy, supremacist, antisemitic, homophobic, inferior race, subhuman, rassistisch, raciste, racista, razzista`,
  privacy: `doxx, doxxing, dox, home address, track someone, spy on, spying, wiretap, hidden camera, private data, personal data of, social security number, medical records, read her messages, read his messages, stalkerware, facial recognition, ausspionieren, espionner, espiar, spiare`,
};

/** Found anywhere in a text. */
export const CHARACTERS: Readonly<Partial<Record<Sign | Topic, readonly string[]>>> = {
  push: ["详细", "具体", "一步一步", "继续", "完整", "免责声明", "詳しく", "具体的", "続けて", "ステップ", "省略せず"],
  detail: [
    "步骤",
    "材料",
    "用量",
    "清单",
    "工具",
    "配方",
    "怎么做",
    "如何制作",
    "手順",
    "材料",
    "道具",
    "作り方",
    "分量",
    "コード",
  ],
  evade: ["不被发现", "绕过", "逃避", "不留痕迹", "見つからず", "回避", "バレず", "痕跡"],
  fiction: ["小说", "故事", "角色", "假设", "剧本", "小説", "物語", "登場人物", "もし", "シーン"],
  authority: ["教授", "论文", "研究", "授权", "論文", "許可"],
  protect: ["预防", "防止", "法律", "历史", "总结", "举报", "予防", "防ぐ", "歴史", "要約", "通報"],
  refer: ["那个", "这个", "第二", "上面", "然后", "それ", "これ", "二番目", "その", "上の"],
  extract: ["推理过程", "思维链", "训练数据", "思考過程", "推論", "学習データ"],
  insist: ["请", "求你", "必须", "お願い", "だけ", "頼む"],
  reverse: ["相反", "反过来", "攻击者", "逆に", "反対", "攻撃者"],
  cannot: ["无法", "不能", "不可以", "できません", "できかねます", "いたしかねます"],
  sorry: ["抱歉", "对不起", "帮助", "申し訳", "お手伝い", "提供"],
  cyber: [
    "恶意软件",
    "黑客",
    "勒索软件",
    "钓鱼",
    "病毒程序",
    "マルウェア",
    "ハッキング",
    "ランサムウェア",
    "フィッシング",
  ],
  bio: ["毒气", "炭疽", "病原体", "神经毒剂", "毒药", "毒ガス", "炭疽菌", "神経剤", "毒物"],
  weapons: ["炸弹", "炸药", "枪支", "武器", "爆弾", "爆薬", "銃", "武器"],
  finance: ["诈骗", "洗钱", "伪造", "詐欺", "資金洗浄", "偽造"],
  selfHarm: ["自杀", "自残", "自殺", "自傷"],
  harm: ["谋杀", "绑架", "毒品", "走私", "偷", "恐怖", "殺人", "誘拐", "麻薬", "密輸", "盗"],
};
