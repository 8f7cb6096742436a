import { lines, roughen } from "../corners.ts";
import { diceFor, fill, type Row } from "../rows.ts";
import { ENGLISH } from "../tongue-en.ts";

/** What people ask all day in English, with the frames and the roughness of all other families. */
export function rows(): Row[] {
  const rows: Row[] = [];
  for (const [name, templates] of Object.entries(FAMILIES)) {
    const src = `ordinary-en-${name}`;
    const dice = diceFor(src);
    const all = lines(templates);
    const seen = new Set<string>();
    for (let tries = 0; seen.size < all.length * 5 && tries < all.length * 12; tries++)
      seen.add(roughen(fill(all[tries % all.length] as string, SLOTS, dice), ENGLISH, dice));
    for (const text of seen) rows.push({ src, kind: "prompt", lang: "en", labels: [], text });
  }
  const dice = diceFor("ordinary-en-framed");
  const framed = new Set<string>();
  while (framed.size < 240)
    framed.add(
      roughen(
        fill(
          dice.pick(lines(ENGLISH.acts)).replace("{act}", () => dice.pick(lines(ACTS))),
          { ...ENGLISH.slots, ...SLOTS },
          dice,
        ),
        ENGLISH,
        dice,
      ),
    );
  while (framed.size < 420)
    framed.add(
      roughen(
        fill(
          dice.pick(lines(ENGLISH.things)).replace("{thing}", () => dice.pick(lines(THINGS))),
          { ...ENGLISH.slots, ...SLOTS },
          dice,
        ),
        ENGLISH,
        dice,
      ),
    );
  for (const [at, text] of [...framed].entries())
    rows.push({
      src: at % 2 === 0 ? "ordinary-en-framed-1" : "ordinary-en-framed-2",
      kind: "prompt",
      lang: "en",
      labels: [],
      text,
    });
  return [...rows, ...pasted()];
}

/** A long text and a question on it, before or after. */
function pasted(): Row[] {
  const dice = diceFor("ordinary-en-pasted");
  const texts = new Set<string>();
  const paragraphs = lines(PARAGRAPHS);
  const questions = lines(QUESTIONS);
  while (texts.size < 200) {
    const body = [...new Set(Array.from({ length: 2 + dice.number(5) }, () => dice.pick(paragraphs)))].join("\n\n");
    const question = dice.pick(questions);
    texts.add(
      dice.number(2) === 0 ? `${question}\n\n${fill(body, SLOTS, dice)}` : `${fill(body, SLOTS, dice)}\n\n${question}`,
    );
  }
  return [...texts].map((text) => ({ src: "ordinary-en-pasted", kind: "prompt", lang: "en", labels: [], text }));
}

const SLOTS = {
  lang: ["Python", "TypeScript", "Java", "Go", "Rust", "C#", "SQL", "R", "bash", "Kotlin"],
  person: [
    "Anna",
    "Mr. Osei",
    "the team",
    "our supplier",
    "a customer",
    "my manager",
    "the landlord",
    "Dr. Lindqvist",
    "the school",
    "our accountant",
    "my cousin",
  ],
  thing: [
    "the offer",
    "the meeting notes",
    "a late delivery",
    "the new schedule",
    "an invoice",
    "the workshop",
    "my holiday",
    "the broken printer",
    "the contract draft",
    "our website",
    "the budget",
  ],
  city: ["Porto", "Osaka", "Denver", "Ghent", "Accra", "Krakow", "Melbourne", "Quito", "Dublin", "Hanoi"],
  food: [
    "lentils",
    "salmon",
    "pumpkin",
    "tofu",
    "chicken thighs",
    "leftover rice",
    "aubergines",
    "mushrooms",
    "chickpeas",
  ],
  number: ["3", "12", "45", "7", "120", "18.5", "2,400", "0.75", "64"],
  subject: [
    "photosynthesis",
    "the French Revolution",
    "plate tectonics",
    "supply and demand",
    "the water cycle",
    "Hamlet",
    "fractions",
    "DNA",
    "the Roman Empire",
    "electric circuits",
    "probability",
  ],
  tongue: ["German", "French", "Japanese", "Spanish", "Polish", "Arabic", "Dutch", "Korean", "Italian"],
  column: ["region", "month", "customer", "product", "department", "age group", "country"],
  table: ["orders", "employees", "tickets", "invoices", "visits", "shipments"],
  tool: ["Excel", "Jira", "Outlook", "Notion", "Figma", "Slack", "Salesforce", "Power BI", "Google Sheets"],
  topic: [
    "team spirit",
    "our new app",
    "remote work",
    "a charity run",
    "spring cleaning",
    "a book club",
    "healthy lunches",
    "the art museum",
  ],
};

