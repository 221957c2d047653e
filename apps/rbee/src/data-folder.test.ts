import { expect, test } from 'vitest';
import { dataFolderOf, homeFolder, type Owner } from './data-folder.ts';

const on = (platform: Owner['platform'], environment: Owner['environment'] = {}, isRoot = false) =>
  dataFolderOf({
    platform,
    environment,
    home: platform === 'win32' ? 'C:\\Users\\bee' : '/home/bee',
    isRoot,
  });

test('the data of a user is in the state folder of the platform', () => {
  expect(on('linux')).toBe('/home/bee/.local/state/rbee');
  expect(on('linux', { XDG_STATE_HOME: '/state' })).toBe('/state/rbee');
  expect(on('linux', { XDG_STATE_HOME: 'state' })).toBe('/home/bee/.local/state/rbee');
  expect(on('darwin')).toBe('/home/bee/Library/Application Support/rbee');
  expect(on('win32')).toBe('C:\\Users\\bee\\AppData\\Local\\rbee');
  expect(on('win32', { LOCALAPPDATA: 'D:\\Local' })).toBe('D:\\Local\\rbee');
});

test('the data of root and of a systemd unit is in /var/lib', () => {
  expect(on('linux', {}, true)).toBe('/var/lib/rbee');
  expect(on('linux', { XDG_STATE_HOME: '/state' }, true)).toBe('/var/lib/rbee');
  expect(on('darwin', {}, true)).toBe('/Library/Application Support/rbee');
  expect(on('linux', { STATE_DIRECTORY: '/var/lib/private/rbee' })).toBe('/var/lib/private/rbee');
  expect(on('linux', { STATE_DIRECTORY: '/var/lib/rbee:/var/lib/more' }, true)).toBe('/var/lib/rbee');
});

test('a user that the system does not know has no home folder, and that ends no program', () => {
  const unknown = () => {
    throw Object.assign(new Error('uv_os_homedir returned ENOENT'), { code: 'ERR_SYSTEM_ERROR' });
  };
  expect(homeFolder(unknown)).toBe('/');
  expect(homeFolder(() => '/home/ada')).toBe('/home/ada');
});
