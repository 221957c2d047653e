export type { ListQuery, PageQuery, WorkersQuery } from './lists.ts';
export { createQueenClient, type QueenClient } from './queen-client.ts';
export { type QueenClientOptions, QueenError, type QueenErrorKind, type RequestOptions } from './request.ts';
