import { expect, test } from 'vitest';
import { brokenLinks, foreignRequests } from './check-links.ts';

const page = (address: string, text: string) => ({ address, text });

test('a link leads to a page, an anchor or a file of the site, from wherever it stands', () => {
  const files = [
    page(
      'index.html',
      '<a href="deep/a.html#x">a</a> <a href="#top">b</a> <i id="top"></i> <a href="assets/s.js">c</a>',
    ),
    page(
      'deep/a.html',
      '<i id="x"></i> <a href="../index.html">d</a> <a href="https://example.org/#y">e</a>',
    ),
    page('assets/s.js', ''),
  ];
  expect(brokenLinks(files)).toEqual([]);
});

test('names the page of a link that leads nowhere, and of an anchor that does not exist', () => {
  const files = [
    page('deep/a.html', '<a href="b.html">a</a> <a href="a.html#no">b</a> <img src="../c.png">'),
  ];
  expect(brokenLinks(files)).toEqual([
    'deep/a.html leads to b.html, and there is no deep/b.html',
    'deep/a.html leads to a.html#no, and deep/a.html has no anchor no',
    'deep/a.html leads to ../c.png, and there is no c.png',
  ]);
});

test('a page that loads something from another host is named; one that only links there is not', () => {
  const text =
    '<a href="https://a.example/">a</a> <script src="//b.example/x.js"></script> <link href="https://c.example">';
  expect(foreignRequests([page('a.html', text)])).toEqual([
    'a.html loads //b.example/x.js',
    'a.html loads https://c.example',
  ]);
});
