export { type Asking, type Credential, credentialFor, NEEDS_TOKEN, tokenOf } from './credential.ts';
export { type SecretEdges, secretIn } from './secret-file.ts';
export { systemFiles } from './system-files.ts';
