// What runs each function of an app, read from the bindings it registered. Names of settings (%NAME%) are not filled in.

import type { FunctionApp } from './function-app.ts';
import type { RegisteredFunction } from './functions-core.ts';
import { nextOccurrence } from './next-occurrence.ts';
import type { BindingInfo } from './worker-protocol.ts';

/** App settings, as they stand in the environment. */
export type Settings = Readonly<Record<string, string | undefined>>;

interface TriggerOf<Kind extends string> {
  readonly kind: Kind;
  readonly functionName: string;
  readonly registered: RegisteredFunction;
}

export interface HttpTrigger extends TriggerOf<'http'> {
  /** Below the route prefix, for instance `notifications`. */
  readonly route: string;
  /** Upper case. */
  readonly methods: ReadonlyArray<string>;
}

export interface QueueTrigger extends TriggerOf<'queue'> {
  readonly queueName: string;
  /** The name of the setting with the connection string, or the prefix of the settings of an identity. */
  readonly connection: string;
}

export interface TimerTrigger extends TriggerOf<'timer'> {
  /** NCRONTAB, six fields, in UTC. */
  readonly schedule: string;
}

export type Trigger = HttpTrigger | QueueTrigger | TimerTrigger;

/** Functions that this host cannot run, all of them in one message. */
export class TriggerError extends Error {
  override readonly name = 'TriggerError';
}

/**
 * The triggers of `app`, without those of functions disabled by `AzureWebJobs.<name>.Disabled`.
 * @throws {TriggerError} naming each function with a binding that is unknown here or has a wrong or missing value.
 */
export function readTriggers(app: FunctionApp, settings: Settings): ReadonlyArray<Trigger> {
  const triggers: Array<Trigger> = [];
  const problems: Array<string> = [];
  for (const [name, registered] of app.functions) {
    if (isDisabled(name, settings)) continue;
    try {
      triggers.push(readTrigger(name, registered));
    } catch (error) {
      problems.push(`  ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (problems.length > 0) throw new TriggerError(`Some functions cannot run:\n${problems.join('\n')}`);
  return triggers;
}

/** https://learn.microsoft.com/azure/azure-functions/disable-function */
function isDisabled(name: string, settings: Settings): boolean {
  const value = settings[`AzureWebJobs.${name}.Disabled`] ?? settings[`AzureWebJobs_${name}_Disabled`];
  return value === '1' || value?.toLowerCase() === 'true';
}

function readTrigger(functionName: string, registered: RegisteredFunction): Trigger {
  const bindings = Object.entries(registered.metadata.bindings);
  const other = bindings.find(
    ([name, { type }]) => !/trigger$/i.test(type) && !(name === '$return' && type === 'http'),
  );
  if (other !== undefined) throw new Error(`bindings of type ${other[1].type} are not supported; use an SDK`);
  const trigger = bindings.map(([, binding]) => binding).find(({ type }) => /trigger$/i.test(type));
  if (trigger === undefined) throw new Error('it has no trigger');

  // Queue functions have none on the real host either; for timers, it would run them again by itself.
  if (registered.metadata.retryOptions !== undefined) throw new Error('retry policies are not supported');

  switch (trigger.type) {
    case 'httpTrigger': {
      const route = typeof trigger.route === 'string' ? textOption(trigger, 'route') : functionName;
      if (/[{}]/.test(route)) throw new Error('routes with parameters are not supported');
      const methods = Array.isArray(trigger.methods) ? trigger.methods.map(String) : ['GET', 'POST'];
      return {
        kind: 'http',
        functionName,
        registered,
        route: route.replace(/^\/+|\/+$/g, ''),
        methods: methods.map((method) => method.toUpperCase()),
      };
    }
    case 'queueTrigger':
      return {
        kind: 'queue',
        functionName,
        registered,
        queueName: textOption(trigger, 'queueName'),
        connection: textOption(trigger, 'connection') || 'AzureWebJobsStorage',
      };
    case 'timerTrigger': {
      const schedule = textOption(trigger, 'schedule');
      nextOccurrence(schedule, new Date(0));
      return { kind: 'timer', functionName, registered, schedule };
    }
    default:
      throw new Error(`triggers of type ${trigger.type} are not supported`);
  }
}

function textOption(binding: BindingInfo, option: string): string {
  const value = binding[option];
  return typeof value === 'string' ? value : '';
}
