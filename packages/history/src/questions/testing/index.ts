/** For tests of figures over time. */
export { addTo, aStore, ask, at, MINUTE, SECOND, T0 } from './ask-series.ts';
