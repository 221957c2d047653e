export { SmiCards } from './smi-cards.ts';
