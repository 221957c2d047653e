/** The HTTP interface of the queen: server, routes, errors, pages. */
export { addRoutes } from './add-routes.ts';
export { createServer } from './create-server.ts';
export { linkGate } from './link-route.ts';
export { OpenQuestions } from './open-questions.ts';
export { OwedResponses } from './owed-responses.ts';
export type { QueenParts } from './queen-parts.ts';
export { SlicedAnswers } from './sliced-answers.ts';