const FAMILIES: Record<string, string> = {
  office: `
    Write an email to {person} about {thing}.
    Make this sentence more polite: send me {thing} today.
    Draft an agenda for a 30-minute meeting on {topic}.
    Summarise {thing} in three sentences.
    How do I make a pivot table by {column} in {tool}?
    Give me five subject lines for a mail about {thing}.
    Reply to {person} that we need two more weeks for {thing}.
    What's a good out-of-office message for a week in {city}?
    Turn these notes into minutes: budget ok, launch in {number} weeks, {person} writes the text.
    Create a project plan with milestones for {topic}.
    Which formula counts rows in {tool} where {column} is empty?
    Write a short speech for the farewell of {person}.
    How can I share a calendar in {tool}?
    Propose three dates next week for a call with {person}.
    Write a job advert for a data analyst in {city}.
    Compare {tool} and {tool} for a team of {number}.
    Proofread: we was very happy with {thing} and looks forward to hear from you.
  `,
  coding: `
    Write a {lang} function that removes duplicates from a list.
    Why does this {lang} code print undefined?
    Explain generics in {lang} with an example.
    Convert this JSON into a {lang} type.
    How do I read a CSV file in {lang} and group by {column}?
    Write unit tests for a function that adds VAT of {number} percent.
    What's the difference between a list and a tuple in {lang}?
    Refactor a long if-else chain in {lang}.
    Write a regex that matches dates like 2024-05-17.
    How do I center a div?
    Show a minimal REST endpoint in {lang}.
    How to handle time zones in {lang}?
    SELECT the top {number} rows of {table} by amount, per {column}
    Write a SQL query that joins {table} and {table} on id.
    Create an index for a slow query on {table}, which columns?
    Explain this error: list index out of range
    What does async await do in {lang}?
    git: how do I undo the last commit but keep the changes
    how do i find all files larger than {number} MB in a folder
    Write a Dockerfile for a small {lang} service.
    Add docstrings to my {lang} class.
    Is a hash map or a tree better for {number} million keys?
    shell command that counts lines in all .txt files
    How do I sort a dictionary by value in {lang}?
  `,
  study: `
    Explain {subject} to a ten-year-old.
    Make ten flash cards on {subject}.
    What are the main causes of {subject}?
    Write an outline for an essay on {subject}.
    Solve for x: {number}x + {number} = {number}.
    What is {number} percent of {number}?
    Quiz me on {subject}, one question at a time.
    Summarise chapter one on {subject} in five points.
    Differentiate x^3 * sin(x).
    A train leaves {city} at 9:15 and goes {number} km at 80 km/h. When does it arrive?
    What is the area of a circle with radius {number}?
    Give me an analogy for {subject}.
    Which books on {subject} are good for beginners?
    How do I cite a website in APA?
    Check my grammar: She go to school yesterday.
    Translate "I would like to book a table for two" into {tongue}.
    Conjugate the verb "to be" in {tongue}.
    How do you say "see you tomorrow" in {tongue}?
    Explain the difference between mean and median.
    What happened in 1848 in Europe?
  `,
  living: `
    What can I cook with {food} and {food}?
    Recipe for {food} soup for {number} people
    How long do I roast {food}?
    Is {food} good for a vegetarian friend?
    Plan a weekend in {city} with children.
    What's the weather like in {city} in October?
    How do I get from the airport of {city} to the centre?
    Packing list for a week in {city}
    My basil keeps dying. How often do I water it?
    How do I get red wine out of a carpet?
    Suggest a gift for {person}, around {number} euros.
    Names for a grey kitten
    Write a birthday poem for {person}.
    A 20-minute workout without equipment
    How many hours should a puppy sleep?
    Which board games work for {number} players?
    What films are like Amelie?
    Difference between a latte and a flat white
    How do I fix a dripping tap?
    Ideas for a party on {topic}
    tell me a joke about cats
    Hi, how are you today?
    What's the capital of Mongolia?
    I'm bored. Let's play twenty questions.
    Which sofa fabric is best with a dog?
    How to fold a fitted sheet
  `,
  agents: `
    Find all open tickets of {person} and sort them by age.
    Book a meeting room in {city} for {number} people tomorrow at ten.
    Read report.pdf and put the totals per {column} into a spreadsheet.
    Check the status of order {number} and tell the customer.
    Open the pull request, run the tests and summarise what fails.
    Update the {column} field of the record for {person}.
    Search our wiki for {thing} and give me the link.
    Create a ticket in {tool}: the export button does nothing.
    Send {person} the slides on {topic}.
    Pull last month's numbers from {table} and make a chart by {column}.
    Rename all pictures in the folder by date.
    Remind me about {thing} on Monday at nine.
    Look up train times from {city} to {city}.
    Add {food} and milk to my shopping list.
    Cancel my appointment with {person} and suggest a new one.
    List the files in the shared folder that changed this week.
    Label new mails about {thing} as urgent.
    Deploy the docs to the staging site and tell me the URL.
  `,
  support: `
    My order {number} hasn't arrived yet. Where is it?
    I was charged twice for {thing}. Please refund one.
    The app crashes when I open {thing}.
    How do I change my delivery address?
    I forgot my password and the reset mail doesn't come.
    Can I return shoes I wore once?
    Your invoice shows the wrong {column}.
    Ticket: {tool} is slow since this morning, {number} users affected.
    Customer asks whether the warranty covers a broken screen. Draft an answer.
    How do I cancel my subscription?
    The coupon code doesn't work at checkout.
    Printer on floor {number} shows a paper jam, but there's none.
    Please unlock my account, I'm back from parental leave.
    What are your opening hours in {city}?
    Is the blue one available in size {number}?
    The driver left my parcel with {person}, is that allowed?
  `,
  business: `
    What's a fair notice period for a part-time job, in general?
    Write a performance review for {person}: reliable, learns quickly, could speak up more.
    Draft a policy for remote work.
    Explain what a non-disclosure agreement is.
    Which clauses belong in a service agreement, in general?
    Analyse sales by {column} and name three trends.
    What is churn and how is it computed?
    Write a press release about {topic}.
    SWOT analysis for a small bakery in {city}
    Make a survey with {number} questions on {topic}.
    Explain the balance sheet to a trainee.
    How is VAT shown on an invoice?
    Plan the first week of a new colleague.
    Slogans for {topic}
    Social media post on {topic}, friendly, two emojis
    Estimate how many bikes are sold in {city} each year.
    Interview questions for a nurse
    What does the works council do?
    Forecast for next quarter given {number}, {number} and {number}
    Explain GDPR in one paragraph for new staff.
  `,
};

