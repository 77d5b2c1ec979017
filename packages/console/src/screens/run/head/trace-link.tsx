import { useCall } from "../../../api/use-call.ts";
import { Icon } from "../../../components/icons/icon.tsx";
import { traceAddress } from "./trace-address.ts";

/** The run's one trace in the tracing system that the coordinator names, or a span in it; nothing where it names none. */
export function TraceLink({ traceId, span }: { readonly traceId: string; readonly span?: string }) {
  const { data } = useCall("ClusterService/GetCluster", {}, { staleMs: 60_000 });
  const address = traceAddress(data?.traceUrl ?? "", traceId, span);
  if (address === undefined) return null;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <Icon name="external" size={12} /> Trace
    </a>
  );
}
