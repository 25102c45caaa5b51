/** Puts a token on each request: one from Microsoft Entra, or a fixed one for the simulated Graph. */

import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import { bearerTokenAuthenticationPolicy, type PipelinePolicy } from '@azure/core-rest-pipeline';
import type { GraphBaseUrl } from './base-url.ts';

export type GraphAuthentication =
  | { readonly credential: TokenCredential; readonly scope: string }
  /** Only for a Graph on this machine. */
  | { readonly fixedToken: string };

export interface Authenticator {
  readonly policy: PipelinePolicy;
  /** Drops the token that Graph refused. False when there is no other to be had. */
  forgetToken(): boolean;
}

/** No token could be had. The message names the kind of error: a credential's own message may hold more. */
export class TokenUnavailable extends Error {
  override readonly name = 'TokenUnavailable';
}

/** Throws TypeError for a fixed token that would leave this machine, and for a real one without https. */
export function createAuthenticator(
  authentication: GraphAuthentication,
  base: GraphBaseUrl,
  timeLimitMilliseconds: number,
): Authenticator {
  const isFixed = 'fixedToken' in authentication;
  if (isFixed !== base.isLoopback) {
    throw new TypeError('a fixed token is for a Graph on this machine, and no other token goes there');
  }
  return isFixed
    ? fixedToken(authentication.fixedToken)
    : acquiredToken(authentication.credential, authentication.scope, timeLimitMilliseconds);
}

function fixedToken(token: string): Authenticator {
  return {
    policy: {
      name: 'graphToken',
      sendRequest(request, next) {
        request.headers.set('Authorization', `Bearer ${token}`);
        return next(request);
      },
    },
    forgetToken: () => false,
  };
}

/** The library's policy keeps its token to itself, so a refused token is dropped by beginning with a new policy. */
function acquiredToken(
  credential: TokenCredential,
  scope: string,
  timeLimitMilliseconds: number,
): Authenticator {
  const begin = () =>
    bearerTokenAuthenticationPolicy({
      credential: steady(credential, timeLimitMilliseconds),
      scopes: scope,
    });
  let current = begin();
  return {
    policy: { name: 'graphToken', sendRequest: (request, next) => current.sendRequest(request, next) },
    forgetToken() {
      current = begin();
      return true;
    },
  };
}

/**
 * A credential that answers in time and does not fail while its last token is good. The library renews a token two
 * minutes before it ends without waiting for the result; when that failed at the token's end, nobody would catch
 * the rejection, and an unhandled rejection ends the process.
 */
function steady(credential: TokenCredential, timeLimitMilliseconds: number): TokenCredential {
  let last: AccessToken | undefined;
  return {
    async getToken(scopes, options) {
      const isLastGood = last !== undefined && last.expiresOnTimestamp > Date.now();
      try {
        last = await acquire(credential, scopes, options, timeLimitMilliseconds);
        return last;
      } catch (error) {
        // With claims Graph has said that it does not accept the token any more.
        if (last !== undefined && isLastGood && options?.claims === undefined) return last;
        throw error;
      }
    },
  };
}

/** The caller's signal is left out: the library shares one acquisition among all that wait for it. */
async function acquire(
  credential: TokenCredential,
  scopes: string | Array<string>,
  options: GetTokenOptions | undefined,
  timeLimitMilliseconds: number,
): Promise<AccessToken> {
  const { abortSignal: _, ...shared } = options ?? {};
  const timeLimit = AbortSignal.timeout(timeLimitMilliseconds);
  try {
    const token = await Promise.race([
      credential.getToken(scopes, { ...shared, abortSignal: timeLimit }),
      rejectionOf(timeLimit),
    ]);
    if (token === null) throw new TokenUnavailable('the credential has no token');
    return token;
  } catch (error) {
    throw error instanceof TokenUnavailable ? error : new TokenUnavailable(kindOf(error));
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The error's class and, where there is one, Entra's error number, which says what to repair. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const number = /\bAADSTS\d+\b/.exec(error.message)?.[0];
  return number === undefined ? error.name : `${error.name} ${number}`;
}
