export { makeApiDoor } from "./api/door.ts";
export { makeDecisionDoor } from "./decisions/door.ts";
export { makePages } from "./decisions/pages.ts";
export { openApi } from "./api/openapi.ts";
export { makeMetricsDoor } from "./metrics.ts";
export { makeModelDoor } from "./models/door.ts";
export { consolePage } from "./page.ts";
export { listen } from "./server.ts";
