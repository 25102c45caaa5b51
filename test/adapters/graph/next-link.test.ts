import { expect, test } from 'vitest';
import { parseGraphBaseUrl } from '../../../src/adapters/graph/base-url.ts';
import { MalformedAnswer } from '../../../src/adapters/graph/malformed.ts';
import { createNextLinks, resolveNextLink } from '../../../src/adapters/graph/next-link.ts';

const BASE = parseGraphBaseUrl('https://graph.microsoft.com');
const PATH = "/v1.0/communications/callRecords('e523d2ed')/sessions?$expand=segments&$skiptoken=abc";

test('a link of Graph is followed as it is', () => {
  const link = `https://graph.microsoft.com${PATH}`;
  expect(resolveNextLink(link, BASE).href).toBe(link);
});

test.each([
  ['another host', `https://graph.microsoft.com.example.org${PATH}`],
  ['another host behind our own as its user', `https://graph.microsoft.com@example.org${PATH}`],
  ['a sibling of the host', `https://canary.graph.microsoft.com${PATH}`],
  ['another port', `https://graph.microsoft.com:8443${PATH}`],
  ['another scheme', `http://graph.microsoft.com${PATH}`],
  ['credentials', `https://user:password@graph.microsoft.com${PATH}`],
  ['another version', 'https://graph.microsoft.com/beta/communications/callRecords'],
  ['a path that only begins alike', 'https://graph.microsoft.com/v1.0x/communications/callRecords'],
  ['a path that climbs out', 'https://graph.microsoft.com/v1.0/../beta/communications/callRecords'],
  ['a path that climbs out, encoded', 'https://graph.microsoft.com/v1.0/%2e%2e/beta/communications'],
  ['a host after a backslash', 'https:\\\\example.org\\v1.0\\communications'],
  ['no host', PATH],
  ['no scheme', `//example.org${PATH}`],
  ['nothing', ''],
  ['no URL', 'https://'],
  ['a fragment', `https://graph.microsoft.com${PATH}#more`],
  ['a script', 'javascript:alert(1)'],
])('the token does not go to %s', (_what, link) => {
  expect(() => resolveNextLink(link, BASE)).toThrow(MalformedAnswer);
});

test('the port that https has anyway is no other port', () => {
  const link = `https://graph.microsoft.com:443${PATH}`;
  expect(resolveNextLink(link, BASE).href).toBe(`https://graph.microsoft.com${PATH}`);
});

test("the links of Graph's documentation are followed to the page they mean", () => {
  const link =
    "https://graph.microsoft.com/v1.0/$metadata#communications/callRecords('e523d2ed')/sessions?$expand=segments&$skiptoken=abc";
  expect(resolveNextLink(link, BASE).href).toBe(`https://graph.microsoft.com${PATH}`);
});

test.each([
  ['leads to the first page again', '#communications/callRecords/e523d2ed/sessions?$expand=segments'],
  ['leads to another host', '#/example.org/?$skiptoken=abc'],
  ['climbs out', '#../beta/communications?$skiptoken=abc'],
])('a documentation link that %s is refused, or stays below the base', (_what, fragment) => {
  const link = `https://graph.microsoft.com/v1.0/$metadata${fragment}`;
  let followed: URL | undefined;
  try {
    followed = resolveNextLink(link, BASE);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedAnswer);
  }
  if (followed !== undefined) expect(followed.href).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\//);
});

test('a link back to the page that came without a link is not followed', () => {
  const links = createNextLinks(BASE, 10);
  links.begin(new URL('https://graph.microsoft.com/v1.0/subscriptions'));
  expect(() => links.follow('https://graph.microsoft.com/v1.0/subscriptions')).toThrow(
    'the next link leads to a page that was read before',
  );
});

test('a link is followed once, however it is written', () => {
  const links = createNextLinks(BASE, 10);
  links.follow('https://graph.microsoft.com/v1.0/subscriptions?$skiptoken=1');
  links.follow('https://graph.microsoft.com/v1.0/subscriptions?$skiptoken=2');
  expect(() => links.follow('https://GRAPH.microsoft.com:443/v1.0/subscriptions?$skiptoken=1')).toThrow(
    /read before/,
  );
});

test('links that never end are not followed for ever', () => {
  const links = createNextLinks(BASE, 3);
  for (const token of [1, 2, 3])
    links.follow(`https://graph.microsoft.com/v1.0/subscriptions?$skiptoken=${token}`);
  expect(() => links.follow('https://graph.microsoft.com/v1.0/subscriptions?$skiptoken=4')).toThrow(
    /beyond 3 pages/,
  );
});
