export { type Figure, known, missing, round2, unknownOrNothing, whole, writeFigures } from './figure.ts';
