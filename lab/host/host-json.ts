// host.json, read as the real host reads it, and checked as it does not: there an unknown key is ignored without a word,
// "5" is five days, and a wrong number leaves a host that answers 503 to everything. Keys that this app does not use are
// unknown here.
// https://learn.microsoft.com/azure/azure-functions/functions-host-json
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../src/language/json.ts';

/** Everything wrong with host.json, in one message. */
export class HostJsonError extends Error {
  override readonly name = 'HostJsonError';
}

/** .NET's TimeSpan: [d.]hh:mm:ss[.fffffff]. A bare number, which .NET takes for days, is not one here. */
const TIME_SPAN =
  /^(?:(?<days>\d+)\.)?(?<hours>[01]?\d|2[0-3]):(?<minutes>[0-5]?\d)(?::(?<seconds>[0-5]?\d)(?:\.(?<fraction>\d{1,7}))?)?$/;

function milliseconds(text: string): number | undefined {
  const parts = TIME_SPAN.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const number = (part: string) => Number(parts[part] ?? 0);
  const seconds = ((number('days') * 24 + number('hours')) * 60 + number('minutes')) * 60 + number('seconds');
  return seconds * 1000 + Number(`0.${parts.fraction ?? 0}`) * 1000;
}

/** Milliseconds of a time span from `least` to `most`. */
const timeSpan = (least: string, most: string) => z.string().transform(spanBetween(least, most));

const spanBetween = (least: string, most: string) => (text: string, context: z.RefinementCtx) => {
  const value = milliseconds(text);
  if (value !== undefined && value >= (milliseconds(least) ?? 0) && value <= (milliseconds(most) ?? 0))
    return value;
  const days = /^\d+$/.test(text) ? `; to .NET "${text}" is ${text} days` : '';
  const message =
    value === undefined ? `write it as hh:mm:ss${days}` : `must be between ${least} and ${most}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
};

/** https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings */
const queues = z
  .strictObject({
    batchSize: z.int().min(1).max(32).default(16),
    newBatchThreshold: z.int().min(0).optional(),
    // QueuePollingIntervals.cs: 100 ms at least, a minute by default.
    maxPollingInterval: timeSpan('00:00:00.1', '1.00:00:00').default(60_000),
    // The service itself takes no more than 7 days.
    visibilityTimeout: timeSpan('00:00:00', '7.00:00:00').default(0),
    maxDequeueCount: z.int().min(1).default(5),
    // The real host's default is base64: this host reads plain text alone.
    messageEncoding: z.string().regex(/^none$/i, 'must be "none"'),
  })
  .transform(({ batchSize, maxDequeueCount, maxPollingInterval, visibilityTimeout, newBatchThreshold }) => ({
    batchSize,
    maxDequeueCount,
    /** The next batch is asked for when no more than this many messages are being worked on. */
    newBatchThreshold: newBatchThreshold ?? Math.floor(batchSize / 2),
    /** The longest wait between two looks at an empty queue. */
    maxPollingIntervalMs: maxPollingInterval,
    /** How long a message is invisible after its function failed. */
    visibilityTimeoutSeconds: visibilityTimeout / 1000,
  }))
  .readonly();

const http = z.strictObject({
  /** Without slashes at its ends; empty when routes start at the root. */
  routePrefix: z
    .string()
    .default('api')
    .transform((prefix) => prefix.replace(/^\/+|\/+$/g, '')),
});

const singleton = {
  /** Of the blob lease that lets one host of many run a timer. */
  listenerLockPeriodSeconds: 60,
  /** How often a host without the lease tries to get it. */
  listenerLockRecoveryPollingMs: 60_000,
};

const functionTimeout = spanBetween('00:00:01', '10.00:00:00');

const hostJson = z
  .strictObject({
    version: z.literal('2.0'),
    // The default of a Flex Consumption plan; "-1" is no limit.
    functionTimeout: z
      .string()
      .default('00:30:00')
      .transform((text, context) => (text === '-1' ? undefined : functionTimeout(text, context))),
    extensions: z.strictObject({ http: http.prefault({}), queues }),
    // With it the host chooses the number of messages itself, and batchSize means nothing.
    concurrency: z.strictObject({ dynamicConcurrencyEnabled: z.literal(false) }).optional(),
    // Of the platform, not of this host: accepted as they are.
    extensionBundle: z.strictObject({ id: z.string(), version: z.string() }).optional(),
    logging: z.record(z.string(), z.unknown()).optional(),
  })
  .transform(({ functionTimeout, extensions }) => ({
    /** Undefined: no limit. */
    functionTimeoutMs: functionTimeout,
    routePrefix: extensions.http.routePrefix,
    queues: extensions.queues,
    singleton,
  }))
  .readonly();

/** What the host takes from host.json; every default is the real host's. */
export type HostJson = z.output<typeof hostJson>;

/** @throws {HostJsonError} naming every mistake at once. */
export function parseHostJson(document: unknown): HostJson {
  const parsed = hostJson.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new HostJsonError(`host.json is wrong:\n${parsed.error.issues.flatMap(lines).join('\n')}`);
}

/**
 * Reads host.json of the function app in `directory`.
 * @throws {HostJsonError} when it is missing, not JSON or wrong.
 */
export function readHostJson(directory: string): HostJson {
  const path = join(directory, 'host.json');
  let document: unknown;
  try {
    document = parseJson(readFileSync(path, 'utf8'));
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
