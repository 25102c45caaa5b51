// The host's own endpoints: its page, its status, and running a function by hand
// (https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http). No key is asked for, as with the
// Core Tools; the server listens on the loopback address only.
import { hostVersion } from './functions-core.ts';
import { type InvocationEnvironment, invoke } from './invocation.ts';
import type { RunningWork } from './running-work.ts';
import { runTimer } from './timer-listener.ts';
import { firstStatus } from './timer-rules.ts';
import type { Trigger } from './triggers.ts';

export interface AdministeredHost {
  readonly triggers: ReadonlyArray<Trigger>;
  readonly hostId: string;
  readonly environment: InvocationEnvironment;
  /** Lets the work go on after the response, and the end of the host wait for it. */
  readonly background: RunningWork;
}

/** A 404 when the path is none of these endpoints. */
export async function answerAdmin(request: Request, host: AdministeredHost): Promise<Response> {
  const { pathname } = new URL(request.url);
  const asked = `${request.method} ${pathname}`;
  if (asked === 'GET /') {
    const names = host.triggers.map(({ functionName, kind }) => `  ${functionName} (${kind})\n`);
    return new Response(`The function app is running:\n${names.join('')}`);
  }
  if (asked === 'GET /admin/host/status') {
    const processUptime = Math.round(process.uptime() * 1000);
    return Response.json({ id: host.hostId, state: 'Running', version: hostVersion, processUptime });
  }
  const functionName = /^POST \/admin\/functions\/([^/]+)$/.exec(asked)?.[1];
  if (functionName === undefined) return new Response(null, { status: 404 });
  return run(functionName, await request.text(), host);
}

function run(
  functionName: string,
  body: string,
  { triggers, environment, background }: AdministeredHost,
): Response {
  const trigger = triggers.find((candidate) => candidate.functionName === functionName);
  if (trigger === undefined) return refusal(404, `There is no function "${functionName}".`);
  const input = readInput(body);
  if (input === undefined) return refusal(400, 'The body must be JSON: {"input": "…"}.');
  switch (trigger.kind) {
    case 'timer': {
      const status = firstStatus(trigger.schedule, environment.clock.now());
      background.add(runTimer(trigger, false, status, environment));
      break;
    }
    case 'queue': {
      const data = { string: input };
      const reason = 'This function was programmatically called via the host APIs.';
      const metadata = { QueueTrigger: data };
      background.add(invoke(trigger.registered, { reason, data, metadata }, environment));
      break;
    }
    case 'http':
      return refusal(400, `"${functionName}" has an HTTP trigger: send it a request.`);
  }
  return new Response(null, { status: 202 });
}

function refusal(status: 400 | 404, error: string): Response {
  return Response.json({ error }, { status });
}

/** The text that stands for the message; anything but a string is its JSON. An empty body is an empty input. */
function readInput(body: string): string | undefined {
  if (body === '') return '';
  try {
    const document: unknown = JSON.parse(body);
    const input =
      typeof document === 'object' && document !== null && 'input' in document ? document.input : '';
    return typeof input === 'string' ? input : JSON.stringify(input);
  } catch {
    return undefined;
  }
}
