import type { z } from "zod";

/** Named inputs or parameters. Constrained by zod's core type: it has two members to compare where `ZodType` has forty. */
export type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The shape that has no fields, and the inputs of a step that takes none. */
// biome-ignore lint/complexity/noBannedTypes: as a default and in a conditional type it means just that: no keys.
export type NoFields = {};
