import { fileURLToPath } from "node:url";

/** The folder that holds `troupe.py`: put it on `PYTHONPATH`, and a step can `import troupe`. */
export const pythonPath: string = fileURLToPath(new URL("..", import.meta.url));
