/** Syntax of a hive's id ([H1]): as a pattern (ECMA-262), and in words that follow "must be". */
export const HIVE_ID = {
  pattern: '^[A-Za-z0-9._:@-]{1,128}$',
  expected: '1 to 128 of the characters A-Z a-z 0-9 . _ : @ -',
} as const;

/** Syntax of a hive's token ([A2]): as a pattern (ECMA-262), and in words that follow "must be". */
export const HIVE_TOKEN = {
  pattern: '^rbh_[A-Za-z0-9_-]{43}$',
  expected: 'a token of a hive: rbh_ and 43 characters',
} as const;

/**
 * The id of a worker in the fleet: `<hive_id>/<group>/<instance>` ([S3]). Slashes and percent signs in the group and
 * the instance are percent-encoded, so that two workers never have the same id.
 */
export const workerId = (hiveId: string, worker: { group: string; instance: string }): string =>
  `${hiveId}/${encodeSlash(worker.group)}/${encodeSlash(worker.instance)}`;

const encodeSlash = (name: string): string =>
  name.includes('/') || name.includes('%') ? name.replace(/[%/]/g, encodeURIComponent) : name;
