/** @troupe/proto: the wire contract, typed. */
export type { MethodDefinition, ServiceDefinition } from "@grpc/proto-loader";
export * from "./error-details.ts";
export type * from "./generated/messages.ts";
export * from "./instant.ts";
export { loaderOptions, protoRoot } from "./loader-options.ts";
export * from "./offer-subject.ts";
export * from "./services.ts";
export * from "./token-lines.ts";
export * from "./trust.ts";
