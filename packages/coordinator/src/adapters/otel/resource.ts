/**
 * Says what traces and metrics are about, not which coordinator sent them: a span that a successor sends again is the
 * same span, and backends that drop doubles compare the resource too. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
 */
import {
  defaultResource,
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from "@opentelemetry/resources";

export function troupeResource(version: string): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ "service.name": "troupe", "service.version": version }))
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }));
}
