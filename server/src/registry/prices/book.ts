import { type ModelPrice, calcPrice, findProvider } from "@pydantic/genai-prices";
import type { Millis, NanoUsd, NanoUsdPerMillion } from "../../kernel/index.ts";
import type { ConnectedModel } from "../types.ts";
import type { Rate, RateCard, Unpriced } from "./card.ts";

/** Moves with the version in package.json; a test compares. */
export const BOOK = "genai-prices@0.1.8";

/** Whose list a provider's models stand in, by the format it speaks, where its address does not say. */
const OWN_LIST: Readonly<Record<string, string>> = {
  openai: "openai",
  anthropic: "anthropic",
  gemini: "google",
  vertex: "google",
  azure: "azure",
  bedrock: "aws",
  mistral: "mistral",
  groq: "groq",
  deepseek: "deepseek",
  xai: "x-ai",
  together: "together",
  fireworks: "fireworks",
  openrouter: "openrouter",
  cohere: "cohere",
};
const ALIASES: Readonly<Record<string, string>> = { gemini: "google", vertex: "google", bedrock: "aws", xai: "x-ai" };

/** The provider's own tools, as the book counts them. */
const TOOL_KEYS: Readonly<Record<string, string>> = {
  web_search: "web_searches_kcount",
  google_search: "web_searches_kcount",
  file_search: "storage_searches_kcount",
  x_search: "social_searches_kcount",
};
/** Tools that cost nothing beyond the tokens they bring in. */
const FREE_TOOLS = { web_fetch: 0 as NanoUsd, tool_search: 0 as NanoUsd };

type Place = { list: string; name: string } | Unpriced;

const places = new WeakMap<ConnectedModel, Place>();
/** The rates of a model, and the second they hold in where they change with time. */
const known = new WeakMap<ConnectedModel, { card: RateCard | Unpriced; second: number | undefined }>();
const cards = new WeakMap<ModelPrice, RateCard | Unpriced>();

/** What the bundled price book says of a model. Its own sums are floating point, so only its rates are taken. */
export function bookCard(model: ConnectedModel, at: Millis): RateCard | Unpriced {
  const second = Math.floor(at / 1000);
  const last = known.get(model);
  if (last && (last.second === undefined || last.second === second)) return last.card;
  let place = places.get(model);
  if (!place) {
    place = placeOf(model);
    places.set(model, place);
  }
  const { card, lasting } = "unpriced" in place ? { card: place, lasting: true } : lookUp(place, at);
  known.set(model, { card, second: lasting ? undefined : second });
  return card;
}

function lookUp(place: { list: string; name: string }, at: Millis): { card: RateCard | Unpriced; lasting: boolean } {
  let found: ReturnType<typeof calcPrice>;
  try {
    found = calcPrice({}, place.name, { providerId: place.list, timestamp: new Date(at) });
  } catch {
    return { card: unpriced(`the price book's entry for ${place.name} cannot be read`), lasting: true };
  }
  if (!found) return { card: unpriced(`the price book has no ${place.list}/${place.name}`), lasting: true };
  let card = cards.get(found.model_price);
  if (!card) {
    card = cardOfEntry(found.model_price, place);
    cards.set(found.model_price, card);
  }
  // Prices that begin on a day, or hold for some hours of it, are written to the second.
  return { card, lasting: !Array.isArray(found.model.prices) };
}

function placeOf(model: ConnectedModel): Place {
  const { provider, priceAs, upstream } = model;
  if (priceAs !== undefined) {
    const slash = priceAs.indexOf("/");
    const list = priceAs.slice(0, slash);
    return { list: ALIASES[list] ?? list, name: priceAs.slice(slash + 1) };
  }
  if (provider.selfHosted === true)
    return unpriced(`${provider.id} is run by the organization, which has set no price`);
  const byAddress = provider.baseUrl === undefined ? undefined : findProvider({ providerApiUrl: provider.baseUrl });
  const list = byAddress?.id ?? OWN_LIST[provider.api];
  if (list === undefined) return unpriced(`the price book does not know provider ${provider.id}`);
  return { list, name: upstream };
}

function cardOfEntry(entry: ModelPrice, place: { name: string }): RateCard | Unpriced {
  const rate = (key: string): Rate | undefined => {
    const price = entry[key];
    if (price === undefined) return undefined;
    if (typeof price === "number") return { base: nanoPerMillion(price), steps: [] };
    const steps = price.tiers.map(({ start, price: dear }) => ({ over: start, price: nanoPerMillion(dear) }));
    return { base: nanoPerMillion(price.base), steps: steps.sort((one, other) => one.over - other.over) };
  };
  const input = rate("input_mtok");
  if (!input) return unpriced(`the price book does not price ${place.name} by the token`);
  const write5m = rate("cache_write_mtok");
  const write1h = rate("cache_write_1h_mtok");
  const tools: Record<string, NanoUsd> = { ...FREE_TOOLS };
  for (const [tool, key] of Object.entries(TOOL_KEYS)) {
    const price = entry[key];
    if (typeof price === "number") tools[tool] = nanoPerCall(price);
  }
  const request = entry["requests_kcount"];
  const card: RateCard = { book: BOOK, input, output: rate("output_mtok"), tools };
  for (const [name, key] of CLASS_KEYS) {
    const own = rate(key);
    if (own) card[name] = own;
  }
  if (write5m) card.cacheWrite5m = write5m;
  // Some lists leave it out; it is twice the input everywhere it exists.
  if (write5m || write1h) card.cacheWrite1h = write1h ?? doubled(input);
  if (typeof request === "number") card.request = nanoPerCall(request);
  return card;
}

const CLASS_KEYS = [
  ["cachedInput", "cache_read_mtok"],
  ["reasoning", "output_reasoning_mtok"],
  ["audioInput", "input_audio_mtok"],
  ["audioOutput", "output_audio_mtok"],
  ["imageInput", "input_image_mtok"],
  ["imageOutput", "output_image_mtok"],
] as const;

function doubled({ base, steps }: Rate): Rate {
  const twice = (price: NanoUsdPerMillion) => (price * 2) as NanoUsdPerMillion;
  return { base: twice(base), steps: steps.map(({ over, price }) => ({ over, price: twice(price) })) };
}

/** Dollars as a float have at most nine decimals here, so the nearest whole number is the one that was meant. */
function nanoPerMillion(dollars: number): NanoUsdPerMillion {
  return Math.round(dollars * 1e9) as NanoUsdPerMillion;
}

/** The book counts calls by the thousand. */
function nanoPerCall(dollarsPerThousand: number): NanoUsd {
  return Math.round(dollarsPerThousand * 1e6) as NanoUsd;
}

function unpriced(why: string): Unpriced {
  return { book: BOOK, unpriced: why };
}
