import type { Ids, Millis } from "../kernel/index.ts";
import type { ConnectedAlert } from "../registry/index.ts";
import type { Tx } from "../store/index.ts";
import { eventsOfNews } from "./alerts/events.ts";
import { post } from "./alerts/outbox.ts";
import { notDismissed } from "./dismissals.ts";
import { type News, group } from "./incidents.ts";
import type { Sighting } from "./sighting.ts";

/** What something else than a call brought to light: grouped, dismissed and told as what is found in calls. */
export async function tellSightings(
  tx: Tx,
  sightings: readonly Sighting[],
  about: { org: string; ids: Ids; now: Millis; alerts: readonly ConnectedAlert[] },
): Promise<News[]> {
  const { org, ids, now, alerts } = about;
  const news = await group(tx, await notDismissed(tx, sightings, { org, now }), { org, ids, now });
  const events = eventsOfNews(news);
  if (alerts.length > 0 && events.length > 0) await post(tx, events, { org, alerts, ids, now });
  return news;
}
