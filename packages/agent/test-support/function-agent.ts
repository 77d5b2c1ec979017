/** As much of an agent as can die in a test: starts one function, and lives on until it is killed. */
import { FunctionExecutor } from "../src/executors/function.ts";
import { detectIsolation } from "../src/process-tree/isolation.ts";
import { KeptTelemetry } from "./attempts.ts";
import { functionAttempt } from "./function-bundle.ts";

const [codeFolder = "", step = "", up = ""] = process.argv.slice(2);
const executor = new FunctionExecutor({
  isolation: detectIsolation({ name: "test-function-agent" }),
  save: async () => "",
});
const attempt = functionAttempt({ codeFolder, step, inputs: { up } });
await executor.prepare(attempt, new AbortController().signal);
await executor.start(attempt, new KeptTelemetry());
