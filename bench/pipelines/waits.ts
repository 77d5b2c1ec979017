import { map, pipeline, waitFor, z } from "@troupe/sdk";

/** One wait each. */
export const waits = pipeline("waits", { params: { until: z.string() } }, ({ params }) => {
  waitFor("pause", { until: params.until });
});

/** All of them in one run. */
export const many = pipeline("many-waits", { params: { untils: z.array(z.string()) } }, ({ params }) => {
  map(params.untils, (until) => waitFor("pause", { until }));
});
