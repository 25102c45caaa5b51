/** The whole Graph surface: authentication, faults, throttling, the operation, the headers of every response. */

import type { Random } from '../../random.ts';
import type { CallRegister } from '../calls/call-register.ts';
import {
  BENDING,
  hasNextLink,
  SPOILING,
  STANDING,
  spoiled,
  standIn,
  throttled,
  withBentLink,
} from '../faults/disturbed-answer.ts';
import type { Fault, FaultSet } from '../faults/fault-set.ts';
import type { DisturbableRequest, FaultName, RequestFault } from '../faults.ts';
import { operationOf } from '../operation.ts';
import { badRequest, GraphError, type OperationResult } from '../operation-result.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { TenantContext } from '../tenant-context.ts';
import { type GraphRequest, type GraphResponse, SIMULATED_TOKEN } from '../transport.ts';
import { getCallRecord, listCallRecords, listCollection } from './call-record-operations.ts';
import { type Preferences, preferencesOf, writeDocument } from './preferences.ts';
import { type ThrottleScope, Throttling, throttleScopes } from './throttling.ts';

interface ResponderParts {
  readonly calls: CallRegister;
  readonly subscriptions: Subscriptions;
  readonly faults: FaultSet;
  /** Publishes a next version of a call's record (the fault "version-moves"). */
  readonly publishVersion: (callId: string) => void;
}

/** One request on its way through. */
interface Visit extends DisturbableRequest {
  readonly body: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly address: URL;
  readonly preferences: Preferences;
  readonly scopes: ReadonlyArray<ThrottleScope>;
  readonly startedAt: number;
  /** More than one can strike: a record that is stale may also be spoiled. */
  readonly faults: Array<FaultName>;
  refusedScope: ThrottleScope | undefined;
}

export class Responder {
  readonly #context: TenantContext;
  readonly #parts: ResponderParts;
  readonly #random: Random;
  readonly #throttling = new Throttling();

  constructor(context: TenantContext, parts: ResponderParts) {
    this.#context = context;
    this.#parts = parts;
    this.#random = context.random.fork('responder');
  }

  async respond(request: GraphRequest): Promise<GraphResponse> {
    const { events, now } = this.#context;
    const visit = visitOf(request, now());
    const { operation, scopes, startedAt } = visit;
    const earlyByMilliseconds = this.#throttling.earlyBy(scopes, startedAt);
    const response = await this.#response(visit);
    const retryAfter = response.headers['Retry-After'];
    const scope = visit.refusedScope ?? scopes[0];
    if (retryAfter !== undefined && scope !== undefined)
      this.#throttling.askPatience(scope, retryAfter, startedAt);
    events.emit(now(), {
      type: 'requestAnswered',
      method: visit.method,
      operation: operation.kind,
      path: visit.address.pathname,
      callId: 'callId' in operation ? operation.callId : undefined,
      subscriptionId: 'subscriptionId' in operation ? operation.subscriptionId : undefined,
      status: response.status,
      retryAfter,
      earlyByMilliseconds,
      faults: visit.faults,
    });
    return response;
  }

