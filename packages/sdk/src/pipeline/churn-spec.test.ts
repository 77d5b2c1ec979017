/** A whole spec, as it is applied: every byte of it is a contract with the coordinator, and its digest a version. */
import { validateSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { artifact, check, gate, gte, map, passed, pipeline, python, task, validated, z } from "../index.ts";

const Customer = z.object({ tenure: z.number(), churned: z.boolean() });
const Dataset = z.object({ rows: z.number(), table: artifact("csv", Customer) });
const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });

const extract = python("extract", {
  run: "steps/extract.py",
  input: { until: z.string() },
  output: Dataset,
  requirements: "requirements.txt",
});
const validate = check("validate", { of: Dataset, run: "steps/validate.py:validate" });
const train = python("train", {
  run: "steps/train.py:train",
  description: "Fits a forest",
  input: { data: validated(Dataset), trees: z.number() },
  output: Model,
  metrics: ["loss"],
  resources: { cpus: 1.5, memory: "2GiB", gpus: 1, labels: { gpu: "h100" } },
  retries: { max: 2, backoff: "10s", factor: 3, maxBackoff: "10m", on: { oom: 0, lost: 5 } },
  timeout: "1h",
  grace: "30s",
});
const best = task("best", { input: { models: z.array(Model) }, output: Model }, ({ models }) =>
  models.reduce((a, b) => (b.accuracy > a.accuracy ? b : a)),
);
const deploy = python("deploy", {
  run: "steps/deploy.py",
  input: { model: passed(Model), to: z.enum(["staging", "production"]) },
  interpreter: "/opt/python/bin/python3",
});
const notify = task("notify", { input: { accuracy: z.number() } }, () => {});

const churn = pipeline(
  "churn",
  { params: { trees: z.array(z.number()).default([10, 50]) }, timeout: "1d" },
  ({ params, run }) => {
    const data = validate(extract({ until: run.createdAt }));
    const models = map(params.trees, (trees) => train({ data, trees }), { concurrency: 4 });
    const winner = best({ models });
    gate("quality", winner, {
      production: [gte(winner.accuracy, 0.9), (model) => deploy({ model, to: "production" })],
      staging: [gte(winner.accuracy, 0.85), (model) => deploy({ model, to: "staging" }, { id: "deploy-staging" })],
      otherwise: () => notify({ accuracy: winner.accuracy }),
    });
    return { model: winner, rows: data.rows };
  },
);

it("is written as a whole", () => {
  expect(churn.spec).toStrictEqual(spec);
  expect(validateSpec(churn.spec)).toMatchObject({ ok: true });
});

