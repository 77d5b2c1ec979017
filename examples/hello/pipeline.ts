import { map, pipeline, task, z } from "@troupe/sdk";

const Fit = z.object({ rate: z.number(), loss: z.number() });
const Rates = z.array(z.number()).min(1).default([0.001, 0.01, 0.1]);

const descend = task("descend", { input: { rate: z.number() }, output: Fit }, ({ rate }, { metric }) => {
  let x = 10;
  for (let step = 0; step < 50; step++) {
    x -= rate * 2 * (x - 3);
    metric("loss", (x - 3) ** 2, { step });
  }
  return { rate, loss: (x - 3) ** 2 };
});
const best = task("best", { input: { fits: z.array(Fit) }, output: Fit }, ({ fits }) =>
  fits.reduce((a, b) => (b.loss < a.loss ? b : a)),
);

export default pipeline("hello", { params: { rates: Rates } }, ({ params }) => ({
  best: best({ fits: map(params.rates, (rate) => descend({ rate })) }),
}));
