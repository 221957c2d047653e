export { type Fitted, fitHeartbeat } from './fit.ts';
