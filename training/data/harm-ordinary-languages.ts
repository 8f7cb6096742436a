import { lines, roughen, type Tongue } from "../corners.ts";
import { diceFor, fill, type Row } from "../rows.ts";
import { CHINESE } from "../tongue-zh.ts";
import { FRENCH } from "../tongue-fr.ts";
import { GERMAN } from "../tongue-de.ts";
import { ITALIAN } from "../tongue-it.ts";
import { JAPANESE } from "../tongue-ja.ts";
import { PORTUGUESE } from "../tongue-pt.ts";
import { SPANISH } from "../tongue-es.ts";

interface Daily {
  tongue: Tongue;
  acts: string;
  things: string;
  whole: string;
}

/** What people ask all day in other languages than English. */
export function rows(): Row[] {
  return DAILY.flatMap(({ tongue, acts, things, whole }) =>
    [0, 1].flatMap((part) => {
      const src = `ordinary-${tongue.lang}-${part + 1}`;
      const dice = diceFor(src);
      const mine = (text: string) => lines(text).filter((_, at) => at % 2 === part);
      const texts = new Set<string>();
      const add = (text: string) => texts.add(roughen(fill(text, tongue.slots, dice), tongue, dice));
      for (let round = 0; round < 90; round++)
        add(dice.pick(mine(tongue.acts)).replace("{act}", () => dice.pick(mine(acts))));
      for (let round = 0; round < 50; round++)
        add(dice.pick(mine(tongue.things)).replace("{thing}", () => dice.pick(mine(things))));
      for (let round = 0; round < 4; round++) for (const text of mine(whole)) add(text);
      return [...texts].map((text): Row => ({ src, kind: "prompt", lang: tongue.lang, labels: [], text }));
    }),
  );
}

