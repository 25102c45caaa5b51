/** The settings as they are declared: once, for checking them at start and for docs/settings.md. */

import * as z from 'zod/mini';
import { parseTenantId } from './language/identifiers.ts';
import './language/zod-english.ts';
import { HOURS_DUE_MS } from './health/reasons/coverage.ts';
import { MAINTAIN_SILENT_MS } from './health/reasons/timers.ts';
import { DAY_MS, MINUTE_MS } from './language/milliseconds.ts';
import { longestPauseMs, scheduledNumbers } from './language/ncrontab.ts';
import { DOCUMENTED_LATENCY_MINUTES, RECORD_KEPT_DAYS } from './ports/graph.ts';
import {
  graphOrigins,
  isConnectionString,
  isGraphOrLoopback,
  isPublicOrLoopback,
  isUrl,
} from './setting-formats.ts';
import { SUMMARIES_COMPARED_EVERY_MS } from './summaries/summarize.ts';
import { FEWEST_KEEP_DAYS, MOST_KEEP_DAYS } from './withheld/withheld.ts';

/** What a setting's page in the documentation says beside its meaning. */
interface SettingNotes {
  readonly description: string;
  readonly unit?: string;
  readonly example: string;
}

export const settingNotes = z.registry<SettingNotes>();

function documented<Schema extends z.ZodMiniType>(schema: Schema, notes: SettingNotes): Schema {
  settingNotes.add(schema, notes);
  return schema;
}

const text = z.string().check(z.trim(), z.minLength(1, 'must not be empty'));
const connectionString = text.check(
  z.refine(
    isConnectionString,
    'must be a connection string as the portal shows it, with AccountName, AccountKey and EndpointSuffix (or TableEndpoint, QueueEndpoint and SharedAccessSignature), or UseDevelopmentStorage=true',
  ),
);
const httpsUrl = text.check(z.refine((value) => isUrl(value, ['https:']), 'must be an https URL'));

/** Graph's limit for clientState. https://learn.microsoft.com/graph/api/resources/subscription */
const CLIENT_STATE_LENGTH = 128;
/** A shorter secret can be guessed. */
const SHORTEST_CLIENT_STATE = 8;
/** A secret of few different characters can be guessed, however long it is. */
const DIFFERENT_CHARACTERS = 5;

const clientState = z.string().check(
  z.minLength(SHORTEST_CLIENT_STATE, `must have at least ${SHORTEST_CLIENT_STATE} characters`),
  z.maxLength(CLIENT_STATE_LENGTH, `must have at most ${CLIENT_STATE_LENGTH} characters`),
  z.refine(
    (value) => new Set(value).size >= DIFFERENT_CHARACTERS,
    `must have at least ${DIFFERENT_CHARACTERS} different characters: a text that repeats a few can be guessed`,
  ),
);

/** Below a minute the waits that scale with the window would be no waits at all. */
const SHORTEST_LATENCY_MINUTES = 1;
const LONGEST_LATENCY_MINUTES = 1_440;

function numberBetween(least: number, most: number) {
  const message = `must be a number from ${least} to ${most}`;
  return z.coerce.number(message).check(z.minimum(least, message), z.maximum(most, message));
}

/** The schedule of a timer that health watches: half of the time after which it fails, so that one run may be missed. */
function watchedSchedule(healthFailsAfterMs: number) {
  return schedule(
    healthFailsAfterMs / 2,
    `health fails when nothing ran for ${healthFailsAfterMs / MINUTE_MS}`,
  );
}

function schedule(longestMs: number, because: string) {
  return text.check(
    z.refine(isNcrontab, {
      error: 'must be a six-field NCRONTAB expression: {second} {minute} {hour} {day} {month} {day-of-week}',
      abort: true,
    }),
    z.refine(
      (value) => longestPauseMs(value) <= longestMs,
      `must run at least every ${longestMs / MINUTE_MS} minutes, day and night: ${because}`,
    ),
  );
}

function isNcrontab(value: string): boolean {
  try {
    scheduledNumbers(value);
    return true;
  } catch {
    return false;
  }
}

