/** For tests: a receiver of remote write, and a fleet that sends to it. */
export { FakeReceiver } from './fake-receiver.ts';
export { type ReadSeries, readRequest } from './read-request.ts';
export { aLayoutOf, aTarget, cells, NOON, RemoteFleet, second, seconds } from './remote-fleet.ts';
