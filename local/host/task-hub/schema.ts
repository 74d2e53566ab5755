/**
 * The tables of the task hub. `inbox` holds every message not yet consumed, durable timers included (due in the
 * future); `activities` holds every activity whose result is not yet committed. So a restart reads only what is open.
 */
export const SCHEMA = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA temp_store = MEMORY;
PRAGMA user_version = 1;
CREATE TABLE IF NOT EXISTS instances (
  instanceId TEXT PRIMARY KEY, executionId TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
  status TEXT NOT NULL, input TEXT, output TEXT, customStatus TEXT, createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL, parentInstanceId TEXT, parentExecutionId TEXT, parentTaskId INTEGER,
  historyLength INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS instancesByCreation ON instances (createdAt, instanceId);
CREATE TABLE IF NOT EXISTS history (
  instanceId TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (instanceId, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT, dueAt INTEGER NOT NULL,
  timerId INTEGER, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS inboxByInstance ON inbox (instanceId, dueAt);
CREATE INDEX IF NOT EXISTS inboxByTime ON inbox (dueAt);
CREATE TABLE IF NOT EXISTS activities (
  id INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT NOT NULL, taskId INTEGER NOT NULL,
  name TEXT NOT NULL, input TEXT
);
CREATE TABLE IF NOT EXISTS entities (
  entityId TEXT PRIMARY KEY, present INTEGER NOT NULL, state TEXT, lockedBy TEXT, queue TEXT NOT NULL,
  updatedAt INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedules (
  functionName TEXT PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL, lastUpdated INTEGER NOT NULL
) WITHOUT ROWID;
`;
