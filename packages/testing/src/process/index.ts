/** Test with real processes: start them, wait for what they say, kill them at any moment, and leave nothing behind. */
export { absentPrograms } from "./absent-programs.ts";
export { type Certificates, type KeyPair, makeCertificates } from "./certificates.ts";
export { Child, type ChildOptions, type Ended, type SaidOptions } from "./child.ts";
export { EtcdCluster, type EtcdClusterOptions, type EtcdMember } from "./etcd-cluster.ts";
export { type EventuallyOptions, eventually } from "./eventually.ts";
export { freePort } from "./free-port.ts";
export { absentJaeger, JaegerServer } from "./jaeger-server.ts";
export type { Latch } from "./latch.ts";
export { NatsNoise, type Noise } from "./nats-noise.ts";
export { NatsServer, type NatsServerOptions } from "./nats-server.ts";
export { PostgresServer } from "./postgres-server.ts";
export { absentPythonGrpc, pythonWithGrpc } from "./python-grpc.ts";
export { absentS3Server, S3Server } from "./s3-server.ts";
export type { Said, StreamName, Wanted } from "./spoken-lines.ts";
export { type Direction, TcpProxy } from "./tcp-proxy.ts";
export { ClusterAgent, ClusterCoordinator, TroupeCluster, type TroupeClusterOptions } from "./troupe-cluster.ts";
export { TroupeServer, type TroupeServerOptions } from "./troupe-server.ts";
export { type Finished, Workbench } from "./workbench.ts";