/** Every setting that this program reads, as it stands in the environment. */
export const Settings = z.object({
  AzureWebJobsStorage: documented(z.optional(text), {
    description:
      'Storage account of the Functions host itself (timer leases, keys). With an identity, set AzureWebJobsStorage__accountName or the __blobServiceUri family instead. One of them must be set, or no timer runs.',
    example: 'UseDevelopmentStorage=true',
  }),
  CallRecordStorage: documented(z.optional(connectionString), {
    description:
      'Connection string of the storage account that holds the queue and the tables. Leave it out to connect with an identity. Either this or the two endpoints must be set.',
    example: 'UseDevelopmentStorage=true',
  }),
  CallRecordStorage__queueServiceUri: documented(z.optional(httpsUrl), {
    description: 'Queue endpoint of that account, to connect with an identity.',
    example: 'https://contosocalls.queue.core.windows.net',
  }),
  CallRecordStorage__tableServiceUri: documented(z.optional(httpsUrl), {
    description: 'Table endpoint of that account, to connect with an identity.',
    example: 'https://contosocalls.table.core.windows.net',
  }),
  CallRecordStorage__credential: documented(z.optional(z.literal('managedidentity')), {
    description: 'The kind of identity. Without it a developer’s own sign-in is used.',
    example: 'managedidentity',
  }),
  CallRecordStorage__clientId: documented(z.optional(z.guid('must be a client id (GUID)')), {
    description: 'Client id of the user-assigned identity that reads and writes the account.',
    example: '0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60',
  }),
  AZURE_CLIENT_ID: documented(z.optional(z.guid('must be a client id (GUID)')), {
    description: 'Client id of the user-assigned identity that holds CallRecords.Read.All in Graph.',
    example: '0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60',
  }),
  IDENTITY_ENDPOINT: documented(z.optional(text), {
    description:
      'Set by Azure if the app has a managed identity. Tokens for Graph then come from that identity.',
    example: 'http://169.254.129.1:8081/msi/token',
  }),
  GRAPH_TENANT_ID: documented(
    text.check(z.refine((value) => parseTenantId(value) !== undefined, 'must be a tenant id (GUID)')),
    {
      description: 'The Microsoft Entra tenant whose call records are kept.',
      example: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
    },
  ),
  GRAPH_CLOUD: documented(
    z._default(z.enum(['global', 'usgov', 'dod'], 'must be global, usgov or dod'), 'global'),
    {
      description:
        'The national cloud: global (and GCC), usgov (GCC High) or dod. The cloud of 21Vianet has no call records.',
      example: 'global',
    },
  ),
  GRAPH_BASE_URL: documented(
    z.optional(
      text.check(
        z.refine(
          isGraphOrLoopback,
          `must be one of ${Object.values(graphOrigins).join(', ')}, or http on this machine`,
        ),
      ),
    ),
    {
      description:
        'Overrides GRAPH_CLOUD. A loopback http URL is the simulated Graph: it gets a fixed token, and no real one is requested.',
      example: 'http://127.0.0.1:4280/v1.0',
    },
  ),
  WEBHOOK_BASE_URL: documented(
    text.check(z.refine(isPublicOrLoopback, 'must be an https URL without path, or http on this machine')),
    {
      description:
        'Public origin of the function app. Graph calls /api/notifications and /api/lifecycle below it.',
      example: 'https://contoso-call-records.azurewebsites.net',
    },
  ),
  GRAPH_CLIENT_STATE: documented(clientState, {
    description:
      'The secret that Graph repeats in every notification; 8 to 128 characters. In Azure, a Key Vault reference.',
    example: 'a-long-random-text-only-graph-knows',
  }),
  GRAPH_CLIENT_STATE_PREVIOUS: documented(z.optional(clientState), {
    description:
      'The previous secret, also accepted while it is set. Remove it once the subscription has the new one.',
    example: 'the-random-text-used-before',
  }),
  LATENCY_WINDOW_MINUTES: documented(
    z._default(numberBetween(SHORTEST_LATENCY_MINUTES, LONGEST_LATENCY_MINUTES), DOCUMENTED_LATENCY_MINUTES),
    {
      description:
        'How long a record may answer 404 before it counts as late. Graph documents 150. Another value scales the waits and the intervals of reconcile in proportion.',
      unit: 'minutes',
      example: '150',
    },
  ),
  MAINTAIN_SCHEDULE: documented(z._default(watchedSchedule(MAINTAIN_SILENT_MS), '0 * * * * *'), {
    description:
      'When the timer maintain runs: subscription, pending calls, dead letters. Health expects a success every ten minutes, so it must run every five at least.',
    unit: 'NCRONTAB, UTC',
    example: '0 * * * * *',
  }),
  RECONCILE_SCHEDULE: documented(z._default(watchedSchedule(HOURS_DUE_MS), '0 */5 * * * *'), {
    description:
      'When the timer reconcile runs: it lists what Graph has, hour by hour, and fetches what is not stored. A run takes up to four minutes. Health expects that an hour that is due is checked within fifteen, so it must run every seven at least.',
    unit: 'NCRONTAB, UTC',
    example: '0 */5 * * * *',
  }),
  SUMMARIZE_SCHEDULE: documented(
    z._default(
      schedule(SUMMARIES_COMPARED_EVERY_MS, 'by then a day is compared with its summary again'),
      '0 */5 * * * *',
    ),
    {
      description:
        'When the timer summarize runs: it sums up the quality of the days whose calls have changed. A run takes up to eight minutes, and the next one that does anything begins ten times as long after it. It must run every six hours at least.',
      unit: 'NCRONTAB, UTC',
      example: '0 */5 * * * *',
    },
  ),
  FORGET_SCHEDULE: documented(
    z._default(schedule(DAY_MS, 'by then an erasure that was asked for has begun'), '0 */15 * * * *'),
    {
      description:
        'When the timer forget runs: it stores the calls of erased people again without them. A run takes up to eight minutes and continues where the last one stopped. It must run every day at least.',
      unit: 'NCRONTAB, UTC',
      example: '0 */15 * * * *',
    },
  ),
  BACKFILL_DAYS: documented(
    z._default(
      numberBetween(0, RECORD_KEPT_DAYS).check(z.multipleOf(1, 'must be a whole number')),
      RECORD_KEPT_DAYS,
    ),
    {
      description:
        'How far back the first start fetches calls that happened before it; Graph keeps 30 days. It is read at the first start only; `./callrecords backfill` fetches more.',
      unit: 'days',
      example: '30',
    },
  ),
  KEEP_DAYS: documented(
    z.optional(
      numberBetween(FEWEST_KEEP_DAYS, MOST_KEEP_DAYS).check(z.multipleOf(1, 'must be a whole number')),
    ),
    {
      description: `How many days calls are kept, ${FEWEST_KEEP_DAYS} to ${MOST_KEEP_DAYS}, by the UTC day of their start; empty: for ever. Older calls are deleted between one and two days later, and their summaries stay. A first or smaller number that would delete calls waits until an operator has confirmed it: \`./callrecords retention --confirm DAYS\`.`,
      unit: 'days',
      example: '365',
    },
  ),
  RETAIN_SCHEDULE: documented(
    z._default(schedule(DAY_MS, 'calls are deleted a day at a time'), '0 */10 * * * *'),
    {
      description:
        'When the timer retain runs: it deletes the calls that are older than KEEP_DAYS. A run takes up to eight minutes and continues where the last one stopped. It must run every day at least.',
      unit: 'NCRONTAB, UTC',
      example: '0 */10 * * * *',
    },
  ),
  PAGE_WITHOUT_PERSONS: documented(z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'), {
    description:
      'Whether `./callrecords page` leaves out the screen Person and filters by person. It counts in the environment of the command, and where the command takes the deployment from: with `--app` the tag that the template puts on the function app, with `npm start` the environment of that, else the settings that were found. `true` in one of the two is enough. It is a convenience and not a protection: who can read the tables can read the calls of everybody.',
    example: 'true',
  }),
  START_NONCE: documented(z.optional(text), {
    description:
      'Set by `npm start` alone: `/api/status` repeats it, so that `./callrecords` recognizes the pipeline that runs on this machine.',
    example: '5f2c8e0d9b7a4163',
  }),
});
export type Settings = z.output<typeof Settings>;
