/** The spans that a function makes of its own, with @opentelemetry/api: they hang below its attempt. */
export interface StepSpans {
  /** Runs a function as a child of a W3C trace context; outside of any if there is none. */
  within<T>(traceparent: string | undefined, call: () => T): T;
  /** Sends what is left, for a second at most. Never throws. */
  shutdown(): Promise<void>;
}

export const noStepSpans: StepSpans = {
  within: (_, call) => call(),
  shutdown: () => Promise.resolve(),
};
