/** `npm run graph`: the simulated Graph alone, until it is stopped. */

import { writeFile } from 'node:fs/promises';
import { EXIT } from '../../src/cli/exit.ts';
import { endWithNpm } from '../end-with-npm.ts';
import { givenToScript } from '../script.ts';
import { buildingFile } from './building-file.ts';
import { startGraphServer } from './graph-server.ts';
import { adoptRecords, RecordFilesError, readRecordFiles } from './record-files.ts';
import { GRAPH } from './syntax.ts';
import { createTenant, type SimulatedTenant } from './tenant.ts';
import { SIMULATED_TOKEN } from './transport.ts';
import { webhookTransport } from './webhook-transport.ts';

/** The building file cannot be written where it was asked for. */
class BuildingsNotWritten extends Error {}

const ANOTHER_PORT =
  'Type: npm run graph -- --port 0, and give its address to npm run host: GRAPH_BASE_URL in the environment';

const { options } = givenToScript(GRAPH);
try {
  await run();
} catch (error) {
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isPortTaken && !(error instanceof RecordFilesError || error instanceof BuildingsNotWritten))
    throw error;
  console.error(isPortTaken ? `${error.message}. ${ANOTHER_PORT}` : error.message);
  process.exitCode = isPortTaken ? EXIT.foundWrong : EXIT.askedWrongly;
}

async function run(): Promise<void> {
  const {
    port = 4280,
    seed = 1,
    speed = 1,
    'calls-per-minute': callsPerMinute = 2,
    records,
    buildings,
    fault,
  } = options;
  if (buildings !== undefined) return await writeBuildings(buildings);
  const files = records === undefined ? [] : await readRecordFiles(records);
  const clock = { now: () => new Date() };
  const tenant = createTenant({ seed, speed, callsPerMinute, clock, transport: webhookTransport });
  const tooOld = adoptRecords(tenant, files, { now: clock.now(), shiftDates: options['shift-dates'] });
  for (const { path, reason } of tooOld) console.warn(`${path}: ${reason}`);
  const server = await startGraphServer({ tenant, port });
  for (const { name, count } of fault ?? []) tenant.faults.add(name, { count });
  console.log(welcome(server.url, tenant, files.length));
  endWithNpm();
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
}

async function writeBuildings(path: string): Promise<void> {
  try {
    await writeFile(path, buildingFile());
  } catch (error) {
    throw new BuildingsNotWritten(`--buildings ${path} cannot be written: ${(error as Error).message}`);
  }
  console.log(`${path}: the tenant's building file. To import it: ./callrecords networks import ${path}`);
}

function welcome(url: string, tenant: SimulatedTenant, records: number): string {
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
    ...(records > 0 ? [`  records  ${records} from files`] : []),
    '',
    'Subscribe (the webhook must be listening):',
    `  curl -X POST ${url}/v1.0/subscriptions -H 'Authorization: Bearer ${SIMULATED_TOKEN}' -d '${JSON.stringify(subscription)}'`,
    '',
    'To see the faults that --fault takes: npm run graph -- --help',
  ].join('\n');
}
