/**
 * Look at a model, pack it, release it, and ask what was released. In the article: "Deploying and
 * Monitoring ML Models", "Automating Model Deployment".
 *
 * The article builds a container image and runs it on a cluster. Here the image is a file by digest and the release a
 * folder: container steps and model servers that stay are not in Troupe yet, and the README says so.
 */
import { atEnd, gate, gte, latest, pipeline, task, text, when, z } from "@troupe/sdk";
import { lifecycle } from "./lifecycle.ts";
import { shop } from "./params.ts";
import { alert, build, evaluate, holdout, judge, release, verify } from "./steps.ts";

export const noteEnd = task("note-end", { input: { status: z.string() } }, ({ status }, { log }) =>
  log.info(`the deployment has ${status}`),
);

export const deployment = pipeline(
  "model-deployment",
  {
    description: "The lifecycle's latest model, as a service that was asked before anybody relies on it",
    params: { ...shop, folder: z.string().default("/tmp/troupe-shop/services") },
    overlap: "queue",
    timeout: "30m",
  },
  ({ params: { database, folder } }) => {
    atEnd(({ status }) => noteEnd({ status }));
    const { model } = latest(lifecycle);
    return {
      service: when("has-model", model, (model) => {
        const on = holdout({ database });
        const judged = judge({ model, score: evaluate({ model: model.file, on }) });
        const fit = gate("fit", judged, {
          yes: [
            gte(judged.accuracy, 0.85),
            ({ model }) => {
              const { image } = build({ model });
              // A new release takes the name "next". Only what has answered as it should gets to be "current".
              const next = release({ image, name: "next", folder }, { id: "release-next" });
              const verified = verify({ release: next, on });
              return { verified, current: release({ image, name: "current", folder }, { after: [verified] }) };
            },
          ],
          otherwise: ({ accuracy }) => alert({ reason: text`a model that is right in ${accuracy} is not released` }),
        });
        return fit.yes;
      }),
    };
  },
);
