import { defineConfig } from "vitest/config";

/** Tests beside their source that start processes or compilers: too slow for every save, and for `npm run check`. */
const withProcesses = [
  "packages/agent/src/agent*.test.ts",
  "packages/agent/src/adapters/launcher/**/*.test.ts",
  "packages/agent/src/executors/**/*.test.ts",
  "packages/cli/src/{startup,real-coordinator,reference}.test.ts",
  "packages/cli/src/commands/dev.test.ts",
  "packages/coordinator/src/adapters/sqlite/{catalog,killed-writer}.test.ts",
  "packages/coordinator/src/adapters/s3/**/*.test.ts",
  "packages/coordinator/src/main/**/*.test.ts",
  "packages/python/src/**/*.test.ts",
  "packages/sdk/src/{bundle,types}/**/*.test.ts",
  "packages/testing/src/{examples,control-flow-guide}.test.ts",
  "packages/testing/src/process/**/*.test.ts",
];

// No retries: a test that fails now and then is a bug in the test or in Troupe. scripts/test-verdict.ts names those in CI.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "proto/**/*.test.ts",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
            "examples/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/dist/**", ...withProcesses],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: "process",
          include: withProcesses,
          exclude: ["**/node_modules/**", "**/dist/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/fault/**", "test/browser/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The console in a real browser. Behind all others and one file at a time: it measures what people see.
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
          globalSetup: ["test/browser/support/site.ts"],
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // What takes minutes: `npm run test:fault`.
        test: {
          name: "fault",
          include: ["test/fault/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
