/** The file of access control cannot be used. Its message is one sentence that says why and what to do. */
export class AccessUnavailable extends Error {}
