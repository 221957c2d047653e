// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { savedTheme, showTheme, ThemeSwitch } from './theme-switch.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
  showTheme('system');
});

const onPage = () => document.documentElement.getAttribute('data-rbee-theme');

test('a choice is applied at once and saved for the next visit', () => {
  render(<ThemeSwitch />);
  fireEvent.click(screen.getByRole('radio', { name: 'dark' }));
  expect(onPage()).toBe('dark');
  expect(savedTheme()).toBe('dark');
  cleanup();
  render(<ThemeSwitch />);
  expect(screen.getByRole('radio', { name: 'dark', checked: true })).toBeDefined();
  fireEvent.click(screen.getByRole('radio', { name: 'system' }));
  expect(onPage()).toBeNull();
});

test('an invalid saved theme is ignored', () => {
  localStorage.setItem('rbee-theme', 'purple');
  expect(savedTheme()).toBe('system');
});

test('the theme changes even if localStorage is blocked', () => {
  const refuse = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  render(<ThemeSwitch />);
  fireEvent.click(screen.getByRole('radio', { name: 'light' }));
  expect(onPage()).toBe('light');
  expect(savedTheme()).toBe('system');
});
