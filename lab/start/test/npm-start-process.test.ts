import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { answers } from './npm-start-process.ts';

test('a server that takes a connection and is silent does not answer', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  try {
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect(await answers(`http://127.0.0.1:${port}`, 20)).toBe(false);
  } finally {
    silent.close();
  }
});
