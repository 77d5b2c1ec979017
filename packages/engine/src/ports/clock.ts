/** Time as the engine sees it. Tests and the simulated cluster bring a virtual one. */
export interface Clock {
  /** Milliseconds since the epoch: for records and people. Never goes back, and follows a clock that is set slowly. */
  now(): number;
  /** Milliseconds of a clock that never jumps: for leases, deadlines and timers. */
  monotonic(): number;
  /** Calls back once, no earlier than `ms` from now. The timer never keeps the process alive. */
  after(ms: number, call: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}
