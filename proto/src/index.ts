/** @troupe/proto: the wire contract. Loads troupe.v1 once and exports its services, typed. */
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { loadSync, type Options } from "@grpc/proto-loader";
import type { ProtoGrpcType as AgentFile } from "./generated/agent.ts";
import type { ProtoGrpcType as ArtifactFile } from "./generated/artifact.ts";
import type { ProtoGrpcType as PipelineFile } from "./generated/pipeline.ts";
import type { ProtoGrpcType as RunFile } from "./generated/run.ts";
import type { ProtoGrpcType as SessionFile } from "./generated/session.ts";

export type * from "./generated/messages.ts";
export * from "./instant.ts";

/** The folder that holds `troupe/v1/*.proto`. */
export const protoRoot = fileURLToPath(new URL("..", import.meta.url));

export const protoFiles = ["pipeline", "run", "agent", "session", "artifact"].map((name) => `troupe/v1/${name}.proto`);

/** How messages look in JavaScript. The generated types were made with the same options (proto/generate.ts). */
export const loaderOptions = {
  longs: Number,
  enums: String,
  bytes: Buffer,
  defaults: true,
  oneofs: true,
  includeDirs: [protoRoot],
} satisfies Options;

export const packageDefinition = loadSync(protoFiles, loaderOptions);

type Files = AgentFile & ArtifactFile & PipelineFile & RunFile & SessionFile;
type V1 = Files["troupe"]["v1"];

/** Client constructors and service definitions: `new v1.RunService(address, credentials)`, `v1.RunService.service`. */
export const v1: V1 = (grpc.loadPackageDefinition(packageDefinition) as unknown as Files).troupe.v1;
