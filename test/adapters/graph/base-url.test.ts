import { expect, test } from 'vitest';
import { parseGraphBaseUrl } from '../../../src/adapters/graph/base-url.ts';
import { scriptedGraph, TOKEN } from './scripted-graph.ts';

test.each([
  ['https://graph.microsoft.com', 'https://graph.microsoft.com/v1.0', false],
  ['https://graph.microsoft.us/', 'https://graph.microsoft.us/v1.0', false],
  ['https://dod-graph.microsoft.us/v1.0', 'https://dod-graph.microsoft.us/v1.0', false],
  ['https://graph.microsoft.com/v1.0/', 'https://graph.microsoft.com/v1.0', false],
  ['http://127.0.0.1:4280', 'http://127.0.0.1:4280/v1.0', true],
  ['http://localhost:4280/v1.0', 'http://localhost:4280/v1.0', true],
  ['http://[::1]:4280', 'http://[::1]:4280/v1.0', true],
])('%s is Graph', (text, href, isLoopback) => {
  expect(parseGraphBaseUrl(text)).toMatchObject({ href, isLoopback });
});

test.each([
  'http://graph.microsoft.com',
  'http://127.0.0.1.example.org',
  'http://localhost.example.org',
  'ftp://127.0.0.1',
  'https://graph.microsoft.com/beta',
  'https://graph.microsoft.com/v1.0/communications',
  'https://graph.microsoft.com?x=1',
  'https://graph.microsoft.com#x',
  'https://user:password@graph.microsoft.com',
  'graph.microsoft.com',
  '',
])('%j is refused', (text) => {
  expect(() => parseGraphBaseUrl(text)).toThrow(TypeError);
});

test('a fixed token is not sent beyond this machine', () => {
  const create = () =>
    scriptedGraph(() => ({}), {
      baseUrl: 'https://graph.microsoft.com',
      authentication: { fixedToken: TOKEN },
    });
  expect(create).toThrow(TypeError);
});

test('a real token is not acquired for a Graph on this machine', () => {
  const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const create = () =>
    scriptedGraph(() => ({}), {
      authentication: { credential, scope: 'https://graph.microsoft.com/.default' },
    });
  expect(create).toThrow(TypeError);
});
