/** Where the shop is. `python3 world/make.py FOLDER` makes one. */
import { z } from "@troupe/sdk";

export const shop = {
  database: z.string().default("/tmp/troupe-shop/shop.db"),
  registry: z.string().default("/tmp/troupe-shop/models"),
};
