/** `npm run graph`: the simulated Graph alone, until it is stopped. */

import { EXIT } from '../../src/cli/exit.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { givenToScript } from '../script.ts';
import { startGraphServer } from './graph-server.ts';
import { GRAPH } from './syntax.ts';
import { createTenant, type SimulatedTenant } from './tenant.ts';
import { SIMULATED_TOKEN } from './transport.ts';
import { webhookTransport } from './webhook-transport.ts';

const ANOTHER_PORT =
  'Type: npm run graph -- --port 0, and give its address to npm run host: GRAPH_BASE_URL in the environment';

const { options } = givenToScript(GRAPH);
try {
  await run();
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  console.error(`${error.message}. ${ANOTHER_PORT}`);
  process.exitCode = EXIT.foundWrong;
}

async function run(): Promise<void> {
  const { port = 4280, seed = 1, speed = 1, 'calls-per-minute': callsPerMinute = 2, fault } = options;
  const clock = { now: () => new Date() };
  const tenant = createTenant({ seed, speed, callsPerMinute, clock, transport: webhookTransport });
  const server = await startGraphServer({ tenant, port });
  for (const { name, count } of fault ?? []) tenant.faults.add(name, { count });
  console.log(welcome(server.url, tenant));
  endWithNpm();
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
}

function welcome(url: string, tenant: SimulatedTenant): string {
  const subscription = {
    changeType: 'updated',
    resource: 'communications/callRecords',
    notificationUrl: 'http://127.0.0.1:7071/api/notifications',
    clientState: 'a secret of yours',
    expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
  };
  return [
    'Simulated Microsoft Graph',
    `  address  ${url}/v1.0`,
    `  tenant   ${tenant.tenantId}`,
    `  token    ${SIMULATED_TOKEN}  (Authorization: Bearer ${SIMULATED_TOKEN})`,
    '',
    'Subscribe (the webhook must be listening):',
    `  curl -X POST ${url}/v1.0/subscriptions -H 'Authorization: Bearer ${SIMULATED_TOKEN}' -d '${JSON.stringify(subscription)}'`,
    '',
    'To see the faults that --fault takes: npm run graph -- --help',
  ].join('\n');
}