  async #response(visit: Visit): Promise<GraphResponse> {
    try {
      authenticate(visit);
      const instead = this.#strike(STANDING, visit);
      if (instead !== undefined) {
        const change = standIn(instead, visit.startedAt);
        const response = this.#written({ status: 200, body: {} }, visit);
        return { ...response, ...change(response) };
      }
      this.#throttle(visit);
      const result = this.#bend(await this.#operate(visit), visit);
      const response = this.#written(result, visit);
      const spoiling = result.body === undefined ? undefined : this.#strike(SPOILING, visit);
      return spoiling === undefined ? response : spoiled(response, spoiling);
    } catch (error) {
      if (error instanceof GraphError) return this.#refused(error, visit);
      throw error;
    }
  }

  #throttle(visit: Visit): void {
    if (!this.#context.behaviour.throttling) return;
    const { scopes, startedAt } = visit;
    const refusal = this.#throttling.refusal(scopes, startedAt);
    if (refusal === undefined) return;
    visit.refusedScope = refusal.scope;
    throw throttled(String(Math.max(1, Math.ceil((refusal.until - startedAt) / 1000))));
  }

  #strike<Name extends RequestFault>(names: ReadonlyArray<Name>, visit: Visit): Fault<Name> | undefined {
    const fault = this.#parts.faults.takeForRequest(names, visit, visit.startedAt);
    if (fault !== undefined) visit.faults.push(fault.name);
    return fault;
  }

  async #operate(visit: Visit): Promise<OperationResult> {
    const { operation, address, body, preferences, startedAt: now } = visit;
    const { calls, subscriptions } = this.#parts;
    const root = `${address.origin}/v1.0`;
    // The role CallRecords.Read.All is missing, or not yet in the token.
    const roleMissing = this.#strike(['forbidden'], visit) !== undefined;
    if (roleMissing && operation.kind !== 'createSubscription') throw new GraphError(403, 'Forbidden', '');
    const isStale = 'callId' in operation && this.#strike(['stale-version'], visit) !== undefined;
    const request = { root, parameters: address.searchParams, preferences, now, isStale };
    switch (operation.kind) {
      case 'listCallRecords':
        return listCallRecords(calls, this.#context.behaviour.listPageSize, request);
      case 'getCallRecord':
        return getCallRecord(calls, operation.callId, request);
      case 'listSessions':
        return listCollection('sessions', calls, operation.callId, request);
      case 'listParticipants':
        return listCollection('participants_v2', calls, operation.callId, request);
      case 'listSubscriptions':
        return subscriptions.list(root);
      case 'createSubscription':
        return await subscriptions.create(body, root, roleMissing);
      case 'getSubscription':
        return subscriptions.get(operation.subscriptionId, root);
      case 'updateSubscription':
        return await subscriptions.update(operation.subscriptionId, body, root);
      case 'deleteSubscription':
        return subscriptions.delete(operation.subscriptionId);
      case 'unknown':
        throw badRequest(`Resource not found for the segment '${address.pathname}'.`);
    }
  }

  #bend(result: OperationResult, visit: Visit): OperationResult {
    if (!hasNextLink(result)) return result;
    const fault = this.#strike(BENDING, visit);
    if (fault === undefined) return result;
    if (fault.name === 'version-moves' && 'callId' in visit.operation) {
      this.#parts.publishVersion(visit.operation.callId);
    }
    return withBentLink(result, fault, visit.url);
  }

  #written({ status, body }: OperationResult, visit: Visit): GraphResponse {
    const headers = this.#commonHeaders(visit);
    if (body === undefined) return { status, headers, body: '' };
    const contentType = 'application/json; odata.metadata=minimal; charset=utf-8';
    return {
      status,
      headers: { ...headers, 'Content-Type': contentType },
      body: writeDocument(body, visit.preferences),
    };
  }

  /** The error document: innerError repeats what support asks for. */
  #refused({ status, code, message, headers }: GraphError, visit: Visit): GraphResponse {
    const common = this.#commonHeaders(visit);
    const innerError = {
      date: new Date(visit.startedAt).toISOString().slice(0, 19),
      'request-id': common['request-id'],
      'client-request-id': common['client-request-id'],
    };
    return {
      status,
      headers: { ...common, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ error: { code, message, innerError } }),
    };
  }

  /** What support asks for; client-request-id is the client's own, or else the request's. */
  #commonHeaders({ headers, startedAt }: Visit) {
    const requestId = this.#random.guid();
    const server = {
      DataCenter: 'Simulated',
      Slice: 'E',
      Ring: '1',
      ScaleUnit: '000',
      RoleInstance: 'SIM0000',
    };
    return {
      Date: new Date(startedAt).toUTCString(),
      'request-id': requestId,
      'client-request-id': headers.get('client-request-id') ?? requestId,
      'x-ms-ags-diagnostic': JSON.stringify({ ServerInfo: server }),
    };
  }
}

function visitOf(request: GraphRequest, startedAt: number): Visit {
  const { url, body } = request;
  const method = request.method.toUpperCase();
  const address = new URL(url);
  const operation = operationOf(method, address.pathname);
  const headers = new Map(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method,
    operation,
    url,
    body,
    address,
    headers,
    preferences: preferencesOf(headers.get('prefer')),
    scopes: throttleScopes(operation),
    startedAt,
    faults: [],
    refusedScope: undefined,
  };
}

function authenticate({ headers }: Visit): void {
  const authorization = headers.get('authorization');
  if (authorization === `Bearer ${SIMULATED_TOKEN}`) return;
  const message =
    authorization === undefined ? 'Access token is empty.' : 'IDX14100: JWT is not well formed.';
  throw new GraphError(401, 'InvalidAuthenticationToken', message);
}
