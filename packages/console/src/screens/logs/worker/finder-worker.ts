/** Applies an expression of a person to text. It may be ended at any moment. */
import { compile, linesWith, rangesIn } from "../text/find.ts";
import type { FinderRequest } from "./finder.ts";

addEventListener("message", ({ data }: MessageEvent<FinderRequest>) => {
  const pattern = compile(data.search);
  if (!(pattern instanceof RegExp)) return postMessage([]);
  postMessage(
    data.kind === "lines" ? linesWith(data.text, pattern) : data.texts.map((text) => rangesIn(text, pattern)),
  );
});
