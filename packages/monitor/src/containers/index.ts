export { conmonName } from './conmon-name.ts';
export { type Container, parseContainer } from './container.ts';
export { CONTAINER_VARIABLES, containerName, isPodman } from './container-name.ts';
