/** DatasetService. */
import type { Faces } from "@troupe/engine";
import type {
  Dataset,
  DatasetRevision,
  GetDatasetRequest__Output,
  ListDatasetsRequest__Output,
  ListDatasetsResponse,
  ListRevisionsRequest__Output,
  ListRevisionsResponse,
  PublishDatasetRequest__Output,
} from "@troupe/proto";
import { toDataset, toDatasetRevision } from "./messages/dataset.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { RequestCheck } from "./request-check.ts";

const aDataset = "the name of a dataset";

export function datasetMethods(faces: Pick<Faces, "datasets">) {
  return {
    async ListDatasets(request: ListDatasetsRequest__Output): Promise<ListDatasetsResponse> {
      const list: ListIdentity = ["ListDatasets"];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      check.done();
      const views = await faces.datasets.list({ ...(after === undefined ? {} : { after }), limit: size + 1 });
      const page = toPage(list, views, size, (view) => view.name);
      return { datasets: page.items.map(toDataset), nextPageToken: page.nextPageToken };
    },

    async GetDataset(request: GetDatasetRequest__Output): Promise<Dataset> {
      const check = new RequestCheck();
      const name = check.id("name", request.name, aDataset);
      check.done();
      return toDataset(await faces.datasets.get(name));
    },

    async ListRevisions(request: ListRevisionsRequest__Output): Promise<ListRevisionsResponse> {
      const list: ListIdentity = ["ListRevisions", request.dataset];
      const check = new RequestCheck();
      const name = check.id("dataset", request.dataset, aDataset);
      const size = Math.min(check.pageSize(request.pageSize), mostRevisions);
      const before = readPageToken(check, list, request.pageToken);
      check.done();
      const found = await faces.datasets.revisions(name, {
        ...(before === undefined ? {} : { before: Number(before) }),
        limit: size + 1,
      });
      const page = toPage(list, found, size, ({ revision }) => String(revision));
      return { revisions: page.items.map(toDatasetRevision), nextPageToken: page.nextPageToken };
    },

    async PublishDataset(request: PublishDatasetRequest__Output): Promise<DatasetRevision> {
      const check = new RequestCheck();
      const dataset = check.id("dataset", request.dataset, aDataset);
      const value = check.json("value_json", request.valueJson);
      if (request.requestId.length > 128)
        check.refuse("request_id", `has ${request.requestId.length} characters`, "Give at most 128.");
      check.done();
      const { requestId } = request;
      return toDatasetRevision(
        await faces.datasets.publish({ dataset, value, ...(requestId === "" ? {} : { requestId }) }),
      );
    },
  };
}

/** Of a page: each may have a hundred thousand characters. */
const mostRevisions = 20;
