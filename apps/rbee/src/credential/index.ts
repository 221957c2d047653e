export { type Asking, type Credential, credentialFor, refusalOf, tokenOf } from './credential.ts';
export { type SecretEdges, secretIn } from './secret-file.ts';
export { systemFiles } from './system-files.ts';
