// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NotKnown } from './not-known.tsx';
import { Reason, ReasonsOfRow } from './reason.tsx';
import { moveInRow } from './row-keys.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const box = () => screen.queryByRole('tooltip')?.textContent;
const buttons = () => screen.getAllByRole('button');
const two = (
  <>
    <Reason why="because of one">one</Reason>
    <Reason why="because of two">two</Reason>
    <p>elsewhere</p>
  </>
);

test('a click opens the reason and another one closes it; one is open at a time', () => {
  render(two);
  expect(box()).toBeUndefined();
  fireEvent.click(screen.getByText('one'), { detail: 1 });
  expect(box()).toBe('because of one');
  fireEvent.click(screen.getByText('two'), { detail: 1 });
  expect(screen.getAllByRole('tooltip')).toHaveLength(1);
  expect(box()).toBe('because of two');
  fireEvent.click(screen.getByText('two'), { detail: 1 });
  expect(box()).toBeUndefined();
});

test('the focus of a keyboard opens it, Enter does not close it, and Escape closes it alone', () => {
  const onKey = vi.fn();
  window.addEventListener('keydown', onKey);
  render(two);
  const [first, second] = buttons();
  vi.spyOn(Element.prototype, 'matches').mockImplementation((selector) => selector === ':focus-visible');
  act(() => first?.focus());
  expect(box()).toBe('because of one');
  expect(first?.getAttribute('aria-describedby')).toBe(screen.getByRole('tooltip').id);
  fireEvent.click(first as Element, { detail: 0 });
  expect(box()).toBe('because of one');
  act(() => second?.focus());
  expect(box()).toBe('because of two');
  fireEvent.keyDown(second as Element, { key: 'Escape' });
  expect(box()).toBeUndefined();
  expect(document.activeElement).toBe(second);
  expect(onKey).not.toHaveBeenCalled();
  fireEvent.keyDown(second as Element, { key: 'Escape' });
  expect(onKey).toHaveBeenCalledOnce();
  window.removeEventListener('keydown', onKey);
  vi.restoreAllMocks();
});

test('a press elsewhere closes it', () => {
  render(two);
  fireEvent.click(screen.getByText('one'), { detail: 1 });
  fireEvent.pointerDown(screen.getByRole('tooltip'));
  expect(box()).toBe('because of one');
  fireEvent.pointerDown(screen.getByText('elsewhere'));
  expect(box()).toBeUndefined();
});

test('a mouse that rests on it opens it until it leaves; a finger does not', () => {
  render(<Reason why="because">one</Reason>);
  const part = screen.getByText('one').parentElement as Element;
  const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
  fireEvent.pointerEnter(part, { pointerType: 'touch' });
  wait(1_000);
  expect(box()).toBeUndefined();
  fireEvent.pointerEnter(part, { pointerType: 'mouse' });
  wait(300);
  expect(box()).toBeUndefined();
  wait(100);
  expect(box()).toBe('because');
  fireEvent.pointerLeave(part, { pointerType: 'mouse' });
  wait(300);
  expect(box()).toBeUndefined();
});

test('in a row reasons are no tab stops: the arrows lead to them and back', () => {
  const row = (isKnown: boolean) => (
    <ul>
      <li data-rbee-row="a">
        <ReasonsOfRow>
          <NotKnown label="GPU" reason="mig" />
          <a href="#a" data-rbee-entry="a">
            a worker
          </a>
          {isKnown ? '12' : <NotKnown label="Waiting" reason={undefined} />}
        </ReasonsOfRow>
      </li>
    </ul>
  );
  const { rerender } = render(row(false));
  const [gpu, waiting] = buttons();
  expect(buttons().map(({ tabIndex }) => tabIndex)).toEqual([-1, -1]);
  const link = screen.getByRole('link');
  link.focus();
  expect(moveInRow(link, 'ArrowRight')).toBe(true);
  expect(document.activeElement).toBe(waiting);
  expect(moveInRow(waiting as Element, 'ArrowRight')).toBe(false);
  expect(moveInRow(link, 'ArrowLeft')).toBe(true);
  expect(document.activeElement).toBe(gpu);
  expect(moveInRow(gpu as Element, 'ArrowDown')).toBe(false);
  waiting?.focus();
  rerender(row(true));
  expect(document.activeElement).toBe(link);
});

test('what is not known is a dash that screen readers hear with its reason, and the box says what helps', () => {
  render(<NotKnown label="GPU use" reason="permission" />);
  const button = screen.getByRole('button', { name: 'no permission to read it' });
  expect(button.textContent).toBe('–no permission to read it');
  fireEvent.click(button);
  expect(box()).toMatch(/^GPU use: not known.*rbee doctor/);
});

test('a reason of a later version is told by its code; of a hive that is silent nothing is being measured', () => {
  render(<NotKnown label="GPU use" reason="constructor" />);
  fireEvent.click(screen.getByRole('button', { name: 'not known' }));
  expect(box()).toContain('"constructor"');
  cleanup();
  render(<NotKnown label="GPU use" reason="first_sample" live={false} />);
  expect(screen.getByRole('button', { name: 'not measured' })).toBeDefined();
});

test('on a server it is a closed button', () => {
  const html = renderToString(two);
  expect(html.match(/aria-expanded="false"/g)).toHaveLength(2);
  expect(html).not.toContain('because');
});
