export { type DoctorEdges, runDoctor } from './run-doctor.ts';
