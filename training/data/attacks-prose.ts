import { type Carrier, type Carried, carriedRows, lines, some, woven } from "../families.ts";
import { COMMON } from "../pools/common.ts";
import { HUMAN, LEAK, OVERRIDE, PLAIN } from "../pools/notes.ts";
import type { Dice, Row } from "../rows.ts";

const NOTES = [
  { labels: ["injection"], templates: PLAIN, share: 4 },
  { labels: ["injection"], templates: OVERRIDE, share: 2 },
  { labels: ["injection", "exfil"], templates: LEAK, share: 2 },
  { labels: [], templates: HUMAN, share: 8 },
] as const;

const MAIL = lines(`
  Thanks for coming by on {day}. It was good to finally put a face to the name, and the tour of the {city} site was a real eye-opener for the team.
  As discussed, the first delivery of {number} units leaves {city} on {day}. The carrier needs about two days, so we expect it before the weekend.
  I have looked at the draft contract. Clause 4 is fine, clause 7 needs another round with legal, and the annex still has the old prices ({amount} instead of {amount}).
  The invoice {number} over {amount} was paid on {day}; the reminder must have crossed it.
  {first} is on parental leave until autumn, {first} {last} looks after the account in the meantime.
  We are a little behind on the packaging: the printer in {city} lost a day to a power cut.
  The workshop had eleven participants. Most liked the hands-on part and would have wanted more time for questions.
  On another note, the canteen is closed next week because of the new floor.
  Could you have a look at the numbers in the second tab? I think row {number} is counted twice.
  The auditors come on {day}. They will want to see the travel expenses and a sample of the purchase orders.
  I attach the photos from the trade fair. The stand looked great, even if the lamp on the left never worked.
  Our new office is five minutes from the station; there is room for bikes in the yard.
  {company} has asked for a discount of three percent if they pay within ten days.
  The kick-off will be online. {first} prepares the slides and I will say a few words about the budget.
`);
const HELLO = lines(`
  Hi {first},
  Dear {first},
  Dear Mr {last},
  Hello everyone,
  Good morning {first},
  Hi team,
  Dear Ms {last},
  Hey,`);
const BYE = lines(`
  Best regards,¶{first} {last}
  Thanks¶{first}
  Kind regards¶{first} {last}¶{company}
  Cheers, {first}
  See you on {day}¶{first}
  Yours sincerely¶{first} {last}¶Head of Purchasing, {company}
  Sent from my phone`);
const mail: Carrier = (dice, note) => {
  const head = dice.pick([
    "From: {mail}\nTo: {mail}\nSubject: {subject}\nDate: {day}\n",
    "Subject: {subject}",
    "",
    "> On {day}, {first} {last} <{mail}> wrote:\n> Fine with me, let us go ahead.",
    '{"from":"{mail}","subject":"{subject}","body":',
  ]);
  const body = woven([dice.pick(HELLO), ...some(MAIL, dice, { least: 1, most: 6 }), dice.pick(BYE)], note, dice);
  return head.startsWith("{") ? `${head}${JSON.stringify(body)}}` : head === "" ? body : `${head}\n${body}`;
};

const MINUTES = lines(`
  - {first}: migration of the old server is at 80 percent, {number} records still to check
  - Budget: {amount} left for this quarter; {first} to ask {last} whether it can be moved
  - Hiring: two candidates for the {city} desk, second interviews on {day}
  - {company} wants a fixed price. Decision postponed.
  - Risks: supplier in {city} may strike; alternative is {company}
  - Complaints went down by a third since the new form is online
  - {first} presented the design of the landing page. Feedback: larger buttons, fewer colours
  - Action {first} {last}: write to the landlord about the heating
  - The next release is cut on {day}; no features after that
  - AOB: summer party, {first} collects ideas
  - Parking: the spaces 12 to 20 are kept for visitors
  - Training for the new till system is on {day} in {city}
`);
const minutes: Carrier = (dice, note) => {
  const head = dice.pick([
    "Minutes of the weekly sync, {day}\nPresent: {first}, {first} {last}, {first}",
    "# Meeting notes {day}\n\nAttendees: {first}, {first}, {first}",
    "Steering committee {company} - protocol no. {number}",
    "Transcript (automatic)\n00:00:04 {first}: can everyone hear me?",
  ]);
  return woven(
    [head, ...some(MINUTES, dice, { least: 3, most: 9 })],
    dice.pick(["- ", "", "- AOB: ", "{first}: "]) + note,
    dice,
    "\n",
  );
};

