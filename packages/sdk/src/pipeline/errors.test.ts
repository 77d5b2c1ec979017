/** What a body must not do, and that the message says on what, and what to do. */
import { TroupeError } from "@troupe/core";
import { describe, expect, it } from "vitest";
import {
  artifact,
  at,
  check,
  command,
  gate,
  gt,
  latest,
  map,
  pipeline,
  previous,
  python,
  type Ref,
  task,
  text,
  when,
  z,
} from "../index.ts";

const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const train = python("train", { run: "train.py", input: { trees: z.int() }, output: Model });
const use = python("use", { run: "use.py", input: { model: Model } });
const say = python("say", { run: "say.py", input: { text: z.string() } });

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(TroupeError);
    expect(error).toMatchObject({ code: "INVALID_SPEC", reaction: "reject" });
    return String((error as Error).message);
  }
  throw new Error("it was not refused");
}

const reading = (body: () => void) => refusal(() => pipeline("p", body));

describe("names", () => {
  it("stand once", () => {
    expect(reading(() => [train({ trees: 1 }), train({ trees: 2 })])).toBe(
      'nodes["train"] is there twice: two calls have this id: give one of them its own, as in step(inputs, { id: "train-2" })',
    );
    expect(
      reading(() => [train({ trees: 1 }), map([1], () => train({ trees: 2 }, { id: "a" }), { id: "train" })]),
    ).toContain('nodes["train"] is there twice');
  });

  it("belong to one declaration, and a clash names both", () => {
    const other = python("train", { run: "other.py:train", input: { trees: z.int() }, output: Model });
    const message = reading(() => [train({ trees: 1 }), other({ trees: 2 }, { id: "other" })]);
    expect(message).toContain('steps["train"] is declared twice: as train.py at ');
    expect(message).toMatch(
      /errors\.test\.ts:\d+:\d+, and differently as other\.py:train at .*errors\.test\.ts:\d+:\d+: give one of them another name/,
    );
  });

  it("may be declared again in the same way, as a factory does", () => {
    const declare = () => python("again", { run: "again.py", input: { trees: z.int() } });
    expect(() =>
      pipeline("p", () => {
        declare()({ trees: 1 });
        declare()({ trees: 2 }, { id: "b" });
      }),
    ).not.toThrow();
    const closure = (by: number) => task("closure", { input: { n: z.int() }, output: z.int() }, ({ n }) => n * by);
    expect(reading(() => [closure(1)({ n: 1 }), closure(2)({ n: 2 }, { id: "b" })])).toContain(
      'steps["closure"] is declared twice: as a function',
    );
  });

  it("can stand in a URL, or a better one is proposed", () => {
    expect(refusal(() => python("trainModel", { run: "a.py" }))).toContain(
      'the step "trainModel" is not a name that can stand in a URL and a file name: use lower-case words joined by "-", such as "train-model"',
    );
    expect(refusal(() => pipeline("Churn!", () => {}))).toContain('such as "churn"');
    expect(refusal(() => pipeline("p".repeat(64), () => {}))).toContain("has 64 characters: use at most 63");
    expect(reading(() => train({ trees: 1 }, { id: "train[0]" }))).toContain('the id "train[0]"');
    expect(
      reading(() => gate("g", train({ trees: 1 }), { otherwise: () => {}, "1st": [gt(1, 0), () => {}] })),
    ).toContain('the arm of g "1st"');
  });
});

