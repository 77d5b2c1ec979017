/** Where no connections are configured. A coordinator that has some may lead tomorrow, so that nothing is given up at once. */
import { TroupeError } from "@troupe/core";
import type { Messenger } from "../ports/messenger.ts";

export const nobodyToTell: Messenger = {
  connections: () => [],
  send: async ({ target }) => {
    throw new TroupeError(
      `There is no connection "${target.connection}": this coordinator has none. Name a file with the setting connections.`,
      { code: "CONNECTION_NOT_FOUND", reaction: "retry" },
    );
  },
};
