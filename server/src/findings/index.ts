export { listDeliveries, post } from "./alerts/outbox.ts";
export { calibrate, giveFeedback, listFeedback } from "./feedback.ts";
export { dismiss, endDismissal, listDismissals } from "./dismissals.ts";
export { handle, listIncidents, readIncident } from "./incidents.ts";
export { catalogReports } from "./report.ts";
export { makeFindings } from "./room.ts";
export { type Incident, SEVERITIES, STATUSES, VERDICTS } from "./types.ts";
export type { Sighting } from "./sighting.ts";
export { tellSightings } from "./tell.ts";