describe("references", () => {
  it("are read where they exist", () => {
    let leaked: Ref<number> | undefined;
    const message = reading(() => {
      map(
        [1, 2],
        (trees) => {
          leaked = trees;
        },
        { id: "each" },
      );
      train({ trees: leaked as Ref<number> });
    });
    expect(message).toBe(
      "train(…).trees reads item, which exists only inside each[]: take it from what that map, branch, gate or when returns",
    );
    expect(
      reading(() => {
        let inner: ReturnType<typeof train> | undefined;
        gate("quality", train({ trees: 1 }), {
          good: [
            gt(1, 0),
            (model) => {
              inner = model as never;
            },
          ],
          otherwise: () => {},
        });
        use({ model: inner as never });
      }),
    ).toContain("use(…).model reads train, which exists only inside quality/good");
    expect(
      reading(() => {
        let inner: unknown;
        when("w", gt(1, 0), () => {
          inner = train({ trees: 1 });
        });
        train({ trees: 2 }, { id: "later", after: [inner as never] });
      }),
    ).toContain("later, option after reads train, which exists only inside w/then");
  });

  it("are read in the body that they belong to", () => {
    let leaked: unknown;
    pipeline("first", () => {
      leaked = train({ trees: 1 });
    });
    expect(refusal(() => pipeline("second", () => use({ model: leaked as never })))).toContain(
      "use(…).model reads train, which exists only in the body of another pipeline",
    );
  });

  it("are no values yet", () => {
    const misuse = (act: (model: ReturnType<typeof train>) => unknown) => {
      let message = "";
      pipeline("p", () => {
        try {
          act(train({ trees: 1 }));
        } catch (error) {
          message = String(error);
        }
      });
      return message;
    };
    expect(misuse((model) => ({ ...model }))).toBe(
      "TypeError: train cannot be spread or written out: name the fields that you need",
    );
    expect(misuse((model) => JSON.stringify(model))).toContain("train cannot be spread or written out");
    expect(misuse((model) => `${model.accuracy as never}`)).toBe(
      "TypeError: train.accuracy has a value only when the run has it: use text`…`, or a condition such as gte(…)",
    );
    expect(misuse((model) => (model.accuracy as never) > 1)).toContain(
      "train.accuracy has a value only when the run has it",
    );
    expect(misuse((model) => [...(model.file as never)])).toContain(
      "train.file is a list only when the run has it: use map(list, each)",
    );
    expect(misuse((model) => "file" in model)).toContain(
      "train has its fields only when the run has it: for what may be absent use when(id, ref, …)",
    );
    expect(misuse((model) => Object.assign(model, { a: 1 }))).toContain(
      "train belongs to the run: its a cannot be set",
    );
    expect(misuse((model) => delete (model as { file?: unknown }).file)).toContain("its file cannot be deleted");
  });

  it("have no fields but those of the output", () => {
    expect(reading(() => use({ model: (train({ trees: 1 }) as never as { modell: Ref<never> }).modell }))).toContain(
      'train has no field "modell": its fields are accuracy, file',
    );
  });
});

describe("calls", () => {
  it("are made in a body", () => {
    expect(refusal(() => train({ trees: 1 }))).toBe(
      "train(…) was called outside a pipeline's body: call it in the body of pipeline(…); to run a task on its own, call its .run(inputs)",
    );
    expect(refusal(() => map([1], () => {}))).toContain("map(…) was called outside");
    expect(refusal(() => text`x`)).toContain("text`…` was called outside");
    expect(refusal(() => previous(Model))).toContain("previous(…) was called outside");
    expect(refusal(() => when("w", gt(1, 0), () => {}))).toContain('when("w", …) was called outside');
  });

  it("give what is asked for, and no more", () => {
    expect(reading(() => train({} as never))).toBe("train(…) lacks trees: call it with trees");
    expect(reading(() => train({ trees: 1, depth: 2 } as never))).toBe("train(…).depth is no input: known are trees");
    expect(reading(() => train({ trees: 1 }, { retry: 2 } as never))).toContain(
      "is no option of a call: known are id, after, when, mayFail, resources, retries, timeout, grace, within, watchdog, cache",
    );
    expect(reading(() => train({ trees: 1.5 }))).toContain('nodes["train"].input.trees is 1.5');
    expect(reading(() => train({ trees: "many" as never }))).toContain('nodes["train"].input.trees is "many"');
  });

  it("give JSON", () => {
    for (const [value, what] of [
      [new Date(), "Date"],
      [Number.NaN, "NaN"],
      [() => 1, "function"],
      [1n, "bigint"],
      [new Map(), "Map"],
    ] as const) {
      expect(reading(() => say({ text: value as never }))).toBe(
        `say(…).text is ${what}, which is neither JSON nor a reference: give it plain data, or what a step yields`,
      );
    }
  });

  it("do not wait", () => {
    expect(refusal(() => pipeline("slow", (async () => {}) as never))).toBe(
      "the body of slow is asynchronous: write it without async and await: it is read once, without I/O; what takes time is a step",
    );
    expect(reading(() => when("w", gt(1, 0), (async () => {}) as never))).toContain("w/then is asynchronous");
    expect(reading(() => map([1], (async () => {}) as never, { id: "each" }))).toContain(
      "what map(…) does is asynchronous",
    );
  });

  it("wait only for steps", () => {
    expect(
      refusal(() =>
        pipeline("p", { params: { n: z.int() } }, ({ params }) => void train({ trees: 1 }, { after: [params.n] })),
      ),
    ).toContain("names params.n, which no step yields");
  });
});

describe("arms and conditions", () => {
  it("are data", () => {
    const arms = (arms: object) => reading(() => gate("g", train({ trees: 1 }), arms as never));
    expect(arms({ good: [() => true, () => {}], otherwise: () => {} })).toContain(
      "g.good is function, and a condition is data: write it with gte(…)",
    );
    expect(arms({ good: "train", otherwise: () => {} })).toContain(
      "g.good is not an arm: write good: [condition, () => step(…)]",
    );
    expect(arms({ otherwise: "train" })).toContain("g.otherwise is not an arm: write otherwise: () => step(…)");
    expect(arms({})).toContain("g has no arms");
  });
});

