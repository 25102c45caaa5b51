/** Graph as the doctor asks it: one token, one try a request, nothing held back and nothing changed. */

import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { createDefaultHttpClient, type HttpClient, isRestError } from '@azure/core-rest-pipeline';
import type { GraphAuthentication } from '../../adapters/graph/authenticate.ts';
import { createGraphClient } from '../../adapters/graph/client.ts';
import type { Patience } from '../../adapters/graph/limits.ts';
import { steadyCredential } from '../../adapters/steady-credential.ts';
import { graphAuthentication } from '../../app.ts';
import type { Config } from '../../config.ts';
import { HOUR_MS } from '../../language/milliseconds.ts';
import { silentLog } from '../../logs/log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GraphSubscription, ThrottleGate } from '../../ports/graph.ts';
import type { Random } from '../../ports/random.ts';
import { type TokenClaims, tokenClaims } from './tokens.ts';

/**
 * Whose token Graph is shown. Outside Azure it is that of the machine's sign-in. Graph answers it otherwise than the
 * app: other rights, and other subscriptions.
 */
export type Asker = 'simulated' | 'app' | 'anotherApp' | 'person';

/** What Graph is asked with; undefined claims: the token cannot be read. */
export interface GraphToken {
  readonly asker: Asker;
  readonly claims: TokenClaims | undefined;
}

export interface GraphProbe {
  readonly host: string;
  readonly origin: string;
  /** Rejects with TokenUnavailable. */
  token(): Promise<GraphToken>;
  /** Whether Graph shows what it shows the app. Rejects as `token` does. */
  asksAsApp(): Promise<boolean>;
  /** Counts the calls of the last hour. Rejects with GraphFailure. */
  listCalls(): Promise<number>;
  /** The app's subscriptions; the same answer for all who ask. Rejects with GraphFailure. */
  subscriptions(): Promise<ReadonlyArray<GraphSubscription>>;
  /** One of them, by its id; undefined when Graph has none of it. Rejects with GraphFailure. */
  subscription(id: string): Promise<GraphSubscription | undefined>;
  /** The code of the last error of the network, which a GraphFailure does not tell. */
  lastNetworkError(): string | undefined;
}

export interface GraphWorld {
  readonly clock: Clock;
  readonly random: Random;
  /** Instead of the one that the settings lead to. */
  readonly credential?: TokenCredential;
  readonly httpClient?: HttpClient;
}

/** The doctor reports a refusal, and does not wait until it has passed. */
const ONE_TRY: Patience = { longestWaitMilliseconds: 0, throttledRetries: 0, transientRetries: 0 };

/** A throttled tenant is a finding: the app's own gate is neither asked nor closed. */
const OPEN_GATE: ThrottleGate = { notBefore: async () => undefined, hold: async () => undefined };

/** `clientId`: the app's, where the settings name it. */
export function createGraphProbe(
  config: Config,
  clientId: string | undefined,
  limits: { readonly graphMilliseconds: number; readonly tokenMilliseconds: number },
  { clock, random, credential, httpClient = createDefaultHttpClient() }: GraphWorld,
): GraphProbe {
  const watched = watchNetwork(httpClient);
  const authentication = authenticatedOnce(graphAuthentication(config), credential, limits.tokenMilliseconds);
  const graph = createGraphClient({
    baseUrl: config.graph.baseUrl,
    authentication,
    clock,
    random,
    gate: OPEN_GATE,
    log: silentLog,
    httpClient: watched.httpClient,
    limits: {
      beginning: ONE_TRY,
      requestTimeLimitMilliseconds: limits.graphMilliseconds,
      tokenTimeLimitMilliseconds: limits.tokenMilliseconds,
    },
  });
  const signal = new AbortController().signal;
  const { host, origin } = new URL(config.graph.baseUrl);

  async function token(): Promise<GraphToken> {
    if ('fixedToken' in authentication) return { asker: 'simulated', claims: undefined };
    const acquired = await authentication.credential.getToken(authentication.scope);
    const claims = tokenClaims(acquired?.token ?? '');
    return { asker: askerOf(claims, clientId), claims };
  }

  let subscriptions: Promise<ReadonlyArray<GraphSubscription>> | undefined;
  return {
    host,
    origin,
    token,
    async asksAsApp() {
      const { asker } = await token();
      return asker === 'app' || asker === 'simulated';
    },
    async listCalls() {
      const to = clock.now();
      const period = { from: new Date(to.getTime() - HOUR_MS), to };
      for await (const { calls } of graph.callRecordList.pages(period, undefined, signal))
        return calls.length;
      return 0;
    },
    subscriptions() {
      subscriptions ??= graph.subscriptions.list(signal);
      return subscriptions;
    },
    subscription: (id) => graph.subscriptions.get(id, signal),
    lastNetworkError: watched.lastError,
  };
}

function askerOf(claims: TokenClaims | undefined, clientId: string | undefined): Asker {
  if (claims?.scp !== undefined) return 'person';
  const shown = claims?.appid ?? claims?.azp;
  const isAnother =
    clientId !== undefined && shown !== undefined && shown.toLowerCase() !== clientId.trim().toLowerCase();
  return isAnother ? 'anotherApp' : 'app';
}

/** One token serves all requests: `az` takes seconds for each. */
function authenticatedOnce(
  authentication: GraphAuthentication,
  credential: TokenCredential | undefined,
  limitMilliseconds: number,
): GraphAuthentication {
  if ('fixedToken' in authentication) return authentication;
  const steady = steadyCredential(credential ?? authentication.credential, limitMilliseconds);
  let token: Promise<AccessToken | null> | undefined;
  return {
    scope: authentication.scope,
    credential: {
      getToken(scopes, options) {
        token ??= steady.getToken(scopes, options);
        return token;
      },
    },
  };
}

function watchNetwork(httpClient: HttpClient): {
  readonly httpClient: HttpClient;
  readonly lastError: () => string | undefined;
} {
  let lastError: string | undefined;
  return {
    httpClient: {
      async sendRequest(request) {
        try {
          return await httpClient.sendRequest(request);
        } catch (error) {
          // The library aborts a request at its own time limit.
          lastError = isRestError(error) ? error.code : 'ETIMEDOUT';
          throw error;
        }
      },
    },
    lastError: () => lastError,
  };
}
