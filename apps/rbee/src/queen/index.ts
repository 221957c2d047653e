export { runQueen } from './run-queen.ts';