describe("other runs", () => {
  it("are asked for what they hand out", () => {
    expect(
      refusal(() =>
        pipeline("p", () => {
          previous(z.object({ model: Model }));
          return { modell: train({ trees: 1 }) };
        }),
      ),
    ).toBe(
      'previous(…) asks for what this pipeline does not return: "model" is missing: return it from the body, or ask for what is returned',
    );
    expect(
      refusal(() =>
        pipeline("p", () => {
          previous(z.object({ model: Model }));
          return { model: when("w", gt(1, 0), () => train({ trees: 1 })) };
        }),
      ),
    ).toContain('"model" may be absent, and is asked for');
    expect(reading(() => [previous(z.object({ a: z.int() })), previous(z.object({ b: z.int() }))])).toContain(
      "previous(…) is called with two schemas",
    );
    const other = pipeline("other", () => ({ model: train({ trees: 1 }) }));
    expect(reading(() => use({ model: (latest(other) as never as { modell: Ref<never> }).modell }))).toContain(
      'latest(other) has no field "modell"',
    );
  });
});

describe("declarations", () => {
  it("say how much, for how long, and how often", () => {
    const limits = (own: object) => refusal(() => python("p", { run: "a.py", ...own }));
    expect(limits({ timeout: "1 hour" })).toBe('p.timeout is "1 hour": give it a duration, as "10s" or "1h"');
    expect(limits({ timeout: "0s" })).toContain("p.timeout is not more than nothing");
    expect(limits({ resources: { memory: "2GB" } })).toBe(
      'p.resources.memory is "2GB": give it a size, as "512MiB" or "2GiB"',
    );
    expect(limits({ resources: { cpus: 0 } })).toContain("p.resources.cpus is not more than nothing");
    expect(limits({ resources: { gpus: 0.5 } })).toBe("p.resources.gpus is 0.5: give it a whole number, 0 or more");
    expect(limits({ retries: { max: -1 } })).toContain("p.retries.max is -1");
    expect(limits({ retries: { max: 1, on: { oom: 1.5 } } })).toContain("p.retries.on.oom is 1.5");
    expect(limits({ retries: { max: 1, factor: 0.5 } })).toContain("p.retries.factor is 0.5");
    expect(limits({ retries: { max: 1, backoff: "1h", maxBackoff: "1m" } })).toContain(
      'p.retries.maxBackoff is "1m", less than the first backoff',
    );
    expect(reading(() => map([1], () => {}, { concurrency: 0 }))).toContain("map(…).concurrency is 0");
  });

  it("name files of the pipeline's folder", () => {
    expect(refusal(() => python("p", { run: "/etc/a.py" }))).toContain(
      'p.run is "/etc/a.py": name a file inside the pipeline\'s folder',
    );
    expect(refusal(() => python("p", { run: "../a.py" }))).toContain("relative to it");
    expect(refusal(() => python("p", { run: "train.sh" as never }))).toContain('write "steps/train.py"');
    expect(refusal(() => check("p", { of: Model } as never))).toContain('p.run is ""');
    expect(refusal(() => python("p", { run: "a.py", interpreter: "/usr/bin/python3", requirements: ["x"] }))).toContain(
      "keep one",
    );
  });

  it("take named inputs, and yield one thing", () => {
    expect(refusal(() => python("p", { run: "a.py", input: Model as never }))).toContain(
      "p.input is one schema, and inputs are named: give the fields themselves",
    );
    expect(refusal(() => python("p", { run: "a.py", output: Model.optional() as never }))).toContain(
      "p.output may be undefined, which no store keeps: use .nullable()",
    );
  });

  it("give a Python function arguments that it can have", () => {
    const input = { "max-depth": z.int() };
    expect(refusal(() => python("p", { run: "a.py:f", input }))).toBe(
      'p.input["max-depth"] cannot be the name of a Python function\'s argument: use letters, digits and _',
    );
    expect(() => python("p", { run: "a.py", input })).not.toThrow();
  });

  it("use their own inputs in a command", () => {
    expect(refusal(() => command("c", { run: (() => []) as never }))).toContain(
      "c.run is empty: begin with the program",
    );
    expect(refusal(() => command("c", { input: { a: z.int() }, run: (inputs) => ["a", inputs as never] }))).toContain(
      "c.run[1] is inputs",
    );
    expect(
      reading(() => {
        const model = train({ trees: 1 });
        command("c", { run: () => ["a", model.accuracy] });
      }),
    ).toContain("c.run[1] is train.accuracy");
    let leaked: unknown;
    command("c", {
      input: { a: z.string() },
      run: ({ a }) => {
        leaked = a;
        return ["a"];
      },
    });
    expect(reading(() => say({ text: leaked as never }))).toContain(
      "exists only in the arguments of a command: use it in what run(inputs) returns",
    );
    expect(reading(() => at(leaked as never, 0))).toContain("at(…) reads inputs.a");
  });
});
