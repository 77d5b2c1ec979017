import { TroupeError } from "@troupe/core";

export function unauthenticated(): TroupeError {
  return new TroupeError(
    "this coordinator asks for a token: send `authorization: Bearer …`. " +
      "Clients on its machine find one in coordinator.json in its data directory; others need the one in its token file " +
      "(--token-file, TROUPE_TOKEN_FILE).",
    { code: "UNAUTHENTICATED", reaction: "reject" },
  );
}
