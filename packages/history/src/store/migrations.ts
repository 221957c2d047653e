import type { FileKind } from './file-names.ts';

const BLOCKS = `
  CREATE TABLE hive (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE directory (id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, body BLOB NOT NULL);
  CREATE TABLE block (
    id INTEGER PRIMARY KEY, hive INTEGER NOT NULL, start INTEGER NOT NULL, directory INTEGER NOT NULL, body BLOB NOT NULL
  );
  CREATE UNIQUE INDEX block_of_hive ON block (hive, start);
  CREATE INDEX block_of_directory ON block (directory);
  CREATE TABLE gpu (uuid TEXT NOT NULL, hive INTEGER NOT NULL, PRIMARY KEY (uuid, hive)) WITHOUT ROWID;
`;

/** Points that were joined; `start` is that of the first of them. */
const JOINED = `
  CREATE TABLE joined (
    id INTEGER PRIMARY KEY, hive INTEGER NOT NULL, start INTEGER NOT NULL, directory INTEGER NOT NULL, body BLOB NOT NULL
  );
  CREATE UNIQUE INDEX joined_of_hive ON joined (hive, start);
  CREATE INDEX joined_of_directory ON joined (directory);
`;

/** What is to be made of the minutes of this file, for the first time or anew: quarters of an hour, and spans of the fleet. */
const TO_BE_MADE = `
  CREATE TABLE quarter_to_make (hive INTEGER NOT NULL, start INTEGER NOT NULL, PRIMARY KEY (hive, start)) WITHOUT ROWID;
  CREATE TABLE fleet_to_make (start INTEGER PRIMARY KEY);
`;

const FLEET = `
  CREATE TABLE fleet_name (number INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE fleet (id INTEGER PRIMARY KEY, start INTEGER NOT NULL, part TEXT NOT NULL, body BLOB NOT NULL);
  CREATE UNIQUE INDEX fleet_part ON fleet (part, start);
`;

const EVENTS = `
  CREATE TABLE event (number INTEGER PRIMARY KEY, hive TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX event_of_hive ON event (hive, number);
`;

/**
 * For each kind of file the steps from one version to the next; `PRAGMA user_version` is the number of those that were done. A step
 * that was in a release is never changed.
 */
export const MIGRATIONS: Readonly<Record<FileKind, readonly string[]>> = {
  seconds: [BLOCKS],
  minutes: [BLOCKS + TO_BE_MADE + FLEET, JOINED],
  quarters: [BLOCKS, JOINED],
  events: [EVENTS],
};
