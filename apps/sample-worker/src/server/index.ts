export { createSampleServer, type SampleServerOptions } from './sample-server.ts';
