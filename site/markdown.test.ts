import { expect, test } from 'vitest';
import { addressOf, relativeAddress } from './address.ts';
import { render } from './markdown.ts';

const html = (text: string) => render(text, (href) => `to:${href}`, 'live/index.html').html;

test('HTML of a document is shown as text and never runs', () => {
  expect(html('<script>alert(1)</script>\n\na <b onclick="x">b</b>')).not.toMatch(/<script|<b /);
});

test('a picture in two colours keeps its markup, with the addresses of the site; with anything else in it, it is text', () => {
  const picture =
    '<picture>\n<source media="(prefers-color-scheme: dark)" srcset="a.png">\n<img src="b.png" alt="A page">\n</picture>';
  expect(html(picture)).toContain('<img src="to:b.png" alt="A page">');
  expect(html(picture)).toContain('srcset="to:a.png"');
  expect(html(picture.replace('alt=', 'onerror='))).not.toContain('<img');
});

test('links are rewritten, headings get the anchors that GitHub gives them', () => {
  const rendered = render('# A `b` & c\n\n[x](y.md#z)\n\n## A `b` & c\n', () => 'page.html', '');
  expect(rendered.headings.map(({ anchor }) => anchor)).toEqual(['a-b--c', 'a-b--c-1']);
  expect(rendered.html).toContain('<a href="page.html">x</a>');
});

test('what the search knows of a section is its text without markup, up to the next heading', () => {
  const { sections } = render('# One\n\nA **bold** [word](x).\n\n## Two\n\n`code`\n', String, '');
  expect(sections).toEqual([
    { anchor: 'one', heading: 'One', text: 'A bold word.\n' },
    { anchor: 'two', heading: 'Two', text: 'code\n' },
  ]);
});

test('the comment of an example becomes a frame in which it runs', () => {
  expect(html('<!-- live: lab.tsx -->')).toMatch(/<iframe [^>]*src="live\/index.html\?example=lab"/);
});

test.each([
  ['README.md', 'index.html'],
  ['docs/wire.md', 'wire.html'],
  ['docs/decisions/README.md', 'decisions/index.html'],
  ['packages/sdk/README.md', 'packages/sdk.html'],
  ['CONTRIBUTING.md', 'contributing.html'],
  ['packaging/systemd', 'files/packaging/systemd.html'],
])('the page of %s is %s', (source, address) => {
  expect(addressOf(source)).toBe(address);
});

test('addresses are relative to the page that has them', () => {
  expect(relativeAddress('packages/sdk.html', 'index.html')).toBe('../index.html');
  expect(relativeAddress('wire.html', 'wire.html')).toBe('wire.html');
});
