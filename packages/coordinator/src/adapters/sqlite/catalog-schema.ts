/** The tables of the catalog, and how each version of them became the next. */
import type { Schema } from "./database.ts";

// What a loss of power takes away is read from the feed again: the position is written along with the lines.
export const catalogSchema: Schema = {
  durability: "NORMAL",
  remedy: "Stop the coordinator and remove this file; the catalog is built anew when it starts.",
  steps: [
    `CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     CREATE TABLE feed (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
     INSERT INTO feed VALUES (1, 0);`,
    // Of a catalog that was made before: no feed is called that, so it reads its feed again.
    "ALTER TABLE feed ADD COLUMN identity TEXT NOT NULL DEFAULT ''",
    // A view is made anew, from feed and archive, as soon as it says that it has seen nothing.
    `DROP TABLE run;
     CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       params TEXT,
       request_id TEXT,
       tasks TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     UPDATE feed SET identity = '', position = 0;`,
    `DROP TABLE run;
     CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       params TEXT,
       request_id TEXT,
       cause TEXT NOT NULL,
       interval_start REAL,
       interval_end REAL,
       tasks TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     CREATE INDEX run_by_interval ON run (pipeline, interval_start) WHERE interval_start IS NOT NULL;
     UPDATE feed SET identity = '', position = 0;`,
    `DROP TABLE run;
     CREATE TABLE run (
       run_id TEXT NOT NULL PRIMARY KEY,
       pipeline TEXT NOT NULL,
       version TEXT NOT NULL,
       status TEXT NOT NULL,
       created_at REAL NOT NULL,
       ended_at REAL,
       failure TEXT,
       params TEXT,
       request_id TEXT,
       cause TEXT NOT NULL,
       interval_start REAL,
       interval_end REAL,
       parent TEXT,
       datasets TEXT,
       tasks TEXT,
       sequence INTEGER NOT NULL
     );
     CREATE INDEX run_by_status ON run (status, run_id);
     CREATE INDEX run_by_pipeline ON run (pipeline, run_id);
     CREATE INDEX run_by_pipeline_and_status ON run (pipeline, status, run_id);
     CREATE INDEX run_by_interval ON run (pipeline, interval_start) WHERE interval_start IS NOT NULL;
     CREATE INDEX run_by_parent ON run (parent, run_id) WHERE parent IS NOT NULL;
     CREATE INDEX run_with_datasets ON run (run_id) WHERE datasets IS NOT NULL;
     UPDATE feed SET identity = '', position = 0;`,
    `DELETE FROM run;
     CREATE TABLE artifact (
       run_id TEXT NOT NULL,
       task TEXT NOT NULL,
       role TEXT NOT NULL,
       path TEXT NOT NULL,
       digest TEXT NOT NULL,
       kind TEXT NOT NULL,
       size INTEGER NOT NULL,
       attempt INTEGER NOT NULL,
       at REAL NOT NULL,
       PRIMARY KEY (run_id, task, role, path)
     ) WITHOUT ROWID;
     CREATE INDEX artifact_by_digest ON artifact (digest, run_id);
     UPDATE feed SET identity = '', position = 0;`,
    `CREATE TABLE removed (run_id TEXT NOT NULL PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
     CREATE INDEX removed_by_time ON removed (at);
     CREATE TABLE last_removal (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT);
     INSERT INTO last_removal VALUES (1, NULL);`,
    `DELETE FROM run;
     DELETE FROM artifact;
     ALTER TABLE run ADD COLUMN failed TEXT;
     UPDATE feed SET identity = '', position = 0;`,
  ],
};
