/** How a client's channel behaves: who it says it is, how long a call may take, when a silent peer counts as gone. */
import * as grpc from "@grpc/grpc-js";

export interface ChannelSettings {
  readonly token: string | null;
  /** Of a call that answers once; streams have none. */
  readonly deadlineMs: number;
  /** Where another coordinator can be asked: after that a connection that does not come is given up, and with it its calls. */
  readonly reach?: { readonly isReady: () => boolean; readonly withinMs: number };
}

export function channelOptions(settings: ChannelSettings): grpc.ClientOptions {
  return {
    // Ours are better informed: they know which calls may be repeated.
    "grpc.enable_retries": 0,
    "grpc.enable_channelz": 0,
    // A frozen coordinator ends calls and watches within this time, and not at their deadline or never: about when its
    // successor leads.
    "grpc.keepalive_time_ms": 2_000,
    "grpc.keepalive_timeout_ms": 2_000,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2_000,
    // The snapshot of a large run, with its outputs.
    "grpc.max_receive_message_length": 64 * 1024 * 1024,
    interceptors: [
      withToken(settings.token),
      withDeadline(settings.deadlineMs),
      ...(settings.reach === undefined ? [] : [withinReach(settings.reach)]),
    ],
  };
}

/** A frozen coordinator takes connections and says nothing on them. A call that was never sent may go to another one. */
function withinReach({ isReady, withinMs }: NonNullable<ChannelSettings["reach"]>): grpc.Interceptor {
  return (options, nextCall) => {
    const call = new grpc.InterceptingCall(nextCall(options), {
      start(metadata, _listener, next) {
        const giveUp = (): void => {
          if (!isReady()) call.cancelWithStatus(grpc.status.UNAVAILABLE, `no connection within ${withinMs} ms`);
        };
        const timer = isReady() ? undefined : setTimeout(giveUp, withinMs);
        const onReceiveStatus = (status: grpc.StatusObject, pass: (status: grpc.StatusObject) => void): void => {
          clearTimeout(timer);
          pass(status);
        };
        next(metadata, new grpc.ListenerBuilder().withOnReceiveStatus(onReceiveStatus).build());
      },
    });
    return call;
  };
}

/** gRPC has no deadline of its own: a call to a frozen coordinator would hang for ever. */
function withDeadline(deadlineMs: number): grpc.Interceptor {
  return (options, nextCall) => {
    const answersOnce = !options.method_definition.responseStream && !options.method_definition.requestStream;
    const bounded =
      answersOnce && options.deadline === undefined ? { ...options, deadline: Date.now() + deadlineMs } : options;
    return new grpc.InterceptingCall(nextCall(bounded));
  };
}

function withToken(token: string | null): grpc.Interceptor {
  return (options, nextCall) =>
    new grpc.InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        if (token !== null) metadata.set("authorization", `Bearer ${token}`);
        next(metadata, listener);
      },
    });
}
