import type { ArtifactLink } from "../../api/messages.ts";

/** "model.file" is called file. */
export function nameOf({ path, kind }: Pick<ArtifactLink, "path" | "kind">): string {
  return path.slice(path.lastIndexOf(".") + 1) || kind;
}

/** What is not told of what one expects. */
export const roleWords: Readonly<Record<string, string>> = {
  ARTIFACT_ROLE_REUSED: " · taken over",
  ARTIFACT_ROLE_GIVEN: " · by hand",
};
