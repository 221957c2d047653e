/** The code of all screens about access: one file that is loaded when one of them is first shown. */
import './access.css';

export { AccessPage } from './access-page.tsx';
export { AccountMenu } from './account-menu.tsx';
export { OpenNotice } from './open-notice.tsx';
export { SetupScreen } from './setup-screen.tsx';
export { SignInScreen } from './sign-in-screen.tsx';
