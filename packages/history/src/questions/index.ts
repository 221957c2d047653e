/** Answers questions about the past from what a store has kept, and reads questions from the text of a request. */
export { answerQuestion } from './answer-question.ts';
