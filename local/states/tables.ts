/** The engine's tables in the runner's SQLite file, and its statements, prepared once. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sfn_definition (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sfn_execution (
    id INTEGER PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
    status TEXT NOT NULL, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT,
    started INTEGER NOT NULL, stopped INTEGER, stop TEXT);
  CREATE UNIQUE INDEX IF NOT EXISTS sfn_execution_name ON sfn_execution (machine, name);
  CREATE INDEX IF NOT EXISTS sfn_execution_started ON sfn_execution (machine, started);
  CREATE INDEX IF NOT EXISTS sfn_execution_running ON sfn_execution (id) WHERE status = 'RUNNING';
  CREATE TABLE IF NOT EXISTS sfn_branch (
    execution INTEGER NOT NULL, branch INTEGER NOT NULL, active INTEGER NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (execution, branch)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sfn_branch_active ON sfn_branch (execution) WHERE active = 1;
  CREATE TABLE IF NOT EXISTS sfn_history (
    execution INTEGER NOT NULL, last INTEGER NOT NULL, events TEXT NOT NULL,
    PRIMARY KEY (execution, last)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sfn_timer (
    execution INTEGER NOT NULL, branch INTEGER NOT NULL, kind TEXT NOT NULL, due INTEGER NOT NULL,
    PRIMARY KEY (execution, branch, kind)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sfn_timer_due ON sfn_timer (due);
  CREATE TABLE IF NOT EXISTS sfn_watch (
    child INTEGER NOT NULL, parent INTEGER NOT NULL, branch INTEGER NOT NULL, task INTEGER NOT NULL,
    PRIMARY KEY (child, parent, branch)) WITHOUT ROWID;
`;

const COLUMNS = 'id, machine, name, definition, status, input, output, error, cause, started, stopped, stop';

const STATEMENTS = {
  putDefinition: 'INSERT OR IGNORE INTO sfn_definition (hash, text) VALUES (?, ?)',
  definition: 'SELECT text FROM sfn_definition WHERE hash = ?',
  insert:
    "INSERT INTO sfn_execution (machine, name, definition, status, input, started) VALUES (?, ?, ?, 'RUNNING', ?, ?)",
  execution: `SELECT ${COLUMNS} FROM sfn_execution WHERE id = ?`,
  byName: `SELECT ${COLUMNS} FROM sfn_execution WHERE machine = ? AND name = ?`,
  all: 'SELECT id, machine, name, status, started, stopped FROM sfn_execution ORDER BY started DESC, id DESC',
  ofMachine:
    'SELECT id, machine, name, status, started, stopped FROM sfn_execution WHERE machine = ? AND status LIKE ? ORDER BY started DESC, id DESC LIMIT ? OFFSET ?',
  close:
    'UPDATE sfn_execution SET status = ?, output = ?, error = ?, cause = ?, stopped = ?, stop = NULL WHERE id = ?',
  askStop: "UPDATE sfn_execution SET stop = ? WHERE id = ? AND status = 'RUNNING'",
  forget: 'DELETE FROM sfn_execution WHERE id = ?',
  expired: 'SELECT id FROM sfn_execution WHERE stopped < ?',
  unfinished: `SELECT id FROM sfn_execution AS e WHERE status = 'RUNNING' AND (stop IS NOT NULL
      OR EXISTS (SELECT 1 FROM sfn_branch WHERE execution = e.id AND active = 1)
      OR NOT EXISTS (SELECT 1 FROM sfn_history WHERE execution = e.id)) ORDER BY id`,
  branches: 'SELECT doc FROM sfn_branch WHERE execution = ? ORDER BY branch',
  branch: 'SELECT doc FROM sfn_branch WHERE execution = ? AND branch = ?',
  putBranch: 'INSERT OR REPLACE INTO sfn_branch (execution, branch, active, doc) VALUES (?, ?, ?, ?)',
  dropBranch: 'DELETE FROM sfn_branch WHERE execution = ? AND branch = ?',
  putHistory: 'INSERT INTO sfn_history (execution, last, events) VALUES (?, ?, ?)',
  history: 'SELECT events FROM sfn_history WHERE execution = ? ORDER BY last',
  lastEvent: 'SELECT MAX(last) AS last FROM sfn_history WHERE execution = ?',
  dropHistory: 'DELETE FROM sfn_history WHERE execution = ?',
  putTimer: 'INSERT OR REPLACE INTO sfn_timer (execution, branch, kind, due) VALUES (?, ?, ?, ?)',
  dropTimers: 'DELETE FROM sfn_timer WHERE execution = ? AND branch = ?',
  due: 'SELECT execution, branch, kind, due FROM sfn_timer WHERE due <= ? ORDER BY due, execution, branch',
  nextDue: 'SELECT MIN(due) AS due FROM sfn_timer WHERE due > ?',
  watch: 'INSERT OR REPLACE INTO sfn_watch (child, parent, branch, task) VALUES (?, ?, ?, ?)',
  watchers: 'SELECT DISTINCT parent FROM sfn_watch WHERE child = ?',
  watched: 'SELECT branch, task FROM sfn_watch WHERE child = ? AND parent = ?',
  unwatch: 'DELETE FROM sfn_watch WHERE child = ? AND parent = ?',
  unheard:
    "SELECT w.child, w.parent FROM sfn_watch AS w JOIN sfn_execution AS e ON e.id = w.child WHERE e.status <> 'RUNNING'",
};

export type Tables = Record<keyof typeof STATEMENTS, StatementSync> & {
  /** Runs writes as one transaction, or as part of the one already open on this connection. */
  transaction<T>(write: () => T): T;
};

/** Makes the tables where missing. */
export function openTables(store: DatabaseSync): Tables {
  store.exec(SCHEMA);
  const prepared = Object.fromEntries(
    Object.entries(STATEMENTS).map(([name, sql]) => [name, store.prepare(sql)]),
  ) as Record<keyof typeof STATEMENTS, StatementSync>;
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((sql) =>
    store.prepare(sql),
  );
  const transaction = <T>(write: () => T): T => {
    if (store.isTransaction) return write();
    begin?.run();
    try {
      const result = write();
      commit?.run();
      return result;
    } catch (error) {
      if (store.isTransaction) rollback?.run();
      throw error;
    }
  };
  return Object.assign(prepared, { transaction });
}
