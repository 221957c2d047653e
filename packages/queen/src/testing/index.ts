/** Shared code of this package's tests: a queen with a manual clock, and clients of it. */
export { aHub, encoded, inShort, wish } from './a-hub.ts';
export { aLog } from './a-log.ts';
export { type Certificate, certificate } from './certificate.ts';
export { cellOf, FakeHistory, type KeptSample } from './fake-history.ts';
export { FakeSink } from './fake-sink.ts';
export { aGuardedQueen, bearer, type GuardedQueen, TestAccess } from './guarded-queen.ts';
export { heapGrowth, memoryInUse } from './heap-growth.ts';
export { HiveLink } from './hive-link.ts';
export { Http2Client, textUntil } from './http2-client.ts';
export { manualClock } from './manual-clock.ts';
export { aQueenWithAccounts, type Browser, codeOf, PASSWORD, secretIn } from './queen-with-accounts.ts';
export { postText, RawConnection } from './raw-connection.ts';
export { sampleOf } from './sample-of.ts';
export { aListeningQueen, aQueen, aRecordingQueen, type ListeningQueen } from './start-queen.ts';
export type { Block } from './stream-reader.ts';
