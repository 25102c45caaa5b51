/** What the host and the functions say in their log, as far as it is shown. */

import * as z from 'zod';

const at = z.iso.datetime().transform((text) => new Date(text));

/** An event of the log, under the name that it has there. */
const LoggedEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('callRecordIngested'),
    callId: z.string(),
    outcome: z.enum(['stored', 'withheld', 'superseded', 'expired', 'deferred', 'dead']),
    /** Why and until when the call waits, when it was deferred. */
    because: z.string().optional(),
    until: at.optional(),
    /** Since the pipeline first heard of the call. */
    lagSeconds: z.number(),
  }),
  z.object({ type: z.literal('notificationsReceived'), forged: z.number() }),
  /** An hour of start times was compared with Graph's list: so many calls were listed, so many of them stored. */
  z.object({
    type: z.literal('hourReconciled'),
    hour: z.string(),
    listed: z.number(),
    stored: z.number(),
  }),
  /** So many calls were deleted, or stored again without a user or as withheld ones. */
  z.object({ type: z.literal('retained'), calls: z.number() }),
  z.object({ type: z.literal('erasureGoesOn'), calls: z.number() }),
  z.object({ type: z.literal('exclusionGoesOn'), calls: z.number() }),
]);

export type PipelineEvent = { readonly at: Date } & (
  | Readonly<z.output<typeof LoggedEvent>>
  /** A warning or an error of the host or a function, as it stands in the log. */
  | { readonly type: 'trouble'; readonly message: string }
);

/** A line of `npm run host -- --json-logs`. */
const LogLine = z.object({
  time: at,
  level: z.string(),
  source: z.enum(['host', 'function']),
  functionName: z.string().optional(),
  invocationId: z.string().optional(),
  message: z.string(),
});
export type LogLine = Readonly<z.output<typeof LogLine>>;

/** Undefined when it is another line, or the last one of a killed host, cut off. */
export function logLineIn(text: string): LogLine | undefined {
  return LogLine.safeParse(jsonIn(text)).data;
}

const AnyEvent = z.looseObject({ event: z.string() });

/** The event in a line of the log; undefined when the line says nothing that is shown. */
export function pipelineEventIn(line: LogLine): PipelineEvent | undefined {
  const { event: type, ...fields } = AnyEvent.safeParse(jsonIn(line.message)).data ?? {};
  const logged = line.source === 'function' ? LoggedEvent.safeParse({ type, ...fields }).data : undefined;
  if (logged !== undefined) return { at: line.time, ...logged };
  if (!['warning', 'error', 'critical'].includes(line.level)) return undefined;
  const words = [type, ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)].join(', ');
  return { at: line.time, type: 'trouble', message: oneLine(type === undefined ? line.message : words) };
}

/** Without the stack below it, and without anything that would move a terminal's cursor. */
function oneLine(text: string): string {
  return (text.split('\n')[0] ?? '').replaceAll(/\p{Cc}/gu, '');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
