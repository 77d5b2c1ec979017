/** All eight: `troupe apply examples/airflow-ports/pipelines.ts`. */
export { churn } from "./churn.ts";
export { dailyRetraining } from "./daily-retraining.ts";
export { deployment } from "./deployment.ts";
export { ingestion } from "./ingestion.ts";
export { lifecycle } from "./lifecycle.ts";
export { monitoring } from "./monitoring.ts";
export { retraining } from "./retraining.ts";
export { weeklySearch } from "./weekly-search.ts";
