/** What the functions say in their log, as far as the display wants to know it. */

import * as z from 'zod';

export type PipelineEvent = { readonly at: Date } & (
  | {
      readonly type: 'callIngested';
      readonly callId: string;
      readonly outcome: 'stored' | 'superseded' | 'deferred' | 'dead';
      /** Why and until when the call waits, when it was deferred. */
      readonly because: string | undefined;
      readonly until: Date | undefined;
      /** Since the pipeline first heard of the call. */
      readonly lagSeconds: number;
    }
  | { readonly type: 'notificationsReceived'; readonly changes: number; readonly forged: number }
  /** An hour of start times was compared with Graph's list: so many calls were listed, so many of them stored. */
  | {
      readonly type: 'hourReconciled';
      readonly hour: string;
      readonly listed: number;
      readonly stored: number;
    }
  /** A warning or an error of the host or a function, as it stands in the log. */
  | { readonly type: 'trouble'; readonly message: string }
);

const at = z.iso.datetime().transform((text) => new Date(text));

/** A line of `npm run host -- --json-logs`. */
const Line = z.object({
  time: at,
  level: z.string(),
  source: z.enum(['host', 'function']),
  message: z.string(),
});

const CallRecordIngested = z.object({
  event: z.literal('callRecordIngested'),
  callId: z.string(),
  outcome: z.enum(['stored', 'superseded', 'deferred', 'dead']),
  because: z.string().optional(),
  until: at.optional(),
  lagSeconds: z.number(),
});
const NotificationsReceived = z.object({
  event: z.literal('notificationsReceived'),
  change: z.number(),
  forged: z.number(),
});
const HourReconciled = z.object({
  event: z.literal('hourReconciled'),
  hour: z.string(),
  listed: z.number(),
  stored: z.number(),
});
const Known = z.union([CallRecordIngested, NotificationsReceived, HourReconciled]);

/** The event in a line of the log; undefined when the line says nothing that is shown. */
export function pipelineEventIn(text: string): PipelineEvent | undefined {
  const line = Line.safeParse(jsonIn(text));
  if (!line.success) return undefined;
  const { time, level, source, message } = line.data;
  const known = source === 'function' ? Known.safeParse(jsonIn(message)) : undefined;
  if (known?.success !== true) {
    const isTrouble = level === 'warning' || level === 'error' || level === 'critical';
    return isTrouble ? { at: time, type: 'trouble', message: troubleInWords(message) } : undefined;
  }
  switch (known.data.event) {
    case 'callRecordIngested': {
      const { callId, outcome, because, until, lagSeconds } = known.data;
      return { at: time, type: 'callIngested', callId, outcome, because, until, lagSeconds };
    }
    case 'notificationsReceived': {
      const { change, forged } = known.data;
      return { at: time, type: 'notificationsReceived', changes: change, forged };
    }
    case 'hourReconciled': {
      const { hour, listed, stored } = known.data;
      return { at: time, type: 'hourReconciled', hour, listed, stored };
    }
  }
}

const AnyEvent = z.looseObject({ event: z.string() });

/** Without the stack below it, and without anything that would move a terminal's cursor. */
function troubleInWords(message: string): string {
  const parsed = AnyEvent.safeParse(jsonIn(message));
  if (!parsed.success) return oneLine(message);
  const { event, ...fields } = parsed.data;
  return oneLine([event, ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)].join(', '));
}

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
