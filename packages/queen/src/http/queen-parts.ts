import type { Socket } from 'node:net';
import type { Gate } from '../access/index.ts';
import type { ClientAddress } from '../client-address.ts';
import type { Settings } from '../config.ts';
import type { Faults } from '../faults.ts';
import type { Fleet } from '../fleet/index.ts';
import type { Links } from '../link/index.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import type { EventLoopLoad } from '../overload.ts';
import type { Registry } from '../registry/index.ts';
import type { Shares } from '../shares.ts';
import type { Hub } from '../stream/index.ts';
import type { OpenQuestions } from './open-questions.ts';
import type { OwedResponses } from './owed-responses.ts';
import type { SlicedAnswers } from './sliced-answers.ts';

/** The objects that the routes use. */
export interface QueenParts {
  readonly settings: Settings;
  readonly registry: Registry;
  readonly hub: Hub;
  readonly fleet: Fleet;
  readonly faults: Faults;
  readonly metrics: QueenMetrics;
  readonly links: Links;
  readonly load: EventLoopLoad;
  /** Who may do what. */
  readonly gate: Gate;
  /** The whole address of a client, as people are told it. */
  readonly wholeAddressOf: ClientAddress;
  readonly answers: SlicedAnswers;
  /** The questions about the past that are open. */
  readonly questions: OpenQuestions;
  /** Bytes of bodies and frames that have not arrived completely or wait; each owner has a share. */
  readonly bodies: Shares;
  /** Connections that carry a stream. */
  readonly streams: WeakSet<Socket>;
  readonly owed: OwedResponses;
  readonly isStopping: () => boolean;
}