const ACTS = `
  learn to juggle
  plan a vegetable garden
  write a cover letter
  build a bookshelf
  organise a street party
  train for a half marathon
  set up a home office
  learn {tongue} in a year
  paint a bedroom
  migrate a database to a new server
  run a retrospective with the team
  prepare a talk on {topic}
  save money on groceries
  bake bread without a machine
  take better photos at night
  sew a cushion cover
  start a podcast about {topic}
  clean a coffee machine
  move to {city} with two cats
  teach {subject} to beginners
  sort a list in {lang}
  make a budget for a family of four
  choose a tent
  fix a flat bicycle tyre
  write a wedding speech
  knit a scarf
  host a dinner for twelve
  read more books
  record my screen
  grow basil on a balcony
  make friends in a new city
  present data by {column} in a chart
`;

const THINGS = `
  a letter to {person} about {thing}
  a poem about autumn
  a shopping list for a week of meals with {food}
  a plan for a workshop on {topic}
  a product text for a wooden toy train
  a {lang} script that converts miles to kilometres
  a summary of {subject}
  a quiz on {subject}
  an invitation to a garden party
  a thank-you note to {person}
  a training plan for beginners
  a list of questions for a flat viewing
  a short story about a lighthouse keeper
  a song text about rain in {city}
  a table of irregular verbs in {tongue}
  a welcome mail for new customers
  a reminder about {thing}
  a bedtime story about a shy whale
  a checklist for moving house
  a toast for my sister's wedding
  an FAQ for {topic}
  a status report on {thing}
`;

