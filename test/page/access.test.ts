import { describe, expect, test } from 'vitest';
import type { Day } from '../../src/language/day.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';
import { HOST, OPEN, pageOf, SECRET } from './page-in-test.ts';

describe('the printed address', () => {
  test('opens the page once, and says then how to open another', async () => {
    const page = pageOf(createSimulatedStore());
    const opened = await page.request(OPEN);
    expect([opened.status, opened.headers.get('location')]).toEqual([302, `/${SECRET}/`]);
    expect((await page.request(`/${SECRET}/`)).status).toBe(200);
    const again = await page.request(OPEN);
    expect(again.status).toBe(410);
    expect(await again.text()).toMatch(/opens the page once.*\.\/callrecords page/s);
  });

  test('leads to the day that is given, if one is', async () => {
    const opened = await pageOf(createSimulatedStore(), { opensWith: '2026-11-22' as Day }).request(OPEN);
    expect(opened.headers.get('location')).toBe(`/${SECRET}/?day=2026-11-22`);
  });

  test('is not used up by a program that asks for its head before it opens it', async () => {
    const page = pageOf(createSimulatedStore());
    expect((await page.request(OPEN, { method: 'HEAD' })).status).toBe(204);
    expect((await page.request(OPEN)).status).toBe(302);
  });

  test.each([
    '/',
    '/open/',
    '/open/wrong',
    '/open/%61',
    `/${'c'.repeat(32)}/`,
    `/${SECRET.toUpperCase()}/`,
    '/..//',
  ])('with a path such as %s shows nothing and says what to type', async (path) => {
    const answer = await pageOf(createSimulatedStore()).request(path);
    expect(answer.status).toBe(404);
    const text = await answer.text();
    expect(text).toContain('./callrecords page');
    expect(text).not.toContain(SECRET);
  });
});

describe('the page refuses', () => {
  test.each([
    undefined,
    'localhost:4284',
    '127.0.0.1',
    'evil.example:4284',
    `${HOST}.evil.example`,
    `${HOST},${HOST}`,
  ])('the host %s', async (host) => {
    const { request } = pageOf(createSimulatedStore());
    const answer = await request(`/${SECRET}/`, { headers: { Host: host ?? '' } });
    expect(answer.status).toBe(421);
    expect(await answer.text()).not.toContain(SECRET);
  });

  test.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://127.0.0.1:9999' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('a request from another origin, told by %j', async (headers) => {
    const page = pageOf(createSimulatedStore());
    expect((await page.request(OPEN, { headers })).status).toBe(403);
    expect((await page.request(`/${SECRET}/`, { headers })).status).toBe(403);
    // The address is not used up.
    expect((await page.request(OPEN)).status).toBe(302);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s: it only reads', async (method) => {
    const answer = await pageOf(createSimulatedStore()).request(`/${SECRET}/`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

test('times are not shown in UTC as well where they are in UTC', async () => {
  expect(await pageOf(createSimulatedStore(), { zone: 'UTC' }).screen('/')).not.toContain('Show UTC');
});

test.each([OPEN, `/${SECRET}/`, `/${SECRET}/day/wrong`, '/style.css', '/nowhere'])(
  'every answer forbids scripts, referrers and copies, and sets no cookie: %s',
  async (path) => {
    const { headers } = await pageOf(createSimulatedStore()).request(path);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src|unsafe/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('set-cookie')).toBeNull();
  },
);

test('an answer is compressed for a browser that takes it so', async () => {
  const answer = await pageOf(createSimulatedStore()).request(`/${SECRET}/`, {
    headers: { 'Accept-Encoding': 'gzip' },
  });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
});
