export { createQueenClient, type QueenClient } from './queen-client.ts';
export { QueenError, type QueenErrorKind } from './queen-error.ts';
export type { ListQuery, PageQuery, WorkersQuery } from './query.ts';
export type { QueenClientOptions, RequestOptions } from './request.ts';
