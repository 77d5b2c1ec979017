/**
 * A database, files in a store and an API, joined, looked at and made into features, every hour. In the article:
 * "Designing Directed Acyclic Graphs", "Data Ingestion and Preprocessing".
 */
import { pipeline, python, z } from "@troupe/sdk";
import { shop } from "./params.ts";
import { Customers } from "./schemas.ts";
import { features, fromDatabase, sound } from "./steps.ts";

const retries = { max: 2, backoff: "5m" } as const;

export const fromFiles = python("from-files", {
  run: "steps/ingest.py:from_files",
  input: { folder: z.string(), prefix: z.string() },
  output: Customers,
  retries,
});

export const fromApi = python("from-api", {
  run: "steps/ingest.py:from_api",
  input: { url: z.string() },
  output: Customers,
  metrics: ["customers"],
  retries,
  timeout: "1m",
});

export const join = python("join", {
  run: "steps/ingest.py:join",
  input: { parts: z.array(Customers).min(1) },
  output: Customers,
});

export const ingestion = pipeline(
  "ingestion",
  {
    description: "Customers from three sources, as features that may be learned from",
    schedule: "@hourly",
    overlap: "queue",
    params: {
      database: shop.database,
      files: z.string().default("/tmp/troupe-shop/raw"),
      api: z.string().default("http://127.0.0.1:8099/customers?n=100"),
    },
  },
  ({ params: { database, files, api }, interval }) => {
    // Side by side: nothing of one needs the other.
    const parts = [
      fromDatabase({ database, until: interval.end }),
      fromFiles({ folder: files, prefix: "customers-" }),
      fromApi({ url: api }),
    ];
    const data = sound(join({ parts }));
    return { data, features: features({ data }) };
  },
);
