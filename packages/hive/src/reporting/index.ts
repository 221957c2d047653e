export { type Backlog, createDeliveryLog, type DeliveryLog } from './delivery-log.ts';
export { type HiveLog, worthALine } from './log.ts';