const spec = {
  format: 1,
  name: "churn",
  params: {
    type: "object",
    properties: { trees: { default: [10, 50], type: "array", items: { type: "number" } } },
    additionalProperties: false,
  },
  steps: {
    extract: {
      runs: { kind: "python", file: "steps/extract.py", requirements: ["-r requirements.txt"] },
      input: {
        type: "object",
        properties: { until: { type: "string" } },
        required: ["until"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: {
          rows: { type: "number" },
          table: {
            type: "object",
            artifact: "csv",
            columns: ["tenure", "churned"],
            properties: {
              kind: { type: "string", const: "csv" },
              digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
              size: { type: "integer", minimum: 0 },
              columns: { type: "array", items: { type: "string" } },
            },
            required: ["kind", "digest", "size"],
          },
        },
        required: ["rows", "table"],
        additionalProperties: false,
      },
      limits: {
        resources: { millicpus: 1000, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1000, factor: 2, maxMs: 300000, jitter: 0.2 },
        },
        graceMs: 10000,
      },
    },
    validate: {
      runs: { kind: "python", file: "steps/validate.py", function: "validate" },
      role: "check",
      input: {
        type: "object",
        properties: {
          subject: {
            type: "object",
            properties: {
              rows: { type: "number" },
              table: {
                type: "object",
                artifact: "csv",
                columns: ["tenure", "churned"],
                properties: {
                  kind: { type: "string", const: "csv" },
                  digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
                  size: { type: "integer", minimum: 0 },
                  columns: { type: "array", items: { type: "string" } },
                },
                required: ["kind", "digest", "size"],
              },
            },
            required: ["rows", "table"],
          },
        },
        required: ["subject"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: {
          rows: { type: "number" },
          table: {
            type: "object",
            artifact: "csv",
            columns: ["tenure", "churned"],
            properties: {
              kind: { type: "string", const: "csv" },
              digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
              size: { type: "integer", minimum: 0 },
              columns: { type: "array", items: { type: "string" } },
            },
            required: ["kind", "digest", "size"],
          },
        },
        required: ["rows", "table"],
        proof: "validated",
      },
      limits: {
        resources: { millicpus: 1000, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1000, factor: 2, maxMs: 300000, jitter: 0.2 },
        },
        graceMs: 10000,
      },
    },
    train: {
      runs: { kind: "python", file: "steps/train.py", function: "train" },
      input: {
        type: "object",
        properties: {
          data: {
            type: "object",
            properties: {
              rows: { type: "number" },
              table: {
                type: "object",
                artifact: "csv",
                columns: ["tenure", "churned"],
                properties: {
                  kind: { type: "string", const: "csv" },
                  digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
                  size: { type: "integer", minimum: 0 },
                  columns: { type: "array", items: { type: "string" } },
                },
                required: ["kind", "digest", "size"],
              },
            },
            required: ["rows", "table"],
            proof: "validated",
          },
          trees: { type: "number" },
        },
        required: ["data", "trees"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: {
          accuracy: { type: "number" },
          file: {
            type: "object",
            artifact: "joblib",
            properties: {
              kind: { type: "string", const: "joblib" },
              digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
              size: { type: "integer", minimum: 0 },
              columns: { type: "array", items: { type: "string" } },
            },
            required: ["kind", "digest", "size"],
          },
        },
        required: ["accuracy", "file"],
        additionalProperties: false,
      },
      metrics: ["loss"],
      limits: {
        resources: { millicpus: 1500, memoryBytes: 2147483648, gpus: 1, labels: { gpu: "h100" } },
        retries: {
          budgets: { failure: 2, oom: 0, timeout: 2, lost: 5, error: 3 },
          backoff: { initialMs: 10000, factor: 3, maxMs: 600000, jitter: 0.2 },
        },
        graceMs: 30000,
        timeoutMs: 3600000,
      },
      description: "Fits a forest",
    },
    best: {
      runs: { kind: "function" },
      input: {
        type: "object",
        properties: {
          models: {
            type: "array",
            items: {
              type: "object",
              properties: {
                accuracy: { type: "number" },
                file: {
                  type: "object",
                  artifact: "joblib",
                  properties: {
                    kind: { type: "string", const: "joblib" },
                    digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
                    size: { type: "integer", minimum: 0 },
                    columns: { type: "array", items: { type: "string" } },
                  },
                  required: ["kind", "digest", "size"],
                },
              },
              required: ["accuracy", "file"],
            },
          },
        },
        required: ["models"],
        additionalProperties: false,
      },
      output: {
        type: "object",
        properties: {
          accuracy: { type: "number" },
          file: {
            type: "object",
            artifact: "joblib",
            properties: {
              kind: { type: "string", const: "joblib" },
              digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
              size: { type: "integer", minimum: 0 },
              columns: { type: "array", items: { type: "string" } },
            },
            required: ["kind", "digest", "size"],
          },
        },
        required: ["accuracy", "file"],
        additionalProperties: false,
      },
      limits: {
        resources: { millicpus: 20, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1000, factor: 2, maxMs: 300000, jitter: 0.2 },
        },
        graceMs: 10000,
      },
    },
    deploy: {
      runs: { kind: "python", file: "steps/deploy.py", interpreter: "/opt/python/bin/python3" },
      input: {
        type: "object",
        properties: {
          model: {
            type: "object",
            properties: {
              accuracy: { type: "number" },
              file: {
                type: "object",
                artifact: "joblib",
                properties: {
                  kind: { type: "string", const: "joblib" },
                  digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
                  size: { type: "integer", minimum: 0 },
                  columns: { type: "array", items: { type: "string" } },
                },
                required: ["kind", "digest", "size"],
              },
            },
            required: ["accuracy", "file"],
            proof: "passed",
          },
          to: { type: "string", enum: ["staging", "production"] },
        },
        required: ["model", "to"],
        additionalProperties: false,
      },
      limits: {
        resources: { millicpus: 1000, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1000, factor: 2, maxMs: 300000, jitter: 0.2 },
        },
        graceMs: 10000,
      },
    },
    notify: {
      runs: { kind: "function" },
      input: {
        type: "object",
        properties: { accuracy: { type: "number" } },
        required: ["accuracy"],
        additionalProperties: false,
      },
      limits: {
        resources: { millicpus: 20, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1000, factor: 2, maxMs: 300000, jitter: 0.2 },
        },
        graceMs: 10000,
      },
    },
  },
  nodes: [
    { kind: "step", id: "extract", step: "extract", scope: [], input: { until: { kind: "run", fact: "createdAt" } } },
    {
      kind: "step",
      id: "validate",
      step: "validate",
      scope: [],
      input: { subject: { kind: "step", step: "extract", path: [] } },
    },
    { kind: "map", id: "each-train", scope: [], over: { kind: "param", path: ["trees"] }, concurrency: 4 },
    {
      kind: "step",
      id: "train",
      step: "train",
      scope: ["each-train[]"],
      input: {
        data: { kind: "step", step: "validate", path: [] },
        trees: { kind: "item", map: "each-train", path: [] },
      },
    },
    {
      kind: "step",
      id: "best",
      step: "best",
      scope: [],
      input: { models: { kind: "gather", map: "each-train", of: { kind: "step", step: "train", path: [] } } },
    },
    {
      kind: "gate",
      id: "quality",
      scope: [],
      subject: { kind: "step", step: "best", path: [] },
      arms: [
        {
          name: "production",
          if: {
            test: "gte",
            left: { kind: "step", step: "best", path: ["accuracy"] },
            right: { kind: "literal", value: 0.9 },
          },
        },
        {
          name: "staging",
          if: {
            test: "gte",
            left: { kind: "step", step: "best", path: ["accuracy"] },
            right: { kind: "literal", value: 0.85 },
          },
        },
        { name: "otherwise", if: { test: "otherwise" } },
      ],
    },
    {
      kind: "step",
      id: "deploy",
      step: "deploy",
      scope: ["quality/production"],
      input: {
        model: { kind: "passed", gate: "quality", arm: "production", of: { kind: "step", step: "best", path: [] } },
        to: { kind: "literal", value: "production" },
      },
    },
    {
      kind: "step",
      id: "deploy-staging",
      step: "deploy",
      scope: ["quality/staging"],
      input: {
        model: { kind: "passed", gate: "quality", arm: "staging", of: { kind: "step", step: "best", path: [] } },
        to: { kind: "literal", value: "staging" },
      },
    },
    {
      kind: "step",
      id: "notify",
      step: "notify",
      scope: ["quality/otherwise"],
      input: { accuracy: { kind: "step", step: "best", path: ["accuracy"] } },
    },
  ],
  outputs: {
    kind: "object",
    fields: {
      model: { kind: "step", step: "best", path: [] },
      rows: { kind: "step", step: "validate", path: ["rows"] },
    },
  },
  timeoutMs: 86400000,
};
