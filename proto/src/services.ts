/** Loads troupe.v1 once. */
import * as grpc from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import type { ProtoGrpcType as AgentFile } from "./generated/agent.ts";
import type { ProtoGrpcType as ApprovalFile } from "./generated/approval.ts";
import type { ProtoGrpcType as ArtifactFile } from "./generated/artifact.ts";
import type { ProtoGrpcType as ClusterFile } from "./generated/cluster.ts";
import type { ProtoGrpcType as DatasetFile } from "./generated/dataset.ts";
import type { ProtoGrpcType as NotifyFile } from "./generated/notify.ts";
import type { ProtoGrpcType as PipelineFile } from "./generated/pipeline.ts";
import type { ProtoGrpcType as PoolFile } from "./generated/pool.ts";
import type { ProtoGrpcType as RunFile } from "./generated/run.ts";
import type { ProtoGrpcType as ScheduleFile } from "./generated/schedule.ts";
import type { ProtoGrpcType as SessionFile } from "./generated/session.ts";
import { loaderOptions } from "./loader-options.ts";
import { withImports } from "./reflected.ts";

export const protoFiles = [
  "pipeline",
  "run",
  "dataset",
  "agent",
  "session",
  "artifact",
  "cluster",
  "approval",
  "notify",
  "pool",
  "schedule",
].map((name) => `troupe/v1/${name}.proto`);

export const packageDefinition = loadSync(protoFiles, loaderOptions);

/** With the field names of the .proto files, as server reflection must tell them. */
export function reflectedDefinition(): PackageDefinition {
  return withImports(loadSync(protoFiles, { ...loaderOptions, keepCase: true }));
}

type Files = AgentFile &
  ApprovalFile &
  ArtifactFile &
  ClusterFile &
  DatasetFile &
  NotifyFile &
  PipelineFile &
  PoolFile &
  RunFile &
  ScheduleFile &
  SessionFile;
type V1 = Files["troupe"]["v1"];

/** Client constructors and service definitions: `new v1.RunService(address, credentials)`, `v1.RunService.service`. */
export const v1: V1 = (grpc.loadPackageDefinition(packageDefinition) as unknown as Files).troupe.v1;
