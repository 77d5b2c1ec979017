/**
 * What server reflection tells. The loader puts all files of a package into one and leaves out what that imports; a client
 * that builds types from it looks for a name only where the file says to, and would not find instants.
 */
import type { PackageDefinition } from "@grpc/proto-loader";

const timestampFile = "google/protobuf/timestamp.proto";
/** How the loader calls the file of that package, of which nothing but instants is used. */
const loadedName = "google_protobuf.proto";

/** Fields of google.protobuf.FileDescriptorProto. */
const field = { name: 1, dependency: 3 } as const;
const lengthDelimited = 2;

export function withImports(loaded: PackageDefinition): PackageDefinition {
  const entries = Object.entries(loaded).map(([name, definition]) =>
    "fileDescriptorProtos" in definition && Array.isArray(definition.fileDescriptorProtos)
      ? ([name, { ...definition, fileDescriptorProtos: definition.fileDescriptorProtos.map(withImport) }] as const)
      : ([name, definition] as const),
  );
  return Object.fromEntries(entries) as PackageDefinition;
}

/** In protobuf, what is appended is read as well: of a single field the last counts, a repeated one has one more. */
function withImport(file: Buffer): Buffer {
  const change =
    nameOf(file) === loadedName ? textField(field.name, timestampFile) : textField(field.dependency, timestampFile);
  return Buffer.concat([file, change]);
}

/** The first field, shorter than 128 bytes. */
function nameOf(file: Buffer): string {
  return file.subarray(2, 2 + (file[1] ?? 0)).toString();
}

function textField(number: number, text: string): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | lengthDelimited, text.length), Buffer.from(text)]);
}
