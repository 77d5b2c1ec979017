/** What the catalog and its thread say to each other. */
import { type Reaction, TroupeError } from "@troupe/core";
import type { ArtifactQuery, RemovalNote, RunQuery } from "@troupe/engine";
import type { CatalogUpdate, RunUpdate } from "@troupe/engine/adapters";

export type CatalogCall =
  | { readonly method: "index"; readonly updates: readonly CatalogUpdate[] }
  | { readonly method: "restore"; readonly updates: readonly RunUpdate[] }
  | { readonly method: "position" }
  | { readonly method: "runs"; readonly query: RunQuery }
  | { readonly method: "run"; readonly runId: string }
  | { readonly method: "recent"; readonly pipelines: readonly string[] }
  | { readonly method: "latestSucceeded"; readonly pipeline: string }
  | { readonly method: "artifacts"; readonly query: ArtifactQuery }
  | { readonly method: "remove"; readonly note: RemovalNote }
  | { readonly method: "lastRemoval" }
  | { readonly method: "removedAt"; readonly runId: string }
  | { readonly method: "close" };

export interface CatalogRequest {
  readonly id: number;
  readonly call: CatalogCall;
}

export type CatalogReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: PlainFailure };

/** An error as it crosses between threads: a clone would lose what makes it a TroupeError. */
export interface PlainFailure {
  readonly message: string;
  readonly stack: string;
  readonly operational: {
    readonly code: string;
    readonly reaction: Reaction;
    readonly details: Readonly<Record<string, string>>;
  } | null;
}

export function toPlain(error: unknown): PlainFailure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const isOperational = error instanceof TroupeError;
  const operational = isOperational ? { code: error.code, reaction: error.reaction, details: error.details } : null;
  return { message, stack: stack ?? "", operational };
}

export function fromPlain({ message, stack, operational }: PlainFailure): Error {
  const error = operational === null ? new Error(message) : new TroupeError(message, operational);
  error.stack = stack;
  return error;
}
