import { type JsonObject, type JsonSchema, validateJson } from "@troupe/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftsOf, emptyDraft, paramsOf, withoutDefaults } from "./draft.ts";
import { type Field, fieldsOf } from "./schema-field.ts";

const setting = {
  type: "object",
  properties: { hidden: { type: "integer", minimum: 1 }, rate: { type: "number", exclusiveMinimum: 0 } },
  required: ["hidden", "rate"],
};

const params: JsonSchema = {
  type: "object",
  properties: {
    images: { type: "integer", minimum: 100, maximum: 1297, default: 1000, description: "How many are labelled" },
    settings: { type: "array", items: setting, minItems: 1, default: [{ hidden: 32, rate: 0.003 }] },
    damage: { type: "string", enum: ["none", "nulls"], default: "none" },
    registry: { type: "string" },
    toBeat: { anyOf: [{ type: "number" }, { type: "null" }] },
    dry: { type: "boolean", default: false },
    labels: { type: "object", propertyNames: { type: "string" }, additionalProperties: { type: "string" } },
    seed: { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    mode: { anyOf: [{ const: "fast" }, { const: 3 }] },
  },
  required: ["registry"],
};

const fields = fieldsOf(params);
const named = (name: string): Field => {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
};

describe("fields of a schema", () => {
  it("has one for each param, in the order of the schema", () => {
    expect(fields.map(({ name, control }) => `${name} ${control.kind}`)).toEqual([
      "images number",
      "settings list",
      "damage choice",
      "registry text",
      "toBeat number",
      "dry switch",
      "labels json",
      "seed number",
      "mode choice",
    ]);
  });

  it("says in words what belongs there, without the bounds that every integer has", () => {
    expect(named("images").expects).toBe("a whole number, 100 to 1297");
    expect(named("seed").expects).toBe("a whole number");
    expect(named("toBeat").expects).toBe("a number, or null");
    expect(named("images").description).toBe("How many are labelled");
  });

  it("shows a list of small flat objects as a table", () => {
    expect(named("settings").control).toMatchObject({ kind: "list", isTable: true });
  });

  it("knows what must be given", () => {
    expect(fields.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(["registry"]);
  });

  it("takes JSON where a schema says nothing that has a control, and for what is nested too deep", () => {
    let nested: JsonSchema = { type: "integer" };
    for (let depth = 0; depth < 20; depth++) nested = { type: "object", properties: { inner: nested } };
    expect(fieldsOf({ properties: { any: {}, no: false, either: { anyOf: [setting, { type: "string" }] } } })).toEqual(
      [],
    );
    const [any, no, either, deep] = fieldsOf({
      type: "object",
      properties: { any: {}, no: false, either: { anyOf: [setting, { type: "string" }] }, nested },
    });
    for (const field of [any, no, either]) expect(field?.control.kind).toBe("json");
    expect(JSON.stringify(deep)).toContain('"kind":"json"');
  });
});

describe("what a form means", () => {
  it("is the defaults while nobody has touched it, and by hand one writes none of them", () => {
    const values = paramsOf(fields, draftsOf(fields, {}));
    expect(values).toEqual({
      images: 1000,
      settings: [{ hidden: 32, rate: 0.003 }],
      damage: "none",
      dry: false,
    });
    expect(withoutDefaults(fields, values)).toEqual({});
  });

  it("passes on what was typed where it is not what the field takes, and lets the coordinator explain", () => {
    const drafts = {
      ...draftsOf(fields, {}),
      images: "many",
      settings: [{ hidden: "", rate: "0.1" }],
      labels: "{a",
      registry: "12",
    };
    const values = paramsOf(fields, drafts);
    expect(values).toMatchObject({ images: "many", settings: [{ rate: 0.1 }], labels: "{a", registry: "12" });
    expect(validateJson(params, values, "params").map(({ field }) => field)).toEqual(
      expect.arrayContaining(["params.images", "params.settings[0].hidden", "params.labels"]),
    );
  });

  it("reads numbers as people write them, and nothing else as a number", () => {
    const typed = (text: string) => paramsOf([named("toBeat")], { toBeat: text }).toBeat;
    expect([" 5 ", "1e3", "-0.5", ".5", "+2"].map(typed)).toEqual([5, 1000, -0.5, 0.5, 2]);
    expect(["0x10", "Infinity", "1e999", "5 images", "NaN"].map(typed)).toEqual([
      "0x10",
      "Infinity",
      "1e999",
      "5 images",
      "NaN",
    ]);
  });

  it("keeps the places of a list where an item says nothing", () => {
    const [list] = fieldsOf({ type: "object", properties: { trees: { type: "array", items: { type: "integer" } } } });
    if (list === undefined) throw new Error("no field");
    expect(paramsOf([list], { trees: ["10", "", "x"] })).toEqual({ trees: [10, "", "x"] });
  });

  it("tells null from what is left out, and an empty text from both", () => {
    expect(paramsOf(fields, { toBeat: null, registry: "" })).toEqual({ toBeat: null, registry: "" });
    expect(paramsOf(fields, { toBeat: undefined, registry: undefined })).toEqual({});
  });

  it("begins an added item with the defaults of its fields", () => {
    const control = named("settings").control;
    if (control.kind !== "list") throw new Error("not a list");
    expect(emptyDraft(control.item)).toEqual({ hidden: undefined, rate: undefined });
  });

  it("gives back any params that fit the schema", () => {
    const arbitrary = fc.record(
      {
        images: fc.integer({ min: 100, max: 1297 }),
        settings: fc.array(
          fc.record({ hidden: fc.integer({ min: 1 }), rate: fc.double({ min: 0.001, max: 1, noNaN: true }) }),
          {
            minLength: 1,
          },
        ),
        damage: fc.constantFrom("none", "nulls"),
        registry: fc.string(),
        toBeat: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Object.is(each, -0))),
        dry: fc.boolean(),
        labels: fc.dictionary(
          fc.string().filter((name) => name !== "__proto__"),
          fc.string(),
        ),
        seed: fc.maxSafeInteger(),
        mode: fc.constantFrom("fast", 3),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(arbitrary, (given) => {
        expect(paramsOf(fields, draftsOf(fields, given as JsonObject))).toEqual(given);
      }),
    );
  });
});
