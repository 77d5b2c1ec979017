/** The methods that a browser can call, by name: "RunService/GetRun". */
import type {
  AgentServiceDefinition,
  ApprovalServiceDefinition,
  ArtifactServiceDefinition,
  ClusterServiceDefinition,
  DatasetServiceDefinition,
  NotifyServiceDefinition,
  PipelineServiceDefinition,
  PoolServiceDefinition,
  RunServiceDefinition,
  ScheduleServiceDefinition,
} from "@troupe/proto";
import type { JsonIn, JsonOf } from "./json-form.ts";

interface Services {
  AgentService: AgentServiceDefinition;
  ApprovalService: ApprovalServiceDefinition;
  ArtifactService: ArtifactServiceDefinition;
  ClusterService: ClusterServiceDefinition;
  DatasetService: DatasetServiceDefinition;
  NotifyService: NotifyServiceDefinition;
  PipelineService: PipelineServiceDefinition;
  PoolService: PoolServiceDefinition;
  RunService: RunServiceDefinition;
  ScheduleService: ScheduleServiceDefinition;
}

type NamesOf<S extends keyof Services> = `${S}/${keyof Services[S] & string}`;

export type Method = { [S in keyof Services]: NamesOf<S> }[keyof Services];

type DefinitionOf<M extends Method> = M extends `${infer S}/${infer N}`
  ? S extends keyof Services
    ? N extends keyof Services[S]
      ? Services[S][N]
      : never
    : never
  : never;

/** The fields of a request, by what the serializer of the method takes. */
export type RequestOf<M extends Method> =
  DefinitionOf<M> extends { requestSerialize: (value: infer Sent) => unknown } ? JsonIn<Sent> : never;

export type ResponseOf<M extends Method> =
  DefinitionOf<M> extends { responseDeserialize: (bytes: never) => infer Received } ? JsonOf<Received> : never;
