import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { QueueServiceClient } from '@azure/storage-queue';
import { describe, expect, test } from 'vitest';
import { freshAccount } from '../../../test/storage-account.ts';
import { eventually } from '../../host/test/eventually.ts';
import { AzuriteStartError, startAzurite } from '../start-azurite.ts';

const owner = new URL('./azurite-owner.ts', import.meta.url).pathname;

describe.concurrent('startAzurite', () => {
  test('serves queues and tables until it is stopped', async () => {
    const azurite = await startAzurite();
    const queues = QueueServiceClient.fromConnectionString(azurite.connectionString);
    await queues.createQueue('things');
    await azurite.stop();
    await azurite.stop();
    await expect(fetch(azurite.tableUrl)).rejects.toThrow();
  });

  test('takes free ports when one of the default ports is in use', async () => {
    const occupant = createServer();
    // If another program has port 10001, the purpose is served as well.
    const occupied = new Promise<void>((resolve) => {
      occupant.once('error', () => resolve());
      occupant.listen(10_001, '127.0.0.1', () => resolve());
    });
    await occupied;
    const azurite = await startAzurite({ ports: 'default' });
    expect(azurite.usesDefaultPorts).toBe(false);
    await azurite.stop();
    occupant.close();
  });

  test('says what Azurite printed when it cannot start', async () => {
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', () => resolve()));
    const address = occupant.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const start = startAzurite({ ports: { blob: taken, queue: 0, table: 0 } });
    await expect(start).rejects.toThrow(AzuriteStartError);
    await expect(start).rejects.toThrow(/EADDRINUSE/);
    occupant.close();
  });

  test.each(['SIGKILL', 'crash', 'end'] as const)('does not outlive its owner (%s)', async (way) => {
    const process = spawn(globalThis.process.execPath, [owner, way], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(process.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    if (way.startsWith('SIG')) process.kill(way as NodeJS.Signals);
    await eventually(() =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    );
  });
});

test('every test account is empty and its own', async () => {
  const [one, other] = [freshAccount(), freshAccount()].map((account) =>
    QueueServiceClient.fromConnectionString(account),
  );
  await one?.createQueue('call-records');
  expect(await queueNames(other)).toEqual([]);
  expect(await queueNames(one)).toEqual(['call-records']);
});

async function queueNames(service: QueueServiceClient | undefined): Promise<ReadonlyArray<string>> {
  const names: Array<string> = [];
  for await (const { name } of service?.listQueues() ?? []) names.push(name);
  return names;
}