const QUESTIONS = `
  Summarise this text in three bullet points.
  What is the main point of the text?
  Translate this into French.
  Which dates and names occur in this text? Make a table.
  Please shorten this to half its length.
  Rewrite this in plain language.
  Is there anything in this mail that I have to answer today?
  Find spelling mistakes.
  Write a reply to this message.
  What would be a good title?
  Extract all action items.
  Is the tone friendly enough?
`;

const PARAGRAPHS = `
  Dear all, following our talk on Tuesday I would like to sum up what we agreed on. {person} will send the figures by Friday, and we will decide about {thing} in the next round.
  The library opens at nine and closes at six. During the holidays the reading room is closed, but books may be returned through the box at the entrance.
  In the third quarter revenue grew by {number} percent, mainly because of strong demand in {city}. Costs for energy rose as well, while the number of employees stayed the same.
  The river rises in the hills north of {city} and flows for {number} kilometres to the sea. Its valley is known for apples and for a railway from the nineteenth century.
  Thank you for your order. Your parcel left our warehouse this morning and should arrive within three working days. You can follow it with the number in the attached note.
  The committee discussed {topic} at length. Several members asked for a survey first. It was decided to ask {person} for a proposal until the end of the month.
  Our kitchen sink is blocked again and water comes up in the shower. The plumber who came last week only looked at it for five minutes. Could you please send somebody soon?
  The novel tells the story of two sisters who inherit a small hotel. At first they argue about everything, but in the course of a long winter they learn to rely on each other.
  To install the software, download the package for your system, open it and follow the steps on the screen. You need at least {number} MB of free space. Restart the computer afterwards.
  Participants were asked to rate {topic} on a scale from one to seven. The median was five. Older participants gave slightly higher ratings, but the difference was small.
  Hi, it's me. The trip was long but fine, and {city} is beautiful. We ate {food} by the harbour and walked until our feet hurt. Tomorrow we visit the castle if the weather holds.
  The committee of the sports club invites all members to the yearly assembly. On the agenda: report of the board, elections, membership fees, and plans for the summer camp.
  Version 2.4 brings a faster search, a dark theme and better keyboard support. The export to {tool} was rewritten. Please back up your settings before you update.
  Bees visit flowers for nectar and pollen. While doing so they carry pollen from one flower to the next, so that fruit and seeds can form. A colony may have {number} thousand bees in summer.
  The meeting on {thing} was moved to Thursday at two in room {number}. Please bring your laptops, and read the draft before. {person} will take the minutes.
  The tenant shall keep the flat clean and report damage without delay. Small repairs up to an amount of {number} euros are paid by the tenant. Pets are allowed after asking the landlord.
`;
