/**
 * The archive in a directory that several coordinators have mounted. All that the directory archive does holds there too:
 * what it writes it syncs, file and directory, before it renames it into place, and nothing is decided by a lock or by
 * the age of a file but what has been left behind for a day. What must be proven is that it is one directory.
 */
import { stat } from "node:fs/promises";
import { TroupeError } from "@troupe/core";
import { proveShared, type SharedBy } from "@troupe/engine";
import { ifThere } from "../files/file-errors.ts";
import { DirectoryArchive } from "./directory.ts";

/** Throws TroupeError(fatal) if it is not there, or not the one of the cluster's other coordinators. */
export async function openSharedDirectory(root: string, sharedBy: SharedBy): Promise<DirectoryArchive> {
  // Never made here: where a mount is missing, the directory would be made below it, and be nobody else's.
  const found = await ifThere(root, () => stat(root));
  if (found?.isDirectory() !== true) throw notThere(root);
  const archive = await DirectoryArchive.open(root);
  await proveShared(archive, sharedBy);
  return archive;
}

function notThere(root: string): TroupeError {
  return new TroupeError(`The archive's directory ${root} is not there. Mount it, or make it once on the share.`, {
    code: "ARCHIVE_NOT_SHARED",
    reaction: "fatal",
    details: { path: root },
  });
}