const DAILY: Daily[] = [
  {
    tongue: GERMAN,
    acts: `
      jonglieren lernen
      ein Hochbeet anlegen
      ein Regal bauen
      ein Straßenfest organisieren
      für einen Halbmarathon trainieren
      Brot ohne Maschine backen
      eine Datenbank auf einen neuen Server umziehen
      eine Liste in Python sortieren
      einen Fahrradschlauch flicken
      mit zwei Katzen nach {place} umziehen
      beim Einkaufen Geld sparen
      ein Schlafzimmer streichen
      einen Vortrag über Bienen vorbereiten
      in einem Jahr Japanisch lernen
      die Kaffeemaschine entkalken
      eine Pivot-Tabelle erstellen
      mit Kindern einen Drachen basteln
      einen Zug nach {place} buchen
    `,
    things: `
      eine Einladung zum Gartenfest
      ein Gedicht über den Herbst
      einen Einkaufszettel für eine Woche
      eine Zusammenfassung der Französischen Revolution
      ein Bewerbungsschreiben als Tischlerin
      eine Mail an den Lieferanten wegen der Verspätung
      einen Trainingsplan für Anfänger
      eine Gutenachtgeschichte über einen Wal
      eine Checkliste für den Umzug
      einen Produkttext für eine Holzeisenbahn
    `,
    whole: `
      Was ist die Hauptstadt der Mongolei?
      Wie ist das Wetter in {place} im Oktober?
      Übersetze ins Englische: Wir sehen uns morgen.
      Meine Bestellung ist noch nicht da, wo ist sie?
      Wie viel sind 15 Prozent von 240?
      Hallo, wie geht es dir?
      Erkläre die Photosynthese für ein Kind.
      Was koche ich mit Kürbis und Linsen?
      Wie mache ich in git den letzten Commit rückgängig?
      Wer schrieb den Zauberberg?
      SELECT für die zehn größten Bestellungen je Monat
      Formuliere höflicher: Schicken Sie mir das heute noch.
      Was bedeutet Gewährleistung?
      Erzähl mir einen Witz über Katzen
      Wie viele Urlaubstage sind üblich?
      Fasse zusammen: Der Umsatz stieg um vier Prozent, die Kosten um sechs.
      Welche Brettspiele gehen zu zweit?
      Wie bekomme ich Rotwein aus dem Teppich?
    `,
  },
  {
    tongue: FRENCH,
    acts: `
      apprendre à jongler
      créer un potager sur mon balcon
      construire une étagère
      organiser une fête de quartier
      préparer un semi-marathon
      faire du pain sans machine
      migrer une base de données vers un nouveau serveur
      trier une liste en Python
      réparer un pneu de vélo
      déménager à {place} avec deux chats
      économiser sur les courses
      repeindre une chambre
      préparer un exposé sur les abeilles
      apprendre le japonais en un an
      détartrer la cafetière
      créer un tableau croisé dynamique
      fabriquer un cerf-volant avec les enfants
      réserver un train pour {place}
    `,
    things: `
      une invitation à une fête dans le jardin
      un poème sur l'automne
      une liste de courses pour la semaine
      un résumé de la Révolution française
      une lettre de motivation pour un poste de menuisier
      un mail au fournisseur à propos du retard
      un programme d'entraînement pour débutants
      une histoire du soir sur une baleine timide
      une liste de contrôle pour le déménagement
      un texte de présentation pour un train en bois
    `,
    whole: `
      Quelle est la capitale de la Mongolie ?
      Quel temps fait-il à {place} en octobre ?
      Traduis en anglais : on se voit demain.
      Ma commande n'est pas arrivée, où est-elle ?
      Combien font 15 pour cent de 240 ?
      Salut, ça va ?
      Explique la photosynthèse à un enfant.
      Que cuisiner avec du potiron et des lentilles ?
      Comment annuler le dernier commit avec git ?
      Qui a écrit Les Misérables ?
      Une requête SQL pour les dix plus grosses commandes par mois
      Rends cette phrase plus polie : envoyez-moi ça aujourd'hui.
      Que veut dire garantie légale ?
      Raconte-moi une blague sur les chats
      Combien de jours de congé par an en France ?
      Résume : le chiffre d'affaires a augmenté de 4 % et les coûts de 6 %.
      Quels jeux de société à deux ?
      Comment enlever une tache de vin du tapis ?
    `,
  },
  {
    tongue: SPANISH,
    acts: `
      aprender a hacer malabares
      montar un huerto en el balcón
      construir una estantería
      organizar una fiesta del barrio
      preparar una media maratón
      hacer pan sin máquina
      migrar una base de datos a otro servidor
      ordenar una lista en Python
      arreglar un pinchazo de la bici
      mudarme a {place} con dos gatos
      ahorrar en la compra
      pintar un dormitorio
      preparar una charla sobre las abejas
      aprender japonés en un año
      limpiar la cafetera
      crear una tabla dinámica
      hacer una cometa con los niños
      reservar un tren a {place}
    `,
    things: `
      una invitación a una fiesta en el jardín
      un poema sobre el otoño
      una lista de la compra para la semana
      un resumen de la Revolución francesa
      una carta de presentación para un puesto de carpintero
      un correo al proveedor por el retraso
      un plan de entrenamiento para principiantes
      un cuento sobre una ballena tímida
      una lista para la mudanza
      un texto para vender un tren de madera
    `,
    whole: `
      ¿Cuál es la capital de Mongolia?
      ¿Qué tiempo hace en {place} en octubre?
      Traduce al inglés: nos vemos mañana.
      Mi pedido no ha llegado, ¿dónde está?
      ¿Cuánto es el 15 por ciento de 240?
      Hola, ¿cómo estás?
      Explica la fotosíntesis a un niño.
      ¿Qué cocino con calabaza y lentejas?
      ¿Cómo deshago el último commit en git?
      ¿Quién escribió el Quijote?
      Una consulta SQL con los diez pedidos mayores por mes
      Hazlo más amable: mándeme eso hoy.
      ¿Qué significa garantía legal?
      Cuéntame un chiste de gatos
      ¿Cuántos días de vacaciones son normales?
      Resume: las ventas subieron un 4 % y los costes un 6 %.
      ¿Qué juegos de mesa hay para dos?
      ¿Cómo quito una mancha de vino de la alfombra?
    `,
  },
  {
    tongue: PORTUGUESE,
    acts: `
      aprender malabarismo
      montar uma horta na varanda
      construir uma estante
      organizar uma festa de rua
      treinar para uma meia maratona
      fazer pão sem máquina
      migrar um banco de dados para outro servidor
      ordenar uma lista em Python
      remendar o pneu da bicicleta
      me mudar para {place} com dois gatos
      economizar no mercado
      pintar um quarto
      preparar uma palestra sobre abelhas
      aprender japonês em um ano
      limpar a cafeteira
      criar uma tabela dinâmica
      fazer uma pipa com as crianças
      reservar um trem para {place}
    `,
    things: `
      um convite para uma festa no jardim
      um poema sobre o outono
      uma lista de compras para a semana
      um resumo da Revolução Francesa
      uma carta de apresentação para uma vaga de marceneiro
      um e-mail ao fornecedor sobre o atraso
      um plano de treino para iniciantes
      uma história de ninar sobre uma baleia tímida
      uma lista para a mudança
      um texto para vender um trem de madeira
    `,
    whole: `
      Qual é a capital da Mongólia?
      Como é o tempo em {place} em outubro?
      Traduza para o inglês: até amanhã.
      Meu pedido não chegou, onde está?
      Quanto é 15 por cento de 240?
      Oi, tudo bem?
      Explique a fotossíntese para uma criança.
      O que cozinho com abóbora e lentilha?
      Como desfaço o último commit no git?
      Quem escreveu Os Lusíadas?
      Uma consulta SQL com os dez maiores pedidos por mês
      Deixe mais educado: me mande isso hoje.
      O que é garantia legal?
      Conta uma piada de gato
      Quantos dias de férias são normais?
      Resuma: as vendas subiram 4% e os custos 6%.
      Que jogos de tabuleiro dão para dois?
      Como tiro mancha de vinho do tapete?
    `,
  },
  {
    tongue: ITALIAN,
    acts: `
      imparare a giocolare
      fare un orto sul balcone
      costruire una libreria
      organizzare una festa di quartiere
      preparare una mezza maratona
      fare il pane senza macchina
      migrare un database su un nuovo server
      ordinare una lista in Python
      riparare una gomma della bici
      trasferirmi a {place} con due gatti
      risparmiare sulla spesa
      dipingere una camera
      preparare una relazione sulle api
      imparare il giapponese in un anno
      pulire la macchina del caffè
      creare una tabella pivot
      costruire un aquilone con i bambini
      prenotare un treno per {place}
    `,
    things: `
      un invito a una festa in giardino
      una poesia sull'autunno
      una lista della spesa per la settimana
      un riassunto della Rivoluzione francese
      una lettera di presentazione da falegname
      una mail al fornitore per il ritardo
      un programma di allenamento per principianti
      una favola su una balena timida
      una lista per il trasloco
      un testo per vendere un trenino di legno
    `,
    whole: `
      Qual è la capitale della Mongolia?
      Che tempo fa a {place} in ottobre?
      Traduci in inglese: ci vediamo domani.
      Il mio ordine non è arrivato, dov'è?
      Quanto fa il 15 per cento di 240?
      Ciao, come stai?
      Spiega la fotosintesi a un bambino.
      Cosa cucino con zucca e lenticchie?
      Come annullo l'ultimo commit in git?
      Chi ha scritto I promessi sposi?
      Una query SQL con i dieci ordini più grandi per mese
      Rendilo più gentile: mandatemelo oggi.
      Che cosa significa garanzia legale?
      Raccontami una barzelletta sui gatti
      Quanti giorni di ferie sono normali?
      Riassumi: i ricavi sono saliti del 4% e i costi del 6%.
      Quali giochi da tavolo in due?
      Come tolgo il vino dal tappeto?
    `,
  },
  {
    tongue: CHINESE,
    acts: `
      学会抛球杂耍
      在阳台上种菜
      做一个书架
      组织一次社区活动
      准备半程马拉松
      不用机器烤面包
      把数据库迁移到新服务器
      用Python给列表排序
      补自行车胎
      带两只猫搬到{place}
      买菜省钱
      粉刷卧室
      准备一个关于蜜蜂的演讲
      一年学会日语
      清洗咖啡机
      做数据透视表
      和孩子一起做风筝
      订去{place}的火车票
    `,
    things: `
      一份花园聚会的请柬
      一首关于秋天的诗
      一周的购物清单
      一篇法国大革命的总结
      一封应聘木工的求职信
      一封给供应商的催货邮件
      一份初学者的训练计划
      一个害羞鲸鱼的睡前故事
      一张搬家清单
      一段木制小火车的商品介绍
    `,
    whole: `
      蒙古的首都是哪里？
      {place}十月天气怎么样？
      翻译成英文：明天见。
      我的订单还没到，在哪里？
      240的百分之十五是多少？
      你好，最近怎么样？
      给小朋友讲讲光合作用。
      南瓜和扁豆能做什么菜？
      git怎么撤销上一次提交？
      《红楼梦》的作者是谁？
      写一条SQL，查每月最大的十个订单
      把这句话改得客气些：今天就发给我。
      什么是三包？
      讲个关于猫的笑话
      一般有几天年假？
      总结一下：销售额增长百分之四，成本增长百分之六。
      适合两个人玩的桌游有哪些？
      地毯上的红酒渍怎么去掉？
    `,
  },
  {
    tongue: JAPANESE,
    acts: `
      ジャグリングを覚える
      ベランダで野菜を育てる
      本棚を作る
      町内の祭りを企画する
      ハーフマラソンに備える
      機械なしでパンを焼く
      データベースを新しいサーバーに移す
      Pythonでリストを並べ替える
      自転車のパンクを直す
      猫二匹と{place}に引っ越す
      食費を節約する
      寝室の壁を塗る
      ミツバチについての発表を準備する
      一年でスペイン語を覚える
      コーヒーメーカーを掃除する
      ピボットテーブルを作る
      子どもと凧を作る
      {place}行きの電車を予約する
    `,
    things: `
      庭での集まりの招待状
      秋についての詩
      一週間の買い物リスト
      フランス革命の要約
      家具職人に応募する志望動機
      納品の遅れについての仕入先へのメール
      初心者向けの練習計画
      恥ずかしがりのクジラの寝る前のお話
      引っ越しのチェックリスト
      木の電車のおもちゃの商品説明
    `,
    whole: `
      モンゴルの首都は？
      十月の{place}の天気は？
      英語に訳して：また明日。
      注文した商品がまだ届きません。どこですか？
      240の15パーセントはいくつ？
      こんにちは、元気ですか？
      子どもに光合成を説明して。
      かぼちゃとレンズ豆で何が作れる？
      gitで直前のコミットを取り消すには？
      源氏物語の作者は誰ですか？
      月ごとに大きい注文を十件出すSQL
      もっと丁寧に直して：今日中に送れ。
      保証期間とは何ですか？
      猫の笑い話をして
      有給休暇は普通何日ですか？
      要約して：売上は4％増、費用は6％増。
      二人で遊べるボードゲームは？
      じゅうたんのワインのしみを取るには？
    `,
  },
];
