/** What each screen keeps in its address. Add to your screen's what one may want to share. */
import { present, type RawSearch, readCount, readFlag, readList, readOneOf, readText } from "./search.ts";

export const homeSearch = (raw: RawSearch) => present({ q: readText(raw.q) });

const pipelineTabs = ["graph", "versions", "schedule", "runs"] as const;
export const pipelineSearch = (raw: RawSearch) =>
  present({
    tab: readOneOf(pipelineTabs, raw.tab),
    /** Of the definition. */
    node: readText(raw.node),
    version: readText(raw.version),
    from: readText(raw.from),
    to: readText(raw.to),
  });

export const launchSearch = (raw: RawSearch) => present({ params: readText(raw.params), of: readText(raw.of) });

export const gridSearch = (raw: RawSearch) =>
  present({
    /** The page: what GetGrid gave for the one before. */
    before: readText(raw.before),
    /** Groups that are open. */
    open: readList(raw.open),
    run: readText(raw.run),
    node: readText(raw.node),
    q: readText(raw.q),
    by: readOneOf(["state", "time"], raw.by),
  });

export const newBackfillSearch = (raw: RawSearch) =>
  present({
    from: readText(raw.from),
    to: readText(raw.to),
    only: readOneOf(["missing", "failed", "all"], raw.only),
  });

export const runsSearch = (raw: RawSearch) =>
  present({ pipeline: readText(raw.pipeline), state: readList(raw.state), cause: readText(raw.cause) });

export const logsSearch = (raw: RawSearch) =>
  present({
    attempt: readCount(raw.attempt),
    /** Those that are shown; absent: all. */
    stream: readList(raw.stream),
    /** "1-stdout-2048": attempt, stream, offset. It stays what it is, whatever is shown. */
    line: readText(raw.line),
    q: readText(raw.q),
    regex: readFlag(raw.regex),
    case: readFlag(raw.case),
    level: readOneOf(["info", "warning", "error"], raw.level),
    hits: readFlag(raw.hits),
    wrap: readFlag(raw.wrap),
    times: readFlag(raw.times),
  });

export const runTabs = ["graph", "table", "timeline", "logs", "metrics", "artifacts", "events"] as const;
export const runSearch = (raw: RawSearch) =>
  present({
    // Of its log, and of its metrics, what their own screens keep too.
    ...logsSearch(raw),
    smooth: readCount(raw.smooth),
    log: readFlag(raw.log),
    x: readOneOf(["step", "time"], raw.x),
    table: readFlag(raw.table),
    tab: readOneOf(runTabs, raw.tab),
    task: readText(raw.task),
    /** Groups of the graph and the table that are open. */
    open: readList(raw.open),
    state: readList(raw.state),
    by: readOneOf(["task", "agent"], raw.by),
  });

export const metricsSearch = (raw: RawSearch) =>
  present({
    runs: readList(raw.runs),
    pipeline: readText(raw.pipeline),
    names: readList(raw.names),
    smooth: readCount(raw.smooth),
    log: readFlag(raw.log),
    x: readOneOf(["step", "time"], raw.x),
    q: readText(raw.q),
    table: readFlag(raw.table),
    /** Of each curve in the table of runs; absent: the last value. */
    value: readOneOf(["min", "max"], raw.value),
    /** "metric.loss", "param.lr", "created"; with "-" before it from high to low. */
    sort: readText(raw.sort),
  });

export const artifactSearch = (raw: RawSearch) => present({ tab: readText(raw.tab), name: readText(raw.name) });

export const agentsSearch = (raw: RawSearch) => present({ q: readText(raw.q), state: readList(raw.state) });

export const approvalsSearch = (raw: RawSearch) => present({ run: readText(raw.run), task: readText(raw.task) });
