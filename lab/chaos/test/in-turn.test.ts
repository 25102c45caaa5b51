import { expect, test } from 'vitest';
import { inTurn } from '../chaos.ts';

test('each request goes to the next host, with its path and query', async () => {
  const asked: Array<string> = [];
  const transport = inTurn(['http://127.0.0.1:1', 'http://127.0.0.1:2'], {
    post: async (url) => {
      asked.push(url);
      return { error: 'unreachable' };
    },
  });
  const request = { headers: {}, body: '', timeLimitMilliseconds: 1 };
  await transport.post('http://127.0.0.1:9/api/notifications?validationToken=a%20b', request);
  await transport.post('http://127.0.0.1:9/api/lifecycle', request);
  expect(await transport.post('http://127.0.0.1:9/api/lifecycle', request)).toEqual({ error: 'unreachable' });
  expect(asked).toEqual([
    'http://127.0.0.1:1/api/notifications?validationToken=a%20b',
    'http://127.0.0.1:2/api/lifecycle',
    'http://127.0.0.1:1/api/lifecycle',
  ]);
});
