import { later } from '../later.tsx';

const screens = () => import('./screens.ts');

export const SignInScreen = later(async () => (await screens()).SignInScreen);
export const SetupScreen = later(async () => (await screens()).SetupScreen);
export const AccountMenu = later(async () => (await screens()).AccountMenu);
export const OpenNotice = later(async () => (await screens()).OpenNotice);
export const AccessPage = later(async () => (await screens()).AccessPage);
