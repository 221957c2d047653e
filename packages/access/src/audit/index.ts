export { FileAuditLog, STRANGER } from './audit.ts';
