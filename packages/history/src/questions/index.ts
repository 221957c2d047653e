/** Reads questions about the past from the text of a request, and answers them from what a store has kept. */
export { answerQuestion } from './answer-question.ts';
export { type ReadQuestion, readQuestion } from './read-question.ts';
export { readTime, TIME_EXPECTED } from './read-time.ts';
