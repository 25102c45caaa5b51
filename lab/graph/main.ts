/** `npm run graph`: the simulated Graph alone, until it is stopped. */

import { endWithNpm } from '../../src/cli/end-with-npm.ts';
import { startGraphServer } from './graph-server.ts';
import { type Arguments, commandLine, helpText } from './options.ts';
import { adoptRecords, RecordFilesError, readRecordFiles } from './record-files.ts';
import { createTenant, type SimulatedTenant } from './tenant.ts';
import { SIMULATED_TOKEN } from './transport.ts';
import { webhookTransport } from './webhook-transport.ts';

const EXIT_WRONG_ARGUMENTS = 2;

async function run(args: Arguments): Promise<void> {
  const files = args.recordsDirectory === undefined ? [] : await readRecordFiles(args.recordsDirectory);
  const clock = { now: () => new Date() };
  const { seed, speed, callsPerMinute } = args;
  const tenant = createTenant({ seed, speed, callsPerMinute, clock, transport: webhookTransport });
  const tooOld = adoptRecords(tenant, files, { now: clock.now(), shiftDates: args.shiftDates });
  for (const { path, reason } of tooOld) console.warn(`${path}: ${reason}`);
  const server = await startGraphServer({ tenant, port: args.port });
  for (const { name, count } of args.faults) tenant.faults.add(name, { count });
  console.log(welcome(server.url, tenant, files.length));
  endWithNpm();
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await server.close();
}

function welcome(url: string, tenant: SimulatedTenant, records: number): string {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const subscription = {
    changeType: 'updated',
    resource: 'communications/callRecords',
    notificationUrl: 'http://127.0.0.1:7071/api/notifications',
    clientState: 'a secret of yours',
    expirationDateTime: inAnHour,
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
    `Truth: ${url}/_simulator/truth   A call: curl -X POST ${url}/_simulator/calls -d '{"kind":"meeting"}'   --help lists faults.`,
  ].join('\n');
}

const parsed = commandLine(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    console.log(helpText());
    break;
  case 'wrong':
    console.error(`Wrong arguments: ${parsed.mistakes.join('; ')}.`);
    process.exitCode = EXIT_WRONG_ARGUMENTS;
    break;
  case 'run':
    try {
      await run(parsed.arguments);
    } catch (error) {
      const expected = error instanceof RecordFilesError || (error instanceof Error && 'code' in error);
      if (!expected) throw error;
      console.error(error.message);
      process.exitCode = error instanceof RecordFilesError ? EXIT_WRONG_ARGUMENTS : 1;
    }
}
