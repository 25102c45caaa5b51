// host.json, read as the real host reads it, and checked as it does not: there an unknown key is ignored in silence,
// "5" is five days, and a wrong number leaves a host that answers 503 to everything.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseTimeSpan } from './time-span.ts';

/** What the host takes from host.json; every default is the real host's. */
export interface HostJson {
  /** Undefined: no limit. */
  readonly functionTimeoutMs: number | undefined;
  /** Without slashes at its ends; empty when routes start at the root. */
  readonly routePrefix: string;
  readonly queues: QueueOptions;
  readonly singleton: SingletonOptions;
}

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings */
export interface QueueOptions {
  /** Messages asked for at once, 1 to 32. */
  readonly batchSize: number;
  /** The next batch is asked for when no more than this many are being worked on. */
  readonly newBatchThreshold: number;
  /** The longest pause between two looks at an empty queue. */
  readonly maxPollingIntervalMs: number;
  /** How long a message is invisible after its function failed. */
  readonly visibilityTimeoutSeconds: number;
  /** Deliveries after which a message goes to the poison queue. */
  readonly maxDequeueCount: number;
  readonly messageEncoding: 'none' | 'base64';
}

/** https://learn.microsoft.com/azure/azure-functions/functions-host-json#singleton */
export interface SingletonOptions {
  /** Of the blob lease that lets one host of many run a timer; 15 to 60 s. */
  readonly listenerLockPeriodSeconds: number;
  /** How often a host without the lease tries to get it. */
  readonly listenerLockRecoveryPollingMs: number;
}

/** Everything wrong with host.json, in one message. */
export class HostJsonError extends Error {
  override readonly name = 'HostJsonError';
}

interface Range {
  readonly from: string;
  readonly to: string;
}

const timeSpan = (fallback: string, range: Range) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => milliseconds(text, range, context));

function milliseconds(text: string, { from, to }: Range, context: z.RefinementCtx): number {
  const value = parseTimeSpan(text);
  if (value !== undefined && value >= (parseTimeSpan(from) ?? 0) && value <= (parseTimeSpan(to) ?? 0))
    return value;
  const days = /^\d+$/.test(text) ? `; to .NET "${text}" is ${text} days` : '';
  const message = value === undefined ? `write it as hh:mm:ss${days}` : `must be between ${from} and ${to}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

const queues = z.strictObject({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  // QueuePollingIntervals.cs: 100 ms at least, a minute unless told.
  maxPollingInterval: timeSpan('00:01:00', { from: '00:00:00.1', to: '1.00:00:00' }),
  // The service itself takes no more than 7 days.
  visibilityTimeout: timeSpan('00:00:00', { from: '00:00:00', to: '7.00:00:00' }),
  maxDequeueCount: z.int().min(1).default(5),
  messageEncoding: z
    .string()
    .default('base64')
    .transform((text) => text.toLowerCase())
    .pipe(z.enum(['none', 'base64'])),
});

const http = z.strictObject({
  routePrefix: z.string().default('api'),
  maxOutstandingRequests: z.int().optional(),
  maxConcurrentRequests: z.int().optional(),
  dynamicThrottlesEnabled: z.boolean().optional(),
  hsts: z.record(z.string(), z.unknown()).optional(),
  customHeaders: z.record(z.string(), z.string()).optional(),
});

const singleton = z.strictObject({
  lockPeriod: timeSpan('00:00:15', { from: '00:00:15', to: '00:01:00' }),
  listenerLockPeriod: timeSpan('00:01:00', { from: '00:00:15', to: '00:01:00' }),
  listenerLockRecoveryPollingInterval: timeSpan('00:01:00', { from: '00:00:15', to: '1.00:00:00' }),
  lockAcquisitionTimeout: timeSpan('00:01:00', { from: '00:00:01', to: '1.00:00:00' }),
  lockAcquisitionPollingInterval: timeSpan('00:00:05', { from: '00:00:00.1', to: '1.00:00:00' }),
});

const hostJson = z.strictObject({
  version: z.literal('2.0'),
  // The default of a Flex Consumption plan; "-1" is no limit.
  functionTimeout: z
    .string()
    .default('00:30:00')
    .transform((text, context) =>
      text === '-1' ? undefined : milliseconds(text, { from: '00:00:01', to: '10.00:00:00' }, context),
    ),
  extensions: z.strictObject({ http: http.prefault({}), queues: queues.prefault({}) }).prefault({}),
  singleton: singleton.prefault({}),
  concurrency: z
    .strictObject({
      // With it the host chooses the number of messages itself, and batchSize means nothing.
      dynamicConcurrencyEnabled: z.literal(false),
      snapshotPersistenceEnabled: z.boolean().optional(),
    })
    .optional(),
  // Of the platform, not of this host: accepted as they are.
  extensionBundle: z.strictObject({ id: z.string(), version: z.string() }).optional(),
  logging: z.record(z.string(), z.unknown()).optional(),
  telemetryMode: z.enum(['OpenTelemetry', 'ApplicationInsights']).optional(),
  healthMonitor: z.record(z.string(), z.unknown()).optional(),
  watchDirectories: z.array(z.string()).optional(),
  watchFiles: z.array(z.string()).optional(),
});

/** @throws {HostJsonError} naming every mistake at once. */
export function parseHostJson(document: unknown): HostJson {
  const parsed = hostJson.safeParse(document);
  if (!parsed.success)
    throw new HostJsonError(`host.json is wrong:\n${parsed.error.issues.flatMap(lines).join('\n')}`);
  const { functionTimeout, extensions, singleton: locks } = parsed.data;
  const { maxPollingInterval, visibilityTimeout, newBatchThreshold, ...queueOptions } = extensions.queues;
  return {
    functionTimeoutMs: functionTimeout,
    routePrefix: extensions.http.routePrefix.replace(/^\/+|\/+$/g, ''),
    queues: {
      ...queueOptions,
      newBatchThreshold: newBatchThreshold ?? Math.floor(queueOptions.batchSize / 2),
      maxPollingIntervalMs: maxPollingInterval,
      visibilityTimeoutSeconds: visibilityTimeout / 1000,
    },
    singleton: {
      listenerLockPeriodSeconds: locks.listenerLockPeriod / 1000,
      listenerLockRecoveryPollingMs: locks.listenerLockRecoveryPollingInterval,
    },
  };
}

/**
 * Reads host.json of the function app in `directory`.
 * @throws {HostJsonError} when it is missing, not JSON or wrong.
 */
export async function readHostJson(directory: string): Promise<HostJson> {
  const path = join(directory, 'host.json');
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new HostJsonError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return parseHostJson(document);
}

function lines(issue: z.core.$ZodIssue): ReadonlyArray<string> {
  const where = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [`  ${where || 'host.json'}: ${issue.message}`];
  return issue.keys.map((key) => `  ${where === '' ? key : `${where}.${key}`}: unknown key`);
}
