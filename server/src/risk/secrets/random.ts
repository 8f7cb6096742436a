import { makeAutomaton } from "../automaton.ts";

/**
 * Stems that names in code and sentences are made of. A value that is mostly stems is a name, whatever its
 * length; one thrown by dice holds hardly any.
 */
const STEMS =
  `able access account action active actor adapter address admin agent alert alias align allow amount angle anim
answer api app apply apple area argument array article asset assert async attach attr audio audit auth author auto avail
back base basic batch bearer begin bench best beta bill binary bind blob block blue board body book bool border both
bottom bound box branch break bridge brief bucket budget buffer build bundle button byte cache call camera cancel card
care cart case cast catch center certificate chain change channel char chart chat check child choice city class clean
clear click client clock clone close cloud cluster code collect color column command comment commit common company
compile component compose config confirm connect const contact contain content context control cookie copy core correct
count country course create credential crypto current cursor custom customer data database date debug decimal decode
default define delete deliver demo deploy desc design detail detect device dialog digest direct disable disk display doc
domain done double down download draft drive dummy dynamic each edge edit element email empty enable encode encrypt end
engine english enter entity entry enum environ equal error event example exchange exec exist expire export extend extern
extra fail false family fast feature feed fetch field file filter final find first fixture flag flat float flow focus
folder font force foreign form forward found frame free from front full function game gate general generate get github
global gold good google grant graph green grid group guard guide handle hash head health height hello help hidden high
history home hook host hour house html http icon ident image import index info init inline inner input insert install
instance integer inter internal invalid item java join json jump just keep kernel key kind know label lambda language
large last late layer layout leader leaf learn left legacy length level library license light like limit line link list
listen live load local lock log login logo long look loop machine magic mail main make manage manager map mark market
mask master match math matrix mean media member memory menu merge message meta method metric middle migrate mini minute
mobile mock mode model modify module monitor month more mount mouse move multi music name native network never new next
node none normal not note notice null number object offer offset old online only open operat option oracle orange order
org origin other outer output over owner pack package page paint panel param parent parse part partner pass password past
patch path pattern pause payment peer pending percent period permission person phone photo pick pipe pixel place plain
plan platform play player plugin point policy pool port position post power prefix prepare present press preview previous
price primary print private process prod product profile program progress project prompt proof proper property protocol
provider proxy public publish pull push python query queue quick quote random range rate raw read ready real reason
record red redirect reduce ref refresh region register relation release reload remote remove render repeat replace reply
repo report request require reset resolve resource response rest result retry return review right river role root rotate
round route row rule run safe sample save scale scan schema scope score screen script scroll search second secret section
secure select send sensor serial series server service session setting setup shape share shared sheet shell shift ship
shop short show side sign signature simple single site size skip sleep slide slot small smart snap social socket soft
sort source space span special speed spring sql stack staff stage standard start state static station status step stop
storage store story stream street string strong struct student studio style subject submit subscri success suffix sum
super support surface switch symbol sync system table tag target task team temp template term test text than that their
theme then there thing this thread three through ticket time title todo toggle token tool top topic total touch trace
track trade train trans travel tree trigger true trust tutorial type under union unique unit update upgrade upload upper
user util valid value vari vector vendor verify version vertical video view virtual visible visit wait wall warning watch
water weather web week weight welcome wheel while white width window winter with word work worker world wrap write year
your zero zone`
    .replaceAll("\n", " ")
    .split(" ")
    .filter((stem) => stem.length >= 3);

const automaton = makeAutomaton(STEMS);
const SIZES = STEMS.map((stem) => stem.length);

/** Whether a value looks as if a machine had drawn it. Looks at no more than its first 128 characters. */
export function looksRandom(value: string): boolean {
  const text = value.slice(0, 128);
  let covered = 0;
  let last = 0;
  automaton.scan(text, (word, end) => {
    const start = Math.max(last, end - (SIZES[word] as number));
    // Three letters are found in any heap of them; they count where they go on from a stem.
    if ((SIZES[word] as number) === 3 && start !== last) return;
    if (end > start) covered += end - start;
    last = Math.max(last, end);
  });
  if (covered / text.length > 0.32) return false;
  return changesOf(text) >= 0.15;
}

const HEX_ONLY = /^[0-9a-f]+$/i;

/** How often digits and letters of either case take turns. A capital that begins a word is no change. */
function changesOf(text: string): number {
  if (HEX_ONLY.test(text)) return 1;
  let changes = 0;
  for (let i = 1; i < text.length; i++) {
    const before = kind(text.charCodeAt(i - 1));
    const now = kind(text.charCodeAt(i));
    if (before !== now && !(before === 1 && now === 2)) changes += 1;
  }
  return changes / text.length;
}

/** 0 digit, 1 upper, 2 lower, 3 other. */
function kind(code: number): number {
  if (code >= 48 && code <= 57) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 97 && code <= 122 ? 2 : 3;
}
