import { RestError } from '@azure/core-rest-pipeline';
import { afterEach, expect, it, vi } from 'vitest';
import { withTries } from '../../../src/adapters/storage/tries.ts';

const TRIES = { limitMilliseconds: 1_000, delaysMilliseconds: [0, 0] };

afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ['three times', 'that passes no time', 0, 3],
  ['once', 'during which the machine slept', 60_000, 1],
])('a request is sent %s after a fault %s', async (_times, _fault, passed, sent) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  let tried = 0;
  const request = () => {
    tried += 1;
    vi.setSystemTime(Date.now() + passed);
    return Promise.reject(new RestError('the connection was reset', { code: 'ECONNRESET' }));
  };
  await expect(withTries(TRIES, request)).rejects.toThrow('reset');
  expect(tried).toBe(sent);
});
