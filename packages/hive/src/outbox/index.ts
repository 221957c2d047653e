export { createOutbox, type Outbox, type OutboxLimits, type Waiting } from './outbox.ts';