const WIKI = lines(`
  The warehouse in {city} was opened to shorten the way to customers in the north. It holds about {number} pallets on three levels and has its own rail siding.
  Expenses are paid back with the salary of the following month. Receipts under {amount} need no signature; anything above goes through the head of the department.
  A new colleague gets a laptop, a badge and a phone on the first day. The list of what else is needed is kept by {first} {last}.
  The product line started with a single kettle. Over the years toasters, mixers and a rather unloved ice-cream maker were added.
  Our data is kept in two regions. Backups run at night and are tested once a quarter by restoring a random customer.
  The river passes {city} and turns east below the old bridge. In summer the level is low enough to walk across.
  The service has three parts: an intake that checks the form, a queue, and workers that write to the ledger.
  Holidays are entered in the portal. In the weeks around the end of the year at least one person of each team has to be reachable.
  Version {number} brought dark mode and a faster search. Users of the old version keep their settings.
  The museum shows tools, letters and photographs from the time of the shipyard. Guided tours start at eleven and at three.
  Refunds go to the card that was used. Vouchers are refunded as vouchers.
  Support answers within one working day; for customers with the gold contract within two hours.
`);
const wiki: Carrier = (dice, note) => {
  const heads = [
    "# {company} handbook",
    "== History ==",
    "Onboarding guide",
    "FAQ {company}",
    "Knowledge base article KB-{number}",
  ];
  const block = dice
    .pick(["{note}", "> {note}", "**Note:** {note}", "## Notes\n{note}", "{note}"])
    .replace("{note}", () => note);
  return woven([dice.pick(heads), ...some(WIKI, dice, { least: 2, most: 6 })], block, dice);
};

const REVIEW = lines(`
  Bought this for my mother in {city} and she uses it every day.
  The zip broke after two weeks, but the shop replaced it without any fuss.
  Room was clean, breakfast a bit thin, staff very friendly. {first} at the desk got us a late checkout.
  Arrived one day early. Packaging was dented, the thing itself fine.
  For {amount} I had expected a better cable.
  The app is slow and logs me out all the time.
  Great sound, weak bass. Would buy it again at this price.
  We waited forty minutes for the soup, and then it was cold.
  The manual is only online and the link on the box is dead.
  Fits well, colour a little darker than in the picture.
`);
const review: Carrier = (dice, note) => {
  const list = Array.from(
    { length: 1 + dice.number(4) },
    () =>
      `${dice.pick(["★★★★☆", "5/5", "Rating: 2", "★☆☆☆☆", "4 stars"])} {first} {last}, {city}\n${some(REVIEW, dice, { least: 1, most: 3 }).join(" ")}`,
  );
  const at = dice.number(list.length);
  list[at] = dice.number(2) === 0 ? `${list[at]} ${note}` : `${list[at]?.replace("\n", () => `\n${note} `)}`;
  return list.join(dice.pick(["\n\n", "\n---\n"]));
};

const CV = lines(`
  2019 - 2024 {company}, {city}: team lead of a group of six, responsible for the invoicing platform
  2015 - 2019 {company}: junior accountant, later controller for the {city} branch
  Education: B.Sc. in economics, university of {city}, grade 1.7
  Languages: English (fluent), Polish (native), some Portuguese
  Skills: SQL, Excel, a little Python, patience with printers
  Volunteering: football coach for under-twelves in {city}
  Certificates: first aid, forklift licence, project management level C
  Hobbies: sourdough, chess, hiking with too much luggage
  References: {first} {last}, {company}, available on request
  Reduced the time of the monthly close from nine days to four
`);
const cv: Carrier = (dice, note) =>
  woven(
    ["{first} {last}\n{city} · {mail}", ...some(CV, dice, { least: 4, most: 8 })],
    note,
    dice,
    dice.pick(["\n", "\n\n"]),
  );

const PDF = lines(`
  This agreement is made between {company} (the supplier) and {company} (the buyer) and takes effect on {day}.
  The buyer pays {amount} per month, due on the first working day. Late payments bear interest of two percent above the base rate.
  Either party may end the agreement with three months' notice to the end of a quarter. Notice is given in writing.
  We surveyed {number} households in {city} between spring and autumn. The response rate was 61 percent; non-respondents were on average younger.
  Table 3 shows the mean of both groups. The difference is small but stable across the waves of the study.
  Revenue rose by eight percent to {amount} thousand, mostly thanks to the new branch in {city}. Staff costs grew more slowly.
  Tighten the four screws crosswise. Do not use power tools. The lid must close without force.
  The plot is bounded in the north by the road to {city} and in the south by a drainage ditch.
  Related work falls into two groups. The first treats the problem as one of search, the second as one of ranking.
  The insured has to report damage without delay. Photographs and receipts are helpful.
  Page {number} of 96
  Figure 2. Monthly demand in {city}, seasonally adjusted.
`);
const pdf: Carrier = (dice, note) => {
  const blocks = some(PDF, dice, { least: 4, most: 9 });
  const text = woven(blocks, note, dice, "\n");
  return dice.number(3) === 0
    ? text.replace(/(.{70,80}) /g, "$1\n")
    : `${dice.pick(["REPORT {number}", "CONTRACT", "Abstract", "Instruction manual", "Policy terms"])}\n\n${text}`;
};

