export { startTraffic, type TrafficOptions } from './traffic.ts';
