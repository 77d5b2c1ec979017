import { SegmentedControl } from "@mantine/core";
import type { JsonSchema } from "@troupe/core";
import { useState } from "react";
import { useCall } from "../../api/use-call.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Panel } from "../../components/panel.tsx";
import { asCli, asGrpcurl, asTypescript, type Launch } from "./copy-as.ts";

const forms = [
  { value: "cli", label: "CLI" },
  { value: "typescript", label: "TypeScript" },
  { value: "grpc", label: "gRPC" },
];

/** The same launch for a shell, a program, and any client of gRPC. */
export function CopyAs({ launch, schema }: { readonly launch: Launch; readonly schema: JsonSchema }) {
  const [form, setForm] = useState("cli");
  const address = useAddress();
  const isEncrypted = location.protocol === "https:";
  return (
    <Panel
      title="Copy as"
      actions={<SegmentedControl size="xs" data={forms} value={form} onChange={setForm} aria-label="Copy as" />}
    >
      {form === "cli" && <CodeBlock command wrap text={asCli(launch, schema)} label="Copy the command" />}
      {form === "typescript" && <CodeBlock wrap text={asTypescript(launch)} label="Copy the program" />}
      {form === "grpc" && (
        <CodeBlock command wrap text={asGrpcurl(launch, { address, isEncrypted })} label="Copy the command" />
      )}
    </Panel>
  );
}

/** gRPC of the coordinator that leads, which takes writes. */
function useAddress(): string {
  const { data } = useCall("ClusterService/GetCluster", {}, { staleMs: 30_000 });
  const answering = data?.coordinators.find(({ name }) => name === data.answeredBy);
  return data?.leader?.address || answering?.address || "127.0.0.1:7420";
}
