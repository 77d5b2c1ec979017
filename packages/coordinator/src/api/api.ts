/**
 * The API: every method of troupe.v1, translated between the wire's messages and the engine. It knows no transport; the
 * gRPC server and the JSON gateway both serve what is listed here, and each method's definition says what it streams.
 */
import type { Archive, Clock, Faces } from "@troupe/engine";
import { type ListAgentsResponse, type MethodDefinition, type ServiceDefinition, v1 } from "@troupe/proto";
import type { ClusterFace } from "../cluster/cluster-face.ts";
import type { AskLeader } from "../ports/ask-leader.ts";
import { agentMethods } from "./agent-methods.ts";
import { approvalMethods } from "./approval-methods.ts";
import { artifactMethods } from "./artifact-methods.ts";
import type { CallContext } from "./call-context.ts";
import { clusterMethods } from "./cluster-methods.ts";
import { datasetMethods } from "./dataset-methods.ts";
import { gridMethods } from "./grid-methods.ts";
import { lineageMethods } from "./lineage-methods.ts";
import { ListWatches } from "./list-watches.ts";
import { notifyMethods } from "./notify-methods.ts";
import { overviewMethods } from "./overview-methods.ts";
import { pipelineMethods } from "./pipeline-methods.ts";
import { poolMethods } from "./pool-methods.ts";
import { queueMethods } from "./queue-methods.ts";
import { rerunMethods } from "./rerun-methods.ts";
import { runMethods } from "./run-methods.ts";
import { RunNews } from "./run-news.ts";
import { runStreams } from "./run-streams.ts";
import { runsStreams } from "./runs-streams.ts";
import { scheduleMethods } from "./schedule-methods.ts";
import { sessionMethods } from "./session/session-methods.ts";
import { waitMethods } from "./wait-methods.ts";

export interface ApiService {
  /** "troupe.v1.RunService". */
  readonly name: string;
  readonly definition: ServiceDefinition;
  /** By name; called with one request, or an AsyncIterable of them where the definition says so. */
  readonly methods: Readonly<Record<string, ApiMethod>>;
}

export type ApiMethod = (request: unknown, context: CallContext) => Promise<unknown> | AsyncIterable<unknown>;

export interface ApiParts {
  /** Asked for at each call: those of a coordinator change with its role. */
  readonly faces: Faces;
  readonly archive: Archive;
  readonly cluster: ClusterFace;
  readonly askLeader: AskLeader;
  readonly clock: Clock;
}

export function createApi({ faces, archive, cluster, askLeader, clock }: ApiParts): readonly ApiService[] {
  const news = new RunNews(faces, cluster, clock);
  const watches = <Answer extends object>() => new ListWatches<Answer>({ clock, onNews: news.add });
  // Of beats there is news all the time.
  const agents = new ListWatches<ListAgentsResponse>({ clock, onNews: (listener) => cluster.onStanding(listener) });
  return [
    serve(v1.PipelineService.service, {
      ...pipelineMethods(faces),
      ...overviewMethods({ faces, cluster, askLeader }),
    }),
    serve(v1.RunService.service, {
      ...runMethods(faces),
      ...rerunMethods(faces),
      ...queueMethods(faces, askLeader),
      ...runStreams(faces),
      ...runsStreams(faces),
      ...waitMethods(faces, askLeader, watches()),
      ...gridMethods(faces),
    }),
    serve(v1.ScheduleService.service, scheduleMethods(faces, watches())),
    serve(v1.ApprovalService.service, approvalMethods(faces, askLeader, watches())),
    serve(v1.DatasetService.service, datasetMethods(faces)),
    serve(v1.NotifyService.service, notifyMethods(faces)),
    serve(v1.AgentService.service, agentMethods(faces, askLeader, agents)),
    serve(v1.SessionService.service, sessionMethods(faces, archive)),
    serve(v1.ArtifactService.service, Object.assign(artifactMethods(archive), lineageMethods(faces))),
    serve(v1.PoolService.service, poolMethods(faces, askLeader)),
    serve(v1.ClusterService.service, clusterMethods(faces, cluster, askLeader, clock)),
  ];
}

/** What implements a definition: a method for each of its methods, with its messages. */
type Implementation<Definition> = {
  readonly [Name in keyof Definition as string extends Name ? never : Name]: Definition[Name] extends MethodDefinition<
    infer _Request,
    infer Response,
    infer Received,
    infer _Answer
  >
    ? Handler<Received, Response> | Handler<AsyncIterable<Received>, Response>
    : never;
};

type Handler<Request, Response> = (
  request: Request,
  context: CallContext,
) => Promise<Response> | AsyncIterable<Response>;

function serve<Definition extends object>(
  definition: Definition,
  implementation: Implementation<Definition>,
): ApiService {
  const methods = definition as unknown as ServiceDefinition;
  const [first] = Object.values(methods);
  return {
    name: first?.path.split("/")[1] ?? "",
    definition: methods,
    methods: implementation as unknown as Record<string, ApiMethod>,
  };
}