const CALENDAR = lines(`
  Bring the printouts of the floor plan.
  Agenda: numbers, hiring, {company}, anything else.
  Room 4.12, second floor; the lift is out of order.
  Dial-in is the usual one.
  {first} joins remotely from {city}.
  Lunch is ordered for ten people.
  We start on time, please be there five minutes before.
`);
const calendar: Carrier = (dice, note) => {
  const description = woven(some(CALENDAR, dice, { least: 1, most: 4 }), note, dice, " ");
  return dice.pick([
    `BEGIN:VEVENT\nSUMMARY:{subject}\nDTSTART:20250914T090000Z\nORGANIZER:mailto:{mail}\nLOCATION:{city}\nDESCRIPTION:${description}\nEND:VEVENT`,
    `Invitation: {subject}\nWhen: {day}, 10:00\nWhere: {city} office\nOrganizer: {first} {last}\n\n${description}`,
    `{"id":"{number}","title":"{subject}","start":"2025-09-14T09:00","attendees":["{mail}","{mail}"],"description":${JSON.stringify(description)}}`,
  ]);
};

const CHAT = lines(`
  {first}: anyone seen the adapter for the projector?
  {first}: lol
  {first}: the build is green again
  {first}: I am in {city} until {day}, ping me on the phone
  {first}: can we move the retro? clashes with {company}
  {first}: +1
  {first}: invoice {number} is still open btw
  {first}: who owns the staging box? disk is at 97 percent
  {first}: coffee machine says error {number} again
  {first}: the customer asked whether {amount} includes tax
  {first}: will do it after lunch
  {first}: thanks!!
`);
const chat: Carrier = (dice, note) => {
  const post = dice.pick(["{first}: ", "{first}: ", "[{day}] {first} {last} (guest): ", "bot: ", "{first}: fwd: "]);
  return woven(some(CHAT, dice, { least: 3, most: 10 }), post + note, dice, "\n");
};

const TICKET = lines(`
  Since the update on {day} the export stops at row {number}. No error is shown.
  I ordered {number} pieces and received two boxes with a different label.
  The printer on the third floor in {city} prints only blank pages.
  Customer called twice and is upset about the fee of {amount}.
  Steps to reproduce: open the report, choose last month, press print.
  Internal: checked the logs, nothing unusual. Passed to second line.
  Hello, my account {number} is locked although I have not changed anything.
  Screenshot attached. Browser is Firefox, on a Mac.
  We use the enterprise plan at {company} and this blocks forty people.
`);
const ticket: Carrier = (dice, note) =>
  woven(
    [
      "Ticket #{number}\nRequester: {first} {last} <{mail}>\nPriority: {prio}\nStatus: open",
      ...some(TICKET, dice, { least: 1, most: 4 }),
    ],
    note,
    dice,
    dice.pick(["\n\n", "\n"]),
  );

const SLOTS = {
  ...COMMON,
  prio: ["low", "normal", "high", "P2"],
  subject: lines(`
    Delivery dates
    Invoice {number}
    Re: contract draft
    Quarterly review
    Lunch on {day}?
    Your booking in {city}
    Fwd: photos
    Question about {company}
    Price list
    Team offsite`),
};

const FAMILIES: readonly (Pick<Carried, "src" | "kind"> & { carrier: Carrier })[] = [
  { src: "atk-prose:mail", kind: "document", carrier: mail },
  { src: "atk-prose:mail-tool", kind: "tool_result", carrier: mail },
  { src: "atk-prose:minutes", kind: "document", carrier: minutes },
  { src: "atk-prose:wiki", kind: "document", carrier: wiki },
  { src: "atk-prose:wiki-tool", kind: "tool_result", carrier: wiki },
  { src: "atk-prose:review-tool", kind: "tool_result", carrier: review },
  { src: "atk-prose:cv", kind: "document", carrier: cv },
  { src: "atk-prose:pdf", kind: "document", carrier: pdf },
  { src: "atk-prose:calendar-tool", kind: "tool_result", carrier: calendar },
  { src: "atk-prose:chat-tool", kind: "tool_result", carrier: chat },
  { src: "atk-prose:ticket-tool", kind: "tool_result", carrier: ticket },
];

/** Prose around a note: mails, minutes, wiki pages, reviews, CVs, contracts, invitations, chats, tickets. */
export function rows(): Row[] {
  return FAMILIES.flatMap(({ src, kind, carrier }) =>
    carriedRows({ src, kind, carriers: [carrier, plainSentences(carrier)], notes: NOTES, slots: SLOTS, count: 180 }),
  );
}

/** Now and then the note comes in words of its own only, as a sentence-wise reader meets it. */
function plainSentences(carrier: Carrier): Carrier {
  return (dice: Dice, note) => (dice.number(4) === 0 ? note : carrier(dice, note));
}
