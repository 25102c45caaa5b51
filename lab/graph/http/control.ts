/** What only a simulated Graph has: looking at the tenant's truth and steering it, under `/_simulator/`. */

import * as z from 'zod';
import { CallSpec, VersionSpec } from '../call.ts';
import { FAULT_MEANINGS, FAULT_NAMES } from '../faults.ts';
import type { SimulatedTenant } from '../tenant.ts';
import type { GraphRequest, GraphResponse } from '../transport.ts';

const PREFIX = '/_simulator/';

export function isControlPath(pathname: string): boolean {
  return pathname.startsWith(PREFIX);
}

const VersionRequest = VersionSpec.omit({ afterSeconds: true }).extend({
  callId: z.guid(),
  notify: z.boolean().exactOptional(),
});

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const FaultRequest = z.strictObject({
  name: z.enum(FAULT_NAMES),
  count: z.int().min(1).exactOptional(),
  from: moment.exactOptional(),
  until: moment.exactOptional(),
  target: z
    .enum(['callRecords', 'lists', 'subscriptions', 'subscriptionList', 'creations', 'renewals', 'any'])
    .exactOptional(),
  callId: z.guid().exactOptional(),
  retryAfter: z.string().exactOptional(),
});

const BackgroundRequest = z.strictObject({ callsPerMinute: z.number().min(0) });

/** Answers a request to steer. Nothing here needs the token. */
export function answerControl(tenant: SimulatedTenant, request: GraphRequest): GraphResponse {
  try {
    const result = controlled(tenant, request);
    return result === undefined ? json(404, { error: 'Unknown endpoint.' }) : json(200, result);
  } catch (error) {
    const message =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : String(error);
    return json(400, { error: message });
  }
}

function controlled(tenant: SimulatedTenant, { method, url, body }: GraphRequest): object | undefined {
  const [resource, id] = new URL(url).pathname.slice(PREFIX.length).split('/');
  switch (`${method} ${resource}`) {
    case 'GET truth':
      return { tenantId: tenant.tenantId, calls: tenant.truth() };
    case 'GET records':
      return tenant.recordOf(id ?? '');
    case 'GET faults':
      return {
        active: tenant.faults.active().map(({ name, remaining }) => ({ name, remaining })),
        known: FAULT_MEANINGS,
      };
    case 'DELETE faults':
      tenant.faults.clear();
      return {};
    case 'POST calls':
      return tenant.startCall(CallSpec.parse(parsed(body)));
    case 'POST versions': {
      const { callId, ...spec } = VersionRequest.parse(parsed(body));
      return tenant.publishVersion(callId, spec);
    }
    case 'POST faults': {
      const { name, ...options } = FaultRequest.parse(parsed(body));
      const fault = tenant.faults.add(name, options);
      return { name, remaining: fault.remaining };
    }
    case 'POST background':
      tenant.setBackground(BackgroundRequest.parse(parsed(body)).callsPerMinute);
      return {};
    default:
      return undefined;
  }
}

function parsed(body: string | undefined): unknown {
  return body === undefined || body === '' ? {} : JSON.parse(body);
}

function json(status: number, body: object): GraphResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body, undefined, 2),
  };
}
