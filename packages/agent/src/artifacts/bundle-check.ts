/**
 * What a code bundle may contain: files, folders and symbolic links that stay inside. It was written by whoever may
 * apply a pipeline, and is unpacked with the rights of the agent, so every way out of its folder is refused.
 */
import { posix } from "node:path";
import { TroupeError } from "@troupe/core";

export interface BundleEntry {
  readonly path: string;
  readonly type: string;
  readonly linkpath: string | undefined;
  readonly size: number;
}

export const bundleLimits = { entries: 100_000, bytes: 256 * 1024 * 1024 } as const;

const allowed = new Set(["File", "OldFile", "ContiguousFile", "Directory", "SymbolicLink"]);

export class BundleCheck {
  readonly #links = new Map<string, string>();
  readonly #paths: string[] = [];
  #bytes = 0;

  add(entry: BundleEntry): void {
    if (!allowed.has(entry.type)) throw unsafe(`${show(entry.path)} is a ${entry.type}`);
    const path = clean(entry.path);
    this.#paths.push(path);
    this.#bytes += entry.size;
    if (this.#paths.length > bundleLimits.entries) throw unsafe(`it has over ${bundleLimits.entries} entries`);
    if (this.#bytes > bundleLimits.bytes) throw unsafe(`it unpacks to over ${bundleLimits.bytes} bytes`);
    if (entry.type === "SymbolicLink") this.#links.set(path, entry.linkpath ?? "");
  }

  /** After the last entry: only now is it known which names are links. */
  done(): void {
    for (const path of this.#paths) this.#walk(path, "", path);
    for (const [path, target] of this.#links) {
      if (posix.isAbsolute(target) || target === "") throw unsafe(`${show(path)} links to ${show(target)}`);
      this.#walk(target, posix.dirname(path), path);
    }
  }

  /** Step by step, as the kernel would: a link on the way would lead elsewhere, "..", above the root, outside. */
  #walk(path: string, from: string, entry: string): void {
    const at = from === "." || from === "" ? [] : from.split("/");
    const steps = path.split("/").filter((step) => step !== "" && step !== ".");
    for (const [index, step] of steps.entries()) {
      if (step === "..") {
        if (at.pop() === undefined) throw unsafe(`${show(entry)} leads outside`);
      } else at.push(step);
      const isLast = index === steps.length - 1;
      if (!isLast && this.#links.has(at.join("/"))) throw unsafe(`${show(entry)} leads through a link`);
    }
  }
}

function clean(path: string): string {
  if (posix.isAbsolute(path) || path.includes("\\") || path.includes("\0"))
    throw unsafe(`${show(path)} is not relative`);
  const steps = path.split("/").filter((step) => step !== "" && step !== ".");
  if (steps.includes("..")) throw unsafe(`${show(path)} leads outside`);
  return steps.join("/");
}

function unsafe(what: string): TroupeError {
  return new TroupeError(`the code bundle is refused: ${what}`, { code: "BUNDLE_UNSAFE", reaction: "reject" });
}

function show(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}
