// The host's own endpoints: its page, its status, and running a function by hand
// (https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http). No key is asked for, as with the
// Core Tools; the server listens on the loopback address only.
import { hostVersion } from './functions-core.ts';
import type { HttpCall, HttpReply } from './http-trigger.ts';
import { type InvocationEnvironment, invoke } from './invocation.ts';
import type { RunningWork } from './running-work.ts';
import { firstStatus } from './timer-status.ts';
import { runTimer } from './timer-trigger.ts';
import type { Trigger } from './triggers.ts';

export interface AdministeredHost {
  readonly triggers: ReadonlyArray<Trigger>;
  readonly hostId: string;
  readonly environment: InvocationEnvironment;
  /** Lets the work go on after the reply, and the end of the host wait for it. */
  readonly background: RunningWork;
}

/** Undefined when the path is none of these endpoints. */
export function answerAdmin(call: HttpCall, path: string, host: AdministeredHost): HttpReply | undefined {
  const what = `${call.method} ${path}`;
  if (what === 'GET /') return page(host);
  if (what === 'GET /admin/host/status') return status(host);
  const functionName = /^POST \/admin\/functions\/([^/]+)$/.exec(what)?.[1];
  return functionName === undefined ? undefined : run(functionName, call.body, host);
}

function page({ triggers }: AdministeredHost): HttpReply {
  const names = triggers
    .map(({ functionName, kind }) => `<li>${escapeHtml(functionName)} (${kind})</li>`)
    .join('');
  return reply(
    200,
    'text/html; charset=utf-8',
    `<!doctype html><title>Function app</title><h1>Your function app is up and running</h1><ul>${names}</ul>\n`,
  );
}

function status({ hostId }: AdministeredHost): HttpReply {
  const processUptime = Math.round(process.uptime() * 1000);
  return json(200, { id: hostId, state: 'Running', version: hostVersion, processUptime });
}

function run(functionName: string, body: Uint8Array, host: AdministeredHost): HttpReply {
  const trigger = host.triggers.find((candidate) => candidate.functionName === functionName);
  if (trigger === undefined) return json(404, { error: `There is no function "${functionName}".` });
  const input = readInput(body);
  if (input === undefined) return json(400, { error: 'The body must be JSON: {"input": "…"}.' });
  const { environment } = host;
  switch (trigger.kind) {
    case 'timer': {
      const occasion = { isPastDue: false, status: firstStatus(trigger.schedule, environment.clock.now()) };
      host.background.add(runTimer(trigger, occasion, environment));
      return reply(202);
    }
    case 'queue': {
      const manual = {
        reason: 'This function was programmatically called via the host APIs.',
        data: { string: input },
      };
      host.background.add(
        invoke(trigger.registered, { ...manual, metadata: { QueueTrigger: manual.data } }, environment),
      );
      return reply(202);
    }
    case 'http':
      return json(400, { error: `"${functionName}" has an HTTP trigger: send it a request.` });
  }
}

/** The text that stands for the message; anything but a string is its JSON. An empty body is an empty input. */
function readInput(body: Uint8Array): string | undefined {
  if (body.byteLength === 0) return '';
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const input =
      typeof document === 'object' && document !== null && 'input' in document ? document.input : '';
    return typeof input === 'string' ? input : JSON.stringify(input);
  } catch {
    return undefined;
  }
}

function json(status: number, document: unknown): HttpReply {
  return reply(status, 'application/json; charset=utf-8', JSON.stringify(document));
}

function reply(status: number, contentType?: string, text = ''): HttpReply {
  const headers = contentType === undefined ? [] : [['content-type', contentType] as const];
  return { status, headers, body: Buffer.from(text) };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
