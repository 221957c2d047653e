export { createJournal, type Journal } from './journal.ts';
