export { type Delivery, listDeliveries, post } from "./alerts/outbox.ts";
export { type Calibration, calibrate, giveFeedback, listFeedback } from "./feedback.ts";
export { dismiss, endDismissal, listDismissals } from "./dismissals.ts";
export { type IncidentFilter, type News, handle, listIncidents, readIncident } from "./incidents.ts";
export { type FindingsRoom, makeFindings } from "./room.ts";
export { type Dismissal, type Feedback, type Incident, SEVERITIES, STATUSES, VERDICTS } from "./types.ts";
