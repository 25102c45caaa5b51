/** `npm run graph`: the simulated Graph alone, until it is stopped. */

import { EXIT } from '../../src/cli/exit.ts';
import type { Format } from '../../src/cli/syntax.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { givenToScript, wholeNumber } from '../script.ts';
import { startGraphServer } from './graph-server.ts';
import { createTenant } from './tenant.ts';
import { SIMULATED_TOKEN } from './transport.ts';
import { webhookTransport } from './webhook-transport.ts';

const numberFrom0: Format<number> = {
  expected: 'a number from 0',
  read: (text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
};

const numberAbove0: Format<number> = {
  expected: 'a number above 0',
  read: (text) => numberFrom0.read(text) || undefined,
};

const { options } = givenToScript({
  name: 'npm run graph --',
  summary: 'A simulated Microsoft Graph: call records and change notifications of one invented tenant.',
  options: {
    port: {
      takes: 'PORT',
      format: wholeNumber(0, 65_535),
      description: 'port on 127.0.0.1; 4280 by default, 0 for a free one',
    },
    seed: {
      takes: 'NUMBER',
      format: wholeNumber(0),
      description: 'everything that is drawn follows from it (1)',
    },
    speed: {
      takes: 'TIMES',
      format: numberAbove0,
      description: 'how many times faster records appear, change and are retried (1)',
    },
    'calls-per-minute': {
      takes: 'NUMBER',
      format: numberFrom0,
      description: 'calls that happen by themselves (2); 0 for none',
    },
  },
});

const ANOTHER_PORT =
  'Type: npm run graph -- --port 0, and give its address to npm run host: GRAPH_BASE_URL in the environment';

try {
  await run();
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  console.error(`${error.message}. ${ANOTHER_PORT}`);
  process.exitCode = EXIT.foundWrong;
}

async function run(): Promise<void> {
  const { port = 4280, seed = 1, speed = 1, 'calls-per-minute': callsPerMinute = 2 } = options;
  const clock = { now: () => new Date() };
  const tenant = createTenant({ seed, speed, callsPerMinute, clock, transport: webhookTransport });
  const server = await startGraphServer({ tenant, port });
  console.log(
    [
      'Simulated Microsoft Graph',
      `  address  ${server.url}/v1.0`,
      `  tenant   ${tenant.tenantId}`,
      `  token    ${SIMULATED_TOKEN}  (Authorization: Bearer ${SIMULATED_TOKEN})`,
      'The functions subscribe to it by themselves: npm run host',
    ].join('\n'),
  );
  endWithNpm();
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
}
